"""The simulated relay boards, and the machine somebody built around them (boards.md 7, 13.3)."""

from hardware.sim.relay.board import RelayBoard

__all__ = ["RelayBoard"]
