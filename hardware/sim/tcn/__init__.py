"""The simulated TCN board, written from the sheet of its behaviour (boards.md 3, 12, 13.3)."""

from hardware.sim.tcn.board import TcnBoard

__all__ = ["TcnBoard"]
