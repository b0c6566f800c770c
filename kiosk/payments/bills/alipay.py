"""Alipay's trade bill (payments.md 6.2): a ZIP file of tables in GBK between lines that begin with ``#``.

Pure. Refunds stand below zero and are dated by the day the money went back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from kiosk.money import fen_from_yuan_text
from kiosk.payments.bills.archive import details_of
from kiosk.payments.bills.bill import Bill, BillRow, BillTotals, RowKind, RowState
from kiosk.payments.bills.table import AMOUNT, TIME, BillError, Columns, Line, Row, agree, lines_of
from kiosk.payments.intent import Method

_AMOUNT, _RECEIVED, _REQUEST = "订单金额(元)", "商家实收(元)", "退款批次号/请求号"
_NEEDED = frozenset({"支付宝交易号", "商户订单号", "业务类型", "完成时间", _AMOUNT, _RECEIVED, _REQUEST})
_WORDY = frozenset({"商品名称", "门店名称", "券名称", "备注"})
_AMOUNTS = (
    *("订单金额", "商家实收", "支付宝红包", "集分宝", "支付宝优惠", "商家优惠"),
    *("券核销金额", "商家红包消费金额", "卡消费金额", "服务费", "分润"),
)
_SHAPES: Mapping[str, re.Pattern[str]] = {
    "创建时间": TIME,
    "完成时间": TIME,
    **{f"{name}(元)": AMOUNT for name in _AMOUNTS},
}
_KINDS: Mapping[str, RowKind] = {"交易": RowKind.PAYMENT, "退款": RowKind.REFUND}
_SIGNS: Mapping[RowKind, int] = {RowKind.PAYMENT: 1, RowKind.REFUND: -1}

_DAY = r"\[(\d{4})年(\d\d)月(\d\d)日 00:00:00\]"
_SPAN = re.compile(rf"#起始日期:{_DAY}\s+终止日期:{_DAY}", re.ASCII)
_END = re.compile(r"#-*业务明细列表结束-*")
_SUMS_BEGIN = {kind: f"#{word}合计" for word, kind in _KINDS.items()}
_SUM = r":(?P<count>\d{1,9})笔,商家实收(?:退款)?共(?P<yuan>-?\d{1,12}\.\d\d)元(?:,.*)?"
_SUMS: Mapping[RowKind, re.Pattern[str]] = {
    kind: re.compile(begin + _SUM, re.ASCII) for kind, begin in _SUMS_BEGIN.items()
}
"""Coupons of the merchant's follow in the same lines and are left out: no genuine sample has any."""
_HALF_WIDTH = str.maketrans("（）：，", "():,")


def parse_alipay(content: bytes, day: date) -> Bill:
    """The bill of ``day`` as it was downloaded, a ZIP file. Raises ``BillError`` and nothing else."""
    lines = lines_of(details_of(content), "gb18030")
    top = next((index for index, line in enumerate(lines) if not _is_remark(line)), len(lines))
    end = next((index for index in range(top, len(lines)) if _is_remark(lines[index])), len(lines))
    if end == len(lines):
        raise BillError("bill.summary", "The bill does not end with its sums: it is broken off or no bill.")
    _check_day(lines[:top], day)
    if not _END.fullmatch(lines[end].text.strip()):
        raise lines[end].wrong("rows", "the rows end without the line that says so.")
    names = [name.strip() for name in lines[top].text.translate(_HALF_WIDTH).split(",")]
    columns = Columns.named(lines[top], names, _NEEDED, _WORDY, _SHAPES)
    rows = [_stripped(columns.row(line, line.text.split(","))) for line in lines[top + 1 : end]]
    totals = _totals(lines[end:], rows)
    return Bill(Method.ALIPAY, day, tuple(_row(row) for row in rows), totals)


def _is_remark(line: Line) -> bool:
    return line.text.startswith("#")


def _stripped(row: Row) -> Row:
    """Tabs follow many values, so that a spreadsheet takes them for text."""
    return Row(row.line, {name: text.strip() for name, text in row.fields.items()})


def _check_day(head: Sequence[Line], day: date) -> None:
    """The file bears no signature: at least it must be about the day that was asked for."""
    wanted = [f"{one.year:04d}{one.month:02d}{one.day:02d}" for one in (day, day + timedelta(days=1))]
    for line in head:
        if found := _SPAN.fullmatch(line.text.translate(_HALF_WIDTH).strip()):
            parts = found.groups()
            if ["".join(parts[:3]), "".join(parts[3:])] != wanted:
                raise line.wrong("day", f"this is not the bill of {day.isoformat()}.")
            return
    raise BillError("bill.day", "The bill does not say which day it is of (起始日期).")


def _totals(tail: Sequence[Line], rows: Sequence[Row]) -> BillTotals:
    """Payments always have their line; refunds only where there are any."""
    of_kind: dict[RowKind, list[Row]] = {kind: [] for kind in RowKind}
    for row in rows:
        of_kind[row.meaning("业务类型", _KINDS)].append(row)
    said = {kind: _said(tail, kind) for kind in RowKind}
    if said[RowKind.PAYMENT] is None or (of_kind[RowKind.REFUND] and said[RowKind.REFUND] is None):
        raise tail[-1].wrong("summary", "the sums (合计) are missing: the bill is broken off.")
    sums = dict.fromkeys(RowKind, 0)
    for kind, found in said.items():
        if found is None:
            continue
        line, count, fen = found
        agree(line, "合计", count, len(of_kind[kind]), "rows")
        agree(line, "商家实收", fen, sum(row.amount_fen(_RECEIVED) for row in of_kind[kind]), "fen")
        sums[kind] = fen * _SIGNS[kind]
    return BillTotals(len(rows), sums[RowKind.PAYMENT], sums[RowKind.REFUND])


def _said(tail: Sequence[Line], kind: RowKind) -> tuple[Line, int, int] | None:
    """The line with this kind's sums, its count and its fen as written. Raises ``BillError`` for
    two, or for one that is cut."""
    found: list[tuple[Line, int, int]] = []
    for line in tail:
        text = line.text.translate(_HALF_WIDTH).strip()
        if not text.startswith(_SUMS_BEGIN[kind]):
            continue
        match = _SUMS[kind].fullmatch(text)
        if match is None:
            raise line.wrong("summary", "the sums (合计) cannot be read.")
        found.append((line, int(match["count"]), fen_from_yuan_text(match["yuan"])))
    if len(found) > 1:
        raise found[1][0].wrong("summary", "the same sums stand there twice.")
    return found[0] if found else None


def _row(row: Row) -> BillRow:
    kind = row.meaning("业务类型", _KINDS)
    fen = row.amount_fen(_AMOUNT) * _SIGNS[kind]
    if fen < 0:
        raise row.wrong("amount", _AMOUNT, "payments stand above zero and refunds below it.")
    refund_number = row.text(_REQUEST) if kind is RowKind.REFUND else ""
    return BillRow(
        kind=kind,
        order_number=row.text("商户订单号"),
        refund_number=refund_number,
        gateway_reference=row.text("支付宝交易号"),
        amount_fen=fen,
        at_s=row.at_s("完成时间"),
        state=RowState.SUCCESS,
    )
