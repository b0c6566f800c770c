"""Somebody who touches only what is in sight: no flick, but the keys that turn to what is hidden."""

from __future__ import annotations

import os
from itertools import chain, repeat

from tests.e2e.harness import Kiosk, Refused

PANELS = {"1080x1920": "21.5", "1024x600": "7.0"}
"""The first panel and the smallest, each with its diagonal in inches."""
LANGUAGES = ("zh_CN", "en")
EVERYWHERE = [(size, language) for size in PANELS for language in LANGUAGES]
CROSSED = list(zip(PANELS, LANGUAGES, strict=True))
"""Each panel and each language once, for long walks; all of them with ``WALK_EVERYWHERE=1``."""
ROOMS = EVERYWHERE if os.environ.get("WALK_EVERYWHERE") else CROSSED
TURNS_MAX = 16
"""More pages than any list has here."""
ONWARD, BACKWARD = "page:next", "page:prev"


class Walker:
    """At one kiosk. ``touches`` counts each, those that turn pages too."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.touches = 0

    def touch(self, *targets: str) -> None:
        for target in targets:
            self._reach(target)

    def to(self, screen: str, *targets: str) -> None:
        """These touches lead to ``screen``."""
        self.touch(*targets)
        self.kiosk.wait(screen=screen)

    def types(self, text: str) -> None:
        self.touch(*(f"key:{char}" for char in text))

    def awake(self) -> None:
        """Nobody has touched it for long; the first touch wakes it."""
        self.kiosk.hurry(200)
        self.kiosk.wait(screen="attract", timeout_s=60)
        self.touches = 0
        self.to("home", "attract")

    def _reach(self, target: str) -> None:
        """Here, or on a page after this one, or on one before."""
        turns = chain(repeat(ONWARD, TURNS_MAX), repeat(BACKWARD, TURNS_MAX))
        while not self._touched(target):
            while not self._touched(turn := next(turns, "")):
                assert turn, f"{target} is on no page: {self.kiosk.targets()}"

    def _touched(self, target: str) -> bool:
        try:
            self._tap(target)
        except Refused:
            return False
        return True

    def _tap(self, target: str) -> None:
        self.kiosk.do("tap", target=target, scroll=False)
        self.touches += 1
