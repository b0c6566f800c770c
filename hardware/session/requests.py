"""What is asked of a board that only speaks when spoken to, and what the session says of it. Values only.

Those with a type parameter have no slots: Python 3.11 could not make ``Request[Reply](...)`` then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from hardware.wire.noise import Noise

ReplyT = TypeVar("ReplyT")


class Decoder(Protocol[ReplyT]):
    """Finds replies in a stream cut anywhere (``hardware.wire``)."""

    @property
    def is_waiting(self) -> bool: ...

    def feed(self, data: bytes) -> list[ReplyT | Noise]: ...

    def expire(self) -> list[ReplyT | Noise]: ...


@dataclass(frozen=True, slots=True)
class Repeat:
    """How to ask for the last reply again when it came damaged or from elsewhere."""

    data: bytes
    times: int
    wait_ms: int
    """How long the repetition may take to come."""
    noise_bytes: int
    """So many bytes without a frame in them are a damaged reply; fewer are only noise."""


@dataclass(frozen=True)
class Request(Generic[ReplyT]):
    """One question and what its answer looks like."""

    data: bytes
    limit_ms: int
    """From the last byte of the question to the answer."""
    shape: str
    """Two requests whose replies cannot be told apart bear the same shape, others different ones."""
    fits: Callable[[ReplyT], bool]
    """Whether a reply may be the answer to this."""
    late_ms: int | None = None
    """How long beyond the limit the reply may still come though the board answers others meanwhile. None:
    it answers in order, so whatever it answers later proves that this reply will not come."""
    survives_loss: bool = False
    """Go on waiting for the answer when the port is lost and comes back within the limit."""
    repeat: Repeat | None = None


@dataclass(frozen=True)
class Manners(Generic[ReplyT]):
    """How one family wants to be spoken to."""

    decoder: Callable[[], Decoder[ReplyT]]
    hellos: tuple[Request[ReplyT], ...]
    """Harmless questions; any one answered means that the board is there. Put those first whose shape no
    other request has: the others are asked once as well when the board is up."""
    gap_ms: int
    """Silence on the line before the next request."""
    frame_gap_ms: int
    """Silence after which an unfinished frame is given up."""
    quiet_ms: int
    """Silence after which a reply that was owed will not come any more."""
    hello_every_ms: int
    """Between two rounds of hellos to a board that is away."""
    who: str = "the board"
    """For people."""
    proves: Callable[[ReplyT], bool] = lambda _reply: True
    """Whether an answer to a hello shows that the board is of this family. One that speaks the same wire and
    knows nothing of what it is asked may refuse it just as politely."""


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes to write now. ``is_first`` is False for a ``Repeat``, which is no new request."""

    data: bytes
    ticket: int
    is_first: bool = True


@dataclass(frozen=True)
class LineUp(Generic[ReplyT]):
    """The board answered this hello: requests may be submitted."""

    reply: ReplyT


@dataclass(frozen=True)
class Greeted(Generic[ReplyT]):
    """A further hello was answered by a board that is up: it may tell more of it."""

    reply: ReplyT


@dataclass(frozen=True, slots=True)
class LineDown:
    """Said once until the next ``LineUp``."""

    reason: str


@dataclass(frozen=True)
class Answered(Generic[ReplyT]):
    ticket: int
    reply: ReplyT


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It was sent, and whether the board carried it out is not known."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """It was dropped, and it is certain that the board never saw a byte of it."""

    ticket: int


@dataclass(frozen=True)
class Late(Generic[ReplyT]):
    """The reply to a request that had been given up as ``Unanswered``."""

    ticket: int
    reply: ReplyT


@dataclass(frozen=True)
class Stray(Generic[ReplyT]):
    """A reply to nothing that was asked."""

    reply: ReplyT


@dataclass(frozen=True, slots=True)
class NoiseHeard:
    noise: Noise


Output = (
    Send
    | LineUp[ReplyT]
    | Greeted[ReplyT]
    | LineDown
    | Answered[ReplyT]
    | Unanswered
    | Unsent
    | Late[ReplyT]
    | Stray[ReplyT]
    | NoiseHeard
)
