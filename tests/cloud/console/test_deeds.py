"""What people do about money: the same numbers as ever, and the machine learns of it."""

from __future__ import annotations

import pytest

from cloud.store import bills
from cloud.store.console import people
from cloud.store.console.people import Deed as Trail
from kiosk.payments.intent import Closed, Method, RefundAccepted, RefundDone
from kiosk.payments.reconcile.answers import merged
from kiosk.payments.reconcile.cases import Case, Deed, Finding
from tests.cloud.console.office import DAY, Day, add_findings, finding, page_name, signed_in
from tests.cloud.served import ServedCloud, unknown

SALE = "K7SALE0001"


@pytest.fixture
def day(cloud: ServedCloud) -> Day:
    return Day(cloud, cloud.machine())


def trail(cloud: ServedCloud, subject: str) -> list[tuple[str, str, str]]:
    """The oldest first: who, what, why."""
    deeds: list[Trail] = cloud.db.read_now(people.deeds_about, subject, 50)
    return [(deed.person, deed.deed, deed.text) for deed in reversed(deeds)]


def kept(cloud: ServedCloud, number: str) -> Finding:
    found = cloud.db.read_now(bills.findings_of, Method.WECHAT, DAY)
    return next(one for one in found if one.key.order_number == number)


def test_a_refused_refund_is_sent_again_under_its_number_and_the_machine_learns(
    cloud: ServedCloud, day: Day
) -> None:
    payment = day.paid(SALE)
    number = day.refund(payment, "refused")
    cloud.book.refunds[number] = RefundAccepted()
    finance = signed_in(cloud, "finance")
    assert finance.deed("refund", number, "again", reason=" ").status_code == 400, "why is asked"
    assert cloud.book.count("refund") == 1
    done = finance.deed("refund", number, "again", reason="账户已充值")
    assert done.status_code == 200, done.text
    assert [call for call in cloud.book.calls if call[0] == "refund"] == [("refund", number)] * 2
    told = day.machine.get(f"/v1/payments/{payment}/refunds/{number}").json()
    assert (told["number"], told["state"]) == (number, "accepted")
    assert trail(cloud, number) == [
        ("finance", "refund_again", "账户已充值"),
        ("finance", "refund_answer", "on_its_way: accepted"),
    ]
    page = finance.get(f"/refund/detail?pk={number}").text
    assert "账户已充值" in page and "退款途中，尚未到账" in page


def test_what_the_gateway_has_is_asked_for_and_not_sent(cloud: ServedCloud, day: Day) -> None:
    number = day.refund(day.paid(SALE), "accepted")
    cloud.book.refunds[number] = RefundDone("RF1", "零钱")
    finance = signed_in(cloud, "finance")
    assert finance.deed("refund", number, "again", reason="顾客来电").status_code == 200
    assert (cloud.book.count("refund"), cloud.book.count("query_refund")) == (1, 1)
    assert "已到账" in finance.get("/refund/list").text
    asked = list(cloud.book.calls)
    assert finance.deed("refund", number, "again", reason="x").status_code == 400, "it is over"
    assert finance.deed("refund", "K7NOBODYR0", "again", reason="x").status_code == 400
    assert cloud.book.calls == asked


def test_a_gateway_without_an_answer_leaves_it_as_it_was(cloud: ServedCloud, day: Day) -> None:
    number = day.refund(day.paid(SALE), "unknown")
    cloud.book.answers["refund"] = [unknown("HTTP_500")]
    finance = signed_in(cloud, "finance")
    assert finance.deed("refund", number, "again", reason="x").status_code == 200
    assert "应退，正在申请" in finance.get("/refund/list").text
    assert trail(cloud, number)[-1] == ("finance", "refund_answer", "being_tried: unknown")


def test_a_difference_is_settled_by_a_name_and_a_reason_and_stays_so(cloud: ServedCloud, day: Day) -> None:
    row = add_findings(cloud, day.machine.id)
    finance = signed_in(cloud, "finance")
    assert finance.deed("finding", row, "settle").status_code == 400
    assert kept(cloud, "K7FOUND001A").deed is Deed.PERSON
    assert finance.deed("finding", row, "settle", reason="商户平台已退差额").status_code == 200
    assert kept(cloud, "K7FOUND001A").deed is Deed.SETTLED
    subject = "2026-09-21 wechat payment K7FOUND001A"
    assert trail(cloud, subject) == [("finance", "settle", "商户平台已退差额")]
    assert "商户平台已退差额" in finance.get(f"/finding/detail?pk={row}").text
    again = finance.deed("finding", row, "settle", reason="x")
    assert again.status_code == 400 and len(trail(cloud, subject)) == 1
    day_again = [finding(Case.AMOUNT, Deed.PERSON, day.machine.id, "K7FOUND001A")]
    (still,) = merged([kept(cloud, "K7FOUND001A")], day_again)
    assert still.deed is Deed.SETTLED, "the day done again does not ask a person again"


def test_late_money_goes_back_at_once_and_its_machine_is_told(cloud: ServedCloud, day: Day) -> None:
    number = f"{SALE}A"
    day.machine.post("/v1/payments", day.machine.order(number, 350))
    cloud.book.orders[number] = Closed()
    assert day.machine.get(f"/v1/payments/{number}").json()["state"] == "closed"
    cloud.book.pay(number, 350)
    cloud.notify({"id": "EV-1", "order": number, "fen": 350})
    late = finding(Case.LATE, Deed.WITH_MACHINE, day.machine.id, number)
    add_findings(cloud, day.machine.id)
    cloud.db.write_now(bills.change, late)
    session_row = page_name(late)
    assert (
        signed_in(cloud, "finance").deed("finding", session_row, "give_back", reason="x").status_code == 400
    )
    put_in(cloud, late)
    finance = signed_in(cloud, "finance")
    assert finance.deed("finding", session_row, "give_back", reason="顾客来电").status_code == 200
    assert kept(cloud, number).deed is Deed.PAID_BACK
    assert [call for call in cloud.book.calls if call[0] == "refund"] == [("refund", f"{number}C")]
    told = day.machine.get(f"/v1/payments/{number}").json()
    assert (told["state"], told["refunded"]) == ("paid", True), "the machine that comes back learns of it"
    assert finance.deed("finding", session_row, "give_back", reason="x").status_code == 400
    assert cloud.book.count("refund") == 1
    assert [deed for _, deed, _ in trail(cloud, f"2026-09-21 wechat payment {number}")] == [
        "give_back",
        "give_back_answer",
    ]


def put_in(cloud: ServedCloud, late: Finding) -> None:
    """As the day's reconciling would have kept it."""
    found = [*cloud.db.read_now(bills.findings_of, Method.WECHAT, DAY), late]
    day = cloud.db.read_now(bills.kept_day, Method.WECHAT, DAY)
    assert day is not None
    cloud.db.write_now(bills.keep, type(day)(day.method, day.day, day.source, tuple(found)), (), 1)


def test_a_new_machine_comes_in_by_a_code_of_operations(cloud: ServedCloud) -> None:
    operations = signed_in(cloud, "operations")
    page = operations.post("/enrol/code", site="北门").text
    code = page.split("enrol --code ")[1].split(" ")[0]
    machine = cloud.stranger()
    answer = machine.enrol(code)
    assert (answer.status_code, answer.json()["site"]) == (200, "北门")
    assert code not in operations.get("/enrol").text, "it is shown once"
    assert trail(cloud, "北门") == [("operations", "enrol_code", "")], "the code itself is kept nowhere"
