"""Whole sales through the real driver and the simulated cabinet on a pty; what fell is counted there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.api import BoardSettings
from hardware.drivers.xy.board import XyBoard
from hardware.sim.client import SimProcess
from kiosk.sale.state import Fate, Stage
from kiosk.store.audit import audit
from kiosk.vend.live import Live
from tests.kiosk.vend.outside import ScriptedGateway
from tests.kiosk.vend.rig import Rig, play, running

TURN_MS = 250
PATIENT_MS = 15_000
HASTY_MS = 1_500


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimProcess]:
    with SimProcess(link=tmp_path / "board", turn_ms=TURN_MS) as process:
        yield process


def _board(sim: SimProcess, vend_timeout_ms: int = PATIENT_MS) -> XyBoard:
    return XyBoard(BoardSettings("xy", sim.port, options={"vend_timeout_ms": vend_timeout_ms}))


def _fell(sim: SimProcess) -> dict[str, int]:
    lanes = sim.world()["lanes"]
    return {label: lanes[label]["fell"] for label in ("A1", "A2") if lanes[label]["fell"]}


async def _paid(rig: Rig) -> Live:
    await rig.until(lambda: rig.cabinet.up)
    live = await rig.shown()
    rig.gateway.pays("K0000001A")
    return live


def _sell(
    folder: Path, board: XyBoard, ended: Callable[[Live], bool] = lambda live: live.sale.stage is Stage.CLOSED
) -> Live:
    sold: list[Live] = []

    async def work() -> None:
        async with running(folder, ScriptedGateway(), board) as rig:
            live = await _paid(rig)
            await rig.until(lambda: ended(live))
            sold.append(live)

    play(work)
    return sold[0]


def test_what_was_paid_falls_once(tmp_path: Path, sim: SimProcess) -> None:
    _sell(tmp_path, _board(sim))
    report = audit(tmp_path)
    assert report.findings == () and report.figures.delivered_fen == 750
    assert _fell(sim) == {"A1": 1, "A2": 1}


def test_what_jams_is_paid_back_and_the_lane_is_out(tmp_path: Path, sim: SimProcess) -> None:
    sim.fault({"jam": "A2"})
    live = _sell(tmp_path, _board(sim))
    report = audit(tmp_path)
    assert report.findings == ()
    assert (report.figures.delivered_fen, report.figures.refunded_fen) == (450, 300)
    assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED, Fate.NOT_DELIVERED]
    assert _fell(sim) == {"A1": 1}


def test_a_result_that_comes_too_late_still_ends_the_doubt(tmp_path: Path, sim: SimProcess) -> None:
    sim.fault({"fault": "late_result", "lane": "A1", "ms": HASTY_MS})
    live = _sell(tmp_path, _board(sim, HASTY_MS))
    report = audit(tmp_path)
    assert report.findings == () and report.double_vends == 0
    assert [line.fate for line in live.sale.lines] == [Fate.DELIVERED, Fate.NOT_DELIVERED]
    assert (report.figures.delivered_fen, report.figures.refunded_fen) == (450, 300)
    assert _fell(sim) == {"A1": 1}, "after a doubt the rest is not tried"


def test_the_program_that_dies_in_a_turn_leaves_a_doubt_and_no_second_drop(
    tmp_path: Path, sim: SimProcess
) -> None:
    gateway = ScriptedGateway()

    async def cut() -> None:
        async with running(tmp_path, gateway, _board(sim)) as rig:
            live = await _paid(rig)
            await rig.until(lambda: live.sale.lines[0].fate is Fate.MOVING)

    async def again() -> None:
        gateway.away = False
        async with running(tmp_path, gateway, _board(sim)) as rig:
            await rig.until(lambda: rig.cabinet.up)
            live = (await rig.take_up())[0]
            await rig.until(lambda: live.sale.stage is Stage.NEEDS_STAFF)

    play(cut)
    play(again)
    report = audit(tmp_path)
    assert report.findings == () and report.double_vends == 0
    assert (report.figures.in_doubt_fen, report.figures.refunded_fen) == (450, 300)
    assert _fell(sim).get("A1", 0) <= 1 and "A2" not in _fell(sim)
