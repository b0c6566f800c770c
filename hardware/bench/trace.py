"""``trace``: record everything to a file (``hardware.bench.recorded.file``), and show it. Nothing moves."""

from __future__ import annotations

import argparse
from pathlib import Path

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK
from hardware.bench.session import refuse_no_port, running
from hardware.rig import BOARDS


def join(commands: Commands, line: argparse.ArgumentParser) -> None:
    parser = add_command(
        commands, "trace", "record the line to a JSON-lines file; nothing moves", trace, line
    )
    parser.add_argument("--out", type=Path, required=True, help="the file; replay plays it")
    parser.add_argument("--seconds", type=float, help="default: until Ctrl-C")


def trace(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C or ``--seconds``."""
    words = f"Recording to {arguments.out}; no motor is moved. {BOARDS[arguments.model].at_start}"
    print(f"{words.strip()} End with Ctrl-C.", flush=True)
    with running(arguments, record=arguments.out) as session:
        for event in session.events(arguments.seconds):
            refuse_no_port(session, event)
    return OK
