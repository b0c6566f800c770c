"""The search screen: what was typed on its keypad, and the cards of what that finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.availability import Availability
from kiosk.catalog.browse import browse
from kiosk.catalog.products import Product, in_language
from kiosk.catalog.search import NOTHING, RESULTS_MAX, TEXT_MAX_CHARS
from kiosk.finding.finder import Finder
from kiosk.views import KioskView
from ui.backend import words
from ui.backend.catalogue import CardRow, card
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

UPRIGHT_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""As on every phone; the end of the last row belongs to *clear* and *delete*."""
GRID_ROWS = ("abcdefg", "hijklmn", "opqrstu", "vwxyz12", "3456789", "0")
"""Lying, where ten keys side by side would be smaller than a finger: seven, in the order of the alphabet. The
last row holds *back*, *clear* and *delete* besides."""
SUGGESTED_MAX = 12
"""Cards shown before the first key and when nothing was found."""

Redeem = Callable[[str], object]


@QmlElement
class Search(QObject):
    """``redeem`` takes a pick-up code; None: this machine redeems none."""

    changed = Signal()

    def __init__(
        self, view: KioskView, language: str, finder: Finder, redeem: Redeem | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._finder = finder
        self._redeem = redeem
        self._text = ""
        self._found = NOTHING
        self._open = False
        self._cards = RowModel(CardRow, "sku", self)
        self._by_sku: dict[str, Product] = {}
        finder.subscribe(self._found_anew)

    # what the screen reads

    @Property(str, notify=changed)
    def text(self) -> str:
        """As it is shown: the letters that were touched."""
        return self._text

    @Property(RowModel, notify=changed)
    def cards(self) -> RowModel:
        """What was found, best first; suggestions before the first key and when nothing was found."""
        return self._cards

    @Property(bool, notify=changed)
    def hasText(self) -> bool:  # noqa: N802 called by QML
        return bool(self._text)

    @Property(bool, notify=changed)
    def foundNothing(self) -> bool:  # noqa: N802 called by QML
        return bool(self._text) and self._finder.ready and not self._shown()

    @Property(str, notify=changed)
    def caption(self) -> str:
        """One line above the cards."""
        if not self._text or not self._shown():
            return words.translate("Words", "大家常买")
        found = self._found.count if self._found.count > RESULTS_MAX else len(self._shown())
        return words.translate("Words", "找到 %1 种商品").replace("%1", str(found))

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What may be typed, by the example of what sells best here."""
        for product in self._suggested():
            if product.initials and self._language.startswith("zh"):
                example = f"{product.initials.upper()} → {in_language(product.names, self._language)}"
                return words.translate("Words", "拼音首字母或货道号，如 %1").replace("%1", example)
        return words.translate("Words", "拼音、英文名或货道号")

    @Property(bool, notify=changed)
    def maybeCode(self) -> bool:  # noqa: N802 called by QML
        """What was typed may be a pick-up code."""
        return bool(self._found.pick_up_code)

    @Property(bool, notify=changed)
    def redeems(self) -> bool:
        """Codes can be redeemed at this machine."""
        return self._redeem is not None

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def uprightRows(self) -> list[str]:  # noqa: N802 called by QML
        return list(UPRIGHT_ROWS)

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def gridRows(self) -> list[str]:  # noqa: N802 called by QML
        return list(GRID_ROWS)

    # what a touch asks for

    @Slot(str)
    def press(self, char: str) -> None:
        """One key of the keypad."""
        if len(self._text) < TEXT_MAX_CHARS:
            self._type(self._text + char)

    @Slot()
    def erase(self) -> None:
        """The last letter."""
        self._type(self._text[:-1])

    @Slot()
    def clear(self) -> None:
        self._type("")

    @Slot()
    def redeem(self) -> None:
        """Hand the typed code over."""
        if self._redeem is not None and self._found.pick_up_code:
            self._redeem(self._found.pick_up_code)

    # what the kiosk tells

    def open(self) -> None:
        """The screen is asked for: it begins empty."""
        self._open = True
        self._type("")

    def reset(self) -> None:
        """The customer is gone, and what they looked for with them."""
        self._open, self._text, self._found = False, "", NOTHING
        self._cards.reset([])
        self.changed.emit()

    def show(self, view: KioskView, language: str) -> None:
        was, self._view = self._view, view
        spoken, self._language = language != self._language, language
        if view.shop is not was.shop:
            self._by_sku = {}
        if not self._open:
            return
        if view.shop is not was.shop or spoken:
            self._fill()
        elif view.products is not was.products or view.cart is not was.cart:
            self._cards.replace(self._card_rows())

    def _found_anew(self) -> None:
        """Another index: ask it again."""
        if self._open:
            self._found = self._finder.find(self._text)
            self._fill()

    def _type(self, text: str) -> None:
        self._found = self._finder.find(text, self._found) if text else NOTHING
        self._text = text
        self._fill()

    def _fill(self) -> None:
        self._cards.reset(self._card_rows())
        self.changed.emit()

    def _shown(self) -> Sequence[Product]:
        """Found, and not hidden from customers."""
        return self._visible(self._found.skus)

    def _visible(self, skus: Sequence[str]) -> list[Product]:
        if not self._by_sku:
            self._by_sku = {product.sku: product for product in self._view.shop.products}
        states = self._view.products
        return [
            self._by_sku[sku]
            for sku in skus
            if sku in self._by_sku and sku in states and states[sku].availability is not Availability.HIDDEN
        ]

    def _card_rows(self) -> list[CardRow]:
        lines = {line.sku: line for line in self._view.cart.lines}
        shown = self._shown() if self._text else []
        return [
            card(product, self._view.products[product.sku], lines.get(product.sku), self._language)
            for product in shown or self._suggested()
        ]

    def _suggested(self) -> list[Product]:
        """What can be bought now, the best sellers first: nobody is sent away with empty hands."""
        states = self._view.products
        free = [
            product
            for product in self._view.shop.products
            if product.sku in states and states[product.sku].availability is Availability.AVAILABLE
        ]
        return list(browse(free))[:SUGGESTED_MAX]
