"""What stands in the shop: the lanes of a simulated cabinet, from a TOML file or the built-in default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROWS: Final = "ABCDE"
LANES_A_ROW: Final = 8
CAPACITY_DEFAULT: Final = 8
CAPACITY_MAX: Final = 255
"""Stock and capacity are one byte on the wire (boards.md 2.3, frame 11)."""
MOTOR_MAX: Final = 999
"""From 1000 on a slot number means a whole tray (boards.md 2.3, frames 12-15)."""
ZONES_MAX: Final = 8
"""Cabinet temperatures in frame 52 (boards.md 2.6)."""
TEMPERATURE_C_MIN: Final = -40
TEMPERATURE_C_MAX: Final = 85


class CabinetError(ValueError):
    """The cabinet file cannot be used; the text says which key and why."""


@dataclass(frozen=True, slots=True)
class LanePlan:
    """One lane as it was built and filled. ``motor`` is its number on the board, from 1."""

    label: str
    motor: int
    items: int = CAPACITY_DEFAULT
    capacity: int = CAPACITY_DEFAULT


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Lanes in the order of the file; labels and motors are each unique."""

    lanes: tuple[LanePlan, ...]
    name: str = "demo-40"
    temperature_c: int = 6
    ambient_c: int = 25
    zones: int = 1
    model: str = ""
    """The board behind it (``hardware.sim.boards.models``); empty: whoever serves it decides."""

    @property
    def motors(self) -> dict[str, int]:
        """Motor by lane label."""
        return {lane.label: lane.motor for lane in self.lanes}


def demo_cabinet() -> Cabinet:
    """Five rows of eight full lanes, A1..E8 on motors 1..40."""
    labels = [f"{row}{column}" for row in ROWS for column in range(1, LANES_A_ROW + 1)]
    return Cabinet(tuple(LanePlan(label, motor) for motor, label in enumerate(labels, start=1)))


def load_cabinet(path: Path) -> Cabinet:
    """Read a cabinet file. Raises ``CabinetError`` in words, never anything else for a bad file."""
    import tomllib  # not at the top: more than a megabyte that the built-in cabinet does without

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CabinetError(f"cannot read the cabinet file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CabinetError(f"the cabinet file {path} is not TOML: {error}") from error
    try:
        return parse_cabinet(table)
    except CabinetError as error:
        raise CabinetError(f"{path}: {error}") from error


def parse_cabinet(table: dict[str, Any]) -> Cabinet:
    """A cabinet from a TOML table: ``name, model, temperature_c, ambient_c, zones, lanes``.

    A lane is ``A1 = 7`` (the motor) or ``A1 = { motor = 7, items = 3, capacity = 8 }``.
    """
    known = {"name", "model", "temperature_c", "ambient_c", "zones", "lanes"}
    for key in table:
        if key not in known:
            raise CabinetError(f"unknown key {key!r}; known are {', '.join(sorted(known))}")
    default = demo_cabinet()
    lanes = table.get("lanes")
    if not isinstance(lanes, dict) or not lanes:
        raise CabinetError("a table [lanes] with at least one lane is needed, e.g. A1 = { motor = 1 }")
    plans = tuple(_lane(label, value) for label, value in lanes.items())
    seen: dict[int, str] = {}
    for plan in plans:
        if plan.motor in seen:
            raise CabinetError(f"lanes {seen[plan.motor]} and {plan.label} both name motor {plan.motor}")
        seen[plan.motor] = plan.label
    return Cabinet(
        lanes=plans,
        name=str(table.get("name", default.name)),
        model=str(table.get("model", default.model)),
        temperature_c=_temperature(table, "temperature_c", default.temperature_c),
        ambient_c=_temperature(table, "ambient_c", default.ambient_c),
        zones=_number(table, "zones", default.zones, 1, ZONES_MAX),
    )


def _lane(label: str, value: object) -> LanePlan:
    table = value if isinstance(value, dict) else {"motor": value}
    unknown = set(table) - {"motor", "items", "capacity"}
    if unknown:
        raise CabinetError(f"lane {label}: unknown key {sorted(unknown)[0]!r}; known: motor, items, capacity")
    if "motor" not in table:
        raise CabinetError(f"lane {label}: the motor's number is missing")
    try:
        capacity = _number(table, "capacity", CAPACITY_DEFAULT, 1, CAPACITY_MAX)
        return LanePlan(
            label=label,
            motor=_number(table, "motor", 0, 1, MOTOR_MAX),
            items=_number(table, "items", capacity, 0, capacity),
            capacity=capacity,
        )
    except CabinetError as error:
        raise CabinetError(f"lane {label}: {error}") from error


def _temperature(table: dict[str, Any], key: str, default: int) -> int:
    return _number(table, key, default, TEMPERATURE_C_MIN, TEMPERATURE_C_MAX)


def _number(table: dict[str, Any], key: str, default: int, least: int, most: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise CabinetError(f"{key} = {value!r} must be a whole number from {least} to {most}")
    return value
