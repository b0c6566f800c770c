"""What one customer needs to see, hear and reach: on for a session, off again when it ends."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Modes:
    """Each can be had with each; high contrast is black on white whatever the theme."""

    large: bool = False
    contrast: bool = False
    dark: bool = False
    low: bool = False
    """All that is touched lies in the lower half."""
    still: bool = False
    """Nothing moves."""
    voice: bool = False
    """Read out, and bought without seeing."""


@QmlElement
class Comfort(QObject):
    changed = Signal()

    def __init__(self, usual: Modes, parent: QObject) -> None:
        """``usual``: what the machine is set to, and returns to."""
        super().__init__(parent)
        self._usual = self._modes = usual

    @property
    def modes(self) -> Modes:
        return self._modes

    @Property(bool, notify=changed)
    def largePrint(self) -> bool:  # noqa: N802 called by QML
        return self._modes.large

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:  # noqa: N802 called by QML
        return self._modes.contrast

    @Property(bool, notify=changed)
    def darkTheme(self) -> bool:  # noqa: N802 called by QML
        return self._modes.dark

    @Property(bool, notify=changed)
    def lowReach(self) -> bool:  # noqa: N802 called by QML
        return self._modes.low

    @Property(bool, notify=changed)
    def reducedMotion(self) -> bool:  # noqa: N802 called by QML
        return self._modes.still

    @Property(bool, notify=changed)
    def voice(self) -> bool:
        return self._modes.voice

    @Slot()
    def toggleLargePrint(self) -> None:  # noqa: N802 called by QML
        self._change(large=not self._modes.large)

    @Slot()
    def toggleHighContrast(self) -> None:  # noqa: N802 called by QML
        self._change(contrast=not self._modes.contrast)

    @Slot()
    def toggleDarkTheme(self) -> None:  # noqa: N802 called by QML
        self._change(dark=not self._modes.dark)

    @Slot()
    def toggleLowReach(self) -> None:  # noqa: N802 called by QML
        self._change(low=not self._modes.low)

    @Slot()
    def toggleReducedMotion(self) -> None:  # noqa: N802 called by QML
        self._change(still=not self._modes.still)

    @Slot()
    def toggleVoice(self) -> None:  # noqa: N802 called by QML
        self._change(voice=not self._modes.voice)

    def reset(self) -> None:
        """The customer went away."""
        self._put(self._usual)

    def _change(self, **changes: bool) -> None:
        self._put(replace(self._modes, **changes))

    def _put(self, modes: Modes) -> None:
        if modes != self._modes:
            self._modes = modes
            self.changed.emit()
