"""POST /v1/notify/<gateway>: where gateways report by themselves (payments.md 1.8)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from cloud.api.auth import CloudIn
from cloud.errors import Refusal
from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS

router = APIRouter(prefix="/v1/notify", tags=["notify"])


@router.post(
    "/{gateway}",
    summary="A gateway's signed notice; acknowledged once it is stored and acted on",
    status_code=204,
    response_class=Response,
    responses={
        401: {"description": "Not signed by the gateway: never acted on"},
        404: {"description": "No such gateway"},
    },
)
async def notify(gateway: str, request: Request, cloud: CloudIn) -> Response:
    """Anything but 200 or 204 makes the gateway send it again, many times in a day."""
    try:
        await cloud.notices.hear(gateway, request.headers, await request.body())
    except Refusal as error:
        # in the form a gateway expects; its own words, not ours, are what its staff look for
        return JSONResponse({"code": "FAIL", "message": error.text}, error.status)
    words = WALLETS[Method(gateway)].acknowledgement
    return PlainTextResponse(words) if words else Response(status_code=204)
