"""What a platform delivered and is not heard yet, of people who send very much at once: kept before it is confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("update", sa.Text, primary_key=True),
        sa.Column("raw", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
