"""What a restart in the middle of 1,500 nudges costs: `lumbot run` at Telegram's pace, against a server on loopback.

It is ended with the 125th message, some 5 s into the burst: once in good order, once by kill -9, and begun again.
"""

from __future__ import annotations

import signal
import tempfile
from functools import partial
from typing import Any

from tests.benchmarks.updates import quiet
from tests.fakes.telegram.bots import running
from tests.fakes.telegram.bursting import burst
from tests.fakes.telegram.server import Server

COUNT, MOMENT = 1500, 125
WIRE = 25  # requests that may be on the wire at once


async def measure() -> dict[str, dict[str, Any]]:
    """About four minutes, most of them waiting for Telegram's pace."""
    found: dict[str, dict[str, Any]] = {}
    for way, how in (("SIGTERM", signal.SIGTERM), ("kill -9", signal.SIGKILL)):
        with tempfile.TemporaryDirectory(prefix="lumbot-bench-") as folder, quiet():
            url = f"sqlite:///{folder}/lumbot.db"
            async with Server() as server:
                server.checks = False
                begin = partial(running, "lumbot-paced", server.url, server.token, url)
                one = await burst(url, server, begin, COUNT, [(MOMENT, how)])
        found[f"people never nudged after {way} in a burst of {COUNT:,}"] = {
            "value": one.dropped,
            "goal": WIRE,
            "unit": f"of {COUNT:,}, at most what was on the wire",
            "held": one.dropped <= one.unknown <= WIRE and one.twice == 0,
            "given": one.given,
            "twice": one.twice,
            "left out for lateness": one.late,
            "recorded as unknown": one.unknown,
        }
    return found
