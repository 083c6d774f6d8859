"""Run by alembic only: takes the steps on the connection the store hands over, in the store's own transaction."""

from __future__ import annotations

from alembic import context

from bot.store.migrations import TABLE

context.configure(connection=context.config.attributes["connection"], version_table=TABLE)
context.run_migrations()
