"""``/o/<truth_token>``: the truth about an order, for whoever scanned the code on the result screen."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from cloud.api.auth import CloudIn
from cloud.cloud import Cloud
from cloud.phone.faq import answers
from cloud.phone.order import OrderView, order_view
from cloud.phone.said import KINDS, SaidView, said_view
from cloud.phone.said_words import said_words
from cloud.phone.timeline import StepView, timeline
from cloud.phone.words import Words, words_for
from cloud.store import events, refunds, voices
from cloud.store.database import StoreUnavailable

if TYPE_CHECKING:
    from jinja2 import Environment

TOKEN_LIMIT_CHARS = 64
"""wire.SaleReport.truth_token."""

router = APIRouter(prefix="/o", include_in_schema=False)

Chosen = Annotated[str | None, Query(alias="lang", max_length=8)]


@router.get("/{token}")
async def order_page(token: str, request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    words = words_for(lang, request.headers.get("accept-language", ""))
    try:
        found = await _view(cloud, token, words)
    except StoreUnavailable:
        return _page("missing.html", words, 503, {"texts": (words.missing[0], words.lost)})
    if found is None:
        return _page("missing.html", words, 404, {"texts": words.missing})
    facts = {
        "view": found.order,
        "version": _version(found, words),
        **_saying(found, words),
        "support": cloud.support,
        "faq": answers("en" if words.code == "en" else "zh", cloud.support.phone),
        "test": cloud.money == "test",
    }
    return _page("order.html", words, 200, facts)


@router.get("/{token}/state")
async def order_state(token: str, request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    """The same as data; ``html`` is the page's changing part."""
    words = words_for(lang, request.headers.get("accept-language", ""))
    found = await _view(cloud, token, words)
    if found is None:
        return JSONResponse({"code": "order.unknown", "text": words.missing[0]}, 404, _headers())
    view = found.order
    content = view.as_json() | {
        "version": _version(found, words),
        "html": _templates().get_template("card.html").render(view=view, words=words),
        "said_html": _templates().get_template("said.html").render(**_saying(found, words)),
        "tickets": [asdict(ticket) for ticket in found.said.tickets],
        "stars": found.said.stars,
    }
    return JSONResponse(content, headers=_headers())


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that is on the page and may change."""

    order: OrderView
    said: SaidView
    steps: tuple[StepView, ...]
    paid: bool


def _saying(found: _Shown, words: Words) -> dict[str, object]:
    """What the parts about ratings and tickets are drawn from. An order that never was paid is not rated."""
    over = found.paid and found.order.mood != "coming"
    return {
        "said": found.said,
        "steps": found.steps,
        "saying": said_words(words.code),
        "may_rate": over,
        "may_complain": over,
        "kinds": KINDS,
    }


async def _view(cloud: Cloud, token: str, words: Words) -> _Shown | None:
    if len(token) > TOKEN_LIMIT_CHARS or not token.isascii() or not token.isprintable():
        return None
    truth = await cloud.db.read(events.truth, token)
    if truth is None:
        return None
    known = await cloud.db.read(refunds.states, [refund.number for refund in truth.report.refunds])
    said = await cloud.db.read(voices.said, truth.machine_id, truth.sale)
    return _Shown(
        order_view(truth.report, known, words),
        said_view(said, said_words(words.code)),
        timeline(await cloud.db.read(events.reports, truth), words, said_words(words.code)),
        truth.report.paid_fen > 0,
    )


def _version(found: _Shown, words: Words) -> str:
    content = json.dumps(
        [words.code, found.order.as_json(), found.said.as_json(), len(found.steps)], sort_keys=True
    )
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _page(template: str, words: Words, status: int, facts: dict[str, object]) -> Response:
    nonce = secrets.token_urlsafe(12)
    html = _templates().get_template(template).render(words=words, nonce=nonce, **facts)
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(html, status, _headers() | {"Content-Security-Policy": policy})


def _headers() -> dict[str, str]:
    # the address is the key to the page: keep it out of caches and of other sites' logs
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Language",
    }


@cache
def _templates() -> Environment:
    from jinja2 import (
        Environment,
        FileSystemLoader,
    )  # only when the first phone comes: a demo may never need it

    return Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
