"""The simulated XY board against the sheet: beat, acknowledgement, resends, commands. Virtual time."""

from itertools import pairwise

import pytest

from hardware.sim.cabinet import Cabinet, LanePlan
from hardware.sim.xy.link import QUEUE_MAX_FRAMES
from hardware.wire.xy import ACK, POLL, Frame
from tests.hardware.sim.upper import Rig


def test_it_polls_every_200_ms_when_there_is_nothing_to_say() -> None:
    rig = Rig().settled()
    rig.upper.heard.clear()
    rig.run(2000)
    times = [at_ms for at_ms, found in rig.upper.heard if found == POLL]
    assert len(times) == 10
    assert {after - before for before, after in pairwise(times)} == {200}


def test_the_beat_goes_on_without_answers_and_is_counted() -> None:
    rig = Rig().settled()
    rig.upper.deaf = True
    polls = rig.board.link.counters.polls
    rig.run(2000)
    assert rig.board.link.counters.polls - polls == 10
    assert rig.board.link.counters.missed == 9


def test_it_asks_for_sync_at_start_and_reports_every_slot_after_ours() -> None:
    rig = Rig()
    rig.run(400)
    assert len(rig.upper.frames(0x31)) == 1
    assert rig.upper.frames(0x11) == []
    rig.upper.command(0x31)
    rig.run(1500)
    assert [frame.body[:15] for frame in rig.upper.frames(0x32)] == [b"HUODAO-SIM-XY-1"]
    reports = rig.upper.frames(0x11)
    assert [int.from_bytes(frame.body[:2], "big") for frame in reports] == list(range(1, 41))
    assert reports[0].body == bytes.fromhex("0001 00000000 08 08 0001 00".replace(" ", ""))
    assert rig.is_online()


def test_pack_numbers_run_from_1_to_255_and_wrap() -> None:
    rig = Rig()
    rig.run(400)
    for _ in range(7):
        rig.upper.command(0x31)
        rig.run(2500)
    numbers = [
        found.pack_no for _, found in rig.upper.heard if isinstance(found, Frame) and found not in (POLL, ACK)
    ]
    assert numbers == [number % 255 + 1 for number in range(len(numbers))]
    assert len(numbers) > 255


def test_an_unacknowledged_frame_is_resent_five_times_under_its_number_and_given_up() -> None:
    rig = Rig().settled()
    rig.upper.acks_data = False
    rig.upper.command(0x51)
    rig.run(3000)
    frames = rig.upper.frames(0x52)
    assert len(frames) == 6
    assert len({frame.pack_no for frame in frames}) == 1
    assert rig.board.link.counters.resent == 5
    assert rig.board.link.counters.dropped == 1


def test_resends_wait_for_the_beat() -> None:
    rig = Rig().settled()
    rig.upper.acks_data = False
    rig.upper.command(0x51)
    rig.run(3000)
    times = [at for at, found in rig.upper.heard if isinstance(found, Frame) and found.cmd == 0x52]
    assert {after - before for before, after in pairwise(times[1:])} == {200}


def test_it_counts_us_offline_after_ten_missed_polls_and_asks_for_sync_when_we_are_back() -> None:
    rig = Rig().settled()
    rig.upper.deaf = True
    rig.run(1900)
    assert rig.is_online()
    rig.run(600)
    assert not rig.is_online()
    rig.upper.deaf = False
    rig.upper.heard.clear()
    rig.run(500)
    assert rig.is_online()
    assert len(rig.upper.frames(0x31)) == 1


def test_slot_reports_for_nobody_are_dropped() -> None:
    rig = Rig().settled()
    rig.upper.command(0x31)
    rig.run(260)
    rig.upper.deaf = True
    rig.run(5000)
    rig.upper.deaf = False
    rig.upper.heard.clear()
    rig.run(1000)
    assert rig.upper.frames(0x11) == []


def test_a_normal_vend_on_the_wire_and_in_the_world() -> None:
    rig = Rig().settled()
    assert rig.vend(3) == [0x01, 0x02]
    assert rig.world.fell_total == rig.world.turns_total == rig.world.lanes[3].fell == 1
    assert rig.board.memory.slots[3].stock == 7
    (order,) = rig.board.orders
    assert (order.motor, order.executed, order.repeated, order.drop_sensor) == (3, True, False, True)
    assert rig.world.fell[0].order == order.number
    assert [len(frame.body) for frame in rig.upper.frames(0x04)] == [3, 3]


def test_the_result_comes_when_the_motor_stands() -> None:
    rig = Rig().settled()
    rig.vend(3)
    times = [at_ms for at_ms, found in rig.upper.heard if isinstance(found, Frame) and found.cmd == 0x04]
    assert 1000 <= times[1] - times[0] <= 1050


def test_a_vend_does_not_wait_behind_slot_reports() -> None:
    rig = Rig().settled()
    rig.upper.command(0x31)
    rig.upper.drive(3)
    rig.run(700)
    assert rig.upper.codes(3) == [0x01]
    assert 0 < len(rig.upper.frames(0x11)) < 40


def test_without_the_drop_sensor_the_board_believes_the_motor() -> None:
    rig = Rig().settled()
    rig.fault({"no_drop": "A3"})
    assert rig.vend(3, drop_sensor=False) == [0x01, 0x02]
    assert (rig.world.fell_total, rig.world.turns_total) == (0, 1)
    rig.fault({"jam": "A4"})
    assert rig.vend(4, drop_sensor=False) == [0x01, 0x04]
    assert rig.ask(0x70, b"\x33\x00", 0x71) == b"\x33\x00\x01\x00\x04"
    assert rig.ask(0x70, b"\x33\x01", 0x71) == b"\x33\x01\x00"
    assert rig.ask(0x70, b"\x33\x00", 0x71) == b"\x33\x00\x00"


def test_a_resent_order_with_the_same_number_does_not_turn_twice() -> None:
    rig = Rig().settled()
    order = rig.upper.drive(3)
    rig.run(300)
    rig.board.receive(order.encode(), rig.now_ms)
    rig.run(4000)
    assert rig.world.turns_total == rig.world.fell_total == 1
    assert [seen.executed for seen in rig.board.orders] == [True, False]
    assert rig.board.orders[1].repeated


def test_a_new_number_turns_again_after_the_first_one_stands() -> None:
    rig = Rig().settled()
    rig.upper.drive(3)
    rig.upper.drive(3)
    rig.run(5000)
    assert rig.world.turns_total == 2
    assert rig.upper.codes(3) == [0x01, 0x02, 0x01, 0x02]


def test_a_restarted_upper_computer_may_use_old_numbers_after_its_sync() -> None:
    rig = Rig().settled()
    order = rig.upper.drive(3)
    rig.run(3000)
    rig.board.receive(Frame(0x31, 1).encode(), rig.now_ms)
    rig.board.receive(order.encode(), rig.now_ms)
    rig.run(4000)
    assert rig.world.turns_total == 2


def test_bytes_that_are_no_frame_are_not_answered() -> None:
    rig = Rig().settled()
    wrong = bytearray(Frame(0x06, 9, b"\x01\x00\x00\x03").encode())
    wrong[-1] ^= 0xFF
    rig.board.receive(b"\x00garbage" + bytes(wrong), rig.now_ms)
    rig.run(3000)
    assert rig.world.turns_total == 0
    assert rig.upper.frames(0x42) == []
    assert rig.board.link.counters.noise_bytes > 0


def test_unknown_and_short_commands_change_nothing() -> None:
    rig = Rig().settled()
    rig.board.receive(Frame(0x7E, 9, b"x").encode(), rig.now_ms)
    rig.board.receive(Frame(0x06, 10, b"\x01").encode(), rig.now_ms)
    rig.board.receive(Frame(0x70, 11, b"\x09").encode(), rig.now_ms)
    rig.board.receive(Frame(0x13, 12, b"\x00").encode(), rig.now_ms)
    rig.board.receive(Frame(0x01, 13, b"\x00").encode(), rig.now_ms)
    rig.run(1000)
    assert rig.world.turns_total == 0
    assert rig.board.link.counters.unasked == 5


@pytest.mark.parametrize(("slot", "status"), [(3, 1), (99, 3)])
def test_checking_a_slot(slot: int, status: int) -> None:
    rig = Rig().settled()
    body = rig.ask(0x01, slot.to_bytes(2, "big"), 0x02)
    assert body == bytes((status,)) + slot.to_bytes(2, "big")


def test_a_slot_that_does_not_exist_is_a_missing_motor() -> None:
    rig = Rig().settled()
    assert rig.vend(99) == [0x06]
    assert rig.world.turns_total == 0


def test_slot_settings_by_slot_tray_and_machine() -> None:
    rig = Rig().settled()
    rig.upper.command(0x13, b"\x00\x03\x02")
    rig.upper.command(0x12, b"\x03\xe9\x00\x00\x01\xf4")
    rig.upper.command(0x14, b"\x00\x00\x09")
    rig.upper.command(0x15, b"\x00\x04\x01\x02")
    rig.run(3000)
    slots = rig.board.memory.slots
    assert (slots[3].stock, slots[4].stock) == (2, 8)
    assert [number for number, slot in slots.items() if slot.price == 500] == list(range(9, 17))
    assert {slot.capacity for slot in slots.values()} == {9}
    assert slots[4].product == 0x0102
    rig.upper.command(0x13, b"\x00\x03\x00")
    assert rig.ask(0x01, b"\x00\x03", 0x02) == b"\x02\x00\x03"


def test_the_poll_interval_can_be_set_and_a_power_cut_forgets_it() -> None:
    rig = Rig().settled()
    rig.upper.command(0x16, b"\x05")
    rig.run(1000)
    polls = rig.board.link.counters.polls
    rig.run(5000)
    assert rig.board.link.counters.polls - polls == 10
    rig.fault({"power_cut": 100})
    rig.run(2000)
    assert rig.board.link.interval_ms == 200


def test_machine_status_has_33_bytes_with_door_and_temperature() -> None:
    rig = Rig(Cabinet((LanePlan("A1", 1),), temperature_c=-4, ambient_c=-4, zones=2)).settled()
    rig.world.set_door(True)
    body = rig.ask(0x51, b"", 0x52)
    assert len(body) == 32
    assert body[:6] == bytes((0, 0, 0, 0, 0xFC, 1))
    assert body[14:24] == b"0" * 10
    assert body[24:] == bytes((0xFC, 0xFC)) + b"\xaa" * 6


def test_money_lift_card_and_change() -> None:
    rig = Rig().settled()
    assert rig.ask(0x27, b"\x05\x00\x00\x01\xf4", 0x23) == b"\x00\x00\x01\xf4"
    rig.upper.command(0x12, b"\x00\x00\x00\x00\x01\x2c")
    rig.upper.command(0x03, b"\x00\x03")
    rig.run(4000)
    assert rig.upper.codes(3) == [0x01, 0x02]
    rig.upper.command(0x03, b"\x00\x03")
    rig.run(4000)
    assert rig.world.turns_total == 1
    assert rig.board.desk.credit == 200
    assert rig.ask(0x25, b"", 0x26) == bytes(8)
    assert rig.ask(0x53, b"", 0x54) == b"\x00"
    assert rig.ask(0x61, b"\x01", 0x62)[0] == 2
    rig.upper.command(0x05, b"\x00\x00")
    rig.run(1000)
    assert not rig.upper.line_failed


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        ("02 00 00", "02 00 01"),
        ("02 01 00 02", "02 01 00"),
        ("09 01 20 26 11 24 08 30 00", "09 01 00"),
        ("09 01 20", "09 01 01"),
        ("10 00", "10 00 00"),
        ("16 00", "16 00 00 00"),
        ("24 00 64", "24 00 01"),
        ("24 01 64 02", "24 01 00"),
        ("24 01 64 03", "24 01 01"),
        ("24 00 63", "24 00 01"),
        ("27 01 00 02", "27 01 00"),
        ("28 00 00", "28 00 00 02 06 e7 41"),
        ("28 01 00 02 04", "28 01 00"),
        ("28 01 00 09 04", "28 01 01"),
        ("28 00 05", "28 00 01"),
        ("32 00", "32 00 00 00"),
        ("33 00", "33 00 00"),
        ("34 00", "34 00 00"),
        ("36 00 00", "36 00 00 06 00"),
        ("36 00 05", "36 00 01"),
        ("38 01 02 00 03", "38 01 00"),
        ("38 01 02 00 63", "38 01 02"),
        ("38 01 01 00 63", "38 01 02"),
        ("38 00", "38 00 01"),
        ("42 00 00 03", "42 00 00 00 00 00 00 08 08 00 03 01 00 00 00"),
        ("42 00 00 63", "42 00 01"),
        ("50 01 00 00", "50 01 00 00"),
        ("50 01 07 00", "50 01 01 01"),
        ("54 01 00 00", "54 01 00"),
        ("77 00", "77 00 01"),
        ("32 07", "32 07 01"),
    ],
)
def test_menu_items(ask: str, answer: str) -> None:
    rig = Rig().settled()
    assert rig.ask(0x70, bytes.fromhex(ask), 0x71) == bytes.fromhex(answer)
    assert rig.world.turns_total == 0


def test_menu_settings_are_kept_and_read_back() -> None:
    rig = Rig().settled()
    for setting, reading in (
        ("18 01 c8", "18 00"),
        ("02 01 03 02", "02 00 03"),
        ("24 01 01 02", "24 00 01"),
        ("27 01 64 02", "27 00 00"),
    ):
        sent = bytes.fromhex(setting)
        assert rig.ask(0x70, sent, 0x71)[2] == 0
        assert rig.ask(0x70, bytes.fromhex(reading), 0x71)[2:] == sent[-1:]
    assert rig.ask(0x70, b"\x41\x00", 0x71)[2:7] == bytes((1, 0, 40, 0, 1))


def test_the_clock_is_forgotten_without_power() -> None:
    rig = Rig().settled()
    rig.ask(0x70, bytes.fromhex("0901 20261124083000"), 0x71)
    assert rig.ask(0x70, b"\x09\x00", 0x71)[2:] == bytes.fromhex("20261124083000")
    rig.fault({"power_cut": 100})
    rig.run(1000)
    assert rig.ask(0x70, b"\x09\x00", 0x71)[2:] == bytes(7)


def test_cooling_can_be_switched_off_and_the_cabinet_warms() -> None:
    rig = Rig().settled()
    rig.ask(0x70, bytes.fromhex("28 01 00 04 00"), 0x71)
    assert rig.world.temperatures_c(rig.now_ms + 3_600_000 * 3) == [25]


def test_testing_a_lane_turns_it_for_real() -> None:
    rig = Rig().settled()
    assert rig.ask(0x70, bytes.fromhex("38 01 01 00 03"), 0x71) == b"\x38\x01\x00"
    assert (rig.world.turns_total, rig.world.fell_total, rig.world.fell[0].order) == (1, 1, 0)
    assert rig.upper.frames(0x04) == []
    rig.world.set_jammed(4, True)
    assert rig.ask(0x70, bytes.fromhex("38 01 01 00 04"), 0x71) == b"\x38\x01\x01"


def test_state_goes_to_json_and_back() -> None:
    rig = Rig().settled()
    rig.fault({"jam": "A3"})
    rig.vend(3)
    rig.ask(0x70, b"\x24\x01\x00\x02", 0x71)
    again = Rig()
    again.board.load_state(rig.board.to_state())
    assert again.board.memory.to_state() == rig.board.memory.to_state()
    assert again.board.orders == rig.board.orders
    assert again.board.orders_total == 1


def test_a_false_header_hides_our_command_only_for_a_moment() -> None:
    rig = Rig().settled()
    rig.board.receive(bytes.fromhex("fafb13f0") + Frame(0x06, 9, b"\x01\x00\x00\x03").encode(), rig.now_ms)
    assert rig.board.orders_total == 0
    rig.run(60)
    assert rig.board.orders_total == 1


def test_too_many_orders_at_once_are_terminated_unturned() -> None:
    rig = Rig().settled()
    for number in range(11):
        rig.board.receive(Frame(0x06, 100 + number, b"\x01\x00\x00\x03").encode(), rig.now_ms)
    rig.run(20_000)
    assert rig.upper.codes(3).count(0xFF) == 2
    assert rig.upper.codes(3).count(0x02) == rig.world.lanes[3].fell == 8
    assert rig.world.turns_total == 9


def test_the_queue_has_an_end() -> None:
    rig = Rig()
    for _ in range(QUEUE_MAX_FRAMES + 9):
        rig.board.link.enqueue(0x52)
    assert rig.board.link.counters.dropped == 10
