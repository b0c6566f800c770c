"""Refunds: carried out at once unless a plan says otherwise; one request number is one refund for ever."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cloud.sandbox.alipay.answers import Reason, Refused
from cloud.sandbox.alipay.trades import NUMBER_PATTERN, read_amount, time_text, trade_no
from cloud.sandbox.net.fields import Fields
from cloud.sandbox.state import Order, Refund, RefundStatus
from cloud.sandbox.wechat.refunds import REFUNDABLE_MS, Refunds
from kiosk.money import yuan_text

REASON_MAX = 256
MOVED = (RefundStatus.SUCCESS, RefundStatus.PROCESSING)
"""Anything else has failed and moved no money: the same number may try again (payments.md 2.5)."""


@dataclass(frozen=True, slots=True)
class RefundAsked:
    """A checked refund call."""

    out_trade_no: str
    out_request_no: str
    amount_fen: int


def read_refund(content: Fields) -> RefundAsked:
    """Raises ``FieldError``."""
    asked = RefundAsked(
        out_trade_no=content.text("out_trade_no", 64, NUMBER_PATTERN),
        out_request_no=content.text("out_request_no", 64, NUMBER_PATTERN),
        amount_fen=read_amount(content, "refund_amount"),
    )
    content.maybe_text("refund_reason", REASON_MAX * 3)
    content.end()
    return asked


class TradeRefunds(Refunds):
    """Shares the schedule of WeChat's; nothing waits by default."""

    default_after_ms = 0

    def ask(self, asked: RefundAsked, order: Order, not_enough: bool = False) -> tuple[Refund, bool]:
        """The refund, and whether this very call moved money. Raises ``Refused``."""
        if order.paid_ms is None:
            raise Refused(Reason.WRONG_STATE)
        known = self._state.get(Refund, asked.out_request_no)
        if known is not None and (known.out_trade_no, known.amount_fen) != (
            order.out_trade_no,
            asked.amount_fen,
        ):
            raise Refused(Reason.OTHER_REFUND)
        with self._state.change():
            if known is not None and known.status in MOVED:
                again = replace(known, requests=known.requests + 1)
                self._state.put(again)
                return again, False
            self._check_amount(asked, order)
            if not_enough:
                raise Refused(Reason.NO_BALANCE)
            refund = self._begin(asked, order, known)
            if refund.due_ms is not None and refund.due_ms <= self._clocks.gateway_ms():
                status = RefundStatus(refund.due_status or RefundStatus.SUCCESS)
                refund = self.set_status(refund, status, self._clocks.gateway_ms())
        return refund, refund.status == RefundStatus.SUCCESS

    def _check_amount(self, asked: RefundAsked, order: Order) -> None:
        now = self._clocks.gateway_ms()
        if now > (order.paid_ms or 0) + REFUNDABLE_MS:
            raise Refused(Reason.FINISHED)
        alive = "out_trade_no = ? AND status IN (?, ?)"
        spent = self._state.total(Refund, "SUM(amount_fen)", alive, order.out_trade_no, *MOVED) or 0
        if spent + asked.amount_fen > order.amount_fen:
            raise Refused(Reason.TOO_MUCH)

    def _begin(self, asked: RefundAsked, order: Order, known: Refund | None) -> Refund:
        now = self._clocks.gateway_ms()
        fresh = Refund(
            out_refund_no=asked.out_request_no,
            refund_id=f"2014R{self._state.next_number('number:refund'):010d}",
            out_trade_no=order.out_trade_no,
            fingerprint="",
            amount_fen=asked.amount_fen,
            status=RefundStatus.PROCESSING,
            created_ms=now,
            notify_url=order.notify_url or None,
            requests=1 if known is None else known.requests + 1,
        )
        planned = self._planned(fresh, now)
        self._state.put(planned)
        return planned

    def find(self, out_trade_no: str, out_request_no: str) -> Refund | None:
        refund = self._state.get(Refund, out_request_no)
        return refund if refund is not None and refund.out_trade_no == out_trade_no else None


def refund_content(refund: Refund, order: Order, moved: bool, refunded_fen: int) -> dict[str, object]:
    """The answer to a refund; ``refund_fee`` adds up all refunds of the trade."""
    return {
        "out_trade_no": order.out_trade_no,
        "trade_no": trade_no(order.out_trade_no),
        "buyer_logon_id": "emu***@example.com",
        "fund_change": "Y" if moved else "N",
        "refund_fee": yuan_text(refunded_fen),
        **({"gmt_refund_pay": time_text(refund.success_ms)} if refund.success_ms is not None else {}),
    }


def refund_state_content(refund: Refund | None, order: Order) -> dict[str, object]:
    """The answer to a question about a refund. What is not done says nothing at all (payments.md 2.3)."""
    if refund is None or refund.status != RefundStatus.SUCCESS:
        return {}
    return {
        "out_trade_no": order.out_trade_no,
        "trade_no": trade_no(order.out_trade_no),
        "out_request_no": refund.out_refund_no,
        "total_amount": yuan_text(order.amount_fen),
        "refund_amount": yuan_text(refund.amount_fen),
        "refund_status": "REFUND_SUCCESS",
        "gmt_refund_pay": time_text(refund.success_ms or 0),
    }
