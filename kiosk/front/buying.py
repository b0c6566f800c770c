"""From the cart to a sale: what the screen says is frozen, a member's points and coupons are asked for, and
the sale is opened. Belongs to the loop's thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.finding.adviser import Adviser
from kiosk.front.cart import Cart
from kiosk.front.counter import Counter
from kiosk.ids import sale_number
from kiosk.members.booking import held_by
from kiosk.members.desk import MemberDesk
from kiosk.members.views import Member
from kiosk.orders.desk import OrderDesk
from kiosk.outfit import Outfit
from kiosk.promotions.desk import PriceDesk
from kiosk.sale.events import MethodChosen
from kiosk.views import KioskView, Mode

if TYPE_CHECKING:
    from kiosk.services import Services

POINTS_AWAY = "points_away"
"""The cloud did not answer in time: the sale is priced without points and coupons."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom a new sale concerns. ``services``: None before there are any; ``view``: what the screen says."""

    services: Callable[[], Services | None]
    view: Callable[[], KioskView]
    renew: Callable[[], None]
    cart: Cart
    counter: Counter
    deals: PriceDesk
    orders: OrderDesk
    adviser: Adviser


class Buying:
    """``members`` are served and asked for what they hold."""

    def __init__(self, outfit: Outfit, parties: Parties) -> None:
        self._outfit = outfit
        self._with = parties
        self.members: MemberDesk
        self.waits = False
        """*Pay* was pressed before the machine was up."""
        self.ending = False
        """No new sale is begun."""

    def pay(self) -> None:
        view = self._with.view()
        if view.sale or not self._with.cart.count or self.ending:
            return
        if view.mode is Mode.STARTING:
            self.waits = True
        elif view.mode is Mode.SELLING:
            self.open()

    @property
    def is_asking(self) -> bool:
        """The customer has pressed *pay*, and there is no sale yet."""
        return self.waits or self.members.holding

    def give_up(self) -> bool:
        """Cancelled before there was a sale; False: there was nothing to cancel."""
        if self._with.counter.front is not None or not self.is_asking:
            return False
        self.waits = False
        self.members.let_go()
        return True

    def open(self, number: str = "", notice: str = "", *, holds: bool = True) -> None:
        """``number``: of the sale that points and coupons were asked for; ``holds``: they are to be."""
        from kiosk.front.order import new_sale  # loads the price rules: no first frame needs them

        about = self._with
        services, prices, quote = about.services(), about.deals.prices, about.cart.quote()
        if services is None or prices is None or quote is None:
            return
        methods = services.desk.offered_for(len(quote.lines))
        if not methods or quote.total_fen != about.view().cart.total_fen:
            return  # not what the screen says: the next snapshot tells of it, and nobody is charged
        about.cart.touched()
        now_ms = self._outfit.clock.utc_ms()
        number = number or sale_number(services.outside.machine_id, now_ms)
        language = self._outfit.settings.machine.languages[0]
        live = new_sale(self._outfit.shop, quote, number, now_ms, language, prices.customer_key)
        live.notice = notice
        held = held_by(live.quote)
        if holds and held and prices.customer_key:
            self.members.hold_then(number, held, lambda is_held: self._held(number, is_held))
            return
        about.deals.uses.opened(live)
        about.counter.serve(live)
        about.orders.serve(live)
        services.runner.open(live, MethodChosen(methods[0]), live.quote)
        for line in live.sale.lines:
            services.check_lane(line.lane)

    def serve(self, member: Member | None) -> None:
        """Who shops from now on; None: a guest."""
        from kiosk.members.member import customer_of
        from kiosk.pricing.occasion import GUEST  # loads the price rules: nobody signs in before they are

        self._with.adviser.own = member.history if member is not None else ()
        self._with.orders.own(member.orders if member is not None else ())
        if member is None:
            self._with.deals.serve(GUEST)
        else:
            self._with.deals.serve(customer_of(member), member.session, member.uses)

    def _held(self, number: str, is_held: bool) -> None:
        """Points and coupons are the sale's; or it is priced without them, and its customer is told."""
        from kiosk.members.member import customer_of

        about, member = self._with, self.members.member
        if member is not None and not is_held:
            about.deals.serve(customer_of(member, can_spend=False), member.session, member.uses)
        about.renew()
        if about.view().mode is Mode.SELLING and about.counter.front is None and not self.ending:
            self.open(number, "" if is_held else POINTS_AWAY, holds=False)
        about.renew()
