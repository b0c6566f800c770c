"""Which boards can be simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.sim.adh import Adh814Board, Adh815Board
from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.m102 import M102Board
from hardware.sim.relay import RelayBoard
from hardware.sim.tcn import TcnBoard
from hardware.sim.world import World
from hardware.sim.xy import XyBoard
from hardware.sim.zdm8 import Zdm8Board

MODELS: Final[dict[str, Callable[[Cabinet, World, int, int], Chassis]]] = {
    "xy": XyBoard,
    "tcn": TcnBoard,
    "zdm8": Zdm8Board,
    "m102": M102Board,
    "adh815": Adh815Board,
    "adh814": Adh814Board,
    "relay": RelayBoard,
}
"""Model -> its maker: cabinet, world, now in ms, ms of a turn."""
