"""What may befall a request on its way, for `server.fate`: failures as the real server and the net make them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.telegram.check import Params


@dataclass(frozen=True, slots=True)
class Fate:
    """answer: with `status` and `body`, without acting. cut: close the connection before or after acting.

    silence: act not, and never answer. slow: answer after `seconds`.
    """

    kind: Literal["answer", "cut before", "cut after", "silence", "slow"]
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    seconds: float = 0.0


Fates = Callable[[str, Params], Fate | None]


def answer(status: int, description: str, parameters: Mapping[str, Any] | None = None) -> Fate:
    """An error in the server's own form."""
    said = {"ok": False, "error_code": status, "description": description}
    return Fate("answer", status, json.dumps({**said, **({"parameters": parameters} if parameters else {})}).encode())


def too_many(seconds: int) -> Fate:
    """429, try again after that many seconds."""
    return answer(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def page(status: int = 502, title: str = "Bad Gateway") -> Fate:
    """The page that nginx shows when there is nobody behind it."""
    head = f"{status} {title}"
    body = (
        f"<html>\r\n<head><title>{head}</title></head>\r\n<body>\r\n<center><h1>{head}</h1></center>\r\n</body></html>"
    )
    return Fate("answer", status, body.encode(), "text/html")


def internal() -> Fate:
    """500 as JSON."""
    return answer(500, "Internal Server Error")


def cut_before() -> Fate:
    """The connection is closed, and nothing was done."""
    return Fate("cut before")


def cut_after() -> Fate:
    """It is done, and the connection closed before the answer."""
    return Fate("cut after")


def silence() -> Fate:
    """Nothing is done and nothing answered, until the client goes or the server stops."""
    return Fate("silence")


def slow(seconds: float) -> Fate:
    """Done and answered, after that many seconds."""
    return Fate("slow", seconds=seconds)


def in_turn(method: str, *fates: Fate | None) -> Fates:
    """The next requests of that method meet these, one after the other (None: nothing); then all is well again."""
    waiting: Iterator[Fate | None] = iter(fates)
    return lambda name, _params: next(waiting, None) if name == method else None


def always(fate: Fate, *methods: str) -> Fates:
    """Every request of those methods, or of all."""
    return lambda name, _params: fate if not methods or name in methods else None
