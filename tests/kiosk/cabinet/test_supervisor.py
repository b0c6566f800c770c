"""One cabinet: what it hears from its board, and what it asks of its own accord."""

from __future__ import annotations

from pathlib import Path

from hardware.api import (
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
)
from kiosk.cabinet.lanes import LaneHealth
from kiosk.cabinet.supervisor import ASK_AGAIN_MS
from kiosk.sale.state import Fate, Stage
from tests.kiosk.vend.outside import ScriptedBoard, outcome
from tests.kiosk.vend.rig import play, running


def test_a_late_result_ends_a_doubt(tmp_path: Path) -> None:
    board = ScriptedBoard(results={1: [Result.UNKNOWN]})

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown(units=1)
            rig.gateway.pays("K0000001A")
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)
            board.remembers = {board.turned[0].key: Result.DELIVERED}
            board.say(ServiceAnswer("late_result", True, "it fell after all", (2,)))
            board.say(ServiceAnswer("late_result", True, "it fell after all", (1,)))
            await rig.closed(live)
            assert live.sale.lines[0].fate is Fate.DELIVERED and not rig.gateway.back_fen
            assert len(board.queried) == 2, "once in doubt, once for the motor it is about"
            assert rig.health["A1"].out, "somebody should still look"

    play(work)
    assert_balanced(tmp_path)


def assert_balanced(folder: Path) -> None:
    from kiosk.store.audit import audit

    assert audit(folder).findings == ()


def test_a_turn_asked_about_again_does_not_count_again(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            failed = outcome(VendOrder("vend:OTHER:0:1", 2), Result.NOT_DELIVERED)
            for _ in range(4):
                board.say(VendFinished(failed))
            await rig.until(lambda: "A2" in rig.health)
            board.say(LaneReport(2, LaneState.FAULT, "02/05", "said last"))
            await rig.until(lambda: rig.health["A2"].board_fault)
            assert rig.health["A2"].failures == 1

    play(work)


def test_what_nobody_asked_for_is_told_to_staff(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            board.say(ServiceAnswer("clock_set", True, "done"))
            board.say(ServiceAnswer("unasked_result", True, "slot 9 turned"))
            await rig.until(lambda: rig.oddities)
            assert rig.oddities == ["unasked_result"]

    play(work)


def test_a_lane_called_faulty_is_asked_about_until_it_is_well(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            board.say(LaneReport(2, LaneState.FAULT, "02/05", "no motor"))
            await rig.until(lambda: rig.health)
            rig.cabinet.time_passed()
            assert board.checked == [], "not at once"
            rig.clock.advance(ASK_AGAIN_MS)
            rig.cabinet.time_passed()
            rig.cabinet.time_passed()
            assert board.checked == [2]
            board.say(LaneReport(2, LaneState.NORMAL, "02/01", "well"))
            await rig.until(lambda: rig.health["A2"] == LaneHealth())
            rig.clock.advance(ASK_AGAIN_MS)
            rig.cabinet.time_passed()
            assert board.checked == [2]

    play(work)


def test_no_lane_is_asked_about_while_a_motor_turns(tmp_path: Path) -> None:
    board = ScriptedBoard(holds=True)

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            live = await rig.shown(units=1)
            rig.gateway.pays("K0000001A")
            board.say(LaneReport(2, LaneState.FAULT, "02/05", "no motor"))
            await rig.until(lambda: board.turned and "A2" in rig.health)
            rig.clock.advance(ASK_AGAIN_MS)
            rig.cabinet.time_passed()
            assert board.checked == []
            board.finish()
            await rig.closed(live)
            rig.cabinet.time_passed()
            assert board.checked == [2]

    play(work)


def test_door_and_temperature_are_known_only_while_the_board_speaks(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            await rig.until(lambda: rig.cabinet.up)
            assert board.refreshed == 1
            board.say(MachineReport(True, (7,), (0,)))
            await rig.until(lambda: rig.cabinet.door_open)
            assert rig.cabinet.heard[0].temperature_c(0) == 7
            assert rig.cabinet.heard[0].probe_faults == {0}
            board.down()
            await rig.until(lambda: not rig.cabinet.up)
            assert (rig.cabinet.door_open, rig.cabinet.heard[0].temperature_c(0)) == (False, None)
            assert rig.cabinet.why_down == "the cable is out"
            rig.cabinet.check("A1")
            assert board.checked == [], "nobody is there to answer"
            board.up()
            await rig.until(lambda: rig.cabinet.up)
            assert board.refreshed == 2

    play(work)


def test_a_technician_mends_a_lane(tmp_path: Path) -> None:
    board = ScriptedBoard()

    async def work() -> None:
        async with running(tmp_path, board=board) as rig:
            board.say(VendFinished(outcome(VendOrder("vend:OTHER:0:1", 1), Result.UNKNOWN)))
            await rig.until(lambda: rig.health)
            assert rig.cabinet.health("A1").out
            rig.cabinet.mend("A1")
            assert rig.cabinet.health("A1") == LaneHealth() == rig.health["A1"]

    play(work)
