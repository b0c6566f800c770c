"""What machines report: incidents in the words of whoever is called, and everything else as it came."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette_admin.fields import StringField

from cloud.cloud import Cloud
from cloud.console.fields import Badge, Moment, Section, yes_or_no
from cloud.console.tables.records import Records
from cloud.console.words import language, lazy, say
from cloud.store.models import MachineEvent

KINDS = ("incident", "incident_over", "sale", "note")
TONES = {"incident": "red", "incident_over": "green", "note": "secondary", "sale": "azure"}


class EventTable(Records):
    """Filter by kind for incidents alone; what is open on each machine stands on the machine's page."""

    fields_default_sort = (("received_at_ms", True),)

    def __init__(self, cloud: Cloud) -> None:
        self.fields = [
            Moment("received_at_ms", lazy("field.received_at")),
            StringField("machine_id", lazy("field.machine")),
            StringField("seq", lazy("field.seq"), searchable=False, filters=[]),
            Badge("kind", lazy("field.kind"), values=KINDS, tones=TONES, texts=_kind),
            StringField(
                "summary",
                lazy("field.summary"),
                getter=lambda _request, row: event_text(row.kind, row.body),
                searchable=False,
                orderable=False,
                filters=[],
            ),
            yes_or_no("readable"),
            Section("body", lazy("field.body"), template="console/body.html", getter=_pretty),
        ]
        super().__init__(cloud, MachineEvent, "event", "fa fa-bell")


def event_text(kind: str, body: str) -> str:
    """One sentence; empty for what says nothing by itself. Never raises: the body is a machine's."""
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    if kind == "sale":
        return f"{content.get('number', '')} {content.get('stage', '')}"
    words = content.get("words")
    of_language = words.get(language()) if isinstance(words, dict) else None
    if isinstance(of_language, dict):
        told = [str(of_language.get(name, "")) for name in ("restocker", "next_step")]
        return " ".join(text for text in told if text)
    return " ".join(str(content[name]) for name in ("code", "subject", "text") if content.get(name))


def _kind(kind: str) -> str:
    return say(f"event.{kind}") if kind in KINDS else kind


def _pretty(_request: Request, row: Any) -> str:
    try:
        return json.dumps(json.loads(row.body), ensure_ascii=False, indent=1)
    except ValueError:
        return str(row.body)
