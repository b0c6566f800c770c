"""Orders: native, query, close, and what a customer's phone does to them.

payments.md 1.2-1.4, 1.9. The rules that cost merchants money are the point here: four different life times, a
re-order that kills the code on the screen, an expiry that is no close, a close that may come too late.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Protocol

from cloud.sandbox.clock import Clocks, rfc3339
from cloud.sandbox.keys import APPID, MCHID
from cloud.sandbox.pay_codes import Does, Shown
from cloud.sandbox.state import Code, Order, Refund, RefundStatus, State, Taking, TradeState
from cloud.sandbox.wechat.answers import Code as ErrorCode
from cloud.sandbox.wechat.answers import Refused
from cloud.sandbox.wechat.native import NativeRequest

CODE_LIFE_MS = 2 * 3600 * 1000
"""payments.md 1.3: a code_url lives two hours, whatever time_expire says."""
ORDER_LIFE_MS = 7 * 86400 * 1000
"""payments.md 1.3: then the gateway closes the order itself."""
EXPIRE_MIN_MS = 60_000
"""payments.md 1.3: a shorter time_expire is raised to one minute."""
LATE_HAIR_MS = 200
"""How long before time_expire a ``pay_late`` completes."""
REVERSED = "reversal"
TOKEN_BYTES = 12
ID_MAX = 64
FIRST_PAYER = "oEmulatedPayer_1"
OTHER_PAYER = "oEmulatedPayer_2"
_WORDS: dict[str, str] = {
    TradeState.NOTPAY: "订单未支付",
    TradeState.SUCCESS: "支付成功",
    TradeState.CLOSED: "订单已关闭",
    TradeState.REFUND: "订单发生过退款",
    "USERPAYING": "用户支付中",
    "REVOKED": "订单已撤销",
}


class TellsMerchant(Protocol):
    """Where a payment's event goes."""

    def order_paid(self, order: Order) -> None: ...


class PhoneRefused(Exception):
    """The wallet cannot pay: ``code`` for programs, ``text`` for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Orders:
    """The gateway's orders. Every method is one change; time is gateway time."""

    def __init__(self, state: State, clocks: Clocks, merchant: TellsMerchant) -> None:
        self._state = state
        self._clocks = clocks
        self._merchant = merchant

    def create(self, request: NativeRequest) -> str:
        """The token of a fresh code. An identical repeat kills the older code; another content is refused."""
        now = self._clocks.gateway_ms()
        with self._state.change():
            known = self._state.get(Order, request.out_trade_no)
            if known is None:
                self._state.put(self._new_order(request, now))
            elif known.fingerprint != request.fingerprint:
                raise Refused(ErrorCode.OUT_TRADE_NO_USED, "商户订单号重复: 同一订单号的参数与首次下单不一致")
            elif known.state == TradeState.CLOSED:
                raise Refused(ErrorCode.ORDER_CLOSED, "订单已关闭")
            elif known.state != TradeState.NOTPAY:
                raise Refused(ErrorCode.ORDERPAID, "该订单已支付")
            for code in self.codes_of(request.out_trade_no):
                self._state.put(replace(code, alive=0))
            token = secrets.token_urlsafe(TOKEN_BYTES)
            self._state.put(Code(token, request.out_trade_no, now))
        return token

    def _new_order(self, request: NativeRequest, now: int) -> Order:
        expire = request.expire_ms
        return Order(
            out_trade_no=request.out_trade_no,
            fingerprint=request.fingerprint,
            amount_fen=request.amount_fen,
            description=request.description,
            attach=request.attach,
            notify_url=request.notify_url,
            device_id=request.device_id,
            state=TradeState.NOTPAY,
            created_ms=now,
            expire_ms=None if expire is None else max(expire, now + EXPIRE_MIN_MS),
        )

    def find(self, out_trade_no: str) -> Order | None:
        return self._state.get(Order, out_trade_no)

    def by_number(self, out_trade_no: str) -> Order:
        order = self._state.get(Order, out_trade_no)
        if order is None:
            raise Refused(ErrorCode.ORDER_NOT_EXIST, "订单不存在")
        return order

    def by_transaction(self, transaction_id: str) -> Order:
        """Only a paid order has a transaction id to ask by (payments.md 1.1)."""
        found = self._state.find(Order, "transaction_id = ?", transaction_id[:ID_MAX])
        if not found:
            raise Refused(ErrorCode.ORDER_NOT_EXIST, "订单不存在")
        return found[0]

    def close(self, out_trade_no: str) -> None:
        """Re-entrant; refused when paid. Raises ``Refused``."""
        order = self.by_number(out_trade_no)
        if order.state in (TradeState.SUCCESS, TradeState.REFUND):
            raise Refused(ErrorCode.ORDERPAID, "该订单已支付")
        if order.state == TradeState.NOTPAY:
            self.mark_closed(order, self._clocks.gateway_ms(), "merchant")

    def mark_closed(self, order: Order, at_ms: int, by: str) -> None:
        self._state.put(replace(order, state=TradeState.CLOSED, closed_ms=at_ms, closed_by=by))

    def next_end(self) -> tuple[int, Order] | None:
        """The order that the gateway itself will close first, and when."""
        oldest = self._state.find(Order, "state = 'NOTPAY' ORDER BY created_ms LIMIT 1")
        return (oldest[0].created_ms + ORDER_LIFE_MS, oldest[0]) if oldest else None

    def codes_of(self, out_trade_no: str) -> list[Code]:
        """Newest first."""
        return self._state.find(Code, "out_trade_no = ? ORDER BY alive DESC, created_ms DESC", out_trade_no)

    def by_token(self, token: str) -> tuple[Order, Code]:
        """Raises ``PhoneRefused`` for a code this gateway never gave out."""
        code = self._state.get(Code, token)
        if code is None:
            raise PhoneRefused("unknown_code", "This is not a payment code of this gateway.")
        return self.by_number(code.out_trade_no), code

    def newest(self, out_trade_no: str) -> tuple[Order, Code]:
        codes = self.codes_of(out_trade_no)
        if not codes:
            raise PhoneRefused("unknown_order", f'There is no order "{out_trade_no[:40]}".')
        return self.by_number(out_trade_no), codes[0]

    def payable(self, limit: int) -> list[tuple[Order, Code]]:
        """Orders a phone could pay now, newest first."""
        now = self._clocks.gateway_ms()
        codes = self._state.find(
            Code,
            "alive = 1 AND created_ms > ? AND out_trade_no IN"
            " (SELECT out_trade_no FROM orders WHERE state = ? AND (expire_ms IS NULL OR expire_ms >= ?))"
            " ORDER BY created_ms DESC, rowid DESC LIMIT ?",
            now - CODE_LIFE_MS,
            TradeState.NOTPAY,
            now,
            limit,
        )
        return [(self.by_number(code.out_trade_no), code) for code in codes]

    def check_payable(self, order: Order, code: Code, payer: str, at_ms: int) -> None:
        """Raises ``PhoneRefused`` with the first reason why this phone cannot pay."""
        if order.state in (TradeState.SUCCESS, TradeState.REFUND):
            raise PhoneRefused("paid", "This order has been paid.")
        if order.state == TradeState.CLOSED:
            raise PhoneRefused("closed", "The merchant has closed this order.")
        if not code.alive:
            raise PhoneRefused("replaced", "A newer code has replaced this one.")
        if order.expire_ms is not None and at_ms > order.expire_ms:
            raise PhoneRefused("expired", "The time to pay this order is over.")
        if at_ms >= code.created_ms + CODE_LIFE_MS:
            raise PhoneRefused("code_expired", "This code is older than two hours.")
        if order.payer not in (None, payer):
            raise PhoneRefused("other_payer", "商家订单信息有误: another account has scanned this order.")

    def scan(self, order: Order, code: Code, payer: str) -> Order:
        self.check_payable(order, code, payer, self._clocks.gateway_ms())
        scanned = replace(order, payer=payer)
        if scanned != order:
            self._state.put(scanned)
        return scanned

    def fail(self, order: Order, code: Code, payer: str) -> Order:
        """The bank says no: the order stays NOTPAY (payments.md 1.4)."""
        scanned = self.scan(order, code, payer)
        failed = replace(scanned, failed_attempts=scanned.failed_attempts + 1)
        self._state.put(failed)
        return failed

    def pay(self, order: Order, code: Code, payer: str, force: bool = False) -> Order:
        """Take the money now. ``force`` ignores everything but an earlier payment."""
        at_ms = self._clocks.gateway_ms()
        if not force or order.paid_ms is not None:
            self.check_payable(order, code, payer, at_ms)
        return self.take_money(order, payer, at_ms)

    def take_money(self, order: Order, payer: str, at_ms: int) -> Order:
        real_ms = self._clocks.real_ms()
        with self._state.change():
            number = self._state.next_number("number:transaction")
            paid = replace(
                order,
                state=TradeState.SUCCESS,
                transaction_id=f"42000{at_ms:014d}{number:09d}",
                paid_ms=at_ms,
                payer=payer,
                pay_at_ms=None,
            )
            self._state.put(Taking(order.out_trade_no, order.amount_fen, payer, real_ms))
            self._state.put(paid)
            if paid.notify_url:  # WeChat tells nobody of a code that was read (payments.md 1.12)
                self._merchant.order_paid(paid)
        return paid

    def charge(self, order: Order, shown: Shown) -> Order:
        """A code that was read: taken at once, or asked for on the phone until ``pay`` or ``fail``."""
        asked = replace(order, payer=FIRST_PAYER)
        with self._state.change():
            self._state.put(asked)
            self._state.put(Code(secrets.token_urlsafe(TOKEN_BYTES), order.out_trade_no, order.created_ms))
        if shown.does is Does.ASKS:
            return asked
        return self.take_money(asked, FIRST_PAYER, self._clocks.gateway_ms())

    def reverse(self, order: Order) -> Order:
        """As if it had never been: an unpaid one is closed, of a paid one all that is left goes back."""
        now = self._clocks.gateway_ms()
        if order.paid_ms is None:
            if order.state == TradeState.NOTPAY:
                self.mark_closed(order, now, REVERSED)
            return self.by_number(order.out_trade_no)
        spent_fen = given_back_fen(self._state, order)
        gone = replace(order, state=TradeState.REFUND, closed_by=REVERSED)
        with self._state.change():
            self._state.put(gone)
            if spent_fen < order.amount_fen:
                number = self._state.next_number("number:refund")
                back = Refund(
                    out_refund_no=f"REVERSAL{number:09d}",
                    refund_id=f"50000{now:014d}{number:09d}",
                    out_trade_no=order.out_trade_no,
                    fingerprint="",
                    amount_fen=order.amount_fen - spent_fen,
                    status=RefundStatus.SUCCESS,
                    created_ms=now,
                    notify_url=None,
                )
                self._state.put(back)
        return gone

    def promise_payment(self, order: Order, code: Code, in_ms: int | None, force: bool) -> Order:
        """Pay at the last moment, or ``in_ms`` from now; see ``pay_late`` in the README."""
        now = self._clocks.gateway_ms()
        if not force or order.paid_ms is not None:
            self.check_payable(order, code, order.payer or FIRST_PAYER, now)
        last = code.created_ms + CODE_LIFE_MS if order.expire_ms is None else order.expire_ms
        at_ms = last - LATE_HAIR_MS if in_ms is None else now + in_ms
        promised = replace(
            order, payer=order.payer or FIRST_PAYER, pay_at_ms=max(at_ms, now), pay_forced=int(force)
        )
        self._state.put(promised)
        return promised

    def keep_promise(self, order: Order) -> None:
        """The promised payment's time has come: it is registered, or refused like any other."""
        at_ms = order.pay_at_ms or self._clocks.gateway_ms()
        payer = order.payer or FIRST_PAYER
        try:
            if not order.pay_forced:
                self.check_payable(order, self.codes_of(order.out_trade_no)[0], payer, at_ms)
        except PhoneRefused:
            self._state.put(replace(order, pay_at_ms=None))
            return
        self.take_money(order, payer, at_ms)


def given_back_fen(state: State, order: Order) -> int:
    """By refunds that came through or may still."""
    alive = "out_trade_no = ? AND status NOT IN ('CLOSED', 'ABNORMAL')"
    return state.total(Refund, "SUM(amount_fen)", alive, order.out_trade_no) or 0


def _told_state(order: Order) -> str:
    """payments.md 1.4: two values belong to codes that were read."""
    if order.closed_by == REVERSED:
        return "REVOKED"
    is_asked = not order.notify_url and order.state == TradeState.NOTPAY
    return "USERPAYING" if is_asked else TradeState(order.state).value


def transaction(order: Order) -> dict[str, object]:
    """The Transaction object of query answers and notices (payments.md 1.4)."""
    state = _told_state(order)
    content: dict[str, object] = {
        "appid": APPID,
        "mchid": MCHID,
        "out_trade_no": order.out_trade_no,
        "trade_type": "NATIVE" if order.notify_url else "MICROPAY",
        "trade_state": state,
        "trade_state_desc": _WORDS[state],
        "amount": {"total": order.amount_fen, "currency": "CNY"},
        "promotion_detail": [],
    }
    if order.attach is not None:
        content["attach"] = order.attach
    if order.device_id is not None:
        content["scene_info"] = {"device_id": order.device_id}
    if order.paid_ms is not None:
        content["transaction_id"] = order.transaction_id
        content["bank_type"] = "OTHERS"
        content["success_time"] = rfc3339(order.paid_ms)
        content["payer"] = {"openid": order.payer}
        content["amount"] = {
            "total": order.amount_fen,
            "payer_total": order.amount_fen,
            "currency": "CNY",
            "payer_currency": "CNY",
        }
    return content
