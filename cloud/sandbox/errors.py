"""What is wrong with how the sandbox was started or asked, in words for the person who did it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class SandboxError(Exception):
    """The sandbox cannot start or go on. ``code`` is short and stable, ``text`` is a full sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


def unknown_word(kind: str, word: str, known: Iterable[str]) -> str:
    """``unknown_word("act", "py", ["pay"])`` -> ``unknown act "py"; the nearest is "pay"``."""
    choices = sorted(known)
    nearest = difflib.get_close_matches(word, choices, n=1, cutoff=0.0)
    hint = f'; the nearest is "{nearest[0]}"' if nearest else ""
    return f'unknown {kind} "{word[:40]}"{hint}'
