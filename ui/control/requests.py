"""Reading requests: typed fields, and words for whoever sent something else."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

TEXT_MAX_CHARS = 4_096
NEAREST_CUTOFF = 0.4

Request = Mapping[str, Any]
Answer = dict[str, Any]


class Unfit(Exception):
    """The request makes no sense, or cannot be carried out as things are; the text says why."""


def read(line: bytes) -> Request:
    """One line as a request. Raises ``Unfit``."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unfit(f"this line is not JSON: {error}") from None
    if not isinstance(request, dict):
        raise Unfit('a request is an object like {"do": "state"}')
    return request


def text(request: Request, name: str, *, default: str | None = None) -> str:
    """A field that is a text. Raises ``Unfit`` when it is missing (without ``default``) or something else."""
    value = request.get(name, default)
    if not isinstance(value, str) or not value or len(value) > TEXT_MAX_CHARS:
        raise Unfit(f"{request.get('do')} needs {name}: a text of 1 to {TEXT_MAX_CHARS} characters")
    return value


def number(request: Request, name: str, low: float, high: float, *, default: float | None = None) -> float:
    """A field that is a number from ``low`` to ``high``. Raises ``Unfit``."""
    value = request.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unfit(f"{request.get('do')} needs {name}: a number from {low:g} to {high:g}")
    if not low <= value <= high:
        raise Unfit(f"{name} is {value:g}; it must be from {low:g} to {high:g}")
    return float(value)


def only(request: Request, *names: str) -> None:
    """Refuse fields nobody would read: a misspelt one would be ignored in silence."""
    for name in request:
        if name != "do" and name not in names:
            raise Unfit(unknown(f"field of {request.get('do')}", str(name), names))


def unknown(what: str, word: str, known: Iterable[str]) -> str:
    """Words for a name that nobody knows: the nearest, and all there are."""
    names = list(known)
    near = difflib.get_close_matches(word, names, 1, NEAREST_CUTOFF)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    return f"unknown {what} {word!r}{hint}. Known: {', '.join(names) or 'none'}"
