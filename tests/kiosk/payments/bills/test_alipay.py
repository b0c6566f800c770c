"""Alipay's bill: a ZIP file in GBK, read back as it was written or refused whole."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.payments.bills import archive
from kiosk.payments.bills.alipay import parse_alipay
from kiosk.payments.bills.bill import BillRow, BillTotals, RowKind, RowState
from kiosk.payments.bills.table import BillError
from kiosk.payments.intent import Method
from tests.kiosk.payments.bills.writing import (
    DAY,
    DETAILS,
    SHOPS,
    Written,
    alipay_bill,
    alipay_text,
    payment,
    refund,
    rows,
    words,
    zipped,
)

GOOD = [Written(payment()), Written(refund())]
any_rows = rows((RowState.SUCCESS,), tuple(RowKind))


def why(content: bytes) -> str:
    with pytest.raises(BillError) as caught:
        parse_alipay(content, DAY)
    return caught.value.text


@settings(max_examples=120, deadline=None)
@given(any_rows, words.filter(lambda text: "," not in text), st.sampled_from(["gb18030", "gbk"]))
@example([payment()], "“可乐”\x85\u2028", "gb18030")
def test_a_written_bill_reads_back(written: list[BillRow], goods: str, encoding: str) -> None:
    text = alipay_text([Written(row, goods) for row in written])
    if encoding == "gbk":
        text = text.encode("gbk", errors="replace").decode("gbk")
    bill = parse_alipay(alipay_bill(text, encoding), DAY)
    assert bill.rows == tuple(written)
    paid = sum(row.amount_fen for row in written if row.kind is RowKind.PAYMENT)
    back = sum(row.amount_fen for row in written if row.kind is RowKind.REFUND)
    assert bill.totals == BillTotals(len(written), paid, back)
    assert (bill.method, bill.day) == (Method.ALIPAY, DAY)


@settings(max_examples=80, deadline=None)
@given(any_rows, words, st.text("a,0. ", max_size=12))
def test_commas_within_words_never_move_a_figure(written: list[BillRow], goods: str, remark: str) -> None:
    more = {"备注": remark, "券名称": f"满10,减{len(remark)}"}
    content = alipay_bill(alipay_text([Written(row, goods, more) for row in written]))
    try:
        found = parse_alipay(content, DAY)
    except BillError as error:
        assert "separators too many" in error.text or "fields under" in error.text
        return
    assert found.rows == tuple(written)


def test_commas_in_all_the_words_are_told_by_the_columns_around_them() -> None:
    more = {"备注": "可乐,两瓶,冰", "券名称": "满10,减1", "门店名称": "一号,店"}
    content = alipay_bill(alipay_text([Written(payment(), "可乐,两瓶", more), Written(refund(), "茶, 可乐")]))
    assert parse_alipay(content, DAY).rows == (payment(), refund())
    twisted = {"退款批次号/请求号": "R1", "备注": "R2,0.00,0.00,y", "券名称": "a"}
    content = alipay_bill(alipay_text([Written(refund(), "茶", twisted)]))
    assert "cannot be told" in why(content)


@settings(max_examples=80, deadline=None)
@given(any_rows, st.floats(0, 1))
def test_a_bill_that_is_broken_off_is_no_bill(written: list[BillRow], share: float) -> None:
    text = alipay_text([Written(row) for row in written])
    whole = alipay_bill(text)
    cut = whole[: int(len(whole) * share)]
    if cut != whole:
        assert "ZIP file" in why(cut)
    shorter = text.encode("gb18030")[: int(len(text.encode("gb18030")) * share)]
    try:
        found = parse_alipay(zipped([(DETAILS, shorter)]), DAY)
    except BillError:
        return
    assert found.rows == tuple(written), "only lines that say nothing of the rows are lost"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_anything_else_is_no_bill(content: bytes) -> None:
    with pytest.raises(BillError):
        parse_alipay(content, DAY)
    with pytest.raises(BillError):
        parse_alipay(zipped([(DETAILS, content)]), DAY)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_spoiled_file_is_refused_in_words_or_read(data: st.DataObject) -> None:
    content = bytearray(alipay_bill(alipay_text(GOOD)))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    try:
        parse_alipay(bytes(content), DAY)
    except BillError as error:
        assert error.code.startswith("bill.") and error.text.endswith((".", "?"))


@pytest.mark.parametrize(
    ("old", "new", "words_of_it"),
    [
        ("交易合计：1笔", "交易合计：2笔", "Line 9: 合计 is said to be 2 rows, but the rows make 1"),
        ("实收共3.50元", "实收共3.51元", "Line 9: 商家实收 is said to be 351 fen, but the rows make 350"),
        ("退款共-1.50元", "退款共1.50元", "Line 10: 商家实收 is said to be 150 fen, but the rows make -150"),
        ("退款合计：1笔", "退款合计：一笔", "Line 10: the sums (合计) cannot be read"),
        ("#交易合计", "#合计", "the sums (合计) are missing"),
        ("#退款合计", "#合计", "the sums (合计) are missing"),
        (
            "#退款合计：1笔，商家实收退款共-1.50元",
            "#交易合计：1笔，商家实收共3.50元",
            "the same sums stand there twice",
        ),
        ("-1.50,-1.50", "1.50,-1.50", "Line 7, column 订单金额(元): payments stand above zero and refunds"),
        ("3.50,3.50", "-3.50,3.50", "Line 6, column 订单金额(元): payments stand above zero and refunds"),
        ("3.50,3.50", "3.5,3.50", 'Line 6, column 订单金额(元): "3.5" is no amount'),
        ("3.50,3.50", "3.50,", 'Line 6, column 商家实收(元): "" is no amount'),
        ("10:00:03", "10:60:03", "Line 6, column 完成时间"),
        ("交易\t", "充值\t", 'Line 6, column 业务类型: "充值" is none of 交易, 退款'),
        ("商户订单号", "商家订单号", "Line 5: there is no column 商户订单号"),
        (
            "[2026年10月01日 00:00:00]   终",
            "[2026年09月30日 00:00:00]   终",
            "Line 3: this is not the bill of",
        ),
        ("[2026年10月02日 00:00:00]\n#-", "[2026年11月01日 00:00:00]\n#-", "Line 3: this is not the bill of"),
        ("#起始日期", "#起始", "does not say which day it is of"),
        ("业务明细列表结束", "业务明细", "Line 8: the rows end without the line that says so"),
        ("K7QX0P1\t,", "", "Line 6: there are 24 fields under 25 columns"),
    ],
)
def test_it_says_what_is_wrong_and_where(old: str, new: str, words_of_it: str) -> None:
    text = alipay_text(GOOD)
    assert old in text
    assert words_of_it in why(alipay_bill(text.replace(old, new, 1)))


def test_half_width_brackets_are_read_as_well() -> None:
    text = alipay_text(GOOD).translate(str.maketrans("（）：", "():"))
    assert parse_alipay(alipay_bill(text), DAY).rows == (payment(), refund())


def test_a_day_without_trade_is_an_empty_bill() -> None:
    assert parse_alipay(alipay_bill(alipay_text([])), DAY).totals == BillTotals(0, 0, 0)


# --- the ZIP file


def text_bytes() -> bytes:
    return alipay_text(GOOD).encode("gb18030")


@pytest.mark.parametrize(
    ("files", "words_of_it"),
    [
        ([], "0 files of rows"),
        ([(SHOPS, b"")], "0 files of rows"),
        ([(DETAILS, b""), (f"2_{DETAILS}", b"")], "2 files of rows"),
        ([(f"../{DETAILS}", b"")], "names folders"),
        ([(f"..\\{DETAILS}", b"")], "names folders"),
        ([(DETAILS, b""), ("/etc/passwd", b"")], "names folders"),
        ([(f"{number}{SHOPS}", b"") for number in range(9)], "more than 8 files"),
    ],
)
def test_a_zip_file_of_another_kind_is_refused(files: list[tuple[str, bytes]], words_of_it: str) -> None:
    assert words_of_it in why(zipped(files))


def test_names_in_utf8_are_read_as_well() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr(DETAILS, text_bytes())
    assert len(parse_alipay(packed.getvalue(), DAY).rows) == 2


def test_a_locked_or_strangely_packed_file_is_refused() -> None:
    good = zipped([(DETAILS, text_bytes())])
    for at, value in ((good.index(b"PK\x01\x02") + 8, 1), (good.index(b"PK\x01\x02") + 10, 14)):
        spoiled = bytearray(good)
        spoiled[at] = value
        assert "packed or locked in an unknown way" in why(bytes(spoiled))


def test_a_file_that_unpacks_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PLAIN_LIMIT_BYTES", 100_000)
    bomb = zipped([(DETAILS, b"#" * 10_000_000)])
    assert len(bomb) < 20_000
    tracemalloc.start()
    try:
        assert "longer than 100000 bytes" in why(bomb)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000, "it was unpacked to its end"
    finally:
        tracemalloc.stop()
    monkeypatch.setattr(archive, "PACKED_LIMIT_BYTES", 1000)
    assert "longer than 1000 bytes" in why(bomb)
