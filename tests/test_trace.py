"""`make trace` runs, and what it prints may be true."""

from __future__ import annotations

import re

import pytest

from tests import ROOT
from tests.benchmarks import trace


def test_the_way_of_a_press_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    trace.main()
    first, *files = capsys.readouterr().out.splitlines()
    told = re.fullmatch(r"(\d+) files, (\d+) calls into another file, (\d+) into another folder", first)
    assert told
    count, calls, folders = map(int, told.groups())
    assert count == len(files) == len({*files})
    assert all((ROOT / file).is_file() for file in files)
    assert {file.partition("/")[0] for file in files} == {*trace.ROOMS}
    assert files[0].endswith("engine.py")  # where a platform lets what it heard in
    assert len(files) <= calls < 1_000
    assert len(trace.ROOMS) <= folders <= calls
