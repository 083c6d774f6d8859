"""All tests on a busy machine: `python -m tests.busy 15` keeps so many processes busy while `pytest -n 2` runs.

What is given after the number goes to pytest: files, options. The exit code is pytest's. The busy processes end with
this one, however it ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tests import ROOT

BUSY = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000):
        pass
"""


def main(count: int, *args: str) -> int:
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _frame: sys.exit(128 + number))
    begun: list[subprocess.Popen[bytes]] = []
    try:
        begun.extend(subprocess.Popen([sys.executable, "-c", BUSY, str(os.getpid())]) for _ in range(count))
        tests = subprocess.Popen([sys.executable, "-m", "pytest", "-n", "2", *args], cwd=ROOT)
        begun.append(tests)
        try:
            return tests.wait()
        except KeyboardInterrupt:  # pytest has been told as well, and says how far it came
            return tests.wait()
    finally:
        for one in begun:
            one.terminate()
        for one in begun:
            one.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2 or not sys.argv[1].isdecimal():
        sys.exit("how many processes are to be busy: python -m tests.busy 15")
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
