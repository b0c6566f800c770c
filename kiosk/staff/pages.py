"""From what the machine knows to what the staff's pages say. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kiosk.cabinet.incidents.kinds import Clears
from kiosk.cabinet.incidents.table import INCIDENTS
from kiosk.cabinet.lanes import LaneHealth
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.products import Lane
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sale.state import RefundState, Stage
from kiosk.staff.books import Doubt, RefundRow, StaffBooks
from kiosk.staff.roles import Deed
from kiosk.staff.views import (
    AccountRow,
    DoubtRow,
    Health,
    IncidentRow,
    LaneRow,
    LaneStanding,
    LanesView,
    MoneyView,
    RefillRow,
    RefundLine,
    Standing,
    TodayView,
)
from kiosk.store.records import Incident, Severity

REFILL_SHOWN_MAX = 8
LOW_PERCENT = 34
"""At or below this part of its par a lane is worth a look."""
SETTLES_IN = frozenset({Stage.REFUNDING, Stage.WATCHING, Stage.NEEDS_STAFF})
"""Where the sale's table takes a person's word (``kiosk.sale.table``, row ``StaffSettled``)."""
_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)

Deeds = frozenset[Deed]


def today(
    books: StaffBooks | None, health: tuple[Health, ...], lanes: Sequence[Lane], deeds: Deeds
) -> TodayView:
    """``books``: None while they are being read."""
    rows = refill(lanes)
    missing = sum(row.par - row.stock for row in rows)
    if books is None:
        return TodayView(health=health, refill=rows[:REFILL_SHOWN_MAX], units_missing=missing)
    sums = books.figures
    ours_fen = sums.paid_fen - sums.refunded_fen - sums.refund_pending_fen
    return TodayView(
        incidents=incidents(books.incidents, deeds),
        health=health,
        refill=rows[:REFILL_SHOWN_MAX],
        units_missing=missing,
        sales=books.sales,
        units=books.units,
        taken_fen=ours_fen if Deed.SEE_TAKINGS in deeds else None,
        loaded=True,
    )


def incidents(found: Iterable[Incident], deeds: Deeds) -> tuple[IncidentRow, ...]:
    """The gravest first, of these the newest."""

    def row(one: Incident) -> IncidentRow:
        kind = INCIDENTS.get(one.code)
        ticks = kind is None or kind.clears is Clears.BY_STAFF
        return IncidentRow(
            one.code,
            one.subject,
            one.text,
            one.severity,
            one.since_ms,
            can_tick_off=ticks and Deed.TICK_OFF in deeds,
            can_sign_off=one.code == "climate_locked" and Deed.SIGN_OFF in deeds,
        )

    def urgency(one: Incident) -> tuple[int, int]:
        return _GRAVEST_FIRST.index(one.severity), -one.since_ms

    return tuple(row(one) for one in sorted(found, key=urgency))


def refill(lanes: Iterable[Lane]) -> tuple[RefillRow, ...]:
    """Every lane that holds less than it should: empty ones first, then by how much of it is gone."""
    rows = [RefillRow(lane.label, lane.sku, max(0, lane.stock), lane.par or lane.capacity) for lane in lanes]
    short = [row for row in rows if row.stock < row.par]
    return tuple(sorted(short, key=lambda row: (row.stock * 100 // row.par, row.stock - row.par)))


# --- money ---------------------------------------------------------------------------------------------


def money(
    books: StaffBooks | None, accounts: tuple[AccountRow, ...], lanes: Sequence[Lane], deeds: Deeds
) -> MoneyView:
    if books is None:
        return MoneyView(accounts=accounts)
    stock = {lane.label: lane.stock for lane in lanes}
    return MoneyView(
        sales=books.sales,
        figures=books.figures if Deed.SEE_TAKINGS in deeds else None,
        doubts=tuple(_doubt(one, stock.get(one.line.lane), deeds) for one in books.doubts),
        refunds=tuple(_refund(one, deeds) for one in books.refunds),
        findings=books.findings,
        accounts=accounts,
        loaded=True,
    )


def _doubt(one: Doubt, stock: int | None, deeds: Deeds) -> DoubtRow:
    line, said = one.line, one.said
    return DoubtRow(
        one.sale,
        line.index,
        line.sku,
        line.lane,
        line.amount_fen,
        one.method,
        one.at_ms,
        said.text if said else "",
        said.raw_code if said else "",
        said.run_ms if said else 0,
        one.complained,
        stock,
        can_settle=Deed.SETTLE in deeds and one.stage in SETTLES_IN,
    )


def _refund(one: RefundRow, deeds: Deeds) -> RefundLine:
    refund = one.refund
    return RefundLine(
        refund.number,
        one.sale,
        refund.amount_fen,
        one.method,
        refund.state,
        one.since_ms,
        can_retry=refund.state is RefundState.STUCK and Deed.RETRY_REFUND in deeds,
    )


@dataclass(frozen=True, slots=True)
class Wallet:
    """One wallet as the desk knows it."""

    method: str
    asked: bool
    offered: bool
    trouble: Problem | None = None
    refund_trouble: Problem | None = None
    warnings: tuple[Problem, ...] = ()


def account(wallet: Wallet) -> AccountRow:
    trouble = wallet.trouble
    if not wallet.asked:
        standing = Standing.ASKING
    elif trouble is not None and trouble.kind is ProblemKind.ABSENT:
        standing = Standing.ABSENT
    else:
        standing = Standing.OFFERED if wallet.offered else Standing.OFF
    why = trouble or (None if wallet.offered else wallet.refund_trouble)
    return AccountRow(
        wallet.method,
        standing,
        why.kind.value if why else "",
        why.text if why else "",
        wallet.refund_trouble.text if wallet.refund_trouble else "",
        tuple(warning.text for warning in wallet.warnings),
    )


# --- lanes ---------------------------------------------------------------------------------------------

_LABEL = re.compile(r"([A-Za-z]*)(\d*)")


def lanes_view(
    lanes: Sequence[Lane],
    health: Callable[[str], LaneHealth],
    condition: Callable[[str], LaneCondition],
    now_ms: int,
    testing: str,
) -> LanesView:
    """``now_ms``: UTC, by which pauses end."""
    places = positions([lane.label for lane in lanes])

    def row(lane: Lane) -> LaneRow:
        found = health(lane.label)
        standing = _standing(lane, found, condition(lane.label), now_ms)
        where = places[lane.label]
        return LaneRow(
            lane.label,
            lane.sku,
            max(0, lane.stock),
            lane.capacity,
            standing,
            found.board_fault,
            found.failures,
            *where,
        )

    return LanesView(tuple(row(lane) for lane in lanes), testing)


def _standing(lane: Lane, health: LaneHealth, now: LaneCondition, now_ms: int) -> LaneStanding:
    reasons = (
        (bool(health.board_fault), LaneStanding.FAULT),
        (health.out, LaneStanding.OUT),
        (not now.board_up, LaneStanding.BOARD_AWAY),
        (now.faulty, LaneStanding.FAULT),
        (health.held, LaneStanding.HELD),
        (health.paused(now_ms), LaneStanding.RESTING),
        (now.too_warm, LaneStanding.LOCKED),
        (lane.stock <= 0, LaneStanding.EMPTY),
        (lane.stock * 100 <= (lane.par or lane.capacity) * LOW_PERCENT, LaneStanding.LOW),
    )
    return next((standing for applies, standing in reasons if applies), LaneStanding.WELL)


def positions(labels: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """Row and column of each lane: ``B3`` is the third of the second row that there is. Labels of figures
    only (``12``) have their row in the tens; whatever has neither comes last, in one row."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for label in labels:
        found = _LABEL.fullmatch(label)
        letters, figures = (found[1], found[2]) if found else ("~", "")
        head = letters.upper() or f"{int(figures or 0) // 10:06d}"
        rows.setdefault(head, []).append((int(figures or 0), label))
    return {
        label: (row, column)
        for row, head in enumerate(sorted(rows))
        for column, (_, label) in enumerate(sorted(rows[head]))
    }
