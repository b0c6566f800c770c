"""What one customer needs to see and reach: on for a session, off again when it ends."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Comfort(QObject):
    changed = Signal()

    def __init__(self, reduced_motion: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._always_still = reduced_motion
        self._large = self._contrast = self._low = False
        self._still = reduced_motion

    @Property(bool, notify=changed)
    def largePrint(self) -> bool:  # noqa: N802 called by QML
        return self._large

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:  # noqa: N802 called by QML
        return self._contrast

    @Property(bool, notify=changed)
    def lowReach(self) -> bool:  # noqa: N802 called by QML
        return self._low

    @Property(bool, notify=changed)
    def reducedMotion(self) -> bool:  # noqa: N802 called by QML
        return self._still

    @Slot()
    def toggleLargePrint(self) -> None:  # noqa: N802 called by QML
        self._large = not self._large
        self.changed.emit()

    @Slot()
    def toggleHighContrast(self) -> None:  # noqa: N802 called by QML
        self._contrast = not self._contrast
        self.changed.emit()

    @Slot()
    def toggleLowReach(self) -> None:  # noqa: N802 called by QML
        self._low = not self._low
        self.changed.emit()

    @Slot()
    def toggleReducedMotion(self) -> None:  # noqa: N802 called by QML
        self._still = not self._still
        self.changed.emit()

    def reset(self) -> None:
        """The customer went away."""
        self._large = self._contrast = self._low = False
        self._still = self._always_still
        self.changed.emit()
