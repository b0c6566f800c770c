"""What the bills of all wallets have in common: a Beijing day, what moved on it, files behind short-lived
addresses, and a bill that is not true."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from cloud.sandbox.clock import BEIJING, Clocks
from cloud.sandbox.state import Order, Refund, TradeState

READY_HOUR = 9
"""Beijing; payments.md 6.1, 6.2: made by nine of the next day."""
FILES_KEPT = 64
BILL_CREATING = "bill_creating"
BILL_DAMAGED = "bill_damaged"
ROW_MISSING, ROW_FOREIGN, ROW_CHANGED = "bill_row_missing", "bill_row_foreign", "bill_row_changed"
SUMS_WRONG = "bill_sums_wrong"
FOREIGN_NUMBER = "SOMEBODYELSES2"
FOREIGN_FEN = 777


@dataclass(frozen=True, slots=True)
class Day:
    """A Beijing day in gateway time: ``from_ms`` inclusive, ``to_ms`` exclusive."""

    date: date
    from_ms: int
    to_ms: int

    @classmethod
    def of(cls, text: str) -> Day:
        """``2026-10-01``. Raises ``ValueError`` for what is no day."""
        day = date.fromisoformat(text)
        start = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
        end = start + timedelta(days=1)
        return cls(day, int(start.timestamp() * 1000), int(end.timestamp() * 1000))

    @property
    def ready_ms(self) -> int:
        """Before that its bill is not made."""
        return self.to_ms + READY_HOUR * 3_600_000


@dataclass(frozen=True, slots=True)
class Movement:
    """Money taken for an order, or with ``refund`` given back of it."""

    at_ms: int
    order: Order
    refund: Refund | None = None

    @property
    def amount_fen(self) -> int:
        return self.order.amount_fen if self.refund is None else self.refund.amount_fen


def befallen(movements: Sequence[Movement], fault: str, day: Day) -> list[Movement]:
    """What a bill with this fault tells of the movements, in the order of their times. Its sums fit it."""
    told = sorted(movements, key=lambda movement: movement.at_ms)
    if fault == ROW_MISSING:
        return told[1:]
    if fault == ROW_FOREIGN:
        return [*told, _foreign(day)]
    if fault == ROW_CHANGED and told:
        return [_one_fen_more(told[0]), *told[1:]]
    return told


def _one_fen_more(movement: Movement) -> Movement:
    if movement.refund is not None:
        return replace(movement, refund=replace(movement.refund, amount_fen=movement.amount_fen + 1))
    return replace(movement, order=replace(movement.order, amount_fen=movement.amount_fen + 1))


def _foreign(day: Day) -> Movement:
    """Of another system under the same merchant."""
    at_ms = day.to_ms - 1000
    order = Order(
        out_trade_no=FOREIGN_NUMBER,
        fingerprint="",
        amount_fen=FOREIGN_FEN,
        description="停车, 一小时",
        attach=None,
        notify_url="",
        device_id=None,
        state=TradeState.SUCCESS,
        created_ms=at_ms - 60_000,
        expire_ms=None,
        transaction_id=f"42000{at_ms:023d}",
        paid_ms=at_ms,
        payer="emulated-other-customer",
    )
    return Movement(at_ms, order)


@dataclass(frozen=True, slots=True)
class BillFile:
    """A file waiting to be fetched."""

    content: bytes
    content_type: str
    until_ms: int


class Shelf:
    """Files behind addresses that live for a while of the gateway's time."""

    def __init__(self, clocks: Clocks, life_ms: int) -> None:
        self._clocks = clocks
        self._life_ms = life_ms
        self._files: dict[str, BillFile] = {}

    def put(self, content: bytes, content_type: str) -> str:
        """The token its address bears."""
        token = secrets.token_urlsafe(24)
        while len(self._files) >= FILES_KEPT:
            del self._files[next(iter(self._files))]
        self._files[token] = BillFile(content, content_type, self._clocks.gateway_ms() + self._life_ms)
        return token

    def take(self, token: str) -> BillFile | None:
        """None when its time is over, or nobody gave it out. It may be fetched again within its time."""
        file = self._files.get(token)
        return None if file is None or self._clocks.gateway_ms() > file.until_ms else file
