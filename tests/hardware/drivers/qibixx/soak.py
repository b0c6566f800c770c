"""Hundreds of customers at a till on a bad line; every fen told is held against what physically happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from hardware.api import CardAnswer, CardEnd, CardEnded, CardResult, PaidOut, TillUp
from hardware.sim.faults import Phase
from hardware.sim.qibixx.plan import TillPlan, TubePlan
from tests.hardware.drivers.qibixx.timed_till import BILLS, COINS, TimedTill
from tests.hardware.drivers.timed_line import Losses

PLAN = TillPlan(
    coins=(TubePlan(10, 60, 250), TubePlan(50, 60, 250), TubePlan(100, 60, 250)), card_fen=10_000_000
)
FAULTS: tuple[Callable[[Random], object], ...] = (
    lambda _chance: {"fault": "repeated_report", "times": 2},
    lambda _chance: {"fault": "lost_line", "code": 0x0B},
    lambda _chance: {"fault": "lost_line", "code": 0x33},
    lambda _chance: {"fault": "lost_line", "code": 0x0A},
    lambda _chance: {"fault": "lost_line", "code": 0x0D},
    lambda _chance: {"fault": "lost_line", "code": 0x35},
    lambda _chance: {"fault": "lost_line", "code": 0x10, "times": 2},
    lambda _chance: {"fault": "damaged_line", "code": 0x0B},
    lambda _chance: {"fault": "damaged_line", "code": 0x10},
    lambda _chance: {"fault": "lost_command", "code": 0x0D},
    lambda _chance: {"fault": "lost_command", "code": 0x35},
    lambda _chance: {"fault": "lost_command", "code": 0x10},
    lambda _chance: {"fault": "nack", "code": 0x0D},
    lambda _chance: {"fault": "nack", "code": 0x0D, "falls": False},
    lambda _chance: {"fault": "nack", "code": 0x35, "falls": False},
    lambda _chance: {"fault": "stale_reply", "code": 0x0B},
    lambda _chance: {"fault": "stale_reply", "code": 0x33},
    lambda _chance: {"fault": "noise_before", "times": 3},
    lambda _chance: {"fault": "split", "times": 5},
    lambda _chance: {"fault": "delay", "ms": 700, "times": 1},
    lambda _chance: {"fault": "tube_jam", "times": 1, "code": 1},
    lambda _chance: {"fault": "changer_resets", "times": 1},
    lambda _chance: {"fault": "validator_resets", "times": 1},
    lambda _chance: {"fault": "reader_resets", "times": 1},
    lambda _chance: {"fault": "changer_away", "for_ms": 4_000},
    lambda _chance: {"fault": "validator_away", "for_ms": 7_000},
    lambda _chance: {"fault": "reader_away", "for_ms": 3_000},
    lambda _chance: {"fault": "adapter_reset"},
    lambda _chance: {"fault": "silence", "for_ms": 3_000},
    lambda chance: {"fault": "cut_cable", "for_ms": chance.choice((300, 1_500, 6_000))},
    lambda chance: {"fault": "power_cut", "for_ms": chance.choice((300, 2_500))},
    *(
        lambda _chance, name=name, phase=phase: {"fault": name, "phase": phase.value, "for_ms": 1_200}
        for name in ("cut_cable", "power_cut")
        for phase in (Phase.BEFORE_ACK, Phase.AFTER_ACK, Phase.AFTER_DROP, Phase.BEFORE_RESULT)
    ),
)
CARD_FAULTS: tuple[object, ...] = (
    {"fault": "reader_resets", "times": 1},
    {"fault": "adapter_reset"},
    {"fault": "power_cut", "for_ms": 800},
    {"fault": "cut_cable", "for_ms": 1_500},
    {"fault": "silence", "for_ms": 2_500},
    {"fault": "silence", "for_ms": 20_000},
    {"fault": "lost_command", "code": 0x10, "times": 2},
)


class Soak:
    """``run`` raises as soon as one fen cannot be explained."""

    def __init__(self, seed: int, losses: Losses) -> None:
        self.chance = Random(seed)
        self.line = TimedTill(losses, PLAN)
        self.tally: Counter[str] = Counter()

    def run(self, customers: int) -> Counter[str]:
        self.line.begin()
        for number in range(customers):
            if self.chance.randrange(1000) < self.line.losses.unplug:
                self.line.fault({"cut_cable": {"for_ms": 1_000}})
            if self.chance.randrange(3) == 0:
                self.line.fault(self.chance.choice(FAULTS)(self.chance))
            customer = self.chance.choice((self._pays_cash, self._wants_change, self._pays_by_card))
            customer(f"c{number}")
            self._settle()
            self.line.check_cash()
        return self.tally

    # --- customers ---------------------------------------------------------------------------------

    def _pays_cash(self, _key: str) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            if self.chance.randrange(4):
                self.tally["coins"] += self.line.coin(self.chance.choice(COINS))
                self.line.run(self.chance.choice((250, 300, 600)))
            else:
                self.tally["bills"] += self.line.bill(self.chance.choice(BILLS))
                self.line.run(self.chance.choice((300, 2_500)))

    def _wants_change(self, key: str) -> None:
        before_fen = self.line.sim.world.out_fen
        asked_fen = self.chance.randrange(1, 60) * 10
        first = len(self.line.events)
        self.line.till.pay_out(key, asked_fen)
        paid = self.line.until(PaidOut, such=lambda paid: paid.key == key, first=first)
        self._settle()
        out_fen = self.line.sim.world.out_fen - before_fen
        told = f"{paid}, and {out_fen} came out"
        assert paid.paid_fen <= paid.asked_fen == asked_fen, told
        assert out_fen <= asked_fen, told
        assert paid.paid_fen == out_fen if paid.sure else paid.paid_fen <= out_fen, told
        assert paid.sure or not paid.levels.tubes, told
        self.tally["sure" if paid.sure else "unsure"] += 1
        self.tally["whole"] += paid.paid_fen == asked_fen

    def _pays_by_card(self, key: str) -> None:
        world = self.line.sim.world
        before_fen = world.charged_fen
        amount_fen = self.chance.randrange(1, 200) * 10
        first = len(self.line.events)
        self.line.till.request_card(key, amount_fen, 5)
        self.line.run(self.chance.choice((50, 400, 1_500)))
        if self.chance.randrange(6) == 0:
            self.line.fault("card_denied")
        if self.chance.randrange(6) == 0:
            self.line.fault({"late_result": 2_000})
        has_tapped = self.chance.randrange(5) > 0 and self.line.sim.reader.tap(self.line.now_ms)
        if not has_tapped or self.chance.randrange(8) == 0:
            self.line.till.cancel_card(key)
        self._meets_a_fault()
        answer = self.line.until(CardAnswer, such=lambda answer: answer.key == key, first=first)
        self._meets_a_fault()
        self.tally[f"card {answer.result}"] += 1
        charged_fen = 0
        if answer.result is CardResult.APPROVED:
            assert answer.amount_fen == amount_fen, answer
            keep = self.chance.randrange(2) > 0
            self.line.till.end_card(key, keep=keep)
            end = self.line.until(CardEnded, such=lambda ended: ended.key == key, first=first).end
            self.tally[f"end {end}"] += 1
            charged_fen = amount_fen if end is CardEnd.KEPT else 0
            if end is CardEnd.UNKNOWN:
                return
        self.line.fault({"clear": "late_result"})
        self.line.fault({"clear": "card_denied"})
        self._settle()
        if answer.result is not CardResult.UNKNOWN:
            charged = world.charged_fen - before_fen
            assert charged == charged_fen, f"{answer}: {charged} were charged; {world.card_log[-4:]}"
        assert world.held_fen == 0, f"{answer}: the reader still holds {world.held_fen}"

    def _meets_a_fault(self) -> None:
        """Between request and answer, or answer and end."""
        if self.chance.randrange(8) == 0:
            self.line.fault(self.chance.choice(CARD_FAULTS))

    # --- books -------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Until everything is back, has said what it had to say, and the tubes were counted."""
        self.line.run(2_000)
        self.line.fault("clear")
        for _ in range(40):
            self.line.run(3_000)
            changer, validator = self.line.sim.changer, self.line.sim.validator
            assert changer is not None and validator is not None
            is_quiet = not changer.reports and not validator.reports and validator.escrow is None
            said = self.line.said
            is_told = said is not None and said.info.coins_fen and said.info.bills_fen and said.info.card
            is_taking = bool(is_told and changer.enabled and validator.enabled)
            if is_quiet and is_taking and validator.moving is None and not changer.is_paying:
                break
        else:
            raise AssertionError(f"the till does not come to rest: {self.line.events[-6:]}")
        self._fill()

    def _fill(self) -> None:
        """Staff keeps the tubes from running empty or full; the driver finds out by itself."""
        if any(not 20 <= tube.coins <= 200 for tube in self.line.sim.world.tubes):
            for tube in self.line.sim.world.tubes:
                tube.coins = 60
            self.line.until(TillUp, 70_000)


def soak(seed: int, customers: int, *, byte: int = 10, unplug: int = 5) -> Counter[str]:
    """1 % of all bytes to us and 0.5 % of our lines are lost, a customer in three meets a fault."""
    return Soak(seed, Losses(byte=byte, unplug=unplug, random=Random(seed))).run(customers)
