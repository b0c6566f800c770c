"""The control port: plays the customer's phone, breaks calls, moves time, shows the gateway's own books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from cloud.sandbox.clock import Clocks
from cloud.sandbox.control.calls import CallLog
from cloud.sandbox.control.faults import FaultBook
from cloud.sandbox.net.fields import FieldError, Fields, read_object
from cloud.sandbox.pay_codes import Does, PayCodes
from cloud.sandbox.rail import Rail, by_number, by_refund, by_token
from cloud.sandbox.state import Code, Notice, Order, Refund, RefundStatus, State, Taking
from cloud.sandbox.wechat.answers import Refused
from cloud.sandbox.wechat.orders import FIRST_PAYER, OTHER_PAYER, Orders, PhoneRefused

ACTS = ("scan", "pay", "cancel", "fail", "pay_late", "pay_other_payer")
CAN_BE_FORCED = ("pay", "pay_late", "pay_other_payer")
ADVANCE_MAX_S = 400 * 86_400
"""Past the year in which a payment can be refunded; further there is nothing to see."""
SKEW_MAX_S = 400 * 86_400
CODE_MAX = 512
BODY_MAX_BYTES = 64 * 1024
ADVANCED = "advanced_ms"
WIRE_SKEW = "wire_skew_ms"


class Gateway(Protocol):
    """What the control port needs of the sandbox."""

    @property
    def state(self) -> State: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def faults(self) -> FaultBook: ...
    @property
    def calls(self) -> CallLog: ...
    @property
    def rails(self) -> Sequence[Rail]: ...
    @property
    def pay_codes(self) -> PayCodes: ...
    def settle(self) -> None: ...


Answer = dict[str, object]


class Control:
    """JSON in, JSON out; an unusable request is told so in words."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def routes(self) -> list[Route]:
        posts: dict[str, Callable[[Fields], Answer]] = {
            "/phone": self._phone,
            "/pay_code": self._pay_code,
            "/fault": self._fault,
            "/clock": self._clock,
            "/refund": self._refund,
            "/refund_plan": self._refund_plan,
            "/reset": self._reset,
        }
        gets: dict[str, Callable[[], Answer]] = {"/books": self._books, "/calls": self._calls}
        routes = [Route(path, self._posted(deed), methods=["POST"]) for path, deed in posts.items()]
        return routes + [Route(path, self._asked(deed), methods=["GET"]) for path, deed in gets.items()]

    def _posted(self, deed: Callable[[Fields], Answer]) -> Callable[[Request], object]:
        async def endpoint(request: Request) -> Response:
            body = await request.body()
            self._gateway.settle()
            try:
                if len(body) > BODY_MAX_BYTES:
                    raise FieldError(f"the body is longer than {BODY_MAX_BYTES} bytes")
                answer = deed(read_object(body or b"{}"))
            except FieldError as error:
                return JSONResponse({"ok": False, "error": error.text}, 400)
            except Refused as refused:
                return JSONResponse({"ok": False, "error": refused.message}, 404)
            except PhoneRefused as refused:
                return JSONResponse({"ok": False, "refused": refused.code, "text": refused.text}, 409)
            self._gateway.settle()
            return JSONResponse({"ok": True, **answer})

        return endpoint

    def _asked(self, deed: Callable[[], Answer]) -> Callable[[Request], object]:
        async def endpoint(_: Request) -> Response:
            self._gateway.settle()
            return JSONResponse({"ok": True, **deed()})

        return endpoint

    def _phone(self, request: Fields) -> Answer:
        act = request.choice("act", ACTS)
        text = request.maybe_text("code", CODE_MAX)
        number = request.maybe_text("out_trade_no", 32)
        force = request.flag("force")
        in_s = request.maybe_whole("in_s", 0, ADVANCE_MAX_S)
        request.end()
        if (text is None) == (number is None):
            raise FieldError("give either code or out_trade_no")
        if in_s is not None and act != "pay_late":
            raise FieldError(f'in_s belongs to "pay_late", not to "{act}"')
        if force and act not in CAN_BE_FORCED:
            raise FieldError(f'force belongs to {", ".join(CAN_BE_FORCED)}, not to "{act}"')
        rails = self._gateway.rails
        if number is not None:
            orders = by_number(rails, number).orders
            order, code = orders.newest(number)
        else:
            token = (text or "").rstrip("/").rpartition("/p/")[2]
            orders = by_token(rails, token).orders
            order, code = orders.by_token(token)
        done = _act(act, orders, (order, code), force, in_s)
        return {"out_trade_no": done.out_trade_no, "state": done.state, "amount_fen": done.amount_fen}

    def _pay_code(self, request: Fields) -> Answer:
        """A phone shows its own code."""
        wallet = request.choice("wallet", [rail.wallet for rail in self._gateway.rails])
        does = Does(request.maybe_choice("does", list(Does)) or Does.PAYS)
        request.end()
        return {"code": self._gateway.pay_codes.show(wallet, does)}

    def _fault(self, request: Fields) -> Answer:
        faults = self._gateway.faults
        if request.flag("clear"):
            request.end()
            return {"waiting": 0, "unused": faults.clear()}
        faults.post(request)
        return {"waiting": len(faults.waiting())}

    def _clock(self, request: Fields) -> Answer:
        advance_s = request.maybe_whole("advance_s", 0, ADVANCE_MAX_S)
        skew_s = request.maybe_whole("wire_skew_s", -SKEW_MAX_S, SKEW_MAX_S)
        request.end()
        if advance_s is None and skew_s is None:
            raise FieldError("give advance_s or wire_skew_s")
        clocks, state = self._gateway.clocks, self._gateway.state
        if advance_s is not None:
            clocks.advanced_ms += advance_s * 1000
            state.set_setting(ADVANCED, clocks.advanced_ms)
        if skew_s is not None:
            clocks.wire_skew_ms = skew_s * 1000
            state.set_setting(WIRE_SKEW, clocks.wire_skew_ms)
        return {"gateway_ms": clocks.gateway_ms(), "wire_s": clocks.wire_s()}

    def _refund(self, request: Fields) -> Answer:
        number = request.text("out_refund_no", 64)
        status = RefundStatus(request.choice("status", list(RefundStatus)))
        request.end()
        refunds = by_refund(self._gateway.rails, number).refunds
        moved = refunds.set_status(refunds.by_number(number), status, self._gateway.clocks.gateway_ms())
        return {"out_refund_no": number, "status": moved.status}

    def _refund_plan(self, request: Fields) -> Answer:
        status = RefundStatus(request.choice("status", list(RefundStatus)))
        after_s = request.whole("after_s", 0, ADVANCE_MAX_S)
        request.end()
        for rail in self._gateway.rails:
            rail.refunds.plan(status, after_s * 1000)
        return {"status": status, "after_s": after_s}

    def _reset(self, request: Fields) -> Answer:
        request.end()
        gateway = self._gateway
        for rail in gateway.rails:
            rail.state.forget_everything()
        gateway.faults.clear()
        gateway.calls.clear()
        gateway.clocks.advanced_ms = gateway.clocks.wire_skew_ms = 0
        return {}

    def _books(self) -> Answer:
        """Of all wallets together: a customer's money is one, whichever took it."""
        books: dict[str, list[Answer]] = {"orders": [], "refunds": [], "notices": []}
        taken_fen = refunded_fen = 0
        for rail in self._gateway.rails:
            state, whose = rail.state, {"wallet": rail.wallet}
            taken = {taking.out_trade_no: taking for taking in state.find(Taking, "1")}
            books["orders"] += [
                _order_entry(order, taken.get(order.out_trade_no)) | whose for order in state.find(Order, "1")
            ]
            books["refunds"] += [_refund_entry(refund) | whose for refund in state.find(Refund, "1")]
            books["notices"] += [_notice_entry(notice) | whose for notice in state.find(Notice, "1")]
            taken_fen += state.total(Taking, "SUM(amount_fen)") or 0
            refunded_fen += state.total(Refund, "SUM(amount_fen)", "status = 'SUCCESS'") or 0
        return {**books, "payments_taken_fen": taken_fen, "refunded_fen": refunded_fen}

    def _calls(self) -> Answer:
        return {"calls": self._gateway.calls.records()}


def _act(act: str, orders: Orders, scanned: tuple[Order, Code], force: bool, in_s: int | None) -> Order:
    order, code = scanned
    payer = order.payer or FIRST_PAYER
    match act:
        case "scan":
            return orders.scan(order, code, payer)
        case "pay":
            return orders.pay(order, code, payer, force)
        case "fail":
            return orders.fail(order, code, payer)
        case "pay_other_payer":
            return orders.pay(order, code, OTHER_PAYER, force)
        case "pay_late":
            return orders.promise_payment(order, code, None if in_s is None else in_s * 1000, force)
        case _:
            return order


def _order_entry(order: Order, taking: Taking | None) -> Answer:
    return {
        "out_trade_no": order.out_trade_no,
        "amount_fen": order.amount_fen,
        "state": order.state,
        "taken_fen": 0 if taking is None else taking.amount_fen,
        "paid_at_ms": None if taking is None else taking.at_ms,
        "created_gateway_ms": order.created_ms,
        "expires_gateway_ms": order.expire_ms,
        "closed_gateway_ms": order.closed_ms,
        "closed_by": order.closed_by,
        "failed_attempts": order.failed_attempts,
    }


def _refund_entry(refund: Refund) -> Answer:
    return {
        "out_refund_no": refund.out_refund_no,
        "out_trade_no": refund.out_trade_no,
        "amount_fen": refund.amount_fen,
        "status": refund.status,
        "requests": refund.requests,
    }


def _notice_entry(notice: Notice) -> Answer:
    return {
        "event_id": notice.event_id,
        "event_type": notice.event_type,
        "out_trade_no": notice.out_trade_no,
        "out_refund_no": notice.out_refund_no,
        "sends": notice.sends,
        "outcome": notice.outcome,
    }
