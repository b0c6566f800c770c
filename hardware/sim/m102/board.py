"""Simulated M102 cards on one line: a run is taken or not at once, its result waits to be polled.

Beside what the sheet says: a jammed motor is stopped for over-current; in mode 2 a motor goes home as in mode
1, and one whose goods were not seen runs into its time-out; input 1 is the door's switch, closed with it.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from hardware.sim.boards.carded import Carded, LastRun
from hardware.sim.boards.turning import Turned
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import COMMON, Fault, FaultName
from hardware.sim.m102.desk import Desk
from hardware.sim.world import Sensor, World
from hardware.wire.m102.codes import KNOWN_PASSWORDS, OUTCOME_WORDS, Code, Curtain, Outcome
from hardware.wire.m102.frames import FRAME_GAP_MS, HOST, Frame, decoder
from hardware.wire.m102.messages import Run
from hardware.wire.sliding import SlidingDecoder

LANES_A_CARD: Final = 60
SALT: Final = KNOWN_PASSWORDS[0]

M102_FAULTS: Final = frozenset(
    {
        FaultName.LOST_REPLY,
        FaultName.WRONG_BOARD,
        FaultName.OVER_TIME_DROPPED,
        FaultName.FAULT_DROPPED,
        FaultName.MOTOR_FAULT,
        FaultName.RUN_REFUSED,
        FaultName.SALTED_CRC,
        FaultName.OLD_FIRMWARE,
    }
)


class M102Board(Carded):
    """All cards of one line and the one cabinet they drive."""

    model: ClassVar[str] = "m102"
    faults: ClassVar[frozenset[FaultName]] = COMMON | M102_FAULTS
    lanes_a_card: ClassVar[int] = LANES_A_CARD

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int) -> None:
        self._password = ""
        self._curtain = 0
        super().__init__(cabinet, world, now_ms, turn_ms)
        self.desk = Desk(world, self.book)

    def receive(self, data: bytes, now_ms: int) -> None:
        password = SALT if self.book.lasts(FaultName.SALTED_CRC, now_ms) else ""
        if password != self._password:
            self._password = password
            self._forget_input()
        super().receive(data, now_ms)

    def record(self) -> dict[str, Any]:
        record = super().record()
        record["board"]["outputs"] = self.desk.outputs_on
        return record

    # --- Carded ------------------------------------------------------------------------------------

    def _fresh_decoder(self) -> SlidingDecoder[Frame]:
        return decoder(self._password)

    @property
    def _frame_gap_ms(self) -> int:
        return FRAME_GAP_MS

    def _heard(self, request: Frame, now_ms: int) -> None:
        card = request.address
        if card not in self.cards:
            self.counters.ignored += 1
        elif request.command == Code.RUN:
            self._curtain = request.data[2]
            self._run(card, request.data[0], watched=self._curtain != Curtain.IGNORED, now_ms=now_ms)
        elif request.command == Code.POLL:
            self._say(_polled(self.cards[card]).encode(self._password), now_ms)
        else:
            reply = self.desk.answer(request, (card - 1) * LANES_A_CARD, now_ms)
            if reply is None:
                self.counters.ignored += 1
            else:
                self._say(reply.encode(self._password), now_ms)

    def _began(self, code: int, address: int) -> bytes:
        return Frame(address, Code.RUN, bytes((code,))).encode(self._password)

    def _unstarted(
        self, motor: int, watched: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> int | None:
        if watched and self.world.sensor is Sensor.BLOCKED:
            return Outcome.CURTAIN_FAILED
        if self.book.lasts(FaultName.MOTOR_MISSING, now_ms, motor):
            return Outcome.UNDER_CURRENT
        fault = faults.get(FaultName.MOTOR_FAULT)
        if fault is None:
            return None
        return fault.code if fault.code in OUTCOME_WORDS else Outcome.UNDER_CURRENT

    def _result(self, turned: Turned) -> int:
        for name in (FaultName.UNKNOWN_STATUS, FaultName.FAULT_DROPPED):
            if name in turned.faults:
                return turned.faults[name].code
        if not turned.home:
            return Outcome.OVER_CURRENT
        is_late = self._curtain == Curtain.STOP_AT_DROP and not turned.seen
        return Outcome.TIMED_OUT if is_late or FaultName.OVER_TIME_DROPPED in turned.faults else Outcome.OK

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.desk.outputs_on = []


def _polled(run: LastRun) -> Frame:
    """The reply to a poll, from whichever card."""
    told = Run(run.state, run.motor, run.result, run.peak_ma, run.mean_ma, run.run_ms, run.drop_ms)
    reply = told.encode()
    assert reply.address == HOST
    return reply
