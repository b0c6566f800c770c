"""One code read twice is one code: a phone is held before the reader for longer than one reading takes."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

REMEMBERED_MAX: Final = 16
"""Different codes within one window; a reader reads about three a second."""


class Repeats:
    """What one reader has read lately. ``now_ms`` is any clock that does not go back."""

    def __init__(self, window_ms: int) -> None:
        self._window_ms = window_ms
        self._seen_ms: OrderedDict[str, int] = OrderedDict()

    def is_new(self, text: str, now_ms: int) -> bool:
        """False within the window after it was last read: each repeat makes it longer."""
        last_ms = self._seen_ms.pop(text, None)
        self._seen_ms[text] = now_ms
        while len(self._seen_ms) > REMEMBERED_MAX:
            self._seen_ms.popitem(last=False)
        return last_ms is None or now_ms - last_ms >= self._window_ms

    def forget(self) -> None:
        """From now on every code is new."""
        self._seen_ms.clear()
