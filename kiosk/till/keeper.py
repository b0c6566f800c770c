"""The shell round the till: one happening at a time, on the disk before anything is done about it.

Belongs to the loop's thread. The devices' thread and the gateways' threads only hand values over. While the
disk takes nothing, no money is taken either.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hardware.api import ReturnPressed, Till, TillDown, TillEvent, TillTrouble, TillUp
from kiosk.clock import Clock
from kiosk.payments.intent import Method, Problem
from kiosk.till.box import Box
from kiosk.till.deciding import Decision, accepting, decide
from kiosk.till.entries import Entry
from kiosk.till.events import (
    Began,
    Bus,
    CallStaff,
    CancelCard,
    Deed,
    EndCard,
    Happening,
    Moment,
    PayOut,
    RequestCard,
    Ticked,
)
from kiosk.till.step import AWAY, NO_CHANGER, NO_READER
from kiosk.till.taking import NOTHING, Takes
from kiosk.till.watch import TillNow, is_few
from kiosk.vend.disk import Disk

log = logging.getLogger(__name__)

KNOWN_MAX = 32
"""Attempts whose entries are kept in memory: those of the sales on the screen and a few before."""
ITEM_NOT_GIVEN = 0xFFFF
"""MDB: the item a card is asked for has no number."""
GRACE_MS = 10_000
"""The till has so long to be heard after the start before staff are told that it is away."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known about an attempt; changes nothing."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The entries about the attempt that was asked about, and why what was asked is not done."""

    known: tuple[Entry, ...]
    refusal: Problem | None = None


class Listener(Protocol):
    """Who is told, on the loop's thread."""

    def till_changed(self) -> None: ...

    def till_paid_in(self, attempt: str) -> None:
        """A customer put money in."""

    def till_lever(self) -> None:
        """A customer pressed the changer's lever."""

    def till_incident(self, code: str, subject: str, text: str) -> None: ...


Waiter = asyncio.Future[Answer]


class TillKeeper:
    def __init__(
        self,
        till: Till,
        disk: Disk,
        clock: Clock,
        listener: Listener,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        """``post`` hands a call from the devices' thread to the loop's."""
        self._till = till
        self._disk = disk
        self._clock = clock
        self._listener = listener
        self._post = post
        self._inbox: asyncio.Queue[tuple[Happening | Look, Waiter | None]] = asyncio.Queue()
        self._known: OrderedDict[str, tuple[Entry, ...]] = OrderedDict()
        self._news = asyncio.Event()
        self._asking: set[asyncio.Task[object]] = set()
        self._takes = NOTHING
        self._started_ms = 0
        self._stopped = False
        self._tick_waits = False
        self.loop = asyncio.get_running_loop()
        self.box = Box()
        self.bus = Bus()
        self._complaints: dict[str, str] = {}
        self._why_down = ""
        self._was_up = False
        self._few_coins = False

    # --- up and down ---------------------------------------------------------------------------------

    def start(self, box: Box) -> None:
        """``box`` as the store has it; ``run`` must follow."""
        self.box = box
        self._started_ms = self._clock.monotonic_ms()
        self._inbox.put_nowait((Began(), None))
        self._till.start(self._hear)

    async def coins_rest(self, within_s: float) -> None:
        """Until nothing is being paid out, or ``within_s`` have passed: a program that ends in the middle
        leaves the rest to the counts of the next start."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self.box.active is not None and self.bus.info is not None:
                    await self._news.wait()

    def close(self) -> None:
        """Blocking, while the devices' thread ends. Whoever still asks is told nothing."""
        self._till.close()

    def let_go(self) -> None:
        """On the loop, before ``close``: nobody waits any more."""
        self._stopped = True
        for task in list(self._asking):
            task.cancel()

    def _hear(self, event: TillEvent) -> None:
        """On the devices' thread."""
        self._post(lambda: self._told(event))

    def _told(self, event: TillEvent) -> None:
        match event:
            case TillTrouble():
                self._trouble(event)
            case ReturnPressed():
                self._listener.till_lever()
            case _:
                self._inbox.put_nowait((event, None))

    def _trouble(self, event: TillTrouble) -> None:
        if event.cleared:
            self._complaints.pop(event.code, None)
        else:
            self._complaints[event.code] = event.text
        self._listener.till_changed()

    def _say(self, happening: Happening) -> None:
        """For the installer: once when it goes, and once when it is back."""
        if isinstance(happening, TillDown):
            log.warning("the till is away: %s", happening.reason)
            self._why_down = happening.reason
        elif isinstance(happening, TillUp) and (self._why_down or not self._was_up):
            found = happening.info
            log.info("the till answers: %s at %s", found.model, found.port, extra={"card": found.card})
            self._why_down, self._was_up = "", True

    # --- one happening at a time ---------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            happening, waiter = await self._inbox.get()
            try:
                answer = await self._handle(happening)
            except BaseException:
                if waiter is not None:
                    waiter.cancel()
                raise
            if waiter is not None and not waiter.done():
                waiter.set_result(answer)

    async def _handle(self, happening: Happening | Look) -> Answer:
        attempt: str = getattr(happening, "attempt", "")
        known = await self._about(attempt) if attempt else ()
        if isinstance(happening, Look):
            return Answer(known)
        if isinstance(happening, Ticked):
            self._tick_waits = False
        now = Moment(self._clock.utc_ms(), self._clock.monotonic_ms())
        decision = decide(self.box, self.bus, happening, known, now)
        if decision.entries:
            await self._store(decision)
        self.box, self.bus = decision.box, decision.bus
        self._few_coins = is_few(self._few_coins, self.box, self.bus)
        self._remember(decision.entries)
        self._say(happening)
        for deed in decision.deeds:
            self._carry_out(deed)
        self._accept()
        self._tell(happening, decision)
        return Answer(self._known.get(attempt, ()), decision.refusal)

    async def _store(self, decision: Decision) -> None:
        await self._disk.write(lambda store: store.till.append(decision.entries, decision.box))

    async def _about(self, attempt: str) -> tuple[Entry, ...]:
        """Only ``run`` reads and changes what is known: so none of it is ever older than the disk."""
        if attempt not in self._known:
            found = await self._disk.write(lambda store: store.till.about(attempt))
            self._known[attempt] = found or ()
            while len(self._known) > KNOWN_MAX:
                self._known.popitem(last=False)
        self._known.move_to_end(attempt)
        return self._known[attempt]

    def _remember(self, entries: tuple[Entry, ...]) -> None:
        for entry in entries:
            if entry.attempt in self._known:
                self._known[entry.attempt] += (entry,)

    def _carry_out(self, deed: Deed) -> None:
        match deed:
            case PayOut(key, amount_fen):
                self._till.pay_out(key, amount_fen)
            case RequestCard(key, amount_fen):
                self._till.request_card(key, amount_fen, ITEM_NOT_GIVEN)
            case CancelCard(key):
                self._till.cancel_card(key)
            case EndCard(key, keep):
                self._till.end_card(key, keep=keep)
            case CallStaff(code, subject, text):
                self._listener.till_incident(code, subject, text)

    def disk_changed(self) -> None:
        """The disk takes nothing, or takes records again: money that cannot be written down is not taken."""
        self._accept()

    def _accept(self) -> None:
        wanted = NOTHING if self._disk.down else accepting(self.box, self.bus)
        if wanted != self._takes:
            self._takes = wanted
            self._till.accept(wanted.coins_fen, wanted.bills_fen)

    def _tell(self, happening: Happening, decision: Decision) -> None:
        self._news.set()
        self._news = asyncio.Event()
        for entry in decision.entries:
            if entry.word in ("coin", "bill") and entry.attempt:
                self._listener.till_paid_in(entry.attempt)
        if decision.entries or not isinstance(happening, Ticked):
            self._listener.till_changed()

    def time_passed(self) -> None:
        """Every few seconds. While the disk takes nothing, one of these waits, not all of them."""
        if not self._tick_waits:
            self._tick_waits = True
            self._inbox.put_nowait((Ticked(), None))

    # --- asked on the loop ---------------------------------------------------------------------------

    async def ask(self, happening: Happening | Look) -> Answer:
        """Hand it in, and wait until it is written down. Cancelled when the program ends."""
        task = asyncio.current_task()
        assert task is not None, "asked from a coroutine"
        if self._stopped:
            raise asyncio.CancelledError
        waiter: Waiter = self.loop.create_future()
        self._asking.add(task)
        try:
            self._inbox.put_nowait((happening, waiter))
            return await waiter
        finally:
            self._asking.discard(task)

    async def until(self, attempt: str, so: Callable[[Answer], bool], within_s: float) -> Answer:
        """What is known about ``attempt`` once ``so``, or after ``within_s``."""
        news = self._news
        answer = await self.ask(Look(attempt))
        try:
            async with asyncio.timeout(within_s):
                while not so(answer):
                    await self._heard(news)
                    news = self._news
                    answer = await self.ask(Look(attempt))
        except TimeoutError:
            return answer
        return answer

    async def heard_of(self, within_s: float) -> None:
        """Until the till was heard since the start, or ``within_s``."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not self._was_up and not self._why_down:
                    await self._heard(self._news)

    async def _heard(self, news: asyncio.Event) -> None:
        task = asyncio.current_task()
        assert task is not None, "asked from a coroutine"
        self._asking.add(task)
        try:
            await news.wait()
        finally:
            self._asking.discard(task)

    # --- asked by the screen and the supervision, without waiting --------------------------------------

    def known(self, attempt: str) -> tuple[Entry, ...]:
        """What is known about an attempt of late; empty for an old one."""
        return self._known.get(attempt, ())

    @property
    def takes(self) -> Takes:
        """What the devices take now."""
        return self._takes

    @property
    def now(self) -> TillNow:
        """All that may be wrong with it."""
        late = self._clock.monotonic_ms() - self._started_ms > GRACE_MS
        return TillNow(
            box=self.box,
            bus=self.bus,
            given_up=self._was_up or late,
            why_down=self._why_down,
            troubles=self._complaints,
            few_coins=self._few_coins,
        )

    def trouble(self, method: Method) -> Problem | None:
        """Why nobody can pay so now. May be called on any thread: it reads one value that never changes."""
        info = self.bus.info
        if info is None:
            return AWAY
        if method is Method.CARD:
            return None if info.card else NO_READER
        return None if info.coins_fen else NO_CHANGER
