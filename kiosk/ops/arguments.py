"""The command line of ``main.py``: what was asked for, as a value."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from kiosk.errors import KnownError

DEFAULT_DATA = Path("/var/lib/huodao")
LANGUAGES = ("zh_CN", "en")
DTS = "eva-dts"
EXPORTS = ("sales", "ledger", "stock", "audit", "reconciliation", DTS)
ROLES = ("restocker", "technician", "manager", "installer")
STAFF_ACTS = {
    "add": "a new person; prints a PIN that must be changed at its first use",
    "list": "everybody who may sign in",
    "reset": "a new PIN for somebody who forgot theirs, or was locked out",
    "remove": "somebody works here no more",
}
WINDOW_MIN_PX = 200
WINDOW_MAX_PX = 8192


@dataclass(frozen=True, slots=True)
class Run:
    """The kiosk itself."""

    config: Path | None
    """None: the default file."""
    data: Path
    demo: bool
    control: Path | None
    windowed: tuple[int, int] | None
    """Width and height in pixels."""
    lang: str
    """Empty: the machine's own."""
    overrides: tuple[str, ...]
    """``key=value`` each."""


@dataclass(frozen=True, slots=True)
class Doctor:
    config: Path | None
    data: Path
    overrides: tuple[str, ...]
    orders: bool = False
    """Order a code of 0.01 yuan at each wallet, and close it: only that proves what a merchant may do."""


@dataclass(frozen=True, slots=True)
class Audit:
    data: Path
    json: bool


@dataclass(frozen=True, slots=True)
class Export:
    data: Path
    what: str
    since: str
    """ISO date, included."""
    until: str
    """ISO date, included."""
    out: Path


@dataclass(frozen=True, slots=True)
class Reconcile:
    config: Path | None
    data: Path
    day: str
    """ISO date in Beijing; empty: the newest whose bill should be there."""
    overrides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrol:
    code: str
    cloud: str
    data: Path
    config: Path | None


@dataclass(frozen=True, slots=True)
class StaffCommand:
    """Who works at the machine."""

    act: str
    """``add``, ``list``, ``reset`` or ``remove``."""
    data: Path
    name: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Simulate:
    cabinet: Path | None
    model: str = ""
    """Of the board; empty: as the cabinet file says, else XY."""

    @property
    def words(self) -> list[str]:
        """The simulator's own arguments; it knows which models there are."""
        cabinet = ["--cabinet", str(self.cabinet)] if self.cabinet else []
        return [*cabinet, *(["--model", self.model] if self.model else [])]


Command = Run | Doctor | Audit | Export | Reconcile | Enrol | StaffCommand | Simulate


class ArgumentsError(KnownError):
    """The command line makes no sense; the text says what would."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ArgumentsError("arguments.bad", f"{message}. See: {self.prog} --help")


def parse(argv: Sequence[str]) -> Command:
    """``argv`` without the program's name. Raises ``ArgumentsError``; ``--help`` prints and exits 0."""
    if argv and argv[0] in _COMMANDS:
        return _COMMANDS[argv[0]](argv[1:])
    misplaced = next((word for word in argv if word in _COMMANDS), None)
    if misplaced is not None and argv[argv.index(misplaced) - 1][:2] != "--":
        raise ArgumentsError("arguments.order", f"Put the command first: main.py {misplaced} ...")
    return _run(argv)


def _parser(command: str, description: str) -> _Parser:
    return _Parser(prog=f"main.py {command}".strip(), description=description, allow_abbrev=False)


def _add_data(parser: _Parser) -> None:
    parser.add_argument("--data", type=_folder, default=DEFAULT_DATA, metavar="DIR", help="data folder")


def _add_config(parser: _Parser) -> None:
    parser.add_argument("--config", type=_file, metavar="FILE", help="TOML; default /etc/huodao/kiosk.toml")


def _add_set(parser: _Parser) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="overrides",
        metavar="key=value",
        help="override one key of the configuration; may be repeated",
    )


def _run(argv: Sequence[str]) -> Run:
    parser = _parser("", f"The kiosk. Other commands: {', '.join(_COMMANDS)}.")
    _add_config(parser)
    _add_data(parser)
    parser.add_argument("--demo", action="store_true", help="fill in what is left open with embedded parts")
    parser.add_argument("--control", type=_file, metavar="SOCKET", help="control socket, for tests")
    parser.add_argument("--windowed", type=_size, metavar="WxH", help="a window instead of the full screen")
    parser.add_argument("--lang", choices=LANGUAGES, default="", help="language to start in")
    _add_set(parser)
    got = parser.parse_args(argv)
    return Run(
        got.config, got.data, got.demo, got.control, got.windowed, got.lang, overrides=tuple(got.overrides)
    )


def _doctor(argv: Sequence[str]) -> Doctor:
    parser = _parser("doctor", "What is missing on this machine, in words. Exit 0 when nothing is.")
    _add_config(parser)
    _add_data(parser)
    _add_set(parser)
    parser.add_argument(
        "--order",
        action="store_true",
        help="also order a code of 0.01 yuan at each wallet, show it to nobody and close it",
    )
    got = parser.parse_args(argv)
    return Doctor(got.config, got.data, tuple(got.overrides), got.order)


def _audit(argv: Sequence[str]) -> Audit:
    parser = _parser("audit", "The books: every sale, every fen, findings. Exit 0 only when they balance.")
    _add_data(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    got = parser.parse_args(argv)
    return Audit(got.data, got.json)


def _export(argv: Sequence[str]) -> Export:
    endings = "the ending says how: .csv or .xlsx, and for eva-dts .dts or .txt"
    parser = _parser("export", f"Write books, stock or counters to a file; {endings}")
    _add_data(parser)
    parser.add_argument("--what", required=True, choices=EXPORTS, help="eva-dts: EVA-DTS 6.1.1 audit report")
    parser.add_argument("--from", required=True, dest="since", type=_date, metavar="D", help="2026-01-31")
    parser.add_argument("--to", required=True, dest="until", type=_date, metavar="D", help="included")
    parser.add_argument("--out", required=True, type=_file, metavar="FILE")
    got = parser.parse_args(argv)
    if got.since > got.until:
        raise ArgumentsError("arguments.bad", f"--from {got.since} is later than --to {got.until}.")
    return Export(got.data, got.what, got.since, got.until, got.out)


def _reconcile(argv: Sequence[str]) -> Reconcile:
    parser = _parser(
        "reconcile",
        "Hold one day against each wallet's bill. Exit 0 only when nothing of it is open.",
    )
    _add_config(parser)
    _add_data(parser)
    _add_set(parser)
    parser.add_argument("--day", type=_date, metavar="D", help="2026-01-31, in Beijing; yesterday")
    got = parser.parse_args(argv)
    return Reconcile(got.config, got.data, got.day or "", tuple(got.overrides))


def _enrol(argv: Sequence[str]) -> Enrol:
    parser = _parser("enrol", "Bring this machine to its cloud with a one-time code.")
    parser.add_argument("--code", required=True)
    parser.add_argument("--cloud", required=True, metavar="URL")
    _add_data(parser)
    _add_config(parser)
    got = parser.parse_args(argv)
    return Enrol(got.code, got.cloud, got.data, got.config)


def _staff(argv: Sequence[str]) -> StaffCommand:
    parser = _parser(
        "staff", "Who works at this machine: named people, each with a role and a PIN of their own."
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="{add,list,reset,remove}")
    for act, words in STAFF_ACTS.items():
        one = acts.add_parser(act, help=words, description=words, allow_abbrev=False)
        if act != "list":
            one.add_argument("--name", required=True, help="as it is on the sign-in screen")
        if act == "add":
            one.add_argument("--role", required=True, choices=ROLES)
        _add_data(one)
    got = parser.parse_args(argv)
    return StaffCommand(got.act, got.data, getattr(got, "name", ""), getattr(got, "role", ""))


def _simulate(argv: Sequence[str]) -> Simulate:
    parser = _parser("simulate", "Serve a simulated cabinet on a pty until ended.")
    parser.add_argument("--cabinet", type=_file, metavar="FILE", help="lanes and goods, TOML")
    parser.add_argument("--model", default="", metavar="NAME", help="the board, e.g. tcn (default: xy)")
    got = parser.parse_args(argv)
    return Simulate(got.cabinet, got.model)


_COMMANDS: Mapping[str, Callable[[Sequence[str]], Command]] = {
    "doctor": _doctor,
    "audit": _audit,
    "export": _export,
    "reconcile": _reconcile,
    "enrol": _enrol,
    "staff": _staff,
    "simulate": _simulate,
}


def _path(text: str, what: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"the name of a {what} is missing")
    return Path(text)


def _file(text: str) -> Path:
    return _path(text, "file")


def _folder(text: str) -> Path:
    return _path(text, "folder")


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,4})[xX](\d{3,4})", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; write it like 1080x1920")
    width, height = int(found[1]), int(found[2])
    if not all(WINDOW_MIN_PX <= side <= WINDOW_MAX_PX for side in (width, height)):
        raise argparse.ArgumentTypeError(f"a side of {text} is not {WINDOW_MIN_PX} to {WINDOW_MAX_PX} pixels")
    return width, height


def _date(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it like 2026-01-31") from None
