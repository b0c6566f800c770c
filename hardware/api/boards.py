"""What the kiosk may know of a motor board: value types and one Protocol, nothing else.

A driver (``hardware/drivers``) turns a board's wire into these types. Every value is frozen, so it may
cross threads. A driver's methods return at once; answers arrive at the listener, called on the port's
own thread, which must only hand them on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Result(StrEnum):
    """How one vend ended: the neutral answer every board's codes are translated to."""

    DELIVERED = "delivered"
    """The drop sensor (or the board's own proof) saw the product fall."""
    TURNED_UNCONFIRMED = "turned_unconfirmed"
    """The motor turned as it should; no drop sensor is in use."""
    NOT_DELIVERED = "not_delivered"
    """The motor turned, the drop sensor saw nothing."""
    FAULT = "fault"
    """Motor, sensor or lift failed and no drop was seen."""
    REFUSED = "refused"
    """The vend never started."""
    UNKNOWN = "unknown"
    """No final answer: it may or may not have fallen. Never retried."""


@dataclass(frozen=True, slots=True)
class VendOrder:
    """One motor turn asked for. ``key`` names it in the journal and in every answer about it."""

    key: str
    motor: int
    """The lane's number on the board, from 1."""
    drop_sensor: bool = True
    lift: bool = False


@dataclass(frozen=True, slots=True)
class VendOutcome:
    """The one final answer to one ``VendOrder``."""

    key: str
    motor: int
    result: Result
    raw_code: str
    """The board's own code as hex, for the technician, e.g. ``04/03``; ``-`` when nothing was said."""
    text: str
    """The code in English words, for logs and the technician's page."""
    nothing_moved: bool = False
    """True only when it is certain that no motor turned (so one retry elsewhere is safe)."""
    fault_although_delivered: bool = False
    block_lane: bool = False
    """The lane must not be sold from until someone has looked at it."""
    run_ms: int = 0
    """From the first byte of the order to the final answer, by the monotonic clock."""
    current_ma: int | None = None
    """The motor's highest current, where the board tells it."""
    sensor_fault: bool = False
    """It failed because of the drop sensor, not of the lane: no lane that needs it can be sold from."""


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """What a board said of itself when it came up."""

    model: str
    port: str
    firmware: str = ""
    motors: tuple[int, ...] = ()
    """Motors the board reported, ascending; empty when the board cannot say."""


@dataclass(frozen=True, slots=True)
class BoardUp:
    info: BoardInfo


@dataclass(frozen=True, slots=True)
class BoardDown:
    """The board stopped answering or the port went away. Said once until it is up again."""

    reason: str


@dataclass(frozen=True, slots=True)
class VendStarted:
    """The board confirmed that the motor is being driven (progress, not a result)."""

    key: str
    motor: int


@dataclass(frozen=True, slots=True)
class VendFinished:
    outcome: VendOutcome


class LaneState(StrEnum):
    NORMAL = "normal"
    OUT_OF_STOCK = "out_of_stock"
    MISSING = "missing"
    PAUSED = "paused"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class LaneReport:
    """One lane as the board sees it. ``stock`` and ``capacity`` are the board's own, None when unknown."""

    motor: int
    state: LaneState
    raw_code: str
    text: str
    stock: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class MachineReport:
    """Door, temperatures and the like. ``None`` means: not reported; a probe fault is in ``probe_faults``."""

    door_open: bool | None
    temperatures_c: tuple[int | None, ...] = ()
    """By zone, main first; None where the probe is missing or broken."""
    probe_faults: tuple[int, ...] = ()
    """Zones whose probe reported a sentinel instead of a temperature."""


@dataclass(frozen=True, slots=True)
class DropSensorReport:
    """Whether the drop sensor can be relied on, as the board has just found out by testing it."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """The answer to a technician's request (read jammed lanes, clear, motor test, ...)."""

    request: str
    ok: bool
    text: str
    motors: tuple[int, ...] = ()
    data: bytes = b""


BoardEvent = (
    BoardUp
    | BoardDown
    | VendStarted
    | VendFinished
    | LaneReport
    | MachineReport
    | DropSensorReport
    | ServiceAnswer
)
Listener = Callable[[BoardEvent], None]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the core may ask this board for."""

    drop_sensor: bool
    lift: bool
    temperature: bool
    door: bool
    reports_lanes: bool
    remembers_vends: bool = False
    """True when ``query_vend`` can tell the result of an earlier vend, e.g. after a power cut."""
    tests_drop_sensor: bool = False
    """True when ``service("drop_sensor_test")`` brings a ``DropSensorReport``."""


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """What an installer chose. ``baud`` None means the family's own speed."""

    model: str
    port: str
    baud: int | None = None
    drop_sensor: bool = True
    options: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What ``BoardSettings`` find at their port, without a board being started (``hardware.look``)."""

    is_well: bool
    text: str
    """One or two sentences for the installer."""
    in_use: bool = False
    """Another program holds the port."""


class Board(Protocol):
    """One motor board. All methods return at once and may be called from any one thread."""

    @property
    def capabilities(self) -> Capabilities: ...

    def start(self, listener: Listener) -> None:
        """Open the port and keep it open: reconnect with back-off until ``close``."""

    def close(self) -> None:
        """Stop the port's thread. A vend in flight ends as UNKNOWN. Idempotent."""

    def vend(self, order: VendOrder) -> None:
        """Turn one motor once. Exactly one ``VendFinished`` follows, whatever happens.

        A key seen before is never driven again: its outcome (or UNKNOWN) is repeated.
        """

    def query_vend(self, order: VendOrder) -> None:
        """Ask how an earlier vend ended; ``VendFinished`` follows, UNKNOWN where the board forgot."""

    def check_lane(self, motor: int) -> None:
        """Ask whether a lane can be sold from; a ``LaneReport`` follows if the board answers."""

    def refresh(self) -> None:
        """Ask for door, temperatures and lanes; reports follow."""

    def service(self, request: str, **arguments: int) -> None:
        """A technician's request by name (see the driver); one ``ServiceAnswer`` follows."""
