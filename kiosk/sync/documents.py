"""Listening to the cloud: one long-poll after another, each page on the disk before anybody hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kiosk.cabinet.incidents.cloud import UNREADABLE
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.store.records import DocumentChange, DocumentPlan, Position
from kiosk.sync.patience import Patience
from kiosk.sync.readers import why_unread
from kiosk.vend.disk import Disk

AnswerT = TypeVar("AnswerT")

if TYPE_CHECKING:
    from kiosk.store import StoreThread
    from kiosk.store.store import Store
    from kiosk.sync.client import CloudClient

log = logging.getLogger(__name__)

WAIT_S = 25
"""How long the cloud may hold a question that has no news."""
JITTER_MS = 2_000
"""Between two questions: ten thousand machines that were answered together do not ask together again."""


class Listener(Protocol):
    """Who is told, on the loop's thread."""

    def documents_changed(self, kinds: frozenset[str]) -> None:
        """What can be used of these kinds is another one from now on."""


class Incidents(Protocol):
    """Where what is wrong is told (``cabinet.ledger``)."""

    def raise_(self, code: str, subject: str, detail: str) -> None: ...

    def clear(self, code: str, subject: str = "") -> None: ...


class DocumentSync:
    """Belongs to the loop's thread. ``of`` is what everybody works with."""

    def __init__(self, disk: Disk, listener: Listener, incidents: Incidents) -> None:
        self._disk = disk
        self._listener = listener
        self._incidents = incidents
        self._position = Position()
        self._bodies: dict[str, dict[str, Any]] = {}
        self._unread: frozenset[str] = frozenset()

    def of(self, kind: str) -> dict[str, Any]:
        """Key -> body of every document of that kind that can be used. Nobody changes what is in it."""
        return self._bodies.get(kind, {})

    async def start(self, store: StoreThread) -> None:
        """Tell what the disk has, before anything new is asked for; what an older version could not read is
        looked at again. Raises ``KnownError`` when the disk will not do it."""
        for change in await store.run(lambda books: books.documents.judge_again(why_unread)):
            self._tell_unread(change)
        self._position = await store.run(lambda books: books.documents.position())
        await self._tell(await store.run(lambda books: books.documents.kinds()))

    async def run(self, client: CloudClient, cloud: str) -> None:
        """Listen until cancelled. A cloud that is away is asked ever less often."""
        from kiosk.sync.plan import listen_from

        self._position = listen_from(self._position, cloud)
        patience = Patience(
            log, "the cloud's documents cannot be asked for", "the cloud tells its documents again"
        )
        wait_s = 0  # the first question is whether there is anything at all
        while True:
            problem, more = await self._once(client, wait_s)
            if patience.heard(problem):
                wait_s = 0
                await patience.rest()
            elif not more:
                wait_s = WAIT_S
                await asyncio.sleep(random.randrange(JITTER_MS) / 1000)  # noqa: S311 jitter

    async def _once(self, client: CloudClient, wait_s: int) -> tuple[Problem | None, bool]:
        from kiosk.sync.plan import documents_plan

        since, whole = self._position.revision, self._position.whole
        page = await _aside(lambda: client.documents(since, wait_s, whole=whole))
        if isinstance(page, Problem):
            return page, False
        plan = documents_plan(self._position, page, why_unread)
        if plan is None:
            text = f"The cloud's answer to what changed since {since} contradicts itself; it is not used."
            return Problem(ProblemKind.BAD_ANSWER, text, "SYNC"), False
        if plan.position != self._position:
            await self._apply(plan)
        return None, page.more

    async def _apply(self, plan: DocumentPlan) -> None:
        """On the disk first; then everybody works with it. Cancelled in between, the next start tells it."""
        kinds = await self._disk.write(lambda store: store.documents.apply(plan))
        self._position = plan.position
        for change in plan.changes:
            self._tell_unread(change)
        if plan.ends_round and self._unread:
            await self._forget_unread()
        if kinds:
            log.info("told by the cloud: %s", ", ".join(sorted(kinds)))
            await self._tell(kinds)

    async def _tell(self, kinds: frozenset[str]) -> None:
        for kind in kinds:
            self._bodies[kind] = await self._disk.write(partial(_documents_of, kind)) or {}
        if kinds:
            self._listener.documents_changed(kinds)

    def _tell_unread(self, change: DocumentChange) -> None:
        if change.why_unread:
            self._unread |= {change.name}
            self._incidents.raise_(UNREADABLE, change.name, change.why_unread)
        else:
            self._unread -= {change.name}
            self._incidents.clear(UNREADABLE, change.name)

    async def _forget_unread(self) -> None:
        """What could not be read did not come again."""
        left = await self._disk.write(lambda store: store.documents.unread()) or ()
        for name in self._unread.difference(left):
            self._incidents.clear(UNREADABLE, name)
        self._unread = frozenset(left)


def _documents_of(kind: str, store: Store) -> dict[str, Any]:
    return store.documents.of(kind)


async def _aside(work: Callable[[], AnswerT]) -> AnswerT:
    """On a thread of its own, which nobody waits for at the program's end: the pools' threads are joined
    there, and a question may be held for half a minute."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[AnswerT] = loop.create_future()

    def tell(found: AnswerT | BaseException) -> None:
        if answered.done():
            return
        if isinstance(found, BaseException):
            answered.set_exception(found)
        else:
            answered.set_result(found)

    def go() -> None:
        found: AnswerT | BaseException
        try:
            found = work()
        except BaseException as error:  # a bug: the waiting task dies of it, and its owner hears
            found = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: the program has ended
            loop.call_soon_threadsafe(tell, found)

    threading.Thread(target=go, name="listen", daemon=True).start()
    return await answered
