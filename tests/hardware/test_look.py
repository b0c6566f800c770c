"""What an installer is told of a board's port, against simulated boards and ports that are none."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware import look as looking
from hardware.api import BoardSettings, ReaderSettings, TillSettings
from hardware.link.opening import open_port
from hardware.look import look, look_at_reader, look_at_till
from hardware.probe.search import Plan
from hardware.sim.client import SimProcess
from hardware.wire.xy import Frame
from hardware.wire.xy_codes import Cmd

NOTHING_ELSE = Plan(50, (), ())
"""Nobody else is looked for: that takes as long as asking all of them."""


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """The far end of a cable with nobody at it, and the path of the near one."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_an_xy_board_is_heard_and_nothing_is_said_to_it() -> None:
    with SimProcess() as sim:
        found = look(BoardSettings("xy", sim.port))
        assert (found.is_well, found.in_use) == (True, False)
        assert found.text == f"{sim.port} at 57600 baud: an XY board speaks."
        assert sim.world()["wire"]["answered"] == 0


def test_a_board_that_only_answers_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with SimProcess(model="tcn") as sim:
        found = look(BoardSettings("tcn", sim.port))
        assert found.is_well
        assert "the tcn board answers (version B27, board 0)" in found.text
        sim.fault("silence")
        monkeypatch.setattr(looking, "plan_for", lambda _settings: NOTHING_ELSE)
        found = look(BoardSettings("tcn", sim.port))
        assert not found.is_well
        assert "no board of the model tcn is heard" in found.text and "board.baud" in found.text
        assert sim.world()["turns_total"] == 0


def test_silence(line: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "LISTEN_MS", 200)
    monkeypatch.setattr(looking, "plan_for", lambda _settings: NOTHING_ELSE)
    found = look(BoardSettings("xy", line[1]))
    assert not found.is_well
    assert "no board of the model xy is heard: check its power and cable, board.model and" in found.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"\x13\x37" * 20, "bytes come, but not those of the model xy: board.model or board.baud is wrong."),
        (Frame(Cmd.CREDIT, 1, bytes(4)).encode(), "XY frames come, but no POLL"),
    ],
)
def test_noise_and_frames_without_a_poll(
    line: tuple[int, str], monkeypatch: pytest.MonkeyPatch, said: bytes, words: str
) -> None:
    monkeypatch.setattr(looking, "LISTEN_MS", 1_000)
    monkeypatch.setattr(looking, "plan_for", lambda _settings: NOTHING_ELSE)
    # Opening a port drops what was sent to it before, so it is said again and again.
    stop = threading.Event()

    def talk() -> None:
        while not stop.wait(0.3):
            os.write(line[0], said)

    thread = threading.Thread(target=talk)
    thread.start()
    found = look(BoardSettings("xy", line[1], 9600))
    stop.set()
    thread.join()
    assert not found.is_well
    assert words in found.text
    assert "at 9600 baud" in found.text


def test_a_port_another_program_holds(line: tuple[int, str]) -> None:
    held = open_port(line[1], 57_600)
    found = look(BoardSettings("xy", line[1]))
    held.close()
    assert (found.is_well, found.in_use) == (False, True)
    assert "in use by this program itself" in found.text


@pytest.mark.parametrize(
    ("port", "words"),
    [
        (
            "/dev/no-such-port",
            "is not there. Check the name, and that its device is plugged in. Serial ports",
        ),
        ("/dev/null", "/dev/null is not a serial port."),
        ("/etc/passwd", "/etc/passwd is not a serial port."),
        ("/etc", "/etc is not a serial port."),
        ("socket://127.0.0.1:1", "Nobody listens at socket://127.0.0.1:1."),
    ],
)
def test_what_is_no_port(port: str, words: str) -> None:
    found = look(BoardSettings("xy", port))
    assert not found.is_well
    assert words in found.text


def test_a_file_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("kept")
    monkeypatch.setattr(looking, "open_port", lambda *_: pytest.fail("it was opened"))
    assert not look(BoardSettings("xy", str(file))).is_well


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (BoardSettings("zz9", "/dev/null"), "There is no board model 'zz9'"),
        (BoardSettings("xy", "/dev/null", options={"lfit": 1}), "no option lfit. Did you mean lift?"),
        (BoardSettings("xy", "/dev/null", options={"lift": 1}), "must be true or false"),
    ],
)
def test_model_and_options_are_tried_first(settings: BoardSettings, words: str) -> None:
    found = look(settings)
    assert not found.is_well
    assert words in found.text


def test_no_board_is_nothing_to_look_for() -> None:
    assert look(BoardSettings("none", "")).is_well


def test_a_code_reader_is_opened_and_let_go(line: tuple[int, str], tmp_path: Path) -> None:
    for _ in range(2):
        found = look_at_reader(ReaderSettings(line[1]))
        assert found.is_well and f"{line[1]} at 9600 baud can be opened." in found.text
        assert "hardware.bench reader" in found.text
    keys = tmp_path / "keys"
    os.mkfifo(keys)
    found = look_at_reader(ReaderSettings(str(keys), options={"kind": "keyboard"}))
    assert found.is_well and "is a keyboard" in found.text


def test_a_code_readers_port_that_another_program_holds(line: tuple[int, str]) -> None:
    held = open_port(line[1], 9_600)
    found = look_at_reader(ReaderSettings(line[1]))
    held.close()
    assert (found.is_well, found.in_use) == (False, True)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            ReaderSettings("/dev/no-such-port"),
            "Check the name, and that its device is plugged in. Serial ports",
        ),
        (ReaderSettings("/dev/input/event99"), "The keyboard /dev/input/event99 is not there."),
        (ReaderSettings("/dev/null", options={"kind": "keyboard"}), "is not a keyboard"),
        (ReaderSettings("/etc/passwd"), "/etc/passwd is not a serial port."),
        (ReaderSettings("/dev/null", suffix="x"), "one of auto, cr"),
    ],
)
def test_what_is_no_code_reader(settings: ReaderSettings, words: str) -> None:
    found = look_at_reader(settings)
    assert not found.is_well
    assert words in found.text


def test_a_tills_adapter_is_asked_for_its_version_and_nothing_behind_it(tmp_path: Path) -> None:
    with SimProcess(model="qibixx", link=tmp_path / "till") as sim:
        found = look_at_till(TillSettings("qibixx", sim.port))
        assert found.is_well
        assert found.text == f"{sim.port} at 115200 baud: the qibixx adapter answers (version 4.0.2.0)."
        assert sim.world()["heard"] == {"V": 1}
        sim.fault("silence")
        found = look_at_till(TillSettings("qibixx", sim.port))
        assert not found.is_well and "no qibixx adapter answers" in found.text
        held = open_port(sim.port, 115_200)
        assert look_at_till(TillSettings("qibixx", sim.port)).in_use
        held.close()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (TillSettings("qibix", "/dev/null"), "There is no till model 'qibix'. The known ones are qibixx."),
        (
            TillSettings("qibixx", "/dev/null", options={"cards": 1}),
            "cards of till model qibixx must be true",
        ),
        (TillSettings("qibixx", "/dev/null"), "/dev/null is not a serial port."),
        (TillSettings("qibixx", "/dev/no-such-port"), "Serial ports found"),
    ],
)
def test_a_tills_settings_are_tried_first(settings: TillSettings, words: str) -> None:
    found = look_at_till(settings)
    assert not found.is_well
    assert words in found.text
