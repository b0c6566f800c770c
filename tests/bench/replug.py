"""From the cable's return to a board that sells again, every family, over a pty whose number has changed.

The peer is a person with pyserial: open the port as soon as it is there, ask once (or hear the first POLL).
"""

from __future__ import annotations

import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardware.api import Board, BoardDown, BoardEvent, BoardSettings, BoardUp, LaneReport, LaneState
from hardware.errors import PortError
from hardware.link.opening import Line, open_port
from hardware.rig import BOARDS, open_board
from hardware.sim.client import SimProcess
from hardware.wire.xy import CMD_POLL, Decoder, Frame

FAMILIES: Final = ("xy", "tcn", "zdm8", "m102", "adh815", "relay")
OUT_SHORT_S: Final = 0.3
OUT_LONG_S: Final = 7.0
"""By then the port is tried once a second only."""
LONG_ONE_IN: Final = 4
OUT_STEP_S: Final = 0.047
"""Each outage is a little longer than the last: the cable comes back at any point between two tries."""
LIMIT_S: Final = 30.0
PEER_RETRY_S: Final = 0.01
MOTOR: Final = 3


@dataclass
class Times:
    """Of one family, in milliseconds."""

    up: list[float] = field(default_factory=list)
    """Until the driver says that the board is up."""
    sells: list[float] = field(default_factory=list)
    """Until a lane was checked and may be sold from."""
    peer: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Median and worst of both, then the peer's median."""
        up, sells = (f"{statistics.median(each):.0f}/{max(each):.0f}" for each in (self.up, self.sells))
        return f"{up}, {sells} : {statistics.median(self.peer):.0f} ms"


class _Machine:
    """A board, its cable and its driver."""

    def __init__(self, model: str, folder: Path) -> None:
        self.model = model
        self.sim = SimProcess(model=model, link=folder / model)
        self._events: queue.Queue[tuple[float, BoardEvent]] = queue.Queue()
        self._board: Board | None = None

    def start(self) -> None:
        self._board = open_board(BoardSettings(self.model, self.sim.port))
        self._board.start(lambda event: self._events.put((time.monotonic(), event)))
        self._wait(BoardUp)

    def stop(self) -> None:
        if self._board is not None:
            self._board.close()

    def out_and_in(self, out_s: float) -> float:
        """Pull the cable and put it back; when that was."""
        self.sim.fault("cut_cable")
        if self._board is not None:
            self._wait(BoardDown)
        time.sleep(out_s)
        self.sim.fault("replug")
        return time.monotonic()

    def up_again(self, out_s: float) -> tuple[float, float]:
        """Seconds until the board is up, and until a lane of it may be sold from."""
        assert self._board is not None
        began_s = self.out_and_in(out_s)
        up_s = self._wait(BoardUp) - began_s
        self._board.check_lane(MOTOR)
        while True:
            at_s, event = self._events.get(timeout=LIMIT_S)
            if isinstance(event, LaneReport) and event.motor == MOTOR and BOARDS[self.model].is_check(event):
                assert event.state is LaneState.NORMAL, event
                return up_s, at_s - began_s

    def _wait(self, kind: type[BoardUp] | type[BoardDown]) -> float:
        while True:
            at_s, event = self._events.get(timeout=LIMIT_S)
            if isinstance(event, kind):
                return at_s


def _by_hand(machine: _Machine) -> float:
    """Seconds until somebody who tries without pause has opened the port and heard the board."""
    began_s = machine.out_and_in(OUT_SHORT_S)
    while True:
        try:
            line = open_port(machine.sim.port, BOARDS[machine.model].baud)
        except PortError:
            time.sleep(PEER_RETRY_S)
            continue
        break
    line.timeout = PEER_RETRY_S
    _hear(line, machine.model, time.monotonic() + LIMIT_S)
    took_s = time.monotonic() - began_s
    line.close()
    return took_s


def _hear(line: Line, model: str, until_s: float) -> None:
    manners = BOARDS[model].manners
    if manners is None:
        decoder = Decoder()
        while time.monotonic() < until_s:
            found = decoder.feed(line.read(64))
            if any(isinstance(each, Frame) and each.cmd == CMD_POLL for each in found):
                return
    else:
        asked, replies = manners.hellos[0], manners.decoder()
        line.write(asked.data)
        while time.monotonic() < until_s:
            if any(asked.fits(each) for each in replies.feed(line.read(64)) if hasattr(each, "encode")):
                return
    raise RuntimeError(f"the {model} board never answered by hand")


def _outages(count: int) -> Iterator[float]:
    for number in range(count):
        is_long = number % LONG_ONE_IN == LONG_ONE_IN - 1
        yield (OUT_LONG_S if is_long else OUT_SHORT_S) + number * OUT_STEP_S


def _measure(model: str, count: int, folder: Path, found: dict[str, Times]) -> None:
    machine, times = _Machine(model, folder), Times()
    try:
        times.peer = [1000 * _by_hand(machine) for _ in range(count)]
        machine.start()
        for out_s in _outages(count):
            up_s, sells_s = machine.up_again(out_s)
            times.up.append(1000 * up_s)
            times.sells.append(1000 * sells_s)
    finally:
        machine.stop()
        machine.sim.close()
    found[model] = times


def measure(count: int, families: Sequence[str] = FAMILIES) -> dict[str, Times]:
    """All families side by side, each ``count`` times; one outage in four is a long one."""
    found: dict[str, Times] = {}
    with tempfile.TemporaryDirectory() as folder:
        threads = [
            threading.Thread(target=_measure, args=(model, count, Path(folder), found)) for model in families
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {model: found[model] for model in families}
