"""Listening and greeting at one port, on real ptys."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.drivers.tcn.questions import MANNERS
from hardware.link import opening
from hardware.probe.greeting import Greeting, greet
from hardware.probe.listening import Heard, listen
from hardware.probe.ports import candidate_ports
from hardware.sim.client import SimProcess


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_an_xy_board_is_heard_and_nothing_is_said_to_it() -> None:
    with SimProcess() as sim:
        assert listen(sim.port, 57_600).is_xy
        assert sim.world()["orders_total"] == 0
        assert sim.world()["wire"]["answered"] == 0


def test_silence_is_silence(pty: tuple[int, str]) -> None:
    assert listen(pty[1], 57_600, 50) == Heard(pty[1], 57_600)


def test_port_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    heard = listen(str(tmp_path / "nothing"), 57_600)
    assert not heard.is_xy
    assert "is not there" in heard.error


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
    ("chunks", "frames", "noise_bytes"),
    [([b"\xff" * 9], 0, 9), ([bytes.fromhex("fafb310101"), b"\x30"], 1, 0), ([b"\x00", b"\xfa\xfb"], 0, 3)],
)
def test_other_speeches_are_counted(
    chunks: list[bytes],
    frames: int,
    noise_bytes: int,
    pty: tuple[int, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Opening flushes a pty, so what was written before is lost and the port itself must speak.
    left = list(chunks)

    def speak(_size: int) -> bytes:
        return left.pop(0) if left else b""

    def open_port(url: str, baud: int) -> object:
        port = opening.open_port(url, baud)
        monkeypatch.setattr(port, "read", speak)
        return port

    monkeypatch.setattr("hardware.probe.listening.open_port", open_port)
    assert listen(pty[1], 57_600, 30) == Heard(pty[1], 57_600, "", 0, frames, noise_bytes)


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
