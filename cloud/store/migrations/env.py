"""Run by Alembic; the caller hands in a connection that is already in a transaction (``schema.migrate``)."""

from __future__ import annotations

from alembic import context

from cloud.store.console.models import ConsolePerson

context.configure(connection=context.config.attributes["connection"], target_metadata=ConsolePerson.metadata)
with context.begin_transaction():
    context.run_migrations()
