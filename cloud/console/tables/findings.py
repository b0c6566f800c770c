"""What the wallets' bills and our books do not agree on, and what was done about it."""

from __future__ import annotations

from typing import Any, ClassVar

from starlette.requests import Request
from starlette_admin.actions import row_action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.fields import StringField
from starlette_admin.flash import flash

from cloud.cloud import Cloud
from cloud.console.fields import Badge, Fen, Moment, Section
from cloud.console.roles import Right
from cloud.console.sign_in import deed_of
from cloud.console.stories import finding_story
from cloud.console.tables.records import Records, reason_form, reason_of
from cloud.console.words import language, lazy, say
from cloud.store.console import settling
from cloud.store.models import BillFinding
from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import Method
from kiosk.payments.reconcile import words as reconcile_words
from kiosk.payments.reconcile.cases import OPEN, Case, Deed, Note
from kiosk.payments.reconcile.stored import finding_from

TONES = {
    Deed.NOTHING: "secondary",
    Deed.TO_ASK: "yellow",
    Deed.WAITS: "yellow",
    Deed.TOLD: "azure",
    Deed.PERSON: "red",
    Deed.SETTLED: "green",
    Deed.WITH_MACHINE: "azure",
    Deed.PAID_BACK: "green",
}


class FindingTable(Records):
    """What agrees is a row as well: filter by what was done to see what is open."""

    rights: ClassVar = {"settle": Right.SETTLE, "give_back": Right.REFUND}
    row_actions = ("settle", "give_back")
    fields_default_sort = (("day", True), ("method", False))

    def __init__(self, cloud: Cloud) -> None:
        self.fields = [
            StringField("day", lazy("field.day")),
            Badge("method", lazy("field.wallet"), words="wallet", values=list(Method)),
            StringField("order_number", lazy("field.payment"), list_template="console/order_link.html"),
            Badge(
                "found",
                lazy("field.found"),
                values=list(Case),
                texts=lambda value: reconcile_words.say(reconcile_words.CASES[Case(value)], language()),
            ),
            Badge(
                "deed",
                lazy("field.deed"),
                values=list(Deed),
                tones=TONES,
                texts=lambda value: reconcile_words.say(reconcile_words.DEEDS[Deed(value)], language()),
            ),
            StringField(
                "note_text",
                lazy("field.note"),
                getter=lambda _request, row: reconcile_words.say(
                    reconcile_words.NOTES[Note(row.note)], language()
                ),
                searchable=False,
                orderable=False,
                exclude_from_list=True,
                filters=[],
            ),
            Fen("ours_fen", lazy("field.ours")),
            Fen("theirs_fen", lazy("field.theirs")),
            Badge("kind", lazy("field.kind"), words="kind", values=list(RowKind)),
            StringField("refund_number", lazy("field.refund"), exclude_from_list=True),
            StringField("machine", lazy("field.machine"), exclude_from_list=True),
            StringField("sale", lazy("field.sale"), exclude_from_list=True),
            Moment("at_ms", lazy("field.found_at"), exclude_from_list=True),
            Section(
                "story",
                lazy("section.deeds"),
                template="console/finding_story.html",
                getter=lambda _request, row: finding_story(cloud, finding_from(row)),
            ),
        ]
        super().__init__(cloud, BillFinding, "finding", "fa fa-scale-balanced")

    async def is_row_action_allowed_for_obj(self, request: Request, name: str, obj: Any) -> bool:
        fits = {
            "settle": Deed(obj.deed) in OPEN,
            "give_back": Deed(obj.deed) is Deed.WITH_MACHINE,
        }
        return await self.is_row_action_allowed(request, name) and fits.get(name, False)

    @row_action(
        name="settle",
        text=lazy("settle.text"),
        confirmation=lazy("settle.confirm"),
        submit_btn_text=lazy("settle.yes"),
        icon_class="fa fa-check",
        form=reason_form,
    )
    async def settle(self, request: Request, pk: Any) -> None:
        """A person has put it right outside, and says how. The row and the trail change together."""
        reason = await reason_of(request)
        finding = finding_from(await self.find_by_pk(request, pk))
        deed = deed_of(request, self._cloud, "settle", settling.subject_of(finding), reason)
        if not await self._cloud.db.write(settling.settle, finding, deed):
            raise ActionFailed(say("settle.gone"))
        flash(request, say("settle.done"), "success")

    @row_action(
        name="give_back",
        text=lazy("give_back.text"),
        confirmation=lazy("give_back.confirm"),
        submit_btn_text=lazy("give_back.yes"),
        icon_class="fa fa-rotate-left",
        form=reason_form,
    )
    async def give_back(self, request: Request, pk: Any) -> None:
        """What the cloud does by itself after a week, now: its machine will be told that it was refunded."""
        reason = await reason_of(request)
        finding = finding_from(await self.find_by_pk(request, pk))
        subject = settling.subject_of(finding)
        await self._cloud.db.write(settling.note, deed_of(request, self._cloud, "give_back", subject, reason))
        became = await self._cloud.reconciling.give_back_now(finding)
        if became is None:
            raise ActionFailed(say("give_back.busy"))
        answer = deed_of(request, self._cloud, "give_back_answer", subject, became.value)
        await self._cloud.db.write(settling.note, answer)
        told = say("give_back.done" if became in (Deed.PAID_BACK, Deed.SETTLED) else "give_back.not_yet")
        flash(request, told, "success" if became in (Deed.PAID_BACK, Deed.SETTLED) else "warning")
