"""The one thread that touches the database. The loop hands work over and is told when it is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.clock import Clock

if TYPE_CHECKING:
    from kiosk.store.store import Store

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, slots=True)
class Opened:
    """How opening went. ``repaired`` is empty, or says in words what was wrong and where it was kept."""

    repaired: str = ""


class StoreThread:
    """Work runs in the order it was handed in. ``Store`` and its library load on the thread itself."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._store: Store | None = None
        self._opened: Future[Opened] | None = None

    def start(self) -> Future[Opened]:
        """Check, migrate and open. The future bears the ``KnownError`` when that cannot be."""
        if self._opened is None:
            self._opened = self._pool.submit(self._open)
        return self._opened

    def _open(self) -> Opened:
        from kiosk.store.health import open_checked

        self._store, repaired = open_checked(self._folder, self._clock)
        return Opened(repaired)

    def submit(self, work: Callable[[Store], AnswerT]) -> Future[AnswerT]:
        """Run ``work`` with the store. After a failed opening the future bears that error again."""
        opened = self.start()
        return self._pool.submit(self._work, opened, work)

    def _work(self, opened: Future[Opened], work: Callable[[Store], AnswerT]) -> AnswerT:
        opened.result()
        assert self._store is not None, "opened without an error"
        return work(self._store)

    async def run(self, work: Callable[[Store], AnswerT]) -> AnswerT:
        """``submit`` for a coroutine. A cancelled waiter does not undo the work."""
        import asyncio  # whoever only names what is stored (a screen) needs no loop

        return await asyncio.shield(asyncio.wrap_future(self.submit(work)))

    def close(self) -> None:
        """Finish what was handed in, close the database, end the thread. Idempotent."""
        if self._opened is not None:
            self._pool.submit(self._close)
        self._pool.shutdown(wait=True)
        self._opened = None

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
