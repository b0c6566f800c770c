"""The draw: six cards, one touch, and what came of it in finished words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.browse import Order, browse
from kiosk.catalog.products import in_language
from kiosk.game.keys import AFTER_SALE, WAITING
from kiosk.game.rules import CARDS
from kiosk.game.views import NO_GAME, Draw
from kiosk.game.views import Game as Verbs
from kiosk.views import KioskView, Mode
from ui.backend import words
from ui.backend.countdown import Countdown
from ui.backend.pictures import picture_url
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

CHOOSE_S = 20
"""Nobody is waited for any longer: the draw ends by itself."""
READ_S = 12
"""What came of it stays so long."""
_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class FaceRow:
    at: int
    picture: str
    """What is painted on the inside: the shop's own goods, best sellers first."""
    tint: str
    opened: bool
    won: bool


@QmlElement
class Game(QObject):
    """``wants`` a page: its own when it is opened, the goods when it is over."""

    changed = Signal()
    wants = Signal(str)

    def __init__(
        self, view: KioskView, language: str, verbs: Verbs, now_ms: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._language = language
        self._verbs = verbs
        self._now_ms = now_ms
        self._is_open = False
        self._told = verbs.view
        self._faces = RowModel(FaceRow, "at", self)
        self._countdown = Countdown(now_ms, self)
        self._countdown.ended.connect(self.leave)
        verbs.subscribe(self._look)
        self._fill()

    def show(self, view: KioskView, language: str) -> None:
        spoken = language != self._language
        self._view, self._language = view, language
        if spoken or self._verbs.view != self._told:
            self._look()

    def clock_moved(self) -> None:
        self._countdown.look()

    def on_screen(self, *, shown: bool) -> None:
        """The page has come, or gone by whatever way."""
        if shown != self._is_open:
            self._is_open = shown
            self._rearm()

    def _look(self) -> None:
        was, self._told = self._told, self._verbs.view
        if was.state is not self._told.state:
            self._rearm()
        self._fill()

    def _rearm(self) -> None:
        """Nobody is hurried while the card turns."""
        if not self._is_open or self._told.state is Draw.TURNING:
            self._countdown.stop()
            return
        span_ms = (CHOOSE_S if self._told.state is Draw.READY else READ_S) * _SECOND_MS
        self._countdown.run(self._now_ms() + span_ms, span_ms)

    def _fill(self) -> None:
        told = self._told
        if told == NO_GAME and not self._is_open:  # most machines have none: nothing is sorted at their start
            self._faces.replace([])
            self.changed.emit()
            return
        sold = browse(self._view.shop.products, order=Order.SALES)
        goods = [product for product in sold if product.picture][:CARDS]
        self._faces.replace(
            [
                FaceRow(
                    at=at,
                    picture=picture_url(goods[at].picture) if at < len(goods) else "",
                    tint=(goods[at].tint if at < len(goods) else "") or "#EFEBE5",
                    opened=at == told.card and self._is_turned,
                    won=at == told.card and told.state is Draw.WON,
                )
                for at in range(CARDS)
            ]
        )
        self.changed.emit()

    @property
    def _is_turned(self) -> bool:
        return self._told.state in (Draw.WON, Draw.LOST)

    # what a touch asks for

    @Slot()
    def open(self) -> None:
        if self._verbs.view.place in (WAITING, AFTER_SALE):
            self.wants.emit("game")

    @Slot(int)
    def pick(self, card: int) -> None:
        self._verbs.pick(card)

    @Slot()
    def leave(self) -> None:
        """To the goods."""
        if self._is_open:
            self.wants.emit("home")

    # what the screen reads

    def _is_invited(self, place: str) -> bool:
        return self._verbs.view.place == place and self._view.mode is Mode.SELLING

    @Property(bool, notify=changed)
    def whileWaiting(self) -> bool:  # noqa: N802 called by QML
        """Whoever comes to a machine that nobody uses is invited."""
        return self._is_invited(WAITING)

    @Property(bool, notify=changed)
    def afterSale(self) -> bool:  # noqa: N802 called by QML
        """Whoever has just bought something is invited."""
        return self._is_invited(AFTER_SALE)

    @Property(RowModel, notify=changed)
    def faces(self) -> RowModel:
        return self._faces

    @Property(Countdown, notify=changed)
    def countdown(self) -> Countdown:
        """Until it ends by itself."""
        return self._countdown

    @Property(bool, notify=changed)
    def ready(self) -> bool:
        """A card may be touched."""
        return self._told.state is Draw.READY

    @Property(bool, notify=changed)
    def over(self) -> bool:
        return self._is_turned

    @Property(bool, notify=changed)
    def won(self) -> bool:
        return self._told.state is Draw.WON

    @Property(str, notify=changed)
    def title(self) -> str:
        return {
            Draw.READY: words.translate("Words", "翻一张，试试手气"),
            Draw.TURNING: words.translate("Words", "翻开了……"),
            Draw.WON: words.translate("Words", "抽中了！"),
            Draw.LOST: words.translate("Words", "这次没抽中"),
        }[self._told.state]

    @Property(str, notify=changed)
    def text(self) -> str:
        """What can be won and how likely; then what came of it, and what to do with it."""
        name = in_language(self._told.names, self._language) or words.translate("Words", "优惠券")
        if self._told.state is Draw.WON:
            text = words.translate("Words", "%1，这次购物就能用，付款前自动抵扣")
            return text.replace("%1", name)
        if self._told.state is Draw.LOST:
            return words.translate("Words", "没关系，不影响购物。下次再来试试")
        text = words.translate("Words", "免费玩一次，每张牌有 %2% 的机会抽中%1")
        return text.replace("%2", str(self._told.win_percent)).replace("%1", name)
