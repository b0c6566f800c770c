"""A driver and a simulated device on one line in time that only passes when told to: no thread, no port.

The line loses bytes and comes apart as its seed says. Everything above the serial port is the real driver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from hardware.api import BoardEvent, VendFinished, VendOrder, VendOutcome
from hardware.drivers.asked.board import AskedBoard
from hardware.errors import PortError
from hardware.link.port import PortUser
from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.script import parse_script

REPLUG_MS = 300
"""From the cable's return to the port's, as the real port's retries have it."""
STEPS_MAX = 2_000_000

Told = TypeVar("Told")
Event = TypeVar("Event")


@dataclass
class Losses:
    """What the line does by chance, each in parts per thousand."""

    byte: int = 0
    """Of one byte to vanish."""
    unplug: int = 0
    """Of the cable to be pulled for a moment before an order."""
    random: Random = field(default_factory=lambda: Random(0))

    def through(self, data: bytes) -> bytes:
        return bytes(byte for byte in data if self.random.randrange(1000) >= self.byte)


class Simulated(Protocol):
    """The far end."""

    @property
    def cable_in(self) -> bool: ...

    def advance(self, now_ms: int) -> None: ...

    def next_due_ms(self, now_ms: int) -> int | None: ...

    def take_output(self, now_ms: int) -> list[bytes]: ...

    def receive(self, data: bytes, now_ms: int) -> None: ...


class TimedPort:
    """What the driver takes for its serial port."""

    def __init__(self, cable: TimedCable[Any]) -> None:
        self._cable = cable

    def start(self) -> None:
        """The cable opens the port when it is in."""

    def close(self) -> None:
        self._cable.driver.ended(None)

    def post(self, call: Callable[[], None]) -> bool:
        self._cable.calls.append(call)
        return True

    def write(self, data: bytes) -> None:
        if not self._cable.is_open:
            raise OSError("the port is not open")
        self._cable.written.append(data)

    def now_ms(self) -> int:
        return self._cable.now_ms


class TimedCable(Generic[Told]):
    """One line, driver at one end, simulator at the other."""

    def __init__(self, driver: PortUser, sim: Simulated, losses: Losses | None = None) -> None:
        self.driver = driver
        self.now_ms = 1_000
        self.losses = losses or Losses()
        self.events: list[Told] = []
        self.calls: list[Callable[[], None]] = []
        self.written: list[bytes] = []
        self.is_open = False
        self._far = sim
        self._opens_ms = self.now_ms

    def run(self, for_ms: int) -> None:
        end_ms = self.now_ms + for_ms
        self._go(lambda: self.now_ms >= end_ms, end_ms)

    def until(
        self,
        kind: type[Event],
        limit_ms: int = 400_000,
        such: Callable[[Event], bool] = lambda _event: True,
        first: int | None = None,
    ) -> Event:
        """The first event of this kind from now on, or from the one numbered ``first``."""
        start = len(self.events) if first is None else first

        def found() -> list[Event]:
            return [event for event in self.events[start:] if isinstance(event, kind) and such(event)]

        self._go(lambda: bool(found()), self.now_ms + limit_ms)
        assert found(), f"no {kind.__name__} in {limit_ms} ms; heard {self.events[-5:]}"
        return found()[0]

    def to_driver(self, chunk: bytes) -> bytes:
        """What of a chunk arrives."""
        return self.losses.through(chunk)

    def to_sim(self, data: bytes) -> bytes:
        return self.losses.through(data)

    def _go(self, is_over: Callable[[], bool], end_ms: int) -> None:
        for _ in range(STEPS_MAX):
            self._settle()
            if is_over() or self.now_ms >= end_ms:
                return
            due = [self._far.next_due_ms(self.now_ms), self.driver.next_deadline_ms()]
            if self._far.cable_in != self.is_open:
                due.append(self._opens_ms if self._far.cable_in else self.now_ms)
            times = [at_ms for at_ms in due if at_ms is not None and at_ms > self.now_ms]
            self.now_ms = min([*times, end_ms])
        raise AssertionError("time does not pass")

    def _settle(self) -> None:
        """Everything of this moment, until nothing is left to do in it."""
        for _ in range(1_000):
            self._far.advance(self.now_ms)
            self._follow_cable()
            heard = [self.to_driver(chunk) for chunk in self._far.take_output(self.now_ms)]
            calls, self.calls = self.calls, []
            for call in calls:
                self._try(call)
            for data in heard:
                if data and self.is_open:
                    self._try(partial(self.driver.received, data, self.now_ms))
            due_ms = self.driver.next_deadline_ms()
            is_due = due_ms is not None and due_ms <= self.now_ms
            if is_due and not any(heard):
                self._try(lambda: self.driver.tick(self.now_ms))
            written, self.written = self.written, []
            for data in written:
                if self._far.cable_in:
                    self._far.receive(self.to_sim(data), self.now_ms)
            far_due_ms = self._far.next_due_ms(self.now_ms)
            is_busy = far_due_ms is not None and far_due_ms <= self.now_ms
            if not (heard or calls or is_due or written or self.calls or is_busy):
                return
        raise AssertionError("this moment does not end")

    def _follow_cable(self) -> None:
        if self.is_open and not self._far.cable_in:
            self._lose("the other end is gone")
        elif not self.is_open and self._far.cable_in and self.now_ms >= self._opens_ms:
            self.is_open = True
            self.driver.opened(self.now_ms)

    def _lose(self, why: str) -> None:
        self.is_open = False
        self._opens_ms = self.now_ms + REPLUG_MS
        self.driver.lost(PortError("port.lost", why), self.now_ms)

    def _try(self, call: Callable[[], None]) -> None:
        try:
            call()
        except OSError as error:
            self._lose(str(error))


class TimedLine(TimedCable[BoardEvent]):
    """A board that only speaks when asked, and its cabinet."""

    def __init__(
        self, board: AskedBoard[Any], sim: Chassis, cabinet: Cabinet, losses: Losses | None = None
    ) -> None:
        super().__init__(board, sim, losses)
        self.board, self.sim = board, sim
        self.ordered = 0
        self._cabinet = cabinet
        # The port and the clock are the two things that are not real here.
        vars(board).update(_port=TimedPort(self), _now_ms=lambda: self.now_ms)
        board.start(self.events.append)

    def fault(self, script: object) -> None:
        known = self.sim.faults
        self.sim.book.add(parse_script(script, self._cabinet.motors, known), self.now_ms)
        self.sim.advance(self.now_ms)

    def vend(self, motor: int, *, drop_sensor: bool = True, lift: bool = False) -> VendOutcome:
        self.ordered += 1
        self.board.vend(VendOrder(f"order-{self.ordered}", motor, drop_sensor, lift))
        return self.until(VendFinished).outcome
