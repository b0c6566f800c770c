"""Reading a JSON body strictly: every field typed and limited, none unknown, none twice."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable

from cloud.sandbox.errors import unknown_word

INT_MAX = 2**31 - 1


class FieldError(Exception):
    """A field is missing, wrong or unknown; the text names it."""

    def __init__(self, text: str, unknown: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.unknown = unknown


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise FieldError("a field appears twice")
    return result


def read_object(raw: bytes) -> Fields:
    """The fields of a JSON object. Raises ``FieldError`` when it is anything else."""
    try:
        content = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise FieldError("the body is not JSON in UTF-8") from error
    if not isinstance(content, dict):
        raise FieldError("the body is not a JSON object")
    return Fields(content)


class Fields:
    """One JSON object being read. Ask for each field once, then ``end()`` refuses what nobody asked for."""

    def __init__(self, content: dict[str, object], inside: str = "") -> None:
        self._content = content
        self._inside = inside
        self._asked: set[str] = set()
        self._parts: list[Fields] = []

    def fingerprint(self) -> str:
        """The same for the same content, however it was spaced or ordered."""
        return hashlib.sha256(json.dumps(self._content, sort_keys=True).encode()).hexdigest()

    def text(self, name: str, limit_bytes: int, pattern: str = "") -> str:
        """A text of 1 to ``limit_bytes`` bytes of UTF-8, matching ``pattern`` whole when there is one."""
        value = self._take(name)
        if not isinstance(value, str) or not value:
            raise FieldError(f"{self._inside}{name} must be a text")
        try:
            length = len(value.encode())
        except UnicodeEncodeError as error:
            raise FieldError(f"{self._inside}{name} is not Unicode text") from error
        if length > limit_bytes:
            raise FieldError(f"{self._inside}{name} is longer than {limit_bytes}")
        if pattern and not re.fullmatch(pattern, value):
            raise FieldError(f"{self._inside}{name} has characters or a length that are not allowed")
        return value

    def maybe_text(self, name: str, limit_bytes: int, pattern: str = "") -> str | None:
        return self.text(name, limit_bytes, pattern) if self._given(name) else None

    def choice(self, name: str, known: Iterable[str]) -> str:
        """One of the ``known`` words; the refusal names the nearest."""
        value = self._take(name)
        choices = list(known)
        if value not in choices:
            raise FieldError(unknown_word(f"{self._inside}{name}", str(value), choices))
        return str(value)

    def maybe_choice(self, name: str, known: Iterable[str]) -> str | None:
        return self.choice(name, known) if self._given(name) else None

    def whole(self, name: str, minimum: int, maximum: int = INT_MAX) -> int:
        value = self._take(name)
        if type(value) is not int or not minimum <= value <= maximum:
            raise FieldError(f"{self._inside}{name} must be a whole number from {minimum} to {maximum}")
        return value

    def maybe_whole(self, name: str, minimum: int, maximum: int = INT_MAX) -> int | None:
        return self.whole(name, minimum, maximum) if self._given(name) else None

    def flag(self, name: str) -> bool:
        """true or false; false when it is not there."""
        value = self._take(name) if self._given(name) else False
        if not isinstance(value, bool):
            raise FieldError(f"{self._inside}{name} must be true or false")
        return value

    def part(self, name: str) -> Fields:
        value = self._take(name)
        if not isinstance(value, dict):
            raise FieldError(f"{self._inside}{name} must be an object")
        part = Fields(value, f"{self._inside}{name}.")
        self._parts.append(part)
        return part

    def maybe_part(self, name: str) -> Fields | None:
        return self.part(name) if self._given(name) else None

    def parts(self, name: str) -> list[Fields]:
        """A list of objects; empty when it is not there."""
        if not self._given(name):
            return []
        value = self._take(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise FieldError(f"{self._inside}{name} must be a list of objects")
        parts = [Fields(item, f"{self._inside}{name}[{index}].") for index, item in enumerate(value)]
        self._parts.extend(parts)
        return parts

    def end(self) -> None:
        """Refuse every field that was not asked for, here and in all parts."""
        for name in self._content:
            if name not in self._asked:
                text = unknown_word("field", f"{self._inside}{name}", [self._inside + n for n in self._asked])
                raise FieldError(text, unknown=True)
        for part in self._parts:
            part.end()

    def _given(self, name: str) -> bool:
        self._asked.add(name)
        return self._content.get(name) is not None

    def _take(self, name: str) -> object:
        self._asked.add(name)
        if name not in self._content:
            raise FieldError(f"{self._inside}{name} is missing")
        return self._content[name]
