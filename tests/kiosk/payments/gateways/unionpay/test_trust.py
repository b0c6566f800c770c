"""Who is believed: only UnionPay's own certificate, under the two named authorities, within its dates."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from kiosk.payments.gateways.unionpay.settings import load_unionpay
from kiosk.payments.gateways.unionpay.trust import Distrust, Trust
from tests.kiosk.payments import unionpay_keys as keys
from tests.kiosk.payments.unionpay_keys import MIDDLE, NOW_S, ROOT, SIGNER, UNIONPAY, Made, made, signed

FIELDS = {"respCode": "00", "respMsg": "成功", "orderId": "K7SALE0001P1", "empty": ""}
DAY_S = 86_400


@pytest.fixture
def trust(tmp_path: Path) -> Trust:
    return Trust(load_unionpay(keys.table(tmp_path), tmp_path))


def code(trust: Trust, fields: dict[str, str], now_s: int = NOW_S) -> str:
    """Why they are not believed; empty when they are."""
    try:
        trust.verify(fields, now_s)
    except Distrust as error:
        assert error.problem.text.endswith(".")
        return error.problem.code
    return ""


@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_unionpays_own_message_is_believed_as_it_was_sent(trust: Trust, line_end: str) -> None:
    assert code(trust, signed(FIELDS, line_end=line_end)) == ""


def test_the_certificates_line_ends_are_signed_with_it(trust: Trust) -> None:
    fields = signed(FIELDS)
    assert (
        code(trust, {**fields, "signPubKeyCert": fields["signPubKeyCert"].replace("\r\n", "\n")})
        == "SIGNATURE"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("respCode", "34"), ("respMsg", ""), ("added", "1"), ("signature", ""), ("signPubKeyCert", "")],
)
def test_one_field_changed(trust: Trust, name: str, value: str) -> None:
    assert code(trust, {**signed(FIELDS), name: value}) in {"SIGNATURE", "UNSIGNED"}


@pytest.mark.parametrize("signature", ["!", "AAAA", b64encode(b"x" * 256).decode(), "é"])
def test_a_signature_that_is_none(trust: Trust, signature: str) -> None:
    assert code(trust, {**signed(FIELDS), "signature": signature}) == "SIGNATURE"


STRANGER_ROOT = made("stranger", "A root", None, is_authority=True)
OTHER_MIDDLE = made("other", "A middle authority", STRANGER_ROOT, is_authority=True)


@pytest.mark.parametrize(
    ("signer", "why"),
    [
        (made("forger", UNIONPAY, None), "CHAIN"),  # anybody's own
        (made("forger", UNIONPAY, OTHER_MIDDLE), "CHAIN"),  # another authority of the same name
        (made("forger", UNIONPAY, ROOT), "CHAIN"),  # not by way of the middle one
        (made("forger", UNIONPAY, SIGNER), "CHAIN"),  # by UnionPay's own, which is no authority
        (
            made("merchant", "041@8310@某商户@00016493", MIDDLE),
            "SUBJECT",
        ),  # another customer of the same authority
        (made("merchant", "中国银联股份有限公司", MIDDLE), "SUBJECT"),
        (made("merchant", "001@31310000:TEST@00040000:SIGN@00000001", MIDDLE), "SUBJECT"),
        (made("merchant", UNIONPAY, MIDDLE, is_authority=True), "SUBJECT"),
        (made("signer", UNIONPAY, MIDDLE, days=(-9, -1)), "EXPIRED"),
        (made("signer", UNIONPAY, MIDDLE, days=(1, 9)), "EXPIRED"),
    ],
)
def test_a_rightly_signed_message_of_somebody_else(trust: Trust, signer: Made, why: str) -> None:
    assert code(trust, signed(FIELDS, signer)) == why


@pytest.mark.parametrize("endpoint", ["production", "sandbox"])
def test_the_test_environments_signer_counts_there_alone(tmp_path: Path, endpoint: str) -> None:
    tester = made("merchant", "001@31310000:TEST@00040000:SIGN@00000001", MIDDLE)
    trust = Trust(load_unionpay(keys.table(tmp_path, endpoint=endpoint), tmp_path))
    assert code(trust, signed(FIELDS, tester)) == ("SUBJECT" if endpoint == "production" else "")


def test_after_the_authoritys_time_nothing_is_believed(trust: Trust) -> None:
    assert code(trust, signed(FIELDS), NOW_S + 400 * DAY_S) == "EXPIRED"


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "x",
        SIGNER.pem.decode() * 2,
        "x" + SIGNER.pem.decode(),
        SIGNER.pem.decode()[:200],
        "-----BEGIN CERTIFICATE-----é",
    ],
)
def test_a_certificate_that_cannot_be_read(trust: Trust, odd: str) -> None:
    assert code(trust, {**signed(FIELDS), "signPubKeyCert": odd}) in {"CERTIFICATE", "UNSIGNED"}


def test_what_we_sign_anybody_can_verify(trust: Trust) -> None:
    ours = trust.signed(FIELDS)
    assert ours["certId"] == str(keys.MERCHANT.certificate.serial_number)
    text = "&".join(f"{name}={ours[name]}" for name in sorted(ours) if name != "signature" and ours[name])
    digest = sha256(text.encode()).hexdigest().encode()
    keys.MERCHANT.key.public_key().verify(b64decode(ours["signature"]), digest, PKCS1v15(), hashes.SHA256())
