"""Which coupons serve: one a sale, and beside it those that add, one of each issue; on what the units cost
after the promotions.

Which one, unless the customer chose: the one after which the basket costs least; of equals the one that
expires first; then by code. None is spent for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.pricing.bill import Bill, Deal, bits, shared, units_in
from kiosk.pricing.moment import day_of
from kiosk.pricing.occasion import Customer, HeldCoupon, Occasion
from kiosk.pricing.offers import percent_of
from kiosk.pricing.quote import TOTAL_MIN_FEN, CouponFate, CouponVerdict, Source
from kiosk.pricing.rulebook import Rulebook
from kiosk.pricing.rules import EVERYTHING, Coupon, PayPercent

_NO_DATE = "9999-12-31"
KEY = "coupon"


@dataclass(frozen=True, slots=True)
class _Judged:
    held: HeldCoupon
    coupon: Coupon | None
    fate: CouponFate
    """APPLIED: it would fit."""
    units: tuple[int, ...] = ()
    fen: int = 0
    """Off ``units``, together."""
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
    tried = [judge.tried(one, adding) for one in singles]
    if wanted is None or not tried:
        tried = [judge.tried(None, adding), *tried]
    served = _best(tried)
    for one in served.values():
        if one.fits:
            cuts = shared(one.units, bill.amounts_fen, one.fen)
            bill.take(Source.COUPON, one.held.code, KEY, Deal(0, tuple(cuts), 1, one.fen), one.coupon)
    unchosen = CouponFate.LESS_THAN_OTHER if wanted is None else CouponFate.NOT_CHOSEN
    return tuple(_verdict(served.get(one.held.code), one, unchosen) for one in alone)


def _best(tried: Sequence[tuple[int, dict[str, _Judged]]]) -> dict[str, _Judged]:
    """The first of those that leave the least to pay."""
    return min(tried, key=lambda trial: trial[0])[1]


def _one_of_each(adding: Sequence[_Judged]) -> list[_Judged]:
    return list({one.held.coupon: one for one in reversed(adding)}.values())[::-1]


def _verdict(served: _Judged | None, alone: _Judged, unchosen: CouponFate) -> CouponVerdict:
    said = served or alone
    fate = unchosen if served is None and alone.fits else said.fate
    return CouponVerdict(said.held.code, said.held.coupon, fate, said.fen, said.missing_fen)


class _Judge:
    """Looks at coupons over one bill, which it leaves as it is."""

    def __init__(self, bill: Bill, book: Rulebook, occasion: Occasion, seen_as: Customer) -> None:
        self._bill, self._book, self._occasion, self._seen_as = bill, book, occasion, seen_as
        self._all = tuple(range(len(bill.wants)))

    def tried(self, first: _Judged | None, adding: Sequence[_Judged]) -> tuple[int, dict[str, _Judged]]:
        """What ``first`` (judged already) and those that add save together, negative; and how each did."""
        amounts_fen, served, saved_fen = list(self._bill.amounts_fen), dict[str, _Judged](), 0
        for one in adding if first is None else (first, *adding):
            now = one if one is first else self.judged(one.held, amounts_fen)
            served[one.held.code] = now
            for unit, fen in shared(now.units, amounts_fen, now.fen) if adding else ():
                amounts_fen[unit] -= fen
            saved_fen += now.fen
        return -saved_fen, served

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
        units = self._units_of(coupon)
        if not units:
            return _Judged(held, coupon, CouponFate.NO_GOODS)
        if not coupon.with_promotions:
            units = units_in(bits(units) & self._bill.untouched)
        if not units:
            return _Judged(held, coupon, CouponFate.ONLY_FULL_PRICE)
        return _reckoned(held, coupon, units, amounts_fen)

    def _units_of(self, coupon: Coupon) -> tuple[int, ...]:
        if coupon.scope is EVERYTHING:
            return self._all
        return tuple(unit for unit in self._all if coupon.scope.covers(self._bill.wants[unit]))


def _reckoned(
    held: HeldCoupon, coupon: Coupon, units: tuple[int, ...], amounts_fen: Sequence[int]
) -> _Judged:
    """What it saves on ``units``; it is shared among them by what each costs, whatever its kind."""
    worth_fen = sum([amounts_fen[unit] for unit in units])
    action = coupon.action
    if isinstance(action, PayPercent):
        fen = worth_fen - percent_of(worth_fen, action.percent)
    elif worth_fen < action.at_fen:
        missing_fen = action.at_fen - worth_fen
        return _Judged(held, coupon, CouponFate.BELOW_THRESHOLD, missing_fen=missing_fen)
    else:
        fen = action.off_fen * (worth_fen // action.at_fen if action.each else 1)
    fen = min(fen, sum(amounts_fen) - TOTAL_MIN_FEN)
    if coupon.saving_max_fen is not None:
        fen = min(fen, coupon.saving_max_fen)
    if fen <= 0:
        return _Judged(held, coupon, CouponFate.NOTHING_LEFT)
    return _Judged(held, coupon, CouponFate.APPLIED, units, fen)
