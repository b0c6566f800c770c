"""One vend of a ZDM8 board: write once, then ask for a result that is told once (boards.md 4.3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.api import VendOrder, VendStarted
from hardware.drivers.asked.steps import (
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
from hardware.drivers.zdm8.options import Zdm8Options
from hardware.drivers.zdm8.outcomes import Watch, refusal
from hardware.drivers.zdm8.questions import Questions
from hardware.wire.modbus.frames import Reply
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import Read, State, fault_text
from hardware.wire.zdm8.messages import run_state

FIRST_POLL_MS: Final = 350
"""From the vend to the first question for its result (boards.md 4.3)."""
SENSOR_BLOCKED_TEXT: Final = "the drop sensor is blocked or not connected"
_LEFTOVERS_MAX: Final = 2
"""Results of an earlier vend that are read away before a new one."""


@dataclass(frozen=True, slots=True)
class Vending:
    """How vends go with these options."""

    options: Zdm8Options
    questions: Questions

    def vend(
        self, order: VendOrder, drop_check: bool, lane_type: int | None = None, *, is_test: bool = False
    ) -> Errand[Reply, Verdict]:
        """Sensor free, board idle, one write, then questions until the result is there or lost.

        ``lane_type`` None: as the options say. ``is_test``: a technician's, no order of a sale.
        """
        address, _ = messages.place(order.motor)
        if drop_check and self.options.sensor_check:
            no = yield from self.sensor_refusal(address)
            if no is not None:
                return no
        no = yield from self._not_idle(address)
        if no is not None:
            return no
        kind = self.options.type_of(order.motor) if lane_type is None else lane_type
        query = messages.vend(
            order.motor,
            kind,
            drop_check=drop_check,
            lift=order.lift and self.options.lift,
            register=self.options.vend_register,
        )
        watch = Watch(drop_check, is_told=is_test)
        came = yield from ask(self.questions.ask(query), drives=True, settle=watch.hear_late)
        if came is NoReply.UNSENT:
            return refused(f"the vend could not be sent: {came.value}")
        if isinstance(came, Reply):
            no = refusal(came)
            if no is not None:
                return no
            watch.is_begun = True
        return (yield from self._await_result(order, address, watch))

    def sensor_refusal(self, address: int) -> Errand[Reply, Verdict | None]:
        """None when the drop sensor is clear."""
        came = yield from ask_until_answered(self.questions.ask(messages.read(address, Read.DROP_SENSOR)))
        if isinstance(came, NoReply):
            return refused(f"the drop sensor could not be asked about: {came.value}")
        if came.exception is not None:
            words = fault_text(came.exception)
            return refused(
                f"the board does not tell of its drop sensor: {words}", came.raw, sensor_fault=True
            )
        return None if came.words[0] else refused(SENSOR_BLOCKED_TEXT, came.raw, sensor_fault=True)

    def _not_idle(self, address: int) -> Errand[Reply, Verdict | None]:
        """None when the board is idle: whatever result it tells afterwards is this vend's own."""
        for _ in range(1 + _LEFTOVERS_MAX):
            came = yield from ask_until_answered(self.questions.ask(messages.read_state(address)))
            if isinstance(came, NoReply):
                return refused(f"the state could not be asked about: {came.value}")
            if came.exception is not None:
                words = fault_text(came.exception)
                return refused(f"the board does not tell its state: {words}", came.raw)
            state = run_state(came)
            if state.state == State.IDLE:
                return None
            if not state.is_result:
                is_running = state.state == State.RUNNING
                words = "the board is still dispensing" if is_running else "the board tells an unknown state"
                return refused(words, state.raw)
        return refused("the board keeps telling an old result", state.raw)

    def _await_result(self, order: VendOrder, address: int, watch: Watch) -> Errand[Reply, Verdict]:
        """Also when the answer to the vend was lost: it may run all the same."""
        began_ms = yield from look()
        wait_ms = min(FIRST_POLL_MS, self.options.poll_ms)
        question = self.questions.ask(messages.read_state(address))
        while (yield from look()) - began_ms < self.options.vend_timeout_ms:
            if watch.is_begun and not watch.is_told:
                watch.is_told = True
                yield from tell(VendStarted(order.key, order.motor))
            yield from pause(wait_ms)
            wait_ms = self.options.poll_ms
            if watch.result is None:
                came = yield from ask(question, settle=watch.hear_late)
                if isinstance(came, Reply):
                    watch.hear(came)
            if watch.result is not None:
                return watch.result
            if watch.is_forgotten:
                return watch.lost()
        return watch.out_of_time(self.options.vend_timeout_ms)
