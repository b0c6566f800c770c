"""What is signed, and what is believed."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.clock import SystemClock
from kiosk.payments.gateways.alipay.gateway import AlipayGateway
from kiosk.payments.gateways.alipay.wire import Signer, beijing_text, notice_text, request_text, top_level
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    Notice,
    NoticeRejected,
    Paid,
    ProblemKind,
    RefundDone,
    Unpaid,
)
from tests.kiosk.payments.alipay_server import (
    ALIPAY_KEY,
    APP_ID,
    APP_KEY,
    AlipayServer,
    fields_of,
    notice,
    refuses,
    says,
    settings_for,
    signature_of,
    unsigned,
)
from tests.kiosk.payments.gateways.alipay.test_gateway import ORDER, QUERY, REFUND, trade
from tests.kiosk.payments.wechat_server import Reply

NODE = "alipay_trade_query_response"


# --- the signature


def test_every_parameter_that_is_not_empty_is_signed_sorted_and_as_it_is() -> None:
    parameters = {"method": "alipay.trade.query", "app_id": "1", "empty": "", "biz_content": '{"a":"茶 &/="}'}
    assert request_text(parameters | {"sign_type": "RSA2"}) == (
        'app_id=1&biz_content={"a":"茶 &/="}&method=alipay.trade.query&sign_type=RSA2'
    )


def test_a_notices_text_has_neither_the_signature_nor_its_type() -> None:
    fields = {"b": "", "a": "1", "sign": "s", "sign_type": "RSA2", "alipay_cert_sn": "x", "charset": "utf-8"}
    assert notice_text(fields) == "a=1&b=&charset=utf-8"


def test_openssl_agrees_with_both_halves(tmp_path: Path) -> None:
    """The published rule in the words of another program: ``openssl dgst -sha256``."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl here")
    text, signer = 'app_id=1&biz_content={"a":"可乐"}', Signer(settings_for("production"))
    files = {
        "text": text.encode(),
        "ours.pem": APP_KEY.public_key().public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo,
        ),
        "signature": base64.b64decode(signer.sign(text)),
        "theirs.pem": ALIPAY_KEY.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    verify = [openssl, "dgst", "-sha256", "-verify", "ours.pem", "-signature", "signature", "text"]
    assert subprocess.run(verify, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    sign = [openssl, "dgst", "-sha256", "-sign", "theirs.pem", "text"]
    signature = subprocess.run(sign, cwd=tmp_path, check=True, capture_output=True).stdout
    assert signer.verifies(text, base64.b64encode(signature).decode())
    assert not signer.verifies(text + " ", base64.b64encode(signature).decode())
    assert not signer.verifies(text, "not base64 ü") and not signer.verifies(text, "")


# --- the text as it travelled


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ('{"a":{"b":"c"},"sign":"s"}', {"a": '{"b":"c"}', "sign": '"s"'}),
        ('{"sign":"s","a":{"b":"c"}}', {"a": '{"b":"c"}', "sign": '"s"'}),
        (' { "a" : { "b" : "}{\\"" } , "n" : 1 } ', {"a": '{ "b" : "}{\\"" }', "n": "1"}),
        ('{"a":{"u":"https:\\/\\/x","t":"\\u8336茶"}}', {"a": '{"u":"https:\\/\\/x","t":"\\u8336茶"}'}),
        ("{}", {}),
    ],
)
def test_the_parts_keep_the_text_they_travelled_in(body: str, parts: dict[str, str]) -> None:
    assert top_level(body.encode()) == parts


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"a":1', b'{"a":1}x', b'{"a":1,"a":2}', b"\xff", b"<html>", b"[" * 100_000, b'"a"']
)
def test_what_is_no_object_or_names_a_part_twice_has_no_parts(body: bytes) -> None:
    assert top_level(body) is None


WORDS = st.text(max_size=6)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(WORDS, JSON_VALUES, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_any_object_falls_into_parts_that_mean_the_same(
    content: dict[str, Any], indent: int | None, ascii_only: bool
) -> None:
    body = json.dumps(content, ensure_ascii=ascii_only, indent=indent)
    try:
        raw = body.encode()
    except UnicodeEncodeError:
        return
    parts = top_level(raw)
    assert parts is not None
    assert {name: json.loads(text) for name, text in parts.items()} == content
    assert all(text in body for text in parts.values())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=40))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    top_level(body)


# --- what is believed


def test_an_answer_is_verified_as_it_travelled(server: AlipayServer, gateway: AlipayGateway) -> None:
    odd = trade("TRADE_SUCCESS", subject='茶 "}{" http://x', store_name="a\\b")
    server.plays(says(QUERY, odd))
    assert isinstance(gateway.query(ORDER), Paid)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b'"3.50"', b'"3.51"', 1),
        lambda body: body.replace(b"WAIT_BUYER_PAY", b"TRADE_SUCCESS"),
        lambda body: body.replace(b'"sign":"', b'"sign":"A', 1),
        lambda body: body.replace(b'"sign"', b'"sing"', 1),
        lambda body: body.replace(b'"code"', b' "code"', 1),
        lambda body: body.replace(NODE.encode(), b"alipay_trade_close_response", 1),
        lambda body: body[:-1] + b',"%s":{"code":"10000"}}' % NODE.encode(),
        lambda body: b"<html>" + body,
        lambda body: body[: len(body) // 2],
    ],
)
def test_a_changed_answer_is_nobodys(server: AlipayServer, gateway: AlipayGateway, spoil: Any) -> None:
    reply = says(QUERY, trade("WAIT_BUYER_PAY"))
    server.plays(Reply(body=spoil(reply.body), signed=False))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown)
    assert found.problem.kind in (ProblemKind.BAD_SIGNATURE, ProblemKind.BAD_ANSWER)


def test_a_strangers_signature_is_false(server: AlipayServer, gateway: AlipayGateway) -> None:
    server.plays(says(QUERY, trade("TRADE_SUCCESS"), APP_KEY))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.kind is ProblemKind.BAD_SIGNATURE


@pytest.mark.parametrize("body", ['{"%s":7,"sign":"%s"}', '{"%s":[],"sign":"%s"}'])
def test_a_signed_answer_that_is_no_object_is_none(
    server: AlipayServer, gateway: AlipayGateway, body: str
) -> None:
    node = "7" if "7" in body else "[]"
    server.plays(Reply(body=(body % (NODE, signature_of(node))).encode(), signed=False))
    assert isinstance(gateway.query(ORDER), CallUnknown)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (unsigned(NODE, trade("TRADE_SUCCESS") | {"code": "10000"}), ProblemKind.BAD_SIGNATURE),
        (unsigned(NODE, {"code": "40002", "sub_code": "isv.invalid-signature"}), ProblemKind.CONFIG),
        (unsigned("error_response", {"code": "40002", "sub_code": "isv.invalid-app-id"}), ProblemKind.CONFIG),
        (unsigned("error_response", {"code": "20000"}), ProblemKind.GATEWAY),
        (unsigned("error_response", {"code": "40005"}), ProblemKind.LIMIT),
        (unsigned("error_response", {}), ProblemKind.BAD_ANSWER),
        (unsigned("else", {}), ProblemKind.BAD_SIGNATURE),
        (Reply(status=500, signed=False), ProblemKind.GATEWAY),
        (Reply(status=429, signed=False), ProblemKind.LIMIT),
        (Reply(status=302, signed=False), ProblemKind.BAD_ANSWER),
        (Reply(status=404, signed=False), ProblemKind.BAD_ANSWER),
        (Reply(body=b"<html>", signed=False), ProblemKind.BAD_ANSWER),
    ],
)
def test_what_is_not_signed_finalises_nothing(
    server: AlipayServer, gateway: AlipayGateway, reply: Reply, kind: ProblemKind
) -> None:
    server.plays(reply)
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.kind is kind


def test_a_cut_connection_is_tried_once_more(server: AlipayServer, gateway: AlipayGateway) -> None:
    server.plays(Reply(cut="before"), says(QUERY, trade("WAIT_BUYER_PAY")))
    assert gateway.query(ORDER) == Unpaid()
    server.plays(Reply(cut="before"))
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.kind is ProblemKind.NETWORK
    assert len(server.received) == 4


@pytest.mark.parametrize("is_signed", [True, False])
def test_a_refused_clock_is_put_right_by_the_answers_own(
    server: AlipayServer, gateway: AlipayGateway, is_signed: bool
) -> None:
    ahead_s = int(time.time()) + 86_400
    server.now_s = lambda: ahead_s
    content = {"code": "40002", "sub_code": "isv.invalid-timestamp"}
    refusal = refuses(QUERY, "isv.invalid-timestamp", "40002") if is_signed else unsigned(NODE, content)
    server.plays(refusal, says(QUERY, trade("WAIT_BUYER_PAY")))
    assert gateway.query(ORDER) == Unpaid()
    assert fields_of(server.received[1])["timestamp"][:10] == beijing_text(ahead_s)[:10]
    server.plays(refusal)
    found = gateway.query(ORDER)
    assert isinstance(found, CallUnknown) and found.problem.kind is ProblemKind.CLOCK
    assert len(server.received) == 3, "signed with the right time already: no second try"


# --- notices

PAID = {
    "notify_id": "2026092100222221400",
    "notify_type": "trade_status_sync",
    "app_id": APP_ID,
    "charset": "utf-8",
    "version": "1.0",
    "out_trade_no": ORDER.number,
    "trade_no": "2026092122001400",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "3.50",
    "gmt_payment": "2026-09-21 22:14:00",
    "subject": "可乐 330ml & 薯片+",
    "passback_params": "",
}
REFUNDED = PAID | {"gmt_refund": "2026-09-21 22:20:00.000", "refund_fee": "1.50", "out_biz_no": REFUND.number}


@pytest.fixture
def reader() -> AlipayGateway:
    return AlipayGateway(settings_for("http://127.0.0.1:9"), SystemClock())


@pytest.mark.parametrize(
    ("fields", "refund", "result"),
    [
        (PAID, "", Paid(350, "2026092122001400", 1_790_000_040)),
        (PAID | {"trade_status": "TRADE_CLOSED", "gmt_payment": ""}, "", Closed()),
        (PAID | {"trade_status": "WAIT_BUYER_PAY"}, "", Unpaid()),
        (REFUNDED, REFUND.number, RefundDone("2026092122001400")),
        (REFUNDED | {"out_biz_no": ""}, "", Paid(350, "2026092122001400", 1_790_000_040, refunded=True)),
        (
            REFUNDED | {"out_biz_no": "", "trade_status": "TRADE_CLOSED"},
            "",
            Paid(350, "2026092122001400", 1_790_000_040, refunded=True),
        ),
    ],
)
def test_a_notice_is_read_by_its_fields(
    reader: AlipayGateway, fields: dict[str, str], refund: str, result: object
) -> None:
    assert reader.parse_notice({}, notice(fields)) == Notice(PAID["notify_id"], ORDER.number, refund, result)  # type: ignore[arg-type]  # one of them


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (notice(PAID).replace(b"3.50", b"3.51"), "SIGNATURE"),
        (notice(PAID, APP_KEY), "SIGNATURE"),
        (notice(PAID, sign=""), "SIGNATURE"),
        (notice(PAID, sign_type="RSA"), "SIGN_TYPE"),
        (notice(PAID | {"app_id": "2021000000000009"}), "IDENTITY"),
        (notice(PAID | {"notify_id": ""}), "FIELDS"),
        (notice(PAID | {"out_trade_no": ""}), "FIELDS"),
        (notice(PAID | {"total_amount": "0"}), "AMOUNT"),
        (notice(PAID | {"trade_status": "ODD"}), "TRADE_STATUS"),
        (notice(PAID) + b"&total_amount=0.01", "FORM"),
        (notice(PAID) + b"&subject2=%FF", "FORM"),
        (notice(PAID) + b"&nonsense", "FORM"),
        ("可乐".encode(), "FORM"),
        (b"", "SIGN_TYPE"),
        (b"&".join(b"a%d=1" % number for number in range(201)), "FORM"),
        (b"a=" + b"x" * 65_536, "LENGTH"),
    ],
)
def test_a_notice_that_is_not_verified_is_refused(reader: AlipayGateway, body: bytes, code: str) -> None:
    found = reader.parse_notice({}, body)
    assert isinstance(found, NoticeRejected) and found.problem.code == code, found
