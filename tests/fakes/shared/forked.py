"""Processes of their own at little cost: each is forked from one that has imported everything and does nothing else.

They are as real as any other: they can be killed, hear signals, have their own input, output and terminal. Only what
Python itself does at its start and its end is not in them; a test of that starts `python -m bot`.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Mapping
from pathlib import Path

from tests import ROOT

PATIENCE = 60.0  # seconds; what has not come by then hangs
Transaction = Callable[..., int | None]
Files = tuple[str, str, str]
NOTHING: Files = (os.devnull, os.devnull, os.devnull)

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.fakes.shared.beforehand"])


class Forked:
    """A process that runs `work(*args)`; its exit code is what that returns, or 0 for None.

    files: the paths of its standard input, output and error output. terminal: the path of what is all three of them.
    env: what is different in the environment.
    """

    def __init__(
        self,
        work: Transaction,
        *args: str,
        files: Files = NOTHING,
        terminal: str = "",
        cwd: Path = ROOT,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        where = (terminal,) * 3 if terminal else files
        everything = (work, args, where, bool(terminal), str(cwd), {**os.environ, **env})
        self._process = _context.Process(target=_run, args=everything)
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def poll(self) -> int | None:
        """None while it runs; then what `wait` returns."""
        return self._process.exitcode

    def wait(self) -> int:
        """Its exit code when it has ended; below zero the signal that ended it."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None, "it hangs"
        return self._process.exitcode

    def kill(self) -> int:
        self._process.kill()
        return self.wait()


def _run(work: Transaction, args: tuple[str, ...], files: Files, terminal: bool, cwd: str, env: dict[str, str]) -> None:
    """In the new process: put everything where a new program finds it, and begin."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the tests may have asked not to hear it: nohup
    for number, name in enumerate(files):
        file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOCTTY, 0o600)
        os.dup2(file, number)
        os.close(file)
    if terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches it
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  for as long as it lives
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.exit(work(*args))


def ran(
    work: Transaction, *args: str, folder: Path, typed: bytes = b"", env: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[bytes]:
    """Run it in that folder, to its end, with this typed; what it wrote. What it needs for that is not left there."""
    given, out, err = (folder / f".{name}" for name in ("in", "out", "err"))
    given.write_bytes(typed)
    code = Forked(work, *args, files=(str(given), str(out), str(err)), cwd=folder, env=env).wait()
    done = subprocess.CompletedProcess(args, code, out.read_bytes(), err.read_bytes())
    for file in (given, out, err):
        file.unlink()
    return done


def bot(*args: str) -> int:
    """What `python -m bot` does."""
    from bot.__main__ import main

    return main(list(args))
