"""WeChat Pay's trade bill (payments.md 6.1): UTF-8 with a byte order mark, a backtick before every field.

Pure. All three column sets are read, for the columns are found by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from kiosk.payments.bills.bill import Bill, BillRow, BillTotals, RowKind, RowState, day_bounds_s
from kiosk.payments.bills.table import AMOUNT, TIME, BillError, Columns, Line, Row, agree, lines_of
from kiosk.payments.intent import Method

_BOM = "\ufeff"
_MARK = "`"
_SEPARATOR = ",`"
_SUMMARY = "总交易单数"
"""The first name in the line above the last; rows begin with a backtick, names do not."""

_NEEDED = frozenset({"交易时间", "微信订单号", "商户订单号", "交易状态", "货币种类", "订单金额"})
_OF_REFUNDS = frozenset({"微信退款单号", "商户退款单号", "退款状态", "申请退款金额"})
_WORDY = frozenset({"商品名称", "商户数据包", "费率备注"})
_AMOUNTS = {
    "应结订单总金额": "应结订单金额",
    "退款总金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}
"""What the summary adds up: its column and the rows'. Fees are left out: with their five decimals the
gateway's rounding is its own, and they are no money of an order."""
_SHAPES = dict.fromkeys(_AMOUNTS.values(), AMOUNT) | {"交易时间": TIME}
_SUMMED = frozenset({_SUMMARY, "订单总金额"})

_PAID = "SUCCESS"
_KINDS: Mapping[str, RowKind] = {
    _PAID: RowKind.PAYMENT,
    "REFUND": RowKind.REFUND,
    "REVOKED": RowKind.REFUND,
}
_REFUND_STATES: Mapping[str, RowState] = {
    "SUCCESS": RowState.SUCCESS,
    "PROCESSING": RowState.PROCESSING,
    "FAIL": RowState.FAIL,
    "CHANGE": RowState.CHANGE,
}


def parse_wechat(content: bytes, day: date) -> Bill:
    """The bill of ``day`` in plain text. Raises ``BillError`` and nothing else."""
    lines = lines_of(content, "utf-8")
    at = next((index for index, line in enumerate(lines) if line.text.startswith(_SUMMARY)), None)
    if at is None or at + 2 != len(lines):
        raise BillError("bill.summary", "The bill does not end with its sums: it is broken off or no bill.")
    columns = _columns(lines[0], _NEEDED)
    rows: list[BillRow] = []
    sums = {name: 0 for name, column in _AMOUNTS.items() if column in columns.names}
    for line in lines[1:at]:
        row = columns.row(line, _parts(line), _SEPARATOR)
        rows.append(_row(row, day))
        for name in sums:
            sums[name] += row.amount_fen(_AMOUNTS[name])
    summary = _columns(lines[at], _SUMMED).row(lines[at + 1], _parts(lines[at + 1]), _SEPARATOR)
    return Bill(Method.WECHAT, day, tuple(rows), _totals(summary, len(rows), sums))


def _columns(line: Line, needed: frozenset[str]) -> Columns:
    names = [name.strip() for name in line.text.removeprefix(_BOM).split(",")]
    looked_at = needed | _OF_REFUNDS.intersection(names)
    return Columns.named(line, names, looked_at, _WORDY, _SHAPES)


def _parts(line: Line) -> Sequence[str]:
    if not line.text.startswith(_MARK):
        raise line.wrong("fields", "a row of a bill begins with a backtick.")
    return line.text.removeprefix(_MARK).split(_SEPARATOR)


def _totals(summary: Row, rows: int, sums: Mapping[str, int]) -> BillTotals:
    """What the bill states, held against the number of its rows and their sums by the summary's names."""
    count = summary.count(_SUMMARY)
    agree(summary.line, _SUMMARY, count, rows, "rows")
    said = {name: summary.amount_fen(name) for name in _AMOUNTS if name in summary.fields}
    for name in said.keys() & sums.keys():
        agree(summary.line, name, said[name], sums[name], "fen")
    return BillTotals(count, said["订单总金额"], said.get("申请退款总金额", 0))


def _row(row: Row, day: date) -> BillRow:
    if row.text("货币种类") != "CNY":
        raise row.wrong("currency", "货币种类", "only bills in CNY are read.")
    kind = row.meaning("交易状态", _KINDS)
    return _payment(row, day) if kind is RowKind.PAYMENT else _refund(row)


def _payment(row: Row, day: date) -> BillRow:
    at_s = row.at_s("交易时间")
    start_s, end_s = day_bounds_s(day)
    if not start_s <= at_s < end_s:  # payments.md 6.1: attributed by the time of payment
        raise row.wrong("day", "交易时间", f"this payment is not one of {day.isoformat()}.")
    return BillRow(
        kind=RowKind.PAYMENT,
        order_number=row.text("商户订单号"),
        refund_number="",
        gateway_reference=row.text("微信订单号"),
        amount_fen=_positive(row, "订单金额"),
        at_s=at_s,
        state=RowState.SUCCESS,
    )


def _refund(row: Row) -> BillRow:
    """Dated by the day it was asked for; the bill of refunds alone names that time apart."""
    asked = "退款申请时间"
    revoked = row.text("交易状态") == "REVOKED"
    return BillRow(
        kind=RowKind.REFUND,
        order_number=row.text("商户订单号"),
        refund_number=row.text("商户退款单号"),
        gateway_reference=row.text("微信退款单号"),
        amount_fen=_positive(row, "申请退款金额"),
        at_s=row.at_s(asked if asked in row.fields else "交易时间"),
        state=RowState.REVOKED if revoked else row.meaning("退款状态", _REFUND_STATES),
    )


def _positive(row: Row, column: str) -> int:
    fen = row.amount_fen(column)
    if fen < 0:
        raise row.wrong("amount", column, "an amount below zero has no meaning here.")
    return fen
