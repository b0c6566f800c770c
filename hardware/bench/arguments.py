"""Arguments that several commands have in common, and how a command joins the tool."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable
from typing import TypeAlias

from hardware.drivers.options import MOTORS_WANTED, motors_in
from hardware.rig import BOARDS

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], int]
"""One command; its answer is the exit code (``hardware.bench.exits``)."""


def add_command(
    commands: Commands, name: str, help_text: str, run: Run, *parents: argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """A command with its help; further arguments are the caller's."""
    parser = commands.add_parser(name, parents=list(parents), help=help_text, description=help_text)
    parser.set_defaults(run=run)
    return parser


def line_arguments() -> argparse.ArgumentParser:
    """Which board at which port: for commands that run a driver."""
    line = argparse.ArgumentParser(add_help=False)
    line.add_argument("--model", choices=tuple(BOARDS), default="xy", help="the board's family (default: xy)")
    line.add_argument("--port", required=True, help="path or pyserial URL of the board's port")
    line.add_argument("--baud", type=int, help="default: the family's own speed")
    line.add_argument(
        "--option", type=option, action="append", help="of the model, as in [board] options: KEY=VALUE"
    )
    line.add_argument("--polls", action="store_true", help="show what only keeps the line alive too")
    return line


def option(text: str) -> tuple[str, object]:
    """``KEY=VALUE`` with a value as TOML has it; what is no TOML is a text."""
    key, _, value = text.partition("=")
    if not key.isidentifier() or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key, value


def motors(text: str) -> tuple[int, ...]:
    """``1-10,25``, ascending."""
    found = motors_in(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not {MOTORS_WANTED}")
    return tuple(sorted(found))
