"""GET /v1/sync: what a machine is told, as far as it has not heard it yet."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.api.answers import errors
from cloud.api.auth import CloudIn, MachineId
from kiosk.wire import WAIT_MAX_S, DocumentPage

REVISION_MAX = 2**53

router = APIRouter(prefix="/v1", tags=["sync"])


@router.get(
    "/sync",
    summary="What changed after revision `since`; with `wait_s` held until something does",
    responses=errors(401, 429),
)
async def sync(
    machine: MachineId,
    cloud: CloudIn,
    since: Annotated[int, Query(ge=0, le=REVISION_MAX, description="0: everything, from the beginning")],
    wait_s: Annotated[int, Query(ge=0, le=WAIT_MAX_S)] = 0,
    *,
    whole: Annotated[bool, Query(description="a further page of what began with since=0")] = False,
) -> DocumentPage:
    return await cloud.board.page(machine, since, wait_s, whole=whole)
