"""How this cloud's accounts stand with their gateways, for the machines that ask before they offer a wallet.

Many machines ask, all of them again and again: the gateway hears of it once in a while. A machine never waits
for it but the first time; it is told what was found out last, which its question renews for the next.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

from cloud.logs import log
from cloud.pay.calls import GatewayCalls
from cloud.pay.desk import Background
from kiosk.payments.intent import Account, Method, Problem, ProblemKind

ASKED_EVERY_S = 30.0
"""As often as a machine asks a gateway of its own that is well."""
TROUBLED_EVERY_S = 3.0
FIRST_ANSWER_S = 4.0
"""A gateway that hangs does not hold up the first machine longer; until it answers nothing is held against
it: what hangs is found out by the first order."""
CLOCK_OFF_MAX_S = 120
"""payments.md 5 row 10. Signatures are put right by themselves; a machine's orders bear this cloud's time."""


class Accounts:
    """Only used from the event loop's thread."""

    def __init__(
        self, calls: Mapping[Method, GatewayCalls], monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._calls = calls
        self._monotonic_s = monotonic_s
        self._known: dict[Method, Account] = {}
        self._asked_at_s: dict[Method, float] = {}
        self._asking: dict[Method, asyncio.Task[None]] = {}
        self._background = Background()

    async def of(self, method: Method) -> Account:
        """How the account of ``method``, which this cloud has, stood when last asked."""
        if self._is_due(method):
            task = self._background.start(self._ask(method))
            self._asking[method] = task
            task.add_done_callback(lambda _: self._asking.pop(method, None))
        if method not in self._known and method in self._asking:
            await asyncio.wait({self._asking[method]}, timeout=FIRST_ANSWER_S)
        return self._known.get(method, Account())

    def close(self) -> None:
        self._background.close()

    def _is_due(self, method: Method) -> bool:
        if method in self._asking:
            return False
        known = self._known.get(method)
        if known is None:
            return True
        pause_s = ASKED_EVERY_S if known.problem is None else TROUBLED_EVERY_S
        return self._monotonic_s() - self._asked_at_s[method] >= pause_s

    async def _ask(self, method: Method) -> None:
        calls = self._calls[method]
        problem = await calls.probe()
        before = self._known.get(method)
        clock = _clock_warning(calls.gateway.clock_offset_s)
        self._known[method] = Account(problem, (*calls.gateway.warnings, *clock))
        self._asked_at_s[method] = self._monotonic_s()
        _tell(method, None if before is None else before.problem, problem)


def _clock_warning(offset_s: int | None) -> tuple[Problem, ...]:
    if offset_s is None or abs(offset_s) <= CLOCK_OFF_MAX_S:
        return ()
    text = f"The cloud's own clock is {abs(offset_s)} s {'behind' if offset_s > 0 else 'ahead'}: set it."
    return (Problem(ProblemKind.CLOCK, text, "CLOUD_CLOCK"),)


def tell_of_trouble(method: Method, problem: Problem) -> None:
    """What the probe of an account said."""
    log.error(
        "gateway.probe",
        gateway=method.value,
        kind=problem.kind.value,
        text=problem.text,
        code=problem.code,
    )


def _tell(method: Method, before: Problem | None, problem: Problem | None) -> None:
    """Once when it gets into trouble, and once when it is out of it."""
    if problem is not None and problem != before:
        tell_of_trouble(method, problem)
    elif problem is None and before is not None:
        log.info("gateway.well", gateway=method.value)
