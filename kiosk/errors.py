"""Two kinds of error. The world's (``KnownError``) has words for a person; ours (``BugError``) stops.

A ``KnownError`` is caught narrowest, at the border where the person it speaks to can be told. A
``BugError`` is never caught to carry on: it is recorded, somebody is called, the program ends with 70.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program's end means to whoever started it (docs: command line)."""

    NORMAL = 0
    BAD_ARGUMENTS = 2
    DATA_IN_USE = 3
    DATA_DAMAGED = 4
    BUG = 70


class KnownError(Exception):
    """Something about the world is wrong and a person can be told what to do about it.

    ``code`` is stable and short (``config.unknown_key``); ``text`` is one or two full sentences.
    """

    exit_code: ExitCode = ExitCode.BAD_ARGUMENTS

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class ConfigError(KnownError):
    """A key, value or file of the configuration is wrong; the text names all three."""


class DataInUseError(KnownError):
    """Another running kiosk owns the data folder."""

    exit_code = ExitCode.DATA_IN_USE


class DataDamagedError(KnownError):
    """The data cannot be used; the text says what was kept and where."""

    exit_code = ExitCode.DATA_DAMAGED


class BugError(Exception):
    """We are wrong. Stops the program after it has been recorded."""
