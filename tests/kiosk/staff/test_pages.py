"""What the pages say, out of what the machine knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.api import Result, VendOutcome
from kiosk.cabinet.lanes import PAUSE_MS, LaneHealth
from kiosk.catalog.availability import LaneCondition
from kiosk.catalog.products import Lane
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.sale.books import Figures
from kiosk.sale.state import Fate, Line, Refund, RefundState, Stage
from kiosk.staff.books import Doubt, RefundRow, StaffBooks
from kiosk.staff.pages import (
    Wallet,
    account,
    incidents,
    lanes_view,
    money,
    positions,
    refill,
    today,
)
from kiosk.staff.roles import TABLE, Deed
from kiosk.staff.views import LaneStanding, Standing
from kiosk.store.records import Incident, Severity

NOW_MS = 1_790_000_000_000
ALL = frozenset(TABLE)
LANE = Lane("A1", 1, "cola", 8, 6, 8)


def lane(label: str, stock: int, par: int = 8) -> Lane:
    return Lane(label, 1, "cola", 8, stock, par)


def test_empty_lanes_are_refilled_first_then_the_emptiest() -> None:
    lanes = (lane("A1", 6), lane("A2", 0), lane("A3", 8), lane("A4", 2), lane("A5", -1), lane("A6", 1, 0))
    assert [row.lane for row in refill(lanes)] == ["A2", "A5", "A6", "A4", "A1"]
    assert next(row for row in refill(lanes) if row.lane == "A5").stock == 0
    assert next(row for row in refill(lanes) if row.lane == "A6").par == 8, "without a par, what fits"


def test_takings_are_for_who_may_see_them() -> None:
    books = StaffBooks(sales=3, units=4, figures=Figures(1_000, 600, 100, 200, 100))
    assert today(books, (), (), ALL).taken_fen == 700
    assert today(books, (), (), ALL - {Deed.SEE_TAKINGS}).taken_fen is None
    assert money(books, (), (), ALL).figures == books.figures
    assert money(books, (), (), ALL - {Deed.SEE_TAKINGS}).figures is None


def test_the_gravest_incident_stands_first_and_of_these_the_newest() -> None:
    def one(code: str, severity: Severity, since_ms: int) -> Incident:
        return Incident(code, "", severity, "", since_ms)

    found = (
        one("a", Severity.INFO, 9),
        one("b", Severity.ERROR, 1),
        one("c", Severity.WARNING, 5),
        one("d", Severity.ERROR, 2),
    )
    assert [row.code for row in incidents(found, ALL)] == ["d", "b", "c", "a"]


def test_what_can_be_done_about_an_incident() -> None:
    found = [
        Incident(code, "x", Severity.ERROR, "", 1)
        for code in ("climate_locked", "unasked_result", "lane_out")
    ]
    rows = {row.code: row for row in incidents(found, ALL)}
    assert rows["climate_locked"].can_sign_off and not rows["climate_locked"].can_tick_off
    assert rows["unasked_result"].can_tick_off and not rows["unasked_result"].can_sign_off
    assert not (rows["lane_out"].can_tick_off or rows["lane_out"].can_sign_off)
    assert not any(row.can_tick_off or row.can_sign_off for row in incidents(found, frozenset()))


def doubt(stage: Stage = Stage.NEEDS_STAFF, said: VendOutcome | None = None) -> Doubt:
    return Doubt(
        "K1", Line(1, "cola", "A1", 1, 350, Fate.UNKNOWN, 1), "wechat", stage, NOW_MS, said, complained=True
    )


def test_a_doubt_bears_its_evidence() -> None:
    said = VendOutcome("k", 1, Result.UNKNOWN, "-", "the line was cut", run_ms=900)
    [row] = money(StaffBooks(doubts=(doubt(said=said),)), (), (LANE,), ALL).doubts
    assert (row.sale, row.line, row.lane, row.amount_fen, row.method) == ("K1", 1, "A1", 350, "wechat")
    assert (row.said_text, row.said_code, row.run_ms) == ("the line was cut", "-", 900)
    assert (row.complained, row.stock, row.can_settle) == (True, 6, True)
    [row] = money(StaffBooks(doubts=(doubt(),)), (), (), ALL).doubts
    assert (row.said_text, row.stock) == ("", None), "a lane that is planned no more has no count"


@pytest.mark.parametrize(
    ("stage", "can"), [(Stage.SETTLING, False), (Stage.REFUNDING, True), (Stage.WATCHING, True)]
)
def test_a_doubt_is_settled_where_the_table_takes_a_word(stage: Stage, can: bool) -> None:
    [row] = money(StaffBooks(doubts=(doubt(stage),)), (), (), ALL).doubts
    assert row.can_settle is can
    [row] = money(StaffBooks(doubts=(doubt(),)), (), (), ALL - {Deed.SETTLE}).doubts
    assert not row.can_settle


@pytest.mark.parametrize("state", list(RefundState))
def test_only_a_stuck_refund_is_retried(state: RefundState) -> None:
    books = StaffBooks(refunds=(RefundRow("K1", Refund("K1R0", "K1A", 350, state), "wechat", NOW_MS),))
    [row] = money(books, (), (), ALL).refunds
    assert row.can_retry is (state is RefundState.STUCK)
    [row] = money(books, (), (), ALL - {Deed.RETRY_REFUND}).refunds
    assert not row.can_retry


# --- accounts ------------------------------------------------------------------------------------------

REFUSED = Problem(ProblemKind.PERMISSION, "The merchant may not take payments.", "NO_AUTH")


def test_how_a_wallet_stands() -> None:
    assert account(Wallet("wechat", asked=False, offered=False)).standing is Standing.ASKING
    assert account(Wallet("wechat", asked=True, offered=True)).standing is Standing.OFFERED
    off = account(Wallet("wechat", asked=True, offered=False, trouble=REFUSED))
    assert (off.standing, off.kind, off.detail) == (Standing.OFF, "permission", REFUSED.text)
    absent = Problem(ProblemKind.ABSENT, "No account.")
    assert account(Wallet("wechat", asked=True, offered=False, trouble=absent)).standing is Standing.ABSENT


def test_a_wallet_that_gives_nothing_back_says_why_it_is_off() -> None:
    row = account(Wallet("wechat", asked=True, offered=False, refund_trouble=REFUSED, warnings=(REFUSED,)))
    assert (row.standing, row.detail, row.refunds) == (Standing.OFF, REFUSED.text, REFUSED.text)
    assert row.warnings == (REFUSED.text,)


# --- lanes ---------------------------------------------------------------------------------------------


def standing(lane: Lane, health: LaneHealth, condition: LaneCondition | None = None) -> LaneStanding:
    now = condition or LaneCondition()
    [row] = lanes_view((lane,), lambda _: health, lambda _: now, NOW_MS, "").lanes
    return row.standing


@pytest.mark.parametrize(
    ("health", "condition", "expected"),
    [
        (LaneHealth(), LaneCondition(), LaneStanding.WELL),
        (LaneHealth(board_fault="no motor", out=True), LaneCondition(faulty=True), LaneStanding.FAULT),
        (LaneHealth(out=True, held=True), LaneCondition(faulty=True), LaneStanding.OUT),
        (LaneHealth(), LaneCondition(board_up=False), LaneStanding.BOARD_AWAY),
        (LaneHealth(), LaneCondition(faulty=True), LaneStanding.FAULT),
        (LaneHealth(held=True, paused_until_ms=NOW_MS + 1), LaneCondition(paused=True), LaneStanding.HELD),
        (LaneHealth(paused_until_ms=NOW_MS + PAUSE_MS), LaneCondition(paused=True), LaneStanding.RESTING),
        (LaneHealth(), LaneCondition(too_warm=True), LaneStanding.LOCKED),
    ],
)
def test_one_word_for_a_lane_worst_first(
    health: LaneHealth, condition: LaneCondition, expected: LaneStanding
) -> None:
    assert standing(LANE, health, condition) is expected


@pytest.mark.parametrize(
    ("stock", "expected"), [(0, LaneStanding.EMPTY), (2, LaneStanding.LOW), (3, LaneStanding.WELL)]
)
def test_a_lane_that_runs_low_is_said(stock: int, expected: LaneStanding) -> None:
    assert standing(replace(LANE, stock=stock), LaneHealth()) is expected


def test_lanes_lie_as_the_machine_looks() -> None:
    found = positions(["A10", "A2", "A1", "C1", "b3"])
    assert found == {"A1": (0, 0), "A2": (0, 1), "A10": (0, 2), "b3": (1, 0), "C1": (2, 0)}


def test_lanes_with_figures_only_lie_in_tens() -> None:
    assert positions(["12", "11", "21", "101"]) == {"11": (0, 0), "12": (0, 1), "21": (1, 0), "101": (2, 0)}


def test_a_label_of_any_form_has_a_place() -> None:
    assert set(positions(["A1", "左-1", ""])) == {"A1", "左-1", ""}
