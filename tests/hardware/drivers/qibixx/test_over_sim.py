"""The Qibixx driver against the simulated till on a real pty; every test ends with the books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import CardEnd, CardResult, MoneyIn, MoneyKind, PaidOut, ReturnPressed
from tests.hardware.drivers.qibixx.till_bench import BILLS, COINS, Make, TillBench


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[TillBench] = []

    def build(**more: object) -> TillBench:
        made.append(TillBench(tmp_path, **more))  # type: ignore[arg-type]  # handed on as they are
        return made[-1]

    yield build
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make: Make) -> TillBench:
    made = make()
    made.start()
    return made


def test_what_hangs_on_the_bus_is_told_with_its_levels(make: Make) -> None:
    up = make().start()
    assert (up.info.coins_fen, up.info.bills_fen, up.info.card) == (COINS, BILLS, True)
    assert up.info.firmware == "4.0.2.0"
    assert [(tube.value_fen, tube.count) for tube in up.levels.tubes] == [(10, 40), (50, 40), (100, 30)]
    assert (up.levels.payable_fen, up.levels.bills_stacked) == (5_400, 0)


def test_money_is_told_once_and_nothing_is_taken_before_it_is_wanted(bench: TillBench) -> None:
    assert not bench.sim.coin(100)
    assert not bench.sim.bill(500)
    bench.take()
    assert bench.sim.coin(100) and bench.sim.coin(50) and bench.sim.bill(500)
    money = [bench.wait(MoneyIn) for _ in range(3)]
    assert {(event.amount_fen, event.kind) for event in money} == {
        (100, MoneyKind.COIN),
        (50, MoneyKind.COIN),
        (500, MoneyKind.BILL),
    }
    assert bench.pay("a", 370) == PaidOut("a", 370, 370, True, bench.heard[-1].levels)  # type: ignore[union-attr]  # it is the last
    bench.check_books()


def test_lever_is_told(bench: TillBench) -> None:
    bench.sim.lever()
    bench.wait(ReturnPressed)


@pytest.mark.parametrize(("keep", "end"), [(True, CardEnd.KEPT), (False, CardEnd.RETURNED)])
def test_card_is_asked_for_approved_and_ended(bench: TillBench, keep: bool, end: CardEnd) -> None:
    bench.ask_card("c", 120)
    assert bench.sim.card()
    answer = bench.answer("c")
    assert (answer.result, answer.amount_fen) == (CardResult.APPROVED, 120)
    assert bench.end("c", keep=keep).end is end
    world = bench.sim.world()
    assert (world["charged_fen"], world["held_fen"]) == (120 if keep else 0, 0)
