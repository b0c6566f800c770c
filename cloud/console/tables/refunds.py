"""Refunds and where they are."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import and_, false, or_
from starlette.requests import Request
from starlette_admin.actions import row_action
from starlette_admin.exceptions import ActionFailed
from starlette_admin.fields import StringField
from starlette_admin.filters import FilterApplyContext
from starlette_admin.filters.base import BaseFilter, FilterDataType
from starlette_admin.flash import flash

from cloud.cloud import Cloud
from cloud.console.ends import PATIENCE_MS, TONES, End, end_of
from cloud.console.fields import Badge, Fen, Moment, Section
from cloud.console.roles import Right
from cloud.console.sign_in import deed_of
from cloud.console.stories import refund_story
from cloud.console.tables.records import Records, reason_form, reason_of
from cloud.console.words import lazy, say
from cloud.pay.states import RefundStep
from cloud.store.console import people
from cloud.store.models import Refund


class RefundTable(Records):
    """Searched by its own number and by the order's."""

    rights: ClassVar = {"again": Right.REFUND}
    row_actions = ("again",)
    fields_default_sort = (("created_at_ms", True),)

    def __init__(self, cloud: Cloud) -> None:
        now_ms = cloud.clock.utc_ms
        self.fields = [
            StringField("number", lazy("field.refund")),
            Badge(
                "end",
                lazy("field.end"),
                words="end",
                values=list(End),
                tones=TONES,
                orderable=False,
                getter=lambda _request, row: end_of(RefundStep(row.state), row.created_at_ms, now_ms()),
                filters=[_ends_like(cloud)],
            ),
            Fen("amount_fen", lazy("field.amount")),
            StringField("payment_number", lazy("field.payment"), list_template="console/order_link.html"),
            StringField("reason", lazy("field.reason"), searchable=False),
            Moment("created_at_ms", lazy("field.asked_at")),
            Moment("changed_at_ms", lazy("field.changed_at")),
            StringField("sent_to", lazy("field.sent_to"), searchable=False, exclude_from_list=True),
            StringField("gateway_reference", lazy("field.reference"), exclude_from_list=True),
            StringField("problem_text", lazy("field.problem"), searchable=False),
            StringField("problem_code", lazy("field.problem_code"), searchable=False, exclude_from_list=True),
            Section(
                "story",
                lazy("section.story"),
                template="console/refund_story.html",
                getter=lambda _request, row: refund_story(cloud, row),
            ),
        ]
        super().__init__(cloud, Refund, "refund", "fa fa-rotate-left")

    async def is_row_action_allowed_for_obj(self, request: Request, name: str, obj: Any) -> bool:
        open_still = RefundStep(obj.state) not in (RefundStep.DONE, RefundStep.VOID)
        return await self.is_row_action_allowed(request, name) and open_still

    @row_action(
        name="again",
        text=lazy("again.text"),
        confirmation=lazy("again.confirm"),
        submit_btn_text=lazy("again.yes"),
        icon_class="fa fa-rotate-right",
        form=reason_form,
    )
    async def again(self, request: Request, pk: Any) -> None:
        """The same refund under its own number once more; what comes of it is told at once."""
        reason = await reason_of(request)
        number = str(pk)
        # noted before it is sent: what the person wanted is known whatever becomes of it
        await self._cloud.db.write(people.note, deed_of(request, self._cloud, "refund_again", number, reason))
        refund = await self._cloud.refunds.again(number)
        if refund is None:
            raise ActionFailed(say("again.gone"))
        end = end_of(refund.state, refund.order.created_at_s * 1000, self._cloud.clock.utc_ms())
        result = f"{say('again.result')} {say(f'end.{end}')}"
        if refund.problem is not None:
            result = f"{result} ({refund.problem.text})"
        await self._cloud.db.write(
            people.note, deed_of(request, self._cloud, "refund_answer", number, f"{end}: {refund.state}")
        )
        flash(request, result, "success" if end in (End.DONE, End.ON_ITS_WAY) else "warning")


def _ends_like(cloud: Cloud) -> type[BaseFilter]:
    """The filter by end: it knows the time, because what is tried for a day is with staff."""

    class EndsLike(BaseFilter):
        name = "is"
        label = lazy("filter.is")
        data_type = FilterDataType.ENUM

        def get_choices(self, _request: Request) -> list[tuple[Any, str]]:
            return [(end.value, say(f"end.{end}")) for end in End]

        def apply(self, ctx: FilterApplyContext) -> Any:
            state, since = Refund.state, Refund.created_at_ms
            old = since <= cloud.clock.utc_ms() - PATIENCE_MS
            unknown = state == RefundStep.UNKNOWN.value
            ends = {
                End.DONE: state == RefundStep.DONE.value,
                End.ON_ITS_WAY: state == RefundStep.ACCEPTED.value,
                End.BEING_TRIED: and_(unknown, ~old),
                End.WITH_STAFF: or_(state == RefundStep.REFUSED.value, and_(unknown, old)),
                End.VOID: state == RefundStep.VOID.value,
            }
            return ends.get(ctx.value, false())

    return EndsLike
