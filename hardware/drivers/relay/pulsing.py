"""One pulse of one relay: everything off before, watched, off for certain afterwards (boards.md 7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import VendOrder, VendStarted
from hardware.drivers.asked.steps import (
    TRIES,
    Errand,
    NoReply,
    Verdict,
    ask,
    ask_until_answered,
    look,
    pause,
    refused,
    tell,
)
from hardware.drivers.modbus import ANSWER_LIMIT_MS
from hardware.drivers.relay.gate import Gate
from hardware.drivers.relay.options import NO_INPUT, RelayOptions
from hardware.drivers.relay.outcomes import Seen, refusal
from hardware.drivers.relay.questions import Questions, bit
from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.relay.codes import fault_text

LOOK_LIMIT_MS: Final = 150
"""For an answer while goods may pass: three times what a relay board takes with an adapter before it."""
LOOK_EVERY_MS: Final = 20
BLIND_MS: Final = 250
"""What falls between two looks further apart than this may have been missed."""
AWAY_MS: Final = 1_500
"""Nothing heard for so long while a relay was on: the board may have been without power and be back. One lost
byte costs up to a second (``hardware.session.asking``), so less says nothing."""
LATCH_MS: Final = 1_000
"""The drop's input may still tell of the last drop for so long."""
LATCH_LOOK_MS: Final = 100
OFF_LIMIT_MS: Final = 10_000
"""So long a relay that must be off is told so; afterwards the next time the line comes up does it."""
OFF_AGAIN_MS: Final = 200
"""Between two tries at a board that refuses."""
OFF_MARGIN_MS: Final = 150
"""From the end of the board's own pulse until its relay must be read as off."""
DROP_BLOCKED_TEXT: Final = "the drop sensor is blocked"
CELL_OPEN_TEXT: Final = "the cell's door is open already"


@dataclass(frozen=True, slots=True)
class Watched:
    """The input that tells whether something came out."""

    address: int
    number: int
    value: bool
    """The input's value when it did."""
    keeps: bool
    """It stays so: a cell's door. A drop is over in a moment, and missed by whoever did not look."""

    @property
    def blocked_text(self) -> str:
        return CELL_OPEN_TEXT if self.keeps else DROP_BLOCKED_TEXT


@dataclass(slots=True)
class _Pulse:
    """One vend under way."""

    motor: int
    watched: Watched | None
    surely_on_until_ms: int
    """By then the board's own pulse cannot be over."""
    off_due_ms: int
    """From then on the relay must be off: by the board, or by us."""
    ends_ms: int
    """When nothing more is looked at but the relay."""
    turned_ms: int
    """When what it moves has come to rest."""
    is_off: bool
    """Nothing is left for us to switch off."""
    looked_ms: int
    """When the input was read last."""
    relay_ms: int
    """When the relay was read last."""
    seen: Seen


@dataclass(frozen=True, slots=True)
class Pulsing:
    """How pulses go with these options."""

    options: RelayOptions
    questions: Questions
    gate: Gate

    def watched(self, motor: int, drop_sensor: bool) -> Watched | None:
        address, channel = self.options.dialect.place(motor)
        if self.options.cell_doors:
            return Watched(address, channel, self.options.door_open_value == 1, keeps=True)
        if drop_sensor and self.options.drop_input != NO_INPUT:
            return Watched(1, self.options.drop_input, self.options.drop_value == 1, keeps=False)
        return None

    def vend(self, order: VendOrder, drop_sensor: bool, *, is_test: bool = False) -> Errand[Reply, Verdict]:
        """``is_test``: a technician's, no order of a sale."""
        watched = self.watched(order.motor, drop_sensor)
        return (yield from self.gate.alone(self._vend(order, watched, is_test=is_test)))

    def blocked(self, watched: Watched) -> Errand[Reply, Verdict | None]:
        """None when the input is as it must be before a vend; a drop's latch may need a moment."""
        request = self.questions.inputs(watched.address, watched.number)
        began_ms = yield from look()
        while True:
            came = yield from ask_until_answered(request)
            if isinstance(came, NoReply):
                return refused(f"the inputs could not be asked about: {came.value}")
            if came.exception is not None:
                words = f"the board does not tell its inputs: {fault_text(came.exception)}"
                return refused(words, came.raw, sensor_fault=not watched.keeps)
            if bit(came, watched.number) is not watched.value:
                return None
            if watched.keeps or (yield from look()) - began_ms >= LATCH_MS:
                return refused(watched.blocked_text, came.raw, sensor_fault=not watched.keeps)
            yield from pause(LATCH_LOOK_MS)

    def all_off(self, address: int, tries: int = TRIES) -> Errand[Reply, Reply | NoReply]:
        """Every relay of a board; one by one where it does not know the block write."""
        came = yield from ask_until_answered(self.questions.ask(self.options.dialect.all_off(address)), tries)
        if isinstance(came, NoReply) or came.exception is None:
            return came
        channels = self.options.dialect.channels
        for motor in range((address - 1) * channels + 1, address * channels + 1):
            came = yield from ask_until_answered(self.questions.ask(self._off(motor)))
            if isinstance(came, NoReply) or came.exception is not None:
                return came
        return came

    def _vend(self, order: VendOrder, watched: Watched | None, *, is_test: bool) -> Errand[Reply, Verdict]:
        if watched is not None:
            no = yield from self.blocked(watched)
            if no is not None:
                return no
        address, _ = self.options.dialect.place(order.motor)
        came = yield from self.all_off(address)
        if isinstance(came, NoReply):
            return refused(f"the relays could not be switched off before: {came.value}")
        if came.exception is not None:
            return refused(f"the board does not switch its relays: {fault_text(came.exception)}", came.raw)
        asked_ms = yield from look()
        request = self.questions.ask(self._on(order.motor))
        came = yield from ask(request, drives=True, settle=refusal)
        if came is NoReply.UNSENT:
            return refused(f"the pulse could not be sent: {came.value}")
        no = refusal(came) if isinstance(came, Reply) else None
        if no is not None:
            return no
        pulse = self._pulse(order.motor, watched, came, asked_ms, (yield from look()))
        if pulse.seen.is_taken and not is_test:
            yield from tell(VendStarted(order.key, order.motor))
        yield from self._watch(pulse)
        yield from self._make_sure_it_is_off(pulse)
        left_ms = pulse.turned_ms - (yield from look())
        if watched is None and left_ms > 0:
            yield from pause(left_ms)
        return pulse.seen.verdict()

    def _pulse(
        self, motor: int, watched: Watched | None, came: Reply | NoReply, asked_ms: int, now_ms: int
    ) -> _Pulse:
        """What is known right after the command, answered or not."""
        is_answered = isinstance(came, Reply)
        on_ms = now_ms if is_answered or self.options.board_pulse else now_ms - ANSWER_LIMIT_MS
        off_due_ms = on_ms + self.options.pulse_ms
        return _Pulse(
            motor,
            watched,
            surely_on_until_ms=min(asked_ms + self.options.pulse_ms, off_due_ms),
            off_due_ms=off_due_ms,
            ends_ms=off_due_ms if watched is None else max(now_ms + self.options.turn_ms, off_due_ms),
            turned_ms=now_ms + self.options.turn_ms,
            is_off=self.options.board_pulse,
            looked_ms=now_ms,
            relay_ms=now_ms,
            seen=Seen(
                watches=watched is not None,
                is_taken=isinstance(came, Reply) and came.exception is None,
                was_blind=not is_answered,
                raw=came.raw if isinstance(came, Reply) else "-",
            ),
        )

    def _watch(self, pulse: _Pulse) -> Errand[Reply, None]:
        """Until it came out or its time is over; a relay that is ours to switch off is, in time."""
        while True:
            now_ms = yield from look()
            if not pulse.is_off and now_ms >= pulse.off_due_ms:
                yield from self._switch_off(pulse)
                continue
            if pulse.seen.came_out and pulse.is_off:
                return
            if now_ms >= pulse.ends_ms:
                if pulse.watched is not None:
                    # Also to find out how long nobody has looked.
                    yield from self._read_input(pulse, pulse.watched)
                return
            is_free = pulse.is_off or now_ms + LOOK_LIMIT_MS < pulse.off_due_ms
            has_failed = False
            if is_free and self._may_read_relay(pulse, now_ms):
                has_failed = not (yield from self._read_relay(pulse))
            if is_free and not has_failed and pulse.watched is not None and not pulse.seen.came_out:
                has_failed = not (yield from self._read_input(pulse, pulse.watched))
            now_ms = yield from look()
            if not pulse.is_off and (has_failed or not is_free):
                # A question that has to wait for the line would keep the relay on.
                yield from pause(max(1, pulse.off_due_ms - now_ms))
            else:
                yield from pause(LOOK_EVERY_MS)

    def _may_read_relay(self, pulse: _Pulse, now_ms: int) -> bool:
        """Until it was seen on; to the end where nothing else tells that the board has not lost its power."""
        is_wanted = not pulse.seen.was_on or pulse.watched is None
        return self.options.read_back and is_wanted and now_ms < pulse.surely_on_until_ms

    def _read_relay(self, pulse: _Pulse) -> Errand[Reply, bool]:
        """Whether it was answered."""
        address, channel = self.options.dialect.place(pulse.motor)
        came = yield from self._glance(self.options.dialect.read_coils(address))
        now_ms = yield from look()
        is_on = None if isinstance(came, NoReply) else bit(came, channel)
        if is_on is not None and now_ms < pulse.surely_on_until_ms:
            pulse.seen.was_read = True
            pulse.relay_ms = now_ms
            pulse.seen.went_off |= pulse.seen.was_on and not is_on
            pulse.seen.was_on |= is_on
        return isinstance(came, Reply)

    def _read_input(self, pulse: _Pulse, watched: Watched) -> Errand[Reply, bool]:
        """Whether it was answered."""
        query = self.options.dialect.read_inputs(watched.address, watched.number)
        came = yield from self._glance(query)
        now_ms = yield from look()
        state = None if isinstance(came, NoReply) else bit(came, watched.number)
        if state is None or (now_ms - pulse.looked_ms > BLIND_MS and not watched.keeps):
            pulse.seen.was_blind = True
        if state is not None:
            pulse.looked_ms = now_ms
            pulse.seen.came_out |= state is watched.value
            pulse.seen.was_blind &= not watched.keeps
        return isinstance(came, Reply)

    def _glance(self, query: Query) -> Errand[Reply, Reply | NoReply]:
        return (yield from ask(self.questions.line.question(query, limit_ms=LOOK_LIMIT_MS)))

    def _switch_off(self, pulse: _Pulse) -> Errand[Reply, None]:
        """Told again and again: off twice is off."""
        pulse.seen.is_stuck = not (yield from self._repeat_off(pulse.motor))
        pulse.is_off = True

    def _repeat_off(self, motor: int) -> Errand[Reply, bool]:
        """Whether the board confirmed it."""
        began_ms = yield from look()
        while (yield from look()) - began_ms < OFF_LIMIT_MS:
            came = yield from ask(self.questions.ask(self._off(motor)))
            if isinstance(came, Reply) and came.exception is None:
                return True
            if isinstance(came, Reply):
                yield from pause(OFF_AGAIN_MS)
        return False

    def _make_sure_it_is_off(self, pulse: _Pulse) -> Errand[Reply, None]:
        """Read it when its time is over; a relay that is on then is told to be off, and read once more. A
        board that does not answer then may have lost its power in the middle, and the relay with it.
        """
        now_ms = yield from look()
        due_ms = pulse.off_due_ms + OFF_MARGIN_MS
        if self.options.board_pulse and now_ms < due_ms:
            yield from pause(due_ms - now_ms)
        if not self.options.read_back:
            return
        came = yield from self._read_back(pulse.motor)
        if self._is_on(pulse.motor, came):
            yield from self._repeat_off(pulse.motor)
            came = yield from self._read_back(pulse.motor)
        unread_ms = (yield from look()) - max(pulse.relay_ms, pulse.looked_ms)
        pulse.seen.fell_silent = isinstance(came, NoReply) or unread_ms > AWAY_MS
        is_on = self._is_on(pulse.motor, came)
        if is_on is not None:
            pulse.seen.is_stuck = is_on

    def _read_back(self, motor: int) -> Errand[Reply, Reply | NoReply]:
        address, _ = self.options.dialect.place(motor)
        return (yield from ask_until_answered(self.questions.coils(address)))

    def _is_on(self, motor: int, came: Reply | NoReply) -> bool | None:
        """None when the board does not tell."""
        _, channel = self.options.dialect.place(motor)
        return None if isinstance(came, NoReply) else bit(came, channel)

    def _on(self, motor: int) -> Query:
        dialect = self.options.dialect
        if self.options.board_pulse:
            return dialect.pulse(motor, self.options.pulse_ms)
        return dialect.switch(motor, on=True)

    def _off(self, motor: int) -> Query:
        return self.options.dialect.switch(motor, on=False)
