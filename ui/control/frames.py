"""Frames as they are drawn: how many, how long each took, how soon one followed a touch."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtQuick import QQuickWindow

KEPT_MAX = 20_000
"""Frames remembered between two questions: more than five minutes at 60 a second."""
MS = 1000
MEASURED = "afterAnimating to frameSwapped: synchronising, rendering, presenting"


def quantile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


class Frames(QObject):
    """Watches one window, on the loop's thread.

    With the software renderer (and every other that draws on the GUI thread) both ends are taken at the
    instant itself. A renderer with a thread of its own reports through the event queue: a little late, but
    never a Python call on a thread that may be holding up the one that owns the interpreter's lock.
    """

    def __init__(self, window: QQuickWindow, drawn: Callable[[], None]) -> None:
        """``drawn`` is called on the loop's thread after each frame."""
        super().__init__()
        self._loop = asyncio.get_running_loop()
        self._window = window
        self._drawn = drawn
        self._began = 0.0
        self._pressed = 0.0
        self._shows_press = False
        self._times_ms: deque[float] = deque(maxlen=KEPT_MAX)
        self._touches_ms: deque[float] = deque(maxlen=KEPT_MAX)
        self._waiting: list[asyncio.Future[None]] = []
        window.afterAnimating.connect(self._begin)
        window.frameSwapped.connect(self._swapped)

    def stop(self) -> None:
        self._window.afterAnimating.disconnect(self._begin)
        self._window.frameSwapped.disconnect(self._swapped)

    def pressed(self) -> None:
        """A finger comes down now: the next frame that is begun shows it."""
        self._pressed, self._shows_press = time.perf_counter(), False

    def lifted(self) -> None:
        """The finger is gone; a press that changed nothing on the screen is not counted."""
        self._pressed = 0.0

    async def next_frame(self, timeout_s: float) -> bool:
        """Until the next frame is on the screen; False when none was drawn in that time."""
        drawn: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(drawn)
        try:
            await asyncio.wait_for(drawn, timeout_s)
        except TimeoutError:
            return False
        return True

    def take_frames(self) -> dict[str, float | str]:
        """Frames since the last call, milliseconds."""
        return {**_figures(self._times_ms, "frames"), "measured": MEASURED}

    def take_touches(self) -> dict[str, float | str]:
        """Touches since the last call: from the press to the frame that shows it, milliseconds."""
        return _figures(self._touches_ms, "touches")

    @Slot()
    def _begin(self) -> None:
        self._began = time.perf_counter()
        self._shows_press = bool(self._pressed)

    @Slot()
    def _swapped(self) -> None:
        now = time.perf_counter()
        if self._began:
            self._times_ms.append((now - self._began) * MS)
            self._began = 0.0
        if self._pressed and self._shows_press:
            self._touches_ms.append((now - self._pressed) * MS)
            self._pressed = 0.0
        # Whoever begins to wait after this frame waits for another one.
        waiting, self._waiting = self._waiting, []
        self._loop.call_soon(self._wake, waiting)

    def _wake(self, waiting: list[asyncio.Future[None]]) -> None:
        for drawn in waiting:
            if not drawn.done():
                drawn.set_result(None)
        self._drawn()


def _figures(times_ms: deque[float], name: str) -> dict[str, float | str]:
    values = list(times_ms)
    times_ms.clear()
    return {
        name: len(values),
        "p50_ms": round(quantile(values, 0.5), 3),
        "p95_ms": round(quantile(values, 0.95), 3),
        "max_ms": round(max(values, default=0.0), 3),
    }
