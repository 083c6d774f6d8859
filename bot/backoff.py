"""How long to wait before something that failed is tried again: as asked, else longer each time, up to a limit."""

from __future__ import annotations

from collections.abc import Callable

from tenacity import RetryCallState, wait_exponential


def backoff(first: float, longest: float) -> Callable[[RetryCallState], float]:
    """As many `seconds` as the failure asks for, else `first` after one failure and twice as much after each more."""
    doubled = wait_exponential(multiplier=first, max=longest)

    def wait(state: RetryCallState) -> float:
        asked: float = getattr(state.outcome and state.outcome.exception(), "seconds", 0.0)
        return asked or doubled(state)

    return wait
