"""A grid of hundreds of products flicked and leafed through by touches, in a process of its own for each way
of drawing. ``python -m tests.bench.grid PRODUCTS SECONDS`` prints one JSON object."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
SIZE: Final = (1080, 1920)
PRODUCTS: Final = 500
STEP_MS: Final = 12
"""Between two reports of a touch panel."""
STROKE_PX: Final = 700
STROKE_STEPS: Final = 8
COAST_MS: Final = 500
"""What a flick is left to run before the next one."""
DISPLAY: Final = ":97"
WAYS: Final = {
    "software, offscreen": {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
    "software, Xvfb": {"QT_QPA_PLATFORM": "xcb", "QT_QUICK_BACKEND": "software", "DISPLAY": DISPLAY},
    "OpenGL (llvmpipe), Xvfb": {
        "QT_QPA_PLATFORM": "xcb",
        "QSG_RHI_BACKEND": "opengl",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "DISPLAY": DISPLAY,
    },
}
LIMIT_S: Final = 300
FRAME_LIMIT_MS: Final = 20_000
"""Longer than that no frame is waited for."""


@dataclass(slots=True)
class Seen:
    """Milliseconds: from frame to frame while the goods moved, and to the first frame of another page."""

    apart: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Of the window's own thread: what it takes on a core that nobody else wants."""
    page: list[float] = field(default_factory=list)
    category: list[float] = field(default_factory=list)


def measure(way: str, seconds: float) -> dict[str, list[float]]:
    """One way of drawing, in a process of its own."""
    environment = {**os.environ, **WAYS[way]}
    words = [sys.executable, "-m", "tests.bench.grid", str(PRODUCTS), str(seconds)]
    if WAYS[way]["QT_QPA_PLATFORM"] != "xcb":
        return _run(words, environment)
    with subprocess.Popen(
        ["Xvfb", DISPLAY, "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"], stderr=subprocess.DEVNULL
    ) as screen:
        try:
            _until_there(screen)
            return _run(words, environment)
        finally:
            screen.terminate()


def can(way: str) -> bool:
    return WAYS[way]["QT_QPA_PLATFORM"] != "xcb" or shutil.which("Xvfb") is not None


def _run(words: list[str], environment: dict[str, str]) -> dict[str, list[float]]:
    done = subprocess.run(
        words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=LIMIT_S
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _until_there(screen: subprocess.Popen[bytes]) -> None:
    socket = Path(f"/tmp/.X11-unix/X{DISPLAY[1:]}")
    ends = time.monotonic() + 30
    while not socket.exists():
        if screen.poll() is not None or time.monotonic() > ends:
            raise RuntimeError("Xvfb did not come up")
        time.sleep(0.05)


# --- inside that process -----------------------------------------------------------------------------


def many(products: int) -> Any:
    """The showcase's view with so many products, each in a lane of its own, pictures taken in turn."""
    from kiosk.catalog.products import Lane
    from ui.showcase.states import product_states, selling

    view = selling()
    goods = view.shop.products
    made = tuple(
        dataclasses.replace(goods[place % len(goods)], sku=f"many-{place}") for place in range(products)
    )
    lanes = tuple(Lane(f"L{place}", place + 1, each.sku, 8, 5) for place, each in enumerate(made))
    shop = dataclasses.replace(view.shop, products=made, lanes=lanes)
    return dataclasses.replace(view, shop=shop, products=product_states(shop))


class _Hand:
    """A finger on one window, and a clock beside its frames."""

    def __init__(self, ui: Any) -> None:
        from PySide6.QtTest import QTest

        self.window = ui.window
        self.backend = ui.backend
        self.seen = Seen()
        self._device = QTest.createTouchDevice()
        self._last = self._worked = 0.0
        self._moving = False
        self.window.frameSwapped.connect(self._swapped)

    def _swapped(self) -> None:
        now = time.perf_counter()
        if self._moving and self._last:
            self.seen.apart.append((now - self._last) * 1000)
            self.seen.busy.append((time.thread_time() - self._worked) * 1000)
        self._last, self._worked = now, time.thread_time()

    def flick(self, by_px: int) -> None:
        """Draw the finger through the goods and let go; frames count until they come to rest."""
        from PySide6.QtCore import QPoint

        x, y = SIZE[0] // 2, SIZE[1] // 2 + 200 + by_px // 2
        self._device_event().press(0, QPoint(x, y), self.window).commit(False)
        self.pause(STEP_MS)
        for step in range(1, STROKE_STEPS + 1):
            at = QPoint(x, y - by_px * step // STROKE_STEPS)
            self._device_event().move(0, at, self.window).commit(False)
            if step == 2:
                self._moving, self._last = True, 0.0
            self.pause(STEP_MS)
        self._device_event().release(0, QPoint(x, y - by_px), self.window).commit(False)
        self.pause(COAST_MS)
        self._moving = False
        self.pause(COAST_MS)

    def until_frame(self, act: Any) -> float:
        """Milliseconds from ``act`` until the first frame after it is on the screen."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        self.window.frameSwapped.connect(loop.quit)
        QTimer.singleShot(FRAME_LIMIT_MS, loop.quit)
        began = time.perf_counter()
        act()
        loop.exec()
        took = (time.perf_counter() - began) * 1000
        self.window.frameSwapped.disconnect(loop.quit)
        self.pause(COAST_MS)
        return took

    def tap(self, name: str) -> None:
        from ui.control import tree

        item = tree.find(self.window, name)
        assert item is not None, name
        at = tree.centre(item)
        self._device_event().press(0, at, self.window).commit(False)
        self._device_event().release(0, at, self.window).commit(False)

    def _device_event(self) -> Any:
        from PySide6.QtTest import QTest

        return QTest.touchEvent(self.window, self._device, False)

    def pause(self, ms: int) -> None:
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()


def main(products: int, seconds: float) -> None:
    from ui.app import Ui
    from ui.showcase import shop
    from ui.showcase.shopping import StillShopping

    ui = Ui(StillShopping(many(products)), shop.settings(*SIZE))
    ui.show_first_frame()
    hand = _Hand(ui)
    hand.pause(1500)
    ends = time.monotonic() + seconds
    place = 0
    while time.monotonic() < ends:
        hand.flick(STROKE_PX if place % 12 < 8 else -STROKE_PX)
        place += 1
    for _ in range(8):
        hand.seen.page.append(hand.until_frame(lambda: hand.tap("page:next")))
    for category in ("tea", "all", "soda", "all"):
        hand.seen.category.append(hand.until_frame(lambda name=category: hand.tap(f"category:{name}")))
    hand.pause(500)
    sys.stdout.write(json.dumps(dataclasses.asdict(hand.seen)))
    sys.stdout.flush()
    ui.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
