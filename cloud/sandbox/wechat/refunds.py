"""Refunds: accepted is not done, one number is one refund for ever (payments.md 1.11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from cloud.sandbox.clock import Clocks, rfc3339
from cloud.sandbox.keys import Keys
from cloud.sandbox.net.fields import FieldError, Fields
from cloud.sandbox.state import Order, Refund, RefundStatus, State, TradeState
from cloud.sandbox.wechat.answers import Code, Refused
from cloud.sandbox.wechat.native import NOTIFY_URL_MAX, NUMBER_PATTERN, check_notify_url

REFUND_NUMBER_PATTERN = r"[0-9A-Za-z_\-|*@]{1,64}"
REASON_MAX = 80
"""In bytes, like description: payments.md 1.11 leaves the unit open, bytes are the stricter reading."""
PARTIALS_MAX = 50
PARTIALS_APART_MS = 60_000
"""payments.md 1.11: partial refunds of one order, one minute apart."""
REFUNDABLE_MS = 365 * 86_400_000
"""payments.md 1.11: up to one year after payment."""
DEFAULT_AFTER_MS = 3_000
"""Real wallets take about five minutes; shorter here so that a demo shows the end. See ``refund_plan``."""
SEALED_MAX = 1024
_PLAN_STATUS = "refund_plan:status"
_PLAN_AFTER = "refund_plan:after_ms"
_STATUSES = tuple(RefundStatus)


class TellsMerchant(Protocol):
    """Where a refund's event goes."""

    def refund_ended(self, refund: Refund, order: Order) -> None: ...


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A checked refund call."""

    out_refund_no: str
    out_trade_no: str | None
    transaction_id: str | None
    fingerprint: str
    refund_fen: int
    total_fen: int
    notify_url: str | None


def read_refund(body: Fields) -> RefundRequest:
    """Raises ``FieldError`` for anything missing, wrong or unknown."""
    out_trade_no = body.maybe_text("out_trade_no", 32, NUMBER_PATTERN)
    transaction_id = body.maybe_text("transaction_id", 32)
    if (out_trade_no is None) == (transaction_id is None):
        raise FieldError("exactly one of out_trade_no and transaction_id must be given")
    out_refund_no = body.text("out_refund_no", 64, REFUND_NUMBER_PATTERN)
    body.maybe_text("reason", REASON_MAX)
    notify_url = body.maybe_text("notify_url", NOTIFY_URL_MAX)
    body.maybe_choice("funds_account", ["AVAILABLE", "UNSETTLED"])
    amount = body.part("amount")
    refund_fen, total_fen = amount.whole("refund", 1), amount.whole("total", 1)
    amount.choice("currency", ["CNY"])
    for source in amount.parts("from"):
        source.choice("account", ["AVAILABLE", "UNAVAILABLE"])
        source.whole("amount", 1)
    for goods in body.parts("goods_detail"):
        goods.text("merchant_goods_id", 32)
        goods.maybe_text("wechatpay_goods_id", 32)
        goods.maybe_text("goods_name", 256)
        goods.whole("unit_price", 1)
        goods.whole("refund_amount", 1)
        goods.whole("refund_quantity", 1)
    body.end()
    return RefundRequest(
        out_refund_no=out_refund_no,
        out_trade_no=out_trade_no,
        transaction_id=transaction_id,
        fingerprint=body.fingerprint(),
        refund_fen=refund_fen,
        total_fen=total_fen,
        notify_url=None if notify_url is None else check_notify_url(notify_url),
    )


class Refunds:
    """The gateway's refunds. Every method is one change; time is gateway time."""

    default_after_ms: int = DEFAULT_AFTER_MS

    def __init__(self, state: State, clocks: Clocks, merchant: TellsMerchant) -> None:
        self._state = state
        self._clocks = clocks
        self._merchant = merchant

    def plan(self, status: RefundStatus, after_ms: int) -> None:
        """What happens to refunds from now on."""
        self._state.set_setting(_PLAN_STATUS, _STATUSES.index(status))
        self._state.set_setting(_PLAN_AFTER, after_ms)

    def request(self, request: RefundRequest, not_enough: bool = False) -> Refund:
        """Accept, or answer the same refund again. Raises ``Refused``."""
        with self._state.change():
            known = self._state.get(Refund, request.out_refund_no)
            if known is not None:
                if known.fingerprint != request.fingerprint:
                    raise Refused(Code.INVALID_REQUEST, "同一退款单号的参数与首次请求不一致")
                again = replace(known, requests=known.requests + 1)
                self._state.put(again)
                return again
            order = self._refundable(request)
            if not_enough:
                raise Refused(Code.NOT_ENOUGH, "基本账户余额不足，请充值后重新发起")
            return self._accept(request, order)

    def _accept(self, request: RefundRequest, order: Order) -> Refund:
        now = self._clocks.gateway_ms()
        refund = Refund(
            out_refund_no=request.out_refund_no,
            refund_id=f"50300{now:014d}{self._state.next_number('number:refund'):010d}",
            out_trade_no=order.out_trade_no,
            fingerprint=request.fingerprint,
            amount_fen=request.refund_fen,
            status=RefundStatus.PROCESSING,
            created_ms=now,
            notify_url=request.notify_url,
        )
        self._state.put(replace(order, state=TradeState.REFUND))
        planned = self._planned(refund, now)
        self._state.put(planned)
        return planned

    def _planned(self, refund: Refund, now: int) -> Refund:
        status = _STATUSES[self._state.setting(_PLAN_STATUS, _STATUSES.index(RefundStatus.SUCCESS))]
        if status is RefundStatus.PROCESSING:
            return replace(refund, due_ms=None, due_status=None)
        after_ms = self._state.setting(_PLAN_AFTER, self.default_after_ms)
        return replace(refund, due_ms=now + after_ms, due_status=status)

    def _refundable(self, request: RefundRequest) -> Order:
        condition, key = "out_trade_no = ?", request.out_trade_no
        if request.transaction_id is not None:
            condition, key = "transaction_id = ?", request.transaction_id
        found = self._state.find(Order, f"{condition} AND paid_ms IS NOT NULL", key)
        if not found:
            raise Refused(Code.RESOURCE_NOT_EXISTS, "订单不存在或未支付")
        order = found[0]
        if request.total_fen != order.amount_fen:
            raise Refused(Code.INVALID_REQUEST, "订单金额与下单时不一致")
        now = self._clocks.gateway_ms()
        if now > (order.paid_ms or 0) + REFUNDABLE_MS:
            raise Refused(Code.INVALID_REQUEST, "订单已超过可退款的最大期限")
        alive = "out_trade_no = ? AND status != 'CLOSED'"
        count = self._state.total(Refund, "COUNT(*)", alive, order.out_trade_no) or 0
        spent = self._state.total(Refund, "SUM(amount_fen)", alive, order.out_trade_no) or 0
        latest = self._state.total(Refund, "MAX(created_ms)", alive, order.out_trade_no)
        if spent + request.refund_fen > order.amount_fen:
            raise Refused(Code.INVALID_REQUEST, "申请退款金额大于订单剩余可退金额")
        if count >= PARTIALS_MAX:
            raise Refused(Code.INVALID_REQUEST, f"一笔订单最多支持{PARTIALS_MAX}次部分退款")
        if latest is not None and now - latest < PARTIALS_APART_MS:
            raise Refused(Code.FREQUENCY_LIMITED, "同一订单的部分退款请间隔1分钟后再试")
        return order

    def by_number(self, out_refund_no: str) -> Refund:
        refund = self._state.get(Refund, out_refund_no)
        if refund is None:
            raise Refused(Code.RESOURCE_NOT_EXISTS, "退款单不存在")
        return refund

    def retry_abnormal(self, refund_id: str, body: Fields, keys: Keys) -> Refund:
        """Send an ABNORMAL refund to a bank card instead (payments.md 1.1)."""
        out_refund_no = body.text("out_refund_no", 64, REFUND_NUMBER_PATTERN)
        way = body.choice("type", ["USER_BANK_CARD", "MERCHANT_BANK_CARD"])
        body.maybe_text("bank_type", 16)
        sealed = [body.maybe_text(name, SEALED_MAX) for name in ("bank_account", "real_name")]
        body.end()
        for value in sealed:
            if way == "USER_BANK_CARD" and value is None:
                raise FieldError("USER_BANK_CARD needs bank_account and real_name")
            if value is not None and not keys.opens(value):
                raise FieldError("bank_account and real_name must be encrypted with the platform's key")
        refund = self.by_number(out_refund_no)
        if refund.refund_id != refund_id:
            raise Refused(Code.RESOURCE_NOT_EXISTS, "退款单不存在")
        if refund.status != RefundStatus.ABNORMAL:
            raise Refused(Code.INVALID_REQUEST, "退款单状态不是退款异常")
        account = "用户银行卡" if way == "USER_BANK_CARD" else "商户银行账户"
        now = self._clocks.gateway_ms()
        fresh = replace(
            refund, status=RefundStatus.PROCESSING, channel="OTHER_BANKCARD", account=account, success_ms=None
        )
        planned = self._planned(fresh, now)
        self._state.put(planned)
        return planned

    def set_status(self, refund: Refund, status: RefundStatus, at_ms: int) -> Refund:
        """The refund's fate at ``at_ms``; an end is told to the merchant."""
        success_ms = at_ms if status is RefundStatus.SUCCESS else None
        moved = replace(refund, status=status, success_ms=success_ms, due_ms=None, due_status=None)
        with self._state.change():
            self._state.put(moved)
            order = self._state.get(Order, refund.out_trade_no)
            if status is not RefundStatus.PROCESSING and order is not None:
                self._merchant.refund_ended(moved, order)
        return moved


def refund_content(refund: Refund, order: Order) -> dict[str, object]:
    """The Refund object of answers (payments.md 1.11)."""
    content: dict[str, object] = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "channel": refund.channel,
        "user_received_account": refund.account,
        "create_time": rfc3339(refund.created_ms),
        "status": refund.status,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": order.amount_fen,
            "refund": refund.amount_fen,
            "from": [],
            "payer_total": order.amount_fen,
            "payer_refund": refund.amount_fen,
            "settlement_refund": refund.amount_fen,
            "settlement_total": order.amount_fen,
            "discount_refund": 0,
            "currency": "CNY",
        },
        "promotion_detail": [],
    }
    if refund.success_ms is not None:
        content["success_time"] = rfc3339(refund.success_ms)
    return content
