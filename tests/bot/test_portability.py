"""`python -m bot chat` on a system that has less: no `fcntl`, no SIGHUP, no `add_signal_handler`, no `getuid`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.platforms.terminal.plain import LEAVING
from content.model import Catalog
from tests import ROOT

LESS = """
import asyncio, os, signal, sys

def not_here(*_):
    raise NotImplementedError

sys.modules["fcntl"] = None
del signal.SIGHUP
asyncio.SelectorEventLoop.add_signal_handler = asyncio.SelectorEventLoop.remove_signal_handler = not_here
from bot.__main__ import main
del os.getuid
sys.exit(main(sys.argv[1:]))
"""


def chat(database: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore:only soft file lock", "-c", LESS, "chat", "--database", f"sqlite:///{database}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_a_talk_works_and_goes_on_next_time(tmp_path: Path, catalog: Catalog) -> None:
    for line, shown in (("go_on", "back"), ("yes", "agree")):
        with chat(tmp_path / "lumbot.db") as talk:
            out, wrong = talk.communicate(f"{line}\n", timeout=60)
        assert (talk.returncode, wrong) == (0, "")
        assert out.startswith("# kept in ")
        assert f"> {line}\n" in out
        assert f"[{catalog.words['en'].label(shown)}]" in out.partition(f"> {line}\n")[2]


def test_it_is_ended_in_order_and_nobody_else_talks_meanwhile(tmp_path: Path) -> None:
    with chat(tmp_path / "lumbot.db") as talk:
        assert talk.stdout
        while "[" not in talk.stdout.readline():
            pass
        with chat(tmp_path / "lumbot.db") as other:
            out, wrong = other.communicate("", timeout=60)
        assert (other.returncode, out) == (2, "")
        assert f"in another terminal already (process {talk.pid})" in wrong
        talk.send_signal(signal.SIGTERM)
        out, wrong = talk.communicate(timeout=60)
    assert (talk.returncode, wrong) == (0, "")
    assert LEAVING in out
