"""The hidden gesture that opens the sign-in: corners touched in a certain way. Pure.

Positions are parts of the screen's width and height, from 0 to 1; times the monotonic clock's milliseconds.
It takes at least two seconds (UI.md 5), which no shopping finger does by chance, and takes nothing away from
what lies under the finger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

CORNER_WIDTH = 0.2
CORNER_HEIGHT = 0.1
"""About three fingers of a 21.5 inch panel, standing or lying."""
NEXT_WITHIN_MS = 4_000
"""From letting go to the next touch: slower is somebody else."""


class Corner(Enum):
    TOP_LEFT = (0, 0)
    TOP_RIGHT = (1, 0)
    BOTTOM_LEFT = (0, 1)
    BOTTOM_RIGHT = (1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One touch: where it begins and ends, and how long it must last at least."""

    corner: Corner
    hold_ms: int = 0


GESTURES: Mapping[str, tuple[Step, ...]] = {
    "corners": (Step(Corner.TOP_LEFT), Step(Corner.TOP_RIGHT), Step(Corner.TOP_LEFT, 2_000)),
    "hold": (Step(Corner.TOP_LEFT, 5_000),),
}
"""By the value of ``staff.gesture``. The top left corner bears the shop's name, and nothing to touch."""


def corner_at(x: float, y: float) -> Corner | None:
    for corner in Corner:
        across, down = corner.value
        if abs(x - across) <= CORNER_WIDTH and abs(y - down) <= CORNER_HEIGHT:
            return corner
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody has come; an ordinary touch begins anew."""

    done: int = 0
    """Steps that are behind."""
    pressed_ms: int | None = None
    """Since when the finger is down on the next step's corner."""
    lifted_ms: int = 0


def pressed(steps: tuple[Step, ...], before: Progress, x: float, y: float, now_ms: int) -> Progress:
    corner = corner_at(x, y)
    done = before.done if now_ms - before.lifted_ms <= NEXT_WITHIN_MS else 0
    if corner is not steps[done].corner:
        done = 0
    if corner is not steps[done].corner:
        return Progress()
    return Progress(done, now_ms)


def released(
    steps: tuple[Step, ...], before: Progress, x: float, y: float, now_ms: int
) -> tuple[Progress, bool]:
    """True: that was the whole gesture."""
    if before.pressed_ms is None:
        return Progress(), False
    step = steps[before.done]
    if corner_at(x, y) is not step.corner or now_ms - before.pressed_ms < step.hold_ms:
        return Progress(), False
    if before.done + 1 == len(steps):
        return Progress(), True
    return Progress(before.done + 1, None, now_ms), False
