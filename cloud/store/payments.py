"""Payments: stored before the gateway hears of them, changed only by guarded updates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.pay.states import Change, State
from cloud.store import answers
from cloud.store.answers import Keyed
from cloud.store.models import Payment
from cloud.store.once import changed_rows, insert_once
from kiosk.payments.intent import Method, PaymentOrder, Problem, ProblemKind

PROBLEM_TEXT_CHARS = 400
PROBLEM_CODE_CHARS = 64
VERSIONS_AT_ONCE = 500
"""Numbers in one ``IN`` list; SQLite allows 32,766 parameters, shorter lists plan faster."""


@dataclass(frozen=True, slots=True)
class StoredPayment:
    order: PaymentOrder
    state: State
    version: int
    code: str | None
    paid_fen: int | None
    gateway_reference: str
    paid_at_s: int | None
    refunded: bool
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class Begun:
    """What to do about a request to create."""

    payment: StoredPayment
    answer: str | None = None
    """Given before under the same key: say it again."""
    must_call: bool = False
    """The gateway is to be asked for a code, or told to charge one, by this caller and nobody else."""


Rendered = Callable[[StoredPayment], str | None]
"""The answer to keep under the request's key, or None while another try may end otherwise."""


def begin(session: Session, keyed: Keyed, order: PaymentOrder, now_ms: int, hold_ms: int) -> Begun:
    """Store the order, or find it again. Raises ``Refusal`` 409 for a number with other content."""
    answer = answers.claim(session, keyed, now_ms // 1000)
    new = insert_once(session, Payment, _first_values(order, now_ms))
    row = session.get_one(Payment, order.number)
    if row.machine_id != order.machine or value_of(row).order != order:
        raise Refusal(
            409, "payment.other_content", f"Payment {order.number} exists already with other content."
        )
    in_time = now_ms < order.expires_at_s * 1000
    if new and not in_time:
        raise Refusal(409, "payment.expired", f"Payment {order.number} arrived after its own expiry.")
    if answer is not None:
        return Begun(value_of(row), answer=answer)
    if row.scanned:
        # once: what became of it is asked, never tried
        return Begun(value_of(row), must_call=new and _hold(session, order.number, now_ms, hold_ms))
    wants_code = row.state in (State.CREATING, State.UNKNOWN) or (
        row.state == State.OPEN and row.code is None
    )
    must_call = wants_code and in_time and _hold(session, order.number, now_ms, hold_ms)
    return Begun(value_of(row), must_call=must_call)


def find(session: Session, machine_id: str, number: str) -> StoredPayment | None:
    """None also for another machine's payment."""
    row = session.get(Payment, number)
    return value_of(row) if row is not None and row.machine_id == machine_id else None


def find_for_gateway(session: Session, number: str) -> StoredPayment | None:
    """For a verified notice, which names no machine."""
    row = session.get(Payment, number)
    return None if row is None else value_of(row)


def apply(session: Session, number: str, change: Change, now_ms: int) -> StoredPayment:
    """Move the payment by ``change`` if its state allows, and return what it is now.

    ``version`` grows by one exactly when something the machine can see became different.
    """
    row = session.execute(select(Payment).where(Payment.number == number).with_for_update()).scalar_one()
    values = _new_values(row, change)
    if State(row.state) in change.from_ and any(getattr(row, name) != new for name, new in values.items()):
        guarded = update(Payment).where(
            Payment.number == number, Payment.state.in_(change.from_), Payment.version == row.version
        )
        session.execute(guarded.values(version=row.version + 1, changed_at_ms=now_ms, **values))
        session.refresh(row)
    return value_of(row)


def given_back(session: Session, number: str, now_ms: int) -> None:
    """This cloud has refunded it itself: whoever asks is told so."""
    session.execute(
        update(Payment)
        .where(Payment.number == number, Payment.refunded.is_(False))
        .values(refunded=True, version=Payment.version + 1, changed_at_ms=now_ms)
    )


def finish_create(
    session: Session, keyed: Keyed, number: str, change: Change, now_ms: int, rendered: Rendered
) -> StoredPayment:
    """``finish``, and let go of the hold that ``begin`` took."""
    session.execute(update(Payment).where(Payment.number == number).values(creating_until_ms=0))
    return finish(session, keyed, number, change, now_ms, rendered)


def begin_close(session: Session, keyed: Keyed, number: str, now_ms: int) -> Begun:
    """A charge that is under way is not reversed: it could overtake that. Raises ``Refusal`` 404 and 409."""
    answer = answers.claim(session, keyed, now_ms // 1000)
    row = session.get(Payment, number)
    if row is None or row.machine_id != keyed.machine_id:
        raise unknown_payment(number)
    ended = State(row.state) in (State.PAID, State.CLOSED, State.REFUSED)
    charging = row.scanned and row.creating_until_ms > now_ms
    return Begun(value_of(row), answer=answer, must_call=not ended and not charging)


def finish(
    session: Session, keyed: Keyed, number: str, change: Change | None, now_ms: int, rendered: Rendered
) -> StoredPayment:
    """Apply the gateway's answer (None: it was not asked) and keep what the machine is told."""
    if change is None:
        payment = find(session, keyed.machine_id, number)
        assert payment is not None, "it was found when the request began and payments are never deleted"
    else:
        payment = apply(session, number, change, now_ms)
    _keep(session, keyed, payment, rendered)
    return payment


def versions(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """The present version of each number."""
    wanted = list(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), VERSIONS_AT_ONCE):
        part = wanted[start : start + VERSIONS_AT_ONCE]
        rows = session.execute(select(Payment.number, Payment.version).where(Payment.number.in_(part)))
        found.update((number, version) for number, version in rows)
    return found


def unknown_payment(number: str) -> Refusal:
    """The same words for a number nobody has and for one of another machine."""
    return Refusal(404, "payment.unknown", f"This machine has no payment {number}.")


def problem_values(problem: Problem | None) -> dict[str, object]:
    """The three columns of a problem; empty without one."""
    if problem is None:
        return {"problem_kind": "", "problem_text": "", "problem_code": ""}
    return {
        "problem_kind": problem.kind.value,
        "problem_text": problem.text[:PROBLEM_TEXT_CHARS],
        "problem_code": problem.code[:PROBLEM_CODE_CHARS],
    }


def problem_of(kind: str, text: str, code: str) -> Problem | None:
    return Problem(ProblemKind(kind), text, code) if kind else None


def _first_values(order: PaymentOrder, now_ms: int) -> dict[str, object]:
    values: dict[str, object] = {
        "number": order.number,
        "machine_id": order.machine,
        "sale": order.sale,
        "method": order.method.value,
        "amount_fen": order.amount_fen,
        "currency": order.currency,
        "description": order.description,
        "created_at_s": order.created_at_s,
        "expires_at_s": order.expires_at_s,
        "scanned": order.scanned,
        "state": State.CREATING.value,
        "version": 1,
        "code": None,
        "paid_fen": None,
        "gateway_reference": "",
        "paid_at_s": None,
        "refunded": False,
        "creating_until_ms": 0,
        "changed_at_ms": now_ms,
    }
    return values | problem_values(None)


def _new_values(row: Payment, change: Change) -> dict[str, object]:
    values: dict[str, object] = {"state": change.to.value, **problem_values(change.problem)}
    if change.code is not None:
        values["code"] = change.code
    if change.paid is not None:
        values["refunded"] = row.refunded or change.paid.refunded
        if row.state != State.PAID:
            values["paid_fen"] = change.paid.amount_fen
            values["gateway_reference"] = change.paid.gateway_reference
            values["paid_at_s"] = change.paid.paid_at_s
    return values


def _hold(session: Session, number: str, now_ms: int, hold_ms: int) -> bool:
    taken = session.execute(
        update(Payment)
        .where(Payment.number == number, Payment.creating_until_ms <= now_ms)
        .values(creating_until_ms=now_ms + hold_ms)
    )
    return changed_rows(taken) == 1


def _keep(session: Session, keyed: Keyed, payment: StoredPayment, rendered: Rendered) -> None:
    text = rendered(payment)
    if text is not None:
        answers.keep(session, keyed, text)


def value_of(row: Payment) -> StoredPayment:
    order = PaymentOrder(
        number=row.number,
        sale=row.sale,
        method=Method(row.method),
        amount_fen=row.amount_fen,
        currency=row.currency,
        description=row.description,
        machine=row.machine_id,
        created_at_s=row.created_at_s,
        expires_at_s=row.expires_at_s,
        scanned=row.scanned,
    )
    return StoredPayment(
        order=order,
        state=State(row.state),
        version=row.version,
        code=row.code,
        paid_fen=row.paid_fen,
        gateway_reference=row.gateway_reference,
        paid_at_s=row.paid_at_s,
        refunded=row.refunded,
        problem=problem_of(row.problem_kind, row.problem_text, row.problem_code),
    )
