"""A technician's requests to a ZDM8 board by name (boards.md 4.2).

===================== ============================ ==================================================
request               arguments                    what it does
===================== ============================ ==================================================
test_lane             motor, drop_check=0          2001: turns the motor once; goods may fall
cell_open             motor                        2001 with type lock: opens a locker cell
cell_read             cell, board=1                0005: whether a locker cell is open
state_read            board=1                      0003: run state and fault code; takes a result away
version_read          board=1                      0001 and 0002: versions, rows and columns
drop_sensor_test      board=0                      0008: clear, or blocked or not connected; 0: all boards
climate_read          board=1                      0004: temperature and humidity
inputs_read           board=1                      000A: raw, to find the door's switch
outputs_read          board=1                      0009: raw
lift_read             board=1                      0006 0007 000D 000E: positions and axis states
lift_inputs_read      board=1                      000B 000C: limit switches, raw
lift_reset            board=1                      1002
lift_move_y           position, board=1            1007
lift_move_x           position, board=1            1008
pick_up_y_set         position, board=1            1005: where the pick-up port is
pick_up_x_set         position, board=1            1006
motor_timeout_set     timeout_ms, board=1          1004
relay_set             number, on, board=1          1001
===================== ============================ ==================================================

Not offered: motors that run until they are stopped (1003), and raw outputs (2004, 2005), with which a lost
byte would empty a lane; the positions of all layers and columns at once (2002, 2003).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.api import DropSensorReport, Result, ServiceAnswer, VendOrder
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, ask_until_answered, tell
from hardware.drivers.zdm8.vending import Vending
from hardware.session.requests import Request
from hardware.wire.modbus.frames import Reply
from hardware.wire.modbus.messages import signed
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import AXIS_WORDS, STATE_WORDS, LaneType, Read, Write, fault_text
from hardware.wire.zdm8.messages import BOARDS_MAX, Climate

TURNING: Final = frozenset(
    {"test_lane", "cell_open", "state_read", "lift_reset", "lift_move_y", "lift_move_x"}
)
"""What moves something, or takes away the result a vend waits for."""

_Answer = Errand[Reply, ServiceAnswer]
_Words = Callable[[Reply], str]


def table(vending: Vending, addresses: Callable[[], tuple[int, ...]]) -> Mapping[str, Service[Reply]]:
    """Builders of errands by name; they raise ``ValueError`` for values out of range.

    ``addresses``: the boards that answered.
    """
    ask = vending.questions.ask

    def read(name: str, register: Read, words: _Words, count: int = 1) -> Service[Reply]:
        return lambda board=1: _ask(name, (ask(messages.read(_board(board), register, count)), words))

    def move(name: str, register: Write) -> Service[Reply]:
        return lambda position, board=1: _ask(
            name, (ask(messages.set_position(_board(board), register, position)), _done)
        )

    def cell_read(cell: int, board: int = 1) -> _Answer:
        return _ask("cell_read", (vending.questions.cell(_board(board), cell), _cell))

    def drop_sensor_test(board: int = 0) -> _Answer:
        return _drop_sensors(vending, addresses() if board == 0 else (_board(board),))

    return {
        "test_lane": lambda motor, drop_check=0: _turn("test_lane", vending, motor, bool(drop_check), None),
        "cell_open": lambda motor: _turn("cell_open", vending, motor, False, LaneType.LOCK),
        "cell_read": cell_read,
        "state_read": read("state_read", Read.STATE, _state),
        "version_read": lambda board=1: _ask(
            "version_read",
            (ask(messages.read_hardware(_board(board))), _hardware),
            (ask(messages.read_software(board)), lambda reply: f"software {messages.software(reply)}"),
        ),
        "drop_sensor_test": drop_sensor_test,
        "climate_read": read(
            "climate_read", Read.CLIMATE, lambda reply: _climate(messages.climate(reply)), 2
        ),
        "inputs_read": read("inputs_read", Read.INPUTS, _bits),
        "outputs_read": read("outputs_read", Read.OUTPUTS, _bits, 2),
        "lift_read": lambda board=1: _lift(vending, _board(board)),
        "lift_inputs_read": lambda board=1: _ask(
            "lift_inputs_read",
            (ask(messages.read(_board(board), Read.Y_INPUTS)), lambda reply: f"Y {_bits(reply)}"),
            (ask(messages.read(board, Read.X_INPUTS)), lambda reply: f"X {_bits(reply)}"),
        ),
        "lift_reset": lambda board=1: _ask("lift_reset", (ask(messages.reset_lift(_board(board))), _done)),
        "lift_move_y": move("lift_move_y", Write.MOVE_Y),
        "lift_move_x": move("lift_move_x", Write.MOVE_X),
        "pick_up_y_set": move("pick_up_y_set", Write.PICK_UP_Y),
        "pick_up_x_set": move("pick_up_x_set", Write.PICK_UP_X),
        "motor_timeout_set": lambda timeout_ms, board=1: _ask(
            "motor_timeout_set", (ask(messages.set_motor_timeout(_board(board), timeout_ms)), _done)
        ),
        "relay_set": lambda number, on, board=1: _ask(
            "relay_set", (ask(messages.set_relay(_board(board), number, on)), _done)
        ),
    }


def _ask(name: str, *questions: tuple[Request[Reply], _Words]) -> _Answer:
    """One question after another; the first that fails ends it."""

    def errand() -> _Answer:
        said, data = [], b""
        for request, words in questions:
            came = yield from ask_until_answered(request)
            if isinstance(came, NoReply):
                return ServiceAnswer(name, False, came.value)
            data += came.data or came.body
            if came.exception is not None:
                return ServiceAnswer(name, False, f"refused: {fault_text(came.exception)}", data=data)
            said.append(words(came))
        return ServiceAnswer(name, True, ", ".join(said), data=data)

    return errand()


def _turn(name: str, vending: Vending, motor: int, drop_check: bool, lane_type: int | None) -> _Answer:
    messages.place(motor)

    def errand() -> _Answer:
        order = VendOrder(name, motor, drop_check, lift=vending.options.lift)
        ended = yield from vending.vend(order, drop_check, lane_type, is_test=True)
        is_out = ended.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
        return ServiceAnswer(name, is_out, f"{ended.text} ({ended.raw_code})", (motor,))

    return errand()


def _drop_sensors(vending: Vending, boards: tuple[int, ...]) -> _Answer:
    """The first that is not clear speaks for all: the kiosk knows one drop sensor for a line."""
    for board in boards:
        no = yield from vending.sensor_refusal(board)
        if no is not None:
            if no.sensor_fault:
                yield from tell(DropSensorReport(False, no.text))
            return ServiceAnswer("drop_sensor_test", False, no.text)
    yield from tell(DropSensorReport(True, "clear"))
    return ServiceAnswer("drop_sensor_test", True, "clear")


def _lift(vending: Vending, board: int) -> _Answer:
    def position(axis: str) -> _Words:
        return lambda reply: f"{axis} {signed(reply.words[0])}"

    ask = vending.questions.ask
    return _ask(
        "lift_read",
        (ask(messages.read(board, Read.LIFT_Y)), position("Y")),
        (ask(messages.read(board, Read.Y_STATE)), _axis),
        (ask(messages.read(board, Read.LIFT_X)), position("X")),
        (ask(messages.read(board, Read.X_STATE)), _axis),
    )


def _board(board: int) -> int:
    if not 1 <= board <= BOARDS_MAX:
        raise ValueError(f"board = {board} is not between 1 and {BOARDS_MAX}")
    return board


def _done(_reply: Reply) -> str:
    return "done"


def _bits(reply: Reply) -> str:
    return " ".join(f"{word:016b}" for word in reply.words)


def _state(reply: Reply) -> str:
    state = messages.run_state(reply)
    return f"{STATE_WORDS.get(state.state, f'unknown state {state.state:02X}')}, {fault_text(state.code)}"


def _axis(reply: Reply) -> str:
    state = messages.run_state(reply)
    return f"{AXIS_WORDS.get(state.state, f'unknown state {state.state:02X}')}, {fault_text(state.code)}"


def _hardware(reply: Reply) -> str:
    made = messages.hardware(reply)
    return f"hardware {made.date}, {made.rows} rows, {made.columns} columns"


def _climate(air: Climate) -> str:
    degrees = "probe fault" if air.tenths_c is None else f"{_tenths(air.tenths_c)} °C"
    return f"{degrees}, {_tenths(air.tenths_percent)} %"


def _cell(reply: Reply) -> str:
    return f"cell {reply.words[0] >> 8} is {'open' if messages.cell_is_open(reply) else 'closed'}"


def _tenths(value: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value) // 10}.{abs(value) % 10}"
