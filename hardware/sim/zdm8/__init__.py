"""The simulated ZDM8 board, written from the sheet of its behaviour (boards.md 4, 12, 13.3)."""

from hardware.sim.zdm8.board import Zdm8Board

__all__ = ["Zdm8Board"]
