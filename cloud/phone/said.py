"""What the customer says about an order on the phone: a rating, a ticket; and what was answered."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from cloud.api.auth import CloudIn
from cloud.api.text import printable
from cloud.errors import Refusal
from cloud.phone.order import local_time
from cloud.phone.said_words import SaidWords
from cloud.store import events, voices
from cloud.store.events import StoredTruth
from cloud.store.voices import Said
from kiosk.wire import TicketReport, TicketState

ANSWER_WITHIN_S = 24 * 60 * 60
"""As the machine promises (``kiosk.orders.evidence.ANSWER_WITHIN_MS``)."""
STARS_MAX = 5
PRAISED_FROM = 4
PRAISE = ("fast", "clean", "good_goods", "good_price")
BLAME = ("slow", "jammed", "damaged_pack", "dirty")
KINDS = ("nothing_fell", "wrong_thing", "damaged", "expired", "other")
TICKET_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TICKET_RANDOM_CHARS = 12
WORDS_MAX_CHARS = 300

router = APIRouter(prefix="/o", include_in_schema=False)


class StarsIn(BaseModel):
    model_config = ConfigDict(strict=True)

    stars: Annotated[int, Field(ge=1, le=STARS_MAX)]
    tags: Annotated[list[Annotated[str, Field(max_length=24)]], Field(max_length=8)] = []


class TicketIn(BaseModel):
    model_config = ConfigDict(strict=True)

    kind: str
    words: Annotated[str, Field(max_length=WORDS_MAX_CHARS)] = ""


@dataclass(frozen=True, slots=True)
class TagView:
    tag: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    title: str
    kind: str
    text: str
    reply: str


@dataclass(frozen=True, slots=True)
class SaidView:
    """Finished text only."""

    stars: int
    tags: tuple[TagView, ...]
    tickets: tuple[TicketView, ...]

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def said_view(said: Said, words: SaidWords) -> SaidView:
    stars = said.rating.stars if said.rating else 0
    chosen = said.rating.tags if said.rating else []
    offered = () if not stars else PRAISE if stars >= PRAISED_FROM else BLAME
    return SaidView(
        stars,
        tuple(TagView(tag, words.tags[tag], tag in chosen) for tag in offered),
        tuple(_ticket(one, words) for one in said.tickets),
    )


def _ticket(ticket: TicketState, words: SaidWords) -> TicketView:
    return TicketView(
        title=words.ticket.format(number=ticket.number),
        kind=words.kinds.get(ticket.kind, words.kinds["other"]),
        text=words.answered if ticket.reply else words.waiting.format(until=local_time(ticket.due_at_s)),
        reply=ticket.reply,
    )


@router.post("/{token}/rating")
async def rate(token: str, said: StarsIn, cloud: CloudIn) -> Response:
    truth = await _order(cloud, token)
    tags = [tag for tag in dict.fromkeys(said.tags) if tag in (*PRAISE, *BLAME)]
    await cloud.db.write(
        voices.rate_on_the_phone, truth.machine_id, truth.sale, said.stars, tags, cloud.clock.utc_ms()
    )
    return JSONResponse({"stars": said.stars})


@router.post("/{token}/ticket")
async def complain(token: str, said: TicketIn, cloud: CloudIn) -> Response:
    """One for each kind of mishap, however often it is sent."""
    truth = await _order(cloud, token)
    words = " ".join(said.words.split())
    if said.kind not in KINDS or not printable(words):
        raise Refusal(422, "message.unreadable", "kind or words cannot be read.")
    now_s = cloud.clock.utc_ms() // 1000
    ticket = TicketReport(
        number="T" + "".join(secrets.choice(TICKET_ALPHABET) for _ in range(TICKET_RANDOM_CHARS)),
        sale=truth.sale,
        kind=said.kind,
        opened_at_s=now_s,
        due_at_s=now_s + ANSWER_WITHIN_S,
        evidence={"order": truth.report.model_dump(exclude={"truth_token"}), "from": "phone"},
    )
    number = await cloud.db.write(voices.open_on_the_phone, truth.machine_id, ticket, words)
    return JSONResponse({"number": number})


async def _order(cloud: CloudIn, token: str) -> StoredTruth:
    truth = await cloud.db.read(events.truth, token) if token.isascii() and token.isprintable() else None
    if truth is None or len(token) > 64:
        raise Refusal(404, "order.unknown", "There is no such order.")
    return truth
