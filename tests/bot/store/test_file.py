"""One process at a time on one file: of this version and of those before, which took the lock by `fcntl` themselves."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store.file import StoreError, alone

# What the version before did, line by line.
BEFORE = """
import fcntl, os, sys
held = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
try:
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    sys.exit("taken by " + os.read(held, 40).decode())
os.truncate(held, 0)
os.write(held, (str(os.getpid()) + sys.argv[2]).encode())
print("held", flush=True)
sys.stdin.read()
"""
NOW = """
import sys
from pathlib import Path
from bot.store.file import alone
with alone(Path(sys.argv[1]), "run"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(code: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has it, until the block ends."""
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refused(file: Path) -> str:
    """What is told to who comes second."""
    with pytest.raises(StoreError) as raised, alone(file):
        pass
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("command", "told"), [("", "you are talking with Lumbot in another terminal"), (" run", "lumbot run is using it")]
)
def test_a_process_of_the_version_before_is_heeded(command: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "lumbot.db"
    with holding(BEFORE, f"{file}-talk", command) as theirs:
        assert refused(file).startswith(f"{file}: {told} already (process {theirs.pid})")
        assert Path(f"{file}-talk").read_text() == f"{theirs.pid}{command}"
    with alone(file):  # the lock ended with the process, which was killed
        pass


def test_a_process_of_the_version_before_heeds_us(tmp_path: Path) -> None:
    file = tmp_path / "lumbot.db"
    with alone(file, "run"):
        theirs = subprocess.run([sys.executable, "-c", BEFORE, f"{file}-talk", ""], capture_output=True, text=True)
        assert theirs.stderr == f"taken by {os.getpid()} run\n"
        assert stat.S_IMODE(Path(f"{file}-talk").stat().st_mode) == 0o600
    theirs = subprocess.run(
        [sys.executable, "-c", BEFORE, f"{file}-talk", ""], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert theirs.stdout == "held\n"


def test_two_of_this_version_exclude_each_other_however_the_first_ends(tmp_path: Path) -> None:
    file = tmp_path / "lumbot.db"
    for _ in range(2):
        with holding(NOW, str(file)) as theirs:
            assert f"lumbot run is using it already (process {theirs.pid})" in refused(file)


@pytest.mark.parametrize(("kept", "told"), [("", "?"), ("not ours\n" * 10, "?"), ("7", "7")])
def test_what_else_stands_in_the_file_is_not_repeated(kept: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "lumbot.db"
    with alone(file):
        Path(f"{file}-talk").write_text(kept)
        assert f"(process {told})" in refused(file)


def test_a_place_that_cannot_be_held_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "lumbot.db-talk").mkdir()
    assert refused(tmp_path / "lumbot.db").endswith("-talk: Is a directory; mend its rights, or remove it")
