"""One turn of an M102 card: ask whether it is free, run once, poll for the result (boards.md 5.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import DropSensorReport, Result, VendStarted
from hardware.drivers.asked.polling import Plan, RunAnswer, follow
from hardware.drivers.asked.steps import (
    Errand,
    NoReply,
    Verdict,
    ask,
    ask_until_answered,
    pause,
    refused,
    tell,
)
from hardware.drivers.m102 import outcomes
from hardware.drivers.m102.options import M102Options
from hardware.drivers.m102.questions import Questions
from hardware.wire.m102 import messages
from hardware.wire.m102.codes import Began, Code, Curtain, State
from hardware.wire.m102.frames import Frame
from hardware.wire.m102.messages import Run

HOLD_MS: Final = 50
WAITS_MAX: Final = 10
"""Polls of a card that is still busy with something, before an order for it is refused."""


@dataclass
class Vending:
    """Turns motors with these options, and keeps scans away while one turns: a scan drives a current through
    its motor, and what that does to a running one no document says."""

    options: M102Options
    questions: Questions
    is_turning: bool = False
    _scans: int = 0
    _is_curtain_ok: bool = True

    def turn(
        self, motor: int, curtain: Curtain, started: VendStarted | None = None
    ) -> Errand[Frame, Verdict]:
        """``started`` is told when the card has confirmed the run."""
        self.is_turning = True
        try:
            while self._scans:
                yield from pause(HOLD_MS)
            ended = yield from self._turn(motor, curtain, started)
        finally:
            self.is_turning = False
        if curtain and ended.result is not Result.UNKNOWN and ended.current_ma is not None:
            yield from self._tell_curtain(ended)
        return ended

    def scan(self, motor: int) -> Errand[Frame, Frame | NoReply]:
        """As soon as no motor turns."""
        while self.is_turning:
            yield from pause(HOLD_MS)
        self._scans += 1
        try:
            question = self.questions.ask(messages.scan(*self.options.cards.place(motor)))
            return (yield from ask_until_answered(question))
        finally:
            self._scans -= 1

    def _tell_curtain(self, ended: Verdict) -> Errand[Frame, None]:
        """A run with the curtain begins by testing it; it has no power at any other time (boards.md 5.2)."""
        is_ok = not ended.sensor_fault
        if is_ok is not self._is_curtain_ok:
            self._is_curtain_ok = is_ok
            words = "passed" if is_ok else "failed"
            yield from tell(DropSensorReport(is_ok, f"the light curtain {words} its self-test"))

    def last_run(self, card: int) -> Errand[Frame, Frame | NoReply]:
        return (yield from ask_until_answered(self.questions.ask(messages.poll(card))))

    def _turn(self, motor: int, curtain: Curtain, started: VendStarted | None) -> Errand[Frame, Verdict]:
        card, index = self.options.cards.place(motor)
        before = yield from self._until_free(card)
        if isinstance(before, Verdict):
            return before
        command = messages.run(card, index, self.options.drive_of(motor), curtain, self.options.limits)
        answer = RunAnswer()

        def hear(reply: Frame) -> Verdict | None:
            answer.is_confirmed = reply.data[0] == Began.STARTED
            answer.refusal = outcomes.refusal(reply)
            return answer.refusal

        came = yield from ask(self.questions.ask(command), drives=True, settle=hear)
        if came is NoReply.UNSENT:
            return refused(f"the run command could not be sent: {came.value}")
        no = hear(came) if isinstance(came, Frame) else None
        if no is not None:
            return no
        plan = Plan(
            poll=self.questions.ask(messages.poll(card)),
            judge=lambda reply, is_seen: outcomes.judge(reply, index, curtain, before, is_seen),
            unchanged=outcomes.unconfirmed(index, before, came if isinstance(came, Frame) else None),
            every_ms=self.options.poll_ms,
            limit_ms=self.options.vend_timeout_ms,
            started=started,
        )
        return (yield from follow(plan, answer))

    def _until_free(self, card: int) -> Errand[Frame, Run | Verdict]:
        """What the card last said of a run, none being under way; or why there is no getting there."""
        run: Run | None = None
        for _ in range(WAITS_MAX):
            came = yield from self.last_run(card)
            if isinstance(came, NoReply):
                return refused(f"card {card} could not be asked for its state: {came.value}")
            run = Run.of(came)
            if run.state != State.RUNNING:
                return run
            yield from pause(self.options.poll_ms)
        assert run is not None
        return refused(
            f"motor {run.motor + 1} of card {card} is still running", f"{Code.POLL:02X}/{run.state:02X}"
        )
