"""Faults as they strike, and which of them really befell something."""

from __future__ import annotations

import contextlib
import functools
import threading
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from hardware.sim.client import SimError, SimProcess
from tests.chaos.plan import Fault, When
from tests.chaos.stand import Gone, Stand
from tests.e2e.harness import Refused
from tests.e2e.outside import Road

DISK_WORDS = "nothing can be stored"
"""What the program says when the disk refuses it (``kiosk.vend.disk``)."""
LATE_RESULTS_MS = (300, 1_500, 3_500)
NOT_ENOUGH_MAX = 4
SLOW_REFUND_S = 3


class Harm:
    """The faults of one sale. ``struck`` counts those of all sales that took effect."""

    def __init__(self, stand: Stand, chance: Random) -> None:
        self._stand = stand
        self._chance = chance
        self._timers: list[threading.Timer] = []
        self._ends: list[Callable[[], None]] = []
        self._armed: Counter[str] = Counter()
        self._armed_till: Counter[str] = Counter()
        self._posted = 0
        self._said_before = 0
        self._put_right = False
        self._cloud_down = False
        self._counting = threading.Lock()
        self.kills_in_start: list[int] = []
        self.unseen = 0
        """Units that fell past an eye which did not see them."""
        self.blinks = 0
        """How often the board's power went in the middle of a turn."""
        self.struck = 0

    def befall(self, waiting: list[Fault], when: When, sale: dict[str, Any] | None) -> None:
        """What was to strike at this instant. Raises ``Gone`` when the program died of it."""
        for fault in [fault for fault in waiting if fault.when is when]:
            waiting.remove(fault)
            if fault.delay_ms:
                self._later(fault.delay_ms, functools.partial(self._strike, fault, sale))
            else:
                self._strike(fault, sale)
        if self._stand.killed.is_set():
            raise Gone

    def end(self) -> None:
        """Everything has struck and is over; what did nothing is not counted."""
        for timer in self._timers:
            timer.join()
        self._timers.clear()
        site = self._stand.site
        self._count(self._posted - site.gateway.clear_faults())
        self._posted = 0
        site.gateway.refund_plan("SUCCESS", 0)
        for end in self._ends:
            end()
        self._ends.clear()
        used = self._disarm(self._armed, site.cabinet)
        self.unseen += used["drop_not_seen"]
        self.blinks += used["power_cut"]
        if self._stand.till is not None:
            self._disarm(self._armed_till, self._stand.till)

    def _disarm(self, armed: Counter[str], device: SimProcess) -> Counter[str]:
        """Those that were used up."""
        used = armed - Counter(device.waiting()) if armed else Counter()
        self._count(used.total())
        armed.clear()
        device.fault({"clear": True})
        return used

    def put_clock_right(self) -> None:
        """Somebody, or the network, sets it after the sale, unless it stays wrong."""
        if self._put_right:
            self._put_right = False
            self._stand.calendar_off(0)

    # --- one fault -------------------------------------------------------------------------------------

    def _strike(self, fault: Fault, sale: dict[str, Any] | None) -> None:
        match fault.where:
            case "cabinet":
                self._cabinet(fault, sale)
            case "till":
                self._till(fault)
            case "gateway":
                self._gateway(fault)
            case "network":
                self._network(fault)
            case "cloud":
                self._cloud(fault)
            case "disk":
                self._disk(fault)
            case "clock":
                self._clock(fault)
            case "process":
                if fault.what == "kill_in_start":
                    self.kills_in_start.append(fault.for_ms)
                    self._count(1)
                self._count(self._stand.kill())

    def _count(self, struck: int) -> None:
        """From any thread."""
        with self._counting:
            self.struck += struck

    def _cabinet(self, fault: Fault, sale: dict[str, Any] | None) -> None:
        script: dict[str, Any] = {"fault": fault.what}
        if sale is not None:
            script["lane"] = self._chance.choice(sale["lines"])["lane"]
        if fault.more:
            script |= {"phase": fault.more, "for_ms": fault.for_ms, "times": 1}
        if fault.what == "late_result":
            script["ms"] = self._chance.choice(LATE_RESULTS_MS)
        with contextlib.suppress(SimError):  # not every board can be made to do everything
            self._stand.site.cabinet.fault(script)
            self._armed[fault.what] += 1

    def _till(self, fault: Fault) -> None:
        assert self._stand.till is not None, "only drawn for machines with one"
        lasts = fault.what in ("cut_cable", "power_cut", "silence")
        more: dict[str, Any] = {"for_ms": fault.for_ms} if lasts else {"times": 1}
        self._stand.till.fault({"fault": fault.what, **more})
        if lasts:
            self._count(1)
        else:
            self._armed_till[fault.what] += 1

    def _gateway(self, fault: Fault) -> None:
        gateway = self._stand.site.gateway
        match fault.what:
            case "refund_slowly":
                gateway.refund_plan("SUCCESS", SLOW_REFUND_S)
                self._ends.append(self._count_refunds())
            case "refund_dies":
                gateway.refund_plan("CLOSED", 1)
                self._ends.append(self._count_refunds())
            case "not_enough_for_a_while":
                gateway.fault("refund", "not_enough", times=self._chance.randint(2, NOT_ENOUGH_MAX))
                self._posted += 1
            case "http_500_done":
                gateway.fault(fault.more, "http_500", processed=True)
                self._posted += 1
            case _:
                timed = fault.what in ("slow", "hang", "late_notify", "out_of_order_notify")
                gateway.fault(fault.more, fault.what, ms=fault.for_ms if timed else None)
                self._posted += 1

    def _count_refunds(self) -> Callable[[], None]:
        """At the end: one fault more if a refund was asked for under the plan that was just made."""
        before = len(_refunds(self._stand))

        def count() -> None:
            self._count(len(_refunds(self._stand)) > before)

        return count

    def _network(self, fault: Fault) -> None:
        network = self._stand.site.network
        before = network.harmed
        network.be(Road(fault.what))

        def mend() -> None:
            network.be(Road.OPEN)
            self._count(network.harmed > before)

        self._later(fault.for_ms, mend)

    def _cloud(self, fault: Fault) -> None:
        cloud = self._stand.site.cloud
        assert cloud is not None, "only drawn for machines with one"
        if self._cloud_down:
            return
        self._cloud_down = True
        if fault.what == "freeze":
            network = self._stand.site.network
            before = network.carried
            cloud.freeze()

            def thaw() -> None:
                cloud.thaw()
                self._cloud_down = False
                self._count(network.carried > before)

            self._later(fault.for_ms, thaw)
        else:
            cloud.kill()
            self._count(1)

            def start() -> None:
                cloud.start()
                self._cloud_down = False

            self._later(fault.for_ms, start)

    def _disk(self, fault: Fault) -> None:
        before = self._complaints()

        def room() -> None:
            self._stand.disk(full=False)
            self._count(self._complaints() > before)

        if self._stand.disk(full=True):
            self._later(fault.for_ms, room)

    def _complaints(self) -> int:
        return self._stand.core.said.read_text(errors="replace").count(DISK_WORDS)

    def _clock(self, fault: Fault) -> None:
        if fault.what == "ahead":
            self._stand.passes(fault.for_ms // 1000)
        else:
            self._put_right = fault.more != "stays"
            self._stand.calendar_off(fault.for_ms)
        self._count(1)

    def _later(self, ms: int, deed: Callable[[], None]) -> None:
        def do() -> None:
            with contextlib.suppress(OSError, Refused, Gone):  # whoever it was to befall is dead
                deed()

        timer = threading.Timer(ms / 1000, do)
        self._timers.append(timer)
        timer.start()


def _refunds(stand: Stand) -> list[Any]:
    refunds = stand.site.gateway.books()["refunds"]
    assert isinstance(refunds, list)
    return refunds
