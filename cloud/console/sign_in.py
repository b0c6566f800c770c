"""Signing in and out: a name, a password, one cookie; ever slower for who guesses."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette_admin.auth import AdminUser, AuthProvider
from starlette_admin.exceptions import LoginFailed

from cloud.cloud import Cloud
from cloud.console import passwords
from cloud.console.door import LOOPBACK, PATH
from cloud.console.passwords import token_hash
from cloud.console.roles import Right, may
from cloud.console.words import say
from cloud.logs import log
from cloud.store.console import people
from cloud.store.console.models import NAME_CHARS
from cloud.store.console.people import Brake, Deed

COOKIE = "huodao_console"
SESSION_S = 12 * 3600
"""A working day; sooner when nobody touches it (``people.IDLE_S``)."""
ONE_BROWSER = Brake(free=3, first_s=5, most_s=900)
"""Of one name from one address: three slips are free, then 5 s, 10 s, 20 s ... a quarter of an hour."""
ONE_NAME = Brake(free=30, first_s=60, most_s=60)
"""Of one name from everywhere: a guesser with many addresses gets one try a minute, and the person, whose own
address has not failed, has no longer to wait than that."""
ONE_ADDRESS = Brake(free=30, first_s=5, most_s=60)
"""Of whatever names from one address: it bounds what a stranger can write into the database, too."""


@dataclass
class ConsoleUser(AdminUser):
    """Who is signed in, for the length of one request."""

    role: str = ""
    must_change: bool = False

    def may(self, right: Right) -> bool:
        return not self.must_change and may(self.role, right)


def user_of(request: Request) -> ConsoleUser:
    """Behind the guard there always is one."""
    user = request.state.admin_user
    assert isinstance(user, ConsoleUser), "every page but the sign-in is behind the guard"
    return user


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def deed_of(request: Request, cloud: Cloud, deed: str, subject: str, text: str = "") -> Deed:
    """A row for the trail, of whoever is signed in."""
    name = user_of(request).username
    return Deed(cloud.clock.utc_ms(), name, deed, subject, text, address_of(request))


def needs_secure(url: URL) -> bool:
    """Everywhere but at this host itself the cookie goes over TLS only."""
    return url.hostname not in LOOPBACK


class SignIn(AuthProvider):
    """Against the people in the cloud's database."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__()
        self._cloud = cloud

    async def login(
        self, username: str, password: str, _remember_me: bool, request: Request
    ) -> Response | None:
        """Raises ``LoginFailed`` in words: the same ones for a wrong name and a wrong password."""
        db, now_ms = self._cloud.db, self._cloud.clock.utc_ms()
        name, address = username.strip().lower()[:NAME_CHARS], address_of(request)
        brakes = _brakes(name, address)
        wait_s = await db.write(people.take_try, brakes, now_ms // 1000)
        if wait_s > 0:
            raise LoginFailed(say("sign_in.wait").format(seconds=wait_s))
        person = await db.read(people.find, name)
        fits = len(password) <= passwords.PASSWORD_MAX_CHARS
        right = await passwords.is_right(password if fits else "", person.password_hash if person else None)
        if not right or person is None or not person.is_active:
            log.warning("console.sign_in_refused", address=address)
            if person is not None:  # names that nobody has fill no trail
                await db.write(people.note, Deed(now_ms, name, "sign_in_refused", address=address))
            raise LoginFailed(say("sign_in.wrong"))
        token = secrets.token_urlsafe(32)
        await db.write(people.forget_tries, list(brakes))
        await db.write(people.sign_in, name, token_hash(token), now_ms // 1000, SESSION_S)
        await db.write(people.note, Deed(now_ms, name, "sign_in", address=address))
        request.state.console_token = token
        answer = RedirectResponse(f"{PATH}/", 303)
        answer.set_cookie(
            COOKIE,
            token,
            path=PATH,
            httponly=True,
            samesite="strict",
            secure=needs_secure(request.url),
        )
        return answer

    async def logout(self, request: Request) -> Response | None:
        await self._cloud.db.write(people.sign_out, token_hash(request.cookies.get(COOKIE, "")))
        answer = RedirectResponse(f"{PATH}/login", 303)
        answer.delete_cookie(COOKIE, path=PATH)
        return answer

    async def authenticate(self, request: Request) -> AdminUser | None:
        token = getattr(request.state, "console_token", "") or request.cookies.get(COOKIE, "")
        if not token:
            return None
        now_s = self._cloud.clock.utc_ms() // 1000
        person, is_stale = await self._cloud.db.read(people.signed_in, token_hash(token), now_s)
        if person is None:
            return None
        if is_stale:
            await self._cloud.db.write(people.seen, token_hash(token), now_s)
        return ConsoleUser(username=person.name, role=person.role, must_change=person.must_change)


def _brakes(name: str, address: str) -> Mapping[str, Brake]:
    return {
        token_hash(f"{name}\n{address}"): ONE_BROWSER,
        token_hash(f"name\n{name}"): ONE_NAME,
        token_hash(f"address\n{address}"): ONE_ADDRESS,
    }
