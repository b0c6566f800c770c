"""Questions to ZDM8 boards with their limits and what answers them (boards.md 4.2, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.drivers.modbus import Line
from hardware.session.requests import Manners, Request
from hardware.wire.modbus.frames import Function, Query, Reply
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import Read

CELL_BYTES = 2


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked on one line with ``boards`` boards, 0 when nobody has said how many."""

    boards: int = 0

    @property
    def line(self) -> Line:
        return Line(self.boards)

    @property
    def manners(self) -> Manners[Reply]:
        """The software version, and in its shadow the drop sensor: two shapes, so that one is always free."""
        hellos = [messages.read_software(address) for address in range(1, max(1, self.boards) + 1)]
        return self.line.manners(hellos[0], messages.read(1, Read.DROP_SENSOR), *hellos[1:])

    def ask(self, query: Query) -> Request[Reply]:
        return self.line.question(query)

    def cell(self, address: int, cell: int) -> Request[Reply]:
        """The count field names the cell, so the answer is one word whatever stands there."""
        return self.line.question(
            messages.read_cell(address, cell), lambda reply: _is_cell_answer(reply, address)
        )


def _is_cell_answer(reply: Reply, address: int) -> bool:
    is_read = reply.address == address and reply.asked_function == Function.READ_REGISTERS
    return is_read and (reply.exception is not None or len(reply.data) == CELL_BYTES)
