"""The simulated code reader: scripted scans in, bytes out, time handed in. It obeys the GM72's commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from hardware.api import Suffix
from hardware.sim.line import SPLIT_GAP_MS
from hardware.sim.reader.keyboard import ended, typed
from hardware.sim.reader.script import Act, ActName
from hardware.wire.reader.gm72 import ACK, NAK, SETTINGS, START, STOP, WAKE
from hardware.wire.reader.keys import EVENT

ACTS_MAX: Final = 1_000
"""Scripted things waiting at one time."""
CHUNKS_MAX: Final = 65_536
HEARD_MAX_BYTES: Final = 64
NOISE: Final = bytes.fromhex("00 ff a5 13 80 7f d0 91")
"""Not a printable character in it, and no suffix."""
_ENDS: Final = {
    Suffix.CR: b"\r",
    Suffix.LF: b"\n",
    Suffix.CRLF: b"\r\n",
    Suffix.TAB: b"\t",
    Suffix.NONE: b"",
}


class SimReader:
    """One reader. ``is_plugged`` says what its cable is to be."""

    def __init__(self, *, is_keyboard: bool = False) -> None:
        self._is_keyboard = is_keyboard
        self._suffix = Suffix.CR
        self._acts: list[tuple[int, Act]] = []
        self._chunks: list[tuple[int, bytes]] = []
        self._heard = b""
        self._is_awake = False
        self.is_plugged = True
        self.is_triggered = False
        """Host mode: it reads only between START and STOP."""
        self.is_reading = False
        self.scans = 0
        """Codes read and sent, each repetition counted."""
        self.unseen = 0
        """Codes held before it while it was unplugged or did not read."""

    def add(self, acts: Iterable[Act], now_ms: int) -> None:
        """Raises ``OverflowError`` when far too many are waiting."""
        for act in acts:
            for time in range(act.times):
                if len(self._acts) >= ACTS_MAX:
                    raise OverflowError(f"{ACTS_MAX} acts of the reader are waiting already")
                self._acts.append((now_ms + act.at_ms + time * act.gap_ms, act))
        self.advance(now_ms)

    def advance(self, now_ms: int) -> None:
        """Do everything that is due."""
        due = [entry for entry in self._acts if entry[0] <= now_ms]
        self._acts = [entry for entry in self._acts if entry[0] > now_ms]
        for _, act in sorted(due, key=lambda entry: entry[0]):
            self._carry_out(act, now_ms)

    def clear(self) -> None:
        """A technician has put everything right; how the reader is set up stays."""
        self._acts.clear()
        self.is_plugged = True

    def receive(self, data: bytes) -> None:
        """Commands from the host. A command to a reader that sleeps is not heard."""
        self._heard = (self._heard + data)[-HEARD_MAX_BYTES:]
        known = {START: "start", STOP: "stop"} | {frame: name for name, frame in SETTINGS.items()}
        while self._heard:
            frame = next((one for one in known if self._heard.startswith(one)), None)
            if frame is not None:
                self._heard = self._heard[len(frame) :]
                if self._is_awake or self.is_reading:
                    self._obey(known[frame])
            elif any(one.startswith(self._heard) for one in known):
                return
            else:
                self._is_awake = self._is_awake or self._heard.startswith(WAKE)
                self._heard = self._heard[1:]

    def next_due_ms(self) -> int | None:
        return min((at_ms for at_ms, _ in (*self._acts, *self._chunks)), default=None)

    def take_output(self, now_ms: int) -> list[bytes]:
        """Chunks to be written now, each in one write."""
        due = [data for at_ms, data in self._chunks if at_ms <= now_ms]
        self._chunks = [entry for entry in self._chunks if entry[0] > now_ms]
        return due

    def record(self) -> dict[str, Any]:
        """For the control requests; never a code."""
        return {
            "plugged": self.is_plugged,
            "triggered": self.is_triggered,
            "reading": self.is_reading,
            "suffix": self._suffix.value,
            "scans": self.scans,
            "unseen": self.unseen,
            "waiting": len(self._acts),
        }

    def _carry_out(self, act: Act, now_ms: int) -> None:
        match act.name:
            case ActName.SCAN:
                self._scan(act, now_ms)
            case ActName.SUFFIX:
                self._suffix = act.suffix or self._suffix
            case ActName.NOISE:
                self._send(NOISE, now_ms, split=False)
            case ActName.PLUG:
                self.is_plugged = True
            case ActName.UNPLUG:
                self.is_plugged = self.is_reading = False
                self._chunks.clear()
                if act.for_ms is not None:
                    self._acts.append((now_ms + act.for_ms, Act(ActName.PLUG)))

    def _scan(self, act: Act, now_ms: int) -> None:
        if not self.is_plugged or (self.is_triggered and not self.is_reading):
            self.unseen += 1
            return
        self.scans += 1
        self.is_reading = False
        self._is_awake = False
        suffix = act.suffix or self._suffix
        if self._is_keyboard:
            data = typed(act.text) + ended(suffix)
        else:
            half = len(act.text) // 2
            noise = NOISE if act.noise else b""
            data = act.text[:half].encode() + noise + act.text[half:].encode() + _ENDS[suffix]
        self._send(data, now_ms, split=act.split)

    def _send(self, data: bytes, now_ms: int, *, split: bool) -> None:
        if len(self._chunks) + len(data) > CHUNKS_MAX:
            return
        start_ms = max([now_ms, *(at_ms for at_ms, _ in self._chunks)])
        # The kernel hands over whole events, a line single bytes.
        size = (EVENT.size if self._is_keyboard else 1) if split else len(data)
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        self._chunks += [(start_ms + at * SPLIT_GAP_MS, piece) for at, piece in enumerate(pieces)]

    def _obey(self, command: str) -> None:
        if command in ("start", "stop"):
            if command == "start" and not self.is_triggered:
                self._say(NAK)
                return
            self.is_reading = command == "start"
            self._is_awake = False
        elif command == "host":
            self.is_triggered = True
        self._say(ACK)

    def _say(self, reply: bytes) -> None:
        self._chunks.append((0, reply))
