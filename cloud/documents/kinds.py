"""What a merchant may tell machines: each kind's check, before any machine hears of it. Pure.

A kind without a check of its own may hold any object: its reader on the machine judges it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from cloud.errors import Refusal
from kiosk.pricing.rules_file import parse_rules
from kiosk.wire import DOCUMENT_LIMIT_BYTES

RULES_KEY = "table"
PROBLEMS_SHOWN = 3
DEPTH_MAX = 24
_KIND = re.compile(r"[a-z][a-z_]{0,19}")
_KEY = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def checked_body(kind: str, key: str, body: object) -> str:
    """The document's JSON as it is stored. Raises ``Refusal`` 422 in words."""
    check_name(kind, key)
    if kind in ISSUED:
        raise Refusal(422, "document.issued", f"Documents of kind {kind} are made by this cloud itself.")
    if not isinstance(body, dict):
        raise Refusal(422, "document.body", "A document is a JSON object.")
    text = document_json(body)
    check = CHECKS.get(kind)
    problem = check(key, body) if check is not None else ""
    if problem:
        raise Refusal(422, "document.unreadable", problem)
    return text


def check_name(kind: str, key: str) -> None:
    """Raises ``Refusal`` 422."""
    if not _KIND.fullmatch(kind):
        raise Refusal(422, "document.kind", "A kind is at most 20 small letters, like rules.")
    if not _KEY.fullmatch(key):
        raise Refusal(422, "document.key", "A key is at most 64 letters, digits and . _ : - without spaces.")


def document_json(body: Mapping[str, Any]) -> str:
    """In one spelling, so that the same content is the same text. Raises ``Refusal`` 422."""
    try:
        if _depth(body) > DEPTH_MAX:
            raise ValueError
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        size_bytes = len(text.encode())
    except (ValueError, TypeError, RecursionError):
        raise Refusal(
            422, "document.body", f"It cannot be written as JSON, or is deeper than {DEPTH_MAX} levels."
        ) from None
    if size_bytes > DOCUMENT_LIMIT_BYTES:
        raise Refusal(422, "document.size", f"A document has at most {DOCUMENT_LIMIT_BYTES} bytes of JSON.")
    return text


def _depth(value: object, deeper_than: int = 0) -> int:
    if deeper_than > DEPTH_MAX or not isinstance(value, dict | list):
        return deeper_than
    parts = value.values() if isinstance(value, dict) else value
    return max((_depth(part, deeper_than + 1) for part in parts), default=deeper_than)


def _rules_problem(key: str, body: Mapping[str, Any]) -> str:
    """A machine leaves a broken rule out and goes on; here somebody sits who can mend it."""
    if key != RULES_KEY:
        return f"The rules are one document, {RULES_KEY}: half of them would be a wrong price."
    problems = parse_rules(body).problems
    return "; ".join(f"{problem.rule}: {problem.text}" for problem in problems[:PROBLEMS_SHOWN])


CHECKS: Mapping[str, Callable[[str, Mapping[str, Any]], str]] = {"rules": _rules_problem}
"""By kind: what is wrong with it, in a sentence; empty when nothing is."""
ISSUED = frozenset({"pickup"})
"""Kinds that only this cloud's own functions make."""
