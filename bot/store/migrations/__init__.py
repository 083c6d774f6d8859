"""The steps from an empty database to today's, forward only: `versions/NNNN_what.py`, taken in order at start.

A step that has been released is never changed; a new one is added behind it. The table `lumbot_version` holds the
number of the last step taken.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

FOLDER = Path(__file__).parent
TABLE = "lumbot_version"


def known() -> tuple[str, ...]:
    """The numbers of all steps this program knows, in order: "0001", "0002" ..."""
    return tuple(sorted(path.name[:4] for path in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")))


def upgrade(connection: Connection) -> None:
    """Take every step that is missing, inside the transaction of this connection."""
    from alembic import command  # only here: it takes a tenth of a second, and most starts have nothing to do
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
