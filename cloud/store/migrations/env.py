"""Run by Alembic; the caller hands in a connection that is already in a transaction (``schema.migrate``)."""

from __future__ import annotations

from alembic import context

from cloud.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
