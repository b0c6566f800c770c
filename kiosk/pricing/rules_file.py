"""Rules out of a table (JSON or TOML already read). Pure; a rule that is broken is left out whole, and named.

Half a rule is a wrong price: so a value of the wrong type, a window that never opens, an unknown kind, and
also a key that nobody knows (a mistyped limit, a newer cloud's condition) leave the rule out.
``docs/pricing.md`` lists the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar

from kiosk.pricing.moment import ANY_TIME, MINUTES_OF_DAY, Window
from kiosk.pricing.rules import (
    ALL_PEOPLE,
    EVERYTHING,
    KINDS,
    NO_CAPS,
    Action,
    Audience,
    Birthday,
    Caps,
    Coupon,
    Part,
    PayPercent,
    PointsScheme,
    Promotion,
    Rules,
    Scope,
    Threshold,
    Who,
)

ROWS_MAX = 1_000
"""Of promotions or coupons each; more are not weighed while somebody waits."""
LIST_MAX = 10_000
TEXT_MAX_CHARS = 500
LABEL_MAX_CHARS = 60
"""Of an id in a sentence about it."""
COUPON_KINDS = (Threshold, PayPercent)
RuleT = TypeVar("RuleT", Promotion, Coupon)
ValueT = TypeVar("ValueT")

_ACTIONS = {word: action for action, (word, _) in KINDS.items()}
_SCOPE_KEYS = frozenset({"skus", "categories", "but_skus"})
_AUDIENCE_KEYS = frozenset({"who", "levels", "newcomer", "birthday"})
_WINDOW_KEYS = frozenset({"from", "until", "weekdays", "month_days", "hours"})
_CAPS_KEYS = frozenset(field.name for field in fields(Caps))
_BOTH_KEYS = frozenset({"id", "kind", "name"}) | _SCOPE_KEYS | _AUDIENCE_KEYS | _WINDOW_KEYS


@dataclass(frozen=True, slots=True)
class Problem:
    """Something was left out. ``rule``: its id, or its place; ``text``: a sentence for the technician."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedRules:
    rules: Rules
    problems: tuple[Problem, ...]


def parse_rules(table: Mapping[str, Any]) -> ParsedRules:
    """The rules that can be kept to the letter; everything else is among the problems."""
    problems: list[Problem] = []
    promotions = _rows(table, "promotion", _promotion, problems)
    coupons = _rows(table, "coupon", _coupon, problems)
    for key in sorted(set(table) - {"promotion", "coupon", "points"}):
        problems.append(Problem(key, f"{key} is not known here and was left out."))
    points = None
    if "points" in table:
        try:
            points = _built(PointsScheme, _row(table["points"]), frozenset())
        except ValueError as error:
            problems.append(Problem("points", f"points: {error}. No points are earned or spent."))
    return ParsedRules(Rules(promotions, coupons, points), tuple(problems))


# --- rows --------------------------------------------------------------------------------------------


def _rows(
    table: Mapping[str, Any],
    name: str,
    read: Callable[[Mapping[str, Any]], RuleT],
    problems: list[Problem],
) -> tuple[RuleT, ...]:
    found: dict[str, RuleT] = {}
    for place, row in _numbered(table.get(name, []), name, problems):
        label = f"{name} {place}"
        try:
            label = str(_row(row).get("id") or label)[:LABEL_MAX_CHARS]
            rule = read(row)
            if rule.id in found:
                raise ValueError("is there twice; the first counts")
        except ValueError as error:
            problems.append(Problem(label, f"{label}: {error}. It is not applied."))
            continue
        found[rule.id] = rule
    return tuple(found.values())


def _numbered(rows: object, name: str, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    if not isinstance(rows, list):
        problems.append(Problem(name, f"{name} is not a list of tables."))
        return
    if len(rows) > ROWS_MAX:
        problems.append(
            Problem(name, f"there are {len(rows)} of {name}; only the first {ROWS_MAX} are read.")
        )
    yield from enumerate(rows[:ROWS_MAX], start=1)


def _row(row: object) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ValueError("is not a table")
    return row


def _promotion(row: Mapping[str, Any]) -> Promotion:
    own = frozenset({"priority", "group", "alone"})
    return Promotion(
        id=_id(row),
        action=_action(row, tuple(_ACTIONS.values()), _BOTH_KEYS | _CAPS_KEYS | own),
        names=_names(row),
        scope=_scope(row),
        audience=_audience(row),
        window=_window(row),
        priority=_value(row, "priority", _whole, 0),
        group=_value(row, "group", _text, ""),
        alone=_value(row, "alone", _truth, False),
        caps=Caps(**{key: _whole(row[key], key) for key in _CAPS_KEYS & set(row)})
        if _CAPS_KEYS & set(row)
        else NO_CAPS,
    )


def _coupon(row: Mapping[str, Any]) -> Coupon:
    own = frozenset({"with_promotions", "adds", "saving_max_fen"})
    action = _action(row, COUPON_KINDS, _BOTH_KEYS | own)
    assert isinstance(action, COUPON_KINDS), "only these were allowed"
    return Coupon(
        id=_id(row),
        action=action,
        names=_names(row),
        scope=_scope(row),
        audience=_audience(row),
        window=_window(row),
        with_promotions=_value(row, "with_promotions", _truth, True),
        adds=_value(row, "adds", _truth, False),
        saving_max_fen=_whole(row["saving_max_fen"], "saving_max_fen") if "saving_max_fen" in row else None,
    )


def _action(row: Mapping[str, Any], allowed: tuple[type[Action], ...], other_keys: frozenset[str]) -> Action:
    word = row.get("kind")
    kind = _ACTIONS.get(word) if isinstance(word, str) else None
    if kind is None or kind not in allowed:
        known = ", ".join(KINDS[each][0] for each in allowed)
        raise ValueError(f"the kind {word!r} is not known (known: {known})")
    return _built(kind, row, other_keys)


def _built(kind: type[ValueT], row: Mapping[str, Any], other_keys: frozenset[str]) -> ValueT:
    """A value of ``kind`` out of the keys named as its fields; no key may be left over."""
    own = {field.name: field for field in fields(kind) if field.init}  # type: ignore[arg-type]  # a dataclass
    if strangers := sorted(set(row) - set(own) - other_keys):
        raise ValueError(f"the key {strangers[0]!r} is not known here")
    missing = [name for name, field in own.items() if field.default is MISSING and name not in row]
    if missing:
        raise ValueError(f"{missing[0]} is missing")
    return kind(
        **{name: _READERS[str(field.type)](row[name], name) for name, field in own.items() if name in row}
    )


def _id(row: Mapping[str, Any]) -> str:
    found = _text(row.get("id"), "id")
    if not found.strip():
        raise ValueError("id is missing")
    return found


def _names(row: Mapping[str, Any]) -> Mapping[str, str]:
    names = row.get("name", {})
    if not isinstance(names, Mapping):
        raise ValueError("name must have one text for each language, e.g. { zh_CN = ..., en = ... }")
    return {_text(language, "name"): _text(text, "name") for language, text in names.items()}


def _scope(row: Mapping[str, Any]) -> Scope:
    if not _SCOPE_KEYS & set(row):
        return EVERYTHING
    return Scope(**{key: frozenset(_list(row, key, _text)) for key in _SCOPE_KEYS & set(row)})


def _audience(row: Mapping[str, Any]) -> Audience:
    if not _AUDIENCE_KEYS & set(row):
        return ALL_PEOPLE
    return Audience(
        who=Who(_one_of(row, "who", Who, Who.EVERYONE)),
        levels=_list(row, "levels", _text) if "levels" in row else (),
        newcomer=_value(row, "newcomer", _truth, False),
        birthday=Birthday(_one_of(row, "birthday", Birthday, Birthday.ANY_DAY)),
    )


def _window(row: Mapping[str, Any]) -> Window:
    if not _WINDOW_KEYS & set(row):
        return ANY_TIME
    return Window(
        from_date=_value(row, "from", _date, ""),
        until_date=_value(row, "until", _date, ""),
        weekdays=_list(row, "weekdays", _whole) if "weekdays" in row else (),
        month_days=_list(row, "month_days", _whole) if "month_days" in row else (),
        spans=_list(row, "hours", _span) if "hours" in row else (),
    )


# --- values ------------------------------------------------------------------------------------------


def _value(
    row: Mapping[str, Any], key: str, read: Callable[[object, str], ValueT], otherwise: ValueT
) -> ValueT:
    return read(row[key], key) if key in row else otherwise


def _list(row: Mapping[str, Any], key: str, read: Callable[[object, str], ValueT]) -> tuple[ValueT, ...]:
    """Not empty: an empty list of goods or days would mean all of them, which nobody says that way."""
    value = row[key]
    if not isinstance(value, list) or not 1 <= len(value) <= LIST_MAX:
        raise ValueError(f"{key} must be a list of 1 to {LIST_MAX}; leave it out to mean all")
    return tuple(read(item, key) for item in value)


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or len(value) > TEXT_MAX_CHARS:
        raise ValueError(f"{key} must be a text of up to {TEXT_MAX_CHARS} characters")
    return value


def _whole(value: object, key: str) -> int:
    if type(value) is not int:
        raise ValueError(f"{key} must be a whole number")
    return value


def _truth(value: object, key: str) -> bool:
    if type(value) is not bool:
        raise ValueError(f"{key} must be true or false")
    return value


def _date(value: object, key: str) -> str:
    """ISO text. TOML gives a date, JSON a text."""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return _text(text, key)


def _one_of(row: Mapping[str, Any], key: str, words: type[Who] | type[Birthday], otherwise: str) -> str:
    value = row.get(key, otherwise)
    if value not in [str(word) for word in words]:
        raise ValueError(f"{key} must be one of {', '.join(word for word in words if word)}")
    return str(value)


def _span(value: object, key: str) -> tuple[int, int]:
    """``14:00-17:00``; ``24:00`` may end a day."""
    parts = [part.split(":") for part in _text(value, key).split("-")]
    if len(parts) == 2 and all(
        len(part) == 2 and all(len(digits) == 2 and digits.isascii() and digits.isdigit() for digits in part)
        for part in parts
    ):
        start, end = (int(hours) * 60 + int(minutes) for hours, minutes in parts)
        if all(int(minutes) < 60 for _, minutes in parts) and end <= MINUTES_OF_DAY:
            return start, end
    raise ValueError(f"{key} must be like '14:00-17:00'")


def _parts(value: object, key: str) -> tuple[Part, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list of tables")
    parts = []
    for row in value:
        if strangers := sorted(set(_row(row)) - _SCOPE_KEYS - {"count"}):
            raise ValueError(f"the key {strangers[0]!r} is not known in a part")
        parts.append(Part(_scope(row), _value(row, "count", _whole, 1)))
    return tuple(parts)


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "int": _whole,
    "bool": _truth,
    "str": _text,
    "tuple[Part, ...]": _parts,
}
"""By the type of a field, as it is written in ``rules``."""
