"""Which coupons serve: one a sale, and beside it those that add, one of each issue; on what the units cost
after the promotions.

Which one, unless the customer chose: the one after which the basket costs least; of equals the one that
expires first; then by code. None is spent for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.pricing.bill import Bill, Deal, bits, deal, units_in, within
from kiosk.pricing.moment import day_of
from kiosk.pricing.occasion import Customer, HeldCoupon, Occasion
from kiosk.pricing.offers import from_threshold as threshold
from kiosk.pricing.offers import percent_of
from kiosk.pricing.quote import TOTAL_MIN_FEN, CouponFate, CouponVerdict, Source
from kiosk.pricing.rulebook import Rulebook
from kiosk.pricing.rules import Coupon, PayPercent, Threshold

_NO_DATE = "9999-12-31"
KEY = "coupon"


@dataclass(frozen=True, slots=True)
class _Judged:
    held: HeldCoupon
    coupon: Coupon | None
    fate: CouponFate
    """APPLIED: it would fit."""
    found: Deal | None = None
    missing_fen: int = 0

    @property
    def fits(self) -> bool:
        return self.fate is CouponFate.APPLIED


def serve_coupons(
    bill: Bill, book: Rulebook, occasion: Occasion, seen_as: Customer
) -> tuple[CouponVerdict, ...]:
    """Takes off what the coupons are worth and says of each what became of it, in the order they expire."""
    held = sorted(occasion.customer.coupons, key=lambda held: (held.until_date or _NO_DATE, held.code))
    judge = _Judge(bill, book, occasion, seen_as)
    alone = [judge.judged(one, bill.amounts_fen) for one in held]
    wanted = occasion.choice.coupon
    singles = [one for one in alone if one.fits and one.coupon and not one.coupon.adds]
    adding = _one_of_each([one for one in alone if one.fits and one.coupon and one.coupon.adds])
    if wanted == "":
        singles, adding = [], []
    elif wanted is not None:
        singles = [one for one in singles if one.held.code == wanted]
    tried = [judge.tried([one, *adding]) for one in singles]
    if wanted is None or not tried:
        tried = [judge.tried(adding), *tried]
    served = min(tried, key=lambda trial: trial[0])[1]
    for one in served.values():
        if one.fits and one.found is not None:
            bill.take(Source.COUPON, one.held.code, KEY, one.found, one.coupon)
    unchosen = CouponFate.LESS_THAN_OTHER if wanted is None else CouponFate.NOT_CHOSEN
    return tuple(_verdict(served.get(one.held.code), one, unchosen) for one in alone)


def _one_of_each(adding: Sequence[_Judged]) -> list[_Judged]:
    return list({one.held.coupon: one for one in reversed(adding)}.values())[::-1]


def _verdict(served: _Judged | None, alone: _Judged, unchosen: CouponFate) -> CouponVerdict:
    said = served or alone
    fate = unchosen if served is None and alone.fits else said.fate
    saving_fen = said.found.fen if said.found else 0
    return CouponVerdict(said.held.code, said.held.coupon, fate, saving_fen, said.missing_fen)


class _Judge:
    """Looks at coupons over one bill, which it leaves as it is."""

    def __init__(self, bill: Bill, book: Rulebook, occasion: Occasion, seen_as: Customer) -> None:
        self._bill, self._book, self._occasion, self._seen_as = bill, book, occasion, seen_as

    def tried(self, row: Sequence[_Judged]) -> tuple[int, dict[str, _Judged]]:
        """What the basket costs after these, one after another; and how each of them did."""
        amounts_fen, served = list(self._bill.amounts_fen), {}
        for one in row:
            now = self.judged(one.held, amounts_fen)
            served[one.held.code] = now
            for unit, fen in now.found.cuts if now.found else ():
                amounts_fen[unit] -= fen
        return sum(amounts_fen), served

    def judged(self, held: HeldCoupon, amounts_fen: Sequence[int]) -> _Judged:
        """The one thing that speaks against it, or what it takes off."""
        coupon = self._book.coupons.get(held.coupon)
        moment, customer = self._occasion.moment, self._occasion.customer
        if coupon is None:
            return _Judged(held, None, CouponFate.UNKNOWN)
        is_past = bool(held.until_date) and moment.day.number > day_of(held.until_date).number
        if is_past or coupon.window.is_over(moment):
            return _Judged(held, coupon, CouponFate.EXPIRED)
        if not coupon.window.holds(moment):
            return _Judged(held, coupon, CouponFate.NOT_NOW)
        if not all(coupon.audience.fits(person, moment) for person in (customer, self._seen_as)):
            return _Judged(held, coupon, CouponFate.NOT_FOR_YOU)
        units = [unit for unit, want in enumerate(self._bill.wants) if coupon.scope.covers(want)]
        if not units:
            return _Judged(held, coupon, CouponFate.NO_GOODS)
        if not coupon.with_promotions:
            units = units_in(bits(units) & self._bill.untouched)
        if not units:
            return _Judged(held, coupon, CouponFate.ONLY_FULL_PRICE)
        return _reckoned(held, coupon, units, amounts_fen)


def _reckoned(held: HeldCoupon, coupon: Coupon, units: Sequence[int], amounts_fen: Sequence[int]) -> _Judged:
    match coupon.action:
        case Threshold(at_fen=at_fen) as action:
            missing_fen = at_fen - sum(amounts_fen[unit] for unit in units)
            if missing_fen > 0:
                return _Judged(held, coupon, CouponFate.BELOW_THRESHOLD, missing_fen=missing_fen)
            found = threshold(action, units, amounts_fen, len(units) * at_fen)
        case PayPercent(percent=percent):
            cuts = [(unit, amounts_fen[unit] - percent_of(amounts_fen[unit], percent)) for unit in units]
            found = deal(bits(units), cuts, 1)
    room_fen = sum(amounts_fen) - TOTAL_MIN_FEN
    found = within(found, min(room_fen, coupon.saving_max_fen or room_fen))
    fate = CouponFate.APPLIED if found else CouponFate.NOTHING_LEFT
    return _Judged(held, coupon, fate, found)
