"""A profile out of a table (TOML already read). Pure.

Nothing half understood is used: either the whole profile, or every sentence that says what is wrong with it.
``[[tray]]`` writes a row of like lanes in one go: ``label = "A"``, ``lanes = 8``, ``first_motor = 1`` are A1
to A8 on motors 1 to 8. ``[[lane]]`` writes a single one. Both take the same further keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.profile.contradictions import contradictions
from kiosk.profile.profile import (
    BOARD_MODELS,
    MAIN,
    OUT_MINUTES,
    RECOVER_MINUTES,
    UNKNOWN_MINUTES,
    WARM_MINUTES,
    CabinetPlan,
    LaneKind,
    Peripheral,
    PeripheralKind,
    Place,
    Profile,
    Zone,
)
from kiosk.profile.rows import Row, nearest

MOTOR_MAX = 999
"""From 1000 on a slot number means a whole tray to some boards (boards.md 2.3)."""
PROBES_MAX = 8
"""Cabinet temperatures in an XY board's status (boards.md 2.6)."""
LIMIT_MIN_C, LIMIT_MAX_C = -40, 90
MINUTES_MAX = 24 * 60
TRAY_LANES_MAX = 100


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """``profile`` is None as soon as there is one problem."""

    profile: Profile | None
    problems: tuple[str, ...]


def read_profile(id: str, table: Mapping[str, Any]) -> ReadProfile:
    """The profile that ``table`` describes, or the sentences that say why it describes none."""
    problems: list[str] = []
    top = Row(table, f"profile {id}", problems)
    names = top.texts("name")
    cabinets = tuple(_cabinet(row, problems) for row in top.rows("cabinet"))
    boards = {cabinet.name: number for number, cabinet in enumerate(cabinets)}
    zones = tuple(_zone(row, boards, problems) for row in top.rows("zone"))
    lanes = [
        *(place for row in top.rows("tray") for place in _tray(row, cabinets, problems)),
        *(_lane(row, cabinets, problems) for row in top.rows("lane")),
    ]
    peripherals = tuple(_peripheral(row, boards, problems) for row in top.rows("peripheral"))
    top.finish()
    profile = Profile(id, names, cabinets, tuple(lanes), zones, peripherals)
    if not problems:
        problems += contradictions(profile)
    return ReadProfile(None if problems else profile, tuple(problems))


def _cabinet(table: Mapping[str, Any], problems: list[str]) -> CabinetPlan:
    name = str(table.get("name", MAIN))
    row = Row(table, f"cabinet {name!r}", problems)
    models = row.words("models", BOARD_MODELS[:-1])
    for model in models:
        if model not in BOARD_MODELS:
            row.problem(f"there is no board model {model!r}; nearest is {nearest(model, BOARD_MODELS)}.")
    if not models:
        row.problem("models must name at least one board model.")
    options = row.table("options")
    for model, chosen in options.items():
        if model not in models:
            row.problem(f"options are given for the board model {model!r}, which models does not name.")
        if not isinstance(chosen, Mapping):
            row.problem(f"options.{model} must be a table of that board's options.")
    plan = CabinetPlan(
        name=row.text("name", MAIN, needed=True),
        models=models,
        motors=row.whole("motors", MOTOR_MAX, 1, MOTOR_MAX),
        lift=row.flag("lift", False),
        drop_sensor=row.flag("drop_sensor", True),
        door=row.flag("door", True),
        probes=row.whole("probes", 0, 0, PROBES_MAX),
        hatch=row.texts("hatch") if "hatch" in table else {},
        options={
            str(model): dict(chosen) for model, chosen in options.items() if isinstance(chosen, Mapping)
        },
    )
    row.finish()
    return plan


def _zone(table: Mapping[str, Any], boards: Mapping[str, int], problems: list[str]) -> Zone:
    row = Row(table, f"zone {table.get('name', MAIN)!r}", problems)

    def minutes(key: str, default: int) -> int:
        return row.whole(key, default, 1, MINUTES_MAX)

    zone = Zone(
        name=row.text("name", MAIN, needed=True),
        board=_board(row, boards),
        probe=row.whole("probe", 0, 0, PROBES_MAX - 1),
        min_c=row.whole_or_none("min_c", LIMIT_MIN_C, LIMIT_MAX_C),
        max_c=row.whole_or_none("max_c", LIMIT_MIN_C, LIMIT_MAX_C),
        warm_minutes=minutes("warm_minutes", WARM_MINUTES),
        recover_minutes=minutes("recover_minutes", RECOVER_MINUTES),
        out_minutes=minutes("out_minutes", OUT_MINUTES),
        unknown_minutes=minutes("unknown_minutes", UNKNOWN_MINUTES),
        locks=row.words("locks"),
    )
    row.finish()
    return zone


def _tray(table: Mapping[str, Any], cabinets: Sequence[CabinetPlan], problems: list[str]) -> Iterator[Place]:
    row = Row(table, f"tray {table.get('label', '?')!r}", problems)
    label = row.text("label", needed=True)
    count = row.whole("lanes", 0, 1, TRAY_LANES_MAX)
    if not row.has("lanes"):
        row.problem("lanes is missing: how many lie side by side.")
    first_motor = row.whole("first_motor", 0, 1, MOTOR_MAX)
    if not row.has("first_motor"):
        row.problem("first_motor is missing: the number of its leftmost motor.")
    motor_step = row.whole("motor_step", 1, 1, MOTOR_MAX)
    digits = row.whole("digits", 1, 1, 3)
    made = _place(row, cabinets, "", 0, label)
    row.finish()
    for number in range(count):
        own = f"{label}{number + 1:0{digits}}"
        yield replace(made, label=own, motor=first_motor + number * motor_step)


def _lane(table: Mapping[str, Any], cabinets: Sequence[CabinetPlan], problems: list[str]) -> Place:
    row = Row(table, f"lane {table.get('label', '?')!r}", problems)
    label = row.text("label", needed=True)
    motor = row.whole("motor", 0, 1, MOTOR_MAX)
    if not row.has("motor"):
        row.problem("motor is missing: its number on the board.")
    place = _place(row, cabinets, label, motor, row.text("tray"))
    row.finish()
    return place


def _place(row: Row, cabinets: Sequence[CabinetPlan], label: str, motor: int, tray: str) -> Place:
    """What a tray and a single lane have in common. Locker doors and cabinets without an eye use none."""
    board = _board(row, {cabinet.name: number for number, cabinet in enumerate(cabinets)})
    kind = LaneKind(row.one_of("kind", LaneKind.SPIRAL, tuple(LaneKind)))
    sees = bool(cabinets) and cabinets[board].drop_sensor and kind is not LaneKind.LOCKER
    return Place(
        label=label,
        motor=motor,
        board=board,
        kind=kind,
        tray=tray,
        zone=row.text("zone", MAIN),
        drop_sensor=row.flag("drop_sensor", sees),
        lift=row.flag("lift", False),
        spoils=row.flag("spoils", True),
    )


def _peripheral(table: Mapping[str, Any], boards: Mapping[str, int], problems: list[str]) -> Peripheral:
    row = Row(table, f"peripheral {table.get('name', '?')!r}", problems)
    name = row.text("name", needed=True)
    kind = PeripheralKind(row.one_of("kind", PeripheralKind.SCANNER, tuple(PeripheralKind)))
    peripheral = Peripheral(name, kind, _board(row, boards))
    row.finish()
    return peripheral


def _board(row: Row, boards: Mapping[str, int]) -> int:
    """The number of the cabinet that ``cabinet`` names; the first when it is left out."""
    if not boards:
        row.text("cabinet")
        return 0
    return boards[row.one_of("cabinet", next(iter(boards)), tuple(boards))]
