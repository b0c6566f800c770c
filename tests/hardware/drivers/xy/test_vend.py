"""The outcome rules alone: no port, no board, time handed in."""

from __future__ import annotations

import pytest

from hardware.api import BoardEvent, Result, ServiceAnswer, VendFinished, VendOrder, VendOutcome, VendStarted
from hardware.drivers import vend_memory
from hardware.drivers.vend_memory import KEYS_KEPT
from hardware.drivers.xy.late import AFTERWARDS_MS, LATE_LIMIT_MS, TWICE_LIMIT_MS
from hardware.drivers.xy.vend import (
    OWN_AFTER_MS,
    PROGRESS_CAP_MS,
    REFUSAL_LIMIT_MS,
    REJOIN_LIMIT_MS,
    RESTART_LIMIT_MS,
    START_LIMIT_MS,
    SYNC_LIMIT_MS,
    VendRules,
    VendTracker,
)
from hardware.session.xy import SENDS_MAX
from hardware.wire.xy_messages import Dispensing, SlotStatus

LIMIT_MS = VendRules().vend_timeout_ms
SENT_MS = 1_000


def order(key: str = "a", motor: int = 60, *, lift: bool = False) -> VendOrder:
    return VendOrder(key, motor, lift=lift)


def moving(rules: VendRules = VendRules(), motor: int = 60) -> VendTracker:  # noqa: B008 -- a frozen value
    """A tracker whose order went out at ``SENT_MS`` and was acknowledged."""
    tracker = VendTracker(rules)
    assert tracker.accept(order(motor=motor), True, SENT_MS) == []
    tracker.sent(SENT_MS)
    tracker.acknowledged(SENT_MS)
    return tracker


def outcome_of(events: list[BoardEvent]) -> VendOutcome:
    (event,) = events
    assert isinstance(event, VendFinished)
    return event.outcome


def says(tracker: VendTracker, status: int, slot: int | None = 60, at_ms: int = SENT_MS) -> list[BoardEvent]:
    return tracker.dispensing(Dispensing(status, slot), at_ms)


@pytest.mark.parametrize(
    ("status", "result", "block", "still"),
    [
        (0x02, Result.DELIVERED, False, False),
        (0x24, Result.DELIVERED, False, False),
        (0x03, Result.FAULT, True, False),
        (0x04, Result.FAULT, True, False),
        (0x06, Result.FAULT, True, True),
        (0x07, Result.FAULT, False, False),
        (0x0A, Result.FAULT, False, True),
        (0xFF, Result.FAULT, False, False),
        *[
            (code, Result.FAULT, False, False)
            for code in (0x12, 0x13, 0x15, 0x17, 0x20, 0x25, 0x27, 0x28, 0x29, 0x30, 0x31, 0x32)
        ],
    ],
)
def test_every_result_code(status: int, result: Result, block: bool, still: bool) -> None:
    outcome = outcome_of(says(moving(), status, at_ms=SENT_MS + 7))
    assert (outcome.result, outcome.raw_code) == (result, f"04/{status:02X}")
    assert (outcome.block_lane, outcome.nothing_moved, outcome.run_ms) == (block, still, 7)
    assert not outcome.fault_although_delivered
    assert outcome.sensor_fault is (status == 0x0A)


@pytest.mark.parametrize("status", [0x06, 0x0A])
def test_nothing_is_certain_once_the_board_has_said_01(status: int) -> None:
    tracker = moving()
    says(tracker, 1)
    assert not outcome_of(says(tracker, status)).nothing_moved


@pytest.mark.parametrize("status", [0x06, 0x0A])
def test_nothing_is_certain_when_the_order_was_sent_more_than_once(status: int) -> None:
    """It may have turned for the first, and then found its drop sensor blocked for the second."""
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.sent(0)
    tracker.sent(3_000)
    assert not outcome_of(says(tracker, status)).nothing_moved


@pytest.mark.parametrize("status", [0x01, 0x10, 0x11, 0x14, 0x16, 0x18, 0x19, 0x21, 0x22, 0x26])
def test_progress_is_told_once_and_ends_nothing(status: int) -> None:
    tracker = moving()
    assert says(tracker, status) == [VendStarted("a", 60)]
    assert says(tracker, status) == []
    assert tracker.is_busy


def test_01_for_ever_does_not_put_the_limit_off_but_lift_steps_do_up_to_a_cap() -> None:
    tracker = moving()
    says(tracker, 0x01, at_ms=SENT_MS + 5_000)
    assert tracker.next_deadline_ms() == SENT_MS + LIMIT_MS
    says(tracker, 0x10, at_ms=SENT_MS + 5_000)
    assert tracker.next_deadline_ms() == SENT_MS + 5_000 + VendRules().lift_timeout_ms
    says(tracker, 0x23, None, at_ms=SENT_MS + 250_000)
    assert tracker.next_deadline_ms() == SENT_MS + PROGRESS_CAP_MS


def test_an_order_with_lift_has_its_own_limit() -> None:
    tracker = VendTracker(VendRules(lift_timeout_ms=99_000))
    tracker.accept(order(lift=True), True, 0)
    tracker.sent(5)
    assert tracker.next_deadline_ms() == 99_005


def test_unknown_code_keeps_waiting_and_proves_arrival() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.sent(0)
    may_be_sent = [tracker.may_be_sent]
    assert says(tracker, 0x77) == []
    assert [*may_be_sent, tracker.may_be_sent] == [True, False]
    assert says(tracker, 0x77) == []
    outcome = outcome_of(tracker.tick(LIMIT_MS))
    assert (outcome.result, outcome.raw_code) == (Result.UNKNOWN, "04/77")


def test_order_that_never_got_out_is_refused_and_nothing_moved() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 100)
    tracker.acknowledged(100)
    assert tracker.gave_up(0, 200) == []
    tracker.port_lost(200)
    tracker.board_restarted(200)
    assert tracker.is_waiting
    assert tracker.next_deadline_ms() == 100 + START_LIMIT_MS
    assert tracker.tick(99 + START_LIMIT_MS) == []
    outcome = outcome_of(tracker.tick(100 + START_LIMIT_MS))
    assert (outcome.result, outcome.nothing_moved, outcome.run_ms) == (Result.REFUSED, True, 0)
    assert tracker.tick(10**9) == []


def test_sent_five_times_without_ack_is_unknown_at_once() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.sent(0)
    tracker.sent(200)
    assert tracker.gave_up(SENDS_MAX - 1, 300) == []
    outcome = outcome_of(tracker.gave_up(SENDS_MAX, 400))
    assert (outcome.result, outcome.block_lane, outcome.run_ms) == (Result.UNKNOWN, True, 400)


def test_each_send_gives_the_board_its_whole_time() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.sent(0)
    tracker.sent(4_000)
    assert tracker.next_deadline_ms() == 4_000 + LIMIT_MS
    assert outcome_of(says(tracker, 2, at_ms=5_000)).run_ms == 5_000


def test_giving_up_an_acknowledged_order_changes_nothing() -> None:
    assert moving().gave_up(SENDS_MAX, 0) == []
    assert VendTracker(VendRules()).gave_up(SENDS_MAX, 0) == []


def test_lost_port_shortens_the_wait_until_the_line_is_back() -> None:
    tracker = moving()
    tracker.port_lost(2_000)
    tracker.port_lost(3_000)  # every failed attempt to open it says so again
    assert tracker.next_deadline_ms() == 2_000 + REJOIN_LIMIT_MS
    tracker.line_up()
    assert tracker.next_deadline_ms() == SENT_MS + LIMIT_MS
    tracker.port_lost(4_000)
    outcome = outcome_of(tracker.tick(4_000 + REJOIN_LIMIT_MS))
    assert outcome.result is Result.UNKNOWN
    assert "port was lost" in outcome.text


def test_restarted_board_gets_a_short_time_that_coming_up_does_not_lengthen() -> None:
    tracker = moving()
    tracker.port_lost(2_000)
    tracker.board_restarted(3_000)
    tracker.line_up()
    assert tracker.next_deadline_ms() == 3_000 + RESTART_LIMIT_MS
    assert "restarted" in outcome_of(tracker.tick(3_000 + RESTART_LIMIT_MS)).text


def test_board_that_only_synchronises_has_time_to_tell_the_result() -> None:
    assert SYNC_LIMIT_MS >= 15_000
    tracker = moving()
    says(tracker, 1, at_ms=1_100)
    tracker.board_synchronised(2_000)
    assert tracker.tick(2_000 + SYNC_LIMIT_MS - 1) == []
    outcome = outcome_of(tracker.tick(2_000 + SYNC_LIMIT_MS))
    assert outcome.result is Result.UNKNOWN
    assert "restarted" not in outcome.text


def test_restart_and_synchronisation_end_the_resends() -> None:
    for happens in (VendTracker.board_restarted, VendTracker.board_synchronised):
        tracker = VendTracker(VendRules())
        tracker.accept(order(), True, 0)
        tracker.sent(0)
        happens(tracker, 10)
        assert not tracker.may_be_sent


def test_a_result_after_the_restart_still_counts() -> None:
    tracker = moving()
    tracker.board_restarted(2_000)
    says(tracker, 1)
    assert tracker.next_deadline_ms() == SENT_MS + LIMIT_MS
    assert outcome_of(says(tracker, 2)).result is Result.DELIVERED


@pytest.mark.parametrize("status", [3, 5, 6, 7, 8])
def test_02_that_says_no_is_a_refusal_that_proves_nothing_unless_04_follows(status: int) -> None:
    tracker = moving()
    tracker.slot_status(SlotStatus(status, 60), 2_000)
    assert tracker.tick(2_000 + REFUSAL_LIMIT_MS - 1) == []
    outcome = outcome_of(tracker.tick(2_000 + REFUSAL_LIMIT_MS))
    assert (outcome.result, outcome.raw_code) == (Result.REFUSED, f"02/{status:02X}")
    assert not outcome.nothing_moved
    tracker = moving()
    tracker.slot_status(SlotStatus(status, 60), 2_000)
    says(tracker, 1)
    assert tracker.tick(2_000 + REFUSAL_LIMIT_MS) == []


@pytest.mark.parametrize("status", [1, 2, 4])
def test_02_that_may_also_be_bought_ends_no_vend(status: int) -> None:
    tracker = moving()
    tracker.slot_status(SlotStatus(status, 60), 2_000)
    assert tracker.next_deadline_ms() == SENT_MS + LIMIT_MS
    assert outcome_of(says(tracker, 2)).result is Result.DELIVERED


def test_02_about_an_order_not_acknowledged_ends_its_resends_and_proves_nothing() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.sent(0)
    tracker.slot_status(SlotStatus(6, 60), 100)
    assert not tracker.may_be_sent
    outcome = outcome_of(tracker.tick(100 + REFUSAL_LIMIT_MS))
    assert (outcome.result, outcome.nothing_moved) == (Result.REFUSED, False)


def test_a_no_is_no_last_word_of_a_board_that_cannot_be_heard_or_has_restarted() -> None:
    silent, pulled, synchronised, hasty = (moving() for _ in range(4))
    for tracker in (silent, pulled, synchronised):
        tracker.slot_status(SlotStatus(6, 60), 2_000)
    silent.line_down()
    assert silent.next_deadline_ms() == SENT_MS + LIMIT_MS
    pulled.port_lost(2_001)
    assert outcome_of(pulled.tick(10_000)).result is Result.UNKNOWN
    synchronised.board_synchronised(2_001)
    assert outcome_of(synchronised.tick(2_000 + REFUSAL_LIMIT_MS)).result is Result.UNKNOWN
    hasty.slot_status(SlotStatus(6, 60), SENT_MS + LIMIT_MS - 1)
    assert outcome_of(hasty.tick(SENT_MS + LIMIT_MS)).result is Result.UNKNOWN


def test_02_about_another_slot_or_saying_yes_or_after_01_is_no_refusal() -> None:
    tracker = moving()
    tracker.slot_status(SlotStatus(4, 61), 2_000)
    tracker.slot_status(SlotStatus(1, 60), 2_000)
    says(tracker, 1)
    tracker.slot_status(SlotStatus(4, 60), 2_000)
    assert tracker.next_deadline_ms() == SENT_MS + LIMIT_MS
    VendTracker(VendRules()).slot_status(SlotStatus(4, 60), 0)


def test_04_of_another_slot_is_told_and_not_taken() -> None:
    tracker = moving()
    (told,) = says(tracker, 3, 61)
    assert isinstance(told, ServiceAnswer)
    assert (told.request, told.ok, told.motors, told.data) == ("unasked_result", False, (61,), b"\x03")
    assert says(tracker, 1, 61) == []
    assert says(tracker, 0x77, 61) == []
    assert tracker.is_busy


def test_04_before_the_order_went_out_is_not_its_result() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    (told,) = says(tracker, 2)
    assert isinstance(told, ServiceAnswer)
    assert tracker.is_waiting


def unknown_then_next() -> VendTracker:
    """Order a ended unknown; order b of the same lane is acknowledged."""
    tracker = moving()
    assert outcome_of(tracker.tick(SENT_MS + LIMIT_MS)).result is Result.UNKNOWN
    tracker.accept(order("b"), True, SENT_MS + LIMIT_MS)
    tracker.sent(SENT_MS + LIMIT_MS)
    tracker.acknowledged(SENT_MS + LIMIT_MS)
    return tracker


def test_late_result_of_the_same_lane_goes_to_the_old_order() -> None:
    tracker = unknown_then_next()
    (late,) = says(tracker, 2, at_ms=SENT_MS + LIMIT_MS + 1)
    assert isinstance(late, ServiceAnswer)
    assert (late.request, late.ok) == ("late_result", True)
    assert outcome_of(tracker.query(order("a"))).result is Result.DELIVERED
    assert outcome_of(says(tracker, 3, at_ms=SENT_MS + LIMIT_MS + 2)).key == "b"


def test_after_a_new_01_the_result_is_the_new_orders() -> None:
    tracker = unknown_then_next()
    assert says(tracker, 1) == [VendStarted("b", 60)]
    assert outcome_of(says(tracker, 2)).key == "b"
    assert outcome_of(tracker.query(order("a"))).result is Result.UNKNOWN


def test_what_is_owed_lapses() -> None:
    tracker = unknown_then_next()
    tracker.acknowledged(SENT_MS + LIMIT_MS + LATE_LIMIT_MS)
    assert outcome_of(says(tracker, 2, at_ms=SENT_MS + LIMIT_MS + LATE_LIMIT_MS + 1)).key == "b"
    tracker = moving()
    tracker.tick(SENT_MS + LIMIT_MS)
    (told,) = says(tracker, 2, at_ms=SENT_MS + LIMIT_MS + LATE_LIMIT_MS + 1)
    assert isinstance(told, ServiceAnswer)
    assert told.request == "unasked_result"
    assert outcome_of(tracker.query(order("a"))).result is Result.UNKNOWN


def test_result_long_after_the_acknowledgement_is_the_new_orders_though_one_is_owed() -> None:
    at_ms = SENT_MS + LIMIT_MS + OWN_AFTER_MS
    (late,) = says(unknown_then_next(), 2, at_ms=at_ms)
    assert isinstance(late, ServiceAnswer)
    assert outcome_of(says(unknown_then_next(), 2, at_ms=at_ms + 1)).key == "b"


def test_late_failure_and_late_turn_without_sensor() -> None:
    tracker = moving()
    tracker.tick(SENT_MS + LIMIT_MS)
    (late,) = says(tracker, 3, at_ms=SENT_MS + LIMIT_MS)
    assert isinstance(late, ServiceAnswer)
    assert not late.ok
    assert outcome_of(tracker.query(order("a"))).result is Result.FAULT
    tracker.accept(order("b"), False, 0)
    tracker.sent(0)
    tracker.tick(LIMIT_MS)
    says(tracker, 2, at_ms=LIMIT_MS)
    assert outcome_of(tracker.query(order("b"))).result is Result.TURNED_UNCONFIRMED


def test_02_after_24_is_silent_and_a_failure_after_24_is_told() -> None:
    tracker = moving()
    assert outcome_of(says(tracker, 0x24)).result is Result.DELIVERED
    assert says(tracker, 2) == []
    tracker = moving()
    says(tracker, 0x24)
    (late,) = says(tracker, 4)
    assert isinstance(late, ServiceAnswer)
    assert (late.request, late.ok) == ("late_result", False)
    assert outcome_of(tracker.query(order("a"))).result is Result.DELIVERED


def taken_out_then_next(at_ms: int) -> VendTracker:
    """Order a ended by 24 at ``SENT_MS``; order b of the same lane is acknowledged at ``at_ms``."""
    tracker = moving()
    says(tracker, 0x24)
    tracker.accept(order("b"), True, at_ms)
    tracker.sent(at_ms)
    tracker.acknowledged(at_ms)
    return tracker


def test_after_24_the_lanes_next_vend_needs_no_01() -> None:
    """What may be the same turn's is a 02, soon; a further 24 or a failure is the new vend's."""
    soon, later = SENT_MS + TWICE_LIMIT_MS, SENT_MS + TWICE_LIMIT_MS + 1
    assert outcome_of(says(taken_out_then_next(soon), 0x24, at_ms=soon)).key == "b"
    assert outcome_of(says(taken_out_then_next(soon), 0x03, at_ms=soon)).key == "b"
    assert outcome_of(says(taken_out_then_next(soon), 2, at_ms=later)).key == "b"
    tracker = taken_out_then_next(soon)
    assert says(tracker, 2, at_ms=soon) == []
    assert outcome_of(says(tracker, 2, at_ms=soon)).key == "b"


def test_04_that_contradicts_a_finished_vend_names_it_and_changes_nothing() -> None:
    tracker = moving()
    says(tracker, 2)
    assert says(tracker, 2, at_ms=SENT_MS + 1) == []
    (told,) = says(tracker, 3, at_ms=SENT_MS + AFTERWARDS_MS)
    assert isinstance(told, ServiceAnswer)
    assert (told.request, told.ok, told.motors) == ("late_result", False, (60,))
    assert "04/02" in told.text and "(a)" in told.text
    assert outcome_of(tracker.query(order("a"))).result is Result.DELIVERED
    (told,) = says(tracker, 3, at_ms=SENT_MS + AFTERWARDS_MS + 1)
    assert isinstance(told, ServiceAnswer)
    assert told.request == "unasked_result"


def test_success_after_a_fault_or_a_refusal_is_told_with_the_vends_key() -> None:
    faulty, refused = moving(), moving()
    says(faulty, 3)
    refused.slot_status(SlotStatus(6, 60), SENT_MS)
    refused.tick(SENT_MS + REFUSAL_LIMIT_MS)
    for tracker, before in ((faulty, "fault"), (refused, "refused")):
        (told,) = says(tracker, 2, at_ms=SENT_MS + REFUSAL_LIMIT_MS + 1)
        assert isinstance(told, ServiceAnswer)
        assert (told.request, told.ok) == ("late_result", True)
        assert before in told.text and "(a)" in told.text


def test_order_that_never_got_out_explains_nothing() -> None:
    tracker = VendTracker(VendRules())
    tracker.accept(order(), True, 0)
    tracker.tick(START_LIMIT_MS)
    (told,) = says(tracker, 2, at_ms=START_LIMIT_MS)
    assert isinstance(told, ServiceAnswer)
    assert told.request == "unasked_result"


def test_late_24_that_is_no_success_says_nothing() -> None:
    tracker = moving(VendRules(success_24=False))
    tracker.tick(SENT_MS + LIMIT_MS)
    assert says(tracker, 0x24, at_ms=SENT_MS + LIMIT_MS) == []
    assert outcome_of(tracker.query(order("a"))).result is Result.UNKNOWN


def test_24_that_is_no_success_only_prolongs() -> None:
    tracker = moving(VendRules(success_24=False))
    assert says(tracker, 0x24) == [VendStarted("a", 60)]
    assert outcome_of(says(tracker, 2)).raw_code == "04/02"


def test_one_key_one_turn() -> None:
    tracker = moving()
    assert tracker.accept(order("a"), True, 0) == []
    assert tracker.query(order("a")) == []
    refused = outcome_of(tracker.accept(order("b"), True, 0))
    assert (refused.result, refused.nothing_moved) == (Result.REFUSED, True)
    done = outcome_of(says(tracker, 2))
    assert outcome_of(tracker.accept(order("a"), True, 0)) == done
    assert outcome_of(tracker.accept(order("b"), True, 0)) == refused
    assert tracker.order is None


@pytest.mark.parametrize("motor", [0, 1000])
def test_slot_that_cannot_exist_is_refused(motor: int) -> None:
    assert outcome_of(VendTracker(VendRules()).accept(order("x", motor), True, 0)).nothing_moved


def test_order_nobody_knows_is_unknown_and_its_lane_blocked() -> None:
    outcome = outcome_of(VendTracker(VendRules()).query(order("x")))
    assert (outcome.result, outcome.block_lane) == (Result.UNKNOWN, True)


def test_closing() -> None:
    tracker = VendTracker(VendRules())
    assert tracker.close("closed", 0) == []
    tracker.accept(order("a"), True, 0)
    assert outcome_of(tracker.close("closed", 5)).nothing_moved
    assert outcome_of(moving().close("closed", SENT_MS + 5)).result is Result.UNKNOWN


def test_memory_of_keys_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEYS_KEPT >= 1_000
    monkeypatch.setattr(vend_memory, "KEYS_KEPT", 2)
    tracker = VendTracker(VendRules())
    for key in "abc":
        tracker.refuse(order(key), "no")
    assert [outcome_of(tracker.query(order(key))).result for key in "abc"] == [
        Result.UNKNOWN,
        Result.REFUSED,
        Result.REFUSED,
    ]


def test_what_the_session_says_without_an_order_is_heeded_by_nobody() -> None:
    tracker = VendTracker(VendRules())
    tracker.sent(0)
    tracker.acknowledged(0)
    tracker.line_down()
    tracker.line_up()
    tracker.port_lost(0)
    assert tracker.next_deadline_ms() is None
    assert not tracker.may_be_sent
