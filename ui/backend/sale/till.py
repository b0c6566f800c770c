"""The till's part of the sale on the screen: what is in, what may be put in, what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.money import yuan_text
from kiosk.views import NO_TILL, MoneyBack, TillView
from ui.backend import words
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

_SHOWN_MAX = 6
"""Kinds of coins, and of bills, that fit side by side; the largest of them."""
translate = words.translate


@dataclass(frozen=True, slots=True)
class FaceRow:
    """One kind of coin or bill that is taken now."""

    value: int
    face: str


@QmlElement
class Till(QObject):
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._view = NO_TILL
        self._coins = RowModel(FaceRow, "value", self)
        self._bills = RowModel(FaceRow, "value", self)

    def show(self, view: TillView) -> None:
        """Also after a change of language."""
        self._view = view
        self._coins.replace(_rows(view.coins_fen))
        self._bills.replace(_rows(view.bills_fen))
        self.changed.emit()

    @Property(str, notify=changed)
    def by(self) -> str:
        """``money``, ``reader``, or empty where a code is scanned."""
        return self._view.shows

    @Property(bool, notify=changed)
    def up(self) -> bool:
        return self._view.is_up

    @Property(bool, notify=changed)
    def begun(self) -> bool:
        """Something is in already."""
        return self._view.inserted_fen > 0

    @Property(str, notify=changed)
    def missing(self) -> str:
        return yuan_text(self._view.missing_fen)

    @Property(str, notify=changed)
    def progress(self) -> str:
        """How much is in, of how much."""
        view = self._view
        told = translate("Words", "已投 %1 · 共 %2").replace("%1", words.money(view.inserted_fen))
        return told.replace("%2", words.money(view.inserted_fen + view.missing_fen))

    @Property(int, notify=changed)
    def percent(self) -> int:
        """How much of the amount is in."""
        due_fen = self._view.inserted_fen + self._view.missing_fen
        return min(100, 100 * self._view.inserted_fen // due_fen) if due_fen else 0

    @Property(RowModel, notify=changed)
    def coins(self) -> RowModel:
        return self._coins

    @Property(RowModel, notify=changed)
    def bills(self) -> RowModel:
        return self._bills

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """Nothing is taken just now."""
        return self._takes_nothing

    @property
    def _takes_nothing(self) -> bool:
        return self._view.shows == "money" and not (self._view.coins_fen or self._view.bills_fen)

    @Property(bool, notify=changed)
    def warns(self) -> bool:
        """``advice`` is something to mind."""
        return not self._view.is_up or self._view.exact or self._view.denied or self._takes_nothing

    @Property(str, notify=changed)
    def advice(self) -> str:
        """One sentence for whoever pays here."""
        view = self._view
        if not view.is_up:
            return translate("Words", "收款设备正在重新连接，请稍候，已投的钱不会丢。")
        if view.shows == "reader":
            if view.denied:
                return translate("Words", "没有读到能用的卡，没有扣款。请再试，或换一种付款方式。")
            return translate("Words", "没出货不扣款。")
        if view.back is MoneyBack.COMING:
            return translate("Words", "正在退币，请稍候。")
        if self._takes_nothing:
            return translate("Words", "请稍候，马上可以投币。")
        if view.exact:
            return translate("Words", "机器里零钱不够，请投准金额。")
        return translate("Words", "多投的钱从退币口找回。")

    @Property(str, notify=changed)
    def cancelText(self) -> str:  # noqa: N802 called by QML
        """On the button that ends it."""
        if self._view.inserted_fen <= 0 or self._view.shows != "money":
            return translate("Words", "取消")
        return translate("Words", "退回 %1").replace("%1", words.money(self._view.inserted_fen))

    # what comes back

    @Property(bool, notify=changed)
    def givesBack(self) -> bool:  # noqa: N802 called by QML
        return self._view.back is not MoneyBack.NOTHING

    @Property(str, notify=changed)
    def back(self) -> str:
        """``coming``, ``given``, ``with_staff`` or ``checking``."""
        return self._view.back.value

    @Property(str, notify=changed)
    def backAmount(self) -> str:  # noqa: N802 called by QML
        return yuan_text(self._view.back_fen)

    @Property(str, notify=changed)
    def backTitle(self) -> str:  # noqa: N802 called by QML
        change = self._view.is_change
        return {
            MoneyBack.NOTHING: "",
            MoneyBack.COMING: translate("Words", "正在找零") if change else translate("Words", "正在退币"),
            MoneyBack.GIVEN: translate("Words", "已找零") if change else translate("Words", "已退币"),
            MoneyBack.WITH_STAFF: translate("Words", "零钱不够，没有退全"),
            MoneyBack.CHECKING: translate("Words", "正在核实退币"),
        }[self._view.back]

    @Property(str, notify=changed)
    def backText(self) -> str:  # noqa: N802 called by QML
        view = self._view
        left = words.money(view.back_fen - view.given_fen)
        return {
            MoneyBack.NOTHING: "",
            MoneyBack.COMING: translate("Words", "请在退币口等一下。"),
            MoneyBack.GIVEN: translate("Words", "请从退币口取走。"),
            MoneyBack.WITH_STAFF: translate("Words", "还差 %1，请记下订单号，工作人员会补给您。"),
            MoneyBack.CHECKING: translate("Words", "请记下订单号，少退的部分工作人员会补给您。"),
        }[view.back].replace("%1", left)


def _rows(values_fen: Sequence[int]) -> list[FaceRow]:
    return [FaceRow(value, words.face(value)) for value in values_fen[-_SHOWN_MAX:]]
