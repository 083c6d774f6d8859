"""The time zones: which of the rules on this machine are the newest, and the place that a name means.

The system brings rules of its own, and the package `tzdata` does; a country may change its clocks a few weeks after it
says so, so the older of the two are an hour off. Chosen once, at start, before anybody's time is worked out.
"""

from __future__ import annotations

import re
import zoneinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import tzdata

_VERSION = re.compile(r"# version (\d{4}[a-z]+)")


def use_newest() -> str:
    """Take the newest rules there are from now on; returns their version, such as "2026f".

    Rules that do not tell their version are not taken, but for the package's, which are there in any case.
    """
    folders = {version: folder for folder in reversed(zoneinfo.TZPATH) if (version := _version(Path(folder)))}
    newest: str = max((tzdata.IANA_VERSION, *folders))
    zoneinfo.reset_tzpath([folders[newest]] if newest in folders else [])
    ZoneInfo.clear_cache()
    _names.cache_clear()
    place.cache_clear()
    return newest


def _version(folder: Path) -> str:
    """The version of the rules in that folder, "" where it is not told."""
    try:
        with (folder / "tzdata.zi").open(encoding="ascii", errors="replace") as rules:
            found = _VERSION.match(rules.readline(80))
    except OSError:
        return ""
    return found[1] if found else ""


@cache
def place(zone: str) -> ZoneInfo:
    """The zone of that IANA name. Raises ValueError, one line, where there is none."""
    # Kept for good (a few hundred at most): zoneinfo itself keeps eight, and reads the file again for the ninth.
    if zone not in _names():
        raise ValueError(f"unknown time zone {zone[:60]!r}: expected an IANA name such as Europe/Berlin")
    return ZoneInfo(zone)


@cache
def _names() -> frozenset[str]:
    # Neither is a place: one is whatever this machine is set to, the other says that nobody set it.
    return frozenset(available_timezones() - {"localtime", "Factory"})
