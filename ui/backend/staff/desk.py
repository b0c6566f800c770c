"""The staff's screens: the hidden gesture, signing in, the menu, and the page that is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import Shop
from kiosk.staff.gesture import GESTURES, Progress, pressed, released
from kiosk.staff.pins import PIN_DIGITS
from kiosk.staff.roles import Role
from kiosk.staff.views import PersonView, StaffDesk, StaffView, Step
from ui.backend.countdown import Countdown
from ui.backend.rows import RowModel
from ui.backend.staff import words
from ui.backend.staff.lanes import StaffLanes
from ui.backend.staff.money import StaffMoney
from ui.backend.staff.today import StaffToday

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

CLOSING_SHOWN_S = 20
"""Last seconds before it closes by itself, shown beside the name."""
_TAKES_DIGITS = (Step.PIN, Step.NEW_PIN, Step.AGAIN)


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class PageRow:
    page: str
    name: str
    icon: str
    chosen: bool


@QmlElement
class Staff(QObject):
    changed = Signal()
    digitsChanged = Signal()  # noqa: N815 QML's own naming for a notify signal

    def __init__(self, desk: StaffDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view = StaffView()
        self._steps = GESTURES[desk.gesture]
        self._progress = Progress()
        self._digits = ""
        self._people = RowModel(PersonRow, "id", self)
        self._pages = RowModel(PageRow, "page", self)
        self._closing = Countdown(desk.monotonic_ms, self, CLOSING_SHOWN_S)
        self._wait = Countdown(desk.monotonic_ms, self)
        self._today = StaffToday(self)
        self._money = StaffMoney(desk, self)
        self._lanes = StaffLanes(desk, self)

    def show(self, shop: Shop, language: str) -> None:
        view = self._desk.view
        login, was = view.login, self._view.login
        if login.locked_until_ms or (login.step, login.chosen) != (was.step, was.chosen):
            self._take_digits("")
        if view.screen and not self._view.screen.startswith("staff:"):
            self._money.forget()
            self._lanes.forget()
        self._view = view
        self._people.replace([_person(one) for one in view.login.people])
        self._pages.replace(
            [
                PageRow(one.value, words.page(one), words.PAGE_ICONS[one], one is view.page)
                for one in view.pages
            ]
        )
        self._closing.run(view.ends_at_ms, view.span_ms)
        self._wait.run(view.login.locked_until_ms, view.login.locked_ms)
        role = view.person.role if view.person else Role.RESTOCKER
        self._today.show(view.today, shop, role, language)
        self._money.show(view.money, shop, language)
        self._lanes.show(view.lanes, shop, view.deeds, language)
        self.changed.emit()

    def clock_moved(self) -> None:
        self._closing.look()
        self._wait.look()

    @property
    def screen_now(self) -> str:
        """``staff_login``, ``staff:<page>`` or empty."""
        return self._desk.view.screen

    def touched(self) -> None:
        self._desk.touched()

    # --- the gesture -----------------------------------------------------------------------------------

    @Slot(float, float)
    def pressed(self, x: float, y: float) -> None:
        """A finger is down; where, as parts of the screen's width and height."""
        self._progress = pressed(self._steps, self._progress, x, y, self._desk.monotonic_ms())

    @Slot(float, float)
    def released(self, x: float, y: float) -> None:
        self._progress, whole = released(self._steps, self._progress, x, y, self._desk.monotonic_ms())
        if whole:
            self._desk.knock()

    @Slot()
    def knock(self) -> None:
        """The door is open: no gesture is needed."""
        self._desk.knock()

    # --- signing in ------------------------------------------------------------------------------------

    @Property(RowModel, notify=changed)
    def people(self) -> RowModel:
        return self._people

    @Property(bool, notify=changed)
    def loaded(self) -> bool:
        return self._view.login.loaded

    @Property(str, notify=changed)
    def chosen(self) -> str:
        """The name of who wants to sign in; empty before somebody was chosen."""
        person = self._view.login.chosen
        return person.name if person else ""

    @Property(str, notify=changed)
    def chosenRole(self) -> str:  # noqa: N802 called by QML
        person = self._view.login.chosen
        return words.role(person.role) if person else ""

    @Property(str, notify=changed)
    def prompt(self) -> str:
        return words.prompt(self._view.login)

    @Property(str, notify=changed)
    def told(self) -> str:
        return words.sign_in_told(self._view.login)

    @Property(int, notify=digitsChanged)
    def digits(self) -> int:
        """How many of the PIN are entered."""
        return len(self._digits)

    @Property(int, notify=changed)
    def digitsWanted(self) -> int:  # noqa: N802 called by QML
        return PIN_DIGITS

    @Property(bool, notify=changed)
    def takesDigits(self) -> bool:  # noqa: N802 called by QML
        return self._is_ready

    @property
    def _is_ready(self) -> bool:
        login = self._view.login
        return login.step in _TAKES_DIGITS and not (login.step is Step.PIN and login.locked_until_ms)

    @Property(Countdown, notify=changed)
    def wait(self) -> Countdown:
        """Until a PIN is looked at again."""
        return self._wait

    @Property(bool, notify=changed)
    def waits(self) -> bool:
        return self._view.login.step is Step.PIN and self._view.login.locked_until_ms > 0

    @Slot(str)
    def choose(self, person: str) -> None:
        self._desk.choose(person)

    @Slot(str)
    def digit(self, digit: str) -> None:
        """The last one hands the PIN over."""
        if not self._is_ready or len(self._digits) >= PIN_DIGITS:
            return
        self._take_digits(f"{self._digits}{digit}")
        if len(self._digits) == PIN_DIGITS:
            pin = self._digits
            self._take_digits("")
            self._desk.enter(pin)

    @Slot()
    def erase(self) -> None:
        self._take_digits(self._digits[:-1])

    def _take_digits(self, digits: str) -> None:
        if digits != self._digits:
            self._digits = digits
            self.digitsChanged.emit()

    # --- the menu --------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def name(self) -> str:
        person = self._view.person
        return person.name if person else ""

    @Property(str, notify=changed)
    def role(self) -> str:
        person = self._view.person
        return words.role(person.role) if person else ""

    @Property(RowModel, notify=changed)
    def pages(self) -> RowModel:
        return self._pages

    @Property(str, notify=changed)
    def page(self) -> str:
        """Empty while nobody is signed in."""
        return self._view.page.value if self._view.person else ""

    @Property(str, notify=changed)
    def title(self) -> str:
        return words.page(self._view.page)

    @Property(Countdown, notify=changed)
    def closing(self) -> Countdown:
        """Until it closes by itself."""
        return self._closing

    @Property(str, notify=changed)
    def notice(self) -> str:
        """About the last deed; empty for nothing."""
        return words.told(self._view.notice)[1]

    @Property(str, notify=changed)
    def noticeDetail(self) -> str:  # noqa: N802 called by QML
        return self._view.notice.detail

    @Property(str, notify=changed)
    def noticeTone(self) -> str:  # noqa: N802 called by QML
        return words.told(self._view.notice)[0]

    @Property(StaffToday, notify=changed)
    def today(self) -> StaffToday:
        return self._today

    @Property(StaffMoney, notify=changed)
    def money(self) -> StaffMoney:
        return self._money

    @Property(StaffLanes, notify=changed)
    def lanes(self) -> StaffLanes:
        return self._lanes

    @Slot(str)
    def open(self, page: str) -> None:
        self._desk.open(page)

    @Slot()
    def leave(self) -> None:
        self._desk.leave()

    @Slot(str, str)
    def tickOff(self, code: str, subject: str) -> None:  # noqa: N802 called by QML
        self._desk.tick_off(code, subject)

    @Slot(str)
    def signOff(self, zone: str) -> None:  # noqa: N802 called by QML
        self._desk.sign_off(zone)


def _person(person: PersonView) -> PersonRow:
    return PersonRow(person.id, person.name, words.role(person.role))
