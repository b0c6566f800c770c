"""The driver on a real pty whose other end the test holds: cuts, noise, loss, renumbering, secrets."""

from __future__ import annotations

import gc
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.api import Reader, ReaderDown, ReaderInfo, ReaderSettings, ReaderTrouble, ReaderUp
from hardware.drivers.reader import reader as reading
from hardware.drivers.reader.reader import CodeReader
from hardware.link.opening import open_port
from hardware.link.trace import Direction
from hardware.rig import open_reader
from tests.hardware.drivers.reader.heard import LIMIT_S, Heard
from tests.hardware.plug import Plug

A, B, C = "134567890123456789", "2812345678901234", "12345678"


class Rig:
    """One reader, up."""

    def __init__(self, suffix: str = "auto", **options: object) -> None:
        self.plug = Plug()
        self.heard = Heard()
        self.reader: Reader = open_reader(ReaderSettings(self.plug.path, suffix=suffix, options=options))
        self.reader.start(self.heard)
        self.heard.expect(ReaderUp)

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            os.write(self.plug.master, piece)

    def close(self) -> None:
        self.reader.close()
        self.plug.pull()


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    made.close()


def test_codes_are_told_one_by_one(rig: Rig) -> None:
    rig.send(f"{A}\r\n{B}\r{C}\n".encode())
    assert [rig.heard.code() for _ in range(3)] == [A, B, C]
    rig.send(*(bytes((byte,)) for byte in f"{A[::-1]}\r\n".encode()))
    assert rig.heard.code() == A[::-1]
    assert rig.heard.is_empty()


def test_without_a_suffix_silence_ends_each() -> None:
    rig = Rig("none")
    rig.send(A.encode())
    assert rig.heard.code() == A
    rig.send(B.encode())
    assert rig.heard.code() == B
    rig.close()


def test_the_same_code_again_is_one_until_somebody_waits_anew(rig: Rig) -> None:
    rig.send(f"{A}\r{A}\r{B}\r".encode())
    assert [rig.heard.code(), rig.heard.code()] == [A, B]
    rig.reader.attend()
    rig.send(f"{A}\r".encode())
    assert rig.heard.code() == A
    rig.reader.rest()
    rig.send(f"{A}\r{C}\r".encode())
    assert rig.heard.code() == C


def test_noise_is_told_once_and_spoils_only_what_it_is_in(rig: Rig) -> None:
    for _ in range(3):
        rig.send(b"\x80\xff\x01\r", A[:9].encode() + b"\xa5" + A[9:].encode() + b"\r")
    trouble = rig.heard.expect(ReaderTrouble)
    assert (trouble.code, trouble.lasting) == ("garbled", False)
    rig.send(B.encode() + b"\r")
    assert rig.heard.code() == B


def test_a_suffix_that_never_comes_is_told_with_what_to_set(rig: Rig) -> None:
    rig.send(A.encode())
    trouble = rig.heard.expect(ReaderTrouble)
    assert (trouble.code, trouble.lasting) == ("unfinished", True)
    assert "scanner.suffix = 'none'" in trouble.text and A[3:] not in trouble.text
    rig.send(B.encode() + b"\r")
    assert rig.heard.code() == B


def test_something_endless_is_told_once_and_bounded(rig: Rig) -> None:
    rig.send(*[b"7" * 1_000] * 40, b"\r", B.encode() + b"\r")
    assert rig.heard.expect(ReaderTrouble).code == "too_long"
    assert rig.heard.code() == B


def test_unplugged_and_plugged_in_again_under_another_number(rig: Rig) -> None:
    rig.send(A[:9].encode())
    other = Plug()  # made while the first is there, so that it cannot have its number
    rig.plug.pull()
    assert rig.plug.path in rig.heard.expect(ReaderDown).reason
    Path(rig.plug.path).symlink_to(Path(other.path).readlink())
    assert rig.heard.expect(ReaderUp).info == ReaderInfo(rig.plug.path, is_keyboard=False)
    os.write(other.master, f"{B}\r".encode())
    assert rig.heard.code() == B, "half a code from before the loss is not glued to it"
    Path(rig.plug.path).unlink()
    other.pull()


def test_a_reader_that_is_not_there_is_said_once_and_found_when_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = threading.Semaphore(0)

    def counted(port: str, baud: int) -> object:
        tries.release()
        return open_port(port, baud)

    monkeypatch.setattr(reading, "open_port", counted)
    plug, heard = Plug(), Heard()
    plug.pull()
    reader = open_reader(ReaderSettings(plug.path))
    reader.start(heard)
    assert "is not there" in heard.expect(ReaderDown).reason
    assert all(tries.acquire(timeout=LIMIT_S) for _ in range(4))
    assert heard.is_empty()
    plug.push()
    heard.expect(ReaderUp)
    reader.close()
    plug.pull()


def test_a_port_that_can_be_opened_and_is_lost_at_once_is_one_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a dead adapter: each opening is followed by a hang-up."""
    tries = threading.Semaphore(0)

    def dead(_port: str, _baud: int) -> io.FileIO:
        tries.release()
        return io.FileIO(os.open("/dev/null", os.O_RDONLY))

    monkeypatch.setattr(reading, "open_port", dead)
    heard = Heard()
    reader = open_reader(ReaderSettings("/dev/null"))
    reader.start(heard)
    assert "was lost" in heard.expect(ReaderDown).reason
    assert all(tries.acquire(timeout=LIMIT_S) for _ in range(5))
    reader.close()
    assert heard.is_empty()


def test_what_comes_shows_that_it_is_up_before_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "STEADY_MS", 3_600_000)
    plug, heard = Plug(), Heard()
    opened = threading.Event()

    def noted(port: str, baud: int) -> object:
        line = open_port(port, baud)
        opened.set()
        return line

    monkeypatch.setattr(reading, "open_port", noted)
    reader = open_reader(ReaderSettings(plug.path))
    reader.start(heard)
    assert opened.wait(LIMIT_S)
    os.write(plug.master, f"{A}\r".encode())
    heard.expect(ReaderUp)
    assert heard.code() == A
    reader.close()
    plug.pull()


def test_the_port_is_ours_alone(rig: Rig) -> None:
    with pytest.raises(Exception, match="in use by this program itself"):
        open_port(rig.plug.path, 9_600)
    second, heard = open_reader(ReaderSettings(rig.plug.path)), Heard()
    second.start(heard)
    assert "in use by this program itself" in heard.expect(ReaderDown).reason
    second.close()


def test_no_code_is_in_the_ports_trace(rig: Rig) -> None:
    rig.send(f"{A}\r".encode())
    rig.heard.code()
    assert isinstance(rig.reader, CodeReader)
    incoming = [entry.data for entry in rig.reader._port.trace() if entry.direction is Direction.IN]
    assert incoming and set(b"".join(incoming)) == {ord("*")}
    assert len(b"".join(incoming)) == len(A) + 1


def test_a_closed_reader_says_nothing_and_leaves_nothing(rig: Rig) -> None:
    rig.reader.close()
    rig.reader.close()
    rig.reader.attend()
    rig.reader.rest()
    rig.send(f"{A}\r".encode())
    assert rig.heard.is_empty()
    assert not any(thread.name == f"port {rig.plug.path}" for thread in threading.enumerate())


def test_a_reader_that_was_never_started_can_be_closed() -> None:
    reader = open_reader(ReaderSettings("/dev/no-such-port"))
    reader.close()
    del reader
    gc.collect()


def test_a_bug_of_the_listener_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread dies of it, says so, and the code is in none of its words."""
    died = threading.Event()
    said: list[str] = []

    def hook(arguments: threading.ExceptHookArgs) -> None:
        said.append(repr(arguments.exc_value))
        died.set()

    monkeypatch.setattr(threading, "excepthook", hook)
    plug = Plug()
    reader = open_reader(ReaderSettings(plug.path))
    told: list[object] = []
    up = threading.Event()

    def listener(event: object) -> None:
        told.append(event)
        if isinstance(event, ReaderUp):
            up.set()
        elif not isinstance(event, ReaderDown):
            raise ValueError(event)

    reader.start(listener)
    assert up.wait(LIMIT_S)
    os.write(plug.master, f"{A}\r".encode())
    assert died.wait(LIMIT_S)
    assert isinstance(told[-1], ReaderDown) and "ValueError" in told[-1].reason
    assert A[3:] not in repr((said, told))
    reader.close()
    plug.pull()
