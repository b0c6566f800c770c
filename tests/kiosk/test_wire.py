"""Messages are read strictly at both ends, and what one end writes the other reads, newer fields or not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from kiosk import wire
from kiosk.payments.gateways.wechat_read import PAID_LIMIT_FEN
from kiosk.wire import Message

NUMBER = "K7SALE0001P1"
PROBLEM: dict[str, Any] = {"kind": "gateway", "text": "words", "code": "X"}
LINE: dict[str, Any] = {
    "index": 0,
    "sku": "cola",
    "name": {"zh_CN": "可乐", "en": "Cola"},
    "lane": "A1",
    "amount_fen": 350,
    "fate": "delivered",
    "list_fen": 500,
    "gift": False,
}
REFUND: dict[str, Any] = {"number": "K7SALE0001R1", "amount_fen": 1, "state": "done"}
SALE: dict[str, Any] = {
    "number": "K7SALE0001",
    "truth_token": "t" * 22,
    "stage": "closed",
    "currency": "CNY",
    "opened_at_s": 1_790_000_000,
    "paid_fen": 350,
    "lines": [LINE],
    "refunds": [REFUND],
    "method": "wechat",
    "savings": [{"key": "gift", "name": {"en": "A cup"}, "fen": 250}],
    "member": {
        "session": "5" * 32,
        "points_spent": [100],
        "points_earned": [3],
        "coupons": ["A1B2C3D4"],
        "uses": {"half": 1},
    },
}
EVENT: dict[str, Any] = {"seq": 1, "kind": "sale", "at_ms": 1, "body": {"any": [1, "x", None, {"y": True}]}}
DOCUMENT: dict[str, Any] = {
    "kind": "faq",
    "key": "nothing_fell",
    "revision": 7,
    "body": {"n": [1, {"y": None}]},
}
GONE = DOCUMENT | {"key": "other", "body": None}
MESSAGES: list[tuple[type[Message], dict[str, Any]]] = [
    (wire.EnrolRequest, {"code": "ABCD", "public_key": "A" * 44, "software": "1"}),
    (wire.EnrolAnswer, {"machine_id": "M1", "cloud_id": "c", "site": "南门"}),
    (
        wire.PaymentCreate,
        {
            "number": NUMBER,
            "sale": "K7SALE0001",
            "method": "wechat",
            "amount_fen": 350,
            "currency": "CNY",
            "description": "可乐",
            "created_at_s": 1_790_000_000,
            "expires_at_s": 1_790_000_180,
        },
    ),
    (
        wire.PaymentState,
        {
            "number": NUMBER,
            "version": 3,
            "state": "paid",
            "code": None,
            "paid_fen": 350,
            "gateway_reference": "T1",
            "paid_at_s": 1_790_000_005,
            "refunded": False,
            "code_life_s": 7200,
            "problem": PROBLEM,
        },
    ),
    (wire.RefundCreate, {"number": "K7SALE0001R1", "amount_fen": 1, "reason": ""}),
    (
        wire.RefundState,
        {"number": "K7SALE0001R1", "state": "done", "to": "x", "gateway_reference": "", "problem": None},
    ),
    (wire.SaleReport, SALE),
    (wire.EventBatch, {"events": [EVENT]}),
    (wire.EventAck, {"acked": 1, "rejected": [2]}),
    (wire.DocumentPage, {"revision": 9, "documents": [DOCUMENT, GONE], "more": False, "reset": False}),
    (wire.DocumentsReport, {"revision": 9, "digests": {"faq": "d" * 64}, "unread": ["faq/q"]}),
    (wire.ErrorAnswer, {"code": "x", "text": "words", "problem": PROBLEM, "warnings": [PROBLEM]}),
]
each_message = pytest.mark.parametrize(
    ("kind", "content"), MESSAGES, ids=[kind.__name__ for kind, _ in MESSAGES]
)


@each_message
def test_what_one_end_writes_the_other_reads(kind: type[Message], content: dict[str, Any]) -> None:
    """As bytes (a machine's client) and as what a web framework has made of them (the cloud)."""
    read = kind.model_validate_json(json.dumps(content))
    assert read.model_dump() == content
    assert kind.model_validate_json(read.model_dump_json()) == read
    assert kind.model_validate(content | {"of_a_newer_end": 1}) == read


def spoiled(content: Any) -> list[Any]:
    """``content`` again and again, each time with one number or text of it in another type's clothes."""
    if isinstance(content, dict):
        return [content | {key: bad} for key, value in content.items() for bad in spoiled(value)]
    if isinstance(content, list):
        return [[bad] for value in content for bad in spoiled(value)]
    if isinstance(content, bool):
        return [int(content), "yes"]
    if isinstance(content, int):
        return [True, str(content), float(content)]
    return [7, True] if isinstance(content, str) else []


@each_message
def test_no_value_is_taken_for_what_it_is_not(kind: type[Message], content: dict[str, Any]) -> None:
    """``true`` was once 1 fen and ``"300"`` three yuan."""
    free = ("events", "documents")  # their bodies may be anything
    for bad in spoiled({key: value for key, value in content.items() if key not in free}):
        with pytest.raises(ValidationError):
            kind.model_validate(bad)
        with pytest.raises(ValidationError):
            kind.model_validate_json(json.dumps(bad))


def test_the_body_of_an_event_may_be_anything() -> None:
    event = wire.Event.model_validate_json(json.dumps(EVENT))
    assert event.body == EVENT["body"]
    with pytest.raises(ValidationError):
        wire.Event.model_validate(EVENT | {"seq": "1"})


def test_both_ends_take_the_same_documents_for_the_same() -> None:
    """The digest as it was released: a machine and a cloud of different versions must agree on it."""
    digest = wire.documents_digest({"q": {"zh_CN": "没有掉落", "n": [1, 2.5, None, True]}, "a": {}})
    assert digest == wire.documents_digest({"a": {}, "q": {"n": [1, 2.5, None, True], "zh_CN": "没有掉落"}})
    assert digest == "ca8d0b3732979ae8225dabedda44159ec09ed990f79143b6ce5c19cd0df47a3d"


def test_a_sum_that_no_books_can_hold_is_no_answer() -> None:
    state = dict(MESSAGES)[wire.PaymentState]
    for most in (0, PAID_LIMIT_FEN):
        assert wire.PaymentState.model_validate(state | {"paid_fen": most}).model_dump()["paid_fen"] == most
    for bad in (-1, PAID_LIMIT_FEN + 1, 10**30):
        with pytest.raises(ValidationError):
            wire.PaymentState.model_validate(state | {"paid_fen": bad})
