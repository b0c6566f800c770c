"""The motor commands a simulated board heard: what falls and turns refer to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from hardware.sim.world import LOG_SAVED_ENTRIES

ORDERS_LOG_MAX: Final = 1000
"""Orders remembered one by one; their number never is forgotten."""


@dataclass(slots=True)
class OrderSeen:
    """One motor command as the board heard it. ``number`` is what falls and turns refer to."""

    number: int
    pack_no: int
    """The wire's own number of the command; 0 where it has none."""
    motor: int
    drop_sensor: bool
    executed: bool
    repeated: bool
    at_ms: int
    utc_ms: int

    def to_record(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(slots=True)
class OrderLog:
    """The last ``ORDERS_LOG_MAX``, oldest first."""

    seen: list[OrderSeen] = field(default_factory=list)
    total: int = 0

    def add(
        self,
        motor: int,
        now_ms: int,
        utc_offset_ms: int,
        *,
        drop_sensor: bool,
        executed: bool = True,
        repeated: bool = False,
        pack_no: int = 0,
    ) -> int:
        """Note one command; its number."""
        self.total += 1
        utc_ms = now_ms + utc_offset_ms
        self.seen.append(
            OrderSeen(self.total, pack_no, motor, drop_sensor, executed, repeated, now_ms, utc_ms)
        )
        del self.seen[:-ORDERS_LOG_MAX]
        return self.total

    def to_state(self) -> dict[str, Any]:
        return {
            "orders": [order.to_record() for order in self.seen[-LOG_SAVED_ENTRIES:]],
            "orders_total": self.total,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises KeyError, TypeError or ValueError when damaged."""
        self.seen = [OrderSeen(**entry) for entry in state["orders"]]
        self.total = int(state["orders_total"])
