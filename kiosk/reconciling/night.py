"""When a machine reconciles: each wallet's yesterday as soon as its bill is there, and every day it missed.

Not at night by the machine's own clock: in Beijing a bill is not there before nine in the morning, and who
paid too late would wait for the money until the night after (docs/decisions/0009-reconciling.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kiosk.cabinet.incidents.bills import OVERDUE, UNREAD
from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.payments.desk import METHOD_TROUBLES, Desk
from kiosk.payments.intent import Gateway, Method
from kiosk.payments.reconcile.day import Day, NoDay, Source, reconcile
from kiosk.payments.reconcile.days import (
    again_ms,
    goes_without_bill,
    is_overdue,
    spread_s,
)
from kiosk.payments.wallets import WALLETS
from kiosk.reconciling.machine import NAP, MachineSide, Staff
from kiosk.vend.deadlines import Deadlines

log = logging.getLogger(__name__)

FIRST_LOOK_S = 60
"""A machine that starts has better things to do."""
LOOK_EVERY_S = 600


class Night:
    """Belongs to the loop's thread."""

    def __init__(
        self,
        side: MachineSide,
        folder: Path,
        machine: Callable[[], str],
        desk: Desk,
        clock: Clock,
        deadlines: Deadlines,
        staff: Staff,
    ) -> None:
        self._side = side
        self._folder = folder
        self._machine = machine
        self._desk = desk
        self._clock = clock
        self._deadlines = deadlines
        self._staff = staff
        self._not_before_ms: dict[Method, int] = {}

    async def run(self) -> None:
        """Until cancelled. A bug in here is recorded and tried again later: it must not stop a machine that
        sells."""
        await self._deadlines.nap(FIRST_LOOK_S * 1000, NAP)
        while True:
            try:
                await self.look()
            except KnownError as error:
                log.warning("no reconciliation now: %s", error.text, extra={"code": error.code})
            except Exception as error:
                log.critical("the reconciliation died of a bug", exc_info=error)
            await self._deadlines.nap(LOOK_EVERY_S * 1000, NAP)

    async def look(self) -> None:
        """Do every day that is due, oldest first; a wallet whose gateway does not answer waits for a while.

        Raises ``KnownError`` when the books cannot be read.
        """
        from kiosk.store.repositories.wallet_books import progress  # loads the database library

        gateways = {method: gateway for method in WALLETS if (gateway := self._desk.gateway(method))}
        if not gateways:
            return
        far = await self._desk.call(lambda: progress(self._folder, tuple(gateways)), urgent=False)
        now_s = self._clock.utc_ms() // 1000
        for method, gateway in gateways.items():
            late_s = now_s - spread_s(self._machine())
            due = far[method].due(late_s, has_bills=gateway.traits.has_bills)
            await self._wallet(method, gateway, due)

    async def _wallet(self, method: Method, gateway: Gateway, due: tuple[date, ...]) -> None:
        """One day that cannot be done does not hold up the others; a gateway that is away does."""
        if self._clock.monotonic_ms() < self._not_before_ms.get(method, 0):
            return
        left: list[Day | NoDay] = []
        for day in due:
            alone = goes_without_bill(day, self._clock.utc_ms() // 1000)
            found = await reconcile(self._side, gateway, method, day, without_bill=alone)
            _say(found)
            self._tell_of_the_bill(found)
            if isinstance(found, NoDay) or not found.is_done:
                left.append(found)
            if isinstance(found, NoDay) and found.problem and found.problem.kind in METHOD_TROUBLES:
                break
        if left:
            pause_ms = again_ms(left[0].day, self._clock.utc_ms() // 1000)
            self._not_before_ms[method] = self._clock.monotonic_ms() + pause_ms
            self._call_if_overdue(left[0])
        else:
            self._staff.clear(OVERDUE, method.value)

    def _tell_of_the_bill(self, found: Day | NoDay) -> None:
        if isinstance(found, Day) and found.problem is not None:
            self._staff.raise_(UNREAD, found.method.value, f"{found.day.isoformat()}. {found.problem.text}")
        elif isinstance(found, Day) and found.source is Source.BILL:
            self._staff.clear(UNREAD, found.method.value)

    def _call_if_overdue(self, found: Day | NoDay) -> None:
        if is_overdue(found.day, self._clock.utc_ms() // 1000):
            problem = found.problem if isinstance(found, NoDay) else None
            reason = f" {problem.text}" if problem else ""
            self._staff.raise_(OVERDUE, found.method.value, f"{found.day.isoformat()}.{reason}")


def _say(found: Day | NoDay) -> None:
    """One line a day."""
    day = found.day.isoformat()
    if isinstance(found, NoDay):
        log.info("no reconciliation of %s for %s yet: %s", found.method, day, found.why)
        return
    people = len(found.for_a_person)
    log.info(
        "%s of %s is reconciled: %d findings, %d for a person%s",
        *(found.method, day, len(found.findings), people, "" if found.is_done else ", not done yet"),
    )
