"""What every simulated board has, whatever it speaks: a cabinet behind it, a cable, power, scripted faults.

Owner's duties: ``receive`` what comes from the port, call ``advance`` when ``next_due_ms`` is reached, write
each chunk of ``take_output`` in one write, and keep the cable as ``cable_in`` says.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Final

from hardware.sim.boards.orders import OrderLog, OrderSeen
from hardware.sim.faults import ENDED_BY, Fault, FaultBook, FaultName, Phase
from hardware.sim.line import Line
from hardware.sim.world import Sensor, World

TURN_MS_DEFAULT: Final = 1200
STRIKES_LATER_MS: Final = 50
"""The reader's time to take an answer out of a line that is about to die."""


class Chassis(ABC):
    """One board and its cabinet. Time is handed in and never goes back."""

    model: ClassVar[str]
    faults: ClassVar[frozenset[FaultName]]
    """What can be scripted for this board."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.book = FaultBook()
        self.line = Line(self.book)
        self.log = OrderLog()
        self.cable_in = True
        self.powered = True
        self.silent = False

    @property
    def orders(self) -> list[OrderSeen]:
        return self.log.seen

    @property
    def orders_total(self) -> int:
        return self.log.total

    @property
    @abstractmethod
    def revision(self) -> int:
        """Grows with everything that must outlive the process."""

    @abstractmethod
    def receive(self, data: bytes, now_ms: int) -> None:
        """Bytes from the upper computer."""

    @abstractmethod
    def advance(self, now_ms: int) -> None:
        """Do everything that is due."""

    @abstractmethod
    def next_due_ms(self, now_ms: int) -> int | None:
        """When ``advance`` or ``take_output`` has something to do."""

    @abstractmethod
    def forget_waiting(self) -> None:
        """Nothing new is started; a motor already ordered finishes."""

    @abstractmethod
    def filled(self, motor: int, items: int) -> None:
        """Somebody filled a lane and told the board."""

    @abstractmethod
    def record(self) -> dict[str, Any]:
        """``board``: what it believes; ``wire``: what happened there. For ``hardware.sim.control``."""

    @abstractmethod
    def to_state(self) -> dict[str, Any]:
        """What outlives a power cut, ready for JSON."""

    @abstractmethod
    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises KeyError, TypeError or ValueError when damaged."""

    def take_output(self, now_ms: int) -> list[bytes]:
        """Chunks to be written now, each in one write; none while the cable is out."""
        chunks = self.line.take_due(now_ms)
        return chunks if self.cable_in else []

    # --- what a family fills in --------------------------------------------------------------------

    @abstractmethod
    def _power_up(self, now_ms: int) -> None:
        """Power is back. Set ``powered`` and ``line.dead`` by ``super()``, then start anew."""
        self.powered = True
        self.line.dead = self.silent

    @abstractmethod
    def _power_down(self, now_ms: int) -> None:
        """Power is gone, and with it everything that is not in ``to_state``."""
        self.powered = False
        self.world.cut_power(now_ms)
        self.line.drop_all()
        self.line.dead = True

    @abstractmethod
    def _forget_input(self) -> None:
        """Half a frame that was read is worth nothing any more."""

    @abstractmethod
    def _mend(self) -> None:
        """A technician put everything right: flags of faults are cleared."""

    def _strike_own(self, _fault: Fault, _now_ms: int, /) -> bool:
        """A fault of the moment that only this family has; False when it is none of its own."""
        return False

    # --- faults of the moment ----------------------------------------------------------------------

    def _strike_due(self, now_ms: int) -> None:
        for fault in self.book.take_due(now_ms):
            self._strike(fault, now_ms)

    def _strike(self, fault: Fault, now_ms: int) -> None:
        """Carry out a fault of the moment."""
        if fault.phase is not Phase.NOW:
            self.book.arm_end(fault, now_ms)
        match fault.name:
            case FaultName.CUT_CABLE | FaultName.REPLUG:
                self._set_cable(fault.name is FaultName.REPLUG)
            case FaultName.POWER_CUT:
                self._power_down(now_ms)
            case FaultName.POWER_ON:
                if not self.powered:
                    self._power_up(now_ms)
            case FaultName.SILENCE | FaultName.SPEAK:
                self._set_silent(fault.name is FaultName.SILENCE)
            case FaultName.CLEAR:
                self._clear(fault, now_ms)
            case _:
                if not self._strike_own(fault, now_ms):
                    self._change_world(fault, now_ms)

    def _change_world(self, fault: Fault, now_ms: int) -> None:
        match fault.name:
            case FaultName.DOOR_OPEN | FaultName.DOOR_CLOSED:
                # The zones must have warmed up to now with the door as it was.
                self.world.temperatures_c(now_ms)
                self.world.set_door(fault.name is FaultName.DOOR_OPEN)
            case FaultName.SENSOR_BLOCKED:
                self.world.set_sensor(Sensor.BLOCKED)
            case FaultName.SENSOR_OK:
                self.world.set_sensor(Sensor.WORKING)
            case FaultName.JAM if fault.motor is not None:
                self.world.set_jammed(fault.motor, True)
            case FaultName.TEMPERATURE if fault.zone < len(self.world.zones):
                self.world.touch_zone(fault.zone).held_c = fault.celsius
            case FaultName.PROBE_FAULT | FaultName.PROBE_OK if fault.zone < len(self.world.zones):
                self.world.touch_zone(fault.zone).probe_ok = fault.name is FaultName.PROBE_OK

    def _set_cable(self, cable_in: bool) -> None:
        self.cable_in = cable_in
        self.line.drop_all()
        self._forget_input()

    def _set_silent(self, silent: bool) -> None:
        self.silent = silent
        self.line.dead = silent or not self.powered

    def _clear(self, fault: Fault, now_ms: int) -> None:
        """Nothing is scripted any more; without ``only`` a technician has put everything right as well."""
        self.book.clear(fault.only)
        if fault.only is None:
            self.world.repair()
            self._mend()
            self._set_cable(True)
            self._set_silent(False)
            if not self.powered:
                self._power_up(now_ms)
        elif fault.only in ENDED_BY:
            self._strike(Fault(ENDED_BY[fault.only], zone=fault.zone), now_ms)
        elif fault.only is FaultName.JAM:
            for motor in self.world.lanes:
                self.world.set_jammed(motor, False)
        elif fault.only is FaultName.TEMPERATURE:
            for zone in range(len(self.world.zones)):
                self.world.touch_zone(zone).held_c = None
