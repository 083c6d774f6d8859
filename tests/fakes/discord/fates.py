"""What may happen to a request instead of an ordinary answer, and how fast a bot may ask.

A fate is chosen by `server.fate(http_method, path, body)` before each request, and by `server.gateway_fate(what, data)`
for the gateway: what is "connect", "identify", "resume", "heartbeat" or an event's name.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["answer", "cut", "lost answer", "silence", "slow", "close"]


@dataclass(frozen=True)
class Fate:
    kind: Kind
    status: int = 0  # of HTTP, or the close code of the gateway
    body: Any = None  # text is sent as a page, all else as JSON
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0


def answer(status: int, body: Any) -> Fate:
    return Fate("answer", status, body)


def refuse(status: int, code: int, message: str = "refused on demand") -> Fate:
    """An answer of Discord with its own error code, e.g. refuse(403, 50007)."""
    return Fate("answer", status, {"message": message, "code": code})


def broken(status: int = 502) -> Fate:
    """The page of the machine in front when what is behind does not answer: 500, 502, 503, 504."""
    return Fate("answer", status, f"<html><head><title>{status}</title></head><body>cloudflare</body></html>")


def too_many(seconds: float, everywhere: bool = False) -> Fate:
    """429: come back after so many seconds. `everywhere`: the limit of the whole bot, not of this route."""
    scope = (
        {"X-RateLimit-Scope": "global", "X-RateLimit-Global": "true"} if everywhere else {"X-RateLimit-Scope": "user"}
    )
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
    return Fate("answer", 429, body, {"Retry-After": str(max(1, round(seconds))), **scope})


def cut() -> Fate:
    """The connection breaks before anything is done."""
    return Fate("cut")


def lost_answer() -> Fate:
    """It is done, but the connection breaks before the answer."""
    return Fate("lost answer")


def silence() -> Fate:
    """No answer, until who asked goes away or the server stops."""
    return Fate("silence")


def slow(seconds: float) -> Fate:
    return Fate("slow", seconds=seconds)


def closes(code: int) -> Fate:
    """Gateway only: the connection is closed with this code."""
    return Fate("close", code)


@dataclass
class Limits:
    """How many requests pass before 429. Real seconds of `asyncio`'s clock, since the library really waits.

    per_second: of the whole bot (50 at Discord), interactions and their webhooks excepted; per_route: in each `window`
    of one route and channel (Discord does not publish these: 5 in 5 s is what sending into a channel shows);
    new_dms: opened in ten minutes by the clock of the server, then 40003 (Discord does not publish it either).
    """

    per_second: int | None = 50
    per_route: int | None = None
    window: float = 5
    new_dms: int | None = None
    _taken: deque[float] = field(default_factory=deque)
    _routes: dict[str, list[float]] = field(default_factory=dict)

    def over(self, time: float, bucket: str, exempt: bool) -> Fate | None:
        """Count a request, or say how it is refused."""
        while self._taken and self._taken[0] <= time - 1:
            self._taken.popleft()
        if self.per_second is not None and not exempt and len(self._taken) >= self.per_second:
            return too_many(round(self._taken[0] + 1 - time, 3), everywhere=True)
        if self.per_route is not None:
            start, count = self._window(time, bucket)
            if count >= self.per_route:
                return too_many(round(start + self.window - time, 3))
            self._routes[bucket] = [start, count + 1]
        if not exempt:
            self._taken.append(time)
        return None

    def _window(self, time: float, bucket: str) -> list[float]:
        start, count = self._routes.get(bucket, [time, 0])
        return [time, 0] if start + self.window <= time else [start, count]

    def headers(self, time: float, bucket: str) -> tuple[int, int, float]:
        """Limit, how many are left, seconds until it starts anew."""
        if self.per_route is None:
            return PERMISSIVE
        start, count = self._window(time, bucket)
        return self.per_route, int(self.per_route - count), round(start + self.window - time, 3)


PERMISSIVE = (10_000, 9_999, 1.0)


class Refusal(Exception):
    """Discord's own error answer. `faults` are those of check(), which become the nested `errors` of 50035."""

    def __init__(self, status: int, code: int, message: str, faults: list[str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.faults = status, code, message, faults or []

    @property
    def body(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        for fault in self.faults:
            place, _, message = fault.partition(": ")
            inner = errors
            for name in place.split("."):
                inner = inner.setdefault(name, {})
            inner.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD", "message": message})
        return {"message": self.message, "code": self.code} | ({"errors": errors} if errors else {})


def form(*faults: str) -> Refusal:
    return Refusal(400, 50035, "Invalid Form Body", list(faults))


@dataclass
class Counts:
    """What the server has counted. calls: by method and path as in the description; invalid: 401, 403 and 429."""

    calls: Counter[str] = field(default_factory=Counter)
    too_many: int = 0
    invalid: int = 0
