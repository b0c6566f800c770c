"""What TCN boards keep without power: the settings they were given (boards.md 3.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from hardware.wire.tcn.codes import Code

SHAKES_DEFAULT: Final = 2
"""boards.md 3.4, E6"""


@dataclass(slots=True)
class Memory:
    """Settings by board and command. ``revision`` grows with every change."""

    settings: dict[int, dict[int, int]] = field(default_factory=dict)
    revision: int = 0

    def set(self, board: int, code: int, parameter: int) -> None:
        self.settings.setdefault(board, {})[code] = parameter
        self.revision += 1

    def get(self, board: int, code: int, default: int) -> int:
        return self.settings.get(board, {}).get(code, default)

    def shakes(self, board: int) -> int:
        """How often a lane is shaken when no drop was seen."""
        return self.get(board, Code.SHAKES, SHAKES_DEFAULT)

    def to_state(self) -> dict[str, Any]:
        return {
            str(board): {f"{code:02x}": parameter for code, parameter in settings.items()}
            for board, settings in self.settings.items()
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises TypeError or ValueError when damaged."""
        self.settings = {
            int(board): {int(code, 16): int(parameter) for code, parameter in settings.items()}
            for board, settings in state.items()
        }
