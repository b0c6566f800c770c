"""Every screen in every state, language, size and contrast as a picture: ``python -m ui.screenshots``.

Drawn truly by the software renderer without a window system. Writes PNG files and an ``index.html``.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.app import Ui
    from ui.showcase.shopping import StillShopping
    from ui.showcase.states import State

SIZES = ((1080, 1920), (1920, 1080), (1280, 800), (800, 1280), (1024, 600))
LANGUAGES = ("zh_CN", "en")
LOOKS = ("light", "contrast", "dark")
KEY_STATES = (
    *("home-cart", "product", "cart-full", "pay", "pay-cash-begun", "pay-card", "vending-jam"),
    *("result-partly", "result-change-given", "help", "offline", "cart-savings", "cart-coupons"),
    *("staff-money", "staff-lanes"),
)
"""Drawn in every look; the other states in the light one."""
COUNTED = ("rate", "staff.money.ask")
"""Touches with a number among their arguments."""
SETTLE_STEP_MS = 40
SETTLE_MAX_MS = 4_000
"""How long pictures may take to load before the screen is drawn as it is."""
_SECOND_MS = 1000


@dataclass(slots=True)
class ShiftedClock:
    """A monotonic clock that stands still but for what a state moves it on: no picture depends on the ones
    before it."""

    start_ms: int
    shift_ms: int = 0

    def __call__(self) -> int:
        return self.start_ms + self.shift_ms


@dataclass(frozen=True, slots=True)
class Stage:
    """One window in one size and language, led from state to state."""

    ui: Ui
    shopping: StillShopping
    clock: ShiftedClock

    def put(self, state: State) -> None:
        """Bring the window into ``state`` from whatever it showed before."""
        from kiosk.orders.views import NO_ORDERS
        from ui.showcase.care import front_of

        backend = self.ui.backend
        self.clock.shift_ms = 0
        self.shopping.staff.show(state.staff)
        self.shopping.game.show(state.game)
        self.shopping.orders.show(NO_ORDERS)
        self.shopping.show(state.view)
        backend.reset()
        for name in state.comfort:
            getattr(backend.parts.comfort, name)()
        for name, *arguments in state.touches:
            parts = backend.parts
            owners = (backend, parts, parts.catalogue, parts.search, parts.care, parts.care.guide)
            first = name.partition(".")[0]
            act = attrgetter(name)(next(owner for owner in owners if hasattr(owner, first)))
            counts = name in COUNTED
            act(*(int(part) if counts and part.isdigit() else part for part in arguments))
        self.shopping.orders.show(state.orders or front_of(state.view))
        if state.drawn is not None:
            self.shopping.game.show(state.drawn)
        self.clock.shift_ms = state.later_s * _SECOND_MS
        backend.clock_moved()

    def settle(self) -> None:
        """Until every picture in sight is there and nothing moves any more."""
        from PySide6.QtCore import QEventLoop, QTimer

        quiet = 0
        for _ in range(SETTLE_MAX_MS // SETTLE_STEP_MS):
            loop = QEventLoop()
            QTimer.singleShot(SETTLE_STEP_MS, loop.quit)
            loop.exec()
            quiet = 0 if any(loading(self.ui)) else quiet + 1
            if quiet > 1:
                return

    def close(self) -> None:
        """Not while a picture is being read: Qt would take it for loading in the process's next window."""
        self.settle()
        self.ui.close()


def loading(ui: Ui) -> Iterator[bool]:
    """For each picture in sight: is it still being read?"""
    from PySide6.QtQuick import QQuickItem

    waiting = [ui.window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            waiting.extend(item.childItems())
            if item.inherits("QQuickImageBase") and isinstance(item, QQuickItem):
                yield not item.property("source").isEmpty() and float(item.property("progress")) < 1.0


def stage(size: tuple[int, int], language: str, look: str) -> Stage:
    """A window in ``language``, still, so that what is drawn does not depend on the moment."""
    from ui.app import Ui
    from ui.showcase import shop, shopping, states

    languages = (language, *(code for code in LANGUAGES if code != language))
    theme = "dark" if look == "dark" else "light"
    clock = ShiftedClock(shopping.now_ms())
    still = shopping.StillShopping(states.selling(), clock)
    settings = shop.settings(*size, languages=languages, theme=theme, still=True)
    return Stage(Ui(still, settings), still, clock)


def draw(folder: Path, only: str = "") -> list[Path]:
    """Draw all pictures into ``folder``; ``only`` is part of a name. Returns them in the order drawn."""
    from ui.showcase.states import all_states

    drawn: list[Path] = []
    for size in SIZES:
        for language in LANGUAGES:
            for look in LOOKS:
                made = stage(size, language, look)
                for state in all_states(made.clock()):
                    name = f"{state.name}-{size[0]}x{size[1]}-{language}-{look}.png"
                    if only not in name or (look != "light" and state.name not in KEY_STATES):
                        continue
                    made.put(state)
                    if look == "contrast":
                        made.ui.backend.parts.comfort.toggleHighContrast()
                    made.settle()
                    made.ui.window.grabWindow().save(str(folder / name))
                    drawn.append(folder / name)
                made.close()
    return drawn


def write_index(folder: Path, drawn: list[Path]) -> None:
    figures = "\n".join(
        f'<figure><a href="{html.escape(path.name)}"><img loading="lazy" src="{html.escape(path.name)}"></a>'
        f"<figcaption>{html.escape(path.stem)}</figcaption></figure>"
        for path in drawn
    )
    style = (
        "body{font:14px sans-serif;background:#ddd}figure{display:inline-block;margin:8px}img{height:360px}"
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Screens</title><style>{style}</style>\n{figures}\n'
    (folder / "index.html").write_text(page, encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--only", default="", help="part of a picture's name, e.g. pay-1080x1920-en")
    arguments = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    arguments.out.mkdir(parents=True, exist_ok=True)
    drawn = draw(arguments.out, arguments.only)
    write_index(arguments.out, drawn)
    sys.stdout.write(f"{len(drawn)} pictures in {arguments.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
