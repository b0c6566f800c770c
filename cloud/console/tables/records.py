"""What every table of the console has in common: it shows, it never edits; deeds are named actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette_admin.actions import ActionSelection
from starlette_admin.contrib.sqla import ModelView
from starlette_admin.exceptions import ActionFailed
from starlette_admin.export import ExportContext
from starlette_admin.types import RowActionsDisplayType

from cloud.cloud import Cloud
from cloud.console.roles import Right
from cloud.console.sheets import CsvSheet, XlsxSheet
from cloud.console.sign_in import deed_of, user_of
from cloud.console.words import lazy, say
from cloud.store.console import people

REASON_MAX_CHARS = 200


class Records(ModelView):
    """One table. Subclasses name the fields, and the right that each of their actions asks for."""

    rights: ClassVar[Mapping[str, Right]] = {}
    """By row action."""
    exporters = (CsvSheet(), XlsxSheet())
    importers = ()
    page_size = 25
    page_size_options = (25, 50, 100)
    row_actions: Any = ()
    row_actions_display_type = RowActionsDisplayType.INLINE_LINKS
    actions: Any = ()
    detail_template = "console/detail.html"
    list_template = "console/list.html"

    def __init__(self, cloud: Cloud, model: type[Any], key: str, icon: str) -> None:
        self._cloud = cloud
        # what is made from a row is no column of it: the database cannot sort by it, and filters by it only
        # where a filter of its own knows how ("searchable" is the library's word for that, too)
        fields = [field for field in self.fields if field.searchable]
        self.searchable_fields = [field.name for field in fields if field.getter is None or field.filters]
        self.sortable_fields = [field.name for field in self.fields if field.orderable and not field.getter]
        super().__init__(model, icon=icon, key=key, menu_label=lazy(f"table.{key}"), display_name=key)

    def can_create(self, _request: Request) -> bool:
        return False

    def can_edit(self, _request: Request) -> bool:
        return False

    def can_delete(self, _request: Request) -> bool:
        return False

    def can_import(self, _request: Request) -> bool:
        return False

    def can_export(self, request: Request) -> bool:
        return user_of(request).may(Right.EXPORT)

    async def is_row_action_allowed(self, request: Request, name: str) -> bool:
        return name in self.rights and user_of(request).may(self.rights[name])

    async def handle_row_action(self, request: Request, pk: Any, name: str) -> Response | None:
        """A role that may not is told 403, whatever the page had shown."""
        if not await self.is_row_action_allowed(request, name):
            await self._refused(request, name)
        if await self.find_by_pk(request, pk) is None:
            raise ActionFailed(say("error.no_row"))
        return await super().handle_row_action(request, pk, name)

    async def handle_action(self, request: Request, selection: ActionSelection, name: str) -> Response | None:
        if name != "export" or not self.can_export(request):
            await self._refused(request, name)
        return await super().handle_action(request, selection, name)

    async def before_export(self, request: Request, ctx: ExportContext) -> None:
        deed = deed_of(request, self._cloud, "export", str(self.key), str(len(ctx.rows)))
        await self._cloud.db.write(people.note, deed)

    async def _refused(self, request: Request, name: str) -> None:
        deed = deed_of(request, self._cloud, "refused", f"{self.key}: {name}"[:200])
        await self._cloud.db.write(people.note, deed)
        raise HTTPException(403, say("error.role"))


async def reason_of(request: Request) -> str:
    """What the person wrote, in one line. Nothing: ``ActionFailed`` in words."""
    form = await request.form()
    text = " ".join(str(form.get("reason") or "").split())
    if not text:
        raise ActionFailed(say("reason.missing"))
    return text[:REASON_MAX_CHARS]


def reason_form(_request: Request, _row: Any) -> str:
    """Asked before each deed that moves money or ends a question."""
    return (
        f'<form><label class="form-label mt-3" for="reason">{say("reason.label")}</label>'
        f'<input class="form-control" id="reason" name="reason" required maxlength="{REASON_MAX_CHARS}" '
        f'placeholder="{say("reason.example")}"></form>'
    )
