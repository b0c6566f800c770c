from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import ConfigError, KnownError
from kiosk.payments.gateways import exchange
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sync import client as client_module
from kiosk.sync.client import CloudClient, checked_url, enrol
from kiosk.sync.identity import Identity
from kiosk.wire import EnrolAnswer, Event, EventAck, EventBatch, PaymentCreate, PaymentState, RefundCreate
from tests.kiosk.sync.cloud_server import CLOUD, MACHINE, Asked, CloudServer, Said

PAYMENT = PaymentCreate(
    number="K7SALE0001P1",
    sale="K7SALE0001",
    method="wechat",
    amount_fen=350,
    currency="CNY",
    description="可乐 330ml",
    created_at_s=1_790_000_000,
    expires_at_s=1_790_000_180,
)
WITHIN_S = 15
"""Less than any poll is held."""
STATE = {"number": PAYMENT.number, "version": 3, "state": "open", "code": "weixin://x"}


def test_each_call_goes_where_the_contract_says(cloud: CloudServer, client: CloudClient) -> None:
    def script(asked: Asked) -> Said:
        if "refunds" in asked.path:
            return Said.of({"number": "K7SALE0001R1", "state": "accepted"})
        if asked.path == "/v1/events":
            return Said.of({"acked": 1})
        return Said.of(STATE)

    cloud.script = script
    assert isinstance(client.create_payment(PAYMENT), PaymentState)
    client.payment(PAYMENT.number)
    client.payment(PAYMENT.number, wait_s=99, version=3)
    client.close_payment(PAYMENT.number)
    client.create_refund(PAYMENT.number, RefundCreate(number="K7SALE0001R1", amount_fen=1, reason=""))
    client.refund(PAYMENT.number, "K7SALE0001R1")
    assert client.post_events(EventBatch(events=[Event(seq=1, kind="x", at_ms=1, body={})])) == EventAck(
        acked=1
    )
    assert [f"{one.method} {one.path}" for one in cloud.asked] == [
        "POST /v1/payments",
        "GET /v1/payments/K7SALE0001P1",
        "GET /v1/payments/K7SALE0001P1?wait_s=25&version=3",
        "POST /v1/payments/K7SALE0001P1/close",
        "POST /v1/payments/K7SALE0001P1/refunds",
        "GET /v1/payments/K7SALE0001P1/refunds/K7SALE0001R1",
        "POST /v1/events",
    ]
    assert PaymentCreate.model_validate_json(cloud.asked[0].body) == PAYMENT


def test_every_call_asks_anew_and_a_repeated_payment_is_the_same_bytes(
    cloud: CloudServer, client: CloudClient
) -> None:
    """A stored answer ("unknown") must not be played back for ever: numbers keep writes single, not keys."""
    cloud.plays(Said.of(STATE))
    for _ in range(2):
        client.create_payment(PAYMENT)
        client.close_payment(PAYMENT.number)
    creates, closes = cloud.asked[::2], cloud.asked[1::2]
    assert creates[0].body == creates[1].body and closes[0].body == closes[1].body == b""
    assert len({one.key for one in cloud.asked}) == 4


def test_a_cut_call_is_repeated_once_with_the_same_key(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said(cut="before"), Said.of(STATE))
    assert isinstance(client.close_payment(PAYMENT.number), PaymentState)
    first, second = cloud.asked
    assert (first.key, first.body) == (second.key, second.body)
    cloud.plays(Said(cut="before"))
    found = client.payment(PAYMENT.number)
    assert isinstance(found, Problem) and found.kind is ProblemKind.NETWORK
    assert len(cloud.asked) == 4


def test_silence_is_a_time_out(
    cloud: CloudServer, client: CloudClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "READ_TIMEOUT_S", 0.2)
    cloud.plays(Said(cut="hang"))
    found = client.payment(PAYMENT.number)
    assert isinstance(found, Problem) and found.kind is ProblemKind.TIMEOUT
    assert len(cloud.asked) == 1


def test_an_order_a_customer_waits_for_is_given_up_sooner_and_repeated_as_it_was(
    cloud: CloudServer, client: CloudClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client_module.CREATE_TIMEOUT_S < exchange.READ_TIMEOUT_S
    monkeypatch.setattr(client_module, "CREATE_TIMEOUT_S", 0.2)
    cloud.plays(Said(cut="hang"), Said.of(STATE))
    found = client.create_payment(PAYMENT)
    assert isinstance(found, Problem) and found.kind is ProblemKind.TIMEOUT
    assert isinstance(client.create_payment(PAYMENT), PaymentState)
    first, second = cloud.asked
    assert first.body == second.body


HTML = b"<!doctype html><title>Sign in to the Wi-Fi</title>"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(200, HTML), ProblemKind.BAD_ANSWER),
        (Said(404, HTML), ProblemKind.BAD_ANSWER),
        (Said(502, HTML), ProblemKind.GATEWAY),
        (Said(302, headers={"Location": "http://127.0.0.1:9/"}), ProblemKind.BAD_ANSWER),
        (Said.of(STATE, cut="half"), ProblemKind.BAD_ANSWER),
        (Said(200, b'{"number": "K7SA'), ProblemKind.BAD_ANSWER),
        (Said(200, b"[" * 100_000), ProblemKind.BAD_ANSWER),
        (Said(200, b"x" * (exchange.BODY_LIMIT_BYTES + 1)), ProblemKind.BAD_ANSWER),
        (Said.of(STATE | {"state": "perhaps"}), ProblemKind.BAD_ANSWER),
        (Said.of({"number": PAYMENT.number}), ProblemKind.BAD_ANSWER),
        (Said.error(401), ProblemKind.CONFIG),
        (Said.error(403), ProblemKind.PERMISSION),
        (Said.error(404), ProblemKind.GATEWAY),
        (Said.error(409), ProblemKind.GATEWAY),
        (Said.error(429), ProblemKind.LIMIT),
        (Said.error(503), ProblemKind.GATEWAY),
    ],
)
def test_a_cloud_that_answers_badly_is_a_problem_in_words(
    cloud: CloudServer, client: CloudClient, said: Said, kind: ProblemKind
) -> None:
    cloud.plays(said)
    found = client.payment(PAYMENT.number)
    assert isinstance(found, Problem) and found.kind is kind
    assert found.text.endswith((".", '"')) and "<" not in found.text
    assert len(cloud.asked) == 1, "nothing is repeated, no redirection is followed"


def test_fields_of_a_newer_cloud_are_ignored(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.of(STATE | {"mood": "good"}))
    assert isinstance(client.payment(PAYMENT.number), PaymentState)


def test_a_wrong_clock_is_corrected_by_the_clouds_date(cloud: CloudServer, identity: Identity) -> None:
    late = CloudClient(cloud.url, identity, MACHINE, CLOUD, ManualClock((int(time.time()) - 7200) * 1000))
    cloud.plays(Said.of(STATE))
    assert isinstance(late.payment(PAYMENT.number), PaymentState)
    assert abs((late.clock_offset_s or 0) - 7200) <= 2
    assert len(cloud.asked) == 2
    late.payment(PAYMENT.number)
    assert len(cloud.asked) == 3
    late.close_connections()


def test_a_clock_that_is_set_right_while_it_is_being_corrected_costs_no_call(
    cloud: CloudServer, identity: Identity
) -> None:
    clock = ManualClock((int(time.time()) - 7200) * 1000)
    late = CloudClient(cloud.url, identity, MACHINE, CLOUD, clock)
    cloud.plays(Said.of(STATE))
    late.payment(PAYMENT.number)
    clock._utc_ms += 7200 * 1000
    assert isinstance(late.payment(PAYMENT.number), PaymentState)
    assert len(cloud.asked) == 3, "the cloud's time was carried on by the monotonic clock"
    clock._monotonic_ms -= 7200 * 1000
    assert isinstance(late.payment(PAYMENT.number), PaymentState)
    assert len(cloud.asked) == 5, "a machine that slept: refused once, repeated once"
    cloud.plays(Said.error(401, "auth.refused"))
    late.payment(PAYMENT.number)
    assert len(cloud.asked) == 6, "a refusal that tells no other time is not repeated"
    late.close_connections()


def test_a_401_with_a_right_clock_is_not_repeated(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.error(401, "token.unknown_machine"))
    found = client.payment(PAYMENT.number)
    assert isinstance(found, Problem) and (found.kind, found.code) == (
        ProblemKind.CONFIG,
        "token.unknown_machine",
    )
    assert len(cloud.asked) == 1


def test_a_refused_clock_is_the_clocks_fault(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.error(401, "auth.clock", "The token expired 9 s ago."))
    found = client.payment(PAYMENT.number)
    assert isinstance(found, Problem) and found.kind is ProblemKind.CLOCK and "clock" in found.text


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said.error(404), None),
        (Said.error(404, "payment.no_account"), ProblemKind.ABSENT),
        (Said.error(401), ProblemKind.CONFIG),
        (Said.error(500), ProblemKind.GATEWAY),
        (Said(200, HTML), ProblemKind.BAD_ANSWER),
        (Said(cut="before"), ProblemKind.NETWORK),
    ],
)
def test_probe(cloud: CloudServer, client: CloudClient, said: Said, kind: ProblemKind | None) -> None:
    cloud.plays(said)
    problem = client.probe()
    assert (problem.kind if problem else None) is kind


def test_no_key_and_no_token_is_in_a_problem_or_repr(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.error(401))
    shown = repr(client.payment(PAYMENT.number)) + repr(client)
    assert cloud.asked[0].headers["Authorization"].removeprefix("Bearer ") not in shown


@pytest.fixture
def environment_with_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    yield


@pytest.mark.usefixtures("environment_with_proxy")
def test_a_proxy_in_the_environment_does_not_catch_loopback(cloud: CloudServer, client: CloudClient) -> None:
    cloud.plays(Said.of(STATE))
    assert isinstance(client.payment(PAYMENT.number), PaymentState)


def test_enrolment_sends_the_public_key_without_a_token(cloud: CloudServer, identity: Identity) -> None:
    cloud.plays(Said.of({"machine_id": "m-9", "cloud_id": "c-1", "site": "大堂"}))
    found = enrol(cloud.url, " ABCD-1234 ", identity, SystemClock(), software="0.1.0")
    assert found == EnrolAnswer(machine_id="m-9", cloud_id="c-1", site="大堂")
    [asked] = cloud.asked
    assert (asked.method, asked.path) == ("POST", "/v1/enrol")
    assert asked.json == {"code": "ABCD-1234", "public_key": identity.public_key, "software": "0.1.0"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said.error(403, "enrol.refused"), "enrol.refused"),
        (Said.error(401, "enrol.refused"), "enrol.refused"),
        (Said.error(404, "enrol.refused"), "enrol.refused"),
        (Said.error(500), "enrol.failed"),
        (Said.error(429), "enrol.failed"),
        (Said(200, HTML), "enrol.failed"),
        (Said(cut="before"), "enrol.failed"),
    ],
)
def test_a_failed_enrolment_is_told_in_words(
    cloud: CloudServer, identity: Identity, said: Said, code: str
) -> None:
    cloud.plays(said)
    with pytest.raises(KnownError) as caught:
        enrol(cloud.url, "ABCD-1234", identity, SystemClock())
    assert caught.value.code == code and caught.value.text.endswith((".", '"'))


@pytest.mark.parametrize("code", ["", "abc", "x" * 65])
def test_a_code_of_impossible_length_is_not_sent(cloud: CloudServer, identity: Identity, code: str) -> None:
    with pytest.raises(KnownError, match="4 to 64"):
        enrol(cloud.url, code, identity, SystemClock())
    assert cloud.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cloud.example.com",
        "ftp://cloud.example.com",
        "http://cloud.example.com",
        "http://127.0.0.1.example.com",
        "https://user@cloud.example.com",
        "https://cloud.example.com/?a=b",
        "https://cloud.example.com:99999",
        "https://",
        "https://" + "x" * 200,
    ],
)
def test_an_address_that_is_no_cloud_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match=r"cloud\.url"):
        checked_url(url)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://cloud.example.com/", "https://cloud.example.com"),
        ("https://cloud.example.com:8443/base/", "https://cloud.example.com:8443/base"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_a_good_address_is_kept(url: str, clean: str) -> None:
    assert checked_url(url) == clean


def test_polls_are_not_waited_for_at_the_programs_end(cloud: CloudServer, client: CloudClient) -> None:
    """A member's, a payment's and the documents': each by its own thread, as in the program."""
    cloud.plays(Said(cut="hang"))
    polls: list[Callable[[], object]] = [
        lambda: client.member_session("s1", 25, "waiting"),
        lambda: client.payment(PAYMENT.number, wait_s=25, version=3),
        lambda: client.documents(7, 25),
    ]
    with ThreadPoolExecutor(len(polls)) as pool:
        answers = [pool.submit(poll) for poll in polls]
        ends_s = time.monotonic() + WITHIN_S
        while len(cloud.asked) < len(polls):
            assert time.monotonic() < ends_s, cloud.asked
        client.hang_up()
        found = [answer.result(WITHIN_S) for answer in answers]
    assert [one.kind for one in found if isinstance(one, Problem)] == [ProblemKind.NETWORK] * len(polls)
    assert len(cloud.asked) == len(polls), "nothing was sent again"
