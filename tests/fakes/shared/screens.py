"""Lumbot in a terminal of its own, for tests: a pseudo terminal that answers as a real one does.

And one in this process, whose clock the test moves.
"""

from __future__ import annotations

import asyncio
import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from types import TracebackType

from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.__main__ import main
from tests import ROOT
from tests.fakes.shared.forked import PATIENCE, Forked

__all__ = ["ROOT", "Screen", "Seat"]

ROWS, COLUMNS = 30, 80
_OWN_TERMINAL = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])"
)  # so that Ctrl-C reaches it
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07|\r")


class Screen:
    """`python -m bot chat` on a terminal of its own. `seen` is all that was written to it, raw."""

    def __init__(self, database: Path, *args: str, shell: str = "", term: str = "xterm-256color", **env: str) -> None:
        """shell: a script that runs it as "$@"; without it, it is run alone."""
        chat = ("chat", "--database", f"sqlite:///{database}", *args)
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.process: Forked | subprocess.Popen[bytes]
        if shell:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _OWN_TERMINAL, "sh", "-c", shell, "sh", sys.executable, "-m", "bot", *chat],
                cwd=database.parent,
                stdin=self._theirs,
                stdout=self._theirs,
                stderr=self._theirs,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": term} | env,
            )
        else:
            own = os.ttyname(self._theirs)
            self.process = Forked(main, chat, terminal=own, cwd=database.parent, env={"TERM": term, **env})
        self.seen = ""
        self._from = 0

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)
        os.close(self._theirs)

    def keys(self, keys: str) -> None:
        """Type; what is waited for afterwards must appear after this."""
        self._read(0)
        self._from = len(self.seen)
        os.write(self._ours, keys.encode())

    def wait_for(self, text: str) -> str:
        """Wait until this text (spaces and line breaks aside) appears after the last keys; what was seen since."""
        end = time.monotonic() + PATIENCE
        while _flat(text) not in _flat(self.since()):
            assert time.monotonic() < end, f"'{text}' never came:\n{self.since()}"
            assert self._read(0.05), f"'{text}' never came, the program ended:\n{self.since()}"
        return self.since()

    def leave(self) -> int:
        """Press Ctrl-D until it ends, as people do: while something is drawn a key is lost. Its exit code."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end:\n{self.since()}"
            os.write(self._ours, b"\x04")
            for _ in range(20):
                self._read(0.05)
        return self.ended()

    def since(self) -> str:
        """What was seen after the last keys, without the codes that move and colour."""
        return _CODES.sub("", self.seen[self._from :])

    def ended(self) -> int:
        """Wait for the end of the program; its exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(0.05):
            assert time.monotonic() < end, f"it does not end:\n{self.since()}"
        return self.process.wait()

    def _read(self, within: float) -> bool:
        """Take in what was written, and answer where the cursor is when asked. False: nobody writes any more."""
        ended = self.process.poll() is not None
        if not select.select([self._ours], [], [], within)[0]:
            return not ended
        data = os.read(self._ours, 65536)
        self.seen += data.decode("utf-8", "replace")
        os.write(self._ours, b"\x1b[1;1R" * data.count(b"\x1b[6n"))
        return True


class Seat:
    """What is drawn in a terminal of this process, and the keys of whoever sits there."""

    def __init__(self, keys: PipeInput) -> None:
        self.input = keys
        self._drawn = io.StringIO()
        self.output = Vt100_Output(self._drawn, lambda: Size(ROWS, COLUMNS), term="xterm-256color", enable_cpr=False)
        self._from = 0

    @property
    def seen(self) -> str:
        return self._drawn.getvalue()

    def keys(self, keys: str) -> None:
        """Type; what is waited for afterwards must appear after this."""
        self._from = len(self.seen)
        self.input.send_text(keys)

    async def wait_for(self, text: str) -> str:
        """Wait until this text (spaces and line breaks aside) appears after the last keys; what was seen since."""
        async with asyncio.timeout(PATIENCE):
            while _flat(text) not in _flat(since := _CODES.sub("", self.seen[self._from :])):  # noqa: ASYNC110
                await asyncio.sleep(0.01)  # it is drawn five times a second anyway
        return since


def _flat(text: str) -> str:
    return "".join(text.split())
