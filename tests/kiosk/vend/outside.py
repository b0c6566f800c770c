"""The outside of a sale for these tests: a gateway and a board that keep a truth and do as they are told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hardware.api import (
    BoardDown,
    BoardEvent,
    BoardInfo,
    BoardUp,
    Capabilities,
    Listener,
    Result,
    VendFinished,
    VendOrder,
    VendOutcome,
    VendStarted,
)
from kiosk.payments.intent import (
    CallUnknown,
    ChargeResult,
    Closed,
    CodeReady,
    CreateResult,
    Paid,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundDone,
    RefundOrder,
    RefundResult,
    Traits,
    Unpaid,
)

AWAY = Problem(ProblemKind.NETWORK, "The gateway cannot be reached.", "NETWORK")
CODE_LIFE_S = 7_200
HELD_S = 20.0
"""A long-poll is let go after this, whatever a test forgot."""


@dataclass
class ScriptedGateway:
    """Implements ``Gateway``. The truth is in ``paid_fen``, ``closed`` and ``back_fen``; ``answers`` holds,
    by kind of call, what is said instead of the truth, each once."""

    told: Callable[[], None] = lambda: None
    paid_fen: dict[str, int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    back_fen: dict[str, int] = field(default_factory=dict)
    answers: dict[str, list[object]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    """``close K1A`` and the like: how often it was called."""
    orders: dict[str, PaymentOrder] = field(default_factory=dict)
    away: bool = False
    holds_create: bool = False
    holds_charge: bool = False
    codes: list[str] = field(default_factory=list)
    """The customers' own codes it was given."""
    can_wait: bool = True
    has_close: bool = True
    warnings: tuple[Problem, ...] = ()
    clock_offset_s: int | None = None
    under_way: int = 0
    """Calls that have not been answered yet."""

    def __post_init__(self) -> None:
        self._changed = threading.Condition()

    @property
    def traits(self) -> Traits:
        return Traits(self.has_close, False, CODE_LIFE_S, False, self.can_wait)

    def change(self, work: Callable[[], object]) -> None:
        """Let the truth change; whoever waits for it is answered."""
        with self._changed:
            work()
            self._changed.notify_all()

    def pays(self, number: str, amount_fen: int | None = None) -> None:
        fen = self.orders[number].amount_fen if amount_fen is None else amount_fen
        self.change(lambda: self.paid_fen.update({number: fen}))

    @contextmanager
    def _call(self, kind: str, number: str) -> Iterator[object | None]:
        """One call at a time; what the script says instead of the truth. Tells when it begins and ends."""
        with self._changed:
            self.asked[f"{kind} {number}"] += 1
            self.under_way += 1
            self.told()
            left = self.answers.get(kind)
            yield CallUnknown(AWAY) if self.away else left.pop(0) if left else None
            self.under_way -= 1
        self.told()

    def _truth(self, number: str) -> QueryResult:
        if number in self.paid_fen:
            return Paid(self.paid_fen[number], "ref", 1)
        return Closed() if number in self.closed else Unpaid()

    def create(self, order: PaymentOrder) -> CreateResult:
        with self._call("create", order.number) as said:
            self.orders[order.number] = order
            self._changed.wait_for(lambda: not self.holds_create, HELD_S)
        return said or CodeReady(f"code:{order.number}")  # type: ignore[return-value]  # scripted by the test

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        with self._call("charge", order.number) as said:
            self.orders[order.number] = order
            self.codes.append(code.text)
            self._changed.wait_for(lambda: not self.holds_charge, HELD_S)
        return said or Unpaid()  # type: ignore[return-value]  # scripted by the test

    def query(self, order: PaymentOrder) -> QueryResult:
        with self._call("query", order.number) as said:
            return said or self._truth(order.number)  # type: ignore[return-value]  # scripted by the test

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        with self._call("wait", order.number) as said:
            if said:
                return said  # type: ignore[return-value]  # scripted by the test
            before = self._truth(order.number)
            held_s = min(timeout_s, HELD_S)
            self._changed.wait_for(lambda: self.away or self._truth(order.number) != before, held_s)
            return CallUnknown(AWAY) if self.away else self._truth(order.number)

    def close(self, order: PaymentOrder) -> QueryResult:
        with self._call("close", order.number) as said:
            if said:
                return said  # type: ignore[return-value]  # scripted by the test
            if self.has_close and order.number not in self.paid_fen:
                self.closed.add(order.number)
                self._changed.notify_all()
            return self._truth(order.number)

    def refund(self, refund: RefundOrder) -> RefundResult:
        with self._call("refund", refund.number) as said:
            if said:
                return said  # type: ignore[return-value]  # scripted by the test
            self.back_fen[refund.number] = refund.amount_fen
            return RefundDone("ref")

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        with self._call("query-refund", refund.number) as said:
            if said:
                return said  # type: ignore[return-value]  # scripted by the test
            return RefundDone("ref") if refund.number in self.back_fen else CallUnknown(AWAY)

    def settled(self, order: PaymentOrder) -> None:
        """Does not ask."""

    def probe(self) -> Problem | None:
        with self._call("probe", ""):
            return AWAY if self.away else None


def outcome(order: VendOrder, result: Result, **more: object) -> VendOutcome:
    """What the board's driver would say: with a raw code, so that it counts for the lane."""
    unknown = result is Result.UNKNOWN
    values: dict[str, object] = {"raw_code": "04/02", "text": str(result), "block_lane": unknown, **more}
    return VendOutcome(order.key, order.motor, result, **values)  # type: ignore[arg-type]  # the test's own fields


@dataclass
class ScriptedBoard:
    """Implements ``Board``. ``results`` by motor, each once; otherwise everything falls."""

    told: Callable[[], None] = lambda: None
    results: dict[int, list[VendOutcome | Result]] = field(default_factory=dict)
    holds: bool = False
    """Vends are begun and not ended: see ``finish``."""
    turned: list[VendOrder] = field(default_factory=list)
    queried: list[VendOrder] = field(default_factory=list)
    checked: list[int] = field(default_factory=list)
    refreshed: int = 0
    is_closed: bool = False
    remembers: dict[str, Result] = field(default_factory=dict)
    starts_up: bool = True

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(drop_sensor=True, lift=False, temperature=True, door=True, reports_lanes=True)

    def start(self, listener: Listener) -> None:
        self._listener = listener
        if self.starts_up:
            self.up()

    def say(self, event: BoardEvent) -> None:
        self._listener(event)

    def up(self) -> None:
        self.say(BoardUp(BoardInfo("scripted", "-")))

    def down(self) -> None:
        self.say(BoardDown("the cable is out"))

    def close(self) -> None:
        self.is_closed = True
        if self.holds and self.turned:
            self.say(VendFinished(outcome(self.turned[-1], Result.UNKNOWN)))

    def vend(self, order: VendOrder) -> None:
        self.turned.append(order)
        self.say(VendStarted(order.key, order.motor))
        if not self.holds:
            self.finish()
        self.told()

    def finish(self, result: Result = Result.DELIVERED) -> None:
        """The last turn ends: as scripted for its motor, otherwise as ``result``."""
        order = self.turned[-1]
        script = self.results.get(order.motor)
        said = script.pop(0) if script else result
        self.say(VendFinished(outcome(order, said) if isinstance(said, Result) else said))

    def query_vend(self, order: VendOrder) -> None:
        self.queried.append(order)
        result = self.remembers.get(order.key, Result.UNKNOWN)
        self.say(VendFinished(outcome(order, result)))
        self.told()

    def check_lane(self, motor: int) -> None:
        self.checked.append(motor)

    def refresh(self) -> None:
        self.refreshed += 1

    def service(self, request: str, **arguments: int) -> None:
        raise AssertionError(f"nobody asks for {request} here")
