"""The goods on the home screen: cards in the chosen category and order, categories, banners."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.availability import Availability
from kiosk.catalog.browse import ALL, Order, browse
from kiosk.catalog.products import Product, Shop, in_language
from kiosk.catalog.ratings import Rating
from kiosk.catalog.recommend import Reason
from kiosk.finding.adviser import Adviser
from kiosk.money import yuan_text
from kiosk.promotions.views import OfferView
from kiosk.views import CartLine, KioskView, ProductState
from ui.backend import words
from ui.backend.deals import said
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

SORTS = {"recommended": Order.RECOMMENDED, "sales": Order.SALES, "price": Order.PRICE_UP, "new": Order.NEW}
"""What a chip asks for first; *price* touched again turns round."""
PRICE, FIRST_SORT = "price", "recommended"
OFFER = "offer:"
"""Before a promotion's id: a category of the goods it is for."""
PROMOTED_MAX = 3
"""Banners of promotions; the shop's own follow."""
_UNRANKED = 1_000_000
SORTS = {"recommended": Order.RECOMMENDED, "sales": Order.SALES, "price": Order.PRICE_UP, "new": Order.NEW}
"""What a chip asks for first; *price* touched again turns round."""
PRICE, FIRST_SORT = "price", "recommended"
FEW_LEFT = 1
"""Stock at which the card says that it is the last one."""
NO_PRICE = "–"
"""Where a price would stand: "0.00" would be a promise."""
TINT_DEFAULT = "#EFEBE5"
NAME_COLUMNS_MAX = 14
"""Names wider than this (a Chinese character is two columns) need a second line on a card."""


@dataclass(frozen=True, slots=True)
class CardRow:
    sku: str
    name: str
    detail: str
    """Spec and lane: ``550ml · A1``."""
    price: str
    list_price: str
    picture: str
    tint: str
    badge: str
    badge_tone: str
    """``new``, ``deal``, ``few`` or ``none``."""
    available: bool
    can_add: bool
    reason: str
    in_cart: int
    why: str = ""
    """Why it is suggested; empty where nobody suggests it."""
    stars: str = ""
    """What customers here think of it, e.g. ``4.7``; empty while too few have said."""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    category: str
    name: str
    picture: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BannerRow:
    at: int
    title: str
    subtitle: str
    picture: str
    """The path, quoted; QML adds the treatment because it knows the radius."""
    ink: str
    sku: str
    """The product a touch opens; empty opens nothing."""
    offer: str = ""
    """The promotion whose goods a touch shows."""
    first: str = ""
    """A picture of goods it is about; only where it has no picture of its own."""
    second: str = ""


def tint_of(product: Product) -> str:
    return product.tint or TINT_DEFAULT


def card(
    product: Product,
    state: ProductState,
    line: CartLine | None,
    language: str,
    reason: Reason | None = None,
    rating: Rating | None = None,
) -> CardRow:
    """One card. What lies in the cart counts as taken: the last one there is not "sold out". ``reason``: why
    it is suggested, which is not said of what cannot be had, nor twice of what is new."""
    in_cart = line.quantity if line else 0
    free = state.availability is Availability.AVAILABLE
    kind, text = _badge(product, state, last_one=free and state.stock + in_cart <= FEW_LEFT)
    listed = state.list_price_fen if state.price_fen > 0 else None
    return CardRow(
        sku=product.sku,
        name=in_language(product.names, language),
        detail=" · ".join(part for part in (product.spec, state.lane) if part),
        price=yuan_text(state.price_fen) if state.price_fen > 0 else NO_PRICE,
        list_price=words.money(listed) if listed and listed > state.price_fen else "",
        picture=picture_url(product.picture, grey=not (free or in_cart)),
        tint=tint_of(product),
        badge=text if free or in_cart else "",
        badge_tone=kind or "none",
        available=free or in_cart > 0,
        can_add=free and (line is None or line.can_add),
        reason="" if in_cart else words.unavailable(state.availability),
        in_cart=in_cart,
        stars=rating.text if rating is not None else "",
        why="" if reason is None or not free or kind == reason.value else words.suggested(reason),
    )


def _badge(product: Product, state: ProductState, *, last_one: bool) -> tuple[str, str]:
    """(tone, words): the last one, then a promotion, what is new, a price below the list, a member's."""
    if last_one:
        return "few", words.badge("few")
    offer = next((offer for offer in state.offers if not offer.everywhere and said.badge(offer)), None)
    if offer is not None:
        return "deal", said.badge(offer)
    if product.badge:
        return product.badge, words.badge(product.badge)
    if state.price_fen > 0 and state.list_price_fen and state.list_price_fen > state.price_fen:
        return "deal", words.badge("deal")
    if state.member_price_fen or state.because == "member_price":
        return "member", words.translate("Words", "会员价")
    return "", ""


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@QmlElement
class Catalogue(QObject):
    changed = Signal()

    def __init__(
        self, view: KioskView, language: str, parent: QObject, adviser: Adviser | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._adviser = adviser
        self._first: dict[str, Reason] = {}
        self._category = ALL
        self._sort = FIRST_SORT
        self._price_falls = False
        self._wordy = False
        self._measure()
        self._cards = RowModel(CardRow, "sku", self)
        self._categories = RowModel(CategoryRow, "category", self)
        self._banners = RowModel(BannerRow, "at", self)
        self.suggest()

    @Property(RowModel, notify=changed)
    def cards(self) -> RowModel:
        return self._cards

    @Property(RowModel, notify=changed)
    def categories(self) -> RowModel:
        return self._categories

    @Property(RowModel, notify=changed)
    def banners(self) -> RowModel:
        return self._banners

    @Property(str, notify=changed)
    def category(self) -> str:
        return self._category

    @Property(str, notify=changed)
    def sort(self) -> str:
        return self._sort

    @Property(bool, notify=changed)
    def priceFalls(self) -> bool:  # noqa: N802 called by QML
        """Sorting by price begins with the dearest."""
        return self._price_falls

    @Property(bool, notify=changed)
    def wordy(self) -> bool:
        """Some name in this language needs a second line, so every card keeps room for one."""
        return self._wordy

    def _measure(self) -> None:
        """Once for a catalogue and a language: dozens of bindings ask for it at every change."""
        names = (in_language(product.names, self._language) for product in self._view.shop.products)
        self._wordy = any(_columns(name) > NAME_COLUMNS_MAX for name in names)

    @Slot(str)
    def chooseCategory(self, category: str) -> None:  # noqa: N802 called by QML
        self._category = category
        self._fill()

    @Slot(str)
    def chooseOffer(self, offer: str) -> None:  # noqa: N802 called by QML
        """The goods of a promotion; all goods, where it is for all."""
        found = next((one for one in self._view.promoted if one.id == offer), None)
        self.chooseCategory(ALL if found is None or found.everywhere else OFFER + offer)

    @Slot(str)
    def chooseSort(self, sort: str) -> None:  # noqa: N802 called by QML
        if sort in SORTS:
            self._price_falls = sort == self._sort == PRICE and not self._price_falls
            self._sort = sort
            self._fill()

    def reset(self) -> None:
        self._category, self._sort, self._price_falls = ALL, FIRST_SORT, False
        self.suggest()

    def suggest(self) -> None:
        """Ask anew what to show first: for each customer once, so that nothing moves under a finger."""
        self._first = {}
        if self._adviser is not None:
            found = self._adviser.first(self._view.shop, self._view.products)
            self._first = {one.sku: one.reason for one in found}
        self._fill()

    def show(self, view: KioskView, language: str) -> None:
        was, self._view = self._view, view
        if self._category.startswith(OFFER) and self._offer() is None:
            self._category = ALL  # it is over
        if view.promoted != was.promoted or view.shop is not was.shop or language != self._language:
            self._language = language
            self._measure()
            self._fill()
        elif view.products is not was.products or view.cart is not was.cart:
            self._cards.replace(self._card_rows())
        if view.member.member != was.member.member:
            self.suggest()  # whoever signs in or out looks at the screen's other half

    def _fill(self) -> None:
        self._cards.reset(self._card_rows())
        self._categories.replace(self._category_rows())
        self._banners.replace(self._banner_rows(self._view.shop))
        self.changed.emit()

    def _card_rows(self) -> list[CardRow]:
        view = self._view
        lines = {line.sku: line for line in view.cart.lines}
        shown = [
            product
            for product in view.shop.products
            if product.sku in view.products
            and self._is_offered(product)
            and view.products[product.sku].availability is not Availability.HIDDEN
        ]
        rated = self._adviser.ratings if self._adviser is not None else {}
        return [
            card(
                product,
                view.products[product.sku],
                lines.get(product.sku),
                self._language,
                why,
                rated.get(product.sku),
            )
            for product, why in self._sorted(shown)
        ]

    def _is_offered(self, product: Product) -> bool:
        """Among the goods of the promotion that is shown, if one is."""
        if not self._category.startswith(OFFER):
            return True
        offers = self._view.products[product.sku].offers
        return any(offer.id == self._category.removeprefix(OFFER) for offer in offers)

    def _sorted(self, products: list[Product]) -> list[tuple[Product, Reason | None]]:
        """A stable order: goods do not change places because one sold out while somebody looks. What nobody
        has put a price on stands behind all."""
        order = Order.PRICE_DOWN if self._price_falls else SORTS[self._sort]
        prices_fen = {sku: state.price_fen for sku, state in self._view.products.items()}
        category = ALL if self._category.startswith(OFFER) else self._category
        shown = sorted(
            browse(products, category, order, prices_fen),
            key=lambda product: prices_fen[product.sku] <= 0,
        )
        first = self._first if order is Order.RECOMMENDED else {}
        places = {sku: place for place, sku in enumerate(first)}
        shown.sort(key=lambda product: places.get(product.sku, len(places)))
        return [(product, first.get(product.sku)) for product in shown]

    def _category_rows(self) -> list[CategoryRow]:
        every = CategoryRow(ALL, words.translate("Words", "全部"), "", self._category == ALL)
        offer = self._offer()
        shown = (
            [CategoryRow(self._category, said.badge(offer), self._goods_of(offer)[0], True)] if offer else []
        )
        return [every, *shown] + [
            CategoryRow(
                category=category.id,
                name=in_language(category.names, self._language),
                picture=picture_url(category.picture) if category.picture else "",
                chosen=category.id == self._category,
            )
            for category in self._view.shop.categories
        ]

    def _offer(self) -> OfferView | None:
        """The promotion whose goods are shown, if any is, and as long as it holds."""
        id_ = self._category.removeprefix(OFFER) if self._category.startswith(OFFER) else ""
        return next((offer for offer in self._view.promoted if offer.id == id_), None)

    def _goods_of(self, offer: OfferView) -> list[str]:
        """Pictures of what it is for, best sellers first; at least two, empty where there is none."""
        products = [
            product
            for product in browse(self._view.shop.products, order=Order.SALES)
            if product.picture
            and product.sku in self._view.products
            and any(one.id == offer.id for one in self._view.products[product.sku].offers)
        ]
        return [picture_url(product.picture) for product in products] + ["", ""]

    def _promoted_row(self, at: int, offer: OfferView) -> BannerRow:
        """Of a promotion: what it is, how long, and a picture or two of its goods."""
        first, second, *_ = self._goods_of(offer)
        return BannerRow(
            at=at,
            title=said.title(offer.names, offer.kind, offer.arguments, self._language),
            subtitle=said.until(offer) or said.kind(offer.kind, offer.arguments),
            picture="",
            ink="#FFFFFF",
            sku="",
            offer=offer.id,
            first=first,
            second=second,
        )

    def _banner_rows(self, shop: Shop) -> list[BannerRow]:
        named = [offer for offer in self._view.promoted if offer.kind != "times_points"][:PROMOTED_MAX]
        promoted = [self._promoted_row(at, offer) for at, offer in enumerate(named)]
        return promoted + [
            BannerRow(
                at=at,
                title=in_language(banner.titles, self._language),
                subtitle=in_language(banner.subtitles, self._language),
                picture=quote(banner.picture, safe=""),
                ink=banner.ink or "#FFFFFF",
                sku=banner.skus[0] if banner.skus else "",
            )
            for at, banner in enumerate(shop.banners, start=len(promoted))
        ]
