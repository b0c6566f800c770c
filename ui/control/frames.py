"""Frames as they are drawn: how many, how long each took, how soon one followed a touch."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from PySide6.QtCore import Qt
from PySide6.QtQuick import QQuickWindow

KEPT_MAX = 20_000
MS = 1000


def quantile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie; 0 when there are none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


class Frames:
    """Watches one window. A frame's time runs from its animations' turn to the swap: polish, sync, render."""

    def __init__(self, window: QQuickWindow) -> None:
        self._loop = asyncio.get_running_loop()
        self._window = window
        self._began = 0.0
        self._pressed = 0.0
        self._times_ms: deque[float] = deque(maxlen=KEPT_MAX)
        self._touches_ms: deque[float] = deque(maxlen=KEPT_MAX)
        self._waiting: list[asyncio.Future[None]] = []
        window.afterAnimating.connect(self._begin, Qt.ConnectionType.DirectConnection)
        window.frameSwapped.connect(self._swapped, Qt.ConnectionType.DirectConnection)

    def stop(self) -> None:
        self._window.afterAnimating.disconnect(self._begin)
        self._window.frameSwapped.disconnect(self._swapped)

    def pressed(self) -> None:
        """A finger comes down now: the next frame shows it."""
        self._pressed = time.perf_counter()

    async def next_frame(self) -> None:
        """Until the next frame is on the screen."""
        drawn: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append(drawn)
        await drawn

    def take_frames(self) -> dict[str, float]:
        """Frames since the last call, milliseconds."""
        return _figures(self._times_ms, "frames")

    def take_touches(self) -> dict[str, float]:
        """Touches since the last call: from the press to the frame that shows it, milliseconds."""
        return _figures(self._touches_ms, "touches")

    def _begin(self) -> None:
        self._began = time.perf_counter()

    def _swapped(self) -> None:
        now = time.perf_counter()
        if self._began:
            self._times_ms.append((now - self._began) * MS)
            self._began = 0.0
        if self._pressed:
            self._touches_ms.append((now - self._pressed) * MS)
            self._pressed = 0.0
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for drawn in waiting:
            if not drawn.done():
                drawn.set_result(None)


def _figures(times_ms: deque[float], name: str) -> dict[str, float]:
    values = list(times_ms)
    times_ms.clear()
    return {
        name: len(values),
        "p50_ms": round(quantile(values, 0.5), 3),
        "p95_ms": round(quantile(values, 0.95), 3),
        "max_ms": round(max(values, default=0.0), 3),
    }
