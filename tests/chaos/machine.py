"""One round: a real core, a real driver on a pty, a real gateway over HTTP, and a seed that breaks them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hardware.sim.client import SimError
from kiosk.store.audit import audit
from kiosk.store.records import DATABASE_NAME
from kiosk.store.sale_json import sale_from
from tests.chaos.plan import Customer, Fault, Plan, Round, When
from tests.e2e.harness import Kiosk, Refused
from tests.e2e.outside import Road, Site

TURN_MS = 60
VEND_LIMIT_MS = 4_000
FILE_LIMIT_BYTES = 60_000
"""Below the store's journal: it cannot be written on; the few lines of a log still can."""
CODE_LIMIT_S, OVER_LIMIT_S, SELLING_LIMIT_S = 12.0, 40.0, 90.0
PAUSE_S = 0.03
EXPIRE_S = 180
LANES_WANTED = 12
SETTLE_LIMIT_S = 120.0


class Core(Kiosk):
    """The kiosk without its window."""

    def words_to_start(self, control: Path) -> list[str]:
        return ["-m", "tests.chaos.core", "--demo", "--control", str(control), "--data", str(self.data)]

    def strike_dead(self) -> None:
        """SIGKILL from any thread; whoever talks to it finds out."""
        os.kill(self.pid, signal.SIGKILL)

    def on_sale(self) -> list[str]:
        skus: list[str] = self.do("on_sale")["skus"]
        return skus

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None


@dataclass
class Figures:
    """What a round came to; ``lost_fen``, ``double_vends`` and ``unexplained`` must be 0."""

    sales: int = 0
    kills: int = 0
    faults: int = 0
    delivered: int = 0
    lost_fen: int = 0
    double_vends: int = 0
    unexplained: int = 0
    stories: list[str] = field(default_factory=list)
    """What was wrong, in words."""

    @property
    def clean(self) -> bool:
        return not (self.lost_fen or self.double_vends or self.unexplained)

    def add(self, other: Figures) -> None:
        for name in ("sales", "kills", "faults", "delivered", "lost_fen", "double_vends", "unexplained"):
            setattr(self, name, int(getattr(self, name)) + int(getattr(other, name)))
        self.stories += other.stories

    def __str__(self) -> str:
        return (
            f"chaos: sales={self.sales} kills={self.kills} faults={self.faults} lost_fen={self.lost_fen} "
            f"double_vends={self.double_vends} unexplained={self.unexplained}"
        )


class Machine:
    """Runs a round's plans one after another; whatever breaks, the next customer comes."""

    def __init__(self, story: Round, folder: Path) -> None:
        self._story = story
        self._chance = Random(story.seed + 1)
        self._figures = Figures()
        self._timers: list[threading.Timer] = []
        self._killed = threading.Event()
        self._life = threading.RLock()
        words = [
            "--set",
            f"board.options.vend_timeout_ms={VEND_LIMIT_MS}",
            "--set",
            f"payments.expire_s={EXPIRE_S}",
        ]
        data = folder / "kiosk"
        data.mkdir()
        self._site = Site(data, *words, model=story.model, turn_ms=TURN_MS, cloud=story.cloud, program=Core)
        assert isinstance(self._site.kiosk, Core)
        self._core = self._site.kiosk

    def run(self) -> Figures:
        try:
            with self._site:
                for plan in self._story.plans:
                    self._sell(plan)
                self._judge()
        except AssertionError as error:
            self._figures.unexplained += 1
            self._note(f"sale {self._figures.sales}: {error}")
        return self._figures

    # --- one sale --------------------------------------------------------------------------------------

    def _sell(self, plan: Plan) -> None:
        self._figures.sales += 1
        self._figures.faults += len(plan.faults)
        self._killed.clear()
        waiting, code = list(plan.faults), ""
        try:
            self._basket(plan)
            self._befall(waiting, When.BUYING, None)
            self._core.do("pay")
            sale = self._until_code()
            if sale is not None:
                code = sale["code"]
                self._befall(waiting, When.CODE, sale)
                self._pays(plan, sale)
                self._befall(waiting, When.PAID, sale)
                self._until_over()
                if plan.customer is Customer.PAYS_LATE:
                    self._phone(sale["code"])
            self._befall(waiting, When.OVER, sale)
        except (Gone, Refused, OSError, AssertionError) as error:
            if not self._killed.is_set() and self._core.is_running:
                self._wrong(plan, f"the sale could not go on: {error}")
            if code and plan.customer is Customer.PAYS:
                self._phone(code)  # the code is on the phone, whatever became of the machine
        self._calm()

    def _basket(self, plan: Plan) -> None:
        on_sale = self._core.on_sale()
        if len(on_sale) < LANES_WANTED:
            self._core.do("mend")
            on_sale = self._core.on_sale()
        for sku in self._chance.sample(on_sale, min(plan.units, len(on_sale))):
            self._core.do("add", sku=sku)

    def _until_code(self) -> dict[str, Any] | None:
        """None: no code came, and the sale is over without one."""
        state = self._until(
            lambda state: _over(state) or (state["sale"] and state["sale"]["code"]),
            CODE_LIMIT_S,
            strict=False,
        )
        sale: dict[str, Any] | None = state["sale"]
        return sale if sale and sale["code"] else None

    def _pays(self, plan: Plan, sale: dict[str, Any]) -> None:
        match plan.customer:
            case Customer.PAYS:
                self._phone(sale["code"])
            case Customer.ASKS_FOR_TIME:
                self._core.do("more_time")
                self._phone(self._newest_code(sale))
            case Customer.CANCELS:
                self._core.do("cancel")
            case Customer.CANCELS_AND_PAYS:
                self._core.do("cancel")
                self._phone(sale["code"])
            case Customer.LEAVES:
                self._core.do("clock", advance_s=EXPIRE_S + 1)
            case Customer.PAYS_LATE:
                self._site.gateway.fault("close", "http_500", times=self._chance.choice((1, 4)))
                self._core.do("clock", advance_s=EXPIRE_S + 1)

    def _newest_code(self, sale: dict[str, Any]) -> str:
        now = self._core.state()["sale"]
        return str(now["code"] if now and now["code"] else sale["code"])

    def _phone(self, code: str) -> None:
        """Refused is an answer: the code may be dead by now."""
        self._site.gateway.phone("pay", code)

    def _until_over(self) -> None:
        """The screen is free: a sale whose gateway does not answer may go on behind the next customer."""
        self._until(_over, OVER_LIMIT_S, strict=False)

    # --- what goes wrong -------------------------------------------------------------------------------

    def _befall(self, waiting: list[Fault], when: When, sale: dict[str, Any] | None) -> None:
        for fault in [fault for fault in waiting if fault.when is when]:
            waiting.remove(fault)
            if fault.delay_ms:
                self._later(fault.delay_ms, lambda fault=fault: self._strike(fault, sale))
            else:
                self._strike(fault, sale)
        if self._killed.is_set():
            raise Gone

    def _strike(self, fault: Fault, sale: dict[str, Any] | None) -> None:
        match fault.where:
            case "cabinet":
                self._cabinet(fault, sale)
            case "gateway" if fault.what == "refund_slowly":
                self._site.gateway.refund_plan("SUCCESS", 3)
            case "gateway":
                ms = fault.for_ms if fault.what in ("slow", "late_notify") else None
                self._site.gateway.fault(fault.more, fault.what, ms=ms)
            case "network":
                self._site.network.be(Road(fault.what))
                self._later(fault.for_ms, lambda: self._site.network.be(Road.OPEN))
            case "cloud":
                self._cloud(fault)
            case "disk":
                self._disk(full=True)
                self._later(fault.for_ms, lambda: self._disk(full=False))
            case "clock":
                self._core.do("clock", advance_s=fault.for_ms / 1000)
            case "process":
                self._kill()

    def _cabinet(self, fault: Fault, sale: dict[str, Any] | None) -> None:
        script: dict[str, Any] = {"fault": fault.what}
        if sale is not None:
            script["lane"] = self._chance.choice(sale["lines"])["lane"]
        if fault.more:
            script |= {"phase": fault.more, "for_ms": fault.for_ms, "times": 1}
        if fault.what == "late_result":
            script["ms"] = self._chance.choice((500, 3_000, 6_000))
        if fault.what == "drop_not_seen":
            self._site.unseen += 1
        with contextlib.suppress(SimError):  # not every board can be made to do everything
            self._site.cabinet.fault(script)

    def _cloud(self, fault: Fault) -> None:
        cloud = self._site.cloud
        assert cloud is not None, "only drawn for machines with one"
        if fault.what == "freeze":
            cloud.freeze()
            self._later(fault.for_ms, cloud.thaw)
        else:
            cloud.kill()
            self._later(fault.for_ms, cloud.start)

    def _disk(self, *, full: bool) -> None:
        with contextlib.suppress(ProcessLookupError, AssertionError):
            pid = self._core.pid
            hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FILE_LIMIT_BYTES if full else hard, hard))

    def _kill(self) -> None:
        with self._life:
            if self._core.is_running and not self._killed.is_set():
                self._figures.kills += 1
                self._killed.set()
                self._core.strike_dead()

    def _later(self, ms: int, deed: Any) -> None:
        timer = threading.Timer(ms / 1000, deed)
        self._timers.append(timer)
        timer.start()

    # --- the next customer -----------------------------------------------------------------------------

    def _calm(self) -> None:
        """Faults over, the program up, the machine selling, the screen free."""
        for timer in self._timers:
            timer.join()
        self._timers.clear()
        self._site.network.be(Road.OPEN)
        self._site.gateway.clear_faults()
        self._site.gateway.refund_plan("SUCCESS", 0)
        self._site.cabinet.fault({"clear": True})
        self._site.cabinet.refill()
        if self._killed.is_set() or not self._core.is_running:
            if not self._killed.is_set():
                self._note(f"the core ended by itself: {self._core.words()}")
            self._core.kill()
            self._core.start()
            self._killed.clear()
        self._until(lambda state: state["mode"] == "selling", SELLING_LIMIT_S)
        self._until(self._free, SELLING_LIMIT_S)

    def _free(self, state: dict[str, Any]) -> bool:
        if state["sale"] is not None:
            self._core.do("done" if state["sale"]["phase"] == "result" else "cancel")
            return False
        if state["cart"]["count"]:
            self._core.do("clear")
        return True

    def _until(self, so: Any, limit_s: float, *, strict: bool = True) -> dict[str, Any]:
        ends = time.monotonic() + limit_s
        while not so(state := self._state()):
            if time.monotonic() > ends:
                if strict:
                    raise Stuck(f"not within {limit_s:g} s: {state}\n{self._core.words()}")
                return state
            self._killed.wait(PAUSE_S)
        return state

    def _state(self) -> dict[str, Any]:
        if self._killed.is_set():
            raise Gone
        return self._core.state()

    # --- three books -----------------------------------------------------------------------------------

    def _judge(self) -> None:
        books, gateway = self._settled()
        world = self._site.cabinet.world()
        figures = self._figures
        kept_fen = _kept_fen(gateway)
        known_fen = books["delivered_fen"] + books["in_doubt_fen"] + books["refund_pending_fen"]
        if kept_fen != known_fen:
            figures.lost_fen += abs(kept_fen - known_fen)
            odd = self._odd_orders(gateway)
            self._note(f"the gateway kept {kept_fen} fen, the machine knows of {known_fen}: {odd}")
        surplus = max(0, world["turns_total"] - books["vends_commanded"])
        if books["double_vends"] or surplus:
            figures.double_vends += books["double_vends"] + surplus
            self._note(f"{world['turns_total']} turns for {books['vends_commanded']} orders: {books}")
        doubts = books["vends_commanded"] - books["vends_delivered"]
        if not books["vends_delivered"] <= world["fell_total"] <= books["vends_delivered"] + doubts:
            figures.unexplained += 1
            self._note(f"{world['fell_total']} things fell: {books}")
        for finding in books["findings"]:
            figures.unexplained += 1
            self._note(f"audit: {finding}")
        if books["refund_pending_fen"]:
            figures.unexplained += 1
            self._note(f"{books['refund_pending_fen']} fen are still on their way back: {books}")
        figures.delivered += books["vends_delivered"]

    def _settled(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The books once nothing is on its way any more, or after so long that it should not be."""
        ends = time.monotonic() + SETTLE_LIMIT_S
        while True:
            books: dict[str, Any] = audit(self._core.data).as_json()
            gateway = self._site.gateway.books()
            known_fen = books["delivered_fen"] + books["in_doubt_fen"]
            if (
                _kept_fen(gateway) == known_fen and not books["refund_pending_fen"]
            ) or time.monotonic() > ends:
                return books, gateway
            self._core.hurry(30)
            self._killed.wait(0.2)

    def _odd_orders(self, gateway: dict[str, Any]) -> str:
        """Payments at the gateway that the machine does not know as paid, or not to the fen."""
        known = _paid_by_order(self._core.data)
        odd = [
            f"{order['out_trade_no']} {order['state']} {order['taken_fen']}"
            for order in gateway["orders"]
            if order["taken_fen"] != known.get(order["out_trade_no"], 0)
        ]
        return "; ".join(odd) or "every payment is known"

    def _wrong(self, plan: Plan, words: str) -> None:
        self._figures.unexplained += 1
        self._note(f"sale {plan.number} ({plan.customer}): {words}")

    def _note(self, words: str) -> None:
        self._figures.stories.append(f"round {self._story.seed} {self._story.model}: {words}")


class Gone(Exception):
    """The program was killed in the middle of what a customer did."""


class Stuck(AssertionError):
    """The machine did not come back to selling."""


def _kept_fen(gateway: dict[str, Any]) -> int:
    return int(gateway["payments_taken_fen"]) - int(gateway["refunded_fen"])


def _paid_by_order(data: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(f"file:{data / DATABASE_NAME}?mode=ro", uri=True)) as books:
        sales = [sale_from(state) for (state,) in books.execute("select state from sales")]
    return {attempt.number: attempt.paid_fen for sale in sales for attempt in sale.attempts}


def _over(state: dict[str, Any]) -> bool:
    return state["sale"] is None or state["sale"]["phase"] == "result"
