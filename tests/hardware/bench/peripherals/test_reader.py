"""The bench tool's reader as a technician uses it, against a simulated one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import ReaderDown, ReaderInfo, ReaderTrouble, ReaderUp
from hardware.bench.peripherals.reader import event_text
from hardware.bench.tool import main
from hardware.sim.client import SimProcess
from tests.hardware.plug import Plug


@pytest.fixture(scope="module")
def sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimProcess]:
    with SimProcess(reader=tmp_path_factory.mktemp("bench") / "reader") as made:
        yield made


def read(sim: SimProcess, *more: str) -> tuple[str, int]:
    """A code is held before it until the tool has seen it; the code, and how it ended."""
    port = sim.world()["reader"]["port"]
    code = sim.scan(times=1_000, gap_ms=25)
    ended = main(["reader", "--port", port, "--count", "1", *more])
    sim.fault({"clear": True})
    return code, ended


def test_codes_are_masked(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    code, ended = read(sim)
    said = capsys.readouterr().out
    assert ended == 0 and "hold a code before it" in said
    assert "<wechat code of 18 characters, 13…>" in said
    assert code not in said and code[2:] not in said


def test_whole_codes_only_when_asked_for(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    code, ended = read(sim, "--whole", "--suffix", "cr")
    assert ended == 0 and f"wechat: {code}" in capsys.readouterr().out


def test_it_ends_when_its_time_is_over(sim: SimProcess) -> None:
    assert main(["reader", "--port", sim.world()["reader"]["port"], "--seconds", "0.1"]) == 0


def test_a_port_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reader", "--port", str(tmp_path / "nothing")]) == 2
    assert "is not there" in capsys.readouterr().err


def test_a_wrong_option_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reader", "--port", "/dev/null", "--option", "idle_ms=5"]) == 2
    assert "a whole number from 50 to 100" in capsys.readouterr().err


def test_a_setting_is_taken_or_not_answered(
    sim: SimProcess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = sim.world()["reader"]["port"]
    assert main(["reader", "--port", port, "--set", "serial"]) == 0
    assert "It has taken it." in capsys.readouterr().out
    monkeypatch.setattr("hardware.bench.peripherals.reader.ANSWER_S", 0.1)
    plug = Plug()
    assert main(["reader", "--port", plug.path, "--set", "host"]) == 1
    assert "It does not answer" in capsys.readouterr().out
    plug.pull()


def test_every_event_is_a_line() -> None:
    up = ReaderUp(ReaderInfo("/dev/p", is_keyboard=True))
    assert event_text(up, whole=False).startswith("keyboard up at /dev/p")
    assert event_text(ReaderDown("gone"), whole=False) == "reader down: gone"
    assert event_text(ReaderTrouble("garbled", "noise"), whole=True) == "garbled: noise"
