"""What can be set of a code reader, typed and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import ReaderSettings, Suffix
from hardware.drivers.options import Options
from hardware.link.event_device import is_event_device

BAUD: Final = 9_600
"""boards.md 11: 9600 8N1. A USB-CDC reader takes any."""
IDLE_MS, IDLE_MIN_MS, IDLE_MAX_MS = 80, 50, 100
"""boards.md 11: silence for so long ends a code without a suffix. At 9600 baud a character takes one."""
UNFINISHED_MS: Final = 1_000
"""Silence for so long with a suffix set: it will not come. Longer than any reader pauses within a code."""
REPEAT_MS, REPEAT_MAX_MS = 3_000, 30_000
"""boards.md 11: repeats of the same code are ignored for some seconds."""
SERIAL, KEYBOARD, AUTO = "serial", "keyboard", "auto"
ALWAYS, GM72 = "always", "gm72"


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """``[scanner]`` beside its port."""

    suffix: Suffix
    baud: int
    is_keyboard: bool
    idle_ms: int
    repeat_ms: int
    is_triggered: bool
    """It reads only when told to, by the GM72's commands."""

    @property
    def silence_ms(self) -> int:
        """What it takes to give up waiting for more of a code."""
        return self.idle_ms if self.suffix is Suffix.NONE else UNFINISHED_MS

    @classmethod
    def read(cls, settings: ReaderSettings) -> ReaderOptions:
        """Raises ``SettingError`` that names the option and what is allowed."""
        given = Options("code reader", {**settings.options, "suffix": settings.suffix})
        suffix = Suffix(given.word("suffix", Suffix.AUTO.value, [one.value for one in Suffix]))
        kind = given.word("kind", AUTO, (AUTO, SERIAL, KEYBOARD))
        is_keyboard = kind == KEYBOARD or (kind == AUTO and is_event_device(settings.port))
        triggers = (ALWAYS,) if is_keyboard else (ALWAYS, GM72)
        options = cls(
            # A keyboard has one Enter, whatever its reader calls it.
            suffix=Suffix.AUTO if is_keyboard and suffix in _ENTERS else suffix,
            baud=settings.baud or BAUD,
            is_keyboard=is_keyboard,
            idle_ms=given.number("idle_ms", IDLE_MS, IDLE_MIN_MS, IDLE_MAX_MS),
            repeat_ms=given.number("repeat_ms", REPEAT_MS, 0, REPEAT_MAX_MS),
            is_triggered=given.word("trigger", ALWAYS, triggers) == GM72,
        )
        given.finish()
        return options


_ENTERS: Final = frozenset({Suffix.CR, Suffix.LF, Suffix.CRLF})
