"""The two addresses of ACP: one for transactions, one for questions. Verify, befall, carry out, sign, record.

Faults are named as everywhere in the sandbox: an application for a code is ``native``, a question about a
refund ``refund_query``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from cloud.sandbox.clock import Clocks, http_date
from cloud.sandbox.control.calls import CallLog, CallRecord
from cloud.sandbox.control.faults import Fault, FaultBook
from cloud.sandbox.net.cut import HTML, CutShort, gone_or_after, read_body
from cloud.sandbox.net.server import Lines
from cloud.sandbox.pay_codes import Does, PayCodes
from cloud.sandbox.state import Order, Refund, RefundStatus, State, TradeState
from cloud.sandbox.unionpay.books import (
    PAID_STATES,
    Application,
    RefundCall,
    Refusal,
    UnionPayOrders,
    UnionPayRefunds,
)
from cloud.sandbox.unionpay.keys import MER_ID, UnionPayKeys
from cloud.sandbox.unionpay.message import (
    Unreadable,
    bare,
    check_signature,
    read_form,
    read_stamp,
    signed,
)
from cloud.sandbox.unionpay.notices import paid_fields, refund_fields, told_wrongly

TXN_TIME_WINDOW_MS = 3_600_000
"""payments.md 3.2: txnTime is *now*. How far off it may be is not published; an hour is a strict reading."""
AMOUNT_MAX_FEN = 10_000_000_000
_FIXED = {
    "version": ("5.1.0",),
    "encoding": ("UTF-8",),
    "signMethod": ("01",),
    "bizType": ("000000",),
    "channelType": ("07", "08"),
    "accessType": ("0",),
}
_COMMON = (*_FIXED, "merId", "txnType", "txnSubType", "orderId", "txnTime", "certId", "signature")
_ORDER_ID = re.compile(r"[0-9A-Za-z]{8,40}")
_READ_CODE = re.compile(r"62[0-9]{17}")
_DIGITS = re.compile(r"[1-9][0-9]{0,11}")
_SUCCEEDED = {"respCode": "00", "respMsg": "成功[0000000]"}
_UNSIGNED = {"http_500": 500, "http_429": 429, "error_404": 404}

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call being carried out."""

    fields: Fields
    base_url: str
    fault: Fault | None

    def has_fault(self, *names: str) -> bool:
        return self.fault is not None and self.fault.name in names


class UnionPayApi:
    """ACP 5.1.0 as one merchant sees it."""

    def __init__(
        self,
        keys: UnionPayKeys,
        clocks: Clocks,
        state: State,
        orders: UnionPayOrders,
        refunds: UnionPayRefunds,
        faults: FaultBook,
        calls: CallLog,
        lines: Lines,
        settle: Callable[[], None],
        pay_codes: PayCodes,
    ) -> None:
        self._pay_codes = pay_codes
        self._keys = keys
        self._clocks = clocks
        self._state = state
        self._orders = orders
        self._refunds = refunds
        self._faults = faults
        self._calls = calls
        self._lines = lines
        self._settle = settle

    def routes(self) -> list[Route]:
        return [
            Route("/gateway/api/backTransReq.do", self._transact, methods=["POST"]),
            Route("/gateway/api/queryTrans.do", self._answer_question, methods=["POST"]),
        ]

    async def _transact(self, http: HttpRequest) -> Response:
        deeds: dict[tuple[str, str], Callable[[Call], Fields]] = {
            ("01", "07"): self._apply,
            ("01", "06"): self._charge,
            ("04", "00"): self._refund,
            ("99", "01"): self._reverse,
        }
        return await self._serve(http, deeds)

    async def _answer_question(self, http: HttpRequest) -> Response:
        return await self._serve(http, {("00", "00"): self._query})

    async def _serve(
        self, http: HttpRequest, deeds: dict[tuple[str, str], Callable[[Call], Fields]]
    ) -> Response:
        body = await read_body(http)
        self._settle()
        try:
            fields = read_form(body)
        except Unreadable as error:
            return Response(bare({"respCode": "10", "respMsg": str(error)}))
        number, kind = fields.get("orderId", ""), (fields.get("txnType", ""), fields.get("txnSubType", ""))
        name = self._call_name(kind, number)
        call = Call(fields, f"http://{http.headers.get('host', '')}", self._faults.take(name))
        answer = self._carry_out(call, deeds.get(kind, self._no_such))
        self._settle()
        cut = call.has_fault("hang", "reset_before", "reset_after")
        fault = "" if call.fault is None else call.fault.name
        status = None if cut else _UNSIGNED.get(fault, 200)
        self._calls.add(
            CallRecord(self._clocks.real_ms(), name, number, status, answer.get("respCode", ""), fault)
        )
        return await self._befallen(call, answer, http)

    def _call_name(self, kind: tuple[str, str], number: str) -> str:
        if kind[0] == "00":
            return "query" if self._state.get(Refund, number) is None else "refund_query"
        if kind == ("01", "06"):
            return "charge"
        return {"04": "refund", "99": "reverse"}.get(kind[0], "native")

    def _carry_out(self, call: Call, deed: Callable[[Call], Fields]) -> Fields:
        """What UnionPay would answer, not yet signed; without ``merId`` it never is."""
        if call.has_fault("hang", "reset_before"):
            return {}
        if call.has_fault(*_UNSIGNED) and call.fault is not None and not call.fault.processed:
            return {}
        try:
            check_signature(call.fields, self._keys)
        except Unreadable as error:
            return {"respCode": "11", "respMsg": str(error)}
        echo = {
            name: value
            for name, value in call.fields.items()
            if name not in ("certId", "signature", "backUrl", "payTimeout", "qrNo")
        }
        try:
            self._check_common(call.fields)
            return echo | deed(call)
        except Refusal as refusal:
            return echo | {"respCode": refusal.code, "respMsg": f"{refusal.text}[9100004]"}

    def _check_common(self, fields: Fields) -> None:
        for name, allowed in _FIXED.items():
            if fields.get(name) not in allowed:
                raise Refusal("10", f"报文格式错误: {name}")
        if fields.get("merId") != MER_ID:
            raise Refusal("31", "商户状态不正确")
        if not _ORDER_ID.fullmatch(fields.get("orderId", "")):
            raise Refusal("10", "报文格式错误: orderId")
        self._stamp(fields, "txnTime")

    def _stamp(self, fields: Fields, name: str) -> int:
        try:
            return read_stamp(fields.get(name, ""))
        except ValueError:
            raise Refusal("10", f"报文格式错误: {name}") from None

    def _check_now(self, fields: Fields) -> None:
        off_ms = self._stamp(fields, "txnTime") - self._clocks.wire_s() * 1000
        if abs(off_ms) > TXN_TIME_WINDOW_MS:
            raise Refusal("39", "交易不在受理时间范围内")

    def _money(self, fields: Fields, *more: str) -> int:
        """The amount in fen, after looking for fields that do not belong here."""
        known = {*_COMMON, "txnAmt", "currencyCode", "backUrl", *more}
        if unknown := fields.keys() - known:
            raise Refusal("10", f"报文格式错误: {min(unknown)[:40]}")
        missing = [name for name in ("backUrl", "txnAmt", "currencyCode") if not fields.get(name)]
        if missing:
            raise Refusal("13", f"报文交易要素缺失: {missing[0]}")
        if fields["currencyCode"] != "156" or not _DIGITS.fullmatch(fields["txnAmt"]):
            raise Refusal("10", "报文格式错误: txnAmt, currencyCode")
        if int(fields["txnAmt"]) > AMOUNT_MAX_FEN:
            raise Refusal("33", "交易金额超限")
        return int(fields["txnAmt"])

    def _apply(self, call: Call) -> Fields:
        fields = call.fields
        amount_fen = self._money(fields, "payTimeout", "reqReserved", "termId")
        self._check_now(fields)
        _check_rights(call)
        if call.has_fault("quota"):
            raise Refusal("33", "交易金额超限")
        expire_ms = self._stamp(fields, "payTimeout") if "payTimeout" in fields else None
        if expire_ms is not None and expire_ms <= self._stamp(fields, "txnTime"):
            raise Refusal("10", "报文格式错误: payTimeout")
        # the merchant writes wire time; what ends, ends by the gateway's
        ahead_ms = self._clocks.gateway_ms() - self._clocks.wire_s() * 1000
        token = self._orders.apply(
            Application(
                number=fields["orderId"],
                txn_time=fields["txnTime"],
                amount_fen=amount_fen,
                back_url=fields["backUrl"],
                expire_ms=None if expire_ms is None else expire_ms + ahead_ms,
                reserved=fields.get("reqReserved"),
            )
        )
        return _SUCCEEDED | {"qrCode": f"{call.base_url}/p/{token}"}

    def _charge(self, call: Call) -> Fields:
        """Its answer is of the call alone; what became of the payment, the query tells."""
        fields = call.fields
        amount_fen = self._money(fields, "qrNo", "termId", "reqReserved")
        self._check_now(fields)
        if not _READ_CODE.fullmatch(fields.get("qrNo", "")):
            raise Refusal("10", "报文格式错误: qrNo")
        shown = self._pay_codes.take("unionpay", fields["qrNo"])
        if shown is None:
            raise Refusal("01", "二维码无效")
        if shown.does is Does.POOR:
            raise Refusal("64", "卡余额不足")
        order = Application(
            fields["orderId"],
            fields["txnTime"],
            amount_fen,
            fields["backUrl"],
            None,
            fields.get("reqReserved"),
        )
        charged = self._orders.charge_code(order, shown)
        return _SUCCEEDED if charged.paid_ms is not None else {"respCode": "05", "respMsg": "交易已受理"}

    def _reverse(self, call: Call) -> Fields:
        """Names what is to be undone by its own number and time."""
        self._money(call.fields)
        order = self._state.get(Order, call.fields["orderId"])
        if order is None or order.fingerprint != call.fields["txnTime"]:
            raise Refusal("35", "原交易不存在")
        self._orders.reverse(order)
        return _SUCCEEDED

    def _refund(self, call: Call) -> Fields:
        fields = call.fields
        amount_fen = self._money(fields, "origOrderId", "origTxnTime", "origQryId", "reqReserved", "termId")
        self._check_now(fields)
        _check_rights(call)
        refund = self._refunds.accept(
            RefundCall(
                number=fields["orderId"],
                txn_time=fields["txnTime"],
                original=self._original(fields),
                amount_fen=amount_fen,
                back_url=fields["backUrl"],
            ),
            not_enough=call.has_fault("not_enough"),
        )
        return _SUCCEEDED | {"queryId": refund.refund_id[-21:], "origQryId": fields.get("origQryId", "")}

    def _original(self, fields: Fields) -> Order:
        if "origQryId" in fields:
            found = self._state.find(Order, "transaction_id LIKE ?", f"%{fields['origQryId'][:21]}")
        else:
            number, time = fields.get("origOrderId", ""), fields.get("origTxnTime", "")
            found = self._state.find(Order, "out_trade_no = ? AND fingerprint = ?", number, time)
        if not found:
            raise Refusal("35", "原交易不存在或状态不正确")
        return found[0]

    def _query(self, call: Call) -> Fields:
        """By number and time; what nobody has scanned is as unknown as what never arrived."""
        number, time = call.fields["orderId"], call.fields["txnTime"]
        refund, order = self._state.get(Refund, number), self._state.get(Order, number)
        if refund is not None and refund.fingerprint == time:
            about = self._state.get(Order, refund.out_trade_no)
            assert about is not None, "a refund's order is never forgotten"
            return self._told(call, refund_fields(refund, about), _refund_code(refund))
        if order is None or order.fingerprint != time or order.payer is None:
            raise Refusal("34", "查无此交易")
        if order.state in PAID_STATES:
            return self._told(call, paid_fields(order), "00")
        if order.state == TradeState.CLOSED:
            raise Refusal("34", "查无此交易")
        base = {name: paid_fields(order)[name] for name in ("orderId", "txnTime", "txnAmt", "currencyCode")}
        return self._told(call, base, "60" if order.failed_attempts else "05")

    def _told(self, call: Call, fields: Fields, code: str) -> Fields:
        wrong = call.fault.name if call.fault is not None else ""
        known = fields | {"origRespCode": code, "origRespMsg": "成功" if code == "00" else "处理中"}
        return _SUCCEEDED | told_wrongly(known, wrong, call.fault.ms if call.fault else 0)

    def _no_such(self, _: Call) -> Fields:
        raise Refusal("32", "无此交易权限")

    async def _befallen(self, call: Call, answer: Fields, http: HttpRequest) -> Response:
        """The answer on the wire, or what the fault makes of it."""
        fault = call.fault
        if call.has_fault("reset_before", "reset_after"):
            return CutShort(self._lines, b"", 0)
        if fault is not None and fault.name == "hang":
            return CutShort(self._lines, b"", fault.ms)
        if fault is not None and fault.name == "slow":
            await gone_or_after(http.receive, fault.ms)
        skew_s = fault.ms // 1000 if fault is not None and fault.name == "clock_skew" else 0
        headers = {
            "Date": http_date(self._clocks.wire_s() + skew_s),
            "Content-Type": "text/html;charset=UTF-8",
        }
        if call.has_fault("html"):
            return Response(HTML, 200, headers)
        if fault is not None and fault.name in _UNSIGNED:
            return Response(HTML, _UNSIGNED[fault.name], headers)
        body = bare(answer)
        if "merId" in answer:
            if call.has_fault("wrong_mchid", "stale_timestamp") and fault is not None:
                answer = told_wrongly(answer, fault.name, fault.ms)
            body = bare(signed(answer, self._keys, broken=call.has_fault("bad_signature", "signtest")))
        if call.has_fault("truncated"):
            return CutShort(self._lines, body, 0, 200, headers)
        return Response(body, 200, headers)


def _check_rights(call: Call) -> None:
    if call.has_fault("no_auth"):
        raise Refusal("43", "无此业务权限")


def _refund_code(refund: Refund) -> str:
    return {RefundStatus.SUCCESS: "00", RefundStatus.PROCESSING: "05"}.get(RefundStatus(refund.status), "01")
