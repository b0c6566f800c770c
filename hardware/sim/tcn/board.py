"""Simulated TCN boards on one line: asked, they answer; a vend is answered once, when the motor stands.

While a motor turns nothing else is answered: the sheet does not say what a board does then, and a driver
must live with the worst.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final

from hardware.sim.boards.chassis import STRIKES_LATER_MS, TURN_MS_DEFAULT, Chassis
from hardware.sim.boards.turning import Turned, Turning
from hardware.sim.cabinet import Cabinet, CabinetError
from hardware.sim.faults import COMMON, Fault, FaultName, Phase, at_once
from hardware.sim.tcn.desk import Desk
from hardware.sim.tcn.memory import Memory
from hardware.sim.world import Sensor, World
from hardware.wire.tcn import codes
from hardware.wire.tcn.codes import Code
from hardware.wire.tcn.frames import ERROR, FRAME_GAP_MS, OK, Command, Reply, command_decoder
from hardware.wire.tcn.messages import LANE_MAX, LANES_A_BOARD, place

ANSWER_MS: Final = 30
"""From a question to its answer; the sheet allows a second."""
SHAKE_MS: Final = 150
"""One shake of a lane that dropped nothing."""
BLOCKED: Final = 0x03
OVER_TIME: Final = 0x50
MOTOR_OPEN: Final = 0x40

TCN_FAULTS: Final = frozenset(
    {
        FaultName.LOST_REPLY,
        FaultName.WRONG_BOARD,
        FaultName.RESEND_IGNORED,
        FaultName.DROPS_AFTER_SHAKING,
        FaultName.OVER_TIME_DROPPED,
        FaultName.MOTOR_FAULT,
        FaultName.LIGHT_FAULT,
        FaultName.OLD_FIRMWARE,
        FaultName.DOOR_REVERSED,
    }
)


@dataclass(slots=True)
class Counters:
    """What happened on the wire, for tests and benches."""

    commands: int = 0
    answered: int = 0
    ignored: int = 0
    """Commands while a motor turned, for a board that is not there, or that this firmware does not know."""
    resends: int = 0
    noise_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """A vend's reply that waits for its time."""

    reply: Reply
    at_ms: int
    is_lost: bool
    is_from_elsewhere: bool


class TcnBoard(Chassis):
    """All boards of one line and the one cabinet they drive."""

    model: ClassVar[str] = "tcn"
    faults: ClassVar[frozenset[FaultName]] = COMMON | TCN_FAULTS

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        """Raises ``CabinetError`` for a lane no TCN board can have."""
        super().__init__(world)
        for plan in cabinet.lanes:
            try:
                place(plan.motor)
            except ValueError as error:
                raise CabinetError(f"lane {plan.label}: {error}") from error
        self.memory = Memory()
        self.turning = Turning(world, self.book, self._strike, turn_ms)
        self.desk = Desk(world, self.memory, self.book)
        self.counters = Counters()
        self.boards = {(plan.motor - 1) // LANES_A_BOARD for plan in cabinet.lanes}
        self._decoder = command_decoder()
        self._unfinished_ms: int | None = None
        self._last_reply: Reply | None = None
        self._due: _Due | None = None
        self._power_up(now_ms)

    @property
    def revision(self) -> int:
        return self.world.revision + self.memory.revision + self.orders_total

    def receive(self, data: bytes, now_ms: int) -> None:
        self._strike_due(now_ms)
        if not self.powered or self.silent:
            return
        self._unfinished_ms = None
        for found in self._decoder.feed(data):
            if isinstance(found, Command):
                self._heard(found, now_ms)
            else:
                self.counters.noise_bytes += found.count
        if self._decoder.is_waiting:
            self._unfinished_ms = now_ms + FRAME_GAP_MS
        self.advance(now_ms)

    def advance(self, now_ms: int) -> None:
        self._strike_due(now_ms)
        if self._unfinished_ms is not None and now_ms >= self._unfinished_ms:
            self._forget_input()
        if self.powered:
            ended = self.turning.advance(now_ms)
            if ended is not None:
                self._ended(ended, now_ms)
        if self.powered and self._due is not None and now_ms >= self._due.at_ms:
            due, self._due = self._due, None
            self._say_result(due, now_ms)

    def next_due_ms(self, now_ms: int) -> int | None:
        times = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self._unfinished_ms]
        if self.powered:
            times += [self.turning.next_due_ms(), None if self._due is None else self._due.at_ms]
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def forget_waiting(self) -> None:
        """Nothing waits here: a command is carried out at once or not at all."""

    def filled(self, motor: int, items: int) -> None:
        """This board keeps no stock."""

    def record(self) -> dict[str, Any]:
        last = None if self._last_reply is None else self._last_reply.encode().hex(" ")
        return {
            "board": {
                "powered": self.powered,
                "cable": self.cable_in,
                "boards": sorted(self.boards),
                "settings": self.memory.to_state(),
                "last_reply": last,
            },
            "wire": asdict(self.counters),
        }

    def to_state(self) -> dict[str, Any]:
        return {"settings": self.memory.to_state(), **self.log.to_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        self.memory.load_state(state["settings"])
        self.log.load_state(state)

    # --- commands ----------------------------------------------------------------------------------

    def _heard(self, command: Command, now_ms: int) -> None:
        self.counters.commands += 1
        if self.turning.is_busy or command.board not in self.boards:
            self.counters.ignored += 1
        elif 1 <= command.code <= LANE_MAX:
            self._vend(command, now_ms)
        elif command.code == Code.RESEND:
            self._resend(now_ms)
        else:
            reply = self.desk.answer(command, now_ms)
            if reply is None:
                self.counters.ignored += 1
            else:
                self._say(reply, now_ms + ANSWER_MS)

    def _resend(self, now_ms: int) -> None:
        """66: the last reply again, as it should have been."""
        self.counters.resends += 1
        if self._last_reply is None or self.book.take(FaultName.RESEND_IGNORED, now_ms) is not None:
            self.counters.ignored += 1
        else:
            self._say(self._last_reply, now_ms + ANSWER_MS)

    def _vend(self, command: Command, now_ms: int) -> None:
        motor = command.board * LANES_A_BOARD + command.code
        if self.book.take(FaultName.LOST_COMMAND, now_ms, motor) is not None:
            return
        for fault in self.book.take_phase(Phase.BEFORE_ACK, motor, now_ms):
            self._strike(fault, now_ms)
        light = command.parameter == codes.WITH_LIGHT
        order = self.log.add(
            motor, now_ms, self.world.utc_offset_ms, drop_sensor=light, executed=self.powered
        )
        if not self.powered:
            return
        after = self.book.take_phase(Phase.AFTER_ACK, motor, now_ms)
        self.book.add([at_once(fault, STRIKES_LATER_MS) for fault in after], now_ms)
        faults = self.book.take_for_vend(motor, now_ms)
        if FaultName.STALE_REPLY in faults and self._last_reply is not None:
            self.line.send(self._last_reply.encode(), now_ms, is_data=True)
        refusal = self._refusal(motor, light, faults, now_ms)
        if refusal is None:
            self.turning.begin(motor, order, light, faults, now_ms)
            return
        self.book.vend_ended()
        self._plan_result(Reply(command.board, ERROR, refusal, codes.NOT_DROPPED), faults, now_ms + ANSWER_MS)

    def _refusal(self, motor: int, light: bool, faults: dict[FaultName, Fault], now_ms: int) -> int | None:
        """R3 of why the motor is not even driven, None when it is."""
        if self.desk.is_missing(motor, now_ms):
            return MOTOR_OPEN
        if FaultName.MOTOR_FAULT in faults:
            return faults[FaultName.MOTOR_FAULT].code
        if light and FaultName.LIGHT_FAULT in faults:
            return faults[FaultName.LIGHT_FAULT].code
        return BLOCKED if light and self.world.sensor is Sensor.BLOCKED else None

    # --- results -----------------------------------------------------------------------------------

    def _ended(self, ended: Turned, now_ms: int) -> None:
        board, _ = place(ended.motor)
        is_old = self.book.lasts(FaultName.OLD_FIRMWARE, now_ms)
        drop, shakes = self._drop_flag(ended, board, is_old)
        fault = 0 if ended.home else OVER_TIME
        if FaultName.OVER_TIME_DROPPED in ended.faults:
            fault = OVER_TIME
        if FaultName.UNKNOWN_STATUS in ended.faults:
            fault, drop = ended.faults[FaultName.UNKNOWN_STATUS].code, codes.NOT_DROPPED
        reply = Reply(board, ERROR if fault else OK, fault, drop)
        self._plan_result(reply, ended.faults, now_ms + shakes * SHAKE_MS)

    def _drop_flag(self, ended: Turned, board: int, is_old: bool) -> tuple[int, int]:
        """R4 as an honest board says it, and how often it shook the lane before."""
        if not ended.drop_sensor:
            return codes.NOT_DROPPED, 0
        shakes = 0 if is_old else self.memory.shakes(board)
        if not ended.seen:
            return (codes.NOT_DROPPED_AFTER_SHAKING if shakes and ended.home else codes.NOT_DROPPED), shakes
        is_shaken = FaultName.DROPS_AFTER_SHAKING in ended.faults and shakes > 0
        return (codes.DROPPED_AFTER_SHAKING, 1) if is_shaken else (codes.DROPPED, 0)

    def _plan_result(self, reply: Reply, faults: dict[FaultName, Fault], at_ms: int) -> None:
        late = faults.get(FaultName.LATE_RESULT)
        self._due = _Due(
            reply,
            at_ms + (0 if late is None else late.ms),
            is_lost=FaultName.LOST_REPLY in faults,
            is_from_elsewhere=FaultName.WRONG_BOARD in faults,
        )

    def _say_result(self, due: _Due, now_ms: int) -> None:
        if due.is_lost:
            self._last_reply = due.reply
        elif due.is_from_elsewhere:
            self._last_reply = due.reply
            other = Reply(1 - min(due.reply.board, 1), due.reply.status, due.reply.fault, due.reply.drop)
            self.line.send(other.encode(), now_ms, is_data=True)
        else:
            self._say(due.reply, now_ms)

    def _say(self, reply: Reply, at_ms: int) -> None:
        self.counters.answered += 1
        self._last_reply = reply
        self.line.send(reply.encode(), at_ms, is_data=True)

    # --- Chassis -----------------------------------------------------------------------------------

    def _power_up(self, now_ms: int) -> None:
        super()._power_up(now_ms)
        self._last_reply = None

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.turning.cut()
        self._due = self._last_reply = None
        self._forget_input()

    def _forget_input(self) -> None:
        self._decoder = command_decoder()
        self._unfinished_ms = None

    def _mend(self) -> None:
        """Its motors have no memory of faults."""
