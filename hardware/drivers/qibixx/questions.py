"""Questions to the adapter with their limits and what answers them (boards.md 8.2).

All answers of the bus look alike, so one of them is asked for at a time; after a lost one the adapter's
version is asked first, whose answer proves that nothing owed will come any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from hardware.drivers.asked.steps import Errand, ask, look, pause
from hardware.session.requests import Manners, Request
from hardware.wire.qibixx import commands
from hardware.wire.qibixx.answers import (
    Answer,
    BusReply,
    Confirmation,
    ReaderError,
    ReaderState,
    ReaderStatus,
    Version,
)
from hardware.wire.qibixx.lines import FRAME_GAP_MS, answer_decoder

ANSWER_LIMIT_MS: Final = 300
"""For what the adapter answers by itself, and for the longest block (36 bytes, 40 ms at 9600) beyond the
device's own time. A process that is kept waiting must not look like a lost answer."""
GAP_MS: Final = 1
QUIET_MS: Final = 1_000
AGAIN_MS: Final = 100
READ_TRIES: Final = 10
AGREEING: Final = 2
SILENCES_MAX: Final = 3
HELLO_EVERY_MS: Final = 1_000

Said = TypeVar("Said")

HELLO: Final = Request[Answer](
    commands.VERSION.encode(), ANSWER_LIMIT_MS, "v", lambda answer: isinstance(answer, Version)
)
MANNERS: Final = Manners[Answer](
    decoder=answer_decoder,
    hellos=(HELLO,),
    gap_ms=GAP_MS,
    frame_gap_ms=FRAME_GAP_MS,
    quiet_ms=QUIET_MS,
    hello_every_ms=HELLO_EVERY_MS,
    who="the adapter",
)


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of an adapter that waits ``response_ms`` for its devices."""

    response_ms: int

    def bus(self, block: bytes) -> Request[Answer]:
        """One MDB command."""
        return _request(commands.bus(block), "p", BusReply, self.response_ms)

    def master_on(self) -> Request[Answer]:
        return _request(commands.MASTER_ON, "m", Confirmation)

    def response_limit(self) -> Request[Answer]:
        return _request(commands.response_limit(self.response_ms), "f", Confirmation)

    def card_status(self) -> Request[Answer]:
        """How the card side stands, as the adapter knows it right now."""
        return _card(commands.CARD_STATUS, _is_status_answer)

    def card(self, command: commands.Command) -> Request[Answer]:
        """Anything else for the card side: whatever it says next may be the answer."""
        return _card(command, lambda answer: isinstance(answer, ReaderStatus | ReaderError))


def read_surely(request: Request[Answer], usual_bytes: int) -> Errand[Answer, bytes | None]:
    """What a device says of itself, when answers agree: a line bears no checksum, and one that lost two
    digits looks like a shorter answer. Shorter ones are allowed (MDB 5.3), but must be said twice as often.
    None: the device is silent, or never says the same."""
    before, agreeing, silences = b"", 0, 0
    for _ in range(READ_TRIES):
        came = yield from ask(request)
        data = came.data if isinstance(came, BusReply) else b""
        silences = 0 if data else silences + 1
        if silences >= SILENCES_MAX:
            break
        if data:
            agreeing = agreeing + 1 if data == before else 1
            before = data
            if agreeing >= (AGREEING if len(data) == usual_bytes else 2 * AGREEING):
                return data
    return None


def keep_asking(
    read: Callable[[], Errand[Answer, Said | None]], limit_ms: int
) -> Errand[Answer, Said | None]:
    """Read again and again until there is something; None: not within ``limit_ms``."""
    began_ms = yield from look()
    while (yield from look()) - began_ms < limit_ms:
        yield from pause(AGAIN_MS)
        said = yield from read()
        if said is not None:
            return said
    return None


def _request(command: commands.Command, shape: str, kind: type[Answer], more_ms: int = 0) -> Request[Answer]:
    return Request(
        command.encode(), ANSWER_LIMIT_MS + more_ms, shape, lambda answer: isinstance(answer, kind)
    )


def _card(command: commands.Command, fits: Callable[[Answer], bool]) -> Request[Answer]:
    return Request(command.encode(), ANSWER_LIMIT_MS, "d", fits)


def _is_status_answer(answer: Answer) -> bool:
    if isinstance(answer, ReaderStatus):
        # Without a reader there are no details to tell.
        return answer.is_asked_for or answer.state in (ReaderState.OFF, ReaderState.RESET)
    return isinstance(answer, ReaderError)
