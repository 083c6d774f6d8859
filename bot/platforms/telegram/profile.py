"""What the bot shows of itself in Telegram: name, purpose and the menu of commands. Changed only if it differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from telegram import Bot, BotCommand

from content.menu import Command
from content.model import Catalog
from content.words import Words


async def set_up(bot: Bot, catalog: Catalog) -> list[str]:
    """Make Telegram show what the words say; returns what had to be changed. Raises TelegramError.

    Whoever's language cannot be chosen sees what new people are spoken to in.
    """
    changed = []
    others = sorted(set(catalog.choosable.values()) - {catalog.language})
    for language, code in [(catalog.language, None), *((each, each[:2]) for each in others)]:
        for what, have, want, change in _of(bot, catalog.words[language], catalog.menu, code):
            if await have != want:
                await change()
                changed.append(f"{what} ({code})" if code else what)
    return changed


def _of(bot: Bot, words: Words, menu: tuple[Command, ...], code: str | None) -> Iterator[tuple[str, Any, Any, Any]]:
    """Of each thing its name, a coroutine for what is shown now, what should be, and what changes it."""
    name, description, short = (words.text(f"bot.{each}") for each in ("name", "description", "short"))
    commands = tuple(BotCommand(name.value, words.text(f"command.{name}")) for name in menu)

    async def got(call: Any, field: str) -> str:
        found: str = getattr(await call(language_code=code), field)
        return found

    async def commands_now() -> tuple[BotCommand, ...]:
        return await bot.get_my_commands(language_code=code)

    yield "commands", commands_now(), commands, lambda: bot.set_my_commands(commands, language_code=code)
    yield "name", got(bot.get_my_name, "name"), name, lambda: bot.set_my_name(name, language_code=code)
    yield (
        "description",
        got(bot.get_my_description, "description"),
        description,
        lambda: bot.set_my_description(description, language_code=code),
    )
    yield (
        "short description",
        got(bot.get_my_short_description, "short_description"),
        short,
        lambda: bot.set_my_short_description(short, language_code=code),
    )
