"""The truth about an order on the customer's phone: plain words, never "refunded" too early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from cloud.cloud import Support
from cloud.pay.states import RefundStep
from cloud.phone.order import order_view
from cloud.phone.words import EN, ZH, words_for
from kiosk.payments.intent import Method
from kiosk.sale.state import Fate, RefundState, Stage
from kiosk.wire import SaleReport
from tests.cloud import plain
from tests.cloud.reports import NUMBER, TOKEN, report
from tests.cloud.served import Machine, ServedCloud

R0, R1 = f"{NUMBER}R0", f"{NUMBER}R1"


def told(machine: Machine, seq: int, **content: Any) -> None:
    event = {"seq": seq, "kind": "sale", "at_ms": 1, "body": report(**content)}
    assert machine.post("/v1/events", {"events": [event]}).json() == {"acked": seq, "rejected": []}


def page(cloud: ServedCloud, language: str = "zh-CN,zh;q=0.9", query: str = "") -> httpx.Response:
    return plain.get(f"{cloud.base_url}/o/{TOKEN}{query}", headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("content", "mood", "amount"),
    [
        ({"stage": "paying", "paid": False, "fates": ("waiting",)}, "unpaid", ""),
        ({"stage": "closing", "paid": False, "fates": ("waiting",)}, "lapsed", ""),
        ({"stage": "watching", "paid": False, "fates": ("waiting",)}, "lapsed", ""),
        ({"stage": "closed", "paid": False, "fates": ("waiting",)}, "not_taken", ""),
        ({"fates": ("delivered", "moving")}, "coming", "¥7.00"),
        ({"fates": ("not_delivered", "waiting")}, "coming", "¥7.00"),
        ({"fates": ("delivered", "unknown")}, "checking", ""),
        ({"stage": "closed", "fates": ("delivered", "delivered")}, "delivered", ""),
        ({"stage": "settling", "fates": ("not_delivered",)}, "refunding", "¥3.50"),
        (
            {"stage": "refunding", "fates": ("not_delivered",), "refunds": ((R0, 350, "sending"),)},
            "refunding",
            "¥3.50",
        ),
        (
            {"stage": "refunding", "fates": ("not_delivered",), "refunds": ((R0, 350, "accepted"),)},
            "refunding",
            "¥3.50",
        ),
        (
            {"stage": "refunding", "fates": ("not_delivered",), "refunds": ((R0, 350, "new word"),)},
            "refunding",
            "¥3.50",
        ),
        (
            {"stage": "needs_staff", "fates": ("not_delivered",), "refunds": ((R0, 350, "stuck"),)},
            "staff",
            "¥3.50",
        ),
        (
            {"stage": "closed", "fates": ("not_delivered",), "refunds": ((R0, 350, "done"),)},
            "refunded",
            "¥3.50",
        ),
        (
            {"stage": "closed", "fates": ("delivered", "not_delivered"), "refunds": ((R0, 350, "done"),)},
            "part_refunded",
            "¥3.50",
        ),
        (
            {
                "stage": "refunding",
                "fates": ("not_delivered",),
                "refunds": ((R0, 350, "void"), (R1, 350, "accepted")),
            },
            "refunding",
            "¥3.50",
        ),
        (
            {"stage": "refunding", "fates": ("waiting",), "refunds": ((R0, 350, "accepted"),)},
            "refunding",
            "¥3.50",
        ),
    ],
)
def test_one_thing_is_said_first(content: dict[str, Any], mood: str, amount: str) -> None:
    view = order_view(SaleReport.model_validate(report(**content)), {}, EN)
    assert view.mood == mood
    assert amount in view.sentence
    if mood != "not_taken" and mood != "delivered" and "refunded" not in mood:
        assert not view.settled


@pytest.mark.parametrize("state", [state for state in RefundState if state is not RefundState.DONE])
@pytest.mark.parametrize("words", [ZH, EN])
@pytest.mark.parametrize("method", list(Method))
def test_refunding_is_never_called_refunded(words: Any, state: RefundState, method: Method) -> None:
    content = report(stage="refunding", fates=("not_delivered",), refunds=((R0, 350, state.value),))
    content["method"] = method.value
    view = order_view(SaleReport.model_validate(content), {}, words)
    said = " ".join([view.headline, view.sentence, *(refund.state_text for refund in view.refunds)])
    assert "已退" not in said
    assert "efunded" not in said.replace("To be refunded", "")


@pytest.mark.parametrize("words", [ZH, EN])
def test_money_that_was_never_on_a_phone_is_spoken_of_as_what_it_is(words: Any) -> None:
    content = report(stage="closed", fates=("not_delivered",), refunds=((R0, 350, "done"),))
    by_phone = order_view(SaleReport.model_validate(content), {}, words)
    for method in ("cash", "card", "pickup"):
        view = order_view(SaleReport.model_validate(content | {"method": method}), {}, words)
        assert view.method and view.sentence != by_phone.sentence and "¥3.50" in view.sentence


def test_the_cloud_hears_first_that_a_refund_is_done() -> None:
    content = report(stage="refunding", fates=("not_delivered",), refunds=((R0, 350, "accepted"),))
    view = order_view(SaleReport.model_validate(content), {R0: RefundStep.DONE}, EN)
    assert (view.mood, view.refunds[0].state) == ("refunded", "done")
    sending = report(stage="refunding", fates=("not_delivered",), refunds=((R0, 350, "sending"),))
    assert (
        order_view(SaleReport.model_validate(sending), {R0: RefundStep.ACCEPTED}, EN).refunds[0].state
        == "accepted"
    )
    assert (
        order_view(SaleReport.model_validate(sending), {R0: RefundStep.UNKNOWN}, EN).refunds[0].state
        == "sending"
    )


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("fate", list(Fate))
@pytest.mark.parametrize("paid", [True, False])
def test_every_sale_the_machine_knows_has_words(stage: Stage, fate: Fate, paid: bool) -> None:
    for state in (None, *RefundState):
        refunds = ((R0, 350, state.value),) if state else ()
        content = report(stage=stage.value, fates=(fate.value, fate.value), refunds=refunds, paid=paid)
        for words in (ZH, EN):
            view = order_view(SaleReport.model_validate(content), {}, words)
            assert view.headline
            assert all(line.fate_text for line in view.lines)
            assert "{" not in view.sentence


def test_both_languages_say_the_same_things() -> None:
    assert ZH.moods.keys() == EN.moods.keys()
    assert ZH.fates.keys() == EN.fates.keys()
    assert ZH.refund_states.keys() == EN.refund_states.keys()


@pytest.mark.parametrize(
    ("chosen", "header", "code"),
    [
        (None, "", "zh-CN"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr,en;q=0.5,zh;q=0.1", "en"),
        (None, "fr", "zh-CN"),
        (None, ",;,;;", "zh-CN"),
        ("en", "zh-CN", "en"),
        ("zh", "en", "zh-CN"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_phones_unless_chosen(chosen: str | None, header: str, code: str) -> None:
    assert words_for(chosen, header).code == code


def test_the_page(cloud: ServedCloud, machine: Machine) -> None:
    told(
        machine, 1, stage="refunding", fates=("delivered", "not_delivered"), refunds=((R0, 350, "accepted"),)
    )
    chinese = page(cloud)
    assert chinese.status_code == 200
    for text in (
        "正在退款",
        "可口可乐",
        "农夫山泉",
        "已出货",
        "未出货",
        "¥3.50",
        NUMBER,
        "微信支付",
        "尚未到账",
        "测试环境",
    ):
        assert text in chinese.text
    english = page(cloud, query="?lang=en")
    for text in (
        "Refund on its way",
        "Coca-Cola",
        "Delivered",
        "Not delivered",
        "WeChat Pay",
        "not there yet",
    ):
        assert text in english.text
    assert '<html lang="en">' in english.text
    assert '<noscript><meta http-equiv="refresh"' in english.text, "works without JavaScript"


def test_the_page_keeps_its_address_to_itself(cloud: ServedCloud, machine: Machine) -> None:
    told(machine, 1)
    headers = page(cloud).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "http" not in page(cloud).text.split("<style", 1)[1], "no address of another host"


def test_names_cannot_inject(cloud: ServedCloud, machine: Machine) -> None:
    told(machine, 1, fates=("delivered", "delivered", "delivered"), number=NUMBER)
    assert "&lt;b&gt;茶&lt;/b&gt;" in page(cloud).text
    assert "<b>茶</b>" not in page(cloud).text
    assert "<b>茶</b>" not in plain.get(f"{cloud.base_url}/o/{TOKEN}/state").json()["html"]


def test_the_state_changes_with_the_sale(cloud: ServedCloud, machine: Machine) -> None:
    def state() -> dict[str, Any]:
        found: dict[str, Any] = plain.get(f"{cloud.base_url}/o/{TOKEN}/state?lang=en").json()
        return found

    told(machine, 1, fates=("moving",))
    first = state()
    assert (first["mood"], first["settled"]) == ("coming", False)
    assert first["version"] == state()["version"]
    told(machine, 2, stage="closed", fates=("delivered",))
    second = state()
    assert (second["mood"], second["settled"], second["lines"][0]["fate_text"]) == (
        "delivered",
        True,
        "Delivered",
    )
    assert second["version"] != first["version"]
    assert "All delivered" in second["html"]
    assert second["version"] in page(cloud, query="?lang=en").text


def test_a_refund_that_ends_at_the_gateway_shows_before_the_machine_reports(
    cloud: ServedCloud, machine: Machine
) -> None:
    payment = f"{NUMBER}A"
    machine.post("/v1/payments", machine.order(payment))
    cloud.book.pay(payment, 350)
    machine.get(f"/v1/payments/{payment}")
    machine.post(f"/v1/payments/{payment}/refunds", {"number": R0, "amount_fen": 350, "reason": ""})
    told(machine, 1, stage="refunding", fates=("not_delivered",), refunds=((R0, 350, "accepted"),))
    assert "正在退款" in page(cloud).text
    cloud.notify({"id": "EV-R", "order": payment, "refund": R0})
    assert "已退回您的付款账户" in page(cloud).text


@pytest.mark.parametrize("token", ["nothing-here-at-all", "x" * 200, "%00", "é"])
def test_an_unknown_order_gets_a_friendly_page(cloud: ServedCloud, token: str) -> None:
    answer = plain.get(f"{cloud.base_url}/o/{token}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "We cannot find this order" in answer.text
    assert plain.get(f"{cloud.base_url}/o/{token}/state").status_code == 404


def test_the_operators_telephone_is_shown(serve: Callable[..., ServedCloud]) -> None:
    cloud = serve(support=Support("400-820-0000", "8:00-22:00"))
    told(cloud.machine(), 1)
    assert '<a class="call" href="tel:400-820-0000">' in page(cloud).text


def _with_a_gift(fate: str) -> SaleReport:
    content = report(stage="closed", fates=("delivered", fate))
    content["lines"][0] |= {"list_fen": 500}
    content["lines"][1] |= {"gift": True, "amount_fen": 0, "list_fen": 250}
    content["savings"] = [
        {"key": "nth_unit", "name": {"zh_CN": "下午茶", "en": "Afternoon tea"}, "fen": 150},
        {"key": "gift", "name": {}, "fen": 250},
    ]
    return SaleReport.model_validate(content)


def test_a_gift_that_jams_owes_nothing_and_is_told_apart() -> None:
    view = order_view(_with_a_gift("not_delivered"), {}, ZH)
    assert (view.mood, view.refunds) == ("gift_missed", ())
    assert (view.lines[1].price, view.lines[1].fate_text) == ("赠品", "赠品未掉落，不影响退款")
    assert order_view(_with_a_gift("delivered"), {}, EN).mood == "delivered"


def test_each_saving_is_named_in_the_pages_language() -> None:
    view = order_view(_with_a_gift("delivered"), {}, EN)
    assert [(saving.name, saving.amount) for saving in view.savings] == [
        ("Afternoon tea", "-¥1.50"),
        ("Gift", "-¥2.50"),
    ]
    assert order_view(SaleReport.model_validate(report()), {}, EN).savings == ()
