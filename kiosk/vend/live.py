"""A sale the runner holds: its state, and what of it is not in the state."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardware.api import VendOutcome
from kiosk.catalog.products import Texts
from kiosk.payments.intent import PayCode, PaymentOrder, RefundOrder
from kiosk.sale.events import Event
from kiosk.sale.state import Sale, Stage


@dataclass
class Live:
    """Changed only by the runner, and only after the change is on the disk."""

    sale: Sale
    opened_at_ms: int
    """UTC."""
    truth_token: str
    names: Mapping[str, Texts]
    """By SKU, for receipts and the order page."""
    description: str
    """What the customer reads on the phone."""
    orders: dict[str, PaymentOrder] = field(default_factory=dict)
    refund_orders: dict[str, RefundOrder] = field(default_factory=dict)
    refunds_since_ms: dict[str, int] = field(default_factory=dict)
    """UTC: since when a refund is being tried; after a day of that a person is called."""
    inbox: asyncio.Queue[tuple[Event, VendOutcome | PayCode | None]] = field(default_factory=asyncio.Queue)
    """What happened, with what the board said, or with the code that was read."""
    quote: Mapping[str, Any] = field(default_factory=dict)
    """As it was explained and is kept (``pricing.quote_json``); empty for sales of before there were any."""
    customer: str = ""
    """The member it is counted for."""
    pay_code: PayCode | None = None
    """Read, and not yet sent: kept only while the code on the screen is being closed for it."""
    turning: bool = False
    """The board said that a motor of this sale is moving."""
    notice: str = ""
    """A message key of ``views.SaleView.notice``."""

    @property
    def number(self) -> str:
        return self.sale.number

    @property
    def uses(self) -> Mapping[str, int]:
        """How often each promotion served, by id: what the counters behind its limits go up by."""
        savings = self.quote.get("savings", ())
        return {saving["id"]: saving["times"] for saving in savings if saving["source"] == "promotion"}

    def urgent_about(self, attempt: str) -> bool:
        """Somebody stands there and waits for what the gateway says about this very attempt."""
        current = self.sale.current
        waits = self.sale.stage in (Stage.PAYING, Stage.CLOSING) and self.sale.present
        return waits and current is not None and current.number == attempt

    @property
    def cancellable(self) -> bool:
        """No money has been seen; the customer still stands before a code, or before none."""
        return self.sale.stage in (Stage.OPEN, Stage.PAYING, Stage.CLOSING) and self.sale.present
