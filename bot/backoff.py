"""How long to wait before something that failed is tried again: as asked, else longer each time, up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from tenacity import RetryCallState

MANY = 16  # doubled no more often than this: by then every limit is reached, and no number grows for ever


def backoff(first: float, longest: float) -> Callable[[RetryCallState], float]:
    """For one retrying: as many `seconds` as the failure asks for, else `first`, then twice as much each time."""
    tries = count()

    def wait(state: RetryCallState) -> float:
        asked = getattr(state.outcome and state.outcome.exception(), "seconds", 0.0)
        return asked or min(first * 2.0 ** min(next(tries), MANY), longest)

    return wait
