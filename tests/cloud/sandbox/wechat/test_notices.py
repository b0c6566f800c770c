"""Notices: sealed, signed, repeated until acknowledged, never guaranteed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import Merchant
from tests.cloud.sandbox.receiver import Receiver

NO = "K7F3A001"
DOCUMENTED_S = [15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600]


def _books(sandbox: SandboxProcess) -> list[dict[str, Any]]:
    notices = sandbox.books()["notices"]
    assert isinstance(notices, list)
    return notices


def _settled(sandbox: SandboxProcess, sends: int) -> dict[str, Any]:
    """The only notice, once its ``sends`` are in the books: they follow the answer by a moment."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        (notice,) = _books(sandbox)
        if notice["sends"] == sends:
            return notice
    raise AssertionError(f"never sent {sends} times: {notice}")


def _pay(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver, number: str = NO) -> None:
    assert sandbox.phone("pay", merchant.order(number, notify_url=receiver.url)).done


def test_a_payment_is_told_at_once(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    _pay(merchant, sandbox, receiver)
    notice = receiver.next()
    assert merchant.verified(notice.headers, notice.body)
    assert abs(int(notice.headers["wechatpay-timestamp"]) - time.time()) < 60
    envelope = json.loads(notice.body)
    assert (envelope["event_type"], envelope["resource_type"]) == ("TRANSACTION.SUCCESS", "encrypt-resource")
    assert envelope["resource"]["algorithm"] == "AEAD_AES_256_GCM"
    assert len(envelope["resource"]["nonce"]) == 12
    assert merchant.opened(notice.body) == merchant.query(NO).json
    assert _settled(sandbox, 1)["outcome"] == "acknowledged"


def test_a_refund_is_told_when_it_ends(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver
) -> None:
    sandbox.phone("pay", merchant.order(NO))
    merchant.refund("R1", NO, 150, 350, notify_url=receiver.url)
    assert receiver.is_empty()
    sandbox.refund("R1", "ABNORMAL")
    notice = receiver.next()
    assert json.loads(notice.body)["event_type"] == "REFUND.ABNORMAL"
    content = merchant.opened(notice.body)
    assert (content["out_refund_no"], content["refund_status"]) == ("R1", "ABNORMAL")
    assert content["amount"] == {"total": 350, "refund": 150, "payer_total": 350, "payer_refund": 150}


def test_the_documented_schedule_then_silence(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver
) -> None:
    receiver.answers = [500] * 20
    _pay(merchant, sandbox, receiver)
    ids = {json.loads(receiver.next().body)["id"]}
    for sends, pause_s in enumerate(DOCUMENTED_S, start=1):
        _settled(sandbox, sends)
        sandbox.advance(pause_s - 1)
        assert _books(sandbox)[0]["sends"] == sends
        sandbox.advance(1)
        ids.add(json.loads(receiver.next().body)["id"])
    assert len(ids) == 1
    assert _settled(sandbox, 16)["outcome"] == "given up"
    sandbox.advance(86400)
    assert receiver.is_empty()


@pytest.mark.parametrize("status", [200, 204])
def test_it_stops_when_acknowledged(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver, status: int
) -> None:
    receiver.answers = [400, 202, status]
    _pay(merchant, sandbox, receiver)
    receiver.next()
    for sends in (1, 2):
        _settled(sandbox, sends)
        sandbox.advance(15)
        receiver.next()
    assert _settled(sandbox, 3)["outcome"] == "acknowledged"
    sandbox.advance(86400)
    assert receiver.is_empty()


def test_nobody_outside_this_machine_is_called(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.phone("pay", merchant.order(NO))
    (notice,) = _books(sandbox)
    assert (notice["sends"], notice["outcome"]) == (0, "outside this machine: not sent")


def test_an_address_where_nobody_listens(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver
) -> None:
    _pay(merchant, sandbox, receiver)
    receiver.next()
    url = receiver.url
    receiver.close()
    sandbox.reset()
    sandbox.phone("pay", merchant.order(NO, notify_url=url))
    assert _settled(sandbox, 1)["outcome"] == "waiting"


@pytest.mark.parametrize("fault", ["bad_signature", "signtest"])
def test_a_badly_signed_notice(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver, fault: str
) -> None:
    sandbox.fault("notify", fault)
    receiver.answers = [401]
    _pay(merchant, sandbox, receiver)
    probe = receiver.next()
    assert not merchant.verified(probe.headers, probe.body)
    assert probe.headers["wechatpay-signature"].startswith("WECHATPAY/SIGNTEST/") == (fault == "signtest")
    _settled(sandbox, 1)
    sandbox.advance(15)
    honest = receiver.next()
    assert merchant.verified(honest.headers, honest.body)


def test_a_stale_notice_is_rightly_signed(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver
) -> None:
    sandbox.fault("notify", "stale_timestamp")
    _pay(merchant, sandbox, receiver)
    notice = receiver.next()
    assert merchant.verified(notice.headers, notice.body)
    assert time.time() - int(notice.headers["wechatpay-timestamp"]) > 590


@pytest.mark.parametrize(("fault", "changed"), [("wrong_amount", "amount"), ("wrong_mchid", "mchid")])
def test_a_lying_notice(
    merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver, fault: str, changed: str
) -> None:
    sandbox.fault("notify", fault)
    _pay(merchant, sandbox, receiver)
    notice = receiver.next()
    assert merchant.verified(notice.headers, notice.body)
    told, truth = merchant.opened(notice.body), merchant.query(NO).json
    assert {name for name in truth if told[name] != truth[name]} == {changed}


def test_twice(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    sandbox.fault("notify", "duplicate_notify")
    _pay(merchant, sandbox, receiver)
    assert json.loads(receiver.next().body)["id"] == json.loads(receiver.next().body)["id"]


def test_late(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    sandbox.fault("notify", "late_notify", ms=600_000)
    _pay(merchant, sandbox, receiver)
    sandbox.advance(590)
    assert _books(sandbox)[0]["sends"] == 0
    sandbox.advance(10)
    assert merchant.opened(receiver.next().body)["out_trade_no"] == NO


def test_lost(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    sandbox.fault("notify", "lost_notify")
    _pay(merchant, sandbox, receiver)
    sandbox.advance(7 * 86400)
    assert _books(sandbox)[0]["outcome"] == "lost"
    assert receiver.is_empty()
    assert merchant.state(NO) == "SUCCESS"


def test_out_of_order(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    sandbox.fault("notify", "out_of_order_notify")
    _pay(merchant, sandbox, receiver)
    merchant.refund("R1", NO, 350, 350, notify_url=receiver.url)
    sandbox.refund("R1", "SUCCESS")
    types = [json.loads(receiver.next().body)["event_type"] for _ in range(2)]
    assert types == ["REFUND.SUCCESS", "TRANSACTION.SUCCESS"]


def test_notices_are_recorded(merchant: Merchant, sandbox: SandboxProcess, receiver: Receiver) -> None:
    _pay(merchant, sandbox, receiver)
    receiver.next()
    _settled(sandbox, 1)
    record = sandbox.calls()[-1]
    assert (record["call"], record["subject"], record["status"]) == ("notify", NO, 204)
