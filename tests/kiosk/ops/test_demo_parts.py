"""The demo's parts: real child processes, only those the configuration leaves open, none left behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.ops.demo_parts import Parts, cabinet_file, start_parts
from kiosk.ops.part import Part, PartError
from kiosk.ops.profiles import load_profile
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
    assert demo.wallets == {}
    world = demo.cabinet_command({"do": "world"})
    assert world["ok"] and "port" in world
    assert demo.fault({"jam": "A3"})["ok"]
    assert Path(demo.reader_port).is_symlink() and demo.reader_port != demo.board_port
    assert len(demo.fault({"scan": "wechat"})["codes"][0]) == 18
    assert not demo.cabinet_command({"do": "dance"})["ok"]
    assert demo.phone("pay", "none")["ok"] is False
    demo.stop()
    demo.stop()
    assert not Path(demo.board_port).exists()
    with pytest.raises(PartError):
        demo.cabinet_command({"do": "world"})


@pytest.mark.parametrize("port", ["", "/dev/mine"])
def test_a_reader_the_configuration_names_is_not_simulated(tmp_path: Path, port: str) -> None:
    demo = started(tmp_path, f"scanner.port={port}", "cloud.url=http://127.0.0.1:9")
    assert demo.reader_port == port
    answer = demo.fault({"scan": "wechat"})
    assert not answer["ok"] and "--reader" in answer["error"]
    demo.stop()


def test_each_model_of_board_has_a_cabinet_of_its_own(tmp_path: Path) -> None:
    for model in ("xy", "tcn", "xy"):
        demo = started(tmp_path, f"board.model={model}", "cloud.url=http://127.0.0.1:9")
        assert len(demo.cabinet_command({"do": "world"})["lanes"]) == 40
        demo.stop()
    assert {path.name for path in (tmp_path / "demo").glob("*.json")} == {"cabinet.json", "cabinet-tcn.json"}


def test_a_till_is_simulated_where_one_is_wanted(tmp_path: Path) -> None:
    demo = started(tmp_path, "till.model=qibixx", "cloud.url=http://127.0.0.1:9")
    assert Path(demo.till_port).is_symlink() and demo.till_port != demo.board_port
    for script in ({"coin": 100}, {"till": {"cut_cable": True}}, {"jam": "A3"}):
        assert demo.fault(script)["ok"], script
    assert not Path(demo.till_port).exists(), "the till's cable was pulled"
    assert Path(demo.board_port).exists(), "and the cabinet's was not"
    demo.stop()
    demo = started(tmp_path, "till.port=/dev/till", "cloud.url=http://127.0.0.1:9")
    assert (demo.till_port, demo.till) == ("/dev/till", None)
    with pytest.raises(PartError, match="set till"):
        demo.fault({"coin": 100})
    demo.stop()


def test_each_board_of_a_profile_has_a_cabinet_with_its_lanes(tmp_path: Path) -> None:
    demo = started(tmp_path, "machine.profile=combo-60", "cloud.url=http://127.0.0.1:9")
    lanes = demo.cabinet_command({"do": "world"})["lanes"]
    assert sorted(lanes) == sorted(f"{tray}{number}" for tray in "ABC" for number in range(1, 11))
    assert Path(demo.more_ports["side"]).is_symlink() and demo.more_ports["side"] != demo.board_port
    demo.stop()
    demo = started(tmp_path, "machine.profile=combo-60", "cloud.url=https://a", "boards.side.port=/dev/b")
    assert demo.more_ports == {}
    demo.stop()


def test_a_simulated_cabinet_is_as_cold_or_hot_as_its_zone_allows() -> None:
    meals = load_profile("meals-30", Path())
    assert "temperature_c = 4\n" in cabinet_file(meals, 0) and "temperature_c = 60\n" in cabinet_file(
        meals, 1
    )
    assert '"H10" = 10\n' in cabinet_file(meals, 1) and "zones = 1\n" in cabinet_file(meals, 1)


def test_the_direct_route_gets_a_gateway_and_no_cloud(tmp_path: Path) -> None:
    demo = started(tmp_path, "payments.route=direct", "board.port=/dev/null")
    assert (demo.cloud_url, demo.enrol_code, demo.board_port) == ("", "", "/dev/null")
    assert "merchant_key_file" in demo.wallets["wechat"]
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


def test_no_embedded_gateway_runs_beside_a_real_account(tmp_path: Path) -> None:
    real = ("board.port=/dev/null", "payments.wechat.appid=wx1234", "payments.wechat.endpoint=production")
    with pytest.raises(PartError, match="--public-url"):
        started(tmp_path, *real)
    demo = started(tmp_path, *real, "payments.route=direct")
    assert (demo.children, demo.gateway_control_url, demo.phone_url) == ((), "", "")
    demo.stop()
    assert not list((tmp_path / "demo").rglob("gateway*"))


def test_a_part_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(PartError, match="appid"):
        started(tmp_path, "board.port=/dev/null", "payments.wechat.endpoint=http://127.0.0.1:9")
    (tmp_path / "demo" / "cabinet.json").write_text("{}")
    with pytest.raises(PartError, match="damaged"):
        started(tmp_path, "cloud.url=http://127.0.0.1:9")
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
