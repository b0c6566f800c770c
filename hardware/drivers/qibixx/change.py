"""Which coins make an amount, or as near below it as the tubes allow, with the fewest coins. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Final

UNITS_MAX: Final = 20_000
"""The largest amount planned at once, in the greatest unit that all coins share (2000 yuan in 10 fen): more
lies in no changer's tubes, and it keeps the search within milliseconds."""


@dataclass(frozen=True, slots=True)
class Coins:
    """So many coins of one type."""

    kind: int
    value_fen: int
    count: int


def best_change(amount_fen: int, tubes: Sequence[Coins]) -> tuple[Coins, ...]:
    """The coins to pay out, the highest value first; empty when nothing can be paid.

    Taking the largest coin that fits first is not enough: 60 of one 50 and three 20 would be missed.
    """
    usable = [tube for tube in tubes if tube.count > 0 and 0 < tube.value_fen <= amount_fen]
    if not usable:
        return ()
    unit_fen = gcd(*(tube.value_fen for tube in usable))
    in_tubes_fen = sum(tube.value_fen * tube.count for tube in usable)
    target = min(amount_fen, in_tubes_fen, UNITS_MAX * unit_fen) // unit_fen
    return _rebuild(target, list(_bundles(usable)), unit_fen)


def _bundles(tubes: Sequence[Coins]) -> Iterator[Coins]:
    """Each tube as 1, 2, 4, ... coins and the rest: any number of its coins is some of these."""
    for tube in sorted(tubes, key=lambda tube: -tube.value_fen):
        left, size = tube.count, 1
        while left:
            size = min(size, left)
            yield Coins(tube.kind, tube.value_fen, size)
            left -= size
            size *= 2


def _rebuild(target: int, bundles: list[Coins], unit_fen: int) -> tuple[Coins, ...]:
    """Fewest coins for every sum up to ``target``, then back from the highest sum that can be made."""
    none = target + UNITS_MAX + 1
    fewest = [0] + [none] * target
    taken: list[bytearray] = []
    for bundle in bundles:
        units = bundle.value_fen * bundle.count // unit_fen
        used = bytearray(target + 1)
        for total in range(target, units - 1, -1):
            with_it = fewest[total - units] + bundle.count
            if with_it < fewest[total]:
                fewest[total] = with_it
                used[total] = 1
        taken.append(used)
    total = next(total for total in range(target, -1, -1) if fewest[total] < none)
    picked: dict[int, Coins] = {}
    for bundle, used in zip(reversed(bundles), reversed(taken), strict=True):
        if used[total]:
            before = picked.get(bundle.kind)
            count = bundle.count + (before.count if before else 0)
            picked[bundle.kind] = Coins(bundle.kind, bundle.value_fen, count)
            total -= bundle.value_fen * bundle.count // unit_fen
    return tuple(sorted(picked.values(), key=lambda coins: (-coins.value_fen, coins.kind)))
