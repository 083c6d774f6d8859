"""Codes for linking two platforms: of each only its seal is kept, whose it is, and until when it is good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("seal", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, sa.ForeignKey("person.person", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
