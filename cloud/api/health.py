"""GET /healthz: does this process serve, and does its database answer."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from cloud.api.answers import errors
from cloud.api.auth import CloudIn
from cloud.store import machines

router = APIRouter(tags=["health"])


class Health(BaseModel):
    ok: bool
    cloud_id: str
    money: str
    """``test``: a gateway that takes no money; whoever shows a code must say so."""


@router.get("/healthz", summary="Serving, and the database answers", responses=errors())
async def healthz(cloud: CloudIn) -> Health:
    await cloud.db.read(machines.find, "")
    return Health(ok=True, cloud_id=cloud.cloud_id, money=cloud.money)
