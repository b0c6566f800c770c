"""After a power cut: every sale that was not closed is taken up again. Nothing is ever turned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.catalog.products import Texts
from kiosk.members.booking import SESSION_KEY
from kiosk.payments.intent import PaymentOrder, RefundOrder
from kiosk.sale.effects import CallStaff, Worry
from kiosk.sale.state import AttemptState, Fate, RefundState, Sale, Stage
from kiosk.store import StoredSale, StoreThread
from kiosk.vend.live import Live

if TYPE_CHECKING:
    from kiosk.store.store import Store

TOLD_WITHIN_MS = 30 * 60 * 1000
"""A sale cut short no longer ago than this is told of on the screen: its customer may still be near."""

_SEEN_BY_CUSTOMER = frozenset({Stage.PAYING, Stage.CLOSING, Stage.VENDING, Stage.SETTLING})
_WAS_SHOWN = frozenset({AttemptState.SHOWN, AttemptState.CLOSING, AttemptState.PAID})


@dataclass(frozen=True, slots=True)
class Found:
    """An unfinished sale with the orders that were stored before they were sent."""

    stored: StoredSale
    payments: tuple[PaymentOrder, ...]
    refunds: tuple[RefundOrder, ...]

    def tell_customer(self, now_ms: int) -> bool:
        """Was it cut short before the customer's eyes, and lately? A clock that stands before that (no
        battery, no network yet) does not know: rather told once too often."""
        sale: Sale = self.stored.sale
        lately = now_ms - self.stored.changed_at_ms <= TOLD_WITHIN_MS
        shown = any(attempt.code or attempt.state in _WAS_SHOWN for attempt in sale.attempts)
        return lately and sale.stage in _SEEN_BY_CUSTOMER and shown


async def find(store: StoreThread) -> list[Found]:
    """Every sale that is not closed, oldest first."""
    return await store.run(lambda store: [_with_orders(store, stored) for stored in store.sales.open_sales()])


def find_one(store: Store, number: str) -> Found | None:
    """A sale in whatever stage, also a closed one. Runs on the store's thread."""
    stored = store.sales.load(number)
    return None if stored is None else _with_orders(store, stored)


def _with_orders(store: Store, stored: StoredSale) -> Found:
    return Found(
        stored,
        tuple(store.sales.payment_orders(stored.number)),
        tuple(store.sales.refund_orders(stored.number)),
    )


def open_worries(sale: Sale) -> tuple[CallStaff, ...]:
    """What staff must know of: the power may have gone between the step that called them and the note of it.
    Called twice is called once."""
    doubts = (line for line in sale.lines if line.fate is Fate.UNKNOWN)
    stuck = (refund for refund in sale.refunds if refund.state is RefundState.STUCK)
    return (
        *(CallStaff(Worry.LINE_IN_DOUBT, str(line.index)) for line in doubts),
        *(CallStaff(Worry.REFUND_STUCK, refund.number) for refund in stuck),
    )


def revive(found: Found, names: Mapping[str, Texts]) -> Live:
    """The live sale again, as it was last stored."""
    stored = found.stored
    return Live(
        sale=stored.sale,
        opened_at_ms=stored.opened_at_ms,
        truth_token=stored.truth_token,
        names=names,
        description=found.payments[-1].description if found.payments else "",
        quote=stored.quote,
        customer=str(stored.quote.get(SESSION_KEY, "")),
        orders={order.number: order for order in found.payments},
        refund_orders={order.number: order for order in found.refunds},
        # The sale's opening is the earliest it can have been, and close: a reboot a day must not mean
        # that a refund is never a day old.
        refunds_since_ms={order.number: stored.opened_at_ms for order in found.refunds},
    )
