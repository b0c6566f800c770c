"""``watch``: what goes over the wire and what the driver makes of it, live. No motor is moved."""

from __future__ import annotations

import argparse

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK
from hardware.bench.session import refuse_no_port, running
from hardware.rig import BOARDS


def join(commands: Commands, line: argparse.ArgumentParser) -> None:
    parser = add_command(commands, "watch", "live frames and events in words; nothing moves", watch, line)
    parser.add_argument("--seconds", type=float, help="default: until Ctrl-C")


def watch(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C or ``--seconds``."""
    words = f"The board is answered as the kiosk would; no motor is moved. {BOARDS[arguments.model].at_start}"
    print(f"{words.strip()} End with Ctrl-C.", flush=True)
    with running(arguments) as session:
        for event in session.events(arguments.seconds):
            refuse_no_port(session, event)
    return OK
