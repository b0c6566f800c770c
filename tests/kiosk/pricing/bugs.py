"""Seeded bugs: each is the engine with one mistake somebody could make. All must be caught."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kiosk.money import share_out
from kiosk.pricing import bill, coupons, engine, moment, nearly, offers, points, rulebook, rules
from kiosk.pricing.bill import Bill, Deal, bits
from kiosk.pricing.occasion import Customer


@dataclass(frozen=True)
class Bug:
    name: str
    place: object
    attribute: str
    wrong: Any

    def seeded(self) -> AbstractContextManager[None]:
        """The engine has this bug inside, and not any more behind."""
        return _patched(self.place, self.attribute, self.wrong)


@contextmanager
def _patched(place: object, attribute: str, wrong: object) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, attribute, wrong)
        yield


BUGS: list[Bug] = []


def bug(place: object, attribute: str) -> Callable[[Any], Any]:
    """Register what stands in the place of ``attribute``; its name says what is wrong."""

    def register(wrong: Any) -> Any:
        BUGS.append(Bug(wrong.__name__, place, attribute, wrong))
        return wrong

    return register


# --- fen ---------------------------------------------------------------------------------------------


@bug(bill, "share_out")
def the_odd_fen_is_lost(total_fen: int, weights: Any) -> tuple[int, ...]:
    whole = sum(weights) or 1
    return tuple(total_fen * weight // whole for weight in weights)


@bug(bill, "share_out")
def the_odd_fen_goes_to_the_first(total_fen: int, weights: Any) -> tuple[int, ...]:
    parts = list(the_odd_fen_is_lost(total_fen, weights))
    parts[0] += total_fen - sum(parts)
    return tuple(parts)


@bug(bill, "share_out")
def savings_are_shared_by_heads(total_fen: int, weights: Any) -> tuple[int, ...]:
    return share_out(total_fen, [1] * len(weights))


@bug(offers, "percent_of")
def halves_go_down(amount_fen: int, percent: int) -> int:
    return amount_fen * percent // 100


BUGS.append(Bug("a_basket_may_cost_nothing", bill, "TOTAL_MIN_FEN", 0))
BUGS.append(Bug("a_unit_may_be_reduced_to_nothing", offers, "UNIT_MIN_FEN", 0))


@bug(engine, "_own_order")
def the_basket_s_order_decides(want: object) -> int:
    return 0


# --- units and limits --------------------------------------------------------------------------------


@bug(Bill, "free")
def a_unit_serves_twice(self: Bill, promotion: rules.Promotion, mask: int) -> int:
    return mask & ~self._closed


@bug(Bill, "free")
def a_unit_serves_one_layer_only(self: Bill, promotion: rules.Promotion, mask: int) -> int:
    return mask & ~self._touched


@bug(Bill, "free")
def alone_means_nothing(self: Bill, promotion: rules.Promotion, mask: int) -> int:
    return mask & ~self._used[promotion.layer]


@bug(Bill, "free")
def alone_may_be_joined(self: Bill, promotion: rules.Promotion, mask: int) -> int:
    free = mask & ~self._used[promotion.layer]
    return free & ~self._touched if promotion.alone else free


_use = Bill.use


@bug(Bill, "use")
def groups_do_not_exclude(self: Bill, promotion: rules.Promotion, found: Deal) -> None:
    _use(self, promotion, found)
    self.groups.clear()


@bug(rules.Caps, "left")
def the_customer_s_limit_begins_anew(self: rules.Caps, used_by_customer: int, used_by_all: int) -> int:
    return _left(self, 0, used_by_all)


@bug(rules.Caps, "left")
def the_stock_never_ends(self: rules.Caps, used_by_customer: int, used_by_all: int) -> int:
    return _left(replace(self, stock=None), used_by_customer, used_by_all)


@bug(rules.Caps, "left")
def once_a_sale_is_forgotten(self: rules.Caps, used_by_customer: int, used_by_all: int) -> int:
    return _left(replace(self, per_sale=None), used_by_customer, used_by_all)


_left = rules.Caps.left


@bug(offers, "within")
def a_saving_has_no_cap(found: Deal | None, most_fen: int) -> Deal | None:
    return found if found and found.fen > 0 else None


@bug(offers, "_each")
def a_price_may_be_raised(free: Any, bill: Bill, left: int, price: Callable[[int], int]) -> Deal | None:
    cuts = [(unit, bill.amounts_fen[unit] - price(bill.amounts_fen[unit])) for unit in free][:left]
    return Deal(bits([unit for unit, _ in cuts]), tuple(cuts), len(cuts), sum(fen for _, fen in cuts))


# --- order and people --------------------------------------------------------------------------------


@bug(engine, "_by_saving")
def names_go_before_savings(entry: Any) -> Any:
    return entry[1]


@bug(engine, "_by_saving")
def the_least_saving_goes_first(entry: Any) -> Any:
    return -entry[0], entry[1]


@bug(engine, "_serve_layer")
def priority_means_nothing(layer: rules.Layer, chances: Any, bill: Bill) -> None:
    engine._serve_equals([chance for chance in chances if chance.layer is layer], bill)


@bug(engine, "_as_guest")
def a_member_is_not_priced_as_a_guest(*_: object) -> None:
    return None


@bug(engine, "_base_fen")
def everybody_pays_the_member_price(unit: Any, seen_as: object) -> int:
    return int(unit.member_price_fen or unit.price_fen)


@bug(rules.Audience, "fits")
def everything_is_for_everybody(self: rules.Audience, customer: Customer, at: object) -> bool:
    return True


@bug(rules, "_has_birthday")
def every_day_is_a_birthday(*_: object) -> bool:
    return True


@bug(moment.Window, "holds")
def the_hours_are_not_looked_at(self: moment.Window, at: moment.Moment) -> bool:
    return self._on(at.day)


@bug(moment.Window, "holds")
def midnight_ends_every_span(self: moment.Window, at: moment.Moment) -> bool:
    return self._on(at.day) and (not self.spans or any(start <= at.minute < end for start, end in self.spans))


@bug(moment.Window, "_on")
def the_days_are_not_looked_at(self: moment.Window, day: moment.Day) -> bool:
    return self.bounds[0] <= day.number <= self.bounds[1]


@bug(rulebook, "_without")
def what_is_left_out_is_let_in(promotion: object, mask: int, wants: object) -> int:
    return mask


@bug(rulebook, "version_of")
def the_version_counts_the_rules(found: rules.Rules) -> str:
    return str(len(found.coupons))


# --- coupons, points, gifts --------------------------------------------------------------------------


@bug(coupons, "_best")
def the_first_coupon_is_the_best(tried: Any) -> Any:
    return tried[0][1]


@bug(coupons, "_one_of_each")
def one_issue_adds_twice(adding: Any) -> Any:
    return [*adding]


_judged = coupons._Judge.judged


@bug(coupons._Judge, "judged")
def a_coupon_lives_for_ever(self: Any, held: Any, amounts_fen: Any) -> Any:
    return _judged(self, replace(held, until_date=""), amounts_fen)


EVERY_UNIT = property(lambda self: (1 << len(self.wants)) - 1)
BUGS.append(Bug("a_reduced_unit_counts_as_full", Bill, "untouched", EVERY_UNIT))


@bug(points, "spend")
def points_are_never_spent(bill: Bill, *_: object) -> list[int]:
    return [0] * len(bill.wants)


@bug(points, "spend")
def points_are_spent_unasked(bill: Bill, scheme: Any, occasion: Any) -> list[int]:
    return _spend(bill, scheme, replace(occasion, choice=replace(occasion.choice, spend_points=True)))


@bug(points, "spend")
def points_may_pay_all(bill: Bill, scheme: Any, occasion: Any) -> list[int]:
    return _spend(bill, scheme and replace(scheme, spend_percent_max=100), occasion)


_spend = points.spend


@bug(points, "earned")
def points_are_earned_on_list_prices(bill: Bill, scheme: Any, occasion: Any, chances: Any) -> list[int]:
    whole = Bill(bill.wants, [max(want.list_price_fen, want.price_fen) for want in bill.wants])
    return _earned(whole, scheme, occasion, chances)


@bug(points, "earned")
def nothing_doubles_points(bill: Bill, scheme: Any, occasion: Any, chances: Any) -> list[int]:
    return _earned(bill, scheme, occasion, ())


_earned = points.earned


@bug(engine, "_gift_line")
def a_gift_costs_its_price(want: Any, promotion: str) -> Any:
    return replace(_gift_line(want, promotion), amount_fen=want.price_fen, savings=())


_gift_line = engine._gift_line


@bug(engine, "_earned_gifts")
def a_gift_for_nothing(action: object, chance: rulebook.Chance, bill: Bill) -> tuple[int, int]:
    return chance.mask, 1


@bug(nearly, "_at_most_half")
def every_threshold_is_near(at_fen: int, reached_fen: int) -> int:
    return at_fen - reached_fen
