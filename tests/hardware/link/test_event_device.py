"""A keyboard opened for this program alone, as far as a machine without one can show it."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from hardware.errors import PortError
from hardware.link.event_device import EVIOCGRAB, is_event_device, open_event_device


def test_the_grab_is_the_kernels_number() -> None:
    direction_write, size_of_int = 1, 4
    assert direction_write << 30 | size_of_int << 16 | ord("E") << 8 | 0x90 == EVIOCGRAB


@pytest.mark.parametrize(
    ("port", "is_one"),
    [
        ("/dev/input/event7", True),
        ("/dev/input/by-id/usb-x-event-kbd", True),
        ("/dev/inputs", False),
        ("/dev/ttyUSB0", False),
        ("rfc2217://input", False),
    ],
)
def test_it_is_known_by_its_folder(port: str, is_one: bool) -> None:
    assert is_event_device(port) is is_one


def test_a_device_is_grabbed_and_let_go_by_closing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def note(_descriptor: int, request: int, value: int) -> None:
        asked.append((request, value))

    monkeypatch.setattr(fcntl, "ioctl", note)
    device = open_event_device("/dev/null")
    assert asked == [(EVIOCGRAB, 1)]
    descriptor = device.fileno()
    assert not os.get_blocking(descriptor)
    assert fcntl.fcntl(descriptor, fcntl.F_GETFD) & fcntl.FD_CLOEXEC
    with pytest.raises(OSError, match="not open for writing"):
        device.write(b"x")
    device.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_pipe_needs_no_grab(tmp_path: Path) -> None:
    pipe = tmp_path / "keys"
    os.mkfifo(pipe)
    device = open_event_device(str(pipe))
    device.close()


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.EBUSY, "port.in_use", "Another program has /dev/null for itself."),
        (errno.EPERM, "port.denied", "the group that owns the device"),
        (errno.ENODEV, "port.missing", "no device answers"),
        (errno.EIO, "port.failed", "cannot be opened"),
    ],
)
def test_why_it_cannot_be_grabbed_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "ioctl", refuse)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 -- counted, not walked
    with pytest.raises(PortError) as caught:
        open_event_device("/dev/null")
    assert caught.value.code == code and words in caught.value.text
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 -- as above


@pytest.mark.parametrize(
    ("port", "code"),
    [
        ("/dev/input/no-such-keyboard", "port.missing"),
        ("/dev/null", "port.no_keyboard"),
        ("/etc/passwd", "port.no_keyboard"),
        ("/etc", "port.no_keyboard"),
    ],
)
def test_what_is_no_keyboard_is_a_sentence(port: str, code: str) -> None:
    with pytest.raises(PortError) as caught:
        open_event_device(port)
    assert (caught.value.code, port in caught.value.text) == (code, True)
