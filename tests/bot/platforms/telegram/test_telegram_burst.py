"""A hundred nudges are due when the bot is asked to end, and again when it is killed; each time it is begun again.

The process, its database, the SDK, its pace and the server's HTTP are real. It ends with a request that is counted.
"""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path

from bot.engine.nudging import WIRE
from tests.fakes.shared.forked import Forked
from tests.fakes.telegram.bots import lumbot_paced
from tests.fakes.telegram.bursting import burst
from tests.fakes.telegram.server import Server

COUNT = 100
ENDS = ((20, signal.SIGTERM), (45, signal.SIGKILL))
A_SECOND = 25  # messages, at Telegram's pace


async def test_nobody_is_dropped_in_silence(url: str, tmp_path: Path) -> None:
    async with Server() as server:
        begin = partial(Forked, lumbot_paced, server.url, server.token, url, "1", err=tmp_path / "told")
        found = await burst(url, server, begin, COUNT, ENDS)
        assert server.faults == server.own_faults == []
    assert found.twice == 0
    assert found.late == 0
    assert found.given + found.dropped == COUNT
    assert found.dropped <= found.unknown <= len(ENDS) * WIRE * A_SECOND
