"""Baskets under rules, drawn at random from a small world, so that everything meets everything often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.pricing.engine import price
from kiosk.pricing.moment import ANY_TIME, Moment, Window
from kiosk.pricing.occasion import GUEST, Choice, Customer, HeldCoupon, Occasion, Want
from kiosk.pricing.quote import Quote
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules import (
    ALL_PEOPLE,
    EVERYTHING,
    NO_CAPS,
    Action,
    AmountOff,
    Audience,
    Birthday,
    Bundle,
    Caps,
    Coupon,
    FixedPrice,
    FlashPrice,
    Gift,
    NthUnit,
    Part,
    PayPercent,
    PointsScheme,
    Promotion,
    Rules,
    Scope,
    Threshold,
    TimesPoints,
    Who,
)

Draw = Callable[[int, int], int]
"""A whole number from the first to the second, inclusive: Hypothesis's, or a die's."""

NOW = Moment("2026-11-26", 720)
WINDOWS = (
    ANY_TIME,
    ANY_TIME,
    Window("2026-11-26", "2026-11-26"),
    Window(weekdays=(4,), spans=((720, 721),)),
    Window(weekdays=(3,), spans=((1000, 900),)),
    Window(until_date="2026-11-25"),
    Window(spans=((0, 720), (721, 1440))),
    Window(month_days=(25, 27)),
)
"""Two that do not limit; three that are open by a hair (the last one's Wednesday night lasts until Thursday
15:00); three that are closed by a hair."""
SCOPES = (
    EVERYTHING,
    EVERYTHING,
    Scope(categories=frozenset({"c0"})),
    Scope(frozenset({"p1"})),
    Scope(frozenset({"p2"}), frozenset({"c2"}), frozenset({"p5"})),
    Scope(but_skus=frozenset({"p0"})),
)
PEOPLE = (
    ALL_PEOPLE,
    ALL_PEOPLE,
    Audience(Who.MEMBERS),
    Audience(Who.GUESTS),
    Audience(levels=("gold",)),
    Audience(newcomer=True),
    Audience(birthday=Birthday.MONTH),
)
CAPS = (
    NO_CAPS,
    NO_CAPS,
    Caps(per_sale=1),
    Caps(per_customer=2),
    Caps(stock=3),
    Caps(saving_max_fen=37),
)
CUSTOMERS = (
    GUEST,
    Customer(is_member=True, points=730),
    Customer(is_member=True, level="gold", is_newcomer=True, birthday="11-03", points=99),
)
HELD = tuple(
    HeldCoupon(f"N{place}", f"k{place % 3}", until)
    for place, until in enumerate(("", "2026-11-26", "", "2026-11-25", ""))
)


@dataclass(frozen=True)
class Case:
    wants: tuple[Want, ...]
    rules: Rules
    occasion: Occasion

    def quote(self) -> Quote:
        return price(self.wants, "CNY", rulebook(self.rules), self.occasion)

    def on(self, **changes: object) -> Case:
        """The same with another occasion."""
        return replace(self, occasion=replace(self.occasion, **changes))  # type: ignore[arg-type]  # fields of it


def case(draw: Draw) -> Case:
    wants = tuple(_want(draw) for _ in range(draw(1, 7)))
    promotions = tuple(_promotion(f"r{place}", draw) for place in range(draw(0, 6)))
    coupons = tuple(_coupon(f"k{place}", draw) for place in range(3))
    points = None if draw(0, 2) else PointsScheme(1, 100, 50, 30, draw(20, 100))
    customer = replace(CUSTOMERS[draw(0, 2)], coupons=HELD[draw(0, 3) :])
    occasion = Occasion(
        moment=NOW,
        customer=customer,
        choice=Choice(spend_points=bool(draw(0, 1))),
        used_by_customer={"r0": draw(0, 2)},
        used_by_all={"r1": draw(0, 3)},
        spare=tuple(Want("gift", f"S{place}", 9, 111, 0) for place in range(draw(0, 3))),
    )
    return Case(wants, Rules(promotions, coupons, points), occasion)


def _want(draw: Draw) -> Want:
    """Mostly of six products with a price each; of one product in two lanes."""
    number = draw(0, 5)
    fen = (1, 99, 250, 333, 450, 1200)[number]
    member_fen = (None, 95, None, 300, 455, 1)[number]
    return Want(
        f"p{number}", f"A{number}{draw(0, 1)}", 1, fen, (0, 120)[number % 2], f"c{number % 3}", member_fen
    )


def _promotion(name: str, draw: Draw) -> Promotion:
    action = _action(draw)
    caps = CAPS[draw(0, len(CAPS) - 1)]
    window = WINDOWS[draw(0, len(WINDOWS) - 1)]
    if isinstance(action, FlashPrice):
        caps, window = replace(caps, stock=2), Window(until_date="2026-11-30")
    return Promotion(
        id=name,
        action=action,
        scope=EVERYTHING if isinstance(action, Bundle) else SCOPES[draw(0, len(SCOPES) - 1)],
        audience=PEOPLE[draw(0, len(PEOPLE) - 1)],
        window=window,
        priority=draw(0, 2),
        group=("", "", "g", "h")[draw(0, 3)],
        alone=draw(0, 4) == 0,
        caps=caps,
    )


def _action(draw: Draw) -> Action:
    at_fen = draw(2, 1500)
    makers: tuple[Callable[[], Action], ...] = (
        lambda: PayPercent(draw(1, 99)),
        lambda: AmountOff(draw(1, 400)),
        lambda: FixedPrice(draw(1, 500)),
        lambda: FlashPrice(draw(1, 500)),
        lambda: NthUnit(draw(2, 3), draw(0, 99), same_product=bool(draw(0, 1))),
        lambda: Bundle((Part(SCOPES[draw(0, 5)], draw(1, 2)), Part(SCOPES[draw(0, 5)])), draw(1, 900)),
        lambda: Threshold(at_fen, draw(1, at_fen - 1), each=bool(draw(0, 1))),
        lambda: Gift("gift", draw(1, 2), buy_units=draw(1, 3), each=bool(draw(0, 1))),
        lambda: Gift("gift", at_fen=draw(1, 900)),
        lambda: TimesPoints(draw(2, 3)),
    )
    return makers[draw(0, len(makers) - 1)]()


def _coupon(name: str, draw: Draw) -> Coupon:
    at_fen = draw(2, 1500)
    action = PayPercent(draw(1, 99)) if draw(0, 2) == 0 else Threshold(at_fen, draw(1, at_fen - 1))
    return Coupon(
        id=name,
        action=action,
        scope=SCOPES[draw(0, len(SCOPES) - 1)],
        audience=PEOPLE[draw(0, len(PEOPLE) - 1)],
        window=WINDOWS[draw(0, len(WINDOWS) - 1)],
        with_promotions=bool(draw(0, 2)),
        adds=draw(0, 2) == 0,
        saving_max_fen=None if draw(0, 2) else draw(1, 100),
    )
