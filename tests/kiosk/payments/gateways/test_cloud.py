"""The cloud route against a real HTTP server, as the kiosk uses it: CloudGateway over CloudClient."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import BugError
from kiosk.ops.settings import WALLETS
from kiosk.payments.gateways.cloud import VERSIONS_KEPT, CloudGateway
from kiosk.payments.intent import (
    CallUnknown,
    Closed,
    CodeReady,
    CreateRefused,
    Gateway,
    Method,
    Paid,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from kiosk.sync.client import CloudClient
from kiosk.sync.identity import Identity
from tests.kiosk.payments.orders import ORDER, REFUND, order
from tests.kiosk.sync import cloud_server
from tests.kiosk.sync.cloud_server import CLOUD, MACHINE, CloudServer, Said

BALANCE = {"kind": "balance", "text": "余额不足。", "code": "NOT_ENOUGH"}


def state(name: str, **changes: Any) -> Said:
    return Said.of({"number": ORDER.number, "version": 3, "state": name} | changes)


def refund_state(name: str, **changes: Any) -> Said:
    return Said.of({"number": REFUND.number, "state": name} | changes)


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "machine.pem")


@pytest.fixture
def cloud(identity: Identity) -> Iterator[CloudServer]:
    with cloud_server.serving(identity) as running:
        yield running
        assert running.faults == []


@pytest.fixture
def gateway(cloud: CloudServer, identity: Identity) -> Iterator[Gateway]:
    client = CloudClient(cloud.url, identity, MACHINE, CLOUD, SystemClock())
    yield CloudGateway(client, Method.WECHAT)
    client.close_connections()


def test_create_orders_and_gives_the_code(cloud: CloudServer, gateway: Gateway) -> None:
    cloud.plays(state("open", code="weixin://x"))
    assert gateway.create(ORDER) == CodeReady("weixin://x")
    [asked] = cloud.asked
    assert (asked.method, asked.path) == ("POST", "/v1/payments") and asked.key
    assert asked.json == {
        "number": ORDER.number,
        "sale": ORDER.sale,
        "method": "wechat",
        "amount_fen": 350,
        "currency": "CNY",
        "description": "可乐 330ml",
        "created_at_s": ORDER.created_at_s,
        "expires_at_s": ORDER.expires_at_s,
    }


def test_create_waits_for_a_code_that_is_still_fetched(cloud: CloudServer, gateway: Gateway) -> None:
    cloud.plays(state("creating", version=1), state("open", version=2, code="weixin://x"))
    assert gateway.create(ORDER) == CodeReady("weixin://x")
    assert cloud.asked[1].path == f"/v1/payments/{ORDER.number}?wait_s=10&version=1"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("refused", CreateRefused),
        ("closed", CreateRefused),
        ("open", CallUnknown),
        ("paid", CallUnknown),
        ("unknown", CallUnknown),
        ("creating", CallUnknown),
    ],
)
def test_create_without_a_code(cloud: CloudServer, gateway: Gateway, name: str, expected: type) -> None:
    cloud.plays(state(name, problem={"kind": "permission", "text": "no", "code": "NO_AUTH"}))
    found = gateway.create(ORDER)
    assert isinstance(found, expected) and isinstance(found, CreateRefused | CallUnknown)
    assert found.problem == Problem(ProblemKind.PERMISSION, "no", "NO_AUTH")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (state("open", code="x"), Unpaid()),
        (state("creating"), Unpaid()),
        (state("closed"), Closed()),
        (state("refused"), Closed()),
        (state("paid", paid_fen=350, gateway_reference="42", paid_at_s=9), Paid(350, "42", 9)),
        (state("paid", paid_fen=1, refunded=True), Paid(1, "", 0, refunded=True)),
    ],
)
def test_query_wait_and_close_tell_the_state(
    cloud: CloudServer, gateway: Gateway, said: Said, expected: object
) -> None:
    cloud.plays(said)
    assert [gateway.query(ORDER), gateway.wait(ORDER, 5), gateway.close(ORDER)] == [expected] * 3
    assert [f"{one.method} {one.path}" for one in cloud.asked] == [
        f"GET /v1/payments/{ORDER.number}",
        f"GET /v1/payments/{ORDER.number}?wait_s=5&version=3",
        f"POST /v1/payments/{ORDER.number}/close",
    ]


def test_wait_starts_from_the_version_last_seen(cloud: CloudServer, gateway: Gateway) -> None:
    cloud.plays(state("open", version=7), state("open", version=8), state("paid", version=9, paid_fen=350))
    for _ in range(3):
        gateway.wait(ORDER, 60)
    assert [one.path.partition("?")[2] for one in cloud.asked] == [
        "",
        "wait_s=25&version=7",
        "wait_s=25&version=8",
    ]


def test_versions_are_remembered_within_a_limit(cloud: CloudServer, gateway: CloudGateway) -> None:
    cloud.script = lambda asked: Said.of(
        {"number": asked.path.rpartition("/")[2], "version": 1, "state": "open"}
    )
    for index in range(VERSIONS_KEPT + 5):
        gateway.query(order(number=f"K7SALE{index:06}"))
    assert len(gateway._versions) == VERSIONS_KEPT


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(200, b"<html>"), ProblemKind.BAD_ANSWER),
        (Said.error(500), ProblemKind.GATEWAY),
        (Said.error(409), ProblemKind.GATEWAY),
        (Said.error(404), ProblemKind.GATEWAY),
        (Said.error(401), ProblemKind.CONFIG),
        (Said(200, b'{"number": "K7'), ProblemKind.BAD_ANSWER),
        (Said(cut="before"), ProblemKind.NETWORK),
        (
            Said.of({"number": "K7SALE0002P1", "version": 3, "state": "closed", "code": "x"}),
            ProblemKind.BAD_ANSWER,
        ),
        (state("paid"), ProblemKind.BAD_ANSWER),
        (state("paid", paid_fen=0), ProblemKind.BAD_ANSWER),
        (state("unknown"), ProblemKind.GATEWAY),
    ],
)
def test_whatever_else_the_cloud_says_is_unknown_in_words(
    cloud: CloudServer, gateway: Gateway, said: Said, kind: ProblemKind
) -> None:
    cloud.plays(said)
    for found in (gateway.query(ORDER), gateway.wait(ORDER, 1), gateway.close(ORDER)):
        assert isinstance(found, CallUnknown) and found.problem.kind is kind
        assert found.problem.text.endswith((".", '"'))
    assert isinstance(gateway.create(ORDER), CallUnknown)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (refund_state("done", to="零钱", gateway_reference="50"), RefundDone("50", "零钱")),
        (refund_state("accepted"), RefundAccepted()),
        (
            refund_state("refused", problem=BALANCE),
            RefundRefused(Problem(ProblemKind.BALANCE, "余额不足。", "NOT_ENOUGH")),
        ),
        (
            refund_state("void", problem={"kind": "weather", "text": "rain", "code": ""}),
            RefundVoid(Problem(ProblemKind.GATEWAY, "rain")),
        ),
        (
            refund_state("unknown", problem={"kind": "timeout", "text": "late", "code": ""}),
            CallUnknown(Problem(ProblemKind.TIMEOUT, "late")),
        ),
    ],
)
def test_refund_and_its_query_tell_the_state(
    cloud: CloudServer, gateway: Gateway, said: Said, expected: object
) -> None:
    cloud.plays(said)
    assert [gateway.refund(REFUND), gateway.query_refund(REFUND)] == [expected] * 2
    asked, queried = cloud.asked
    assert asked.json == {"number": REFUND.number, "amount_fen": 150, "reason": "B2 未出货"}
    assert f"{queried.method} {queried.path}" == f"GET /v1/payments/{ORDER.number}/refunds/{REFUND.number}"


@pytest.mark.parametrize(
    "said", [Said.error(404), Said(cut="before"), Said.of({"number": "K7SALE0001R2", "state": "done"})]
)
def test_a_refund_without_a_clear_answer_is_unknown(cloud: CloudServer, gateway: Gateway, said: Said) -> None:
    cloud.plays(said)
    assert isinstance(gateway.refund(REFUND), CallUnknown)
    assert isinstance(gateway.query_refund(REFUND), CallUnknown)


def test_what_must_not_be_sent_is_a_bug_of_ours(cloud: CloudServer, gateway: Gateway) -> None:
    for wrong in (order(number="x"), order(currency="USD"), order(method=Method.ALIPAY), order(amount_fen=0)):
        with pytest.raises(BugError):
            gateway.create(wrong)
    with pytest.raises(BugError):
        gateway.refund(RefundOrder(number=REFUND.number, payment=ORDER, amount_fen=1, reason="x" * 81))
    assert cloud.asked == []


def test_each_method_has_its_traits(cloud: CloudServer, identity: Identity) -> None:
    client = CloudClient(cloud.url, identity, MACHINE, CLOUD, SystemClock())
    traits = {method: CloudGateway(client, method).traits for method in map(Method, WALLETS)}
    assert traits[Method.WECHAT].has_close and not traits[Method.UNIONPAY].has_close
    assert all(one.can_wait and not one.close_may_refund for one in traits.values())


def test_probe_asks_the_cloud(cloud: CloudServer, gateway: Gateway) -> None:
    cloud.plays(Said.error(404), Said.error(500))
    assert gateway.probe() is None
    problem = gateway.probe()
    assert problem is not None and problem.kind is ProblemKind.GATEWAY
