"""``[board] options`` of relay boards: how the machine is wired, and what its clone does otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hardware.drivers.options import Options
from hardware.wire.modbus.messages import COIL_OFF, COIL_ON, WORD_MAX
from hardware.wire.relay.messages import (
    BOARDS_MAX,
    CHANNELS_DEFAULT,
    CHANNELS_MAX,
    FLASH_ON_BASE,
    INPUTS_MAX,
    PULSE_MAX_MS,
    PULSE_MIN_MS,
    Dialect,
)

MODEL: Final = "relay"
NO_INPUT: Final = 0


@dataclass(frozen=True, slots=True)
class RelayOptions:
    """``[board] options`` for this model. Inputs are numbered as they are printed, from 1; 0 is none."""

    boards: int = 0
    """Boards on the line, addresses 1 to 8; 0: as many as answer."""
    pulse_ms: int = 700
    """How long a relay is on for one turn, or to open one lock. 700 ms is the sample of boards.md 7."""
    board_pulse: bool = True
    """The board times the pulse. False only for motors, and only for clones that cannot: a relay that we
    switch off stays on when we die, and a lock must never be opened so (boards.md 7)."""
    turn_ms: int = 3_000
    """From the pulse to the end of the turn, or until a lock has sprung open: what must be seen is seen by
    then, and nothing else is turned before. The sheet has no figure: it is the machine's own."""
    drop_input: int = NO_INPUT
    """Input of the first board that tells of a drop. Inputs are not latched: what is shorter than two
    questions, about 100 ms, may be missed."""
    drop_value: int = 1
    """The input's value while goods pass."""
    cell_doors: bool = False
    """A locker: input n of a board tells whether the door behind its relay n is open."""
    door_input: int = NO_INPUT
    """Input of the first board with the cabinet's own door."""
    door_open_value: int = 1
    read_back: bool = True
    """Ask which relays are on, to see that they obey."""
    dialect: Dialect = field(default_factory=Dialect)

    @classmethod
    def read(cls, given: Mapping[str, object]) -> RelayOptions:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"board model {MODEL}", given), cls()
        result = cls(
            boards=options.number("boards", usual.boards, 0, BOARDS_MAX),
            pulse_ms=options.number("pulse_ms", usual.pulse_ms, PULSE_MIN_MS, PULSE_MAX_MS),
            board_pulse=options.flag("board_pulse", usual.board_pulse),
            turn_ms=options.number("turn_ms", usual.turn_ms, PULSE_MIN_MS, 2 * PULSE_MAX_MS),
            drop_input=options.number("drop_input", usual.drop_input, NO_INPUT, INPUTS_MAX),
            drop_value=options.number("drop_value", usual.drop_value, 0, 1),
            cell_doors=options.flag("cell_doors", usual.cell_doors),
            door_input=options.number("door_input", usual.door_input, NO_INPUT, INPUTS_MAX),
            door_open_value=options.number("door_open_value", usual.door_open_value, 0, 1),
            read_back=options.flag("read_back", usual.read_back),
            dialect=Dialect(
                channels=options.number("channels", CHANNELS_DEFAULT, 1, CHANNELS_MAX),
                coil_base=options.number("coil_base", 0, 0, WORD_MAX - CHANNELS_MAX),
                input_base=options.number("input_base", 0, 0, WORD_MAX - INPUTS_MAX),
                flash_base=options.number("flash_base", FLASH_ON_BASE, 0, WORD_MAX - CHANNELS_MAX),
                on_word=options.number("on_word", COIL_ON, 0, WORD_MAX),
                off_word=options.number("off_word", COIL_OFF, 0, WORD_MAX),
            ),
        )
        options.finish()
        return result
