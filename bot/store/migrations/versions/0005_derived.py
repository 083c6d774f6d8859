"""By which rules of the time zones the nudges on each platform were worked out, so that new ones are noticed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "derived",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("zones", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
