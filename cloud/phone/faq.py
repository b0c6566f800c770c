"""The answers on the order's page: found there while the customer types, without a question to us."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from cloud.logs import log

ANSWERS_FILE = Path(__file__).resolve().parents[2] / "resources" / "faq" / "faq.toml"
"""The same file as the machine's (``kiosk.help.answers`` says what is in it)."""
NOT_HERE = frozenset({"large_print", "language", "licence"})
"""Answers that speak of the machine's own screen."""


@cache
def answers(language: str, phone: str) -> str:
    """JSON for the page: ``[[ways of asking], answer]`` each. ``language`` is ``zh`` or ``en``; empty list
    when the file cannot be read."""
    try:
        rows = tomllib.loads(ANSWERS_FILE.read_text(encoding="utf-8"))["answer"]
        found = [_pair(row[language], phone) for row in rows if row["id"] not in NOT_HERE]
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.error("faq.unreadable", error=str(error))
        found = []
    # inside a script element only this could end it
    return json.dumps(found, ensure_ascii=False).replace("<", "\\u003c")


def _pair(spoken: dict[str, Any], phone: str) -> list[Any]:
    number = phone or "☎"
    return [list(spoken["ask"]), str(spoken["say"]).replace("{phone}", number)]
