"""The registry: a platform is a folder, and its line here says what of it is imported, and only once it is needed.

To add one: its folder, a line here, its lines in `.env.example`, `choice.on_<name>` among the words we say and those
people type, its SDK in `pyproject.toml`, a paragraph in the README.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Entry(NamedTuple):
    """What a platform brings, each as "module:name".

    settings: a `PlatformSettings`, imported at every start. platform: what makes a `NetworkPlatform` of these settings,
    given `catalog`, `now` and `speed` by name; imported, and its SDK with it, only where there is a token.
    """

    settings: str
    platform: str


Registry = Mapping[str, Entry]  # by the name of the platform: the first half of every address it serves

PLATFORMS: Registry = {
    "telegram": Entry("bot.platforms.telegram.settings:TelegramSettings", "bot.platforms.telegram.platform:Telegram"),
    "discord": Entry("bot.platforms.discord.settings:DiscordSettings", "bot.platforms.discord.platform:Discord"),
}
