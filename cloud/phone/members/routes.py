"""``/m/<token>``: sign in at the machine whose screen shows this code; ``/m/me``: a member's own page.

Plain forms, no script: they work in the browser inside any wallet. The phone is known by a cookie that only
these pages see and that no other site's form can send along (SameSite), so a forged form signs nobody in.
"""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from cloud.api.auth import CloudIn
from cloud.cloud import Cloud
from cloud.errors import Refusal
from cloud.logs import log
from cloud.members.desk import Own
from cloud.members.programme import CONSENT_VERSION
from cloud.phone.members.view import own_view
from cloud.phone.members.words import member_words_for
from cloud.store.database import StoreUnavailable
from cloud.store.members.sessions import KnownSession, SessionState, SignIn

if TYPE_CHECKING:
    from jinja2 import Environment

COOKIE = "huodao_member"
COOKIE_LIFE_S = 180 * 24 * 3600
MINE = "me"
"""In place of a code: no machine is meant, the member's own page follows."""
TOKEN_LIMIT_CHARS = 40

router = APIRouter(prefix="/m", include_in_schema=False)

Chosen = Annotated[str | None, Query(alias="lang", max_length=8)]
Field = Annotated[str, Form(max_length=80)]


class _Visit:
    """One request of one phone, and the page it gets."""

    def __init__(self, cloud: Cloud, request: Request, token: str, chosen: str | None) -> None:
        self.cloud, self.request, self.token = cloud, request, token
        self.words = member_words_for(chosen, request.headers.get("accept-language", ""))
        self.device = request.cookies.get(COOKIE, "")
        self.query = f"?lang={'en' if self.words.code == 'en' else 'zh'}"

    def page(self, template: str, status: int = 200, **facts: object) -> Response:
        nonce = secrets.token_urlsafe(12)
        shown = {
            "words": self.words,
            "nonce": nonce,
            "token": self.token,
            "query": self.query,
            "test": self.cloud.money == "test",
            "support": self.cloud.support,
        }
        html = _templates().get_template(template).render(**shown, **facts)
        policy = (
            f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        )
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": policy,
        }
        return HTMLResponse(html, status, headers)

    def told(self, texts: tuple[str, str], status: int = 200, tone: str = "doubt") -> Response:
        """One thing is said, and the way to one's own page."""
        return self.page("member_told.html", status, texts=texts, tone=tone)

    def asking_phone(self, error: str = "", status: int = 200) -> Response:
        said = self.words.errors.get(error, "")
        return self.page("member_phone.html", status, error=said)

    def to_own(self, note: str = "") -> Response:
        query = self.query + (f"&note={note}" if note else "")
        return RedirectResponse(f"/m/{MINE}{query}", 303)

    def keep(self, answer: Response, device: str) -> Response:
        answer.set_cookie(
            COOKIE,
            device,
            max_age=COOKIE_LIFE_S,
            path="/m",
            secure=self.request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return answer

    def drop(self, answer: Response) -> Response:
        answer.delete_cookie(COOKIE, path="/m")
        return answer

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else "unknown"


@router.get("")
async def root(request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    return _Visit(cloud, request, MINE, lang).to_own()


@router.get("/{token}")
async def scanned(
    token: str, request: Request, cloud: CloudIn, lang: Chosen = None, note: str = ""
) -> Response:
    visit = _Visit(cloud, request, token, lang)
    try:
        own = await cloud.members.whose(visit.device)
        if token == MINE:
            return _own(visit, own, note=visit.words.saved if note == "saved" else "")
        found = await _session(visit)
    except StoreUnavailable as error:
        log.error("members.store", error=str(error))
        return visit.told(visit.words.lost, 503)
    refused = _refused(visit, found, own)
    if refused is not None:
        return refused
    assert found is not None, "an unknown code was refused"
    if own is None or own.facts.consent != CONSENT_VERSION:
        return visit.asking_phone()
    title, text = visit.words.here
    site = found.site or visit.words.machine
    return visit.page(
        "member_here.html",
        title=title.format(name=own.person.name or own.person.masked),
        text=text.format(site=site),
    )


@router.get("/{token}/{_step}")
async def reloaded(token: str, request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    """A form's address, come back to by the language's toggle or a reload: from the beginning."""
    visit = _Visit(cloud, request, token, lang)
    return RedirectResponse(f"/m/{_checked(token)}{visit.query}", 303)


@router.post("/{token}/code")
async def send_code(
    token: str,
    request: Request,
    cloud: CloudIn,
    lang: Chosen = None,
    phone: Field = "",
    agree: Field = "",
) -> Response:
    visit = _Visit(cloud, request, token, lang)
    phone = "".join(phone.split())
    try:
        if not agree:
            raise Refusal(422, "member.agree", "Nothing is kept without consent.")
        shown = await cloud.members.send_code(phone, visit.address)
    except Refusal as refusal:
        return visit.asking_phone(refusal.code, refusal.status)
    return _asking_code(visit, phone, shown)


@router.post("/{token}/enter")
async def enter(
    token: str,
    request: Request,
    cloud: CloudIn,
    lang: Chosen = None,
    phone: Field = "",
    code: Field = "",
) -> Response:
    visit = _Visit(cloud, request, token, lang)
    entered = await cloud.members.enter(phone, "".join(code.split()))
    if entered is None:
        return _asking_code(visit, phone, error=visit.words.errors["member.code"], status=422)
    member_id, device = entered
    answer = visit.to_own() if token == MINE else await _signed_in(visit, member_id)
    return visit.keep(answer, device)


@router.post("/{token}/here")
async def here(token: str, request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    """One tap of a phone that is known."""
    visit = _Visit(cloud, request, token, lang)
    own = await cloud.members.whose(visit.device)
    if own is None:
        return visit.asking_phone()
    return visit.keep(await _signed_in(visit, own.facts.id), visit.device)


@router.post("/{token}/leave")
async def leave(token: str, request: Request, cloud: CloudIn, lang: Chosen = None) -> Response:
    visit = _Visit(cloud, request, token, lang)
    await cloud.members.leave(visit.device)
    return visit.drop(RedirectResponse(f"/m/{_checked(token)}{visit.query}", 303))


@router.post(f"/{MINE}/profile")
async def profile(
    request: Request,
    cloud: CloudIn,
    lang: Chosen = None,
    name: Field = "",
    month: Field = "",
    day: Field = "",
) -> Response:
    visit = _Visit(cloud, request, MINE, lang)
    own = await cloud.members.whose(visit.device)
    if own is None:
        return visit.to_own()
    birthday = f"{month.zfill(2)}-{day.zfill(2)}" if month or day else ""
    try:
        await cloud.members.tell(own, name, birthday)
    except Refusal as refusal:
        return _own(visit, own, error=visit.words.errors[refusal.code], status=refusal.status)
    return visit.to_own("saved")


@router.post(f"/{MINE}/erase")
async def erase(request: Request, cloud: CloudIn, lang: Chosen = None, sure: Field = "") -> Response:
    visit = _Visit(cloud, request, MINE, lang)
    own = await cloud.members.whose(visit.device)
    if own is None:
        return visit.to_own()
    if not sure:
        return _own(visit, own, error=visit.words.errors["member.sure"], status=422)
    await cloud.members.erase(own.facts.id)
    log.info("member.erased")
    return visit.drop(visit.page("member_told.html", texts=visit.words.erased, tone="good"))


async def _session(visit: _Visit) -> KnownSession | None:
    token = visit.token
    if len(token) > TOKEN_LIMIT_CHARS or not token.isascii() or not token.isprintable():
        return None
    return await visit.cloud.members.open_page(token)


def _refused(visit: _Visit, found: KnownSession | None, own: Own | None) -> Response | None:
    """Why this code signs nobody in any more; None: it does."""
    if found is None or found.state is SessionState.OVER:
        return visit.told(visit.words.gone, 410)
    if found.state is SessionState.SIGNED_IN:
        if own is not None and own.facts.id == found.member_id:
            return visit.told(visit.words.done, tone="good")
        return visit.told(visit.words.taken, 409)
    return None


async def _signed_in(visit: _Visit, member_id: str) -> Response:
    done = await visit.cloud.members.sign_in(visit.token, member_id)
    if done is SignIn.DONE:
        return visit.told(visit.words.done, tone="good")
    texts = visit.words.taken if done is SignIn.TAKEN else visit.words.gone
    return visit.told(texts, 409 if done is SignIn.TAKEN else 410)


def _asking_code(visit: _Visit, phone: str, shown: str = "", error: str = "", status: int = 200) -> Response:
    title, text = visit.words.code_title
    return visit.page(
        "member_code.html",
        status,
        phone=phone,
        title=title,
        text=text.format(phone=f"{phone[:3]}****{phone[-4:]}"),
        shown=visit.words.shown_code.format(code=shown) if shown else "",
        error=error,
    )


def _own(visit: _Visit, own: Own | None, note: str = "", error: str = "", status: int = 200) -> Response:
    if own is None:
        return visit.asking_phone()
    view = own_view(own, visit.words)
    return visit.page("member_own.html", status, view=view, note=note, error=error)


def _checked(token: str) -> str:
    """Of an address that is made again: nothing that could lead elsewhere."""
    plain = token.replace("-", "").replace("_", "").isalnum() and token.isascii()
    return token if plain and len(token) <= TOKEN_LIMIT_CHARS else MINE


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader  # only when the first phone comes

    folder = Path(__file__).parent.parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True)
