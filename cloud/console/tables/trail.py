"""The trail: who changed what, when, why, and what was refused. For owners."""

from __future__ import annotations

from starlette.requests import Request
from starlette_admin.fields import StringField

from cloud.cloud import Cloud
from cloud.console.fields import Badge, Moment
from cloud.console.roles import Right
from cloud.console.sign_in import user_of
from cloud.console.tables.records import Records
from cloud.console.words import lazy
from cloud.store.console.models import ConsoleDeed

DEEDS = (
    *("sign_in", "sign_in_refused", "password", "refused", "export", "refund_again", "refund_answer"),
    *("settle", "give_back", "give_back_answer", "enrol_code", "person_added", "person_changed"),
    *("password_reset", "owner_added"),
)
TONES = {"refused": "red", "sign_in_refused": "yellow"}


class TrailTable(Records):
    """Append-only; nothing here can be changed by anybody."""

    fields_default_sort = (("id", True),)

    def __init__(self, cloud: Cloud) -> None:
        self.fields = [
            Moment("at_ms", lazy("field.at")),
            StringField("person", lazy("field.person")),
            Badge("deed", lazy("field.what"), words="deed", values=DEEDS, tones=TONES),
            StringField("subject", lazy("field.subject")),
            StringField("text", lazy("field.text")),
            StringField("address", lazy("field.address"), searchable=False),
        ]
        super().__init__(cloud, ConsoleDeed, "trail", "fa fa-shoe-prints")

    def is_accessible(self, request: Request) -> bool:
        return user_of(request).may(Right.PEOPLE)
