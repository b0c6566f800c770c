"""The store itself: one connection, one transaction for all that must be true together."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection

from kiosk.clock import Clock
from kiosk.sale.state import Sale
from kiosk.store.database import close_connection, migrate, open_connection, transaction
from kiosk.store.records import DATABASE_NAME, OpenRecord, StepRecord
from kiosk.store.repositories.bills import Bills
from kiosk.store.repositories.documents import Documents
from kiosk.store.repositories.habits import SoldUnits
from kiosk.store.repositories.machine import Machine
from kiosk.store.repositories.outbox import Outbox
from kiosk.store.repositories.pickups import PickUps
from kiosk.store.repositories.promotions import PromotionUses
from kiosk.store.repositories.sales import Sales
from kiosk.store.repositories.staff.people import People
from kiosk.store.repositories.staff.service_turns import ServiceTurns
from kiosk.store.repositories.stock import Stock
from kiosk.store.repositories.till import TillJournal
from kiosk.store.repositories.voices import Voices


class Store:
    """Belongs to one thread. Every method either happened or raised (``database.transaction``)."""

    def __init__(self, connection: Connection, path: Path, clock: Clock) -> None:
        self._connection = connection
        self.path = path
        self.sales = Sales(connection, path, clock)
        self.stock = Stock(connection, path, clock)
        self.outbox = Outbox(connection, path, clock)
        self.machine = Machine(connection, path, clock)
        self.bills = Bills(connection, path, clock)
        self.documents = Documents(connection, path, clock)
        self.pickups = PickUps(connection, path, clock)
        self.till = TillJournal(connection, path)
        self.people = People(connection, path, clock)
        self.turns = ServiceTurns(connection, path, clock, self.stock)
        self.promotions = PromotionUses(connection, path)
        self.sold = SoldUnits(connection, path)
        self.voices = Voices(connection, path, clock, self.outbox)

    @classmethod
    def open(cls, folder: Path, clock: Clock) -> Store:
        """Open and migrate ``folder``'s database, making a new one if there is none.

        Raises ``KnownError`` in words. Whether the file is sound is ``health``'s business.
        """
        path = folder / DATABASE_NAME
        connection = open_connection(path)
        try:
            migrate(connection, path)
        except BaseException:
            close_connection(connection)
            raise
        return cls(connection, path, clock)

    def close(self) -> None:
        close_connection(self._connection)

    def commit(self, *records: OpenRecord | StepRecord) -> None:
        """Write all of ``records``, in order, or nothing. On return they survive a power cut."""
        known: dict[str, tuple[Sale, int]] = {}
        with transaction(self._connection, self.path):
            for record in records:
                if isinstance(record, OpenRecord):
                    known[record.sale.number] = self.sales.write_open(record)
                    self.promotions.write_open(record)
                else:
                    number = record.after.number
                    known[number] = self.sales.write_step(record, known.get(number))
                    for unit in record.sold:
                        self.stock.write_sold(number, unit, record.at_ms)
                    if record.uses_back:
                        self.promotions.take_back(number, record.at_ms)
                self.outbox.write(record.outbox, record.at_ms)
        self.sales.remember(MappingProxyType(known))
