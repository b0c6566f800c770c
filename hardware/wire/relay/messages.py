"""The queries a relay board is sent (boards.md 7, the map of Waveshare's boards and its clones).

Motors are numbered through all boards: with 8 channels a board, 1-8 on address 1, 9-16 on address 2.
Coils and inputs are numbered as they are printed on the board, from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.wire.modbus import messages as modbus
from hardware.wire.modbus.frames import Query
from hardware.wire.modbus.messages import COIL_OFF, COIL_ON

BOARDS_MAX: Final = 8
CHANNELS_DEFAULT: Final = 8
"""Boards with 16 and 32 are common, too; what there is none of is refused, what is left over stands idle."""
CHANNELS_MAX: Final = 32
INPUTS_MAX: Final = 64
MOTOR_MAX: Final = BOARDS_MAX * CHANNELS_MAX
ALL_COILS: Final = 0x00FF
FLASH_ON_BASE: Final = 0x0200
"""Coil n here: on for so many tenths of a second, then off by the board itself."""
FLASH_STEP_MS: Final = 100
PULSE_MIN_MS: Final = 100
PULSE_MAX_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Dialect:
    """What clones do otherwise than the map (boards.md 7)."""

    channels: int = CHANNELS_DEFAULT
    coil_base: int = 0
    """Wire number of the first coil."""
    input_base: int = 0
    """Wire number of the first input."""
    flash_base: int = FLASH_ON_BASE
    """Wire number of the first coil's timed pulse."""
    on_word: int = COIL_ON
    """LC-tech's boards want 0100."""
    off_word: int = COIL_OFF

    def place(self, motor: int) -> tuple[int, int]:
        """Address and channel on it, from 1. Raises ``ValueError`` where no board can have such a motor."""
        board, at = divmod(motor - 1, self.channels)
        if not 0 <= board < BOARDS_MAX:
            raise ValueError(f"there is no motor {motor}: they count from 1 to {BOARDS_MAX * self.channels}")
        return board + 1, at + 1

    def switch(self, motor: int, *, on: bool) -> Query:
        """One relay on until it is switched off."""
        address, channel = self.place(motor)
        return modbus.write_coil(address, self.coil_base + channel - 1, self.on_word if on else self.off_word)

    def pulse(self, motor: int, pulse_ms: int) -> Query:
        """One relay on for a while, timed by the board; rounded up to its steps of 100 ms."""
        address, channel = self.place(motor)
        if not PULSE_MIN_MS <= pulse_ms <= PULSE_MAX_MS:
            raise ValueError(f"pulse_ms = {pulse_ms} is not between {PULSE_MIN_MS} and {PULSE_MAX_MS}")
        return modbus.write_coil(address, self.flash_base + channel - 1, -(-pulse_ms // FLASH_STEP_MS))

    def all_off(self, address: int) -> Query:
        """Every relay of one board at once, by the block write that is the same on all of them."""
        return modbus.write_coils(address, self.coil_base, [False] * self.channels)

    def read_coils(self, address: int) -> Query:
        return modbus.read_coils(address, self.coil_base, self.channels)

    def read_inputs(self, address: int, count: int) -> Query:
        """The first ``count`` inputs."""
        return modbus.read_inputs(address, self.input_base, count)
