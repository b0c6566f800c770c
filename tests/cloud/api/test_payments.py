"""A payment is stored before its gateway hears of it; a number is one payment for ever."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cloud.cloud import Pace
from cloud.pay import desk
from kiosk.payments.intent import CreateRefused, Paid, Problem, ProblemKind
from kiosk.sync.client import CREATE_TIMEOUT_S
from kiosk.wire import PaymentState
from tests.cloud.served import NEVER_S, BookGateway, Machine, ServedCloud, unknown

NUMBER = "K7ABCDEFGA"


def state(answer: Any) -> PaymentState:
    assert answer.status_code == 200, answer.text
    return PaymentState.model_validate_json(answer.text)


def test_create_gives_the_code(cloud: ServedCloud, machine: Machine) -> None:
    created = state(machine.post("/v1/payments", machine.order()))
    assert (created.number, created.state) == (NUMBER, "open")
    assert created.code == f"weixin://code/{NUMBER}/1"
    assert created.code_life_s == 7200
    assert state(machine.get(f"/v1/payments/{NUMBER}")).state == "open"


def test_the_payment_is_stored_before_the_gateway_hears_of_it(
    cloud: ServedCloud, machine: Machine, tmp_path: Path
) -> None:
    seen: list[Any] = []

    def look(_call: str, number: str) -> None:
        # a connection of its own sees only what was committed
        with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
            seen.extend(other.execute("SELECT number, state, amount_fen FROM payments"))
        other.close()

    cloud.book.before = look
    machine.post("/v1/payments", machine.order())
    assert seen == [(NUMBER, "creating", 350)]


def test_the_same_request_gets_the_same_answer_and_one_order(cloud: ServedCloud, machine: Machine) -> None:
    order = machine.order()
    first = machine.post("/v1/payments", order, key="once")
    again = machine.post("/v1/payments", order, key="once")
    assert again.text == first.text
    assert cloud.book.count("create") == 1, "a second order would kill the code on the screen"


def test_the_same_payment_under_another_key_is_not_ordered_again(
    cloud: ServedCloud, machine: Machine
) -> None:
    first = state(machine.post("/v1/payments", machine.order(), key="one"))
    assert state(machine.post("/v1/payments", machine.order(), key="two")) == first
    assert cloud.book.count("create") == 1


def test_a_key_used_for_another_body_is_refused(machine: Machine) -> None:
    machine.post("/v1/payments", machine.order(), key="once")
    answer = machine.post("/v1/payments", machine.order("K7ABCDEFGB"), key="once")
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency.other_body")


@pytest.mark.parametrize("changed", [{"fen": 351}, {"description": "雪碧"}, {"sale": "K7OTHERSALE"}])
def test_a_number_used_for_other_content_is_refused(machine: Machine, changed: dict[str, Any]) -> None:
    machine.post("/v1/payments", machine.order())
    answer = machine.post("/v1/payments", machine.order(**changed))
    assert (answer.status_code, answer.json()["code"]) == (409, "payment.other_content")


@pytest.mark.parametrize("fen", [True, "300", 300.5, None])
def test_an_amount_that_is_no_whole_number_orders_nothing(
    cloud: ServedCloud, machine: Machine, fen: Any
) -> None:
    answer = machine.post("/v1/payments", machine.order() | {"amount_fen": fen})
    assert (answer.status_code, answer.json()["code"]) == (422, "message.unreadable")
    assert "amount_fen" in answer.json()["text"]
    assert cloud.book.calls == []


@pytest.mark.parametrize("key", ["", "k" * 81, "é"])
def test_a_write_needs_a_key(cloud: ServedCloud, machine: Machine, key: str) -> None:
    headers: dict[Any, Any] = {k.encode(): v.encode() for k, v in machine.headers().items()}
    if key:
        headers[b"Idempotency-Key"] = key.encode()
    answer = machine.http.post("/v1/payments", json=machine.order(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.missing")
    assert cloud.book.calls == []


def test_other_machines_see_nothing(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    other = cloud.machine()
    unknown_text = other.get("/v1/payments/K7NOTHINGA").json()["text"].replace("K7NOTHINGA", NUMBER)
    for answer in (
        other.get(f"/v1/payments/{NUMBER}"),
        other.post(f"/v1/payments/{NUMBER}/close"),
        other.post(
            f"/v1/payments/{NUMBER}/refunds", {"number": "K7ABCDEFGR0", "amount_fen": 1, "reason": ""}
        ),
    ):
        assert (answer.status_code, answer.json()["text"]) == (404, unknown_text)
    assert other.post("/v1/payments", other.order()).status_code == 409
    assert cloud.book.count("close") == 0


def test_a_certain_refusal_is_kept(cloud: ServedCloud, machine: Machine) -> None:
    refused = CreateRefused(Problem(ProblemKind.PERMISSION, "The merchant may not.", "NO_AUTH"))
    cloud.book.answers["create"] = [refused]
    first = state(machine.post("/v1/payments", machine.order(), key="once"))
    assert (first.state, first.problem and first.problem.code) == ("refused", "NO_AUTH")
    assert state(machine.post("/v1/payments", machine.order(), key="once")) == first
    assert cloud.book.count("create") == 1


def test_an_unknown_create_is_tried_again_under_the_same_key(cloud: ServedCloud, machine: Machine) -> None:
    cloud.book.answers["create"] = [unknown()]
    first = state(machine.post("/v1/payments", machine.order(), key="once"))
    assert (first.state, first.code) == ("unknown", None)
    second = state(machine.post("/v1/payments", machine.order(), key="once"))
    assert (second.state, second.problem) == ("open", None)
    assert second.code == f"weixin://code/{NUMBER}/2", "the newest code is the one that can be paid"


def test_a_wallet_without_an_account_is_refused_in_words(machine: Machine) -> None:
    answer = state(machine.post("/v1/payments", machine.order(method="alipay")))
    assert answer.state == "refused"
    assert answer.problem is not None
    assert "alipay" in answer.problem.text


def test_an_order_that_arrives_after_its_expiry_never_reaches_the_gateway(
    cloud: ServedCloud, machine: Machine
) -> None:
    order = machine.order()
    cloud.clock.advance(180_000)
    answer = machine.post("/v1/payments", order)
    assert (answer.status_code, answer.json()["code"]) == (409, "payment.expired")
    assert cloud.book.calls == []
    assert machine.get(f"/v1/payments/{NUMBER}").status_code == 404, "nothing was kept"


@pytest.mark.parametrize(
    "changed",
    [
        {"amount_fen": 0},
        {"amount_fen": 3.5},
        {"currency": "USD"},
        {"description": "可" * 43},
        {"description": "a\x00b"},
        {"number": "lower"},
        {"expires_at_s": 0},
        {"expires_at_s": 2_000_000_000},
        {"method": "cash"},
    ],
)
def test_bad_content_is_named_and_not_stored(
    cloud: ServedCloud, machine: Machine, changed: dict[str, Any]
) -> None:
    answer = machine.post("/v1/payments", machine.order() | changed)
    assert (answer.status_code, answer.json()["code"]) == (422, "message.unreadable")
    assert next(iter(changed)) in answer.json()["text"]
    assert cloud.book.calls == []


def test_get_asks_the_gateway(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.pay(NUMBER, 350)
    paid = state(machine.get(f"/v1/payments/{NUMBER}"))
    assert (paid.state, paid.paid_fen, paid.gateway_reference) == ("paid", 350, f"T{NUMBER}")


def test_an_unanswered_question_is_unknown_and_not_unpaid(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.answers["query"] = [unknown()]
    asked = state(machine.get(f"/v1/payments/{NUMBER}"))
    assert (asked.state, asked.code) == ("unknown", f"weixin://code/{NUMBER}/1")
    assert state(machine.get(f"/v1/payments/{NUMBER}")).state == "open"


def test_the_gateways_amount_is_told_as_it_is(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.pay(NUMBER, 1)
    assert state(machine.get(f"/v1/payments/{NUMBER}")).paid_fen == 1


def test_close_tells_the_gateways_last_word(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    assert state(machine.post(f"/v1/payments/{NUMBER}/close", key="c")).state == "closed"
    assert state(machine.post(f"/v1/payments/{NUMBER}/close", key="c")).state == "closed"
    assert cloud.book.count("close") == 1


def test_close_comes_too_late(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.pay(NUMBER, 350)
    assert state(machine.post(f"/v1/payments/{NUMBER}/close")).state == "paid"


def test_an_unknown_close_can_be_tried_again_under_the_same_key(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.answers["close"] = [unknown()]
    assert state(machine.post(f"/v1/payments/{NUMBER}/close", key="c")).state == "unknown"
    assert state(machine.post(f"/v1/payments/{NUMBER}/close", key="c")).state == "closed"


def test_money_that_arrives_after_the_close_is_stored(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    closed = state(machine.post(f"/v1/payments/{NUMBER}/close"))
    assert cloud.notify({"id": "EV-1", "order": NUMBER, "fen": 350}).status_code == 204
    paid = state(machine.get(f"/v1/payments/{NUMBER}"))
    assert (paid.state, paid.paid_fen, paid.version) == ("paid", 350, closed.version + 1)


def test_money_that_arrives_after_the_close_is_found_by_asking(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    assert state(machine.post(f"/v1/payments/{NUMBER}/close")).state == "closed"
    cloud.book.pay(NUMBER, 350)
    assert state(machine.get(f"/v1/payments/{NUMBER}")).state == "paid"


def test_a_refund_by_hand_is_seen(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order())
    cloud.book.orders[NUMBER] = Paid(350, "T1", 1, refunded=True)
    assert state(machine.get(f"/v1/payments/{NUMBER}")).refunded


def test_a_hanging_gateway_holds_up_nobody_else(serve: Callable[..., ServedCloud]) -> None:
    release, hanging = threading.Event(), threading.Event()

    def hang(_call: str, number: str) -> None:
        if number.startswith("SLOW"):
            hanging.set()
            assert release.wait(60)

    cloud = serve(gateway=BookGateway(before=hang), pace=Pace(NEVER_S, NEVER_S, answer_within_s=0.05))
    slow, quick = cloud.machine(), cloud.machine()
    try:
        for index in range(6):
            answer = slow.post("/v1/payments", slow.order(f"SLOWPAY{index}A"))
            assert state(answer).state in ("creating", "unknown")
        assert hanging.is_set()
        assert state(quick.post("/v1/payments", quick.order())).state == "open"
        busy = state(slow.post("/v1/payments", slow.order("SLOWPAY9A")))
        assert busy.problem is not None
        assert busy.problem.code == "CLOUD_BUSY", "one machine gets only its share of the threads"
    finally:
        release.set()


def test_a_call_goes_on_when_the_machine_was_answered(serve: Callable[..., ServedCloud]) -> None:
    release = threading.Event()

    def hang(_call: str, _number: str) -> None:
        assert release.wait(60)

    cloud = serve(
        gateway=BookGateway(before=hang),
        pace=Pace(look_every_s=0.02, ask_every_s=NEVER_S, answer_within_s=0.05),
    )
    machine = cloud.machine()
    first = state(machine.post("/v1/payments", machine.order(), key="once"))
    assert first.state == "creating"
    release.set()
    found = state(machine.get(f"/v1/payments/{NUMBER}?wait_s=25&version={first.version}"))
    assert (found.state, found.code) == ("open", f"weixin://code/{NUMBER}/1")
    assert cloud.book.count("create") == 1


def test_a_create_is_answered_before_the_machine_gives_it_up(
    serve: Callable[..., ServedCloud], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both who ordered first and who finds the order under way: a customer waits."""
    assert desk.CREATE_WITHIN_S + 1 < CREATE_TIMEOUT_S
    monkeypatch.setattr(desk, "CREATE_WITHIN_S", 0.05)
    release = threading.Event()

    def hang(_call: str, _number: str) -> None:
        assert release.wait(60)

    machine = serve(gateway=BookGateway(before=hang), pace=Pace(NEVER_S, NEVER_S, NEVER_S)).machine()
    try:
        for _ in range(2):
            assert state(machine.post("/v1/payments", machine.order())).state == "creating"
    finally:
        release.set()


def test_a_probe_asks_whether_there_is_an_account_of_a_wallet(machine: Machine) -> None:
    probes = {
        method: machine.get(f"/v1/payments/HUODAOPROBE0?method={method}").json()["code"]
        for method in ("wechat", "alipay", "cash")
    }
    assert probes == {
        "wechat": "payment.unknown",
        "alipay": "payment.no_account",
        "cash": "message.unreadable",
    }
