"""The bench tool as a technician runs it, against a simulated cabinet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import BoardInfo, BoardUp, LaneReport, LaneState, MachineReport, ServiceAnswer
from hardware.bench import probe, session
from hardware.bench.session import Session
from hardware.bench.tool import main
from hardware.bench.words import Words, event_text
from hardware.link.trace import Direction, TraceEntry
from hardware.rig import BOARDS
from hardware.sim.client import SimProcess
from hardware.wire.xy import POLL


@pytest.fixture
def sim() -> Iterator[SimProcess]:
    with SimProcess(turn_ms=200) as made:
        yield made


@pytest.fixture
def tcn() -> Iterator[SimProcess]:
    with SimProcess(model="tcn", turn_ms=200) as made:
        yield made


def test_probe_asks_for_a_named_family(tcn: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--model", "tcn", "--port", tcn.port]) == 0
    said = capsys.readouterr().out
    assert f"{tcn.port} at 9600 baud: a tcn board, version B27, board 0" in said
    assert f'    [board] model = "tcn", port = "{tcn.port}"\n' in said
    assert "1 board found at 1 port in " in said and said.endswith(" s. Nothing was moved.\n")
    tcn.fault("silence")
    assert main(["probe", "--model", "tcn", "--port", tcn.port]) == 1
    said = capsys.readouterr().out
    assert "no tcn board answers, and nothing is heard. Check its power and its cable." in said
    assert "0 boards found at 1 port" in said


def test_probe_names_family_speed_and_options_without_being_told(capsys: pytest.CaptureFixture[str]) -> None:
    with SimProcess(model="adh815", baud=9_600) as sim:
        assert main(["probe", "--port", sim.port, "--ms", "300"]) == 0
        assert f'[board] model = "adh815", port = "{sim.port}", baud = 9600' in capsys.readouterr().out
        assert sim.world()["turns_total"] == 0


def test_probe_shows_that_it_is_still_at_it(
    tcn: SimProcess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PROGRESS_EVERY_S", 0.1)
    assert main(["probe", "--port", tcn.port, "--ms", "500"]) == 0
    said = capsys.readouterr().out
    assert "an XY board is listened for, all others are asked harmless questions" in said
    assert f"still looking at {tcn.port}\n" in said


def test_probe_without_any_port(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "candidate_ports", tuple)
    assert main(["probe"]) == 1
    assert (
        "No serial port is there. Plug the board in, or name a port with --port." in capsys.readouterr().out
    )


def test_vend_watch_and_trace_of_another_family(
    tcn: SimProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--model", "tcn", "--port", tcn.port]
    assert main(["vend", *at, "--lane", "5", "--dry-run"]) == 0
    assert tcn.world()["turns_total"] == 0
    assert main(["vend", *at, "--lane", "5"]) == 0
    said = capsys.readouterr().out
    assert "-> vend lane 5, with light check   [00 ff 05 fa aa 55]" in said
    assert "motor 5: delivered (5D/00/AA, dropped)" in said
    assert tcn.world()["fell_by_motor"] == {"5": 1}
    assert main(["vend", *at, "--lane", "77"]) == 1
    assert (
        "cannot be vended from, the lane does not exist (5C/00/00); nothing was moved"
        in capsys.readouterr().out
    )
    out = tmp_path / "trace.jsonl"
    assert main(["trace", *at, "--out", str(out), "--seconds", "0.3"]) == 0
    assert any("00ffe71800ff" in line for line in out.read_text().splitlines())
    assert main(["watch", *at, "--seconds", "0.3"]) == 0
    assert "<- version B27, board 0" in capsys.readouterr().out


def test_probe_finds_the_board(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--model", "xy", "--port", sim.port]) == 0
    said = capsys.readouterr().out
    assert "it is only listened, nothing is sent" in said
    assert f"{sim.port} at 57600 baud: an xy board, which says POLL." in said


def test_probe_without_a_board(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["probe", "--port", str(tmp_path / "nothing")]) == 1
    assert "is not there" in capsys.readouterr().out


def test_dry_run_says_what_would_move_and_moves_nothing(
    sim: SimProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vend", "--port", sim.port, "--lane", "5", "--dry-run"]) == 0
    assert "motor 5 would turn once, with the drop sensor" in capsys.readouterr().out
    assert sim.world()["turns_total"] == 0


def test_vend_says_what_it_moves_and_how_it_ended(
    sim: SimProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vend", "--port", sim.port, "--lane", "5"]) == 0
    said = capsys.readouterr().out
    assert said.index("Motor 5 turns once now") < said.index("drive slot")
    assert "motor 5: delivered (04/02, dispensed)" in said
    assert sim.world()["fell_by_motor"] == {"5": 1}


def test_vend_of_a_jam_ends_with_1(sim: SimProcess) -> None:
    sim.fault({"no_drop": "A5"})
    assert main(["vend", "--port", sim.port, "--lane", "5"]) == 1


def test_vend_of_a_lane_that_says_no_moves_nothing_unless_told_to(
    sim: SimProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.fault({"out_of_stock": "A5"})
    assert main(["vend", "--port", sim.port, "--lane", "5"]) == 1
    assert "cannot be vended from, out of stock (02/02); nothing was moved" in capsys.readouterr().out
    assert sim.world()["turns_total"] == 0
    main(["vend", "--port", sim.port, "--lane", "5", "--anyway", "--no-drop-sensor"])
    (order,) = sim.world()["orders"]
    assert (order["motor"], order["drop_sensor"]) == (5, False)


def test_vend_of_a_lane_whose_check_is_not_answered_says_so(
    sim: SimProcess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reports of price and stock are no answer, and the wait for one ends when they end."""
    report = LaneReport(5, LaneState.NORMAL, "11/00", "normal")
    heard = iter((BoardUp(BoardInfo("xy", sim.port)), report, report, None))
    monkeypatch.setattr(Session, "wait_for", lambda *_: next(heard))
    assert main(["vend", "--port", sim.port, "--lane", "5"]) == 1
    assert "The board did not answer the check of lane 5; nothing was moved." in capsys.readouterr().out
    assert next(heard, "all heard") == "all heard"


def test_vend_behind_reports_that_never_end_says_so(
    sim: SimProcess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CHECK_MAX_S", 0)
    assert main(["vend", "--port", sim.port, "--lane", "5"]) == 1
    assert "The board did not answer the check of lane 5" in capsys.readouterr().out
    assert sim.world()["turns_total"] == 0


def test_vend_without_a_board_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vend", "--port", str(tmp_path / "nothing"), "--lane", "5"]) == 2
    assert "is not there" in capsys.readouterr().out


def test_watch_shows_frames_in_words(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch", "--port", sim.port, "--polls", "--seconds", "0.6"]) == 0
    said = capsys.readouterr().out
    assert "-> synchronise #" in said
    assert "<- POLL" in said
    assert sim.world()["turns_total"] == 0


def test_trace_records_every_byte(sim: SimProcess, tmp_path: Path) -> None:
    out = tmp_path / "trace.jsonl"
    assert main(["trace", "--port", sim.port, "--out", str(out), "--seconds", "0.6"]) == 0
    entries = [json.loads(line) for line in out.read_text().splitlines()]
    assert (entries[0]["recording"], entries[0]["model"], entries[0]["port"]) == (1, "xy", sim.port)
    assert entries[1]["note"] == "opened"
    assert {"in", "out", "note", "said"} <= {entry["dir"] for entry in entries[1:]}
    assert any(entry.get("note") == "closed" for entry in entries)
    assert any(entry.get("hex", "").startswith("fafb3101") for entry in entries)


def test_trace_into_a_folder_that_is_not_there_ends_with_2(
    sim: SimProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "no" / "t")
    assert main(["trace", "--port", sim.port, "--out", out, "--seconds", "0"]) == 2
    said = capsys.readouterr().err
    assert said == f"The recording {out} cannot be written: No such file or directory. Choose another file.\n"


@pytest.mark.parametrize("command", ["watch", "trace"])
def test_a_port_that_is_not_there_ends_with_2(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--out", str(tmp_path / "t")] if command == "trace" else []
    assert main([command, "--port", str(tmp_path / "nothing"), *more]) == 2
    assert "nothing is not there" in capsys.readouterr().err


def test_watch_goes_on_when_the_cable_is_pulled(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    sim.fault([{"fault": "cut_cable", "at_ms": 500}])
    assert main(["watch", "--port", sim.port, "--seconds", "2"]) == 0
    assert "board down" in capsys.readouterr().out


def test_sim_is_handed_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sim", "--help"])
    assert ended.value.code == 0
    assert "--cabinet" in capsys.readouterr().out


def test_unknown_command_ends_with_2() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["vendd"])
    assert ended.value.code == 2


def test_idle_chatter_is_hidden_and_noise_is_shown() -> None:
    words = Words(BOARDS["xy"].speech, show_chatter=False)
    assert list(words.lines(TraceEntry(1_000_000, Direction.IN, POLL.encode()))) == []
    (line,) = words.lines(TraceEntry(1_500_000, Direction.IN, b"\x13\x37"))
    assert line == "   0.5000 <- noise, no frame starts here: 13 37"


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            BoardUp(BoardInfo("xy", "p", "V3", (1, 2))),
            "board xy up at p, firmware V3, 2 motors",
        ),
        (LaneReport(5, LaneState.FAULT, "02/06", "door"), "lane 5: fault (02/06, door)"),
        (MachineReport(True, (4, None), (1,)), "door open, 4 °C, -, probe fault in zone 1"),
        (MachineReport(False), "door closed, no probe"),
        (MachineReport(None, (4,)), "door not told, 4 °C"),
        (ServiceAnswer("jammed_read", False, "away"), "jammed_read: failed, away"),
    ],
)
def test_events_in_words(event: BoardUp | LaneReport | MachineReport | ServiceAnswer, text: str) -> None:
    assert event_text(event) == text
