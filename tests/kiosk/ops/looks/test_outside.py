"""The doctor asks as the kiosk would, signed: a way that is open and a key that is wrong are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from kiosk.cloud_link import KEY_NAME
from kiosk.ops.doctor import Verdict
from kiosk.ops.looks import outside as doctor_outside
from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS
from kiosk.sync.identity import Enrolment, Identity, save_enrolment
from tests.kiosk.ops.test_doctor import asked, enrolled_here, missing
from tests.kiosk.payments.strangers import strangers_key
from tests.kiosk.sync import cloud_server
from tests.kiosk.sync.cloud_server import CLOUD, MACHINE, Asked, CloudServer, Said

LOGIN_PAGE = b"<!doctype html><title>Sign in to the Wi-Fi</title>"


# --- the cloud


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / KEY_NAME)


@pytest.fixture
def cloud(identity: Identity) -> Iterator[CloudServer]:
    with cloud_server.serving(identity) as running:
        running.script = enrolled_here
        yield running
        assert running.faults == []


def cloud_findings(data: Path, cloud: CloudServer, *more: str) -> dict[Verdict, str]:
    found = doctor_outside.cloud(*asked(data, f"cloud.url={cloud.url}", *more))
    return {finding.verdict: finding.text for finding in found}


def test_a_cloud_that_knows_the_machine_by_its_key_is_fine(tmp_path: Path, cloud: CloudServer) -> None:
    save_enrolment(tmp_path, Enrolment(cloud.url, MACHINE, CLOUD))
    assert cloud_findings(tmp_path, cloud) == {Verdict.FINE: f"The cloud knows {MACHINE} by its key."}
    assert [one.path for one in cloud.asked] == ["/healthz", "/v1/payments/HUODAOPROBE0"]
    assert all(one.headers["User-Agent"] for one in cloud.asked)


def test_a_cloud_that_does_not_know_the_machine_is_missing(tmp_path: Path, cloud: CloudServer) -> None:
    save_enrolment(tmp_path, Enrolment(cloud.url, MACHINE, CLOUD))
    good = cloud.script
    cloud.script = lambda one: good(one) if one.path == "/healthz" else Said.error(401, "auth.refused")
    assert "enrol it again" in cloud_findings(tmp_path, cloud)[Verdict.MISSING]


def test_a_lost_key_is_told_and_no_new_one_is_made(tmp_path: Path, cloud: CloudServer) -> None:
    save_enrolment(tmp_path, Enrolment(cloud.url, MACHINE, CLOUD))
    (tmp_path / KEY_NAME).unlink()
    assert "is not there" in cloud_findings(tmp_path, cloud)[Verdict.MISSING]
    assert not (tmp_path / KEY_NAME).exists()
    save = tmp_path / "other.key"
    Identity.load_or_create(save)
    save.chmod(0o644)
    text = cloud_findings(tmp_path, cloud, f"cloud.key_file={save}")[Verdict.MISSING]
    assert "chmod 600" in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(200, LOGIN_PAGE), "another server"),
        (Said.of([]), "another server"),
        (Said.of({"ok": True, "cloud_id": "", "money": "real"}), "another server"),
        (Said.error(404), "404"),
        (Said.error(503, "store.unavailable"), "503"),
        (Said.of({"ok": True, "cloud_id": CLOUD, "money": "none"}), "nobody can pay"),
        (Said(cut="before"), "cannot be reached"),
    ],
)
def test_what_is_no_cloud_or_not_a_well_one_is_missing(
    tmp_path: Path, cloud: CloudServer, said: Said, words: str
) -> None:
    cloud.plays(said)
    assert words in cloud_findings(tmp_path, cloud)[Verdict.MISSING]


def accounts(
    data: Path, cloud: CloudServer, *more: str, orders: bool = False
) -> list[tuple[str, Verdict, str]]:
    settings, command = asked(data, f"cloud.url={cloud.url}", *more)
    found = doctor_outside.accounts(settings, replace(command, orders=orders))
    return [(finding.about, finding.verdict, finding.text) for finding in found]


def test_each_account_of_the_cloud_is_asked_for_as_the_kiosk_asks(tmp_path: Path, cloud: CloudServer) -> None:
    assert accounts(tmp_path, cloud) == [], "a machine that is not enrolled has nothing to ask with"
    save_enrolment(tmp_path, Enrolment(cloud.url, MACHINE, CLOUD))
    wrong = {"kind": "config", "text": "Its keys are wrong.", "code": "SIGN_ERROR"}
    soon = {"kind": "config", "text": "It runs out.", "code": "RUNS_OUT"}
    words = {"code": "payment.account", "text": "words"}

    def script(one: Asked) -> Said:
        if one.method == "POST":
            closed = one.path.endswith("/close")
            number = one.path.split("/")[-2] if closed else one.json["number"]
            state = {"state": "closed"} if closed else {"state": "open", "code": "weixin://code"}
            return Said.of({"number": number, "version": 1} | state)
        said = {
            "wechat": Said.of(words | {"problem": wrong}, 409),
            "alipay": Said.of(words | {"warnings": [soon] * 99}, 404),
            "unionpay": Said.error(404, "payment.no_account"),
        }
        return said[one.path.rpartition("=")[2]]

    cloud.script = script
    key, *rest = accounts(tmp_path, cloud)
    assert key == ("wechat", Verdict.MISSING, "At the cloud: Its keys are wrong.")
    fine, unproved, *warned, absent = rest
    assert fine[:2] == ("alipay", Verdict.FINE) and "doctor --order" in unproved[2]
    assert set(warned) == {("alipay", Verdict.NOTE, "At the cloud: It runs out.")} and len(warned) == 8
    assert absent[:2] == ("unionpay", Verdict.NOTE) and "not offered" in absent[2]
    asked_for = accounts(tmp_path, cloud, "payments.methods=unionpay,alipay", orders=True)
    assert ("unionpay", Verdict.MISSING, absent[2]) in asked_for, "the installer named it"
    assert any("given out, shown to nobody and closed" in text for _, _, text in asked_for)
    ordered, closed = (one for one in cloud.asked if one.method == "POST")
    assert ordered.json["amount_fen"] == 1 and closed.path.endswith(f"{ordered.json['number']}/close")
    (tmp_path / KEY_NAME).unlink()
    assert accounts(tmp_path, cloud) == [], "told as the key's fault"


def test_a_cloud_that_takes_no_money_says_so(tmp_path: Path, cloud: CloudServer) -> None:
    cloud.plays(Said.of({"ok": True, "cloud_id": CLOUD, "money": "test"}))
    assert "TEST" in cloud_findings(tmp_path, cloud)[Verdict.FINE]


def test_a_cloud_of_another_time_is_the_clocks_fault(tmp_path: Path, cloud: CloudServer) -> None:
    cloud.ahead_s = 600
    assert "clock is 600 s behind" in cloud_findings(tmp_path, cloud)[Verdict.MISSING]


def test_an_address_that_is_none_is_told(tmp_path: Path) -> None:
    long = asked(tmp_path, f"cloud.url=https://{'x' * 300}")
    assert "cloud.url" in missing(doctor_outside.cloud(*long))[0]
    assert list(doctor_outside.cloud(*asked(tmp_path))) == []


def test_enrolment(tmp_path: Path) -> None:
    assert "main.py enrol" in missing(doctor_outside.enrolment(*asked(tmp_path)))[0]
    direct = asked(tmp_path, "payments.route=direct", "cloud.url=https://cloud.example")
    assert [finding.verdict for finding in doctor_outside.enrolment(*direct)] == [Verdict.NOTE]
    assert list(doctor_outside.enrolment(*asked(tmp_path, "payments.route=direct"))) == []
    (tmp_path / "cloud.json").touch(0o644)
    assert "chmod 600" in missing(doctor_outside.enrolment(*direct))[0]
    broken = asked(tmp_path, "cloud.url=http://127.0.0.1:9")
    assert list(doctor_outside._known_here("http://127.0.0.1:9", *broken)) == [], "told as the enrolment's"


# --- WeChat Pay


@pytest.fixture(scope="module")
def gateway() -> Iterator[SandboxProcess]:
    with SandboxProcess() as running:
        yield running


def wechat_findings(data: Path, gateway: SandboxProcess, **changed: str) -> list[tuple[Verdict, str]]:
    table = gateway.config | changed
    overrides = [f"payments.wechat.{key}={value}" for key, value in table.items()]
    found = doctor_outside.wallets(*asked(data, "payments.route=direct", *overrides))
    return [(finding.verdict, finding.text) for finding in found]


def test_a_gateway_that_knows_the_merchant_is_fine_and_what_stays_unproved_is_said(
    tmp_path: Path, gateway: SandboxProcess
) -> None:
    gateway.reset()
    read, known, unproved = wechat_findings(tmp_path, gateway)
    assert read[0] is Verdict.FINE and "TEST" in read[1]
    assert known[0] is Verdict.FINE and "accepts the merchant number, the merchant key" in known[1]
    assert unproved == (Verdict.NOTE, f"{WALLETS[Method.WECHAT].unproved} Or run: main.py doctor --order")
    assert [call["call"] for call in gateway.calls()] == ["query"], "nothing is ordered"


@pytest.mark.parametrize("wrong", ["mchid", "merchant_serial", "merchant_key_file"])
def test_a_merchant_the_gateway_does_not_know_is_missing(
    tmp_path: Path, gateway: SandboxProcess, wrong: str
) -> None:
    value = {"mchid": "1900000099", "merchant_serial": "0" * 40, "merchant_key_file": strangers_key(tmp_path)}
    verdict, text = wechat_findings(tmp_path, gateway, **{wrong: value[wrong]})[-1]
    assert verdict is Verdict.MISSING and "does not accept this merchant's ids or keys" in text


def test_a_platform_key_the_gateway_does_not_have_is_missing(tmp_path: Path, gateway: SandboxProcess) -> None:
    verdict, _ = wechat_findings(tmp_path, gateway, platform_public_key_id="PUB_KEY_ID_9")[-1]
    assert verdict is Verdict.MISSING


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("html", "another server, perhaps a network's login page"),
        ("reset_before", "cannot be reached"),
        ("http_500", "a fault of its own"),
    ],
)
def test_a_gateway_that_is_none_or_unwell_is_missing(
    tmp_path: Path, gateway: SandboxProcess, fault: str, words: str
) -> None:
    gateway.fault("query", fault, times=-1)
    verdict, text = wechat_findings(tmp_path, gateway)[-1]
    gateway.clear_faults()
    assert verdict is Verdict.MISSING and words in text


def test_a_clock_that_is_off_is_missing_although_the_keys_are_right(
    tmp_path: Path, gateway: SandboxProcess
) -> None:
    gateway.wire_skew(600)
    *_, (verdict, text) = found = wechat_findings(tmp_path, gateway)
    gateway.wire_skew(0)
    assert verdict is Verdict.MISSING and "s behind wechat's. Set it." in text
    assert [one for one, _ in found] == [Verdict.FINE, Verdict.FINE, Verdict.NOTE, Verdict.MISSING]


def test_unionpay_is_asked_by_its_own_keys(tmp_path: Path, gateway: SandboxProcess) -> None:
    words = [f"payments.unionpay.{key}={value}" for key, value in gateway.wallets["unionpay"].items()]
    found = list(doctor_outside.wallets(*asked(tmp_path, "payments.route=direct", *words)))
    assert [finding.verdict for finding in found] == [Verdict.FINE, Verdict.FINE, Verdict.NOTE]
    assert "accepts the merchant number and its certificate" in found[1].text
    stranger = [*words, "payments.unionpay.mer_id=777290058110040"]
    told = missing(doctor_outside.wallets(*asked(tmp_path, "payments.route=direct", *stranger)))
    assert "The merchant is not open for payments" in told[0]
    swapped = [*words, f"payments.unionpay.middle_ca_file={gateway.wallets['unionpay']['root_ca_file']}"]
    told = missing(doctor_outside.wallets(*asked(tmp_path, "payments.route=direct", *swapped)))
    assert "certificate that UnionPay's authorities have not issued" in told[0]


def test_keys_that_cannot_be_read_are_missing(tmp_path: Path) -> None:
    direct = asked(tmp_path, "payments.route=direct", "payments.wechat.appid=wx1")
    assert "payments.wechat" in missing(doctor_outside.wallets(*direct))[0]
    bare = asked(tmp_path, "payments.route=direct")
    assert "no [payments.wechat]" in missing(doctor_outside.wallets(*bare))[0]
    assert list(doctor_outside.wallets(*asked(tmp_path))) == []
