"""The table is total, and each row does what its name says."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from kiosk.sale import events
from kiosk.sale.books import Figures, figures
from kiosk.sale.effects import (
    ArmDeadline,
    CallStaff,
    ClosePayment,
    CreatePayment,
    Effect,
    QueryPayment,
    QueryRefund,
    QueryVend,
    SendRefund,
    Vend,
    Worry,
)
from kiosk.sale.events import (
    CancelPressed,
    DeadlinePassed,
    Event,
    MethodChosen,
    MoreTimePressed,
    PaymentClosed,
    PaymentReady,
    PaymentRefused,
    PaymentReversed,
    PaymentSeen,
    PaymentUnknown,
    PaymentUnpaid,
    Rebooted,
    RefundAccepted,
    RefundRefused,
    RefundSeen,
    RefundUnknown,
    RefundVoided,
    StaffRetried,
    StaffSettled,
    Timer,
    VendResult,
)
from kiosk.sale.paying import CREATE_ASKS_MAX, EXTENSIONS_MAX
from kiosk.sale.state import (
    ATTEMPTS_MAX,
    LINES_MAX,
    REFUND_NUMBERS_MAX,
    AttemptState,
    Fate,
    Line,
    RefundState,
    Sale,
    Stage,
    Why,
    open_sale,
)
from kiosk.sale.table import TABLE, step

PRICES_FEN = (300, 250, 425)
FIRST = "K0000001A"
SECOND = "K0000001B"
REFUND = "K0000001R0"


def basket(lines: int = 1) -> Sale:
    return open_sale(
        "K0000001",
        tuple(
            Line(index, f"sku{index}", f"A{index + 1}", index + 1, PRICES_FEN[index])
            for index in range(lines)
        ),
    )


def after(sale: Sale, *happened: Event) -> Sale:
    for event in happened:
        sale, _ = step(sale, event)
    return sale


def effects_of(sale: Sale, event: Event) -> tuple[Effect, ...]:
    return step(sale, event)[1]


def paying(lines: int = 1) -> Sale:
    return after(basket(lines), MethodChosen("wechat"), PaymentReady(FIRST, "code"))


def vending(lines: int = 1) -> Sale:
    sale = paying(lines)
    return after(sale, PaymentSeen(FIRST, sale.due_fen))


def delivered(line: int = 0, turn: int = 1) -> VendResult:
    return VendResult(line, turn, Fate.DELIVERED)


def jammed(line: int = 0, turn: int = 1) -> VendResult:
    return VendResult(line, turn, Fate.NOT_DELIVERED)


def doubtful(line: int = 0, turn: int = 1) -> VendResult:
    return VendResult(line, turn, Fate.UNKNOWN)


# --- the table itself --------------------------------------------------------------------------------


def test_every_event_and_timer_has_a_row_with_a_cell_for_every_stage() -> None:
    kinds = {kind for kind in get_args(events.Event) if kind is not DeadlinePassed}
    flat = {inner for kind in kinds for inner in (get_args(kind) or (kind,))}
    assert set(TABLE) == flat | set(Timer)
    assert all(len(row) == len(Stage) for row in TABLE.values())


# --- opening -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, LINES_MAX + 1])
def test_a_basket_has_limits(count: int) -> None:
    lines = tuple(Line(index, "s", "A1", 1, 100) for index in range(count))
    with pytest.raises(ValueError, match="1 to 20 lines"):
        open_sale("K0000001", lines)


def test_lines_are_numbered_in_order() -> None:
    with pytest.raises(ValueError, match="numbered"):
        open_sale("K0000001", (Line(1, "s", "A1", 1, 100),))


PAID, FREE, GIVEN = Line(0, "s", "A1", 1, 100), Line(1, "s", "A1", 1, 0), Line(1, "g", "A2", 2, 0, gift=True)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((replace(FREE, index=0),), "at least 1 fen"),
        ((PAID, replace(FREE, amount_fen=-1)), "less than nothing"),
        ((replace(PAID, fate=Fate.MOVING),), "starts waiting"),
        ((PAID, replace(GIVEN, amount_fen=1)), "a gift costs nothing"),
        ((replace(GIVEN, index=0), replace(PAID, index=1)), "gifts stand behind"),
    ],
)
def test_what_is_no_basket_is_refused(lines: tuple[Line, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        open_sale("K0000001", lines)


def test_a_line_may_cost_nothing_when_the_sale_costs_something() -> None:
    assert open_sale("K0000001", (PAID, FREE)).due_fen == 100
    assert open_sale("K0000001", (PAID, GIVEN)).due_fen == 100


# --- paying ------------------------------------------------------------------------------------------


def test_choosing_a_wallet_creates_the_payment_and_starts_the_countdown() -> None:
    sale, effects = step(basket(), MethodChosen("wechat"))
    assert sale.stage is Stage.PAYING
    assert effects == (CreatePayment(FIRST), ArmDeadline(Timer.PAY))


def test_a_code_is_shown_and_asked_about() -> None:
    sale = after(basket(), MethodChosen("wechat"))
    assert effects_of(sale, PaymentReady(FIRST, "code")) == (QueryPayment(FIRST),)
    assert after(sale, PaymentReady(FIRST, "old"), PaymentReady(FIRST, "new")).attempts[0].code == "new"


def test_money_turns_the_first_motor_only() -> None:
    sale, effects = step(paying(2), PaymentSeen(FIRST, 550))
    assert sale.stage is Stage.VENDING
    assert [line.fate for line in sale.lines] == [Fate.MOVING, Fate.WAITING]
    assert effects == (Vend("K0000001", 0, 1, "A1", 1), ArmDeadline(Timer.VEND, "0"))


def test_a_wrong_amount_goes_back_and_staff_hear_of_it() -> None:
    sale, effects = step(paying(), PaymentSeen(FIRST, 299, life_over=True))
    assert sale.stage is Stage.REFUNDING
    assert effects[0] == CallStaff(Worry.WRONG_AMOUNT, FIRST)
    assert SendRefund(REFUND, FIRST, 299) in effects


def test_a_wrong_amount_is_asked_about_as_long_as_the_gateway_may_name_another() -> None:
    sale, effects = step(paying(), PaymentSeen(FIRST, 299))
    assert (sale.stage, sale.paid_fen) == (Stage.PAYING, 0)
    assert effects == (CallStaff(Worry.WRONG_AMOUNT, FIRST), QueryPayment(FIRST))
    assert step(sale, PaymentSeen(FIRST, 299)) == (sale, (QueryPayment(FIRST),)), "staff are called once"
    assert after(sale, PaymentSeen(FIRST, 300)).stage is Stage.VENDING
    closing = after(sale, DeadlinePassed(Timer.PAY))
    assert effects_of(closing, PaymentSeen(FIRST, 299)) == (ClosePayment(FIRST),)
    watched = after(closing, DeadlinePassed(Timer.CLOSE))
    assert after(watched, PaymentSeen(FIRST, 299)).stage is Stage.WATCHING
    assert after(watched, PaymentSeen(FIRST, 299, life_over=True)).stage is Stage.REFUNDING


def test_money_given_back_behind_our_back_buys_nothing_and_goes_back_once() -> None:
    sale, effects = step(paying(2), PaymentReversed(FIRST, 550))
    assert (sale.stage, sale.present) == (Stage.CLOSED, False)
    assert effects == (CallStaff(Worry.PAID_BACK_ELSEWHERE, FIRST),)
    assert [line.fate for line in sale.lines] == [Fate.WAITING, Fate.WAITING]
    assert figures(sale) == Figures(paid_fen=550, refunded_fen=550)
    assert step(sale, PaymentReversed(FIRST, 550)) == (sale, ())
    assert step(vending(2), PaymentReversed(FIRST, 550)) == (vending(2), ()), (
        "our own refunds say where it is"
    )
    watched = after(paying(), CancelPressed())
    assert after(watched, PaymentReversed(FIRST, 300)).stage is Stage.CLOSED
    assert step(paying(), PaymentReversed("K0000001Q", 300)) == (paying(), ())


def test_an_order_call_that_tells_nothing_is_repeated_a_few_times() -> None:
    sale = after(basket(), MethodChosen("wechat"))
    for _ in range(CREATE_ASKS_MAX - 1):
        assert effects_of(sale, PaymentUnknown(FIRST)) == (CreatePayment(FIRST),)
        sale = after(sale, PaymentUnknown(FIRST))
    sale, effects = step(sale, PaymentUnknown(FIRST))
    assert (sale.stage, sale.why) == (Stage.OPEN, Why.REFUSED)
    assert effects == (ClosePayment(FIRST),)


def test_a_refused_order_leaves_the_sale_open_for_another_wallet() -> None:
    sale = after(basket(), MethodChosen("wechat"), PaymentRefused(FIRST))
    assert (sale.stage, sale.why) == (Stage.OPEN, Why.REFUSED)
    assert after(sale, MethodChosen("alipay")).attempts[1].number == SECOND
    assert after(sale, CancelPressed()).stage is Stage.CLOSED
    assert after(sale, DeadlinePassed(Timer.PAY)).stage is Stage.CLOSED
    assert after(paying(), PaymentRefused(FIRST)) == paying()


def test_cancel_before_any_wallet_closes() -> None:
    assert after(basket(), CancelPressed()).stage is Stage.CLOSED


def test_cancel_before_the_code_was_seen_waits_for_nobody() -> None:
    sale, effects = step(after(basket(), MethodChosen("wechat")), CancelPressed())
    assert sale.stage is Stage.CLOSED
    assert effects == (ClosePayment(FIRST),)
    assert effects_of(sale, PaymentReady(FIRST, "late")) == (ClosePayment(FIRST),)
    assert after(sale, PaymentReady(FIRST, "late")) == sale


def test_cancel_asks_the_gateway_for_the_last_word() -> None:
    sale, effects = step(paying(), CancelPressed())
    assert (sale.stage, sale.why) == (Stage.CLOSING, Why.CANCELLED)
    assert effects == (ClosePayment(FIRST), ArmDeadline(Timer.WATCH, FIRST), ArmDeadline(Timer.CLOSE))
    assert after(sale, PaymentClosed(FIRST)).stage is Stage.CLOSED
    assert after(sale, PaymentSeen(FIRST, 300)).stage is Stage.REFUNDING
    assert after(sale, DeadlinePassed(Timer.CLOSE)).stage is Stage.WATCHING


def test_money_at_the_last_second_buys() -> None:
    sale = after(paying(), DeadlinePassed(Timer.PAY))
    assert (sale.stage, sale.why) == (Stage.CLOSING, Why.EXPIRED)
    assert after(sale, PaymentSeen(FIRST, 300)).stage is Stage.VENDING
    assert after(sale, CancelPressed(), PaymentSeen(FIRST, 300)).stage is Stage.REFUNDING


def test_cancel_after_a_power_cut_changes_nothing() -> None:
    sale = after(paying(), Rebooted())
    assert sale.why is Why.REBOOTED
    assert replace(sale, stage=Stage.CLOSING) == after(replace(sale, stage=Stage.CLOSING), CancelPressed())


def test_more_time_has_an_end() -> None:
    sale = paying()
    for _ in range(EXTENSIONS_MAX):
        assert effects_of(sale, MoreTimePressed()) == (ArmDeadline(Timer.PAY),)
        sale = after(sale, MoreTimePressed())
    assert effects_of(sale, MoreTimePressed()) == ()


def test_switching_closes_the_old_code_before_the_new_one_shows() -> None:
    sale, effects = step(paying(), MethodChosen("alipay"))
    assert (sale.stage, sale.next_method) == (Stage.CLOSING, "alipay")
    assert CreatePayment(SECOND) not in effects
    sale, effects = step(sale, PaymentClosed(FIRST))
    assert sale.stage is Stage.PAYING
    assert effects == (CreatePayment(SECOND), ArmDeadline(Timer.PAY))


def test_switching_can_change_its_mind() -> None:
    sale = after(paying(), MethodChosen("alipay"), MethodChosen("unionpay"), PaymentClosed(FIRST))
    assert sale.attempts[1].method == "unionpay"
    closing = after(paying(), CancelPressed())
    assert after(closing, MethodChosen("alipay")) == closing


def test_switching_before_the_code_was_seen_waits_for_nobody() -> None:
    sale, effects = step(after(basket(), MethodChosen("wechat")), MethodChosen("alipay"))
    assert sale.stage is Stage.PAYING
    assert effects == (ClosePayment(FIRST), CreatePayment(SECOND), ArmDeadline(Timer.PAY))


def test_the_same_wallet_again_changes_nothing() -> None:
    assert after(paying(), MethodChosen("wechat")) == paying()


def test_an_old_code_that_cannot_be_closed_does_not_keep_the_customer() -> None:
    sale = after(paying(), MethodChosen("alipay"), DeadlinePassed(Timer.CLOSE))
    assert sale.stage is Stage.PAYING
    assert sale.attempts[0].state is AttemptState.CLOSING
    paid = after(sale, PaymentSeen(FIRST, 300))
    assert (paid.stage, paid.funded_by) == (Stage.VENDING, FIRST)
    twice = after(paid, PaymentSeen(SECOND, 300))
    assert twice.refunds[0].attempt == SECOND


def test_switching_has_an_end() -> None:
    sale = basket()
    for _ in range(ATTEMPTS_MAX):
        number = f"K0000001{chr(ord('A') + len(sale.attempts))}"
        sale = after(sale, MethodChosen("wechat"), PaymentRefused(number))
    assert after(sale, MethodChosen("wechat")) == sale
    shown = replace(sale, stage=Stage.PAYING)
    assert after(shown, MethodChosen("alipay")) == shown


def test_a_code_the_gateway_closed_by_itself_ends_the_sale() -> None:
    sale = after(paying(), PaymentClosed(FIRST))
    assert (sale.stage, sale.why) == (Stage.CLOSED, Why.EXPIRED)


def test_late_money_goes_back() -> None:
    watching = after(paying(), CancelPressed(), DeadlinePassed(Timer.CLOSE))
    sale, effects = step(watching, PaymentSeen(FIRST, 300))
    assert sale.stage is Stage.REFUNDING
    assert effects == (SendRefund(REFUND, FIRST, 300), ArmDeadline(Timer.REFUND_GIVE_UP, REFUND))
    closed = after(watching, PaymentUnpaid(FIRST, life_over=True))
    assert closed.stage is Stage.CLOSED
    assert after(closed, PaymentSeen(FIRST, 300)).stage is Stage.REFUNDING


def test_a_watched_code_is_asked_about_until_its_life_is_over() -> None:
    watching = after(paying(), CancelPressed(), DeadlinePassed(Timer.CLOSE))
    assert effects_of(watching, PaymentUnpaid(FIRST)) == (ClosePayment(FIRST),)
    assert effects_of(watching, PaymentUnknown(FIRST)) == (ClosePayment(FIRST),)
    assert effects_of(watching, DeadlinePassed(Timer.WATCH, FIRST)) == (
        QueryPayment(FIRST),
        ArmDeadline(Timer.WATCH_GIVE_UP, FIRST),
    )
    assert effects_of(watching, DeadlinePassed(Timer.WATCH_GIVE_UP, FIRST)) == (
        CallStaff(Worry.PAYMENT_IN_DOUBT, FIRST),
    )
    assert effects_of(vending(), DeadlinePassed(Timer.WATCH, FIRST)) == ()
    assert effects_of(vending(), DeadlinePassed(Timer.WATCH_GIVE_UP, FIRST)) == ()


def test_answers_about_attempts_that_do_not_exist_change_nothing() -> None:
    for event in (
        PaymentReady(SECOND, "x"),
        PaymentSeen(SECOND, 300),
        PaymentUnpaid(SECOND),
        PaymentClosed(SECOND),
        PaymentRefused(SECOND),
        PaymentUnknown(SECOND),
    ):
        assert step(paying(), event) == (paying(), ())


# --- goods -------------------------------------------------------------------------------------------


def test_lines_go_one_after_another() -> None:
    sale, effects = step(vending(2), delivered())
    assert [line.fate for line in sale.lines] == [Fate.DELIVERED, Fate.MOVING]
    assert effects[0] == Vend("K0000001", 1, 1, "A2", 2)
    assert after(sale, delivered(1)).stage is Stage.CLOSED


def test_a_jam_in_a_basket_pays_back_that_line_to_the_fen() -> None:
    sale = after(vending(3), delivered(), jammed(1), delivered(2))
    assert sale.stage is Stage.REFUNDING
    assert [(refund.attempt, refund.amount_fen) for refund in sale.refunds] == [(FIRST, 250)]


def test_a_motor_that_surely_did_not_move_is_tried_once_from_another_lane() -> None:
    still = VendResult(0, 1, Fate.NOT_DELIVERED, nothing_moved=True, spare_lane="B1", spare_motor=9)
    sale, effects = step(vending(), still)
    assert effects[0] == Vend("K0000001", 0, 2, "B1", 9)
    assert step(sale, delivered(turn=1)) == (sale, ())
    assert after(sale, replace(still, turn=2)).stage is Stage.REFUNDING


def test_no_retry_without_another_lane_or_when_something_moved() -> None:
    assert after(vending(), VendResult(0, 1, Fate.NOT_DELIVERED, nothing_moved=True)).stage is Stage.REFUNDING
    assert after(vending(), VendResult(0, 1, Fate.NOT_DELIVERED, False, "B1", 9)).stage is Stage.REFUNDING


def test_doubt_stops_the_basket_and_calls_staff() -> None:
    sale, effects = step(vending(2), doubtful())
    assert [line.fate for line in sale.lines] == [Fate.UNKNOWN, Fate.NOT_DELIVERED]
    assert effects[0] == CallStaff(Worry.LINE_IN_DOUBT, "0")
    assert effects[1] == QueryVend("K0000001", 0, 1, "A1", 1), (
        "it may have answered while the line still moved"
    )
    assert sale.refunds[0].amount_fen == 250
    assert after(sale, RefundSeen(REFUND)).stage is Stage.NEEDS_STAFF


def test_a_board_that_never_answers_is_doubt() -> None:
    sale = after(vending(), DeadlinePassed(Timer.VEND, "0"))
    assert sale.stage is Stage.NEEDS_STAFF
    assert step(sale, DeadlinePassed(Timer.VEND, "0"))[0] == sale
    assert step(vending(2), DeadlinePassed(Timer.VEND, "1"))[0] == vending(2)
    assert step(vending(), DeadlinePassed(Timer.VEND, "7"))[0] == vending()


def test_a_late_answer_ends_the_doubt() -> None:
    doubt = after(vending(), doubtful())
    assert after(doubt, delivered()).stage is Stage.CLOSED
    assert after(doubt, jammed()).stage is Stage.REFUNDING
    assert after(doubt, doubtful()) == doubt


def test_a_persons_word_ends_the_doubt_once() -> None:
    doubt = after(vending(), doubtful())
    assert after(doubt, StaffSettled(0, delivered=True)).stage is Stage.CLOSED
    back = after(doubt, StaffSettled(0, delivered=False))
    assert (back.stage, back.refunds[0].amount_fen) == (Stage.REFUNDING, 300)
    assert after(back, StaffSettled(0, delivered=True)) == back
    assert after(doubt, StaffSettled(5, delivered=True)) == doubt


def test_answers_that_fit_no_line_change_nothing() -> None:
    assert after(vending(), delivered(line=3)) == vending()
    assert after(vending(), VendResult(0, 1, Fate.WAITING)) == vending()
    done = after(vending(2), delivered())
    assert after(done, delivered()) == done


# --- refunds -----------------------------------------------------------------------------------------


def refunding() -> Sale:
    return after(vending(), jammed())


def test_accepted_is_not_refunded() -> None:
    sale, effects = step(refunding(), RefundAccepted(REFUND))
    assert (sale.stage, sale.refunds[0].state) == (Stage.REFUNDING, RefundState.ACCEPTED)
    assert effects == (QueryRefund(REFUND),)
    assert effects_of(sale, RefundUnknown(REFUND)) == (QueryRefund(REFUND),)
    assert after(sale, RefundSeen(REFUND)).stage is Stage.CLOSED


def test_silence_and_refusal_repeat_the_same_number() -> None:
    again = (SendRefund(REFUND, FIRST, 300),)
    assert effects_of(refunding(), RefundUnknown(REFUND)) == again
    assert effects_of(refunding(), RefundRefused(REFUND)) == again
    accepted = after(refunding(), RefundAccepted(REFUND))
    assert after(accepted, RefundRefused(REFUND)) == refunding()


def test_a_hopeless_refund_goes_to_staff_who_can_try_again() -> None:
    sale, effects = step(refunding(), RefundRefused(REFUND, hopeless=True))
    assert sale.stage is Stage.NEEDS_STAFF
    again = SendRefund(REFUND, FIRST, 300)
    assert effects == (CallStaff(Worry.REFUND_STUCK, REFUND), again)
    assert after(sale, RefundSeen(REFUND)).stage is Stage.CLOSED
    assert after(sale, RefundAccepted(REFUND)).stage is Stage.REFUNDING
    for silence in (RefundUnknown(REFUND), RefundRefused(REFUND), RefundRefused(REFUND, hopeless=True)):
        assert step(sale, silence) == (sale, (again,)), (
            "a gateway that was away for a day is asked when it is back"
        )
    assert after(sale, RefundVoided(REFUND)).stage is Stage.REFUNDING
    retried, effects = step(sale, StaffRetried(REFUND))
    assert retried.stage is Stage.REFUNDING
    assert again in effects
    assert step(retried, StaffRetried(REFUND)) == (retried, ())


def test_a_day_without_success_goes_to_staff_but_an_accepted_one_may_take_longer() -> None:
    assert after(refunding(), DeadlinePassed(Timer.REFUND_GIVE_UP, REFUND)).stage is Stage.NEEDS_STAFF
    accepted = after(refunding(), RefundAccepted(REFUND))
    later = (accepted, (ArmDeadline(Timer.REFUND_GIVE_UP, REFUND),))
    assert step(accepted, DeadlinePassed(Timer.REFUND_GIVE_UP, REFUND)) == later
    stuck = after(refunding(), RefundRefused(REFUND, hopeless=True))
    assert step(stuck, DeadlinePassed(Timer.REFUND_GIVE_UP, REFUND)) == (stuck, ())


def test_a_dead_number_is_replaced_by_another() -> None:
    sale, effects = step(refunding(), RefundVoided(REFUND))
    assert [refund.state for refund in sale.refunds] == [RefundState.VOID, RefundState.SENDING]
    assert SendRefund("K0000001R1", FIRST, 300) in effects
    assert step(sale, RefundVoided(REFUND)) == (sale, ())
    assert after(sale, RefundSeen("K0000001R1")).stage is Stage.CLOSED


def test_dead_numbers_have_an_end() -> None:
    sale = refunding()
    for index in range(REFUND_NUMBERS_MAX):
        sale = after(sale, RefundVoided(f"K0000001R{index}"))
    assert sale.stage is Stage.NEEDS_STAFF
    assert len(sale.refunds) == REFUND_NUMBERS_MAX


def test_answers_about_refunds_that_do_not_exist_change_nothing() -> None:
    odd = "K0000001R7"
    for event in (
        RefundSeen(odd),
        RefundAccepted(odd),
        RefundRefused(odd),
        RefundUnknown(odd),
        RefundVoided(odd),
        StaffRetried(odd),
        DeadlinePassed(Timer.REFUND_GIVE_UP, odd),
    ):
        assert step(refunding(), event) == (refunding(), ())


# --- power cuts --------------------------------------------------------------------------------------


def test_a_power_cut_before_money_closes_the_code() -> None:
    sale, effects = step(paying(), Rebooted())
    assert (sale.stage, sale.present) == (Stage.WATCHING, False)
    assert effects == (ClosePayment(FIRST), ArmDeadline(Timer.WATCH, FIRST))
    assert after(sale, PaymentSeen(FIRST, 300)).stage is Stage.REFUNDING
    assert after(basket(), Rebooted()).stage is Stage.CLOSED


def test_a_power_cut_while_a_motor_turns_asks_and_never_turns_again() -> None:
    sale, effects = step(vending(2), Rebooted())
    assert sale.stage is Stage.SETTLING
    assert not any(isinstance(effect, Vend) for effect in effects)
    assert QueryVend("K0000001", 0, 1, "A1", 1) in effects
    assert [line.fate for line in sale.lines] == [Fate.MOVING, Fate.NOT_DELIVERED]
    still = VendResult(0, 1, Fate.NOT_DELIVERED, nothing_moved=True, spare_lane="B1", spare_motor=9)
    back = after(sale, still)
    assert (back.stage, back.refunds[0].amount_fen) == (Stage.REFUNDING, 550)
    assert after(sale, doubtful(), RefundSeen(REFUND)).stage is Stage.NEEDS_STAFF
    assert after(sale, delivered(), RefundSeen(REFUND)).stage is Stage.CLOSED


def test_a_power_cut_repeats_refunds_under_their_numbers() -> None:
    assert SendRefund(REFUND, FIRST, 300) in effects_of(refunding(), Rebooted())
    accepted = after(refunding(), RefundAccepted(REFUND))
    assert QueryRefund(REFUND) in effects_of(accepted, Rebooted())
    stuck = after(refunding(), RefundRefused(REFUND, hopeless=True))
    assert effects_of(stuck, Rebooted()) == (SendRefund(REFUND, FIRST, 300),)
