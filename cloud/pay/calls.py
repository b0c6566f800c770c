"""Calls to one gateway: blocking, so in threads; bounded, so that a hanging gateway holds up nobody else.

Each gateway has its own threads, one machine may use only a few of them, and what can wait (the polling of
open payments) leaves the last ones free.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kiosk.payments.intent import CallUnknown, Gateway, Method, Problem, ProblemKind

THREADS_PER_GATEWAY = 16
"""Waiting threads cost 0.1 MB each and are made when first needed."""
CALLS_PER_MACHINE = 4
"""One machine has one sale: a create, a close, a refund and a query at the same time is plenty."""
THREADS_LEFT_BY_POLLS = 6

A = TypeVar("A")
R = TypeVar("R")


class GatewayCalls:
    """One gateway and its threads. Only used from the event loop's thread."""

    def __init__(self, method: Method, gateway: Gateway) -> None:
        self.gateway = gateway
        self._threads = ThreadPoolExecutor(THREADS_PER_GATEWAY, thread_name_prefix=f"gateway-{method}")
        self._of_machine: Counter[str] = Counter()

    async def ask(
        self, machine: str, call: Callable[[A], R], about: A, *, can_wait: bool = False
    ) -> R | CallUnknown:
        """Carry out ``call(about)`` in a thread; ``CallUnknown`` at once when there is no room."""
        running = self._of_machine.total()
        limit = THREADS_PER_GATEWAY - THREADS_LEFT_BY_POLLS if can_wait else THREADS_PER_GATEWAY
        if running >= limit or self._of_machine[machine] >= CALLS_PER_MACHINE:
            text = "The gateway answers too slowly: too many calls are waiting for it."
            return CallUnknown(Problem(ProblemKind.LIMIT, text, "CLOUD_BUSY"))
        self._of_machine[machine] += 1
        # counted by the thread's end, not the caller's: who stops waiting does not end the call
        running_call = asyncio.get_running_loop().run_in_executor(self._threads, call, about)
        running_call.add_done_callback(lambda _: self._ended(machine))
        return await asyncio.shield(running_call)

    async def probe(self) -> Problem | None:
        """Whether the gateway takes this account. Not counted among the machines' calls: there is one."""
        problem = await asyncio.get_running_loop().run_in_executor(self._threads, self.gateway.probe)
        # too many calls, but it is there and knows us
        return None if problem is not None and problem.kind is ProblemKind.LIMIT else problem

    def _ended(self, machine: str) -> None:
        self._of_machine[machine] -= 1
        if self._of_machine[machine] <= 0:
            del self._of_machine[machine]

    def close(self) -> None:
        """Starts no more calls; those under way end by their own time limits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
