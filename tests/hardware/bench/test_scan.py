"""``scan`` as a technician runs it: what each family can tell of its lanes, and that nothing turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.api import LaneReport
from hardware.bench import scan as scanning
from hardware.bench.session import Session
from hardware.bench.tool import main
from hardware.sim.client import SimProcess

CABINET = "[lanes]\nA1 = 1\nA2 = 2\nA3 = 3\n"
Start = Callable[[str], SimProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[SimProcess] = []

    def make(model: str) -> SimProcess:
        cabinet = tmp_path / "cabinet.toml"
        cabinet.write_text(CABINET)
        running.append(SimProcess(model=model, turn_ms=100, cabinet=cabinet))
        return running[-1]

    yield make
    for sim in running:
        sim.close()


def rows(said: str) -> dict[int, list[str]]:
    """The table: lane -> state, code and words."""
    cells = [line.split(maxsplit=3) for line in said.splitlines() if line[:5].strip().isdecimal()]
    return {int(lane): rest for lane, *rest in cells if lane.isdecimal()}


@pytest.mark.parametrize(
    ("model", "fault", "bad", "note"),
    [
        ("xy", {"out_of_stock": "A2"}, ["out_of_stock", "02/02", "out of stock"], ""),
        (
            "tcn",
            {"motor_missing": "A2"},
            ["missing", "5C/00/00", "the lane does not exist"],
            "only says whether",
        ),
        ("m102", {"motor_missing": "A2"}, ["missing", "04/BB", "the motor is missing or"], "a short current"),
    ],
)
def test_boards_that_can_tell_are_believed_lane_by_lane(
    model: str, fault: object, bad: list[str], note: str, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    sim = start(model)
    sim.fault(fault)
    at = ["scan", "--model", model, "--port", sim.port]
    assert main([*at, "--motors", "1-3"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("No motor is moved.") and note in said
    found = rows(said)
    assert (found[2][:2], found[2][2].startswith(bad[2])) == (bad[:2], True)
    assert found[1][0] == found[3][0] == "normal"
    assert f"3 lanes: 2 normal, 1 {bad[0]}. Nothing was moved." in said
    sim.fault("clear")
    assert main([*at, "--motors", "3"]) == 0
    assert list(rows(capsys.readouterr().out)) == [3]
    assert sim.world()["turns_total"] == sim.world()["orders_total"] == 0


@pytest.mark.parametrize(
    ("model", "lanes", "note"),
    [
        ("xy", 3, "The board's clock is set, and"),
        ("tcn", 3, "A TCN board only says"),
        ("zdm8", 100, "A ZDM8 board says nothing of a motor before it turns"),
        ("relay", 8, "Every relay of the board is switched off."),
    ],
)
def test_the_lanes_that_a_board_names_are_checked(
    model: str, lanes: int, note: str, start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    sim = start(model)
    assert main(["scan", "--model", model, "--port", sim.port]) == 0
    said = capsys.readouterr().out
    assert note in said
    assert sorted(rows(said)) == list(range(1, lanes + 1))
    assert f"{lanes} lanes: {lanes} normal. Nothing was moved." in said
    assert sim.world()["turns_total"] == 0


def test_a_board_that_cannot_name_its_motors_says_so(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    sim = start("adh815")
    at = ["scan", "--model", "adh815", "--port", sim.port]
    assert main(at) == 1
    said = capsys.readouterr().out
    assert "An ADH card says nothing of a motor before it turns" in said
    assert "It cannot say which motors it has: name them, like --motors 1-40." in said
    assert main([*at, "--motors", "7"]) == 0
    assert "its card answers" in capsys.readouterr().out


def test_a_board_that_falls_silent_ends_the_scan(
    start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sim, check = start("zdm8"), Session.check

    def checked(session: Session, motor: int) -> LaneReport | None:
        if motor == 3:
            sim.fault("silence")
        return check(session, motor)

    monkeypatch.setattr(Session, "check", checked)
    assert main(["scan", "--model", "zdm8", "--port", sim.port, "--motors", "1-400"]) == 1
    said = capsys.readouterr().out
    assert list(rows(said)) == [1, 2, 3] and rows(said)[3][:2] == ["no", "answer"]
    assert "The board is away: " in said and "3 lanes: 2 normal, 1 no answer. Nothing was moved." in said


def test_a_board_that_names_no_lanes_is_not_waited_for_for_ever(
    start: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "QUIET_S", 0.3)
    sim = start("m102")
    at = ["scan", "--model", "m102", "--port", sim.port, "--option", "scan=false"]
    assert main([*at, "--option", "temperature_zones=0"]) == 1
    assert "The board names no lanes: name them" in capsys.readouterr().out


def test_no_board_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--port", str(tmp_path / "nothing")]) == 2
    assert "No board to speak to; nothing was moved. The port" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "0", "5-1", "a", "1-1000"])
def test_what_names_no_lanes_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["scan", "--port", "/dev/nowhere", "--motors", text])
    assert ended.value.code == 2
    assert "lanes between 1 and 999" in capsys.readouterr().err
