"""What the tests of the store let processes of their own do: open one, as somebody, with or without what it needs."""

from __future__ import annotations

import asyncio
import os
import sys

from bot.store.queries import Store, StoreError

NOBODY = 65534


def opens(url: str) -> None:
    asyncio.run(Store.open(url))


def listed(url: str, folder: str) -> None:
    """With the habits of a careless machine, in a folder that is not there yet; the rights of what is there then."""
    from tests.fakes.shared.stores import row

    async def go() -> None:
        store = await Store.open(url, make_folder=True)
        async with store.writing() as work:
            await work.write(new=[row()])
        for name in sorted(os.listdir(folder)):
            sys.stdout.write(f"{name} {os.stat(f'{folder}/{name}').st_mode & 0o777:o}\n")
        await store.close()

    os.umask(0)
    asyncio.run(go())


def told(url: str) -> None:
    """Why it cannot be opened."""
    try:
        asyncio.run(Store.open(url))
    except StoreError as wrong:
        sys.stdout.write(f"{wrong}\n")


def told_nobody(url: str) -> None:
    """The same, to somebody who is not root, whom no rights stop."""
    import concurrent.futures.thread  # noqa: F401  nobody may not read where these are
    import sqlite3  # noqa: F401

    import bot.store.sqlite  # noqa: F401

    if os.getuid() == 0:
        os.setuid(NOBODY)
    told(url)


def told_without_driver(url: str, missing: str) -> None:
    sys.modules[missing] = None  # type: ignore[assignment]  # as if it were not installed
    told(url)
