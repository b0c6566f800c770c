"""The one address: verify, befall, carry out, sign, record. See ``wechat/routes.py``: the same order."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive

from cloud.sandbox.alipay.answers import Reason, Refused, Said, done, refused, told_wrongly, written
from cloud.sandbox.alipay.bills import TradeBills
from cloud.sandbox.alipay.refunds import (
    RefundAsked,
    TradeRefunds,
    read_refund,
    refund_content,
    refund_state_content,
)
from cloud.sandbox.alipay.trades import (
    NUMBER_PATTERN,
    Trades,
    read_pay,
    read_precreate,
    read_time_ms,
    time_text,
    trade_no,
)
from cloud.sandbox.clock import Clocks, http_date
from cloud.sandbox.control.calls import CallLog, CallRecord
from cloud.sandbox.control.faults import Fault, FaultBook
from cloud.sandbox.keys import ALIPAY_APP_ID, Keys
from cloud.sandbox.net.cut import BODY_MAX_BYTES, HTML, CutShort, gone_or_after, read_body
from cloud.sandbox.net.fields import FieldError, Fields, read_object
from cloud.sandbox.net.server import Lines
from cloud.sandbox.pay_codes import PayCodes
from cloud.sandbox.state import Order, TradeState
from kiosk.money import yuan_text

PATH = "/gateway.do"
TIMESTAMP_WINDOW_S = 300
"""How far Alipay lets a caller's clock be off is published nowhere (payments.md 9): a strict guess."""
ERROR_NODE = "error_response"
REQUIRED = {"format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0"}
_LIES = {
    "http_429": Reason.BUSY,
    "system_error": Reason.UNAVAILABLE,
    "no_auth": Reason.NO_RIGHT,
    "quota": Reason.QUOTA,
}
_NOT_DONE = frozenset({"http_500", "error_404", *_LIES})


@dataclass(frozen=True, slots=True)
class Call:
    """One verified call."""

    node: str
    content: Fields
    notify_url: str
    base_url: str
    fault: Fault | None


Deed = Callable[[Call], dict[str, object]]


class AlipayApi:
    """The calls of one application."""

    def __init__(
        self,
        keys: Keys,
        clocks: Clocks,
        trades: Trades,
        refunds: TradeRefunds,
        bills: TradeBills,
        faults: FaultBook,
        calls: CallLog,
        lines: Lines,
        settle: Callable[[], None],
        pay_codes: PayCodes,
    ) -> None:
        self._pay_codes = pay_codes
        self._keys = keys
        self._clocks = clocks
        self._trades = trades
        self._refunds = refunds
        self._bills = bills
        self._faults = faults
        self._calls = calls
        self._lines = lines
        self._settle = settle
        self._deeds: dict[str, tuple[str, Deed]] = {
            "alipay.trade.precreate": ("precreate", self._precreate),
            "alipay.trade.pay": ("charge", self._pay),
            "alipay.trade.query": ("query", self._query),
            "alipay.trade.close": ("close", self._close),
            "alipay.trade.cancel": ("cancel", self._cancel),
            "alipay.trade.refund": ("refund", self._refund),
            "alipay.trade.fastpay.refund.query": ("refund_query", self._refund_query),
            "alipay.data.dataservice.bill.downloadurl.query": ("tradebill", self._bill),
        }

    def routes(self) -> list[Route]:
        return [Route(PATH, self._serve, methods=["GET", "POST"]), *self._bills.routes()]

    async def _serve(self, http: HttpRequest) -> Response:
        parameters = _parameters(http.scope["query_string"], await read_body(http))
        method = parameters.get("method", "")
        name, deed = self._deeds.get(method, ("", None))
        fault = self._faults.take(name) if name else None
        self._settle()
        said = self._carry_out(parameters, deed, fault, f"http://{http.headers.get('host', '')}")
        self._settle()
        cut = _has(fault, "hang", "reset_before", "reset_after")
        status = 500 if _has(fault, "http_500") else 200
        self._calls.add(
            CallRecord(
                self._clocks.real_ms(),
                name or "unknown",
                _number_in(parameters.get("biz_content", "")),
                None if cut else status,
                said.word,
                "" if fault is None else fault.name,
            )
        )
        return await self._befallen(said, status, fault, http.receive)

    def _carry_out(
        self, parameters: dict[str, str], deed: Deed | None, fault: Fault | None, base_url: str
    ) -> Said:
        """What the gateway would answer; a fault may keep it from doing anything at all."""
        node = parameters.get("method", "").replace(".", "_")[:80] + "_response"
        if _has(fault, "hang", "reset_before"):
            return Said(node)
        try:
            self._check_caller(parameters, fault)
        except Refused as refusal:
            return refused(node if deed else ERROR_NODE, refusal.reason, refusal.words, signed=False)
        if deed is None:
            return refused(ERROR_NODE, Reason.NO_METHOD, Reason.NO_METHOD.value[3], signed=False)
        said = self._done(node, deed, parameters, fault, base_url)
        if fault is not None and fault.name in _LIES:
            return refused(node, _LIES[fault.name], _LIES[fault.name].value[3], signed=True)
        if _has(fault, "error_404"):
            return refused(node, Reason.NO_TRADE, Reason.NO_TRADE.value[3], signed=False)
        if fault is not None and _has(fault, "wrong_amount", "wrong_mchid"):
            return told_wrongly(said, fault.name)
        return said

    def _done(
        self, node: str, deed: Deed, parameters: dict[str, str], fault: Fault | None, base_url: str
    ) -> Said:
        if fault is not None and fault.name in _NOT_DONE and not fault.processed:
            return Said(node)
        try:
            content = read_object(parameters.get("biz_content", "").encode())
            call = Call(node, content, parameters.get("notify_url", ""), base_url, fault)
            return done(node, deed(call))
        except FieldError as error:
            return refused(node, Reason.WRONG_PARAMETER, error.text, signed=True)
        except Refused as refusal:
            return refused(node, refusal.reason, refusal.words, signed=True)

    def _check_caller(self, parameters: dict[str, str], fault: Fault | None) -> None:
        """payments.md 2.1, 2.2. Raises ``Refused``; such answers bear no signature."""
        if parameters.get("app_id") != ALIPAY_APP_ID:
            raise Refused(Reason.NO_APP)
        wrong = [name for name, value in REQUIRED.items() if parameters.get(name) != value]
        if wrong or not parameters.get("biz_content"):
            raise Refused(
                Reason.BAD_CALL, f"{(wrong or ['biz_content'])[0]} is missing or not what it must be"
            )
        if not parameters.get("sign"):
            raise Refused(Reason.NO_SIGNATURE)
        text = "&".join(
            f"{name}={parameters[name]}" for name in sorted(parameters) if name != "sign" and parameters[name]
        )
        if not self._keys.verify_merchant(text.encode(), parameters["sign"]):
            raise Refused(Reason.BAD_SIGNATURE)
        try:
            at_s = read_time_ms(parameters.get("timestamp", "")) // 1000
        except FieldError:
            raise Refused(Reason.BAD_TIME) from None
        if abs(self._wire_s(fault) - at_s) > TIMESTAMP_WINDOW_S:
            raise Refused(Reason.BAD_TIME)

    async def _befallen(self, said: Said, status: int, fault: Fault | None, receive: Receive) -> Response:
        """The answer on the wire, or what the fault makes of it."""
        if _has(fault, "reset_before", "reset_after"):
            return CutShort(self._lines, b"", 0)
        if fault is not None and fault.name == "hang":
            return CutShort(self._lines, b"", fault.ms)
        if fault is not None and fault.name == "slow":
            await gone_or_after(receive, fault.ms)
        if _has(fault, "html"):
            return Response(HTML, 200, media_type="text/html")
        body = b"" if status != 200 else written(said, self._keys, _has(fault, "bad_signature", "signtest"))
        headers = {"Content-Type": "text/html;charset=utf-8", "Date": http_date(self._wire_s(fault))}
        if _has(fault, "truncated"):
            return CutShort(self._lines, body, 0, status, headers)
        return Response(body, status, headers)

    def _wire_s(self, fault: Fault | None) -> int:
        skew_ms = fault.ms if fault is not None and fault.name == "clock_skew" else 0
        return self._clocks.wire_s() + skew_ms // 1000

    def _precreate(self, call: Call) -> dict[str, object]:
        request = read_precreate(call.content, call.notify_url)
        token = self._trades.precreate(request)
        return {"out_trade_no": request.out_trade_no, "qr_code": f"{call.base_url}/p/{token}"}

    def _pay(self, call: Call) -> dict[str, object]:
        request, code = read_pay(call.content, call.notify_url)
        order = self._trades.pay_by_code(request, code, self._pay_codes)
        content: dict[str, object] = {
            "out_trade_no": order.out_trade_no,
            "trade_no": trade_no(order.out_trade_no),
            "total_amount": yuan_text(order.amount_fen),
        }
        if order.paid_ms is None:
            return content | {"code": "10003", "msg": "order success pay inprocess"}
        return content | {"gmt_payment": time_text(order.paid_ms)}

    def _query(self, call: Call) -> dict[str, object]:
        return self._trades.content(self._trade(call))

    def _close(self, call: Call) -> dict[str, object]:
        order = self._trade(call)
        self._trades.close(order.out_trade_no)
        return {"out_trade_no": order.out_trade_no, "trade_no": trade_no(order.out_trade_no)}

    def _cancel(self, call: Call) -> dict[str, object]:
        """payments.md 2.6: closes what is unpaid, and gives back what is paid without a word."""
        content: dict[str, object] = {"retry_flag": "N"}
        try:
            order = self._trade(call)
        except Refused:
            return content
        number = order.out_trade_no
        if order.paid_ms is None:
            if order.state == TradeState.NOTPAY:
                self._trades.close(number)
                content["action"] = "close"
        elif (rest_fen := order.amount_fen - self._trades.refunded_fen(number)) > 0:
            request = RefundAsked(number, f"CANCEL_{secrets.token_hex(8)}", rest_fen)
            self._refunds.ask(request, order)
            self._trades.mark_refunded(order)
            content["action"] = "refund"
        return content | {"out_trade_no": number, "trade_no": trade_no(number)}

    def _refund(self, call: Call) -> dict[str, object]:
        asked = read_refund(call.content)
        order = self._trades.trade(asked.out_trade_no)
        refund, moved = self._refunds.ask(asked, order, _has(call.fault, "not_enough"))
        self._trades.mark_refunded(order)
        return refund_content(refund, order, moved, self._trades.refunded_fen(order.out_trade_no))

    def _refund_query(self, call: Call) -> dict[str, object]:
        number = call.content.text("out_trade_no", 64, NUMBER_PATTERN)
        request_number = call.content.text("out_request_no", 64, NUMBER_PATTERN)
        order = self._trades.trade(number)
        return refund_state_content(self._refunds.find(number, request_number), order)

    def _bill(self, call: Call) -> dict[str, object]:
        if call.content.choice("bill_type", ["trade", "signcustomer"]) == "signcustomer":
            raise Refused(Reason.NO_BILL, "only trade bills are played")
        day = call.content.text("bill_date", 10, r"\d{4}-\d\d-\d\d")
        call.content.end()
        fault = "" if call.fault is None else call.fault.name
        return {"bill_download_url": self._bills.address(day, call.base_url, fault)}

    def _trade(self, call: Call) -> Order:
        number = call.content.text("out_trade_no", 64, NUMBER_PATTERN)
        call.content.end()
        return self._trades.trade(number)


def _has(fault: Fault | None, *names: str) -> bool:
    return fault is not None and fault.name in names


def _parameters(query: bytes, body: bytes) -> dict[str, str]:
    """From the address and the form, as they come; empty when that is no form, or names one twice."""
    pairs: list[tuple[str, str]] = []
    try:
        if len(body) > BODY_MAX_BYTES:
            return {}
        for part in (query, body):
            if part:
                pairs += parse_qsl(part.decode("ascii"), True, strict_parsing=True, errors="strict")
    except ValueError:
        return {}
    found = dict(pairs)
    return found if len(found) == len(pairs) else {}


def _number_in(text: str) -> str:
    """The order or refund a call was about, for the record only."""
    try:
        fields = read_object(text.encode())
        return fields.maybe_text("out_request_no", 64) or fields.maybe_text("out_trade_no", 64) or ""
    except FieldError:
        return ""
