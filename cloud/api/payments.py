"""Payments and refunds as machines ask for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from cloud.api.answers import errors
from cloud.api.auth import CloudIn, MachineId
from cloud.api.keyed import KeyedIn
from cloud.api.text import printable
from cloud.cloud import Cloud
from cloud.errors import Refusal
from kiosk.payments.intent import Method, PayCode, PaymentOrder
from kiosk.wire import (
    WAIT_MAX_S,
    PaymentCharge,
    PaymentCreate,
    PaymentState,
    RefundCreate,
    RefundState,
    Wallet,
    WalletList,
)

DESCRIPTION_LIMIT_BYTES = 127
"""payments.md 1.2: what WeChat shows is limited in bytes of UTF-8."""
UNDIGESTED = "-"
"""In place of a body's digest: whoever reads the digest of a pay code can try all codes."""
LIFE_MAX_S = 7200
"""payments.md 1.3: no code lives longer than two hours, so no order needs to."""

router = APIRouter(prefix="/v1/payments", tags=["payments"])

Number = Annotated[str, Path(pattern=r"^[0-9A-Z]{8,32}$")]


@router.post(
    "",
    summary="Create a payment; the same number with the same content is the same payment",
    response_model=PaymentState,
    responses=errors(400, 401, 409, 413, 429),
)
async def create(message: PaymentCreate, keyed: KeyedIn, cloud: CloudIn) -> Response:
    _check(message)
    return _json(await cloud.desk.create(keyed, _order(message, keyed.machine_id)))


@router.post(
    "/charges",
    summary="Charge the code a customer's phone showed; the gateway hears of a number once",
    response_model=PaymentState,
    responses=errors(400, 401, 409, 413, 429),
)
async def charge(message: PaymentCharge, keyed: KeyedIn, cloud: CloudIn) -> Response:
    """``open`` while the customer is asked on the phone, ``refused`` when nothing was taken. Nothing of the
    body is kept with its Idempotency-Key, not even a digest: the number alone tells a repeat."""
    _check(message)
    if not _takes_pay_codes(cloud, Method(message.method)):
        raise Refusal(409, "payment.no_pay_codes", f"This cloud charges no codes of {message.method}.")
    order = replace(_order(message, keyed.machine_id), scanned=True)
    code = PayCode(message.pay_code.get_secret_value())
    return _json(await cloud.desk.create(replace(keyed, body_sha256=UNDIGESTED), order, code))


@router.get(
    "/wallets",
    summary="The wallets this cloud has an account of, and what they can do",
    responses=errors(401, 429),
)
async def wallets(_machine: MachineId, cloud: CloudIn) -> WalletList:
    return WalletList(
        wallets=[
            Wallet.model_validate(
                {"method": method.value, "takes_pay_codes": _takes_pay_codes(cloud, method)}
            )
            for method in cloud.calls
        ]
    )


@router.get(
    "/{number}",
    summary="The state now, or with wait_s as soon as it has another version",
    responses=errors(401, 404, 409, 429),
)
async def state(
    number: Number,
    machine: MachineId,
    cloud: CloudIn,
    wait_s: Annotated[int, Query(ge=0, le=WAIT_MAX_S)] = 0,
    version: Annotated[int | None, Query(ge=0)] = None,
    method: Annotated[Literal["wechat", "alipay", "unionpay"] | None, Query()] = None,
) -> PaymentState:
    """With ``method`` it is also a question whether this cloud has an account of that wallet, and how that
    stands: told beside the refusal, when there is no such payment."""
    account = None
    if method is not None:
        if Method(method) not in cloud.calls:
            raise Refusal(404, "payment.no_account", f"This cloud has no {method} account.")
        account = await cloud.accounts.of(Method(method))
        if account.problem is not None:
            text = f"This cloud's {method} account cannot be used."
            raise Refusal(409, "payment.account", text, account=account)
    try:
        return await cloud.desk.state(machine, number, wait_s, version)
    except Refusal as refusal:
        refusal.account = account or refusal.account
        raise


@router.post(
    "/{number}/close",
    summary="Ask that it can never be paid; the answer is what the gateway's signed answer says",
    response_model=PaymentState,
    responses=errors(400, 401, 404, 409, 413, 429),
)
async def close(number: Number, keyed: KeyedIn, cloud: CloudIn) -> Response:
    return _json(await cloud.desk.close_payment(keyed, number))


@router.post(
    "/{number}/refunds",
    summary="Give money back; the same refund number never refunds twice",
    response_model=RefundState,
    responses=errors(400, 401, 404, 409, 413, 429),
)
async def refund(number: Number, message: RefundCreate, keyed: KeyedIn, cloud: CloudIn) -> Response:
    if not printable(message.reason):
        raise Refusal(422, "message.unreadable", "reason must be plain text of one line.")
    return _json(await cloud.refunds.refund(keyed, number, message))


@router.get(
    "/{number}/refunds/{refund_number}",
    summary="Where a refund is; asks the gateway until it is done",
    responses=errors(401, 404, 429),
)
async def refund_state(
    number: Number, refund_number: Number, machine: MachineId, cloud: CloudIn
) -> RefundState:
    return await cloud.refunds.state(machine, number, refund_number)


def _order(message: PaymentCreate, machine_id: str) -> PaymentOrder:
    return PaymentOrder(
        number=message.number,
        sale=message.sale,
        method=Method(message.method),
        amount_fen=message.amount_fen,
        currency=message.currency,
        description=message.description,
        machine=machine_id,
        created_at_s=message.created_at_s,
        expires_at_s=message.expires_at_s,
    )


def _takes_pay_codes(cloud: Cloud, method: Method) -> bool:
    return method in cloud.calls and cloud.calls[method].gateway.traits.takes_pay_codes


def _check(message: PaymentCreate) -> None:
    if not printable(message.description) or len(message.description.encode()) > DESCRIPTION_LIMIT_BYTES:
        text = f"description must be plain text of at most {DESCRIPTION_LIMIT_BYTES} bytes."
        raise Refusal(422, "message.unreadable", text)
    if not 0 < message.expires_at_s - message.created_at_s <= LIFE_MAX_S:
        text = f"expires_at_s must be 1 to {LIFE_MAX_S} s after created_at_s."
        raise Refusal(422, "message.unreadable", text)


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")
