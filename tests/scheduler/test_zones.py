"""Of the system's rules for clocks and the package's the newer ones are taken, whichever comes first."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

from scheduler import zones
from scheduler.nudges import Plan, next_nudge

NOON = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = zoneinfo.TZPATH
    yield
    rules(*before)
    zones.place.cache_clear()
    zones._names.cache_clear()


def rules(*folders: str | Path) -> None:
    zoneinfo.reset_tzpath([str(folder) for folder in folders])
    ZoneInfo.clear_cache()


def folder(path: Path, version: str) -> Path:
    """Rules by which Berlin has the clock of Tokyo."""
    (path / "Europe").mkdir(parents=True)
    tokyo = files("tzdata") / "zoneinfo" / "Asia" / "Tokyo"
    (path / "Europe" / "Berlin").write_bytes(tokyo.read_bytes())
    if version:
        (path / "tzdata.zi").write_text(f"# version {version}\n# more\n", encoding="ascii")
    return path


def berlin() -> str:
    due = next_nudge(Plan("Europe/Berlin", "07:45", tuple(range(7))), NOON)
    assert due
    return f"{due.at:%H:%M}"


@pytest.mark.parametrize("version", ["2021a", ""])
def test_old_rules_of_the_system_are_passed_over(tmp_path: Path, version: str) -> None:
    rules(folder(tmp_path, version))
    assert zones.use_newest() == tzdata.IANA_VERSION
    assert berlin() == "05:45"


def test_newer_rules_of_the_system_are_taken_and_the_package_fills_in(tmp_path: Path) -> None:
    rules(folder(tmp_path / "old", "2021a"), folder(tmp_path / "new", "2099b"))
    assert zones.use_newest() == "2099b"
    assert berlin() == "22:45"
    assert ZoneInfo("America/New_York").utcoffset(NOON.replace(tzinfo=None)) is not None


def test_without_rules_of_the_system(tmp_path: Path) -> None:
    rules(tmp_path)
    assert zones.use_newest() == tzdata.IANA_VERSION
    assert berlin() == "05:45"


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ValueError, match="'Mars/Olympus'"):
        zones.place("Mars/Olympus")
