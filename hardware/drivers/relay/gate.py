"""Pulses and switching everything off must never meet: the one would cut the other short. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hardware.drivers.asked.steps import Errand, Made, pause
from hardware.wire.modbus.frames import Reply

WAIT_MS: Final = 20


@dataclass(slots=True)
class Gate:
    """Errands take turns: who wants to switch waits here. Their thread is one, so a flag is enough."""

    is_taken: bool = False

    def wait(self) -> Errand[Reply, None]:
        """Until nobody switches; take the gate before the next step, and give it back at the end."""
        while self.is_taken:
            yield from pause(WAIT_MS)

    def alone(self, errand: Errand[Reply, Made]) -> Errand[Reply, Made]:
        """``errand`` from its first step to its last while nobody else switches; its result."""
        yield from self.wait()
        self.is_taken = True
        try:
            return (yield from errand)
        finally:
            self.is_taken = False
