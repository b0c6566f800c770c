"""Orders, feedback and help as the screens see them: the list, the one that is open, the ticket just made."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.help.desk import HelpDesk
from kiosk.orders.views import Mishap, Orders, OrdersView, TicketView
from kiosk.views import KioskView
from ui.backend import words
from ui.backend.orders import sayings
from ui.backend.orders.guide import Guide
from ui.backend.orders.order import OrderPage
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

TAIL_KEYS = "1234567890ABCDEFGHJKMNPQRSTVWXYZ"
"""Of an order's number (``kiosk.ids.ALPHABET``), as they lie on the keypad."""
WITHOUT_ORDER = (Mishap.PAID_NO_ORDER, Mishap.SCREEN, Mishap.NOTHING_FELL, Mishap.OTHER)
ABOUT_ORDER = (Mishap.NOTHING_FELL, Mishap.WRONG_THING, Mishap.DAMAGED, Mishap.EXPIRED, Mishap.OTHER)


@dataclass(frozen=True, slots=True)
class ListRow:
    key: str
    number: str
    time: str
    units: str
    amount: str
    mine: bool


@dataclass(frozen=True, slots=True)
class MishapRow:
    kind: str
    text: str
    icon: str


@QmlElement
class Care(QObject):
    """``wants`` a page: the router goes there."""

    changed = Signal()
    wants = Signal(str)

    def __init__(
        self, orders: Orders, desk: HelpDesk, view: KioskView, language: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._orders = orders
        self._kiosk = view
        self._view: OrdersView = orders.view
        self._language = language
        self._about = ""
        self._ticket: TicketView | None = None
        self._asked = False
        self._rows = RowModel(ListRow, "key", self)
        self._mishaps = RowModel(MishapRow, "kind", self)
        self._open = OrderPage(orders, lambda: self._view.open, view, self)
        self._front = OrderPage(orders, lambda: self._view.front, view, self)
        self._guide = Guide(desk, self)
        orders.subscribe(self._news)
        self.show(view, language)

    def show(self, view: KioskView, language: str) -> None:
        self._kiosk, self._language = view, language
        self._refresh()

    def _news(self) -> None:
        was, self._view = self._view, self._orders.view
        self._refresh()
        if self._view.open is not None and was.open is None:
            self.wants.emit("order")
        if self._view.changed != was.changed:
            self.wants.emit("cart")

    def _refresh(self) -> None:
        self._rows.replace(
            [
                ListRow(
                    row.key,
                    row.number,
                    sayings.day(row.opened_at_ms),
                    sayings.units(row.units),
                    words.money(row.amount_fen),
                    bool(row.number),
                )
                for row in self._view.rows
            ]
        )
        offered = ABOUT_ORDER if self._about else WITHOUT_ORDER
        self._mishaps.replace(
            [MishapRow(kind.value, sayings.mishap(kind), sayings.MISHAP_ICONS[kind]) for kind in offered]
        )
        for page in (self._open, self._front):
            page.show(self._kiosk, self._language)
        self._guide.show(self._kiosk, self._language)
        self.changed.emit()

    def forget(self) -> None:
        """The session is over."""
        self._about, self._asked = "", False
        self._guide.forget()

    def guide_anew(self) -> None:
        """Help is opened from outside: nothing is typed or open in it."""
        self._guide.forget()

    # the list and the keypad

    @Property(RowModel, notify=changed)
    def rows(self) -> RowModel:
        return self._rows

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._view.typed

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def tailKeys(self) -> list[str]:  # noqa: N802 called by QML
        return list(TAIL_KEYS)

    @Property(bool, notify=changed)
    def locked(self) -> bool:
        return self._view.locked

    @Property(bool, notify=changed)
    def wrong(self) -> bool:
        return self._view.wrong

    @Property(bool, notify=changed)
    def changing(self) -> bool:
        """The old code is being ended; a moment later the goods are in the cart."""
        return self._view.changing

    @Property(bool, notify=changed)
    def hasReader(self) -> bool:  # noqa: N802 called by QML
        return self._kiosk.reader_up is True

    @Property(OrderPage, notify=changed)
    def order(self) -> OrderPage:
        """The one that is open."""
        return self._open

    @Property(OrderPage, notify=changed)
    def front(self) -> OrderPage:
        """Of the sale on the screen."""
        return self._front

    @Property(Guide, notify=changed)
    def guide(self) -> Guide:
        return self._guide

    @Slot()
    def look(self) -> None:
        """The list is shown."""
        self._orders.close()
        self._orders.look()
        self._orders.scan()

    @Slot(str)
    def press(self, key: str) -> None:
        self._orders.type(self._view.typed + key)

    @Slot()
    def erase(self) -> None:
        self._orders.type(self._view.typed[:-1])

    @Slot(str)
    def openOrder(self, number: str) -> None:  # noqa: N802 called by QML
        self._orders.open(number)

    @Slot()
    def leave(self) -> None:
        """The order is looked at no more."""
        self._orders.close()

    # feedback

    @Property(RowModel, notify=changed)
    def mishaps(self) -> RowModel:
        return self._mishaps

    @Property(str, notify=changed)
    def about(self) -> str:
        """Number of the order the feedback is about; empty: about none."""
        return self._about

    @Property(str, notify=changed)
    def aboutTail(self) -> str:  # noqa: N802 called by QML
        return sayings.tail(self._about)

    @Property(str, notify=changed)
    def aboutText(self) -> str:  # noqa: N802 called by QML
        """Which order that is, in a line."""
        page = next((one for one in (self._front, self._open) if one.number_of_sale == self._about), None)
        if not self._about or page is None:
            return ""
        names = [row.name for row in page.lines.rows]  # type: ignore[attr-defined]  # a RowModel's rows
        return f"{page.time} · {' + '.join(dict.fromkeys(names))}"

    @Property(bool, notify=changed)
    def sending(self) -> bool:
        """A ticket was asked for and is not on the disk yet."""
        return self._asked and self._view.ticket is None

    @Property(bool, notify=changed)
    def sent(self) -> bool:
        return self._asked and self._view.ticket is not None

    @Property(str, notify=changed)
    def ticketNumber(self) -> str:  # noqa: N802 called by QML
        return self._view.ticket.number if self._view.ticket else ""

    @Property(str, notify=changed)
    def ticketText(self) -> str:  # noqa: N802 called by QML
        return sayings.ticket_text(self._view.ticket) if self._view.ticket else ""

    @Slot(str)
    def tellAbout(self, number: str) -> None:  # noqa: N802 called by QML
        """Something went wrong with this order; with none of those here when empty."""
        self._about, self._asked = number, False
        self._refresh()
        self.wants.emit("feedback")

    @Slot(str)
    def report(self, kind: str) -> None:
        self._asked = True
        self._orders.report(kind, self._about)
        self._refresh()
