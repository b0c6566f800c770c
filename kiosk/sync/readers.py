"""Who can read which kind of document: asked before one is used, on both sides of an update.

A reader raises ``ValueError`` with a sentence for the technician. A kind without a reader is kept as it came:
whoever uses it judges it. PURE.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.pickup.codes import read_code

WHY_LIMIT_CHARS = 300

Reader = Callable[[str, Mapping[str, Any]], object]
"""key, body. Raises ``ValueError`` for what this version cannot read."""

READERS: Mapping[str, Reader] = {"pickup": read_code}


def why_unread(kind: str, key: str, body: Mapping[str, Any]) -> str:
    """Why this version cannot read a document, in a sentence; empty when it can."""
    reader = READERS.get(kind)
    if reader is None:
        return ""
    try:
        reader(key, body)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        return (str(error) or type(error).__name__)[:WHY_LIMIT_CHARS]
    return ""
