"""Read the machine's counters and who it is, and give the whole EVA-DTS file."""

from __future__ import annotations

import time
from datetime import tzinfo
from pathlib import Path

from kiosk.ops.dts.report import About, Reading, report
from kiosk.ops.dts.segments import document
from kiosk.ops.first_shop import prices_last_shown
from kiosk.ops.settings import MachineSettings
from kiosk.store.counters import counters
from kiosk.sync.identity import load_enrolment

PROGRAM = "HUODAO"
VERSION = "1"
"""Of what a report holds: readers of these files tell programs apart by it."""


def read_report(data: Path, machine: MachineSettings, since_ms: int, until_ms: int, zone: tzinfo) -> bytes:
    """Of ``since_ms <= at < until_ms``, and of all time. Raises ``KnownError`` without readable books."""
    found = counters(data, since_ms, until_ms)
    now_ms = time.time_ns() // 1_000_000
    reading = Reading(min(now_ms, until_ms), since_ms, until_ms, zone)
    return document(report(_about(data, machine), found, prices_last_shown(data), reading))


def _about(data: Path, machine: MachineSettings) -> About:
    """A machine that names itself nowhere is known to its cloud by a number."""
    enrolment = None if machine.id else load_enrolment(data)
    number = machine.id or (enrolment.machine_id if enrolment is not None else "")
    return About(number, machine.name, machine.site, machine.currency, PROGRAM, VERSION)
