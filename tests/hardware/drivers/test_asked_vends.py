"""The rules of vends on asked boards alone: no port, no board, time handed in."""

from __future__ import annotations

import pytest

from hardware.api import BoardEvent, Result, ServiceAnswer, VendFinished, VendOrder, VendOutcome
from hardware.drivers.asked import vends as rules
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.drivers.asked.vends import START_LIMIT_MS, VEND_CAP_MS, AskedVends

DELIVERED = Verdict(Result.DELIVERED, "5D/00/AA", "dropped")


def order(key: str = "a", motor: int = 1) -> VendOrder:
    return VendOrder(key, motor)


def driven(key: str = "a", at_ms: int = 1_000) -> AskedVends[bytes]:
    vends: AskedVends[bytes] = AskedVends()
    assert vends.accept(order(key), at_ms) is None
    vends.driven(at_ms)
    vends.watch(7, lambda reply: DELIVERED if reply == b"out" else None)
    return vends


def outcome_of(events: list[BoardEvent] | None) -> VendOutcome:
    assert events is not None
    (event,) = events
    assert isinstance(event, VendFinished)
    return event.outcome


def test_verdict_becomes_the_outcome() -> None:
    vends = driven()
    assert outcome_of(vends.end(DELIVERED, 3_500)) == VendOutcome(
        "a", 1, Result.DELIVERED, "5D/00/AA", "dropped", run_ms=2_500
    )
    assert not vends.is_busy


def test_key_seen_before_is_answered_as_then_and_never_started_again() -> None:
    vends = driven()
    assert vends.accept(order("a"), 2_000) == []  # it runs: answered when it ends
    first = outcome_of(vends.end(DELIVERED, 3_000))
    assert outcome_of(vends.accept(order("a"), 4_000)) == first
    assert outcome_of(vends.refuse(order("a"), "a lane test is running")) == first
    assert not vends.is_busy


def test_second_order_is_refused_and_its_key_is_used_up() -> None:
    vends = driven()
    second = outcome_of(vends.accept(order("b"), 2_000))
    assert (second.result, second.nothing_moved) == (Result.REFUSED, True)
    vends.end(DELIVERED, 3_000)
    assert outcome_of(vends.accept(order("b"), 4_000)) == second


def test_motor_command_twice_is_a_bug() -> None:
    vends = driven()
    with pytest.raises(AssertionError, match="driven twice"):
        vends.driven(2_000)
    with pytest.raises(AssertionError, match="without an order"):
        AskedVends[bytes]().driven(0)


def test_times_of_the_vend_in_hand() -> None:
    vends: AskedVends[bytes] = AskedVends()
    caps, is_driven = [vends.cap_ms], [vends.is_driven]
    vends.accept(order(), 1_000)
    caps.append(vends.cap_ms)
    is_driven.append(vends.is_driven)
    assert vends.send_by_ms == 1_000 + START_LIMIT_MS
    vends.driven(1_500)
    assert caps == [None, 1_000 + VEND_CAP_MS]
    assert [*is_driven, vends.is_driven] == [False, False, True]


def test_unknown_blocks_the_lane_and_refused_says_that_nothing_moved() -> None:
    assert outcome_of(driven().end(unknown("no reply"), 3_000)).block_lane
    vends: AskedVends[bytes] = AskedVends()
    vends.accept(order(), 1_000)
    outcome = outcome_of(vends.end(refused("no such lane", "5C/00/00"), 3_000))
    assert (outcome.result, outcome.nothing_moved, outcome.block_lane) == (Result.REFUSED, True, False)
    assert outcome.run_ms == 0


def test_closing() -> None:
    vends: AskedVends[bytes] = AskedVends()
    assert vends.close("closed", 0) == []
    vends.accept(order(), 0)
    assert outcome_of(vends.close("closed", 5)).nothing_moved
    assert outcome_of(driven().close("closed", 5)).result is Result.UNKNOWN


def test_late_reply_corrects_an_unknown_outcome_once() -> None:
    vends = driven()
    vends.end(unknown("no reply"), 31_000)
    (told,) = vends.late(7, b"out")
    assert isinstance(told, ServiceAnswer)
    assert (told.request, told.ok, told.motors) == ("late_result", True, (1,))
    assert outcome_of(vends.query(order())).result is Result.DELIVERED
    assert outcome_of(vends.query(order())).block_lane
    assert vends.late(7, b"out") == []


def test_late_reply_that_says_nothing_or_comes_for_a_known_outcome_changes_nothing() -> None:
    vends = driven()
    vends.end(unknown("no reply"), 31_000)
    assert vends.late(8, b"out") == []
    assert vends.late(7, b"what") == []
    assert outcome_of(vends.query(order())).result is Result.UNKNOWN
    vends = driven()
    vends.end(DELIVERED, 3_000)
    assert vends.late(7, b"out") == []


def test_question_about_a_vend_nobody_remembers_is_unknown_and_not_kept() -> None:
    vends: AskedVends[bytes] = AskedVends()
    assert outcome_of(vends.query(order())).result is Result.UNKNOWN
    assert vends.accept(order(), 0) is None
    assert vends.query(order()) == []  # it runs


def test_late_replies_are_remembered_for_a_bounded_number_of_vends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "OWED_KEPT", 1)
    vends = driven()
    vends.watch(8, lambda _reply: DELIVERED)
    vends.end(unknown("no reply"), 31_000)
    assert vends.late(7, b"out") == []
    assert len(vends.late(8, b"")) == 1
    vends.watch(9, lambda _reply: DELIVERED)  # no vend in hand: nobody's
    assert vends.late(9, b"") == []
