"""Rows of the table about the customer's own code: an attempt like any other, but what ends it pays back."""

from __future__ import annotations

import pytest

from kiosk.sale.effects import ArmDeadline, CallStaff, ChargeCode, ClosePayment, CreatePayment, QueryPayment
from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
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
    Timer,
)
from kiosk.sale.state import ATTEMPTS_MAX, AttemptState, Line, RefundState, Sale, Stage, Why, open_sale
from kiosk.sale.table import step

FIRST, SECOND, THIRD = (f"K0000001{letter}" for letter in "ABC")
FEN = 300


def after(sale: Sale, *events: Event) -> Sale:
    for event in events:
        sale, _ = step(sale, event)
    return sale


def on_screen() -> Sale:
    sale = open_sale("K0000001", (Line(0, "tea", "A1", 1, FEN),))
    return after(sale, MethodChosen("wechat"), PaymentReady(FIRST, "code"))


def charging() -> Sale:
    """The code on the screen is closed and the customer's own has been sent."""
    return after(on_screen(), CodeRead("alipay"), PaymentClosed(FIRST))


def test_the_code_on_the_screen_is_closed_before_the_customers_is_charged() -> None:
    sale, effects = step(on_screen(), CodeRead("alipay"))
    assert (sale.stage, sale.why, sale.next_scanned) == (Stage.CLOSING, Why.SWITCHED, True)
    assert ClosePayment(FIRST) in effects
    assert not any(isinstance(effect, ChargeCode) for effect in effects)
    sale, effects = step(sale, PaymentClosed(FIRST))
    assert effects == (ChargeCode(SECOND), ArmDeadline(Timer.PAY))
    assert sale.current is not None
    assert (sale.current.method, sale.current.scanned, sale.current.state) == (
        "alipay",
        True,
        AttemptState.SHOWN,
    )
    assert not sale.next_scanned


def test_a_code_not_yet_on_the_screen_keeps_nobody() -> None:
    sale = open_sale("K0000001", (Line(0, "tea", "A1", 1, FEN),))
    sale, effects = step(after(sale, MethodChosen("wechat")), CodeRead("wechat"))
    assert effects == (ClosePayment(FIRST), ChargeCode(SECOND), ArmDeadline(Timer.PAY))
    assert sale.stage is Stage.PAYING


def test_without_a_code_on_the_screen_it_is_charged_at_once() -> None:
    sale = open_sale("K0000001", (Line(0, "tea", "A1", 1, FEN),))
    assert step(sale, CodeRead("alipay"))[1] == (ChargeCode(FIRST), ArmDeadline(Timer.PAY))


def test_paid_on_the_screen_while_it_was_being_closed_charges_nothing() -> None:
    sale, effects = step(after(on_screen(), CodeRead("alipay")), PaymentSeen(FIRST, FEN))
    assert (sale.stage, sale.funded_by, sale.next_scanned) == (Stage.VENDING, FIRST, False)
    assert not any(isinstance(effect, ChargeCode) for effect in effects)


def test_one_code_at_a_time() -> None:
    assert after(charging(), CodeRead("unionpay")) == charging()
    assert after(charging(), MoreTimePressed()) == charging()


def test_paid_gives_out_the_goods() -> None:
    sale = after(charging(), PaymentSeen(SECOND, FEN))
    assert (sale.stage, sale.funded_by) == (Stage.VENDING, SECOND)


@pytest.mark.parametrize("answer", [PaymentUnpaid(SECOND), PaymentUnknown(SECOND)])
def test_in_progress_or_unknown_is_asked_and_never_charged_again(answer: Event) -> None:
    sale, effects = step(charging(), answer)
    assert sale == charging()
    assert effects == (QueryPayment(SECOND),)


@pytest.mark.parametrize("answer", [PaymentRefused(SECOND), PaymentClosed(SECOND)])
def test_a_code_of_no_use_leads_back_to_one_to_scan(answer: Event) -> None:
    sale, effects = step(charging(), answer)
    assert sale.attempts[1].state in (AttemptState.REFUSED, AttemptState.CLOSED)
    assert effects == (CreatePayment(THIRD), ArmDeadline(Timer.PAY))
    assert sale.current is not None
    assert (sale.current.method, sale.current.scanned) == ("alipay", False)


def test_codes_of_no_use_have_an_end() -> None:
    sale = on_screen()
    while len(sale.attempts) < ATTEMPTS_MAX:
        current = sale.current
        assert current is not None
        refused = PaymentRefused(current.number) if current.scanned else PaymentReady(current.number, "code")
        sale = after(sale, refused, CodeRead("alipay"), PaymentClosed(current.number))
    assert after(sale, CodeRead("alipay")) == sale
    last = sale.current
    assert last is not None
    if not last.scanned:
        return
    sale = after(sale, PaymentRefused(last.number))
    assert (sale.stage, sale.why, sale.present) == (Stage.CLOSED, Why.REFUSED, False)


@pytest.mark.parametrize("leaves", [CancelPressed(), DeadlinePassed(Timer.PAY), MethodChosen("alipay")])
def test_what_is_to_end_is_reversed_and_buys_nothing_any_more(leaves: Event) -> None:
    """The reversal may reach the gateway after the payment: goods given out for it would be a present."""
    sale, effects = step(charging(), leaves)
    assert sale.stage is Stage.CLOSING
    assert ClosePayment(SECOND) in effects
    paid = after(sale, PaymentSeen(SECOND, FEN))
    assert (paid.funded_by, paid.stage) == ("", Stage.REFUNDING)
    late = after(sale, DeadlinePassed(Timer.CLOSE), PaymentReady(THIRD, "code"), PaymentSeen(SECOND, FEN))
    assert late.funded_by == ""
    assert late.refunds[0].attempt == SECOND


def test_what_the_reversal_gave_back_is_in_the_books_and_calls_nobody() -> None:
    sale, effects = step(after(charging(), CancelPressed()), PaymentReversed(SECOND, FEN))
    assert (sale.stage, sale.paid_fen) == (Stage.CLOSED, FEN)
    assert [(back.amount_fen, back.state) for back in sale.refunds] == [(FEN, RefundState.DONE)]
    assert not any(isinstance(effect, CallStaff) for effect in effects)


def test_after_a_reversal_for_another_wallet_that_one_is_shown() -> None:
    sale = after(charging(), MethodChosen("unionpay"), PaymentReversed(SECOND, FEN))
    assert sale.stage is Stage.PAYING
    assert sale.current is not None
    assert sale.current.method == "unionpay"


def test_given_back_without_our_asking_calls_a_person() -> None:
    _, effects = step(charging(), PaymentReversed(SECOND, FEN))
    assert any(isinstance(effect, CallStaff) for effect in effects)


def test_refused_while_it_was_being_reversed_ends_the_waiting() -> None:
    sale = after(charging(), CancelPressed(), PaymentRefused(SECOND))
    assert (sale.stage, sale.why) == (Stage.CLOSED, Why.CANCELLED)


def test_after_a_power_cut_it_is_reversed_and_never_charged_again() -> None:
    sale, effects = step(charging(), Rebooted())
    assert sale.stage is Stage.WATCHING
    assert ClosePayment(SECOND) in effects
    assert not any(isinstance(effect, ChargeCode) for effect in effects)
    waiting = after(on_screen(), CodeRead("alipay"), Rebooted())
    assert not waiting.next_scanned
    assert after(waiting, PaymentClosed(FIRST)).stage is Stage.CLOSED


def test_another_wallet_while_the_reader_was_chosen_forgets_the_code() -> None:
    sale = after(on_screen(), CodeRead("alipay"), MethodChosen("unionpay"), PaymentClosed(FIRST))
    assert sale.current is not None
    assert (sale.current.method, sale.current.scanned) == ("unionpay", False)
