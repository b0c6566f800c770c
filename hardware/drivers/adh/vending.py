"""One turn of an ADH card: detection as wanted, card idle, run once, poll, clear (boards.md 6). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import Result, VendStarted
from hardware.drivers.adh import outcomes
from hardware.drivers.adh.options import AdhOptions
from hardware.drivers.adh.questions import Questions
from hardware.drivers.asked.polling import Plan, RunAnswer, Seen, follow
from hardware.drivers.asked.steps import (
    Errand,
    NoReply,
    Verdict,
    ask,
    ask_until_answered,
    pause,
    refused,
    unknown,
)
from hardware.wire.adh import messages
from hardware.wire.adh.codes import Began, Dialect, State
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.messages import Run

WAITS_MAX: Final = 12
"""Polls of a card that is busy or keeps an old result, before an order for it is refused."""


@dataclass(frozen=True, slots=True)
class Vending:
    """Turns motors with these options."""

    options: AdhOptions
    dialect: Dialect
    questions: Questions

    def turn(
        self, motor: int, is_watched: bool, started: VendStarted | None = None
    ) -> Errand[Frame, Verdict]:
        """``started`` is told when the card has confirmed the run."""
        card, index = self.options.cards.place(motor)
        if self.options.set_detection:
            problem = yield from self.set_detection(card, is_watched)
            if problem:
                return refused(problem)
        no = yield from self._until_idle(card)
        if no is not None:
            return no
        answer = RunAnswer()

        def hear(reply: Frame) -> Verdict | None:
            answer.is_confirmed = reply.data[0] == Began.STARTED
            answer.refusal = outcomes.refusal(reply)
            return answer.refusal

        command = self.questions.ask(messages.run(card, index, self.dialect))
        came = yield from ask(command, drives=True, settle=hear)
        if came is NoReply.UNSENT:
            return refused(f"the run command could not be sent: {came.value}")
        no = hear(came) if isinstance(came, Frame) else None
        if no is not None:
            return no
        ended = yield from follow(self._plan(card, index, is_watched, started), answer)
        if ended.result is not Result.UNKNOWN:
            # Should it be lost, the next run finds the result still there and clears it.
            yield from ask(self.questions.ask(messages.clear(card, self.dialect)))
        return ended

    def set_detection(self, card: int, on: bool) -> Errand[Frame, str]:
        """See to the card's drop detection; what is wrong, in words, empty when it is as wanted."""
        mode = yield from self._mode(card)
        if mode is not None and messages.detects_drops(mode) != on:
            wanted = messages.set_mode(card, messages.with_detection(mode, on))
            yield from ask_until_answered(self.questions.ask(wanted))
            # On RS-485 what was sent may be heard back, and looks like the answer: only reading is proof.
            mode = yield from self._mode(card)
        if mode is None:
            return "the drop detection could not be asked about"
        return "" if messages.detects_drops(mode) == on else "the drop detection cannot be set"

    def _mode(self, card: int) -> Errand[Frame, bytes | None]:
        came = yield from ask_until_answered(self.questions.ask(messages.read_mode(card)))
        return came.data if isinstance(came, Frame) else None

    def _until_idle(self, card: int) -> Errand[Frame, Verdict | None]:
        """None when nothing runs and no result waits, so that the next one is ours; or why not."""
        run: Run | None = None
        for _ in range(WAITS_MAX):
            came = yield from ask_until_answered(self.questions.ask(messages.poll(card, self.dialect)))
            if isinstance(came, NoReply):
                return refused(f"card {card} could not be asked for its state: {came.value}")
            run = Run.of(came)
            if run.state == State.IDLE:
                return None
            if run.state == State.DONE:
                yield from ask(self.questions.ask(messages.clear(card, self.dialect)))
            else:
                yield from pause(self.options.poll_ms)
        assert run is not None
        raw = f"{self.dialect.poll:02X}/{run.state:02X}"
        return refused(f"card {card} is busy with motor {run.motor + 1} and does not become idle", raw)

    def _plan(self, card: int, motor: int, is_watched: bool, started: VendStarted | None) -> Plan[Frame]:
        return Plan(
            poll=self.questions.ask(messages.poll(card, self.dialect)),
            judge=lambda reply, _is_seen: outcomes.judge(reply, motor, is_watched),
            unchanged=unknown(Seen.UNCHANGED.value),
            every_ms=self.options.poll_ms,
            limit_ms=self.options.vend_timeout_ms,
            started=started,
        )
