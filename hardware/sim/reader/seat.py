"""Where the simulated reader sits in the simulator's process: its cable, its share of scripts and loop."""

from __future__ import annotations

import selectors
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hardware.sim.cable import Cable
from hardware.sim.reader.pipe import Pipe
from hardware.sim.reader.reader import SimReader
from hardware.sim.reader.script import Act, ActName, Samples, parse_acts

LOOK_FOR_PEER_MS: Final = 100
"""Nothing wakes us when somebody opens the other end. Scans look by themselves; a command is said again."""


class Seat:
    """Owns the reader and its cable; ``link`` is where the kiosk finds it."""

    def __init__(self, link: Path, *, is_keyboard: bool) -> None:
        self.reader = SimReader(is_keyboard=is_keyboard)
        self._samples = Samples()
        self._cable: Cable | Pipe = Pipe(link) if is_keyboard else Cable(link)
        self._link = link
        self._is_listening = False

    @property
    def port(self) -> str | None:
        """None while it is unplugged."""
        return str(self._link) if self._cable.is_in else None

    def hand_over(self, acts: Sequence[Act], now_ms: int) -> None:
        self.reader.add(acts, now_ms)

    def parse(self, steps: Sequence[object]) -> list[Act]:
        """Raises ``ScriptError``."""
        return parse_acts(steps, self._samples)

    def step(self, now_ms: int, selector: selectors.BaseSelector) -> None:
        """Do what is due, keep the cable as it is to be, write what is to be written."""
        self.reader.advance(now_ms)
        if self.reader.is_plugged != self._cable.is_in:
            self._stop_listening(selector)
            if self.reader.is_plugged:
                self._cable.plug_in()
            else:
                self._cable.pull_out()
        cable = self._cable
        if isinstance(cable, Cable) and not self._is_listening and cable.has_peer():
            self._is_listening = True
            selector.register(cable, selectors.EVENT_READ, lambda: self._read(cable, selector))
        for chunk in self.reader.take_output(now_ms):
            cable.write(chunk)

    def next_due_ms(self, now_ms: int) -> int | None:
        hears = isinstance(self._cable, Cable)
        is_waiting = hears and self._cable.is_in and not self._is_listening
        due_ms = self.reader.next_due_ms()
        times = [due_ms, now_ms + LOOK_FOR_PEER_MS if is_waiting else None]
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def close(self) -> None:
        self._cable.pull_out()

    def record(self) -> dict[str, Any]:
        return {"port": self.port, **self.reader.record()}

    def _read(self, cable: Cable, selector: selectors.BaseSelector) -> None:
        if not self._is_listening:
            return  # unplugged in the same round
        data = cable.read()
        if data is None:
            self._stop_listening(selector)
            cable.discard_unread()
        elif data:
            self.reader.receive(data)

    def _stop_listening(self, selector: selectors.BaseSelector) -> None:
        if self._is_listening and isinstance(self._cable, Cable):
            self._is_listening = False
            selector.unregister(self._cable)


def codes(acts: Sequence[Act]) -> list[str]:
    """What was, or will be, held before the reader."""
    return [act.text for act in acts if act.name is ActName.SCAN]
