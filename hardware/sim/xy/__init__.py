"""The simulated XY "FA FB" board, written from the sheet of its behaviour (boards.md 2, 12, 13.3)."""

from hardware.sim.xy.board import XyBoard

__all__ = ["XyBoard"]
