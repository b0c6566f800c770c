"""What the staff's screens are told: one frozen snapshot, and the verbs they may ask for.

Nothing of it is there before somebody has signed in, and then only what their role may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.payments.reconcile.cases import Finding
from kiosk.sale.books import Figures
from kiosk.sale.state import RefundState
from kiosk.staff.roles import Deed, Page, Role
from kiosk.store.records import Severity


class Step(StrEnum):
    """Where the sign-in stands."""

    PERSON = "person"
    PIN = "pin"
    CHECKING = "checking"
    NEW_PIN = "new_pin"
    """The PIN was given out by somebody else: another one must be chosen."""
    AGAIN = "again"
    """The new one once more."""


class Said(StrEnum):
    """What is said about the last deed, once. Message keys."""

    NOTHING = ""
    WRONG_PIN = "wrong_pin"
    LOCKED = "locked"
    EASY_PIN = "easy"
    SAME_PIN = "same"
    PINS_DIFFER = "pins_differ"
    NO_DISK = "no_disk"
    """It could not be written down, so it was not done."""
    SETTLED = "settled"
    SETTLED_ALREADY = "settled_already"
    RETRIED = "retried"
    TICKED_OFF = "ticked_off"
    SIGNED_OFF = "signed_off"
    NOT_COLD = "not_cold"
    SALE_RUNS = "sale_runs"
    """A sale is in the motors: nothing else may turn."""
    TURN_RUNS = "turn_runs"
    BOARD_AWAY = "board_away"
    TEST_FELL = "test_fell"
    TEST_NOTHING = "test_nothing"
    TEST_UNKNOWN = "test_unknown"
    CLEARED = "cleared"
    PAUSED = "paused"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Notice:
    said: Said = Said.NOTHING
    subject: str = ""
    detail: str = ""
    """A device's own words."""


NO_NOTICE = Notice()


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class LoginView:
    people: tuple[PersonView, ...] = ()
    loaded: bool = False
    """False: who works here is still being read."""
    chosen: PersonView | None = None
    step: Step = Step.PERSON
    notice: Notice = NO_NOTICE
    tries_left: int = 0
    """After a wrong PIN: so many are free yet."""
    locked_until_ms: int = 0
    """By the monotonic clock; 0: not locked."""
    locked_ms: int = 0
    """The whole wait."""


class Verdict(StrEnum):
    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    UNKNOWN = "unknown"


class Organ(StrEnum):
    """What of the machine has a health."""

    BOARD = "board"
    NETWORK = "network"
    TEMPERATURE = "temperature"
    DISK = "disk"
    CLOCK = "clock"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Health:
    organ: Organ
    verdict: Verdict
    subject: str = ""
    """Which one: cabinet or zone; empty when there is only one."""
    figure: int | None = None
    """°C, free MB, seconds the clock is off, wallets offered."""
    of: int = 0
    """Wallets there are."""
    detail: str = ""
    """The device's own words."""


@dataclass(frozen=True, slots=True)
class IncidentRow:
    code: str
    subject: str
    detail: str
    severity: Severity
    since_ms: int
    can_tick_off: bool = False
    can_sign_off: bool = False


@dataclass(frozen=True, slots=True)
class RefillRow:
    lane: str
    sku: str
    stock: int
    par: int
    """How many should lie there after a refill."""


@dataclass(frozen=True, slots=True)
class TodayView:
    incidents: tuple[IncidentRow, ...] = ()
    health: tuple[Health, ...] = ()
    refill: tuple[RefillRow, ...] = ()
    """What to refill first, first."""
    units_missing: int = 0
    """Over all lanes."""
    sales: int = 0
    units: int = 0
    taken_fen: int | None = None
    """What is ours of today's sales; None: not for this role."""
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A unit in doubt, and the evidence."""

    sale: str
    line: int
    sku: str
    lane: str
    amount_fen: int
    method: str
    at_ms: int
    said_text: str
    """The board's own words; empty when it said nothing."""
    said_code: str
    run_ms: int
    complained: bool
    """The customer pressed "nothing fell"."""
    stock: int | None
    """By the books, this unit included; None: the lane is planned no more."""
    can_settle: bool


@dataclass(frozen=True, slots=True)
class RefundLine:
    number: str
    sale: str
    amount_fen: int
    method: str
    state: RefundState
    since_ms: int
    can_retry: bool


class Standing(StrEnum):
    """How one wallet's account stands."""

    OFFERED = "offered"
    ASKING = "asking"
    """It has not been asked yet."""
    OFF = "off"
    ABSENT = "absent"
    """No account of that kind: nothing to mend."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    method: str
    standing: Standing
    kind: str = ""
    """Of the problem (``payments.intent.ProblemKind``); empty for none."""
    detail: str = ""
    """What ``main.py doctor`` says of it."""
    refunds: str = ""
    """Why it gives no money back, in the same words; empty when it does."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyView:
    sales: int = 0
    figures: Figures | None = None
    """None: not for this role."""
    doubts: tuple[DoubtRow, ...] = ()
    refunds: tuple[RefundLine, ...] = ()
    findings: tuple[Finding, ...] = ()
    accounts: tuple[AccountRow, ...] = ()
    loaded: bool = False


class LaneStanding(StrEnum):
    """What a lane is to staff, worst first."""

    FAULT = "fault"
    """The board says that it cannot be used."""
    OUT = "out"
    """Taken out after failures, or after a doubt: somebody must look."""
    BOARD_AWAY = "board_away"
    HELD = "held"
    """Paused by staff."""
    RESTING = "resting"
    """Paused after two failures, for some minutes."""
    LOCKED = "locked"
    """Too warm."""
    EMPTY = "empty"
    LOW = "low"
    WELL = "well"


@dataclass(frozen=True, slots=True)
class LaneRow:
    label: str
    sku: str
    stock: int
    capacity: int
    standing: LaneStanding
    why: str
    failures: int
    row: int
    column: int
    """Where it is as one stands before the machine, from 0."""


@dataclass(frozen=True, slots=True)
class LanesView:
    lanes: tuple[LaneRow, ...] = ()
    testing: str = ""
    """Label of the lane whose motor is being turned."""


@dataclass(frozen=True, slots=True)
class StaffView:
    screen: str = ""
    """``staff_login``, ``staff:<page>``, or empty: the screen is the customers'."""
    login: LoginView = field(default_factory=LoginView)
    person: PersonView | None = None
    pages: tuple[Page, ...] = ()
    page: Page = Page.TODAY
    deeds: frozenset[Deed] = frozenset()
    ends_at_ms: int = 0
    """By the monotonic clock: when it closes by itself, if nobody touches anything."""
    span_ms: int = 0
    notice: Notice = NO_NOTICE
    today: TodayView = field(default_factory=TodayView)
    money: MoneyView = field(default_factory=MoneyView)
    lanes: LanesView = field(default_factory=LanesView)


NOBODY = StaffView()


class StaffDesk(Protocol):
    """The verbs of the staff's screens. Each returns at once and never raises for what the world does; what
    the role may not do is not done."""

    @property
    def view(self) -> StaffView: ...

    @property
    def gesture(self) -> str:
        """Which one opens the sign-in (``gesture.GESTURES``)."""

    def subscribe(self, changed: Callable[[], None]) -> None:
        """``changed`` is called on the loop's thread after each new snapshot."""

    def monotonic_ms(self) -> int: ...

    def knock(self) -> None:
        """Somebody knows the gesture, or has opened the door."""

    def leave(self) -> None: ...

    def touched(self) -> None: ...

    def choose(self, person: str) -> None:
        """Who wants to sign in; empty: somebody else."""

    def enter(self, pin: str) -> None: ...

    def open(self, page: str) -> None: ...

    def tick_off(self, code: str, subject: str) -> None: ...

    def sign_off(self, zone: str) -> None: ...

    def settle(self, sale: str, line: int, *, delivered: bool, reason: str) -> None: ...

    def retry_refund(self, sale: str, refund: str) -> None: ...

    def test_lane(self, lane: str) -> None: ...

    def clear_lane(self, lane: str) -> None: ...

    def pause_lane(self, lane: str, *, paused: bool) -> None: ...
