"""What is written and what is read back: values only, no database.

Times are UTC milliseconds since 1970, amounts whole fen, stock whole units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hardware.api import VendOutcome
from kiosk.payments.intent import PaymentOrder, RefundOrder
from kiosk.sale.books import Entry, entries, fallen
from kiosk.sale.effects import Effect
from kiosk.sale.events import Event
from kiosk.sale.state import Sale

DATABASE_NAME = "huodao.db"


class StockReason(StrEnum):
    """Why the number of units in a lane changed."""

    SOLD = "sold"
    PLANNED = "planned"
    """A new planogram said how many lie there."""
    REFILLED = "refilled"
    COUNTED = "counted"
    REMOVED = "removed"
    BOARD = "board"
    """The board reported it."""


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    """The machine, or a lane, cannot sell because of it."""


@dataclass(frozen=True, slots=True)
class StockMovement:
    """``after = before + delta``. ``sale`` and ``line`` only for ``SOLD``."""

    lane: str
    sku: str
    delta: int
    reason: StockReason
    before: int = 0
    after: int = 0
    sale: str = ""
    line: int | None = None
    who: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class SoldUnit:
    """One unit of a delivered line left its lane; the store works out before and after."""

    lane: str
    sku: str
    line: int


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """Something the cloud is to hear; ``body`` is JSON. Gets its number when it is stored."""

    kind: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A sale begins: the frozen basket before any event. Stored first, perhaps with its first step."""

    sale: Sale
    at_ms: int
    truth_token: str
    """Unguessable, 16 to 64 characters: the order page's address."""
    quote: Mapping[str, object] = field(default_factory=dict)
    """The priced basket as it was explained to the customer, as JSON."""
    outbox: tuple[OutboxEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of the table and everything that must be true together with it. See ``step_record``."""

    before: Sale
    event: Event
    after: Sale
    effects: tuple[Effect, ...]
    at_ms: int
    entries: tuple[Entry, ...] = ()
    sold: tuple[SoldUnit, ...] = ()
    outbox: tuple[OutboxEvent, ...] = ()
    payment_orders: tuple[PaymentOrder, ...] = ()
    """Orders that ``effects`` will send for the first time."""
    refund_orders: tuple[RefundOrder, ...] = ()
    outcomes: tuple[VendOutcome, ...] = ()
    """What a board said, when ``event`` came of it."""


def step_record(
    before: Sale,
    event: Event,
    after: Sale,
    effects: tuple[Effect, ...],
    at_ms: int,
    *,
    outbox: tuple[OutboxEvent, ...] = (),
    payment_orders: tuple[PaymentOrder, ...] = (),
    refund_orders: tuple[RefundOrder, ...] = (),
    outcomes: tuple[VendOutcome, ...] = (),
) -> StepRecord:
    """The record of ``after, effects = step(before, event)`` with postings and sold units worked out."""
    return StepRecord(
        before=before,
        event=event,
        after=after,
        effects=effects,
        at_ms=at_ms,
        entries=entries(before, after),
        sold=tuple(SoldUnit(line.lane, line.sku, line.index) for line in fallen(before, after)),
        outbox=outbox,
        payment_orders=payment_orders,
        refund_orders=refund_orders,
        outcomes=outcomes,
    )


@dataclass(frozen=True, slots=True)
class StoredSale:
    """A sale as it lies on disk."""

    sale: Sale
    opened_at_ms: int
    changed_at_ms: int
    truth_token: str
    quote: Mapping[str, object]
    steps: int
    """How many steps have been stored, the opening not counted."""

    @property
    def number(self) -> str:
        return self.sale.number


@dataclass(frozen=True, slots=True)
class Position:
    """How far this machine has listened to what its cloud tells it."""

    cloud: str = ""
    """The cloud's id: another one's revisions mean something else."""
    revision: int = 0
    round: int = 0
    """Counts the times everything was told from the beginning."""
    whole: bool = False
    """Everything is being told from the beginning: at the end, what did not come again is gone."""


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """One document as it came. ``body`` is JSON; None: there is none any more."""

    kind: str
    key: str
    revision: int
    body: str | None
    why_unread: str = ""
    """A sentence when this version cannot read it: it is kept, and the one before goes on to be used."""

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What one page of the cloud's answer changes here, all of it or nothing."""

    position: Position
    changes: tuple[DocumentChange, ...] = ()
    ends_round: bool = False
    """Documents of earlier rounds are gone."""


@dataclass(frozen=True, slots=True)
class Incident:
    code: str
    subject: str
    """Which lane, port, sale ...; empty for the machine as a whole."""
    severity: Severity
    text: str
    since_ms: int
    cleared_ms: int | None = None
