"""Any wallet by way of the merchant's cloud: the keys stay there, this machine only asks it.

The cloud is believed because its certificate was checked and it was enrolled with; it has verified the
gateway's signatures itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import Protocol, TypeVar

from pydantic import SecretStr, ValidationError

from kiosk.errors import BugError
from kiosk.payments.intent import (
    Account,
    CallUnknown,
    ChargeResult,
    Closed,
    CodeReady,
    CreateRefused,
    CreateResult,
    Method,
    Paid,
    PayCode,
    PaymentOrder,
    Problem,
    ProblemKind,
    QueryResult,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    RefundVoid,
    Traits,
    Unpaid,
    more_than_ordered,
)
from kiosk.wire import (
    WAIT_MAX_S,
    PaymentCharge,
    PaymentCreate,
    PaymentState,
    ProblemMessage,
    RefundCreate,
    RefundState,
    WalletList,
)

VERSIONS_KEPT = 64
"""Payments whose last seen version is remembered for the next long-poll; far above what one machine has."""
PROBES_PER_LOOK = 20
"""Ten minutes at the pace of ``desk.PROBE_WELL_S``."""
CODE_WAIT_S = 10
"""How long ``create`` waits for a code the cloud is still fetching."""
_TRAITS = {
    Method.WECHAT: Traits(True, False, 7200, False, True),
    # payments.md 2.3, 2.7: nothing can be closed before the scan; a code lives two hours at most
    Method.ALIPAY: Traits(False, False, 7200, False, True),
    # payments.md 3.2: there is no close; the code lives as long as payTimeout says, kept like the others
    Method.UNIONPAY: Traits(False, False, 7200, False, True),
}


CreateT = TypeVar("CreateT", bound=PaymentCreate)


class PaymentsApi(Protocol):
    """The part of the cloud's client that is needed here (``kiosk.sync.client.CloudClient``)."""

    def create_payment(self, message: PaymentCreate) -> PaymentState | Problem: ...

    def charge_payment(self, message: PaymentCharge) -> PaymentState | Problem: ...

    def wallets(self) -> WalletList | Problem: ...

    def payment(self, number: str, wait_s: int = 0, version: int | None = None) -> PaymentState | Problem: ...

    def close_payment(self, number: str) -> PaymentState | Problem: ...

    def create_refund(self, payment: str, message: RefundCreate) -> RefundState | Problem: ...

    def refund(self, payment: str, number: str) -> RefundState | Problem: ...

    def account(self, method: str) -> Account: ...

    @property
    def clock_offset_s(self) -> int | None: ...


class CloudGateway:
    """Implements ``Gateway`` for one method. Any number of threads may call it at once."""

    def __init__(self, client: PaymentsApi, method: Method) -> None:
        self._client = client
        self._method = method
        self._lock = threading.Lock()
        self._versions: OrderedDict[str, int] = OrderedDict()
        self._warnings: tuple[Problem, ...] = ()
        self._takes_pay_codes = False
        self._probes = 0
        """Since the cloud was last asked what its wallets can do."""

    @property
    def traits(self) -> Traits:
        return replace(_TRAITS[self._method], takes_pay_codes=self._takes_pay_codes)

    def create(self, order: PaymentOrder) -> CreateResult:
        """The same number with the same content is the same payment at the cloud, however often sent."""
        found = self._seen(order, self._client.create_payment(_create_message(order, self._method)))
        if isinstance(found, PaymentState) and found.state == "creating":
            found = self._seen(order, self._client.payment(order.number, CODE_WAIT_S, found.version))
        if isinstance(found, Problem):
            return CallUnknown(found)
        if found.state == "open" and found.code:
            return CodeReady(found.code)
        if found.state in {"refused", "closed"}:
            return CreateRefused(problem_of(found.problem, "The cloud could not order this payment."))
        return CallUnknown(problem_of(found.problem, f"The cloud has no code to show: it is {found.state}."))

    def charge(self, order: PaymentOrder, code: PayCode) -> ChargeResult:
        """The cloud charges a number once, so what it said of one it had before is the answer as well."""
        found = self._seen(order, self._client.charge_payment(_charge_message(order, self._method, code)))
        if isinstance(found, PaymentState) and found.state == "refused":
            return CreateRefused(problem_of(found.problem, "The gateway took no money for this code."))
        return self._result(found)

    def query(self, order: PaymentOrder) -> QueryResult:
        return self._result(self._seen(order, self._client.payment(order.number)))

    def wait(self, order: PaymentOrder, timeout_s: float) -> QueryResult:
        """A long-poll: answers within milliseconds of a change, or after ``timeout_s`` (at most 25 s)."""
        with self._lock:
            version = self._versions.get(order.number)
        wait_s = min(int(timeout_s), WAIT_MAX_S)
        return self._result(self._seen(order, self._client.payment(order.number, wait_s, version)))

    def close(self, order: PaymentOrder) -> QueryResult:
        return self._result(self._seen(order, self._client.close_payment(order.number)))

    def refund(self, refund: RefundOrder) -> RefundResult:
        if (problem := more_than_ordered(refund)) is not None:
            return RefundRefused(problem)
        try:
            message = RefundCreate(number=refund.number, amount_fen=refund.amount_fen, reason=refund.reason)
        except ValidationError:
            raise BugError(f"refund {refund.number!r} must not be sent: a field is out of range") from None
        return _refund_result(refund, self._client.create_refund(refund.payment.number, message))

    def query_refund(self, refund: RefundOrder) -> RefundResult:
        return _refund_result(refund, self._client.refund(refund.payment.number, refund.number))

    def settled(self, order: PaymentOrder) -> None:
        """A wallet does not ask."""

    def probe(self) -> Problem | None:
        """A wallet that the merchant has no account of is not there: it is not offered. Whether the gateway
        takes that account's keys, the cloud has asked."""
        found = self._client.account(self._method.value)
        with self._lock:
            self._warnings = found.warnings
        if found.problem is None:
            self._look_at_wallets()
        return found.problem

    @property
    def warnings(self) -> tuple[Problem, ...]:
        with self._lock:
            return self._warnings

    @property
    def clock_offset_s(self) -> int | None:
        """The cloud's clock, which signs for this machine."""
        return self._client.clock_offset_s

    def _look_at_wallets(self) -> None:
        """Rarely: what a merchant's account can do changes once in years. A cloud that cannot tell (an older
        one, or one in trouble) charges no codes, and is asked again with the next probe."""
        self._probes -= 1
        if self._probes > 0:
            return
        found = self._client.wallets()
        known = found.wallets if isinstance(found, WalletList) else []
        self._takes_pay_codes = any(
            wallet.method == self._method.value and wallet.takes_pay_codes for wallet in known
        )
        self._probes = PROBES_PER_LOOK if isinstance(found, WalletList) else 0

    def _seen(self, order: PaymentOrder, found: PaymentState | Problem) -> PaymentState | Problem:
        """Only an answer about this very payment counts; its version is where the next wait starts."""
        if isinstance(found, Problem):
            return found
        if found.number != order.number:
            return Problem(ProblemKind.BAD_ANSWER, "The cloud answered about another payment.", "IDENTITY")
        with self._lock:
            self._versions[order.number] = found.version
            self._versions.move_to_end(order.number)
            while len(self._versions) > VERSIONS_KEPT:
                self._versions.popitem(last=False)
        return found

    def _result(self, found: PaymentState | Problem) -> QueryResult:
        if isinstance(found, Problem):
            return CallUnknown(found)
        if found.state == "paid":
            if not found.paid_fen or found.paid_fen < 1:
                text = "The cloud says paid but not how much."
                return CallUnknown(Problem(ProblemKind.BAD_ANSWER, text, "AMOUNT"))
            return Paid(found.paid_fen, found.gateway_reference, found.paid_at_s or 0, found.refunded)
        if found.state in {"open", "creating"}:
            return Unpaid()
        if found.state in {"closed", "refused"}:
            # refused: the gateway certainly has no such order, so nobody can ever pay it
            return Closed()
        return CallUnknown(problem_of(found.problem, "The cloud does not know what became of the payment."))


def _create_message(order: PaymentOrder, method: Method) -> PaymentCreate:
    return _checked(PaymentCreate, order, method, {})


def _charge_message(order: PaymentOrder, method: Method, code: PayCode) -> PaymentCharge:
    return _checked(PaymentCharge, order, method, {"pay_code": SecretStr(code.text)})


def _checked(kind: type[CreateT], order: PaymentOrder, method: Method, more: dict[str, object]) -> CreateT:
    if order.method is not method:
        raise BugError(f"payment {order.number!r} is for {order.method}, not {method}")
    try:
        return kind.model_validate(
            {
                "number": order.number,
                "sale": order.sale,
                "method": order.method.value,
                "amount_fen": order.amount_fen,
                "currency": order.currency,
                "description": order.description,
                "created_at_s": order.created_at_s,
                "expires_at_s": order.expires_at_s,
                **more,
            }
        )
    except ValidationError:
        raise BugError(f"payment {order.number!r} must not be sent: a field is out of range") from None


def _refund_result(refund: RefundOrder, found: RefundState | Problem) -> RefundResult:
    if isinstance(found, Problem):
        return CallUnknown(found)
    if found.number != refund.number:
        return CallUnknown(
            Problem(ProblemKind.BAD_ANSWER, "The cloud answered about another refund.", "IDENTITY")
        )
    if found.state == "done":
        return RefundDone(found.gateway_reference, found.to)
    if found.state == "accepted":
        return RefundAccepted()
    if found.state == "refused":
        return RefundRefused(problem_of(found.problem, "The gateway refused the refund."))
    if found.state == "void":
        return RefundVoid(problem_of(found.problem, "The gateway closed the refund without moving money."))
    return CallUnknown(problem_of(found.problem, "The cloud does not know what became of the refund."))


def problem_of(message: ProblemMessage | None, otherwise: str) -> Problem:
    """The cloud may be newer than this machine and name a kind it does not know."""
    if message is None:
        return Problem(ProblemKind.GATEWAY, otherwise)
    known = message.kind in {kind.value for kind in ProblemKind}
    return Problem(
        ProblemKind(message.kind) if known else ProblemKind.GATEWAY, message.text or otherwise, message.code
    )
