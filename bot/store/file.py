"""The SQLite file on disk: only its owner may read it, and nothing that is not ours is ever written over.

Each refusal is one line that names the file and says how to mend it. No SQL here: that is the store's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout, has_fcntl

from bot.trouble import OperatorError

_MAGIC = b"SQLite format 3\0"
_OTHER = "choose another file with LUMBOT_DATABASE_URL"


class StoreError(OperatorError):
    """A database that cannot be used: one line that names it and says how to mend it."""


class NotYet(StoreError):
    """A database that cannot be used now, but perhaps in a moment."""


def ready(path: Path, *, make_folder: bool = False) -> None:
    """Make sure that there is a database file at `path` which may be opened; a new one is empty, with mode 0600.

    make_folder: make a missing folder, with mode 0700. Raises StoreError.
    """
    folder = path.parent
    try:
        if make_folder and not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not folder.is_dir():
            raise StoreError(f"{path}: there is no folder {folder}; make it, or mend LUMBOT_DATABASE_URL")
        if path.is_dir():
            raise StoreError(f"{path}: is a folder; let LUMBOT_DATABASE_URL name a file in it")
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            return
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileExistsError:
        return  # another process was quicker
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; mend its rights, or {_OTHER}") from None
    if start and start != _MAGIC:
        raise StoreError(f"{path}: is not a database, and is left as it is; {_OTHER}")
    if not os.access(path, os.W_OK):  # SQLite itself would open it and only fail at the first thing to keep
        raise StoreError(f"{path}: may not be written; mend its rights, or {_OTHER}")
    _close_to_others(path)


def _close_to_others(path: Path) -> None:
    """Health data: take the rights of group and others away, where the file is ours."""
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        try:
            if name.stat().st_mode & 0o077:
                name.chmod(0o600)
        except FileNotFoundError:
            continue
        except PermissionError:
            raise StoreError(f"{name}: others can read it and it is not yours to change; make it mode 0600") from None


@contextmanager
def alone(path: Path, command: str = "chat") -> Iterator[None]:
    """Nobody else talks on this database meanwhile: what stands on one screen must not be answered on another.

    Held on a file beside it, so that it ends with the process, however that ends. command: what we run, told to others
    who come. Raises StoreError.
    """
    beside = path.with_name(path.name + "-talk")
    try:
        held = FileLock(beside, mode=0o600, blocking=False, fallback_to_soft=False).acquire()
    except Timeout:
        other, theirs = _holder(beside)
        raise StoreError(
            f"{path}: lumbot {theirs} is using it already (process {other}); end that one, or {_OTHER}"
            if theirs
            else f"{path}: you are talking with Lumbot in another terminal already (process {other or '?'}); "
            "go on there, or leave it with Ctrl-C"
        ) from None
    except OSError as error:
        raise StoreError(f"{beside}: {error.strerror or error}; mend its rights, or remove it") from None
    with held:
        if has_fcntl:  # elsewhere the file is the lock's own
            with suppress(OSError):  # on a full disk the number is missing, nothing else
                beside.write_text(str(os.getpid()) + ("" if command == "chat" else f" {command}"), encoding="ascii")
        yield


def _holder(beside: Path) -> tuple[str, str]:
    """The number of the process that has the file, and what it runs; "" where that is not known."""
    try:
        found = re.match(r"(\d{1,10})(?: (\w{1,20})$)?", beside.read_text(encoding="ascii", errors="replace"))
    except OSError:
        found = None
    return (found[1], found[2] or "") if found else ("", "")


def file_trouble(path: Path, reason: str) -> str:
    """One line for what SQLite said when it would not open."""
    if "locked" in reason:
        why = "another program is using it; stop that one"
    elif "readonly" in reason or "unable to open" in reason:
        why = "cannot be written; mend the rights of it and its folder"
    elif "no such" in reason:
        why = f"lacks something of ours ({reason[:60]}), and is left as it is; put back a copy"
    elif "replaced" in reason:
        why = "was removed or replaced while we wrote to it; put back a copy and start again"
    elif "full" in reason:
        why = "the disk is full; make room"
    else:
        why = "is damaged or not a database, and is left as it is; put back a copy"
    return f"{path}: {why}, or {_OTHER}"


def server_trouble(error: BaseException, where: str, database: str, user: str) -> str:
    """One line for why PostgreSQL could not be used. Its own words may hold what was typed: only their kind is used."""
    driver = getattr(error, "orig", None) or error
    kinds = [type(wrong).__name__ for wrong in (driver.__cause__, driver) if wrong]
    told = {
        "InvalidPasswordError": f"{where} does not take this password for '{user}'; mend user and password",
        "InvalidAuthorizationSpecificationError": f"{where} does not let '{user}' in; mend user and password",
        "InvalidCatalogNameError": f"{where} has no database '{database}'; make it, or mend the name",
        "InsufficientPrivilegeError": f"'{user}' may not use or make tables in '{database}'; grant it the right to",
        "UndefinedTableError": f"'{database}' at {where} has lost a table; put back a copy",
        "DataCorruptedError": f"'{database}' at {where} is damaged; put back a copy",
        "IndexCorruptedError": f"'{database}' at {where} has a damaged index; make it anew with REINDEX",
        "gaierror": f"there is no host {where}; mend the name",
    }
    for name in kinds:
        if name in told:
            return f"LUMBOT_DATABASE_URL: {told[name]}"
    if isinstance(error, (OSError, TimeoutError)):
        return f"LUMBOT_DATABASE_URL: no PostgreSQL answers at {where}; start it, or mend the address"
    return f"LUMBOT_DATABASE_URL: {where} could not be used ({kinds[0]}); mend the address"
