"""From a basket, the rules, a customer and a moment to the one quote. Pure and deterministic.

The order of things, and what is settled where:

1. the product's own price, or its member price where that is less;
2. promotions, layer after layer (``rules.Layer``), in each the higher priority first, of equals whichever
   saves most at its turn, then by id. A unit serves once in each layer, a promotion once in a sale;
3. gifts; 4. coupons (``coupons``); 5. points (``points``).

A member is also priced as a guest would be and gets whichever costs less: a member price must not make a 满减
fail. What a rule keeps from members stays kept from them. The basket never costs less than ``TOTAL_MIN_FEN``.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kiosk.pricing import nearly, points
from kiosk.pricing.bill import Bill, Deal, bits, units_in
from kiosk.pricing.coupons import serve_coupons
from kiosk.pricing.occasion import Customer, Occasion, Want
from kiosk.pricing.offers import offer
from kiosk.pricing.quote import (
    GIFT,
    LIST_PRICE,
    MEMBER_PRICE,
    REDUCED,
    CouponVerdict,
    NearMiss,
    Quote,
    QuoteLine,
    Saving,
    Share,
    Source,
)
from kiosk.pricing.rulebook import Chance, Rulebook
from kiosk.pricing.rules import Gift, Layer

_MEMBER = Customer(is_member=True)


def price(wants: Sequence[Want], currency: str, book: Rulebook, occasion: Occasion) -> Quote:
    """Raises ``ValueError`` for an empty basket, and for a unit without a price: it must not have been
    offered."""
    if not wants:
        raise ValueError("nothing to price")
    for want in wants:
        if want.price_fen < 1:
            raise ValueError(f"{want.sku} has no price")
    order = sorted(range(len(wants)), key=lambda place: _own_order(wants[place]))
    units = [wants[place] for place in order]
    customer = occasion.customer
    made = _reckon(units, book, occasion, customer, book.chances(units, occasion))
    if customer.is_member:
        other = _as_guest(units, book, occasion, made)
        made = other if other is not None and other.total_fen < made.total_fen else made
    lines = _lines(units, made)
    in_order: list[QuoteLine] = [lines[order.index(place)] for place in range(len(wants))]
    return Quote(
        lines=(*in_order, *made.gifts),
        currency=currency,
        rules=book.version,
        savings=(*_price_savings(lines), *made.bill.savings.values()),
        coupons=made.verdicts,
        near=_near(made),
    )


@dataclass(frozen=True, slots=True)
class _Reckoning:
    bill: Bill
    base_fen: tuple[int, ...]
    """What each unit costs before any rule; in the units' own order, as everything here."""
    chances: tuple[Chance, ...]
    standing: nearly.Standing
    gifts: tuple[QuoteLine, ...]
    gone: tuple[NearMiss, ...]
    verdicts: tuple[CouponVerdict, ...]
    spent: Sequence[int]
    earned: Sequence[int]

    @property
    def total_fen(self) -> int:
        return sum(self.bill.amounts_fen)


def _own_order(want: Want) -> tuple[object, ...]:
    """Says nothing of where the unit stands in the basket."""
    member_fen = want.member_price_fen or 0
    return want.sku, want.lane, want.motor, want.price_fen, want.list_price_fen, member_fen, want.category


def _reckon(
    units: Sequence[Want], book: Rulebook, occasion: Occasion, seen_as: Customer, chances: tuple[Chance, ...]
) -> _Reckoning:
    base_fen = tuple(_base_fen(unit, seen_as) for unit in units)
    bill = Bill(units, base_fen)
    _serve_layer(Layer.PRICE, chances, bill)
    before_fen = tuple(bill.amounts_fen)
    _serve_layer(Layer.TOTAL, chances, bill)
    standing = nearly.Standing(before_fen, tuple(bill.amounts_fen))
    gifts, gone = _give(chances, bill, occasion.spare)
    verdicts = serve_coupons(bill, book, occasion, seen_as)
    spent = points.spend(bill, book.points, occasion)
    earned = points.earned(bill, book.points, occasion, chances)
    return _Reckoning(bill, base_fen, chances, standing, gifts, gone, verdicts, spent, earned)


def _as_guest(
    units: Sequence[Want], book: Rulebook, occasion: Occasion, made: _Reckoning
) -> _Reckoning | None:
    """The member priced as a guest; None when that could not come out otherwise."""
    guest = Customer(coupons=occasion.customer.coupons)
    chances = tuple(
        chance for chance in made.chances if chance.promotion.audience.fits(guest, occasion.moment)
    )
    if len(chances) == len(made.chances) and all(
        _base_fen(unit, guest) == _base_fen(unit, _MEMBER) for unit in units
    ):
        return None
    return _reckon(units, book, occasion, guest, chances)


def _base_fen(unit: Want, seen_as: Customer) -> int:
    member_fen = unit.member_price_fen or 0
    return member_fen if seen_as.is_member and 0 < member_fen < unit.price_fen else unit.price_fen


# --- promotions --------------------------------------------------------------------------------------


def _serve_layer(layer: Layer, chances: Sequence[Chance], bill: Bill) -> None:
    row = [chance for chance in chances if chance.layer is layer]
    row.sort(key=lambda chance: -chance.promotion.priority)
    for _, level in groupby(row, key=lambda chance: chance.promotion.priority):
        _serve_equals(list(level), bill)


def _serve_equals(level: Sequence[Chance], bill: Bill) -> None:
    """One after another, each time the one that saves most now, of equals the first by id.

    The fewer units are free, the less an offer saves, and one whose own units are all free still stands as
    it was reckoned; so only the one that comes first is ever reckoned again.
    """
    found = [(chance, _ask(chance, bill)) for chance in level]
    row = [(-deal.fen, chance.promotion.id, chance, deal) for chance, deal in found if deal]
    row.sort(key=_by_saving)
    while row:
        _, name, chance, deal = row.pop(0)
        if chance.promotion.group in bill.groups:
            continue
        if deal.fen <= bill.room_fen and bill.free(chance.promotion, deal.units) == deal.units:
            bill.use(chance.promotion, deal)
        elif less := _ask(chance, bill):
            insort(row, (-less.fen, name, chance, less), key=_by_saving)


def _by_saving(entry: tuple[int, str, Chance, Deal]) -> tuple[int, str]:
    return entry[:2]


def _ask(chance: Chance, bill: Bill) -> Deal | None:
    free = bill.free(chance.promotion, chance.mask)
    return offer(chance.promotion, units_in(free), bill, chance.left) if free else None


# --- gifts -------------------------------------------------------------------------------------------


def _give(
    chances: Sequence[Chance], bill: Bill, spare: Sequence[Want]
) -> tuple[tuple[QuoteLine, ...], tuple[NearMiss, ...]]:
    """Lines for what is given, by priority and id; and what was earned and cannot be given."""
    lines: list[QuoteLine] = []
    gone: list[NearMiss] = []
    left = list(spare)
    row = [chance for chance in chances if chance.layer is Layer.GIFT]
    row.sort(key=lambda chance: -chance.promotion.priority)
    for chance in row:
        promotion, action = chance.promotion, chance.promotion.action
        assert isinstance(action, Gift), "only gifts are in their layer"
        used, times = _earned_gifts(action, chance, bill)
        if not times or promotion.group in bill.groups:
            continue
        units = [want for want in left if want.sku == action.sku][: times * action.count]
        if len(units) < times * action.count:
            gone.append(nearly.gift_gone(promotion, times * action.count - len(units)))
        if units:
            for want in units:
                left.remove(want)
            worth_fen = sum(max(0, want.price_fen) for want in units)
            given = -(-len(units) // action.count)
            bill.use(promotion, Deal(used, (), given, worth_fen))
            lines += [_gift_line(want, promotion.id) for want in units]
    return tuple(lines), tuple(gone)


def _earned_gifts(action: Gift, chance: Chance, bill: Bill) -> tuple[int, int]:
    """(units used up, how many times): the dearest units of ``buy_units``, or all that counted up to
    ``at_fen``."""
    free: Sequence[int] = units_in(bill.free(chance.promotion, chance.mask))
    if action.at_fen:
        reached = sum(bill.amounts_fen[unit] for unit in free) // action.at_fen
    else:
        reached = len(free) // action.buy_units
    times = min(chance.left, reached if action.each else min(1, reached))
    if action.buy_units:
        free = sorted(free, key=lambda unit: -bill.amounts_fen[unit])[: times * action.buy_units]
    return bits(free), times


def _gift_line(want: Want, promotion: str) -> QuoteLine:
    worth_fen = max(0, want.price_fen)
    shares = (Share(Source.PROMOTION, promotion, GIFT, worth_fen),) if worth_fen else ()
    return QuoteLine(want.sku, want.lane, want.motor, worth_fen, 0, GIFT, promotion, shares)


# --- lines -------------------------------------------------------------------------------------------


def _lines(units: Sequence[Want], made: _Reckoning) -> list[QuoteLine]:
    """In the units' own order."""
    return [
        _line(unit, made.base_fen[place], made.bill, place, (made.spent[place], made.earned[place]))
        for place, unit in enumerate(units)
    ]


def _line(unit: Want, base_fen: int, bill: Bill, place: int, own_points: tuple[int, int]) -> QuoteLine:
    list_fen = max(unit.list_price_fen, unit.price_fen)
    own = (
        Share(Source.PRICE, "", REDUCED, list_fen - unit.price_fen),
        Share(Source.PRICE, "", MEMBER_PRICE, unit.price_fen - base_fen),
    )
    shares = tuple(share for share in (*own, *bill.shares[place]) if share.fen)
    greatest = max(shares, key=lambda share: share.fen, default=None)
    return QuoteLine(
        sku=unit.sku,
        lane=unit.lane,
        motor=unit.motor,
        list_fen=list_fen,
        amount_fen=bill.amounts_fen[place],
        because=greatest.key if greatest else LIST_PRICE,
        savings=shares,
        points_spent=own_points[0],
        points_earned=own_points[1],
    )


def _price_savings(lines: Sequence[QuoteLine]) -> list[Saving]:
    """What the products' own prices save, as lines of their own."""
    found = []
    for key in (REDUCED, MEMBER_PRICE):
        fens = [share.fen for line in lines for share in line.savings if share.key == key]
        if fens:
            found.append(Saving(Source.PRICE, "", key, sum(fens), len(fens)))
    return found


def _near(made: _Reckoning) -> tuple[NearMiss, ...]:
    unused = [
        chance
        for chance in made.chances
        if (Source.PROMOTION, chance.promotion.id, chance.promotion.kind) not in made.bill.savings
    ]
    near = nearly.near_misses(made.bill, unused, made.standing)
    return (*made.gone, *near)[: nearly.NEAR_MAX]
