"""Alipay's trade bill (payments.md 6.2): a ZIP file with names and text in GBK, behind an address of seconds.

The address is told in a signed answer; the file comes unsigned, from another path.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import quote, urlencode

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from cloud.sandbox.alipay.answers import Reason, Refused
from cloud.sandbox.alipay.trades import time_text, trade_no
from cloud.sandbox.bills import BILL_CREATING, BILL_DAMAGED, SUMS_WRONG, Day, Movement, Shelf, befallen
from cloud.sandbox.clock import Clocks, beijing, http_date
from cloud.sandbox.control.calls import CallLog, CallRecord
from cloud.sandbox.control.faults import Fault, FaultBook
from cloud.sandbox.net.cut import HTML, CutShort, gone_or_after
from cloud.sandbox.net.server import Lines
from cloud.sandbox.state import Order, Refund, State
from kiosk.money import divide_half_up, yuan_text

PATH = "/downloadBillFile.resource"
URL_LIFE_MS = 30_000
"""The interface's own words: thirty seconds."""
PARTNER = "20880000000000000156"
FEE_PER_THOUSAND = 6
CALL = "billdownload"
COLUMNS = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,"
    "商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SHOP_COLUMNS = "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）"
_STATUS: Mapping[str, int] = {"http_500": 500, "http_429": 429, "error_404": 404}


class TradeBills:
    """Made when asked for, out of the gateway's own books; refunds stand in the bill of their own day."""

    def __init__(self, state: State, clocks: Clocks, faults: FaultBook, calls: CallLog, lines: Lines) -> None:
        self._state = state
        self._clocks = clocks
        self._faults = faults
        self._calls = calls
        self._lines = lines
        self._shelf = Shelf(clocks, URL_LIFE_MS)

    def routes(self) -> list[Route]:
        return [Route(PATH, self._download, methods=["GET"])]

    def address(self, bill_date: str, base_url: str, fault: str) -> str:
        """Where that day's bill lies. Raises ``Refused``: one word for a bill that is not made, for a day
        that is not over and for one without trade."""
        try:
            day = Day.of(bill_date)
        except ValueError:
            raise Refused(Reason.WRONG_PARAMETER, "bill_date must be a day like 2026-10-01") from None
        if fault == BILL_CREATING or self._clocks.gateway_ms() < day.ready_ms:
            raise Refused(Reason.NO_BILL)
        movements = befallen(self._movements(day), fault, day)
        if not movements:
            raise Refused(Reason.NO_BILL)
        token = self._shelf.put(_bill(movements, day, fault, self._clocks.gateway_ms()), "application/zip")
        stamp = f"{day.date:%Y%m%d}"
        query = {
            "bizType": "trade",
            "userId": PARTNER,
            "fileType": "csv.zip",
            "bizDates": stamp,
            "downloadFileName": f"{PARTNER}_{stamp}.csv.zip",
            "fileId": f"/trade/{PARTNER}/{stamp}.csv.zip",
            "token": token,
        }
        return f"{base_url}{PATH}?{urlencode(query, quote_via=quote, safe='')}"

    def _movements(self, day: Day) -> list[Movement]:
        span = (day.from_ms, day.to_ms)
        paid = self._state.find(Order, "paid_ms >= ? AND paid_ms < ?", *span)
        moved = [Movement(order.paid_ms or 0, order) for order in paid]
        for refund in self._state.find(Refund, "success_ms >= ? AND success_ms < ?", *span):
            order = self._state.get(Order, refund.out_trade_no)
            if order is not None:
                moved.append(Movement(refund.success_ms or 0, order, refund))
        return moved

    async def _download(self, http: HttpRequest) -> Response:
        fault = self._faults.take(CALL)
        file = self._shelf.take(http.query_params.get("token", ""))
        status = 404 if file is None else 200
        content = b"" if file is None else file.content
        if fault is not None and fault.name == BILL_DAMAGED:
            content = _damaged(content)
        if fault is not None:
            status = _STATUS.get(fault.name, status)
        cut = fault is not None and fault.name in ("hang", "reset_before", "reset_after")
        name = "" if fault is None else fault.name
        self._calls.add(CallRecord(self._clocks.real_ms(), CALL, "", None if cut else status, "", name))
        return await self._befallen(content, status, fault, http)

    async def _befallen(
        self, content: bytes, status: int, fault: Fault | None, http: HttpRequest
    ) -> Response:
        name, ms = ("", 0) if fault is None else (fault.name, fault.ms)
        if name in ("hang", "reset_before", "reset_after"):
            return CutShort(self._lines, b"", ms if name == "hang" else 0)
        if name == "slow":
            await gone_or_after(http.receive, ms)
        if name == "html" or status != 200:
            return Response(HTML, 200 if name == "html" else status, media_type="text/html")
        headers = {"Content-Type": "application/zip", "Date": http_date(self._clocks.wire_s())}
        if name == "truncated":
            return CutShort(self._lines, content, 0, status, headers)
        return Response(content, status, headers)


def _bill(movements: Sequence[Movement], day: Day, fault: str, now_ms: int) -> bytes:
    name = f"{PARTNER}_{day.date:%Y%m%d}_业务明细"
    details = _details(movements, day, fault, now_ms)
    return zipped({f"{name}.csv": details, f"{name}(汇总).csv": _shops(movements, day, now_ms)})


def _details(movements: Sequence[Movement], day: Day, fault: str, now_ms: int) -> str:
    rule = "-" * 40
    lines = [
        *_head("业务明细", day),
        f"#{rule}-业务明细列表{rule}",
        COLUMNS,
        *(_line(movement) for movement in movements),
        f"#{rule}-业务明细列表结束{rule[2:]}",
    ]
    for word, more, of_refunds in (("交易", "", False), ("退款", "退款", True)):
        fens = [movement.amount_fen for movement in movements if (movement.refund is not None) is of_refunds]
        total_fen = sum(fens) + int(fault == SUMS_WRONG)
        total = yuan_text(-total_fen if of_refunds else total_fen)
        lines.append(f"#{word}合计：{len(fens)}笔，商家实收{more}共{total}元，商家优惠{more}共0.00元")
    return _text([*lines, _tail(now_ms)])


def _shops(movements: Sequence[Movement], day: Day, now_ms: int) -> str:
    """The file beside it, which adds up per shop: here there is one, without a name."""
    back = [movement.amount_fen for movement in movements if movement.refund is not None]
    paid = [movement.amount_fen for movement in movements if movement.refund is None]
    total = yuan_text(sum(paid) - sum(back))
    lines = [*_head("业务汇总", day), SHOP_COLUMNS, f"\t,\t,{len(paid)},{len(back)},{total},{total}"]
    return _text([*lines, _tail(now_ms)])


def _head(title: str, day: Day) -> list[str]:
    first, after = (f"{one:%Y年%m月%d日} 00:00:00" for one in (day.date, day.date + timedelta(days=1)))
    return [f"#支付宝{title}查询", f"#账号：[{PARTNER}]", f"#起始日期：[{first}]   终止日期：[{after}]"]


def _tail(now_ms: int) -> str:
    return f"#导出时间：[{beijing(now_ms):%Y年%m月%d日 %H:%M:%S}]"


def _text(lines: Sequence[str]) -> str:
    return "\r\n".join(lines) + "\r\n"


def _line(movement: Movement) -> str:
    """Tabs follow what a spreadsheet would take for a number; commas in names are nobody's concern."""
    order, refund = movement.order, movement.refund
    sign = 1 if refund is None else -1
    amount = yuan_text(sign * movement.amount_fen)
    fee = yuan_text(-sign * divide_half_up(movement.amount_fen * FEE_PER_THOUSAND, 1000))
    goods = re.sub(r"[\r\n]", " ", order.description)
    values = [
        f"{trade_no(order.out_trade_no)}\t",
        f"{order.out_trade_no}\t",
        ("交易" if refund is None else "退款") + "\t",
        goods,
        time_text(order.created_ms),
        time_text(movement.at_ms),
        *("\t", "\t", "\t", "\t", "*客(emu***@example.com)\t"),
        *(amount, amount),
        *["0.00"] * 5,
        *("", "0.00\t", "0.00"),
        ("" if refund is None else refund.out_refund_no) + "\t",
        *(fee, "0.00", ""),
    ]
    return ",".join(values)


def zipped(files: Mapping[str, str]) -> bytes:
    """Names in GBK without the flag that says so: the library writes no such names, so they are put in
    afterwards, in the place of others of the same length."""
    packed = io.BytesIO()
    names: dict[bytes, bytes] = {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, text) in enumerate(files.items()):
            wanted = name.encode("gbk")
            stand_in = str(number) * len(wanted)
            names[stand_in.encode()] = wanted
            archive.writestr(stand_in, text.encode("gbk", errors="replace"))
    content = packed.getvalue()
    for stand_in_bytes, wanted in names.items():
        content = content.replace(stand_in_bytes, wanted)
    return content


def _damaged(content: bytes) -> bytes:
    """One bit of the packed rows is another."""
    at = len(content) // 3
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] if content else content
