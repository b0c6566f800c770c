"""Who may sign in, for owners; and the code by which a new machine comes in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette_admin import CustomView, route

from cloud.cloud import Cloud
from cloud.console import passwords
from cloud.console.fields import moment_text
from cloud.console.names import PERSON_NAME
from cloud.console.pages.page import fields_of, page
from cloud.console.roles import NAMES, Right, Role
from cloud.console.sign_in import deed_of, user_of
from cloud.console.words import lazy, say
from cloud.enrolment import CODE_LIFE_S, allow_code, new_code
from cloud.errors import Refusal
from cloud.store.console import people

SITE_MAX_CHARS = 80


class StaffPage(CustomView):
    path = "/people"
    route_name = "people"
    icon = "fa fa-users"

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        super().__init__(menu_label=lazy("page.people"))

    def is_accessible(self, request: Request) -> bool:
        return user_of(request).may(Right.PEOPLE)

    @route("")
    async def index(self, request: Request) -> Response:
        return await self._shown(request)

    @route("/add", methods=["POST"], name="people-add")
    async def add(self, request: Request) -> Response:
        typed, role = await fields_of(request, "name", "role")
        name = typed.strip().lower()
        if not PERSON_NAME.fullmatch(name) or role not in NAMES:
            return await self._shown(request, problem=say("people.name_wrong"))
        password = passwords.new_one_time_password()
        kept = await passwords.hashed_beside(password)
        now_s = self._cloud.clock.utc_ms() // 1000
        if not await self._cloud.db.write(people.add, name, role, kept, now_s):
            return await self._shown(request, problem=say("people.name_taken").format(name=name))
        await self._noted(request, "person_added", name, role)
        return await self._shown(request, name=name, password=password)

    @route("/reset", methods=["POST"], name="people-reset")
    async def reset(self, request: Request) -> Response:
        (name,) = await fields_of(request, "name")
        if await self._cloud.db.read(people.find, name) is None:
            return await self._shown(request, problem=say("people.nobody"))
        password = passwords.new_one_time_password()
        kept = await passwords.hashed_beside(password)
        await self._cloud.db.write(people.set_password, name, kept, must_change=True)
        await self._noted(request, "password_reset", name)
        return await self._shown(request, name=name, password=password)

    @route("/change", methods=["POST"], name="people-change")
    async def change(self, request: Request) -> Response:
        name, role, active = await fields_of(request, "name", "role", "active")
        if role not in NAMES:
            return await self._shown(request, problem=say("people.name_wrong"))
        try:
            await self._cloud.db.write(people.change, name, role, is_active=active == "on")
        except Refusal as refusal:
            word = "people.last_owner" if refusal.code == "console.last_owner" else "people.nobody"
            return await self._shown(request, problem=say(word))
        await self._noted(request, "person_changed", name, role if active == "on" else f"{role}, off")
        return await self._shown(request)

    async def _noted(self, request: Request, deed: str, name: str, text: str = "") -> None:
        await self._cloud.db.write(people.note, deed_of(request, self._cloud, deed, name, text))

    async def _shown(
        self, request: Request, *, name: str = "", password: str = "", problem: str = ""
    ) -> Response:
        everybody = await self._cloud.db.read(people.everybody)
        facts = {
            "people": [
                {
                    "name": person.name,
                    "role": person.role,
                    "active": person.is_active,
                    "must_change": person.must_change,
                    "signed_in": moment_text(person.signed_in_at_s),
                }
                for person in everybody
            ],
            "roles": [{"value": role.value, "text": say(f"role.{role}")} for role in Role],
            "new_name": name,
            "new_password": password,
            "problem": problem,
        }
        return page(self, request, "console/people.html", lazy("page.people"), facts, 422 if problem else 200)


class EnrolPage(CustomView):
    path = "/enrol"
    route_name = "enrol"
    icon = "fa fa-plug"

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        super().__init__(menu_label=lazy("page.enrol"))

    def is_accessible(self, request: Request) -> bool:
        return user_of(request).may(Right.ENROL)

    @route("")
    async def index(self, request: Request) -> Response:
        return page(self, request, "console/enrol.html", lazy("page.enrol"), {"code": "", "site": ""})

    @route("/code", methods=["POST"], name="enrol-code")
    async def code(self, request: Request) -> Response:
        """Shown once; only its hash is kept."""
        (typed,) = await fields_of(request, "site")
        site = " ".join(typed.split())[:SITE_MAX_CHARS]
        code, cloud = new_code(), self._cloud
        now_s = cloud.clock.utc_ms() // 1000
        await cloud.db.write(people.note, deed_of(request, cloud, "enrol_code", site))
        await allow_code(cloud.db, cloud.cloud_id, code, site, now_s, CODE_LIFE_S)
        return page(self, request, "console/enrol.html", lazy("page.enrol"), {"code": code, "site": site})
