"""The tables, as the code reads and writes them. The migrations make them; a test holds both together.

Append-only where it is money or stock: triggers (in the migrations) refuse UPDATE and DELETE there.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

HEAD = "0012"
"""The newest migration: a database of this version needs no migration tool loaded."""

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _int(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _sale() -> Column[str]:
    return Column("sale", Text, ForeignKey("sales.number"), nullable=False)


sales = Table(
    "sales",
    metadata,
    Column("number", Text, primary_key=True, nullable=False),
    _text("stage"),
    _text("state"),
    _text("currency"),
    _int("opened_at_ms"),
    _int("changed_at_ms"),
    _text("truth_token"),
    _text("quote"),
    _int("steps"),
    Index("sales_open", "opened_at_ms", sqlite_where=text("stage <> 'closed'")),
    Index("sales_opened", "opened_at_ms"),
)

sale_steps = Table(
    "sale_steps",
    metadata,
    _id(),
    _sale(),
    _int("seq"),
    _text("event"),
    _text("state"),
    _int("at_ms"),
    Column("rules", Integer, nullable=False, server_default=text("1")),
    Index("sale_steps_once", "sale", "seq", unique=True),
)

postings = Table(
    "postings",
    metadata,
    _id(),
    _sale(),
    _int("step"),
    _int("entry"),
    _text("account"),
    _int("amount_fen"),
    _text("what"),
    _int("at_ms"),
    Index("postings_sale", "sale"),
)

effects = Table(
    "effects",
    metadata,
    _id(),
    _sale(),
    _int("step"),
    _text("key"),
    _text("kind"),
    _text("body"),
    _int("at_ms"),
    Index("effects_sale", "sale"),
)

vends = Table(
    "vends",
    metadata,
    Column("key", Text, primary_key=True, nullable=False),
    _sale(),
    _int("line"),
    _int("turn"),
    _text("lane"),
    _int("motor"),
    _int("at_ms"),
    Index("vends_once", "sale", "line", "turn", unique=True),
)

vend_outcomes = Table(
    "vend_outcomes",
    metadata,
    _id(),
    Column("key", Text, ForeignKey("vends.key"), nullable=False),
    _int("motor"),
    _text("result"),
    _text("raw_code"),
    _text("text"),
    _int("nothing_moved"),
    _int("fault_although_delivered"),
    _int("block_lane"),
    _int("run_ms"),
    _int("at_ms"),
    Index("vend_outcomes_key", "key"),
)

payment_orders = Table(
    "payment_orders",
    metadata,
    Column("number", Text, primary_key=True, nullable=False),
    _sale(),
    _text("method"),
    _int("amount_fen"),
    _text("currency"),
    _text("description"),
    _text("machine"),
    _int("created_at_s"),
    _int("expires_at_s"),
    Column("scanned", Integer, nullable=False, server_default="0"),
    Index("payment_orders_sale", "sale"),
    Index("payment_orders_made", "method", "created_at_s"),
)

refund_orders = Table(
    "refund_orders",
    metadata,
    Column("number", Text, primary_key=True, nullable=False),
    _sale(),
    Column("payment", Text, ForeignKey("payment_orders.number"), nullable=False),
    _int("amount_fen"),
    _text("reason"),
    _int("at_ms"),
    Index("refund_orders_sale", "sale"),
    Index("refund_orders_made", "at_ms"),
)

sale_notes = Table(
    "sale_notes",
    metadata,
    _id(),
    _sale(),
    _text("kind"),
    _text("text"),
    _int("at_ms"),
)

lanes = Table(
    "lanes",
    metadata,
    Column("label", Text, primary_key=True, nullable=False),
    _int("position"),
    _int("motor"),
    _text("sku"),
    _int("capacity"),
    _int("stock"),
    _int("par"),
    _int("board"),
    _text("best_before"),
    Column("for_priority", Integer, nullable=False, server_default=text("0")),
)

stock_movements = Table(
    "stock_movements",
    metadata,
    _id(),
    _text("lane"),
    _text("sku"),
    _int("delta"),
    _int("units_before"),
    _int("units_after"),
    _text("reason"),
    _text("who"),
    Column("sale", Text, ForeignKey("sales.number")),
    Column("line", Integer),
    _int("at_ms"),
    CheckConstraint("units_after = units_before + delta", name="stock_adds_up"),
    Index("stock_movements_sold_once", "sale", "line", unique=True, sqlite_where=text("reason = 'sold'")),
)

till_entries = Table(
    "till_entries",
    metadata,
    _id(),
    _text("what"),
    Column("attempt", Text, ForeignKey("payment_orders.number")),
    _text("key"),
    _int("turn"),
    _int("amount_fen"),
    _text("word"),
    _text("levels"),
    _int("at_ms"),
    Index("till_entries_attempt", "attempt"),
    Index("till_decided_once", "attempt", unique=True, sqlite_where=text("what IN ('taken', 'closed')")),
    Index("till_done_once", "what", "key", "turn", unique=True, sqlite_where=text("key <> ''")),
    Index(
        "till_card_once",
        "what",
        "attempt",
        "turn",
        unique=True,
        sqlite_where=text("what LIKE 'card%'"),
    ),
)

promotion_uses = Table(
    "promotion_uses",
    metadata,
    _id(),
    _sale(),
    _text("promotion"),
    _text("customer"),
    _int("uses"),
    _int("is_back"),
    _int("at_ms"),
    CheckConstraint("uses > 0", name="uses_count"),
    Index("promotion_uses_once", "sale", "promotion", "is_back", unique=True),
    Index("promotion_uses_customer", "customer", sqlite_where=text("customer <> ''")),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True),
    _text("kind"),
    _text("body"),
    _int("at_ms"),
    sqlite_autoincrement=True,
)

incidents = Table(
    "incidents",
    metadata,
    _id(),
    _text("code"),
    _text("subject"),
    _text("severity"),
    _text("text"),
    _int("since_ms"),
    Column("cleared_ms", Integer),
    Index("incidents_open_once", "code", "subject", unique=True, sqlite_where=text("cleared_ms IS NULL")),
)

kept = Table(
    "kept",
    metadata,
    Column("key", Text, primary_key=True, nullable=False),
    _text("value"),
    _int("changed_at_ms"),
)

trail = Table(
    "trail",
    metadata,
    _id(),
    _text("who"),
    _text("action"),
    _text("detail"),
    _int("at_ms"),
    Index("trail_at", "at_ms"),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True, nullable=False),
    _text("name"),
    _text("role"),
    _text("pin_hash"),
    _int("must_change"),
    _int("active"),
    _text("origin"),
    _int("failures"),
    _int("locked_until_ms"),
    _int("changed_at_ms"),
    Index("people_name_once", "name", unique=True, sqlite_where=text("active = 1")),
)

shops = Table(
    "shops",
    metadata,
    Column("version", Integer, primary_key=True),
    _text("source"),
    _text("body"),
    _int("at_ms"),
)

bill_days = Table(
    "bill_days",
    metadata,
    Column("method", Text, primary_key=True, nullable=False),
    Column("day", Text, primary_key=True, nullable=False),
    _text("source"),
    _text("file_name"),
    _text("file_sha256"),
    _int("is_done"),
    _int("at_ms"),
)

bill_findings = Table(
    "bill_findings",
    metadata,
    Column("method", Text, primary_key=True, nullable=False),
    Column("day", Text, primary_key=True, nullable=False),
    Column("kind", Text, primary_key=True, nullable=False),
    Column("order_number", Text, primary_key=True, nullable=False),
    Column("refund_number", Text, primary_key=True, nullable=False),
    Column("copy", Integer, primary_key=True, nullable=False),
    _text("found"),
    _text("sale"),
    _text("machine"),
    Column("ours_fen", Integer),
    Column("theirs_fen", Integer),
    _text("deed"),
    _text("note"),
    Index("bill_findings_number", "order_number"),
    Index("bill_findings_open", "method", sqlite_where=text("deed IN ('to_ask', 'waits', 'person')")),
)

ratings = Table(
    "ratings",
    metadata,
    Column("sale", Text, ForeignKey("sales.number"), primary_key=True, nullable=False),
    Column("subject", Text, primary_key=True, nullable=False),
    _int("value"),
    _int("at_ms"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Text, primary_key=True, nullable=False),
    Column("sale", Text, ForeignKey("sales.number")),
    _text("kind"),
    _text("evidence"),
    _text("reply"),
    _int("opened_at_ms"),
    _int("due_at_ms"),
    _int("replied_at_ms"),
    Index("tickets_sale", "sale"),
)

documents = Table(
    "documents",
    metadata,
    Column("kind", Text, primary_key=True, nullable=False),
    Column("key", Text, primary_key=True, nullable=False),
    _int("revision"),
    Column("body", Text),
    Column("unread", Text),
    _int("round"),
)

pickup_entries = Table(
    "pickup_entries",
    metadata,
    _id(),
    _text("what"),
    _text("code"),
    Column("attempt", Text, ForeignKey("payment_orders.number"), nullable=False),
    _text("refund"),
    _text("units"),
    _int("amount_fen"),
    _int("at_ms"),
    Index("pickup_entries_code", "code"),
    Index("pickup_decided_once", "attempt", unique=True, sqlite_where=text("what IN ('taken', 'closed')")),
    Index("pickup_back_once", "refund", unique=True, sqlite_where=text("refund <> ''")),
)

APPEND_ONLY = (
    sale_steps,
    postings,
    effects,
    vends,
    vend_outcomes,
    payment_orders,
    refund_orders,
    sale_notes,
    stock_movements,
    trail,
    till_entries,
    promotion_uses,
    pickup_entries,
)
