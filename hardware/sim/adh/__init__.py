"""The simulated ADH815 and ADH814 cards, written from the sheet (boards.md 6, 12, 13.3)."""

from hardware.sim.adh.board import Adh814Board, Adh815Board

__all__ = ["Adh814Board", "Adh815Board"]
