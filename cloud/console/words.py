"""What the console says, in Chinese and English: one table. The library's own words are its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from babel.support import LazyProxy
from starlette_admin.i18n import get_locale

from cloud.console.wordlist import WORDS

LANGUAGES = ("zh", "en")
"""As the library names them; the first is what a browser gets that asks for neither."""


def language() -> str:
    """As the rest of the house names it: ``zh_CN`` or ``en``. Of the request that is being answered."""
    return "en" if get_locale() == "en" else "zh_CN"


def say(word: str, otherwise: str | None = None) -> str:
    """In the reader's language. ``otherwise`` is for words of a newer machine; without it, an unknown one is
    shown as it is stored."""
    found: Mapping[str, tuple[str, str]] = WORDS
    if word not in found:
        return word.rpartition(".")[2] if otherwise is None else otherwise
    zh, en = found[word]
    return en if language() == "en" else zh


def lazy(word: str) -> str:
    """The same for what is written down once and read by many: said anew at each reading."""
    return cast("str", LazyProxy(say, word, enable_cache=False))
