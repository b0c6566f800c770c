"""Questions to relay boards with their limits and what answers them (boards.md 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.drivers.modbus import Line
from hardware.drivers.relay.options import RelayOptions
from hardware.session.requests import Manners, Request
from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.modbus.messages import unpack_bits
from hardware.wire.relay.messages import Dialect

HELLO_INPUTS = 8


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked on a line wired as the options say."""

    options: RelayOptions

    @property
    def dialect(self) -> Dialect:
        return self.options.dialect

    @property
    def line(self) -> Line:
        return Line(self.options.boards)

    @property
    def manners(self) -> Manners[Reply]:
        """Relays and inputs: two functions, so that one is always free. A board without inputs refuses these;
        one that knows neither function is no relay board, unless somebody says that it tells nothing."""
        hellos = (self.dialect.read_coils(1), self.dialect.read_inputs(1, HELLO_INPUTS))
        manners = self.line.manners(*hellos)
        return manners if self.options.read_back else replace(manners, proves=lambda _reply: True)

    def ask(self, query: Query) -> Request[Reply]:
        return self.line.question(query)

    def coils(self, address: int) -> Request[Reply]:
        return self.ask(self.dialect.read_coils(address))

    def inputs(self, address: int, last: int) -> Request[Reply]:
        """All inputs up to ``last``."""
        return self.ask(self.dialect.read_inputs(address, last))


def bit(reply: Reply, number: int) -> bool | None:
    """Relay or input ``number``, from 1; None when the reply does not tell."""
    bits = unpack_bits(reply.data) if reply.exception is None else ()
    return bits[number - 1] if number <= len(bits) else None
