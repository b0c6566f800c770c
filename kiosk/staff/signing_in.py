"""Signing in: a person, a PIN, and what wrong ones cost. Nothing is looked at before it was counted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.staff.lockout import OPEN, Lock, after_try, wait_ms
from kiosk.staff.people import Origin, Person
from kiosk.staff.pins import Weakness, fits, hashed, weakness
from kiosk.staff.roles import Role
from kiosk.staff.views import NO_NOTICE, LoginView, Notice, PersonView, Said, Step
from kiosk.store import StoreThread

log = logging.getLogger(__name__)

DEMO_NAME = "演示店长"
DEMO_PIN = "246810"
"""Everybody knows it: it opens a demo only (``people.Origin.DEMO``)."""
_WEAK = {Weakness.LENGTH: Said.EASY_PIN, Weakness.EASY: Said.EASY_PIN, Weakness.SAME: Said.SAME_PIN}

Spawn = Callable[[Coroutine[Any, Any, None]], None]


class SignIn:
    """Belongs to the loop's thread. ``entered`` gets whoever proved to be who they say."""

    def __init__(
        self,
        clock: Clock,
        free: int,
        spawn: Spawn,
        entered: Callable[[Person], None],
        changed: Callable[[], None],
        alarm: Callable[[Person, Lock], None],
    ) -> None:
        """``free``: with so many wrong PINs the waiting begins. ``alarm``: it has begun."""
        self._clock = clock
        self._free = free
        self._spawn = spawn
        self._entered = entered
        self._changed = changed
        self._alarm = alarm
        self._people: tuple[Person, ...] = ()
        self._person: Person | None = None
        self._new_pin = ""
        self._round = 0
        self._unwritten: dict[str, Lock] = {}
        """Wrong PINs that the disk would not take: a full disk opens no door."""
        self._store: StoreThread | None = None
        self._is_demo = False
        self.view = LoginView()

    def begin(self, store: StoreThread, *, is_demo: bool) -> None:
        """Show who works here."""
        self._round += 1
        self._store, self._is_demo = store, is_demo
        self._person, self._new_pin = None, ""
        self.view = LoginView()
        self._spawn(self._read(self._round))

    def end(self) -> None:
        """Whatever is still being looked at leads to nothing."""
        self._round += 1
        self._person, self._new_pin, self._people = None, "", ()
        self.view = LoginView()

    def choose(self, number: str) -> None:
        if self.view.step is Step.CHECKING:
            return
        self._person = next((person for person in self._people if person.id == number), None)
        self._new_pin = ""
        base = LoginView(self.view.people, loaded=self.view.loaded)
        if self._person is None:
            self._show(base)
            return
        self._show(replace(base, chosen=_shown(self._person), step=Step.PIN))
        self._show_wait(self._lock_of(self._person))

    def enter(self, pin: str) -> None:
        """Six digits, at the step that is shown."""
        person, step = self._person, self.view.step
        if person is None or self._store is None:
            return
        if step is Step.PIN and not self._waits(person):
            self._show(replace(self.view, step=Step.CHECKING, notice=NO_NOTICE))
            self._spawn(self._check(self._store, person, pin, self._round))
        elif step is Step.NEW_PIN:
            self._first_of_two(pin)
        elif step is Step.AGAIN and pin != self._new_pin:
            self._new_pin = ""
            self._show(replace(self.view, step=Step.NEW_PIN, notice=Notice(Said.PINS_DIFFER)))
        elif step is Step.AGAIN:
            self._show(replace(self.view, step=Step.CHECKING, notice=NO_NOTICE))
            self._spawn(self._take(self._store, person, pin, self._round))

    def time_passed(self) -> None:
        """A wait may be over."""
        if self.view.locked_until_ms and self._clock.monotonic_ms() >= self.view.locked_until_ms:
            self._show(replace(self.view, locked_until_ms=0, locked_ms=0, notice=NO_NOTICE))

    # --- inside --------------------------------------------------------------------------------------

    async def _read(self, began: int) -> None:
        store = self._store
        assert store is not None, "begun with one"
        try:
            people = await store.run(lambda books: books.people.all())
            if self._is_demo and not people:
                pin_hash = await asyncio.to_thread(hashed, DEMO_PIN)
                people = (
                    await store.run(
                        lambda books: books.people.add(
                            DEMO_NAME, Role.MANAGER, pin_hash, who="demo", origin=Origin.DEMO
                        )
                    ),
                )
        except KnownError as error:
            log.warning("who works here cannot be read: %s", error.text)
            people = ()
        if began != self._round:
            return
        self._people = tuple(one for one in people if self._is_demo or one.origin is not Origin.DEMO)
        self._show(replace(self.view, people=tuple(_shown(one) for one in self._people), loaded=True))

    async def _check(self, store: StoreThread, person: Person, pin: str, began: int) -> None:
        lock = await self._count(store, person)
        # nobody but the person of this moment: they may have been removed, or got another PIN, meanwhile
        now = await self._again(store, person)
        is_right = now is not None and await asyncio.to_thread(fits, pin, now.pin_hash)
        if now is not None and is_right:
            self._unwritten.pop(person.id, None)
            self._hold(person, OPEN)
            await self._write(store, lambda books: books.people.forgive(person.id))
        else:
            await self._write(
                store,
                lambda books: books.machine.trail(
                    person.signature, "staff.wrong_pin", {"failures": lock.failures}
                ),
            )
            if wait_ms(lock, self._clock.utc_ms()):
                self._alarm(person, lock)
        if began != self._round:
            return
        if now is None or not is_right:
            self._wrong(lock)
        elif now.must_change:
            self._person = replace(now, lock=OPEN)
            self._show(replace(self.view, step=Step.NEW_PIN, notice=NO_NOTICE, tries_left=0))
        else:
            self._entered(now)

    async def _count(self, store: StoreThread, person: Person) -> Lock:
        """One more wrong PIN, on the disk before the PIN is looked at."""
        before = self._lock_of(person)
        lock: Lock | None = None
        try:
            lock = await store.run(lambda books: books.people.tried(person.id, self._free))
        except KnownError as error:
            log.warning("a PIN that was tried could not be counted on the disk: %s", error.text)
        if lock is None or before.failures >= lock.failures:
            lock = after_try(before, self._clock.utc_ms(), self._free)
            self._unwritten[person.id] = lock
        self._hold(person, lock)
        return lock

    def _hold(self, person: Person, lock: Lock) -> None:
        self._people = tuple(replace(one, lock=lock) if one.id == person.id else one for one in self._people)

    def _lock_of(self, person: Person) -> Lock:
        known = next((one.lock for one in self._people if one.id == person.id), person.lock)
        kept = self._unwritten.get(person.id, OPEN)
        return max(known, kept, key=lambda lock: lock.failures)

    async def _again(self, store: StoreThread, person: Person) -> Person | None:
        try:
            return await store.run(lambda books: books.people.find(person.id))
        except KnownError:
            return person

    async def _write(self, store: StoreThread, work: Callable[[Any], None]) -> bool:
        try:
            await store.run(work)
        except KnownError as error:
            log.warning("the sign-in could not be written down: %s", error.text)
            return False
        return True

    def _wrong(self, lock: Lock) -> None:
        left = max(0, self._free - lock.failures)
        self._show(replace(self.view, step=Step.PIN, notice=Notice(Said.WRONG_PIN), tries_left=left))
        self._show_wait(lock)

    def _waits(self, person: Person) -> bool:
        return wait_ms(self._lock_of(person), self._clock.utc_ms()) > 0

    def _show_wait(self, lock: Lock) -> None:
        left_ms = wait_ms(lock, self._clock.utc_ms())
        if left_ms:
            ends_ms = self._clock.monotonic_ms() + left_ms
            notice = Notice(Said.LOCKED)
            self._show(replace(self.view, notice=notice, locked_until_ms=ends_ms, locked_ms=left_ms))

    def _first_of_two(self, pin: str) -> None:
        why = weakness(pin)
        if why is not Weakness.NONE:
            self._show(replace(self.view, notice=Notice(_WEAK[why])))
            return
        self._new_pin = pin
        self._show(replace(self.view, step=Step.AGAIN, notice=NO_NOTICE))

    async def _take(self, store: StoreThread, person: Person, pin: str, began: int) -> None:
        """The new PIN, unless it is the one that was given out."""
        if await asyncio.to_thread(fits, pin, person.pin_hash):
            why = Said.SAME_PIN
        else:
            pin_hash = await asyncio.to_thread(hashed, pin)
            written = await self._write(store, lambda books: books.people.own_pin(person, pin_hash))
            why = Said.NOTHING if written else Said.NO_DISK
        if began != self._round:
            return
        if why is Said.NOTHING:
            self._entered(replace(person, must_change=False))
        else:
            self._new_pin = ""
            self._show(replace(self.view, step=Step.NEW_PIN, notice=Notice(why)))

    def _show(self, view: LoginView) -> None:
        self.view = view
        self._changed()


def _shown(person: Person) -> PersonView:
    return PersonView(person.id, person.name, person.role)
