"""The reckoning under way: what each unit costs by now, what was taken off it, which rules it has served.

The only mutable thing here; it lives as long as one call of ``engine.price``. Units are numbered in an order
that depends on nothing but themselves, so the order of the basket cannot change a price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

from kiosk.money import share_out
from kiosk.pricing.occasion import Want
from kiosk.pricing.quote import TOTAL_MIN_FEN, Arguments, Saving, Share, Source
from kiosk.pricing.rules import Action, Coupon, Layer, Promotion

MASKS_KEPT = 4_096
"""A basket of ten units has 1,024 sets of units; each is taken apart many times in one quote."""


class Deal(NamedTuple):
    """What a rule would do now: take ``cuts`` off and use up ``units`` (bits)."""

    units: int
    cuts: tuple[tuple[int, int], ...]
    """(unit, fen)."""
    times: int
    fen: int
    """Sum of the cuts."""


def deal(units: int, cuts: Sequence[tuple[int, int]], times: int) -> Deal:
    return Deal(units, tuple(cuts), times, sum(fen for _, fen in cuts))


def within(found: Deal | None, most_fen: int) -> Deal | None:
    """The same deal, saving at most ``most_fen``; None when nothing is saved."""
    if found is None or found.fen <= 0 or most_fen <= 0:
        return None
    if found.fen <= most_fen:
        return found
    parts = share_out(most_fen, [fen for _, fen in found.cuts])
    cuts = [(unit, part) for (unit, _), part in zip(found.cuts, parts, strict=True)]
    return deal(found.units, cuts, found.times)


def shared(units: Sequence[int], amounts_fen: Sequence[int], off_fen: int) -> list[tuple[int, int]]:
    """``off_fen`` over ``units`` by what each costs: to the fen, none below nothing."""
    return list(zip(units, share_out(off_fen, [amounts_fen[unit] for unit in units]), strict=True))


def bits(units: Sequence[int]) -> int:
    mask = 0
    for unit in units:
        mask |= 1 << unit
    return mask


class Bill:
    def __init__(self, wants: Sequence[Want], amounts_fen: Sequence[int]) -> None:
        """``wants`` in their own order, ``amounts_fen`` what each costs before any rule."""
        self.wants = wants
        self.amounts_fen = list(amounts_fen)
        self.shares: list[list[Share]] = [[] for _ in wants]
        self.savings: dict[tuple[Source, str, str], Saving] = {}
        self.groups: set[str] = set()
        """Exclusion groups that have served."""
        self._used: defaultdict[Layer, int] = defaultdict(int)
        self._touched = 0
        """By any promotion."""
        self._closed = 0
        """By one that stands alone."""

    @property
    def room_fen(self) -> int:
        """What may still be taken off."""
        return sum(self.amounts_fen) - TOTAL_MIN_FEN

    @property
    def untouched(self) -> int:
        return ((1 << len(self.wants)) - 1) & ~self._touched

    def free(self, promotion: Promotion, mask: int) -> int:
        """Of ``mask`` the units that ``promotion`` may still use."""
        free = mask & ~self._used[promotion.layer] & ~self._closed
        return free & ~self._touched if promotion.alone else free

    def use(self, promotion: Promotion, found: Deal) -> None:
        """Carry out ``found``."""
        self._used[promotion.layer] |= found.units
        self._touched |= found.units
        if promotion.alone:
            self._closed |= found.units
        if promotion.group:
            self.groups.add(promotion.group)
        self.take(Source.PROMOTION, promotion.id, promotion.kind, found, promotion)

    def take(
        self, source: Source, name: str, key: str, found: Deal, rule: Promotion | Coupon | None = None
    ) -> None:
        """Take the cuts off and write down whose they are."""
        for unit, fen in found.cuts:
            if fen:
                self.amounts_fen[unit] -= fen
                self.shares[unit].append(Share(source, name, key, fen))
        names, arguments = (rule.names, arguments_of(rule.action)) if rule else ({}, {})
        self.savings[source, name, key] = Saving(source, name, key, found.fen, found.times, names, arguments)


@lru_cache(maxsize=MASKS_KEPT)
def units_in(mask: int) -> tuple[int, ...]:
    """The numbers of the bits, rising."""
    return tuple(unit for unit in range(mask.bit_length()) if mask >> unit & 1)


def arguments_of(action: Action) -> Arguments:
    """What a sentence about ``action`` may say: its plain figures and names."""
    found = {field.name: getattr(action, field.name) for field in fields(action)}
    return {
        name: int(value) if isinstance(value, bool) else value
        for name, value in found.items()
        if isinstance(value, int | str)
    }
