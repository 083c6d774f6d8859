"""What all tests share: the catalog as it is shipped, and an environment without settings of whoever runs them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping

import pytest
from hypothesis import HealthCheck, settings

from content.load import load
from content.model import Catalog
from tests.fakes.shared.stores import (
    _free,
    _made,
    _made_file,
    made_url,
    new_url,
    postgres,
    postgres_url,
    sqlite_store,
    sqlite_url,
    store,
    url,
)
from tests.fakes.shared.walking import Together, steps, walked

__all__ = ["_free", "_made", "_made_file", "made_url", "new_url", "postgres", "postgres_url", "sqlite_store"]
__all__ += ["sqlite_url", "steps", "store", "url", "walked"]

# On a busy machine how long an example takes, or takes to be made up, means nothing.
settings.register_profile("lumbot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("lumbot")


FAULTS = ["breaking", "clocks", "crash_points", "flooding", "lasting", "lease", "nudging", "soak", "discord_kill"]
FAULTS += ["telegram_kill", "telegram_burst", "telegram_crowd", "alarms", "zones"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem.removeprefix("test_") in FAULTS:
            item.add_marker(pytest.mark.faults)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="fault tests as large as they get: some minutes each")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Which of the processes of `-n` runs what."""
    return Together(config, log)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """Everything that is taught and said, loaded once."""
    return load()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LUMBOT_")]:
        monkeypatch.delenv(name)


def pytest_asyncio_loop_factories(item: pytest.Function) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that an asynchronous test runs in: LOOP in its file, if there is one."""
    return {"loop": getattr(item.module, "LOOP", asyncio.new_event_loop)}
