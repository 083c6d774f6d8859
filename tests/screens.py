"""Lumbot in a terminal of its own, for tests: a pseudo terminal that answers as a real one does."""

from __future__ import annotations

import fcntl
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

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0  # seconds; two shared cores may be slow, a wrong answer is seen sooner
_OWN_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)  # so that Ctrl-C reaches it
_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\x1b\][^\x07]*\x07|\r")


class Screen:
    """`python -m bot chat` on a terminal of 30 rows and 80 columns. `seen` is all that was written to it, raw."""

    def __init__(self, database: Path, *args: str, shell: str = "", **env: str) -> None:
        """shell: a script that runs it as "$@"; without it, it is run alone."""
        command = [sys.executable, "-m", "bot", "chat", "--database", f"sqlite:///{database}", *args]
        if shell:
            command = ["sh", "-c", shell, "sh", *command]
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", _OWN_TERMINAL, *command],
            cwd=database.parent,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | env,
        )
        os.close(theirs)
        self.seen = ""
        self._from = 0

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

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

    def since(self) -> str:
        """What was seen after the last keys, without the codes that move and colour."""
        return _CODES.sub("", self.seen[self._from :])

    def ended(self) -> int:
        """Wait for the end of the program; its exit code."""
        end = time.monotonic() + PATIENCE
        while self._read(0.05):
            assert time.monotonic() < end, f"it does not end:\n{self.since()}"
        return self.process.wait(PATIENCE)

    def _read(self, within: float) -> bool:
        """Take in what was written, and answer where the cursor is when asked. False: nobody writes any more."""
        while select.select([self._ours], [], [], within)[0]:
            try:
                data = os.read(self._ours, 65536)
            except OSError:
                return False
            self.seen += data.decode("utf-8", "replace")
            os.write(self._ours, b"\x1b[1;1R" * data.count(b"\x1b[6n"))
            within = 0
        return True


def _flat(text: str) -> str:
    return "".join(text.split())
