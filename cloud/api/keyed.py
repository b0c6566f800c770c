"""The Idempotency-Key of every write."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import Depends, Header, Request

from cloud.api.auth import MachineId
from cloud.errors import Refusal
from cloud.store.answers import Keyed

KEY_LIMIT_CHARS = 80


async def keyed_request(
    request: Request,
    machine: MachineId,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            description="1 to 80 printable characters; the same key and body get the same answer",
        ),
    ] = None,
) -> Keyed:
    """Raises ``Refusal`` 400 without a usable key."""
    if not key or len(key) > KEY_LIMIT_CHARS or not key.isascii() or not key.isprintable():
        raise Refusal(
            400,
            "idempotency.missing",
            f"Every write needs an Idempotency-Key of 1 to {KEY_LIMIT_CHARS} characters.",
        )
    body = hashlib.sha256(await request.body()).hexdigest()
    return Keyed(machine, request.url.path, key, body)


KeyedIn = Annotated[Keyed, Depends(keyed_request)]
