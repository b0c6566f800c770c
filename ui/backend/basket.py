"""The cart as the customer sees it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import in_language
from kiosk.finding.adviser import Adviser
from kiosk.money import yuan_text
from kiosk.views import CartLine, CartView, KioskView, Mode
from ui.backend import words
from ui.backend.catalogue import CardRow, tint_of
from ui.backend.finding.beside import beside, companions
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class LineRow:
    sku: str
    name: str
    detail: str
    amount: str
    quantity: int
    picture: str
    tint: str
    can_add: bool
    problem: str
    """Why the line cannot be sold as it stands, or why there can be no more of it; empty for neither."""
    blocked: bool


@QmlElement
class Basket(QObject):
    changed = Signal()

    def __init__(
        self, view: KioskView, language: str, parent: QObject, adviser: Adviser | None = None
    ) -> None:
        super().__init__(parent)
        self._adviser = adviser
        self._lines = RowModel(LineRow, "sku", self)
        self._companions = RowModel(CardRow, "sku", self)
        self._view = view
        self._language = language
        self._lines.replace(self._rows())
        self._beside()

    @property
    def _cart(self) -> CartView:
        return self._view.cart

    def show(self, view: KioskView, language: str) -> None:
        was, self._view = self._view, view
        spoken = language != self._language
        self._language = language
        if (
            spoken
            or view.cart is not was.cart
            or view.mode is not was.mode
            or view.products is not was.products
        ):
            self._lines.replace(self._rows())
            self._beside()
            self.changed.emit()

    @Property(RowModel, notify=changed)
    def lines(self) -> RowModel:
        return self._lines

    @Property(RowModel, notify=changed)
    def companions(self) -> RowModel:
        """What goes well with all of it; nothing when no more can be put in."""
        return self._companions

    def _beside(self) -> None:
        skus = [line.sku for line in self._cart.lines]
        found = beside(self._view, skus, self._adviser) if skus and not self._cart.full else ()
        self._companions.replace(companions(self._view, found, self._language))

    @Property(int, notify=changed)
    def count(self) -> int:
        return self._cart.count

    @Property(int, notify=changed)
    def limit(self) -> int:
        """How many units a cart may hold, when it holds them; otherwise 0."""
        return self._cart.units_max if self._cart.full else 0

    @Property(str, notify=changed)
    def total(self) -> str:
        return yuan_text(self._cart.total_fen)

    @Property(str, notify=changed)
    def savings(self) -> str:
        """Empty when nothing is saved."""
        if self._cart.savings_fen <= 0:
            return ""
        return words.translate("Words", "已优惠 %1").replace("%1", words.money(self._cart.savings_fen))

    @Property(bool, notify=changed)
    def canPay(self) -> bool:  # noqa: N802 called by QML
        return self._cart.can_pay

    @Property(str, notify=changed)
    def hint(self) -> str:
        """Why nothing can be paid now; empty when all is well."""
        if self._view.mode is Mode.OFFLINE:
            return words.translate("Words", "网络中断，暂时收不了款")
        if self._cart.one_at_a_time:
            return words.translate("Words", "现在只能刷卡，一次买一件")
        # Where few lines fit, the one that keeps the others from being paid may be out of sight.
        blocking = next((row for row in self._lines.rows if row.blocked), None)
        if blocking is None:
            return ""
        said = words.translate("Words", "%1：%2").replace("%2", blocking.problem)
        return said.replace("%1", blocking.name)

    def _rows(self) -> list[LineRow]:
        return [row for row in map(self._row, self._cart.lines) if row is not None]

    def _row(self, line: CartLine) -> LineRow | None:
        product = self._view.shop.product(line.sku)
        state = self._view.products.get(line.sku)
        if product is None:
            return None
        blocked = line.problem is not Availability.AVAILABLE
        problem = words.unavailable(line.problem)
        if not problem and not line.can_add and not self._cart.full:
            problem = words.translate("Words", "只剩这些了")
        return LineRow(
            sku=line.sku,
            name=in_language(product.names, self._language),
            detail=" · ".join(part for part in (product.spec, state.lane if state else "") if part),
            amount=yuan_text(line.plain_fen or line.amount_fen),
            quantity=line.quantity,
            picture=picture_url(product.picture, grey=blocked),
            tint=tint_of(product),
            can_add=line.can_add,
            problem=problem,
            blocked=blocked,
        )
