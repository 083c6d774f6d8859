"""Which message has the buttons that are open, so that they can be taken off it once its question is answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("keyboard", sa.Text, nullable=False, server_default=""))
