"""After a power cut: every sale that was not closed is taken up again. Nothing is ever turned again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.catalog.products import Texts
from kiosk.payments.intent import PaymentOrder, RefundOrder
from kiosk.sale.state import Sale, Stage
from kiosk.store import StoredSale, StoreThread
from kiosk.vend.live import Live

if TYPE_CHECKING:
    from kiosk.store.store import Store

TOLD_WITHIN_MS = 30 * 60 * 1000
"""A sale cut short no longer ago than this is told of on the screen: its customer may still be near."""

_SEEN_BY_CUSTOMER = frozenset({Stage.PAYING, Stage.CLOSING, Stage.VENDING, Stage.SETTLING})


@dataclass(frozen=True, slots=True)
class Found:
    """An unfinished sale with the orders that were stored before they were sent."""

    stored: StoredSale
    payments: tuple[PaymentOrder, ...]
    refunds: tuple[RefundOrder, ...]

    def tell_customer(self, now_ms: int) -> bool:
        """Was it cut short before the customer's eyes, and lately?"""
        sale: Sale = self.stored.sale
        lately = 0 <= now_ms - self.stored.changed_at_ms <= TOLD_WITHIN_MS
        return lately and sale.stage in _SEEN_BY_CUSTOMER and any(attempt.code for attempt in sale.attempts)


async def find(store: StoreThread) -> list[Found]:
    """Every sale that is not closed, oldest first."""
    return await store.run(_find)


def _find(store: Store) -> list[Found]:
    return [
        Found(
            stored,
            tuple(store.sales.payment_orders(stored.number)),
            tuple(store.sales.refund_orders(stored.number)),
        )
        for stored in store.sales.open_sales()
    ]


def revive(found: Found, names: Mapping[str, Texts]) -> Live:
    """The live sale again, as it was last stored."""
    stored = found.stored
    return Live(
        sale=stored.sale,
        opened_at_ms=stored.opened_at_ms,
        truth_token=stored.truth_token,
        names=names,
        description=found.payments[-1].description if found.payments else "",
        orders={order.number: order for order in found.payments},
        refund_orders={order.number: order for order in found.refunds},
    )
