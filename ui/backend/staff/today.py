"""The page of today: what is wrong, how the machine is, what was sold, what to refill first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.cabinet.incidents.table import next_step
from kiosk.catalog.products import Shop, in_language
from kiosk.money import yuan_text
from kiosk.staff.roles import Role
from kiosk.staff.views import IncidentRow, RefillRow, TodayView
from kiosk.store.records import Severity
from ui.backend.rows import RowModel
from ui.backend.staff import words

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

_TONES = {Severity.ERROR: "sorry", Severity.WARNING: "doubt", Severity.INFO: "plain"}


@dataclass(frozen=True, slots=True)
class TroubleRow:
    key: str
    code: str
    subject: str
    tone: str
    text: str
    step: str
    since: str
    can_tick_off: bool
    can_sign_off: bool


@dataclass(frozen=True, slots=True)
class HealthRow:
    name: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class ShortRow:
    lane: str
    name: str
    amount: str
    percent: int


@QmlElement
class StaffToday(QObject):
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._view = TodayView()
        self._troubles = RowModel(TroubleRow, "key", self)
        self._health = RowModel(HealthRow, "name", self)
        self._refill = RowModel(ShortRow, "lane", self)

    def show(self, view: TodayView, shop: Shop, role: Role, language: str) -> None:
        self._view = view
        rows = [_trouble(row, role, language) for row in view.incidents]
        self._troubles.replace([row for row in rows if row.text])
        self._health.replace(
            [HealthRow(words.organ(one), words.TONES[one.verdict], words.health(one)) for one in view.health]
        )
        self._refill.replace([_short(row, shop, language) for row in view.refill])
        self.changed.emit()

    @Property(bool, notify=changed)
    def loaded(self) -> bool:
        return self._view.loaded

    @Property(RowModel, notify=changed)
    def troubles(self) -> RowModel:
        return self._troubles

    @Property(RowModel, notify=changed)
    def health(self) -> RowModel:
        return self._health

    @Property(RowModel, notify=changed)
    def refill(self) -> RowModel:
        return self._refill

    @Property(str, notify=changed)
    def sales(self) -> str:
        return str(self._view.sales)

    @Property(str, notify=changed)
    def units(self) -> str:
        return str(self._view.units)

    @Property(str, notify=changed)
    def taken(self) -> str:
        """What is ours of today's sales; empty when this role does not see it."""
        return "" if self._view.taken_fen is None else yuan_text(self._view.taken_fen)

    @Property(str, notify=changed)
    def missing(self) -> str:
        return str(self._view.units_missing)


def _trouble(row: IncidentRow, role: Role, language: str) -> TroubleRow:
    return TroubleRow(
        key=f"{row.code}:{row.subject}",
        code=row.code,
        subject=row.subject,
        tone=_TONES[row.severity],
        text=words.incident(row, role, language),
        step=next_step(row.code, language),
        since=words.moment(row.since_ms),
        can_tick_off=row.can_tick_off,
        can_sign_off=row.can_sign_off,
    )


def _short(row: RefillRow, shop: Shop, language: str) -> ShortRow:
    product = shop.product(row.sku)
    name = in_language(product.names, language) if product else row.sku
    return ShortRow(row.lane, name, f"{row.stock} / {row.par}", row.stock * 100 // max(1, row.par))
