"""The checks of the audit. Each looks at the rows of one sale and returns what is wrong, in words.

A check never trusts what another table repeats: it works the truth out again and compares.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from hardware.api import Result
from kiosk.money import yuan_text
from kiosk.sale.books import Entry, Posting, entries, figures, figures_of
from kiosk.sale.effects import Vend
from kiosk.sale.ending import resting_stage
from kiosk.sale.events import VendResult
from kiosk.sale.state import ENDED, Fate, RefundState, Sale, Stage
from kiosk.sale.table import RULES_VERSION, step
from kiosk.sale.vending import TURNS_MAX
from kiosk.store.sale_json import UnreadableError, effect_text, event_from, sale_from, sale_text

Rows = tuple[Row[Any], ...]
_MOVED = frozenset({Result.DELIVERED.value, Result.TURNED_UNCONFIRMED.value})


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the books cannot explain. ``code`` is stable, ``text`` one sentence for a person."""

    code: str
    sale: str
    text: str


@dataclass(frozen=True, slots=True)
class SaleBooks:
    """Everything the database holds about one sale."""

    row: Row[Any]
    sale: Sale
    steps: Rows
    postings: Rows
    effects: Rows
    vends: Rows
    outcomes: Rows
    payment_orders: Rows
    refund_orders: Rows
    movements: Rows
    till: Rows
    pickup: Rows = ()

    @property
    def number(self) -> str:
        return self.sale.number


Findings = Iterator[Finding]
Check = Callable[[SaleBooks], Findings]


def row_agrees(books: SaleBooks) -> Findings:
    """The sale's own row says what its state says."""
    row, sale = books.row, books.sale
    if (row.number, row.stage, row.currency) != (sale.number, sale.stage.value, sale.currency):
        yield Finding("row", row.number, "The sale's row contradicts the state it holds.")


def steps_follow(books: SaleBooks) -> Findings:
    """Steps are numbered without a gap and the last one is the state the sale has."""
    if [row.seq for row in books.steps] != list(range(books.row.steps + 1)):
        yield Finding("steps", books.number, f"{len(books.steps) - 1} of {books.row.steps} steps are there.")
    elif books.steps[-1].state != books.row.state:
        yield Finding("state", books.number, "The last step's state is not the state of the sale.")


def replay_agrees(books: SaleBooks) -> Findings:
    """Each stored event, stepped again, gives the stored state and the stored effects.

    A step taken by an older version of the table is not judged by this one; every other check still holds.
    """
    stored: dict[int, list[str]] = defaultdict(list)
    for effect in books.effects:
        stored[effect.step].append(effect.body)
    for old, new in zip(books.steps, books.steps[1:], strict=False):
        if new.rules < RULES_VERSION:
            continue
        try:
            after, effects = step(sale_from(old.state), event_from(new.event))
        except UnreadableError as error:
            yield Finding("unreadable", books.number, f"Step {new.seq}: {error.text}")
            continue
        if sale_text(after) != new.state:
            yield Finding("replay", books.number, f"Step {new.seq} replayed does not give the stored state.")
        if [effect_text(effect) for effect in effects] != stored[new.seq]:
            yield Finding("effects", books.number, f"Step {new.seq} replayed asks for other deeds.")


def entries_balance(books: SaleBooks) -> Findings:
    """Each entry sums to zero."""
    sums: Counter[tuple[int, int]] = Counter()
    for posting in books.postings:
        sums[posting.step, posting.entry] += posting.amount_fen
    for (seq, _), amount_fen in sums.items():
        if amount_fen:
            yield Finding("entry", books.number, f"An entry of step {seq} is off by {yuan_text(amount_fen)}.")


def books_agree(books: SaleBooks) -> Findings:
    """Postings are those the states call for, and both ways of adding up give the same figures."""
    booked = _booked(books)
    called_for: dict[int, tuple[Entry, ...]] = {}
    for old, new in zip(books.steps, books.steps[1:], strict=False):
        try:
            called_for[new.seq] = entries(sale_from(old.state), sale_from(new.state))
        except UnreadableError:
            return  # said by replay_agrees
    for seq in sorted(booked.keys() | called_for.keys()):
        if booked.get(seq, ()) != called_for.get(seq, ()):
            yield Finding("postings", books.number, f"The postings of step {seq} are not what it calls for.")
    if figures_of(entry for all_of in booked.values() for entry in all_of) != figures(books.sale):
        yield Finding("figures", books.number, "Postings and state give different sums.")


def _booked(books: SaleBooks) -> dict[int, tuple[Entry, ...]]:
    """The stored entries by step."""
    grouped: dict[tuple[int, int, str], list[Posting]] = defaultdict(list)
    for row in books.postings:
        grouped[row.step, row.entry, row.what].append(Posting(row.account, row.amount_fen))
    found: dict[int, tuple[Entry, ...]] = defaultdict(tuple)
    for (seq, _, what), postings in sorted(grouped.items()):
        found[seq] += (Entry(tuple(postings), what),)
    return found


def identity_holds(books: SaleBooks) -> Findings:
    """paid = delivered + refunded + pending + in doubt, none of them negative."""
    now = figures(books.sale)
    if not now.balanced:
        yield Finding("identity", books.number, f"{yuan_text(now.paid_fen)} was paid; the parts differ.")
    if min(now.refund_pending_fen, now.in_doubt_fen) < 0:
        yield Finding("negative", books.number, "More went back than was owed.")


def refunds_within_payment(books: SaleBooks) -> Findings:
    """Of no payment does more go back than came in, and each refund's order says the same amount."""
    sale = books.sale
    for attempt in sale.attempts:
        back_fen = sum(
            refund.amount_fen
            for refund in sale.refunds
            if refund.attempt == attempt.number and refund.state is not RefundState.VOID
        )
        if back_fen > attempt.paid_fen:
            yield Finding(
                "refund", books.number, f"{yuan_text(back_fen)} goes back of {yuan_text(attempt.paid_fen)}."
            )
    amounts = {refund.number: refund.amount_fen for refund in sale.refunds}
    for order in books.refund_orders:
        if amounts.get(order.number) != order.amount_fen:
            yield Finding("refund_order", books.number, f"Refund {order.number} was ordered otherwise.")


def payments_ordered(books: SaleBooks) -> Findings:
    """Money came only for an order that was stored, and the order asked for the attempt's amount."""
    orders = {order.number: order for order in books.payment_orders}
    for attempt in books.sale.attempts:
        order = orders.get(attempt.number)
        if order is None and attempt.paid_fen:
            yield Finding("payment_order", books.number, f"Payment {attempt.number} was never ordered.")
        elif order is not None and (order.amount_fen, order.method) != (attempt.amount_fen, attempt.method):
            yield Finding("payment_order", books.number, f"Payment {attempt.number} was ordered otherwise.")


def vends_match_effects(books: SaleBooks) -> Findings:
    """The vend journal holds exactly the turns that steps asked for, no line turned too often."""
    asked = sorted(row.key for row in books.effects if row.kind == Vend.__name__)
    if asked != sorted(row.key for row in books.vends):
        yield Finding("vends", books.number, "The vend journal is not what the steps asked for.")
    for line, turns in Counter(row.line for row in books.vends).items():
        if turns > TURNS_MAX:
            yield Finding("turns", books.number, f"Line {line} was turned {turns} times.")


def vends_after_money(books: SaleBooks) -> Findings:
    """No motor turned before the money for it was there."""
    asked_at = {row.key: row.step for row in books.effects if row.kind == Vend.__name__}
    states = {row.seq: row.state for row in books.steps}
    for key, seq in asked_at.items():
        try:
            sale = sale_from(states.get(seq, ""))
        except UnreadableError:
            yield Finding("vend_unpaid", books.number, f"Nothing says that {key} was paid for.")
            continue
        if not sale.funded_by or sale.paid_fen < sale.due_fen:
            yield Finding("vend_unpaid", books.number, f"{key} was ordered before the money was there.")


def delivered_was_vended(books: SaleBooks) -> Findings:
    """A line that fell had a motor turned for it, and its stock went down once."""
    turned = {row.line for row in books.vends}
    left = {row.line: row for row in books.movements}
    for line in books.sale.lines:
        if line.fate is Fate.DELIVERED and line.index not in turned:
            yield Finding("no_vend", books.number, f"Line {line.index} counts as delivered without a turn.")
        if (line.fate is Fate.DELIVERED) != (line.index in left):
            yield Finding("stock", books.number, f"Stock and fate of line {line.index} differ.")
    for row in books.movements:
        if row.delta != -1 or row.units_after != row.units_before - 1:
            yield Finding("stock", books.number, f"Line {row.line} moved {row.delta} units of stock.")


def double_vends(books: SaleBooks) -> list[int]:
    """Lines that may have given two units: turned again although the turn before may have moved, or two
    turns that both moved."""
    certain_still = _certainly_still(books)
    moved = {row.key for row in books.outcomes if row.result in _MOVED}
    doubled = set()
    for row in books.vends:
        earlier = [other for other in books.vends if other.line == row.line and other.turn < row.turn]
        if any((row.line, other.turn) not in certain_still or other.key in moved for other in earlier):
            doubled.add(row.line)
    return sorted(doubled)


def _certainly_still(books: SaleBooks) -> set[tuple[int, int]]:
    """Turns of which a board's answer in the books says that no motor moved."""
    found = set()
    for row in books.steps[1:]:
        try:
            event = event_from(row.event)
        except UnreadableError:
            continue
        if isinstance(event, VendResult) and event.nothing_moved and event.fate is Fate.NOT_DELIVERED:
            found.add((event.line, event.turn))
    return found


def no_double_vend(books: SaleBooks) -> Findings:
    for line in double_vends(books):
        yield Finding("double_vend", books.number, f"Line {line} may have been given out twice.")


def late_drop(books: SaleBooks) -> Findings:
    """A board said that a line fell which the books call not delivered: money and goods are both gone."""
    fates = {line.index: line.fate for line in books.sale.lines}
    lines = {row.key: row.line for row in books.vends}
    for row in books.outcomes:
        if row.result in _MOVED and fates.get(lines.get(row.key, -1)) is Fate.NOT_DELIVERED:
            yield Finding("late_drop", books.number, f"{row.key} fell, yet its money went back.")


def closed_is_finished(books: SaleBooks) -> Findings:
    """A closed sale has nothing open; a resting one rests where its content says."""
    sale = books.sale
    if sale.stage is not Stage.CLOSED:
        return
    now = figures(sale)
    if now.refund_pending_fen or now.in_doubt_fen or resting_stage(sale) is not Stage.CLOSED:
        yield Finding("closed", books.number, "The sale is closed although something in it is open.")
    if sale.funded_by and any(line.fate not in ENDED for line in sale.lines):
        yield Finding("closed", books.number, "The sale is closed although a line has not ended.")


CHECKS: tuple[Check, ...] = (
    row_agrees,
    steps_follow,
    replay_agrees,
    entries_balance,
    books_agree,
    identity_holds,
    refunds_within_payment,
    payments_ordered,
    vends_match_effects,
    vends_after_money,
    delivered_was_vended,
    no_double_vend,
    late_drop,
    closed_is_finished,
)
