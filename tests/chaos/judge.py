"""Three books held against each other: the kiosk's, each gateway's and the till's, and the cabinet's count.

The kiosk's own audit is one of them; here its sales are read once more and compared order by order and lane
by lane with what nobody can talk it into: money that gateways took and gave back, motors that turned, things
that fell.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.sale.state import Fate, RefundState, Sale
from kiosk.store.audit import audit
from kiosk.store.records import DATABASE_NAME
from kiosk.store.repositories.till import BOX_KEY
from kiosk.store.sale_json import sale_from
from kiosk.store.till_json import box_from
from kiosk.till.box import WITH_STAFF, Box, Due, DueState
from kiosk.till.entries import What, Why
from tests.chaos.figures import Figures
from tests.chaos.plan import AT_THE_TILL
from tests.chaos.stand import Stand

SETTLE_LIMIT_S = 120.0
STEPS_S = (10, 10, 30, 30, 60, 120, 300, 600, 1_200, 3_600)
"""How time is let pass until no money is on its way any more; the last repeats."""
LOOK_AGAIN_S, LOOK_MAX_S, LOOK_GROWS = 0.15, 2.0, 1.1
"""Between two looks; longer and longer while nothing changes: a question that hangs takes its whole time-out,
several seconds of real time, and only then is it asked again."""
LOOKS_IN_VAIN = 60
"""After so many without a change, days by the machine's clock, nothing will change any more."""


@dataclass(frozen=True, slots=True)
class Books:
    """All of them, as of one moment. Money by the number of the gateway's order."""

    audit: dict[str, Any]
    sales: list[Sale]
    vends: Counter[str]
    """Turns that were ordered, by lane."""
    gateway_fen: Counter[str]
    """What each order's customer has really lost: taken, less what went back."""
    machine_fen: Counter[str]
    """The same as the machine believes, done refunds alone."""
    world: dict[str, Any]
    till: dict[str, Any] | None
    strange_refunds: tuple[str, ...]
    """Numbers under which gateways gave money back and which the machine does not know."""
    dues: tuple[Due, ...]
    """What the till is to give back and has not, as the machine knows it."""
    counted_fen: tuple[int, ...] = ()
    """By how much the tubes held more (or less) than was written down, each time that was found: a coin that
    fell while nobody listened is nobody's payment."""
    counts_told: int = 0
    """How often a person was called because of it."""

    @property
    def pending_fen(self) -> int:
        """On its way back by itself; what the till's customer did not wait for is with a person."""
        by_itself = sum(due.amount_fen for due in self.dues if due.state not in WITH_STAFF)
        return by_itself + max(0, int(self.audit["refund_pending_fen"]) - self.refunds_with_staff_fen)

    @property
    def refunds_with_staff_fen(self) -> int:
        """Of the sales' refunds; change that nobody waited for is none."""
        refunds = (due for due in self.dues if due.why in (Why.REFUND, Why.CARD))
        return sum(due.amount_fen for due in refunds if due.state in WITH_STAFF)

    @property
    def odd_fen(self) -> dict[str, int]:
        """Orders about which gateway and machine differ, and by how much."""
        numbers = self.gateway_fen.keys() | self.machine_fen.keys()
        return {
            number: self.gateway_fen[number] - self.machine_fen[number]
            for number in sorted(numbers)
            if self.gateway_fen[number] != self.machine_fen[number]
        }

    @property
    def turning(self) -> int:
        """Units of which the machine still waits to hear how their turn ended: it sells again before that."""
        return sum(line.fate is Fate.MOVING for sale in self.sales for line in sale.lines)

    @property
    def at_rest(self) -> bool:
        still = self.till is None or not (self.till["held_fen"] or self.audit["till"]["credit_fen"])
        return still and not self.pending_fen and not self.odd_fen and not self.turning


def settled(stand: Stand) -> Books:
    """The books once nothing is on its way any more, or after so long that nothing should be."""
    ends, steps = time.monotonic() + SETTLE_LIMIT_S, iter(STEPS_S)
    step_s, looks, before = next(steps), 0, None
    while not (books := _books(stand)).at_rest and time.monotonic() < ends and looks < LOOKS_IN_VAIN:
        now = books.odd_fen, books.pending_fen, books.turning
        looks = looks + 1 if now == before else 0
        before = now
        stand.passes(step_s)
        step_s = next(steps, step_s)
        stand.killed.wait(min(LOOK_MAX_S, LOOK_AGAIN_S * LOOK_GROWS**looks))
    return books


def judge(books: Books, figures: Figures, *, has_eye: bool, unseen: int, blinks: int = 0) -> None:
    """What does not agree, into ``figures``. ``unseen``: units that fell past an eye unseen.
    ``blinks``: how often the board's power went in a turn: a relay board without an eye, back soon enough,
    looks as it does after a turn."""
    if odd := books.odd_fen:
        figures.lost_fen += sum(abs(fen) for fen in odd.values())
        figures.stories.append(f"gateway less machine, in fen, by order: {odd}")
    kept_fen = books.gateway_fen.total() + _till_fen(books)
    known_fen = books.audit["delivered_fen"] + books.audit["in_doubt_fen"] + books.audit["refund_pending_fen"]
    if kept_fen != known_fen and not odd:
        figures.lost_fen += abs(kept_fen - known_fen)
        figures.stories.append(f"{kept_fen} fen were kept, the audit knows of {known_fen}: {books.audit}")
    if books.strange_refunds:
        # the sum may be right this time; asked about by its own number, such a refund is not found
        figures.wrong(f"given back under numbers that nobody knows: {books.strange_refunds}")
    _judge_turns(books, figures)
    _judge_falls(books, figures, has_eye=has_eye, unseen=unseen, blinks=blinks)
    for finding in books.audit["findings"]:
        figures.wrong(f"audit: {finding}")
    if books.pending_fen:
        figures.wrong(f"{books.pending_fen} fen are still on their way back: {books.audit}")
    if books.till is not None:
        _judge_till(books, books.till, figures)
    figures.delivered += int(books.audit["vends_delivered"])


def _judge_turns(books: Books, figures: Figures) -> None:
    """No motor turned more often than it was ordered to, lane by lane."""
    surplus = Counter({lane: seen["turns"] for lane, seen in books.world["lanes"].items()}) - books.vends
    doubles = int(books.audit["double_vends"])
    if surplus or doubles:
        figures.double_vends += doubles + surplus.total()
        figures.stories.append(f"turns without an order: {dict(surplus)}; twice ordered: {doubles}")


def _judge_falls(books: Books, figures: Figures, *, has_eye: bool, unseen: int, blinks: int) -> None:
    """In each lane at least what is booked as delivered fell, and at most that and what is in doubt. Without
    an eye the machine takes a turn for a fall, and can know no better."""
    lines = [line for sale in books.sales for line in sale.lines]
    sold = Counter(line.lane for line in lines if line.fate is Fate.DELIVERED)
    doubts = Counter(line.lane for line in lines if line.fate is Fate.UNKNOWN)
    lanes = books.world["lanes"]
    happened = Counter({lane: seen["fell" if has_eye else "turns"] for lane, seen in lanes.items()})
    missing = sold - happened
    if missing.total() > (0 if has_eye else blinks):
        figures.wrong(f"booked as delivered, and did not fall: {dict(missing)}")
    given = happened - sold - doubts
    if has_eye and given.total() > unseen:
        figures.wrong(f"fell and is not booked: {dict(given)}, of which {unseen} were not to be seen")


def _judge_till(books: Books, world: dict[str, Any], figures: Figures) -> None:
    """What lies in the till is what its journal says, with what was found in it and told of; a sum of which
    nobody knows whether it came out may or may not be there."""
    till = books.audit["till"]
    known_fen = till["kept_fen"] + till["handed_fen"] + till["credit_fen"] + till["owed_fen"]
    known_fen += sum(books.counted_fen)
    if len(books.counted_fen) > books.counts_told:
        figures.wrong(f"the tubes were counted otherwise by {books.counted_fen} fen and nobody was called")
    in_cash = (due for due in books.dues if due.why is not Why.CARD)
    doubted_fen = sum(due.amount_fen for due in in_cash if due.state is DueState.DOUBTED)
    inside_fen = world["in_fen"] - world["out_fen"]
    if not known_fen - doubted_fen <= inside_fen <= known_fen:
        figures.lost_fen += abs(inside_fen - known_fen)
        words = f"{till}, found {books.counted_fen}, {world}"
        figures.stories.append(f"{inside_fen} fen of coins and bills stayed in the till: {words}")
    if world["held_fen"]:
        figures.wrong(f"the reader still holds {world['held_fen']} fen of a card")


def _till_fen(books: Books) -> int:
    """What stays in the till for goods or for a refund, and what cards were charged."""
    if books.till is None:
        return 0
    refunds_fen = sum(due.amount_fen for due in books.dues if due.why is Why.REFUND)
    kept_fen = int(books.audit["till"]["kept_fen"]) + refunds_fen
    return kept_fen + int(books.till["charged_fen"] + books.till["held_fen"])


# --- reading ---------------------------------------------------------------------------------------------


def _books(stand: Stand) -> Books:
    data = stand.core.data
    sales, vends, box = _kiosk(data)
    counted_fen, told = _counts(data)
    gateway = stand.site.gateway.books()
    orders, refunds = gateway["orders"], gateway["refunds"]
    assert isinstance(orders, list) and isinstance(refunds, list)
    return Books(
        audit=audit(data).as_json(),
        sales=sales,
        vends=vends,
        gateway_fen=_gateway(orders, refunds),
        machine_fen=_machine(sales),
        world=stand.site.cabinet.world(),
        till=stand.till.world() if stand.till is not None else None,
        strange_refunds=_strangers(sales, refunds),
        dues=box.dues,
        counted_fen=counted_fen,
        counts_told=told,
    )


def _read(data: Path) -> contextlib.closing[sqlite3.Connection]:
    return contextlib.closing(sqlite3.connect(f"file:{data / DATABASE_NAME}?mode=ro", uri=True))


def _counts(data: Path) -> tuple[tuple[int, ...], int]:
    """What the till's counts did not explain, and how often a person was called because of them."""
    with _read(data) as books:
        amounts = "select amount_fen from till_entries where what = ? and amount_fen <> 0 order by id"
        found = tuple(int(fen) for (fen,) in books.execute(amounts, (What.COUNTED,)))
        (told,) = books.execute("select count(*) from incidents where code = 'till_counts'").fetchone()
    return found, int(told)


def _kiosk(data: Path) -> tuple[list[Sale], Counter[str], Box]:
    with _read(data) as books:
        sales = [sale_from(state) for (state,) in books.execute("select state from sales")]
        vends = Counter(dict(books.execute("select lane, count(*) from vends group by lane").fetchall()))
        kept = books.execute("select value from kept where key = ?", (BOX_KEY,)).fetchone()
    return sales, vends, box_from(kept[0]) if kept else Box()


def _gateway(orders: Iterable[dict[str, Any]], refunds: Iterable[dict[str, Any]]) -> Counter[str]:
    kept = Counter({str(order["out_trade_no"]): int(order["taken_fen"]) for order in orders})
    for refund in refunds:
        if refund["status"] == "SUCCESS":
            kept[str(refund["out_trade_no"])] -= int(refund["amount_fen"])
    return Counter({number: fen for number, fen in kept.items() if fen})


def _strangers(sales: Iterable[Sale], refunds: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    known = {refund.number for sale in sales for refund in sale.refunds}
    done = (str(refund["out_refund_no"]) for refund in refunds if refund["status"] == "SUCCESS")
    return tuple(sorted(set(done) - known))


def _machine(sales: Iterable[Sale]) -> Counter[str]:
    """Wallets alone: what a till keeps is counted at the till."""
    kept: Counter[str] = Counter()
    for sale in sales:
        for attempt in sale.attempts:
            if attempt.method in AT_THE_TILL:
                continue
            back = (refund for refund in sale.refunds if refund.attempt == attempt.number)
            back_fen = sum(refund.amount_fen for refund in back if refund.state is RefundState.DONE)
            kept[attempt.number] = attempt.paid_fen - back_fen
    return Counter({number: fen for number, fen in kept.items() if fen})
