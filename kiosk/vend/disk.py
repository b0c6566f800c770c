"""Writing that must reach the disk: again and again until it does, and one voice for when it does not.

A disk that is full or read-only is the world's doing: nothing is done that is not stored, the machine says
out of service, and goes on by itself as soon as something can be written again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import KnownError
from kiosk.store import StoreThread

if TYPE_CHECKING:
    from kiosk.store.store import Store

AnswerT = TypeVar("AnswerT")
Work = Callable[["Store"], object]

log = logging.getLogger(__name__)

AGAIN_S = 2.0
"""Between two tries: short enough that a machine sells again at once, long enough to leave the disk alone."""
LATER_MAX = 1_000
"""Small records waiting for the disk; what a full disk keeps waiting longer than that is logged alone."""
PROBE_KEY = "disk_probe"


class Disk:
    """Belongs to the loop's thread. ``told`` hears the error when the disk stops taking what is written,
    and None when it takes it again."""

    def __init__(
        self, store: StoreThread, told: Callable[[KnownError | None], None], again_s: float = AGAIN_S
    ) -> None:
        self._store = store
        self._told = told
        self._again_s = again_s
        self._later: deque[Work] = deque()
        self._more = asyncio.Event()
        self._probing = False
        self.down = False

    async def write(
        self, work: Callable[[Store], AnswerT], wanted: Callable[[], bool] | None = None
    ) -> AnswerT | None:
        """Until the disk takes it. Before each further try ``wanted`` may say that it has no sense any more:
        None then, and nothing was written."""
        while True:
            try:
                answer = await self._store.run(work)
            except KnownError as error:
                self._failed(error)
                await asyncio.sleep(self._again_s)
                if wanted is not None and not wanted():
                    return None
                continue
            self._worked()
            return answer

    async def write_now(self, work: Callable[[Store], object]) -> bool:
        """Once. False: the disk did not take it, nothing was written, and it is watched from now on."""
        try:
            await self._store.run(work)
        except KnownError as error:
            self._failed(error)
            self._probe()
            return False
        self._worked()
        return True

    def later(self, work: Work) -> None:
        """Something no sale waits for; in the order it was handed in, kept while the disk is down."""
        if len(self._later) >= LATER_MAX:
            log.error("not stored: %d records wait for the disk already", LATER_MAX)
            return
        self._later.append(work)
        self._more.set()

    async def run(self) -> None:
        """Carry out what ``later`` was given, until cancelled."""
        while True:
            while self._later:
                await self.write(self._later[0])
                self._later.popleft()
            self._more.clear()
            await self._more.wait()

    def _probe(self) -> None:
        """Nobody repeats what was just given up: write a little something until that works."""
        if not self._probing:
            self._probing = True
            self.later(lambda store: store.machine.put(PROBE_KEY, 0))

    def _failed(self, error: KnownError) -> None:
        if not self.down:
            self.down = True
            log.error("nothing can be stored: %s", error.text, extra={"code": error.code})
            self._told(error)

    def _worked(self) -> None:
        if self.down:
            self.down = self._probing = False
            log.info("the disk takes records again")
            self._told(None)
