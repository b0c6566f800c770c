"""The merchants' console: people, who is signed in, tries to sign in, and the trail of what was changed.

Refunds are looked for by where they are, on the console's first page.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "console_people",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("signed_in_at_s", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_console_people"),
    )
    op.create_table(
        "console_sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("expires_at_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["console_people.name"], name="fk_console_sessions_person"),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_console_sessions"),
    )
    op.create_index("ix_console_sessions_person", "console_sessions", ["person"], unique=False)
    op.create_index("ix_console_sessions_expires_at_s", "console_sessions", ["expires_at_s"], unique=False)
    op.create_table(
        "console_tries",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("locked_until_s", sa.BigInteger(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_console_tries"),
    )
    op.create_index("ix_console_tries_at_s", "console_tries", ["at_s"], unique=False)
    op.create_table(
        "console_deeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_deeds"),
    )
    op.create_index("ix_console_deeds_at_ms", "console_deeds", ["at_ms"], unique=False)
    op.create_index("ix_console_deeds_person", "console_deeds", ["person"], unique=False)
    op.create_index("ix_refunds_state_changed_at_ms", "refunds", ["state", "changed_at_ms"], unique=False)
