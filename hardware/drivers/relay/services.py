"""A technician's requests to relay boards by name (boards.md 7).

================ =================== ===============================================================
request          arguments           what it does
================ =================== ===============================================================
test_lane        motor, drop_check=0 pulses the relay once as a vend would; goods may fall
cell_open        motor               the same, watching the cell's door where there is a switch
cell_read        motor               whether the cell's door is open
drop_sensor_test -                   whether the drop's input is quiet, as it must be before a vend
all_off          board=1             every relay of a board
relays_read      board=1             which relays are on
inputs_read      count=8, board=1    which inputs are on, to find out how the machine is wired
================ =================== ===============================================================

Not offered: a relay that stays on. Whatever is found on is switched off (see ``RelayFamily``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.api import DropSensorReport, Result, ServiceAnswer, VendOrder
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, ask_until_answered, tell
from hardware.drivers.relay.pulsing import Pulsing
from hardware.drivers.relay.questions import bit
from hardware.session.requests import Request
from hardware.wire.modbus.frames import Reply
from hardware.wire.modbus.messages import unpack_bits
from hardware.wire.relay.codes import fault_text
from hardware.wire.relay.messages import BOARDS_MAX, INPUTS_MAX

TURNING: Final = frozenset({"test_lane", "cell_open", "all_off"})

_Answer = Errand[Reply, ServiceAnswer]


def table(pulsing: Pulsing) -> Mapping[str, Service[Reply]]:
    """Builders of errands by name; they raise ``ValueError`` for values out of range."""
    questions = pulsing.questions

    def cell_read(motor: int) -> _Answer:
        address, channel = pulsing.options.dialect.place(motor)
        is_open = pulsing.options.door_open_value == 1
        return _read(
            "cell_read",
            questions.inputs(address, channel),
            lambda reply: "the door is open" if bit(reply, channel) is is_open else "the door is closed",
        )

    def inputs_read(count: int = 8, board: int = 1) -> _Answer:
        if not 1 <= count <= INPUTS_MAX:
            raise ValueError(f"count = {count} is not between 1 and {INPUTS_MAX}")
        return _read("inputs_read", questions.inputs(_board(board), count), _which)

    return {
        "test_lane": lambda motor, drop_check=0: _turn("test_lane", pulsing, motor, bool(drop_check)),
        "cell_open": lambda motor: _turn("cell_open", pulsing, motor, False),
        "cell_read": cell_read,
        "drop_sensor_test": lambda: _drop_sensor(pulsing),
        "all_off": lambda board=1: _all_off(pulsing, _board(board)),
        "relays_read": lambda board=1: _read("relays_read", questions.coils(_board(board)), _which),
        "inputs_read": inputs_read,
    }


def _read(name: str, request: Request[Reply], words: Callable[[Reply], str]) -> _Answer:
    return _answer(name, (yield from ask_until_answered(request)), words)


def _answer(name: str, came: Reply | NoReply, words: Callable[[Reply], str]) -> ServiceAnswer:
    if isinstance(came, NoReply):
        return ServiceAnswer(name, False, came.value)
    if came.exception is not None:
        return ServiceAnswer(name, False, f"refused: {fault_text(came.exception)}", data=came.body)
    return ServiceAnswer(name, True, words(came), data=came.data)


def _drop_sensor(pulsing: Pulsing) -> _Answer:
    watched = pulsing.watched(1, True)
    if watched is None or watched.keeps:
        return ServiceAnswer("drop_sensor_test", False, "there is no input for drops")
    # While nothing is given out: what falls is seen, and would look like an input that stays on.
    no = yield from pulsing.gate.alone(pulsing.blocked(watched))
    if no is None or no.sensor_fault:
        yield from tell(DropSensorReport(no is None, "quiet" if no is None else no.text))
    return ServiceAnswer("drop_sensor_test", no is None, "quiet" if no is None else no.text)


def _all_off(pulsing: Pulsing, board: int) -> _Answer:
    came = yield from pulsing.gate.alone(pulsing.all_off(board))
    return _answer("all_off", came, lambda _reply: "done")


def _turn(name: str, pulsing: Pulsing, motor: int, drop_check: bool) -> _Answer:
    pulsing.options.dialect.place(motor)

    def errand() -> _Answer:
        ended = yield from pulsing.vend(VendOrder(name, motor, drop_check), drop_check, is_test=True)
        is_out = ended.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
        return ServiceAnswer(name, is_out, f"{ended.text} ({ended.raw_code})", (motor,))

    return errand()


def _which(reply: Reply) -> str:
    on = [str(number) for number, is_on in enumerate(unpack_bits(reply.data), start=1) if is_on]
    return f"on: {', '.join(on)}" if on else "all off"


def _board(board: int) -> int:
    if not 1 <= board <= BOARDS_MAX:
        raise ValueError(f"board = {board} is not between 1 and {BOARDS_MAX}")
    return board
