"""The simulated till by itself: what it says on its line, and that its money never comes from nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hardware.sim.faults import FaultName
from hardware.sim.qibixx.plan import TillPlan, TubePlan
from hardware.sim.qibixx.till import SimulatedTill
from hardware.sim.script import ScriptError

STEP_MS = 100


class Upper:
    """Whoever has the other end of the line."""

    def __init__(self, plan: TillPlan | None = None) -> None:
        self.sim = SimulatedTill(plan or TillPlan(), STEP_MS)
        self.now_ms = 5_000

    def pass_ms(self, for_ms: int) -> list[str]:
        """What is said meanwhile."""
        said = b""
        for _ in range(0, for_ms, 10):
            self.now_ms += 10
            self.sim.advance(self.now_ms)
            said += b"".join(self.sim.take_output(self.now_ms))
        return said.decode().split()

    def say(self, line: str, for_ms: int = 20) -> list[str]:
        self.sim.receive(f"{line}\n".encode(), self.now_ms)
        return self.pass_ms(for_ms)

    def ask(self, **request: Any) -> dict[str, Any]:
        return self.sim.answer(json.dumps(request).encode(), self.now_ms, "here")

    def money_fen(self) -> int:
        """All the coins there are, inside and out."""
        world = self.sim.world
        inside = sum(tube.value_fen * tube.coins for tube in world.tubes)
        inside += sum(value * count for value, count in world.cash_box.items())
        out = world.coins_out + world.coins_by_hand
        outside = sum(value * count for value, count in out.items())
        came = sum(value * count for value, count in world.coins_in.items())
        return inside + outside - came


@pytest.fixture
def upper() -> Upper:
    made = Upper()
    made.say("M,1")
    return made


def test_adapter_says_what_the_maker_says(upper: Upper) -> None:
    assert upper.say("V")[0].startswith("v,4.0.2.0,")
    assert upper.say("M,1") == ["m,ACK"]
    assert upper.say("M,7") == ["m,NACK"]
    assert upper.say("F,RESPTIMEOUT,50") == ["f,ACK"]
    assert upper.say("F,RESPTIMEOUT,5") == ["f,NACK"]
    assert upper.say("R,60") == upper.say("R,XX") == ["p,NACK"]
    assert upper.say("Z,1") == []
    assert upper.say("M,0") == ["m,ACK"]
    assert upper.say("R,0B") == ["p,NACK"]


def test_changer_is_set_up_and_takes_what_it_was_told_to(upper: Upper) -> None:
    assert upper.say("R,0B") == ["p,0B"]
    assert upper.say("R,0B") == ["p,ACK"]
    assert upper.say("R,09")[0].startswith("p,0311560A02000701050A")
    assert upper.say("R,0A")[0].startswith("p,000028281E")
    assert not upper.ask(do="coin", fen=50)["taken"]
    assert upper.say("R,0C,00020000") == ["p,ACK"]
    assert upper.ask(do="coin", fen=50)["taken"]
    assert not upper.ask(do="coin", fen=100)["taken"]
    assert not upper.ask(do="coin", fen=77)["taken"]
    assert upper.say("R,0B") == ["p,5129"]
    assert upper.say("R,0B") == ["p,ACK"]
    assert upper.say("R,08") == ["p,ACK"]
    assert not upper.ask(do="coin", fen=50)["taken"]
    assert upper.say("R,0F,00") == ["p,NACK"]


def test_changer_nobody_polls_takes_nothing(upper: Upper) -> None:
    upper.say("R,0B")
    upper.say("R,0C,FFFFFFFF")
    upper.pass_ms(2_500)
    assert not upper.ask(do="coin", fen=50)["taken"]


def test_full_tube_sends_coins_to_the_cash_box() -> None:
    upper = Upper(TillPlan(coins=(TubePlan(100, 70, 70),)))
    upper.say("M,1")
    upper.say("R,0B")
    upper.say("R,0C,FFFFFFFF")
    assert upper.ask(do="coin", fen=100)["taken"]
    assert upper.say("R,0B") == ["p,4046"]
    assert upper.say("R,0A")[0].startswith("p,000146")
    assert upper.sim.world.cash_box[100] == 1


def test_payout_takes_its_time_and_ends_where_the_tube_does(upper: Upper) -> None:
    upper.say("R,0B")
    before_fen = upper.money_fen()
    assert upper.say("R,0D,32") == ["p,ACK"]
    assert upper.say("R,0B") == ["p,02"]
    assert upper.say("R,0D,12") == ["p,NACK"]
    assert upper.sim.is_busy
    upper.pass_ms(400)
    assert upper.say("R,0B") == ["p,ACK"]
    assert upper.sim.world.coins_out == {100: 3}
    upper.ask(do="fill", fen=100, count=1)
    upper.say("R,0D,32", 500)
    assert upper.sim.world.coins_out == {100: 4}
    assert upper.money_fen() == before_fen - 2_600


def test_bill_is_held_stacked_and_returned(upper: Upper) -> None:
    assert upper.say("R,33") == ["p,06"]
    assert upper.say("R,33") == ["p,09"]
    assert upper.say("R,34,FFFFFFFF") == ["p,ACK"]
    assert upper.ask(do="bill", fen=1_000)["taken"]
    assert not upper.ask(do="bill", fen=500)["taken"]
    assert upper.say("R,33") == ["p,92"]
    assert upper.say("R,35,01", 400) == ["p,ACK"]
    assert upper.say("R,33") == ["p,82"]
    assert upper.say("R,36") == ["p,0001"]
    assert upper.ask(do="bill", fen=500)["taken"]
    upper.say("R,35,00", 400)
    assert upper.say("R,33") == ["p,91A1"]
    assert upper.say("R,35,01", 400) == ["p,ACK"]
    assert upper.say("R,33") == ["p,0A"]
    assert upper.sim.world.bills_back == {500: 2}
    assert upper.sim.world.in_fen == 1_000


def test_card_side_follows_the_makers_example(upper: Upper) -> None:
    assert upper.say("D,STATUS") == ["d,STATUS,OFF"]
    assert upper.say("D,READER,1") == ['D,ERR,"cashless', "master", "is", 'off"']
    assert upper.say("D,2", 200) == ["d,STATUS,RESET", "d,STATUS,INIT,1"]
    assert upper.say("D,2") == ['D,ERR,"cashless', "master", "is", 'on"']
    assert upper.say("D,REQ,1.20,5") == ['d,ERR,"-1"']
    assert upper.say("D,READER,1") == ["d,STATUS,IDLE"]
    assert upper.say("D,REQ,1.20,5") == ["d,STATUS,VEND"]
    assert upper.ask(do="card")["taken"]
    assert upper.pass_ms(200) == ["d,STATUS,RESULT,1,1.20"]
    assert upper.say("D,STATUS") == ["d,STATUS,RESULT,1,1.20,#,3,1156,1,2,30,8,2"]
    assert upper.say("D,END") == ["d,STATUS,IDLE"]
    assert upper.sim.world.charged_fen == 120
    upper.say("D,REQ,1.20,5")
    assert upper.say("D,REQ,-1") == ["d,STATUS,RESULT,-1", "d,STATUS,IDLE"]
    assert not upper.ask(do="card")["taken"]
    assert upper.say("D,0") == ["d,STATUS,OFF"]


def test_card_without_money_is_denied(upper: Upper) -> None:
    upper.sim.world.card_fen = 100
    upper.say("D,2", 200)
    upper.say("D,READER,1")
    upper.say("D,REQ,1.20,5")
    upper.ask(do="card")
    assert upper.pass_ms(200) == ["d,STATUS,RESULT,-1", "d,STATUS,IDLE"]


def test_reset_between_approved_and_end_is_a_success(upper: Upper) -> None:
    upper.say("D,2", 200)
    upper.say("D,READER,1")
    upper.say("D,REQ,1.20,5")
    upper.ask(do="card")
    upper.pass_ms(200)
    assert upper.sim.world.held_fen == 120
    upper.ask(do="fault", script="reader_resets")
    upper.pass_ms(50)
    assert (upper.sim.world.held_fen, upper.sim.world.charged_fen) == (0, 120)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"[]", "a request is an object"),
        (b'{"do": "coins"}', "unknown request 'coins'; known are bill, card"),
        (b'{"do": "coin", "fen": "1"}', "fen = '1' must be a whole number"),
        (b'{"do": "fill", "fen": 7, "count": 1}', "no tube for 7 fen"),
        (b'{"do": "fault", "script": "jam"}', "cannot be made to do 'jam'"),
        (b'{"do": "fault", "script": {"coin": "x"}}', "amount = 'x'"),
    ],
)
def test_requests_that_cannot_be_are_answered_in_words(upper: Upper, line: bytes, words: str) -> None:
    answer = upper.sim.answer(line, upper.now_ms, None)
    assert not answer["ok"]
    assert words in answer["error"]


def test_scripts_do_what_people_do(upper: Upper) -> None:
    upper.say("R,0B")
    upper.say("R,0C,FFFFFFFF")
    script = [{"coin": 100}, {"fault": "coin", "fen": 50, "at_ms": 500}, "lever", {"take_out": 10}]
    assert upper.ask(do="fault", script=script)["ok"]
    assert upper.sim.world.coins_in == {100: 1}
    upper.pass_ms(600)
    assert upper.sim.world.coins_in == {100: 1, 50: 1}
    assert upper.say("R,0B") == ["p,521F0190275129"]
    with pytest.raises(ScriptError, match="lane"):
        upper.sim.parse({"no_drop": "A3"})


def test_every_fault_can_be_scripted_and_cleared(upper: Upper) -> None:
    for name in sorted(upper.sim.faults - {FaultName.CLEAR}):
        assert upper.ask(do="fault", script=name.value)["ok"], name
        upper.pass_ms(50)
        assert upper.ask(do="fault", script="clear")["ok"]
    upper.pass_ms(500)
    assert upper.sim.cable_in and upper.sim.powered and not upper.sim.silent
    upper.say("M,1")
    assert upper.say("V")[-1].startswith("v,")


def test_state_is_the_money(upper: Upper) -> None:
    upper.say("R,0B")
    upper.say("R,0C,FFFFFFFF")
    upper.ask(do="coin", fen=100)
    upper.ask(do="fault", script={"tube_jam": 100})
    state = json.loads(json.dumps(upper.sim.to_state(0)))
    heir = SimulatedTill(TillPlan(), STEP_MS)
    heir.load_state(state, 0)
    assert heir.world.to_state() == upper.sim.world.to_state()
    assert heir.world.in_fen == 100
