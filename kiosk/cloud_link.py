"""The machine's tie to its cloud: enrolled or not, and the outbox on its way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import KnownError
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sync.patience import Patience

if TYPE_CHECKING:
    from kiosk.store import StoreThread
    from kiosk.sync.client import CloudClient
    from kiosk.sync.identity import Enrolment, Identity
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


class CloudLink:
    """The way to the cloud at ``url``; blocking, one call at a time, on pool threads."""

    def __init__(self, data: Path, key_file: Path | None, url: str, enrol_code: str, clock: Clock) -> None:
        self._data = data
        self._key_file = key_file or data / KEY_NAME
        self._url = url
        self._enrol_code = enrol_code
        self._clock = clock
        self._said = ""

    @property
    def can_enrol(self) -> bool:
        """A one-time code was handed in."""
        return bool(self._enrol_code)

    def find(self) -> Tie | None:
        """The tie if this machine is enrolled. Asks nobody: a cloud that is away does not hold up a start.

        Raises ``KnownError`` when the machine's own key or enrolment cannot be used.
        """
        from kiosk.sync.identity import Identity, load_enrolment

        enrolment = load_enrolment(self._data)
        if enrolment is None:
            return None
        return self._tied(Identity.load_or_create(self._key_file), enrolment)

    def find_or_enrol(self) -> Tie | None:
        """Look again (somebody may have enrolled this machine meanwhile), then redeem the code if there is
        one. Whatever hinders is logged once and may be gone at the next try."""
        from kiosk.sync.client import enrol  # loads the HTTP library
        from kiosk.sync.identity import Enrolment, Identity, save_enrolment

        try:
            tie = self.find()
            if tie is not None or not self._enrol_code:
                return tie
            identity = Identity.load_or_create(self._key_file)
            answer = enrol(self._url, self._enrol_code, identity, self._clock)
            enrolment = Enrolment(url=self._url, machine_id=answer.machine_id, cloud_id=answer.cloud_id)
            save_enrolment(self._data, enrolment)
            return self._tied(identity, enrolment)
        except KnownError as error:
            if error.text != self._said:
                log.warning("not enrolled: %s", error.text, extra={"code": error.code})
            self._said = error.text
            return None

    def _tied(self, identity: Identity, enrolment: Enrolment) -> Tie:
        from kiosk.sync.client import CloudClient  # loads the HTTP library

        url = self._url or enrolment.url
        client = CloudClient(url, identity, enrolment.machine_id, enrolment.cloud_id, self._clock)
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
    """Carry the outbox to the cloud until cancelled; a cloud that is away is tried ever less often, and so is
    a disk that will not forget what was sent."""
    from kiosk.sync.outbox_sender import Trip, send_once

    outbox = _Outbox(store)

    def go() -> Trip:
        try:
            return send_once(outbox, client)
        except KnownError as error:
            return Trip(0, problem=Problem(ProblemKind.CONFIG, error.text, error.code))

    patience = Patience(log, "events wait for the cloud", "the cloud takes events again")
    while True:
        trip = await in_pool(go)
        assert isinstance(trip, Trip), "go tells of its trip"
        if trip.rejected:
            log.warning("the cloud could not read events %s", trip.rejected)
        if patience.heard(trip.problem):
            await patience.rest()
        elif not trip.more:
            await asyncio.sleep(OUTBOX_IDLE_S)
