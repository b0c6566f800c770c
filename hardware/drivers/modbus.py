"""Questions over Modbus RTU as a session wants them: their limits and what answers them (boards.md 4, 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.session.requests import Manners, Request
from hardware.wire.modbus.frames import FRAME_GAP_MS, READS, Query, Reply, reply_decoder
from hardware.wire.modbus.messages import answers

ANSWER_LIMIT_MS: Final = 500
"""From the last byte of the question to the answer. In no document; boards of this kind answer within 50 ms,
and an adapter adds 16."""
LATE_MS: Final = 1_000
"""With several boards on one line the answer of one proves nothing of another's: so long after its limit
nothing is asked that a late one could be taken for."""
GAP_MS: Final = 5
"""At least 3.5 characters of silence part two frames, which is 3.6 ms at 9600 baud."""
QUIET_MS: Final = 1_500
HELLO_EVERY_MS: Final = 1_000
ILLEGAL_FUNCTION: Final = 1
"""The exception whose meaning all tables share (boards.md 4.2, 7)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One serial line with ``boards`` boards, addresses 1 to ``boards``; 0: nobody has said how many."""

    boards: int = 0

    def question(
        self, query: Query, fits: Callable[[Reply], bool] | None = None, limit_ms: int = ANSWER_LIMIT_MS
    ) -> Request[Reply]:
        """``fits`` where the answer is no standard Modbus."""
        return Request(
            query.encode(),
            limit_ms,
            shape_of(query),
            fits or (lambda reply: answers(reply, query)),
            late_ms=None if self.boards == 1 else LATE_MS,
        )

    def manners(self, *hellos: Query) -> Manners[Reply]:
        """``hellos``: harmless reads, the best known first. A board that does not even know their function is
        of another family that speaks Modbus, too."""
        return Manners(
            decoder=reply_decoder,
            hellos=tuple(self.question(hello) for hello in hellos),
            gap_ms=GAP_MS,
            frame_gap_ms=FRAME_GAP_MS,
            quiet_ms=QUIET_MS,
            hello_every_ms=HELLO_EVERY_MS,
            proves=lambda reply: reply.exception != ILLEGAL_FUNCTION,
        )


def shape_of(query: Query) -> str:
    """What tells the answers apart: the board, the function, and of a read the length.

    Exceptions do not even tell the length; nothing but a motor command is ever decided by one, and the
    function of a motor command is used for nothing that may be late beside it.
    """
    length = f":{query.count}" if query.function in READS else ""
    return f"{query.address}/{query.function:02X}{length}"
