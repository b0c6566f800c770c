"""What the emulated UnionPay refuses, asked by a merchant that signs for itself."""

from __future__ import annotations

import http.client
import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from cloud.sandbox.client import SandboxProcess


def stamp(ahead_s: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(hours=8, seconds=ahead_s)).strftime("%Y%m%d%H%M%S")


class Acp:
    """Signs as payments.md 3.3 says, with ``cryptography`` alone."""

    def __init__(self, table: Mapping[str, str]) -> None:
        password = Path(table["sign_pfx_password_file"]).read_bytes().strip()
        key, own, _ = load_key_and_certificates(Path(table["sign_pfx_file"]).read_bytes(), password)
        assert isinstance(key, RSAPrivateKey) and own is not None
        self._key, self.cert_id = key, str(own.serial_number)
        self._host = urlsplit(table["endpoint"]).netloc
        self._mer_id = table["mer_id"]

    def order(self, **changes: str) -> dict[str, str]:
        return {
            "version": "5.1.0",
            "encoding": "UTF-8",
            "signMethod": "01",
            "bizType": "000000",
            "channelType": "08",
            "accessType": "0",
            "merId": self._mer_id,
            "certId": self.cert_id,
            "txnType": "01",
            "txnSubType": "07",
            "orderId": f"K7C{time.time_ns()}",
            "txnTime": stamp(),
            "txnAmt": "350",
            "currencyCode": "156",
            "backUrl": "http://www.specialUrl.com",
        } | changes

    def send(self, fields: Mapping[str, str], path: str = "backTransReq", *, encoded: bool = True) -> str:
        """The whole answer as text."""
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if fields[name])
        digest = sha256(text.encode()).hexdigest().encode()
        signature = b64encode(self._key.sign(digest, PKCS1v15(), hashes.SHA256())).decode()
        whole = {"signature": signature, **fields}
        connection = http.client.HTTPConnection(self._host, timeout=10)
        body = urlencode(whole) if encoded else text
        connection.request("POST", f"/gateway/api/{path}.do", body)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    def code(self, fields: Mapping[str, str], path: str = "backTransReq") -> str:
        answer = self.send(fields, path)
        return answer.partition("respCode=")[2][:2]

    def question(self, order: Mapping[str, str], **changes: str) -> str:
        names = ("txnAmt", "currencyCode", "backUrl")
        asked = {name: value for name, value in order.items() if name not in names}
        return self.send(asked | {"txnType": "00", "txnSubType": "00"} | changes, "queryTrans")


@pytest.fixture
def acp(sandbox: SandboxProcess) -> Acp:
    return Acp(sandbox.wallets["unionpay"])


def test_an_answer_is_bare_and_its_certificate_keeps_its_line_ends(acp: Acp) -> None:
    answer = acp.send(acp.order())
    assert "respCode=00" in answer
    assert "\r\n-----END CERTIFICATE-----\r\n" in answer
    assert "%" not in answer


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": "5.0.0"}, "10"),
        ({"signMethod": "11"}, "10"),
        ({"merId": "777290058110049"}, "31"),
        ({"orderId": "K7-1234567"}, "10"),
        ({"orderId": "K7"}, "10"),
        ({"txnTime": "now"}, "10"),
        ({"txnTime": stamp(-40_000)}, "39"),
        ({"txnTime": stamp(40_000)}, "39"),
        ({"txnAmt": "3.50"}, "10"),
        ({"txnAmt": "0"}, "10"),
        ({"txnAmt": "99999999999"}, "33"),
        ({"currencyCode": "840"}, "10"),
        ({"backUrl": ""}, "13"),
        ({"payTimeout": "20200101000000"}, "10"),
        ({"favourite": "1"}, "10"),
        ({"txnType": "31", "txnSubType": "00"}, "32"),
        ({"txnType": "04", "txnSubType": "00", "origOrderId": "K7NOSUCH1", "origTxnTime": stamp()}, "35"),
    ],
)
def test_what_is_refused(acp: Acp, changes: dict[str, str], code: str) -> None:
    answer = acp.send(acp.order(**changes))
    assert f"respCode={code}" in answer
    assert "signPubKeyCert=" in answer, "its refusals are signed"


def test_a_false_signature_is_refused_without_one(acp: Acp) -> None:
    for changed in ({"signature": "AAAA"}, {"certId": "7"}):
        answer = acp.send(acp.order(**changed))
        assert answer.startswith("respCode=11&"), answer
        assert "signature" not in answer
    assert acp.send({"a": "1"}, encoded=False).startswith("respCode=11")
    assert acp.send({"a": "1 2é"}, encoded=False).startswith("respCode=10")


def test_a_number_is_one_order_and_its_time_belongs_to_it(acp: Acp, sandbox: SandboxProcess) -> None:
    order = acp.order()
    assert acp.code(order) == "00"
    assert acp.code({**order, "txnTime": stamp(1)}) == "12"
    assert "respCode=34" in acp.question(order), "nobody has scanned it"
    assert sandbox.phone("pay", out_trade_no=order["orderId"]).done
    assert "origRespCode=00" in acp.question(order)
    assert "respCode=34" in acp.question(order, txnTime=stamp(77)), "another time is another transaction"


def test_the_wallets_books_are_their_own(acp: Acp, sandbox: SandboxProcess) -> None:
    order = acp.order()
    acp.send(order)
    assert sandbox.phone("pay", out_trade_no=order["orderId"]).done
    books = sandbox.books()
    assert books["payments_taken_fen"] == 350
    sandbox.reset()
    assert sandbox.books()["orders"] == []
