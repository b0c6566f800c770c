"""What customers say: ratings and tickets; and orders as they look them up again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from hardware.api import VendOutcome
from kiosk.clock import Clock
from kiosk.orders.evidence import Facts, Word
from kiosk.sale.state import Sale
from kiosk.store import schema
from kiosk.store.database import reading, transaction
from kiosk.store.records import OutboxEvent
from kiosk.store.repositories.outbox import Outbox
from kiosk.store.repositories.sales import outcome_from
from kiosk.store.sale_json import sale_from

OVERDUE_MAX = 20
"""Tickets that staff are reminded of at once."""

GOT = "got"
"""The kind of note that holds the customer's own word about a line in doubt: ``0:yes``."""


@dataclass(frozen=True, slots=True)
class TicketRecord:
    number: str
    sale: str
    """Empty: about no order."""
    kind: str
    opened_at_ms: int
    due_at_ms: int
    evidence: Mapping[str, object]
    reply: str = ""
    replied_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class ListedSale:
    """Enough for a list."""

    sale: Sale
    opened_at_ms: int


@dataclass(frozen=True, slots=True)
class History:
    """One order with all that is known of it."""

    facts: Facts
    truth_token: str
    states: tuple[tuple[Sale, int], ...]
    """After each stored step, with its time."""
    ratings: Mapping[str, int]
    tickets: tuple[TicketRecord, ...]


class Voices:
    def __init__(self, connection: Connection, path: Path, clock: Clock, outbox: Outbox) -> None:
        self._connection = connection
        self._path = path
        self._clock = clock
        self._outbox = outbox

    # --- writing ---------------------------------------------------------------------------------------

    def rate(self, sale: str, ratings: Mapping[str, int], event: OutboxEvent) -> None:
        """All that is said of ``sale`` now, by subject; what is not in ``ratings`` any more is taken back.
        Together with the event that tells the cloud."""
        table, now_ms = schema.ratings, self._clock.utc_ms()
        with transaction(self._connection, self._path):
            gone = table.delete().where(table.c.sale == sale, table.c.subject.not_in(list(ratings)))
            self._connection.execute(gone)
            for subject, value in ratings.items():
                statement = upsert(table).values(sale=sale, subject=subject, value=value, at_ms=now_ms)
                statement = statement.on_conflict_do_update(
                    index_elements=["sale", "subject"], set_={"value": value, "at_ms": now_ms}
                )
                self._connection.execute(statement)
            self._outbox.write([event], now_ms)

    def open_ticket(self, ticket: TicketRecord, event: OutboxEvent) -> None:
        """Together with the event that tells the cloud. Repeating it changes nothing."""
        row = {
            "number": ticket.number,
            "sale": ticket.sale or None,
            "kind": ticket.kind,
            "evidence": json.dumps(ticket.evidence, ensure_ascii=False),
            "reply": "",
            "opened_at_ms": ticket.opened_at_ms,
            "due_at_ms": ticket.due_at_ms,
            "replied_at_ms": 0,
        }
        with transaction(self._connection, self._path):
            made = self._connection.execute(upsert(schema.tickets).values(row).on_conflict_do_nothing())
            if made.rowcount:
                self._outbox.write([event], self._clock.utc_ms())

    def heard(self, ticket: TicketRecord) -> None:
        """The cloud's word about a ticket; one made on the phone is new here. Of an order that is not in
        these books (they began anew) nothing is kept."""
        table = schema.tickets
        known = select(func.count()).select_from(schema.sales).where(schema.sales.c.number == ticket.sale)
        with transaction(self._connection, self._path):
            if ticket.sale and not self._connection.execute(known).scalar():
                return
            row = {
                "number": ticket.number,
                "sale": ticket.sale or None,
                "kind": ticket.kind,
                "evidence": "{}",
                "reply": "",
                "opened_at_ms": ticket.opened_at_ms,
                "due_at_ms": ticket.due_at_ms,
                "replied_at_ms": 0,
            }
            self._connection.execute(upsert(table).values(row).on_conflict_do_nothing())
            self._connection.execute(
                update(table)
                .where(table.c.number == ticket.number)
                .values(reply=ticket.reply, replied_at_ms=ticket.replied_at_ms)
            )

    # --- reading ---------------------------------------------------------------------------------------

    def listed(self, since_ms: int, limit: int) -> list[ListedSale]:
        """Orders since then, newest first."""
        table = schema.sales
        statement = (
            select(table.c.state, table.c.opened_at_ms)
            .where(table.c.opened_at_ms >= since_ms)
            .order_by(table.c.opened_at_ms.desc())
            .limit(limit)
        )
        return [ListedSale(sale_from(row.state), row.opened_at_ms) for row in self._rows(statement)]

    def named(self, numbers: Sequence[str]) -> list[ListedSale]:
        """Orders of these numbers, newest first."""
        table = schema.sales
        statement = (
            select(table.c.state, table.c.opened_at_ms)
            .where(table.c.number.in_(list(numbers)))
            .order_by(table.c.opened_at_ms.desc())
        )
        return [ListedSale(sale_from(row.state), row.opened_at_ms) for row in self._rows(statement)]

    def ending(self, tail: str, since_ms: int) -> list[str]:
        """Numbers of orders since then that end so, or whose payments' numbers do: those stand in the
        wallet's own record. ``tail``: letters and digits only."""
        sale, paid = schema.sales.c, schema.payment_orders.c
        statement = (
            select(sale.number)
            .distinct()
            .outerjoin(schema.payment_orders, paid.sale == sale.number)
            .where(
                sale.opened_at_ms >= since_ms,
                or_(
                    func.substr(sale.number, -len(tail)) == tail, func.substr(paid.number, -len(tail)) == tail
                ),
            )
        )
        return [row.number for row in self._rows(statement)]

    def by_token(self, token: str) -> str:
        """The number of the order whose receipt's code this is; empty for none."""
        statement = select(schema.sales.c.number).where(schema.sales.c.truth_token == token)
        return next((str(row.number) for row in self._rows(statement)), "")

    def history(self, number: str) -> History | None:
        """None when there is no such order."""
        table = schema.sales
        row = next(iter(self._rows(select(table).where(table.c.number == number))), None)
        if row is None:
            return None
        steps = schema.sale_steps
        states = self._rows(select(steps).where(steps.c.sale == number).order_by(steps.c.seq))
        rated = schema.ratings
        return History(
            facts=Facts(sale_from(row.state), row.opened_at_ms, self._outcomes(number), self._words(number)),
            truth_token=row.truth_token,
            states=tuple((sale_from(one.state), one.at_ms) for one in states),
            ratings={
                one.subject: one.value for one in self._rows(select(rated).where(rated.c.sale == number))
            },
            tickets=self._tickets(number),
        )

    def unanswered(self, within_ms: int) -> int:
        """Tickets no older than ``within_ms`` that wait for an answer."""
        table, since_ms = schema.tickets, self._clock.utc_ms() - within_ms
        statement = (
            select(func.count())
            .select_from(table)
            .where(table.c.replied_at_ms == 0, table.c.opened_at_ms >= since_ms)
        )
        with reading(self._connection, self._path) as connection:
            return connection.execute(statement).scalar() or 0

    def overdue(self, after_ms: int, until_ms: int) -> list[tuple[str, str, int]]:
        """Number, order and promised time of at most ``OVERDUE_MAX`` unanswered tickets promised for a time
        between these two, the oldest first."""
        table = schema.tickets
        statement = (
            select(table.c.number, table.c.sale, table.c.due_at_ms)
            .where(table.c.replied_at_ms == 0, table.c.due_at_ms > after_ms, table.c.due_at_ms <= until_ms)
            .order_by(table.c.due_at_ms)
            .limit(OVERDUE_MAX)
        )
        return [(row.number, row.sale or "", row.due_at_ms) for row in self._rows(statement)]

    def averages(self, least: int) -> dict[str, tuple[int, int]]:
        """By SKU with at least ``least`` ratings: the sum of the stars, and how many."""
        table = schema.ratings
        total, count = func.sum(table.c.value), func.count()
        statement = (
            select(table.c.subject, total.label("total"), count.label("number"))
            .where(table.c.subject.like("sku:%"))
            .group_by(table.c.subject)
            .having(count >= least)
        )
        return {row.subject.removeprefix("sku:"): (row.total, row.number) for row in self._rows(statement)}

    def _tickets(self, sale: str) -> tuple[TicketRecord, ...]:
        table = schema.tickets
        rows = self._rows(select(table).where(table.c.sale == sale).order_by(table.c.opened_at_ms))
        return tuple(
            TicketRecord(
                row.number,
                row.sale or "",
                row.kind,
                row.opened_at_ms,
                row.due_at_ms,
                json.loads(row.evidence),
                row.reply,
                row.replied_at_ms,
            )
            for row in rows
        )

    def _outcomes(self, sale: str) -> dict[int, list[VendOutcome]]:
        vends, said = schema.vends, schema.vend_outcomes
        statement = (
            select(vends.c.line, said)
            .join(vends, vends.c.key == said.c.key)
            .where(vends.c.sale == sale)
            .order_by(said.c.id)
        )
        found: dict[int, list[VendOutcome]] = {}
        for row in self._rows(statement):
            found.setdefault(row.line, []).append(outcome_from(row))
        return found

    def _words(self, sale: str) -> tuple[Word, ...]:
        table = schema.sale_notes
        statement = select(table).where(table.c.sale == sale, table.c.kind == GOT).order_by(table.c.id)
        found = []
        for row in self._rows(statement):
            line, _, word = row.text.partition(":")
            if line.isdecimal():
                found.append(Word(int(line), word == "yes"))
        return tuple(found)

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        with reading(self._connection, self._path) as connection:
            return connection.execute(statement).all()
