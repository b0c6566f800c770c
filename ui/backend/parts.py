"""The view-models of the parts of the screen: made together, shown together, forgotten together."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

from kiosk.views import KioskView, Shopping
from ui.backend.basket import Basket
from ui.backend.catalogue import Catalogue
from ui.backend.closed import Closed
from ui.backend.comfort import Comfort, Modes
from ui.backend.deals.deals import Deals
from ui.backend.finding.search import Search
from ui.backend.game.game import Game
from ui.backend.goods import Goods
from ui.backend.member.member import Member
from ui.backend.orders.care import Care
from ui.backend.pickup.pickup import PickUp
from ui.backend.place import Place
from ui.backend.sale.checkout import Checkout
from ui.settings import DisplaySettings


@dataclass(frozen=True, slots=True)
class Parts:
    comfort: Comfort
    place: Place
    catalogue: Catalogue
    basket: Basket
    goods: Goods
    checkout: Checkout
    member: Member
    deals: Deals
    care: Care
    search: Search
    pickup: PickUp
    closed: Closed

    @classmethod
    def made(cls, shopping: Shopping, settings: DisplaySettings, language: str, parent: QObject) -> Parts:
        view, adviser = shopping.view, shopping.finder.adviser
        return cls(
            comfort=Comfort(Modes(dark=settings.theme == "dark", still=settings.reduced_motion), parent),
            place=Place(view, language, parent),
            catalogue=Catalogue(view, language, parent, adviser),
            basket=Basket(view, language, parent, adviser),
            goods=Goods(view, language, parent, adviser),
            checkout=Checkout(view, language, shopping.monotonic_ms, parent),
            member=Member(shopping, language, parent),
            deals=Deals(
                view,
                language,
                shopping.deals,
                lambda deals: Game(view, language, shopping.game, shopping.monotonic_ms, deals),
                parent,
            ),
            search=Search(view, language, shopping.finder, shopping.redeem, parent),
            pickup=PickUp(shopping.pickup, shopping.monotonic_ms, parent),
            care=Care(shopping.orders, shopping.help, view, language, parent),
            closed=Closed(settings.media_root, parent),
        )

    def show(self, view: KioskView, language: str) -> None:
        shop = (self.place, self.catalogue, self.basket, self.goods, self.deals, self.search)
        for part in (*shop, self.checkout, self.member, self.care, self.closed):
            part.show(view, language)

    def clock_moved(self) -> None:
        self.checkout.clock_moved()
        self.member.clock_moved()
        self.deals.draw.clock_moved()

    def forget(self) -> None:
        """What the customer chose, looked for and wrote."""
        self.comfort.reset()
        self.catalogue.reset()
        self.search.reset()
        self.pickup.clear()
        self.care.forget()
