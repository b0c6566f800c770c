"""Trades: ordered as a code, born by a scan, closed by time, by the merchant or by a whole refund.

payments.md 2.3-2.6. What costs merchants money is the point here: no trade before the scan, so nothing that
could be closed; a code that outlives its order's call; a cancel that gives back what was paid.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from cloud.sandbox.alipay.answers import Reason, Refused
from cloud.sandbox.clock import BEIJING, beijing
from cloud.sandbox.net.fields import FieldError, Fields
from cloud.sandbox.pay_codes import Does, PayCodes
from cloud.sandbox.state import Code, Order, Refund, RefundStatus, TradeState
from cloud.sandbox.wechat.orders import TOKEN_BYTES, Orders, PhoneRefused
from kiosk.money import fen_from_yuan_text, yuan_text

NUMBER_PATTERN = r"[A-Za-z0-9_]{1,64}"
AMOUNT_PATTERN = r"(0|[1-9]\d{0,8})(\.\d{1,2})?"
SUBJECT_MAX = 256
NOT_IN_SUBJECTS = "/=&"
"""payments.md 2.3."""
DEFAULT_LIFE_MS = 3 * 3600 * 1000
"""payments.md 2.3: of a face-to-face order that names no time-out."""
TIMEOUT_MS = {"m": 60_000, "h": 3_600_000, "d": 86_400_000}
TIMEOUT_MAX_MS = 15 * 86_400_000
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Precreate:
    """A checked order of a code."""

    out_trade_no: str
    fingerprint: str
    amount_fen: int
    subject: str
    expire_ms: int | None
    """When it names an instant."""
    life_ms: int
    """Counted from the order, when it names none."""
    notify_url: str


def read_precreate(content: Fields, notify_url: str) -> Precreate:
    """Raises ``FieldError``."""
    number = content.text("out_trade_no", 64, NUMBER_PATTERN)
    amount_fen = read_amount(content, "total_amount")
    subject = content.text("subject", SUBJECT_MAX * 3)
    if len(subject) > SUBJECT_MAX or any(char in subject for char in NOT_IN_SUBJECTS):
        raise FieldError(f"subject is longer than {SUBJECT_MAX} or has one of {NOT_IN_SUBJECTS}")
    life_ms = _timeout_ms(content.maybe_text("timeout_express", 6), DEFAULT_LIFE_MS)
    _timeout_ms(content.maybe_text("qr_code_timeout_express", 6), DEFAULT_LIFE_MS)
    expire = content.maybe_text("time_expire", 19)
    content.maybe_choice("product_code", ["FACE_TO_FACE_PAYMENT"])
    for name, limit in (("body", 128), ("store_id", 32), ("terminal_id", 32), ("operator_id", 28)):
        content.maybe_text(name, limit)
    content.end()
    return Precreate(
        out_trade_no=number,
        fingerprint=content.fingerprint(),
        amount_fen=amount_fen,
        subject=subject,
        expire_ms=None if expire is None else read_time_ms(expire),
        life_ms=life_ms,
        notify_url=notify_url,
    )


def read_pay(content: Fields, notify_url: str) -> tuple[Precreate, str]:
    """A charge of a code that was read: the order, and the code. Raises ``FieldError``."""
    content.choice("scene", ["bar_code"])
    code = content.text("auth_code", 24, r"(2[5-9]|30)\d{14,22}")
    return read_precreate(content, notify_url), code


def read_amount(content: Fields, name: str) -> int:
    """Yuan as text, at least one fen. Raises ``FieldError``; a JSON number is none."""
    fen = fen_from_yuan_text(content.text(name, 12, AMOUNT_PATTERN))
    if fen < 1:
        raise FieldError(f"{name} must be at least 0.01")
    return fen


def read_time_ms(text: str) -> int:
    """``2026-10-01 10:05:00`` in Beijing. Raises ``FieldError``."""
    try:
        moment = datetime.strptime(text, TIME_FORMAT)  # noqa: DTZ007 the zone is put on below
    except ValueError as error:
        raise FieldError(f"a time must be written like 2026-10-01 10:05:00, not {text[:20]}") from error
    return int(moment.replace(tzinfo=BEIJING).timestamp()) * 1000


def _timeout_ms(text: str | None, otherwise_ms: int) -> int:
    """``5m``, ``1h`` or ``1d``; from one minute to fifteen days."""
    if text is None:
        return otherwise_ms
    count, unit = text[:-1], text[-1:]
    life_ms = int(count) * TIMEOUT_MS.get(unit, 0) if count.isdigit() else 0
    if not 0 < life_ms <= TIMEOUT_MAX_MS:
        raise FieldError("a time-out must be from 1m to 15d, in whole m, h or d")
    return life_ms


def _order(request: Precreate, now: int, expire: int) -> Order:
    return Order(
        out_trade_no=request.out_trade_no,
        fingerprint=request.fingerprint,
        amount_fen=request.amount_fen,
        description=request.subject,
        attach=None,
        notify_url=request.notify_url,
        device_id=None,
        state=TradeState.NOTPAY,
        created_ms=now,
        expire_ms=max(expire, now + 60_000),
    )


class Trades(Orders):
    """An order whose ``payer`` is None has no trade yet."""

    def pay_by_code(self, request: Precreate, code: str, pay_codes: PayCodes) -> Order:
        """The trade, paid or not. Raises ``Refused``; a number is charged once."""
        known = self._state.get(Order, request.out_trade_no)
        if known is not None:
            if known.fingerprint != request.fingerprint:
                raise Refused(Reason.OTHER_CONTENT)
            if known.state == TradeState.CLOSED:
                raise Refused(Reason.ALREADY_CLOSED)
            return known
        shown = pay_codes.take("alipay", code)
        if shown is None:
            raise Refused(Reason.BAD_PAY_CODE)
        if shown.does is Does.POOR:
            raise Refused(Reason.POOR)
        now = self._clocks.gateway_ms()
        expire = now + request.life_ms if request.expire_ms is None else request.expire_ms
        return self.charge(_order(request, now, expire), shown)

    def precreate(self, request: Precreate) -> str:
        """The token of the code; the same content again gets the same code while it lives."""
        now = self._clocks.gateway_ms()
        with self._state.change():
            known = self._state.get(Order, request.out_trade_no)
            if known is not None:
                return self._known_code(known, request)
            expire = now + request.life_ms if request.expire_ms is None else request.expire_ms
            self._state.put(_order(request, now, expire))
            token = secrets.token_urlsafe(TOKEN_BYTES)
            self._state.put(Code(token, request.out_trade_no, now))
        return token

    def _known_code(self, known: Order, request: Precreate) -> str:
        if known.fingerprint != request.fingerprint:
            raise Refused(Reason.OTHER_CONTENT)
        if known.state == TradeState.CLOSED:
            raise Refused(Reason.ALREADY_CLOSED)
        if known.state != TradeState.NOTPAY:
            raise Refused(Reason.ALREADY_PAID)
        return self.codes_of(known.out_trade_no)[0].token

    def trade(self, out_trade_no: str) -> Order:
        """Raises ``Refused`` when there is none: never ordered, or never scanned."""
        order = self._state.get(Order, out_trade_no)
        if order is None or (order.payer is None and order.paid_ms is None):
            raise Refused(Reason.NO_TRADE)
        return order

    def by_number(self, out_trade_no: str) -> Order:
        """Also before the scan: what a phone sees. Raises ``PhoneRefused``."""
        order = self._state.get(Order, out_trade_no)
        if order is None:
            raise PhoneRefused("unknown_order", f'There is no order "{out_trade_no[:40]}".')
        return order

    def close(self, out_trade_no: str) -> None:
        """Only a trade that is scanned and unpaid (payments.md 2.3)."""
        order = self.trade(out_trade_no)
        if order.state != TradeState.NOTPAY:
            raise Refused(Reason.WRONG_STATE)
        self.mark_closed(order, self._clocks.gateway_ms(), "merchant")

    def next_end(self) -> tuple[int, Order] | None:
        """An unpaid trade is closed by its time-out; what was never scanned just cannot be any more."""
        first = self._state.find(
            Order,
            "state = 'NOTPAY' AND payer IS NOT NULL AND expire_ms IS NOT NULL ORDER BY expire_ms LIMIT 1",
        )
        return (first[0].expire_ms or 0, first[0]) if first else None

    def refunded_fen(self, out_trade_no: str) -> int:
        alive = "out_trade_no = ? AND status = ?"
        return self._state.total(Refund, "SUM(amount_fen)", alive, out_trade_no, RefundStatus.SUCCESS) or 0

    def status(self, order: Order) -> str:
        """payments.md 2.4."""
        if order.paid_ms is not None:
            whole = self.refunded_fen(order.out_trade_no) >= order.amount_fen
            return "TRADE_CLOSED" if whole else "TRADE_SUCCESS"
        return "WAIT_BUYER_PAY" if order.state == TradeState.NOTPAY else "TRADE_CLOSED"

    def content(self, order: Order) -> dict[str, object]:
        """What a query answers. The names hold what breaks careless readers: braces, quotes, slashes."""
        paid = order.paid_ms is not None
        content: dict[str, object] = {
            "out_trade_no": order.out_trade_no,
            "trade_no": trade_no(order.out_trade_no),
            "trade_status": self.status(order),
            "total_amount": yuan_text(order.amount_fen),
            "buyer_pay_amount": yuan_text(order.amount_fen if paid else 0),
            "receipt_amount": yuan_text(order.amount_fen if paid else 0),
            "buyer_logon_id": "emu***@example.com",
            "subject": order.description,
            "store_name": 'A "}{" \\ / 店',
        }
        if paid:
            content["send_pay_date"] = time_text(order.paid_ms or 0)
        return content

    def mark_refunded(self, order: Order) -> Order:
        moved = replace(order, state=TradeState.REFUND)
        self._state.put(moved)
        return moved


def trade_no(out_trade_no: str) -> str:
    """The gateway's own number: 28 digits, the same for the trade's whole life."""
    return f"2014{int(hashlib.sha256(out_trade_no.encode()).hexdigest()[:18], 16):024d}"[:28]


def time_text(at_ms: int) -> str:
    return beijing(at_ms).strftime(TIME_FORMAT)
