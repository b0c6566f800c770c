"""UnionPay's orders and refunds: the shared cash box and phone, under UnionPay's own rules (payments.md 3.2).

``fingerprint`` of a row is its ``txnTime``: number and time together name a transaction.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from cloud.sandbox.pay_codes import Shown
from cloud.sandbox.state import Code, Order, Refund, RefundStatus, TradeState
from cloud.sandbox.unionpay.notices import READ_CODE
from cloud.sandbox.wechat.orders import REVERSED, TOKEN_BYTES, Orders, given_back_fen
from cloud.sandbox.wechat.refunds import Refunds

PAID_STATES = (TradeState.SUCCESS, TradeState.REFUND)


class Refusal(Exception):
    """A signed answer with this ``respCode``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Application:
    """A checked call for a code."""

    number: str
    txn_time: str
    amount_fen: int
    back_url: str
    expire_ms: int | None
    reserved: str | None


@dataclass(frozen=True, slots=True)
class RefundCall:
    """A checked call for a refund."""

    number: str
    txn_time: str
    original: Order
    amount_fen: int
    back_url: str


class UnionPayOrders(Orders):
    """Codes are applied for once, live until ``payTimeout`` and cannot be closed."""

    def apply(self, call: Application) -> str:
        """The token of the code. Raises ``Refusal``: nothing published says that a repeat gets one again."""
        with self._state.change():
            order = self._new(call, "UnionPay QR", call.expire_ms)
            token = secrets.token_urlsafe(TOKEN_BYTES)
            self._state.put(order)
            self._state.put(Code(token, call.number, order.created_ms))
        return token

    def charge_code(self, call: Application, shown: Shown) -> Order:
        """A code that was read. Raises ``Refusal``."""
        return self.charge(self._new(call, READ_CODE, None), shown)

    def _new(self, call: Application, description: str, expire_ms: int | None) -> Order:
        """Raises ``Refusal`` for a number that was had before."""
        if self._state.get(Order, call.number) or self._state.get(Refund, call.number):
            raise Refusal("12", "重复交易")
        return Order(
            out_trade_no=call.number,
            fingerprint=call.txn_time,
            amount_fen=call.amount_fen,
            description=description,
            attach=call.reserved,
            notify_url=call.back_url,
            device_id=None,
            state=TradeState.NOTPAY,
            created_ms=self._clocks.gateway_ms(),
            expire_ms=expire_ms,
        )


class UnionPayRefunds(Refunds):
    """One number is one refund; a repeat is refused as such, and the query tells what became of it."""

    def accept(self, call: RefundCall, *, not_enough: bool) -> Refund:
        """Raises ``Refusal``."""
        with self._state.change():
            known = self._state.get(Refund, call.number)
            if known is not None:
                self._state.put(replace(known, requests=known.requests + 1))
                raise Refusal("12", "重复交易")
            if self._state.get(Order, call.number) is not None:
                raise Refusal("12", "重复交易")
            order = call.original
            if order.state not in PAID_STATES:
                raise Refusal("35", "原交易不存在或状态不正确")
            if order.closed_by == REVERSED:
                raise Refusal("46", "原交易已被冲正")
            if given_back_fen(self._state, order) + call.amount_fen > order.amount_fen:
                raise Refusal("36", "退货金额大于原交易可退金额")
            if not_enough:
                raise Refusal("01", "商户可退资金不足")
            return self._accepted(call, order)

    def _accepted(self, call: RefundCall, order: Order) -> Refund:
        now = self._clocks.gateway_ms()
        refund = Refund(
            out_refund_no=call.number,
            refund_id=f"{now:014d}{self._state.next_number('number:refund'):07d}",
            out_trade_no=order.out_trade_no,
            fingerprint=call.txn_time,
            amount_fen=call.amount_fen,
            status=RefundStatus.PROCESSING,
            created_ms=now,
            notify_url=call.back_url,
        )
        self._state.put(replace(order, state=TradeState.REFUND))
        planned = self._planned(refund, now)
        self._state.put(planned)
        return planned
