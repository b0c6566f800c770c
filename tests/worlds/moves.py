"""Everything that can happen next in a world: the gateway, the cabinet, the customer, time, the power."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.sale.effects import (
    ChargeCode,
    ClosePayment,
    CreatePayment,
    Effect,
    QueryPayment,
    QueryRefund,
    QueryVend,
    SendRefund,
    Vend,
)
from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    Event,
    MethodChosen,
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
from kiosk.sale.state import Fate, RefundState, Stage, foreign_refund_number
from tests.worlds.once import Once
from tests.worlds.truth import Order, PaidBack, World, replace

Parts = tuple[object, ...]
Move = tuple[Parts, World]

WRONG_AMOUNT_FEN = 1


def moves(world: World, once: Once) -> Iterator[Move]:
    """Each possible next world, with the parts of a name for the story (``told``)."""
    at_once = [call for call in world.calls if _is_asked_again(world, call)]
    for call in at_once or world.calls:
        if _earlier_answer_is_out(world, call) or (world.is_slow(call) and not world.quiet):
            continue
        for name, after, answers in carried_out(replace(world, calls=world.calls - {call}), call):
            yield (call, name), replace(after, mail=after.mail | frozenset(answers))
    if at_once:
        return
    for ghost in world.ghosts:
        for name, after, _ in carried_out(replace(world, ghosts=world.ghosts - {ghost}), ghost):
            yield ("ghost of", ghost, name), after
    for event in world.mail:
        yield ("hears", event), once.heard(replace(world, mail=world.mail - {event}), event)
        if world.budget.doubles:
            doubled = replace(world, budget=replace(world.budget, doubles=world.budget.doubles - 1))
            yield ("hears what will come again:", event), once.heard(doubled, event)
    yield from _time(world, once)
    yield from _customer(world, once)
    yield from _power_cut(world, once)
    yield from _staff(world, once)


def told(name: Parts) -> str:
    """A move in words. Only a story that is told is worth the writing: a search has millions of moves."""
    return " ".join(part.key if isinstance(part, Effect) else str(part) for part in name)


def _is_asked_again(world: World, call: Effect) -> bool:
    """A question about a turn that is in doubt has no rival to race with once the turn itself was ordered: it
    is answered first, or the searches would only grow by equal worlds."""
    return isinstance(call, QueryVend) and world.sale.lines[call.line].fate is Fate.UNKNOWN


def _earlier_answer_is_out(world: World, call: Effect) -> bool:
    """The runner makes one call about an attempt or a refund at a time; notices come whenever they like. A
    reversal waits until the charge has been answered."""
    if isinstance(call, ClosePayment) and ChargeCode(call.attempt) in world.calls:
        return True
    if isinstance(call, CreatePayment | ChargeCode | QueryPayment | ClosePayment):
        return any(
            getattr(event, "attempt", "") == call.attempt and not isinstance(event, PaymentSeen)
            for event in world.mail
        )
    if isinstance(call, SendRefund | QueryRefund):
        return any(getattr(event, "refund", "") == call.refund for event in world.mail)
    return False


# --- the gateway and the cabinet ---------------------------------------------------------------------

Carried = tuple[str, World, tuple[Event, ...]]


def carried_out(world: World, call: Effect) -> Iterator[Carried]:
    """The ways a call can end: what really happened, and what the machine is told."""
    match call:
        case CreatePayment():
            yield from _create(world, call.attempt)
        case ChargeCode():
            yield from _charge(world, call.attempt)
        case QueryPayment():
            yield from _query(world, call.attempt)
        case ClosePayment():
            yield from _close(world, call.attempt)
        case Vend():
            yield from _vend(world, call)
        case QueryVend():
            yield from _query_vend(world, call)
        case SendRefund():
            yield from _refund(world, call)
        case QueryRefund():
            yield from _query_refund(world, call)


def _silent(world: World) -> World | None:
    if not world.budget.silences:
        return None
    return replace(world, budget=replace(world.budget, silences=world.budget.silences - 1))


def _refusing(world: World) -> World | None:
    if not world.budget.refusals:
        return None
    return replace(world, budget=replace(world.budget, refusals=world.budget.refusals - 1))


def _create(world: World, number: str) -> Iterator[Carried]:
    order = world.order(number)
    assert order is not None
    made = world.with_order(replace(order, exists=True))
    yield "made", made, (PaymentReady(number, f"code-{number}"),)
    if silent := _silent(world):
        yield "made, answer lost", silent.with_order(replace(order, exists=True)), (PaymentUnknown(number),)
        yield "never arrived", silent, (PaymentUnknown(number),)
    if not order.exists and (refusing := _refusing(world)):
        yield "refused", refusing, (PaymentRefused(number),)


def _charge(world: World, number: str) -> Iterator[Carried]:
    """Taken at once, asked on the phone, or refused; after a power cut it may find itself reversed."""
    order = world.order(number)
    assert order is not None
    if order.closed or order.life_over:
        yield "comes too late", world, (PaymentClosed(number),)
        return
    made = replace(order, exists=True)
    paid = replace(made, paid_fen=order.amount_fen)
    yield "takes the money", world.with_order(paid), (PaymentSeen(number, order.amount_fen),)
    yield "asks on the phone", world.with_order(made), (PaymentUnpaid(number),)
    if silent := _silent(world):
        yield "takes the money, answer lost", silent.with_order(paid), (PaymentUnknown(number),)
        yield "asks on the phone, answer lost", silent.with_order(made), (PaymentUnknown(number),)
        yield "never arrived", silent, (PaymentUnknown(number),)
    if refusing := _refusing(world):
        yield "refused", refusing, (PaymentRefused(number),)


def _reverse(world: World, order: Order) -> Iterator[Carried]:
    """What closing a scanned order does: money that was taken meanwhile goes back at once."""
    number = order.number
    if order.paid_fen and any(back.attempt == number for back in world.paid_back):
        yield from _query(world, number)  # nothing is left of it
        return
    undone = replace(order, reversed=True)
    back = PaidBack(foreign_refund_number(number), number, order.paid_fen, "done")
    gone = world.with_order(undone).with_paid_back(back)
    yield "reversed", gone, (PaymentReversed(number, order.paid_fen),)
    if silent := _silent(world):
        lost = replace(gone, budget=silent.budget)
        yield "reversed, answer lost", lost, (PaymentUnknown(number),)


def _query(world: World, number: str) -> Iterator[Carried]:
    order = world.order(number)
    assert order is not None
    if order.reversed:
        yield "says paid and given back", world, (PaymentReversed(number, order.paid_fen),)
    elif order.paid_fen:
        yield "says paid", world, (PaymentSeen(number, order.paid_fen, order.life_over),)
        if world.budget.lies and not order.life_over:
            lying = replace(world, budget=replace(world.budget, lies=world.budget.lies - 1))
            yield "says paid, names a wrong amount", lying, (PaymentSeen(number, WRONG_AMOUNT_FEN),)
    elif order.closed:
        yield "says closed", world, (PaymentClosed(number),)
    elif order.exists:
        yield "says unpaid", world, (PaymentUnpaid(number, life_over=order.life_over),)
    if order.scanned and not order.exists:
        # a code that was read dies within minutes: no such trade is as good as unpaid
        yield "has no such trade", world, (PaymentUnpaid(number, life_over=order.life_over),)
    elif not order.exists:
        yield "knows nothing of it", world, (PaymentUnknown(number),)
    elif silent := _silent(world):
        yield "is silent", silent, (PaymentUnknown(number),)


def _close(world: World, number: str) -> Iterator[Carried]:
    order = world.order(number)
    assert order is not None
    if order.scanned and order.paid_fen and not order.reversed:
        yield from _reverse(world, order)
    if order.paid_fen or order.closed or not order.exists:
        yield from _query(world, number)
        return
    shut = replace(order, closed=True)
    yield "closes", world.with_order(shut), (PaymentClosed(number),)
    yield "does not close yet", world, (PaymentUnpaid(number, life_over=order.life_over),)
    if silent := _silent(world):
        yield "closes, answer lost", silent.with_order(shut), (PaymentUnknown(number),)
    if world.budget.lies and not order.life_over:
        lying = replace(world, budget=replace(world.budget, lies=world.budget.lies - 1))
        false = replace(order, closed=True, lying=True)
        yield "lies: closed", lying.with_order(false), (PaymentClosed(number),)


def _vend(world: World, call: Vend) -> Iterator[Carried]:
    turned = replace(
        world,
        turned=tuple(n + (i == call.line) for i, n in enumerate(world.turned)),
    )
    dropped = replace(turned, fell=tuple(n + (i == call.line) for i, n in enumerate(world.fell)))

    def answer(fate: Fate, moved: bool = True, spare: str = "") -> tuple[Event, ...]:
        return (VendResult(call.line, call.turn, fate, not moved, spare, 99 if spare else 0),)

    yield "drops", dropped, answer(Fate.DELIVERED)
    yield "jams", turned, answer(Fate.NOT_DELIVERED)
    yield "does not move", world, answer(Fate.NOT_DELIVERED, moved=False)
    if world.budget.retries:
        fewer = replace(world, budget=replace(world.budget, retries=world.budget.retries - 1))
        yield "does not move, spare lane", fewer, answer(Fate.NOT_DELIVERED, moved=False, spare="Z9")
    if silent := _silent(world):
        budget = silent.budget
        yield "drops, cable cut", replace(dropped, budget=budget), answer(Fate.UNKNOWN)
        yield "jams, cable cut", replace(turned, budget=budget), answer(Fate.UNKNOWN)
        yield "never arrives, cable cut", silent, answer(Fate.UNKNOWN)
        yield "drops, board hangs", replace(dropped, budget=budget), ()


def _query_vend(world: World, call: QueryVend) -> Iterator[Carried]:
    yield "board forgot", world, (VendResult(call.line, call.turn, Fate.UNKNOWN),)
    if world.sale.lines[call.line].fate is Fate.UNKNOWN:
        if not world.budget.lates:
            return
        world = replace(world, budget=replace(world.budget, lates=world.budget.lates - 1))
    fate = Fate.DELIVERED if world.fell[call.line] else Fate.NOT_DELIVERED
    yield "board remembers", world, (VendResult(call.line, call.turn, fate),)


def _refund(world: World, call: SendRefund) -> Iterator[Carried]:
    known = next((refund for refund in world.paid_back if refund.number == call.refund), None)
    if known is not None:
        yield from _query_refund(world, QueryRefund(call.refund))
        return
    number = call.refund
    order = world.order(call.attempt)
    if order is not None and order.scanned and order.reversed:
        # no gateway gives back more than it took: the adapter says that the reversal was the refund
        nothing = PaidBack(number, call.attempt, 0, "done")
        yield "says it was reversed", world.with_paid_back(nothing), (RefundSeen(number),)
        return
    done = PaidBack(number, call.attempt, call.amount_fen, "done")
    yield "pays back", world.with_paid_back(done), (RefundSeen(number),)
    accepted = replace(done, state="accepted")
    yield "accepts", world.with_paid_back(accepted), (RefundAccepted(number),)
    if silent := _silent(world):
        yield "pays back, answer lost", silent.with_paid_back(done), (RefundUnknown(number),)
        yield "never arrives", silent, (RefundUnknown(number),)
    if refusing := _refusing(world):
        yield "refuses for now", refusing, (RefundRefused(number),)
        yield "refuses for good", refusing, (RefundRefused(number, hopeless=True),)
        void = replace(done, state="void")
        yield "voids", refusing.with_paid_back(void), (RefundVoided(number),)


def _query_refund(world: World, call: QueryRefund) -> Iterator[Carried]:
    known = next((refund for refund in world.paid_back if refund.number == call.refund), None)
    if known is None:
        yield "knows nothing of it", world, (RefundUnknown(call.refund),)
        return
    if known.state == "void":
        yield "says void", world, (RefundVoided(call.refund),)
        return
    done = world.with_paid_back(replace(known, state="done"))
    yield "says paid back", done, (RefundSeen(call.refund),)
    if known.state == "accepted" and (refusing := _refusing(world)):
        void = refusing.with_paid_back(replace(known, state="void"))
        yield "voids after all", void, (RefundVoided(call.refund),)


# --- time, the customer, the power, staff ------------------------------------------------------------


_LENGTH = {
    Timer.PAY: 0,
    Timer.CLOSE: 0,
    Timer.VEND: 0,
    Timer.WATCH: 1,
    Timer.WATCH_GIVE_UP: 2,
    Timer.REFUND_GIVE_UP: 2,
}
"""Minutes, hours, days: a longer deadline cannot pass while a shorter one is still armed."""


def _time(world: World, once: Once) -> Iterator[Move]:
    shortest = min((_LENGTH[timer] for timer, _ in world.timers), default=0)
    for timer, subject in world.timers:
        if _LENGTH[timer] > shortest:
            continue
        after = replace(world, timers=world.timers - {(timer, subject)})
        if timer is Timer.WATCH:
            order = after.order(subject)
            assert order is not None
            after = after.with_order(replace(order, life_over=True))
        yield ("time:", timer, subject), once.heard(after, DeadlinePassed(timer, subject))


def _customer(world: World, once: Once) -> Iterator[Move]:
    budget = world.budget
    first = world.sale.stage is Stage.OPEN and not world.sale.attempts
    if budget.scans and first is not bool(budget.switches) and world.sale.present:
        spent = replace(budget, scans=budget.scans - 1, switches=max(0, budget.switches - 1))
        yield ("shows a pay code",), once.heard(replace(world, budget=spent), CodeRead("alipay"))
    elif first:
        yield ("chooses wechat",), once.heard(world, MethodChosen("wechat"))
    elif budget.switches and not budget.scans and world.sale.present:
        other = "alipay" if world.sale.attempts[-1].method == "wechat" else "wechat"
        after = replace(world, budget=replace(budget, switches=budget.switches - 1))
        yield ("chooses", other), once.heard(after, MethodChosen(other))
    if budget.cancels and world.sale.present:
        after = replace(world, budget=replace(budget, cancels=budget.cancels - 1))
        yield ("cancels",), once.heard(after, CancelPressed())
    for order in world.orders:
        yield from _pays(world, order)


def _pays(world: World, order: Order) -> Iterator[Move]:
    payable = order.exists and (order.shown or order.scanned) and not order.paid_fen and not order.life_over
    if not payable or (order.closed and not order.lying):
        return
    notice = PaymentSeen(order.number, order.amount_fen)
    paid = world.with_order(replace(order, paid_fen=order.amount_fen))
    if not order.lying:
        yield ("pays", order.number), paid
    yield ("pays, a notice comes:", order.number), replace(paid, mail=paid.mail | {notice})
    if world.budget.lies and not order.lying:
        budget = replace(world.budget, lies=world.budget.lies - 1)
        wrong = world.with_order(replace(order, paid_fen=WRONG_AMOUNT_FEN))
        yield ("pays a wrong amount on", order.number), replace(wrong, budget=budget)
        back = PaidBack(foreign_refund_number(order.number), order.number, order.amount_fen, "done")
        undone = paid.with_order(replace(order, paid_fen=order.amount_fen, reversed=True)).with_paid_back(
            back
        )
        yield ("pays, the merchant gives it back:", order.number), replace(undone, budget=budget)


def _power_cut(world: World, once: Once) -> Iterator[Move]:
    if not world.budget.crashes:
        return
    dead = replace(
        world,
        calls=frozenset(),
        mail=frozenset(),
        timers=frozenset(),
        budget=replace(world.budget, crashes=world.budget.crashes - 1),
    )
    yield ("power cut",), once.heard(dead, Rebooted())
    vends = [call for call in world.calls if isinstance(call, Vend)]
    for vend in vends:
        for name, after, _ in _vend(dead, vend):
            yield ("power cut,", vend, name), once.heard(after, Rebooted())
    sent = frozenset(
        call for call in world.calls if isinstance(call, CreatePayment | ChargeCode | SendRefund)
    )
    if sent:
        yield ("power cut, calls arrive later",), once.heard(replace(dead, ghosts=sent), Rebooted())


def _staff(world: World, once: Once) -> Iterator[Move]:
    """A person comes when called and nothing else is under way, and looks."""
    if not world.quiet or world.sale.stage is not Stage.NEEDS_STAFF:
        return
    for line in world.sale.lines:
        if line.fate is Fate.UNKNOWN:
            settled = StaffSettled(line.index, delivered=world.fell[line.index] > 0)
            yield ("staff settles line", line.index), once.heard(world, settled)
    for refund in world.sale.refunds:
        if refund.state is RefundState.STUCK and len(world.sale.lines) == 1:  # the same for more lines
            yield ("staff retries", refund.number), once.heard(world, StaffRetried(refund.number))
