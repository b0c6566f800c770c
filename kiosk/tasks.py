"""Work that goes on beside until the program ends, each with somebody who hears of its death."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Tasks:
    """Belongs to the loop's thread. A task that dies is told to the loop's exception handler."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._ending = False

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Let ``work`` run until it ends or ``end`` is called."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._hear_end)

    def _hear_end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": f"{task.get_name()} died", "exception": error, "task": task}
            )

    def poster(self, loop: asyncio.AbstractEventLoop) -> Callable[[Callable[[], None]], None]:
        """Hands a call from a port's thread to the loop. What a board says while it is being closed (a turn
        in flight ends in doubt) is found out again at the next start."""

        def here(call: Callable[[], None]) -> None:
            if not self._ending:
                call()

        def post(call: Callable[[], None]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(here, call)

        return post

    async def end(self) -> None:
        """Cancel them all and see them end; what is posted from now on is let fall."""
        self._ending = True
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
