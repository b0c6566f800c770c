"""Read a device's ``options`` into a typed dataclass; unknown or ill-typed keys are refused by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from hardware.errors import SettingError

MOTOR_MAX: Final = 999
MOTORS: Final = re.compile(r"([0-9]{1,3})(?: *- *([0-9]{1,3}))?")
MOTORS_WANTED: Final = f'lanes between 1 and {MOTOR_MAX}, like "1-10, 25"'


def motors_in(text: str) -> frozenset[int] | None:
    """The lanes that ``"1-10, 25"`` names; None when it names none as it should."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        span = MOTORS.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last <= MOTOR_MAX:
            return None
        found.update(range(first, last + 1))
    return frozenset(found)


class Options:
    """A device's options being read: every key must be asked for before ``finish``."""

    def __init__(self, whose: str, given: Mapping[str, object]) -> None:
        """``whose``: in words, for the sentences of errors: "board model xy", "code reader"."""
        self._whose = whose
        self._given = given
        self._known: list[str] = []

    def flag(self, name: str, default: bool) -> bool:
        self._known.append(name)
        value = self._given.get(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false", value)
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        self._known.append(name)
        value = self._given.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._wrong(name, f"a whole number from {low} to {high}", value)
        return value

    def text(self, name: str, default: str, max_chars: int) -> str:
        """Printable ASCII; may be empty."""
        self._known.append(name)
        value = self._given.get(name, default)
        if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= max_chars:
            return value
        raise self._wrong(name, f"a text of at most {max_chars} printable ASCII characters", value)

    def word(self, name: str, default: str, known: Sequence[str]) -> str:
        """One of ``known``."""
        self._known.append(name)
        value = self._given.get(name, default)
        if isinstance(value, str) and value in known:
            return value
        raise self._wrong(name, f"one of {', '.join(known)}", value)

    def motors(self, name: str) -> frozenset[int]:
        """Lanes as an installer writes them, ``"1-10, 25"``; none when the option is not given."""
        self._known.append(name)
        value = self._given.get(name, "")
        found = motors_in(value) if isinstance(value, str) else None
        if found is None:
            raise self._wrong(name, MOTORS_WANTED, value)
        return found

    def finish(self) -> None:
        """Refuse what nobody asked for, naming the nearest known key."""
        for name in self._given:
            if name not in self._known:
                near = difflib.get_close_matches(name, self._known, 1, 0)
                raise SettingError(
                    "option.unknown",
                    f"The {self._whose} has no option {name}. Did you mean {near[0]}?",
                )

    def _wrong(self, name: str, wanted: str, value: object) -> SettingError:
        return SettingError(
            "option.bad_value",
            f"The option {name} of {self._whose} must be {wanted}, not {value!r}.",
        )
