"""The one product whose sheet is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import Product, in_language
from kiosk.catalog.recommend import Suggestion
from kiosk.finding.adviser import Adviser
from kiosk.views import KioskView, Mode
from ui.backend import words
from ui.backend.catalogue import CardRow, card
from ui.backend.deals import said
from ui.backend.finding.beside import beside, companions
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

COMPANIONS_MAX = 4
"""Cards in the "goes well with" row."""
OFFERS_MAX = 3
"""Promotions named on the page: more are not read."""


@dataclass(frozen=True, slots=True)
class FactRow:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    key: str
    badge: str
    text: str
    until: str


_NO_CARD = CardRow("", "", "", "0.00", "", "", "", "", "none", False, False, "", 0)


@QmlElement
class Goods(QObject):
    changed = Signal()

    def __init__(
        self, view: KioskView, language: str, parent: QObject, adviser: Adviser | None = None
    ) -> None:
        super().__init__(parent)
        self._adviser = adviser
        self._beside: tuple[Suggestion, ...] = ()
        self._view = view
        self._language = language
        self._product: Product | None = None
        self._card = _NO_CARD
        self._facts = RowModel(FactRow, "label", self)
        self._companions = RowModel(CardRow, "sku", self)
        self._offers = RowModel(OfferRow, "key", self)

    def open(self, sku: str) -> bool:
        """False when there is no such product to show."""
        product = self._view.shop.product(sku)
        if product is None or sku not in self._view.products:
            return False
        self._product = product
        self._beside = beside(self._view, (sku,), self._adviser)
        self._refresh()
        return True

    @property
    def open_sku(self) -> str:
        """Of the product that was opened last; empty before the first."""
        return self._card.sku

    def show(self, view: KioskView, language: str) -> None:
        self._view, self._language = view, language
        if self._product is not None:
            self._refresh()

    def _card_of(self, product: Product) -> CardRow:
        line = next((line for line in self._view.cart.lines if line.sku == product.sku), None)
        return card(product, self._view.products[product.sku], line, self._language)

    def _refresh(self) -> None:
        product = self._product and self._view.shop.product(self._product.sku)
        if product is None or product.sku not in self._view.products:
            return
        self._product = product
        self._card = self._card_of(product)
        self._facts.replace(self._fact_rows(product))
        self._offers.replace(self._offer_rows())
        beside = [self._view.shop.product(sku) for sku in product.goes_with if sku in self._view.products]
        cards = [self._card_of(other) for other in beside if other is not None]
        self._companions.replace([row for row in cards if row.available][:COMPANIONS_MAX])
        self._companions.replace(companions(self._view, self._beside, self._language))
        self.changed.emit()

    def _offer_rows(self) -> list[OfferRow]:
        return [
            OfferRow(
                key=offer.id,
                badge=said.badge(offer),
                text=said.title(offer.names, offer.kind, offer.arguments, self._language),
                until=said.until(offer),
            )
            for offer in self._view.products[self._card.sku].offers[:OFFERS_MAX]
        ]

    def _fact_rows(self, product: Product) -> list[FactRow]:
        state = self._view.products[product.sku]
        in_stock = state.stock + self._card.in_cart
        facts = [
            FactRow(words.translate("Words", "顾客评分"), self._rated(product.sku)),
            FactRow(words.translate("Words", "货道"), state.lane),
            FactRow(
                words.translate("Words", "库存"),
                str(in_stock) if self._card.available else "",
            ),
            FactRow(words.translate("Words", "保质期至"), state.best_before),
            FactRow(words.translate("Words", "过敏原"), in_language(product.allergens, self._language)),
            FactRow(words.translate("Words", "营养"), product.nutrition),
        ]
        return [fact for fact in facts if fact.value]

    def _rated(self, sku: str) -> str:
        """By customers of this machine; empty while too few have said."""
        rating = self._adviser.ratings.get(sku) if self._adviser is not None else None
        if rating is None:
            return ""
        text = words.translate("Words", "★ %1（%2 人）")
        return text.replace("%1", rating.text).replace("%2", str(rating.count))

    @Property(str, notify=changed)
    def sku(self) -> str:
        return self._card.sku

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._card.name

    @Property(str, notify=changed)
    def spec(self) -> str:
        return self._product.spec if self._product else ""

    @Property(str, notify=changed)
    def description(self) -> str:
        return in_language(self._product.descriptions, self._language) if self._product else ""

    @Property(str, notify=changed)
    def price(self) -> str:
        return self._card.price

    @Property(str, notify=changed)
    def listPrice(self) -> str:  # noqa: N802 called by QML
        return self._card.list_price

    @Property(str, notify=changed)
    def why(self) -> str:
        """Why the price is what it is; empty for the everyday price."""
        state = self._view.products.get(self._card.sku)
        if state is None or not state.list_price_fen or state.list_price_fen <= state.price_fen:
            return ""
        saved = words.money(state.list_price_fen - state.price_fen)
        made_it = next((offer for offer in state.offers if offer.kind == state.because), None)
        because = (
            said.title(made_it.names, made_it.kind, made_it.arguments, self._language) if made_it else ""
        )
        because = because or said.kind(state.because, {}) or words.translate("Words", "特惠")
        return words.translate("Words", "%1，省 %2").replace("%1", because).replace("%2", saved)

    @Property(str, notify=changed)
    def memberPrice(self) -> str:  # noqa: N802 called by QML
        """What a member would pay, told to a guest; empty: no less."""
        state = self._view.products.get(self._card.sku)
        if state is None or not state.member_price_fen:
            return ""
        text = words.translate("Words", "会员价 %1")
        return text.replace("%1", words.money(state.member_price_fen))

    @Property(RowModel, notify=changed)
    def offers(self) -> RowModel:
        """Promotions that hold for it now."""
        return self._offers

    @Property(str, notify=changed)
    def picture(self) -> str:
        return self._card.picture

    @Property(str, notify=changed)
    def tint(self) -> str:
        return self._card.tint or "#EFEBE5"

    @Property(str, notify=changed)
    def badge(self) -> str:
        return self._card.badge

    @Property(str, notify=changed)
    def badgeTone(self) -> str:  # noqa: N802 called by QML
        return self._card.badge_tone

    @Property(bool, notify=changed)
    def canAdd(self) -> bool:  # noqa: N802 called by QML
        return self._card.can_add and not self._view.cart.full

    @Property(bool, notify=changed)
    def canBuy(self) -> bool:  # noqa: N802 called by QML
        return self._card.available and self._view.mode in (Mode.SELLING, Mode.STARTING)

    @Property(int, notify=changed)
    def inCart(self) -> int:  # noqa: N802 called by QML
        return self._card.in_cart

    def _kept(self) -> bool:
        state = self._view.products.get(self._card.sku)
        return (
            state is not None and state.availability is Availability.FOR_PRIORITY and not self._card.in_cart
        )

    @Property(bool, notify=changed)
    def canSignIn(self) -> bool:  # noqa: N802 called by QML
        """It is kept for members with priority, and a guest asks: signing in may help."""
        return self._kept() and self._view.member.member is None

    @Property(str, notify=changed)
    def reason(self) -> str:
        """Why it cannot be bought now; empty when it can."""
        if self._kept():
            if self._view.member.member is None:
                return words.translate("Words", "留给有优先购权益的会员，登录后可买")
            return words.translate("Words", "留给有优先购权益的会员，升级后可买")
        if self._card.reason:
            return self._card.reason
        if self._view.mode is Mode.OFFLINE:
            return words.translate("Words", "网络中断，暂时收不了款")
        state = self._view.products.get(self._card.sku)
        sold = state is not None and state.availability is not Availability.AVAILABLE
        return words.translate("Words", "已全部放进购物车") if sold else ""

    @Property(RowModel, notify=changed)
    def facts(self) -> RowModel:
        return self._facts

    @Property(RowModel, notify=changed)
    def companions(self) -> RowModel:
        return self._companions
