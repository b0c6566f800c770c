from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.drivers.tcn.questions import MANNERS
from hardware.link import opening
from hardware.probe import Greeting, candidate_ports, greet, listen, probe
from hardware.sim.client import SimProcess


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_board_is_found_at_the_first_speed_and_nothing_moves() -> None:
    with SimProcess() as sim:
        (finding,) = probe([sim.port], [57_600, 9_600])
        assert finding.is_xy
        assert "an XY board" in finding.text
        assert sim.world()["orders_total"] == 0
        assert sim.world()["wire"]["answered"] == 0


def test_silence_is_tried_at_every_speed(pty: tuple[int, str]) -> None:
    findings = list(probe([pty[1]], [57_600, 9_600], 50))
    assert [finding.text for finding in findings] == [
        f"{pty[1]} at 57600 baud: silence",
        f"{pty[1]} at 9600 baud: silence",
    ]


def test_port_that_is_not_there_is_left_with_a_sentence(tmp_path: Path) -> None:
    (finding,) = probe([str(tmp_path / "nothing")], [57_600, 9_600])
    assert not finding.is_xy
    assert "is not there" in finding.text


def test_each_device_is_listed_once_under_its_lasting_name(tmp_path: Path) -> None:
    (tmp_path / "serial/by-id").mkdir(parents=True)
    for name in ("ttyUSB0", "ttyACM0", "null"):
        (tmp_path / name).touch()
    (tmp_path / "serial/by-id/usb-board").symlink_to(tmp_path / "ttyUSB0")
    assert candidate_ports(tmp_path) == (
        str(tmp_path / "serial/by-id/usb-board"),
        str(tmp_path / "ttyACM0"),
    )


@pytest.mark.parametrize(
    ("chunks", "words"),
    [
        ([b"\xff" * 9], "9 bytes, none of them an XY frame"),
        ([bytes.fromhex("fafb310101"), b"\x30"], "1 XY frames, but no POLL"),
        ([b"\x00", b"\xfa\xfb"], "3 bytes, none"),
    ],
)
def test_other_speeches_in_words(
    chunks: list[bytes], words: str, pty: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Opening flushes a pty, so what was written before is lost and the port itself must speak.
    left = list(chunks)

    def speak(_size: int) -> bytes:
        return left.pop(0) if left else b""

    def open_port(url: str, baud: int) -> object:
        port = opening.open_port(url, baud)
        monkeypatch.setattr(port, "read", speak)
        return port

    monkeypatch.setattr("hardware.probe.open_port", open_port)
    assert words in listen(pty[1], 57_600, 30).text


def test_board_that_only_speaks_when_spoken_to_is_greeted_and_nothing_moves() -> None:
    with SimProcess(model="tcn") as sim:
        greeting = greet(sim.port, 9_600, MANNERS)
        assert greeting.reply is not None
        assert greeting.reply.version == "B27"
        assert sim.world()["turns_total"] == sim.world()["orders_total"] == 0
        sim.fault("old_firmware")
        greeting = greet(sim.port, 9_600, MANNERS)
        assert greeting.reply is not None
        assert greeting.reply.is_ok


def test_greeting_without_an_answer(pty: tuple[int, str], tmp_path: Path) -> None:
    assert greet(pty[1], 9_600, MANNERS) == Greeting()
    assert "is not there" in greet(str(tmp_path / "nothing"), 9_600, MANNERS).error
