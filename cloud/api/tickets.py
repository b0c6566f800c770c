"""GET /v1/tickets: what became of a machine's tickets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.api.answers import errors
from cloud.api.auth import CloudIn, MachineId
from cloud.store import voices
from kiosk.wire import TicketList

REVISION_MAX = 2**53

router = APIRouter(prefix="/v1", tags=["tickets"])


@router.get(
    "/tickets", summary="The machine's tickets that changed after a revision", responses=errors(401, 429)
)
async def tickets(
    machine: MachineId, cloud: CloudIn, after: Annotated[int, Query(ge=0, le=REVISION_MAX)] = 0
) -> TicketList:
    """Replies to what customers said at this machine or on its order pages, oldest change first."""
    return await cloud.db.read(voices.changed, machine, after)
