"""The cloud as one ASGI application."""

from __future__ import annotations

import json
from functools import cache

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from cloud.api import enrol, events, health, members, notify, payments, tickets
from cloud.api.answers import speak_errors
from cloud.api.limits import BodyLimit, Buckets
from cloud.cloud import Cloud
from cloud.console.door import ConsoleDoor
from cloud.documents import merchant
from cloud.documents import routes as documents
from cloud.phone import routes as phone
from cloud.phone import said
from cloud.phone.members import routes as phone_members

API_VERSION = "1"


def create_app(cloud: Cloud) -> ASGIApp:
    """Everything this cloud answers."""
    return BodyLimit(ConsoleDoor(_Reception(_rooms(), cloud), cloud))


def openapi_text() -> str:
    """The document in ``cloud/openapi.json``."""
    return json.dumps(_rooms().openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class _Reception:
    """Tells each request whose it is: the rooms are built once in a process, and know no cloud."""

    def __init__(self, rooms: ASGIApp, cloud: Cloud) -> None:
        self._rooms = rooms
        self._told = {"cloud": cloud, "buckets": Buckets()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._rooms({**scope, "state": {**scope.get("state", {}), **self._told}}, receive, send)


@cache
def _rooms() -> FastAPI:
    # no /docs pages: they would load scripts from other hosts
    app = FastAPI(
        title="Huodao cloud",
        version=API_VERSION,
        description="What a machine and its cloud say to each other. In words: cloud/CONTRACT.md.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    for_machines = (enrol, payments, members, events, documents, tickets)
    for_others = (merchant, notify, health, phone, phone_members, said)
    for room in (*for_machines, *for_others):
        app.include_router(room.router)
    speak_errors(app)
    return app
