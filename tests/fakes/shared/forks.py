"""Processes of our own that begin at once: forked from a server which has imported everything, once for all tests.

They can be killed, stopped and asked to end as any other; only what Python does before our own code begins is left
out. What is imported here is a matter of time only: a process that wants more imports it by itself.

`python -m tests.fakes.shared.forks` is the server. It reads lines of JSON: a process to begin, which is answered by its
number; or the number of one, which is answered by its exit code, null while it runs.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from content.load import load
from tests import ROOT

READY = (
    "bot.__main__",
    "bot.platforms.telegram",
    "alembic.command",
    "asyncpg",
    "tests.fakes.shared.serving",
    "tests.fakes.telegram.edge",
)


class Forked:
    """As much of `subprocess.Popen` as tests need. err: the file it tells things in."""

    def __init__(self, err: Path, **how: Any) -> None:
        self.err, self._code = err, None
        self.pid: int = _asked({"err": str(err), **how})

    def told(self) -> str:
        """What it wrote to its standard error output."""
        return self.err.read_text()

    def poll(self) -> int | None:
        """Its exit code, if it has ended; of one that was killed, minus the signal."""
        if self._code is None:
            self._code = _asked(self.pid)
        return self._code

    def wait(self, timeout: float | None = None) -> int:
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


@contextmanager
def forked(
    do: str, *given: object, err: Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> Iterator[Forked]:
    """A process that calls `do` ("module:function") and ends with what it returns, killed when the block ends.

    given: anything that JSON takes. env: what is to be in its environment besides ours.
    """
    err.touch()
    one = Forked(err, do=do, given=given, cwd=str(cwd), env={**os.environ, **(env or {})})
    try:
        yield one
    finally:
        one.kill()
        one.wait()


_one_at_a_time = Lock()


@cache
def _server() -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fakes.shared.forks"]
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
    for name in READY:
        import_module(name)
    load()  # its patterns are compiled then
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who run the tests
    for line in sys.stdin:
        asked = json.loads(line)
        if isinstance(asked, int):
            pid, status = os.waitpid(asked, os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        elif not (answer := os.fork()):
            sys.exit(_begun(**asked))
        print(json.dumps(answer), flush=True)  # noqa: T201


def _begun(do: str, given: list[Any], cwd: str, env: dict[str, str], err: str) -> int:
    """In the process itself."""
    for each in (signal.SIGTERM, signal.SIGHUP):  # as in a terminal, whatever those who run the tests do not hear
        signal.signal(each, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number, file in enumerate((nothing, nothing, os.open(err, os.O_WRONLY | os.O_APPEND))):
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    module, _, name = do.partition(":")
    code: int = getattr(import_module(module), name)(*given)
    return code


if __name__ == "__main__":
    _serve()
