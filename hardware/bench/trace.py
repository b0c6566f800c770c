"""``trace``: record every frame to a JSON-lines file, and show it. No motor is moved."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from hardware.bench.arguments import Commands, add_command
from hardware.bench.exits import OK
from hardware.bench.session import refuse_no_port, running
from hardware.errors import PortError
from hardware.link.trace import Direction, TraceEntry


def join(commands: Commands, line: argparse.ArgumentParser) -> None:
    parser = add_command(commands, "trace", "record frames to a JSON-lines file", trace, line)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, help="default: until Ctrl-C")


def trace(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C or ``--seconds``."""
    try:
        file = arguments.out.open("w", encoding="utf-8")
    except OSError as error:
        words = f"The recording {arguments.out} cannot be written: {error.strerror}. Choose another --out."
        raise PortError("bench.bad_out", words) from error
    with file, running(arguments) as session:
        session.record(lambda entry: write_entry(file, entry))
        print(f"Recording to {arguments.out}. End with Ctrl-C.", flush=True)
        for event in session.events(arguments.seconds):
            file.flush()
            refuse_no_port(session, event)
    return OK


def write_entry(file: TextIO, entry: TraceEntry) -> None:
    """One line of the recording: monotonic microseconds, direction, bytes as hex or the note's words."""
    is_note = entry.direction is Direction.NOTE
    data = {"note": entry.data.decode()} if is_note else {"hex": entry.data.hex()}
    file.write(json.dumps({"at_us": entry.at_us, "dir": entry.direction.value, **data}) + "\n")
