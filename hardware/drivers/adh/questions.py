"""Requests to ADH cards with their limits and what answers them (boards.md 6).

Replies bear their command, and but for the settings not the card they come from. So with several cards on the
line a reply that was given up is waited for a while before the same is asked of any card.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.drivers.adh.options import AdhOptions
from hardware.session.requests import Manners, Request
from hardware.wire.adh.codes import SETTINGS, Dialect
from hardware.wire.adh.frames import FRAME_GAP_MS, HOST, Frame, reply_decoder
from hardware.wire.adh.messages import ask_id, poll

ANSWER_LIMIT_MS: Final = 500
"""In no document; the maker's own library expects each answer within its cycle of 150 ms."""
LATE_MS: Final = 1_000
"""How long after the limit a card's answer may still come although another one answered meanwhile."""
QUIET_MS: Final = 1_000
HELLO_EVERY_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Questions:
    """How requests go out with these options."""

    options: AdhOptions
    dialect: Dialect

    def ask(self, frame: Frame) -> Request[Frame]:
        return Request(
            frame.encode(),
            ANSWER_LIMIT_MS,
            f"{frame.command:02X}",
            lambda reply: reply.command == frame.command and _may_come_from(reply, frame.address),
            late_ms=None if self.options.cards.count == 1 else LATE_MS,
        )

    @property
    def manners(self) -> Manners[Frame]:
        return Manners(
            decoder=reply_decoder,
            hellos=(self.ask(ask_id(1, self.dialect)), self.ask(poll(1, self.dialect))),
            gap_ms=self.options.gap_ms,
            frame_gap_ms=FRAME_GAP_MS,
            quiet_ms=QUIET_MS,
            hello_every_ms=HELLO_EVERY_MS,
        )


def _may_come_from(reply: Frame, card: int) -> bool:
    return reply.address == HOST or (reply.command in SETTINGS and reply.address == card)
