"""What the address of a database means. Nothing said about one repeats it, for it may hold a password."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

_FILES = ("sqlite", "sqlite+aiosqlite")
_SERVERS = ("postgresql", "postgres", "postgresql+asyncpg")
_OPTIONS = ("host", "port", "user", "password", "passfile", "ssl", "sslmode", "target_session_attrs")  # asyncpg's


def parsed(address: str) -> Path | sa.URL:
    """The file of SQLite, or the server of PostgreSQL. Raises ValueError."""
    scheme, separator, rest = address.strip().partition("://")
    if not separator:
        raise ValueError("is no address, should begin with sqlite:/// or postgresql://")
    if scheme.lower() in _FILES:
        path = rest.removeprefix("/").partition("?")[0]
        if not rest.startswith("/") or path in ("", ":memory:"):
            raise ValueError("should name a file after sqlite:///")
        return Path(path)
    if scheme.lower() not in _SERVERS:
        raise ValueError(f"'{scheme[:20]}' is no database Lumbot knows, should begin with sqlite:/// or postgresql://")
    try:
        url = sa.make_url(f"postgresql+asyncpg://{rest}")
    except (sa.exc.ArgumentError, ValueError):
        raise ValueError("is no address, should look like postgresql://user:password@host:5432/name") from None
    if not url.database:
        raise ValueError("should end in the name of the database, postgresql://user:password@host/name")
    for name in url.query:
        if name not in _OPTIONS:
            raise ValueError(f"has '{name[:20]}' behind its ?, where postgresql:// may have {' '.join(_OPTIONS)}")
    # what other tools call sslmode the driver calls ssl
    return url.set(query={"ssl" if name == "sslmode" else name: value for name, value in url.query.items()})


def file(address: str) -> Path | None:
    """The file that is meant; None if it is a server."""
    meant = parsed(address)
    return meant.absolute() if isinstance(meant, Path) else None


def shown(address: str) -> str:
    """What may be printed: the path of the file, or the server without name and password."""
    meant = parsed(address)
    if isinstance(meant, Path):
        return str(meant.absolute())
    return str(sa.URL.create("postgresql", host=meant.host, port=meant.port, database=meant.database))
