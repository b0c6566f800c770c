"""The doctor's checks of the machine itself: programs, fonts, folder, board, books."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from hardware.api import BoardSettings, Look, ReaderSettings, TillSettings
from kiosk.errors import KnownError
from kiosk.ops.arguments import Doctor
from kiosk.ops.doctor import Check, Finding, Verdict
from kiosk.ops.settings import Settings
from kiosk.profile.profile import PeripheralKind
from kiosk.store.lock import is_in_use

PYTHON_MIN = (3, 11)
FREE_MIN_BYTES = 200_000_000
FREE_GOOD_BYTES = 2_000_000_000
"""A year of books, the media cache and the logs."""
PROGRAM_TIMEOUT_S = 60.0
BOOKS_LIMIT_BYTES = 200_000_000
"""Larger books are audited by ``main.py audit`` in its own time."""
_QT_PARTS = "PySide6.QtCore, PySide6.QtGui, PySide6.QtQml, PySide6.QtQuick"


def python(_settings: Settings, _command: Doctor) -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < PYTHON_MIN:
        yield Finding("python", Verdict.MISSING, f"This is {version}; 3.11 or newer is needed.")
    else:
        yield Finding("python", Verdict.FINE, f"{version}.")


def qt(_settings: Settings, _command: Doctor) -> Iterator[Finding]:
    """In a process of its own: only the screen's code loads Qt, and a missing library must not end us."""
    ended = _run([sys.executable, "-c", f"import {_QT_PARTS}"])
    if ended is None or ended.returncode:
        words = ended.stderr.strip().splitlines()[-1:] if ended else ["it did not end in time"]
        reason = "".join(words)
        yield Finding("qt", Verdict.MISSING, f"Qt cannot be loaded: {reason}. Run: make venv")
    else:
        yield Finding("qt", Verdict.FINE, "Qt Quick loads.")


def screen(_settings: Settings, _command: Doctor) -> Iterator[Finding]:
    cards = sorted(Path("/dev/dri").glob("card*")) if Path("/dev/dri").is_dir() else []
    place = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if place:
        yield Finding("screen", Verdict.FINE, f"The desktop {place} is there.")
    elif cards:
        yield Finding("screen", Verdict.FINE, f"{cards[0]} is there.")
    else:
        yield Finding("screen", Verdict.NOTE, "There is neither a desktop (DISPLAY) nor a graphics card.")


def fonts(settings: Settings, _command: Doctor) -> Iterator[Finding]:
    if "zh_CN" not in settings.machine.languages:
        return
    found = _run(["fc-list", ":lang=zh-cn", "family"])
    if found is None:
        text = "fc-list is not installed, so the fonts are not known. Install fontconfig."
        yield Finding("fonts", Verdict.NOTE, text)
    elif not found.stdout.strip():
        text = "There is no Chinese font. Install fonts-noto-cjk."
        yield Finding("fonts", Verdict.MISSING, text)
    else:
        yield Finding("fonts", Verdict.FINE, f"{found.stdout.splitlines()[0].split(',')[0]} writes Chinese.")


def folder(_settings: Settings, command: Doctor) -> Iterator[Finding]:
    data = command.data
    standing = next((place for place in (data, *data.absolute().parents) if place.exists()), Path("/"))
    if not standing.is_dir():
        yield Finding("data folder", Verdict.MISSING, f"{standing} is not a folder. Choose another --data.")
        return
    if not os.access(standing, os.W_OK | os.X_OK, effective_ids=True):
        text = f"{standing} may not be written by this user. Give it to the kiosk's user, or choose --data."
        yield Finding("data folder", Verdict.MISSING, text)
        return
    free = shutil.disk_usage(standing).free
    words = f"{data}: {free // 1_000_000} MB are free"
    if free < FREE_MIN_BYTES:
        yield Finding("data folder", Verdict.MISSING, f"{words}; at least {FREE_MIN_BYTES // 1_000_000}.")
    elif free < FREE_GOOD_BYTES:
        yield Finding("data folder", Verdict.NOTE, f"{words}; {FREE_GOOD_BYTES // 1_000_000} would be good.")
    else:
        yield Finding("data folder", Verdict.FINE, f"{words}.")
    if is_in_use(data):
        yield Finding("data folder", Verdict.NOTE, "A kiosk runs on it now.")


def books(_settings: Settings, command: Doctor) -> Iterator[Finding]:
    from kiosk.store.records import DATABASE_NAME

    path = command.data / DATABASE_NAME
    if not path.exists() or path.stat().st_size > BOOKS_LIMIT_BYTES:
        return
    from kiosk.store.audit import audit

    try:
        report = audit(command.data)
    except KnownError as error:
        yield Finding("books", Verdict.MISSING, error.text)
        return
    if report.balanced:
        yield Finding("books", Verdict.FINE, f"{report.sales} sales balance.")
    else:
        yield Finding("books", Verdict.MISSING, f"{len(report.findings)} findings. Run: main.py audit")


def boards(look: Callable[[BoardSettings], Look]) -> Check:
    """The check of every board; a port is held by one program only, so a kiosk that runs is in its way."""

    def check(settings: Settings, command: Doctor) -> Iterator[Finding]:
        further = {f"board {name}": keys for name, keys in settings.boards.items()}
        for about, keys in {"board": settings.board, **further}.items():
            if keys.model == "none":
                yield Finding(about, Verdict.NOTE, "board.model is 'none': nothing can be sold.")
                continue
            wanted = BoardSettings(keys.model, keys.port, keys.baud, keys.drop_sensor, dict(keys.options))
            yield _looked(about, "the board", keys.port, look(wanted), command)

    return check


def reader(look: Callable[[ReaderSettings], Look]) -> Check:
    """The check of the code reader. It can be missing: customers then scan the code on the screen."""

    def check(settings: Settings, command: Doctor) -> Iterator[Finding]:
        about, keys = "code reader", settings.scanner
        if keys.port:
            wanted = ReaderSettings(keys.port, keys.baud, keys.suffix, dict(keys.options))
            yield _looked(about, "the reader", keys.port, look(wanted), command)
        elif settings.profile is not None and any(
            one.kind is PeripheralKind.SCANNER for one in settings.profile.peripherals
        ):
            text = "The profile has a code reader, but scanner.port is not set: it is not used."
            yield Finding(about, Verdict.NOTE, text)

    return check


def till(look: Callable[[TillSettings], Look]) -> Check:
    """The check of the till's adapter, where there is one."""

    def check(settings: Settings, command: Doctor) -> Iterator[Finding]:
        keys = settings.till
        if keys.port:
            wanted = TillSettings(keys.model, keys.port, keys.baud, dict(keys.options))
            yield _looked("till", "the till", keys.port, look(wanted), command)

    return check


def _looked(about: str, what: str, port: str, found: Look, command: Doctor) -> Finding:
    if found.in_use and is_in_use(command.data):
        text = f"The running kiosk holds {port}. End it to have {what} looked at."
        return Finding(about, Verdict.NOTE, text)
    return Finding(about, Verdict.FINE if found.is_well else Verdict.MISSING, found.text)


def profile(settings: Settings, command: Doctor) -> Iterator[Finding]:
    """A profile that cannot be used is the configuration's finding; here is what it makes of the lanes."""
    if settings.profile is None:
        return
    lanes, boards = len(settings.profile.lanes), len(settings.profile.cabinets)
    words = f"{settings.profile.id}: {lanes} lanes on {boards} boards."
    yield Finding("profile", Verdict.FINE, words)
    from kiosk.profile.layout import lay, strangers_text
    from kiosk.store.listings import planned_lanes

    try:
        laid = lay(planned_lanes(command.data), settings.profile)
    except KnownError as error:
        yield Finding("planogram", Verdict.MISSING, error.text)
        return
    if laid.strangers:
        yield Finding("planogram", Verdict.MISSING, strangers_text(laid.strangers, settings.profile))


def timezone(settings: Settings, _command: Doctor) -> Iterator[Finding]:
    name = settings.machine.timezone
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        text = f"machine.timezone {name!r} is not known here. Install tzdata or correct it."
        yield Finding("time zone", Verdict.MISSING, text)
    else:
        yield Finding("time zone", Verdict.FINE, f"{name}.")


def _run(command: list[str]) -> subprocess.CompletedProcess[str] | None:
    """None when the program is not there or does not end."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=PROGRAM_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None


MACHINE_CHECKS: tuple[Check, ...] = (python, qt, screen, fonts, folder, books, profile, timezone)
