"""Processes of their own that begin at once: forked from a server which has imported everything, once for all tests.

They are as real as any other: they can be killed, hear signals, have their own input, output and terminal. Only what
Python does before our own code begins is left out; a test of that starts `python -m bot`. What is imported here is a
matter of time only: a process that wants more imports it by itself.

`python -m tests.fakes.shared.forked` is the server. It reads lines of JSON: a process to begin, which is answered by
its number; or the number of one, which is answered by its exit code, null while it runs. What still runs when it is
asked nothing more is killed.
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from tests import ROOT

PATIENCE = 60.0  # seconds; only what hangs takes so long, also on a busy machine
NOTHING = Path(os.devnull)
READY = (
    "alembic.command",
    "asyncpg",
    "bot.__main__",
    "bot.app",
    "bot.platforms.telegram",
    "bot.platforms.terminal.screen",
    "bot.tools.draw",
    "tests.fakes.shared.opening",
    "tests.fakes.shared.serving",
    "tests.fakes.telegram.edge",
)


class Forked:
    """A process that calls `work` and ends with what that returns. As much of `subprocess.Popen` as tests need; it is
    killed when its block ends.

    given: anything that JSON takes. typed, out, err: its standard files. terminal: the path of what is all three of
    them. env: what is to be in its environment besides ours.
    """

    def __init__(
        self,
        work: Callable[..., object],
        *given: object,
        typed: Path = NOTHING,
        out: Path = NOTHING,
        err: Path = NOTHING,
        terminal: str = "",
        cwd: Path = ROOT,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self._err, self._code = err, None
        files = [str(each) for each in (typed, out, err)]
        do, where = (work.__module__, work.__qualname__), {"terminal": terminal, "cwd": str(cwd)}
        self.pid: int = _asked({"do": do, "given": given, "files": files, "env": {**os.environ, **env}, **where})

    def __enter__(self) -> Forked:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.wait()

    def told(self) -> str:
        """What it wrote to its standard error output."""
        return self._err.read_text() if self._err.exists() else ""

    def poll(self) -> int | None:
        """Its exit code, if it has ended; of one that was killed, minus the signal."""
        if self._code is None:
            self._code = _asked(self.pid)
        return self._code

    def wait(self, timeout: float | None = PATIENCE) -> int:
        began = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() - began > timeout:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(0.01)
        return code

    def send_signal(self, which: signal.Signals) -> None:
        if self._code is None:  # its number stays its own until its code has been asked for
            os.kill(self.pid, which)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def ran(
    work: Callable[..., object], *given: object, folder: Path, typed: bytes = b"", env: Mapping[str, str] = os.environ
) -> subprocess.CompletedProcess[bytes]:
    """Run it in that folder, to its end, with this typed; what it wrote. What it needs for that is not left there."""
    keys, out, err = (folder / f".{name}" for name in ("typed", "out", "err"))
    keys.write_bytes(typed)
    with Forked(work, *given, typed=keys, out=out, err=err, cwd=folder, env=env) as one:
        code = one.wait()
    done = subprocess.CompletedProcess(work.__qualname__, code, out.read_bytes(), err.read_bytes())
    for file in (keys, out, err):
        file.unlink()
    return done


_one_at_a_time = Lock()


@cache
def _server() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fakes.shared.forked"]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)  # it ends when it is asked nothing more
    return server


def _asked(what: dict[str, Any] | int) -> Any:
    with _one_at_a_time:
        server = _server()
        assert server.stdin
        assert server.stdout
        server.stdin.write(json.dumps(what) + "\n")
        server.stdin.flush()
        return json.loads(server.stdout.readline())


# --- in the server --------------------------------------------------------------------------------------------------


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who run the tests
    for name in READY:
        import_module(name)
    import_module("tests.fakes.shared.crashing").catalog()
    gc.freeze()  # or the first look for what may go would copy all of it
    running = set[int]()
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            pid, status = os.waitpid(asked, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
            running.discard(pid)
        elif answer := os.fork():
            running.add(answer)
        else:
            sys.exit(_begun(**asked))
        print(json.dumps(answer), flush=True)  # noqa: T201
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _begun(do: list[str], given: list[Any], files: list[str], terminal: str, cwd: str, env: dict[str, str]) -> Any:
    """In the process itself: put everything where a new program finds it, and begin."""
    for each in (signal.SIGTERM, signal.SIGHUP):  # as in a terminal, whatever those who run the tests do not hear
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    os.setsid()
    for number, name in enumerate([terminal] * 3 if terminal else files):
        file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOCTTY, 0o600)
        os.dup2(file, number)
        os.close(file)
    if terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C reaches it
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  for as long as it lives
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115
    module, name = do
    return getattr(import_module(module), name)(*given)


if __name__ == "__main__":
    _serve()
