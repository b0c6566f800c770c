"""WeChat Pay's bill: read back as it was written, or refused whole with the line that is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.payments.bills import table
from kiosk.payments.bills.bill import BillRow, BillTotals, RowKind, RowState
from kiosk.payments.bills.table import BillError
from kiosk.payments.bills.wechat import parse_wechat
from kiosk.payments.intent import Method
from tests.kiosk.payments.bills.writing import (
    DAY,
    MIDNIGHT_S,
    Written,
    payment,
    refund,
    rows,
    wechat_bill,
    words,
)

REFUNDED = tuple(state for state in RowState)
KINDS = {
    "ALL": tuple(RowKind),
    "SUCCESS": (RowKind.PAYMENT,),
    "REFUND": (RowKind.REFUND,),
}
GOOD = [Written(payment()), Written(refund())]


def bill_text() -> str:
    return wechat_bill(GOOD).decode()


def why(text: str | bytes, day: date = DAY) -> str:
    """The refusal of a spoiled bill."""
    with pytest.raises(BillError) as caught:
        parse_wechat(text if isinstance(text, bytes) else text.encode(), day)
    return caught.value.text


@settings(max_examples=120, deadline=None)
@given(
    kind_and_rows=st.sampled_from(sorted(KINDS)).flatmap(
        lambda kind: st.tuples(st.just(kind), rows(REFUNDED, KINDS[kind]))
    ),
    goods=words.filter(lambda text: ",`" not in text),
    end=st.sampled_from(["\n", "\r\n"]),
)
@example(("ALL", [payment()]), "茶, 可乐\x85\u2028,\t", "\r\n")
def test_a_written_bill_reads_back(kind_and_rows: tuple[str, list[BillRow]], goods: str, end: str) -> None:
    kind, written = kind_and_rows
    bill = parse_wechat(wechat_bill([Written(row, goods) for row in written], kind, end), DAY)
    assert bill.rows == tuple(written)
    paid = sum(row.amount_fen for row in written if row.kind is RowKind.PAYMENT)
    back = sum(row.amount_fen for row in written if row.kind is RowKind.REFUND)
    assert bill.totals == BillTotals(len(written), paid, back)
    assert (bill.method, bill.day) == (Method.WECHAT, DAY)


@settings(max_examples=80, deadline=None)
@given(rows((RowState.SUCCESS,), tuple(RowKind)), st.floats(0, 1))
def test_a_bill_that_is_broken_off_is_no_bill(written: list[BillRow], share: float) -> None:
    whole = wechat_bill([Written(row) for row in written])
    cut = whole[: int(len(whole) * share)]
    try:
        found = parse_wechat(cut, DAY)
    except BillError:
        return
    assert whole.startswith(cut) and whole[len(cut) :] in (b"", b"\n", b"\r\n"), "only the line's end is lost"
    assert found.rows == tuple(written)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=120) | st.text(max_size=80).map(str.encode))
def test_anything_else_is_no_bill(content: bytes) -> None:
    with pytest.raises(BillError):
        parse_wechat(content, DAY)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_spoiled_bill_is_refused_in_words_or_read(data: st.DataObject) -> None:
    """Whatever is put in its place: nothing but the known error is raised."""
    content = bytearray(wechat_bill(GOOD))
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    try:
        parse_wechat(bytes(content), DAY)
    except BillError as error:
        assert error.code.startswith("bill.") and error.text.endswith((".", "?"))


@pytest.mark.parametrize(
    ("old", "new", "words_of_it"),
    [
        ("`2,`3.50", "`3,`3.50", "Line 5: 总交易单数 is said to be 3 rows, but the rows make 2"),
        ("`3.50,`1.50\r", "`3.51,`1.50\r", "Line 5: 订单总金额 is said to be 351 fen, but the rows make 350"),
        ("`3.50,`1.50\r", "`3.50,`1.49\r", "申请退款总金额"),
        ("`2,`3.50,`1.50", "`2,`3.50,`1.51", "退款总金额"),
        ("`2,`3.50,`1.50", "`2,`3.51,`1.50", "应结订单总金额"),
        ("`0.00,`0.12000", "`0.01,`0.12000", "充值券退款总金额"),
        ("`2,`3.50", "`two,`3.50", 'Line 5, column 总交易单数: "two" is no number of rows'),
        ("10:00:03", "25:00:03", 'Line 2, column 交易时间: "2026-10-01 25:00:03" is no time'),
        ("2026-10-01 10:00:03", "2026-9-1 10:00:03", "Line 2, column 交易时间"),
        ("2026-10-01 10:00:03", "2026-10-01T10:00:03", "Line 2, column 交易时间"),
        ("2026-10-01 10:00:03", "2026-10-02 00:00:00", "Line 2, column 交易时间: this payment is not one of"),
        ("`REFUND,", "`REPAID,", 'Line 3, column 交易状态: "REPAID" is none of SUCCESS, REFUND, REVOKED'),
        ("`SUCCESS,`可乐", "`DONE,`可乐", 'Line 3, column 退款状态: "DONE"'),
        ("`CNY,`3.50", "`USD,`3.50", "Line 2, column 货币种类: only bills in CNY"),
        ("`3.50,`0.00,`\r", "`3.5,`0.00,`\r", 'Line 2, column 订单金额: "3.5" is no amount'),
        ("`3.50,`0.00,`\r", "`３.50,`0.00,`\r", "Line 2, column 订单金额"),
        ("`3.50,`0.00,`\r", "`1e5,`0.00,`\r", "Line 2, column 订单金额"),
        ("`3.50,`0.00,`\r", "`999999999999.00,`0.00,`\r", "Line 2, column 订单金额"),
        (",订单金额,", ",总金额,", "Line 1: there is no column 订单金额: has the gateway changed its bills?"),
        (",设备号,", ",商户号,", "Line 1: two columns have the same name"),
        (",商户退款单号,", ",某单号,", "Line 3, column 商户退款单号: the bill has no such column"),
        ("`NATIVE,", "", "Line 2: there are 26 fields under 27 columns"),
        ("`NATIVE", "`NA\r\nTIVE", "Line 2: there are 9 fields under 27 columns"),
        ("\r\n`2026", "\r\n2026", "Line 2: a row of a bill begins with a backtick"),
        ("`0.60%", "`0.60%,`" + "x,`" * 16, "Line 2: there are 44 fields under 27 columns"),
        ("`m=K7", "`" + "m" * 9000, "Line 2: it is longer than 8192 characters"),
        ("\r\n总交易单数", "\r\n单数", "does not end with its sums"),
        ("总交易单数", "\r\n\r\n总交易单数", "Line 4: a row of a bill begins with a backtick"),
    ],
)
def test_it_says_what_is_wrong_and_where(old: str, new: str, words_of_it: str) -> None:
    text = bill_text()
    assert old in text
    assert words_of_it in why(text.replace(old, new, 1))


def test_sums_without_columns_above_them_are_no_bill() -> None:
    text = bill_text()
    assert "Line 1: there is no column" in why(text[text.index("总交易单数") :])


def test_what_follows_the_sums_is_no_bill() -> None:
    assert "does not end with its sums" in why(bill_text() + "`1\r\n")


def test_another_encoding_is_told_with_its_line() -> None:
    assert "Line 2: the bill is not written in utf-8" in why(
        wechat_bill(GOOD).replace("可乐".encode(), b"\xbf\xc9", 1)
    )


def test_an_amount_below_zero_is_refused() -> None:
    assert "below zero" in why(wechat_bill([Written(payment(amount_fen=-350))]))


def test_a_separator_within_words_is_told_by_the_columns_around_it() -> None:
    rows_before = [Written(payment(), "可乐,`两瓶,`"), Written(refund(), "茶")]
    assert parse_wechat(wechat_bill(rows_before), DAY).rows == (payment(), refund())
    twisted = Written(payment(), "可乐", {"费率": "0.60%,`9.99,`0.00"})
    assert "cannot be told" in why(wechat_bill([twisted]))


def test_the_days_edges_and_the_hours_are_beijings() -> None:
    first, last = payment(at_s=MIDNIGHT_S), payment(at_s=MIDNIGHT_S + 86_399)
    assert parse_wechat(wechat_bill([Written(first), Written(last)]), DAY).rows == (first, last)
    for at_s in (MIDNIGHT_S - 1, MIDNIGHT_S + 86_400):
        assert "Line 2, column 交易时间" in why(wechat_bill([Written(payment(at_s=at_s))]))
    assert "not one of 2026-10-02" in why(wechat_bill([Written(first)]), date(2026, 10, 2))
    older = replace(refund(), at_s=MIDNIGHT_S + 86_400)
    assert parse_wechat(wechat_bill([Written(older)]), DAY).rows == (older,), "refunds are dated as they are"


def test_the_bill_of_refunds_dates_them_by_when_they_were_asked_for() -> None:
    written = Written(refund(), more={"交易时间": "2026-09-28 08:00:00"})
    assert parse_wechat(wechat_bill([written], "REFUND"), DAY).rows == (refund(),)


def test_a_bill_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LINES_LIMIT", 4)
    assert "more than 4 lines" in why(bill_text())
    monkeypatch.setattr(table, "PLAIN_LIMIT_BYTES", 100)
    assert "longer than 100 bytes" in why(bill_text())


def test_states_of_refunds_are_kept_apart() -> None:
    written = [Written(refund(state=state)) for state in RowState]
    found = parse_wechat(wechat_bill(written), DAY).rows
    assert [row.state for row in found] == list(RowState)
    assert all(row.kind is RowKind.REFUND for row in found)


def test_a_later_column_changes_nothing() -> None:
    lines = bill_text().split("\r\n")
    lines = [
        line + (",新列" if number == 0 else ",`x" if 0 < number < 3 else "")
        for number, line in enumerate(lines)
    ]
    assert len(parse_wechat("\r\n".join(lines).encode(), DAY).rows) == 2
    assert re.fullmatch(r".*,新列", lines[0])
