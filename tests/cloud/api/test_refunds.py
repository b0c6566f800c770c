"""A refund is stored under its number before the call, and the number refunds once."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kiosk.payments.intent import Problem, ProblemKind, RefundDone, RefundRefused, RefundVoid
from kiosk.wire import RefundState
from tests.cloud.served import Machine, ServedCloud, unknown

PAYMENT = "K7ABCDEFGA"
PATH = f"/v1/payments/{PAYMENT}/refunds"
NUMBER = "K7ABCDEFGR0"


def wanted(fen: int = 350, number: str = NUMBER) -> dict[str, Any]:
    return {"number": number, "amount_fen": fen, "reason": "未出货"}


def state(answer: Any) -> RefundState:
    assert answer.status_code == 200, answer.text
    return RefundState.model_validate_json(answer.text)


@pytest.fixture
def paid(cloud: ServedCloud, machine: Machine) -> Machine:
    """A machine whose payment of 350 fen is paid."""
    machine.post("/v1/payments", machine.order(PAYMENT))
    cloud.book.pay(PAYMENT, 350)
    assert machine.get(f"/v1/payments/{PAYMENT}").json()["state"] == "paid"
    return machine


def test_a_refund_is_accepted_then_done(cloud: ServedCloud, paid: Machine) -> None:
    assert state(paid.post(PATH, wanted())).state == "accepted"
    assert state(paid.get(f"{PATH}/{NUMBER}")).state == "accepted"
    cloud.book.refunds[NUMBER] = RefundDone("RF1", "零钱")
    done = state(paid.get(f"{PATH}/{NUMBER}"))
    assert (done.state, done.to, done.gateway_reference) == ("done", "零钱", "RF1")
    asked = cloud.book.count("query_refund")
    assert state(paid.get(f"{PATH}/{NUMBER}")).state == "done"
    assert cloud.book.count("query_refund") == asked, "what is done is not asked again"


def test_the_number_is_stored_before_the_call(cloud: ServedCloud, paid: Machine, tmp_path: Path) -> None:
    seen: list[Any] = []

    def look(call: str, _number: str) -> None:
        with sqlite3.connect(tmp_path / "cloud.sqlite") as other:
            seen.extend(
                (call, *row) for row in other.execute("SELECT number, amount_fen, state FROM refunds")
            )
        other.close()

    cloud.book.before = look
    paid.post(PATH, wanted(100))
    assert seen == [("refund", NUMBER, 100, "unknown")]


def test_the_same_number_is_sent_once_more_only_while_it_is_open(cloud: ServedCloud, paid: Machine) -> None:
    cloud.book.answers["refund"] = [unknown()]
    assert state(paid.post(PATH, wanted(), key="r")).state == "unknown"
    assert state(paid.post(PATH, wanted(), key="r")).state == "accepted"
    assert state(paid.post(PATH, wanted(), key="r")).state == "accepted"
    assert state(paid.post(PATH, wanted(), key="another")).state == "accepted"
    assert cloud.book.count("refund") == 2


def test_a_refusal_can_be_tried_again_under_the_same_number(cloud: ServedCloud, paid: Machine) -> None:
    no_money = RefundRefused(
        Problem(ProblemKind.BALANCE, "The merchant's balance is too small.", "NOT_ENOUGH")
    )
    cloud.book.answers["refund"] = [no_money]
    refused = state(paid.post(PATH, wanted(), key="r"))
    assert (refused.state, refused.problem and refused.problem.kind) == ("refused", "balance")
    granted = state(paid.post(PATH, wanted(), key="r"))
    assert (granted.state, granted.problem) == ("accepted", None)


def test_a_dead_number_frees_its_amount_for_another(cloud: ServedCloud, paid: Machine) -> None:
    dead = RefundVoid(Problem(ProblemKind.GATEWAY, "Closed.", "CLOSED"))
    cloud.book.answers["refund"] = [dead]
    assert state(paid.post(PATH, wanted())).state == "void"
    assert state(paid.post(PATH, wanted(number="K7ABCDEFGR1"))).state == "accepted"


def test_more_than_was_paid_is_never_asked_for(cloud: ServedCloud, paid: Machine) -> None:
    assert paid.post(PATH, wanted(200)).status_code == 200
    too_much = paid.post(PATH, wanted(151, "K7ABCDEFGR1"))
    assert (too_much.status_code, too_much.json()["code"]) == (409, "refund.too_much")
    assert paid.post(PATH, wanted(150, "K7ABCDEFGR2")).status_code == 200
    assert cloud.book.count("refund") == 2
    assert paid.get(f"{PATH}/K7ABCDEFGR1").status_code == 404, "nothing was kept of what was refused"


def test_what_is_not_paid_is_not_refunded(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order(PAYMENT))
    answer = machine.post(PATH, wanted())
    assert (answer.status_code, answer.json()["code"]) == (409, "refund.not_paid")
    assert cloud.book.count("refund") == 0


def test_a_number_with_other_content_is_refused(paid: Machine) -> None:
    paid.post(PATH, wanted(100))
    answer = paid.post(PATH, wanted(101))
    assert (answer.status_code, answer.json()["code"]) == (409, "refund.other_content")


def test_another_machine_sees_no_refund(cloud: ServedCloud, paid: Machine) -> None:
    paid.post(PATH, wanted())
    assert cloud.machine().get(f"{PATH}/{NUMBER}").status_code == 404


def test_a_notice_settles_a_refund(cloud: ServedCloud, paid: Machine) -> None:
    paid.post(PATH, wanted())
    assert cloud.notify({"id": "EV-R", "order": PAYMENT, "refund": NUMBER}).status_code == 204
    asked = cloud.book.count("query_refund")
    assert state(paid.get(f"{PATH}/{NUMBER}")).state == "done"
    assert cloud.book.count("query_refund") == asked


def test_an_accepted_refund_stays_accepted_while_nobody_answers(cloud: ServedCloud, paid: Machine) -> None:
    paid.post(PATH, wanted())
    cloud.book.answers["query_refund"] = [unknown()]
    assert state(paid.get(f"{PATH}/{NUMBER}")).state == "accepted"
