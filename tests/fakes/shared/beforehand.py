"""What every process of `forked` finds ready: this is imported in the one that they are forked from."""

from __future__ import annotations

import gc
from importlib import import_module

from content.load import load

CATALOG = load()
for _part in (
    "alembic.command",
    "asyncpg",
    "bot.tools.draw",
    "bot.platforms.terminal.screen",
    "bot.app",
    "tests.fakes.shared.crashing",
    "tests.fakes.shared.opening",
):
    import_module(_part)
gc.freeze()  # or the first look for what may go would copy all of it
