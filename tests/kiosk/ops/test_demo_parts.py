"""The demo's parts: real child processes, only those the configuration leaves open, none left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ops.demo_parts import Parts, start_parts
from kiosk.ops.part import Part, PartError
from kiosk.ops.settings import load


class Ends:
    """Hears which parts ended by themselves."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.bell = threading.Event()

    def __call__(self, name: str, words: str) -> None:
        self.heard.append((name, words))
        self.bell.set()


@pytest.fixture
def ends() -> Iterator[Ends]:
    ends = Ends()
    yield ends


def started(data: Path, *overrides: str) -> Parts:
    return start_parts(load(None, overrides, demo=True), data)


def test_everything_open_is_filled_in_and_ends_with_us(tmp_path: Path) -> None:
    demo = started(tmp_path)
    assert Path(demo.board_port).is_symlink()
    assert demo.cloud_url.startswith("http://127.0.0.1:")
    assert demo.enrol_code.startswith("DEMO-")
    assert demo.phone_url and demo.gateway_control_url
    assert demo.wechat == {}
    world = demo.cabinet_command({"do": "world"})
    assert world["ok"] and "port" in world
    assert demo.fault({"jam": "A3"})["ok"]
    assert not demo.cabinet_command({"do": "dance"})["ok"]
    assert demo.phone("pay", "none")["ok"] is False
    demo.stop()
    demo.stop()
    assert not Path(demo.board_port).exists()
    with pytest.raises(PartError):
        demo.cabinet_command({"do": "world"})


def test_the_direct_route_gets_a_gateway_and_no_cloud(tmp_path: Path) -> None:
    demo = started(tmp_path, "payments.route=direct", "board.port=/dev/null")
    assert (demo.cloud_url, demo.enrol_code, demo.board_port) == ("", "", "/dev/null")
    assert "merchant_key_file" in demo.wechat
    with pytest.raises(PartError, match="no simulated cabinet"):
        demo.fault({"jam": "A3"})
    demo.stop()


def test_what_the_configuration_names_is_not_started(tmp_path: Path) -> None:
    demo = started(tmp_path, "board.port=/dev/null", "cloud.url=http://127.0.0.1:9")
    assert demo.children == ()
    assert (demo.board_port, demo.cloud_url, demo.phone_url) == ("/dev/null", "http://127.0.0.1:9", "")
    with pytest.raises(PartError, match="no embedded gateway"):
        demo.phone("pay", "x")
    demo.stop()


def test_a_part_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(PartError, match="appid"):
        started(tmp_path, "board.port=/dev/null", "payments.wechat.endpoint=http://127.0.0.1:9")
    with pytest.raises(PartError, match="tcn"):
        started(tmp_path, "board.model=tcn", "cloud.url=http://127.0.0.1:9")
    (tmp_path / "file").write_text("")
    with pytest.raises(PartError, match="cannot be made"):
        started(tmp_path / "file")


def test_a_part_that_dies_is_heard(tmp_path: Path, ends: Ends) -> None:
    code = "import sys; print('{}', flush=True); sys.stdin.readline(); sys.exit('I am tired')"
    part = Part("clock", ["-c", code], tmp_path, ends)
    assert part.start() == {}
    with pytest.raises(PartError, match="I am tired"):
        part.request({"do": "tick"})
    assert ends.bell.wait(30)
    assert ends.heard == [("clock", "Its last words: I am tired")]
    part.let_go()
    part.wait_end()


@pytest.mark.parametrize(
    ("code", "words"),
    [("print('hello', flush=True)", "no answer"), ("import sys; sys.exit('no port')", "no port")],
)
def test_a_part_that_talks_nonsense_is_a_sentence(tmp_path: Path, ends: Ends, code: str, words: str) -> None:
    part = Part("clock", ["-c", code], tmp_path, ends)
    with pytest.raises(PartError, match=words):
        part.start()
    part.let_go()
    part.wait_end()


OWNER = """
import sys, pathlib, os, signal
from kiosk.ops.part import Part
part = Part("clock", ["-c", sys.argv[2]], pathlib.Path(sys.argv[1]), print)
print(part.start()["pid"], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
CHILD = "import os, sys; print('{\"pid\": %d}' % os.getpid(), flush=True); sys.stdin.read()"


def runs(pid: int) -> bool:
    """A process that ended may still be listed until somebody collects it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def test_when_the_kiosk_is_killed_its_parts_end_before_the_next_ones_begin(
    tmp_path: Path, ends: Ends
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", OWNER, str(tmp_path), CHILD], capture_output=True, text=True, check=False
    )
    old_pid = int(killed.stdout)
    part = Part("clock", ["-c", CHILD], tmp_path, ends)
    hello = part.start()
    assert hello["pid"] != old_pid
    assert not runs(old_pid)
    part.let_go()
    part.wait_end()
