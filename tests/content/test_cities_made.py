"""The file of cities is what GeoNames says, says so, and can be read wherever Lumbot runs."""

import lzma
from importlib.resources import files
from zoneinfo import ZoneInfo

from tests.cities import FILE, WHOSE, made


def test_the_file_is_what_the_data_makes_and_names_whose_it_is() -> None:
    """Compared unpacked: what packs it may do so another way. To read it takes no more memory than is allowed here."""
    found = lzma.decompress(FILE.read_bytes(), memlimit=16 * 2**20)
    assert found == made()
    assert found.decode().startswith(WHOSE)
    assert FILE.stat().st_size < 2_000_000
    licence = (files("content") / "cities.LICENSE.txt").read_text()
    assert "GeoNames" in licence
    assert "CC BY 4.0" in licence


def test_every_city_has_a_clock_in_the_zones_that_are_installed_with_us() -> None:
    cities = lzma.decompress(FILE.read_bytes()).decode().split("\n\n")[3]
    zones = {line.split("\t")[3] for line in cities.split("\n")}
    assert len(zones) > 300
    assert all((files("tzdata") / "zoneinfo" / zone).is_file() and ZoneInfo(zone) for zone in zones)
