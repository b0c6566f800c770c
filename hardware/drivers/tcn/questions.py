"""Requests to a TCN board with their limits and what answers them (boards.md 3.1, 3.4).

The reply bears no command code, so all but the version look alike (shape ``plain``): what tells them apart
is that only one is ever awaited.
"""

from __future__ import annotations

from typing import Final

from hardware.session.requests import Manners, Repeat, Request
from hardware.wire.tcn.codes import DROPPED, DROPPED_AFTER_SHAKING, NOT_DROPPED_AFTER_SHAKING
from hardware.wire.tcn.frames import FRAME_GAP_MS, REPLY_BYTES, Command, Reply, reply_decoder
from hardware.wire.tcn.messages import ask_version, place, query_lane, resend, vend_lane

ANSWER_LIMIT_MS: Final = 1_000
"""Settings and queries (boards.md 3.4)."""
LATE_MS: Final = 4_000
"""How long after its limit a vend's reply may still come; nothing with a like reply is asked meanwhile.
Nowhere documented: half a minute has gone by then for a turn of six seconds. Shorter than an order may wait
(``START_LIMIT_MS``), so that the next customer's vend comes late instead of being refused."""
GAP_MS: Final = 20
QUIET_MS: Final = 3_000
HELLO_EVERY_MS: Final = 1_000
RESENDS_MAX: Final = 2
"""The maker's own app asks twice at most (boards.md 3.4)."""

_OF_A_VEND: Final = (DROPPED, DROPPED_AFTER_SHAKING, NOT_DROPPED_AFTER_SHAKING)


def question(command: Command) -> Request[Reply]:
    """A query or setting. A reply with a drop flag is a vend's, whoever waits for it."""
    return Request(
        command.encode(),
        ANSWER_LIMIT_MS,
        "plain",
        lambda reply: _is_plain(reply, command.board) and reply.drop not in _OF_A_VEND,
    )


def reading(command: Command) -> Request[Reply]:
    """A question whose answer holds any bytes: the temperature."""
    return Request(command.encode(), ANSWER_LIMIT_MS, "plain", lambda reply: _is_plain(reply, command.board))


def version_question(board: int = 0) -> Request[Reply]:
    """The one question whose answer is like no other."""
    return Request(
        ask_version(board).encode(),
        ANSWER_LIMIT_MS,
        "version",
        lambda reply: reply.board == board and reply.version != "",
    )


def drive(motor: int, *, light: bool, limit_ms: int, resends: bool) -> Request[Reply]:
    """The motor command and its single reply, which may come damaged, late, or after a replug."""
    board, _ = place(motor)
    again = Repeat(resend(board).encode(), RESENDS_MAX, ANSWER_LIMIT_MS, REPLY_BYTES)
    return Request(
        vend_lane(motor, light=light).encode(),
        limit_ms,
        "plain",
        lambda reply: _is_plain(reply, board),
        late_ms=LATE_MS,
        survives_loss=True,
        repeat=again if resends else None,
    )


MANNERS: Final = Manners(
    decoder=reply_decoder,
    # Firmware before B27 may not know the version; every one knows its lanes.
    hellos=(version_question(), question(query_lane(1))),
    gap_ms=GAP_MS,
    frame_gap_ms=FRAME_GAP_MS,
    quiet_ms=QUIET_MS,
    hello_every_ms=HELLO_EVERY_MS,
)


def _is_plain(reply: Reply, board: int) -> bool:
    return reply.board == board and not reply.version
