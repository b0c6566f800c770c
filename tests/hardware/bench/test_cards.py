"""The bench tool with motor cards that are polled, and with options of a model."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.bench.arguments import option
from hardware.bench.tool import main
from hardware.sim.client import SimProcess
from hardware.wire.m102.vectors import PASSWORD


@pytest.fixture
def cards(request: pytest.FixtureRequest) -> Iterator[SimProcess]:
    with SimProcess(model=request.param, turn_ms=200) as made:
        yield made


@pytest.mark.parametrize(
    ("cards", "probed", "driven", "ended"),
    [
        (
            "m102",
            "9600 baud: an m102 board, number G623869",
            "run motor 5, two-wire, curtain watched, card 1",
            "(03/00/",
        ),
        ("adh815", "38400 baud: an adh815 board, idle", "run motor 5, card 1", "(03/00,"),
        ("adh814", "9600 baud: an adh814 board, idle", "run motor 5, card 1", "(A3/00,"),
    ],
    indirect=["cards"],
)
def test_probe_and_vend(
    cards: SimProcess,
    probed: str,
    driven: str,
    ended: str,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    model = request.node.callspec.params["cards"]
    at = ["--model", model, "--port", cards.port]
    assert main(["probe", *at]) == 0
    assert probed in capsys.readouterr().out
    assert main(["vend", *at, "--option", "lanes=8", "--lane", "5"]) == 0
    said = capsys.readouterr().out
    assert f"-> {driven}" in said
    assert f"motor 5: delivered {ended}" in said
    assert "poll" not in said
    assert cards.world()["fell_by_motor"] == {"5": 1}
    assert main(["vend", *at, "--option", "lanes=8", "--lane", "9"]) == 1


def test_salted_card_is_spoken_to_with_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "faults.json"
    script.write_text('["salted_crc"]')
    with SimProcess(model="m102", turn_ms=200, script=script) as cards:
        at = ["--model", "m102", "--port", cards.port]
        assert main(["probe", "--port", cards.port]) == 0
        assert f'options.crc_password = "{PASSWORD}"' in capsys.readouterr().out
        assert main(["vend", *at, "--option", f'crc_password="{PASSWORD}"', "--lane", "5"]) == 0
    assert "motor 5: delivered" in capsys.readouterr().out


def test_wrong_option_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--model", "m102", "--port", "/dev/nowhere", "--option", "lane=8"]
    assert main(["watch", *arguments, "--seconds", "0"]) == 2
    assert "Did you mean lanes?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "value"),
    [("a=1", 1), ("a=true", True), ('a="1"', "1"), ("a=1-10, 25", "1-10, 25"), ("a=[1]", [1])],
)
def test_option_is_toml_or_a_text(text: str, value: object) -> None:
    assert option(text) == ("a", value)


@pytest.mark.parametrize("text", ["a", "a=", "=1", "a b=1"])
def test_what_is_no_option_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="KEY=VALUE"):
        option(text)
