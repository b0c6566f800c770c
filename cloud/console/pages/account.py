"""One's own password. Who came with a one-time password sees nothing else before it is changed."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette_admin import CustomView, route

from cloud.cloud import Cloud
from cloud.console import passwords
from cloud.console.door import PATH
from cloud.console.pages.page import fields_of, page
from cloud.console.sign_in import ONE_BROWSER, address_of, deed_of, user_of
from cloud.console.words import lazy, say
from cloud.store.console import people


class AccountPage(CustomView):
    path = "/account"
    route_name = "account"
    icon = "fa fa-key"

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        super().__init__(menu_label=lazy("page.account"))

    @route("")
    async def index(self, request: Request) -> Response:
        return self._shown(request)

    @route("/password", methods=["POST"], name="account-password")
    async def change(self, request: Request) -> Response:
        old, new, again = await fields_of(request, "old", "new", "again")
        name, db = user_of(request).username, self._cloud.db
        brake = {passwords.token_hash(f"password\n{name}\n{address_of(request)}"): ONE_BROWSER}
        wait_s = await db.write(people.take_try, brake, self._cloud.clock.utc_ms() // 1000)
        if wait_s > 0:
            return self._shown(request, say("sign_in.wait").format(seconds=wait_s))
        person = await db.read(people.find, name)
        fits = len(old) <= passwords.PASSWORD_MAX_CHARS
        if not await passwords.is_right(old if fits else "", person.password_hash if person else None):
            return self._shown(request, say("account.old_wrong"))
        await db.write(people.forget_tries, list(brake))
        problem = _problem(name, old, new, again)
        if problem:
            return self._shown(request, say(problem).format(least=passwords.PASSWORD_MIN_CHARS))
        kept = await passwords.hashed_beside(new)
        await db.write(people.set_password, name, kept, must_change=False)
        await db.write(people.note, deed_of(request, self._cloud, "password", name))
        return RedirectResponse(f"{PATH}/login", 303)

    def _shown(self, request: Request, problem: str = "") -> Response:
        facts = {"problem": problem, "user": user_of(request), "least": passwords.PASSWORD_MIN_CHARS}
        return page(
            self, request, "console/account.html", lazy("page.account"), facts, 422 if problem else 200
        )


def _problem(name: str, old: str, new: str, again: str) -> str:
    """The word for what is wrong with a new password; empty when nothing."""
    if new != again:
        return "account.not_same"
    if len(new) < passwords.PASSWORD_MIN_CHARS:
        return "account.too_short"
    if len(new) > passwords.PASSWORD_MAX_CHARS:
        return "account.too_long"
    if new == old or name in new.lower() or len(set(new)) < 4:
        return "account.too_easy"
    return ""
