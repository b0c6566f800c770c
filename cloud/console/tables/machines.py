"""Machines: where they stand, and when they were heard of."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette_admin.fields import StringField

from cloud.cloud import Cloud
from cloud.console.fields import Badge, Moment, Section, moment_text
from cloud.console.stories import machine_story
from cloud.console.tables.records import Records
from cloud.console.words import lazy
from cloud.store.console import look
from cloud.store.models import Machine


class MachineTable(Records):
    """Enrolled by a code; a revoked one is answered no more."""

    fields_default_sort = (("enrolled_at_s", True),)

    def __init__(self, cloud: Cloud) -> None:
        async def contact(_request: Request, row: Any) -> str:
            return moment_text(await cloud.db.read(look.last_contact_s, row.id))

        self.fields = [
            StringField("id", lazy("field.machine")),
            StringField("site", lazy("field.site")),
            Badge(
                "revoked",
                lazy("field.state"),
                words="machine",
                values=["enrolled", "revoked"],
                tones={"enrolled": "green", "revoked": "red"},
                getter=lambda _request, row: "revoked" if row.revoked else "enrolled",
                filters=[],
            ),
            StringField(
                "contact",
                lazy("field.contact"),
                getter=contact,
                searchable=False,
                orderable=False,
                filters=[],
            ),
            StringField("software", lazy("field.software")),
            Moment("enrolled_at_s", lazy("field.enrolled_at")),
            Section(
                "story",
                lazy("section.story"),
                template="console/machine_story.html",
                getter=lambda _request, row: machine_story(cloud, row.id),
            ),
        ]
        super().__init__(cloud, Machine, "machine", "fa fa-store")
