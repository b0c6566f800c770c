"""The cart and every card say what the one quote says, and a change without a touch is told."""

from __future__ import annotations

from kiosk.front.snapshot import plain_of, savings_of
from kiosk.pricing.occasion import Customer, HeldCoupon
from kiosk.promotions.published import Published, publish
from kiosk.sale.state import LINES_MAX
from tests.kiosk.promotions.counter import AFTERNOON, CUP, FLASH, FULL_20, SECOND_TEA, Counter

MEMBER = Customer(is_member=True, points=900)


def test_the_cart_adds_up_line_by_line() -> None:
    counter = Counter(SECOND_TEA, FULL_20)
    counter.minute = AFTERNOON
    view = counter.put(tea=2, nuts=1, cola=1).view
    assert (view.total_fen, [line.plain_fen for line in view.lines]) == (1_875, [900, 1_200, 300])
    below = {saving.id: saving.fen for saving in view.why.savings}
    assert below == {"second-tea": 225, "full-20": 300}
    assert sum(line.plain_fen for line in view.lines) - sum(below.values()) == view.total_fen
    assert sum(line.amount_fen for line in view.lines) == view.total_fen


def test_what_is_near_is_said_with_what_is_missing() -> None:
    view = Counter(FULL_20).put(nuts=1, tea=1).view
    assert [(near.near, near.missing) for near in view.why.near] == [("more_fen", 350)]


def test_a_price_that_changes_in_the_cart_is_told_until_the_next_touch() -> None:
    counter = Counter(SECOND_TEA)
    counter.minute = AFTERNOON
    counter.put(tea=2)
    assert (counter.view.total_fen, counter.view.was_fen) == (675, 0)
    counter.minute = 17 * 60
    assert (counter.view.total_fen, counter.view.was_fen) == (900, 675)
    assert counter.view.was_fen == 675, "as long as nobody touches it"
    counter.put(cola=1)
    assert counter.view.was_fen == 0


def test_a_new_table_and_a_flash_sale_that_is_gone_are_told_too() -> None:
    counter = Counter(FLASH)
    counter.put(coffee=1)
    assert counter.view.total_fen == 500
    counter.uses.load({"flash": 2})
    assert (counter.view.total_fen, counter.view.was_fen) == (900, 500)
    counter.cart.touched()
    assert counter.view.was_fen == 0
    counter.publish(FULL_20)
    assert counter.view.was_fen == 0, "nothing has changed for this cart"


def test_a_card_shows_what_one_more_would_cost_and_why() -> None:
    counter = Counter(FLASH)
    card = counter.card("coffee")
    assert (card.price_fen, card.list_price_fen, card.because) == (500, 900, "flash_sale")
    assert [(offer.id, offer.left) for offer in card.offers] == [("flash", 2)]
    counter.put(coffee=2)
    assert counter.card("coffee").price_fen == 900, "the cart has taken the last ones"
    assert counter.card("tea").price_fen == 450


def test_a_limit_of_one_sale_is_seen_on_the_card_and_said_in_the_cart() -> None:
    counter = Counter({**FLASH, "stock": 50, "per_sale": 1})
    counter.put(coffee=1)
    assert counter.card("coffee").price_fen == 900
    assert not counter.view.why.limits
    counter.put(coffee=1)
    assert [(limit.limit, limit.most) for limit in counter.view.why.limits] == [("sale", 1)]


def test_once_a_customer_counts_for_the_member_who_shops() -> None:
    counter = Counter({**FLASH, "stock": 50, "per_customer": 1})
    counter.uses.load_customer("m1", {"flash": 1})
    counter.serve(MEMBER, "m1")
    counter.put(coffee=1)
    assert counter.view.total_fen == 900
    assert [(limit.limit, limit.most) for limit in counter.view.why.limits] == [("customer", 1)]
    counter.serve()
    assert counter.view.total_fen == 500, "of a guest nothing is known"


def test_a_guest_is_told_the_members_price_and_a_member_pays_it() -> None:
    counter = Counter()
    card = counter.card("tea")
    assert (card.price_fen, card.member_price_fen) == (450, 420)
    counter.serve(MEMBER)
    card = counter.card("tea")
    assert (card.price_fen, card.member_price_fen, card.because) == (420, None, "reduced")
    counter.put(tea=1)
    assert [(saving.key, saving.fen) for saving in counter.view.why.savings] == [("member_price", 30)]


def test_coupons_say_why_not_and_the_choice_is_kept_until_the_cart_is_emptied() -> None:
    coupons = (
        {"id": "five", "kind": "threshold", "at_fen": 600, "off_fen": 500},
        {"id": "tea-half", "kind": "discount", "categories": ["tea"], "percent": 50},
    )
    counter = Counter(coupons=coupons)
    held = (HeldCoupon("A", "five"), HeldCoupon("B", "tea-half"), HeldCoupon("C", "gone"))
    counter.serve(Customer(is_member=True, coupons=held))
    counter.put(cola=1)
    fates = {one.code: (one.fate, one.missing_fen) for one in counter.view.why.coupons}
    assert fates == {"A": ("below_threshold", 300), "B": ("no_goods", 0), "C": ("unknown", 0)}
    counter.put(nuts=1)
    assert counter.view.total_fen == 1_000
    counter.prices.choose_coupon("")
    assert (counter.view.total_fen, counter.view.why.chosen) == (1_500, "")
    counter.cart.clear()
    counter.put(nuts=1)
    assert counter.view.total_fen == 700, "the next cart begins anew"


def test_points_are_offered_before_they_are_spent() -> None:
    counter = Counter()
    counter.prices.publish(_points(counter))
    counter.serve(MEMBER)
    counter.put(nuts=1)
    points = counter.view.why.points
    assert points is not None
    assert (points.held, points.points, points.worth_fen, points.spending) == (900, 600, 600, False)
    counter.prices.spend_points(True)
    spent = counter.view.why.points
    assert counter.view.total_fen == 600 and spent is not None and spent.spending


def _points(counter: Counter) -> Published:
    return publish({"points": {"spend_percent_max": 50}}, counter.prices.published)


def test_a_gift_comes_out_of_what_lies_there_beside_the_cart() -> None:
    counter = Counter(CUP)
    counter.put(coffee=2)
    assert [(gift.sku, gift.quantity) for gift in counter.view.why.gifts] == [("cup", 1)]
    live = counter.sale()
    assert [(line.sku, line.lane, line.amount_fen, line.gift) for line in live.sale.lines] == [
        ("coffee", "A3", 900, False),
        ("coffee", "A3", 900, False),
        ("cup", "A5", 0, True),
    ]
    for _ in range(6):
        counter.stock.fell("A5")
    counter.look()
    assert counter.view.why.gifts == ()
    assert [near.near for near in counter.view.why.near] == ["gift_gone"]


def test_a_cup_that_is_bought_is_not_given() -> None:
    counter = Counter(CUP)
    for _ in range(5):
        counter.stock.fell("A5")
    counter.look()
    counter.put(coffee=2, cup=1)
    assert counter.view.why.gifts == (), "the only one is in the cart"


def test_gifts_count_to_the_most_lines_a_sale_may_have() -> None:
    many = {**CUP, "buy_units": 1, "count": 6, "each": True}
    counter = Counter(many)
    counter.put(coffee=6)
    assert len(counter.sale().sale.lines) <= LINES_MAX


def test_what_was_paid_for_shows_the_same_savings_as_the_cart() -> None:
    counter = Counter(SECOND_TEA, FULL_20, CUP)
    counter.minute = AFTERNOON
    counter.put(tea=2, coffee=2)
    live = counter.sale()
    assert savings_of(live.quote) == counter.view.why.savings
    below = sum(saving.fen for saving in savings_of(live.quote))
    assert sum(plain_of(live.quote)) - below == live.sale.due_fen


def test_promotions_that_hold_are_named_the_most_important_first() -> None:
    counter = Counter(SECOND_TEA, {**FULL_20, "priority": 5})
    assert [offer.id for offer in counter.cart.promoted()] == ["full-20"]
    counter.minute = AFTERNOON
    assert [offer.id for offer in counter.cart.promoted()] == ["full-20", "second-tea"]
    assert counter.card("tea").offers[0].until_minute == 17 * 60


def test_what_has_no_price_is_priced_by_nobody() -> None:
    counter = Counter(FULL_20)
    assert counter.cart.add("free") is None
    assert counter.card("free").price_fen == 0
    assert (counter.view.total_fen, counter.cart.quote()) == (0, None)
