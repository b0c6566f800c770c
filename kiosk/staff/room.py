"""The staff room: opened by a gesture or the door, entered with a PIN, shut by itself. One at a time.

It shows a snapshot (``views.StaffView``) and takes verbs; what the role of whoever is in may not do, is not
done, whatever the screen offers. ``deeds`` carries out, ``pages`` says what is shown.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hardware.api import VendOutcome
from kiosk.cabinet.incidents.staff import LOCKED_OUT
from kiosk.catalog.products import Lane
from kiosk.errors import KnownError
from kiosk.outfit import Outfit
from kiosk.sale.state import Sale
from kiosk.staff import pages
from kiosk.staff.body import accounts, health
from kiosk.staff.deeds import Deeds
from kiosk.staff.lockout import Lock
from kiosk.staff.people import Person
from kiosk.staff.roles import TABLE, Deed, Page, may
from kiosk.staff.roles import pages as pages_of
from kiosk.staff.signing_in import SignIn
from kiosk.staff.turns import is_service
from kiosk.staff.views import NO_NOTICE, NOBODY, Notice, PersonView, StaffView
from kiosk.tasks import Tasks

if TYPE_CHECKING:
    from kiosk.services import Services
    from kiosk.staff.books import StaffBooks

log = logging.getLogger(__name__)

LOGIN_IDLE_MS = 45_000
SESSION_IDLE_MS = 180_000
"""Long enough to look into a lane with both hands, short enough that the next in the queue finds it shut."""
KNOCKS_MAX = 5
KNOCKS_WITHIN_MS = 10 * 60 * 1000
"""Whoever opens the sign-in more often without signing in is playing."""


class StaffRoom:
    """Belongs to the loop's thread. ``lanes``: as they are sold from; ``took_one``: a unit left this lane
    without a sale; ``money_is_in_flight``: the screen belongs to a sale; ``renew``: the kiosk's snapshot."""

    def __init__(
        self,
        outfit: Outfit,
        services: Callable[[], Services | None],
        lanes: Callable[[], tuple[Lane, ...]],
        took_one: Callable[[str], None],
        money_is_in_flight: Callable[[], bool],
        renew: Callable[[], None],
    ) -> None:
        self._clock = outfit.clock
        self._data: Path = outfit.data
        self._zone = ZoneInfo(outfit.settings.machine.timezone)
        self._services = services
        self._lanes = lanes
        self._money_is_in_flight = money_is_in_flight
        self._renew = renew
        self._tasks = Tasks()
        self._is_demo = False
        self._watchers: list[Callable[[], None]] = []
        self._view = NOBODY
        self._person: Person | None = None
        self._page = Page.TODAY
        self._notice = NO_NOTICE
        self._is_at_the_door = False
        self._ends_ms = 0
        self._knocks: list[int] = []
        self._door_open = False
        self._books: StaffBooks | None = None
        self._free_mb: int | None = None
        self._reading = self._read_again = False
        self.gesture = outfit.settings.staff.gesture
        self._sign_in = SignIn(
            self._clock, outfit.settings.staff.lockout, self._spawn, self._entered, self._look, self._alarm
        )
        self._deeds = Deeds(services, lanes, self._clock, self._say, took_one, self._turn_over)

    # --- life ----------------------------------------------------------------------------------------

    def start(self, *, is_demo: bool) -> None:
        """The services are up."""
        self._is_demo = is_demo
        self._spawn(self._deeds.find_cut_short())

    async def stop(self) -> None:
        self._close("the program ends")
        await self._tasks.end()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.spawn(work)

    # --- the screen ----------------------------------------------------------------------------------

    @property
    def view(self) -> StaffView:
        return self._view

    @property
    def is_open(self) -> bool:
        """Somebody has signed in, or what they turned has not come to its end: nothing is sold meanwhile."""
        return self._person is not None or self._deeds.turn is not None

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._watchers.append(changed)

    def monotonic_ms(self) -> int:
        return self._clock.monotonic_ms()

    def knock(self) -> None:
        """Ignored while money is in flight, and from somebody who plays."""
        services, now_ms = self._services(), self._clock.monotonic_ms()
        if self._is_at_the_door or self._person or self._money_is_in_flight() or services is None:
            return
        self._knocks = [at_ms for at_ms in self._knocks if now_ms - at_ms < KNOCKS_WITHIN_MS]
        if len(self._knocks) >= KNOCKS_MAX:
            log.warning("the sign-in was opened %d times for nothing and stays shut for a while", KNOCKS_MAX)
            return
        self._knocks.append(now_ms)
        self._is_at_the_door = True
        self._rearm()
        self._sign_in.begin(services.store, is_demo=self._is_demo)
        self._look()

    def leave(self) -> None:
        self._close("signed out")

    def touched(self) -> None:
        if self._is_at_the_door or self._person:
            self._rearm()
            self._look()

    def choose(self, person: str) -> None:
        if self._is_at_the_door:
            self._sign_in.choose(person)

    def enter(self, pin: str) -> None:
        if self._is_at_the_door:
            self._sign_in.enter(pin)

    def open(self, page: str) -> None:
        person = self._person
        wanted = next((one for one in pages_of(person.role) if one.value == page), None) if person else None
        if wanted is not None:
            self._page, self._notice = wanted, NO_NOTICE
            self._refresh()
            self._look()

    # --- verbs ---------------------------------------------------------------------------------------

    def tick_off(self, code: str, subject: str) -> None:
        if person := self._who_may(Deed.TICK_OFF):
            self._spawn(self._deeds.tick_off(person, code, subject))

    def sign_off(self, zone: str) -> None:
        if person := self._who_may(Deed.SIGN_OFF):
            self._deeds.sign_off(person, zone)

    def settle(self, sale: str, line: int, *, delivered: bool, reason: str) -> None:
        if person := self._who_may(Deed.SETTLE):
            self._spawn(self._deeds.settle(person, sale, line, delivered=delivered, reason=reason))

    def retry_refund(self, sale: str, refund: str) -> None:
        if person := self._who_may(Deed.RETRY_REFUND):
            self._spawn(self._deeds.retry_refund(person, sale, refund))

    def test_lane(self, lane: str) -> None:
        if person := self._who_may(Deed.TEST_LANE):
            self._spawn(self._deeds.test_lane(person, lane))

    def clear_lane(self, lane: str) -> None:
        if person := self._who_may(Deed.CLEAR_LANE):
            self._spawn(self._deeds.clear_lane(person, lane))

    def pause_lane(self, lane: str, *, paused: bool) -> None:
        if person := self._who_may(Deed.PAUSE_LANE):
            self._spawn(self._deeds.pause_lane(person, lane, paused=paused))

    def _who_may(self, deed: Deed) -> Person | None:
        """Whoever is in, if their role may; a refusal is a bug of the screen, or somebody at the socket."""
        person = self._person
        if person is None:
            return None
        if not may(person.role, deed):
            log.warning("%s, %s, may not: %s", person.signature, person.role, deed)
            return None
        self._rearm()
        return person

    # --- told by the kiosk -----------------------------------------------------------------------------

    def time_passed(self) -> None:
        """Every few seconds, and whenever the machine changed: a session ends, the open page is renewed."""
        if not (self._is_at_the_door or self._person):
            self._door_open = self._is_door_open()
            return
        door_was_open, self._door_open = self._door_open, self._is_door_open()
        if self._clock.monotonic_ms() >= self._ends_ms:
            self._close("nobody touched anything")
        elif door_was_open and not self._door_open:
            self._close("the door was closed")
        else:
            self._sign_in.time_passed()
            self._refresh()
            self._look()

    def machine_changed(self) -> None:
        if self._is_at_the_door or self._person:
            self.time_passed()
        else:
            self._door_open = self._is_door_open()

    def sale_changed(self, sale: Sale, before: Sale) -> None:
        """A step is on the disk."""
        if self._person and sale != before:
            self._refresh()

    def vend_finished(self, outcome: VendOutcome) -> bool:
        """True: it was a turn without a sale."""
        if is_service(outcome.key):
            self._deeds.turned(outcome)
            return True
        return False

    def _is_door_open(self) -> bool:
        services = self._services()
        return services is not None and services.machine is not None and services.machine.cabinet.door_open

    # --- who is in -----------------------------------------------------------------------------------

    def _entered(self, person: Person) -> None:
        self._person, self._page, self._notice = person, Page.TODAY, NO_NOTICE
        self._is_at_the_door = False
        self._knocks = []
        self._sign_in.end()
        self._trail(person, "staff.signed_in", {"role": person.role.value})
        self._rearm()
        self._refresh()
        self._look()
        self._renew()

    def _close(self, why: str) -> None:
        person = self._person
        self._person, self._is_at_the_door = None, False
        self._books, self._notice = None, NO_NOTICE
        self._sign_in.end()
        if person is not None:
            self._trail(person, "staff.signed_out", {"why": why})
        self._look()
        if person is not None:
            self._renew()

    def _alarm(self, person: Person, lock: Lock) -> None:
        services = self._services()
        if services is not None and services.machine is not None:
            services.machine.ledger.raise_(LOCKED_OUT, person.name, str(lock.failures))

    def _trail(self, person: Person, action: str, detail: dict[str, object]) -> None:
        services = self._services()
        log.info("%s: %s", person.signature, action, extra={"detail": detail})
        if services is not None:
            services.disk.later(lambda store: store.machine.trail(person.signature, action, detail))

    def _rearm(self) -> None:
        self._ends_ms = self._clock.monotonic_ms() + self._span_ms

    @property
    def _span_ms(self) -> int:
        return SESSION_IDLE_MS if self._person else LOGIN_IDLE_MS

    # --- what is read from the disk --------------------------------------------------------------------

    def _refresh(self) -> None:
        """Read the books again, unless that is being done: then once more after it."""
        if self._person is None:
            return
        if self._reading:
            self._read_again = True
            return
        self._reading = True
        self._spawn(self._read())

    async def _read(self) -> None:
        from kiosk.store.repositories.staff.books import read_books

        now = datetime.fromtimestamp(self._clock.utc_ms() // 1000, UTC).astimezone(self._zone)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        try:
            books = await asyncio.to_thread(read_books, self._data, int(midnight.timestamp()) * 1000)
            free = await asyncio.to_thread(shutil.disk_usage, self._data)
            if self._person is not None:
                self._books, self._free_mb = books, free.free // 1_000_000
        except (KnownError, OSError) as error:
            log.warning("the staff's pages cannot be read: %s", error)
        finally:
            self._reading = False
        self._look()
        if self._read_again:
            self._read_again = False
            self._refresh()

    # --- the snapshot --------------------------------------------------------------------------------

    def _say(self, notice: Notice) -> None:
        if self._person is not None:
            self._notice = notice
        services = self._services()
        if services is not None:
            # behind whatever waits for the disk: so that what was just done is read, too
            loop = asyncio.get_running_loop()
            services.disk.later(lambda _store: loop.call_soon_threadsafe(self._refresh))
        self._look()

    def _turn_over(self) -> None:
        self._look()
        self._renew()

    def _look(self) -> None:
        new = self._seen()
        if new != self._view:
            self._view = new
            for changed in self._watchers:
                changed()

    def _seen(self) -> StaffView:
        person = self._person
        if person is None:
            if not self._is_at_the_door:
                return NOBODY
            return StaffView(
                "staff_login", self._sign_in.view, ends_at_ms=self._ends_ms, span_ms=LOGIN_IDLE_MS
            )
        deeds = frozenset(deed for deed in TABLE if may(person.role, deed))
        shown = StaffView(
            screen=f"staff:{self._page.value}",
            person=PersonView(person.id, person.name, person.role),
            pages=pages_of(person.role),
            page=self._page,
            deeds=deeds,
            ends_at_ms=self._ends_ms,
            span_ms=SESSION_IDLE_MS,
            notice=self._notice,
        )
        return self._with_page(shown, deeds)

    def _with_page(self, shown: StaffView, deeds: frozenset[Deed]) -> StaffView:
        services, lanes = self._services(), self._lanes()
        if services is None or services.machine is None:
            return shown
        if self._page is Page.TODAY:
            body = health(services, self._free_mb)
            return replace(shown, today=pages.today(self._books, body, lanes, deeds))
        if self._page is Page.MONEY:
            return replace(shown, money=pages.money(self._books, accounts(services.desk), lanes, deeds))
        cabinet = services.machine.cabinet
        testing = self._deeds.turn.lane if self._deeds.turn else ""
        now_ms = self._clock.utc_ms()
        return replace(shown, lanes=pages.lanes_view(lanes, cabinet.health, services.lane, now_ms, testing))
