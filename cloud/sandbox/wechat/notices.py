"""Telling the merchant: sealed, signed, repeated until acknowledged, never guaranteed (payments.md 1.8)."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import replace

from cloud.sandbox.clock import Clocks, rfc3339
from cloud.sandbox.control.calls import CallLog, CallRecord
from cloud.sandbox.control.faults import NOTIFY, Fault, FaultBook
from cloud.sandbox.keys import MCHID, Keys
from cloud.sandbox.net.post import Posted, is_loopback, post
from cloud.sandbox.state import Notice, Order, Refund, State
from cloud.sandbox.wechat.answers import Seal, json_bytes, signature_headers
from cloud.sandbox.wechat.orders import transaction

REPEATS_S = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
"""payments.md 1.8: after the first send, until acknowledged."""
ACKNOWLEDGE_TIMEOUT_S = 5.0
"""payments.md 1.8: 200 or 204 within five seconds."""
ACKNOWLEDGED = (200, 204)
SENDS_AT_ONCE = 8
OTHER_MCHID = "1900000009"
_PLANNING = ("lost_notify", "late_notify", "out_of_order_notify")
_SENDING = (
    "bad_signature",
    "signtest",
    "stale_timestamp",
    "clock_skew",
    "wrong_amount",
    "wrong_mchid",
    "duplicate_notify",
)
_SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}


class Notices:
    """Events on their way to the merchant. ``wake`` is called when there is something to send."""

    repeats_s: tuple[int, ...] = REPEATS_S

    def __init__(
        self,
        state: State,
        clocks: Clocks,
        keys: Keys,
        faults: FaultBook,
        calls: CallLog,
        wake: Callable[[], None],
    ) -> None:
        self._state = state
        self._clocks = clocks
        self._keys = keys
        self._faults = faults
        self._calls = calls
        self._wake = wake
        self._sending: set[str] = set()
        self._slots = asyncio.Semaphore(SENDS_AT_ONCE)

    def order_paid(self, order: Order) -> None:
        self.add("TRANSACTION.SUCCESS", order.notify_url, order.out_trade_no, None, transaction(order))

    def refund_ended(self, refund: Refund, order: Order) -> None:
        if refund.notify_url is None:
            return
        content: dict[str, object] = {
            "mchid": MCHID,
            "transaction_id": order.transaction_id,
            "out_trade_no": order.out_trade_no,
            "refund_id": refund.refund_id,
            "out_refund_no": refund.out_refund_no,
            "refund_status": refund.status,
            "user_received_account": refund.account,
            "amount": {
                "total": order.amount_fen,
                "refund": refund.amount_fen,
                "payer_total": order.amount_fen,
                "payer_refund": refund.amount_fen,
            },
        }
        if refund.success_ms is not None:
            content["success_time"] = rfc3339(refund.success_ms)
        event_type = f"REFUND.{refund.status}"
        self.add(event_type, refund.notify_url, refund.out_trade_no, refund.out_refund_no, content)

    def add(
        self,
        event_type: str,
        url: str,
        out_trade_no: str,
        out_refund_no: str | None,
        content: dict[str, object],
    ) -> None:
        now = self._clocks.gateway_ms()
        due_ms: int | None = now
        outcome = "waiting"
        fault = self._faults.take(NOTIFY, _PLANNING) if is_loopback(url) else None
        if not is_loopback(url):
            due_ms, outcome = None, "outside this machine: not sent"
        elif fault is not None and fault.name == "lost_notify":
            due_ms, outcome = None, "lost"
        elif fault is not None:
            due_ms, outcome = now + fault.ms, "held" if fault.name == "out_of_order_notify" else "waiting"
        if fault is not None:
            subject = out_refund_no or out_trade_no
            self._calls.add(CallRecord(self._clocks.real_ms(), NOTIFY, subject, None, outcome, fault.name))
        notice = Notice(
            event_id=f"EV-{secrets.token_hex(16)}",
            event_type=event_type,
            out_trade_no=out_trade_no,
            out_refund_no=out_refund_no,
            url=url,
            plain=json_bytes(content).decode(),
            created_ms=now,
            due_ms=due_ms,
            outcome=outcome,
        )
        self._state.put(notice)
        self._wake()

    def take_due(self, now_ms: int) -> list[Notice]:
        """Notices whose time has come and that are not being sent; each is handed out once until settled."""
        due = self._state.find(Notice, "due_ms <= ? ORDER BY due_ms, rowid", now_ms)
        fresh = [notice for notice in due if notice.event_id not in self._sending]
        self._sending.update(notice.event_id for notice in fresh)
        return fresh

    def next_due_ms(self) -> int | None:
        waiting = self._state.find(Notice, "due_ms IS NOT NULL ORDER BY due_ms LIMIT ?", SENDS_AT_ONCE * 4)
        return next((notice.due_ms for notice in waiting if notice.event_id not in self._sending), None)

    async def send(self, notice: Notice) -> None:
        """One step of the schedule: send, and settle what comes next."""
        try:
            async with self._slots:
                fault = self._faults.take(NOTIFY, _SENDING)
                answer = await self._send_once(notice, fault)
                if fault is not None and fault.name == "duplicate_notify":
                    await self._send_once(notice, fault)
            self._settle(notice, answer is not None and self.acknowledged(answer))
        finally:
            self._sending.discard(notice.event_id)
        self._wake()

    async def _send_once(self, notice: Notice, fault: Fault | None) -> Posted | None:
        headers, body = self.message(notice, fault)
        answer = await post(notice.url, headers, body, ACKNOWLEDGE_TIMEOUT_S)
        status = None if answer is None else answer.status
        subject = notice.out_refund_no or notice.out_trade_no
        name = "" if fault is None else fault.name
        record = CallRecord(self._clocks.real_ms(), NOTIFY, subject, status, notice.event_type, name)
        self._calls.add(record)
        return answer

    def message(self, notice: Notice, fault: Fault | None) -> tuple[dict[str, str], bytes]:
        """Headers and body, sealed anew at every send."""
        body = self._envelope(notice, fault)
        headers = {
            "Content-Type": "application/json",
            "Accept": "*/*",
            "User-Agent": "Mozilla/4.0",
            **signature_headers(self._keys, self._seal(fault), body),
        }
        return headers, body

    def acknowledged(self, answer: Posted) -> bool:
        return answer.status in ACKNOWLEDGED

    def _seal(self, fault: Fault | None) -> Seal:
        name = "" if fault is None else fault.name
        ms = 0 if fault is None else fault.ms
        shift_s = {"stale_timestamp": -(ms // 1000), "clock_skew": ms // 1000}.get(name, 0)
        return Seal(
            at_s=self._clocks.wire_s() + shift_s,
            serial=self._keys.platform_key_id,
            break_signature=name == "bad_signature",
            sign_test=name == "signtest",
        )

    def _envelope(self, notice: Notice, fault: Fault | None) -> bytes:
        plain = notice.plain.encode()
        if fault is not None and fault.name in ("wrong_amount", "wrong_mchid"):
            plain = told_wrongly(plain, fault.name)
        associated_data = "transaction" if notice.out_refund_no is None else "refund"
        nonce, ciphertext = self._keys.seal(plain, associated_data)
        return json_bytes(
            {
                "id": notice.event_id,
                "create_time": rfc3339(notice.created_ms),
                "resource_type": "encrypt-resource",
                "event_type": notice.event_type,
                "summary": _SUMMARIES[notice.event_type],
                "resource": {
                    "original_type": associated_data,
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": ciphertext,
                    "associated_data": associated_data,
                    "nonce": nonce,
                },
            }
        )

    def _settle(self, notice: Notice, is_heard: bool) -> None:
        sends = notice.sends + 1
        settled = replace(notice, sends=sends, due_ms=None, outcome="acknowledged")
        if not is_heard:
            if sends > len(self.repeats_s):
                settled = replace(settled, outcome="given up")
            else:
                due_ms = (notice.due_ms or self._clocks.gateway_ms()) + self.repeats_s[sends - 1] * 1000
                settled = replace(settled, due_ms=due_ms, outcome="waiting")
        with self._state.change():
            if self._state.get(Notice, notice.event_id) is not None:
                self._state.put(settled)
            for held in self._state.find(Notice, "outcome = 'held' AND event_id != ?", notice.event_id):
                self._state.put(replace(held, due_ms=self._clocks.gateway_ms(), outcome="waiting"))


def told_wrongly(plain: bytes, fault_name: str) -> bytes:
    """The same JSON with one fen more (``wrong_amount``) or of another merchant (``wrong_mchid``)."""
    content = json.loads(plain)
    if fault_name == "wrong_mchid":
        content["mchid"] = OTHER_MCHID
    else:
        part = "refund" if "refund" in content["amount"] else "total"
        content["amount"][part] += 1
    return json_bytes(content)
