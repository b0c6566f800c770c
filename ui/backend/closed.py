"""The shop's drawings of its states; and where it does not sell, what still works and who else sells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import in_language
from kiosk.views import KioskView
from ui.backend import words
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

ART = "pictures/art"
"""The shop's drawings of states, below its media folder; a shop without them gets a plain sign."""


@dataclass(frozen=True, slots=True)
class AbilityRow:
    text: str
    works: bool


def art(media_root: Path, name: str) -> str:
    """The picture's address; empty when the shop has none of that name."""
    path = f"{ART}/{name}.webp"
    return picture_url(path, grey=False) if (media_root / path).is_file() else ""


def all_sold_out(view: KioskView) -> bool:
    """Every single thing; what lies in the cart is not gone."""
    gone = all(state.availability is Availability.SOLD_OUT for state in view.products.values())
    return gone and bool(view.products) and view.cart.count == 0


@QmlElement
class Closed(QObject):
    changed = Signal()

    def __init__(self, media_root: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._media_root = media_root
        self._neighbour = ""
        self._sold_out = False
        self._abilities = RowModel(AbilityRow, "text", self)
        self._art = {
            name: art(media_root, name) for name in ("offline", "out-of-service", "sold-out", "thank-you")
        }

    def show(self, view: KioskView, language: str) -> None:
        self._abilities.replace([AbilityRow(text, works) for works, text in words.still_works(view.mode)])
        other = view.shop.neighbour
        told = words.neighbour(in_language(other.names, language), other.distance_m) if other else ""
        sold_out = all_sold_out(view)
        if (told, sold_out) != (self._neighbour, self._sold_out):
            self._neighbour, self._sold_out = told, sold_out
            self.changed.emit()

    @Property(str, notify=changed)
    def neighbour(self) -> str:
        """A sentence; empty when the shop names none."""
        return self._neighbour

    @Property(bool, notify=changed)
    def soldOut(self) -> bool:  # noqa: N802 called by QML
        """The machine works, and nothing is left."""
        return self._sold_out

    @Property(RowModel, notify=changed)
    def abilities(self) -> RowModel:
        return self._abilities

    @Property(str, notify=changed)
    def offlineArt(self) -> str:  # noqa: N802 called by QML
        return self._art["offline"]

    @Property(str, notify=changed)
    def closedArt(self) -> str:  # noqa: N802 called by QML
        return self._art["out-of-service"]

    @Property(str, notify=changed)
    def soldOutArt(self) -> str:  # noqa: N802 called by QML
        return self._art["sold-out"]

    @Property(str, notify=changed)
    def thanksArt(self) -> str:  # noqa: N802 called by QML
        return self._art["thank-you"]
