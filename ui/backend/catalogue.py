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
from kiosk.money import yuan_text
from kiosk.views import CartLine, KioskView, ProductState
from ui.backend import words
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

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


def tint_of(product: Product) -> str:
    return product.tint or TINT_DEFAULT


def card(product: Product, state: ProductState, line: CartLine | None, language: str) -> CardRow:
    """One card. What lies in the cart counts as taken: the last one there is not "sold out"."""
    in_cart = line.quantity if line else 0
    free = state.availability is Availability.AVAILABLE
    kind = "few" if free and state.stock + in_cart <= FEW_LEFT else product.badge
    listed = state.list_price_fen if state.price_fen > 0 else None
    if not kind and listed and listed > state.price_fen:
        kind = "deal"
    return CardRow(
        sku=product.sku,
        name=in_language(product.names, language),
        detail=" · ".join(part for part in (product.spec, state.lane) if part),
        price=yuan_text(state.price_fen) if state.price_fen > 0 else NO_PRICE,
        list_price=words.money(listed) if listed and listed > state.price_fen else "",
        picture=picture_url(product.picture, grey=not (free or in_cart)),
        tint=tint_of(product),
        badge=words.badge(kind) if free or in_cart else "",
        badge_tone=kind or "none",
        available=free or in_cart > 0,
        can_add=free and (line is None or line.can_add),
        reason="" if in_cart else words.unavailable(state.availability),
        in_cart=in_cart,
    )


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


@QmlElement
class Catalogue(QObject):
    changed = Signal()

    def __init__(self, view: KioskView, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._category = ALL
        self._sort = FIRST_SORT
        self._price_falls = False
        self._cards = RowModel(CardRow, "sku", self)
        self._categories = RowModel(CategoryRow, "category", self)
        self._banners = RowModel(BannerRow, "at", self)
        self._fill()

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
        names = (in_language(product.names, self._language) for product in self._view.shop.products)
        return any(_columns(name) > NAME_COLUMNS_MAX for name in names)

    @Slot(str)
    def chooseCategory(self, category: str) -> None:  # noqa: N802 called by QML
        self._category = category
        self._fill()

    @Slot(str)
    def chooseSort(self, sort: str) -> None:  # noqa: N802 called by QML
        if sort in SORTS:
            self._price_falls = sort == self._sort == PRICE and not self._price_falls
            self._sort = sort
            self._fill()

    def reset(self) -> None:
        self._category, self._sort, self._price_falls = ALL, FIRST_SORT, False
        self._fill()

    def show(self, view: KioskView, language: str) -> None:
        was, self._view = self._view, view
        if view.shop is not was.shop or language != self._language:
            self._language = language
            self._fill()
        elif view.products is not was.products or view.cart is not was.cart:
            self._cards.replace(self._card_rows())

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
            and view.products[product.sku].availability is not Availability.HIDDEN
        ]
        return [
            card(product, view.products[product.sku], lines.get(product.sku), self._language)
            for product in self._sorted(shown)
        ]

    def _sorted(self, products: list[Product]) -> list[Product]:
        """A stable order: goods do not change places because one sold out while somebody looks. What nobody
        has put a price on stands behind all."""
        order = Order.PRICE_DOWN if self._price_falls else SORTS[self._sort]
        prices_fen = {sku: state.price_fen for sku, state in self._view.products.items()}
        shown = browse(products, self._category, order, prices_fen)
        return sorted(shown, key=lambda product: prices_fen[product.sku] <= 0)

    def _category_rows(self) -> list[CategoryRow]:
        every = CategoryRow(ALL, words.translate("Words", "全部"), "", self._category == ALL)
        return [every] + [
            CategoryRow(
                category=category.id,
                name=in_language(category.names, self._language),
                picture=picture_url(category.picture) if category.picture else "",
                chosen=category.id == self._category,
            )
            for category in self._view.shop.categories
        ]

    def _banner_rows(self, shop: Shop) -> list[BannerRow]:
        return [
            BannerRow(
                at=at,
                title=in_language(banner.titles, self._language),
                subtitle=in_language(banner.subtitles, self._language),
                picture=quote(banner.picture, safe=""),
                ink=banner.ink or "#FFFFFF",
                sku=banner.skus[0] if banner.skus else "",
            )
            for at, banner in enumerate(shop.banners)
        ]
