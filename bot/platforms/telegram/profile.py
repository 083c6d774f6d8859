"""What the bot shows of itself in Telegram: name, purpose and the menu of commands. Changed only if it differs."""

from __future__ import annotations

from telegram import Bot, BotCommand

from content.model import Catalog

_TEXTS = {"name": "bot.name", "description": "bot.description", "short_description": "bot.short"}  # field -> our words


async def set_up(bot: Bot, catalog: Catalog) -> list[str]:
    """Make Telegram show what the words say; returns what had to be changed. Raises TelegramError.

    Whoever's language cannot be chosen sees what new people are spoken to in.
    """
    changed = []
    others = sorted(set(catalog.choosable.values()) - {catalog.language})
    for language, code in [(catalog.language, None), *((each, each[:2]) for each in others)]:
        said = catalog.words[language]
        commands = tuple(BotCommand(name.value, said.text(f"command.{name}")) for name in catalog.menu)
        if await bot.get_my_commands(language_code=code) != commands:
            await bot.set_my_commands(commands, language_code=code)
            changed.append(("commands", code))
        for field, key in _TEXTS.items():
            shown = await getattr(bot, f"get_my_{field}")(language_code=code)
            if getattr(shown, field) != said.text(key):
                await getattr(bot, f"set_my_{field}")(said.text(key), language_code=code)
                changed.append((field.replace("_", " "), code))
    return [f"{what} ({code})" if code else what for what, code in changed]
