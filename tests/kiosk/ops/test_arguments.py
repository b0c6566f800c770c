"""The command line, as a stranger would write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.errors import ExitCode
from kiosk.ops.arguments import (
    DEFAULT_DATA,
    ArgumentsError,
    Audit,
    Doctor,
    Enrol,
    Export,
    Reconcile,
    Run,
    Simulate,
    parse,
)


def test_everything_of_a_run() -> None:
    line = "--config k.toml --data d --demo --control s --windowed 800x1280 --lang en --set a=b --set c=d"
    assert parse(line.split()) == Run(
        Path("k.toml"), Path("d"), True, Path("s"), (800, 1280), "en", ("a=b", "c=d")
    )
    assert parse([]) == Run(None, DEFAULT_DATA, False, None, None, "", ())


def test_every_command() -> None:
    assert parse(["doctor"]) == Doctor(None, DEFAULT_DATA, ())
    assert parse(["audit", "--data", "d", "--json"]) == Audit(Path("d"), True)
    line = "export --what sales --from 2026-01-01 --to 2026-01-31 --out x.csv"
    assert parse(line.split()) == Export(DEFAULT_DATA, "sales", "2026-01-01", "2026-01-31", Path("x.csv"))
    assert parse(["reconcile"]) == Reconcile(None, DEFAULT_DATA, "", ())
    line = "reconcile --config k.toml --data d --day 2026-01-31 --set a.b=c"
    assert parse(line.split()) == Reconcile(Path("k.toml"), Path("d"), "2026-01-31", ("a.b=c",))
    line = "enrol --code C --cloud https://c.example"
    assert parse(line.split()) == Enrol("C", "https://c.example", DEFAULT_DATA, None)
    assert parse(["simulate"]) == Simulate(None)
    assert Simulate(None).words == []
    assert Simulate(Path("c.toml"), "tcn").words == ["--cabinet", "c.toml", "--model", "tcn"]
    assert parse(["simulate", "--model", "tcn"]) == Simulate(None, "tcn")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--windowed big", "1080x1920"),
        ("--windowed 100x100", "pixels"),
        ("--lang fr", "zh_CN"),
        ("--dem", "--dem"),
        ("--demo extra", "extra"),
        ("--data d audit", "first"),
        ("export --what gold --from 2026-01-01 --to 2026-01-02 --out x", "gold"),
        ("export --what sales --from 2026-02-01 --to 2026-01-02 --out x", "later"),
        ("export --what sales --from soon --to 2026-01-02 --out x", "soon"),
        ("reconcile --day soon", "soon"),
        ("enrol --code C", "--cloud"),
        ("--set", "--set"),
    ],
)
def test_a_wrong_line_is_a_sentence_and_exit_2(line: str, words: str) -> None:
    with pytest.raises(ArgumentsError) as caught:
        parse(line.split())
    assert words in caught.value.text
    assert caught.value.exit_code == ExitCode.BAD_ARGUMENTS


def test_help_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(["--help"])
    assert caught.value.code == 0
    assert "--demo" in capsys.readouterr().out
