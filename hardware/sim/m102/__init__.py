"""The simulated M102 motor cards, written from the sheet of their behaviour (boards.md 5, 12, 13.3)."""

from hardware.sim.m102.board import M102Board

__all__ = ["M102Board"]
