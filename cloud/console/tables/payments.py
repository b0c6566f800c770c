"""Orders: each attempt to be paid, found by machine, day, wallet, state or number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_
from starlette.requests import Request
from starlette_admin.fields import StringField

from cloud.cloud import Cloud
from cloud.console.fields import Badge, Fen, Moment, Section, yes_or_no
from cloud.console.stories import order_story
from cloud.console.tables.records import Records
from cloud.console.words import lazy
from cloud.pay.states import State
from cloud.store.models import Payment
from kiosk.payments.intent import Method

TONES = {
    State.PAID: "green",
    State.OPEN: "azure",
    State.CREATING: "azure",
    State.UNKNOWN: "yellow",
    State.REFUSED: "secondary",
    State.CLOSED: "secondary",
}


class PaymentTable(Records):
    """No deed here: a refund that its sale did not ask for could not be told to the machine, whose books
    would then say other than ours (docs/console.md)."""

    fields_default_sort = (("created_at_s", True),)

    def __init__(self, cloud: Cloud) -> None:
        self.fields = [
            StringField("number", lazy("field.payment")),
            StringField("sale", lazy("field.sale")),
            StringField("machine_id", lazy("field.machine")),
            Badge("method", lazy("field.wallet"), words="wallet", values=list(Method)),
            Badge("state", lazy("field.state"), words="payment", values=list(State), tones=TONES),
            Fen("amount_fen", lazy("field.amount")),
            Fen("paid_fen", lazy("field.paid")),
            Moment("created_at_s", lazy("field.created_at")),
            Moment("paid_at_s", lazy("field.paid_at")),
            StringField("gateway_reference", lazy("field.reference"), exclude_from_list=True),
            yes_or_no("scanned"),
            yes_or_no("refunded"),
            StringField("problem_text", lazy("field.problem"), exclude_from_list=True, searchable=False),
            Section(
                "story",
                lazy("section.story"),
                template="console/order_story.html",
                getter=lambda _request, row: order_story(cloud, row.machine_id, row.sale),
            ),
        ]
        super().__init__(cloud, Payment, "order", "fa fa-receipt")

    def get_search_query(self, _request: Request, term: str) -> Any:
        """The beginning of a number, which a sale's number is of its payments': by the primary key. Or
        exactly a machine or the gateway's own number."""
        number = term.strip().upper()
        begins = (Payment.number >= number) & (Payment.number < number + "\x7f")
        return or_(begins, Payment.machine_id == number, Payment.gateway_reference == term.strip())
