"""The gateway's HTTP calls: verify, befall, carry out, sign, record.

One order for every call: read the bytes, take the fault that is due, verify the caller, do it, answer. So
every fault can befall every call, and "processed but the answer was lost" is no special case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive

from cloud.sandbox.clock import Clocks, rfc3339
from cloud.sandbox.control.calls import CallLog, CallRecord
from cloud.sandbox.control.faults import Fault, FaultBook
from cloud.sandbox.keys import MCHID, Keys
from cloud.sandbox.net.cut import BODY_MAX_BYTES, HTML, CutShort, gone_or_after, read_body
from cloud.sandbox.net.fields import FieldError, Fields, read_object
from cloud.sandbox.net.server import Lines
from cloud.sandbox.pay_codes import Does, PayCodes
from cloud.sandbox.wechat.answers import (
    EMPTY,
    Answer,
    Code,
    Refused,
    Seal,
    answer_headers,
    answered,
    refused,
)
from cloud.sandbox.wechat.authority import Request, answer_serial, check_caller
from cloud.sandbox.wechat.bills import TAR_TYPES, Bills
from cloud.sandbox.wechat.native import read_codepay, read_native
from cloud.sandbox.wechat.notices import told_wrongly
from cloud.sandbox.wechat.orders import Orders, transaction
from cloud.sandbox.wechat.refunds import Refunds, read_refund, refund_content

_PATH = "/v3/pay/transactions/out-trade-no/{number}"
_ERRORS = {
    "http_500": (Code.SYSTEM_ERROR, "系统异常，请用相同参数重新调用"),
    "http_429": (Code.FREQUENCY_LIMITED, "频率超限"),
    "no_auth": (Code.NO_AUTH, "商户未开通该产品权限"),
    "quota": (Code.RULE_LIMIT, "商户收款额度超限"),
    "error_404": (Code.ORDER_NOT_EXIST, "订单不存在"),
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call being carried out."""

    request: Request
    path: dict[str, str]
    query: dict[str, str]
    base_url: str
    fault: Fault | None

    def body(self) -> Fields:
        return read_object(self.request.body)

    @property
    def fault_name(self) -> str:
        """Empty without one."""
        return "" if self.fault is None else self.fault.name

    def has_fault(self, *names: str) -> bool:
        return self.fault is not None and self.fault.name in names


Deed = Callable[[Call], Answer]


class WeChatApi:
    """The v3 calls of one merchant."""

    def __init__(
        self,
        keys: Keys,
        clocks: Clocks,
        orders: Orders,
        refunds: Refunds,
        bills: Bills,
        faults: FaultBook,
        calls: CallLog,
        lines: Lines,
        settle: Callable[[], None],
        pay_codes: PayCodes,
    ) -> None:
        self._pay_codes = pay_codes
        self._keys = keys
        self._clocks = clocks
        self._orders = orders
        self._refunds = refunds
        self._bills = bills
        self._faults = faults
        self._calls = calls
        self._lines = lines
        self._settle = settle

    def routes(self) -> list[Route]:
        refunds = "/v3/refund/domestic/refunds"
        return [
            self._route("POST", "/v3/pay/transactions/native", "native", self._native),
            self._route("POST", "/v3/pay/transactions/codepay", "charge", self._charge),
            self._route("POST", f"{_PATH}/reverse", "reverse", self._reverse),
            self._route("GET", _PATH, "query", self._query),
            self._route("GET", "/v3/pay/transactions/id/{transaction}", "query", self._query_transaction),
            self._route("POST", f"{_PATH}/close", "close", self._close),
            self._route("POST", refunds, "refund", self._refund),
            self._route("GET", f"{refunds}/{{number}}", "refund_query", self._refund_query),
            self._route(
                "POST", f"{refunds}/{{refund_id}}/apply-abnormal-refund", "abnormal_refund", self._abnormal
            ),
            self._route("GET", "/v3/certificates", "certificates", self._certificates),
            self._route("GET", "/v3/bill/tradebill", "tradebill", self._trade_bill),
            self._route("GET", "/v3/bill/fundflowbill", "tradebill", self._fund_flow_bill),
            self._route("GET", "/v3/billdownload/file", "billdownload", self._bill_file),
        ]

    def _route(self, method: str, path: str, name: str, deed: Deed) -> Route:
        async def endpoint(http: HttpRequest) -> Response:
            return await self._serve(http, name, deed)

        return Route(path, endpoint, methods=[method], name=f"{name}:{path}")

    async def _serve(self, http: HttpRequest, name: str, deed: Deed) -> Response:
        body = await read_body(http)
        # The bytes as sent; only a bare "?" with nothing behind it cannot be seen from here.
        target: bytes = http.scope["raw_path"]
        if http.scope["query_string"]:
            target += b"?" + http.scope["query_string"]
        request = Request(http.method, target, http.headers, body)
        fault = self._faults.take(name)
        base_url = f"http://{http.headers.get('host', '')}"
        call = Call(request, dict(http.path_params), dict(parse_qsl(http.url.query)), base_url, fault)
        self._settle()
        answer = self._carry_out(call, deed)
        self._settle()
        subject = next(iter(call.path.values()), "") or _number_in(body)
        cut = call.has_fault("hang", "reset_before", "reset_after")
        record = CallRecord(
            self._clocks.real_ms(),
            name,
            subject,
            None if cut else answer.status,
            answer.word,
            call.fault_name,
        )
        self._calls.add(record)
        return await self._befallen(call, answer, http.receive)

    def _carry_out(self, call: Call, deed: Deed) -> Answer:
        """What the gateway would answer; a fault may keep it from doing anything at all."""
        if call.has_fault("hang", "reset_before"):
            return EMPTY
        not_done = call.has_fault(*_ERRORS) and call.fault is not None and not call.fault.processed
        try:
            if len(call.request.body) > BODY_MAX_BYTES:
                raise Refused(Code.PARAM_ERROR, f"the body is longer than {BODY_MAX_BYTES} bytes")
            check_caller(call.request, self._keys, self._wire_s(call))
            answer_serial(call.request, self._keys)
            answer = EMPTY if not_done else deed(call)
        except Refused as refusal:
            answer = refused(refusal.code, refusal.message)
        except FieldError as error:
            answer = refused(Code.UNKNOWN_FIELD if error.unknown else Code.PARAM_ERROR, error.text)
        if call.fault is not None and call.fault.name in _ERRORS:
            return refused(*_ERRORS[call.fault.name])
        if call.has_fault("wrong_amount", "wrong_mchid") and answer.signed and call.fault is not None:
            return replace(answer, body=told_wrongly(answer.body, call.fault.name))
        return answer

    async def _befallen(self, call: Call, answer: Answer, receive: Receive) -> Response:
        """The answer on the wire, or what the fault makes of it."""
        fault = call.fault
        if call.has_fault("reset_before", "reset_after"):
            return CutShort(self._lines, b"", 0)
        if fault is not None and fault.name == "hang":
            return CutShort(self._lines, b"", fault.ms)
        if fault is not None and fault.name == "slow":
            await gone_or_after(receive, fault.ms)
        if call.has_fault("html"):
            return Response(HTML, 200, media_type="text/html")
        headers = answer_headers(self._keys, self._seal(call, answer), answer, self._wire_s(call))
        if call.has_fault("truncated"):
            return CutShort(self._lines, answer.body, 0, answer.status, headers)
        return Response(answer.body, answer.status, headers)

    def _wire_s(self, call: Call) -> int:
        skewed = call.has_fault("clock_skew") and call.fault is not None
        return self._clocks.wire_s() + (call.fault.ms // 1000 if skewed and call.fault else 0)

    def _seal(self, call: Call, answer: Answer) -> Seal:
        stale_s = call.fault.ms // 1000 if call.has_fault("stale_timestamp") and call.fault else 0
        return Seal(
            at_s=self._wire_s(call) - stale_s,
            serial=answer_serial(call.request, self._keys) if answer.signed else "",
            break_signature=call.has_fault("bad_signature"),
            sign_test=call.has_fault("signtest"),
        )

    def _native(self, call: Call) -> Answer:
        token = self._orders.create(read_native(call.body()))
        return answered({"code_url": f"{call.base_url}/p/{token}"})

    def _charge(self, call: Call) -> Answer:
        asked = read_codepay(call.body())
        known = self._orders.find(asked.out_trade_no)
        if known is not None and known.fingerprint != asked.fingerprint:
            raise Refused(Code.OUT_TRADE_NO_USED, "商户订单号重复")
        if known is None:
            shown = self._pay_codes.take("wechat", asked.auth_code)
            if shown is None:
                raise Refused(Code.AUTH_CODE_INVALID, "付款码无效，请重新扫码")
            if shown.does is Does.POOR:
                raise Refused(Code.NOT_ENOUGH, "用户余额不足")
            known = self._orders.charge(asked.order(self._clocks.gateway_ms()), shown)
        if known.paid_ms is None:
            raise Refused(Code.USERPAYING, "用户支付中，需要输入密码")
        return answered(transaction(known))

    def _reverse(self, call: Call) -> Answer:
        body = call.body()
        mchid = body.text("mchid", 32)
        body.text("appid", 32)
        body.end()
        _only_mchid({"mchid": mchid})
        return answered(transaction(self._orders.reverse(self._orders.by_number(call.path["number"]))))

    def _query(self, call: Call) -> Answer:
        _only_mchid(call.query)
        return answered(transaction(self._orders.by_number(call.path["number"])))

    def _query_transaction(self, call: Call) -> Answer:
        _only_mchid(call.query)
        return answered(transaction(self._orders.by_transaction(call.path["transaction"])))

    def _close(self, call: Call) -> Answer:
        body = call.body()
        mchid = body.text("mchid", 32)
        body.end()
        _only_mchid({"mchid": mchid})
        self._orders.close(call.path["number"])
        return EMPTY

    def _refund(self, call: Call) -> Answer:
        request = read_refund(call.body())
        refund = self._refunds.request(request, not_enough=call.has_fault("not_enough"))
        return answered(refund_content(refund, self._orders.by_number(refund.out_trade_no)))

    def _refund_query(self, call: Call) -> Answer:
        refund = self._refunds.by_number(call.path["number"])
        return answered(refund_content(refund, self._orders.by_number(refund.out_trade_no)))

    def _abnormal(self, call: Call) -> Answer:
        refund = self._refunds.retry_abnormal(call.path["refund_id"], call.body(), self._keys)
        return answered(refund_content(refund, self._orders.by_number(refund.out_trade_no)))

    def _certificates(self, _: Call) -> Answer:
        certificate = self._keys.certificate()
        nonce, sealed = self._keys.seal(self._keys.certificate_pem(), "certificate")
        entry = {
            "serial_no": self._keys.certificate_serial(),
            "effective_time": rfc3339(int(certificate.not_valid_before_utc.timestamp() * 1000)),
            "expire_time": rfc3339(int(certificate.not_valid_after_utc.timestamp() * 1000)),
            "encrypt_certificate": {
                "algorithm": "AEAD_AES_256_GCM",
                "nonce": nonce,
                "associated_data": "certificate",
                "ciphertext": sealed,
            },
        }
        return answered({"data": [entry]})

    def _trade_bill(self, call: Call) -> Answer:
        day, kind, tar_type = _bill_query(call.query, "bill_type", "ALL")
        return self._bills.trade(day, kind, tar_type, call.base_url, call.fault_name)

    def _fund_flow_bill(self, call: Call) -> Answer:
        day, kind, tar_type = _bill_query(call.query, "account_type", "BASIC")
        return self._bills.fund_flow(day, kind, tar_type, call.base_url)

    def _bill_file(self, call: Call) -> Answer:
        return self._bills.fetch(call.query.get("token", ""), call.fault_name)


def _number_in(body: bytes) -> str:
    """The order or refund a call was about, for the record only."""
    try:
        fields = read_object(body)
        return fields.maybe_text("out_refund_no", 64) or fields.maybe_text("out_trade_no", 32) or ""
    except FieldError:
        return ""


def _only_mchid(values: dict[str, str]) -> None:
    if "mchid" not in values:
        raise Refused(Code.PARAM_ERROR, "mchid is missing")
    if values["mchid"] != MCHID:
        raise Refused(Code.MCH_NOT_EXISTS, "商户号不存在: mchid")


def _bill_query(query: dict[str, str], kind_name: str, kind_default: str) -> tuple[str, str, str]:
    unknown = query.keys() - {"bill_date", kind_name, "tar_type"}
    if unknown:
        raise Refused(Code.PARAM_ERROR, f"unknown parameter {min(unknown)[:40]}")
    tar_type = query.get("tar_type", "")
    if tar_type and tar_type not in TAR_TYPES:
        raise Refused(Code.PARAM_ERROR, f"tar_type must be one of {', '.join(TAR_TYPES)}")
    return query.get("bill_date", ""), query.get(kind_name, kind_default), tar_type
