"""POST /v1/events: a machine's outbox, oldest first."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from cloud.api.answers import errors
from cloud.api.auth import CloudIn
from cloud.api.keyed import KeyedIn
from cloud.api.text import printable
from cloud.errors import Refusal
from cloud.logs import log
from cloud.store import events
from cloud.store.events import BODIES, ReceivedEvent
from kiosk.wire import EVENT_BATCH_MAX, Event, EventAck, EventBatch

SEQ_MAX = 2**53
"""What every JSON reader can count to."""
AT_MS_MAX = 2**53
KIND_CHARS = 40

router = APIRouter(prefix="/v1", tags=["events"])


@router.post(
    "/events",
    summary="Deliver events; all up to `acked` may be forgotten",
    response_model=EventAck,
    responses=errors(400, 401, 409, 413, 429),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": EventBatch.model_json_schema()}},
        }
    },
)
async def deliver(request: Request, keyed: KeyedIn, cloud: CloudIn) -> Response:
    """Each event is read by itself: one that cannot be read must not hold up the rest for ever."""
    batch = [_received(raw) for raw in _raw_events(await request.body())]
    text, ack = await cloud.db.write(events.append, keyed, batch, cloud.clock.utc_ms())
    if ack is not None and ack.rejected:
        log.warning("events.rejected", machine=keyed.machine_id, events=ack.rejected)
    return Response(text, media_type="application/json")


def _raw_events(body: bytes) -> list[dict[str, Any]]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(422, "message.unreadable", "The body is not JSON.") from None
    found = content.get("events") if isinstance(content, dict) else None
    if not isinstance(found, list) or len(found) > EVENT_BATCH_MAX:
        raise Refusal(422, "message.unreadable", f"events must be a list of at most {EVENT_BATCH_MAX}.")
    for raw in found:
        seq = raw.get("seq") if isinstance(raw, dict) else None
        if isinstance(seq, bool) or not isinstance(seq, int) or not 1 <= seq <= SEQ_MAX:
            raise Refusal(422, "message.unreadable", "Every event needs a seq, a whole number from 1.")
    return found


def _received(raw: dict[str, Any]) -> ReceivedEvent:
    """The event as far as it can be read; its JSON is kept whole in any case."""
    try:
        event = Event.model_validate(raw)
    except ValidationError:
        return ReceivedEvent(raw["seq"], "?", 0, json.dumps(raw), readable=False)
    body = json.dumps(event.body)
    if not printable(event.kind) or not 0 <= event.at_ms <= AT_MS_MAX:
        return ReceivedEvent(event.seq, "?", 0, json.dumps(raw), readable=False)
    body_of = BODIES.get(event.kind)
    if body_of is None:
        return ReceivedEvent(event.seq, event.kind, event.at_ms, body, readable=True)
    try:
        report = body_of.model_validate(event.body)
    except ValidationError:
        return ReceivedEvent(event.seq, event.kind, event.at_ms, body, readable=False)
    return ReceivedEvent(event.seq, event.kind, event.at_ms, body, readable=True, report=report)
