"""The ten defects of wechatpayv3 2.0.4, each closed, and the lies and faults of a gateway.

The numbers are those of the table in docs/payments.md.
"""

from __future__ import annotations

import base64
import http.server
import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import BugError
from kiosk.payments.bills.bill import BillUnknown
from kiosk.payments.gateways import exchange, wechat_guard
from kiosk.payments.gateways.wechat import WechatGateway
from kiosk.payments.gateways.wechat_errors import CallFailed
from kiosk.payments.intent import (
    CallUnknown,
    CodeReady,
    Notice,
    NoticeRejected,
    Paid,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from tests.kiosk.payments.orders import ORDER, REFUND, transaction
from tests.kiosk.payments.wechat_server import (
    APPID,
    MCHID,
    MERCHANT_KEY,
    PUB_KEY_ID,
    Received,
    Reply,
    WechatServer,
    encrypt,
    settings_for,
    sign_headers,
)

DAY_S = 86_400


def problem_of(result: object) -> Problem:
    assert isinstance(result, CallUnknown | NoticeRejected), result
    return result.problem


def notice(plain: dict[str, Any] | None = None, **changes: Any) -> bytes:
    kind = changes.pop("event_type", "TRANSACTION.SUCCESS")
    event = {
        "id": "EV-2018022511223320873",
        "create_time": "2026-10-01T10:00:04+08:00",
        "resource_type": "encrypt-resource",
        "event_type": kind,
        "summary": "支付成功",
        "resource": encrypt(plain or transaction("SUCCESS")),
    }
    return json.dumps(event | changes).encode()


# --- defect 1: no time window


def test_defect_1_a_days_old_notice_is_refused(gateway: WechatGateway) -> None:
    body, now_s = notice(), int(time.time())
    assert isinstance(gateway.parse_notice(sign_headers(body, now_s), body), Notice)
    for age_s in (301, DAY_S, -301):
        found = gateway.parse_notice(sign_headers(body, now_s - age_s - (1 if age_s > 0 else -1)), body)
        assert problem_of(found).code == "STALE"


def test_defect_1_a_days_old_answer_is_refused(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("SUCCESS"), signed_at_s=int(time.time()) - DAY_S))
    assert problem_of(gateway.query(ORDER)).code == "STALE"


def test_defect_1_the_same_event_has_the_same_id_for_the_caller_to_drop(gateway: WechatGateway) -> None:
    body, now_s = notice(), int(time.time())
    first, again = (gateway.parse_notice(sign_headers(body, at_s), body) for at_s in (now_s - 15, now_s))
    assert isinstance(first, Notice) and isinstance(again, Notice)
    assert first.event_id == again.event_id == "EV-2018022511223320873"


def test_defect_1_a_fresh_stamp_beside_an_old_signature_does_not_help(gateway: WechatGateway) -> None:
    """The library prefers Django's spelling of the headers: the old capture must not hide there."""
    body, now_s = notice(), int(time.time())
    old = sign_headers(body, now_s - DAY_S)
    django = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in old.items()}
    shown = old | {"Wechatpay-Timestamp": str(now_s)}
    assert problem_of(gateway.parse_notice(shown | django, body)).code == "SIGNATURE"


# --- defect 2: missing headers, unknown keys, downloads at a stranger's wish


@pytest.mark.parametrize("missing", sorted(sign_headers(b"", 0)))
def test_defect_2_a_missing_header_is_a_rejection(gateway: WechatGateway, missing: str) -> None:
    body = notice()
    headers = sign_headers(body, int(time.time()))
    del headers[missing]
    assert problem_of(gateway.parse_notice(headers, body)).code == "UNSIGNED"


@pytest.mark.parametrize("serial", ["5157F09EFDC096DE15EBE81A47057A7232F1B8E1", "PUB_KEY_ID_9", "zz", "0x1"])
def test_defect_2_an_unknown_key_downloads_nothing(
    server: WechatServer, gateway: WechatGateway, serial: str
) -> None:
    body = notice()
    headers = sign_headers(body, int(time.time())) | {"Wechatpay-Serial": serial}
    assert problem_of(gateway.parse_notice(headers, body)).code == "SERIAL"
    server.plays(Reply.of(transaction("SUCCESS"), headers={"Wechatpay-Serial": serial}))
    assert problem_of(gateway.query(ORDER)).code == "SERIAL"
    assert all("/v3/certificates" not in path for path in server.paths) and len(server.paths) == 1


def test_defect_2_the_librarys_own_download_is_shut(gateway: WechatGateway) -> None:
    with pytest.raises(CallFailed):
        gateway._client()._core._update_certificates()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Wechatpay-Timestamp": "soon"}, "TIMESTAMP"),
        ({"Wechatpay-Timestamp": "9" * 13}, "TIMESTAMP"),
        ({"Wechatpay-Signature-Type": "WECHATPAY2-SM2-WITH-SM3"}, "SIGNATURE_TYPE"),
        ({"Wechatpay-Signature": "WECHATPAY/SIGNTEST/abcdefgh"}, "SIGNATURE"),
        ({"Wechatpay-Nonce": "another"}, "SIGNATURE"),
    ],
)
def test_defect_2_false_headers_are_rejections_in_words(
    server: WechatServer, gateway: WechatGateway, changes: dict[str, str], code: str
) -> None:
    body = notice()
    found = problem_of(gateway.parse_notice(sign_headers(body, int(time.time())) | changes, body))
    assert (found.kind, found.code) == (ProblemKind.BAD_SIGNATURE, code)
    server.plays(Reply.of(transaction("SUCCESS"), headers=changes))
    assert problem_of(gateway.query(ORDER)).code == code


# --- defect 3: no time-out


def test_defect_3_a_silent_server_is_given_up(
    server: WechatServer, gateway: WechatGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = gateway._client()._core
    assert core._timeout == (exchange.CONNECT_TIMEOUT_S, exchange.READ_TIMEOUT_S)
    defaults = exchange.Exchange.send.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "read_timeout_s", 0.2)
    server.plays(Reply(cut="hang"))
    for result in (gateway.create(ORDER), gateway.query(ORDER), gateway.refund(REFUND)):
        assert problem_of(result).kind is ProblemKind.TIMEOUT
    assert len(server.received) == 3, "a time-out is not repeated inside the call"


def test_defect_3_a_dripping_server_is_given_up() -> None:
    class Drip(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"{")
            given_up.wait(30)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class HastyClock(ManualClock):
        """Every look at it finds a second more than an answer may take."""

        def monotonic_ms(self) -> int:
            self.advance(int(exchange.BODY_SLACK_S * 1000) + 1000)
            return super().monotonic_ms()

    given_up = threading.Event()
    drip = http.server.HTTPServer(("127.0.0.1", 0), Drip)
    thread = threading.Thread(target=drip.handle_request)
    thread.start()
    sender = exchange.Exchange(f"http://127.0.0.1:{drip.server_address[1]}", HastyClock())
    found = sender.send("GET", "/", {})
    given_up.set()
    sender.close()
    thread.join()
    drip.server_close()
    assert isinstance(found, Problem) and found.kind is ProblemKind.TIMEOUT
    assert found.text == "The answer came too slowly and was given up."


# --- defect 4: no retry, a connection per call


def test_defect_4_a_cut_connection_is_tried_once_more_with_the_same_bytes(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(Reply(cut="before"), Reply.of({"code_url": "weixin://after"}))
    assert gateway.create(ORDER) == CodeReady("weixin://after")
    first, second = server.received
    assert first.body == second.body and first.path == second.path
    assert first.authorization["nonce_str"] != second.authorization["nonce_str"]


def test_defect_4_the_repeat_is_bounded(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply(cut="before"))
    assert problem_of(gateway.query(ORDER)).kind is ProblemKind.NETWORK
    assert len(server.received) == wechat_guard.TRIES_WHEN_CUT == 2


def test_defect_4_calls_share_a_connection(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("NOTPAY")))
    for _ in range(5):
        assert gateway.query(ORDER) == Unpaid()
    assert server.connections == 1


def test_defect_4_a_connection_long_idle_is_not_trusted(server: WechatServer) -> None:
    clock = ManualClock(int(time.time()) * 1000)
    gateway = WechatGateway(settings_for(server.url), clock)
    server.plays(Reply.of(transaction("NOTPAY")))
    for pause_s, connections in ((0, 1), (exchange.IDLE_LIMIT_S, 1), (exchange.IDLE_LIMIT_S + 1, 2), (0, 2)):
        clock.advance(pause_s * 1000)
        assert gateway.query(ORDER) == Unpaid()
        assert server.connections == connections
    gateway.close_connections()


# --- defect 5: what is signed is not what is sent


def test_defect_5_a_path_that_would_be_rewritten_is_not_sent(
    server: WechatServer, gateway: WechatGateway
) -> None:
    with pytest.raises(CallFailed) as caught:
        gateway._client().query(out_trade_no="K7|SALE")
    assert caught.value.problem.kind is ProblemKind.CONFIG
    assert server.received == []


# --- defect 6: the bill's host


@pytest.mark.parametrize(
    "url",
    [
        "https://api2.mch.weixin.qq.com/v3/billdownload/file?token=abc",
        "http://127.0.0.1.evil.example/v3/billdownload/file?token=abc",
        "{base}@evil.example/v3/billdownload/file",
        "{base}/v3/certificates",
        "/v3/billdownload/file",
        None,
    ],
)
def test_defect_6_a_bill_on_another_host_is_not_fetched(
    server: WechatServer, gateway: WechatGateway, url: str | None
) -> None:
    address = url.format(base=server.url) if url else None
    server.plays(Reply.of({"hash_type": "SHA1", "hash_value": "0" * 40, "download_url": address}))
    found = gateway.bill(date(2026, 10, 1))
    assert isinstance(found, BillUnknown) and found.problem.code == "BILL_HOST"
    assert len(server.received) == 1


def test_defect_6_nothing_but_a_bill_goes_unverified(server: WechatServer, gateway: WechatGateway) -> None:
    with pytest.raises(CallFailed):
        gateway._client()._core.request("/v3/certificates", skip_verify=True)
    assert server.received == []


# --- defect 7: unverified answers and bare exceptions


@pytest.mark.parametrize("status", [200, 201, 204])
def test_defect_7_a_false_signature_is_unknown_never_failed(
    server: WechatServer, gateway: WechatGateway, status: int
) -> None:
    false = sign_headers(b"", int(time.time()), MERCHANT_KEY)
    body = b"" if status == 204 else json.dumps(transaction("SUCCESS")).encode()
    server.plays(Reply(status, body, headers=false))
    for result in (gateway.create(ORDER), gateway.query(ORDER), gateway.close(ORDER), gateway.refund(REFUND)):
        assert problem_of(result).kind is ProblemKind.BAD_SIGNATURE


def test_defect_7_an_empty_204_is_verified_too(server: WechatServer, gateway: WechatGateway) -> None:
    core = gateway._client()._core
    server.plays(Reply(204))
    assert core.request("/v3/x") == (204, b"")
    server.plays(Reply(204, signed=False))
    with pytest.raises(CallFailed) as caught:
        core.request("/v3/x")
    assert caught.value.problem.code == "UNSIGNED"


def test_defect_7_a_changed_body_is_unknown(server: WechatServer, gateway: WechatGateway) -> None:
    honest = json.dumps(transaction("NOTPAY")).encode()
    forged = honest.replace(b"NOTPAY", b"CLOSED")
    server.plays(Reply(200, forged, signed=False, headers=sign_headers(honest, int(time.time()))))
    assert problem_of(gateway.query(ORDER)).code == "SIGNATURE"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(200, b"<html>login</html>", signed=False), ProblemKind.BAD_SIGNATURE),
        (Reply(502, b"<html>Bad gateway</html>"), ProblemKind.GATEWAY),
        (Reply(404, b"<html>Not Found</html>"), ProblemKind.BAD_ANSWER),
        (Reply(403, b'{"code": "drop table", "message": "x"}'), ProblemKind.BAD_ANSWER),
        (Reply(400, b"[]"), ProblemKind.BAD_ANSWER),
        (Reply(302, headers={"Location": "https://evil.example/"}), ProblemKind.BAD_ANSWER),
        (Reply(200, b'{"trade_state": "SUC'), ProblemKind.BAD_ANSWER),
        (Reply(200, b"[" * 200_000), ProblemKind.BAD_ANSWER),
        (Reply(200, b"\xff\xfe"), ProblemKind.BAD_SIGNATURE),
        (Reply.of(transaction("SUCCESS"), cut="half"), ProblemKind.BAD_ANSWER),
        (Reply(cut="before"), ProblemKind.NETWORK),
    ],
)
def test_defect_7_a_broken_answer_is_unknown_in_words(
    server: WechatServer, gateway: WechatGateway, reply: Reply, kind: ProblemKind
) -> None:
    server.plays(reply)
    found = problem_of(gateway.query(ORDER))
    assert found.kind is kind
    assert found.text.endswith((".", '"')) and "<" not in found.text


def test_defect_7_an_endless_answer_is_cut_off(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply(200, b" " * exchange.BODY_LIMIT_BYTES + json.dumps(transaction("CLOSED")).encode()))
    found = problem_of(gateway.query(ORDER))
    assert found.kind is ProblemKind.BAD_ANSWER and "longer than" in found.text


def test_defect_7_no_server_at_all_is_unknown(server: WechatServer) -> None:
    gateway = WechatGateway(settings_for("http://127.0.0.1:9"), SystemClock())
    assert problem_of(gateway.query(ORDER)).kind is ProblemKind.NETWORK


# --- defect 8: secrets in the log


def test_defect_8_nothing_secret_is_logged_or_shown(
    server: WechatServer, gateway: WechatGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.plays(Reply.error(401, "SIGN_ERROR", "签名错误"), Reply.of(transaction("SUCCESS")))
    shown = [gateway.create(ORDER), gateway.query(ORDER), gateway._settings, gateway.parse_notice({}, b"")]
    said = caplog.text + repr(shown) + str(shown)
    assert gateway._client()._core._logger is None
    secrets = [gateway._settings.apiv3_key, "PRIVATE KEY", "WECHATPAY2-SHA256-RSA2048 "]
    secrets += [one.authorization["signature"] for one in server.received]
    for secret in secrets:
        assert secret not in said


# --- defects 9 and 10: the asynchronous twin, certificate mode


def test_defects_9_and_10_only_the_synchronous_public_key_client_is_used(gateway: WechatGateway) -> None:
    client = gateway._client()
    assert type(client).__mro__[1].__module__ == "wechatpayv3"
    assert client._core._public_key_id == PUB_KEY_ID and client._core._certificates == []


def test_no_call_is_made_when_the_client_is_built(server: WechatServer, gateway: WechatGateway) -> None:
    gateway._client()
    assert server.received == []


# --- the private hooks


def test_the_library_still_has_the_private_hooks_the_guard_hangs_on(gateway: WechatGateway) -> None:
    """wechatpayv3 is pinned to 2.0.4 for these; when this fails, read its source before raising the pin."""
    from wechatpayv3 import WeChatPay, WeChatPayType  # type: ignore[import-untyped]  # no types there

    settings = settings_for("http://127.0.0.1:9")
    plain = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=MCHID,
        private_key=settings.merchant_key_pem,
        cert_serial_no=settings.merchant_serial,
        appid=APPID,
        apiv3_key=settings.apiv3_key,
        notify_url=settings.notify_url,
        public_key=settings.platform_public_key_pem,
        public_key_id=PUB_KEY_ID,
    )
    ours = gateway._client()
    assert plain._core._gate_way == "https://api.mch.weixin.qq.com"
    assert vars(plain).keys() == vars(ours).keys()
    assert {name: value for name, value in vars(plain).items() if name != "_core"} == {
        name: value for name, value in vars(ours).items() if name != "_core"
    }
    wechat_guard.require_hooks(type(plain._core))
    with pytest.raises(BugError, match="_verify_signature"):
        wechat_guard.require_hooks(object)


def test_every_call_of_the_library_passes_the_guard(server: WechatServer, gateway: WechatGateway) -> None:
    client = gateway._client()
    assert client._core._gate_way == server.url
    assert isinstance(client._core, wechat_guard.GuardedCore)


# --- clock


@pytest.fixture
def late() -> ManualClock:
    """An hour behind."""
    return ManualClock((int(time.time()) - 3600) * 1000)


@pytest.fixture
def slow_clock(server: WechatServer, late: ManualClock) -> Iterator[WechatGateway]:
    """A machine whose clock is late, before a gateway that checks the time as WeChat does."""
    made = WechatGateway(settings_for(server.url), late)

    def script(received: Received) -> Reply:
        if abs(int(received.authorization["timestamp"]) - server.now_s()) > 300:
            text = "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"
            return Reply.error(401, "SIGN_ERROR", text)
        return Reply.of(transaction("NOTPAY"))

    server.script = script
    yield made
    made.close_connections()


def test_a_wrong_clock_is_corrected_by_the_servers_date(
    server: WechatServer, slow_clock: WechatGateway
) -> None:
    assert slow_clock.query(ORDER) == Unpaid()
    assert abs((slow_clock.clock_offset_s or 0) - 3600) <= 2
    assert len(server.received) == 2
    assert slow_clock.query(ORDER) == Unpaid()
    assert len(server.received) == 3, "the correction is kept"


@pytest.mark.parametrize("step_s", [3600, 7200], ids=["set right", "set wrong the other way"])
def test_a_clock_that_is_set_while_it_is_being_corrected_costs_no_call(
    server: WechatServer, slow_clock: WechatGateway, late: ManualClock, step_s: int
) -> None:
    assert slow_clock.query(ORDER) == Unpaid()
    late._utc_ms += step_s * 1000
    assert slow_clock.query(ORDER) == Unpaid()
    assert len(server.received) == 4, "refused once, repeated once"
    server.plays(Reply.error(401, "SIGN_ERROR", "timestamp"))
    assert problem_of(slow_clock.query(ORDER)).kind is ProblemKind.CLOCK
    assert len(server.received) == 5, "a refusal that tells no other time is not repeated"


def test_a_clock_refusal_without_a_date_to_go_by_is_told_in_words(
    server: WechatServer, gateway: WechatGateway
) -> None:
    server.plays(
        Reply.error(401, "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    )
    found = problem_of(gateway.query(ORDER))
    assert found.kind is ProblemKind.CLOCK and "clock" in found.text
    assert len(server.received) == 1


def test_a_small_offset_is_left_alone(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("NOTPAY"), date_s=int(time.time()) + 100))
    gateway.query(ORDER)
    gateway.query(ORDER)
    assert abs(int(server.received[1].authorization["timestamp"]) - time.time()) < 5


# --- environment


def test_a_proxy_in_the_environment_does_not_catch_loopback(
    server: WechatServer, gateway: WechatGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.plays(Reply.of(transaction("NOTPAY")))
    assert gateway.query(ORDER) == Unpaid()


def test_a_netrc_does_not_replace_our_signature(
    server: WechatServer, gateway: WechatGateway, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server.plays(Reply.of(transaction("NOTPAY")))
    assert gateway.query(ORDER) == Unpaid()


def test_many_threads_may_ask_at_once(server: WechatServer, gateway: WechatGateway) -> None:
    server.plays(Reply.of(transaction("NOTPAY")))
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(gateway.query(ORDER))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [Unpaid()] * 12


# --- notices


def read(gateway: WechatGateway, body: bytes) -> Notice | NoticeRejected:
    return gateway.parse_notice(sign_headers(body, int(time.time())), body)


def test_a_payment_notice_names_the_order_and_the_sum(gateway: WechatGateway) -> None:
    found = read(gateway, notice())
    assert found == Notice("EV-2018022511223320873", ORDER.number, "", Paid(350, "4200001234", 1_790_000_040))


def test_header_names_may_come_in_lower_case(gateway: WechatGateway) -> None:
    body = notice()
    headers = {name.lower(): value for name, value in sign_headers(body, int(time.time())).items()}
    assert isinstance(gateway.parse_notice(headers, body), Notice)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("SUCCESS", RefundDone),
        ("PROCESSING", RefundAccepted),
        ("ABNORMAL", RefundRefused),
        ("CLOSED", RefundVoid),
    ],
)
def test_a_refund_notice_names_the_refund(gateway: WechatGateway, status: str, expected: type) -> None:
    resource = {
        "mchid": MCHID,
        "transaction_id": "4200001234",
        "out_trade_no": ORDER.number,
        "refund_id": "5030000",
        "out_refund_no": REFUND.number,
        "refund_status": status,
        "user_received_account": "支付用户零钱",
        "amount": {"total": 350, "refund": 150, "payer_total": 350, "payer_refund": 150},
    }
    found = read(gateway, notice(resource, event_type=f"REFUND.{status}"))
    assert isinstance(found, Notice)
    assert (found.order_number, found.refund_number) == (ORDER.number, REFUND.number)
    assert isinstance(found.result, expected)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (notice(transaction("SUCCESS", mchid="1900000002")), "IDENTITY"),
        (notice(transaction("SUCCESS", appid="wx0")), "IDENTITY"),
        (notice(transaction("SUCCESS", out_trade_no="")), "FIELDS"),
        (notice(transaction("SUCCESS", amount={"total": 350, "currency": "USD"})), "CURRENCY"),
        (notice(event_type="COUPON.USE"), "EVENT_TYPE"),
        (notice(event_type="REFUND.SUCCESS"), "FIELDS"),
        (notice(id=None), "FIELDS"),
        (notice(resource={}), "DECRYPT"),
        (notice(resource_type="plain"), "DECRYPT"),
        (notice(resource=encrypt({}) | {"nonce": "another12345"}), "DECRYPT"),
        (notice(resource=encrypt({}) | {"ciphertext": "!"}), "DECRYPT"),
        (notice(resource=encrypt({}) | {"algorithm": "NONE"}), "Exception"),
        (b"[]", "AttributeError"),
        (b"not json", "JSONDecodeError"),
        (b"x" * 65_537, "LENGTH"),
    ],
)
def test_a_signed_notice_that_makes_no_sense_is_rejected_in_words(
    gateway: WechatGateway, body: bytes, code: str
) -> None:
    found = read(gateway, body)
    assert isinstance(found, NoticeRejected), found
    assert found.problem.text.endswith(".")
    assert found.problem.code == code


def test_a_forged_notice_is_rejected(gateway: WechatGateway) -> None:
    body = notice()
    forged = sign_headers(body, int(time.time()), MERCHANT_KEY)
    assert problem_of(gateway.parse_notice(forged, body)).code == "SIGNATURE"
    broken = sign_headers(body, int(time.time())) | {"Wechatpay-Signature": base64.b64encode(b"x").decode()}
    assert problem_of(gateway.parse_notice(broken, body)).kind is ProblemKind.BAD_SIGNATURE
