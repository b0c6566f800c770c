"""POST /v1/enrol: the only call without a token."""

from __future__ import annotations

from fastapi import APIRouter, Request

from cloud import enrolment
from cloud.api.answers import errors
from cloud.api.auth import CloudIn
from cloud.api.text import printable
from cloud.errors import Refusal
from cloud.logs import log
from kiosk.wire import EnrolAnswer, EnrolRequest

ADDRESS_CHARS = 64

router = APIRouter(prefix="/v1", tags=["enrol"])


@router.post(
    "/enrol",
    summary="Redeem a one-time code for a machine's own public key",
    responses=errors(413, 429) | {403: errors(404)[404] | {"description": "One answer for every bad code"}},
)
async def enrol(request: Request, message: EnrolRequest, cloud: CloudIn) -> EnrolAnswer:
    if not printable(message.software):
        raise Refusal(422, "message.unreadable", "software must be plain text.")
    address = (request.client.host if request.client else "unknown")[:ADDRESS_CHARS]
    machine = await enrolment.redeem(
        cloud.db, cloud.cloud_id, cloud.clock, message.code, message.public_key, message.software, address
    )
    log.info("machine.enrolled", machine=machine.id)
    return EnrolAnswer(machine_id=machine.id, cloud_id=cloud.cloud_id, site=machine.site)
