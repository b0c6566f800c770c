"""The staff's screens in made-up states: a day with a bit of everything that can be wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date

from kiosk.catalog.products import Shop
from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import Method
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Key, Note
from kiosk.sale.books import Figures
from kiosk.sale.state import RefundState
from kiosk.staff.pages import positions
from kiosk.staff.roles import TABLE, Page, Role, may, pages
from kiosk.staff.views import (
    NOBODY,
    AccountRow,
    DoubtRow,
    Health,
    IncidentRow,
    LaneRow,
    LaneStanding,
    LanesView,
    LoginView,
    MoneyView,
    Notice,
    Organ,
    PersonView,
    RefillRow,
    RefundLine,
    Said,
    StaffView,
    Standing,
    Step,
    TodayView,
    Verdict,
)
from kiosk.store.records import Severity

NOW_MS = 1_790_000_000_000
SPAN_MS = 180_000
PEOPLE = (
    PersonView("P1", "王芳", Role.MANAGER),
    PersonView("P2", "李雷", Role.TECHNICIAN),
    PersonView("P3", "陈师傅", Role.RESTOCKER),
    PersonView("P4", "Ana Sousa", Role.RESTOCKER),
    PersonView("P5", "周工", Role.INSTALLER),
)
SALES = ("K7Q2M0042", "K7Q2M0039", "K7Q2M0031", "K7Q2M0018")
Seen = tuple[str, StaffView, tuple[tuple[str, ...], ...]]


class StillStaff:
    """Implements ``StaffDesk``: shows one view and writes down what was asked."""

    gesture = "corners"

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._changed: list[Callable[[], None]] = []
        self._view = NOBODY
        self.asked: list[tuple[object, ...]] = []

    @property
    def view(self) -> StaffView:
        return self._view

    def show(self, view: StaffView) -> None:
        if view != self._view:
            self._view = view
            for changed in self._changed:
                changed()

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def monotonic_ms(self) -> int:
        return self._clock()

    def knock(self) -> None:
        self.asked.append(("knock",))

    def leave(self) -> None:
        self.asked.append(("leave",))

    def touched(self) -> None:
        return

    def choose(self, person: str) -> None:
        self.asked.append(("choose", person))

    def enter(self, pin: str) -> None:
        self.asked.append(("enter", pin))

    def open(self, page: str) -> None:
        self.asked.append(("open", page))

    def tick_off(self, code: str, subject: str) -> None:
        self.asked.append(("tick_off", code, subject))

    def sign_off(self, zone: str) -> None:
        self.asked.append(("sign_off", zone))

    def settle(self, sale: str, line: int, *, delivered: bool, reason: str) -> None:
        self.asked.append(("settle", sale, line, delivered, reason))

    def retry_refund(self, sale: str, refund: str) -> None:
        self.asked.append(("retry_refund", sale, refund))

    def test_lane(self, lane: str) -> None:
        self.asked.append(("test_lane", lane))

    def clear_lane(self, lane: str) -> None:
        self.asked.append(("clear_lane", lane))

    def pause_lane(self, lane: str, *, paused: bool) -> None:
        self.asked.append(("pause_lane", lane, paused))


def _signed_in(person: PersonView, page: Page, now_ms: int) -> StaffView:
    return StaffView(
        screen=f"staff:{page.value}",
        person=person,
        pages=pages(person.role),
        page=page,
        deeds=frozenset(deed for deed in TABLE if may(person.role, deed)),
        ends_at_ms=now_ms + SPAN_MS,
        span_ms=SPAN_MS,
    )


def _today(shop: Shop) -> TodayView:
    def incident(code: str, subject: str, severity: Severity, hours: int, detail: str = "") -> IncidentRow:
        since_ms = NOW_MS - hours * 3_600_000
        ticks = code == "staff_locked_out"
        return IncidentRow(code, subject, detail, severity, since_ms, ticks, code == "climate_locked")

    shelf = [lane for lane in shop.lanes if lane.capacity > 1][:40:6]
    return TodayView(
        incidents=(
            incident("line_in_doubt", f"{SALES[0]}:0", Severity.ERROR, 1),
            incident("refund_stuck", f"{SALES[2]}:{SALES[2]}R0", Severity.ERROR, 27),
            incident("lane_out", "B3", Severity.WARNING, 1, ""),
            incident("staff_locked_out", "李雷", Severity.WARNING, 3, "5"),
            incident("lane_wearing", "D2", Severity.INFO, 30),
        ),
        health=(
            Health(Organ.BOARD, Verdict.GOOD),
            Health(Organ.NETWORK, Verdict.DOUBT, figure=2, of=3),
            Health(Organ.TEMPERATURE, Verdict.GOOD, figure=4),
            Health(Organ.DISK, Verdict.GOOD, figure=11_400),
            Health(Organ.CLOCK, Verdict.GOOD, figure=1),
            Health(Organ.READER, Verdict.BAD),
        ),
        refill=tuple(
            RefillRow(lane.label, lane.sku, min(at, lane.capacity - 1), lane.capacity)
            for at, lane in enumerate(shelf)
        ),
        units_missing=63,
        sales=48,
        units=57,
        taken_fen=21_850,
        loaded=True,
    )


def _money(shop: Shop) -> MoneyView:
    lane = next(lane for lane in shop.lanes if lane.label == "B3")
    other = shop.lanes[1]
    today = date(2026, 9, 21)

    def refund(at: int, state: RefundState, fen: int, method: str, hours: int) -> RefundLine:
        since_ms = NOW_MS - hours * 3_600_000
        can_retry = state is RefundState.STUCK
        return RefundLine(f"{SALES[at]}R0", SALES[at], fen, method, state, since_ms, can_retry)

    def found(case: Case, sale: str, ours: int | None, theirs: int | None) -> Finding:
        key = Key(RowKind.PAYMENT, f"{sale}A")
        return Finding(Method.WECHAT, today, key, case, sale, "", ours, theirs, Deed.PERSON, Note.NOTHING)

    return MoneyView(
        sales=48,
        figures=Figures(23_400, 21_500, 1_200, 350, 350),
        doubts=(
            DoubtRow(
                *(SALES[0], 0, lane.sku, lane.label, 350, "wechat", NOW_MS - 3_600_000),
                *("no final answer: the line was cut", "-", 9_400, True, 6, True),
            ),
            DoubtRow(
                *(SALES[1], 1, other.sku, other.label, 500, "alipay", NOW_MS - 9_000_000),
                *("", "", 0, False, 3, True),
            ),
        ),
        refunds=(
            refund(2, RefundState.STUCK, 600, "unionpay", 27),
            refund(0, RefundState.SENDING, 350, "wechat", 0),
            refund(3, RefundState.ACCEPTED, 450, "alipay", 2),
            refund(1, RefundState.DONE, 800, "wechat", 3),
        ),
        findings=(found(Case.AMOUNT, SALES[3], 450, 400),),
        accounts=(
            AccountRow(
                "wechat", Standing.OFFERED, warnings=("The merchant certificate ends on 2026-10-02.",)
            ),
            AccountRow("alipay", Standing.OFFERED),
            AccountRow(
                "unionpay", Standing.OFF, "permission", "UnionPay: this merchant may not refund (38)."
            ),
        ),
        loaded=True,
    )


def _lanes(shop: Shop, testing: str = "") -> LanesView:
    low = {"B6": 2, "E1": 1}
    special = {
        "A4": LaneStanding.EMPTY,
        "B3": LaneStanding.OUT,
        "C2": LaneStanding.HELD,
        "D2": LaneStanding.FAULT,
        "D6": LaneStanding.RESTING,
        "B6": LaneStanding.LOW,
        "E1": LaneStanding.LOW,
    }
    places = positions([lane.label for lane in shop.lanes])
    return LanesView(
        tuple(
            LaneRow(
                lane.label,
                lane.sku,
                0 if lane.label == "A4" else low.get(lane.label, lane.stock),
                lane.capacity,
                special.get(lane.label, LaneStanding.WELL if lane.stock else LaneStanding.EMPTY),
                "motor open circuit (02)" if lane.label == "D2" else "",
                2 if lane.label == "D6" else 0,
                *places[lane.label],
            )
            for lane in shop.lanes
        ),
        testing,
    )


def staff_states(shop: Shop, now_ms: int) -> Iterator[Seen]:
    """Name, what is seen, and the touches before it is looked at."""
    login = LoginView(PEOPLE, loaded=True)
    chosen = dataclasses.replace(login, chosen=PEOPLE[0], step=Step.PIN)

    def at_the_door(seen: LoginView) -> StaffView:
        return StaffView("staff_login", seen, ends_at_ms=now_ms + SPAN_MS, span_ms=SPAN_MS)

    yield "staff-login", at_the_door(login), ()
    yield "staff-login-nobody", at_the_door(LoginView(loaded=True)), ()
    yield "staff-login-pin", at_the_door(chosen), (("staff.digit", "2"), ("staff.digit", "4"))
    wrong = dataclasses.replace(chosen, notice=Notice(Said.WRONG_PIN), tries_left=2)
    yield "staff-login-wrong", at_the_door(wrong), ()
    locked = dataclasses.replace(
        chosen, notice=Notice(Said.LOCKED), locked_until_ms=now_ms + 297_000, locked_ms=300_000
    )
    yield "staff-login-locked", at_the_door(locked), ()
    new = dataclasses.replace(chosen, step=Step.NEW_PIN, notice=Notice(Said.EASY_PIN))
    yield "staff-login-new-pin", at_the_door(new), ()
    manager, restocker = PEOPLE[0], PEOPLE[2]
    today = dataclasses.replace(_signed_in(manager, Page.TODAY, now_ms), today=_today(shop))
    yield "staff-today", today, ()
    theirs = dataclasses.replace(_today(shop), taken_fen=None)
    few = dataclasses.replace(_signed_in(restocker, Page.TODAY, now_ms), today=theirs)
    yield "staff-today-restocker", few, ()
    well = dataclasses.replace(_today(shop), incidents=(), refill=(), units_missing=0)
    yield "staff-today-all-well", dataclasses.replace(today, today=well), ()
    money = dataclasses.replace(_signed_in(manager, Page.MONEY, now_ms), money=_money(shop))
    yield "staff-money", money, ()
    yield "staff-money-reason", money, (("staff.money.ask", f"{SALES[0]}:0", "0"),)
    said = dataclasses.replace(money, notice=Notice(Said.SETTLED, SALES[1]))
    yield "staff-money-settled", said, ()
    lanes = dataclasses.replace(_signed_in(manager, Page.LANES, now_ms), lanes=_lanes(shop))
    yield "staff-lanes", lanes, (("staff.lanes.choose", "B3"),)
    turning = dataclasses.replace(lanes, lanes=_lanes(shop, "A2"))
    yield "staff-lanes-turning", turning, (("staff.lanes.choose", "A2"),)
    fell = Notice(Said.TEST_NOTHING, "D2", "motor open circuit (02)")
    yield "staff-lanes-nothing-fell", dataclasses.replace(lanes, notice=fell), (("staff.lanes.choose", "D2"),)
