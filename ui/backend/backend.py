"""The router and the verbs: which screen is shown, and what a touch asks of the kiosk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.views import Mode, Phase, Shopping
from ui.backend.basket import Basket
from ui.backend.catalogue import Catalogue
from ui.backend.closed import Closed
from ui.backend.comfort import Comfort
from ui.backend.countdown import Countdown
from ui.backend.deals.deals import Deals
from ui.backend.finding.search import Search
from ui.backend.goods import Goods
from ui.backend.member.member import Member
from ui.backend.orders.care import Care
from ui.backend.pages import OVER_SALE, Wish, screen
from ui.backend.parts import Parts
from ui.backend.pickup.pickup import PickUp
from ui.backend.place import Place
from ui.backend.sale.checkout import Checkout
from ui.backend.sound.sounds import Sounds
from ui.backend.staff.desk import Staff
from ui.backend.voice.hearing import speaking
from ui.backend.voice.sayings import Where
from ui.backend.voice.voice import Voice
from ui.backend.waiting import Waiting
from ui.settings import DisplaySettings

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

IDLE_WARNING_S = 15
"""Last seconds before the session ends, shown as a ring with "more time" (UI.md 3)."""
WAKE_SWALLOW_MS = 400
"""Touches right after waking do nothing: at least 300 ms (features.md 12)."""
_SECOND_MS = 1000


@QmlElement
class Backend(QObject):
    """``speak(code)`` installs the translation of a language and re-evaluates every text in QML."""

    changed = Signal()
    languageChanged = Signal()  # noqa: N815 QML's own naming for a notify signal
    flew = Signal(str, arguments=["sku"])
    """One of ``sku`` was put into the cart by a touch."""

    def __init__(self, shopping: Shopping, settings: DisplaySettings, speak: Callable[[str], None]) -> None:
        super().__init__()
        self._shopping = shopping
        self._settings = settings
        self._speak = speak
        self._language = settings.languages[0]
        speak(self._language)
        self._page = "home"
        self._over_sale = self._searching = False
        self._trail: list[str] = []
        """Pages that *back* leads to from one of ``OVER_SALE``, the nearest last."""
        self._asleep = self._waking = self._browsing = False
        view = shopping.view
        self.parts = Parts.made(shopping, settings, self._language, self)
        self._waiting = Waiting(settings, self)
        self._sounds = Sounds(settings.sound, self)
        self._voice = speaking(self._sounds, settings.sound.folder, self.buyNow, self)
        self._staff = Staff(shopping.staff, self)
        self.parts.care.wants.connect(self._care_wants)
        self.parts.deals.draw.wants.connect(self._care_wants)
        self._idle = Countdown(shopping.monotonic_ms, self, IDLE_WARNING_S)
        self._idle.ended.connect(self.session_over)
        self._idle.changed.connect(
            lambda: self._voice.warn(self._idle.seconds, shown=bool(self._idle.property("shown")))
        )
        self.parts.comfort.changed.connect(self._tell_voice)
        self.parts.goods.changed.connect(self._tell_voice)
        self._leave = Countdown(shopping.monotonic_ms, self)
        self._leave.ended.connect(self.done)
        self.parts.closed.show(view, self._language)
        self._screen = self._decide()
        self._rearm()
        shopping.subscribe(self.refresh)
        shopping.staff.subscribe(self._staff_changed)

    # what the screen reads

    @Property(str, notify=changed)
    def screen(self) -> str:
        return self._screen

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        return self._language

    @Property("QStringList", notify=languageChanged)  # type: ignore[arg-type]  # Qt takes its own type names
    def languages(self) -> list[str]:
        return list(self._settings.languages)

    @Property(Waiting, notify=languageChanged)
    def waiting(self) -> Waiting:
        return self._waiting

    @Property(Comfort, notify=languageChanged)
    def comfort(self) -> Comfort:
        return self.parts.comfort

    @Property(Place, notify=languageChanged)
    def place(self) -> Place:
        return self.parts.place

    @Property(Catalogue, notify=languageChanged)
    def catalogue(self) -> Catalogue:
        return self.parts.catalogue

    @Property(Basket, notify=languageChanged)
    def basket(self) -> Basket:
        return self.parts.basket

    @Property(Goods, notify=languageChanged)
    def goods(self) -> Goods:
        return self.parts.goods

    @Property(Checkout, notify=languageChanged)
    def checkout(self) -> Checkout:
        return self.parts.checkout

    @Property(Member, notify=languageChanged)
    def member(self) -> Member:
        return self.parts.member

    @Property(Deals, notify=languageChanged)
    def deals(self) -> Deals:
        return self.parts.deals

    @Property(Care, notify=languageChanged)
    def care(self) -> Care:
        return self.parts.care

    @Property(Search, notify=languageChanged)
    def search(self) -> Search:
        return self.parts.search

    @Property(PickUp, notify=languageChanged)
    def pickup(self) -> PickUp:
        return self.parts.pickup

    @Property(bool, notify=changed)
    def searching(self) -> bool:
        """The search lies under the sheet that is open, and *back* leads to it."""
        return self._searching

    @Property(Staff, notify=languageChanged)
    def staff(self) -> Staff:
        return self._staff

    @Property(Closed, notify=languageChanged)
    def closed(self) -> Closed:
        return self.parts.closed

    @Property(Countdown, notify=languageChanged)
    def idle(self) -> Countdown:
        return self._idle

    @Property(Countdown, notify=languageChanged)
    def leave(self) -> Countdown:
        """Until the result goes home by itself."""
        return self._leave

    @Property(Voice, notify=languageChanged)
    def voice(self) -> Voice:
        return self._voice

    # what a touch asks for

    @Slot()
    def touched(self) -> None:
        """Anywhere, anything: somebody is there."""
        self._sounds.tick()
        self._staff.touched()
        self._rearm()

    @Slot()
    def wake(self) -> None:
        """The first touch only wakes; what lies under the finger is not pressed."""
        if self._asleep and not self._waking:
            self._waking = True
            QTimer.singleShot(WAKE_SWALLOW_MS, self, self._awake)

    def _awake(self) -> None:
        self._asleep = self._waking = False
        self.parts.catalogue.suggest()
        self._route()

    @Slot()
    def wakeSpeaking(self) -> None:  # noqa: N802 called by QML
        """A finger that was held on the sleeping screen asks for the voice mode."""
        if not self.parts.comfort.modes.voice:
            self.parts.comfort.toggleVoice()

    @Slot(str)
    def openProduct(self, sku: str) -> None:  # noqa: N802 called by QML
        if self.parts.goods.open(sku):
            self._go("product")

    @Slot()
    def openCart(self) -> None:  # noqa: N802 called by QML
        self._go("cart")

    @Slot()
    def openSearch(self) -> None:  # noqa: N802 called by QML
        self.parts.search.open()
        self._searching = True
        self._go("search")

    @Slot()
    def openMember(self) -> None:  # noqa: N802 called by QML
        if self._shopping.view.sale is None and self._shopping.view.earlier is None:
            self._go("member")

    @Slot()
    def openHelp(self) -> None:  # noqa: N802 called by QML
        if self._page not in OVER_SALE:
            self.parts.care.guide_anew()
        self._open_over("help")

    @Slot()
    def openOrders(self) -> None:  # noqa: N802 called by QML
        self._open_over("orders")

    def _care_wants(self, page: str) -> None:
        """An order was found, something went wrong with one, or its goods are back in the cart."""
        if page in OVER_SALE:
            self._open_over(page)
        else:
            self._over_sale, self._trail = False, []
            self._go(page)

    def _open_over(self, page: str) -> None:
        """*Back* leads through the pages of this kind to where the first was opened."""
        view = self._shopping.view
        self._over_sale = view.sale is not None or view.earlier is not None
        if page in self._trail:
            self._trail = self._trail[: self._trail.index(page)]
        elif self._page in OVER_SALE and self._page != page:
            self._trail.append(self._page)
        self._go(page)

    @Slot()
    def openAccess(self) -> None:  # noqa: N802 called by QML
        self._open_over("access")

    @Slot()
    def back(self) -> None:
        """To what lies below: the page before among those over a sale, the search, otherwise home."""
        if self._trail and self._page in OVER_SALE:
            self._go(self._trail.pop())
            return
        self._over_sale, self._trail = False, []
        self._searching = self._searching and self._screen != "search"
        self._go("search" if self._searching else "home")

    @Slot()
    def home(self) -> None:
        self._browsing, self._searching = True, False
        self._over_sale, self._trail = False, []
        self._go("home")

    @Slot(str)
    def speak(self, language: str) -> None:
        if language not in self._settings.languages or language == self._language:
            return
        self._language = language
        self._speak(language)
        self.languageChanged.emit()
        self.parts.place.spoken_anew()
        self.parts.pickup.look()
        self.refresh()

    @Slot(str)
    def add(self, sku: str) -> None:
        before = self._shopping.view.cart.count
        self._shopping.add(sku)
        if self._shopping.view.cart.count > before:
            self.flew.emit(sku)

    @Slot(str)
    def remove(self, sku: str) -> None:
        self._shopping.remove(sku)
        self._cart_may_be_empty()

    @Slot(str)
    def discard(self, sku: str) -> None:
        self._shopping.discard(sku)
        self._cart_may_be_empty()

    @Slot()
    def clearCart(self) -> None:  # noqa: N802 called by QML
        self._shopping.clear_cart()
        self._cart_may_be_empty()

    def _cart_may_be_empty(self) -> None:
        if self._page == "cart" and not self._shopping.view.cart.lines:
            self.back()

    @Slot()
    def openCoupons(self) -> None:  # noqa: N802 called by QML
        self._go("coupons")

    @Slot()
    def pay(self) -> None:
        self._shopping.pay()
        self._told_of_price()

    @Slot(str)
    def buyNow(self, sku: str) -> None:  # noqa: N802 called by QML
        self._shopping.buy_now(sku)
        self._told_of_price()

    def _told_of_price(self) -> None:
        """It costs something else than the screen said: no sale was begun, the cart says why."""
        view = self._shopping.view
        if view.sale is None and view.cart.was_fen:
            self._go("cart")

    @Slot(str)
    def chooseMethod(self, method: str) -> None:  # noqa: N802 called by QML
        self._shopping.choose_method(method)

    @Slot()
    def holdOwnCode(self) -> None:  # noqa: N802 called by QML
        """Show how to hold the phone's own code before the reader, or the code to scan again."""
        self.parts.checkout.hold()

    @Slot()
    def cancel(self) -> None:
        self._shopping.cancel()

    @Slot()
    def moreTime(self) -> None:  # noqa: N802 called by QML
        self._shopping.more_time()

    @Slot()
    def done(self) -> None:
        self._over_sale, self._trail, self._page = False, [], "home"
        self._shopping.done()
        self._route()

    @Slot(str, str)
    def pictureBroken(self, path: str, why: str) -> None:  # noqa: N802 a slot, told from the picture thread
        self._shopping.picture_broken(path, why)

    # what the kiosk and the clock tell

    def refresh(self) -> None:
        """A new snapshot is there."""
        view = self._shopping.view
        self.parts.show(view, self._language)
        self._sounds.show(view)
        self._staff.show(view.shop, self._language)
        self._route()
        self._tell_voice()
        self.clock_moved()

    def _staff_changed(self) -> None:
        self._staff.show(self._shopping.view.shop, self._language)
        self._route()

    def clock_moved(self) -> None:
        """The kiosk's clock was advanced from outside: every deadline is looked at again."""
        self._idle.look()
        self._leave.look()
        self._staff.clock_moved()
        self.parts.clock_moved()

    def _go(self, page: str) -> None:
        self._page = page
        self._route()

    def _decide(self) -> str:
        wish = Wish(self._page, self._over_sale, self._asleep, self._browsing, self._staff.screen_now)
        return screen(self._shopping.view, wish)

    def _route(self) -> None:
        view = self._shopping.view
        if view.sale is not None:
            self._asleep = self._waking = False
            self._searching = self._searching and self._over_sale
            if not self._over_sale:
                self._page = "home"
        elif view.mode is not Mode.OFFLINE:
            self._browsing = False
        shown = self._decide()
        if shown != self._screen:
            if self._over_sale and shown not in OVER_SALE:
                self._over_sale, self._trail, self._page = False, [], "home"
            if shown == "staff_login":
                self._asleep, self._page = False, "home"
                self._shopping.reset_session()
            self._screen = shown
            self.parts.member.on_screen(shown=shown == "member")
            self.parts.deals.draw.on_screen(shown=shown == "game")
            self._rearm()
            self.changed.emit()
            self._tell_voice()

    def _tell_voice(self) -> None:
        is_on = self.parts.comfort.modes.voice
        where = Where(self._screen, self.parts.goods.open_sku)
        self._voice.show(self._shopping.view, self._language, where, is_on=is_on)

    def _rearm(self) -> None:
        """Start the idle time, or the result's, anew; none while money is in flight or nobody is there."""
        now_ms = self._shopping.monotonic_ms()
        idle_ms, result_ms = self._settings.idle_s * _SECOND_MS, self._settings.result_s * _SECOND_MS
        view = self._shopping.view
        told = view.earlier is not None or (view.sale is not None and view.sale.phase is Phase.RESULT)
        shopping = view.sale is None and not told and self._screen not in ("attract", "result")
        if shopping and self._screen != "out_of_service" and not self._screen.startswith("staff"):
            self._idle.run(now_ms + idle_ms, idle_ms)
        else:
            self._idle.stop()
        if self._screen == "result":
            self._leave.run(now_ms + result_ms, result_ms)
        elif told:
            # somebody who reads or complains over the result takes longer, but is not waited for for ever
            self._leave.run(now_ms + idle_ms, idle_ms)
        else:
            self._leave.stop()

    def reset(self) -> None:
        """Forget the customer: language, reach, category, what was open. The screen stays awake."""
        self.parts.forget()
        self._page, self._browsing, self._searching = "home", False, False
        self._over_sale, self._trail = False, []
        self._asleep = self._waking = False
        self.speak(self._settings.languages[0])
        self._route()

    def session_over(self) -> None:
        """Nobody touched for a while: forget the customer and rest."""
        self._shopping.reset_session()
        self.reset()
        self._asleep = True
        self._route()
