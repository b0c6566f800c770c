"""A sale the runner holds: its state, and what of it is not in the state."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.api import VendOutcome
from kiosk.catalog.products import Texts
from kiosk.payments.intent import PaymentOrder, RefundOrder
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
    inbox: asyncio.Queue[tuple[Event, VendOutcome | None]] = field(default_factory=asyncio.Queue)
    turning: bool = False
    """The board said that a motor of this sale is moving."""
    last_second: bool = False
    """The money came while the gateway was being asked for the last word."""

    @property
    def number(self) -> str:
        return self.sale.number

    @property
    def urgent(self) -> bool:
        """Somebody stands there and waits for the gateway."""
        return self.sale.stage in (Stage.PAYING, Stage.CLOSING) and self.sale.present
