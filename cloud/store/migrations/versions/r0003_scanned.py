"""A payment says whether it charges a code that the machine read; none did so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payments", sa.Column("scanned", sa.Boolean(), nullable=False, server_default=sa.false()))
