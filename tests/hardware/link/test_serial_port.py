"""The port's thread on real ptys: opening, loss, back-off, calls, ending."""

from __future__ import annotations

import os
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.errors import PortError
from hardware.link import trace
from hardware.link.opening import open_port
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Direction, TraceEntry, TraceRing
from tests.hardware.xy_peer import XyPeer

LIMIT_S = 10.0


class User:
    """Notes what the port's thread says; echoes what it hears when asked to."""

    def __init__(self) -> None:
        self.said: queue.Queue[tuple[str, object]] = queue.Queue()
        self.deadline_ms: int | None = None
        self.on_received: Callable[[bytes], None] | None = None

    def opened(self, now_ms: int) -> None:
        self.said.put(("opened", None))

    def received(self, data: bytes, now_ms: int) -> None:
        self.said.put(("received", data))
        if self.on_received is not None:
            self.on_received(data)

    def lost(self, error: PortError, now_ms: int) -> None:
        self.said.put(("lost", error))

    def tick(self, now_ms: int) -> None:
        assert self.deadline_ms is not None
        assert now_ms >= self.deadline_ms
        self.deadline_ms = None
        self.said.put(("tick", now_ms))

    def next_deadline_ms(self) -> int | None:
        return self.deadline_ms

    def ended(self, bug: BaseException | None) -> None:
        self.said.put(("ended", bug))

    def wait(self, word: str) -> object:
        """What was said with the next ``word``; others before it are skipped."""
        while True:
            said, value = self.said.get(timeout=LIMIT_S)
            if said == word:
                return value


@pytest.fixture
def user() -> User:
    return User()


@pytest.fixture
def peer() -> Iterator[XyPeer]:
    made = XyPeer()
    yield made
    made.unplug()


@pytest.fixture
def port(user: User, peer: XyPeer) -> Iterator[SerialPort]:
    made = SerialPort(peer.path, 57_600, user)
    made.start()
    user.wait("opened")
    yield made
    made.close()


def test_bytes_come_and_go_and_are_traced(user: User, peer: XyPeer, port: SerialPort) -> None:
    user.on_received = port.write
    peer.write(bytes.fromhex("fafb410040"))
    assert peer.read().encode() == bytes.fromhex("fafb410040")
    kinds = [(entry.direction, entry.data) for entry in port.trace()]
    assert kinds[0] == (Direction.NOTE, b"opened")
    assert {(Direction.IN, bytes.fromhex("fafb410040")), (Direction.OUT, bytes.fromhex("fafb410040"))} < set(
        kinds
    )
    times = [entry.at_us for entry in port.trace()]
    assert times == sorted(times)


def test_everything_runs_on_the_ports_thread(user: User, peer: XyPeer, port: SerialPort) -> None:
    names: queue.Queue[str] = queue.Queue()
    user.on_received = lambda _data: names.put(threading.current_thread().name)
    assert port.post(lambda: names.put(threading.current_thread().name))
    assert names.get(timeout=LIMIT_S) == f"port {peer.path}"
    peer.write(b"x")
    assert names.get(timeout=LIMIT_S) == f"port {peer.path}"


def test_what_was_posted_before_the_bytes_is_done_before_them(
    user: User, peer: XyPeer, port: SerialPort
) -> None:
    for _ in range(50):
        port.post(lambda: user.said.put(("posted", None)))
        peer.write(b"x")
        assert [user.said.get(timeout=LIMIT_S)[0] for _ in range(2)] == ["posted", "received"]


def test_deadline_is_kept_with_nothing_coming_in(user: User, port: SerialPort) -> None:
    def set_deadline() -> None:
        user.deadline_ms = 0

    port.post(set_deadline)
    user.wait("tick")


def test_deadline_is_kept_while_the_port_is_away(user: User, tmp_path: Path) -> None:
    user.deadline_ms = 0
    port = SerialPort(str(tmp_path / "nothing"), 57_600, user)
    port.start()
    user.wait("tick")
    assert port.post(lambda: user.said.put(("posted", None)))
    user.wait("posted")
    port.close()


def test_pulled_port_is_lost_and_found_behind_the_same_link(user: User, tmp_path: Path) -> None:
    peer, link = XyPeer(), tmp_path / "board"
    link.symlink_to(peer.path)
    port = SerialPort(str(link), 57_600, user)
    port.start()
    user.wait("opened")
    peer.unplug()
    lost = user.wait("lost")
    assert isinstance(lost, PortError)
    assert (lost.code, str(link) in lost.text) == ("port.lost", True)
    peer.plug()
    link.unlink()
    link.symlink_to(peer.path)
    user.wait("opened")
    peer.write(b"back")
    assert user.wait("received") == b"back"
    port.close()
    peer.unplug()


def test_link_that_vanishes_or_leads_elsewhere_is_a_lost_port(user: User, tmp_path: Path) -> None:
    old, new, link = XyPeer(), XyPeer(), tmp_path / "board"
    link.symlink_to(old.path)
    port = SerialPort(str(link), 57_600, user)
    port.start()
    user.wait("opened")
    other = tmp_path / "other"
    other.symlink_to(new.path)
    other.rename(link)
    assert "another device" in str(user.wait("lost"))
    user.wait("opened")
    link.unlink()
    assert "vanished" in str(user.wait("lost"))
    assert "is not there" in str(user.wait("lost"))
    port.close()
    for peer in (old, new):
        peer.unplug()


def test_socket_url_is_opened_and_its_end_noticed(user: User) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = SerialPort(f"socket://127.0.0.1:{server.getsockname()[1]}", 57_600, user)
        port.start()
        connection, _ = server.accept()
        user.wait("opened")
        connection.sendall(b"hello")
        assert user.wait("received") == b"hello"
        connection.close()
        assert "closed" in str(user.wait("lost"))
        port.close()


def test_url_without_a_descriptor_works_too(user: User) -> None:
    port = SerialPort("loop://", 57_600, user)
    port.start()
    user.wait("opened")
    port.post(lambda: port.write(b"round"))
    assert user.wait("received") == b"round"
    port.close()


def test_nothing_is_taken_after_the_end(user: User, port: SerialPort) -> None:
    port.close()
    assert user.wait("ended") is None
    assert not port.post(lambda: None)
    port.close()
    with pytest.raises(OSError, match="not open"):
        port.write(b"x")


def test_close_before_start_ends_it(user: User) -> None:
    port = SerialPort("/dev/nowhere", 57_600, user)
    assert port.post(lambda: user.said.put(("posted", None)))
    port.close()
    assert [user.said.get_nowait()[0] for _ in range(2)] == ["posted", "ended"]


def test_close_from_its_own_thread_does_not_wait_for_itself(user: User, port: SerialPort) -> None:
    port.post(port.close)
    assert user.wait("ended") is None


def test_bug_on_the_thread_is_heard(
    user: User, peer: XyPeer, port: SerialPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: queue.Queue[object] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: seen.put(arguments.exc_value))

    def fail(_data: bytes) -> None:
        raise ZeroDivisionError

    user.on_received = fail
    peer.write(b"x")
    assert isinstance(user.wait("ended"), ZeroDivisionError)
    assert isinstance(seen.get(timeout=LIMIT_S), ZeroDivisionError)
    assert not port.post(lambda: None)


def test_many_calls_at_once_all_run(user: User, port: SerialPort) -> None:
    done: queue.Queue[int] = queue.Queue()
    for number in range(100_000):
        port.post(lambda number=number: done.put(number))  # type: ignore[misc] # a default binds the number
    assert [done.get(timeout=LIMIT_S) for _ in range(100_000)] == list(range(100_000))


@pytest.mark.parametrize(
    ("make_url", "code"),
    [
        (lambda folder: str(folder / "nothing"), "port.missing"),
        (str, "port.not_serial"),
        (lambda _folder: "/etc/passwd", "port.not_serial"),
        (lambda _folder: "nonsense://x", "port.bad_setting"),
        (lambda _folder: "socket://127.0.0.1:1", "port.refused"),
    ],
)
def test_port_that_cannot_be_opened_is_a_sentence(
    make_url: Callable[[Path], str], code: str, tmp_path: Path
) -> None:
    url = make_url(tmp_path)
    with pytest.raises(PortError) as caught:
        open_port(url, 57_600)
    assert caught.value.code == code
    assert url in caught.value.text


def test_port_in_use_is_a_sentence(port: SerialPort, peer: XyPeer) -> None:
    with pytest.raises(
        PortError, match="in use by this program itself: two devices are set to one port"
    ) as caught:
        open_port(peer.path, 57_600)
    assert caught.value.code == "port.in_use"


def test_speed_no_port_has_is_a_sentence(peer: XyPeer) -> None:
    with pytest.raises(PortError) as caught:
        open_port(peer.path, -1)
    assert caught.value.code == "port.bad_setting"


def test_opening_loss_and_failure_are_noted_each_reason_once(user: User, tmp_path: Path) -> None:
    peer, link = XyPeer(), tmp_path / "board"
    port = SerialPort(str(link), 57_600, user)
    port.start()
    for _ in range(3):
        user.wait("lost")
    link.symlink_to(peer.path)
    user.wait("opened")
    link.unlink()
    peer.unplug()
    words = [str(user.wait("lost")) for _ in range(3)]
    port.close()
    assert [entry.data.decode() for entry in port.trace() if entry.direction is Direction.NOTE] == [
        f"not opened: {words[1]}",
        "opened",
        f"lost: {words[0]}",
        f"not opened: {words[1]}",
        "closed",
    ]


def test_ticks_and_calls_are_told_to_a_tap_and_not_kept(user: User, peer: XyPeer) -> None:
    tapped: queue.Queue[TraceEntry] = queue.Queue()
    port = SerialPort(peer.path, 57_600, user, tapped.put)
    user.deadline_ms = 0
    port.start()
    ticked_ms = user.wait("tick")
    assert port.post(lambda: user.said.put(("posted", port.now_ms())))
    posted_ms = user.wait("posted")
    port.close()
    ticks = [each for each in list(tapped.queue) if each.direction is Direction.TICK]
    assert [tick.at_us // 1_000 for tick in ticks] == [ticked_ms]
    calls = [each for each in list(tapped.queue) if each.direction is Direction.CALL]
    assert [call.at_us // 1_000 for call in calls] == [posted_ms], "inside a call the clock stands still"
    assert {entry.direction for entry in port.trace()} == {Direction.NOTE}


def test_ring_keeps_the_last_and_taps_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "TRACE_KEPT_ENTRIES", 3)
    tapped: list[TraceEntry] = []
    ring = TraceRing(tapped.append)
    for number in range(5):
        ring.add(number, Direction.IN, bytes((number,)))
    assert [entry.at_us for entry in ring.entries()] == [2, 3, 4]
    assert len(tapped) == 5


def test_reader_that_reads_nothing_loses_the_port(user: User, peer: XyPeer, port: SerialPort) -> None:
    def flood() -> None:
        for _ in range(64):
            port.write(bytes(4_096))

    port.post(flood)
    lost = user.wait("lost")
    assert isinstance(lost, PortError)
    assert os.path.exists(peer.path)  # noqa: PTH110 -- the test's own check of a device node
