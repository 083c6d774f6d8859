"""One budget of requests for one bot token: replies go before edits, edits before nudges, and nobody goes too soon.

First the chat must be free (GCRA: one message in so many seconds, after a small burst), then the token. In each chat
and lane, first come, first served. Nudges use whatever replies leave free, but never the last tokens in the bucket.
"""

from __future__ import annotations

import asyncio
from enum import IntEnum
from heapq import heapify, heappop, heappush
from itertools import count

SEVERAL = 3  # chats held at once, from which on everything waits
FEW = 1024  # chats remembered before the first sweep
EARLY = 1e-6  # seconds; more than rounding can add, so that nobody waits for a rounding error

Order = tuple[int, int]  # the lane, then the order of coming


class Lane(IntEnum):
    """How long it may wait; a lower number goes first."""

    REPLY = 0  # a person waits for it
    TIDY = 1  # edits: a keyboard taken off; may be late
    NUDGE = 2  # nobody waits for it


class _Waiter:
    """One who waits for a turn."""

    __slots__ = ("at", "burst", "chat", "every", "granted", "lane", "order", "queue")

    def __init__(
        self, chat: str, lane: Lane, order: Order, every: float, burst: int, granted: asyncio.Future[None]
    ) -> None:
        self.chat, self.lane, self.order, self.granted = chat, lane, order, granted
        self.every, self.burst = (0.0, 1) if lane is Lane.TIDY else (every, burst)
        self.at = 0.0  # when it was granted
        self.queue: _Queue | None = None


class _Queue:
    """Waiters in their order; those who gave up are dropped when they come to the front or become the most."""

    __slots__ = ("_gone", "_heap")

    def __init__(self) -> None:
        self._heap: list[tuple[Order, _Waiter]] = []
        self._gone = 0

    def add(self, waiter: _Waiter) -> None:
        heappush(self._heap, (waiter.order, waiter))
        waiter.queue = self

    def first(self) -> _Waiter | None:
        while self._heap and self._heap[0][1].granted.cancelled():
            heappop(self._heap)
            self._gone -= 1
        return self._heap[0][1] if self._heap else None

    def take(self) -> None:
        """Take the first away."""
        heappop(self._heap)

    def gave_up(self) -> None:
        self._gone += 1
        if self._gone * 2 > len(self._heap):
            self._heap = [each for each in self._heap if not each[1].granted.cancelled()]
            heapify(self._heap)
            self._gone = 0


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
        self.rate, self.chat_every = most - burst, chat_every
        self._one = 1 / self.rate  # seconds in which one token comes back
        left = {Lane.REPLY: 0, Lane.TIDY: min(kept, 1), Lane.NUDGE: kept}  # tokens that must stay behind
        self._ahead = {lane: (burst - 1 - left[lane]) * self._one for lane in Lane}
        self._burst = chat_burst
        self._full = 0.0  # when the bucket is full again
        self._free: dict[str, float] = {}  # when all of a chat's burst is free again
        self._sweep_at = FEW
        self._ready = _Queue()  # those whose chat was free when they came in
        self._parked: dict[tuple[str, Lane], _Queue] = {}  # those whose chat is not
        self._wakes: list[tuple[float, tuple[str, Lane]]] = []  # one for each of these queues: when to look again
        self._held: dict[str, float] = {}  # chats that were told to wait: until when
        self._nudges_held = self._all_held = 0.0  # until when
        self._coming = count()
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, chat: str, lane: Lane, *, every: float | None = None, burst: int | None = None) -> None:
        """Wait for one's turn; whoever is cancelled gives the place back. A TIDY does not count for its chat.

        every, burst: this chat's own instead of chat_every and chat_burst; another `every` alone has no burst.
        """
        loop = asyncio.get_running_loop()
        order = (int(lane), next(self._coming))
        waiter = _Waiter(chat, lane, order, *self._chat_pace(every, burst), loop.create_future())
        self._waiting += 1
        self._ready.add(waiter)
        self._go()
        try:
            if waiter.granted.done():
                await asyncio.sleep(0)  # whoever was granted just before goes on first
            await waiter.granted
        except asyncio.CancelledError:
            self._give_back(waiter, loop.time())
            self._go()
            raise

    def try_acquire(self, chat: str, *, every: float | None = None, burst: int | None = None) -> bool:
        """Take a turn now if nobody is waiting for a token and a nudge could go; with `every`, the chat must be free.

        Otherwise False, and nothing is taken. every, burst: as for `take`.
        """
        self._go()
        now = asyncio.get_running_loop().time()
        if self._token_at(Lane.NUDGE) > now + EARLY:  # so it is while anybody waits for a token, and in every hold
            return False
        if every is not None:
            limiter = self._chat_pace(every, burst)
            if self._slot_at(chat, *limiter, now) > now + EARLY:
                return False
            self._use_slot(chat, limiter[0], now)
        self._full = max(self._full, now) + self._one
        return True

    def back_off(self, seconds: float, chat: str | None = None) -> None:
        """The platform said "too many" (429): that chat and all nudges wait for `seconds`; no wait gets shorter.

        Everything waits if no chat is named, or if several are held at once: then the limit is the bot's own. One who
        taps without end, on two phones, must not silence the others.
        """
        now = asyncio.get_running_loop().time()
        until = now + seconds
        self._held = {each: end for each, end in self._held.items() if end > now}
        if chat is None or self._all_held > now or len(self._held.keys() | {chat}) >= SEVERAL:
            self._all_held = max(self._all_held, until)
        if chat is not None:
            self._held[chat] = max(self._held.get(chat, 0.0), until)
        self._nudges_held = max(self._nudges_held, until)

    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._waiting

    def _chat_pace(self, every: float | None, burst: int | None) -> tuple[float, int]:
        usual = self._burst if every is None else 1
        return self.chat_every if every is None else every, usual if burst is None else burst

    def _go(self) -> None:
        """Grant all that can be granted now, and come back when the next can."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._wake(now)
        at = None
        while waiter := self._ready.first():
            at = self._token_at(waiter.lane)
            if at > now + EARLY:
                break
            at = None
            self._ready.take()
            if self._chat_free(waiter, now):
                self._grant(waiter, now)
            else:
                self._park(waiter, now)
        if self._wakes:
            at = self._wakes[0][0] if at is None else min(at, self._wakes[0][0])
        self._come_back(loop, at)

    def _come_back(self, loop: asyncio.AbstractEventLoop, at: float | None) -> None:
        if self._timer:
            if self._timer.when() == at:
                return
            self._timer.cancel()
        self._timer = None if at is None else loop.call_at(at, self._rang)

    def _rang(self) -> None:
        self._timer = None
        self._go()

    def _token_at(self, lane: Lane) -> float:
        """When there is a token for that lane."""
        at = max(self._full - self._ahead[lane], self._all_held)
        return max(at, self._nudges_held) if lane is Lane.NUDGE else at

    def _slot_at(self, chat: str, every: float, burst: int, now: float, used: float = 0.0) -> float:
        """When the chat may have its next message, after more that take `used` seconds; no hold is in it."""
        return max(self._free.get(chat, 0.0), now) + used - (burst - 1) * every if every else now

    def _chat_at(self, waiter: _Waiter, now: float, used: float = 0.0) -> float:
        at = self._slot_at(waiter.chat, waiter.every, waiter.burst, now, used)
        return max(at, self._held.get(waiter.chat, 0.0))

    def _chat_free(self, waiter: _Waiter, now: float) -> bool:
        parked = self._parked.get((waiter.chat, waiter.lane))
        before = parked.first() if parked else None
        return not (before and before.order < waiter.order) and self._chat_at(waiter, now) <= now + EARLY

    def _grant(self, waiter: _Waiter, now: float) -> None:
        self._use_slot(waiter.chat, waiter.every, now)
        self._full = max(self._full, now) + self._one
        self._waiting -= 1
        waiter.at = now
        waiter.granted.set_result(None)

    def _use_slot(self, chat: str, every: float, now: float) -> None:
        if every:
            self._free[chat] = max(self._free.get(chat, 0.0), now) + every
        if len(self._free) >= self._sweep_at:  # forgets the chats that have been free for long
            self._free = {each: at for each, at in self._free.items() if at > now}
            self._sweep_at = max(FEW, 2 * len(self._free))

    def _park(self, waiter: _Waiter, now: float) -> None:
        key = waiter.chat, waiter.lane
        if key not in self._parked:
            self._parked[key] = _Queue()
            heappush(self._wakes, (self._chat_at(waiter, now), key))
        self._parked[key].add(waiter)

    def _wake(self, now: float) -> None:
        """Let those back in whose chat is free again."""
        while self._wakes and self._wakes[0][0] <= now:
            _, key = heappop(self._wakes)
            at = self._let_in(self._parked[key], now)
            if at is None:
                del self._parked[key]
            else:
                heappush(self._wakes, (at, key))

    def _let_in(self, parked: _Queue, now: float) -> float | None:
        """Let in as many as the chat has slots for; returns when the next one has a slot, None if nobody is left."""
        used = 0.0
        while waiter := parked.first():
            at = self._chat_at(waiter, now, used)
            if at > now + EARLY:
                return at
            parked.take()
            self._ready.add(waiter)
            used += waiter.every
        return None

    def _give_back(self, waiter: _Waiter, now: float) -> None:
        if waiter.granted.cancelled():
            self._waiting -= 1
            if waiter.queue:
                waiter.queue.gave_up()
        else:  # the turn had come, and is not used
            if now < waiter.at + self._one:  # later, the token has come back by itself
                self._full -= self._one
            if now < waiter.at + waiter.every:
                self._free[waiter.chat] -= waiter.every
        for lane in Lane:
            if parked := self._parked.get((waiter.chat, lane)):
                self._let_in(parked, now)  # its wake stays, for those that are left
