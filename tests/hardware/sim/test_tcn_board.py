"""The simulated TCN boards against the sheet: frames, times, faults, power. Virtual time."""

from __future__ import annotations

from typing import Any

import pytest

from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet, CabinetError, LanePlan, demo_cabinet
from hardware.sim.script import ScriptError, parse_script
from hardware.sim.tcn import TcnBoard
from hardware.sim.world import World
from hardware.sim.xy import XyBoard
from hardware.wire.noise import Noise
from hardware.wire.tcn.frames import Reply, reply_decoder

TURN_MS = 1000


class Rig:
    """Boards and a hand that asks them, in time that only passes when told to."""

    def __init__(self, cabinet: Cabinet | None = None) -> None:
        self.cabinet = cabinet or demo_cabinet()
        self.now_ms = 1000
        self.world = World.build(self.cabinet, self.now_ms)
        self.board = TcnBoard(self.cabinet, self.world, self.now_ms, TURN_MS)
        self.heard: list[tuple[int, Reply | Noise]] = []
        self.chunks: list[bytes] = []
        self._decoder = reply_decoder()

    def send(self, text: str) -> None:
        if self.board.cable_in:
            self.board.receive(bytes.fromhex(text), self.now_ms)

    def run(self, for_ms: int) -> None:
        end_ms = self.now_ms + for_ms
        while True:
            self.board.advance(self.now_ms)
            for chunk in self.board.take_output(self.now_ms):
                self.chunks.append(chunk)
                self.heard += [(self.now_ms, found) for found in self._decoder.feed(chunk)]
            due_ms = self.board.next_due_ms(self.now_ms)
            if due_ms is None or due_ms > end_ms:
                self.now_ms = end_ms
                return
            self.now_ms = max(due_ms, self.now_ms + 1)

    def ask(self, text: str, for_ms: int = 1000) -> str:
        """The one reply to a command, as hex; empty when there is none."""
        self.heard.clear()
        self.send(text)
        self.run(for_ms)
        replies = [found for _, found in self.heard if isinstance(found, Reply)]
        assert len(replies) <= 1, replies
        return replies[0].encode().hex() if replies else ""

    def vend(self, lane: int = 3, *, light: bool = True, for_ms: int = 4000) -> str:
        tail = "AA 55" if light else "55 AA"
        return self.ask(f"00 FF {lane:02X} {lane ^ 0xFF:02X} {tail}", for_ms)

    def fault(self, script: Any) -> None:
        self.board.book.add(parse_script(script, self.cabinet.motors, self.board.faults), self.now_ms)


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("00 FF 79 86 55 AA", "005d00005d"),  # lane 1
        ("00 FF A1 5E 55 AA", "005c00005c"),  # lane 41 is not there
        ("00 FF E7 18 00 FF", "00423237ab"),
        ("00 FF DF 20 55 AA", "005d00005d"),
        ("00 FF DC 23 55 AA", "005d06eb4e"),
        ("00 FF 64 9B AA 55", "005d00005d"),
        ("00 FF E8 17 00 FF", "005d00005d"),
        ("00 FF E6 19 02 FD", "005d00005d"),
        ("00 FF E6 19 09 F6", "005c00005c"),
        ("00 FF DD 22 AA 55", "005d00005d"),
        ("00 FF 66 99 55 AA", ""),  # nothing said yet
        ("00 FF 51 AE 00 FF", ""),  # no command
        ("01 FE 79 86 55 AA", ""),  # no second board
        ("00 FF 79 86 55 AB", ""),  # damaged
    ],
)
def test_answers(rig: Rig, command: str, reply: str) -> None:
    assert rig.ask(command) == reply


def test_questions_are_answered_within_a_second_and_a_vend_when_the_motor_stands(rig: Rig) -> None:
    start_ms = rig.now_ms
    rig.ask("00 FF 79 86 55 AA")
    assert rig.heard[0][0] - start_ms < 1000
    start_ms = rig.now_ms
    assert rig.vend() == "005d00aa07"
    assert rig.heard[0][0] - start_ms >= TURN_MS
    assert (rig.world.turns_total, rig.world.fell_total) == (1, 1)


@pytest.mark.parametrize(
    ("script", "light", "reply", "turns", "fell"),
    [
        ([], False, "005d00005d", 1, 1),
        ({"no_drop": "A3"}, True, "005d003390", 1, 0),
        ({"no_drop": "A3"}, False, "005d00005d", 1, 0),
        (["old_firmware", {"no_drop": "A3"}], True, "005d00005d", 1, 0),
        ({"drop_not_seen": "A3"}, True, "005d003390", 1, 1),
        ({"drops_after_shaking": "A3"}, True, "005d00cc29", 1, 1),
        ({"jam": "A3"}, True, "005c5000ac", 1, 0),
        ({"jam": "A3"}, False, "005c5000ac", 1, 0),
        ({"over_time_dropped": "A3"}, True, "005c50aa56", 1, 1),
        ({"motor_fault": "A3"}, True, "005c40009c", 0, 0),
        ({"motor_missing": "A3"}, True, "005c40009c", 0, 0),
        ({"light_fault": "A3"}, True, "005c02005e", 0, 0),
        ({"light_fault": "A3"}, False, "005d00005d", 1, 1),
        ("sensor_blocked", True, "005c03005f", 0, 0),
        ("sensor_blocked", False, "005d00005d", 1, 1),
        ({"unknown_status": {"code": "7E"}}, True, "005c7e00da", 1, 1),
        ({"wrong_board": "A3"}, True, "015d00aa08", 1, 1),
        ({"lost_reply": "A3"}, True, "", 1, 1),
        ({"lost_command": {"lane": "A3"}}, True, "", 0, 0),
        ({"late_result": {"lane": "A3", "ms": 9000}}, True, "", 1, 1),
        ({"late_result": {"lane": "A3", "ms": 500}}, True, "005d00aa07", 1, 1),
        ({"out_of_stock": "A3"}, True, "005d003390", 1, 0),
    ],
)
def test_one_vend_under_a_fault(
    rig: Rig, script: Any, light: bool, reply: str, turns: int, fell: int
) -> None:
    rig.fault(script)
    assert rig.vend(light=light) == reply
    assert (rig.world.turns_total, rig.world.fell_total) == (turns, fell)


def test_fault_of_one_vend_is_over_after_it_and_waits_for_its_lane(rig: Rig) -> None:
    rig.fault({"no_drop": "A3"})
    assert [rig.vend(lane) for lane in (4, 3, 3)] == ["005d00aa07", "005d003390", "005d00aa07"]


def test_66_says_the_last_reply_again_unless_it_is_ignored(rig: Rig) -> None:
    rig.fault({"wrong_board": "A3"})
    assert rig.vend() == "015d00aa08"
    assert rig.ask("00 FF 66 99 55 AA") == "005d00aa07"
    assert rig.ask("00 FF 66 99 55 AA") == "005d00aa07"
    rig.fault("resend_ignored")
    assert rig.ask("00 FF 66 99 55 AA") == ""
    assert rig.board.counters.resends == 3


def test_stale_reply_comes_before_the_vends_own(rig: Rig) -> None:
    rig.ask("00 FF 7B 84 55 AA")
    rig.fault({"stale_reply": "A3"})
    rig.heard.clear()
    rig.send("00 FF 03 FC AA 55")
    rig.run(4000)
    said = [found.encode().hex() for _, found in rig.heard if isinstance(found, Reply)]
    assert said == ["005d00005d", "005d00aa07"]


def test_nothing_is_answered_while_a_motor_turns_and_no_second_one_starts(rig: Rig) -> None:
    rig.send("00 FF 03 FC AA 55")
    rig.run(300)
    rig.send("00 FF 04 FB AA 55")
    rig.send("00 FF DF 20 55 AA")
    rig.run(4000)
    assert [found.encode().hex() for _, found in rig.heard if isinstance(found, Reply)] == ["005d00aa07"]
    assert rig.world.turns_total == 1
    assert rig.board.counters.ignored == 2


def test_shakes_are_a_setting(rig: Rig) -> None:
    rig.ask("00 FF E6 19 00 FF")
    rig.fault([{"no_drop": "A3"}, {"drops_after_shaking": "A4"}])
    assert rig.vend(3) == "005d00005d"
    assert rig.vend(4) == "005d00aa07"


def test_old_firmware_leaves_the_newer_commands_unanswered(rig: Rig) -> None:
    rig.fault("old_firmware")
    assert rig.ask("00 FF E7 18 00 FF") == ""
    assert rig.ask("00 FF 79 86 55 AA") == "005d00005d"


def test_door_cold_and_probe(rig: Rig) -> None:
    rig.fault([{"door_open": 1000}, {"temperature": -7}])
    assert rig.ask("00 FF DF 20 55 AA", 500) == "005d01005e"
    assert rig.ask("00 FF DC 23 55 AA", 500) == "005df9eb41"
    rig.fault(["probe_fault", "door_reversed"])
    assert rig.ask("00 FF DC 23 55 AA") == "005debeb33"
    assert rig.ask("00 FF DF 20 55 AA") == "005d01005e"


def test_target_is_set_by_three_commands_and_kept_without_power(rig: Rig) -> None:
    for command in ("00 FF CC 33 01 FE", "00 FF CD 32 01 FE", "00 FF CE 31 FB 04"):
        assert rig.ask(command) == "005d00005d"
    assert rig.world.zones[0].target_c == -5
    rig.fault({"power_cut": {"for_ms": 100}})
    rig.run(1000)
    assert rig.board.record()["board"]["settings"]["0"]["ce"] == 0xFB
    rig.ask("00 FF CC 33 00 FF")
    assert rig.world.zones[0].target_c is None


@pytest.mark.parametrize(
    ("phase", "fell"), [("before_ack", 0), ("before_drop", 0), ("after_drop", 1), ("before_result", 1)]
)
def test_power_cut_in_a_vend_loses_its_reply(rig: Rig, phase: str, fell: int) -> None:
    rig.fault({"fault": "power_cut", "lane": "A3", "phase": phase, "for_ms": 500})
    assert rig.vend() == ""
    assert rig.ask("00 FF 66 99 55 AA") == ""
    assert rig.world.fell_total == fell
    assert rig.vend(4) == "005d00aa07"


def test_cable_cut_after_the_command_loses_its_reply_and_turns(rig: Rig) -> None:
    rig.fault({"fault": "cut_cable", "lane": "A3", "phase": "after_ack"})
    assert rig.vend() == ""
    assert rig.world.fell_total == 1
    rig.fault("replug")
    rig.run(100)
    assert rig.ask("00 FF 66 99 55 AA") == "005d00aa07"


def test_silence_hears_and_says_nothing(rig: Rig) -> None:
    rig.fault({"silence": 2000})
    rig.run(10)
    assert rig.vend(for_ms=1500) == ""
    rig.run(1000)
    assert rig.vend() == "005d00aa07"
    assert rig.world.turns_total == 1


def test_jam_without_end_stays_until_cleared(rig: Rig) -> None:
    rig.fault({"jam": {"lane": "A3", "times": 0}})
    assert [rig.vend(), rig.vend()] == ["005c5000ac"] * 2
    rig.fault("clear")
    assert rig.vend() == "005d00aa07"


def test_bytes_are_damaged_split_and_surrounded(rig: Rig) -> None:
    rig.fault({"fault": "bad_checksum", "times": 1})
    assert rig.ask("00 FF 79 86 55 AA") == ""
    rig.fault({"fault": "split", "times": 1})
    rig.chunks.clear()
    assert rig.ask("00 FF 79 86 55 AA") == "005d00005d"
    assert {len(chunk) for chunk in rig.chunks} == {1}
    rig.fault({"fault": "noise_before", "times": 1})
    rig.ask("00 FF 79 86 55 AA")
    assert len(rig.chunks[-1]) > 5


def test_half_a_command_is_given_up(rig: Rig) -> None:
    rig.send("00 FF 79")
    rig.run(1000)
    assert rig.ask("00 FF 79 86 55 AA") == "005d00005d"


def test_second_board_has_its_own_lanes() -> None:
    rig = Rig(Cabinet((LanePlan("A1", 1), LanePlan("B2", 102))))
    assert rig.ask("01 FE 7A 85 55 AA") == "015d00005e"
    assert rig.ask("01 FE 79 86 55 AA") == "015c00005d"
    assert rig.ask("01 FE 02 FD AA 55", 4000) == "015d00aa08"
    assert rig.world.lanes[102].fell == 1


def test_lane_no_board_can_have_is_refused_by_name() -> None:
    with pytest.raises(CabinetError, match="lane X9: there is no lane 81"):
        Rig(Cabinet((LanePlan("X9", 81),)))


def test_state_is_kept_and_taken_over(rig: Rig) -> None:
    rig.ask("00 FF E6 19 05 FA")
    rig.vend()
    other = Rig()
    other.board.load_state(rig.board.to_state())
    assert other.board.memory.shakes(0) == 5
    assert (other.board.orders_total, other.board.orders[0].motor) == (1, 3)


def test_each_model_refuses_the_faults_of_others() -> None:
    motors = demo_cabinet().motors
    models: list[type[Chassis]] = [TcnBoard, XyBoard]
    for model, own, other in zip(models, ("wrong_board", "code_24"), ("code_24", "wrong_board"), strict=True):
        assert parse_script(own, motors, model.faults)
        with pytest.raises(ScriptError, match=f"cannot be made to do '{other}'"):
            parse_script(other, motors, model.faults)
