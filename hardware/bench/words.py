"""What goes over a wire and what a driver tells, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hardware.api import (
    BoardDown,
    BoardEvent,
    BoardUp,
    DropSensorReport,
    LaneReport,
    MachineReport,
    ServiceAnswer,
    VendFinished,
    VendStarted,
)
from hardware.link.trace import Direction, TraceEntry
from hardware.wire.noise import Noise
from hardware.wire.speech import Speech, in_words

_DOOR_WORDS: Final = {True: "open", False: "closed", None: "not told"}


class Words:
    """Traced chunks as lines of text."""

    def __init__(self, speech: Speech, show_chatter: bool) -> None:
        self._speech = speech
        self._decoders = {Direction.IN: speech.incoming(), Direction.OUT: speech.outgoing()}
        self._show_chatter = show_chatter
        self._start_us: int | None = None
        self._last_note = b""

    def lines(self, entry: TraceEntry) -> Iterator[str]:
        """What the chunk completes; chatter only when wanted."""
        if entry.direction in (Direction.TICK, Direction.CALL):
            return
        if self._start_us is None:
            self._start_us = entry.at_us
        at = f"{(entry.at_us - self._start_us) / 1e6:9.4f}"
        if entry.direction is Direction.NOTE:
            if entry.data != self._last_note:  # a port that cannot be opened says so again and again
                self._last_note = entry.data
                yield f"{at} -- {entry.data.decode()}"
            return
        arrow = "<-" if entry.direction is Direction.IN else "->"
        for found in self._decoders[entry.direction].feed(entry.data):
            if isinstance(found, Noise) or self._show_chatter or not self._speech.is_chatter(found):
                yield f"{at} {arrow} {in_words(self._speech, found)}"


def event_text(event: BoardEvent) -> str:
    """One event of the driver in words."""
    match event:
        case BoardUp(info):
            return f"board {info.model} up at {info.port}, firmware {info.firmware or 'not told'}, " + (
                f"{len(info.motors)} motors" if info.motors else "motors not told yet"
            )
        case BoardDown(reason):
            return f"board down: {reason}"
        case VendStarted(_key, motor):
            return f"motor {motor} turns"
        case VendFinished(outcome):
            return (
                f"motor {outcome.motor}: {outcome.result} ({outcome.raw_code}, {outcome.text}) after "
                f"{outcome.run_ms} ms"
                + (", nothing moved" if outcome.nothing_moved else "")
                + (", lane to be blocked" if outcome.block_lane else "")
            )
        case LaneReport():
            stock = "" if event.stock is None else f", stock {event.stock} of {event.capacity}"
            return f"lane {event.motor}: {event.state} ({event.raw_code}, {event.text}){stock}"
        case MachineReport(door_open, temperatures_c, probe_faults):
            zones = ", ".join("-" if zone is None else f"{zone} °C" for zone in temperatures_c)
            faults = f", probe fault in zone {', '.join(map(str, probe_faults))}" if probe_faults else ""
            return f"door {_DOOR_WORDS[door_open]}, {zones or 'no probe'}{faults}"
        case DropSensorReport(_ok, text):
            return text
        case ServiceAnswer():
            return f"{event.request}: {'ok' if event.ok else 'failed'}, {event.text}"
