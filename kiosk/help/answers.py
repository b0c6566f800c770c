"""The answers, as they are written in a file or come from the cloud as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.catalog.products import Texts

ANSWERS_MAX = 300
ASKS_MAX = 30
TEXT_MAX_CHARS = 400
LEADS = ("", "orders", "feedback", "phone")
LANGUAGES: Mapping[str, str] = {"zh": "zh_CN", "en": "en"}
"""The file's short names, and ours."""
_ID = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Answer:
    """``asks`` by language: ways to put the question, the first one is shown. ``spelled``: the pinyin of each
    Chinese way, syllables parted by blanks."""

    id: str
    asks: Mapping[str, tuple[str, ...]]
    says: Texts
    spelled: tuple[str, ...] = ()
    guide: bool = False
    icon: str = "help"
    leads: str = ""
    """Where it ends: ``orders``, ``feedback``, ``phone``, or nowhere."""

    def title(self, language: str) -> str:
        ways = self.asks.get(language) or next(iter(self.asks.values()), ("",))
        return ways[0]


@dataclass(frozen=True, slots=True)
class Answers:
    found: tuple[Answer, ...]
    problems: tuple[str, ...] = ()
    """What was left out, in words for whoever wrote it."""

    def of(self, id_: str) -> Answer | None:
        return next((one for one in self.found if one.id == id_), None)


def read_answers(table: Mapping[str, Any]) -> Answers:
    """Of a table with a list ``answer``. One that cannot be read is left out and named; nothing is raised."""
    rows = table.get("answer")
    if not isinstance(rows, list):
        return Answers((), ("The answers have no [[answer]].",))
    problems: list[str] = []
    found: dict[str, Answer] = {}
    for place, row in enumerate(rows[:ANSWERS_MAX], start=1):
        answer = _answer(row)
        if answer is None or answer.id in found:
            problems.append(
                f"Answer {place} is left out: it needs an id of its own, ask and say in a language."
            )
        else:
            found[answer.id] = answer
    if len(rows) > ANSWERS_MAX:
        problems.append(f"Only the first {ANSWERS_MAX} answers are read.")
    return Answers(tuple(found.values()), tuple(problems))


def _answer(row: object) -> Answer | None:
    if not isinstance(row, Mapping) or not _ID.fullmatch(str(row.get("id", ""))):
        return None
    asks: dict[str, tuple[str, ...]] = {}
    says: dict[str, str] = {}
    for short, language in LANGUAGES.items():
        spoken = row.get(short)
        if not isinstance(spoken, Mapping):
            continue
        ways, text = tuple(_texts(spoken.get("ask"))), spoken.get("say")
        if ways and isinstance(text, str) and 0 < len(text) <= TEXT_MAX_CHARS:
            asks[language], says[language] = ways, text
    leads = row.get("leads", "")
    if not asks or leads not in LEADS:
        return None
    return Answer(
        id=str(row["id"]),
        asks=asks,
        says=says,
        spelled=tuple(_texts(row.get("spelled"))),
        guide=row.get("guide") is True,
        icon=str(row.get("icon", "help")) if _ID.fullmatch(str(row.get("icon", "help"))) else "help",
        leads=str(leads),
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        for text in value[:ASKS_MAX]:
            if isinstance(text, str) and 0 < len(text) <= TEXT_MAX_CHARS:
                yield text
