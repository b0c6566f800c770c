"""The adapter against the emulated gateway of ``cloud/sandbox``: a separate process, which shares no code.
A whole life of orders and refunds, and every fault it can show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from kiosk.clock import SystemClock
from kiosk.errors import BugError
from kiosk.payments.certificates import Validity
from kiosk.payments.gateways import exchange
from kiosk.payments.gateways.exchange import TRIES_WHEN_CUT
from kiosk.payments.gateways.unionpay import gateway as module
from kiosk.payments.gateways.unionpay.gateway import UnionPayGateway
from kiosk.payments.gateways.unionpay.settings import UnionPaySettings, load_unionpay
from kiosk.payments.intent import (
    CallUnknown,
    CodeReady,
    CreateRefused,
    Method,
    Notice,
    NoticeRejected,
    Paid,
    PaymentOrder,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from tests.cloud.sandbox.receiver import Receiver


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=tmp_path_factory.mktemp("sandbox")) as child:
        yield child


@pytest.fixture
def sandbox(running: SandboxProcess) -> SandboxProcess:
    running.reset()
    running.refund_plan("SUCCESS", 3)
    return running


@pytest.fixture
def settings(running: SandboxProcess) -> UnionPaySettings:
    return load_unionpay(running.wallets["unionpay"], Path("/"))


@pytest.fixture
def gateway(settings: UnionPaySettings) -> Iterator[UnionPayGateway]:
    made = UnionPayGateway(settings, SystemClock())
    yield made
    made.close_connections()


@pytest.fixture
def order() -> PaymentOrder:
    now_s = int(time.time())
    return PaymentOrder(
        number=f"K7C{time.time_ns()}P1",
        sale="K7SALE0001",
        method=Method.UNIONPAY,
        amount_fen=350,
        currency="CNY",
        description="可乐 330ml、薯片",
        machine="K7 & 机器",
        created_at_s=now_s,
        expires_at_s=now_s + 180,
    )


def refund_of(order: PaymentOrder, amount_fen: int = 150, index: int = 1, age_s: int = 0) -> RefundOrder:
    number, now_s = f"{order.number[:-2]}R{index}", int(time.time())
    return RefundOrder(number, order, amount_fen, "B2 未出货", now_s - age_s)


def problem_of(found: object) -> Problem:
    assert isinstance(found, CallUnknown), found
    return found.problem


def pay(sandbox: SandboxProcess, order: PaymentOrder) -> None:
    assert sandbox.phone("pay", out_trade_no=order.number).done


def ordered(gateway: UnionPayGateway, order: PaymentOrder) -> str:
    found = gateway.create(order)
    assert isinstance(found, CodeReady), found
    return found.code


def paid_order(gateway: UnionPayGateway, sandbox: SandboxProcess, order: PaymentOrder) -> None:
    ordered(gateway, order)
    pay(sandbox, order)


def refund_answer(gateway: UnionPayGateway, sandbox: SandboxProcess, refund: RefundOrder) -> object:
    """Ask for it, let the gateway's three seconds pass, and look."""
    assert gateway.refund(refund) == RefundAccepted()
    sandbox.advance(3)
    return gateway.query_refund(refund)


def test_an_order_is_paid(sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder) -> None:
    assert gateway.query(order) == Unpaid(), "not arrived"
    code = ordered(gateway, order)
    assert gateway.query(order) == Unpaid(), "not scanned"
    assert sandbox.phone("scan", code).done
    assert gateway.query(order) == Unpaid(), "scanned"
    assert sandbox.phone("fail", code).done
    assert gateway.query(order) == Unpaid(), "the bank said no, and the same code may be paid by another card"
    assert sandbox.phone("pay", code).done
    found = gateway.query(order)
    assert isinstance(found, Paid)
    assert (found.amount_fen, found.refunded) == (350, False)
    assert abs(found.paid_at_s - time.time()) < 3600
    assert found.gateway_reference


def test_there_is_no_close(sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder) -> None:
    code = ordered(gateway, order)
    assert not gateway.traits.has_close
    assert gateway.close(order) == Unpaid()
    assert sandbox.phone("pay", code).done, "nothing has closed it"
    assert isinstance(gateway.close(order), Paid)


def test_the_codes_life(sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder) -> None:
    code = ordered(gateway, order)
    sandbox.advance(181)
    assert sandbox.phone("pay", code).refused == "expired"
    assert gateway.query(order) == Unpaid(), "only the core knows that its life is over"
    assert sandbox.phone("pay", code, force=True).done
    assert isinstance(gateway.query(order), Paid), "money that came too late is found"


def test_a_repeated_order_is_not_believed_to_be_refused(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    ordered(gateway, order)
    assert problem_of(gateway.create(order)).code == "ACP_12"
    pay(sandbox, order)
    assert isinstance(gateway.query(order), Paid)


@pytest.mark.parametrize("call", ["native", "query"])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("reset_before", ProblemKind.NETWORK),
        ("http_500", ProblemKind.GATEWAY),
        ("http_429", ProblemKind.BAD_ANSWER),
        ("html", ProblemKind.BAD_ANSWER),
        ("truncated", ProblemKind.BAD_ANSWER),
        ("bad_signature", ProblemKind.BAD_SIGNATURE),
        ("signtest", ProblemKind.BAD_SIGNATURE),
    ],
)
def test_a_fault_tells_nothing(
    sandbox: SandboxProcess,
    gateway: UnionPayGateway,
    order: PaymentOrder,
    call: str,
    fault: str,
    kind: ProblemKind,
) -> None:
    if call == "query":
        paid_order(gateway, sandbox, order)
    sandbox.fault(call, fault, times=TRIES_WHEN_CUT if fault == "reset_before" else 1)
    found = gateway.create(order) if call == "native" else gateway.query(order)
    assert problem_of(found).kind is kind
    if call == "query":
        assert isinstance(gateway.query(order), Paid)


@pytest.mark.parametrize("fault", ["wrong_mchid", "stale_timestamp"])
def test_a_rightly_signed_answer_about_something_else(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder, fault: str
) -> None:
    paid_order(gateway, sandbox, order)
    sandbox.fault("query", fault)
    assert problem_of(gateway.query(order)).code == "IDENTITY"


def test_a_wrong_amount_is_handed_on(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    paid_order(gateway, sandbox, order)
    sandbox.fault("query", "wrong_amount")
    found = gateway.query(order)
    assert isinstance(found, Paid)
    assert found.amount_fen == 351


def test_a_connection_cut_once_is_tried_again(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    sandbox.fault("native", "reset_before")
    ordered(gateway, order)


def test_an_order_whose_answer_was_lost_can_be_paid_by_nobody_and_is_still_asked_about(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    sandbox.fault("native", "reset_after")
    assert problem_of(gateway.create(order)).code == "ACP_12"
    assert gateway.query(order) == Unpaid()


def test_a_gateway_that_hangs(
    sandbox: SandboxProcess,
    gateway: UnionPayGateway,
    order: PaymentOrder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        exchange.Exchange.send, "__kwdefaults__", {"read_timeout_s": 0.3, "body_limit_bytes": 9999}
    )
    sandbox.fault("query", "hang")
    assert problem_of(gateway.query(order)).kind is ProblemKind.TIMEOUT
    assert gateway.query(order) == Unpaid()


def test_refunds_are_exact(sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder) -> None:
    paid_order(gateway, sandbox, order)
    first, second = refund_of(order, 150), refund_of(order, 200, 2)
    assert gateway.refund(first) == RefundAccepted()
    assert gateway.query_refund(first) == RefundAccepted(), "accepted is not refunded"
    assert gateway.refund(first) == RefundAccepted(), "the same number again is the same refund"
    sandbox.advance(3)
    assert isinstance(gateway.query_refund(first), RefundDone)
    assert isinstance(refund_answer(gateway, sandbox, second), RefundDone)
    assert isinstance(gateway.refund(refund_of(order, 1, 3)), RefundRefused), "nothing is left"
    assert sandbox.books()["refunded_fen"] == 350
    assert isinstance(gateway.query(order), Paid), "a refund does not unmake the payment"


def test_a_refund_whose_answer_was_lost_happens_once(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    paid_order(gateway, sandbox, order)
    refund = refund_of(order)
    sandbox.fault("refund", "reset_after")
    assert gateway.refund(refund) == RefundAccepted(), "the repeat asks what became of it"
    sandbox.advance(3)
    assert isinstance(gateway.query_refund(refund), RefundDone)
    assert sandbox.books()["refunded_fen"] == 150


def test_a_refund_refused_and_later_granted(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    paid_order(gateway, sandbox, order)
    refund = refund_of(order)
    sandbox.fault("refund", "not_enough")
    refused = gateway.refund(refund)
    assert isinstance(refused, RefundRefused)
    assert "商户可退资金不足" in refused.problem.text
    assert isinstance(gateway.query_refund(refund), RefundRefused), "not heard of: send it again"
    assert isinstance(refund_answer(gateway, sandbox, refund), RefundDone)


def test_a_refund_that_failed_at_the_bank_frees_its_number(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    paid_order(gateway, sandbox, order)
    sandbox.refund_plan("ABNORMAL", 3)
    assert isinstance(refund_answer(gateway, sandbox, refund_of(order)), RefundVoid)
    sandbox.refund_plan("SUCCESS", 3)
    assert isinstance(refund_answer(gateway, sandbox, refund_of(order, index=2)), RefundDone)


def test_an_old_refund_is_asked_about_and_never_sent_again(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    """Its time is no longer *now*. Never heard of, it is dead, and its place may be taken by another."""
    paid_order(gateway, sandbox, order)
    old = refund_of(order, age_s=module.REFUND_SENT_WITHIN_S + 60)
    assert isinstance(gateway.refund(old), RefundVoid)
    assert sandbox.books()["refunds"] == []
    sandbox.fault("query", "bad_signature")
    assert problem_of(gateway.refund(old)).kind is ProblemKind.BAD_SIGNATURE, "a false word kills no number"


def test_more_than_was_ordered_is_a_persons_business(gateway: UnionPayGateway, order: PaymentOrder) -> None:
    refused = gateway.refund(refund_of(order, 351))
    assert isinstance(refused, RefundRefused)
    assert refused.problem.kind is ProblemKind.ACCOUNT


def test_another_amount_refunded_is_not_ours(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    paid_order(gateway, sandbox, order)
    refund = refund_of(order)
    assert gateway.refund(refund) == RefundAccepted()
    sandbox.advance(3)
    sandbox.fault("refund_query", "wrong_amount")
    assert problem_of(gateway.query_refund(refund)).code == "IDENTITY"


def test_probing(sandbox: SandboxProcess, gateway: UnionPayGateway, settings: UnionPaySettings) -> None:
    assert gateway.probe() is None
    sandbox.fault("query", "bad_signature")
    doubt = gateway.probe()
    assert doubt is not None
    assert doubt.kind is ProblemKind.BAD_SIGNATURE
    sandbox.wire_skew(900)
    assert gateway.probe() is None, "orders bear UnionPay's time; that ours is wrong is told apart"
    assert abs((gateway.clock_offset_s or 0) - 900) < 60
    sandbox.wire_skew(0)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"mer_id": "777290058110040"}, ProblemKind.PERMISSION),
        ({"cert_id": "7"}, ProblemKind.CONFIG),
        ({"certificates": (Validity("The certificate", 0, 1_700_000_000, "Get one."),)}, ProblemKind.CONFIG),
    ],
)
def test_a_merchant_unionpay_does_not_know(
    sandbox: SandboxProcess, settings: UnionPaySettings, changes: dict[str, object], kind: ProblemKind
) -> None:
    stranger = UnionPayGateway(replace(settings, **changes), SystemClock())  # type: ignore[arg-type]  # any field may be changed
    problem = stranger.probe()
    stranger.close_connections()
    assert problem is not None
    assert problem.kind is kind
    if "certificates" in changes:
        assert problem.text == "The certificate was valid until 2023-11-15 only. Get one."


def test_a_merchant_without_the_right_is_refused(
    sandbox: SandboxProcess, gateway: UnionPayGateway, order: PaymentOrder
) -> None:
    assert isinstance(gateway.create(replace(order, amount_fen=10_000_000)), CodeReady)
    other = replace(order, number=f"{order.number[:-1]}2", created_at_s=order.created_at_s - 7200)
    assert problem_of(gateway.create(other)).kind is ProblemKind.CLOCK, "its time is not now"


def test_notices(sandbox: SandboxProcess, settings: UnionPaySettings, order: PaymentOrder) -> None:
    receiver = Receiver()
    gateway = UnionPayGateway(replace(settings, notify_url=receiver.url), SystemClock())
    try:
        sandbox.fault("notify", "bad_signature")
        receiver.answers = [500]
        paid_order(gateway, sandbox, order)
        assert isinstance(gateway.parse_notice({}, receiver.next().body), NoticeRejected)
        sandbox.advance(60)
        notice = gateway.parse_notice({}, receiver.next().body)
        assert isinstance(notice, Notice)
        assert (notice.order_number, notice.refund_number) == (order.number, "")
        assert isinstance(notice.result, Paid)
        assert notice.result.amount_fen == 350
        refund = refund_of(order)
        assert isinstance(refund_answer(gateway, sandbox, refund), RefundDone)
        heard = gateway.parse_notice({}, receiver.next().body)
        assert isinstance(heard, Notice)
        assert (heard.refund_number, heard.order_number) == (refund.number, order.number)
        assert isinstance(heard.result, RefundDone)
        assert heard.event_id != notice.event_id
    finally:
        gateway.close_connections()
        receiver.close()


@pytest.mark.parametrize(
    "body", [b"", b"a", b"x" * (module.NOTICE_LIMIT_BYTES + 1), b"orderId=1&respCode=00"]
)
def test_a_strangers_notice(gateway: UnionPayGateway, body: bytes) -> None:
    assert isinstance(gateway.parse_notice({}, body), NoticeRejected)


@pytest.mark.parametrize(
    "changes",
    [
        {"method": Method.WECHAT},
        {"number": "short"},
        {"sale": "x"},
        {"currency": "USD"},
        {"amount_fen": 0},
        {"amount_fen": 10_000_001},
        {"created_at_s": 0},
        {"expires_at_s": 1},
    ],
)
def test_what_must_never_be_sent(
    gateway: UnionPayGateway, order: PaymentOrder, changes: dict[str, object]
) -> None:
    with pytest.raises(BugError):
        gateway.create(replace(order, **changes))  # type: ignore[arg-type]  # any field may be changed


def test_a_refund_without_its_time_is_never_sent(gateway: UnionPayGateway, order: PaymentOrder) -> None:
    with pytest.raises(BugError, match="created_at_s"):
        gateway.refund(replace(refund_of(order), created_at_s=0))


def test_create_refused_for_good(
    settings: UnionPaySettings, order: PaymentOrder, gateway: UnionPayGateway
) -> None:
    """A notice's address that UnionPay cannot do without: the message is wrong, whoever repeats it."""
    empty = UnionPayGateway(replace(settings, notify_url=""), SystemClock())
    assert isinstance(empty.create(order), CreateRefused)
    empty.close_connections()
