"""Ann in her private chat with the bot, on the `server` beside this, for `tests.fakes.shared.playing`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.adapter import Address
from bot.platforms.shared.rate_limiter import RateLimiter
from bot.platforms.telegram.platform import Telegram
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.transport import Patience
from content.model import Catalog
from tests.fakes.shared.engines import Clock
from tests.fakes.shared.looks import Look, in_order
from tests.fakes.shared.playing import Seen
from tests.fakes.telegram.server import Server
from tests.fakes.telegram.world import Shown, rows

CHAT = 1001
QUICK = Patience(connect=60.0, answer=60.0, poll=1, grace=60.0, pause=0.02, watch=0.05)
BRIEF = replace(QUICK, connect=5.0, answer=5.0, grace=5.0)  # where time jumps
NO_LIMIT = 1e6  # messages a second: where a test is not about pacing, nothing waits


class Webhook(NamedTuple):
    """Where Telegram brings updates, and where we listen for it."""

    url: str
    secret: str
    host: str = "127.0.0.1"
    port: int = 8080


def chosen(token: str, api: str, webhook: Webhook | None = None) -> TelegramSettings:
    if webhook is None:
        return TelegramSettings(token=token, api=api)
    where = {"webhook_url": webhook.url, "webhook_listen": f"{webhook.host}:{webhook.port}"}
    return TelegramSettings(token=token, api=api, webhook_secret=webhook.secret, **where)


def unlimited() -> RateLimiter:
    return RateLimiter(NO_LIMIT, burst=1000, chat_every=0.0)


class TelegramEdge:
    """The hint that Telegram adds to a question for a city is not part of a transcript.

    paced: send no faster than Telegram allows.
    """

    def __init__(
        self,
        server: Server,
        catalog: Catalog,
        webhook: Webhook | None = None,
        *,
        paced: bool = False,
        patience: Patience = QUICK,
    ) -> None:
        self.server, self.webhook, self.paced, self.patience = server, webhook, paced, patience
        self.person = server.person(CHAT, "Ann", "en")
        self.address = Address("telegram", str(CHAT))

    def platform(self, catalog: Catalog, clock: Clock) -> Telegram:
        return Telegram(
            chosen(self.server.token, self.server.url, self.webhook),
            catalog=catalog,
            now=clock,
            limiter=None if self.paced else unlimited(),
            patience=self.patience,
        )

    @staticmethod
    def can(line: str) -> bool:
        return True

    async def types(self, line: str) -> None:
        done = re.fullmatch(r"\((\w+)(?: (.+))?\)(.*)", line)
        if not done:
            await self.person.writes(line)
        elif done[1] == "edited":
            await self.person.edits(done[3].strip())
        elif done[1] == "location":
            latitude, longitude = PLACES[done[2] or ""]
            await self.person.sends("location", latitude=latitude, longitude=longitude)
        else:
            await self.person.sends(MEDIA.get(done[1], done[1]))

    async def presses(self, label: str, turn: int) -> None:
        for message in reversed(self.server.chats[CHAT]):
            for look in (message.look, *reversed(message.past)):
                for row in (look.markup or {}).get("inline_keyboard", []):
                    for button in row:
                        if button["text"] == label and button.get("callback_data", "").startswith(f"{turn}:"):
                            await self.person.presses(button["callback_data"], message)
                            return
        raise AssertionError(f"no button [{label}] of turn {turn}")

    async def goes(self) -> None:
        await self.person.blocks()

    async def ready(self) -> None:
        method = "setWebhook" if self.webhook else "getUpdates"
        await self.server.until(lambda: self.server.calls[method])

    def seen(self) -> list[Seen]:
        return in_order(map(self._looks, self.server.chats[CHAT]))

    def screen(self) -> list[list[str]]:
        """What stands on the buttons under the newest message that has any, row by row."""
        shown = next((each.buttons for each in reversed(self.person.shown) if each.buttons), [])
        return [[label for label, _ in row] for row in shown]

    def _looks(self, message: Shown) -> Iterator[Look]:
        for look in (*message.past, message.look) if message.keyboard is None else ():  # goes along with another
            buttons = [button for row in rows(look.markup) for button in row if button[1]]  # not what copies
            labels, ids = tuple(label for label, _ in buttons), tuple(data for _, data in buttons)
            yield Look(look.at, look.text, labels, ids)


PLACES = {
    "Europe/Lisbon": (38.72, -9.14),
    "Europe/Berlin": (52.52, 13.40),
    "Asia/Kathmandu": (27.71, 85.32),
    "Asia/Tokyo": (35.68, 139.69),
    "": (0.0, -30.0),  # at sea
}
MEDIA = {"file": "document", "place": "venue", "other": "story"}
