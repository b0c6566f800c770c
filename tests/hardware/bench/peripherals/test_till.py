"""The bench's till commands as a technician runs them, against a simulated till."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.api import (
    CardAnswer,
    CardEnd,
    CardEnded,
    CardResult,
    CashLevels,
    MoneyIn,
    MoneyKind,
    PaidOut,
    ReturnPressed,
    TillDown,
    TillEvent,
    TillInfo,
    TillTrouble,
    TillUp,
    Tube,
)
from hardware.bench.peripherals import till as tilling
from hardware.bench.peripherals.till import event_text
from hardware.bench.tool import main
from hardware.sim.client import SimProcess

LEVELS = CashLevels((Tube(50, 3), Tube(100, 70, full=True)), 4)


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimProcess]:
    with SimProcess(model="qibixx", link=tmp_path / "till", turn_ms=10) as made:
        yield made


def test_pay_says_which_coins_and_pays_them(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--port", sim.port]
    assert main(["till", "pay", *at, "--fen", "160", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Dry run: 1 x 1.00, 1 x 0.50, 1 x 0.10 would be paid, 1.60 in all." in said
    assert sim.world()["out_fen"] == 0
    assert main(["till", "pay", *at, "--fen", "160"]) == 0
    said = capsys.readouterr().out
    assert "pay out 1 coins of type 2" in said
    assert "** 1.60 of 1.60 paid out; tubes 39 x 0.10" in said
    assert sim.world()["out_fen"] == 160
    assert main(["till", "pay", *at, "--fen", "5", "--dry-run"]) == 1
    assert "Dry run: no coin would be paid" in capsys.readouterr().out


@pytest.fixture
def until(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets Ctrl-C be pressed as soon as the bench says this."""

    def press_at(words: str) -> None:
        def say(line: str) -> None:
            print(line)
            if words in line:
                raise KeyboardInterrupt

        monkeypatch.setattr(tilling, "say", say)

    return press_at


def test_watch_takes_money_only_when_told_to(
    sim: SimProcess, capsys: pytest.CaptureFixture[str], until: Callable[[str], None]
) -> None:
    sim.fault([{"fault": "coin", "fen": 100, "at_ms": at_ms} for at_ms in range(0, 60_000, 400)])
    until("till qibixx up")
    assert main(["till", "watch", "--port", sim.port]) == 0
    assert "coins 0.10, 0.50, 1.00" in capsys.readouterr().out
    assert sim.world()["in_fen"] == 0
    until("came in")
    assert main(["till", "watch", "--port", sim.port, "--take"]) == 0
    assert "** coin of 1.00 came in" in capsys.readouterr().out
    assert main(["till", "watch", "--port", sim.port, "--seconds", "0.1"]) == 0


def test_card_is_given_back(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    sim.fault([{"fault": "card", "at_ms": at_ms} for at_ms in range(300, 30_000, 300)])
    assert main(["till", "card", "--port", sim.port, "--fen", "10"]) == 0
    said = capsys.readouterr().out
    assert "** card approved, 0.10" in said and "** card payment returned" in said
    world = sim.world()
    assert (world["charged_fen"], world["held_fen"]) == (0, 0)


def test_probe_names_the_adapter(sim: SimProcess, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["till", "probe", "--port", sim.port]) == 0
    assert f"{sim.port} at 115200 baud: version 4.0.2.0" in capsys.readouterr().out
    sim.fault("silence")
    assert main(["till", "probe", "--port", sim.port]) == 1
    assert "no answer" in capsys.readouterr().out
    assert "M" not in sim.world()["heard"]


def test_what_cannot_be_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["till", "watch", "--port", str(tmp_path / "none"), "--seconds", "1"]) == 2
    assert "is not there" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["till", "pay", "--port", "x", "--fen", "0"])
    assert "no amount in whole fen" in capsys.readouterr().err


def test_till_without_changer_and_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "till.toml"
    plan.write_text("has_changer = false\nhas_reader = false\n")
    with SimProcess(till=plan, link=tmp_path / "till") as sim:
        assert main(["till", "pay", "--port", sim.port, "--fen", "10"]) == 2
        assert "No coin changer to speak to" in capsys.readouterr().out
        assert main(["till", "card", "--port", sim.port, "--fen", "10"]) == 2
        assert "No card reader to speak to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            TillUp(TillInfo("qibixx", "p"), CashLevels()),
            "no coins, no bills, no card reader; tubes not counted",
        ),
        (TillDown("gone"), "till down: gone"),
        (
            MoneyIn(1_000, MoneyKind.BILL, LEVELS),
            "bill of 10.00 came in; tubes 3 x 0.50, 70 x 1.00 (full), 4",
        ),
        (ReturnPressed(), "return lever"),
        (PaidOut("k", 200, 100, False, LEVELS), "1.00 of 2.00 paid out, at least: nobody can be sure"),
        (CardAnswer("k", CardResult.DENIED, 0), "card denied"),
        (CardEnded("k", CardEnd.UNKNOWN), "card payment unknown"),
        (TillTrouble("coin_jam", "A coin is jammed.", cleared=True), "over: A coin is jammed. (coin_jam)"),
    ],
)
def test_events_in_words(event: TillEvent, words: str) -> None:
    assert words in event_text(event)
