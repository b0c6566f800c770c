"""Which coins and bills may be taken now. Pure.

The rule: money is only taken that could be given back whole, in coins, should the customer change his mind or
the goods not fall; and more than is missing only if the change can be made. So nobody has to call for cash,
as nobody has to for any other payment, and a bill is worth no more here than the tubes can pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hardware.api import CashLevels, TillInfo, Tube

CHANGE_MAX_FEN = 100_000
"""No tubes hold more than a thousand yuan: a larger sum is not looked for."""


@dataclass(frozen=True, slots=True)
class Takes:
    """Values, ascending."""

    coins_fen: tuple[int, ...] = ()
    bills_fen: tuple[int, ...] = ()

    @property
    def nothing(self) -> bool:
        return not self.coins_fen and not self.bills_fen


NOTHING = Takes()


def can_make(tubes: Sequence[Tube], amount_fen: int) -> bool:
    """Exactly ``amount_fen`` (>= 0) can be paid out of ``tubes``."""
    if amount_fen > min(CHANGE_MAX_FEN, sum(tube.value_fen * tube.count for tube in tubes)):
        return False
    return bool(_sums(tubes, amount_fen) >> amount_fen & 1)


def _sums(tubes: Sequence[Tube], most_fen: int) -> int:
    """Every sum up to ``most_fen`` that can be paid out of ``tubes``: bit n stands for n fen."""
    reach, mask = 1, (1 << (most_fen + 1)) - 1
    for tube in tubes:
        left, several = tube.count, 1
        while left:
            coins = min(several, left)
            reach |= (reach << (tube.value_fen * coins)) & mask
            left, several = left - coins, several * 2
    return reach


def with_coin(tubes: Sequence[Tube], value_fen: int) -> tuple[Tube, ...]:
    """The tubes after such a coin fell: it lies in its tube, or in the cash box where that is full or there
    is none."""
    return _one_more(
        tubes, next((tube for tube in tubes if tube.value_fen == value_fen and not tube.full), None)
    )


def with_fallen(before: Sequence[Tube], after: Sequence[Tube], value_fen: int) -> tuple[Tube, ...]:
    """``before`` with that coin, if its tubes hold more ``after`` it; else it lies in the cash box."""
    if _by_value(after).get(value_fen, 0) <= _by_value(before).get(value_fen, 0):
        return tuple(before)
    return _one_more(before, next((tube for tube in before if tube.value_fen == value_fen), None))


def _one_more(tubes: Sequence[Tube], into: Tube | None) -> tuple[Tube, ...]:
    return tuple(replace(tube, count=tube.count + 1) if tube is into else tube for tube in tubes)


def takes(info: TillInfo, levels: CashLevels, credit_fen: int, amount_fen: int) -> Takes:
    """What may be put in next, ``credit_fen`` of ``amount_fen`` being there already."""

    def fits(value_fen: int, tubes: Sequence[Tube]) -> bool:
        total_fen = credit_fen + value_fen
        over_fen = total_fen - amount_fen
        return can_make(tubes, total_fen) and (over_fen <= 0 or can_make(tubes, over_fen))

    if credit_fen >= amount_fen:
        return NOTHING
    coins = tuple(value for value in info.coins_fen if fits(value, with_coin(levels.tubes, value)))
    return Takes(coins, tuple(value for value in info.bills_fen if fits(value, levels.tubes)))


def is_exact(info: TillInfo, now: Takes, missing_fen: int) -> bool:
    """The customer must put in no more than is missing: there is no change for what is larger."""
    larger = [value for value in (*info.coins_fen, *info.bills_fen) if value > missing_fen]
    return bool(larger) and not any(value > missing_fen for value in (*now.coins_fen, *now.bills_fen))


def can_pay(info: TillInfo, levels: CashLevels, amount_fen: int) -> bool:
    """There is some way to pay ``amount_fen``: by coins that have a tube and bills the tubes are worth, to
    the fen or with change that is there."""
    tubes = {tube.value_fen for tube in levels.tubes}
    usable = {value for value in info.coins_fen if value in tubes or can_make(levels.tubes, value)}
    usable |= {value for value in info.bills_fen if can_make(levels.tubes, value)}
    if not usable:
        return False
    most_over_fen = max(usable) - 1
    reach, mask = 1, (1 << (amount_fen + most_over_fen + 1)) - 1
    for value in usable:
        shift = value
        while shift <= amount_fen + most_over_fen:  # any number of this value, by doubling
            reach |= (reach << shift) & mask
            shift *= 2
    return (reach >> amount_fen) & _sums(levels.tubes, most_over_fen) != 0


def came_out(before: CashLevels, after: CashLevels, asked_fen: int) -> int | None:
    """What an interrupted pay-out gave, by the counts before and after. None: they do not tell (a tube is
    gone or holds more than before, or more came out than was asked for)."""
    then, now = _by_value(before.tubes), _by_value(after.tubes)
    if not then or then.keys() != now.keys() or any(now[value] > count for value, count in then.items()):
        return None
    out_fen = before.payable_fen - after.payable_fen
    return out_fen if out_fen <= asked_fen else None


def _by_value(tubes: Sequence[Tube]) -> dict[int, int]:
    """How many of each coin; two tubes may hold the same."""
    counts: dict[int, int] = {}
    for tube in tubes:
        counts[tube.value_fen] = counts.get(tube.value_fen, 0) + tube.count
    return counts
