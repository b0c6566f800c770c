"""Simulated ADH cards on one line: a run is taken only when the last result has been cleared.

Beside what the sheet says: a jammed motor has over-current; with the drop detection off nothing is said of a
drop; the ADH814, which cannot be asked, has its detection on.
"""

from __future__ import annotations

from typing import Any, ClassVar, Final

from hardware.sim.boards.carded import DONE, NOT_CLEARED, Carded, LastRun
from hardware.sim.boards.turning import Turned
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import COMMON, Fault, FaultName
from hardware.sim.world import World
from hardware.wire.adh.codes import (
    ADH814,
    ADH815,
    NO_DROP,
    PROBE_OPEN,
    READ_MODE,
    SET_MODE,
    Dialect,
    MotorFault,
    motor_fault,
)
from hardware.wire.adh.frames import FRAME_GAP_MS, HOST, Frame, request_decoder
from hardware.wire.adh.messages import Run, detects_drops
from hardware.wire.sliding import SlidingDecoder

MODE_OFF: Final = bytes((0x00, 0x00))
MODE_ON: Final = bytes((0x80, 0x00))
MS_A_TENTH: Final = 100

ADH_FAULTS: Final = frozenset(
    {
        FaultName.LOST_REPLY,
        FaultName.WRONG_BOARD,
        FaultName.OVER_TIME_DROPPED,
        FaultName.FAULT_DROPPED,
        FaultName.MOTOR_FAULT,
        FaultName.RUN_REFUSED,
        FaultName.CLEAR_IGNORED,
        FaultName.OLD_FIRMWARE,
    }
)


class Adh815Board(Carded):
    """All cards of one line and the one cabinet they drive."""

    model: ClassVar[str] = "adh815"
    faults: ClassVar[frozenset[FaultName]] = COMMON | ADH_FAULTS
    lanes_a_card: ClassVar[int] = ADH815.motors_a_card
    dialect: ClassVar[Dialect] = ADH815
    factory_mode: ClassVar[bytes] = MODE_OFF

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int) -> None:
        super().__init__(cabinet, world, now_ms, turn_ms)
        self.modes = dict.fromkeys(self.cards, self.factory_mode)
        self._changes = 0

    @property
    def revision(self) -> int:
        return super().revision + self._changes

    def record(self) -> dict[str, Any]:
        record = super().record()
        record["board"]["modes"] = {str(card): mode.hex() for card, mode in self.modes.items()}
        return record

    def to_state(self) -> dict[str, Any]:
        modes = {str(card): mode.hex() for card, mode in self.modes.items()}
        return {**super().to_state(), "modes": modes}

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self.modes |= {int(card): bytes.fromhex(mode) for card, mode in state["modes"].items()}

    # --- Carded ------------------------------------------------------------------------------------

    def _fresh_decoder(self) -> SlidingDecoder[Frame]:
        return request_decoder()

    @property
    def _frame_gap_ms(self) -> int:
        return FRAME_GAP_MS

    def _heard(self, request: Frame, now_ms: int) -> None:
        card = request.address
        if card not in self.cards:
            self.counters.ignored += 1
        elif request.command == self.dialect.run:
            watched = detects_drops(self.modes[card])
            self._run(card, request.data[0], watched=watched, now_ms=now_ms)
        else:
            reply = self._answer(request, now_ms)
            if reply is None:
                self.counters.ignored += 1
            else:
                self._say(reply.encode(), now_ms)

    def _began(self, code: int, address: int) -> bytes:
        return Frame(address, self.dialect.run, bytes((code,))).encode()

    def _refusal(self, card: int, /) -> int | None:
        return NOT_CLEARED if self.cards[card].state == DONE else None

    def _unstarted(
        self, motor: int, watched: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> int | None:
        no_drop = NO_DROP if watched else 0
        if self.book.lasts(FaultName.MOTOR_MISSING, now_ms, motor):
            return MotorFault.OPEN | no_drop
        fault = faults.get(FaultName.MOTOR_FAULT)
        if fault is None:
            return None
        return (fault.code if 0 < fault.code < NO_DROP else MotorFault.OPEN) | no_drop

    def _result(self, turned: Turned) -> int:
        if FaultName.UNKNOWN_STATUS in turned.faults:
            return turned.faults[FaultName.UNKNOWN_STATUS].code
        no_drop = NO_DROP if turned.drop_sensor and not turned.seen else 0
        if FaultName.FAULT_DROPPED in turned.faults:
            return motor_fault(turned.faults[FaultName.FAULT_DROPPED].code) | no_drop
        if FaultName.OVER_TIME_DROPPED in turned.faults:
            return MotorFault.NO_STOP | no_drop
        return (MotorFault.NONE if turned.home else MotorFault.OVER_CURRENT) | no_drop

    # --- requests ----------------------------------------------------------------------------------

    def _answer(self, request: Frame, now_ms: int) -> Frame | None:
        """None: this firmware does not know it, or was told to ignore it."""
        card, command = request.address, request.command
        if command == self.dialect.poll:
            return self._polled(card, now_ms)
        if command == self.dialect.clear:
            if self.book.take(FaultName.CLEAR_IGNORED, now_ms) is not None:
                return None
            if self.cards[card].state == DONE:
                self.cards[card] = LastRun()
            return Frame(HOST, command)
        if command == self.dialect.identify:
            return Frame(HOST, command, f"{self.model.upper()} V1.0".encode())
        if command == self.dialect.temperature:
            self._aim(request.data, card - 1)
            return Frame(HOST, command, request.data)
        return self._mode(request, now_ms)

    def _mode(self, request: Frame, now_ms: int) -> Frame | None:
        if not self.dialect.reads_mode or self.book.lasts(FaultName.OLD_FIRMWARE, now_ms):
            return None
        if request.command == SET_MODE:
            self.modes[request.address] = request.data
            self._changes += 1
        elif request.command != READ_MODE:
            return None
        return Frame(request.address, request.command, self.modes[request.address])

    def _polled(self, card: int, now_ms: int) -> Frame:
        run, zone = self.cards[card], card - 1
        is_read = zone < len(self.world.zones) and self.world.zones[zone].probe_ok
        probe_c = self.world.temperatures_c(now_ms)[zone] if is_read else PROBE_OPEN
        tenths = min(run.run_ms // MS_A_TENTH, 0xFF)
        told = Run(run.state, run.motor, run.result, run.peak_ma, run.mean_ma, tenths, probe_c)
        return told.encode(self.dialect)

    def _aim(self, data: bytes, zone: int) -> None:
        """Mode 0 is taken for off; no document tells."""
        if zone < len(self.world.zones):
            target_c = int.from_bytes(data[1:3], "big", signed=True)
            self.world.touch_zone(zone).target_c = target_c if data[0] else None


class Adh814Board(Adh815Board):
    """The same under other command bytes."""

    model: ClassVar[str] = "adh814"
    lanes_a_card: ClassVar[int] = ADH814.motors_a_card
    dialect: ClassVar[Dialect] = ADH814
    factory_mode: ClassVar[bytes] = MODE_ON
