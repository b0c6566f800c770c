"""Who may call, proved with signing code of the test's own."""

from __future__ import annotations

import time

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import NATIVE, Merchant

QUERY = "/v3/pay/transactions/out-trade-no/K7F3A001?mchid=1900000001"


def _with(merchant: Merchant, changed: dict[str, str]) -> dict[str, str | None]:
    return {"Authorization": merchant.authorization("GET", QUERY, b"", changed=changed)}


def test_an_answer_is_signed_over_its_bytes(merchant: Merchant) -> None:
    merchant.order("K7F3A001")
    reply = merchant.send("GET", QUERY)
    assert reply.status == 200
    assert merchant.verified(reply.headers, reply.body)
    assert not merchant.verified(reply.headers, reply.body + b" ")
    assert reply.number == 0
    assert abs(int(reply.headers["wechatpay-timestamp"]) - time.time()) < 60
    assert reply.headers["wechatpay-signature-type"] == "WECHATPAY2-SHA256-RSA2048"


def test_a_refusal_bears_no_signature(merchant: Merchant) -> None:
    reply = merchant.send("GET", QUERY)
    assert reply.status == 404
    assert reply.json["code"] == "ORDER_NOT_EXIST"
    assert reply.number == 268512771
    assert not [name for name in reply.headers if name.startswith("wechatpay-")]


@pytest.mark.parametrize("skew_s", [-301, 301])
def test_five_minutes_are_the_limit(merchant: Merchant, skew_s: int) -> None:
    merchant.order("K7F3A001")
    at_s = int(time.time())
    near = merchant.authorization("GET", QUERY, b"", at_s=at_s + skew_s * 290 // 301)
    far = merchant.authorization("GET", QUERY, b"", at_s=at_s + skew_s + (10 if skew_s > 0 else 0))
    assert merchant.send("GET", QUERY, headers={"Authorization": near}).status == 200
    refused = merchant.send("GET", QUERY, headers={"Authorization": far})
    assert (refused.status, refused.json["code"]) == (401, "SIGN_ERROR")
    assert "5分钟" in refused.json["message"]


@pytest.mark.parametrize(
    "changed",
    [
        {"mchid": "1900000009"},
        {"serial_no": "00"},
        {"timestamp": "soon"},
        {"nonce_str": "another"},
        {"nonce_str": ""},
        {"signature": "bm90IGl0"},
        {"signature": "not base64"},
        {"extra": "1"},
    ],
)
def test_a_changed_item_is_refused(merchant: Merchant, changed: dict[str, str]) -> None:
    reply = merchant.send("GET", QUERY, headers=_with(merchant, changed))
    assert (reply.status, reply.json["code"]) == (401, "SIGN_ERROR")


@pytest.mark.parametrize("broken", ["", "Bearer x", "WECHATPAY2-SHA256-RSA2048", "doubled", "missing"])
def test_the_header_is_parsed_strictly(merchant: Merchant, broken: str) -> None:
    whole = merchant.authorization("GET", QUERY, b"")
    if broken == "doubled":
        broken = f'{whole},mchid="{merchant.config["mchid"]}"'
    elif broken == "missing":
        broken = whole.rsplit(",", 1)[0]
    assert merchant.send("GET", QUERY, headers={"Authorization": broken or None}).status == 401


def test_the_order_of_the_items_is_free(merchant: Merchant) -> None:
    merchant.order("K7F3A001")
    scheme, _, items = merchant.authorization("GET", QUERY, b"").partition(" ")
    turned = f"{scheme} {', '.join(reversed(items.split(',')))}"
    assert merchant.send("GET", QUERY, headers={"Authorization": turned}).status == 200


def test_the_signature_covers_path_query_and_body_as_sent(merchant: Merchant) -> None:
    merchant.order("K7F3|001")
    encoded = QUERY.replace("K7F3A001", "K7F3%7C001")
    plain = merchant.authorization("GET", encoded.replace("%7C", "|"), b"")
    assert merchant.send("GET", encoded).status == 200
    assert merchant.send("GET", encoded, headers={"Authorization": plain}).status == 401
    without_query = merchant.authorization("GET", encoded.partition("?")[0], b"")
    assert merchant.send("GET", encoded, headers={"Authorization": without_query}).status == 401
    other_body = merchant.authorization("POST", NATIVE, b"{}")
    body = merchant.order_body("K7F3A002")
    assert merchant.send("POST", NATIVE, body, headers={"Authorization": other_body}).status == 401


@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": None}, {"Accept": None}, {"Accept": "text/html"}, {"Wechatpay-Serial": "PUB_KEY_ID_1"}],
)
def test_plain_headers_are_demanded(merchant: Merchant, headers: dict[str, str | None]) -> None:
    reply = merchant.send("GET", QUERY, headers=headers)
    assert (reply.status, reply.json["code"]) == (400, "PARAM_ERROR")


def test_a_body_must_be_said_to_be_json(merchant: Merchant) -> None:
    body = merchant.order_body("K7F3A001")
    for content_type in (None, "text/plain"):
        assert merchant.send("POST", NATIVE, body, headers={"Content-Type": content_type}).status == 400


def test_a_wrong_clock_at_the_gateway_refuses_everyone(merchant: Merchant, sandbox: SandboxProcess) -> None:
    sandbox.wire_skew(-1000)
    reply = merchant.send("GET", QUERY)
    assert (reply.status, reply.json["code"]) == (401, "SIGN_ERROR")
    sandbox.wire_skew(0)
    assert merchant.send("GET", QUERY).status == 404


def test_unknown_calls_and_names_of_this_machine(merchant: Merchant) -> None:
    reply = merchant.send("POST", "/v3/pay/transactions/jsapi", {})
    assert (reply.status, reply.json["code"]) == (404, "RESOURCE_NOT_EXISTS")
    assert merchant.send("DELETE", NATIVE).status == 405
    merchant.host = merchant.host.replace("127.0.0.1", "localhost")
    assert merchant.send("GET", QUERY).status == 404
