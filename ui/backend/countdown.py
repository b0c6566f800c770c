"""Time that runs out in front of the customer: a ring, seconds left, and a signal at the end.

Measured by the kiosk's monotonic clock, woken once a second and only while something is shown: a quiet
home screen has no running timer but the one that ends its idle time.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

_SECOND_MS = 1000


@QmlElement
class Countdown(QObject):
    """``now_ms`` is the clock. ``shown_s``: how many of the last seconds the customer sees; 0 shows all."""

    changed = Signal()
    ended = Signal()

    def __init__(self, now_ms: Callable[[], int], parent: QObject, shown_s: int = 0) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._shown_ms = shown_s * _SECOND_MS
        self._ends_at_ms = 0
        self._span_ms = 0
        self._left_s = 0
        self._shown = False
        self._over = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return self._shown

    @Property(int, notify=changed)
    def left(self) -> int:
        """Whole seconds, rounded up."""
        return self._left_s

    @property
    def seconds(self) -> int:
        """The same for Python."""
        return self._left_s

    @Property(int, notify=changed)
    def span(self) -> int:
        """Whole seconds of the full ring, at least 1."""
        return max(1, (self._shown_ms or self._span_ms) // _SECOND_MS)

    def run(self, ends_at_ms: int, span_ms: int) -> None:
        """Count to ``ends_at_ms``; 0 stops. Asked again with the same values it changes nothing."""
        if (ends_at_ms, span_ms) == (self._ends_at_ms, self._span_ms):
            return
        self._ends_at_ms = ends_at_ms
        self._span_ms = span_ms
        self._over = ends_at_ms == 0
        self.look()

    def stop(self) -> None:
        self.run(0, 0)

    def look(self) -> None:
        """Read the clock: also to be called when the clock was moved from outside."""
        if self._over:
            self._timer.stop()
            self._tell(self._shown and self._ends_at_ms != 0, 0)
            return
        left_ms = self._ends_at_ms - self._now_ms()
        if left_ms <= 0:
            self._over = True
            self._timer.stop()
            self._tell(self._shown, 0)
            self.ended.emit()
            return
        if self._shown_ms and left_ms > self._shown_ms:
            self._tell(False, 0)
            self._timer.start(left_ms - self._shown_ms)
            return
        self._tell(True, -(-left_ms // _SECOND_MS))
        self._timer.start((left_ms - 1) % _SECOND_MS + 1)

    def _tell(self, shown: bool, left_s: int) -> None:
        if (shown, left_s) != (self._shown, self._left_s):
            self._shown, self._left_s = shown, left_s
            self.changed.emit()
