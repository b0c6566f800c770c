"""The Qibixx driver against the simulated till on a real pty; every test ends with the books."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import (
    CardEnd,
    CardEnded,
    CardResult,
    MoneyIn,
    MoneyKind,
    PaidOut,
    ReturnPressed,
    TillDown,
    TillEvent,
    TillUp,
)
from hardware.link.opening import open_port
from hardware.sim.client import SimProcess
from tests.hardware.drivers.qibixx.till_bench import BILLS, COINS, WAIT_S, Heard, Make, TillBench, world_when


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
    paid = bench.pay("a", 370)
    assert (paid.paid_fen, paid.sure) == (370, True)
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


def test_line_that_is_cut_is_down_once_and_comes_back_under_another_number(bench: TillBench) -> None:
    bench.take()
    before = bench.sim.current_port()
    bench.sim.fault("cut_cable")
    bench.wait(TillDown)
    bench.sim.fault("replug")
    up = bench.wait(TillUp)
    assert up.info.coins_fen == COINS
    assert bench.sim.current_port() is not None and before is not None
    bench.take()
    assert bench.sim.coin(50)
    bench.wait(MoneyIn)
    assert bench.downs() == 1
    bench.check_books()


def test_silence_is_down_and_its_end_is_up(bench: TillBench) -> None:
    bench.sim.fault("silence")
    assert bench.wait(TillDown).reason == "the adapter does not answer"
    bench.sim.fault("speak")
    bench.wait(TillUp)
    bench.check_books()


def test_power_that_goes_in_the_middle_of_a_payout(bench: TillBench) -> None:
    assert bench.pay("first", 160).paid_fen == 160
    bench.sim.fault({"fault": "power_cut", "phase": "after_drop", "for_ms": 500})
    paid = bench.pay("a", 300)
    world = bench.sim.world()
    assert paid.paid_fen <= world["out_fen"] - 160 <= 300
    assert not paid.sure or paid.paid_fen == world["out_fen"] - 160
    assert bench.wait(TillUp).levels.tubes


def test_reports_said_again_and_lines_lost_on_a_real_line(bench: TillBench) -> None:
    bench.take()
    script = [{"fault": "repeated_report", "times": 2}, {"fault": "split", "times": 5}, "noise_before"]
    bench.sim.fault(script)
    assert bench.sim.coin(100)
    bench.wait(MoneyIn)
    bench.sim.fault([{"clear": "noise_before"}, {"fault": "lost_line", "code": 0x0B}])
    assert bench.sim.coin(100)
    bench.wait(MoneyIn)
    assert bench.sim.coin(100)
    bench.wait(MoneyIn)
    bench.check_books()


def test_card_that_is_withdrawn_and_one_that_is_denied(bench: TillBench) -> None:
    bench.ask_card("a", 120)
    bench.till.cancel_card("a")
    assert bench.answer("a").result is CardResult.DENIED
    bench.ask_card("b", 120)
    bench.sim.fault("card_denied")
    assert bench.sim.card()
    assert bench.answer("b").result is CardResult.DENIED
    assert bench.sim.world()["charged_fen"] == 0


def test_close_takes_no_more_money_and_answers_everything(bench: TillBench) -> None:
    bench.take()
    bench.till.close()
    world = bench.sim.world()
    assert (world["enabled_coins"], world["enabled_bills"]) == ([], [])
    bench.till.close()
    bench.till.accept(COINS, BILLS)
    bench.till.pay_out("a", 100)
    assert bench.wait(PaidOut).paid_fen == 0
    bench.till.request_card("b", 100, 1)
    assert bench.answer("b").result is CardResult.DENIED
    bench.till.cancel_card("b")
    bench.till.end_card("b", keep=True)
    assert bench.wait(CardEnded).end is CardEnd.UNKNOWN


def test_closed_from_its_own_thread_while_it_speaks(make: Make) -> None:
    bench = make()
    done = threading.Event()

    def listener(event: TillEvent) -> None:
        if isinstance(event, TillUp):
            bench.till.close()
            done.set()

    bench.till.start(listener)
    assert done.wait(WAIT_S)


def test_till_that_was_never_started_can_be_closed(make: Make) -> None:
    make()


def test_port_another_program_holds_is_said_in_words(make: Make) -> None:
    bench = make()
    held = open_port(bench.sim.port, 115_200)
    other = Heard(bench.sim.port)
    other.till.start(other)
    assert "in use by this program itself" in other.wait(TillDown).reason
    held.close()
    other.wait(TillUp)
    other.till.close()


def test_simulator_that_is_killed_keeps_its_money(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    sim = SimProcess(model="qibixx", link=tmp_path / "till", state=state, turn_ms=20)
    bench = Heard(sim.port)
    bench.till.start(bench)
    bench.wait(TillUp)
    bench.till.accept(COINS, ())
    world_when(sim, lambda world: world["enabled_coins"])
    assert sim.coin(100)
    bench.wait(MoneyIn)
    sim.kill()
    bench.wait(TillDown)
    with SimProcess(model="qibixx", link=tmp_path / "till", state=state, turn_ms=20) as heir:
        assert bench.wait(TillUp).levels.tubes[2].count == 31
        assert heir.world()["in_fen"] == 100
        bench.till.close()
