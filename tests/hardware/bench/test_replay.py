"""Recordings: written by the commands, played to the driver, made a test, and refused where they are none."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.api import BoardSettings, LaneReport, LaneState
from hardware.bench.recorded import file as recording
from hardware.bench.recorded.file import (
    Recorder,
    Recording,
    RecordingError,
    Said,
    head_record,
    load,
    to_record,
)
from hardware.bench.recorded.playing import differences, play
from hardware.bench.recorded.transcript import WIDTH, entry_of, lines_of, replay, write
from hardware.bench.tool import main
from hardware.drivers.tcn import family
from hardware.link.trace import Direction, TraceEntry
from hardware.rig import BOARDS
from hardware.sim.client import SimProcess
from hardware.wire.tcn.messages import ask_drop_sensor

FAULT = LaneState.FAULT
ROOT = Path(__file__).resolve().parents[3]
TCN = BoardSettings("tcn", "board", options={"lanes": 1, "temperature_zones": 0})
TALK = """
0.000 note opened
21.000 tick
21.000 out 00 ff e7 18 00 ff
                # version 00, board 0
50.000 in 00 42 32 37 ab
50.000 said board tcn up at board, firmware B27,
                + motors not told yet
71.000 tick
71.000 out 00 ff 79 86 55 aa
102.000 in 00 5d 00 00 5d
102.000 said lane 1: normal (5D/00/00, usable)
102.000 said board tcn up at board, firmware B27, 1 motors
123.000 tick
123.000 out 00 ff df 20 55 aa
153.000 in 00 5d 00 00 5d
153.000 said door closed, no probe
200.000 call vend {"key": "one", "motor": 1, "drop_sensor": true, "lift": false}
200.500 tick
200.500 out 00 ff 79 86 55 aa
230.000 note lost: The port board was lost: the other end is gone.
230.000 said board down: The port board was lost: the other end is gone.
"""


def function_of(path: Path) -> Callable[[], None]:
    """The test of a file that was written."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[], None] = module.test_the_driver_does_and_tells_what_was_recorded
    return found


def recorded_vend(model: str, folder: Path) -> Path:
    """A vend and the board's port coming and going, as the tool records it."""
    file = folder / "recording.jsonl"
    options = ["--option", "lanes=5"] if model in ("tcn", "m102", "adh815", "adh814") else []
    with SimProcess(model=model, turn_ms=100, link=folder / "board") as sim:
        at = ["--model", model, "--port", sim.port, *options]
        assert main(["vend", *at, "--lane", "5", "--record", str(file)]) == 0
    return file


@pytest.mark.parametrize("model", ["xy", "tcn", "zdm8", "m102", "adh815"])
def test_a_recorded_vend_is_played_and_becomes_a_test(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, made = recorded_vend(model, tmp_path), tmp_path / "test_made.py"
    watched = capsys.readouterr().out
    assert main(["replay", str(file), "--as-test", str(made)]) == 0
    said = capsys.readouterr().out
    assert "The driver does what was recorded: " in said
    # What was heard live comes out again word for word, but for a run's milliseconds.
    assert events_in(said)[: len(events_in(watched))] == events_in(watched)
    assert any("motor 5: " in line for line in events_in(said))
    function_of(made)()


def events_in(said: str) -> list[str]:
    lines = [line.strip() for line in said.splitlines() if line.startswith("          ** ")]
    return [line.partition(" after ")[0] for line in lines]


def written(file: Path, text: str = TALK, *, head: bool = True, ticks: bool = True) -> Recording:
    """A transcript as the commands would have recorded it."""
    entries = [entry_of(line) for line in lines_of(text)]
    records = [to_record(each) for each in entries if ticks or to_record(each)["dir"] != "tick"]
    first = [head_record(TCN, "2026-01-02T03:04:05+00:00")] if head else []
    file.write_text("".join(json.dumps(record) + "\n" for record in [*first, *records]))
    return load(file, TCN)


def test_a_made_test_is_one_file_that_pytest_runs(tmp_path: Path) -> None:
    file, made = tmp_path / "recording.jsonl", tmp_path / "test_made.py"
    written(file)
    assert main(["replay", str(file), "--as-test", str(made)]) == 0
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", made.name]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, "1 passed" in ran.stdout) == (0, True), ran.stdout
    assert "2026-01-02T03:04:05" in made.read_text() and "# version B27, board 0" in made.read_text()
    assert max(map(len, made.read_text().splitlines())) <= 110


def test_a_made_test_fails_when_the_driver_answers_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, made = tmp_path / "recording.jsonl", tmp_path / "test_made.py"
    written(file)
    assert main(["replay", str(file), "--as-test", str(made)]) == 0
    function_of(made)()
    monkeypatch.setattr(family, "lane_report", lambda motor, _reply: LaneReport(motor, FAULT, "-", "odd"))
    with pytest.raises(AssertionError):
        function_of(made)()
    monkeypatch.undo()
    monkeypatch.setattr(family, "ask_door", ask_drop_sensor)
    with pytest.raises(AssertionError):
        function_of(made)()


def test_a_driver_that_changed_is_told_with_the_place_and_no_test_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, made = tmp_path / "recording.jsonl", tmp_path / "test_made.py"
    written(file, TALK.replace("out 00 ff df 20 55 aa", "out 00 ff e8 17 00 ff").replace("usable", "fine"))
    assert main(["replay", str(file), "--as-test", str(made)]) == 1
    said = capsys.readouterr().out
    assert "Different from write 3 on:" in said and "00 ff e8 17 00 ff" in said
    assert "Different from event 2 on:" in said and "recorded: lane 1: normal (5D/00/00, fine)" in said
    assert "No test was written" in said and not made.exists()


def test_missing_writes_and_events_are_differences_and_milliseconds_of_a_run_are_none(tmp_path: Path) -> None:
    whole = written(tmp_path / "a")
    assert differences(whole, play(whole)) == []
    shorter = written(tmp_path / "b", TALK[: TALK.index("123.000 out")])
    assert [(each.what, each.number, each.now) for each in differences(whole, shorter)] == [
        ("write", 3, "nothing"),
        ("event", 4, "nothing"),
    ]
    (before, after) = (Recording(TCN, (Said(0, f"motor 1: delivered after {ms} ms"),)) for ms in (1, 20))
    assert differences(before, after) == []


def test_a_transcript_is_read_as_it_is_written() -> None:
    lines = "\n".join(write((entry_of(line) for line in lines_of(TALK)), BOARDS["tcn"].speech))
    assert lines_of(lines) == lines_of(TALK) == replay(TCN, TALK)
    assert "                # query lane 1" in lines and max(map(len, lines.splitlines())) <= WIDTH
    long = f"1.000 said {'word ' * 60}end"
    (whole,) = lines_of("\n".join(write([entry_of(long)], BOARDS["tcn"].speech)))
    assert whole == long


def test_a_recording_of_frames_alone_is_played_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the first builds wrote them: no board on the first line, no ticks and no events."""
    bare = "\n".join(line for line in lines_of(TALK) if line.split()[1] in ("note", "in", "out", "call"))
    file = tmp_path / "recording.jsonl"
    written(file, bare, head=False)
    assert main(["replay", str(file)]) == 2
    assert (
        "does not say on its first line which board it is of: name it by --model" in capsys.readouterr().err
    )
    options = ["--option", "lanes=1", "--option", "temperature_zones=0"]
    assert main(["replay", str(file), "--model", "tcn", *options]) == 0
    assert "lane 1: normal (5D/00/00, usable)" in capsys.readouterr().out


def test_what_belongs_to_somebody_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, own = tmp_path / "recording.jsonl", tmp_path / "own.py"
    written(file)
    own.write_text("print('mine')")
    assert main(["replay", str(file), "--as-test", str(own)]) == 2
    assert "was not made by this command" in capsys.readouterr().err
    assert own.read_text() == "print('mine')"
    assert main(["replay", str(file), "--as-test", str(tmp_path / "no" / "t.py")]) == 2
    assert "cannot be written: No such file or directory. Choose another file." in capsys.readouterr().err


HEAD = json.dumps(head_record(TCN, ""))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not say on its first line which board"),
        ("{]", "line 1 is not JSON"),
        ("[1]", "line 1 is no JSON object"),
        ('{"recording": 2}', "a recording of another version (2); this program reads 1"),
        ('{"recording": 1}', "its first line lacks 'model'"),
        (f'{HEAD}\n{{"at_us": 1, "dir": "in"}}', "line 2 lacks or garbles 'hex'"),
        (f'{HEAD}\n{{"at_us": 1, "dir": "in", "hex": "0"}}', "line 2 lacks or garbles"),
        (f'{HEAD}\n{{"at_us": 1, "dir": "up", "hex": "00"}}', "line 2 lacks or garbles"),
        (f'{HEAD}\n{{"at_us": 1, "dir": "call", "call": "dance"}}', "asks the driver for dance"),
        (f'{HEAD}\n{{"at_us": 1, "dir": "call", "call": "vend", "lane": 1}}', "asks the driver for vend"),
        (HEAD.replace('"tcn"', '"tcm"'), "There is no board model 'tcm'"),
        ("\xff", "it is no text"),
    ],
)
def test_what_is_no_recording_is_a_sentence(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "recording.jsonl"
    file.write_bytes(text.encode("latin-1"))
    assert main(["replay", str(file)]) == 2
    assert words in capsys.readouterr().err


def test_a_recording_that_is_not_there_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(tmp_path / "none")]) == 2
    assert "cannot be read: No such file or directory." in capsys.readouterr().err


def test_a_recording_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "RECORDING_MAX_BYTES", 1_000)
    recorder = Recorder(tmp_path / "long", TCN)
    with pytest.raises(RecordingError, match="as long as one may be"):
        for at_us in range(100):
            recorder.take(TraceEntry(at_us, Direction.IN, bytes(20)), 0)
    recorder.close()
    with pytest.raises(RecordingError, match="too long for a recording"):
        load(tmp_path / "long")
