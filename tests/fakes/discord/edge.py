"""Ann in her direct messages with the bot, on the `server` beside this, for `tests.fakes.shared.playing`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.adapter import Address
from bot.platforms.discord.platform import Discord
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.shared.rate_limiter import RateLimiter
from content.model import Catalog
from tests.fakes.discord.server import Server
from tests.fakes.discord.world import Shown
from tests.fakes.shared.engines import Clock
from tests.fakes.shared.looks import Look, in_order
from tests.fakes.shared.playing import Seen

COUNTDOWN = re.compile(r"\n<t:\d+:R>\Z")
MEDIA = {"sticker": "sticker", "photo": "attachment", "voice": "voice"}


def unlimited() -> RateLimiter:
    """Where a test is not about pacing, nothing waits."""
    return RateLimiter(1e6, burst=1000, chat_every=0.0)


class DiscordEdge:
    """The server must be pointed at (`tests.fakes.discord.pointing`)."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.person = server.person("ann")
        self.address = Address("discord", str(self.person.id))

    @staticmethod
    def can(line: str) -> bool:
        """Whether a person can do that here: nobody shares a location, and nobody tells us that they block us."""
        done = re.fullmatch(r"> \((\w+)(?: .+)?\).*", line)
        return line != "~ gone" and (not done or done[1] in ("edited", *MEDIA))

    def platform(self, catalog: Catalog, clock: Clock) -> Discord:
        return Discord(DiscordSettings(token=self.server.token), catalog=catalog, now=clock, limiter=unlimited())

    async def ready(self) -> None:
        await self.server.connected()
        await self.server.until(lambda: self.server.commands)

    async def types(self, line: str) -> None:
        done = re.fullmatch(r"\((\w+)\)(.*)", line)
        if not done:
            await self.person.writes(line)
        elif done[1] == "edited":
            await self.person.edits(done[2].strip())
        elif done[1] == "sticker":
            await self.person.sends("sticker")
        else:
            await self.person.sends("voice" if done[1] == "voice" else "attachment")

    async def presses(self, label: str, turn: int) -> None:
        for shown in reversed(self._said()):
            for rows in (shown.rows, *(edit.rows for edit in reversed(shown.edits))):
                for part in (part for row in rows for part in row):
                    if part.label == label and part.custom_id.startswith(f"l:{turn}:"):
                        await self.person.presses(part.custom_id, shown)
                        return
        raise AssertionError(f"no button [{label}] of turn {turn}")

    async def goes(self) -> None:
        raise AssertionError("nobody is told of that here")

    def seen(self) -> list[Seen]:
        return in_order(map(_looks, self._said()))

    def screen(self) -> list[list[str]]:
        """What stands on the buttons under the newest message that has any, row by row."""
        rows = next((each.rows for each in reversed(self._said()) if each.rows and not each.deleted), [])
        return [[part.label for part in row] for row in rows]

    def _said(self) -> list[Shown]:
        """All messages of the bot there, the deleted ones too."""
        world = self.server.world
        return [shown for shown in world.channels[self.person.dm.id] if shown.author is world.bot]


def _looks(shown: Shown) -> Iterator[Look]:
    starts = [shown.at, *(edit.at for edit in shown.edits)]
    looks = [*((edit.content, edit.rows) for edit in shown.edits), (shown.content, shown.rows)]
    for at, (content, rows) in zip(starts, looks, strict=True):
        text = COUNTDOWN.sub("", re.sub(r"\\([\\*_~`|<\[#>-])", r"\1", content))
        parts = [part for row in rows for part in row]
        ids = tuple(part.custom_id.removeprefix("l:") for part in parts)
        yield Look(at.timestamp(), text, tuple(part.label for part in parts), ids)
