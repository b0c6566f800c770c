"""``main.py doctor``: what is missing on this machine, in words. Changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hardware.api import BoardSettings, Look, ReaderSettings, TillSettings
from kiosk.ops import settings
from kiosk.ops.arguments import Doctor
from kiosk.ops.settings import Settings

EXIT_SOMETHING_MISSING = 1


class Verdict(StrEnum):
    """How a check ended; only ``MISSING`` makes the command end with 1."""

    FINE = "ok"
    NOTE = "note"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, and one or two sentences."""

    about: str
    verdict: Verdict
    text: str


Check = Callable[[Settings, Doctor], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Looks:
    """What is at a device's port; handed in, since only ``hardware`` knows the families."""

    board: Callable[[BoardSettings], Look]
    reader: Callable[[ReaderSettings], Look]
    till: Callable[[TillSettings], Look]


def doctor(command: Doctor, looks: Looks) -> int:
    """Print every check; 0 when nothing is missing, 1 otherwise. A broken configuration is a finding, too."""
    from kiosk.ops.looks.machine import MACHINE_CHECKS, boards, reader, till
    from kiosk.ops.looks.outside import OUTSIDE_CHECKS

    findings, chosen = _configuration(command)
    devices = (boards(looks.board), reader(looks.reader), till(looks.till))
    for check in (*MACHINE_CHECKS, *devices, *OUTSIDE_CHECKS):
        findings += check(chosen, command)
    for found in findings:
        sys.stdout.write(f"{found.verdict:>7}  {found.about}: {found.text}\n")
    missing = sum(found.verdict is Verdict.MISSING for found in findings)
    sys.stdout.write(f"{missing} things are missing.\n" if missing else "Nothing is missing.\n")
    return EXIT_SOMETHING_MISSING if missing else 0


def _configuration(command: Doctor) -> tuple[list[Finding], Settings]:
    """What is wrong with the settings, and all of them that can be used."""
    about = "configuration"
    chosen, wrong = settings.load_readable(command.config, command.overrides)
    if not wrong:
        return [Finding(about, Verdict.FINE, f"{chosen.source} is complete.")], chosen
    found = [Finding(about, Verdict.MISSING, error.text) for error in wrong]
    text = "The checks go on with what could be read, and defaults for the rest."
    return [*found, Finding(about, Verdict.NOTE, text)], chosen
