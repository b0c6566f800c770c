"""A technician's requests to ADH cards by name (boards.md 6).

====================== ========================= ==================================================
request                arguments                 what it does
====================== ========================= ==================================================
test_lane              motor, drop=0             05: turns the motor once; goods may fall. With drop=1
                                                 the drop detection watches
id_read                card=1                    01
last_run_read          card=1                    03: result, currents and time, until it is cleared
result_clear           card=1                    06: the card forgets its last result
temperature_set        mode, target_c, card=1    04: mode 1 is cool; 0 and 2 are in no document
mode_read              card=1                    20, ADH815 alone
drop_detection_set     on, card=1                21, ADH815 alone; kept by the card
====================== ========================= ==================================================

The commands are those of the ADH815; the ADH814 has A1 to A6 for 01 to 06. Not offered: two motors at once
(07, B5), thresholds (30, 31), two-wire mode and the swap of rows and columns (34, 35); the reasons are in
``hardware/wire/adh/messages.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.api import Result, ServiceAnswer
from hardware.drivers.adh.vending import Vending
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, ask_until_answered
from hardware.wire.adh import messages
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.words import describe_reply

TURNING: Final = frozenset({"test_lane", "result_clear", "drop_detection_set"})
"""The last two turn nothing, and would spoil the result of a vend."""

_Answer = Errand[Frame, ServiceAnswer]


def table(vending: Vending) -> Mapping[str, Service[Frame]]:
    """Builders of errands by name; they raise ``ValueError`` for values out of range."""
    cards, dialect = vending.options.cards, vending.dialect

    def test_lane(motor: int, drop: int = 0) -> _Answer:
        cards.place(motor)
        return _test_lane(motor, bool(drop), vending)

    def temperature_set(mode: int, target_c: int, card: int = 1) -> _Answer:
        frame = messages.set_temperature(cards.check(card), mode, target_c, dialect)
        return _ask("temperature_set", vending, frame, lambda _reply: "done")

    def drop_detection_set(on: int, card: int = 1) -> _Answer:
        return _drop_detection_set(cards.check(card), bool(on), vending)

    def asking(
        name: str, make: Callable[[int], Frame], words: Callable[[Frame], str] = describe_reply
    ) -> Service[Frame]:
        return lambda card=1: _ask(name, vending, make(cards.check(card)), words)

    requests: dict[str, Service[Frame]] = {
        "test_lane": test_lane,
        "id_read": asking("id_read", lambda card: messages.ask_id(card, dialect), messages.id_text),
        "last_run_read": asking("last_run_read", lambda card: messages.poll(card, dialect)),
        "result_clear": asking("result_clear", lambda card: messages.clear(card, dialect)),
        "temperature_set": temperature_set,
    }
    if dialect.reads_mode:
        requests["mode_read"] = asking("mode_read", messages.read_mode)
        requests["drop_detection_set"] = drop_detection_set
    return requests


def _ask(name: str, vending: Vending, frame: Frame, words: Callable[[Frame], str]) -> _Answer:
    came = yield from ask_until_answered(vending.questions.ask(frame))
    if isinstance(came, NoReply):
        return ServiceAnswer(name, False, came.value)
    return ServiceAnswer(name, True, words(came), data=came.data)


def _drop_detection_set(card: int, on: bool, vending: Vending) -> _Answer:
    problem = yield from vending.set_detection(card, on)
    return ServiceAnswer("drop_detection_set", not problem, problem or "done")


def _test_lane(motor: int, is_watched: bool, vending: Vending) -> _Answer:
    ended = yield from vending.turn(motor, is_watched)
    is_out = ended.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
    return ServiceAnswer("test_lane", is_out, ended.text, (motor,))
