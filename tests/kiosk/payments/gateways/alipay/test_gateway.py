"""Each call of the Alipay gateway against a server that tells the truth, or a signed no."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import BugError
from kiosk.payments.gateways.alipay.gateway import AlipayGateway
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Gateway,
    Method,
    NoticeReader,
    Paid,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    Unpaid,
)
from kiosk.payments.wallets import Signing
from tests.kiosk.payments import orders
from tests.kiosk.payments.alipay_server import (
    NOTIFY_URL,
    AlipayServer,
    content_of,
    fields_of,
    method_of,
    refuses,
    says,
    settings_for,
    unsigned,
)
from tests.kiosk.payments.wechat_server import Received, Reply

ORDER = replace(orders.ORDER, method=Method.ALIPAY)
REFUND = replace(orders.REFUND, payment=ORDER)
PRECREATE, QUERY, CLOSE = "alipay.trade.precreate", "alipay.trade.query", "alipay.trade.close"
REFUNDS, REFUND_QUERY = "alipay.trade.refund", "alipay.trade.fastpay.refund.query"
CODE = {"out_trade_no": ORDER.number, "qr_code": "https://qr.alipay.com/bax03431ljhokirwl38f00a7"}
PAID_AT_S = 1_790_000_040


def trade(status: str, **changes: Any) -> dict[str, Any]:
    content = {
        "out_trade_no": ORDER.number,
        "trade_no": "2026092122001400",
        "trade_status": status,
        "total_amount": "3.50",
        "buyer_pay_amount": "0.00",
        "receipt_amount": "0.00",
    }
    if status in {"TRADE_SUCCESS", "TRADE_FINISHED"}:
        content |= {"send_pay_date": "2026-09-21 22:14:00", "receipt_amount": "3.50"}
    return content | changes


def kind_of(result: object) -> ProblemKind:
    assert isinstance(result, CallUnknown | CreateRefused | RefundRefused), result
    return result.problem.kind


def test_it_is_a_gateway_that_signs_for_itself(gateway: AlipayGateway) -> None:
    as_gateway: Gateway = gateway
    as_reader: NoticeReader = gateway
    as_wallet: Signing = gateway
    assert as_gateway.traits.code_life_s == 7200 and not as_gateway.traits.has_close
    assert not as_gateway.traits.close_may_refund and not as_gateway.traits.can_wait
    assert as_reader is as_wallet and as_wallet.is_test


def test_what_is_heavy_is_not_loaded_before_the_first_call() -> None:
    program = (
        "import sys, kiosk.payments.gateways.alipay.gateway, kiosk.payments.wallets; "
        "sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


# --- the order


def test_an_order_is_sent_as_the_rules_want_it(server: AlipayServer, gateway: AlipayGateway) -> None:
    server.plays(says(PRECREATE, CODE))
    assert gateway.create(ORDER) == CodeReady(CODE["qr_code"])
    assert gateway.create(replace(ORDER, description="A/B=C&D 可乐")) == CodeReady(CODE["qr_code"])
    first, second = map(content_of, server.received)
    assert first == {
        "out_trade_no": ORDER.number,
        "total_amount": "3.50",
        "subject": ORDER.description,
        "product_code": "FACE_TO_FACE_PAYMENT",
        "time_expire": "2026-09-21 22:16:20",
        "qr_code_timeout_express": "3m",
        "body": "m=K7;s=K7SALE0001",
    }
    assert second["subject"] == "A B C D 可乐"
    assert "notify_url" not in fields_of(server.received[0])


def test_a_repeat_says_the_same_and_only_an_order_names_the_address_for_notices(server: AlipayServer) -> None:
    gateway = AlipayGateway(settings_for(server.url, NOTIFY_URL), SystemClock())
    server.script = lambda received: says(method_of(received), CODE | trade("WAIT_BUYER_PAY"))
    gateway.create(ORDER)
    gateway.create(ORDER)
    gateway.query(ORDER)
    gateway.close_connections()
    one, two, query = map(fields_of, server.received)
    assert one["biz_content"] == two["biz_content"] and one["notify_url"] == NOTIFY_URL
    assert "notify_url" not in query


@pytest.mark.parametrize(
    "spoiled", [{"qr_code": ""}, {"qr_code": 7}, {"qr_code": "a\nb"}, {"out_trade_no": "X"}]
)
def test_a_code_that_is_none_is_not_shown(
    server: AlipayServer, gateway: AlipayGateway, spoiled: dict[str, Any]
) -> None:
    server.plays(says(PRECREATE, CODE | spoiled))
    assert kind_of(gateway.create(ORDER)) is ProblemKind.BAD_ANSWER


@pytest.mark.parametrize(
    ("sub_code", "code", "then", "kind", "certain"),
    [
        ("ACQ.ACCESS_FORBIDDEN", "40004", "ACQ.TRADE_NOT_EXIST", ProblemKind.PERMISSION, True),
        ("isv.invalid-parameter", "40002", "ACQ.TRADE_NOT_EXIST", ProblemKind.CONFIG, True),
        ("isv.insufficient-isv-permissions", "40006", "ACQ.TRADE_NOT_EXIST", ProblemKind.PERMISSION, True),
        ("ACQ.ACCESS_FORBIDDEN", "40004", "ACQ.SYSTEM_ERROR", ProblemKind.PERMISSION, False),
        ("ACQ.SYSTEM_ERROR", "40004", "ACQ.TRADE_NOT_EXIST", ProblemKind.GATEWAY, False),
        ("isp.unknow-error", "20000", "ACQ.TRADE_NOT_EXIST", ProblemKind.GATEWAY, False),
        ("ACQ.TRADE_HAS_SUCCESS", "40004", "ACQ.TRADE_NOT_EXIST", ProblemKind.GATEWAY, False),
        ("ACQ.CONTEXT_INCONSISTENT", "40004", "ACQ.TRADE_NOT_EXIST", ProblemKind.GATEWAY, False),
    ],
)
def test_a_refused_order_is_certain_only_when_nothing_is_there(
    server: AlipayServer,
    gateway: AlipayGateway,
    sub_code: str,
    code: str,
    then: str,
    kind: ProblemKind,
    certain: bool,
) -> None:
    def script(received: Received) -> Reply:
        if method_of(received) == PRECREATE:
            return refuses(PRECREATE, sub_code, code)
        return refuses(QUERY, then)

    server.script = script
    found = gateway.create(ORDER)
    assert isinstance(found, CreateRefused) is certain and kind_of(found) is kind


# --- the truth


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (trade("WAIT_BUYER_PAY"), Unpaid()),
        (trade("TRADE_SUCCESS"), Paid(350, "2026092122001400", PAID_AT_S)),
        (trade("TRADE_FINISHED"), Paid(350, "2026092122001400", PAID_AT_S)),
        (trade("TRADE_SUCCESS", total_amount="3.51"), Paid(351, "2026092122001400", PAID_AT_S)),
        (trade("TRADE_SUCCESS", total_amount="3.5"), Paid(350, "2026092122001400", PAID_AT_S)),
        (trade("TRADE_CLOSED"), Closed()),
        (
            trade("TRADE_CLOSED", send_pay_date="2026-09-21 22:14:00"),
            Paid(350, "2026092122001400", PAID_AT_S, refunded=True),
        ),
    ],
)
def test_each_state_of_a_trade_has_its_value(
    server: AlipayServer, gateway: AlipayGateway, content: dict[str, Any], expected: object
) -> None:
    server.plays(says(QUERY, content))
    assert gateway.query(ORDER) == expected
    assert gateway.wait(ORDER, 25) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (trade("TRADE_SUCCESS", out_trade_no="K7SALE0002P1"), "IDENTITY"),
        (trade("TRADE_SUCCESS", total_amount="0.00"), "AMOUNT"),
        (trade("TRADE_SUCCESS", total_amount=3.5), "AMOUNT"),
        (trade("TRADE_SUCCESS", total_amount="-3.50"), "AMOUNT"),
        (trade("TRADE_SUCCESS", total_amount="3.501"), "AMOUNT"),
        (trade("TRADE_SUCCESS", total_amount="1000000000.00"), "AMOUNT"),
        (trade("TRADE_PENDING"), "TRADE_STATUS"),
        ({"out_trade_no": ORDER.number}, "TRADE_STATUS"),
    ],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    server: AlipayServer, gateway: AlipayGateway, content: dict[str, Any], code: str
) -> None:
    server.plays(says(QUERY, content))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.code == code


def test_a_payment_without_a_readable_time_is_still_a_payment(
    server: AlipayServer, gateway: AlipayGateway
) -> None:
    server.plays(says(QUERY, trade("TRADE_SUCCESS", send_pay_date="yesterday")))
    found = gateway.query(ORDER)
    assert isinstance(found, Paid) and found.paid_at_s > PAID_AT_S - 10**9


def test_a_code_that_nobody_scanned_is_unpaid_only_when_that_is_signed(
    server: AlipayServer, gateway: AlipayGateway
) -> None:
    server.plays(refuses(QUERY, "ACQ.TRADE_NOT_EXIST"))
    assert gateway.query(ORDER) == Unpaid()
    content = {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST", "msg": "Business Failed"}
    server.plays(unsigned("alipay_trade_query_response", content))
    assert isinstance(gateway.query(ORDER), CallUnknown)
    server.plays(refuses(QUERY, "ACQ.SYSTEM_ERROR"))
    assert kind_of(gateway.query(ORDER)) is ProblemKind.GATEWAY


# --- the end


@pytest.mark.parametrize(
    "closed",
    [
        says(CLOSE, {"out_trade_no": ORDER.number}),
        refuses(CLOSE, "ACQ.TRADE_NOT_EXIST"),
        refuses(CLOSE, "ACQ.TRADE_STATUS_ERROR"),
        refuses(CLOSE, "isp.unknow-error", "20000"),
        Reply(status=502, signed=False),
    ],
)
@pytest.mark.parametrize(
    ("then", "expected"),
    [
        (refuses(QUERY, "ACQ.TRADE_NOT_EXIST"), Unpaid()),
        (says(QUERY, trade("WAIT_BUYER_PAY")), Unpaid()),
        (says(QUERY, trade("TRADE_CLOSED")), Closed()),
        (says(QUERY, trade("TRADE_SUCCESS")), Paid(350, "2026092122001400", PAID_AT_S)),
    ],
)
def test_whatever_a_close_says_the_query_decides_and_nothing_is_ever_cancelled(
    server: AlipayServer, gateway: AlipayGateway, closed: Reply, then: Reply, expected: object
) -> None:
    server.script = lambda received: closed if method_of(received) == CLOSE else then
    assert gateway.close(ORDER) == expected
    assert server.methods == [CLOSE, QUERY]


def test_a_close_without_any_answer_says_why(server: AlipayServer, gateway: AlipayGateway) -> None:
    server.plays(Reply(status=503, signed=False))
    assert kind_of(gateway.close(ORDER)) is ProblemKind.GATEWAY


# --- refunds


def test_a_refund_is_sent_under_its_own_number(server: AlipayServer, gateway: AlipayGateway) -> None:
    content = {"out_trade_no": ORDER.number, "trade_no": "T1", "fund_change": "Y", "refund_fee": "1.50"}
    server.plays(says(REFUNDS, content | {"buyer_logon_id": "159****5620"}))
    assert gateway.refund(REFUND) == RefundDone("T1", "159****5620")
    assert gateway.refund(replace(REFUND, reason="")) == RefundDone("T1", "159****5620")
    first, second = map(content_of, server.received)
    assert first == second | {"refund_reason": REFUND.reason}
    assert (first["out_request_no"], first["refund_amount"]) == (REFUND.number, "1.50")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            says(REFUNDS, {"out_trade_no": ORDER.number, "fund_change": "N", "refund_fee": "1.50"}),
            RefundAccepted(),
        ),
        (says(REFUNDS, {"out_trade_no": ORDER.number}), RefundAccepted()),
        (
            # a part had gone back before
            says(
                REFUNDS,
                {"out_trade_no": ORDER.number, "trade_no": "T1", "fund_change": "Y", "refund_fee": "3.00"},
            ),
            RefundDone("T1"),
        ),
        (
            says(REFUNDS, {"out_trade_no": "X", "fund_change": "Y", "refund_fee": "1.50"}),
            ProblemKind.BAD_ANSWER,
        ),
        (
            says(REFUNDS, {"out_trade_no": ORDER.number, "fund_change": "Y", "refund_fee": "1.49"}),
            ProblemKind.BAD_ANSWER,
        ),
        (
            says(REFUNDS, {"out_trade_no": ORDER.number, "fund_change": "Y", "refund_fee": "3.51"}),
            ProblemKind.BAD_ANSWER,
        ),
        (refuses(REFUNDS, "ACQ.SYSTEM_ERROR"), ProblemKind.GATEWAY),
    ],
)
def test_what_a_refund_answers(
    server: AlipayServer, gateway: AlipayGateway, reply: Reply, expected: object
) -> None:
    server.plays(reply)
    found = gateway.refund(REFUND)
    assert found == expected or (isinstance(found, CallUnknown) and found.problem.kind is expected), found


@pytest.mark.parametrize(
    ("sub_code", "kind"),
    [
        ("ACQ.SELLER_BALANCE_NOT_ENOUGH", ProblemKind.BALANCE),
        ("ACQ.TRADE_HAS_FINISHED", ProblemKind.ACCOUNT),
        ("ACQ.REASON_TRADE_REFUND_FEE_ERR", ProblemKind.ACCOUNT),
        ("ACQ.TRADE_NOT_EXIST", ProblemKind.GATEWAY),
        ("ACQ.TRADE_STATUS_ERROR", ProblemKind.GATEWAY),
    ],
)
def test_a_refused_refund_says_who_must_act(
    server: AlipayServer, gateway: AlipayGateway, sub_code: str, kind: ProblemKind
) -> None:
    server.plays(refuses(REFUNDS, sub_code))
    found = gateway.refund(REFUND)
    assert isinstance(found, RefundRefused) and found.problem.kind is kind and "不行" in found.problem.text


def test_more_than_was_ordered_is_not_even_sent(server: AlipayServer, gateway: AlipayGateway) -> None:
    assert kind_of(gateway.refund(replace(REFUND, amount_fen=351))) is ProblemKind.ACCOUNT
    assert server.received == []


REFUNDED = {
    "out_trade_no": ORDER.number,
    "out_request_no": REFUND.number,
    "trade_no": "T1",
    "refund_amount": "1.50",
    "total_amount": "3.50",
    "refund_status": "REFUND_SUCCESS",
}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (says(REFUND_QUERY, REFUNDED), RefundDone("T1")),
        (says(REFUND_QUERY, REFUNDED | {"refund_status": "REFUND_PROCESSING"}), RefundAccepted()),
        (says(REFUND_QUERY, REFUNDED | {"refund_status": "ODD"}), "REFUND_STATUS"),
        (says(REFUND_QUERY, REFUNDED | {"refund_amount": "1.51"}), "IDENTITY"),
        (says(REFUND_QUERY, REFUNDED | {"out_request_no": "X"}), "IDENTITY"),
        (says(REFUND_QUERY, REFUNDED | {"out_trade_no": "X"}), "IDENTITY"),
        (says(REFUND_QUERY, {"out_trade_no": ORDER.number}), "NO_REFUND"),
        (refuses(REFUND_QUERY, "ACQ.TRADE_NOT_EXIST"), "ACQ.TRADE_NOT_EXIST"),
        (refuses(REFUND_QUERY, "ACQ.SYSTEM_ERROR"), "ACQ.SYSTEM_ERROR"),
    ],
)
def test_what_the_question_about_a_refund_answers(
    server: AlipayServer, gateway: AlipayGateway, reply: Reply, expected: object
) -> None:
    server.plays(reply)
    found = gateway.query_refund(REFUND)
    if isinstance(found, CallUnknown | RefundRefused):
        assert found.problem.code == expected
        assert isinstance(found, RefundRefused) is (expected in ("NO_REFUND", "ACQ.TRADE_NOT_EXIST"))
    else:
        assert found == expected


# --- the rest


def test_the_probe_needs_a_signed_no(server: AlipayServer, gateway: AlipayGateway) -> None:
    server.plays(refuses(QUERY, "ACQ.TRADE_NOT_EXIST"))
    assert gateway.probe() is None
    server.plays(unsigned("error_response", {"code": "40002", "sub_code": "isv.invalid-signature"}))
    problem = gateway.probe()
    assert problem is not None and problem.kind is ProblemKind.CONFIG and "[payments.alipay]" in problem.text
    server.plays(refuses(QUERY, "isv.insufficient-isv-permissions", "40006"))
    problem = gateway.probe()
    assert problem is not None and problem.kind is ProblemKind.PERMISSION


@pytest.mark.parametrize(
    "changes",
    [
        {"method": Method.WECHAT},
        {"number": "k7"},
        {"sale": "K7-1"},
        {"currency": "USD"},
        {"amount_fen": 0},
        {"amount_fen": True},
        {"description": ""},
        {"expires_at_s": ORDER.created_at_s},
    ],
)
def test_what_must_never_be_sent_is_a_bug(gateway: AlipayGateway, changes: dict[str, Any]) -> None:
    with pytest.raises(BugError, match=next(iter(changes))):
        gateway.create(replace(ORDER, **changes))


def test_a_refund_that_must_never_be_sent_is_a_bug(gateway: AlipayGateway) -> None:
    for changes in ({"number": "r"}, {"amount_fen": 0}, {"reason": "x" * 81}):
        with pytest.raises(BugError, match=next(iter(changes))):
            gateway.refund(replace(REFUND, **changes))
