"""The voice mode's view-model: what is said, what "next" and "choose" do, and the lane keypad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem

from kiosk.views import KioskView
from ui.backend.voice import sayings
from ui.backend.voice.lanes import Offer, keypad, matching, offers, typing
from ui.backend.voice.order import START, Place, Spot, following, here, in_reading_order
from ui.backend.voice.sayings import NOTHING, Saying, Where

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

NOWHERE = Where("")
LANE = "lane:"
"""Keys of offers begin with it; all others are things on the screen."""
AFTER_PRESS_MS = 350
"""A pressed thing has changed its words by then (a sheet that opens says its own)."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What the voice may do beyond pressing what is on the screen."""

    buy: Callable[[str], None]
    """One of a SKU, to the code at once."""
    speak: Callable[[Saying, str], None]
    """Say it in a language; called only while the mode is on."""
    hush: Callable[[], None]


@QmlElement
class Voice(QObject):
    """Silent and without cost until it is switched on."""

    changed = Signal()

    def __init__(self, hands: Hands, parent: QObject) -> None:
        super().__init__(parent)
        self._hands = hands
        self._stage: QQuickItem | None = None
        self._view: KioskView | None = None
        self._language = ""
        self._where = NOWHERE
        self._is_on = self._is_warned = False
        self._offers: tuple[Offer, ...] = ()
        self._typed = ""
        self._place = START
        self._told = self._staged = NOTHING
        self._pressed: Saying | None = None

    # what the panel shows

    @Property(str, notify=changed)
    def text(self) -> str:
        """What is being said, to be read in large print."""
        return self._told.text

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def keys(self) -> list[str]:
        """The keypad's characters; none where no lane can be bought from."""
        return list(keypad(self._offers)) if self._where.screen == "home" else []

    # what a touch asks for

    @Slot(QObject)
    def watch(self, stage: QObject) -> None:
        """``stage``: the item all screens lie in."""
        self._stage = stage if isinstance(stage, QQuickItem) else None

    @Slot()
    def next(self) -> None:
        self._place = following(self._keys(), self._place)
        self._say(self._saying_here() or sayings.nothing_chosen())

    @Slot()
    def choose(self) -> None:
        key = here(self._keys(), self._place)
        if not key:
            self._say(sayings.nothing_chosen())
        elif key.startswith(LANE):
            self._hands.buy(self._offer(key).sku)
        else:
            self._press(key)

    @Slot(str)
    def type(self, char: str) -> None:
        """A key of the lane keypad. Typing what names one lane reads it; "choose" then buys it."""
        self._typed = typing(self._offers, self._typed, char)
        found = matching(self._offers, self._typed) if self._typed else ()
        if found and (len(found) == 1 or found[0].lane == self._typed):
            self._place = Place(LANE + found[0].lane, 0)
            self._say(sayings.offer(found[0]))
        else:
            self._place = START
            self._say(sayings.typed(self._typed, len(found)))

    @Slot()
    def repeat(self) -> None:
        """Say the last sentence again."""
        self._say(self._told)

    # what the screen tells

    def show(self, view: KioskView, language: str, where: Where, *, is_on: bool) -> None:
        """The state of the moment; says what is new in it."""
        if not is_on:
            self._rest()
            return
        anew = not self._is_on or where != self._where or language != self._language
        self._view, self._language, self._where, self._is_on = view, language, where, True
        self._offers = offers(view, language) if where.screen == "home" else ()
        if anew:
            self._place, self._typed = START, ""
            self.changed.emit()
            # The screen is made after this: its title is there a moment later.
            QTimer.singleShot(0, self, lambda: self._tell_stage(anew=True))
        else:
            self._tell_stage(anew=False)

    def warn(self, seconds: int, *, shown: bool) -> None:
        """The session is about to end: said once, when the ring appears."""
        if shown and not self._is_warned:
            self._say(sayings.idle_warning(seconds))
        self._is_warned = shown

    def _rest(self) -> None:
        if self._is_on:
            self._hands.hush()
            self._is_on, self._place, self._typed, self._told, self._staged = (
                False,
                START,
                "",
                NOTHING,
                NOTHING,
            )
            self._where = NOWHERE
            self.changed.emit()

    def _tell_stage(self, *, anew: bool) -> None:
        if not self._is_on or self._view is None:
            return
        saying = sayings.stage(self._view, self._seen(), self._language)
        if saying is NOTHING:
            return
        # A screen comes in more than one step: what is being said is not cut off by itself.
        if saying != (self._told if anew else self._staged):
            self._say(saying)
        self._staged = saying

    def _seen(self) -> Where:
        if self._stage is None:
            return self._where
        from ui.backend.voice import looking

        lying = self._stage.width() > self._stage.height()
        return replace(self._where, title=looking.title(self._stage), lying=lying)

    # what can be read

    def _keys(self) -> list[str]:
        if self._is_warned:  # the warning lies over everything
            return [spot.key for spot in self._spots()]
        lanes = [LANE + offer.lane for offer in matching(self._offers, self._typed)]
        return lanes + ([] if self._typed else [spot.key for spot in self._spots()])

    def _spots(self) -> tuple[Spot, ...]:
        if self._stage is None:
            return ()
        from ui.backend.voice import looking  # assistive technology is loaded only where it is used

        return in_reading_order(spot for spot, _item in looking.spots(self._stage).values())

    def _offer(self, key: str) -> Offer:
        return next(offer for offer in self._offers if LANE + offer.lane == key)

    def _saying_here(self) -> Saying | None:
        key = self._place.key
        if key.startswith(LANE):
            return sayings.offer(self._offer(key))
        return next((sayings.spot(spot) for spot in self._spots() if spot.key == key), None)

    def _press(self, key: str) -> None:
        from ui.backend.voice import looking

        found = looking.spots(self._stage).get(key) if self._stage is not None else None
        if found is None:
            return
        before = self._pressed = self._told
        looking.press(found[1])
        QTimer.singleShot(AFTER_PRESS_MS, self, lambda: self._after_press(before))

    def _after_press(self, before: Saying) -> None:
        """The same screen: what was pressed is read anew, for it may say something else now."""
        if self._is_on and self._pressed is before and self._told is before:
            self._say(self._saying_here() or before)

    def _say(self, saying: Saying) -> None:
        if not self._is_on or not saying.text:
            return
        self._told = saying
        self._hands.speak(saying, self._language)
        self.changed.emit()
