"""The wallets this machine can offer now: their gateways, the threads that call them, and their troubles."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kiosk.payments.intent import Gateway, Method, Problem, ProblemKind

AnswerT = TypeVar("AnswerT")

log = logging.getLogger(__name__)

URGENT_THREADS = 4
"""For the customer who waits: one long-poll, its close, a create, one to spare."""
PATIENT_THREADS = 3
"""For watching, refunds, probes and the outbox: a gateway that hangs must not hold up a customer."""
PROBE_WELL_S = 30
PROBE_TROUBLED_S = 3

METHOD_TROUBLES = frozenset(
    {
        ProblemKind.NETWORK,
        ProblemKind.TIMEOUT,
        ProblemKind.CONFIG,
        ProblemKind.PERMISSION,
        ProblemKind.CLOCK,
    }
)
"""Troubles of the wallet as a whole; others are about one order."""
DOUBTS = frozenset({ProblemKind.BAD_ANSWER, ProblemKind.BAD_SIGNATURE, ProblemKind.GATEWAY})
"""May be about one order, or about everything (another server answers in its place): the probe tells."""
SETUP_TROUBLES = frozenset({ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.CLOCK})
"""Only an installer can mend these; trying again does not help."""


class Desk:
    """Belongs to the loop's thread; the blocking calls run in its pools."""

    def __init__(self, changed: Callable[[Method, Problem | None], None]) -> None:
        """``changed``: a wallet went well (None) or got into trouble."""
        self._gateways: dict[Method, Gateway] = {}
        self._changed = changed
        self._troubles: dict[Method, Problem | None] = {}
        self._doubted: dict[Method, asyncio.Event] = {}
        self._urgent = ThreadPoolExecutor(URGENT_THREADS, thread_name_prefix="pay")
        self._patient = ThreadPoolExecutor(PATIENT_THREADS, thread_name_prefix="ask")

    def set_up(self, gateways: Mapping[Method, Gateway]) -> None:
        """The wallets of this machine: at the start, or when it is enrolled later. Probing them is asked for
        apart (``keep_probing``)."""
        self._gateways = dict(gateways)
        self._troubles = {}
        self._doubted = {method: asyncio.Event() for method in self._gateways}

    def gateway(self, method: str) -> Gateway | None:
        """None when this wallet is not set up on this machine (any more)."""
        return self._gateways.get(Method(method))

    @property
    def offered(self) -> tuple[Method, ...]:
        """Wallets to show, in their fixed order: set up, and answering when last asked."""
        return tuple(
            method for method in self._gateways if method in self._troubles and self._troubles[method] is None
        )

    @property
    def count(self) -> int:
        """Wallets set up on this machine."""
        return len(self._gateways)

    @property
    def asked(self) -> bool:
        """Every gateway has been asked at least once."""
        return len(self._troubles) == len(self._gateways)

    @property
    def troubles(self) -> Mapping[Method, Problem | None]:
        return self._troubles

    def heard(self, method: Method, problem: Problem | None) -> None:
        """What a real call told about the gateway's health."""
        if problem is None or problem.kind in METHOD_TROUBLES:
            self._judge(method, problem)
        elif problem.kind in DOUBTS:
            self._doubted[method].set()

    def _judge(self, method: Method, problem: Problem | None) -> None:
        known = method in self._troubles
        before = self._troubles.get(method)
        self._troubles[method] = problem
        if problem is not None:
            self._doubted[method].set()
        if not known or (before is None) != (problem is None):
            self._changed(method, problem)

    async def call(self, work: Callable[[], AnswerT], *, urgent: bool) -> AnswerT:
        """Run a blocking call on a pool thread."""
        pool = self._urgent if urgent else self._patient
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    async def keep_probing(self) -> None:
        """Ask each gateway whether it can be offered: rarely while well, often while not."""
        await asyncio.gather(*(self._probe(method, gateway) for method, gateway in self._gateways.items()))

    async def _probe(self, method: Method, gateway: Gateway) -> None:
        doubted = self._doubted[method]
        while True:
            doubted.clear()
            problem = await self.call(gateway.probe, urgent=False)
            if problem is not None and problem.kind is ProblemKind.LIMIT:
                problem = None  # too many calls, but it is there and knows us
            self._say(method, problem)
            self._judge(method, problem)
            if problem is not None:
                await asyncio.sleep(PROBE_TROUBLED_S)
                continue
            with contextlib.suppress(TimeoutError):
                # Not wait_for: in Python 3.11 that swallows a cancellation which meets a doubt.
                async with asyncio.timeout(PROBE_WELL_S):
                    await doubted.wait()

    def _say(self, method: Method, problem: Problem | None) -> None:
        """For the installer: once when a wallet cannot be offered, and once when it can again."""
        before = self._troubles.get(method)
        if problem is not None and (before is None or before.text != problem.text):
            log.warning("%s cannot be offered: %s", method, problem.text, extra={"code": problem.code})
        elif problem is None and before is not None:
            log.info("%s can be offered again", method)

    def close(self) -> None:
        """Do not wait for calls under way: what they would have said is asked again at the next start."""
        self._urgent.shutdown(wait=False, cancel_futures=True)
        self._patient.shutdown(wait=False, cancel_futures=True)
