"""What a simulated till is made of and filled with, from a TOML file or the built-in default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MODEL: Final = "qibixx"
TUBE_MAX_COINS: Final = 255
"""A tube's count is one byte (MDB 5.3)."""
VALUE_MAX_FEN: Final = 100_000
TYPES_MAX: Final = 16
STEP_FEN: Final = 10
"""The changer's scale: all coins are multiples of it, up to 254 of them."""
STACKER_MAX: Final = 32_767


class TillPlanError(ValueError):
    """The file cannot be used; the text says which key and why."""


@dataclass(frozen=True, slots=True)
class TubePlan:
    """One coin type; capacity 0: it has no tube and goes to the cash box."""

    value_fen: int
    count: int
    capacity: int


@dataclass(frozen=True, slots=True)
class TillPlan:
    """Coins and bills ascending."""

    coins: tuple[TubePlan, ...] = (TubePlan(10, 40, 80), TubePlan(50, 40, 70), TubePlan(100, 30, 70))
    bills_fen: tuple[int, ...] = (100, 500, 1_000, 2_000)
    stacker_capacity: int = 400
    has_escrow: bool = True
    has_changer: bool = True
    has_validator: bool = True
    has_reader: bool = True
    always_idle: bool = True
    card_fen: int = 100_000
    """What the customer's card is good for."""
    reader_limit_s: int = 30
    """The reader's own figure: how long it may take to answer."""


def load_plan(path: Path) -> TillPlan:
    """Read a till's file. Raises ``TillPlanError`` in words, never anything else for a bad file."""
    import tomllib  # not at the top: more than a megabyte that the built-in till does without

    try:
        return parse_plan(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise TillPlanError(f"cannot read the till's file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TillPlanError(f"the till's file {path} is not TOML: {error}") from error
    except TillPlanError as error:
        raise TillPlanError(f"{path}: {error}") from error


def parse_plan(table: dict[str, Any]) -> TillPlan:
    """A plan from a TOML table. A coin is ``100 = { count = 30, capacity = 70 }`` in ``[coins]``."""
    usual = TillPlan()
    flags = ("has_escrow", "has_changer", "has_validator", "has_reader", "always_idle")
    limits = {
        "stacker_capacity": STACKER_MAX,
        "card_fen": 100 * VALUE_MAX_FEN,
        "reader_limit_s": 255,
    }
    known = {"coins", "bills_fen", *flags, *limits}
    for key in table:
        if key not in known:
            raise TillPlanError(f"unknown key {key!r}; known are {', '.join(sorted(known))}")
    values: dict[str, Any] = {}
    for name in flags:
        values[name] = table.get(name, getattr(usual, name))
        if not isinstance(values[name], bool):
            raise TillPlanError(f"{name} = {values[name]!r} must be true or false")
    for name, most in limits.items():
        values[name] = _number(name, table.get(name, getattr(usual, name)), 0, most)
    coins = table.get("coins")
    if coins is not None:
        values["coins"] = _coins(coins)
    bills = table.get("bills_fen", list(usual.bills_fen))
    if not isinstance(bills, list) or len(bills) > TYPES_MAX:
        raise TillPlanError(f"bills_fen = {bills!r} must be a list of at most {TYPES_MAX} values")
    values["bills_fen"] = tuple(sorted(_number("bills_fen", bill, 100, VALUE_MAX_FEN) for bill in bills))
    return TillPlan(**values)


def _coins(table: object) -> tuple[TubePlan, ...]:
    if not isinstance(table, dict) or len(table) > TYPES_MAX:
        raise TillPlanError(f"[coins] must be a table of at most {TYPES_MAX} coins")
    return tuple(sorted((_coin(key, value) for key, value in table.items()), key=lambda coin: coin.value_fen))


def _coin(key: str, value: object) -> TubePlan:
    table = value if isinstance(value, dict) else {}
    value_fen = int(key) if key.isdecimal() else 0
    if not 0 < value_fen <= 254 * STEP_FEN or value_fen % STEP_FEN:
        raise TillPlanError(f"coins.{key} must be a multiple of {STEP_FEN} fen up to {254 * STEP_FEN}")
    unknown = set(table) - {"count", "capacity"}
    if unknown or not isinstance(value, dict):
        raise TillPlanError(f"coins.{key} must be a table with count and capacity")
    capacity = _number(f"coins.{key}.capacity", table.get("capacity", 70), 0, TUBE_MAX_COINS)
    count = _number(f"coins.{key}.count", table.get("count", 0), 0, capacity)
    return TubePlan(value_fen, count, capacity)


def _number(key: str, value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise TillPlanError(f"{key} = {value!r} must be a whole number from {least} to {most}")
    return value
