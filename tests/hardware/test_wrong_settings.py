"""What an installer is told who has set the wrong model, speed or lane, or whose port somebody else has.

On real ptys: the driver as the kiosk starts it, ``doctor``'s look, and the bench tool.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.api import (
    BoardDown,
    BoardSettings,
    BoardUp,
    LaneReport,
    LaneState,
    Result,
    VendFinished,
    VendOrder,
)
from hardware.bench.tool import main
from hardware.look import look
from hardware.rig import BOARDS, open_board
from hardware.sim.client import SimProcess
from tests.hardware.xy_peer import Events

ROOT = Path(__file__).resolve().parents[2]
SILENT = "no board of the model {} is heard: check its power and cable, board.model and board.baud"
NOISY = "bytes come, but not those of the model {}: board.model or board.baud is wrong"
STRANGE = "a board answers, but not one of the model {}: board.model is wrong"


@contextmanager
def started(settings: BoardSettings) -> Iterator[Events]:
    """The driver, as the kiosk starts it."""
    events, board = Events(), open_board(settings)
    board.start(events)
    try:
        yield events
    finally:
        board.close()


def board_of(sim: str) -> SimProcess:
    return SimProcess(model=sim, baud=BOARDS[sim].baud, turn_ms=100)


@pytest.mark.parametrize(
    ("sim", "model", "why"),
    [
        ("xy", "tcn", NOISY),
        ("tcn", "m102", SILENT),
        ("zdm8", "relay", STRANGE),
        ("relay", "zdm8", STRANGE),
        ("m102", "xy", SILENT),
        ("adh815", "adh814", SILENT),
        ("adh814", "adh815", SILENT),
    ],
)
def test_a_board_of_another_family_is_never_up_and_nothing_moves(sim: str, model: str, why: str) -> None:
    with board_of(sim) as there:
        with started(BoardSettings(model, there.port)) as events:
            assert events.next() == BoardDown(why.format(model))
        assert (there.world()["turns_total"], there.world()["orders_total"]) == (0, 0)


@pytest.mark.parametrize(
    ("sim", "model", "why"), [("xy", "tcn", NOISY), ("zdm8", "relay", STRANGE), ("m102", "adh815", SILENT)]
)
def test_the_look_and_the_bench_name_the_right_family_or_how_to_find_it(
    sim: str, model: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = why.format(model)
    with board_of(sim) as there:
        found = look(BoardSettings(model, there.port))
        at = f"{there.port} at {BOARDS[model].baud} baud"
        what = f"The board at this port is of the model {sim}, at {BOARDS[sim].baud} baud"
        assert found.text == f'{at}: {words}. {what}: set board.model = "{sim}".'
        assert not found.is_well
        assert main(["vend", "--model", model, "--port", there.port, "--lane", "1", "--anyway"]) == 2
        said = capsys.readouterr().out
        assert f"No board to speak to; nothing was moved. {words[0].upper()}{words[1:]}.\n" in said
        assert f"To find out what is there: python -m hardware.bench probe --port {there.port}\n" in said
        assert (there.world()["turns_total"], there.world()["orders_total"]) == (0, 0)


@pytest.mark.parametrize(("model", "baud", "right"), [("xy", 9_600, 57_600), ("tcn", 38_400, 9_600)])
def test_a_wrong_speed_is_named_with_the_right_one(model: str, baud: int, right: int) -> None:
    with SimProcess(model=model, baud=right) as there:
        with started(BoardSettings(model, there.port, baud)) as events:
            said = events.next()
            assert isinstance(said, BoardDown)
            assert said.reason in (SILENT.format(model), NOISY.format(model))
        found = look(BoardSettings(model, there.port, baud))
        assert not found.is_well
        words = f"The board at this port is of the model {model}, at {right} baud: set board.baud = {right}."
        assert found.text.endswith(words)
        with started(BoardSettings(model, there.port, right)) as events:
            assert isinstance(events.next(), BoardUp)
        assert there.world()["orders_total"] == 0


def test_a_salted_card_is_named_with_its_option(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text('["salted_crc"]')
    with SimProcess(model="m102", script=script) as there:
        found = look(BoardSettings("m102", there.port))
    assert found.text.endswith('at 9600 baud: set board.options.crc_password = "18633695826".')


BEYOND = [
    ("xy", 999, LaneState.MISSING, "the slot does not exist"),
    ("xy", 1_000, LaneState.MISSING, "there is no slot 1000: 1 to 999"),
    ("tcn", 77, LaneState.MISSING, "the lane does not exist"),
    ("tcn", 90, LaneState.MISSING, "there is no lane 90: each board has 1 to 80 of its hundred, up to 980"),
    ("zdm8", 801, LaneState.MISSING, "there is no motor 801: they count from 1 to 800"),
    ("m102", 61, LaneState.MISSING, "there is no lane 61: the board is set to lanes 1 to 60"),
    ("m102", 55, LaneState.MISSING, "the motor is missing or its wire is open"),
    ("adh815", 101, LaneState.MISSING, "there is no lane 101: the board is set to lanes 1 to 100"),
    ("adh814", 61, LaneState.MISSING, "there is no lane 61: the board is set to lanes 1 to 60"),
    ("relay", 65, LaneState.MISSING, "there is no motor 65: they count from 1 to 64"),
]


@pytest.mark.parametrize(("model", "lane", "state", "words"), BEYOND)
def test_a_lane_beyond_the_layout_is_refused_in_words(
    model: str, lane: int, state: LaneState, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with board_of(model) as there:
        assert main(["vend", "--model", model, "--port", there.port, "--lane", str(lane)]) == 1
        said = capsys.readouterr().out
        assert f"Lane {lane} cannot be vended from, {words} (" in said and "; nothing was moved." in said
        events, board = Events(), open_board(BoardSettings(model, there.port))
        board.start(events)
        events.wait(BoardUp)
        board.check_lane(lane)
        while (report := events.wait(LaneReport)).motor != lane:
            """the board tells of its other lanes meanwhile"""
        assert (report.state, report.text) == (state, words)
        # Whoever does not ask before moves nothing either, but for boards that only find out by trying.
        board.vend(VendOrder("one", lane))
        outcome = events.wait(VendFinished).outcome
        board.close()
        assert outcome.result in (Result.REFUSED, Result.FAULT)
        assert there.world()["turns_total"] == 0


def test_a_board_that_is_not_there_is_said_to_be_silent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lane 101 of a ZDM8 line is on a second board."""
    monkeypatch.setattr("hardware.bench.session.CHECK_QUIET_S", 0.5)
    with board_of("zdm8") as there:
        assert main(["vend", "--model", "zdm8", "--port", there.port, "--lane", "101"]) == 1
        assert "The board did not answer the check of lane 101; nothing was moved." in capsys.readouterr().out
        assert there.world()["turns_total"] == 0


@pytest.mark.parametrize("model", ["xy", "m102"])
def test_the_second_program_at_a_port_says_who_the_first_one_is(
    model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with board_of(model) as there:
        at = ["--model", model, "--port", there.port]
        command = [sys.executable, "-m", "hardware.bench", "watch", *at]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as first:
            assert first.stdout is not None
            while b" up at " not in first.stdout.readline():
                """its board comes up"""
            words = (
                f"The port {there.port} is in use by another program, hardware.bench (process {first.pid}). "
                "End that program first."
            )
            with started(BoardSettings(model, there.port)) as events:
                assert events.next() == BoardDown(words)
            found = look(BoardSettings(model, there.port))
            assert (found.in_use, found.text) == (True, words)
            assert main(["watch", *at]) == 2
            assert capsys.readouterr().err == f"{words}\n"
            assert main(["vend", *at, "--lane", "1"]) == 2
            said = capsys.readouterr().out
            assert said.endswith(f"No board to speak to; nothing was moved. {words}\n")
            assert main(["probe", "--port", there.port]) == 1
            assert "End that program first; it was not touched." in capsys.readouterr().out
            first.terminate()
            first.stdout.read()
        assert there.world()["turns_total"] == 0
