"""Read a board's ``options`` into a typed dataclass; unknown or ill-typed keys are refused by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from hardware.errors import SettingError


class Options:
    """A board's options being read: every key must be asked for before ``finish``."""

    def __init__(self, model: str, given: Mapping[str, object]) -> None:
        self._model = model
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

    def finish(self) -> None:
        """Refuse what nobody asked for, naming the nearest known key."""
        for name in self._given:
            if name not in self._known:
                near = difflib.get_close_matches(name, self._known, 1, 0)
                raise SettingError(
                    "option.unknown",
                    f"The board model {self._model} has no option {name}. Did you mean {near[0]}?",
                )

    def _wrong(self, name: str, wanted: str, value: object) -> SettingError:
        return SettingError(
            "option.bad_value",
            f"The option {name} of board model {self._model} must be {wanted}, not {value!r}.",
        )
