"""What people typed that was once heard wrong: `met.yaml` says where, and what comes of it now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bot.tools.understand import understood
from content.model import Catalog

MET: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "met.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("at", MET)
def test_it_is_heard_right(at: str, catalog: Catalog) -> None:
    found = dict(zip(MET[at], map(json.loads, understood(MET[at], catalog, at)), strict=True))
    came = {text: _came(heard) for text, heard in found.items()}
    assert came == MET[at]


def _came(heard: dict[str, str]) -> str:
    if heard["flag"] != "none":
        return heard["flag"]
    return f"asks {heard['asks']}" if heard["asks"] else heard["does"]
