"""``python -m hardware.sim`` as a stranger uses it: a real child process on a real pty."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.link.opening import open_port
from hardware.sim.client import SimError, SimProcess
from hardware.wire.tcn.frames import Reply, reply_decoder
from hardware.wire.tcn.messages import ask_version
from hardware.wire.xy import ACK, POLL, Frame
from tests.hardware.sim.upper import Upper

TURN_MS = 150
WAIT_S = 15.0
"""A busy machine; every wait ends as soon as what it waits for has come."""


class Port:
    """The raw upper computer on a real pty."""

    def __init__(self, path: str) -> None:
        self.upper = Upper()
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        self.hung_up = False

    def pump(self, until: Callable[[], bool]) -> None:
        """Answer the board until something is so; fail when it never is."""
        deadline = time.monotonic() + WAIT_S
        while not until():
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"never came; heard {self.upper.heard[-5:]}"
            if not select.select([self.fd], [], [], min(left_s, 0.02))[0]:
                continue
            try:
                data = os.read(self.fd, 256)
            except OSError as error:
                assert error.errno == errno.EIO
                data = b""
            if not data:
                self.hung_up = True
                assert until(), "the port hung up"
                return
            reply = self.upper.hear(data, time.monotonic_ns() // 1_000_000)
            if reply:
                os.write(self.fd, reply)

    def vend(self, slot: int) -> list[int]:
        self.upper.drive(slot)
        self.pump(lambda: any(code != 0x01 for code in self.upper.codes(slot)))
        return self.upper.codes(slot)

    def close(self) -> None:
        os.close(self.fd)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Ask again and again, with pauses that leave the machine to others."""
    deadline = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < deadline, "never came"
        select.select([], [], [], 0.02)


@pytest.fixture
def sim(tmp_path: Path) -> Iterator[SimProcess]:
    with SimProcess(turn_ms=TURN_MS, link=tmp_path / "board", state=tmp_path / "state.json") as process:
        yield process


@pytest.fixture
def port(sim: SimProcess) -> Iterator[Port]:
    opened = Port(sim.port)
    yield opened
    opened.close()


def test_it_says_where_it_is_and_polls(sim: SimProcess, port: Port) -> None:
    assert sim.lanes == 40
    assert sim.current_port() == os.ttyname(port.fd)
    port.pump(lambda: len(port.upper.frames(POLL.cmd)) >= 6)
    times = [at_ms for at_ms, found in port.upper.heard if found == POLL]
    beat_ms = (times[-1] - times[1]) / (len(times) - 2)
    assert 180 <= beat_ms <= 240


def test_nothing_is_kept_for_a_reader_who_comes_late(sim: SimProcess) -> None:
    sim.advance(60_000)
    polls = sim.world()["wire"]["polls"]
    wait_until(lambda: sim.world()["wire"]["polls"] >= polls + 3)
    late = Port(sim.port)
    try:
        assert select.select([late.fd], [], [], 0)[0] == []
        late.pump(lambda: bool(late.upper.frames(POLL.cmd)))
        assert len(late.upper.heard) <= 2
    finally:
        late.close()


def test_what_a_reader_left_unread_is_not_for_the_next_one(sim: SimProcess) -> None:
    first = Port(sim.port)
    first.pump(lambda: bool(first.upper.heard))
    select.select([first.fd], [], [], WAIT_S)
    first.close()
    polls = sim.world()["wire"]["polls"]
    wait_until(lambda: sim.world()["wire"]["polls"] > polls)
    second = Port(sim.port)
    try:
        assert select.select([second.fd], [], [], 0)[0] == []
    finally:
        second.close()


def test_a_vend_is_seen_on_the_wire_and_in_the_world(sim: SimProcess, port: Port) -> None:
    assert port.vend(3) == [0x01, 0x02]
    world = sim.world()
    assert (world["fell_total"], world["turns_total"], world["orders_total"]) == (1, 1, 1)
    assert world["lanes"]["A3"] == {
        "motor": 3,
        "items": 7,
        "capacity": 8,
        "jammed": False,
        "angle_permille": 0,
        "turns": 1,
        "fell": 1,
    }
    assert world["fell"][0]["order"] == world["orders"][0]["number"]
    assert abs(world["fell"][0]["utc_ms"] - time.time() * 1000) < 60_000
    assert world["wire"]["answered"] > 0
    assert world["fell_by_motor"] == world["turns_by_motor"] == {"3": 1}


def test_a_fault_is_in_force_when_it_is_answered(sim: SimProcess, port: Port) -> None:
    assert sim.fault({"jam": "A3"})["waiting"] == ["jam"]
    assert port.vend(3) == [0x01, 0x03]
    assert sim.world()["fell_total"] == 0
    assert sim.world()["board"]["jammed"] == [3]


def test_split_and_noisy_bytes_come_through_a_real_line(sim: SimProcess, port: Port) -> None:
    sim.fault([{"split": True}, {"bad_checksum": 1}])
    assert port.vend(3) == [0x01, 0x02]
    assert port.upper.noise()


def test_a_pulled_cable_hangs_up_and_comes_back_under_the_link(
    sim: SimProcess, port: Port, tmp_path: Path
) -> None:
    port.pump(lambda: bool(port.upper.frames(POLL.cmd)))
    sim.fault({"cut_cable": True})
    assert not (tmp_path / "board").is_symlink()
    assert sim.current_port() is None
    port.pump(lambda: port.hung_up)
    sim.fault({"cut_cable": False})
    again = Port(sim.port)
    try:
        assert os.ttyname(again.fd) == sim.current_port()
        assert again.vend(4) == [0x01, 0x02]
    finally:
        again.close()


def test_a_cable_cut_after_the_ack_lets_the_ack_out(sim: SimProcess, port: Port) -> None:
    sim.fault({"cut_cable": "after_ack"})
    port.upper.drive(3)
    port.pump(lambda: port.hung_up)
    assert port.upper.frames(ACK.cmd)
    assert port.upper.codes(3) == []
    wait_until(lambda: sim.world()["fell_total"] == 1)
    assert sim.world()["turns_total"] == 1


def test_state_survives_the_plug_being_pulled(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    first = SimProcess(turn_ms=TURN_MS, state=state)
    port = Port(first.port)
    try:
        first.fault({"no_drop": "A4"})
        port.vend(3)
        port.vend(4)
    finally:
        port.close()
        first.kill()
    with SimProcess(turn_ms=TURN_MS, state=state) as second:
        world = second.world()
    assert (world["fell_total"], world["turns_total"], world["orders_total"]) == (1, 2, 2)
    assert (world["lanes"]["A3"]["items"], world["lanes"]["A4"]["items"]) == (7, 8)
    assert world["board"]["jammed"] == [4]


def test_refill(sim: SimProcess, port: Port) -> None:
    port.vend(3)
    sim.refill("A3")
    sim.refill("A4", 2)
    world = sim.world()
    assert (world["stock"]["A3"], world["stock"]["A4"]) == (8, 2)
    assert (world["board"]["stock"]["A3"], world["board"]["stock"]["A4"]) == (8, 2)


def test_time_can_jump(sim: SimProcess) -> None:
    sim.fault({"door_open": True})
    sim.advance(3_600_000)
    assert sim.world()["temperatures_c"] == [25]


def test_wrong_requests_are_answered_in_words_and_change_nothing(sim: SimProcess) -> None:
    for request, words in (
        ({"do": "dance"}, "unknown request 'dance'"),
        ({"dont": 1}, "a request is"),
        ({"do": "fault", "script": {"jamm": 1}}, "nearest known one is 'jam'"),
        ({"do": "fault"}, "a fault is an object"),
        ({"do": "refill", "lane": "Z9"}, "no lane"),
        ({"do": "refill", "lane": "A1", "items": 99}, "0 to 8"),
        ({"do": "clock", "advance_ms": -1}, "advance_ms"),
    ):
        with pytest.raises(SimError, match=words):
            sim.request(request)
    assert sim.world()["faults"] == []


def test_a_line_that_is_no_json_is_answered(tmp_path: Path) -> None:
    child = start("--control")
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(b"hello\n\n\xff\xfe\n[]\n")
    child.stdin.flush()
    child.stdout.readline()
    for _ in range(3):
        assert json.loads(child.stdout.readline())["ok"] is False
    assert ended(child) == 0


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hardware.sim", "--turn-ms", str(TURN_MS), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )


def ended(child: subprocess.Popen[bytes]) -> int:
    """Close its input, wait, and let go of its pipes."""
    assert child.stdin is not None
    child.stdin.close()
    code = child.wait(WAIT_S)
    for pipe in (child.stdout, child.stderr):
        assert pipe is not None
        pipe.close()
    return code


def test_the_end_of_input_ends_it_after_the_motor(tmp_path: Path) -> None:
    state, link = tmp_path / "state.json", tmp_path / "board"
    process = SimProcess(turn_ms=1000, state=state, link=link)
    port = Port(process.port)
    try:
        port.upper.drive(3)
        port.pump(lambda: port.upper.codes(3) == [0x01])
    finally:
        assert process.close() == 0
        port.close()
    saved = json.loads(state.read_text())
    assert saved["world"]["fell_total"] == 1
    assert saved["board"]["memory"]["slots"][2]["stock"] == 7
    assert not link.is_symlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: signal.Signals, tmp_path: Path) -> None:
    link = tmp_path / "board"
    child = start("--link", str(link))
    assert child.stdout is not None
    hello = json.loads(child.stdout.readline())
    assert hello == {"port": str(link.readlink()), "model": "xy", "lanes": 40}
    child.send_signal(number)
    assert child.wait(WAIT_S) == 0
    assert ended(child) == 0
    assert not link.is_symlink()


def test_without_control_it_does_not_care_for_its_input() -> None:
    child = start()
    assert child.stdin is not None
    assert child.stdout is not None
    hello = json.loads(child.stdout.readline())
    child.stdin.close()
    port = Port(hello["port"])
    try:
        port.pump(lambda: len(port.upper.frames(POLL.cmd)) >= 3)
    finally:
        port.close()
        child.terminate()
        assert child.wait(WAIT_S) == 0
    assert ended(child) == 0


@pytest.mark.parametrize(
    ("option", "name", "content", "words"),
    [
        ("--cabinet", "cabinet.toml", "[lanes]\nA1 = 0\n", "A1"),
        ("--cabinet", "cabinet.toml", None, "cannot read"),
        ("--script", "faults.json", '{"jamm": 1}', "nearest known one is 'jam'"),
        ("--script", "faults.json", "{", "not JSON"),
        ("--state", "state.json", "{}", "damaged"),
        ("--state", "state.json", '{"version": 9}', "version 9"),
        ("--state", "state.json", '{"version": 1, "model": "tcn"}', "another model"),
        ("--cabinet", "cabinet.toml", 'model = "tcm"\n[lanes]\nA1 = 1\n', "known are xy, tcn"),
        ("--cabinet", "cabinet.toml", 'model = "tcn"\n[lanes]\nA1 = 81\n', "no lane 81"),
        ("--script", "faults.json", '"wrong_board"', "cannot be made to do"),
        ("--link", "board", "precious", "no symbolic link"),
        ("--reader", "reader", "precious", "no symbolic link"),
        ("--till", "till.toml", None, "cannot read"),
    ],
)
def test_files_that_cannot_be_used(
    option: str, name: str, content: str | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    done = subprocess.run(
        [sys.executable, "-m", "hardware.sim", option, str(path)],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert content is None or path.read_text() == content


def test_a_script_file_and_a_cabinet_file(tmp_path: Path) -> None:
    cabinet, script = tmp_path / "cabinet.toml", tmp_path / "faults.json"
    cabinet.write_text("[lanes]\nX1 = {motor = 5, items = 1, capacity = 2}\n")
    script.write_text('{"steps": [{"no_drop": "X1"}]}')
    with SimProcess(turn_ms=TURN_MS, cabinet=cabinet, script=script) as sim:
        assert sim.lanes == 1
        port = Port(sim.port)
        try:
            assert port.vend(5) == [0x01, 0x03]
        finally:
            port.close()
        assert sim.world()["lanes"]["X1"]["items"] == 1


def test_the_board_is_the_one_asked_for_or_the_cabinet_files(tmp_path: Path) -> None:
    cabinet = tmp_path / "cabinet.toml"
    cabinet.write_text('model = "tcn"\n[lanes]\nX1 = 5\n')
    for model, wire in ((None, "resends"), ("tcn", "resends"), ("xy", "polls")):
        with SimProcess(model=model, cabinet=cabinet) as sim:
            assert wire in sim.world()["wire"]


def test_a_tcn_cabinet_keeps_its_state(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with SimProcess(model="tcn", state=state) as sim:
        sim.refill("A1", 3)
    with SimProcess(model="tcn", state=state) as sim:
        assert sim.world()["stock"]["A1"] == 3
        with pytest.raises(SimError, match="cannot be made to do 'code_24'"):
            sim.fault("code_24")


def test_a_simulator_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(SimError, match="cannot read"):
        SimProcess(cabinet=tmp_path / "no.toml")
    with pytest.raises(SimError, match="not a till: leave out --reader"):
        SimProcess(model="qibixx", reader=tmp_path / "reader")


def test_a_simulator_that_is_gone_says_so() -> None:
    sim = SimProcess()
    sim.kill()
    assert not sim.is_running
    with pytest.raises(SimError):
        sim.world()


def test_one_vend_is_one_frame_06_on_the_wire(sim: SimProcess, port: Port) -> None:
    sent = port.upper.drive(3)
    port.pump(lambda: 0x02 in port.upper.codes(3))
    assert isinstance(sent, Frame)
    (order,) = sim.world()["orders"]
    assert (order["pack_no"], order["motor"]) == (sent.pack_no, 3)


def test_a_line_has_one_speed_where_that_is_asked_for() -> None:
    """At another speed the board hears nothing it knows, and what it says by itself comes garbled."""
    with SimProcess(model="xy", baud=57_600) as sim:
        for baud, is_right in ((57_600, True), (9_600, False)):
            port = open_port(sim.port, baud)
            port.timeout = WAIT_S
            assert (POLL.encode() in port.read(60 if is_right else 2)) is is_right
            port.close()


def test_a_question_at_another_speed_is_noise_to_the_board() -> None:
    with SimProcess(model="tcn", baud=9_600) as sim:
        deadline = time.monotonic() + WAIT_S
        port = open_port(sim.port, 38_400)
        port.write(ask_version().encode() * 5)
        while not sim.world()["wire"]["noise_bytes"]:
            assert time.monotonic() < deadline, "the board never heard a byte"
        port.close()
        port = open_port(sim.port, 9_600)
        port.timeout = WAIT_S
        port.write(ask_version().encode())
        assert reply_decoder().feed(port.read(5)) == [Reply(0, 0x42, 0x32, 0x37)]
        port.close()
        assert sim.world()["wire"]["commands"] == 1


def test_asked_what_is_waiting_it_names_each_fault_that_has_not_struck() -> None:
    with SimProcess(turn_ms=TURN_MS) as sim:
        assert sim.waiting() == []
        sim.fault([{"jam": "A3"}, "bad_checksum"])
        assert sorted(sim.waiting()) == ["bad_checksum", "jam"]
        sim.fault({"clear": True})
        assert sim.waiting() == []
