"""Each call of the WeChat gateway against a server that tells the truth, or a plain no."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from kiosk.errors import BugError
from kiosk.payments.gateways.wechat import WechatGateway
from kiosk.payments.gateways.wechat_read import PAID_LIMIT_FEN
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Gateway,
    NoticeReader,
    Paid,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from tests.kiosk.payments.orders import ORDER, REFUND, order, refund_answer, transaction
from tests.kiosk.payments.wechat_server import APPID, MCHID, Received, Reply, WechatServer

QUERY = f"GET /v3/pay/transactions/out-trade-no/{ORDER.number}?mchid={MCHID}"
CLOSE = f"POST /v3/pay/transactions/out-trade-no/{ORDER.number}/close"


def kind_of(result: object) -> ProblemKind:
    assert isinstance(result, CallUnknown | CreateRefused | RefundRefused | RefundVoid), result
    return result.problem.kind


def test_it_is_a_gateway_and_reads_notices(gateway: WechatGateway) -> None:
    as_gateway: Gateway = gateway
    as_reader: NoticeReader = gateway
    assert as_gateway.traits.code_life_s == 7200 and as_gateway.traits.has_close
    assert not as_gateway.traits.close_may_refund and not as_gateway.traits.can_wait
    assert as_reader is gateway


def test_the_library_is_not_loaded_before_the_first_call() -> None:
    program = (
        "import sys, kiosk.payments.gateways.wechat, kiosk.payments.settings; "
        "sys.exit('wechatpayv3' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_create_sends_the_whole_order_and_gives_the_code(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(Reply.of({"code_url": "weixin://wxpay/bizpayurl?pr=abc"}))
    assert gateway.create(ORDER) == CodeReady("weixin://wxpay/bizpayurl?pr=abc")
    [sent] = server.received
    assert (sent.method, sent.path) == ("POST", "/v3/pay/transactions/native")
    assert sent.json == {
        "appid": APPID,
        "mchid": MCHID,
        "description": "可乐 330ml",
        "out_trade_no": ORDER.number,
        "time_expire": "2026-09-21T22:16:20+08:00",
        "attach": "m=K7;s=K7SALE0001",
        "notify_url": "https://pay.example.com/v1/notify/wechat",
        "amount": {"total": 350, "currency": "CNY"},
    }


def test_a_repeat_is_the_same_bytes_and_its_newer_code_counts(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(Reply.of({"code_url": "weixin://one"}), Reply.of({"code_url": "weixin://two"}))
    assert [gateway.create(ORDER), gateway.create(ORDER)] == [
        CodeReady("weixin://one"),
        CodeReady("weixin://two"),
    ]
    assert server.received[0].body == server.received[1].body
    nonces = {one.authorization["nonce_str"] for one in server.received}
    assert len(nonces) == 2


def test_time_expire_is_at_least_a_minute_after_the_order(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(Reply.of({"code_url": "weixin://x"}))
    gateway.create(order(expires_at_s=ORDER.created_at_s + 5))
    assert server.received[0].json["time_expire"] == "2026-09-21T22:14:20+08:00"


@pytest.mark.parametrize(
    "content", [{}, {"code_url": ""}, {"code_url": 7}, {"code_url": "x" * 513}, {"code_url": "a\nb"}, []]
)
def test_an_answer_without_a_usable_code_is_unknown(
    server: WechatServer, gateway: WechatGateway, content: Any
) -> None:
    server.plays(Reply.of(content))
    assert kind_of(gateway.create(ORDER)) is ProblemKind.BAD_ANSWER


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "PARAM_ERROR", ProblemKind.GATEWAY),
        (400, "APPID_MCHID_NOT_MATCH", ProblemKind.CONFIG),
        (401, "SIGN_ERROR", ProblemKind.CONFIG),
        (403, "NO_AUTH", ProblemKind.PERMISSION),
        (403, "RULE_LIMIT", ProblemKind.LIMIT),
    ],
)
def test_create_is_refused_only_when_a_query_finds_no_order(
    server: WechatServer, gateway: WechatGateway, status: int, code: str, kind: ProblemKind
) -> None:
    server.plays(Reply.error(status, code, "说明"), Reply.error(404, "ORDER_NOT_EXIST"))
    result = gateway.create(ORDER)
    assert isinstance(result, CreateRefused)
    assert (result.problem.kind, result.problem.code) == (kind, code)
    assert server.paths[1] == QUERY


def test_a_refusal_while_the_order_exists_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(403, "NO_AUTH"), Reply.of(transaction("NOTPAY")))
    assert isinstance(gateway.create(ORDER), CallUnknown)


def test_a_refusal_nobody_can_confirm_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(403, "NO_AUTH"), Reply.error(500, "SYSTEM_ERROR"))
    assert isinstance(gateway.create(ORDER), CallUnknown)


@pytest.mark.parametrize(
    ("state", "expected"), [("NOTPAY", CallUnknown), ("SUCCESS", CallUnknown), ("CLOSED", CreateRefused)]
)
def test_a_used_number_is_looked_up(
    server: WechatServer, gateway: WechatGateway, state: str, expected: type
) -> None:
    server.plays(Reply.error(403, "OUT_TRADE_NO_USED"), Reply.of(transaction(state)))
    assert isinstance(gateway.create(ORDER), expected)


def test_a_used_number_that_cannot_be_found_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(403, "OUT_TRADE_NO_USED"), Reply.error(404, "ORDER_NOT_EXIST"))
    assert isinstance(gateway.create(ORDER), CallUnknown)


@pytest.mark.parametrize(("status", "kind"), [(429, ProblemKind.LIMIT), (500, ProblemKind.GATEWAY)])
def test_create_under_load_is_unknown_and_not_looked_up(
    server: WechatServer, gateway: WechatGateway, status: int, kind: ProblemKind
) -> None:
    server.plays(Reply.error(status, "FREQUENCY_LIMITED" if status == 429 else "SYSTEM_ERROR"))
    result = gateway.create(ORDER)
    assert isinstance(result, CallUnknown) and result.problem.kind is kind
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "short"},
        {"number": "K7SALE0001|1"},
        {"sale": "k7"},
        {"amount_fen": 0},
        {"amount_fen": 10_000_001},
        {"currency": "USD"},
        {"description": ""},
        {"description": "可" * 43},
        {"expires_at_s": ORDER.created_at_s},
    ],
)
def test_what_must_not_be_sent_is_a_bug_of_ours(
    server: WechatServer, gateway: WechatGateway, changes: dict[str, Any]
) -> None:
    with pytest.raises(BugError):
        gateway.create(order(**changes))
    assert server.received == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("NOTPAY", Unpaid()),
        ("CLOSED", Closed()),
        ("SUCCESS", Paid(350, "4200001234", 1_790_000_040)),
        ("REFUND", Paid(350, "4200001234", 1_790_000_040, refunded=True)),
    ],
)
def test_query_tells_the_state(
    server: WechatServer, gateway: WechatGateway, state: str, expected: object
) -> None:
    server.plays(Reply.of(transaction(state)))
    assert gateway.query(ORDER) == expected
    assert gateway.wait(ORDER, 25) == expected
    assert server.paths == [QUERY, QUERY]


def test_another_amount_is_told_as_it_is(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("SUCCESS", amount={"total": 1, "currency": "CNY"})))
    found = gateway.query(ORDER)
    assert isinstance(found, Paid) and found.amount_fen == 1


@pytest.mark.parametrize("state", ["NOTPAY", "SUCCESS", "CLOSED", "REFUND"])
@pytest.mark.parametrize(
    "changes", [{"mchid": "1900000002"}, {"appid": "wx0000000000000000"}, {"out_trade_no": "K7SALE0002P1"}]
)
def test_an_answer_about_something_else_changes_nothing(
    server: WechatServer, gateway: WechatGateway, state: str, changes: dict[str, str]
) -> None:
    server.plays(Reply.of(transaction(state, **changes)))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.code == "IDENTITY"
    assert next(iter(changes)) in found.problem.text


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 350, "currency": "USD"}},
        {"amount": {"total": "350", "currency": "CNY"}},
        {"amount": {"total": True, "currency": "CNY"}},
        {"amount": {"total": 0, "currency": "CNY"}},
        {"amount": None},
        {"trade_state": "REVOKED"},
        {"trade_state": None},
    ],
)
def test_paid_without_a_clear_sum_or_state_is_unknown(
    server: WechatServer, gateway: WechatGateway, changes: dict[str, Any]
) -> None:
    server.plays(Reply.of(transaction("SUCCESS") | changes))
    assert kind_of(gateway.query(ORDER)) is ProblemKind.BAD_ANSWER


def test_a_missing_time_does_not_put_a_payment_in_doubt(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("SUCCESS", success_time="yesterday")))
    found = gateway.query(ORDER)
    assert isinstance(found, Paid) and abs(found.paid_at_s - server.now_s()) <= 2


def test_an_unsigned_no_such_order_finalises_nothing(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(404, "ORDER_NOT_EXIST", "订单不存在"))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.code == "ORDER_NOT_EXIST"


def close_then(server: WechatServer, closing: Reply, state: str) -> None:
    def script(received: Received) -> Reply:
        return closing if received.path.endswith("/close") else Reply.of(transaction(state))

    server.script = script


@pytest.mark.parametrize(
    ("closing", "state", "expected"),
    [
        (Reply(204), "CLOSED", Closed),
        (Reply(204), "NOTPAY", Unpaid),
        (Reply(204), "SUCCESS", Paid),
        (Reply.error(400, "ORDER_PAID"), "SUCCESS", Paid),
        (Reply.error(400, "ORDERPAID"), "NOTPAY", Unpaid),
        (Reply.error(404, "ORDER_NOT_EXIST"), "CLOSED", Closed),
        (Reply.error(500, "SYSTEM_ERROR"), "NOTPAY", Unpaid),
        (Reply(204, signed=False), "NOTPAY", Unpaid),
    ],
)
def test_close_asks_afterwards_and_only_the_query_decides(
    server: WechatServer, gateway: WechatGateway, closing: Reply, state: str, expected: type
) -> None:
    close_then(server, closing, state)
    assert isinstance(gateway.close(ORDER), expected)
    assert server.paths == [CLOSE, QUERY]
    assert server.received[0].json == {"mchid": MCHID}


def test_a_close_without_any_answer_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply(cut="before"))
    assert kind_of(gateway.close(ORDER)) is ProblemKind.NETWORK


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("SUCCESS", RefundDone("5030000", "支付用户零钱")),
        ("PROCESSING", RefundAccepted()),
    ],
)
def test_refund_and_its_query_tell_the_state(
    server: WechatServer, gateway: WechatGateway, status: str, expected: object
) -> None:
    server.plays(Reply.of(refund_answer(status)))
    assert gateway.refund(REFUND) == expected
    assert gateway.query_refund(REFUND) == expected
    assert server.received[0].json == {
        "out_refund_no": REFUND.number,
        "out_trade_no": ORDER.number,
        "reason": "B2 未出货",
        "notify_url": "https://pay.example.com/v1/notify/wechat",
        "amount": {"refund": 150, "total": 350, "currency": "CNY"},
    }
    assert server.paths[1] == f"GET /v3/refund/domestic/refunds/{REFUND.number}"


def test_a_failed_refund_needs_a_person_and_a_closed_one_a_new_number(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(Reply.of(refund_answer("ABNORMAL")), Reply.of(refund_answer("CLOSED")))
    abnormal, closed = gateway.query_refund(REFUND), gateway.query_refund(REFUND)
    assert isinstance(abnormal, RefundRefused) and abnormal.problem.kind is ProblemKind.ACCOUNT
    assert isinstance(closed, RefundVoid)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "NOT_ENOUGH", ProblemKind.BALANCE),
        (403, "USER_ACCOUNT_ABNORMAL", ProblemKind.GATEWAY),
        (404, "RESOURCE_NOT_EXISTS", ProblemKind.GATEWAY),
        (429, "FREQUENCY_LIMITED", ProblemKind.LIMIT),
        (403, "NO_AUTH", ProblemKind.PERMISSION),
    ],
)
def test_a_refused_refund_says_who_must_act(
    server: WechatServer, gateway: WechatGateway, status: int, code: str, kind: ProblemKind
) -> None:
    server.plays(Reply.error(status, code))
    result = gateway.refund(REFUND)
    assert isinstance(result, RefundRefused) and (result.problem.kind, result.problem.code) == (kind, code)


def test_a_refund_the_gateway_fails_at_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(500, "SYSTEM_ERROR"))
    assert isinstance(gateway.refund(REFUND), CallUnknown)
    server.plays(Reply.error(401, "SIGN_ERROR"))
    assert isinstance(gateway.query_refund(REFUND), CallUnknown)


def test_a_refund_nobody_knows_may_be_sent_again(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.error(404, "RESOURCE_NOT_EXISTS"))
    assert isinstance(gateway.query_refund(REFUND), RefundRefused)


@pytest.mark.parametrize(
    "changes",
    [
        {"out_refund_no": "K7SALE0001R2"},
        {"out_trade_no": "K7SALE0002P1"},
        {"amount": {"total": 350, "refund": 1, "currency": "CNY"}},
        {"amount": {"total": 350, "refund": 150, "currency": "USD"}},
        {"status": "DONE"},
    ],
)
def test_an_answer_about_another_refund_is_unknown(
    server: WechatServer, gateway: WechatGateway, changes: dict[str, Any]
) -> None:
    server.plays(Reply.of(refund_answer("SUCCESS") | changes))
    assert kind_of(gateway.refund(REFUND)) is ProblemKind.BAD_ANSWER


def test_more_than_was_ordered_is_not_sent_but_given_to_a_person(
    server: WechatServer, gateway: WechatGateway
) -> None:
    """A gateway that reported more than it was asked for once: the core owes what was reported."""
    result = gateway.refund(replace(REFUND, amount_fen=ORDER.amount_fen + 1))
    assert kind_of(result) is ProblemKind.ACCOUNT
    assert isinstance(result, RefundRefused) and "3.51" in result.problem.text
    assert server.received == []


@pytest.mark.parametrize("amount_fen", [0, -1, True, PAID_LIMIT_FEN + 1])
def test_a_refund_of_no_amount_is_a_bug_of_ours(gateway: WechatGateway, amount_fen: int) -> None:
    with pytest.raises(BugError):
        gateway.refund(replace(REFUND, amount_fen=amount_fen))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply.error(404, "ORDER_NOT_EXIST"), None),
        (Reply.of(transaction("NOTPAY")), None),
        (Reply.error(401, "SIGN_ERROR", "签名错误"), ProblemKind.CONFIG),
        (Reply.error(403, "NO_AUTH"), ProblemKind.PERMISSION),
        (Reply.error(429, "FREQUENCY_LIMITED"), ProblemKind.LIMIT),
        (
            Reply(200, b"<html>", headers={"Content-Type": "text/html"}, signed=False),
            ProblemKind.BAD_SIGNATURE,
        ),
        (Reply(404, b"<html>Not Found</html>"), ProblemKind.BAD_ANSWER),
        (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), ProblemKind.BAD_ANSWER),
        (Reply(cut="before"), ProblemKind.NETWORK),
    ],
)
def test_probe_says_whether_the_method_can_be_offered(
    server: WechatServer, gateway: WechatGateway, reply: Reply, kind: ProblemKind | None
) -> None:
    server.plays(reply)
    problem = gateway.probe()
    assert (problem.kind if problem else None) is kind


def test_the_openid_of_the_customer_goes_nowhere(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("SUCCESS")))
    assert "o2RW0" not in repr(gateway.query(ORDER)) and "o2RW0" in json.dumps(transaction("SUCCESS"))
