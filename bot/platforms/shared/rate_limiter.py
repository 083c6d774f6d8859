"""One budget of requests for one bot token: replies go before edits, edits before nudges, and nobody goes too soon.

First the chat must be free (GCRA: one message in so many seconds, after a small burst), then the token. In each chat
and lane, first come, first served. Nudges use whatever replies leave free, but never the last tokens in the bucket.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from operator import attrgetter

SEVERAL = 3  # chats held at once, from which on everything waits
FEW = 1024  # chats remembered before the first sweep
EARLY = 1e-6  # seconds; more than rounding can add, so that nobody waits for a rounding error


class Lane(IntEnum):
    """How long it may wait; a lower number goes first."""

    REPLY = 0  # a person waits for it
    TIDY = 1  # edits: a keyboard taken off; may be late
    NUDGE = 2  # nobody waits for it


@dataclass(slots=True, eq=False)
class _Waiter:
    """One who waits for a turn in `queue`. order: the lane, then the order of coming. at: when it was granted."""

    chat: str
    order: tuple[Lane, int]
    every: float
    burst: int
    granted: asyncio.Future[None]
    at: float | None = None
    queue: list[_Waiter] = field(default_factory=list)

    @property
    def lane(self) -> Lane:
        return self.order[0]

    @property
    def pace(self) -> tuple[str, float, int]:
        return self.chat, self.every, self.burst

    def wait_in(self, queue: list[_Waiter]) -> None:
        self.queue = queue
        insort(queue, self, key=_order)


_order = attrgetter("order")


class RateLimiter:
    """One budget per bot token; all times are the running loop's, in seconds.

    most: requests in any one second (Telegram documents about 30, Discord 50). burst: tokens in the bucket; it is
    filled at `most` - `burst` a second, so that no second sees more than `most`. kept: tokens that nudges leave for
    replies (edits leave one of them). chat_every, chat_burst: one message to a chat in so many seconds, after a burst.
    rate: requests a second that can go on and on.
    Raises ValueError when nobody could ever go.
    """

    def __init__(
        self, most: float = 29, *, burst: int = 4, kept: int = 3, chat_every: float = 1.0, chat_burst: int = 3
    ) -> None:
        if not 0 <= kept < burst < most or chat_burst < 1:
            raise ValueError("a pace needs 0 <= kept < burst < most, and a chat_burst of at least 1")
        self.rate, self.chat_every, self._burst = most - burst, chat_every, chat_burst
        self._one = 1 / self.rate  # seconds in which one token comes back
        left = {Lane.REPLY: 0, Lane.TIDY: min(kept, 1), Lane.NUDGE: kept}  # tokens that must stay behind
        self._ahead = {lane: (burst - 1 - left[lane]) * self._one for lane in Lane}
        self._full = 0.0  # when the bucket is full again
        self._free: dict[str, float] = {}  # when all of a chat's burst is free again
        self._sweep_at = FEW
        self._ready: list[_Waiter] = []  # those whose chat was free when they came in
        self._parked: dict[tuple[str, Lane], list[_Waiter]] = {}  # those whose chat is not
        self._wakes: list[tuple[float, tuple[str, Lane]]] = []  # one for each of these queues: when to look again
        self._held: dict[str, float] = {}  # chats that were told to wait: until when
        self._nudges_held = self._all_held = 0.0  # until when
        self._coming = count()
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, chat: str, lane: Lane, *, every: float | None = None, burst: int = 1) -> None:
        """Wait for one's turn; whoever is cancelled gives the place back. A TIDY does not count for its chat.

        every, burst: this chat's own instead of chat_every and chat_burst; another `every` alone has no burst.
        """
        if lane is Lane.TIDY:
            every = 0.0
        elif every is None:
            every, burst = self.chat_every, self._burst
        loop = asyncio.get_running_loop()
        waiter = _Waiter(chat, (lane, next(self._coming)), every, burst, loop.create_future())
        waiter.wait_in(self._ready)
        self._go()
        try:
            if waiter.granted.done():
                await asyncio.sleep(0)  # whoever was granted just before goes on first
            await waiter.granted
        except asyncio.CancelledError:
            self._give_back(waiter, loop.time())
            self._go()
            raise

    def try_acquire(self, chat: str, *, every: float = 0.0, burst: int = 1) -> bool:
        """Take a turn now if nobody is waiting for a token and a nudge could go; with `every`, the chat must be free.

        Otherwise False, and nothing is taken. every, burst: as for `acquire`.
        """
        self._go()
        now = asyncio.get_running_loop().time()
        # there is no token for a nudge while anybody waits for one, and in every hold
        if max(self._token_at(Lane.NUDGE), self._chat_at(chat, every, burst, now)) > now + EARLY:
            return False
        self._use(chat, every, now)
        return True

    def back_off(self, seconds: float, chat: str | None = None) -> None:
        """The platform said "too many" (429): that chat and all nudges wait for `seconds`; no wait gets shorter.

        Everything waits if no chat is named, or if several are held at once: then the limit is the bot's own. One who
        taps without end, on two phones, must not silence the others.
        """
        now = asyncio.get_running_loop().time()
        until = now + seconds
        self._nudges_held = max(self._nudges_held, until)
        self._held = {each: end for each, end in self._held.items() if end > now}
        if chat is not None:
            self._held[chat] = max(self._held.get(chat, 0.0), until)
        if chat is None or self._all_held > now or len(self._held) >= SEVERAL:
            self._all_held = max(self._all_held, until)

    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._ready) + sum(map(len, self._parked.values()))

    def _go(self) -> None:
        """Grant all that can be granted now, and come back when the next can."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._wake(now)
        while self._ready and self._token_at(self._ready[0].lane) <= now + EARLY:
            waiter = self._ready.pop(0)
            before = self._parked.get((waiter.chat, waiter.lane))
            behind = before and before[0].order < waiter.order
            if not behind and self._chat_at(*waiter.pace, now) <= now + EARLY:
                self._grant(waiter, now)
            else:
                self._park(waiter, now)
        times = [self._token_at(first.lane) for first in self._ready[:1]] + [wake for wake, _ in self._wakes[:1]]
        at = min(times, default=None)
        if self._timer and self._timer.when() != at:
            self._timer.cancel()
            self._timer = None
        if self._timer is None and at is not None:
            self._timer = loop.call_at(at, self._rang)

    def _rang(self) -> None:
        self._timer = None
        self._go()

    def _token_at(self, lane: Lane) -> float:
        """When there is a token for that lane."""
        at = max(self._full - self._ahead[lane], self._all_held)
        return max(at, self._nudges_held) if lane is Lane.NUDGE else at

    def _chat_at(self, chat: str, every: float, burst: int, now: float, used: float = 0.0) -> float:
        """When the chat may have its next message, after more that take `used` seconds."""
        at = max(self._free.get(chat, 0.0), now) + used - (burst - 1) * every if every else now
        return max(at, self._held.get(chat, 0.0))

    def _grant(self, waiter: _Waiter, now: float) -> None:
        self._use(waiter.chat, waiter.every, now)
        waiter.at = now
        if not waiter.granted.done():  # who has just given up gives this back, too
            waiter.granted.set_result(None)

    def _use(self, chat: str, every: float, now: float) -> None:
        """Take a token, and a slot of the chat."""
        self._full = max(self._full, now) + self._one
        if every:
            self._free[chat] = max(self._free.get(chat, 0.0), now) + every
        if len(self._free) >= self._sweep_at:  # forgets the chats that have been free for long
            self._free = {each: at for each, at in self._free.items() if at > now}
            self._sweep_at = max(FEW, 2 * len(self._free))

    def _park(self, waiter: _Waiter, now: float) -> None:
        key = waiter.chat, waiter.lane
        if key not in self._parked:
            self._parked[key] = []
            heappush(self._wakes, (self._chat_at(*waiter.pace, now), key))
        waiter.wait_in(self._parked[key])

    def _wake(self, now: float) -> None:
        """Let those back in whose chat is free again."""
        while self._wakes and self._wakes[0][0] <= now:
            _, key = heappop(self._wakes)
            if (at := self._let_in(self._parked[key], now)) is None:
                del self._parked[key]
            else:
                heappush(self._wakes, (at, key))

    def _let_in(self, parked: list[_Waiter], now: float) -> float | None:
        """Let in as many as the chat has slots for; returns when the next one has a slot, None if nobody is left."""
        used = 0.0
        while parked:
            at = self._chat_at(*parked[0].pace, now, used)
            if at > now + EARLY:
                return at
            used += parked[0].every
            parked.pop(0).wait_in(self._ready)
        return None

    def _give_back(self, waiter: _Waiter, now: float) -> None:
        if waiter.at is None:
            del waiter.queue[bisect_left(waiter.queue, waiter.order, key=_order)]
        else:  # the turn had come, and is not used
            if now < waiter.at + self._one:  # later, the token has come back by itself
                self._full -= self._one
            if now < waiter.at + waiter.every:
                self._free[waiter.chat] -= waiter.every
        for lane in Lane:
            self._let_in(self._parked.get((waiter.chat, lane), []), now)  # its wake stays, for those that are left
