"""One table of a profile, read key by key: each mistake becomes a sentence, unknown keys name the nearest."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kiosk.catalog.products import Texts

ROWS_MAX = 2_000
"""Of trays, lanes or zones each; a machine has some hundred lanes, more is the wrong file."""
TEXT_MAX_CHARS = 60


def nearest(name: str, known: Collection[str]) -> str:
    """The known word that looks most like ``name``."""
    import difflib  # only an error needs it

    return max(known, key=lambda word: difflib.SequenceMatcher(None, name, word).ratio())


class Row:
    """``where`` names it in sentences, e.g. ``zone 'main'``. What cannot be used gives the default."""

    def __init__(self, table: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._table = table
        self._where = where
        self._problems = problems
        self._asked: list[str] = []

    def problem(self, text: str) -> None:
        self._problems.append(f"{self._where}: {text}")

    def has(self, key: str) -> bool:
        return key in self._table

    def text(self, key: str, default: str = "", *, needed: bool = False) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or len(value) > TEXT_MAX_CHARS:
            self.problem(f"{key} must be a text of up to {TEXT_MAX_CHARS} characters, not {_written(value)}.")
            return default
        if needed and not value.strip():
            self.problem(f"{key} is missing.")
        return value

    def texts(self, key: str) -> Texts:
        """One text for each language."""
        value = self._take(key, {})
        if not isinstance(value, Mapping) or not value or any(not isinstance(v, str) for v in value.values()):
            self.problem(f"{key} must have one text for each language, e.g. {{ zh_CN = ..., en = ... }}.")
            return {}
        return dict(value)

    def words(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self._take(key, list(default))
        if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
            self.problem(f"{key} must be a list of texts, not {_written(value)}.")
            return default
        return tuple(value)

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        found = self.whole_or_none(key, least, most)
        return default if found is None else found

    def whole_or_none(self, key: str, least: int, most: int) -> int | None:
        value = self._take(key, None)
        if value is None:
            return None
        if type(value) is not int or not least <= value <= most:
            self.problem(f"{key} must be a whole number from {least} to {most}, not {_written(value)}.")
            return None
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key, default)
        if type(value) is not bool:
            self.problem(f"{key} must be true or false, not {_written(value)}.")
            return default
        return value

    def one_of(self, key: str, default: str, known: Collection[str]) -> str:
        value = self._take(key, default)
        if value not in known:
            words = f"The known ones are {', '.join(known)}; nearest is {nearest(str(value), known)}."
            self.problem(f"there is no {key} {_written(value)}. {words}")
            return default
        return str(value)

    def table(self, key: str) -> Mapping[str, Any]:
        value = self._take(key, {})
        if not isinstance(value, Mapping):
            self.problem(f"{key} must be a table, not {_written(value)}.")
            return {}
        return value

    def rows(self, key: str) -> Iterator[Mapping[str, Any]]:
        """Every table of ``[[key]]``."""
        value = self._take(key, [])
        if not isinstance(value, list) or any(not isinstance(row, Mapping) for row in value):
            self.problem(f"{key} must be written [[{key}]], one table each.")
            return
        if len(value) > ROWS_MAX:
            self.problem(f"there are {len(value)} [[{key}]]; more than {ROWS_MAX} is the wrong file.")
            return
        yield from value

    def finish(self) -> None:
        """Every key must have been asked for by now."""
        for key in self._table:
            if key not in self._asked:
                near = nearest(key, self._asked)
                self.problem(f"{key} is not a known key. The nearest known key is {near}.")

    def _take(self, key: str, default: object) -> Any:
        self._asked.append(key)
        return self._table.get(key, default)


def _written(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= TEXT_MAX_CHARS else f"{text[: TEXT_MAX_CHARS - 3]}..."
