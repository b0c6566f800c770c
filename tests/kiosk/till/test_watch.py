"""What is wrong with a till, as findings: each lasts as long as it is so, and has its words."""

from __future__ import annotations

import pytest

from hardware.api import CashLevels, TillInfo, Tube
from kiosk.cabinet.incidents.table import HELD
from kiosk.cabinet.incidents.till import NAMES_A_SUM, TILL_INCIDENTS
from kiosk.till.box import Box, Card, CardState, Due, DueState
from kiosk.till.entries import Why
from kiosk.till.events import Bus
from kiosk.till.watch import ENOUGH_FEN, FEW_FEN, TillNow, is_few, till_findings

UP = Bus(TillInfo("scripted", "-", coins_fen=(50, 100)))


def counted(payable_fen: int) -> Box:
    return Box(CashLevels((Tube(50, payable_fen // 50),)), is_counted=True)


def codes(now: TillNow) -> set[str]:
    return {found.code for found in till_findings(now)}


def test_a_till_that_is_well_says_nothing() -> None:
    assert codes(TillNow(counted(5_000), UP, given_up=True)) == set()


def test_everything_that_can_be_found_is_held_and_nothing_else() -> None:
    dues = (
        Due("a", "K1A", Why.CHANGE, 50, 0, DueState.OWED),
        Due("b", "K1A", Why.BACK, 50, 0, DueState.DOUBTED),
        Due("K2R0", "K2A", Why.CARD, 50, 0, DueState.OWED),
        Due("c", "K1A", Why.CHANGE, 50, 0, DueState.ACTIVE),
    )
    box = Box(dues=dues, cards=(Card("K3A", 450, state=CardState.DOUBTED), Card("K4A", 450)))
    troubles = dict.fromkeys(("coin_jam", "tube_jam", "bill_jam", "stacker_full", "cash_box_out"), "x")
    now = TillNow(box, Bus(), given_up=True, troubles=troubles | {"gremlins": "x"}, few_coins=True)
    assert codes(now) == HELD & TILL_INCIDENTS.keys()


def test_before_it_had_its_time_it_is_not_called_away() -> None:
    assert codes(TillNow(Box(), Bus())) == set()
    (away,) = till_findings(TillNow(Box(), Bus(), given_up=True, why_down="pulled"))
    assert (away.code, away.detail) == ("till_away", "pulled")


def test_a_sum_is_named_to_the_fen_with_its_number() -> None:
    box = Box(dues=(Due("K1R0", "K1A", Why.REFUND, 205, 0, DueState.OWED),))
    (owed,) = till_findings(TillNow(box, UP))
    assert owed.code in NAMES_A_SUM and owed.detail == "¥2.05 (K1R0)"


@pytest.mark.parametrize(
    ("before", "payable_fen", "few"),
    [
        (False, FEW_FEN, False),
        (False, FEW_FEN - 50, True),
        (True, FEW_FEN, True),
        (True, ENOUGH_FEN - 50, True),
        (True, ENOUGH_FEN, False),
    ],
)
def test_little_change_does_not_come_and_go(before: bool, payable_fen: int, few: bool) -> None:
    assert is_few(before, counted(payable_fen), UP) is few


def test_a_till_that_does_not_say_what_is_in_it_changes_nothing() -> None:
    assert is_few(True, counted(9_000), Bus()) and not is_few(False, Box(), UP)
