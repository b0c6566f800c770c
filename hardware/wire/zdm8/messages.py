"""The queries a ZDM8 board is sent and what its registers say (boards.md 4.2, 4.4).

Motors are numbered through all boards as an installer counts them: 1-100 on address 1, 101-200 on address 2
and so on. On its board a lane is row * 10 + column, from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.wire.modbus import messages as modbus
from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.zdm8.codes import VEND, LaneType, Read, State, Write

LANES_A_BOARD: Final = 100
COLUMNS: Final = 10
BOARDS_MAX: Final = 8
"""Chained machines have addresses 1 to 8 (boards.md 4.1)."""
MOTOR_MAX: Final = BOARDS_MAX * LANES_A_BOARD
TIMEOUT_MIN_MS: Final = 100
TIMEOUT_MAX_MS: Final = 60_000
RELAY_MAX: Final = 255
CELL_MAX: Final = 125
"""The cell's number stands where a count does."""
PROBE_MIN_C: Final = -40
PROBE_MAX_C: Final = 85
"""What a cooler's probe can mean; the board's own sentinel is not documented."""


def place(motor: int) -> tuple[int, int]:
    """Address and lane on it. Raises ``ValueError`` where no board can have such a motor."""
    board, lane = divmod(motor - 1, LANES_A_BOARD)
    if not 0 <= board < BOARDS_MAX:
        raise ValueError(f"there is no motor {motor}: they count from 1 to {MOTOR_MAX}")
    return board + 1, lane


def lane_text(lane: int) -> str:
    return f"lane {lane}, row {lane // COLUMNS} column {lane % COLUMNS}"


@dataclass(frozen=True, slots=True)
class RunState:
    """0003. ``code`` is kept by the board when the state has fallen back to idle."""

    state: int
    code: int

    @property
    def is_result(self) -> bool:
        """The board has forgotten it by now."""
        return self.state in (State.DONE, State.FAULT)

    @property
    def raw(self) -> str:
        return f"{self.state:02X}/{self.code:02X}"


@dataclass(frozen=True, slots=True)
class Hardware:
    """0001: when it was made, and how many rows and columns it drives."""

    date: str
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Climate:
    """0004: tenths of a degree and of a per cent; None where the probe is missing or broken."""

    tenths_c: int | None
    tenths_percent: int


def read(address: int, register: Read, count: int = 1) -> Query:
    return modbus.read_registers(address, register, count)


def read_hardware(address: int) -> Query:
    return read(address, Read.HARDWARE, 2)


def read_software(address: int) -> Query:
    return read(address, Read.SOFTWARE, 2)


def read_state(address: int) -> Query:
    """A result is told once: never ask this but to take the result (boards.md 4.3)."""
    return read(address, Read.STATE)


def read_climate(address: int) -> Query:
    return read(address, Read.CLIMATE, 2)


def read_outputs(address: int) -> Query:
    return read(address, Read.OUTPUTS, 2)


def read_cell(address: int, cell: int) -> Query:
    """The number of the cell in the place of the count; the answer is one word all the same."""
    return read(address, Read.CELL, _in("cell", cell, 1, CELL_MAX))


def vend(motor: int, lane_type: int, *, drop_check: bool, lift: bool, register: int = VEND) -> Query:
    """Turn one lane once. The answer only means that it was accepted."""
    address, lane = place(motor)
    kind = _in("lane type", lane_type, LaneType.AUTO, LaneType.TIMED)
    return modbus.write_registers(address, register, (lane << 8 | kind, drop_check << 8 | lift))


def set_relay(address: int, number: int, on: int) -> Query:
    value = _in("number", number, 0, RELAY_MAX) << 8 | _in("on", on, 0, 1)
    return modbus.write_register(address, Write.RELAY, value)


def reset_lift(address: int) -> Query:
    return modbus.write_register(address, Write.RESET_LIFT, 1)


def set_motor_timeout(address: int, timeout_ms: int) -> Query:
    value = _in("timeout_ms", timeout_ms, TIMEOUT_MIN_MS, TIMEOUT_MAX_MS)
    return modbus.write_register(address, Write.MOTOR_TIMEOUT, value)


def set_position(address: int, register: Write, position: int) -> Query:
    """Pick-up port or lift, in the board's own steps, signed."""
    return modbus.write_register(address, register, _in("position", position, -0x8000, 0x7FFF) & 0xFFFF)


def run_state(reply: Reply) -> RunState:
    (word,) = reply.words
    return RunState(word >> 8, word & 0xFF)


def hardware(reply: Reply) -> Hardware:
    made, size = reply.words
    return Hardware(f"20{made >> 8:02x}-{made & 0xFF:02x}", size >> 8, size & 0xFF)


def software(reply: Reply) -> str:
    """The date of the software, ``2020-02-20``; read as BCD."""
    year, day = reply.words
    return f"{year:04x}-{day >> 8:02x}-{day & 0xFF:02x}"


def climate(reply: Reply) -> Climate:
    tenths, humidity = (modbus.signed(word) for word in reply.words)
    is_real = PROBE_MIN_C * 10 <= tenths <= PROBE_MAX_C * 10
    return Climate(tenths if is_real else None, humidity)


def whole_c(tenths: int) -> int:
    """Tenths of a degree to whole degrees, halves away from zero."""
    whole = (abs(tenths) + 5) // 10
    return -whole if tenths < 0 else whole


def cell_is_open(reply: Reply) -> bool:
    """Of the answer to ``read_cell``: 0 open, 1 closed."""
    (word,) = reply.words
    return word & 0xFF == 0


def _in(name: str, value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise ValueError(f"{name} = {value} is not between {low} and {high}")
    return value
