"""Where the customer stands: the machine's name, site, temperature, clock, operator, and what is wrong."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.views import KioskView, Mode
from ui.backend import words
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

_MINUTE_S = 60
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class WalletRow:
    method: str
    name: str


@QmlElement
class Place(QObject):
    changed = Signal()
    clockChanged = Signal()  # noqa: N815 QML's own naming for a notify signal
    walletsChanged = Signal()  # noqa: N815 QML's own naming for a notify signal

    def __init__(self, view: KioskView, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._wallets = RowModel(WalletRow, "method", self)
        self._tell_wallets()
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._minute.timeout.connect(self._next_minute)
        self._next_minute()

    def show(self, view: KioskView, language: str) -> None:
        told = (
            view.shop,
            view.mode,
            view.trouble,
            view.since_s,
            view.test_money,
            view.temperature_c,
            view.aside,
            language,
        )
        was = self._view
        before = (
            was.shop,
            was.mode,
            was.trouble,
            was.since_s,
            was.test_money,
            was.temperature_c,
            was.aside,
            self._language,
        )
        self._view, self._language = view, language
        self._tell_wallets()
        if told != before:
            self.changed.emit()

    def spoken_anew(self) -> None:
        self._tell_wallets()
        self.changed.emit()

    def _tell_wallets(self) -> None:
        self._wallets.replace([WalletRow(name, words.method(name)) for name in self._view.methods])
        self.walletsChanged.emit()

    def _next_minute(self) -> None:
        self.clockChanged.emit()
        self._minute.start((_MINUTE_S - int(time.time()) % _MINUTE_S) * _SECOND_MS)

    @Property(str, notify=clockChanged)
    def clock(self) -> str:
        return words.clock(int(time.time()))

    @Property(str, notify=changed)
    def name(self) -> str:
        return in_language(self._view.shop.names, self._language)

    @Property(str, notify=changed)
    def site(self) -> str:
        return in_language(self._view.shop.sites, self._language)

    @Property(str, notify=changed)
    def temperature(self) -> str:
        """``4°C``; empty when no sensor says."""
        degrees = self._view.temperature_c
        return "" if degrees is None else f"{degrees}°C"

    @Property(RowModel, notify=changed)
    def wallets(self) -> RowModel:
        """What can be paid with now; empty while nothing can."""
        return self._wallets

    @Property(str, notify=walletsChanged)
    def payWord(self) -> str:  # noqa: N802 called by QML
        """On the button that leads to paying."""
        return words.pay(next(iter(self._view.methods), ""))

    @Property(bool, notify=walletsChanged)
    def takesCash(self) -> bool:  # noqa: N802 called by QML
        return "cash" in self._view.methods

    @Property(str, notify=changed)
    def aside(self) -> str:
        """A sentence about a sale that has just left the screen; empty for none."""
        return words.notice(self._view.aside)

    @Property(bool, notify=changed)
    def testMoney(self) -> bool:  # noqa: N802 called by QML
        return self._view.test_money

    @Property(bool, notify=changed)
    def offline(self) -> bool:
        return self._view.mode is Mode.OFFLINE

    @Property(bool, notify=changed)
    def starting(self) -> bool:
        return self._view.mode is Mode.STARTING

    @Property(str, notify=changed)
    def troubleKind(self) -> str:  # noqa: N802 called by QML
        return self._view.trouble.value

    @Property(str, notify=changed)
    def troubleTitle(self) -> str:  # noqa: N802 called by QML
        return words.trouble(self._view.trouble).title

    @Property(str, notify=changed)
    def troubleText(self) -> str:  # noqa: N802 called by QML
        return words.trouble(self._view.trouble).text

    @Property(str, notify=changed)
    def troubleSince(self) -> str:  # noqa: N802 called by QML
        """Time of day the trouble began; empty when unknown."""
        return words.clock(self._view.since_s) if self._view.since_s else ""

    @Property(str, notify=changed)
    def phone(self) -> str:
        return self._view.shop.operator.phone

    @Property(str, notify=changed)
    def operatorName(self) -> str:  # noqa: N802 called by QML
        return in_language(self._view.shop.operator.name, self._language)

    @Property(str, notify=changed)
    def operatorAddress(self) -> str:  # noqa: N802 called by QML
        return in_language(self._view.shop.operator.address, self._language)

    @Property(str, notify=changed)
    def licence(self) -> str:
        return in_language(self._view.shop.operator.licence, self._language)

    @Property(str, notify=changed)
    def foodPermit(self) -> str:  # noqa: N802 called by QML
        return in_language(self._view.shop.operator.food_permit, self._language)
