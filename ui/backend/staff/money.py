"""The page of orders and money: doubts with their evidence, refunds, the bills' findings, the accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import Shop, in_language
from kiosk.money import yuan_text
from kiosk.payments.reconcile.cases import Finding
from kiosk.payments.reconcile.words import CASES, fen_text, say, what_was_done
from kiosk.sale.state import RefundState
from kiosk.staff.views import AccountRow, DoubtRow, MoneyView, RefundLine, StaffDesk
from ui.backend import words as customers_words
from ui.backend.rows import RowModel
from ui.backend.staff import words

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

SHOWN_STATES = (RefundState.STUCK, RefundState.SENDING, RefundState.ACCEPTED, RefundState.DONE)


@dataclass(frozen=True, slots=True)
class SumRow:
    name: str
    amount: str


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    key: str
    sale: str
    line: int
    name: str
    lane: str
    amount: str
    order: str
    evidence: str
    can_settle: bool
    asked: str
    """``fell`` or ``not``: what was pressed and waits for its reason; empty for nothing."""


@dataclass(frozen=True, slots=True)
class ReasonRow:
    name: str
    model_text: str


@dataclass(frozen=True, slots=True)
class CountRow:
    name: str
    tone: str
    count: str


@dataclass(frozen=True, slots=True)
class RefundRow:
    number: str
    sale: str
    amount: str
    said: str
    tone: str
    text: str
    can_retry: bool


@dataclass(frozen=True, slots=True)
class FoundRow:
    key: str
    said: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class WalletStandingRow:
    method: str
    name: str
    tone: str
    said: str
    text: str
    """Why, and below it what ``main.py doctor`` says."""


@QmlElement
class StaffMoney(QObject):
    changed = Signal()

    def __init__(self, desk: StaffDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = MoneyView()
        self._shop: Shop | None = None
        self._language = ""
        self._asked: tuple[str, bool] | None = None
        """Which doubt, and whether it fell: waits for its reason."""
        self._sums = RowModel(SumRow, "name", self)
        self._doubts = RowModel(DoubtfulRow, "key", self)
        self._reasons = RowModel(ReasonRow, "name", self)
        self._counts = RowModel(CountRow, "name", self)
        self._refunds = RowModel(RefundRow, "number", self)
        self._findings = RowModel(FoundRow, "key", self)
        self._accounts = RowModel(WalletStandingRow, "method", self)

    def show(self, view: MoneyView, shop: Shop, language: str) -> None:
        self._view, self._shop, self._language = view, shop, language
        keys = {_key(row) for row in view.doubts if row.can_settle}
        if self._asked is not None and self._asked[0] not in keys:
            self._asked = None
        self._sums.replace(list(_sums(view)))
        self._doubts.replace([self._doubt(row) for row in view.doubts])
        self._reasons.replace(self._reason_rows())
        self._counts.replace(list(_counts(view.refunds)))
        self._refunds.replace([_refund(row) for row in view.refunds])
        self._findings.replace([_found(one, language) for one in view.findings])
        self._accounts.replace([_account(row) for row in view.accounts])
        self.changed.emit()

    def forget(self) -> None:
        """Nobody is signed in any more."""
        self._asked = None

    @Property(bool, notify=changed)
    def loaded(self) -> bool:
        return self._view.loaded

    @Property(RowModel, notify=changed)
    def sums(self) -> RowModel:
        """Empty when this role does not see them."""
        return self._sums

    @Property(RowModel, notify=changed)
    def doubts(self) -> RowModel:
        return self._doubts

    @Property(RowModel, notify=changed)
    def reasons(self) -> RowModel:
        """Why it is so, for the doubt that was pressed."""
        return self._reasons

    @Property(RowModel, notify=changed)
    def counts(self) -> RowModel:
        """Refunds by where they stand."""
        return self._counts

    @Property(RowModel, notify=changed)
    def refunds(self) -> RowModel:
        return self._refunds

    @Property(RowModel, notify=changed)
    def findings(self) -> RowModel:
        return self._findings

    @Property(RowModel, notify=changed)
    def accounts(self) -> RowModel:
        return self._accounts

    @Slot(str, bool)
    def ask(self, key: str, delivered: bool) -> None:
        """It fell, or it did not: the reason is asked for. Pressed again, it is taken back."""
        self._asked = None if self._asked == (key, delivered) else (key, delivered)
        self._show_again()

    @Slot(str)
    def settle(self, reason: str) -> None:
        """For this reason; only now is anything done."""
        asked = self._asked
        row = next((one for one in self._view.doubts if asked and _key(one) == asked[0]), None)
        if asked is not None and row is not None and reason in words.REASONS[asked[1]]:
            self._asked = None
            self._desk.settle(row.sale, row.line, delivered=asked[1], reason=reason)
            self._show_again()

    @Slot(str, str)
    def retry(self, sale: str, refund: str) -> None:
        self._desk.retry_refund(sale, refund)

    def _show_again(self) -> None:
        if self._shop is not None:
            self.show(self._view, self._shop, self._language)

    def _reason_rows(self) -> list[ReasonRow]:
        if self._asked is None:
            return []
        delivered = self._asked[1]
        return [ReasonRow(name, words.reason(name, delivered=delivered)) for name in words.REASONS[delivered]]

    def _doubt(self, row: DoubtRow) -> DoubtfulRow:
        product = self._shop.product(row.sku) if self._shop else None
        key = _key(row)
        asked = "" if self._asked is None or self._asked[0] != key else ("fell" if self._asked[1] else "not")
        return DoubtfulRow(
            key=key,
            sale=row.sale,
            line=row.line,
            name=in_language(product.names, self._language) if product else row.sku,
            lane=row.lane,
            amount=customers_words.money(row.amount_fen),
            order=" · ".join(
                part
                for part in (row.sale, words.moment(row.at_ms), customers_words.method(row.method))
                if part
            ),
            evidence="\n".join(_evidence(row)),
            can_settle=row.can_settle,
            asked=asked,
        )


def _key(row: DoubtRow) -> str:
    return f"{row.sale}:{row.line}"


def _evidence(row: DoubtRow) -> Iterable[str]:
    translate = words.translate
    if row.said_text:
        yield (
            translate("Staff", "驱动板：%1（%2）").replace("%1", row.said_text).replace("%2", row.said_code)
        )
    else:
        yield translate("Staff", "驱动板没有给出结果。")
    if row.run_ms:
        seconds = f"{row.run_ms // 1000}.{row.run_ms % 1000 // 100}"
        yield translate("Staff", "等了 %1 秒。").replace("%1", seconds)
    if row.stock is not None:
        text = translate("Staff", "账面 %1 有 %2 件：数到 %2 件是没掉，%3 件是掉了。")
        yield (
            text.replace("%1", row.lane)
            .replace("%2", str(row.stock))
            .replace("%3", str(max(0, row.stock - 1)))
        )
    if row.complained:
        yield translate("Staff", "顾客按过“没有掉下来”。")


def _sums(view: MoneyView) -> Iterable[SumRow]:
    sums = view.figures
    if sums is None:
        return
    translate = words.translate
    yield SumRow(translate("Staff", "收到"), yuan_text(sums.paid_fen))
    yield SumRow(translate("Staff", "已出货"), yuan_text(sums.delivered_fen))
    yield SumRow(translate("Staff", "已退"), yuan_text(sums.refunded_fen))
    yield SumRow(translate("Staff", "待退"), yuan_text(sums.refund_pending_fen))
    yield SumRow(translate("Staff", "存疑"), yuan_text(sums.in_doubt_fen))


def _counts(refunds: tuple[RefundLine, ...]) -> Iterable[CountRow]:
    for state in SHOWN_STATES:
        count = sum(row.state is state for row in refunds)
        tone = words.REFUND_TONES[state] if count else "plain"
        yield CountRow(words.refund_state(state), tone, str(count))


def _refund(row: RefundLine) -> RefundRow:
    return RefundRow(
        row.number,
        row.sale,
        customers_words.money(row.amount_fen),
        words.refund_state(row.state),
        words.REFUND_TONES[row.state],
        " · ".join(
            part
            for part in (row.number, words.moment(row.since_ms), customers_words.method(row.method))
            if part
        ),
        row.can_retry,
    )


def _found(one: Finding, language: str) -> FoundRow:
    number = one.key.refund_number or one.key.order_number
    amounts = words.translate("Staff", "我方 %1，账单 %2")
    amounts = amounts.replace("%1", fen_text(one.ours_fen)).replace("%2", fen_text(one.theirs_fen))
    method = customers_words.method(one.method.value)
    return FoundRow(
        f"{one.day.isoformat()}{one.key}",
        say(CASES[one.case], language),
        "doubt",
        " · ".join((one.day.isoformat(), method, number, amounts, what_was_done(one, language))),
    )


def _account(row: AccountRow) -> WalletStandingRow:
    tone, text = words.account(row)
    why = words.problem(row.kind)
    details = (row.detail, row.refunds if row.refunds != row.detail else "", *row.warnings)
    return WalletStandingRow(
        row.method,
        customers_words.method(row.method),
        "doubt" if tone == "good" and (row.refunds or row.warnings) else tone,
        text,
        "\n".join(part for part in (why, *details) if part),
    )
