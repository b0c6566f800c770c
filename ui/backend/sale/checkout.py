"""The sale on the screen: the code, the time left, what falls, what goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.money import yuan_text
from kiosk.views import KioskView, LineFate, Outcome, Phase, RefundView, SaleLineView, SaleView
from ui.backend import words
from ui.backend.catalogue import TINT_DEFAULT, tint_of
from ui.backend.countdown import Countdown
from ui.backend.deals import said
from ui.backend.pictures import code_url, picture_url
from ui.backend.rows import RowModel
from ui.backend.sale.till import Till

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

PAID_OUTCOMES = (
    *(Outcome.DELIVERED, Outcome.GIFT_MISSED),
    *(Outcome.PARTLY, Outcome.NOTHING, Outcome.IN_DOUBT),
)
"""Goods were owed: these ask for a rating and offer "something wrong?"."""


@dataclass(frozen=True, slots=True)
class SaleRow:
    at: int
    name: str
    lane: str
    amount: str
    picture: str
    tint: str
    fate: str
    """``waiting``, ``moving``, ``delivered``, ``not_delivered`` or ``unknown``."""
    fate_text: str


@dataclass(frozen=True, slots=True)
class MethodRow:
    method: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RefundRow:
    number: str
    amount: str
    text: str
    way: str
    """Where it goes, and its number."""
    done: bool


@dataclass(frozen=True, slots=True)
class SavedRow:
    key: str
    text: str
    amount: str


_NO_SALE = SaleView(
    number="",
    stage="",
    phase=Phase.PREPARING,
    method="",
    methods=(),
    code="",
    amount_fen=0,
    lines=(),
    refunds=(),
    outcome=Outcome.OPEN,
    ends_at_ms=0,
    span_ms=0,
    can_cancel=False,
    can_extend=False,
)


@QmlElement
class Checkout(QObject):
    """Shows ``view.sale``, else ``view.earlier``; afterwards the last one stays while its screen leaves."""

    changed = Signal()
    tick = Signal()
    """A second of the countdown went by."""

    def __init__(self, view: KioskView, language: str, now_ms: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._sale = _NO_SALE
        self._holding = False
        self._told = words.outcome(Outcome.OPEN, "")
        self._countdown = Countdown(now_ms, self)
        self._countdown.changed.connect(self.tick)
        self._lines = RowModel(SaleRow, "at", self)
        self._methods = RowModel(MethodRow, "method", self)
        self._refunds = RowModel(RefundRow, "number", self)
        self._savings = RowModel(SavedRow, "key", self)
        self._till = Till(self)
        self.show(view, language)

    def show(self, view: KioskView, language: str) -> None:
        was, self._view, self._language = self._sale, view, language
        shown = view.sale or view.earlier
        if shown is None:
            self._countdown.stop()
            self.changed.emit()
            return
        self._sale = shown
        self._told = told(shown)
        self._lines.replace([self._line_row(line) for line in shown.lines])
        self._methods.replace(
            [MethodRow(name, words.method(name), name == shown.method) for name in shown.methods]
        )
        self._savings.replace(
            [
                SavedRow(one.id, said.saving(one, language), f"−{words.money(one.fen)}")
                for one in shown.savings
            ]
        )
        self._refunds.replace([refund_row(refund) for refund in shown.refunds])
        self._till.show(shown.till)
        self._holding = self._holding and bool(shown.own_codes) and shown.number == was.number
        waits = shown.phase in (Phase.PREPARING, Phase.CODE, Phase.CONFIRM)
        self._countdown.run(shown.ends_at_ms if waits else 0, shown.span_ms)
        self.changed.emit()

    def _line_row(self, line: SaleLineView) -> SaleRow:
        product = self._view.shop.product(line.sku)
        return SaleRow(
            at=line.index,
            name=in_language(product.names, self._language) if product else line.sku,
            lane=line.lane,
            amount=words.translate("Words", "赠品") if line.gift else words.money(self._worth_fen(line)),
            picture=picture_url(product.picture if product else "", grey=line.fate is LineFate.NOT_DELIVERED),
            tint=tint_of(product) if product else TINT_DEFAULT,
            fate=line.fate.value,
            fate_text=words.gift_fate(line.fate) if line.gift else words.fate(line.fate),
        )

    def _worth_fen(self, line: SaleLineView) -> int:
        """While it is paid for, savings stand beside it; afterwards it is what goes back for it."""
        beside = self._sale.phase in (Phase.PREPARING, Phase.CODE, Phase.CONFIRM)
        return line.plain_fen if beside and line.plain_fen else line.amount_fen

    def clock_moved(self) -> None:
        self._countdown.look()

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._sale.number

    @Property(bool, notify=changed)
    def isOver(self) -> bool:  # noqa: N802 called by QML
        """No sale is on, and none of before is told of: what is read here is of one that has gone."""
        return self._view.sale is None and self._view.earlier is None

    @Property(str, notify=changed)
    def takeFrom(self) -> str:  # noqa: N802 called by QML
        """Where what falls now, or fell last, is taken."""
        return words.take_from(_hatch(self._view, self._sale, self._language))

    @Property(str, notify=changed)
    def phase(self) -> str:
        return self._sale.phase.value

    @Property(bool, notify=changed)
    def earlier(self) -> bool:
        """The sale is one from before a restart, not the one of the customer who stands here."""
        return self._view.sale is None and self._view.earlier is not None

    @Property(str, notify=changed)
    def method(self) -> str:
        return self._sale.method

    @Property(str, notify=changed)
    def methodName(self) -> str:  # noqa: N802 called by QML
        return words.method(self._sale.method)

    @Property(str, notify=changed)
    def wallet(self) -> str:
        return words.wallet(self._sale.method)

    @Property(Till, notify=changed)
    def till(self) -> Till:
        return self._till

    @Property(str, notify=changed)
    def code(self) -> str:
        """Address of the code's picture; empty while there is none."""
        return code_url(self._sale.code)

    @Property(bool, notify=changed)
    def takesOwnCode(self) -> bool:  # noqa: N802 called by QML
        """The customer's own code may be held before the reader instead."""
        return bool(self._sale.own_codes)

    @Property(bool, notify=changed)
    def holding(self) -> bool:
        """How to hold it is shown in place of the code to scan."""
        return self._holding

    def hold(self) -> None:
        """The one in place of the other."""
        self._holding = not self._holding and bool(self._sale.own_codes)
        self.changed.emit()

    @Property(bool, notify=changed)
    def confirming(self) -> bool:
        """The customer's own code was read and is being charged."""
        return self._sale.phase is Phase.CONFIRM

    @Property(str, notify=changed)
    def ownCodeAdvice(self) -> str:  # noqa: N802 called by QML
        if self._sale.phase is Phase.CONFIRM:
            return words.confirming(self._sale.method)
        return words.own_code(self._sale.own_codes)

    @Property(str, notify=changed)
    def amount(self) -> str:
        return yuan_text(self._sale.amount_fen)

    @Property(Countdown, notify=changed)
    def countdown(self) -> Countdown:
        return self._countdown

    @Property(str, notify=tick)
    def timeLeft(self) -> str:  # noqa: N802 called by QML
        """How long the code lasts, in words."""
        return words.time_left(self._countdown.seconds)

    @Property(bool, notify=changed)
    def canCancel(self) -> bool:  # noqa: N802 called by QML
        return self._sale.can_cancel

    @Property(bool, notify=changed)
    def canExtend(self) -> bool:  # noqa: N802 called by QML
        return self._sale.can_extend

    @Property(RowModel, notify=changed)
    def savings(self) -> RowModel:
        """What was taken off, one by one."""
        return self._savings

    @Property(RowModel, notify=changed)
    def lines(self) -> RowModel:
        return self._lines

    @Property(RowModel, notify=changed)
    def methods(self) -> RowModel:
        return self._methods

    @Property(RowModel, notify=changed)
    def refunds(self) -> RowModel:
        return self._refunds

    @Property(str, notify=changed)
    def tone(self) -> str:
        return self._told.tone

    @Property(str, notify=changed)
    def title(self) -> str:
        return told(self._sale).title

    @Property(str, notify=changed)
    def text(self) -> str:
        return told(self._sale).text

    @Property(str, notify=changed)
    def notice(self) -> str:
        """Put before ``text``; ends in a blank where sentences are parted by one."""
        told = words.notice(self._sale.notice or self._network_notice())
        return f"{told} " if told.endswith(".") else told

    def _network_notice(self) -> str:
        """A code is shown, or asked about, that nobody can hear of now."""
        asks = self._sale.phase in (Phase.CODE, Phase.CHECKING) and not self._sale.till.shows
        return "" if self._view.network_up or not asks else "network_gone"

    @Property(str, notify=changed)
    def truth(self) -> str:
        """Address of the picture of the order's own page; empty when there is no cloud."""
        return code_url(self._sale.truth_url)

    @Property(bool, notify=changed)
    def owed(self) -> bool:
        """Goods were paid for: ask how it went."""
        return self._sale.outcome in PAID_OUTCOMES

    @Property(int, notify=changed)
    def delivered(self) -> int:
        return sum(line.fate is LineFate.DELIVERED for line in self._sale.lines)

    @Property(str, notify=changed)
    def progress(self) -> str:
        """``1 / 3``: the line whose turn it is."""
        settled = sum(line.fate not in (LineFate.WAITING, LineFate.MOVING) for line in self._sale.lines)
        return f"{min(settled + 1, len(self._sale.lines))} / {len(self._sale.lines)}"


def told(sale: SaleView) -> words.Told:
    """How it ended."""
    if sale.outcome is Outcome.EXPIRED and sale.till.denied:
        return words.no_card()
    return words.outcome(sale.outcome, sale.number)


def _hatch(view: KioskView, sale: SaleView, language: str) -> str:
    """Of what moves now, else of what fell last; empty: the hatch has no name."""
    moving = [line for line in sale.lines if line.fate is LineFate.MOVING]
    fell = [line for line in sale.lines if line.fate is LineFate.DELIVERED]
    found = (*moving[:1], *fell[-1:])
    return words.hatch(view.hatches, found[0].lane, language) if found else ""


def refund_row(refund: RefundView) -> RefundRow:
    return RefundRow(
        number=refund.number,
        amount=yuan_text(refund.amount_fen),
        text=words.refund(refund),
        way=words.refund_way(refund),
        done=refund.state.value == "done",
    )
