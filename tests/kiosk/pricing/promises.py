"""What every quote must keep, whatever basket and rules: small checks, each a sentence when it is broken."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from kiosk.pricing.moment import Window
from kiosk.pricing.occasion import Choice, Customer
from kiosk.pricing.quote import CouponFate, Near, Quote, QuoteLine, Source
from kiosk.pricing.quote_json import quote_from_json, quote_json
from kiosk.pricing.rules import Gift, Layer, PayPercent, Promotion, Rules, TimesPoints, Who
from tests.kiosk.pricing.cases import Case

Check = Callable[[Case, Quote], Iterator[str]]


def _bought(case: Case, quote: Quote) -> list[QuoteLine]:
    return list(quote.lines[: len(case.wants)])


def each_line_adds_up(case: Case, quote: Quote) -> Iterator[str]:
    for line in quote.lines:
        if line.list_fen - sum(share.fen for share in line.savings) != line.amount_fen:
            yield f"{line} is not its list price less its savings"
        if not 0 <= line.amount_fen <= line.list_fen or any(share.fen <= 0 for share in line.savings):
            yield f"{line} costs less than nothing, more than the list price, or has a saving of nothing"
    if quote.total_fen < 1:
        yield "the basket costs nothing"


def each_saving_is_shared_to_the_fen(case: Case, quote: Quote) -> Iterator[str]:
    shares: Counter[tuple[str, str, str]] = Counter()
    for line in quote.lines:
        for share in line.savings:
            shares[share.source, share.id, share.key] += share.fen
    told = {(saving.source, saving.id, saving.key): saving.fen for saving in quote.savings if saving.fen}
    if told != dict(shares):
        yield f"{told} is told, {dict(shares)} is shared"


def lines_are_those_of_the_basket(case: Case, quote: Quote) -> Iterator[str]:
    for want, line in zip(case.wants, _bought(case, quote), strict=True):
        if (want.sku, want.lane, want.motor, max(want.price_fen, want.list_price_fen)) != (
            line.sku,
            line.lane,
            line.motor,
            line.list_fen,
        ):
            yield f"{line} is not {want}"


def the_order_of_basket_and_rules_says_nothing(case: Case, quote: Quote) -> Iterator[str]:
    turned = Rules(case.rules.promotions[::-1], case.rules.coupons[::-1], case.rules.points)
    if replace(case, rules=turned).quote() != quote:
        yield "the rules in another order come to another quote"
    customer = replace(case.occasion.customer, coupons=case.occasion.customer.coupons[::-1])
    other = replace(case, wants=case.wants[::-1]).on(customer=customer).quote()
    if sorted(map(repr, other.lines)) != sorted(map(repr, quote.lines)):
        yield "the basket in another order comes to other lines"
    if (other.savings, other.coupons, other.near) != (quote.savings, quote.coupons, quote.near):
        yield "the basket in another order comes to other savings"


def a_rule_that_does_not_apply_changes_only_the_version(case: Case, quote: Quote) -> Iterator[str]:
    past = Promotion("past", PayPercent(1), window=Window(until_date="2020-01-01"), priority=9)
    other = replace(case, rules=replace(case.rules, promotions=(*case.rules.promotions, past))).quote()
    if other.rules == quote.rules or replace(other, rules=quote.rules) != quote:
        yield "a rule of the past changes more than the version"


def each_rule_touches_only_what_it_may(case: Case, quote: Quote) -> Iterator[str]:
    promotions = {promotion.id: promotion for promotion in case.rules.promotions}
    for want, line in zip(case.wants, _bought(case, quote), strict=True):
        for share in line.savings:
            rule = promotions.get(share.id)
            if share.source is Source.PROMOTION and rule and not _may(rule, case, want.sku, want.category):
                yield f"{rule.id} took {share.fen} off {want.sku}"


def _may(rule: Promotion, case: Case, sku: str, category: str) -> bool:
    covered = any(
        sku not in scope.but_skus
        and (not (scope.skus or scope.categories) or sku in scope.skus or category in scope.categories)
        for scope in rule.scopes
    )
    customer = case.occasion.customer
    people = rule.audience
    fits = (
        {Who.EVERYONE: True, Who.MEMBERS: customer.is_member, Who.GUESTS: not customer.is_member}[people.who]
        and (not people.levels or customer.level in people.levels)
        and (not people.newcomer or customer.is_newcomer)
        and (not people.birthday or customer.birthday.startswith("11-"))
    )
    return covered and fits and _is_open(rule.window)


def _is_open(window: Window) -> bool:
    """At noon on Thursday, 26 November 2026, told apart by what the cases know."""
    closed = window.until_date == "2026-11-25" or 25 in window.month_days
    return not closed and (0, 720) not in window.spans


def a_unit_serves_once_in_each_layer(case: Case, quote: Quote) -> Iterator[str]:
    promotions = {promotion.id: promotion for promotion in case.rules.promotions}
    for line in _bought(case, quote):
        rules = [promotions[share.id] for share in line.savings if share.source is Source.PROMOTION]
        if any(count > 1 for count in Counter(rule.layer for rule in rules).values()):
            yield f"{line} served twice in one layer"
        if len(rules) > 1 and any(rule.alone for rule in rules):
            yield f"{line} served beside a rule that stands alone"


def groups_exclude(case: Case, quote: Quote) -> Iterator[str]:
    used = [rule.group for rule in case.rules.promotions if rule.id in quote.uses and rule.group]
    if len(used) != len(set(used)):
        yield f"two of one group served: {quote.uses}"


def caps_hold(case: Case, quote: Quote) -> Iterator[str]:
    savings = {saving.id: saving.fen for saving in quote.savings if saving.source is Source.PROMOTION}
    for rule in case.rules.promotions:
        times, caps = quote.uses.get(rule.id, 0), rule.caps
        limits = (
            (caps.per_sale, 0),
            (caps.per_customer, case.occasion.used_by_customer.get(rule.id, 0)),
            (caps.stock, case.occasion.used_by_all.get(rule.id, 0)),
        )
        if times and any(cap is not None and times + used > cap for cap, used in limits):
            yield f"{rule.id} served {times} times"
        most_fen = caps.saving_max_fen
        if most_fen is not None and rule.layer is not Layer.GIFT and savings.get(rule.id, 0) > most_fen:
            yield f"{rule.id} saved more than it may"


def a_member_pays_no_more_than_a_guest(case: Case, quote: Quote) -> Iterator[str]:
    """Of promotions kept from members, or used up by this one, nothing is promised."""
    if not case.occasion.customer.is_member or any(
        rule.audience.who is Who.GUESTS
        or (rule.caps.per_customer and case.occasion.used_by_customer.get(rule.id))
        for rule in (*case.rules.promotions, *_as_promotions(case.rules))
    ):
        return
    guest = Customer(coupons=case.occasion.customer.coupons)
    if quote.total_fen > (other := case.on(customer=guest).quote()).total_fen:
        yield f"a member pays {quote.total_fen}, a guest {other.total_fen}"


def _as_promotions(rules: Rules) -> list[Promotion]:
    """Coupons have an audience too."""
    return [Promotion(coupon.id, PayPercent(99), audience=coupon.audience) for coupon in rules.coupons]


def a_member_price_is_for_members(case: Case, quote: Quote) -> Iterator[str]:
    keys = [saving.key for saving in quote.savings]
    if "member_price" in keys and not case.occasion.customer.is_member:
        yield "a guest got a member price"


def points_are_spent_in_steps_and_earned_on_what_is_paid(case: Case, quote: Quote) -> Iterator[str]:
    scheme, customer = case.rules.points, case.occasion.customer
    if scheme is None or not customer.is_member:
        if quote.points_spent or quote.points_earned:
            yield "points without a scheme or a member"
        return
    saved_fen = sum(saving.fen for saving in quote.savings if saving.source is Source.POINTS)
    steps, rest = divmod(quote.points_spent, scheme.spend_points)
    before_fen = quote.total_fen + saved_fen
    if rest or saved_fen != steps * scheme.spend_worth_fen or quote.points_spent > customer.points:
        yield f"{quote.points_spent} points spent for {saved_fen}"
    if saved_fen * 100 > before_fen * scheme.spend_percent_max:
        yield f"{saved_fen} of {before_fen} with points"
    most = (before_fen * scheme.spend_percent_max) // 100
    can_more = min(most, before_fen - 1) - saved_fen >= scheme.spend_worth_fen
    if case.occasion.choice.spend_points != bool(steps) and (
        bool(steps) or (can_more and customer.points >= scheme.spend_points)
    ):
        yield "points are spent when it is wanted, and only then"
    times = max(
        [1, *(rule.action.times for rule in case.rules.promotions if isinstance(rule.action, TimesPoints))]
    )
    if not quote.total_fen // 100 <= quote.points_earned <= quote.total_fen * times // 100:
        yield f"{quote.points_earned} points for {quote.total_fen}"


def one_coupon_and_those_that_add(case: Case, quote: Quote) -> Iterator[str]:
    issues = {coupon.id: coupon for coupon in case.rules.coupons}
    applied = [verdict for verdict in quote.coupons if verdict.fate is CouponFate.APPLIED]
    if len([verdict for verdict in applied if not issues[verdict.coupon].adds]) > 1:
        yield "two coupons in one sale"
    taken = {saving.id: saving.fen for saving in quote.savings if saving.source is Source.COUPON}
    if taken != {verdict.code: verdict.saving_fen for verdict in applied}:
        yield f"{applied} are said, {taken} taken"
    if {verdict.code for verdict in quote.coupons} != {held.code for held in case.occasion.customer.coupons}:
        yield "a coupon without a word"
    old = {held.code for held in case.occasion.customer.coupons if held.until_date == "2026-11-25"}
    if old & {verdict.code for verdict in applied} or len({verdict.coupon for verdict in applied}) < len(
        applied
    ):
        yield "a coupon that is too old, or two of one issue"
    for verdict in applied:
        coupon = issues[verdict.coupon]
        probe = Promotion(
            "x", PayPercent(99), scope=coupon.scope, audience=coupon.audience, window=coupon.window
        )
        for want, line in zip(case.wants, _bought(case, quote), strict=True):
            if any(share.id == verdict.code for share in line.savings):
                if not _may(probe, case, want.sku, want.category):
                    yield f"{verdict.code} took something off {want.sku}"
                if not coupon.with_promotions and any(
                    share.source is Source.PROMOTION for share in line.savings
                ):
                    yield f"{verdict.code} took something off what was reduced"
        if coupon.saving_max_fen is not None and verdict.saving_fen > coupon.saving_max_fen:
            yield f"{verdict.code} saved more than it may"


def the_best_coupon_is_the_best(case: Case, quote: Quote) -> Iterator[str]:
    if case.occasion.choice.spend_points:
        return
    for code in ("", *(held.code for held in case.occasion.customer.coupons)):
        other = case.on(choice=Choice(coupon=code)).quote()
        if other.total_fen < quote.total_fen:
            yield f"{code or 'no coupon'} would have been better"
        issues = {coupon.id: coupon for coupon in case.rules.coupons}
        if any(
            verdict.fate is CouponFate.APPLIED
            and (not code or not (issues[verdict.coupon].adds or verdict.code == code))
            for verdict in other.coupons
        ):
            yield f"{code or 'none'} was chosen, another one taken"


def gifts_are_given_once_and_cost_nothing(case: Case, quote: Quote) -> Iterator[str]:
    gifts = quote.lines[len(case.wants) :]
    lanes = [line.lane for line in gifts]
    if any(line.amount_fen or not line.gift_of for line in gifts) or any(
        line.gift_of for line in _bought(case, quote)
    ):
        yield "a gift that costs something, or a bought unit that is a gift"
    if lanes != [want.lane for want in case.occasion.spare[: len(lanes)]]:
        yield f"gifts out of {lanes}"
    given: defaultdict[str, int] = defaultdict(int)
    for line in gifts:
        given[line.gift_of] += 1
    for rule in case.rules.promotions:
        if isinstance(rule.action, Gift):
            times = quote.uses.get(rule.id, 0)
            if not (times - 1) * rule.action.count < given[rule.id] <= times * rule.action.count and times:
                yield f"{rule.id}: {given[rule.id]} gifts in {times} times"
            counted = [want for want in case.wants if _may(rule, case, want.sku, want.category)]
            if len(counted) < times * rule.action.buy_units or (times and not counted):
                yield f"{rule.id}: {times} times for {len(counted)} units"


def near_misses_are_few_and_not_served(case: Case, quote: Quote) -> Iterator[str]:
    for miss in quote.near:
        if miss.missing < 1 or (miss.promotion in quote.uses and miss.near is not Near.GIFT_GONE):
            yield f"{miss} is no near miss"
    if len(quote.near) > 3:
        yield "more near misses than anybody reads"


def it_is_kept_whole(case: Case, quote: Quote) -> Iterator[str]:
    if quote_from_json(json.loads(json.dumps(quote_json(quote)))) != quote:
        yield "it is not what was written"


def it_is_the_same_twice(case: Case, quote: Quote) -> Iterator[str]:
    if case.quote() != quote:
        yield "asked twice, answered differently"


PROMISES: tuple[Check, ...] = (
    each_line_adds_up,
    each_saving_is_shared_to_the_fen,
    lines_are_those_of_the_basket,
    the_order_of_basket_and_rules_says_nothing,
    a_rule_that_does_not_apply_changes_only_the_version,
    each_rule_touches_only_what_it_may,
    a_unit_serves_once_in_each_layer,
    groups_exclude,
    caps_hold,
    a_member_pays_no_more_than_a_guest,
    a_member_price_is_for_members,
    points_are_spent_in_steps_and_earned_on_what_is_paid,
    one_coupon_and_those_that_add,
    the_best_coupon_is_the_best,
    gifts_are_given_once_and_cost_nothing,
    near_misses_are_few_and_not_served,
    it_is_kept_whole,
    it_is_the_same_twice,
)


def broken(case: Case) -> str:
    """The first promise that its quote breaks, in words; empty when all hold."""
    quote = case.quote()
    return next((f"{check.__name__}: {text}" for check in PROMISES for text in check(case, quote)), "")
