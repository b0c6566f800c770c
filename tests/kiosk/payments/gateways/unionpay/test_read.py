"""From a verified answer to a value: every state, and every field that must be ours."""

from __future__ import annotations

import dataclasses

import pytest

from kiosk.payments.gateways.unionpay import emv
from kiosk.payments.gateways.unionpay.codes import CODES, Fate, meaning_of, problem_of
from kiosk.payments.gateways.unionpay.message import stamp
from kiosk.payments.gateways.unionpay.read import (
    NEVER_ORDERED,
    code_of,
    notice_of,
    payment_of,
    refund_answer_of,
    refund_of,
)
from kiosk.payments.intent import (
    CallUnknown,
    CodeReady,
    CreateRefused,
    Method,
    Notice,
    NoticeRejected,
    Paid,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundRefused,
    RefundVoid,
    Unpaid,
)
from tests.kiosk.payments import orders
from tests.kiosk.payments.gateways.unionpay.genuine import GENUINE

ORDER = orders.order(method=Method.UNIONPAY)
REFUND = dataclasses.replace(orders.REFUND, payment=ORDER, created_at_s=ORDER.created_at_s + 60)
NOW_S = ORDER.created_at_s + 30
NAMED = {"orderId": ORDER.number, "txnTime": stamp(ORDER.created_at_s), "respCode": "00"}
QUERY_ID = "20180110369106144740"


def queried(orig: str, **changes: str) -> dict[str, str]:
    fields = {"origRespCode": orig, "queryId": QUERY_ID, "txnAmt": "350", "currencyCode": "156"}
    return NAMED | fields | {"traceTime": stamp(NOW_S)[4:]} | changes


def test_the_code_to_show() -> None:
    assert code_of(NAMED | {"qrCode": "https://qr.95516.com/00010000/1"}, ORDER) == CodeReady(
        "https://qr.95516.com/00010000/1"
    )


@pytest.mark.parametrize("code", ["", "x" * 513, "a\nb"])
def test_a_code_that_cannot_be_shown(code: str) -> None:
    assert isinstance(code_of(NAMED | {"qrCode": code}, ORDER), CallUnknown)


def emv_code(currency: str, amount: str) -> str:
    text = f"00020101021253{len(currency):02d}{currency}54{len(amount):02d}{amount}6304"
    return text + emv.crc16(text)


@pytest.mark.parametrize(
    ("code", "fine"),
    [
        (emv_code("156", "3.50"), True),
        (emv_code("156", "3.51"), False),
        (emv_code("840", "3.50"), False),
        (emv_code("156", "3.50")[:-1] + "G", False),
        (emv_code("156", "x"), False),
    ],
)
def test_a_code_in_emvs_form_must_ask_for_what_was_ordered(code: str, fine: bool) -> None:
    assert isinstance(code_of(NAMED | {"qrCode": code}, ORDER), CodeReady if fine else CallUnknown)


@pytest.mark.parametrize("said", [*CODES, "ZZ", ""])
def test_only_a_refusal_for_good_refuses_an_order(said: str) -> None:
    """Any other may be the answer to a repeat, whose first try went well and whose code somebody scans."""
    if said == "00":
        return
    found = code_of(NAMED | {"respCode": said, "respMsg": "words[123]"}, ORDER)
    assert isinstance(found, CreateRefused if said in NEVER_ORDERED else CallUnknown)
    assert 'It says: "words[123]"' in found.problem.text


@pytest.mark.parametrize("orig", ["00", "A6"])
def test_paid(orig: str) -> None:
    assert payment_of(queried(orig), ORDER, NOW_S) == Paid(350, QUERY_ID, NOW_S)


def test_another_amount_is_handed_on_for_the_core_to_judge() -> None:
    found = payment_of(queried("00", txnAmt="351"), ORDER, NOW_S)
    assert isinstance(found, Paid)
    assert found.amount_fen == 351


@pytest.mark.parametrize(
    "changes",
    [
        {"txnAmt": ""},
        {"txnAmt": "3.50"},
        {"txnAmt": "-1"},
        {"txnAmt": "0"},
        {"txnAmt": "9" * 12},
        {"txnAmt": "３"},
        {"currencyCode": "840"},
        {"currencyCode": ""},
    ],
)
def test_paid_but_how_much(changes: dict[str, str]) -> None:
    assert isinstance(payment_of(queried("00", **changes), ORDER, NOW_S), CallUnknown)


@pytest.mark.parametrize("orig", [code for code, meaning in CODES.items() if meaning.fate is not Fate.DONE])
def test_no_code_ends_an_unpaid_order(orig: str) -> None:
    """There is no close, and the customer may pay the same code with another card."""
    in_doubt = meaning_of(orig).fate is Fate.IN_DOUBT
    assert isinstance(payment_of(queried(orig), ORDER, NOW_S), CallUnknown if in_doubt else Unpaid)


def test_a_code_nobody_knows_ends_nothing() -> None:
    assert payment_of(queried("Q7"), ORDER, NOW_S) == Unpaid()
    assert isinstance(payment_of(NAMED, ORDER, NOW_S), CallUnknown), "paid or not is what was asked"


def test_not_scanned_yet_and_the_query_itself_refused() -> None:
    assert payment_of(NAMED | {"respCode": "34"}, ORDER, NOW_S) == Unpaid()
    limited = payment_of(NAMED | {"respCode": "37"}, ORDER, NOW_S)
    assert isinstance(limited, CallUnknown)
    assert limited.problem.kind is ProblemKind.LIMIT


@pytest.mark.parametrize(
    "changes", [{"orderId": "K7SALE0001P2"}, {"txnTime": "20260101000000"}, {"orderId": ""}]
)
def test_an_answer_about_something_else_changes_nothing(changes: dict[str, str]) -> None:
    paid = queried("00", **changes)
    found = [
        code_of(paid | {"qrCode": "x"}, ORDER),
        payment_of(paid, ORDER, NOW_S),
        payment_of(paid | {"respCode": "34"}, ORDER, NOW_S),
        refund_of(paid, REFUND, may_be_sent=True),
        refund_answer_of(paid, REFUND),
    ]
    for value in found:
        assert isinstance(value, CallUnknown)
        assert value.problem.code == "IDENTITY"


REFUND_NAMED = {"orderId": REFUND.number, "txnTime": stamp(REFUND.created_at_s), "respCode": "00"}


def test_a_refund_is_at_best_accepted_by_its_own_call() -> None:
    assert refund_answer_of(REFUND_NAMED, REFUND) == RefundAccepted()
    assert isinstance(refund_answer_of(REFUND_NAMED | {"respCode": "05"}, REFUND), CallUnknown)
    refused = refund_answer_of(REFUND_NAMED | {"respCode": "01"}, REFUND)
    assert isinstance(refused, RefundRefused)
    hopeless = refund_answer_of(REFUND_NAMED | {"respCode": "45"}, REFUND)
    assert isinstance(hopeless, RefundRefused)
    assert hopeless.problem.kind is ProblemKind.ACCOUNT


@pytest.mark.parametrize(
    ("orig", "kind"), [("00", RefundDone), ("A6", RefundDone), ("05", RefundAccepted), ("01", RefundVoid)]
)
def test_what_became_of_a_refund(orig: str, kind: type) -> None:
    fields = queried(orig, txnAmt="150") | REFUND_NAMED
    assert isinstance(refund_of(fields, REFUND, may_be_sent=True), kind)


def test_a_refund_of_another_amount_is_not_ours() -> None:
    assert isinstance(refund_of(queried("00") | REFUND_NAMED, REFUND, may_be_sent=True), CallUnknown)


def test_a_refund_unionpay_never_heard_of_is_dead_once_its_time_is_over() -> None:
    unheard = REFUND_NAMED | {"respCode": "34"}
    assert isinstance(refund_of(unheard, REFUND, may_be_sent=True), RefundRefused)
    assert isinstance(refund_of(unheard, REFUND, may_be_sent=False), RefundVoid)
    busy = REFUND_NAMED | {"respCode": "06"}
    assert isinstance(refund_of(busy, REFUND, may_be_sent=False), CallUnknown), (
        "only a clear 34 kills a number"
    )


def test_the_genuine_notice() -> None:
    found = notice_of(GENUINE, "852333053119986", 1_515_574_200)
    assert found == Notice(QUERY_ID, "20180110164727", "", Paid(1, QUERY_ID, 1_515_574_161))


def test_the_notice_of_a_refund() -> None:
    fields = GENUINE | {
        "txnType": "04",
        "txnSubType": "00",
        "orderId": REFUND.number,
        "origOrderId": ORDER.number,
    }
    assert notice_of(fields, "852333053119986", NOW_S) == Notice(
        QUERY_ID, ORDER.number, REFUND.number, RefundDone(QUERY_ID)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"merId": "777290058110048"},
        {"queryId": ""},
        {"orderId": ""},
        {"respCode": "01"},
        {"respCode": ""},
        {"txnType": "31"},
        {"txnSubType": "05"},
        {"txnAmt": "x"},
        {"currencyCode": "840"},
        {"queryId": "q" * 65},
    ],
)
def test_a_notice_that_is_not_acted_on(changes: dict[str, str]) -> None:
    assert isinstance(notice_of(GENUINE | changes, "852333053119986", NOW_S), NoticeRejected)


def test_the_words_of_the_table() -> None:
    for code, meaning in CODES.items():
        assert meaning.text[0].isupper(), code
        assert meaning.text.endswith("."), code
    assert len(problem_of("01", "长" * 999).text) < 200
    assert problem_of("x\n", "").code == "ACP"
