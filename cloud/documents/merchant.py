"""The merchant's side over HTTP: what machines are told, and pick-up codes. Closed unless a token is set.

The token is one secret for the whole cloud (``[merchant] token_file``); people with names and roles
come in by the console.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from cloud.api.answers import errors
from cloud.api.auth import CloudIn
from cloud.cloud import Cloud
from cloud.errors import Refusal
from cloud.pickup import issuing
from cloud.pickup.issuing import Issued
from cloud.store import machines
from cloud.store.documents import pickups
from cloud.store.documents.models import EVERY_MACHINE
from cloud.store.documents.pickups import CodeView, Standing

router = APIRouter(prefix="/v1/merchant", tags=["merchant"])

_bearer = HTTPBearer(scheme_name="Merchant", description="the merchant's token", auto_error=False)


async def _merchant(
    cloud: CloudIn, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Cloud:
    """Raises ``Refusal`` 401: also where this cloud has no such token at all."""
    given = credentials.credentials if credentials is not None else ""
    digest = hashlib.sha256(given.encode()).hexdigest()
    if not cloud.merchant_digest or not hmac.compare_digest(digest, cloud.merchant_digest):
        raise Refusal(401, "merchant.refused", "This needs the merchant's token of this cloud.")
    return cloud


MerchantCloud = Annotated[Cloud, Depends(_merchant)]
Kind = Annotated[str, Path(max_length=20)]
Key = Annotated[str, Path(max_length=64)]
CodeId = Annotated[str, Path(pattern=r"^[0-9A-Z]{8,16}$")]
Machine = Annotated[str, Query(max_length=16, description="only this machine; empty: all")]


class Told(BaseModel):
    revision: int
    """Machines hear it with this one."""


class Unit(BaseModel):
    sku: str
    amount_fen: int


class Wanted(BaseModel):
    machine: Annotated[str, Field(max_length=16)]
    units: Annotated[list[Unit], Field(max_length=20)]
    life_s: int = issuing.LIFE_S
    reference: Annotated[str, Field(max_length=issuing.REFERENCE_MAX_CHARS)] = ""


class Note(BaseModel):
    note: Annotated[str, Field(max_length=issuing.NOTE_MAX_CHARS)]


class Codes(BaseModel):
    codes: list[CodeView]


@router.put("/documents/{kind}/{key}", summary="Tell one machine, or all", responses=errors(401, 404, 413))
async def publish(
    kind: Kind, key: Key, body: dict[str, object], cloud: MerchantCloud, machine: Machine = EVERY_MACHINE
) -> Told:
    await _known_machine(cloud, machine)
    return Told(revision=await cloud.board.publish(kind, key, body, machine))


@router.delete("/documents/{kind}/{key}", summary="There is no such document any more", responses=errors(401))
async def withdraw(kind: Kind, key: Key, cloud: MerchantCloud, machine: Machine = EVERY_MACHINE) -> Told:
    return Told(revision=await cloud.board.withdraw(kind, key, machine))


@router.put(
    "/pickups/{code_id}",
    summary="Issue a pick-up code under an id of yours; its digits are in this answer and nowhere else",
    responses=errors(401, 404, 409),
)
async def issue(code_id: CodeId, wanted: Wanted, cloud: MerchantCloud) -> Issued:
    """The same id again is refused (409 `pickup.exists`): an answer that was lost cannot be told again.
    Withdraw that code and issue another one."""
    return await issuing.issue(
        cloud.board,
        cloud.db,
        cloud.clock.utc_ms() // 1000,
        wanted.machine,
        [(unit.sku, unit.amount_fen) for unit in wanted.units],
        life_s=wanted.life_s,
        reference=wanted.reference,
        code_id=code_id,
    )


@router.get("/pickups", summary="The newest pick-up codes", responses=errors(401))
async def listed(cloud: MerchantCloud, standing: Standing | None = None) -> Codes:
    return Codes(codes=await cloud.db.read(pickups.listed, standing))


@router.delete("/pickups/{code_id}", summary="Take a code back from its machine", responses=errors(401, 404))
async def withdraw_code(code_id: CodeId, cloud: MerchantCloud) -> CodeView:
    return await issuing.withdraw(cloud.board, cloud.db, cloud.clock.utc_ms() // 1000, code_id)


@router.post(
    "/pickups/{code_id}/reissue",
    summary="Another code for what this one still owes",
    responses=errors(401, 404, 409),
)
async def reissue(code_id: CodeId, cloud: MerchantCloud) -> Issued:
    return await issuing.reissue(cloud.board, cloud.db, cloud.clock.utc_ms() // 1000, code_id)


@router.post(
    "/pickups/{code_id}/settle",
    summary="What this code owed was given back elsewhere",
    responses=errors(401, 404, 409),
)
async def settle(code_id: CodeId, note: Note, cloud: MerchantCloud) -> CodeView:
    return await issuing.settle(cloud.db, code_id, note.note)


async def _known_machine(cloud: Cloud, machine: str) -> None:
    if machine != EVERY_MACHINE and await cloud.db.read(machines.find, machine) is None:
        raise Refusal(404, "machine.unknown", "No such machine is enrolled here.")
