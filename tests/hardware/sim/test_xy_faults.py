"""Every scripted fault, as it looks on the wire and as it is in the world. Virtual time."""

import pytest

from hardware.sim.world import Sensor
from hardware.wire.xy import ACK, Frame, NoiseReason
from tests.hardware.sim.upper import Rig


@pytest.mark.parametrize(
    ("script", "codes", "turns", "fell"),
    [
        ({"jam": "A3"}, [0x01, 0x03], 1, 0),
        ({"no_drop": True}, [0x01, 0x03], 1, 0),
        ({"drop_not_seen": "A3"}, [0x01, 0x03], 1, 1),
        ({"sensor_blocked": True}, [0x0A], 0, 0),
        ({"out_of_stock": "A3"}, [0x01, 0x03], 1, 0),
        ({"motor_missing": "A3"}, [0x06], 0, 0),
        ({"terminated": True}, [0xFF], 0, 0),
        ({"terminated": {"falls": True}}, [0x01, 0xFF], 1, 1),
        ({"unknown_status": True}, [0x01, 0x7E], 1, 1),
        ({"unknown_status": {"code": "5A", "falls": False}}, [0x01, 0x5A], 1, 0),
        ({"code_24": True}, [0x01, 0x24], 1, 1),
        ({"code_24_then_02": True}, [0x01, 0x24, 0x02], 1, 1),
        ([{"code_24": True}, {"jam": 3}], [0x01, 0x03], 1, 0),
        ({"only_01_forever": True}, [0x01, 0x01], 1, 1),
        ({"only_01_forever": {"falls": False}}, [0x01, 0x01], 1, 0),
        ({"jam_then_paused": True}, [0x01, 0x03], 1, 0),
        ({"late_result": 2000}, [0x01, 0x02], 1, 1),
        ({"late_result": 9000}, [0x01], 1, 1),
        ({"four_byte_04": True}, [0x01, 0x02], 1, 1),
        ({"five_byte_04": True}, [0x01, 0x02], 1, 1),
        ({"split": True}, [0x01, 0x02], 1, 1),
        ({"noise_before": True}, [0x01, 0x02], 1, 1),
        ({"noise_after": 2}, [0x01, 0x02], 1, 1),
        ({"merge": True}, [0x01, 0x02, 0x02], 1, 1),
        ({"delay": 60}, [0x01, 0x02], 1, 1),
        ({"bad_checksum": 2}, [0x01, 0x02], 1, 1),
        ({"lost_command": True}, [0x01, 0x02], 1, 1),
        ({"lost_ack": True}, [0x01, 0x02], 1, 1),
        ({"lost_ack": {"turn_again": True}}, [0x01, 0x02, 0x01, 0x02], 2, 2),
        ({"lost_our_ack": True}, [0x01, 0x01, 0x02], 1, 1),
        ({"door_open": True}, [0x01, 0x02], 1, 1),
    ],
)
def test_one_vend_under_a_fault(script: object, codes: list[int], turns: int, fell: int) -> None:
    rig = Rig().settled()
    rig.fault(script)
    assert rig.vend(3, for_ms=5000) == codes
    assert (rig.world.turns_total, rig.world.fell_total) == (turns, fell)


@pytest.mark.parametrize(
    "name", ["jam", "no_drop", "drop_not_seen", "unknown_status", "code_24", "terminated"]
)
def test_a_fault_of_one_vend_is_over_after_it(name: str) -> None:
    rig = Rig().settled()
    rig.fault({name: "A3"})
    rig.vend(3)
    rig.fault("clear")
    assert rig.vend(3) == [0x01, 0x02]


def test_a_fault_waits_for_its_lane() -> None:
    rig = Rig().settled()
    rig.fault({"jam": "A3"})
    assert rig.vend(4) == [0x01, 0x02]
    assert rig.vend(3) == [0x01, 0x03]


def test_after_vends_counts_whole_vends() -> None:
    rig = Rig().settled()
    rig.fault({"no_drop": True, "after_vends": 2})
    assert [rig.vend(slot)[-1] for slot in (1, 2, 3, 4)] == [0x02, 0x02, 0x03, 0x02]


def test_a_jammed_slot_is_blocked_until_menu_32_is_cleared() -> None:
    rig = Rig().settled()
    rig.fault({"jam": "A3"})
    rig.vend(3)
    assert rig.ask(0x01, b"\x00\x03", 0x02) == b"\x04\x00\x03"
    assert rig.ask(0x70, b"\x32\x00", 0x71) == b"\x32\x00\x01\x00\x03\x00"
    assert rig.vend(3) == [0x03]
    assert rig.world.turns_total == 1
    assert rig.ask(0x70, b"\x32\x01", 0x71) == b"\x32\x01\x00"
    assert rig.vend(3) == [0x01, 0x02]


def test_policy_27_keeps_a_jammed_slot_selling() -> None:
    rig = Rig().settled()
    rig.ask(0x70, b"\x27\x01\x64\x02", 0x71)
    rig.fault({"jam": "A3"})
    assert rig.vend(3) == [0x01, 0x03]
    assert rig.vend(3) == [0x01, 0x02]


def test_a_jam_without_end_stays_in_the_lane() -> None:
    rig = Rig().settled()
    rig.ask(0x70, b"\x27\x01\x64\x02", 0x71)
    rig.fault({"jam": {"lane": "A3", "times": 0}})
    assert [rig.vend(3) for _ in range(3)] == [[0x01, 0x03]] * 3
    assert rig.world.lanes[3].jammed
    rig.fault({"jam": False})
    assert rig.vend(3) == [0x01, 0x02]


def test_jam_then_paused_is_reported() -> None:
    rig = Rig().settled()
    rig.fault("jam_then_paused")
    rig.vend(3)
    (report,) = rig.upper.frames(0x11)
    assert (report.body[:2], report.body[-1]) == (b"\x00\x03", 1)
    assert rig.ask(0x01, b"\x00\x03", 0x02)[0] == 4


def test_a_blocked_sensor_does_not_stop_vends_that_do_not_use_it() -> None:
    rig = Rig().settled()
    rig.fault("sensor_blocked")
    assert rig.vend(3, drop_sensor=False) == [0x01, 0x02]
    assert rig.ask(0x70, b"\x50\x01\x00\x00", 0x71)[-1] == 1
    rig.fault({"sensor_blocked": False})
    assert rig.vend(3) == [0x01, 0x02]
    assert rig.world.sensor is Sensor.WORKING


def test_out_of_stock_and_motor_missing_show_in_the_check_and_the_report() -> None:
    rig = Rig().settled()
    rig.fault([{"out_of_stock": "A3"}, {"motor_missing": "A4"}])
    assert rig.ask(0x01, b"\x00\x03", 0x02)[0] == 2
    assert rig.ask(0x01, b"\x00\x04", 0x02)[0] == 3
    rig.upper.command(0x31)
    rig.run(2000)
    assert rig.upper.frames(0x11)[2].body[6] == 0
    rig.fault("clear")
    assert rig.ask(0x01, b"\x00\x03", 0x02)[0] == 1


def test_only_01_ends_with_clear() -> None:
    rig = Rig().settled()
    rig.fault("only_01_forever")
    assert len(rig.vend(3, for_ms=10_000)) > 3
    rig.fault("clear")
    rig.run(100)
    said = len(rig.upper.codes(3))
    rig.run(10_000)
    assert len(rig.upper.codes(3)) == said


def test_lengths_of_04_and_52() -> None:
    rig = Rig().settled()
    rig.fault(["five_byte_04", "status_41"])
    rig.vend(3)
    assert [len(frame.body) + 1 for frame in rig.upper.frames(0x04)] == [5, 5]
    assert len(rig.ask(0x51, b"", 0x52)) + 1 == 41
    rig.fault(["four_byte_04", "status_33"])
    rig.vend(3)
    assert [len(frame.body) + 1 for frame in rig.upper.frames(0x04)][2:] == [4, 4]
    assert len(rig.ask(0x51, b"", 0x52)) + 1 == 33


def test_door_temperature_and_probe() -> None:
    rig = Rig().settled()
    rig.fault([{"door_open": 1000}, {"temperature": -7}])
    status = rig.ask(0x51, b"", 0x52)
    assert (status[4], status[5], status[24]) == (0xF9, 1, 0xF9)
    status = rig.ask(0x51, b"", 0x52)
    assert status[5] == 0
    rig.fault("probe_fault")
    status = rig.ask(0x51, b"", 0x52)
    assert (status[4], status[24]) == (0xAA, 0xAA)
    assert rig.ask(0x70, b"\x36\x00\x00", 0x71)[2:] == b"\x00\xaa\x07"
    rig.fault([{"probe_fault": False}, {"temperature": False}])
    assert rig.ask(0x51, b"", 0x52)[4] == 0xF9
    assert rig.world.temperatures_c(rig.now_ms + 10_000_000) == [6]


def test_a_zone_the_cabinet_does_not_have_is_left_alone() -> None:
    rig = Rig().settled()
    rig.fault([{"fault": "temperature", "c": 3, "zone": 5}, {"probe_fault": 5}])
    assert rig.ask(0x51, b"", 0x52)[24:] == b"\x06" + b"\xaa" * 7


def test_lost_ack_is_resent_under_the_same_number_and_turns_once() -> None:
    rig = Rig().settled()
    rig.fault({"lost_ack": 3})
    rig.vend(3, for_ms=6000)
    orders = rig.board.orders
    assert [order.executed for order in orders] == [True, False, False, False]
    assert len({order.pack_no for order in orders}) == 1
    assert rig.world.turns_total == 1
    assert not rig.upper.line_failed


def test_six_lost_acks_make_a_faulty_line_although_it_fell() -> None:
    rig = Rig().settled()
    rig.fault({"lost_ack": 6})
    rig.vend(3, for_ms=6000)
    assert rig.upper.line_failed
    assert (rig.world.turns_total, rig.world.fell_total) == (1, 1)


def test_a_lost_command_was_never_heard() -> None:
    rig = Rig().settled()
    rig.fault({"lost_command": 6})
    assert rig.vend(3, for_ms=6000) == []
    assert rig.upper.line_failed
    assert rig.board.orders_total == rig.world.turns_total == 0


def test_our_lost_ack_repeats_the_same_number() -> None:
    rig = Rig().settled()
    rig.fault({"lost_our_ack": 2})
    rig.vend(3)
    frames = rig.upper.frames(0x04)
    assert [frame.body[0] for frame in frames] == [1, 1, 1, 2]
    assert len({frame.pack_no for frame in frames[:3]}) == 1
    assert frames[3].pack_no != frames[0].pack_no


def test_money_comes_twice_under_one_number() -> None:
    rig = Rig().settled()
    rig.fault({"money_duplicate": 500})
    rig.run(1000)
    first, second = rig.upper.frames(0x21)
    assert first == second
    assert first.body == b"\x01\x00\x00\x01\xf4"
    assert rig.board.desk.credit == 500


def test_a_stale_reply_comes_before_the_new_vend() -> None:
    rig = Rig().settled()
    rig.vend(5)
    rig.fault("stale_reply")
    assert rig.vend(3) == [0x01, 0x02]
    said = [(frame.body[0], frame.body[2]) for frame in rig.upper.frames(0x04)]
    assert said == [(1, 5), (2, 5), (2, 5), (1, 3), (2, 3)]
    assert rig.world.fell_total == 2


def test_a_bad_checksum_is_repaired_by_the_resend() -> None:
    rig = Rig().settled()
    rig.fault({"bad_checksum": 1})
    rig.vend(3)
    assert [noise.reason for noise in rig.upper.noise()][:1] == [NoiseReason.BAD_CHECKSUM]
    assert rig.board.link.counters.resent == 1


def test_published_wrong_frames_are_noise() -> None:
    rig = Rig().settled()
    rig.fault("wrong_xor")
    rig.run(1000)
    assert b"".join(noise.data for noise in rig.upper.noise()) == bytes.fromhex("fafb53010252fafb1602030510")
    assert rig.upper.frames(0x53) == rig.upper.frames(0x16) == []


def test_split_and_merge_are_so_on_the_wire() -> None:
    rig = Rig().settled()
    rig.fault({"split": True})
    rig.upper.chunks.clear()
    rig.run(1000)
    assert {len(chunk) for chunk in rig.upper.chunks} == {1}
    rig.fault([{"split": False}, "merge"])
    rig.upper.chunks.clear()
    rig.vend(3)
    assert any(chunk.startswith(ACK.encode() + b"\xfa\xfb") for chunk in rig.upper.chunks)


def test_noise_surrounds_frames() -> None:
    rig = Rig().settled()
    rig.fault([{"noise_before": 1}, {"noise_after": 1}])
    rig.upper.chunks.clear()
    rig.vend(3)
    (noisy,) = [chunk for chunk in rig.upper.chunks if len(chunk) > 20]
    assert ACK.encode() in noisy
    assert not noisy.startswith(ACK.encode())
    assert not noisy.endswith(ACK.encode())


def test_delay_shifts_what_the_board_says() -> None:
    rig = Rig().settled()
    rig.fault({"delay": 150, "times": 1})
    rig.upper.command(0x51)
    start_ms = rig.now_ms
    rig.run(1000)
    polled, acked = (
        next(
            at
            for at, found in rig.upper.heard
            if at > start_ms and isinstance(found, Frame) and found.cmd == cmd
        )
        for cmd in (0x41, 0x42)
    )
    assert acked - polled == 150


@pytest.mark.parametrize(
    "phase", ["now", "before_ack", "after_ack", "before_drop", "after_drop", "before_result"]
)
def test_a_cut_cable_stops_words_and_not_the_motor(phase: str) -> None:
    rig = Rig().settled()
    if phase != "now":
        rig.fault({"cut_cable": phase, "for_ms": 6000})
        codes = rig.vend(3, for_ms=4000)
        assert 0x02 not in codes
        assert (rig.world.turns_total, rig.world.fell_total) == (1, 1)
        assert bool(rig.upper.frames(0x42)) == (phase != "before_ack")
        assert bool(codes) == (phase not in ("before_ack", "after_ack"))
    else:
        rig.fault({"cut_cable": 3000})
        rig.run(1000)
    assert not rig.has_cable()
    heard = len(rig.upper.heard)
    rig.run(1000)
    assert len(rig.upper.heard) == heard
    rig.run(6000)
    assert rig.has_cable()
    assert len(rig.upper.heard) > heard


@pytest.mark.parametrize(
    ("phase", "turns", "fell"),
    [
        ("before_ack", 0, 0),
        ("after_ack", 0, 0),
        ("mid_vend", 1, 0),
        ("before_drop", 1, 0),
        ("after_drop", 1, 1),
        ("before_result", 1, 1),
    ],
)
def test_a_power_cut_loses_the_vend(phase: str, turns: int, fell: int) -> None:
    rig = Rig().settled()
    rig.fault({"power_cut": phase})
    codes = rig.vend(3, for_ms=2500)
    assert not rig.is_powered()
    assert 0x02 not in codes
    assert (rig.world.turns_total, rig.world.fell_total) == (turns, fell)
    rig.upper.heard.clear()
    rig.run(6000)
    assert rig.is_powered()
    assert rig.upper.frames(0x31)
    assert 0x02 not in rig.upper.codes(3) or phase == "before_ack"


def test_a_power_cut_without_end_stays_until_cleared() -> None:
    rig = Rig().settled()
    rig.fault({"fault": "power_cut", "for_ms": 10_000_000})
    rig.run(60_000)
    assert not rig.is_powered()
    rig.fault("clear")
    rig.run(1000)
    assert rig.is_powered()
    assert rig.vend(3) == [0x01, 0x02]


def test_silence_is_deaf_and_dumb_and_the_motor_still_turns() -> None:
    rig = Rig().settled()
    rig.fault({"silence": "after_ack", "for_ms": 5000})
    assert rig.vend(3, for_ms=4000) == []
    assert rig.world.fell_total == 1
    rig.run(4000)
    assert rig.is_online()
    rig.fault({"silence": True})
    rig.run(1)
    polls = len(rig.upper.frames(0x41))
    rig.run(3000)
    assert len(rig.upper.frames(0x41)) == polls
    rig.fault({"silence": False})
    rig.run(1000)
    assert len(rig.upper.frames(0x41)) > polls


def test_a_line_fault_for_one_lane_leaves_others_alone() -> None:
    rig = Rig().settled()
    rig.fault({"power_cut": {"lane": "A3"}})
    assert rig.vend(4) == [0x01, 0x02]
    assert rig.vend(3, for_ms=1500) == [0x01]


def test_clear_puts_everything_right() -> None:
    rig = Rig().settled()
    rig.fault([{"jam": {"lane": "A3", "times": 0}}, "door_open", "sensor_blocked", "probe_fault", "silence"])
    rig.fault(["cut_cable", {"motor_missing": "A4"}, {"jam": "A5", "at_ms": 100}])
    rig.run(200)
    rig.board.memory.slots[6].jammed = True
    rig.fault("clear")
    rig.run(1000)
    assert rig.board.book.waiting == []
    assert (rig.board.cable_in, rig.board.silent, rig.world.door_open) == (True, False, False)
    assert [rig.vend(slot) for slot in (3, 4, 5, 6)] == [[0x01, 0x02]] * 4


def test_clearing_one_fault_by_name_undoes_it_alone() -> None:
    rig = Rig().settled()
    rig.fault(["door_open", "sensor_blocked", "silence", {"no_drop": "A3"}])
    rig.run(10)
    rig.fault([{"clear": "door_open"}, {"fault": "clear", "what": "silence"}])
    rig.run(1000)
    assert not rig.world.door_open
    assert rig.world.sensor is Sensor.BLOCKED
    assert rig.board.book.waiting == ["no_drop"]
    assert rig.vend(4) == [0x0A]
