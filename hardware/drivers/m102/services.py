"""A technician's requests to M102 cards by name (boards.md 5.2).

=================== ======================== =======================================================
request             arguments                what it does
=================== ======================== =======================================================
test_lane           motor, curtain=0         05: turns the motor once; goods may fall
scan_lane           motor                    04: whether a motor hangs there; does not turn it
id_read             card=1                   01
last_run_read       card=1                   03: result, currents and times of the last run
output_set          output, on, card=1       08: 0-6, as the machine is wired; on is 1 or 0
inputs_read         card=1                   09: which are connected, to find the door's switch
temperature_read    card=1                   07
humidity_read       card=1                   10: raw, in no document
=================== ======================== =======================================================

Not offered: setting a card's address (FF). It changes whichever card hears it, by a frame on which the
manual's text and its sample disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.api import LaneState, Result, ServiceAnswer
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, ask_until_answered
from hardware.drivers.m102.options import M102Options
from hardware.drivers.m102.outcomes import lane_report
from hardware.drivers.m102.vending import Vending
from hardware.wire.m102 import messages
from hardware.wire.m102.codes import Curtain
from hardware.wire.m102.frames import Frame
from hardware.wire.m102.words import describe, temperature_text

TURNING: Final = frozenset({"test_lane"})

_Answer = Errand[Frame, ServiceAnswer]


def table(options: M102Options, vending: Vending) -> Mapping[str, Service[Frame]]:
    """Builders of errands by name; they raise ``ValueError`` for values out of range."""
    questions, cards = vending.questions, options.cards

    def test_lane(motor: int, curtain: int = 0) -> _Answer:
        cards.place(motor)
        return _test_lane(motor, Curtain(curtain), vending)

    def scan_lane(motor: int) -> _Answer:
        cards.place(motor)
        return _scan_lane(motor, vending)

    def output_set(output: int, on: int, card: int = 1) -> _Answer:
        frame = messages.switch(cards.check(card), output, on)
        return _output_set(vending, frame, output, on)

    def reading(
        name: str, make: Callable[[int], Frame], words: Callable[[Frame], str] = describe
    ) -> Service[Frame]:
        def read(card: int = 1) -> _Answer:
            return _read(name, vending, make(cards.check(card)), words)

        return read

    def temperature(reply: Frame) -> str:
        return temperature_text(messages.temperature_tenths_c(reply, options.temperature_offset_tenths_c))

    assert questions.options is options
    return {
        "test_lane": test_lane,
        "scan_lane": scan_lane,
        "id_read": reading("id_read", messages.ask_id, messages.id_text),
        "last_run_read": reading("last_run_read", messages.poll),
        "output_set": output_set,
        "inputs_read": reading("inputs_read", messages.ask_inputs),
        "temperature_read": reading("temperature_read", messages.ask_temperature, temperature),
        "humidity_read": reading("humidity_read", messages.ask_humidity),
    }


def _read(name: str, vending: Vending, frame: Frame, words: Callable[[Frame], str]) -> _Answer:
    came = yield from ask_until_answered(vending.questions.ask(frame))
    if isinstance(came, NoReply):
        return ServiceAnswer(name, False, came.value)
    return ServiceAnswer(name, True, words(came), data=came.data)


def _output_set(vending: Vending, frame: Frame, output: int, on: int) -> _Answer:
    came = yield from ask_until_answered(vending.questions.switch(frame))
    if isinstance(came, NoReply):
        return ServiceAnswer("output_set", False, came.value)
    is_done = messages.is_switched(came, output, on)
    return ServiceAnswer("output_set", is_done, "done" if is_done else describe(came), data=came.data)


def _scan_lane(motor: int, vending: Vending) -> _Answer:
    came = yield from vending.scan(motor)
    if isinstance(came, NoReply):
        return ServiceAnswer("scan_lane", False, came.value, (motor,))
    report = lane_report(motor, came)
    return ServiceAnswer("scan_lane", report.state is LaneState.NORMAL, report.text, (motor,), came.data)


def _test_lane(motor: int, curtain: Curtain, vending: Vending) -> _Answer:
    ended = yield from vending.turn(motor, curtain)
    is_out = ended.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
    return ServiceAnswer("test_lane", is_out, ended.text, (motor,))
