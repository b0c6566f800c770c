"""What all wallets' bills have in common: a day's edges to the millisecond, addresses that end, books kept
apart from what a false bill tells of them."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cloud.sandbox import bills
from cloud.sandbox.alipay.bills import TradeBills
from cloud.sandbox.bills import FILES_KEPT, Day, Movement, Shelf, befallen
from cloud.sandbox.clock import Clocks
from cloud.sandbox.control.calls import CallLog
from cloud.sandbox.control.faults import FaultBook
from cloud.sandbox.net.server import Lines
from cloud.sandbox.state import Order, Refund, RefundStatus, State, TradeState
from cloud.sandbox.wechat.bills import Bills

DATE = "2026-10-01"
START_MS = int(datetime(2026, 9, 30, 16, tzinfo=UTC).timestamp()) * 1000
END_MS = START_MS + 86_400_000
NOON_MS = END_MS + 12 * 3_600_000


class StillTime:
    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def utc_ms(self) -> int:
        return self.now_ms


def order(number: str, paid_ms: int, amount_fen: int = 350) -> Order:
    return Order(
        out_trade_no=number,
        fingerprint="",
        amount_fen=amount_fen,
        description="可乐",
        attach=None,
        notify_url="",
        device_id=None,
        state=TradeState.SUCCESS,
        created_ms=paid_ms - 5000,
        expire_ms=None,
        transaction_id=f"4200{number}",
        paid_ms=paid_ms,
        payer="p",
    )


def refund(number: str, at_ms: int, status: RefundStatus = RefundStatus.SUCCESS) -> Refund:
    done_ms = at_ms if status is RefundStatus.SUCCESS else None
    return Refund(number, f"50{number}", "BEFORE", "", 100, status, at_ms, None, success_ms=done_ms)


@pytest.fixture
def time() -> StillTime:
    return StillTime(NOON_MS)


@pytest.fixture
def clocks(time: StillTime) -> Clocks:
    return Clocks(time)


@pytest.fixture
def state() -> State:
    """Payments and refunds on either side of the day's two edges."""
    made = State(None)
    edges = {"BEFORE": START_MS - 1, "FIRST": START_MS, "LAST": END_MS - 1, "AFTER": END_MS}
    for number, at_ms in edges.items():
        made.put(order(number, at_ms))
        made.put(refund(f"R{number}", at_ms))
    made.put(refund("RWAITS", END_MS - 1, RefundStatus.PROCESSING))
    return made


def text_of(found: Any, wechat: Bills) -> str:
    token = found.split("token=")[1]
    return gzip.decompress(wechat.fetch(token, "").body).decode("utf-8-sig")


def test_wechats_day_has_its_edges(state: State, clocks: Clocks) -> None:
    wechat = Bills(state, clocks)
    answer = wechat.trade(DATE, "ALL", "GZIP", "http://x", "")
    text = text_of(answer.body.decode().split('"download_url":"')[1].split('"')[0], wechat)
    numbers = [line.split(",`")[6] for line in text.splitlines()[1:-2]]
    assert numbers == ["FIRST", "BEFORE", "LAST", "BEFORE", "BEFORE"]
    refunds = [line.split(",`")[15] for line in text.splitlines()[1:-2]]
    assert refunds == ["0", "RFIRST", "0", "RLAST", "RWAITS"]
    assert text.splitlines()[-1].startswith("`5,`7.00,`3.00,")


def test_alipays_day_has_its_edges(state: State, clocks: Clocks) -> None:
    """A refund stands in the bill of the day it was carried out; one that waits stands in none."""
    alipay = TradeBills(state, clocks, FaultBook(), CallLog(), Lines())
    numbers = [
        one.order.out_trade_no if one.refund is None else one.refund.out_refund_no
        for one in befallen(alipay._movements(Day.of(DATE)), "", Day.of(DATE))
    ]
    assert numbers == ["FIRST", "RFIRST", "LAST", "RLAST"]


def test_a_day_is_beijings_wherever_this_machine_stands() -> None:
    day = Day.of(DATE)
    assert (day.from_ms, day.to_ms) == (START_MS, END_MS)
    assert day.ready_ms == END_MS + 9 * 3_600_000
    with pytest.raises(ValueError, match="day is out of range"):
        Day.of("2026-02-30")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("", [("A", 350), ("B", 20), ("RA", 100)]),
        (bills.ROW_MISSING, [("B", 20), ("RA", 100)]),
        (bills.ROW_CHANGED, [("A", 351), ("B", 20), ("RA", 100)]),
        (bills.ROW_FOREIGN, [("A", 350), ("B", 20), ("RA", 100), (bills.FOREIGN_NUMBER, bills.FOREIGN_FEN)]),
        (bills.SUMS_WRONG, [("A", 350), ("B", 20), ("RA", 100)]),
    ],
)
def test_a_false_bill_leaves_the_books_alone(fault: str, told: list[tuple[str, int]]) -> None:
    first, second = order("A", START_MS + 10), order("B", START_MS + 20, 20)
    movements = [Movement(START_MS + 30, first, refund("RA", START_MS + 30)), Movement(START_MS + 20, second)]
    movements.append(Movement(START_MS + 10, first))
    found = befallen(movements, fault, Day.of(DATE))
    names = [one.order.out_trade_no if one.refund is None else one.refund.out_refund_no for one in found]
    assert list(zip(names, (one.amount_fen for one in found), strict=True)) == told
    assert (first.amount_fen, len(movements)) == (350, 3)


def test_a_refund_that_comes_first_is_changed_as_well() -> None:
    movement = Movement(START_MS, order("A", START_MS - 1), refund("RA", START_MS))
    [found] = befallen([movement], bills.ROW_CHANGED, Day.of(DATE))
    assert (found.amount_fen, found.order.amount_fen) == (101, 350)
    assert (
        befallen([], bills.ROW_CHANGED, Day.of(DATE)) == befallen([], bills.ROW_MISSING, Day.of(DATE)) == []
    )


def test_an_address_ends_and_the_oldest_makes_room(clocks: Clocks, time: StillTime) -> None:
    shelf = Shelf(clocks, 30_000)
    tokens = [shelf.put(b"%d" % number, "text/plain") for number in range(FILES_KEPT)]
    assert len(set(tokens)) == FILES_KEPT
    time.now_ms += timedelta(seconds=30) // timedelta(milliseconds=1)
    file = shelf.take(tokens[0])
    assert file is not None and file.content == b"0"
    newest = shelf.put(b"new", "text/plain")
    assert shelf.take(tokens[0]) is None and shelf.take(tokens[1]) is not None
    time.now_ms += 1
    assert shelf.take(tokens[1]) is None and shelf.take(newest) is not None
    assert shelf.take("never given out") is None
