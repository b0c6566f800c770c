"""What an XY board remembers without power: slots, settings of its menu, flags of jams and motor errors."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from hardware.sim.cabinet import Cabinet

TRAY_BASE: Final = 1000
"""Slot 1000+n means tray n, 0000 the whole machine (boards.md 2.3, frames 12-15)."""
ALL_TRAYS: Final = 100
MODE_SPIRAL: Final = 1


@dataclass(slots=True)
class Slot:
    """One slot as the board believes it to be. Stock is the board's own count, not the truth."""

    slot: int
    tray: int
    stock: int
    capacity: int
    price: int = 0
    product: int = 0
    jammed: bool = False
    """Disabled after a jam until menu 32 is cleared (policy of menu 27)."""
    paused: bool = False
    motor_error: bool = False


@dataclass(slots=True)
class Memory:
    """The board's EEPROM. ``revision`` grows with every change."""

    slots: dict[int, Slot]
    disable_after_jam: dict[int, bool] = field(default_factory=dict)
    """Menu 27 by tray; on where not set."""
    drop_sensor: dict[int, bool] = field(default_factory=dict)
    """Menu 24 by tray; on where not set."""
    temperature_mode: int = 2
    """Menu 28: 2 cool."""
    options: dict[str, str] = field(default_factory=dict)
    """Other settings as they were sent: menu type -> hex of the parameters."""
    revision: int = 0

    @classmethod
    def build(cls, cabinet: Cabinet) -> Memory:
        """As set up by the factory: every lane known, counted and sellable. A row of lanes is a tray."""
        rows: dict[str, int] = {}
        slots = {}
        for number, plan in enumerate(cabinet.lanes, start=1):
            tray = rows.setdefault(plan.label.rstrip("0123456789"), len(rows))
            slots[plan.motor] = Slot(plan.motor, tray, plan.items, plan.capacity, product=number)
        return cls(slots)

    def changed(self) -> None:
        self.revision += 1

    def addressed(self, number: int) -> list[Slot]:
        """The slots a number of frames 12-15 means: one, a tray (1000+n) or all (0)."""
        if number == 0:
            return list(self.slots.values())
        if number >= TRAY_BASE:
            return [slot for slot in self.slots.values() if slot.tray == number - TRAY_BASE]
        return [self.slots[number]] if number in self.slots else []

    def trays(self, number: int) -> list[int]:
        """The trays a number of menus 24 and 27 means; 100 is all."""
        known = sorted({slot.tray for slot in self.slots.values()})
        return known if number == ALL_TRAYS else [tray for tray in known if tray == number]

    def drop_sensor_on(self, slot: int) -> bool:
        return self.drop_sensor.get(self.slots[slot].tray, True)

    def jam_disables(self, slot: int) -> bool:
        return self.disable_after_jam.get(self.slots[slot].tray, True)

    def clear_flags(self) -> None:
        """Every slot sells again."""
        for slot in self.slots.values():
            slot.jammed = slot.paused = slot.motor_error = False
        self.changed()

    def to_state(self) -> dict[str, Any]:
        return {
            "slots": [asdict(slot) for slot in self.slots.values()],
            "disable_after_jam": {str(tray): on for tray, on in self.disable_after_jam.items()},
            "drop_sensor": {str(tray): on for tray, on in self.drop_sensor.items()},
            "temperature_mode": self.temperature_mode,
            "options": self.options,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Take over what ``to_state`` gave; raises KeyError, TypeError or ValueError when damaged."""
        for entry in state["slots"]:
            slot = Slot(**entry)
            if slot.slot in self.slots:
                self.slots[slot.slot] = slot
        self.disable_after_jam = {int(tray): bool(on) for tray, on in state["disable_after_jam"].items()}
        self.drop_sensor = {int(tray): bool(on) for tray, on in state["drop_sensor"].items()}
        self.temperature_mode = int(state["temperature_mode"])
        self.options = {str(key): str(value) for key, value in state["options"].items()}
