"""Which coupons serve, and the one reason why the others do not."""

from __future__ import annotations

import pytest

from kiosk.pricing.moment import Moment, Window
from kiosk.pricing.occasion import COUPONS_MAX, Choice, Customer, HeldCoupon
from kiosk.pricing.quote import CouponFate, Quote, Source
from kiosk.pricing.rules import AmountOff, Audience, Coupon, PayPercent, Promotion, Scope, Threshold, Who
from tests.kiosk.pricing.baskets import NO_CHOICE, THURSDAY_NOON, quoted, saved, units

OFF = Threshold(500, 100)


def with_coupons(
    *coupons: Coupon,
    promotions: tuple[Promotion, ...] = (),
    until: dict[str, str] | None = None,
    choice: Choice = NO_CHOICE,
    moment: Moment = THURSDAY_NOON,
    is_member: bool = False,
) -> Quote:
    """One held of each coupon, its code the id in capitals."""
    held = tuple(
        HeldCoupon(coupon.id.upper(), coupon.id, (until or {}).get(coupon.id, "")) for coupon in coupons
    )
    customer = Customer(is_member=is_member, coupons=held)
    return quoted(
        units(400, 400), *promotions, coupons=coupons, customer=customer, choice=choice, moment=moment
    )


def fates(quote: Quote) -> dict[str, CouponFate]:
    return {verdict.code: verdict.fate for verdict in quote.coupons}


@pytest.mark.parametrize(
    ("coupon", "fate"),
    [
        (Coupon("a", OFF), CouponFate.APPLIED),
        (Coupon("a", OFF, window=Window(until_date="2026-11-25")), CouponFate.EXPIRED),
        (Coupon("a", OFF, window=Window("2026-11-27")), CouponFate.NOT_NOW),
        (Coupon("a", OFF, window=Window(spans=((0, 60),))), CouponFate.NOT_NOW),
        (Coupon("a", OFF, audience=Audience(Who.MEMBERS)), CouponFate.NOT_FOR_YOU),
        (Coupon("a", OFF, scope=Scope(frozenset({"chips"}))), CouponFate.NO_GOODS),
        (Coupon("a", Threshold(801, 1)), CouponFate.BELOW_THRESHOLD),
        (Coupon("a", PayPercent(99), scope=Scope(frozenset({"tea0"}))), CouponFate.APPLIED),
    ],
)
def test_each_reason_has_its_word(coupon: Coupon, fate: CouponFate) -> None:
    assert fates(with_coupons(coupon)) == {"A": fate}


def test_a_coupon_nobody_published_is_unknown() -> None:
    customer = Customer(coupons=(HeldCoupon("X", "gone"),))
    assert fates(quoted(units(400), customer=customer)) == {"X": CouponFate.UNKNOWN}


def test_what_is_missing_is_said() -> None:
    (verdict,) = with_coupons(Coupon("a", Threshold(1000, 300))).coupons
    assert (verdict.missing_fen, verdict.saving_fen) == (200, 0)


def test_a_held_coupon_may_end_before_its_issue() -> None:
    coupon = Coupon("a", OFF)
    assert fates(with_coupons(coupon, until={"a": "2026-11-26"})) == {"A": CouponFate.APPLIED}
    assert fates(with_coupons(coupon, until={"a": "2026-11-25"})) == {"A": CouponFate.EXPIRED}


def test_of_equals_the_one_that_expires_first_and_then_the_code() -> None:
    coupons = (Coupon("a", OFF), Coupon("b", OFF), Coupon("c", OFF))
    quote = with_coupons(*coupons, until={"c": "2026-11-30", "b": "2026-12-30"})
    assert saved(quote, Source.COUPON) == {"C": 100}
    assert saved(with_coupons(*coupons), Source.COUPON) == {"A": 100}
    assert fates(quote)["A"] is CouponFate.LESS_THAN_OTHER


def test_the_choice_counts_and_is_not_replaced_by_another() -> None:
    coupons = (Coupon("a", OFF), Coupon("b", Threshold(500, 200)), Coupon("c", Threshold(900, 300)))
    assert saved(with_coupons(*coupons, choice=Choice("A")), Source.COUPON) == {"A": 100}
    none = with_coupons(*coupons, choice=Choice(""))
    assert saved(none, Source.COUPON) == {} and fates(none)["B"] is CouponFate.NOT_CHOSEN
    unfit = with_coupons(*coupons, choice=Choice("C"))
    assert saved(unfit, Source.COUPON) == {} and fates(unfit) == {
        "A": CouponFate.NOT_CHOSEN,
        "B": CouponFate.NOT_CHOSEN,
        "C": CouponFate.BELOW_THRESHOLD,
    }


def test_those_that_add_go_along_with_a_choice_and_with_nothing_only_when_none_was_made() -> None:
    coupons = (Coupon("a", OFF), Coupon("more", Threshold(100, 10), adds=True))
    assert saved(with_coupons(*coupons, choice=Choice("A")), Source.COUPON) == {"A": 100, "MORE": 10}
    assert saved(with_coupons(*coupons[1:]), Source.COUPON) == {"MORE": 10}
    assert saved(with_coupons(*coupons, choice=Choice("")), Source.COUPON) == {}
    assert saved(with_coupons(*coupons, choice=Choice("MORE")), Source.COUPON) == {"MORE": 10}


def test_the_best_is_sought_together_with_those_that_add() -> None:
    """The greater coupon takes the basket below what the other one needs."""
    coupons = (
        Coupon("big", Threshold(500, 250)),
        Coupon("small", Threshold(500, 200)),
        Coupon("more", Threshold(600, 90), adds=True),
    )
    assert saved(with_coupons(*coupons), Source.COUPON) == {"SMALL": 200, "MORE": 90}


def test_no_coupon_is_spent_for_nothing() -> None:
    dear = Promotion("all", AmountOff(10_000))
    quote = with_coupons(Coupon("a", PayPercent(99)), promotions=(dear,))
    assert fates(quote) == {"A": CouponFate.NOTHING_LEFT} and quote.total_fen == 2


def test_a_coupon_for_full_prices_looks_at_untouched_units_only() -> None:
    full = Coupon("full", Threshold(400, 100), with_promotions=False)
    one = Promotion("one", AmountOff(1), scope=Scope(frozenset({"tea0"})))
    quote = with_coupons(full, promotions=(one,))
    assert [line.amount_fen for line in quote.lines] == [399, 300]
    all_of_it = Promotion("all", AmountOff(1))
    assert fates(with_coupons(full, promotions=(all_of_it,))) == {"FULL": CouponFate.ONLY_FULL_PRICE}


def test_a_coupon_for_members_does_not_serve_a_member_priced_as_a_guest() -> None:
    """The member's own way is then the cheaper one, and it is taken."""
    quote = with_coupons(Coupon("a", OFF, audience=Audience(Who.MEMBERS)), is_member=True)
    assert saved(quote, Source.COUPON) == {"A": 100}


def test_each_step_counts_where_it_is_meant() -> None:
    assert saved(with_coupons(Coupon("a", Threshold(300, 50, each=True))), Source.COUPON) == {"A": 100}


def test_held_coupons_are_bounded_and_told_apart() -> None:
    many = tuple(HeldCoupon(str(number), "a") for number in range(COUPONS_MAX + 1))
    with pytest.raises(ValueError, match="more than"):
        Customer(coupons=many)
    with pytest.raises(ValueError, match="same code"):
        Customer(coupons=(HeldCoupon("A", "a"), HeldCoupon("A", "b")))
    with pytest.raises(ValueError, match="calendar"):
        HeldCoupon("A", "a", "2026-02-30")


@pytest.mark.parametrize(
    "wrong", [{"points": 1}, {"level": "gold"}, {"birthday": "01-01"}, {"is_newcomer": True}]
)
def test_a_guest_is_nobody_in_particular(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="guest"):
        Customer(**wrong)  # type: ignore[arg-type]  # one field of it


@pytest.mark.parametrize("wrong", [{"points": -1}, {"birthday": "13-01"}])
def test_a_member_is_somebody(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"points|calendar"):
        Customer(is_member=True, **wrong)  # type: ignore[arg-type]  # one field of it
