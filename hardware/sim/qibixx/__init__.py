"""A simulated Qibixx adapter with a coin changer, a bill validator and a card reader behind it."""

from hardware.sim.qibixx.till import SimulatedTill

__all__ = ["SimulatedTill"]
