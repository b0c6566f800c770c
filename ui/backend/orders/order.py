"""One order: its state in words, its time line, what its customer said of it and may do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.money import yuan_text
from kiosk.orders.views import BLAME, PRAISE, Can, Orders, OrderView, Tag
from kiosk.views import KioskView, LineFate, Outcome
from ui.backend import words
from ui.backend.catalogue import TINT_DEFAULT, tint_of
from ui.backend.orders import sayings
from ui.backend.pictures import code_url, picture_url
from ui.backend.rows import RowModel
from ui.backend.sale.checkout import PAID_OUTCOMES, RefundRow, refund_row, told

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

PRAISED_FROM = 4
"""Stars from which the tags are those of praise."""


@dataclass(frozen=True, slots=True)
class BoughtRow:
    at: int
    sku: str
    name: str
    lane: str
    amount: str
    picture: str
    tint: str
    fate: str
    fate_text: str
    stars: int
    rates: bool
    """The first line of its product, and it fell: it can be rated here."""
    doubtful: bool
    """Nobody knows whether it fell, and its customer has not said."""


@dataclass(frozen=True, slots=True)
class StepRow:
    at: int
    icon: str
    tone: str
    title: str
    time: str
    detail: str


@dataclass(frozen=True, slots=True)
class TagRow:
    tag: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TicketRow:
    number: str
    title: str
    text: str
    answered: bool


@QmlElement
class OrderPage(QObject):
    """Of the order ``pick`` chooses from the kiosk's view; an empty ``number`` while there is none. What was
    shown last stays while its screen leaves."""

    changed = Signal()

    def __init__(
        self, orders: Orders, pick: Callable[[], OrderView | None], view: KioskView, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._orders = orders
        self._pick = pick
        self._view = view
        self._language = ""
        self._order: OrderView | None = None
        self._present = False
        self._lines = RowModel(BoughtRow, "at", self)
        self._steps = RowModel(StepRow, "at", self)
        self._tags = RowModel(TagRow, "tag", self)
        self._tickets = RowModel(TicketRow, "number", self)
        self._refunds = RowModel(RefundRow, "number", self)

    def show(self, view: KioskView, language: str) -> None:
        found = self._pick()
        same = found is self._order and view.shop is self._view.shop and language == self._language
        self._view, self._language = view, language
        self._present = found is not None
        if found is None or same:
            self.changed.emit()
            return
        self._order = found
        self._lines.replace(self._line_rows(found))
        self._steps.replace(
            [
                StepRow(
                    at,
                    sayings.step_icon(one.step),
                    sayings.step_tone(one.step),
                    sayings.step(one, self._name(one.sku)),
                    sayings.moment(one.at_ms),
                    one.number,
                )
                for at, one in enumerate(found.steps)
            ]
        )
        self._tags.replace(self._tag_rows(found))
        self._tickets.replace(
            [
                TicketRow(one.number, sayings.ticket_title(one), sayings.ticket_text(one), bool(one.reply))
                for one in found.tickets
            ]
        )
        self._refunds.replace([refund_row(one) for one in found.sale.refunds])
        self.changed.emit()

    def _name(self, sku: str) -> str:
        product = self._view.shop.product(sku)
        return in_language(product.names, self._language) if product else sku

    def _line_rows(self, order: OrderView) -> list[BoughtRow]:
        rows, seen = [], set()
        paid = order.sale.outcome in PAID_OUTCOMES
        for line in order.sale.lines:
            product = self._view.shop.product(line.sku)
            fell = line.fate is LineFate.DELIVERED
            first = line.sku not in seen
            if fell:
                seen.add(line.sku)
            rows.append(
                BoughtRow(
                    at=line.index,
                    sku=line.sku,
                    name=self._name(line.sku),
                    lane=line.lane,
                    amount=words.money(line.amount_fen),
                    picture=picture_url(product.picture if product else ""),
                    tint=tint_of(product) if product else TINT_DEFAULT,
                    fate=line.fate.value if paid else "waiting",
                    fate_text=words.fate(line.fate) if paid else "",
                    stars=order.rating.of(line.sku),
                    rates=fell and first and Can.RATE in order.can,
                    doubtful=line.fate is LineFate.UNKNOWN and line.index not in order.asked,
                )
            )
        return sorted(rows, key=lambda row: not row.doubtful)

    def _tag_rows(self, order: OrderView) -> list[TagRow]:
        if not order.rating.stars:
            return []
        offered: tuple[Tag, ...] = PRAISE if order.rating.stars >= PRAISED_FROM else BLAME
        return [TagRow(one.value, sayings.tag(one), one in order.rating.tags) for one in offered]

    # what the screen reads

    @Property(bool, notify=changed)
    def present(self) -> bool:
        return self._present

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._order.sale.number if self._order else ""

    @Property(str, notify=changed)
    def tail(self) -> str:
        """Enough to find it again at this machine."""
        return sayings.tail(self.number_of_sale)

    @property
    def number_of_sale(self) -> str:
        return self._order.sale.number if self._order else ""

    @Property(str, notify=changed)
    def time(self) -> str:
        return sayings.day(self._order.opened_at_ms) if self._order else ""

    @Property(str, notify=changed)
    def amount(self) -> str:
        return yuan_text(self._order.sale.amount_fen) if self._order else "0.00"

    def _told(self) -> words.Told:
        if self._order is None:
            return words.Told("plain", "", "")
        if self._order.sale.outcome is Outcome.OPEN and Can.CANCEL in self._order.can:
            return words.Told("plain", sayings.unpaid_title(), sayings.unpaid_text())
        return told(self._order.sale)

    @Property(str, notify=changed)
    def tone(self) -> str:
        return self._told().tone

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._told().title

    @Property(str, notify=changed)
    def text(self) -> str:
        return self._told().text

    @Property(str, notify=changed)
    def truth(self) -> str:
        """Address of the picture of the order's own page; empty when there is no cloud."""
        return code_url(self._order.sale.truth_url) if self._order else ""

    @Property(RowModel, notify=changed)
    def lines(self) -> RowModel:
        return self._lines

    @Property(RowModel, notify=changed)
    def steps(self) -> RowModel:
        return self._steps

    @Property(RowModel, notify=changed)
    def refunds(self) -> RowModel:
        return self._refunds

    @Property(RowModel, notify=changed)
    def tags(self) -> RowModel:
        return self._tags

    @Property(RowModel, notify=changed)
    def tickets(self) -> RowModel:
        return self._tickets

    @Property(int, notify=changed)
    def stars(self) -> int:
        return self._order.rating.stars if self._order else 0

    def _can(self, what: Can) -> bool:
        return self._present and self._order is not None and what in self._order.can

    @Property(bool, notify=changed)
    def canCancel(self) -> bool:  # noqa: N802 called by QML
        return self._can(Can.CANCEL)

    @Property(bool, notify=changed)
    def canChange(self) -> bool:  # noqa: N802 called by QML
        return self._can(Can.CHANGE)

    @Property(bool, notify=changed)
    def canRate(self) -> bool:  # noqa: N802 called by QML
        return self._can(Can.RATE)

    @Property(bool, notify=changed)
    def canReport(self) -> bool:  # noqa: N802 called by QML
        return self._can(Can.REPORT)

    # what a touch asks for

    @Slot(int)
    def rate(self, stars: int) -> None:
        self._orders.rate(self.number_of_sale, stars)

    @Slot(str)
    def toggleTag(self, tag: str) -> None:  # noqa: N802 called by QML
        self._orders.tag(self.number_of_sale, tag)

    @Slot(str, int)
    def rateProduct(self, sku: str, stars: int) -> None:  # noqa: N802 called by QML
        self._orders.rate_product(self.number_of_sale, sku, stars)

    @Slot(int, bool)
    def sayGot(self, line: int, has_it: bool) -> None:  # noqa: N802 called by QML
        self._orders.got(self.number_of_sale, line, has_it)

    @Slot()
    def cancel(self) -> None:
        self._orders.cancel(self.number_of_sale)

    @Slot()
    def change(self) -> None:
        self._orders.change(self.number_of_sale)
