"""What staff are shown of the books, as values. Reading them: ``kiosk.store.repositories.staff.books``."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.api import VendOutcome
from kiosk.payments.reconcile.cases import Finding
from kiosk.sale.books import Figures
from kiosk.sale.state import Line, Refund, Stage
from kiosk.store.records import Incident


@dataclass(frozen=True, slots=True)
class Doubt:
    """A unit that may or may not have fallen, and all that is known of it."""

    sale: str
    line: Line
    method: str
    stage: Stage
    at_ms: int
    """When its motor was ordered to turn, UTC."""
    said: VendOutcome | None
    """The board's last word about that turn; None: it said nothing."""
    complained: bool
    """The customer pressed "nothing fell"."""


@dataclass(frozen=True, slots=True)
class RefundRow:
    sale: str
    refund: Refund
    method: str
    since_ms: int
    """When it was decided, UTC."""


@dataclass(frozen=True, slots=True)
class StaffBooks:
    """``sales`` and ``figures`` are of the sales opened since the instant asked for; the rest is all that is
    open, and of refunds also what came to its end among those sales."""

    sales: int = 0
    units: int = 0
    """Delivered."""
    figures: Figures = field(default_factory=Figures)
    doubts: tuple[Doubt, ...] = ()
    refunds: tuple[RefundRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    """For a person."""
    incidents: tuple[Incident, ...] = ()
