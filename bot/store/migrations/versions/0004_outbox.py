"""What is decided and not yet delivered is called what every engineer calls it: the outbox.

Processes of the version before do not know the new name: all of one database are stopped before this step.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("person_untold", "person")
    op.alter_column("person", "unsaid", new_column_name="outbox")
    where = sa.text("outbox <> ''")
    op.create_index("person_outbox", "person", ["changed", "person"], sqlite_where=where, postgresql_where=where)
