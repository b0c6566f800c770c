"""The first schema: sales and their steps, postings, vends, orders, stock, outbox, incidents.

STRICT tables hold what they are told to hold. Released migrations never change.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """CREATE TABLE sales (
        number TEXT NOT NULL PRIMARY KEY,
        stage TEXT NOT NULL,
        state TEXT NOT NULL,
        currency TEXT NOT NULL,
        opened_at_ms INTEGER NOT NULL,
        changed_at_ms INTEGER NOT NULL,
        truth_token TEXT NOT NULL,
        quote TEXT NOT NULL,
        steps INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX sales_open ON sales (opened_at_ms) WHERE stage <> 'closed'",
    """CREATE TABLE sale_steps (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        seq INTEGER NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX sale_steps_once ON sale_steps (sale, seq)",
    """CREATE TABLE postings (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        step INTEGER NOT NULL,
        entry INTEGER NOT NULL,
        account TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        what TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX postings_sale ON postings (sale)",
    """CREATE TABLE effects (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        step INTEGER NOT NULL,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX effects_sale ON effects (sale)",
    """CREATE TABLE vends (
        key TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        line INTEGER NOT NULL,
        turn INTEGER NOT NULL,
        lane TEXT NOT NULL,
        motor INTEGER NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX vends_once ON vends (sale, line, turn)",
    """CREATE TABLE vend_outcomes (
        id INTEGER PRIMARY KEY NOT NULL,
        key TEXT NOT NULL REFERENCES vends (key),
        motor INTEGER NOT NULL,
        result TEXT NOT NULL,
        raw_code TEXT NOT NULL,
        text TEXT NOT NULL,
        nothing_moved INTEGER NOT NULL,
        fault_although_delivered INTEGER NOT NULL,
        block_lane INTEGER NOT NULL,
        run_ms INTEGER NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX vend_outcomes_key ON vend_outcomes (key)",
    """CREATE TABLE payment_orders (
        number TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        method TEXT NOT NULL,
        amount_fen INTEGER NOT NULL,
        currency TEXT NOT NULL,
        description TEXT NOT NULL,
        machine TEXT NOT NULL,
        created_at_s INTEGER NOT NULL,
        expires_at_s INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX payment_orders_sale ON payment_orders (sale)",
    """CREATE TABLE refund_orders (
        number TEXT NOT NULL PRIMARY KEY,
        sale TEXT NOT NULL REFERENCES sales (number),
        payment TEXT NOT NULL REFERENCES payment_orders (number),
        amount_fen INTEGER NOT NULL,
        reason TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX refund_orders_sale ON refund_orders (sale)",
    """CREATE TABLE sale_notes (
        id INTEGER PRIMARY KEY NOT NULL,
        sale TEXT NOT NULL REFERENCES sales (number),
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE lanes (
        label TEXT NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL,
        motor INTEGER NOT NULL,
        sku TEXT NOT NULL,
        capacity INTEGER NOT NULL,
        stock INTEGER NOT NULL,
        par INTEGER NOT NULL,
        board INTEGER NOT NULL,
        best_before TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE stock_movements (
        id INTEGER PRIMARY KEY NOT NULL,
        lane TEXT NOT NULL,
        sku TEXT NOT NULL,
        delta INTEGER NOT NULL,
        units_before INTEGER NOT NULL,
        units_after INTEGER NOT NULL,
        reason TEXT NOT NULL,
        who TEXT NOT NULL,
        sale TEXT REFERENCES sales (number),
        line INTEGER,
        at_ms INTEGER NOT NULL,
        CONSTRAINT stock_adds_up CHECK (units_after = units_before + delta)
    ) STRICT""",
    "CREATE UNIQUE INDEX stock_movements_sold_once ON stock_movements (sale, line) WHERE reason = 'sold'",
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE incidents (
        id INTEGER PRIMARY KEY NOT NULL,
        code TEXT NOT NULL,
        subject TEXT NOT NULL,
        severity TEXT NOT NULL,
        text TEXT NOT NULL,
        since_ms INTEGER NOT NULL,
        cleared_ms INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX incidents_open_once ON incidents (code, subject) WHERE cleared_ms IS NULL",
    """CREATE TABLE kept (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at_ms INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE trail (
        id INTEGER PRIMARY KEY NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        detail TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE shops (
        version INTEGER PRIMARY KEY NOT NULL,
        source TEXT NOT NULL,
        body TEXT NOT NULL,
        at_ms INTEGER NOT NULL
    ) STRICT""",
)

APPEND_ONLY = (
    "sale_steps",
    "postings",
    "effects",
    "vends",
    "vend_outcomes",
    "payment_orders",
    "refund_orders",
    "sale_notes",
    "stock_movements",
    "trail",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    for table in APPEND_ONLY:
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER sales_no_delete BEFORE DELETE ON sales "
        "BEGIN SELECT RAISE(ABORT, 'sales are never deleted'); END"
    )
    op.execute(
        "CREATE TRIGGER sales_fixed BEFORE UPDATE OF number, currency, opened_at_ms, truth_token, quote "
        "ON sales BEGIN SELECT RAISE(ABORT, 'what a sale began with never changes'); END"
    )


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
