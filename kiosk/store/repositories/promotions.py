"""How often each promotion served, over all sales: counted with the sale, taken back with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, insert, literal, select

from kiosk.store import schema
from kiosk.store.database import reading
from kiosk.store.records import OpenRecord

_TABLE = schema.promotion_uses
_INSERT = insert(_TABLE)
_TAKE_BACK = insert(_TABLE).from_select(
    ["sale", "promotion", "customer", "uses", "is_back", "at_ms"],
    select(
        *(_TABLE.c.sale, _TABLE.c.promotion, _TABLE.c.customer, _TABLE.c.uses),
        literal(1),
        bindparam("now_ms"),
    ).where(_TABLE.c.sale == bindparam("of_sale"), _TABLE.c.is_back == 0),
)
_COUNTED = func.sum(case((_TABLE.c.is_back == 0, _TABLE.c.uses), else_=-_TABLE.c.uses))
_BY_PROMOTION = select(_TABLE.c.promotion, _COUNTED.label("counted")).group_by(_TABLE.c.promotion)


class PromotionUses:
    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    # --- writing, inside Store.commit ----------------------------------------------------------------

    def write_open(self, record: OpenRecord) -> None:
        rows = [
            {
                "sale": record.sale.number,
                "promotion": promotion,
                "customer": record.customer,
                "uses": uses,
                "is_back": 0,
                "at_ms": record.at_ms,
            }
            for promotion, uses in record.uses.items()
        ]
        if rows:
            self._connection.execute(_INSERT, rows)

    def take_back(self, sale: str, at_ms: int) -> None:
        """The sale came to nothing."""
        self._connection.execute(_TAKE_BACK, {"of_sale": sale, "now_ms": at_ms})

    # --- reading -------------------------------------------------------------------------------------

    def by_all(self) -> dict[str, int]:
        """Uses by promotion, of every customer."""
        return self._counted(_BY_PROMOTION)

    def by_customer(self, customer: str) -> dict[str, int]:
        """Uses by promotion, of one member; nobody in particular has used nothing."""
        if not customer:
            return {}
        return self._counted(_BY_PROMOTION.where(_TABLE.c.customer == customer))

    def _counted(self, statement: Select[Any]) -> dict[str, int]:
        with reading(self._connection, self._path) as connection:
            rows = connection.execute(statement).all()
        return {row.promotion: row.counted for row in rows if row.counted}
