"""Sales, events and effects as JSON, by names, exactly and back.

Every field is written, so a default that changes later cannot change the past. A field the reader knows
and the text lacks takes the reader's default (an older writer); one it does not know is an error (a newer
writer): money is not guessed at.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kiosk.errors import KnownError
from kiosk.sale import effects as effect_module
from kiosk.sale import events as event_module
from kiosk.sale.effects import Effect
from kiosk.sale.events import Event
from kiosk.sale.state import Sale

ValueT = TypeVar("ValueT")

EVENTS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(event_module.Event)}
EFFECTS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(effect_module.Effect)}
"""Names in the database: never rename one of these classes without a migration (a test holds the list)."""


class UnreadableError(KnownError):
    """A stored value does not have the form this version knows."""

    def __init__(self, text: str) -> None:
        super().__init__("store.unreadable", text)


def sale_text(sale: Sale) -> str:
    return _text(sale)


def sale_from(text: str) -> Sale:
    """Raises ``UnreadableError``."""
    return _value(Sale, _json(text))


def event_text(event: Event) -> str:
    return _named_text(event)


def event_from(text: str) -> Event:
    """Raises ``UnreadableError``."""
    event: Event = _named_value(EVENTS, text)
    return event


def effect_text(effect: Effect) -> str:
    return _named_text(effect)


def effect_from(text: str) -> Effect:
    """Raises ``UnreadableError``."""
    effect: Effect = _named_value(EFFECTS, text)
    return effect


# --- writing -----------------------------------------------------------------------------------------


def _plain(value: Any) -> dict[str, object]:
    return {name: getattr(value, name) for name in _fields(type(value))}


_NAMES: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """Names in order, looked up once for each class: this is on the way of every commit."""
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(own.name for own in fields(kind))
    return names


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain, check_circular=False)


def _text(value: object) -> str:
    return _ENCODER.encode(value)


def _named_text(value: object) -> str:
    return _ENCODER.encode({"type": type(value).__name__, **_plain(value)})


# --- reading -----------------------------------------------------------------------------------------


def _json(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UnreadableError(f"A stored record is not JSON: {error}.") from None
    if not isinstance(value, dict):
        raise UnreadableError("A stored record is not an object.")
    return value


def _named_value(kinds: Mapping[str, type], text: str) -> Any:
    body = _json(text)
    name = body.pop("type", None)
    kind = kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        raise UnreadableError(f"A stored record is of an unknown type {name!r}.")
    return _value(kind, body)


def _value(kind: type[ValueT], body: Mapping[str, object]) -> ValueT:
    readers, required = _readers(kind)
    unknown = body.keys() - readers.keys()
    missing = required - body.keys()
    if unknown or missing:
        what = f"unknown {min(unknown)!r}" if unknown else f"no {min(missing)!r}"
        raise UnreadableError(f"A stored {kind.__name__} has {what}: it was written by another version.")
    try:
        return kind(**{name: readers[name](value) for name, value in body.items()})
    except (TypeError, ValueError) as error:
        raise UnreadableError(f"A stored {kind.__name__} cannot be read: {error}.") from None


Readers = tuple[dict[str, Callable[[Any], object]], frozenset[str]]
_READERS: dict[type, Readers] = {}


def _readers(kind: type) -> Readers:
    """How to read each field, and which must be there."""
    known = _READERS.get(kind)
    if known is None:
        known = _READERS[kind] = _make_readers(kind)
    return known


def _make_readers(kind: type) -> Readers:
    hints = get_type_hints(kind)
    readers = {own.name: _reader(hints[own.name]) for own in fields(kind)}
    required = frozenset(
        own.name for own in fields(kind) if own.default is MISSING and own.default_factory is MISSING
    )
    return readers, required


def _reader(hint: Any) -> Callable[[Any], object]:
    """How to read one field: texts, whole numbers, flags, enums, and tuples of our own values."""
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda values: tuple(item(value) for value in _exactly(list, values))
    if get_origin(hint) in (Union, types.UnionType):
        raise TypeError(f"{hint} cannot be told apart in JSON; give it a value for absence")
    if is_dataclass(hint):
        return lambda value: _value(hint, _exactly(dict, value))  # type: ignore[arg-type]  # a class, not a value
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return lambda value: _exactly(hint, value)


def _exactly(kind: type, value: object) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value
