"""How a family says what it does: one generator for each errand (a vend, a lane check, a request).

An errand yields a step, gets what came of it, and returns its result. It is pure: no port, no clock and no
listener; ``hardware.drivers.asked.board`` carries the steps out, a test plays them by hand. Errands use the
helpers below (``reply = yield from ask(request)``), which give each step's answer its type.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

from hardware.api import BoardEvent, Result
from hardware.session.requests import ReplyT, Request

Made = TypeVar("Made")
TRIES: Final = 3
"""Of a question that may be asked again: one lost byte must not refuse a sale."""


class NoReply(Enum):
    """Why a request was not answered."""

    UNSENT = "it was not sent"
    """The board cannot have seen it: the line was away or busy for too long."""
    SILENT = "it was sent, and no valid reply came in time"
    """The board may have carried it out."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a vend ended; ``VendOutcome`` without what the driver knows by itself."""

    result: Result
    raw_code: str
    text: str
    nothing_moved: bool = False
    fault_although_delivered: bool = False
    block_lane: bool = False
    current_ma: int | None = None
    sensor_fault: bool = False


@dataclass(frozen=True)
class Ask(Generic[ReplyT]):
    """Put one request to the board; resumed with its reply or with ``NoReply``."""

    request: Request[ReplyT]
    drives: bool = False
    """This one turns the motor: at most one of them in an errand, ever."""
    settle: Callable[[ReplyT], Verdict | None] | None = None
    """What a reply that comes after the vend was given up says of it; None: nothing. It is also called, and
    its answer not used, for a reply that comes after this one request was given up and before the vend has
    ended: an errand that must not lose it notes it there."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Let ``for_ms`` pass."""

    for_ms: int


@dataclass(frozen=True, slots=True)
class Tell:
    """An event for the listener, in the middle of the errand."""

    event: BoardEvent


@dataclass(frozen=True, slots=True)
class Look:
    """Resumed with the monotonic time in milliseconds."""


Step = Ask[ReplyT] | Pause | Tell | Look
Errand = Generator[Step[ReplyT], "ReplyT | NoReply | int | None", Made]


def ask(
    request: Request[ReplyT],
    *,
    drives: bool = False,
    settle: Callable[[ReplyT], Verdict | None] | None = None,
) -> Errand[ReplyT, ReplyT | NoReply]:
    came = yield Ask(request, drives, settle)
    assert came is not None and not isinstance(came, int), "an Ask is resumed with a reply or NoReply"
    return came


def ask_until_answered(request: Request[ReplyT], tries: int = TRIES) -> Errand[ReplyT, ReplyT | NoReply]:
    """Ask a question that changes nothing, or a setting that may be made twice; never a motor command."""
    came: ReplyT | NoReply = NoReply.UNSENT
    for _ in range(tries):
        came = yield from ask(request)
        if came is not NoReply.SILENT:
            return came
    return came


def pause(for_ms: int) -> Errand[ReplyT, None]:
    yield Pause(for_ms)


def tell(event: BoardEvent) -> Errand[ReplyT, None]:
    yield Tell(event)


def look() -> Errand[ReplyT, int]:
    now_ms = yield Look()
    assert isinstance(now_ms, int), "a Look is resumed with the time"
    return now_ms


def refused(
    text: str, raw_code: str = "-", *, block_lane: bool = False, sensor_fault: bool = False
) -> Verdict:
    """It is certain that no motor turned."""
    return Verdict(
        Result.REFUSED, raw_code, text, nothing_moved=True, block_lane=block_lane, sensor_fault=sensor_fault
    )


def unknown(text: str, raw_code: str = "-") -> Verdict:
    """It may or may not have fallen: never tried again, and the lane is not sold from."""
    return Verdict(Result.UNKNOWN, raw_code, text, block_lane=True)
