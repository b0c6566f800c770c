"""Who holds a port: real processes on a real pty, and what cannot be known."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.errors import PortError
from hardware.link import holders as holding
from hardware.link.holders import Holder, holders
from hardware.link.opening import holder_text, open_port
from tests.hardware.plug import Plug

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import sys; from hardware.link.opening import open_port; port = open_port(sys.argv[1], 9600);"
    " print('held', flush=True); sys.stdin.read()"
)


@pytest.fixture
def plug() -> Iterator[Plug]:
    made = Plug()
    yield made
    made.pull()


@contextmanager
def holding_process(command: list[str], path: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that has the port and waits."""
    with subprocess.Popen(
        [sys.executable, *command, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as held:
        assert held.stdin is not None and held.stdout is not None
        assert held.stdout.readline() == b"held\n"
        yield held
        held.stdin.close()


def test_the_other_program_is_named(plug: Plug, tmp_path: Path) -> None:
    script = tmp_path / "kiosk_like.py"
    script.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r}); {HOLD}")
    with holding_process([str(script)], plug.path) as held:
        assert Holder(held.pid, "kiosk_like.py") in holders(plug.path)
        with pytest.raises(PortError) as caught:
            open_port(plug.path, 9600)
    assert caught.value.code == "port.in_use"
    # The test's own end of the cable is open as well; only others are in the way.
    words = f"is in use by another program, kiosk_like.py (process {held.pid}). End that program first."
    assert caught.value.text == f"The port {plug.path} {words}"
    open_port(plug.path, 9600).close()


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("python3\0-m\0hardware.bench\0watch", "hardware.bench"),
        ("/usr/bin/python3.11\0-X\0/opt/huodao/main.py\0--demo", "main.py"),
        ("/usr/bin/minicom\0-D\0/dev/ttyUSB0", "minicom"),
        ("python3", "python3"),
        ("a\x07b", "a?b"),
        ("x" * 100, "x" * 40),
        ("", "a program without a name"),
    ],
)
def test_programs_are_called_as_people_call_them(command: str, name: str, tmp_path: Path) -> None:
    device = tmp_path / "ttyUSB0"
    device.touch()
    process = tmp_path / "proc" / "77"
    (process / "fd").mkdir(parents=True)
    (process / "fd" / "5").symlink_to(device)
    (process / "cmdline").write_text(command)
    link = tmp_path / "by-id"
    link.symlink_to(device)
    assert holders(str(link), tmp_path / "proc") == [Holder(77, name)]


def test_what_may_not_be_looked_at_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device, proc = tmp_path / "tty", tmp_path / "proc"
    device.touch()
    (proc / "self" / "fd").mkdir(parents=True)
    (proc / "12").mkdir()
    (proc / "12" / "fd").write_text("no folder")
    (proc / "13" / "fd").mkdir(parents=True)
    for number in range(5):
        (proc / "13" / "fd" / str(number)).symlink_to(device)
    assert holders(str(device), proc) == [Holder(13, "a program without a name")]
    monkeypatch.setattr(holding, "LOOKS_MAX", 0)
    assert holders(str(device), proc) == []
    assert holders("socket://127.0.0.1:1") == []


def test_who_is_in_the_way_in_words() -> None:
    us, other = Holder(os.getpid(), "pytest"), Holder(1, "init")
    assert holder_text([]) == "another program. End that program first"
    assert holder_text([us]) == "this program itself: two devices are set to one port"
    assert holder_text([other, us]) == "another program, init (process 1). End that program first"
    assert " and " in holder_text([other, Holder(2, "b")])
