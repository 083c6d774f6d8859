"""How much the server takes: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Limits:
    """per_second: of all chats together. per_chat: of a private chat, per second, after `burst` at once.

    per_group_minute: of a group; per_chat_minute: of a private chat, as is reported (nobody says exactly). Whoever goes
    on after that is told to wait twice as long each time. Times are seconds of a clock that only goes forward.
    """

    per_second: float = 30
    per_chat: float = 1
    burst: int = 3
    per_group_minute: int = 20
    per_chat_minute: int = 20
    _all: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _minutes: dict[int, deque[float]] = field(default_factory=dict)
    _penalties: dict[int, int] = field(default_factory=dict)  # how often in a row a chat was too much in a minute
    _chats: dict[int, float] = field(default_factory=dict)  # when a chat is through with all it was given

    def wait(self, chat_id: int, now: float) -> int:
        """Take one message to that chat: 0; or, when it is too much, whole seconds until it would not be."""
        second = _recent(self._all, now - 1)
        waits = [self._all[0] + 1 - now if second >= self.per_second else 0.0]
        if chat_id < 0:
            group = self._groups.setdefault(chat_id, deque())
            waits.append(group[0] + 60 - now if _recent(group, now - 60) >= self.per_group_minute else 0.0)
        else:
            through = max(self._chats.get(chat_id, now), now)
            waits.append(through - now - (self.burst - 1) / self.per_chat)
            waits.append(self._minute(chat_id, now))
        if (longest := max(waits)) > 1e-9:
            return max(1, math.ceil(longest))
        self._all.append(now)
        if chat_id < 0:
            group.append(now)
        else:
            self._chats[chat_id] = through + 1 / self.per_chat
            self._minutes[chat_id].append(now)
        return 0

    def _minute(self, chat_id: int, now: float) -> float:
        sent = self._minutes.setdefault(chat_id, deque())
        if _recent(sent, now - 60) < self.per_chat_minute:
            self._penalties.pop(chat_id, None)
            return 0.0
        self._penalties[chat_id] = self._penalties.get(chat_id, -1) + 1
        return (sent[0] + 60 - now) * 2.0 ** self._penalties[chat_id]


def _recent(times: deque[float], since: float) -> int:
    while times and times[0] <= since:
        times.popleft()
    return len(times)
