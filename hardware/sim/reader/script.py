"""Scripts for the simulated reader: JSON as people write it, to checked ``Act`` values.

They stand in the same scripts as the faults of the cabinet (``hardware.sim.script``)::

    {"scan": "134567890123456789"}        exactly this code
    {"scan": "wechat"}                    a fresh code of a kind (``SAMPLES``)
    {"scan": {"code": "alipay", "times": 2, "gap_ms": 300, "suffix": "none", "split": true, "noise": true}}
    {"reader_suffix": "none"}             from now on
    {"reader_noise": true}                bytes that are no code
    {"reader_unplug": {"for_ms": 1500}}   also true; false plugs it in again
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import count
from typing import Any, Final

from hardware.api import Suffix
from hardware.sim.script import ScriptError

WAIT_MAX_MS: Final = 24 * 3600 * 1000
TIMES_MAX: Final = 1_000
GAP_MS: Final = 300
"""Between two readings of a code that is held before the reader."""
TEXT_MAX_CHARS: Final = 4_296
"""The most a QR code holds."""


class ActName(StrEnum):
    SCAN = "scan"
    SUFFIX = "reader_suffix"
    NOISE = "reader_noise"
    UNPLUG = "reader_unplug"
    PLUG = "reader_plug"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens to the reader. Times are milliseconds."""

    name: ActName
    at_ms: int = 0
    text: str = ""
    suffix: Suffix | None = None
    """None: the one the reader is set to."""
    times: int = 1
    gap_ms: int = GAP_MS
    split: bool = False
    """Byte by byte, or event by event."""
    noise: bool = False
    """With bytes of noise within the code."""
    for_ms: int | None = None


SAMPLES: Final[Mapping[str, tuple[str, int]]] = {
    "wechat": ("13", 18),
    "alipay": ("28", 18),
    "unionpay": ("62", 19),
    "pick_up": ("", 8),
    "17_digits": ("13", 17),
    "25_digits": ("28", 25),
    "non_digits": ("HD-", 12),
}
"""Kind -> how its codes begin, how long they are."""

_FIELDS: Final = ("code", "at_ms", "suffix", "times", "gap_ms", "split", "noise", "for_ms")
_NUMBERS: Final = {
    "at_ms": (0, WAIT_MAX_MS),
    "times": (1, TIMES_MAX),
    "gap_ms": (0, WAIT_MAX_MS),
    "for_ms": (0, WAIT_MAX_MS),
}


class Samples:
    """Fresh codes: each is another one, none is found anywhere by chance, and each run has the same ones."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def next(self, kind: str) -> str:
        prefix, length = SAMPLES[kind]
        digits = str(int.from_bytes(sha256(b"%d" % next(self._numbers)).digest(), "big"))
        return (prefix + digits)[:length]


def is_act(step: object) -> bool:
    """Whether a step of a script is the reader's."""
    if isinstance(step, str):
        return step in tuple(ActName)
    return isinstance(step, Mapping) and any(name in step for name in ActName)


def parse_acts(steps: Iterable[object], samples: Samples) -> list[Act]:
    """Raises ``ScriptError`` in words."""
    return [_act(step if isinstance(step, Mapping) else {str(step): True}, samples) for step in steps]


def _act(step: Mapping[Any, Any], samples: Samples) -> Act:
    names = [name for name in ActName if name in step]
    if len(names) != 1:
        raise ScriptError(f"a step names exactly one act of the reader, this one names {len(names)}")
    (name,) = names
    value = step[name]
    fields = {key: given for key, given in step.items() if key != name}
    if isinstance(value, Mapping):
        fields |= value
    elif isinstance(value, str):
        fields["suffix" if name is ActName.SUFFIX else "code"] = value
    elif value is False and name is ActName.UNPLUG:
        name = ActName.PLUG
    elif value is not True:
        raise ScriptError(f"{name}: {value!r} is none of true, a text and an object")
    values = {key: _value(name, key, given) for key, given in fields.items()}
    text = str(values.pop("code", "wechat"))
    if name is ActName.SCAN:
        values["text"] = samples.next(text) if text in SAMPLES else text
    if name is ActName.SUFFIX and "suffix" not in values:
        raise ScriptError(f"{name}: which one is missing, e.g. {{'{name}': 'none'}}")
    return Act(name, **values)


def _value(name: ActName, field: str, value: object) -> Any:
    if field not in _FIELDS:
        raise ScriptError(f"{name}: unknown field {field!r}; known are {', '.join(_FIELDS)}")
    if field == "code":
        if not isinstance(value, str) or not 1 <= len(value) <= TEXT_MAX_CHARS:
            raise ScriptError(f"{name}: code must be a text of 1 to {TEXT_MAX_CHARS} characters")
        return value
    if field == "suffix":
        known = [suffix.value for suffix in Suffix if suffix is not Suffix.AUTO]
        if value not in known:
            raise ScriptError(f"{name}: suffix = {value!r} must be one of {', '.join(known)}")
        return Suffix(value)
    if field in ("split", "noise"):
        if not isinstance(value, bool):
            raise ScriptError(f"{name}: {field} is true or false, not {value!r}")
        return value
    least, most = _NUMBERS[field]
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ScriptError(f"{name}: {field} = {value!r} must be a whole number from {least} to {most}")
    return value
