"""The first tables: a row per person, where they can be reached, and what happened (append-only)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# rows are rewritten at every turn: room on the page keeps the new one near the old one
_PERSON = {"fillfactor": 70, "autovacuum_vacuum_scale_factor": 0.02, "autovacuum_analyze_scale_factor": 0.05}


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("dialog", sa.Text, nullable=False),
        sa.Column("memory", sa.Text, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("unsaid", sa.Text, nullable=False),
        sa.Column("wake_at", sa.BigInteger),
        sa.Column("nudge_at", sa.BigInteger),
        sa.Column("unreachable", sa.Boolean, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        postgresql_with=_PERSON,
    )
    _partial_index("person_wakes", ["wake_at", "person"], "wake_at IS NOT NULL")
    _partial_index("person_nudged", ["nudge_at", "person"], "nudge_at IS NOT NULL")
    _partial_index("person_untold", ["changed", "person"], "unsaid <> ''")
    op.create_table(
        "addresses",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("person.person", ondelete="CASCADE"), nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "facts",
        sa.Column("person", sa.Text, sa.ForeignKey("person.person", ondelete="CASCADE"), primary_key=True),
        sa.Column("turn", sa.BigInteger, primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _partial_index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "person", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
