"""The simulated reader itself, in time that only passes when told to."""

from __future__ import annotations

import pytest

from hardware.api import Suffix
from hardware.sim.line import SPLIT_GAP_MS
from hardware.sim.reader.reader import ACTS_MAX, NOISE, SimReader
from hardware.sim.reader.script import Samples, parse_acts
from hardware.wire.reader.codes import Codes
from hardware.wire.reader.gm72 import ACK, NAK, SETTINGS, START, STOP, WAKE
from hardware.wire.reader.keys import EVENT, Keys


class Rig:
    def __init__(self, *, is_keyboard: bool = False) -> None:
        self.reader = SimReader(is_keyboard=is_keyboard)
        self.now_ms = 1_000

    def do(self, *steps: object) -> None:
        self.reader.add(parse_acts(steps, Samples()), self.now_ms)

    def run(self, for_ms: int = 0) -> list[tuple[int, bytes]]:
        """Chunks, with the time of each from the start of this."""
        began_ms, end_ms = self.now_ms, self.now_ms + for_ms
        said: list[tuple[int, bytes]] = []
        while (due_ms := self.reader.next_due_ms()) is not None and due_ms <= end_ms:
            self.now_ms = max(self.now_ms, due_ms)
            self.reader.advance(self.now_ms)
            said += [(self.now_ms - began_ms, data) for data in self.reader.take_output(self.now_ms)]
        self.now_ms = end_ms
        return said


@pytest.mark.parametrize(
    ("suffix", "end"), [("cr", b"\r"), ("lf", b"\n"), ("crlf", b"\r\n"), ("tab", b"\t"), ("none", b"")]
)
def test_a_scan_is_one_write_with_its_suffix(suffix: str, end: bytes) -> None:
    rig = Rig()
    rig.do({"reader_suffix": suffix}, {"scan": "123"})
    assert rig.run() == [(0, b"123" + end)]
    rig.do({"scan": {"code": "45", "suffix": "cr"}})
    assert rig.run() == [(0, b"45\r")]


def test_split_doubled_and_noisy() -> None:
    rig = Rig()
    rig.do({"scan": {"code": "12", "split": True}})
    assert rig.run(100) == [(0, b"1"), (SPLIT_GAP_MS, b"2"), (2 * SPLIT_GAP_MS, b"\r")]
    rig.do({"scan": {"code": "12", "times": 3, "gap_ms": 40}})
    assert rig.run(100) == [(0, b"12\r"), (40, b"12\r"), (80, b"12\r")]
    rig.do({"scan": {"code": "12", "noise": True}}, "reader_noise")
    assert rig.run() == [(0, b"1" + NOISE + b"2\r"), (0, NOISE)]
    assert rig.reader.scans == 5


def test_a_keyboard_types_what_a_line_would_say() -> None:
    rig = Rig(is_keyboard=True)
    rig.do({"scan": {"code": "Aa-1", "split": True}})
    pieces = [data for _, data in rig.run(1_000)]
    assert {len(piece) for piece in pieces} == {EVENT.size}
    keys = Keys()
    text = b"".join(keys.feed(piece) for piece in pieces)
    assert Codes(Suffix.CR).feed(text) == ["Aa-1"]


def test_unplugged_it_sees_nothing_and_comes_back_by_itself() -> None:
    rig = Rig()
    rig.do({"reader_unplug": {"for_ms": 50}}, {"scan": "1"})
    assert [rig.reader.is_plugged, rig.reader.unseen] == [False, 1]
    assert rig.run(50) == []
    assert [rig.reader.is_plugged, rig.reader.scans] == [True, 0]


def test_clear_plugs_it_in_and_forgets_what_was_to_come() -> None:
    rig = Rig()
    rig.do({"reader_unplug": True}, {"scan": "1", "at_ms": 10})
    rig.reader.clear()
    assert rig.reader.is_plugged and rig.run(1_000) == []


def test_only_a_reader_that_was_woken_hears_a_command() -> None:
    rig = Rig()
    rig.reader.receive(SETTINGS["host"])
    assert rig.run() == [] and not rig.reader.is_triggered
    rig.reader.receive(WAKE + SETTINGS["host"])
    assert rig.run() == [(0, ACK)] and rig.reader.is_triggered


def test_in_host_mode_it_reads_between_start_and_stop_and_stops_after_a_code() -> None:
    rig = Rig()
    rig.reader.receive(WAKE + START)
    assert rig.run() == [(0, NAK)], "not in host mode"
    rig.reader.receive(SETTINGS["host"] + WAKE + START[:3])
    rig.reader.receive(START[3:])
    assert [data for _, data in rig.run()] == [ACK, ACK] and rig.reader.is_reading
    rig.do({"scan": "1"}, {"scan": "2"})
    assert rig.run() == [(0, b"1\r")] and rig.reader.unseen == 1
    rig.reader.receive(WAKE + START + STOP)
    rig.do({"scan": "3"})
    assert [data for _, data in rig.run()] == [ACK, ACK] and not rig.reader.is_reading


def test_any_bytes_whatever_leave_it_well() -> None:
    rig = Rig()
    rig.reader.receive(bytes(range(256)) * 20)
    rig.reader.receive(WAKE + STOP)
    assert [data for _, data in rig.run()][-1:] == [ACK]


def test_what_waits_is_bounded_and_no_record_has_a_code() -> None:
    rig = Rig()
    rig.do({"scan": {"code": "134567890123456789", "times": ACTS_MAX, "at_ms": 1}})
    assert "134567890123456789" not in str(rig.reader.record())
    with pytest.raises(OverflowError):
        rig.do({"scan": {"code": "1", "at_ms": 1}})
