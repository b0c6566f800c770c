"""Seeded bugs: each is the real step with one mistake somebody could make. All must be caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.sale import paying, vending
from kiosk.sale.effects import CallStaff, ClosePayment, Effect, QueryVend, SendRefund, Vend
from kiosk.sale.ending import send, settle
from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    Event,
    MethodChosen,
    PaymentClosed,
    PaymentReady,
    PaymentReversed,
    PaymentSeen,
    PaymentUnknown,
    PaymentUnpaid,
    Rebooted,
    RefundAccepted,
    RefundSeen,
    RefundUnknown,
    RefundVoided,
    StaffSettled,
    Timer,
    VendResult,
)
from kiosk.sale.state import (
    AttemptState,
    Fate,
    Refund,
    RefundState,
    Sale,
    Stage,
    refund_number,
)
from kiosk.sale.table import step
from tests.worlds.once import StepFunction
from tests.worlds.truth import Budget

Step = tuple[Sale, tuple[Effect, ...]]


@dataclass(frozen=True)
class Bug:
    name: str
    wrong: StepFunction
    basket: str
    """See ``explorer``."""
    budget: Budget


BUGS: list[Bug] = []

_NO_MISCHIEF = Budget(
    crashes=0, doubles=0, cancels=0, switches=0, scans=0, lies=0, silences=0, refusals=0, retries=0
)


def bug(basket: str = "b", **mischief: int) -> Callable[[StepFunction], StepFunction]:
    """Register a wrong step, with the least basket and mischief in which it must be caught."""

    def register(wrong: StepFunction) -> StepFunction:
        BUGS.append(Bug(wrong.__name__, wrong, basket, _NO_MISCHIEF._replace(**mischief)))
        return wrong

    return register


def without(effects: tuple[Effect, ...], *kinds: type) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if not isinstance(effect, kinds))


# --- the customer's own code -------------------------------------------------------------------------


@bug(scans=1)
def a_code_that_is_being_reversed_still_buys(sale: Sale, event: Event) -> Step:
    """The customer went away from it: the reversal takes back what the goods were given for."""
    if isinstance(event, PaymentSeen) and sale.funded_by == "" and sale.stage is Stage.CLOSING:
        current = sale.current
        if current is not None and current.scanned and event.attempt == current.number:
            sale = sale.with_attempt(replace(current, state=AttemptState.SHOWN))
    return step(sale, event)


@bug(scans=1, silences=1)
def a_charge_without_an_answer_is_made_anew(sale: Sale, event: Event) -> Step:
    current = sale.current
    unanswered = isinstance(event, PaymentUnknown) and sale.stage is Stage.PAYING
    if unanswered and current is not None and current.scanned and len(sale.attempts) < 3:
        closed = replace(current, state=AttemptState.CLOSED)
        return paying.start(sale.with_attempt(closed), current.method, scanned=True)
    return step(sale, event)


@bug(scans=1, crashes=1)
def a_charge_is_forgotten_by_a_power_cut(sale: Sale, event: Event) -> Step:
    if isinstance(event, Rebooted):
        for attempt in sale.attempts:
            if attempt.scanned and attempt.state is AttemptState.SHOWN:
                sale = sale.with_attempt(replace(attempt, state=AttemptState.CLOSED))
    return step(sale, event)


@bug(scans=1, switches=1)
def a_code_is_charged_while_the_screens_is_still_up(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, CodeRead) and sale.stage is Stage.PAYING and after.stage is Stage.CLOSING:
        assert after.current is not None
        shown = replace(after.current, state=AttemptState.SHOWN)
        return paying.start(after.with_attempt(shown), event.method, scanned=True)
    return after, effects


# --- money in ----------------------------------------------------------------------------------------


@bug()
def unpaid_is_taken_for_paid(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentUnpaid) and sale.stage is Stage.PAYING:
        event = PaymentSeen(event.attempt, sale.due_fen)
    return step(sale, event)


@bug(lies=1)
def any_amount_is_enough(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentSeen):
        event = replace(event, amount_fen=sale.due_fen)
    return step(sale, event)


@bug(lies=1)
def one_wrong_figure_is_believed(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentSeen) and event.amount_fen != sale.due_fen:
        event = replace(event, life_over=True)
    return step(sale, event)


@bug(lies=1)
def goods_for_money_that_was_given_back(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentReversed):
        event = PaymentSeen(event.attempt, event.amount_fen)
    return step(sale, event)


@bug(lies=1)
def what_others_gave_back_goes_back_again(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, PaymentReversed) and after != sale:
        return settle(replace(after, refunds=sale.refunds))
    return after, effects


@bug(doubles=1)
def a_second_notice_vends_again(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, PaymentSeen) and sale.stage in (Stage.VENDING, Stage.CLOSED) and sale == after:
        line = sale.lines[0]
        return after, (*effects, Vend(sale.number, 0, line.turns, line.lane, line.motor))
    return after, effects


@bug(cancels=1)
def cancel_forgets_the_code(sale: Sale, event: Event) -> Step:
    if isinstance(event, CancelPressed) and sale.stage is Stage.PAYING:
        return replace(sale, stage=Stage.CLOSED, present=False), ()
    return step(sale, event)


@bug()
def time_up_closes_without_asking(sale: Sale, event: Event) -> Step:
    current = sale.current
    if isinstance(event, DeadlinePassed) and event.timer is Timer.PAY and current is not None:
        closed = sale.with_attempt(replace(current, state=AttemptState.CLOSED))
        return settle(replace(closed, present=False))
    return step(sale, event)


@bug(silences=1)
def silence_is_taken_for_closed(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentUnknown) and sale.stage is Stage.CLOSING:
        event = PaymentClosed(event.attempt)
    return step(sale, event)


@bug()
def unpaid_is_taken_for_closed(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentUnpaid) and sale.stage in (Stage.CLOSING, Stage.WATCHING):
        event = PaymentClosed(event.attempt)
    return step(sale, event)


@bug()
def the_watch_ends_with_the_clock(sale: Sale, event: Event) -> Step:
    if isinstance(event, DeadlinePassed) and event.timer is Timer.WATCH:
        return step(sale, PaymentClosed(event.subject))
    return step(sale, event)


@bug()
def late_money_is_kept(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentSeen) and sale.stage is Stage.WATCHING:
        attempt = sale.attempt(event.attempt)
        assert attempt is not None
        kept = replace(attempt, state=AttemptState.PAID, paid_fen=event.amount_fen)
        return replace(sale.with_attempt(kept), stage=Stage.CLOSED), ()
    return step(sale, event)


@bug(lies=1)
def money_after_the_end_is_not_heard(sale: Sale, event: Event) -> Step:
    if sale.stage is Stage.CLOSED:
        return sale, ()
    return step(sale, event)


@bug(switches=1)
def the_second_payment_is_kept(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, PaymentSeen) and sale.funded_by:
        return replace(after, refunds=sale.refunds), without(effects, SendRefund)
    return after, effects


@bug(switches=1)
def the_second_payment_starts_again(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentSeen) and sale.funded_by and event.attempt != sale.funded_by:
        fresh = tuple(replace(line, fate=Fate.WAITING, turns=0) for line in sale.lines)
        return vending.next_line(replace(sale, lines=fresh, stage=Stage.VENDING))
    return step(sale, event)


@bug(switches=1)
def two_codes_at_once(sale: Sale, event: Event) -> Step:
    if isinstance(event, MethodChosen) and sale.stage is Stage.PAYING:
        return paying.start(sale, event.method)
    return step(sale, event)


@bug(switches=1)
def switching_forgets_the_old_attempt(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if len(after.attempts) > len(sale.attempts) > 0:
        kept = tuple(
            replace(old, state=AttemptState.CLOSED) if old.state is AttemptState.CLOSING else old
            for old in after.attempts
        )
        return replace(after, attempts=kept), effects
    return after, effects


@bug(lies=1, cancels=1)
def closed_overwrites_paid(sale: Sale, event: Event) -> Step:
    attempt = sale.attempt(event.attempt) if isinstance(event, PaymentClosed) else None
    if attempt is not None and attempt.state is AttemptState.PAID and not sale.funded_by:
        lost = replace(attempt, state=AttemptState.CLOSED, paid_fen=0)
        return settle(replace(sale.with_attempt(lost), refunds=()))
    return step(sale, event)


@bug(cancels=1)
def a_late_code_is_shown_after_cancel(sale: Sale, event: Event) -> Step:
    attempt = sale.attempt(event.attempt) if isinstance(event, PaymentReady) else None
    if attempt is not None and attempt.state is AttemptState.CLOSED:
        return sale.with_attempt(replace(attempt, state=AttemptState.SHOWN)), ()
    return step(sale, event)


@bug()
def last_second_money_pays_and_goes_back(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if (
        isinstance(event, PaymentSeen)
        and sale.stage is Stage.CLOSING
        and after.funded_by
        and not sale.funded_by
    ):
        refund = Refund(refund_number(sale.number, 0), event.attempt, sale.due_fen)
        return replace(after, refunds=(refund,)), effects + send(refund)
    return after, effects


# --- goods out ---------------------------------------------------------------------------------------


@bug(crashes=1)
def a_power_cut_repeats_the_vend(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    again = tuple(
        Vend(asked.sale, asked.line, asked.turn, asked.lane, asked.motor)
        for asked in effects
        if isinstance(asked, QueryVend)
    )
    return after, effects + again


@bug(crashes=1, basket="bb")
def a_power_cut_goes_on_vending(sale: Sale, event: Event) -> Step:
    if isinstance(event, Rebooted) and sale.stage is Stage.VENDING:
        moving = next((line for line in sale.lines if line.fate is Fate.MOVING), None)
        if moving is not None:
            return vending.next_line(sale.with_line(replace(moving, fate=Fate.DELIVERED)))
    return step(sale, event)


@bug(silences=1)
def silence_is_tried_again(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult) and event.fate is Fate.UNKNOWN and sale.stage is Stage.VENDING:
        line = sale.lines[event.line]
        if line.fate is Fate.MOVING and line.turns < vending.TURNS_MAX:
            return vending.turn(sale, line)
    return step(sale, event)


@bug()
def a_jam_is_tried_again(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult) and event.fate is Fate.NOT_DELIVERED and not event.nothing_moved:
        event = replace(event, nothing_moved=True, spare_lane="Z9", spare_motor=99)
    return step(sale, event)


@bug(silences=1)
def doubt_counts_as_delivered(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult) and event.fate is Fate.UNKNOWN:
        event = replace(event, fate=Fate.DELIVERED)
    return step(sale, event)


@bug(silences=1)
def doubt_counts_as_not_delivered(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult) and event.fate is Fate.UNKNOWN:
        event = replace(event, fate=Fate.NOT_DELIVERED)
    return step(sale, event)


@bug(retries=1, doubles=1)
def an_old_answer_ends_the_second_turn(sale: Sale, event: Event) -> Step:
    if isinstance(event, VendResult):
        event = replace(event, turn=sale.lines[event.line].turns)
    return step(sale, event)


@bug(basket="bb")
def all_motors_at_once(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if after.funded_by and not sale.funded_by:
        for line in after.lines[1:]:
            after, more = vending.turn(after, line)
            effects += more
    return after, effects


@bug()
def no_answer_in_time_is_not_delivered(sale: Sale, event: Event) -> Step:
    if isinstance(event, DeadlinePassed) and event.timer is Timer.VEND:
        line = sale.lines[int(event.subject)]
        return step(sale, VendResult(line.index, line.turns, Fate.NOT_DELIVERED))
    return step(sale, event)


@bug(silences=1)
def no_answer_is_waited_for_for_ever(sale: Sale, event: Event) -> Step:
    if isinstance(event, DeadlinePassed) and event.timer is Timer.VEND:
        return sale, ()
    return step(sale, event)


@bug(crashes=1)
def a_power_cut_leaves_the_motor_unasked(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, Rebooted):
        kept = without(effects, QueryVend)
        return after, tuple(e for e in kept if "arm:vend" not in e.key)
    return after, effects


@bug(basket="bb")
def cancel_stops_a_running_motor(sale: Sale, event: Event) -> Step:
    if isinstance(event, PaymentSeen) and sale.stage is Stage.VENDING:
        return sale, ()
    after, effects = step(sale, event)
    if after.stage is Stage.VENDING and sale.stage is Stage.VENDING:
        stopped = tuple(
            line if line.fate is Fate.DELIVERED else replace(line, fate=Fate.NOT_DELIVERED)
            for line in after.lines
        )
        after, more = settle(replace(after, lines=stopped))
        return after, effects + more
    return after, effects


# --- money back --------------------------------------------------------------------------------------


@bug(basket="bb")
def one_jam_pays_back_everything(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if len(after.refunds) > len(sale.refunds) and after.funded_by:
        wrong = replace(after.refunds[-1], amount_fen=after.due_fen)
        rest = without(effects, SendRefund)
        return after.with_refund(wrong), (*rest, SendRefund(wrong.number, wrong.attempt, wrong.amount_fen))
    return after, effects


@bug()
def a_jam_pays_back_nothing(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, VendResult) and after.stage is Stage.REFUNDING:
        return replace(after, refunds=(), stage=Stage.CLOSED), without(effects, SendRefund)
    return after, effects


@bug()
def one_fen_is_lost(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    wrong = tuple(
        replace(effect, amount_fen=effect.amount_fen - 1) if isinstance(effect, SendRefund) else effect
        for effect in effects
    )
    return after, wrong


@bug(silences=1)
def silence_gets_a_new_refund_number(sale: Sale, event: Event) -> Step:
    if isinstance(event, RefundUnknown):
        event = RefundVoided(event.refund)
    return step(sale, event)


@bug(refusals=1)
def accepted_counts_as_paid_back(sale: Sale, event: Event) -> Step:
    if isinstance(event, RefundAccepted):
        event = RefundSeen(event.refund)
    return step(sale, event)


@bug(refusals=1)
def a_dead_number_counts_as_paid_back(sale: Sale, event: Event) -> Step:
    if isinstance(event, RefundVoided):
        event = RefundSeen(event.refund)
    return step(sale, event)


@bug(refusals=1)
def a_dead_number_is_asked_for_ever(sale: Sale, event: Event) -> Step:
    if isinstance(event, RefundVoided):
        event = RefundUnknown(event.refund)
    return step(sale, event)


@bug(crashes=1)
def a_power_cut_loses_the_refund(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, Rebooted) and sale.refunds:
        return after, ()
    return after, effects


@bug(basket="bb")
def each_jam_is_paid_back_twice(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, VendResult) and event.fate is Fate.NOT_DELIVERED and sale != after:
        amount_fen = sale.lines[event.line].amount_fen
        extra = Refund(refund_number(sale.number, len(after.refunds)), sale.funded_by, amount_fen)
        return replace(after, refunds=(*after.refunds, extra)), effects + send(extra)
    return after, effects


# --- people ------------------------------------------------------------------------------------------


@bug(silences=1)
def nobody_hears_of_a_doubt(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    return after, without(effects, CallStaff)


@bug(silences=1)
def staff_word_pays_back_what_fell(sale: Sale, event: Event) -> Step:
    if isinstance(event, StaffSettled):
        event = replace(event, delivered=False)
    return step(sale, event)


@bug(silences=1)
def staff_cannot_settle(sale: Sale, event: Event) -> Step:
    if isinstance(event, StaffSettled):
        return sale, ()
    return step(sale, event)


@bug(silences=1)
def a_doubt_is_closed_quietly(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if after.stage is Stage.NEEDS_STAFF:
        return replace(after, stage=Stage.CLOSED), effects
    return after, effects


@bug(refusals=1)
def a_stuck_refund_is_dropped(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    stuck = [refund for refund in after.refunds if refund.state is RefundState.STUCK]
    for refund in stuck:
        after = after.with_refund(replace(refund, state=RefundState.VOID))
    return (replace(after, stage=Stage.CLOSED), ()) if stuck else (after, effects)


@bug(cancels=1)
def closing_is_never_confirmed(sale: Sale, event: Event) -> Step:
    after, effects = step(sale, event)
    if isinstance(event, CancelPressed):
        closed = tuple(replace(old, state=AttemptState.CLOSED) for old in after.attempts)
        return replace(after, attempts=closed, stage=Stage.CLOSED), without(effects, ClosePayment)
    return after, effects
