"""Rows of the table about money coming in: choosing, showing, closing and watching a code."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale import vending
from kiosk.sale.effects import (
    ArmDeadline,
    CallStaff,
    ChargeCode,
    ClosePayment,
    CreatePayment,
    Effect,
    QueryPayment,
    Worry,
)
from kiosk.sale.ending import Step, carry_on, settle
from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    MethodChosen,
    MoreTimePressed,
    PaymentClosed,
    PaymentReady,
    PaymentRefused,
    PaymentReversed,
    PaymentSeen,
    PaymentUnknown,
    PaymentUnpaid,
    Timer,
)
from kiosk.sale.state import (
    ATTEMPTS_MAX,
    MAY_STILL_BE_PAID,
    Attempt,
    AttemptState,
    Refund,
    RefundState,
    Sale,
    Stage,
    Why,
    attempt_number,
    foreign_refund_number,
)

CREATE_ASKS_MAX = 3
"""An order call that told nothing is repeated so often with the same bytes (payments.md 5.1)."""
EXTENSIONS_MAX = 2
"""How often *more time* may be pressed (features.md 12: extend at least twice)."""


def start(sale: Sale, method: str, *, scanned: bool = False) -> Step:
    """Open a new attempt: it becomes the current one. A scanned code may be charged from the moment the call
    is sent."""
    attempt = Attempt(
        attempt_number(sale.number, len(sale.attempts)),
        method,
        sale.due_fen,
        AttemptState.SHOWN if scanned else AttemptState.CREATING,
        scanned=scanned,
    )
    sale = replace(
        sale,
        stage=Stage.PAYING,
        attempts=(*sale.attempts, attempt),
        why=Why.NOTHING,
        next_method="",
        next_scanned=False,
        extensions=0,
    )
    first = ChargeCode(attempt.number) if scanned else CreatePayment(attempt.number)
    return sale, (first, ArmDeadline(Timer.PAY))


def abandon(sale: Sale, attempt: Attempt) -> Step:
    """Its code must not be paid any more. One that was never on a screen cannot have been."""
    if attempt.state is AttemptState.CREATING:
        closed = replace(attempt, state=AttemptState.CLOSED)
        return sale.with_attempt(closed), (ClosePayment(attempt.number),)
    if attempt.state in MAY_STILL_BE_PAID:
        closing = replace(attempt, state=AttemptState.CLOSING)
        return sale.with_attempt(closing), (
            ClosePayment(attempt.number),
            ArmDeadline(Timer.WATCH, attempt.number),
        )
    return sale, ()


def leave(sale: Sale, why: Why, next_method: str = "", *, next_scanned: bool = False) -> Step:
    """The code leaves the screen. Wait for the gateway's last word only if the code was ever seen."""
    current = sale.current
    if current is None:
        return settle(replace(sale, present=False, why=why))
    shown = current.state in MAY_STILL_BE_PAID
    sale = replace(sale, why=why, next_method=next_method, next_scanned=next_scanned)
    sale, effects = abandon(sale, current)
    if shown:
        return replace(sale, stage=Stage.CLOSING), (*effects, ArmDeadline(Timer.CLOSE))
    sale, more = after_close(sale)
    return sale, effects + more


def after_close(sale: Sale) -> Step:
    """The old code is out of the way: show the next one, or let the customer go."""
    if sale.why is Why.SWITCHED and len(sale.attempts) < ATTEMPTS_MAX:
        return start(sale, sale.next_method, scanned=sale.next_scanned)
    return settle(replace(sale, present=False))


# --- the customer ------------------------------------------------------------------------------------


def choose(sale: Sale, event: MethodChosen) -> Step:
    if len(sale.attempts) >= ATTEMPTS_MAX:
        return sale, ()
    return start(sale, event.method)


def switch(sale: Sale, event: MethodChosen) -> Step:
    current = sale.current
    if current is None or len(sale.attempts) >= ATTEMPTS_MAX:
        return sale, ()
    if event.method == current.method and not current.scanned:
        return sale, ()
    return leave(sale, Why.SWITCHED, event.method)


def code_read(sale: Sale, event: CodeRead) -> Step:
    """A switch like any other: the code on the screen goes first. One code of the customer's at a time."""
    if len(sale.attempts) >= ATTEMPTS_MAX:
        return sale, ()
    if sale.stage is Stage.OPEN:
        return start(sale, event.method, scanned=True)
    if sale.current is None or sale.current.scanned:
        return sale, ()
    return leave(sale, Why.SWITCHED, event.method, next_scanned=True)


def choose_again(sale: Sale, event: MethodChosen) -> Step:
    """Another wallet while the old code is being closed for a switch."""
    if sale.why is not Why.SWITCHED:
        return sale, ()
    return replace(sale, next_method=event.method, next_scanned=False), ()


def cancel(sale: Sale, _event: CancelPressed) -> Step:
    return leave(sale, Why.CANCELLED)


def cancel_waiting(sale: Sale, _event: CancelPressed) -> Step:
    """Cancel while closing: the customer wants out, so money that still arrives goes back."""
    if sale.why is Why.REBOOTED:
        return sale, ()
    return replace(sale, why=Why.CANCELLED, next_method="", next_scanned=False), ()


def more_time(sale: Sale, _event: MoreTimePressed) -> Step:
    if sale.extensions >= EXTENSIONS_MAX or (sale.current is not None and sale.current.scanned):
        return sale, ()
    return replace(sale, extensions=sale.extensions + 1), (ArmDeadline(Timer.PAY),)


# --- deadlines ---------------------------------------------------------------------------------------


def pay_deadline(sale: Sale, _event: DeadlinePassed) -> Step:
    return leave(sale, Why.EXPIRED)


def close_deadline(sale: Sale, _event: DeadlinePassed) -> Step:
    """The gateway would not say. The old code is watched from now on; nobody is kept waiting for it."""
    return after_close(sale)


def watch_deadline(sale: Sale, event: DeadlinePassed) -> Step:
    attempt = sale.attempt(event.subject)
    if attempt is None or attempt.state not in MAY_STILL_BE_PAID:
        return sale, ()
    return sale, (QueryPayment(attempt.number), ArmDeadline(Timer.WATCH_GIVE_UP, attempt.number))


def watch_give_up(sale: Sale, event: DeadlinePassed) -> Step:
    """Tell a person, and go on asking."""
    attempt = sale.attempt(event.subject)
    if attempt is None or attempt.state not in MAY_STILL_BE_PAID:
        return sale, ()
    return sale, (CallStaff(Worry.PAYMENT_IN_DOUBT, attempt.number),)


# --- the gateway -------------------------------------------------------------------------------------


def payment_ready(sale: Sale, event: PaymentReady) -> Step:
    attempt = sale.attempt(event.attempt)
    if attempt is None:
        return sale, ()
    if sale.stage is Stage.PAYING and attempt == sale.current and not attempt.scanned:
        if attempt.state is AttemptState.CREATING:
            shown = replace(attempt, state=AttemptState.SHOWN, code=event.code)
            return sale.with_attempt(shown), (QueryPayment(attempt.number),)
        if attempt.state is AttemptState.SHOWN:
            return sale.with_attempt(replace(attempt, code=event.code)), ()
    if attempt.state is AttemptState.CLOSED:
        return sale, (ClosePayment(attempt.number),)
    return sale, ()


def payment_seen(sale: Sale, event: PaymentSeen) -> Step:
    """Money arrived. The first that fits, while the customer is there to take the goods, pays for them;
    any other goes back by itself. An amount that was never asked for is not believed as long as the gateway
    can still be asked: one false figure must not hide what was really paid."""
    attempt = sale.attempt(event.attempt)
    if attempt is None or attempt.state is AttemptState.PAID:
        return sale, ()
    was_current = attempt == sale.current
    fits = event.amount_fen == attempt.amount_fen
    if not fits and not event.life_over:
        return _doubt_amount(sale, attempt)
    spoiled = attempt.scanned and attempt.state is not AttemptState.SHOWN
    sale = sale.with_attempt(replace(attempt, state=AttemptState.PAID, paid_fen=event.amount_fen))
    if fits and not spoiled and _can_still_buy(sale):
        return _fund(sale, attempt.number)
    worry: tuple[Effect, ...] = () if fits else (CallStaff(Worry.WRONG_AMOUNT, attempt.number),)
    sale, effects = _goes_back(sale, was_current)
    return sale, worry + effects


def _doubt_amount(sale: Sale, attempt: Attempt) -> Step:
    """Call staff once, and ask on. A gateway that had said *closed* contradicts itself: it is
    watched again."""
    effects: tuple[Effect, ...] = () if attempt.doubted else (CallStaff(Worry.WRONG_AMOUNT, attempt.number),)
    if attempt.state in (AttemptState.CLOSED, AttemptState.REFUSED):
        attempt = replace(attempt, state=AttemptState.CLOSING)
        effects += (ArmDeadline(Timer.WATCH, attempt.number),)
    sale, more = carry_on(sale.with_attempt(replace(attempt, doubted=True)))
    return sale, (*effects, *_keep_asking(attempt), *more)


def _goes_back(sale: Sale, was_current: bool) -> Step:
    """Money that buys nothing: whoever paid it by the code on the screen is not kept waiting."""
    if was_current and sale.stage in (Stage.PAYING, Stage.CLOSING):
        return settle(replace(sale, present=False))
    return carry_on(sale)


def payment_reversed(sale: Sale, event: PaymentReversed) -> Step:
    """Paid, and given back behind our back (in the merchant's back office): no goods, no second refund, and
    a person is told. Of a payment we know of, only our own refunds say where its money is."""
    attempt = sale.attempt(event.attempt)
    if attempt is None or attempt.state is AttemptState.PAID:
        return sale, ()
    was_current = attempt == sale.current
    number = foreign_refund_number(attempt.number)
    back = Refund(number, attempt.number, event.amount_fen, RefundState.DONE)
    sale = sale.with_attempt(replace(attempt, state=AttemptState.PAID, paid_fen=event.amount_fen))
    sale = replace(sale, refunds=(*sale.refunds, back))
    if attempt.scanned and attempt.state is not AttemptState.SHOWN:
        return _gone(sale, was_current)  # it was we who asked for that
    sale, effects = _goes_back(sale, was_current)
    return sale, (CallStaff(Worry.PAID_BACK_ELSEWHERE, attempt.number), *effects)


def _can_still_buy(sale: Sale) -> bool:
    if not sale.present or sale.funded_by:
        return False
    if sale.stage is Stage.CLOSING:
        return sale.why in (Why.SWITCHED, Why.EXPIRED)
    return sale.stage in (Stage.OPEN, Stage.PAYING)


def _fund(sale: Sale, attempt: str) -> Step:
    """The goods are paid for: every other code must go, then the first motor turns."""
    effects: tuple[Effect, ...] = ()
    for other in sale.attempts:
        if other.state in (AttemptState.CREATING, AttemptState.SHOWN):
            sale, more = abandon(sale, other)
            effects += more
    sale = replace(
        sale, funded_by=attempt, stage=Stage.VENDING, why=Why.NOTHING, next_method="", next_scanned=False
    )
    sale, more = vending.next_line(sale)
    return sale, more + effects


def payment_closed(sale: Sale, event: PaymentClosed) -> Step:
    return _over(sale, event.attempt, AttemptState.CLOSED)


def _over(sale: Sale, number: str, state: AttemptState) -> Step:
    """This attempt will never be paid."""
    attempt = sale.attempt(number)
    if attempt is None or attempt.state not in (*MAY_STILL_BE_PAID, AttemptState.CREATING):
        return sale, ()
    was_current = attempt == sale.current
    sale = sale.with_attempt(replace(attempt, state=state))
    if was_current and sale.stage is Stage.PAYING:
        if attempt.scanned:
            return _back_to_screen(sale, attempt.method)
        return settle(replace(sale, present=False, why=Why.EXPIRED))
    return _gone(sale, was_current)


def _gone(sale: Sale, was_current: bool) -> Step:
    """An attempt that was to end has ended."""
    if was_current and sale.stage is Stage.CLOSING:
        return after_close(sale)
    return carry_on(sale)


def _back_to_screen(sale: Sale, method: str) -> Step:
    """The customer's own code was of no use, and certainly took nothing: one to scan is shown instead."""
    if len(sale.attempts) < ATTEMPTS_MAX:
        return start(sale, method)
    return settle(replace(sale, present=False, why=Why.REFUSED))


def payment_refused(sale: Sale, event: PaymentRefused) -> Step:
    """No such order and none to come: another wallet may be chosen."""
    attempt = sale.attempt(event.attempt)
    if attempt is None:
        return sale, ()
    if attempt.scanned:
        return _over(sale, attempt.number, AttemptState.REFUSED)
    if attempt.state is not AttemptState.CREATING:
        return sale, ()
    sale = sale.with_attempt(replace(attempt, state=AttemptState.REFUSED))
    return replace(sale, stage=Stage.OPEN, why=Why.REFUSED), ()


def payment_unknown(sale: Sale, event: PaymentUnknown) -> Step:
    attempt = sale.attempt(event.attempt)
    if attempt is None:
        return sale, ()
    if attempt.state is AttemptState.CREATING:
        return _ask_again(sale, attempt)
    return sale, _keep_asking(attempt)


def _ask_again(sale: Sale, attempt: Attempt) -> Step:
    """The order call told nothing: the same order once more, a few times; then another wallet."""
    if attempt.asks + 1 < CREATE_ASKS_MAX:
        asked = replace(attempt, asks=attempt.asks + 1)
        return sale.with_attempt(asked), (CreatePayment(attempt.number),)
    sale, effects = abandon(sale, attempt)
    return replace(sale, stage=Stage.OPEN, why=Why.REFUSED), effects


def payment_unpaid(sale: Sale, event: PaymentUnpaid) -> Step:
    attempt = sale.attempt(event.attempt)
    if attempt is None:
        return sale, ()
    if event.life_over:
        return _over(sale, attempt.number, AttemptState.CLOSED)
    return sale, _keep_asking(attempt)


def _keep_asking(attempt: Attempt) -> tuple[Effect, ...]:
    if attempt.state is AttemptState.SHOWN:
        return (QueryPayment(attempt.number),)
    if attempt.state is AttemptState.CLOSING:
        return (ClosePayment(attempt.number),)
    return ()
