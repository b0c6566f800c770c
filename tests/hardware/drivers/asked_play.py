"""Play an errand by hand: give it what the board says, see what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic

from hardware.api import BoardEvent
from hardware.drivers.asked.steps import Ask, Errand, Look, Made, NoReply, Pause, Tell
from hardware.session.requests import ReplyT

STEPS_MAX = 2_000


@dataclass
class Played(Generic[ReplyT, Made]):
    """What came out of an errand."""

    result: Made
    asked: list[bytes] = field(default_factory=list)
    asks: list[Ask[ReplyT]] = field(default_factory=list)
    told: list[BoardEvent] = field(default_factory=list)
    took_ms: int = 0
    """What its pauses add up to."""


def play(
    errand: Errand[ReplyT, Made],
    replies: Sequence[ReplyT | NoReply],
    *,
    turn_ms: int = 0,
    began_ms: int = 0,
) -> Played[ReplyT, Made]:
    """Each ``Ask`` gets the next reply, a motor command after ``turn_ms``; all replies must be used up,
    and no more be asked for. ``began_ms``: what the clock shows at first.
    """
    left = list(replies)
    came: ReplyT | NoReply | int | None = None
    asks: list[Ask[ReplyT]] = []
    told: list[BoardEvent] = []
    now_ms = began_ms
    for _ in range(STEPS_MAX):
        try:
            step = errand.send(came)
        except StopIteration as done:
            assert not left, f"nobody asked for {left}"
            return Played(done.value, [each.request.data for each in asks], asks, told, now_ms - began_ms)
        came = None
        match step:
            case Ask():
                asks.append(step)
                now_ms += turn_ms if step.drives else 0
                assert left, f"one more request than replies: {step.request.data.hex(' ')}"
                came = left.pop(0)
                assert isinstance(came, NoReply) or step.request.fits(came), f"{came} is no answer to {step}"
            case Pause(for_ms):
                now_ms += for_ms
            case Tell(event):
                told.append(event)
            case Look():
                came = now_ms
    raise AssertionError("the errand does not end")
