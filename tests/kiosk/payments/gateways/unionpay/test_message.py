"""ACP messages as text: the published rules, and a genuine message of UnionPay's."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.payments.gateways.unionpay import message
from kiosk.payments.gateways.unionpay.trust import SIGNER, signer_of
from tests.kiosk.payments.gateways.unionpay.genuine import GENUINE


def _holds(fields: dict[str, str], digest: bytes) -> bool:
    certificate = x509.load_pem_x509_certificate(fields["signPubKeyCert"].encode())
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    try:
        key.verify(b64decode(fields["signature"]), digest, PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def test_a_genuine_notice_verifies_by_our_digest() -> None:
    """payments.md 3.3: sent by UnionPay's production gateway in January 2018."""
    assert _holds(GENUINE, message.digest(GENUINE))
    certificate = x509.load_pem_x509_certificate(GENUINE["signPubKeyCert"].encode())
    assert signer_of(certificate) == SIGNER


def test_a_genuine_notice_holds_only_with_its_line_ends_and_hashed_twice() -> None:
    other_ends = {**GENUINE, "signPubKeyCert": GENUINE["signPubKeyCert"].replace("\r\n", "\n")}
    assert not _holds(other_ends, message.digest(other_ends))
    assert not _holds(GENUINE, message.signed_text(GENUINE))
    dearer = {**GENUINE, "txnAmt": "2"}
    assert not _holds(dearer, message.digest(dearer))


def test_what_is_signed() -> None:
    fields = {"b": "2", "a": "=&1", "signature": "x", "empty": ""}
    assert message.signed_text(fields) == b"a==&1&b=2"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"a=1&b=x==&c=", {"a": "1", "b": "x==", "c": ""}),
        (b"a={x=1&y={z=2&w=3}}&b=[1&2]", {"a": "{x=1&y={z=2&w=3}}", "b": "[1&2]"}),
        ("respMsg=成功[0000000]&respCode=00".encode(), {"respMsg": "成功[0000000]", "respCode": "00"}),
        (
            b"cert=-----B-----\r\nMI==\r\n-----E-----&a=1",
            {"cert": "-----B-----\r\nMI==\r\n-----E-----", "a": "1"},
        ),
        (b"a=}&b=2", {"a": "}", "b": "2"}),
    ],
)
def test_an_answer_is_taken_apart_as_it_was_sent(body: bytes, fields: dict[str, str]) -> None:
    assert message.from_answer(body) == fields


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"a",
        b"=1",
        b"a=1&a=2",
        b"a=1&",
        b"\xff=1",
        b"&".join(b"k%d=1" % i for i in range(101)),
    ],
)
def test_what_is_no_answer(body: bytes) -> None:
    assert message.from_answer(body) is None


@given(st.dictionaries(st.text("abcXYZ019", min_size=1), st.text(), max_size=8))
def test_a_notice_is_what_was_encoded(fields: dict[str, str]) -> None:
    assert message.from_notice(message.encoded(fields)) == (fields or None)


@pytest.mark.parametrize("body", [b"", b"a", b"a=1&a=2", "a=é".encode(), b"\xff"])
def test_what_is_no_notice(body: bytes) -> None:
    assert message.from_notice(body) is None


def test_times_are_beijing_whatever_the_machine_thinks() -> None:
    assert message.stamp(1_515_572_847) == "20180110162727"
    assert message.stamp(0) == "19700101080000"


@pytest.mark.parametrize(
    ("text", "now", "year"),
    [
        ("0110164921", 1_515_574_161, 2018),
        ("1231235959", 1_514_736_005, 2017),
        ("0101000001", 1_514_735_990, 2018),
    ],
)
def test_a_trace_time_has_no_year_and_gets_the_nearest(text: str, now: int, year: int) -> None:
    assert message.stamp(message.trace_time_s(text, now)) == f"{year}{text}"


@pytest.mark.parametrize("text", ["", "x", "1332250000", "0110"])
def test_a_trace_time_that_cannot_be_read_is_now(text: str) -> None:
    assert message.trace_time_s(text, 1_515_574_161) == 1_515_574_161
