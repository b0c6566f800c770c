"""An order as its customer is told of it, from what the books have. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kiosk.orders.evidence import Facts, can
from kiosk.orders.timeline import timeline
from kiosk.orders.views import Mishap, OrderRow, OrderView, Rating, Tag, TicketView
from kiosk.sale.state import Sale
from kiosk.views import SaleView

STARS = ""
"""The subject of the rating of the whole sale; the others are ``tag:<tag>`` and ``sku:<sku>``."""
_TAG, _SKU = "tag:", "sku:"


class Ticket(Protocol):
    """As the store has it."""

    @property
    def number(self) -> str: ...
    @property
    def sale(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def opened_at_ms(self) -> int: ...
    @property
    def due_at_ms(self) -> int: ...
    @property
    def reply(self) -> str: ...
    @property
    def replied_at_ms(self) -> int: ...


def order_view(
    facts: Facts,
    shown: SaleView,
    states: Sequence[tuple[Sale, int]],
    ratings: Mapping[str, int],
    tickets: Sequence[Ticket],
    *,
    front: bool,
) -> OrderView:
    """``shown``: the sale as any sale is told; ``front``: it is the one on the screen."""
    return OrderView(
        sale=shown,
        opened_at_ms=facts.opened_at_ms,
        steps=timeline(states),
        rating=rating(ratings),
        tickets=tuple(ticket_view(one) for one in tickets),
        can=can(facts.sale, front=front),
        asked=tuple(sorted({word.line for word in facts.words})),
    )


def ticket_view(ticket: Ticket) -> TicketView:
    return TicketView(
        ticket.number,
        ticket.sale,
        mishap(ticket.kind),
        ticket.opened_at_ms,
        ticket.due_at_ms,
        ticket.reply,
        ticket.replied_at_ms,
    )


def mishap(kind: str) -> Mishap:
    """A word of another version is something else that went wrong."""
    return Mishap(kind) if kind in set(Mishap) else Mishap.OTHER


def rating(values: Mapping[str, int]) -> Rating:
    """From what is stored, by subject."""
    return Rating(
        stars=values.get(STARS, 0),
        tags=tuple(tag for tag in Tag if values.get(_TAG + tag.value)),
        goods=tuple(
            (subject.removeprefix(_SKU), value)
            for subject, value in sorted(values.items())
            if subject.startswith(_SKU)
        ),
    )


def with_stars(values: Mapping[str, int], stars: int) -> dict[str, int]:
    return {**values, STARS: stars}


def with_product(values: Mapping[str, int], sku: str, stars: int) -> dict[str, int]:
    return {**values, _SKU + sku: stars}


def with_tag(values: Mapping[str, int], tag: Tag) -> dict[str, int]:
    """On, or off again."""
    key = _TAG + tag.value
    kept = {subject: value for subject, value in values.items() if subject != key}
    return kept if key in values else {**kept, key: 1}


def rating_report(sale: str, values: Mapping[str, int]) -> dict[str, object]:
    """The body of an event ``rating`` (``wire.RatingReport``): all that is said now."""
    said = rating(values)
    return {
        "sale": sale,
        "stars": said.stars,
        "tags": [tag.value for tag in said.tags],
        "goods": dict(said.goods),
    }


def row(sale: Sale, opened_at_ms: int, place: int, *, mine: bool) -> OrderRow:
    """``place`` in the list."""
    return OrderRow(
        key=f"{opened_at_ms}.{place}",
        number=sale.number if mine else "",
        opened_at_ms=opened_at_ms,
        units=len(sale.lines),
        amount_fen=sale.due_fen,
    )
