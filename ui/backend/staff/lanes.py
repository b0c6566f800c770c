"""The page of lanes: the machine as it looks, and what can be done with the lane that was touched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import Shop, in_language
from kiosk.staff.roles import Deed
from kiosk.staff.views import LaneRow, LaneStanding, LanesView, StaffDesk
from ui.backend.catalogue import TINT_DEFAULT, tint_of
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel
from ui.backend.staff import words

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

MENDABLE = frozenset({LaneStanding.FAULT, LaneStanding.OUT, LaneStanding.RESTING})
"""What a technician can say is over."""


@dataclass(frozen=True, slots=True)
class CellRow:
    label: str
    row: int
    column: int
    tone: str
    amount: str
    text: str
    picture: str
    tint: str
    chosen: bool
    turning: bool


@QmlElement
class StaffLanes(QObject):
    changed = Signal()

    def __init__(self, desk: StaffDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = LanesView()
        self._shop: Shop | None = None
        self._language = ""
        self._deeds: frozenset[Deed] = frozenset()
        self._chosen = ""
        self._cells = RowModel(CellRow, "label", self)

    def show(self, view: LanesView, shop: Shop, deeds: frozenset[Deed], language: str) -> None:
        self._view, self._shop, self._deeds, self._language = view, shop, deeds, language
        self._cells.replace([self._cell(lane) for lane in view.lanes])
        self.changed.emit()

    def forget(self) -> None:
        """Nobody is signed in any more."""
        self._chosen = ""

    def _cell(self, lane: LaneRow) -> CellRow:
        product = self._shop.product(lane.sku) if self._shop else None
        return CellRow(
            lane.label,
            lane.row,
            lane.column,
            words.LANE_TONES[lane.standing],
            f"{lane.stock}/{lane.capacity}",
            "" if lane.standing is LaneStanding.WELL else words.standing(lane.standing),
            picture_url(product.picture if product else "", grey=lane.stock == 0),
            tint_of(product) if product else TINT_DEFAULT,
            lane.label == self._chosen,
            lane.label == self._view.testing,
        )

    @property
    def _lane(self) -> LaneRow | None:
        return next((lane for lane in self._view.lanes if lane.label == self._chosen), None)

    @Property(RowModel, notify=changed)
    def cells(self) -> RowModel:
        return self._cells

    @Property(int, notify=changed)
    def rows(self) -> int:
        return 1 + max((lane.row for lane in self._view.lanes), default=0)

    @Property(int, notify=changed)
    def columns(self) -> int:
        return 1 + max((lane.column for lane in self._view.lanes), default=0)

    @Property(str, notify=changed)
    def chosen(self) -> str:
        lane = self._lane
        return lane.label if lane else ""

    @Property(str, notify=changed)
    def name(self) -> str:
        lane = self._lane
        product = self._shop.product(lane.sku) if lane and self._shop else None
        return in_language(product.names, self._language) if product else (lane.sku if lane else "")

    @Property(str, notify=changed)
    def standing(self) -> str:
        """In words, with how much lies there."""
        lane = self._lane
        if lane is None:
            return ""
        held = words.translate("Staff", "账面 %1 件，能放 %2 件")
        held = held.replace("%1", str(lane.stock)).replace("%2", str(lane.capacity))
        return " · ".join((words.standing(lane.standing), held))

    @Property(str, notify=changed)
    def advice(self) -> str:
        lane = self._lane
        if lane is None:
            return ""
        return "\n".join(part for part in (words.advice(lane.standing), lane.why) if part)

    @Property(str, notify=changed)
    def tone(self) -> str:
        lane = self._lane
        return words.LANE_TONES[lane.standing] if lane else "plain"

    @Property(bool, notify=changed)
    def mayTest(self) -> bool:  # noqa: N802 called by QML
        return Deed.TEST_LANE in self._deeds

    @Property(bool, notify=changed)
    def canTest(self) -> bool:  # noqa: N802 called by QML
        """Nothing turns now."""
        return self._lane is not None and not self._view.testing

    @Property(bool, notify=changed)
    def mayClear(self) -> bool:  # noqa: N802 called by QML
        return Deed.CLEAR_LANE in self._deeds

    @Property(bool, notify=changed)
    def canClear(self) -> bool:  # noqa: N802 called by QML
        """There is something to say that it is over."""
        lane = self._lane
        return lane is not None and lane.standing in MENDABLE

    @Property(bool, notify=changed)
    def held(self) -> bool:
        """Staff have paused it."""
        lane = self._lane
        return lane is not None and lane.standing is LaneStanding.HELD

    @Slot(str)
    def choose(self, label: str) -> None:
        self._chosen = label
        if self._shop is not None:
            self.show(self._view, self._shop, self._deeds, self._language)

    @Slot()
    def test(self) -> None:
        self._desk.test_lane(self._chosen)

    @Slot()
    def clear(self) -> None:
        self._desk.clear_lane(self._chosen)

    @Slot()
    def pause(self) -> None:
        """Or, where staff have paused it, sell from it again."""
        lane = self._lane
        if lane is not None:
            self._desk.pause_lane(lane.label, paused=lane.standing is not LaneStanding.HELD)
