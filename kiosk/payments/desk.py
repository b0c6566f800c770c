"""The wallets this machine can offer now: their gateways, the threads that call them, and their troubles."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.payments.intent import Gateway, Method, Problem, ProblemKind, Shows
from kiosk.payments.schedule import by_their_clock_s
from kiosk.payments.standing import UNSIGNED, Standing

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
        ProblemKind.ABSENT,
    }
)
"""Troubles of the wallet as a whole; others are about one order."""
DOUBTS = frozenset({ProblemKind.BAD_ANSWER, ProblemKind.BAD_SIGNATURE, ProblemKind.GATEWAY})
"""May be about one order, or about everything (another server answers in its place): the probe tells."""
SETUP_TROUBLES = frozenset({ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.CLOCK, ProblemKind.QUOTA})
"""Only an installer can mend these; trying again does not help."""


def needs_installer(problem: Problem) -> bool:
    """It does not pass by itself. A false signature is a wrong key; none at all is another server's."""
    is_false = problem.kind is ProblemKind.BAD_SIGNATURE and problem.code != UNSIGNED
    return problem.kind in SETUP_TROUBLES or is_false


class Desk:
    """Belongs to the loop's thread; the blocking calls run in its pools."""

    def __init__(self, changed: Callable[[Method, Problem | None], None], clock: Clock) -> None:
        """``changed``: a wallet went well (None) or got into trouble."""
        self._gateways: dict[Method, Gateway] = {}
        self._aside: dict[Method, Gateway] = {}
        self._changed = changed
        self._clock = clock
        self._standings: dict[Method, Standing] = {}
        self._troubles: dict[Method, Problem | None] = {}
        self._doubted: dict[Method, asyncio.Event] = {}
        self._urgent = ThreadPoolExecutor(URGENT_THREADS, thread_name_prefix="pay")
        self._patient = ThreadPoolExecutor(PATIENT_THREADS, thread_name_prefix="ask")

    def set_up(self, gateways: Mapping[Method, Gateway]) -> None:
        """The ways to pay at this machine. Probing them is asked for apart (``keep_probing``)."""
        self._gateways = {}
        self._troubles = {}
        self._standings = {}
        self._doubted = {}
        self.add(gateways)

    def add(self, gateways: Mapping[Method, Gateway]) -> None:
        """More of them: a machine that was enrolled later. They are shown in their fixed order."""
        known = {**self._gateways, **gateways}
        self._gateways = {method: known[method] for method in Method if method in known}
        self._doubted |= {method: asyncio.Event() for method in gateways}
        self._standings |= {method: Standing() for method in gateways}

    def keep_aside(self, method: Method, gateway: Gateway) -> None:
        """A way to pay that is never offered, probed or counted: another door leads to it."""
        self._aside[method] = gateway

    def gateway(self, method: str) -> Gateway | None:
        """None when this wallet is not set up on this machine (any more)."""
        return self._gateways.get(Method(method)) or self._aside.get(Method(method))

    @property
    def offered(self) -> tuple[Method, ...]:
        """Wallets to show, in their fixed order: set up, answering when last asked, and not refused."""
        return tuple(
            method for method in self._gateways if method in self._troubles and self._off(method) is None
        )

    def _off(self, method: Method) -> Problem | None:
        """Why it is not offered now."""
        return self._troubles[method] or self._standings[method].keeps_off(self._clock.monotonic_ms())

    def offered_for(self, items: int) -> tuple[Method, ...]:
        """Of these, what may pay for a basket of so many: if only some of it falls, the rest must go back."""
        return tuple(
            method for method in self.offered if items == 1 or self._gateways[method].traits.refunds_parts
        )

    def charging_for(self, items: int) -> tuple[Method, ...]:
        """Of those that may pay for so many: whose own codes can be charged."""
        return tuple(
            method for method in self.offered_for(items) if self._gateways[method].traits.takes_pay_codes
        )

    def shows(self, method: str) -> Shows:
        """What the customer is shown to pay by."""
        gateway = self.gateway(method) if method else None
        return gateway.traits.shows if gateway is not None else Shows.CODE

    @property
    def count(self) -> int:
        """Ways to pay at this machine; those whose device it does not have are not counted."""
        return len(self._gateways) - sum(
            problem is not None and problem.kind is ProblemKind.ABSENT for problem in self._troubles.values()
        )

    @property
    def network_up(self) -> bool:
        """Something that needs the network can be paid with."""
        return any(not self._gateways[method].traits.is_local for method in self.offered)

    @property
    def only_staff_can_help(self) -> bool:
        """Something is wrong, and waiting for the network mends none of it."""
        wrong = {
            method: problem
            for method in self._troubles
            if (problem := self._off(method)) is not None and not self._is_nowhere(method, problem)
        }
        return bool(wrong) and all(
            needs_installer(problem) or self._gateways[method].traits.is_local
            for method, problem in wrong.items()
        )

    def _is_nowhere(self, method: Method, problem: Problem) -> bool:
        """A wallet without an account: nobody misses it here."""
        return problem.kind is ProblemKind.ABSENT and not self._gateways[method].traits.is_local

    @property
    def asked(self) -> bool:
        """Every gateway has been asked at least once."""
        return len(self._troubles) == len(self._gateways)

    @property
    def troubles(self) -> Mapping[Method, Problem | None]:
        """What is wrong with each wallet that was asked; also one that is offered again to see whether it was
        mended."""
        return {method: found or self._standings[method].orders for method, found in self._troubles.items()}

    @property
    def refund_troubles(self) -> Mapping[Method, Problem]:
        """Wallets that refuse to give money back."""
        found = {method: standing.refund_trouble for method, standing in self._standings.items()}
        return {method: problem for method, problem in found.items() if problem is not None}

    @property
    def warnings(self) -> Mapping[Method, tuple[Problem, ...]]:
        """What will need a person before long."""
        return {method: gateway.warnings for method, gateway in self._gateways.items()}

    @property
    def clock_offsets_s(self) -> Mapping[Method, int]:
        """The gateways' clocks minus ours, of those that have told."""
        found = {method: gateway.clock_offset_s for method, gateway in self._gateways.items()}
        return {method: offset_s for method, offset_s in found.items() if offset_s is not None}

    def now_s(self, method: str) -> int:
        """UTC seconds as this wallet's gateway counts them, where our clock is wrong: what an order bears
        must be *now* to the gateway (UnionPay's ``txnTime``) and end when it says (all of them)."""
        gateway = self.gateway(method)
        offset_s = gateway.clock_offset_s if gateway is not None else None
        return by_their_clock_s(self._clock.utc_ms() // 1000, offset_s)

    def heard(self, method: Method, problem: Problem | None) -> None:
        """What a real call told about the gateway's health."""
        if method not in self._gateways:
            return
        if problem is None or problem.kind in METHOD_TROUBLES:
            self._judge(method, problem)
        elif problem.kind in DOUBTS:
            self._doubted[method].set()

    def heard_of_order(self, method: Method, problem: Problem | None) -> None:
        """What an order told: None, it was taken. What only an order can tell is believed until another one
        says otherwise; the probe is asked as well, since its word is about more."""
        standing = self._standings.get(method)
        if standing is None:
            return
        if problem is not None and standing.order_refused(problem, self._clock.monotonic_ms()):
            self._tell_off(method, problem)
            self._doubted[method].set()
            self._changed(method, problem)
            return
        if problem is None and standing.order_taken():
            log.info("%s takes orders again", method)
            self._changed(method, None)
        self.heard(method, problem)

    def heard_of_refund(self, method: Method, number: str, problem: Problem | None) -> None:
        """What the call for a refund told: None, it was granted, so others may be by now."""
        standing = self._standings.get(method)
        if standing is None:
            return
        before = standing.refund_trouble
        if problem is None and standing.refund_granted():
            log.info("%s pays back again", method)
            self._changed(method, None)
        elif problem is not None and standing.refund_refused(number, problem) and before is None:
            log.warning("%s refuses refunds: %s", method, problem.text, extra={"code": problem.code})
            self._changed(method, problem)

    def forget_refund(self, method: Method, number: str) -> None:
        """Nobody asks about it any more."""
        if method in self._standings:
            self._standings[method].refunds.pop(number, None)

    def _judge(self, method: Method, problem: Problem | None) -> None:
        known = method in self._troubles
        before = self._troubles.get(method)
        self._troubles[method] = problem
        if problem is not None:
            self._doubted[method].set()
            if needs_installer(problem):
                self._standings[method].order_taken()  # what the probe can see, the probe sees mended
        if not known or (before is None) != (problem is None):
            self._changed(method, problem)

    async def call(self, work: Callable[[], AnswerT], *, urgent: bool) -> AnswerT:
        """Run a blocking call on a pool thread."""
        pool = self._urgent if urgent else self._patient
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    async def keep_probing(self, methods: Iterable[Method] | None = None) -> None:
        """Ask each gateway (None: all) whether it can be offered: rarely while well, often while not."""
        asked = self._gateways if methods is None else methods
        await asyncio.gather(*(self._probe(method, self._gateways[method]) for method in asked))

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
                rarely = self._is_nowhere(method, problem)
                await asyncio.sleep(PROBE_WELL_S if rarely else PROBE_TROUBLED_S)
                continue
            with contextlib.suppress(TimeoutError):
                # Not wait_for: in Python 3.11 that swallows a cancellation which meets a doubt.
                async with asyncio.timeout(PROBE_WELL_S):
                    await doubted.wait()

    def _say(self, method: Method, problem: Problem | None) -> None:
        """For the installer: once when a wallet cannot be offered, and once when it can again."""
        before = self._troubles.get(method)
        if problem is not None and (before is None or before.text != problem.text):
            self._tell_off(method, problem)
        elif problem is None and before is not None:
            log.info("%s can be offered again", method)

    def _tell_off(self, method: Method, problem: Problem) -> None:
        level = logging.INFO if problem.kind is ProblemKind.ABSENT else logging.WARNING
        log.log(level, "%s cannot be offered: %s", method, problem.text, extra={"code": problem.code})

    def close(self) -> None:
        """Do not wait for calls under way: what they would have said is asked again at the next start."""
        self._urgent.shutdown(wait=False, cancel_futures=True)
        self._patient.shutdown(wait=False, cancel_futures=True)
