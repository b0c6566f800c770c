"""The machine's tie to its cloud: enrolled or not, and the outbox on its way."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.payments.intent import Problem

if TYPE_CHECKING:
    from kiosk.store import StoreThread
    from kiosk.sync.client import CloudClient
    from kiosk.sync.identity import Enrolment
    from kiosk.wire import Event

log = logging.getLogger(__name__)

OUTBOX_IDLE_S = 1.0
"""Between two looks at an empty outbox."""
KEY_NAME = "machine.key"


@dataclass(frozen=True, slots=True)
class Tie:
    """An enrolled machine's client and address."""

    client: CloudClient
    enrolment: Enrolment


def tie(data: Path, key_file: Path | None, url: str, enrol_code: str, clock: Clock) -> Tie | None:
    """The tie to the cloud at ``url``; enrols with ``enrol_code`` if need be. Blocking.

    None while the machine is not enrolled (and no code was given, or the cloud cannot be reached).
    Raises ``KnownError`` when the machine's own key or enrolment cannot be used.
    """
    from kiosk.sync.client import CloudClient, enrol  # loads the HTTP library
    from kiosk.sync.identity import Enrolment, Identity, load_enrolment, save_enrolment

    identity = Identity.load_or_create(key_file or data / KEY_NAME)
    enrolment = load_enrolment(data)
    if enrolment is None and enrol_code:
        try:
            answer = enrol(url, enrol_code, identity, clock)
        except KnownError as error:
            log.warning("not enrolled: %s", error.text, extra={"code": error.code})
            return None
        enrolment = Enrolment(url=url, machine_id=answer.machine_id, cloud_id=answer.cloud_id)
        save_enrolment(data, enrolment)
    if enrolment is None:
        return None
    client = CloudClient(url or enrolment.url, identity, enrolment.machine_id, enrolment.cloud_id, clock)
    return Tie(client, enrolment)


class _Outbox:
    """The store's outbox for a pool thread: each call waits for the store's thread."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store

    def pending(self, limit: int) -> list[Event]:
        return self._store.submit(lambda store: store.outbox.pending(limit)).result()

    def ack(self, seq: int) -> None:
        self._store.submit(lambda store: store.outbox.ack(seq)).result()


async def keep_sending(
    store: StoreThread,
    client: CloudClient,
    in_pool: Callable[[Callable[[], object]], Awaitable[object]],
) -> None:
    """Carry the outbox to the cloud until cancelled; a cloud that is away is tried ever less often."""
    from kiosk.sync.outbox_sender import Trip, send_once
    from kiosk.sync.plan import next_delay_ms

    outbox = _Outbox(store)
    failures = 0
    while True:
        trip = await in_pool(lambda: send_once(outbox, client))
        assert isinstance(trip, Trip), "send_once tells of its trip"
        if trip.rejected:
            log.warning("the cloud could not read events %s", trip.rejected)
        failures = _count(failures, trip.problem)
        if failures:
            await asyncio.sleep(next_delay_ms(failures, random.randrange(1000)) / 1000)  # noqa: S311 jitter
        elif not trip.more:
            await asyncio.sleep(OUTBOX_IDLE_S)


def _count(failures: int, problem: Problem | None) -> int:
    if problem is None:
        if failures:
            log.info("the cloud takes events again")
        return 0
    if not failures:
        log.warning("events wait for the cloud: %s", problem.text)
    return failures + 1
