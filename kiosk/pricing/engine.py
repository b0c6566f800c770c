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
    made = _reckon(units, book, occasion, occasion.customer, None)
    if occasion.customer.is_member:
        as_guest = Customer(coupons=occasion.customer.coupons)
        other = _reckon(units, book, occasion, as_guest, made)
        made = other if other.total_fen < made.total_fen else made
    lines: list[QuoteLine] = [made.lines[order.index(place)] for place in range(len(wants))]
    return Quote(
        lines=(*lines, *made.gifts),
        currency=currency,
        rules=book.version,
        savings=made.savings,
        coupons=made.verdicts,
        near=made.near,
    )


@dataclass(frozen=True, slots=True)
class _Reckoning:
    total_fen: int
    amounts_fen: tuple[int, ...]
    """Before any rule."""
    chances: tuple[Chance, ...]
    lines: tuple[QuoteLine, ...]
    """In the units' own order."""
    gifts: tuple[QuoteLine, ...]
    savings: tuple[Saving, ...]
    verdicts: tuple[CouponVerdict, ...]
    near: tuple[NearMiss, ...]


def _own_order(want: Want) -> tuple[object, ...]:
    """Says nothing of where the unit stands in the basket."""
    member_fen = want.member_price_fen or 0
    return want.sku, want.lane, want.motor, want.price_fen, want.list_price_fen, member_fen, want.category


def _reckon(
    units: Sequence[Want], book: Rulebook, occasion: Occasion, seen_as: Customer, known: _Reckoning | None
) -> _Reckoning:
    """The basket priced for ``seen_as``; ``known`` at once when it could not come out otherwise."""
    amounts_fen = tuple(_base_fen(unit, seen_as) for unit in units)
    chances = tuple(book.chances(units, occasion, seen_as))
    if known is not None and (known.amounts_fen, known.chances) == (amounts_fen, chances):
        return known
    bill = Bill(units, amounts_fen)
    _serve_layer(Layer.PRICE, chances, bill)
    before_total_fen = tuple(bill.amounts_fen)
    _serve_layer(Layer.TOTAL, chances, bill)
    gifts, gone = _give(chances, bill, occasion.spare)
    near = nearly.near_misses(bill, [one for one in chances if not _served(one, bill)], before_total_fen)
    verdicts = serve_coupons(bill, book, occasion, seen_as)
    spent = points.spend(bill, book.points, occasion)
    earned = points.earned(bill, book.points, occasion, chances)
    lines = tuple(
        _line(unit, bill, place, spent[place], earned[place], amounts_fen[place])
        for place, unit in enumerate(units)
    )
    return _Reckoning(
        total_fen=sum(bill.amounts_fen),
        amounts_fen=amounts_fen,
        chances=chances,
        lines=lines,
        gifts=gifts,
        savings=(*_price_savings(lines), *bill.savings.values()),
        verdicts=verdicts,
        near=(*gone, *near)[: nearly.NEAR_MAX],
    )


def _base_fen(unit: Want, seen_as: Customer) -> int:
    member_fen = unit.member_price_fen or 0
    return member_fen if seen_as.is_member and 0 < member_fen < unit.price_fen else unit.price_fen


# --- promotions --------------------------------------------------------------------------------------


def _serve_layer(layer: Layer, chances: Sequence[Chance], bill: Bill) -> None:
    row = [chance for chance in chances if chance.promotion.layer is layer]
    row.sort(key=lambda chance: -chance.promotion.priority)
    for _, level in groupby(row, key=lambda chance: chance.promotion.priority):
        _serve_equals(list(level), bill)


def _serve_equals(waiting: list[Chance], bill: Bill) -> None:
    """One after another, each time the one that saves most now. An offer is asked again only when a unit it
    looked at was used, or when it takes more than there is left to take."""
    offers: dict[str, Deal | None] = {}
    while waiting:
        for chance in waiting:
            name = chance.promotion.id
            known = offers.get(name)
            if name not in offers or (known is not None and known.fen > bill.room_fen):
                free = units_in(bill.free(chance.promotion, chance.mask))
                offers[name] = offer(chance.promotion, free, bill, chance.left) if free else None
        waiting = [
            chance
            for chance in waiting
            if offers[chance.promotion.id] is not None and chance.promotion.group not in bill.groups
        ]
        best = max(waiting, key=lambda chance: _fen(offers[chance.promotion.id]), default=None)
        if best is None or (found := offers[best.promotion.id]) is None:
            return
        bill.use(best.promotion, found)
        waiting.remove(best)
        for chance in waiting:
            if chance.mask & found.units:
                offers.pop(chance.promotion.id, None)


def _fen(found: Deal | None) -> int:
    return found.fen if found else 0


def _served(chance: Chance, bill: Bill) -> bool:
    promotion = chance.promotion
    return (Source.PROMOTION, promotion.id, promotion.kind) in bill.savings


# --- gifts -------------------------------------------------------------------------------------------


def _give(
    chances: Sequence[Chance], bill: Bill, spare: Sequence[Want]
) -> tuple[tuple[QuoteLine, ...], tuple[NearMiss, ...]]:
    """Lines for what is given, by priority and id; and what was earned and cannot be given."""
    lines: list[QuoteLine] = []
    gone: list[NearMiss] = []
    left = list(spare)
    row = [chance for chance in chances if chance.promotion.layer is Layer.GIFT]
    for chance in sorted(row, key=lambda chance: -chance.promotion.priority):
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
    free = units_in(bill.free(chance.promotion, chance.mask))
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


def _line(unit: Want, bill: Bill, place: int, spent: int, earned: int, base_fen: int) -> QuoteLine:
    list_fen = max(unit.list_price_fen, unit.price_fen)
    own = [
        Share(Source.PRICE, "", REDUCED, list_fen - unit.price_fen),
        Share(Source.PRICE, "", MEMBER_PRICE, unit.price_fen - base_fen),
    ]
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
        points_spent=spent,
        points_earned=earned,
    )


def _price_savings(lines: Sequence[QuoteLine]) -> list[Saving]:
    """What the products' own prices save, as lines of their own."""
    found = []
    for key in (REDUCED, MEMBER_PRICE):
        fens = [share.fen for line in lines for share in line.savings if share.key == key]
        if fens:
            found.append(Saving(Source.PRICE, "", key, sum(fens), len(fens)))
    return found
