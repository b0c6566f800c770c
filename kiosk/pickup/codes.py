"""Pick-up codes as the cloud told them: who a typed code is, what is left of it, how guessing is slowed.

PURE, but for the digest's arithmetic, which takes some hundredths of a second: off the loop, please.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

DIGITS = 8
TRIES_FREE = 3
"""Mistyping happens; no delay before so many codes that nobody was given."""
FIRST_DELAY_S = 5
DELAY_LIMIT_S = 900
TRIES_TO_TELL = 8
"""That is no mistyping any more: an incident."""
TRIES_FORGOTTEN_S = 3_600
"""An hour without a wrong code and all is forgotten. At the limit's pace a guesser has 96 tries a day against
10^8 codes: with a hundred of them valid, one hit in thirty years."""


@dataclass(frozen=True, slots=True)
class Unit:
    sku: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PickUpCode:
    """One code that this machine may redeem."""

    id: str
    """The document's key."""
    salt: str
    rounds: int
    digest: str
    until_s: int
    currency: str
    units: tuple[Unit, ...]


def read_code(key: str, body: Mapping[str, Any]) -> PickUpCode:
    """Raises ``ValueError`` for what this version cannot read."""
    from kiosk.wire import PickUpDocument  # the messages' library takes a while to load

    found = PickUpDocument.model_validate(body)
    units = tuple(Unit(unit.sku, unit.amount_fen) for unit in found.units)
    return PickUpCode(key, found.salt, found.rounds, found.digest, found.until_s, found.currency, units)


def find_code(typed: str, codes: Iterable[PickUpCode]) -> PickUpCode | None:
    """Whose code was typed. One slow digest for each salt: the cloud gives a machine's codes the same one."""
    from kiosk.wire import pick_up_digest

    digests: dict[tuple[str, int], str] = {}
    for code in codes:
        way = (code.salt, code.rounds)
        if way not in digests:
            digests[way] = pick_up_digest(typed, *way)
        if digests[way] == code.digest:
            return code
    return None


def left(code: PickUpCode, out: Collection[int]) -> tuple[int, ...]:
    """Indices of its units that can still be taken; ``out`` are those that were, and did not come back."""
    return tuple(index for index in range(len(code.units)) if index not in out)


def promised(codes: Iterable[PickUpCode], out: Mapping[str, Collection[int]], now_s: int) -> Counter[str]:
    """Units by SKU that codes may still claim: nobody else is sold them."""
    wanted: Counter[str] = Counter()
    for code in codes:
        if code.until_s > now_s:
            wanted.update(code.units[index].sku for index in left(code, out.get(code.id, ())))
    return wanted


def delay_s(wrong: int) -> int:
    """How long the keypad rests after so many wrong codes in a row: growing, and never for good."""
    if wrong < TRIES_FREE:
        return 0
    return min(FIRST_DELAY_S << min(wrong - TRIES_FREE, 10), DELAY_LIMIT_S)
