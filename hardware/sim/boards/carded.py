"""What simulated motor cards have in common that run a motor and are polled for its result (boards.md 5, 6).

Several cards may hang on one line; they drive one cabinet and one motor at a time.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Protocol

from hardware.sim.boards.chassis import STRIKES_LATER_MS, TURN_MS_DEFAULT, Chassis
from hardware.sim.boards.turning import Turned, Turning
from hardware.sim.cabinet import Cabinet
from hardware.sim.faults import Fault, FaultName, Phase, at_once
from hardware.sim.world import World
from hardware.wire.noise import Noise

ANSWER_MS: Final = 30
"""From a question to its answer."""
NO_TURN_MS: Final = 80
"""What a card needs to find out that it cannot turn a motor."""
STALL_MA: Final = 2_600
STARTED, NO_SUCH_MOTOR, BUSY, NOT_CLEARED = range(4)
"""Answers to a run command, the same in both families (boards.md 5.2, 6)."""
IDLE, RUNNING, DONE = range(3)


class Decodes(Protocol):
    @property
    def is_waiting(self) -> bool: ...

    def feed(self, data: bytes) -> list[Any]: ...


@dataclass(frozen=True, slots=True)
class LastRun:
    """What a card tells when it is polled. ``motor`` counts from 0."""

    state: int = IDLE
    motor: int = 0
    result: int = 0
    peak_ma: int = 0
    mean_ma: int = 0
    run_ms: int = 0
    drop_ms: int = 0


@dataclass(slots=True)
class Counters:
    """What happened on the wire, for tests and benches."""

    requests: int = 0
    answered: int = 0
    ignored: int = 0
    """Requests to a card that is not there, or that this firmware does not know."""
    noise_bytes: int = 0


@dataclass(frozen=True, slots=True)
class _Due:
    """A result that waits for its time."""

    card: int
    run: LastRun
    at_ms: int


class Carded(Chassis):
    """The cards of one line, as far as their families agree."""

    lanes_a_card: ClassVar[int]

    def __init__(self, cabinet: Cabinet, world: World, now_ms: int, turn_ms: int = TURN_MS_DEFAULT) -> None:
        super().__init__(world)
        self.turning = Turning(world, self.book, self._strike, turn_ms)
        self.counters = Counters()
        self.cards = {(plan.motor - 1) // self.lanes_a_card + 1: LastRun() for plan in cabinet.lanes}
        self._turn_ms = turn_ms
        self._decoder = self._fresh_decoder()
        self._unfinished_ms: int | None = None
        self._due: _Due | None = None
        self._last_said = b""
        self._power_up(now_ms)

    # --- what a family fills in --------------------------------------------------------------------

    @abstractmethod
    def _fresh_decoder(self) -> Decodes:
        """Finds requests."""

    @property
    @abstractmethod
    def _frame_gap_ms(self) -> int: ...

    @abstractmethod
    def _heard(self, request: Any, now_ms: int) -> None:
        """One whole request, to whatever card."""

    @abstractmethod
    def _began(self, code: int, address: int) -> bytes:
        """The answer to a run command, as if it came from ``address`` (0 when nothing is wrong)."""

    def _refusal(self, _card: int, /) -> int | None:
        """Why a card takes no run now although none is under way; None when it does."""
        return None

    @abstractmethod
    def _unstarted(
        self, motor: int, watched: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> int | None:
        """The result of a run that was taken and whose motor is never driven; None when it is driven."""

    @abstractmethod
    def _result(self, turned: Turned) -> int:
        """The result code of a motor that was driven."""

    # --- Chassis -----------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        return self.world.revision + self.orders_total

    def receive(self, data: bytes, now_ms: int) -> None:
        if not self.powered or self.silent:
            return
        self._unfinished_ms = None
        for found in self._decoder.feed(data):
            if isinstance(found, Noise):
                self.counters.noise_bytes += found.count
            else:
                self.counters.requests += 1
                self._heard(found, now_ms)
        if self._decoder.is_waiting:
            self._unfinished_ms = now_ms + self._frame_gap_ms
        self.advance(now_ms)

    def advance(self, now_ms: int) -> None:
        self._strike_due(now_ms)
        if self._unfinished_ms is not None and now_ms >= self._unfinished_ms:
            self._forget_input()
        if self.powered:
            turned = self.turning.advance(now_ms)
            if turned is not None:
                self._ended(turned, now_ms)
        if self.powered and self._due is not None and now_ms >= self._due.at_ms:
            self.cards[self._due.card] = self._due.run
            self._due = None

    def next_due_ms(self, now_ms: int) -> int | None:
        times = [self.book.next_due_ms(now_ms), self.line.next_due_ms(), self._unfinished_ms]
        if self.powered:
            times += [self.turning.next_due_ms(), None if self._due is None else self._due.at_ms]
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def forget_waiting(self) -> None:
        """Nothing waits here: a command is carried out at once or not at all."""

    def filled(self, motor: int, items: int) -> None:
        """These cards keep no stock."""

    def record(self) -> dict[str, Any]:
        return {
            "board": {
                "powered": self.powered,
                "cable": self.cable_in,
                "cards": {str(number): asdict(run) for number, run in sorted(self.cards.items())},
            },
            "wire": asdict(self.counters),
        }

    def to_state(self) -> dict[str, Any]:
        return self.log.to_state()

    def load_state(self, state: dict[str, Any]) -> None:
        self.log.load_state(state)

    # --- a run -------------------------------------------------------------------------------------

    def _run(self, card: int, index: int, *, watched: bool, now_ms: int) -> None:
        """A run command to a card that is there."""
        motor = (card - 1) * self.lanes_a_card + index + 1
        if self.book.take(FaultName.LOST_COMMAND, now_ms, motor) is not None:
            return
        for fault in self.book.take_phase(Phase.BEFORE_ACK, motor, now_ms):
            self._strike(fault, now_ms)
        order = self.log.add(
            motor, now_ms, self.world.utc_offset_ms, drop_sensor=watched, executed=self.powered
        )
        if not self.powered:
            return
        after = self.book.take_phase(Phase.AFTER_ACK, motor, now_ms)
        self.book.add([at_once(fault, STRIKES_LATER_MS) for fault in after], now_ms)
        faults = self.book.take_for_vend(motor, now_ms)
        if FaultName.STALE_REPLY in faults and self._last_said:
            self.line.send(self._last_said, now_ms, is_data=True)
        code = self._take_run(card, index, order, watched, faults, now_ms)
        if FaultName.LOST_REPLY not in faults:
            self._say(self._began(code, card if FaultName.WRONG_BOARD in faults else 0), now_ms)

    def _take_run(
        self, card: int, index: int, order: int, watched: bool, faults: dict[FaultName, Fault], now_ms: int
    ) -> int:
        motor = (card - 1) * self.lanes_a_card + index + 1
        code = self._answer_to_run(card, motor, faults)
        if code != STARTED:
            self.book.vend_ended()
            return code
        self.cards[card] = LastRun(RUNNING, index)
        result = self._unstarted(motor, watched, faults, now_ms)
        if result is None:
            self.turning.begin(motor, order, watched, faults, now_ms)
        else:
            self.book.vend_ended()
            self._due = _Due(card, LastRun(DONE, index, result), now_ms + NO_TURN_MS)
        return STARTED

    def _answer_to_run(self, card: int, motor: int, faults: dict[FaultName, Fault]) -> int:
        if FaultName.RUN_REFUSED in faults:
            return faults[FaultName.RUN_REFUSED].code
        if any(run.state == RUNNING for run in self.cards.values()):
            return BUSY
        if motor not in self.world.lanes:
            return NO_SUCH_MOTOR
        refusal = self._refusal(card)
        return STARTED if refusal is None else refusal

    def _ended(self, turned: Turned, now_ms: int) -> None:
        card, index = divmod(turned.motor - 1, self.lanes_a_card)
        # No two runs measure quite the same; how they differ is of no matter.
        run = LastRun(
            DONE,
            index,
            self._result(turned),
            peak_ma=1_400 + 13 * turned.order % 150 if turned.home else STALL_MA,
            mean_ma=110 + 7 * turned.order % 40,
            run_ms=self._turn_ms + 3 * turned.order % 20,
            drop_ms=20 + turned.order % 40 if turned.seen and turned.drop_sensor else 0,
        )
        late = turned.faults.get(FaultName.LATE_RESULT)
        self._due = _Due(card + 1, run, now_ms + (0 if late is None else late.ms))

    def _say(self, data: bytes, now_ms: int) -> None:
        self.counters.answered += 1
        self._last_said = data
        self.line.send(data, now_ms + ANSWER_MS, is_data=True)

    # --- Chassis: power and input ------------------------------------------------------------------

    def _power_up(self, now_ms: int) -> None:
        super()._power_up(now_ms)
        self._last_said = b""

    def _power_down(self, now_ms: int) -> None:
        super()._power_down(now_ms)
        self.turning.cut()
        self.cards = dict.fromkeys(self.cards, LastRun())
        self._due = None
        self._last_said = b""
        self._forget_input()

    def _forget_input(self) -> None:
        self._decoder = self._fresh_decoder()
        self._unfinished_ms = None

    def _mend(self) -> None:
        """Their motors have no memory of faults."""
