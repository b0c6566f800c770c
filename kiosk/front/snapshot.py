"""The one snapshot the screen is shown, out of what the services know now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.catalog.products import Shop
from kiosk.front.cart import Cart
from kiosk.front.sale_view import sale_view
from kiosk.members.views import GUEST_VIEW, MemberView
from kiosk.promotions.views import GIFT, REDUCED, SavingView
from kiosk.sale.events import Timer
from kiosk.vend.live import Live
from kiosk.views import CartView, KioskView, Mode, SaleView, Trouble

if TYPE_CHECKING:
    from kiosk.profile.profile import Profile
    from kiosk.promotions.desk import PriceDesk
    from kiosk.services import Services


def first_snapshot(shop: Shop, cart: Cart, now_s: int, profile: Profile | None = None) -> KioskView:
    """Before any service is there. ``now_s``: UTC."""
    return KioskView(
        shop=shop,
        mode=Mode.STARTING,
        trouble=Trouble.NONE,
        since_s=now_s,
        network_up=False,
        board_up=False,
        test_money=False,
        temperature_c=None,
        products=dict(cart.products()),
        cart=cart.view(None),
        sale=None,
        hatches=profile.hatches if profile is not None else {},
    )


def snapshot(
    old: KioskView,
    can: tuple[Mode, Trouble],
    now_s: int,
    cart: Cart,
    services: Services | None,
    sale: SaleView | None,
    earlier: Live | None,
    aside: str = "",
    member: MemberView = GUEST_VIEW,
    deals: PriceDesk | None = None,
) -> KioskView:
    """The next one after ``old``; every part that did not change stays the same object. ``can``: what the
    machine can do for a customer now, and why not more. ``now_s``: UTC."""
    now_mode, trouble = can
    products = dict(cart.products())
    shown = cart.view(services.desk if services else None)
    new = replace(
        old,
        mode=now_mode,
        trouble=trouble,
        since_s=old.since_s if can == (old.mode, old.trouble) else now_s,
        products=old.products if products == old.products else products,
        cart=old.cart if shown == old.cart else shown,
        sale=sale,
        aside=aside,
        member=_wealth(member, shown, deals),
        promoted=cart.promoted(),
    )
    if services is None:
        return new
    return replace(
        new,
        network_up=services.desk.network_up,
        board_up=services.board_up,
        test_money=services.outside.test_money,
        temperature_c=services.temperature_c,
        reader_up=services.reader_up,
        methods=tuple(services.desk.offered),
        earlier=told(earlier, services) if earlier else None,
    )


def _wealth(member: MemberView, cart: CartView, deals: PriceDesk | None) -> MemberView:
    """What a member has, by the rules of now; a guest's view as it is."""
    if member.member is None or deals is None or deals.prices is None:
        return member
    from kiosk.members.wallet import told as told_wealth  # loads the price rules: they are loaded by now

    return told_wealth(member, deals.prices.book, deals.moment(), cart.why.coupons)


def savings_of(quote: Mapping[str, Any]) -> tuple[SavingView, ...]:
    """Out of a kept quote: what was really taken off, without what was given beside."""
    return tuple(
        SavingView(
            saving["id"] or saving["key"],
            saving["source"],
            saving["key"],
            saving["fen"],
            saving["times"],
            saving["names"],
            saving["arguments"],
        )
        for saving in quote.get("savings", ())
        if saving["key"] not in (GIFT, REDUCED)
    )


def plain_of(quote: Mapping[str, Any]) -> tuple[int, ...]:
    """Out of a kept quote: each line before the savings that stand beside it. Nothing was saved on lines of
    before there were savings, nor on what a pick-up code gives."""
    return tuple(
        line["amount_fen"]
        + sum(share["fen"] for share in line.get("savings", ()) if share["key"] not in (GIFT, REDUCED))
        for line in quote.get("lines", ())
    )


def told(live: Live, services: Services) -> SaleView:
    """One sale as its customer is told of it."""
    return sale_view(
        live.sale,
        services.desk.offered_for(len(live.sale.lines)),
        turning=live.turning,
        notice=live.notice,
        ends_at_ms=services.deadlines.due_ms(live.number, Timer.PAY),
        span_ms=services.pay_ms,
        truth_url=services.outside.truth_url(live.truth_token),
        till=services.till_view(live.sale),
        own_codes=services.own_codes_for(len(live.sale.lines)),
        waits_for_end=services.waits_for_end(live),
        savings=savings_of(live.quote),
        plain_fen=plain_of(live.quote),
    )
