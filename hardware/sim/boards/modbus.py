"""What simulated Modbus boards have in common: queries found in what comes, replies put on the line."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import asdict, dataclass
from typing import Any, Final

from hardware.sim.boards.chassis import STRIKES_LATER_MS, Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import FaultName, Phase, at_once
from hardware.sim.world import World
from hardware.wire.modbus.frames import ADDRESS_MAX, FRAME_GAP_MS, Query, Reply, query_decoder

ANSWER_MS: Final = 20
"""From a query to its answer."""


@dataclass(slots=True)
class Counters:
    """What happened on the wire, for tests and benches."""

    queries: int = 0
    answered: int = 0
    ignored: int = 0
    """Queries for a board that is not there, or lost by script."""
    noise_bytes: int = 0


class ModbusChassis(Chassis):
    """All boards of one line and the one cabinet they drive."""

    def __init__(self, cabinet: Cabinet, world: World, lanes_a_board: int) -> None:
        super().__init__(world)
        self.counters = Counters()
        self.addresses = {(plan.motor - 1) // lanes_a_board + 1 for plan in cabinet.lanes}
        self._lanes_a_board = lanes_a_board
        self._decoder = query_decoder()
        self._unfinished_ms: int | None = None
        self._last_reply: Reply | None = None

    def receive(self, data: bytes, now_ms: int) -> None:
        if not self.powered or self.silent:
            return
        self._unfinished_ms = None
        for found in self._decoder.feed(data):
            if not isinstance(found, Query):
                self.counters.noise_bytes += found.count
                continue
            self.counters.queries += 1
            if found.address in self.addresses:
                self._heard(found, now_ms)
            else:
                self.counters.ignored += 1
        if self._decoder.is_waiting:
            self._unfinished_ms = now_ms + FRAME_GAP_MS
        self.advance(now_ms)

    def forget_waiting(self) -> None:
        """Nothing waits here: a command is carried out at once or not at all."""

    def filled(self, motor: int, items: int) -> None:
        """This board keeps no stock."""

    def record(self) -> dict[str, Any]:
        return {
            "board": {
                "powered": self.powered,
                "cable": self.cable_in,
                "boards": sorted(self.addresses),
                **self._beliefs(),
            },
            "wire": asdict(self.counters),
        }

    @abstractmethod
    def _beliefs(self) -> dict[str, Any]:
        """What the boards themselves know, for people."""

    @abstractmethod
    def _heard(self, query: Query, now_ms: int) -> None:
        """One query for a board that is there."""

    def _begins(self, motor: int, now_ms: int, *, drop_sensor: bool) -> int | None:
        """A motor command has come in whole: its number in the ground truth, None when it is lost."""
        if self.book.take(FaultName.LOST_COMMAND, now_ms, motor) is not None:
            self.counters.ignored += 1
            return None
        for fault in self.book.take_phase(Phase.BEFORE_ACK, motor, now_ms):
            self._strike(fault, now_ms)
        order = self.log.add(
            motor, now_ms, self.world.utc_offset_ms, drop_sensor=drop_sensor, executed=self.powered
        )
        if not self.powered:
            return None
        after = self.book.take_phase(Phase.AFTER_ACK, motor, now_ms)
        self.book.add([at_once(fault, STRIKES_LATER_MS) for fault in after], now_ms)
        return order

    def _is_missing(self, motor: int, now_ms: int) -> bool:
        return motor not in self.world.lanes or self.book.lasts(FaultName.MOTOR_MISSING, now_ms, motor)

    def _say(
        self, reply: Reply, at_ms: int, *, is_lost: bool = False, is_from_elsewhere: bool = False
    ) -> None:
        self._last_reply = reply
        if is_lost:
            return
        if is_from_elsewhere:
            reply = Reply(reply.address % ADDRESS_MAX + 1, reply.function, reply.body)
        self.counters.answered += 1
        self.line.send(reply.encode(), at_ms, is_data=True)

    def _say_last_again(self, now_ms: int) -> None:
        """A stale reply: what was said before, once more."""
        if self._last_reply is not None:
            self.line.send(self._last_reply.encode(), now_ms, is_data=True)

    # --- Chassis -----------------------------------------------------------------------------------

    def _expire_input(self, now_ms: int) -> None:
        if self._unfinished_ms is not None and now_ms >= self._unfinished_ms:
            self._forget_input()

    def _forget_input(self) -> None:
        self._decoder = query_decoder()
        self._unfinished_ms = None

    def _power_up(self, now_ms: int) -> None:
        super()._power_up(now_ms)
        self._last_reply = None

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self._forget_input()

    def _mend(self) -> None:
        """Its motors have no memory of faults."""
