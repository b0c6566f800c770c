"""The cloud's answers to tickets, brought to the machine while somebody waits for one; and staff are
reminded, once each, of those that nobody answered in time."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kiosk.cabinet.incidents.staff import TICKET_OVERDUE
from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.payments.intent import Problem

if TYPE_CHECKING:
    from kiosk.services import Services
    from kiosk.store.store import Store
    from kiosk.sync.client import CloudClient
    from kiosk.wire import TicketState

log = logging.getLogger(__name__)

ASK_EVERY_S = 120.0
"""While a ticket of this machine waits for its answer; half of it is thrown, so that machines spread."""
LEAST_PAUSE_S = 3.0
"""Between two questions, however often an order is opened."""
WAITED_FOR_MS = 14 * 24 * 60 * 60 * 1000
"""An older ticket's answer is on the phone's page; nobody is asked for it from here any more."""
HEARD_KEY = "tickets_heard"
REMINDED_KEY = "tickets_reminded_ms"
"""Until when promised answers were looked at: staff who have seen a reminder are not told again."""


class Replies:
    """Belongs to the loop's thread. ``heard``: the orders about which something new is known."""

    def __init__(
        self,
        services: Callable[[], Services | None],
        heard: Callable[[Iterable[str]], None],
        clock: Clock,
    ) -> None:
        self._services = services
        self._clock = clock
        self._heard = heard
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Somebody looks at an order."""
        self._woken.set()

    async def run(self) -> None:
        """Until cancelled. Without a cloud nothing is asked."""
        while True:
            woken = await self._rest()
            services = self._services()
            if services is None:
                continue
            if services.outside.tie is None:
                await self._remind(services)
                continue
            try:
                if woken or await services.store.run(_waits):
                    await self._ask(services, services.outside.tie.client)
            except KnownError as error:
                log.warning("tickets cannot be read: %s", error.text, extra={"code": error.code})
            await self._remind(services)
            await asyncio.sleep(LEAST_PAUSE_S)

    async def _remind(self, services: Services) -> None:
        """Of what was promised until now and is not answered; after the answers have been asked for."""
        now_ms = self._clock.utc_ms()
        for number, sale, _ in await services.disk.write(lambda store: _late(store, now_ms)) or ():
            services.call_staff(TICKET_OVERDUE, number, sale or "-")

    async def _rest(self) -> bool:
        """True: somebody looks."""
        span_s = ASK_EVERY_S / 2 + random.random() * ASK_EVERY_S / 2  # noqa: S311 jitter
        try:
            async with asyncio.timeout(span_s):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True

    async def _ask(self, services: Services, client: CloudClient) -> None:
        after = await services.store.run(lambda store: int(store.machine.get(HEARD_KEY, 0)))
        answer = await services.desk.call(lambda: client.tickets(after), urgent=False)
        if isinstance(answer, Problem):
            log.debug("no answers to tickets now: %s", answer.text)
            return
        tickets, revision = answer.tickets, answer.revision
        if tickets:
            await services.disk.write(lambda store: _keep(store, tickets, revision))
            self._heard({ticket.sale for ticket in tickets if ticket.sale})


def _waits(store: Store) -> bool:
    return store.voices.unanswered(WAITED_FOR_MS) > 0


def _late(store: Store, now_ms: int) -> list[tuple[str, str, int]]:
    after_ms = store.machine.get(REMINDED_KEY, 0)
    late = store.voices.overdue(after_ms, now_ms)
    if late:
        store.machine.put(REMINDED_KEY, late[-1][2])
    return late


def _keep(store: Store, tickets: list[TicketState], revision: int) -> None:
    from kiosk.store.repositories.voices import TicketRecord

    for one in tickets:
        store.voices.heard(
            TicketRecord(
                one.number,
                one.sale,
                one.kind,
                one.opened_at_s * 1000,
                one.due_at_s * 1000,
                {},
                one.reply,
                one.replied_at_s * 1000,
            )
        )
    store.machine.put(HEARD_KEY, revision)
