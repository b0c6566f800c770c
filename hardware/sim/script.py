"""Reading fault scripts: JSON as people write it, to checked ``Fault`` values.

The full form is ``{"fault": "jam", "lane": "A3", "times": 2}``; ``kind``, ``type`` and ``name`` do for
``fault``. Short forms are ``"no_drop"``, ``{"jam": "A3"}``, ``{"jam": 3}``, ``{"jam": {"lane": "A3"}}`` and
``{"no_drop": true}``. Several make a list or ``{"steps": [...]}``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, Final

from hardware.sim.cabinet import TEMPERATURE_C_MAX, TEMPERATURE_C_MIN, ZONES_MAX
from hardware.sim.faults import LASTING, OF_A_VEND, PHASED, UNTIL_CLEARED, Fault, FaultName, Phase

STEPS_MAX: Final = 200
WAIT_MAX_MS: Final = 24 * 3600 * 1000
TIMES_MAX: Final = 1_000_000
AMOUNT_MAX: Final = 0xFFFF_FFFF
"""Four bytes on the wire (boards.md 2.3, frame 21)."""
POWER_BACK_AFTER_MS: Final = 3000
"""A power cut without ``for_ms``: about what a board needs to start."""
LATE_DEFAULT_MS: Final = 3000
DELAY_DEFAULT_MS: Final = 150
"""More than the 100 ms an XY board allows (boards.md 13.3)."""
UNKNOWN_CODE_DEFAULT: Final = 0x7E
"""In no list of boards.md 2.4 and 2.5."""
CODE_DEFAULTS: Final = {
    FaultName.UNKNOWN_STATUS: UNKNOWN_CODE_DEFAULT,
    FaultName.MOTOR_FAULT: 0x40,
    FaultName.LIGHT_FAULT: 0x02,
    FaultName.EXCEPTION: 0x06,
    FaultName.RUN_REFUSED: 0x02,
    FaultName.FAULT_DROPPED: 0x03,
}
"""An open motor, a light that does not change (boards.md 3.2), a busy board (4.2, 5.2), a motor that did not
come home (5.2)."""
AMOUNT_DEFAULT: Final = 100

_NAME_KEYS: Final = ("fault", "kind", "type", "name")
_LIST_KEYS: Final = ("steps", "script", "faults")
_ALIASES: Final = {
    "reset": FaultName.CLEAR,
    "noise": FaultName.NOISE_BEFORE,
    "corrupt": FaultName.BAD_CHECKSUM,
    "split_bytes": FaultName.SPLIT,
    "merged_frames": FaultName.MERGE,
    "cable_cut": FaultName.CUT_CABLE,
    "unplug": FaultName.CUT_CABLE,
    "power_cycle": FaultName.POWER_CUT,
    "door_close": FaultName.DOOR_CLOSED,
    "unknown_status_code": FaultName.UNKNOWN_STATUS,
}
_BY_WORD: Final[dict[str, FaultName]] = {name.value: name for name in FaultName} | _ALIASES
_OPPOSITES: Final = {
    FaultName.DOOR_OPEN: FaultName.DOOR_CLOSED,
    FaultName.DOOR_CLOSED: FaultName.DOOR_OPEN,
    FaultName.CUT_CABLE: FaultName.REPLUG,
    FaultName.POWER_CUT: FaultName.POWER_ON,
    FaultName.SILENCE: FaultName.SPEAK,
    FaultName.SENSOR_BLOCKED: FaultName.SENSOR_OK,
    FaultName.PROBE_FAULT: FaultName.PROBE_OK,
}
_PHASES: Final = {phase.value: phase for phase in Phase} | {
    "mid_vend": Phase.BEFORE_DROP,
    "mid_turn": Phase.BEFORE_DROP,
}
_MAIN_FIELD: Final = {
    FaultName.TEMPERATURE: "celsius",
    FaultName.DELAY: "ms",
    FaultName.LATE_RESULT: "ms",
    FaultName.CUT_CABLE: "for_ms",
    FaultName.POWER_CUT: "for_ms",
    FaultName.SILENCE: "for_ms",
    FaultName.DOOR_OPEN: "for_ms",
    FaultName.SENSOR_BLOCKED: "for_ms",
    FaultName.UNKNOWN_STATUS: "code",
    FaultName.MONEY_DUPLICATE: "amount",
    FaultName.PROBE_FAULT: "zone",
    FaultName.PROBE_OK: "zone",
    FaultName.CLEAR: "only",
    FaultName.RUN_REFUSED: "code",
    FaultName.FAULT_DROPPED: "code",
    FaultName.COIN: "amount",
    FaultName.BILL: "amount",
    FaultName.TAKE_OUT: "amount",
    FaultName.TUBE_JAM: "amount",
    FaultName.TUBE_SENSOR: "amount",
    FaultName.CHANGER_AWAY: "for_ms",
    FaultName.VALIDATOR_AWAY: "for_ms",
    FaultName.READER_AWAY: "for_ms",
    FaultName.NACK: "code",
    FaultName.LOST_LINE: "code",
    FaultName.DAMAGED_LINE: "code",
}
_LANE_FAULTS: Final = OF_A_VEND | {FaultName.OUT_OF_STOCK, FaultName.MOTOR_MISSING, FaultName.COIL_STUCK}
_FIELD_ALIASES: Final = {
    "lane": "motor",
    "slot": "motor",
    "label": "motor",
    "when": "phase",
    "at": "phase",
    "after_ms": "at_ms",
    "delay_ms": "ms",
    "c": "celsius",
    "temperature_c": "celsius",
    "what": "only",
    "status": "code",
    "amount_fen": "amount",
    "fen": "amount",
}
_NUMBERS: Final = {
    "times": (0, TIMES_MAX),
    "at_ms": (0, WAIT_MAX_MS),
    "after_vends": (0, TIMES_MAX),
    "for_ms": (0, WAIT_MAX_MS),
    "ms": (0, WAIT_MAX_MS),
    "celsius": (TEMPERATURE_C_MIN, TEMPERATURE_C_MAX),
    "zone": (0, ZONES_MAX - 1),
    "amount": (0, AMOUNT_MAX),
}
_FIELDS: Final = (*_NUMBERS, "motor", "phase", "code", "turn_again", "falls", "only")


class ScriptError(ValueError):
    """A fault script nobody can carry out; the text says what and offers the nearest known word."""


def parse_script(
    script: object, motors: Mapping[str, int], known: Collection[FaultName] = tuple(FaultName)
) -> list[Fault]:
    """Check a whole script against the cabinet's lanes (label -> motor) and what its board can be made to do.

    Raises ``ScriptError``.
    """
    steps = flat_steps(script)
    if len(steps) > STEPS_MAX:
        raise ScriptError(f"a script has at most {STEPS_MAX} steps, this one has {len(steps)}")
    faults = [_step(step, motors) for step in steps]
    for fault in faults:
        if fault.name not in known:
            near = _nearest(fault.name.value, sorted(name.value for name in known))
            raise ScriptError(f"this model of board cannot be made to do {fault.name.value!r}{near}")
    return faults


def flat_steps(script: object) -> list[object]:
    """The steps of a script, one by one, not checked yet."""
    if isinstance(script, list):
        return [step for part in script for step in flat_steps(part)]
    if isinstance(script, Mapping):
        for key in _LIST_KEYS:
            if key in script and len(script) == 1:
                return flat_steps(script[key])
    return [script]


def _step(step: object, motors: Mapping[str, int]) -> Fault:
    if isinstance(step, str):
        step = {"fault": step}
    if not isinstance(step, Mapping):
        raise ScriptError(f"a fault is an object like {{'fault': 'jam', 'lane': 'A3'}}, not {step!r}")
    name, value, rest = _split(step)
    if value is False:
        if name not in _OPPOSITES:
            return _fault(FaultName.CLEAR, {**rest, "only": name.value}, motors)
        name = _OPPOSITES[name]
    elif isinstance(value, Mapping):
        rest = {**rest, **value}
    elif value is not None and value is not True:
        rest = {**rest, _main_field(name, value): value}
    return _fault(name, rest, motors)


def _split(step: Mapping[Any, Any]) -> tuple[FaultName, Any, dict[str, Any]]:
    """The fault's name, the value of the short form (None without one) and all other fields."""
    for key in _NAME_KEYS:
        if key in step:
            name = _name(step[key])
            rest = {str(field): value for field, value in step.items() if field != key}
            return name, rest.pop(name.value, None), rest
    named = [key for key in step if _find(key) is not None]
    if len(named) != 1:
        unknown = [str(key) for key in step if key not in _FIELDS and key not in _FIELD_ALIASES]
        if not named and unknown:
            _name(unknown[0])
        raise ScriptError(f"a step names exactly one fault, this one names {len(named)}: {dict(step)!r}")
    found = _name(named[0])
    rest = {str(field): value for field, value in step.items() if field != named[0]}
    return found, step[named[0]], rest


def _find(word: object) -> FaultName | None:
    known = str(word).strip().lower().replace("-", "_").replace(" ", "_")
    return _BY_WORD.get(known)


def _name(word: object) -> FaultName:
    found = _find(word)
    if found is None:
        raise ScriptError(f"unknown fault {word!r}{_nearest(str(word), list(_BY_WORD))}")
    return found


def _nearest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.3)
    return f"; the nearest known one is {close[0]!r}" if close else ""


def _main_field(name: FaultName, value: object) -> str:
    if name in PHASED and isinstance(value, str):
        return "phase"
    if name in _LANE_FAULTS and name not in _MAIN_FIELD:
        return "motor"
    return _MAIN_FIELD.get(name, "times")


def _fault(name: FaultName, fields: Mapping[str, Any], motors: Mapping[str, int]) -> Fault:
    values: dict[str, Any] = {}
    for key, value in fields.items():
        field, scale = (key, 1) if not key.endswith("_s") else (f"{key[:-2]}_ms", 1000)
        field = _FIELD_ALIASES.get(field, field)
        if field not in _FIELDS:
            raise ScriptError(f"{name}: unknown field {key!r}{_nearest(key, [*_FIELDS, *_FIELD_ALIASES])}")
        if value is not None:
            values[field] = _value(name, field, value, scale, motors)
    return Fault(name, **{**_defaults(name, values), **values})


def _value(name: FaultName, field: str, value: object, scale: int, motors: Mapping[str, int]) -> object:
    if field == "motor":
        return _motor(name, value, motors)
    if field == "phase":
        if name not in PHASED:
            raise ScriptError(f"{name} has no phase; {', '.join(sorted(PHASED))} have one")
        if value not in _PHASES:
            raise ScriptError(f"{name}: unknown phase {value!r}; known are {', '.join(_PHASES)}")
        return _PHASES[str(value)]
    if field == "only":
        return _name(value)
    if field == "code":
        return _code(value)
    if field in ("turn_again", "falls"):
        if not isinstance(value, bool):
            raise ScriptError(f"{name}: {field} is true or false, not {value!r}")
        return value
    least, most = _NUMBERS[field]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value * scale <= most:
        raise ScriptError(f"{name}: {field} = {value!r} must be a number from {least} to {most}")
    return int(value * scale)


def _motor(name: FaultName, value: object, motors: Mapping[str, int]) -> int:
    if isinstance(value, str):
        label = value.strip().upper()
        if label in motors:
            return motors[label]
        if label.isdecimal():
            value = int(label)
    if isinstance(value, int) and not isinstance(value, bool) and value in motors.values():
        return value
    raise ScriptError(
        f"{name}: this cabinet has no lane or motor {value!r}{_nearest(str(value), list(motors))}"
    )


def _code(value: object) -> int:
    try:
        number = int(value, 16) if isinstance(value, str) else value
    except ValueError:
        number = None
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 0xFF:
        return number
    raise ScriptError(f"code = {value!r} must be one byte, as a number or as hex text")


def _defaults(name: FaultName, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a script leaves open. A line or power fault strikes now unless a lane or a number is given."""
    defaults: dict[str, Any] = {"times": UNTIL_CLEARED if name in LASTING else 1}
    if name in PHASED and {"motor", "times", "after_vends"} & set(given):
        defaults["phase"] = Phase.BEFORE_DROP if name is FaultName.POWER_CUT else Phase.AFTER_ACK
    if name is FaultName.POWER_CUT:
        defaults["for_ms"] = POWER_BACK_AFTER_MS
    elif name is FaultName.LATE_RESULT:
        defaults["ms"] = LATE_DEFAULT_MS
    elif name is FaultName.DELAY:
        defaults["ms"] = DELAY_DEFAULT_MS
    elif name in CODE_DEFAULTS:
        defaults["code"] = CODE_DEFAULTS[name]
    elif name is FaultName.MONEY_DUPLICATE:
        defaults["amount"] = AMOUNT_DEFAULT
    elif name is FaultName.TERMINATED:
        defaults["falls"] = False
    return defaults
