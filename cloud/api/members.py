"""Sessions of members at machines, as machines ask for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from cloud.api.answers import errors
from cloud.api.auth import CloudIn, MachineId
from cloud.api.keyed import KeyedIn
from cloud.store.members.sessions import SessionState
from kiosk.wire import (
    WAIT_MAX_S,
    MemberReserve,
    MemberReserved,
    MemberSession,
    MemberSessionCreate,
)

router = APIRouter(prefix="/v1/member-sessions", tags=["members"])

Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.post(
    "",
    summary="A code for the machine's screen: good for a minute and for one sign-in",
    response_model=MemberSession,
    responses=errors(400, 401, 409, 413, 429),
)
async def begin(_message: MemberSessionCreate, keyed: KeyedIn, cloud: CloudIn) -> Response:
    return _json(await cloud.members.begin(keyed))


@router.get(
    "/{session}",
    summary="Who signed in, or with wait_s as soon as the state is another one",
    responses=errors(401, 404, 429),
)
async def state(
    session: Id,
    machine: MachineId,
    cloud: CloudIn,
    wait_s: Annotated[int, Query(ge=0, le=WAIT_MAX_S)] = 0,
    state: Annotated[SessionState | None, Query()] = None,
) -> MemberSession:
    return await cloud.members.state(machine, session, wait_s, state)


@router.post(
    "/{session}/end",
    summary="The customer has gone",
    responses=errors(400, 401, 404, 413, 429),
)
async def end(session: Id, keyed: KeyedIn, cloud: CloudIn) -> MemberSession:
    return await cloud.members.end(keyed.machine_id, session)


@router.post(
    "/{session}/sales",
    summary="Hold points and coupons for a sale before it opens, all or nothing",
    response_model=MemberReserved,
    responses=errors(400, 401, 409, 413, 429),
)
async def reserve(session: Id, message: MemberReserve, keyed: KeyedIn, cloud: CloudIn) -> Response:
    return _json(await cloud.members.reserve(keyed, session, message))


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")
