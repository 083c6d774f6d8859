"""How long nothing of exercise is said after words of self-harm (rules B9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.world import World

AT_LEAST = timedelta(hours=8)  # a night lies between, also for somebody who spoke of it shortly before midnight


def is_over(at: datetime, w: World) -> bool:
    """Whether it is the next day, on their clock, for somebody who spoke of it at `at` (UTC)."""
    return w.person.day(w.now) > w.person.day(at) and w.now - at >= AT_LEAST
