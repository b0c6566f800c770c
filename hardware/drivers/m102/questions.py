"""Requests to M102 cards with their limits and what answers them (boards.md 5.1).

Every reply bears the address 00 and its command: replies of two commands can be told apart, those of two
cards cannot. So with several cards on the line a reply that was given up is waited for a while before
anything of the same command is asked of any card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from hardware.drivers.m102.options import M102Options
from hardware.session.requests import Manners, Request
from hardware.wire.m102.codes import Code
from hardware.wire.m102.frames import FRAME_GAP_MS, Frame, decoder
from hardware.wire.m102.messages import ask_id, poll

ANSWER_LIMIT_MS: Final = 1_000
"""boards.md 5.1"""
LATE_MS: Final = 1_000
"""How long after the limit a card's answer may still come although another one answered meanwhile."""
QUIET_MS: Final = 1_500
HELLO_EVERY_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Questions:
    """How requests go out with these options."""

    options: M102Options

    def ask(self, frame: Frame, fits: Callable[[Frame], bool] | None = None) -> Request[Frame]:
        """``fits``: what the answer must say besides being one to this command."""
        return Request(
            frame.encode(self.options.crc_password),
            ANSWER_LIMIT_MS,
            f"{frame.command:02X}",
            lambda reply: reply.is_reply and reply.command == frame.command and (fits is None or fits(reply)),
            late_ms=None if self.options.cards.count == 1 else LATE_MS,
        )

    def switch(self, frame: Frame) -> Request[Frame]:
        """An output command; its answer names the output."""
        assert frame.command == Code.OUTPUT
        return self.ask(frame, lambda reply: reply.data[0] == frame.data[0])

    @property
    def manners(self) -> Manners[Frame]:
        return Manners(
            decoder=partial(decoder, self.options.crc_password),
            hellos=(self.ask(ask_id(1)), self.ask(poll(1))),
            gap_ms=self.options.gap_ms,
            frame_gap_ms=FRAME_GAP_MS,
            quiet_ms=QUIET_MS,
            hello_every_ms=HELLO_EVERY_MS,
        )
