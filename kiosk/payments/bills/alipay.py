"""Alipay's trade bill (payments.md 6.2): a ZIP file of tables in GBK between lines that begin with ``#``.

Pure. Refunds stand below zero and are dated by the day the money went back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Sum:
    """Of the rows of one kind: how many, and what the merchant received, below zero for refunds."""

    count: int
    fen: int

    def with_row(self, fen: int) -> _Sum:
        return _Sum(self.count + 1, self.fen + fen)


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
    rows: list[BillRow] = []
    found = {kind: _Sum(0, 0) for kind in RowKind}
    for line in lines[top + 1 : end]:
        row = _stripped(columns.row(line, line.text.split(",")))
        rows.append(_row(row))
        found[rows[-1].kind] = found[rows[-1].kind].with_row(row.amount_fen(_RECEIVED))
    return Bill(Method.ALIPAY, day, tuple(rows), _totals(lines[end:], found))


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


def _totals(tail: Sequence[Line], found: Mapping[RowKind, _Sum]) -> BillTotals:
    """Payments always have their line; refunds only where there are any."""
    said = {kind: _said(tail, kind) for kind in RowKind}
    if said[RowKind.PAYMENT] is None or (found[RowKind.REFUND].count and said[RowKind.REFUND] is None):
        raise tail[-1].wrong("summary", "the sums (合计) are missing: the bill is broken off.")
    for kind, of_kind in said.items():
        if of_kind is not None:
            line, stated = of_kind
            agree(line, "合计", stated.count, found[kind].count, "rows")
            agree(line, "商家实收", stated.fen, found[kind].fen, "fen")
    payments, refunds = found[RowKind.PAYMENT], found[RowKind.REFUND]
    return BillTotals(payments.count + refunds.count, payments.fen, -refunds.fen)


def _said(tail: Sequence[Line], kind: RowKind) -> tuple[Line, _Sum] | None:
    """The line with this kind's sums, and what it states. Raises ``BillError`` for two, or for one that is
    cut."""
    found: list[tuple[Line, _Sum]] = []
    for line in tail:
        text = line.text.translate(_HALF_WIDTH).strip()
        if not text.startswith(_SUMS_BEGIN[kind]):
            continue
        match = _SUMS[kind].fullmatch(text)
        if match is None:
            raise line.wrong("summary", "the sums (合计) cannot be read.")
        found.append((line, _Sum(int(match["count"]), fen_from_yuan_text(match["yuan"]))))
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
