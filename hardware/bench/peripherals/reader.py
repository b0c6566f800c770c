"""The technician's tool for code readers: ``python -m hardware.bench reader``.

Prints what is read, masked: a payment code is money. ``--whole`` is for codes of one's own.
"""

from __future__ import annotations

import argparse
import queue
import time
from collections.abc import Iterator
from typing import Any, Final

from hardware.api import (
    CodeScanned,
    ReaderDown,
    ReaderEvent,
    ReaderSettings,
    ReaderTrouble,
    ReaderUp,
    Suffix,
)
from hardware.bench.arguments import Commands, add_command, option
from hardware.bench.exits import OK, SAID_NO
from hardware.drivers.reader.options import BAUD
from hardware.errors import PortError
from hardware.link.opening import open_port
from hardware.rig import open_reader
from hardware.wire.reader.gm72 import SETTINGS, WAKE, WAKE_MS, Replies, Reply

ANSWER_S: Final = 2.0
READ_S: Final = 0.1
READ_MAX_BYTES: Final = 256


def join(commands: Commands) -> None:
    reader = add_command(commands, "reader", "show what a code reader reads, masked", run_reader)
    reader.add_argument("--port", required=True, help="serial port, or /dev/input/by-id/...-event-kbd")
    reader.add_argument("--suffix", choices=[suffix.value for suffix in Suffix], default=Suffix.AUTO.value)
    reader.add_argument("--baud", type=int, help=f"default: {BAUD}")
    reader.add_argument("--option", type=option, action="append", help="as in [scanner] options: KEY=VALUE")
    reader.add_argument("--whole", action="store_true", help="print whole codes, for codes of your own")
    reader.add_argument("--seconds", type=float, help="default: until Ctrl-C")
    reader.add_argument("--count", type=int, help="end after so many codes; default: go on")
    reader.add_argument("--set", choices=tuple(SETTINGS), help="set a GM72 up for good, then end")


def run_reader(arguments: argparse.Namespace) -> int:
    if arguments.set:
        return set_up(arguments.port, arguments.baud or BAUD, arguments.set)
    settings = ReaderSettings(
        arguments.port, arguments.baud, arguments.suffix, options=dict(arguments.option or [])
    )
    events: queue.Queue[ReaderEvent] = queue.Queue()
    reader = open_reader(settings)
    reader.start(events.put)
    reader.attend()
    was_up, codes = False, 0
    try:
        for event in _until(events, arguments.seconds):
            print(event_text(event, whole=arguments.whole), flush=True)
            was_up = was_up or isinstance(event, ReaderUp)
            if isinstance(event, ReaderDown) and not was_up:
                raise PortError("bench.no_port", event.reason)
            codes += isinstance(event, CodeScanned)
            if codes == arguments.count:
                break
    finally:
        reader.close()
    return OK


def event_text(event: ReaderEvent, *, whole: bool) -> str:
    """One event of the driver in words; a code as it is only when ``whole``."""
    match event:
        case ReaderUp(info):
            kind = "keyboard" if info.is_keyboard else "reader"
            return f"{kind} up at {info.port}: hold a code before it. End with Ctrl-C."
        case ReaderDown(reason):
            return f"reader down: {reason}"
        case CodeScanned(code):
            return f"{code.kind}: {code.text}" if whole else str(code)
        case ReaderTrouble(code, text):
            return f"{code}: {text}"


def set_up(port: str, baud: int, setting: str) -> int:
    """Write one setting into a GM72, which keeps it. Raises ``PortError``."""
    print(f"Setting the reader at {port} to {setting}, for good.")
    line = open_port(port, baud)
    line.timeout = READ_S
    try:
        line.write(WAKE)
        time.sleep(WAKE_MS / 1000)
        line.write(SETTINGS[setting])
        reply = _reply(line)
    finally:
        line.close()
    if reply is Reply.TAKEN:
        print("It has taken it.")
        return OK
    why = "It refuses it." if reply else "It does not answer: another baud, another family, or its lines."
    print(why)
    return SAID_NO


def _reply(line: Any) -> Reply | None:
    replies, until_s = Replies(), time.monotonic() + ANSWER_S
    while time.monotonic() < until_s:
        _, found = replies.feed(line.read(READ_MAX_BYTES))
        if found:
            return found[0]
    return None


def _until(events: queue.Queue[ReaderEvent], limit_s: float | None) -> Iterator[ReaderEvent]:
    until_s = None if limit_s is None else time.monotonic() + limit_s
    while True:
        left_s = None if until_s is None else max(0.0, until_s - time.monotonic())
        try:
            yield events.get(timeout=left_s)
        except queue.Empty:
            return
