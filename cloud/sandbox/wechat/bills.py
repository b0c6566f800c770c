"""Trade bills and fund-flow bills: yesterday's truth as a file (payments.md 6.1)."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass

from cloud.sandbox.bills import BILL_CREATING, BILL_DAMAGED, SUMS_WRONG, Day, Movement, Shelf, befallen
from cloud.sandbox.clock import Clocks, beijing
from cloud.sandbox.keys import APPID, MCHID
from cloud.sandbox.state import Order, Refund, RefundStatus, State
from cloud.sandbox.wechat.answers import Answer, Code, Refused, answered
from kiosk.money import divide_half_up, yuan_text

KEPT_DAYS = 92
"""Up to three months back."""
URL_LIFE_MS = 300_000
"""The newest document says five minutes, older ones thirty seconds."""
FEE_PER_THOUSAND = 6
BILL_TYPES = ("ALL", "SUCCESS", "REFUND")
ACCOUNT_TYPES = ("BASIC", "OPERATION", "FEES")
TAR_TYPES = ("GZIP",)
CREATING = "账单生成中，请稍后再试"
BOM = "\ufeff"

_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,"
    "用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额"
)
_REFUND = "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态"
_GOODS = "商品名称,商户数据包,手续费,费率,订单金额"
COLUMNS = {
    "ALL": f"{_HEAD},{_REFUND},{_GOODS},申请退款金额,费率备注",
    "SUCCESS": f"{_HEAD},{_GOODS},费率备注",
    "REFUND": f"{_HEAD},退款申请时间,退款成功时间,{_REFUND},{_GOODS},申请退款金额,费率备注",
}
SUMMARY = {
    "ALL": "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额",
    "SUCCESS": "总交易单数,应结订单总金额,手续费总金额,订单总金额",
}
FUND_COLUMNS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,"
    "收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号"
)
FUND_SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
_BILL_STATUS = {
    RefundStatus.SUCCESS: "SUCCESS",
    RefundStatus.PROCESSING: "PROCESSING",
    RefundStatus.ABNORMAL: "CHANGE",
    RefundStatus.CLOSED: "FAIL",
}


class Bills:
    """Bills are made when asked for and fetched once by a short-lived address."""

    def __init__(self, state: State, clocks: Clocks) -> None:
        self._state = state
        self._clocks = clocks
        self._shelf = Shelf(clocks, URL_LIFE_MS)

    def trade(self, bill_date: str, bill_type: str, tar_type: str, base_url: str, fault: str) -> Answer:
        """Where to fetch the day's trade bill. Raises ``Refused``."""
        if bill_type not in BILL_TYPES:
            raise Refused(Code.PARAM_ERROR, f"bill_type must be one of {', '.join(BILL_TYPES)}")
        day = self._open_day(bill_date)
        if fault == BILL_CREATING:
            raise Refused(Code.STATEMENT_CREATING, CREATING)
        rows = [
            _pay_row(one.order, bill_type)
            if one.refund is None
            else _refund_row(one.refund, one.order, bill_type, day)
            for one in befallen(self._trade_movements(day, bill_type), fault, day)
        ]
        summary = _trade_summary(rows, bill_type, fault == SUMS_WRONG)
        return self._offer(COLUMNS[bill_type], [row.line for row in rows], summary, tar_type, base_url)

    def fund_flow(self, bill_date: str, account_type: str, tar_type: str, base_url: str) -> Answer:
        """Where to fetch the day's fund-flow bill; all money moves on the BASIC account."""
        if account_type not in ACCOUNT_TYPES:
            raise Refused(Code.PARAM_ERROR, f"account_type must be one of {', '.join(ACCOUNT_TYPES)}")
        day = self._open_day(bill_date)
        moves = self._moves(day) if account_type == "BASIC" else []
        lines: list[list[str]] = []
        income: list[int] = []
        outcome: list[int] = []
        balance = self._balance_before(day)
        for at_ms, number, business, fen in moves:
            balance += fen
            (income if fen > 0 else outcome).append(abs(fen))
            kind, direction = ("交易", "收入") if fen > 0 else ("退款", "支出")
            amounts = [yuan_text(abs(fen)), yuan_text(balance)]
            ids = [_time(at_ms), number, f"F{number}"]
            lines.append([*ids, business, kind, direction, *amounts, "system", "", number])
        summary = [str(len(moves)), str(len(income)), yuan_text(sum(income))]
        summary += [str(len(outcome)), yuan_text(sum(outcome))]
        return self._offer(FUND_COLUMNS, lines, (FUND_SUMMARY, summary), tar_type, base_url)

    def fetch(self, token: str, fault: str) -> Answer:
        """The file itself, unsigned (payments.md 1.1). Raises ``Refused`` for an address that is over."""
        file = self._shelf.take(token)
        if file is None:
            raise Refused(Code.PARAM_ERROR, "下载地址无效或已过期")
        content = _damaged(file.content) if fault == BILL_DAMAGED else file.content
        return Answer(200, content, content_type=file.content_type, signed=False)

    def _open_day(self, bill_date: str) -> Day:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", bill_date):
            raise Refused(Code.PARAM_ERROR, "bill_date must be YYYY-MM-DD")
        try:
            day = Day.of(bill_date)
        except ValueError as error:
            raise Refused(Code.PARAM_ERROR, "bill_date is not a day") from error
        now = self._clocks.gateway_ms()
        if now < day.to_ms:
            raise Refused(Code.INVALID_REQUEST, "bill_date must be before today")
        if now >= day.to_ms + KEPT_DAYS * 86_400_000:
            raise Refused(Code.INVALID_REQUEST, "只能下载三个月以内的账单")
        if now < day.ready_ms:
            raise Refused(Code.STATEMENT_CREATING, CREATING)
        return day

    def _offer(
        self,
        columns: str,
        lines: list[list[str]],
        summary: tuple[str, list[str]],
        tar_type: str,
        base_url: str,
    ) -> Answer:
        if not lines:
            raise Refused(Code.NO_STATEMENT_EXIST, "账单文件不存在")
        rows = [columns, *(_data_line(line) for line in lines), summary[0], _data_line(summary[1])]
        plain = (BOM + "\r\n".join(rows) + "\r\n").encode()
        packed = gzip.compress(plain, mtime=0) if tar_type == "GZIP" else plain
        content_type = "application/x-gzip" if tar_type == "GZIP" else "text/plain; charset=utf-8"
        token = self._shelf.put(packed, content_type)
        return answered(
            {
                "hash_type": "SHA1",
                "hash_value": hashlib.sha1(plain).hexdigest(),  # noqa: S324 the gateway's rule
                "download_url": f"{base_url}/v3/billdownload/file?token={token}",
            }
        )

    def _trade_movements(self, day: Day, bill_type: str) -> list[Movement]:
        """Attributed by the time of payment, and by the time a refund was asked for."""
        moved: list[Movement] = []
        if bill_type != "REFUND":
            paid = "paid_ms >= ? AND paid_ms < ?"
            orders = self._state.find(Order, paid, day.from_ms, day.to_ms)
            moved += [Movement(order.paid_ms or 0, order) for order in orders]
        if bill_type != "SUCCESS":
            asked = "created_ms >= ? AND created_ms < ?"
            for refund in self._state.find(Refund, asked, day.from_ms, day.to_ms):
                order = self._state.get(Order, refund.out_trade_no)
                if order is not None:
                    moved.append(Movement(refund.created_ms, order, refund))
        return moved

    def _moves(self, day: Day) -> list[tuple[int, str, str, int]]:
        paid = self._state.find(Order, "paid_ms >= ? AND paid_ms < ?", day.from_ms, day.to_ms)
        back = self._state.find(Refund, "success_ms >= ? AND success_ms < ?", day.from_ms, day.to_ms)
        moves = [(order.paid_ms or 0, order.transaction_id, "交易", order.amount_fen) for order in paid]
        moves += [(refund.success_ms or 0, refund.refund_id, "退款", -refund.amount_fen) for refund in back]
        return sorted(moves)

    def _balance_before(self, day: Day) -> int:
        taken = self._state.total(Order, "SUM(amount_fen)", "paid_ms < ?", day.from_ms) or 0
        given = self._state.total(Refund, "SUM(amount_fen)", "success_ms < ?", day.from_ms) or 0
        return taken - given


@dataclass(frozen=True, slots=True)
class TradeRow:
    """One line of a trade bill and what it adds to the summary."""

    line: list[str]
    order_fen: int
    refund_fen: int
    fee_fen: int


def _pay_row(order: Order, bill_type: str) -> TradeRow:
    at_ms = order.paid_ms or 0
    fee = _fee(order.amount_fen)
    amount = yuan_text(order.amount_fen)
    refund_part = ["0", "0", "0.00", "0.00", "", ""] if bill_type == "ALL" else []
    tail = ["0.00", ""] if bill_type == "ALL" else [""]
    line = _head(order, at_ms, "SUCCESS", amount) + refund_part + _goods(order, fee, amount) + tail
    return TradeRow(line, order.amount_fen, 0, fee)


def _refund_row(refund: Refund, order: Order, bill_type: str, day: Day) -> TradeRow:
    """The status is as of the bill's day and is never updated later."""
    status = RefundStatus(refund.status)
    if status is RefundStatus.SUCCESS and (refund.success_ms or 0) >= day.to_ms:
        status = RefundStatus.PROCESSING
    fee = -_fee(refund.amount_fen)
    amount = yuan_text(refund.amount_fen)
    times = []
    if bill_type == "REFUND":
        done = _time(refund.success_ms or 0) if status is RefundStatus.SUCCESS else ""
        times = [_time(refund.created_ms), done]
    numbers = [refund.refund_id, refund.out_refund_no, amount, "0.00", refund.channel, _BILL_STATUS[status]]
    line = _head(order, refund.created_ms, "REFUND", "0.00") + times + numbers
    line += [*_goods(order, fee, "0.00"), amount, ""]
    return TradeRow(line, 0, refund.amount_fen, fee)


def _head(order: Order, at_ms: int, state: str, settled: str) -> list[str]:
    return [
        _time(at_ms),
        APPID,
        MCHID,
        "0",
        order.device_id or "",
        order.transaction_id,
        order.out_trade_no,
        order.payer or "",
        "NATIVE",
        state,
        "OTHERS",
        "CNY",
        settled,
        "0.00",
    ]


def _goods(order: Order, fee_fen: int, amount: str) -> list[str]:
    name = re.sub(r"[\r\n]", " ", order.description)
    rate = f"0.{FEE_PER_THOUSAND}0%"
    return [name, order.attach or "", _fee_text(fee_fen), rate, amount]


def _trade_summary(rows: list[TradeRow], bill_type: str, wrong: bool) -> tuple[str, list[str]]:
    orders = yuan_text(sum(row.order_fen for row in rows) + int(wrong))
    refunds = yuan_text(sum(row.refund_fen for row in rows))
    fees = _fee_text(sum(row.fee_fen for row in rows))
    if bill_type == "SUCCESS":
        return SUMMARY["SUCCESS"], [str(len(rows)), orders, fees, orders]
    return SUMMARY["ALL"], [str(len(rows)), orders, refunds, "0.00", fees, orders, refunds]


def _damaged(content: bytes) -> bytes:
    """A whole file again, in which one figure is another: only its hash can tell."""
    if not content.startswith(b"\x1f\x8b"):
        return content.replace(b"`", b"` ", 1)
    return gzip.compress(gzip.decompress(content).replace(b"`", b"` ", 1), mtime=0)


def _data_line(values: list[str]) -> str:
    return ",".join(f"`{value}" for value in values)


def _time(at_ms: int) -> str:
    return beijing(at_ms).strftime("%Y-%m-%d %H:%M:%S")


def _fee(amount_fen: int) -> int:
    return divide_half_up(amount_fen * FEE_PER_THOUSAND, 1000)


def _fee_text(fee_fen: int) -> str:
    """Fees bear five decimals (payments.md 6.1)."""
    return f"{yuan_text(fee_fen)}000"
