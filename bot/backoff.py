"""How long to wait before something that failed is tried again: doubled each time, up to a limit."""

from __future__ import annotations

MANY = 16  # doubled no more often than this: by then every limit is reached, and no number grows for ever


def wait_after(tries: int, first: float, longest: float) -> float:
    """Seconds to wait after so many tries that failed before this one: `first`, then twice as much each time."""
    return min(first * 2.0 ** min(tries, MANY), longest)
