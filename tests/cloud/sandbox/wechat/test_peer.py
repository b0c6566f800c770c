"""The sandbox against a client nobody here wrote: the community's ``wechatpayv3``."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from wechatpayv3 import WeChatPay, WeChatPayType  # type: ignore[import-untyped] # ships no types

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.receiver import Receiver

NO = "K7F3A001"
TIMEOUT_S = (3, 10)


def _client(config: dict[str, str], **how: Any) -> Any:
    client = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=config["mchid"],
        private_key=Path(config["merchant_key_file"]).read_text(),
        cert_serial_no=config["merchant_serial"],
        appid=config["appid"],
        apiv3_key=Path(config["apiv3_key_file"]).read_text(),
        notify_url="https://pay.example.cn/n/wx",
        timeout=TIMEOUT_S,
        **how,
    )
    client._core._gate_way = config["endpoint"]
    return client


@pytest.fixture
def peer(sandbox: SandboxProcess) -> Any:
    config = sandbox.config
    public_key = Path(config["platform_public_key_file"]).read_text()
    return _client(config, public_key=public_key, public_key_id=config["platform_public_key_id"])


def _pay(peer: Any, sandbox: SandboxProcess, **more: Any) -> None:
    amount = {"total": 350, "currency": "CNY"}
    status, text = peer.pay(description="可乐 330ml", out_trade_no=NO, amount=amount, **more)
    assert status == 200
    assert sandbox.phone("pay", json.loads(text)["code_url"]).done


def test_order_query_close(peer: Any, sandbox: SandboxProcess) -> None:
    amount = {"total": 350, "currency": "CNY"}
    expire = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
    assert peer.pay(description="可乐", out_trade_no=NO, amount=amount, time_expire=expire)[0] == 200
    status, text = peer.query(out_trade_no=NO)
    assert (status, json.loads(text)["trade_state"]) == (200, "NOTPAY")
    assert peer.close(NO) == (204, b"")
    assert json.loads(peer.query(out_trade_no=NO)[1])["trade_state"] == "CLOSED"


def test_refund_twice_is_one_refund(peer: Any, sandbox: SandboxProcess) -> None:
    _pay(peer, sandbox)
    amount = {"refund": 150, "total": 350, "currency": "CNY"}
    answers = [
        peer.refund(out_refund_no="R1", out_trade_no=NO, amount=amount, reason="卡住") for _ in range(2)
    ]
    assert [status for status, _ in answers] == [200, 200]
    assert len({json.loads(text)["refund_id"] for _, text in answers}) == 1
    sandbox.refund("R1", "ABNORMAL")
    refund_id = json.loads(peer.query_refund("R1")[1])["refund_id"]
    status, text = peer.abnormal_refund(
        refund_id, "R1", "USER_BANK_CARD", bank_type="ICBC_DEBIT", bank_account="6225", real_name="张三"
    )
    assert (status, json.loads(text)["status"]) == (200, "PROCESSING")


def test_bill_and_download(peer: Any, sandbox: SandboxProcess) -> None:
    _pay(peer, sandbox)
    paid_at = json.loads(peer.query(out_trade_no=NO)[1])["success_time"]
    sandbox.advance(2 * 86400)
    status, text = peer.trade_bill(paid_at[:10])
    offer = json.loads(text)
    assert status == 200
    status, packed = peer.download_bill(offer["download_url"])
    plain = gzip.decompress(packed)
    assert (status, hashlib.sha1(plain).hexdigest()) == (200, offer["hash_value"])
    assert NO in plain.decode("utf-8-sig")


def test_it_opens_our_notice(peer: Any, sandbox: SandboxProcess, receiver: Receiver) -> None:
    _pay(peer, sandbox, notify_url=receiver.url)
    notice = receiver.next()
    event = peer.callback(dict(notice.headers), notice.body)
    assert event["event_type"] == "TRANSACTION.SUCCESS"
    assert event["resource"]["out_trade_no"] == NO
    assert peer.callback(dict(notice.headers), notice.body.replace(b"EV-", b"EW-")) is None


@pytest.mark.parametrize("fault", ["bad_signature", "signtest"])
def test_it_refuses_a_bad_signature(peer: Any, sandbox: SandboxProcess, fault: str) -> None:
    _pay(peer, sandbox)
    sandbox.fault("query", fault)
    with pytest.raises(Exception, match=r"verify the signature|base64|padding|alphabet"):
        peer.query(out_trade_no=NO)
    assert peer.query(out_trade_no=NO)[0] == 200


def test_platform_certificate_mode(
    peer: Any, sandbox: SandboxProcess, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    """It fetches and opens the certificate, then verifies with it: no Wechatpay-Serial is sent."""
    code, text = peer._core.request("/v3/certificates")
    assert code == 200
    serial = json.loads(text)["data"][0]["serial_no"]
    fetch: Callable[[], None] = peer._core._update_certificates
    peer._core._cert_dir = f"{tmp_path}/"
    fetch()
    assert (tmp_path / f"{serial}.pem").exists()
    by_certificate = _client(sandbox.config, cert_dir=str(tmp_path))
    assert by_certificate.query(out_trade_no=NO)[0] == 404
    _pay(by_certificate, sandbox)
    assert json.loads(by_certificate.query(out_trade_no=NO)[1])["trade_state"] == "SUCCESS"
