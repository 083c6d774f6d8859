"""What a message, a press or a slash command means, as the event the coach hears. Nothing here waits or answers."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import discord

from handlers.events import Edited, Event, Pressed, Said, Showed, country_of

LONGEST = 200  # characters of one option of a command; Discord lets people type 6,000

_ID = re.compile(r"l:(\d{1,18}):([a-z0-9_]{1,24})")
_FOREIGN = Pressed("unknown", -1)  # never asked, so it is answered like a button of a question that has passed
_KINDS = {"image": "photo", "video": "video", "audio": "voice"}
_TYPED = (discord.MessageType.default, discord.MessageType.reply)


def typed(message: discord.Message) -> bool:
    """Whether a person sent it: no bot, no webhook, no notice of Discord's own ("Ann pinned a message")."""
    return message.type in _TYPED and not message.author.bot and message.webhook_id is None


def meaning(message: discord.Message, me: int) -> Event:
    """What a message says to us, whose id is `me`. What has no words was never looked at."""
    if text := _words(message, me):
        return Said(text)
    if message.stickers:
        return Showed("sticker")
    if message.poll:
        return Showed("poll")
    if message.attachments:
        return Showed("voice" if message.flags.voice else _kind(message.attachments[0]))
    return Showed("other")


def changed(message: discord.Message, me: int) -> Event | None:
    """What a message says after its author changed it, if that is anything."""
    text = _words(message, me)
    return Edited(text) if text else None


def pressed(data: Mapping[str, Any]) -> Pressed:
    """What the button or the option of a list with this id answers; whatever else it is, it is no answer."""
    found = _ID.fullmatch([*(data.get("values") or ()), data.get("custom_id", "")][0])
    return Pressed(found[2], int(found[1])) if found else _FOREIGN


def command(data: Mapping[str, Any]) -> Said:
    """A slash command with its options, as it would be typed: "/checkin 7 worse"."""
    told = (" ".join(str(option.get("value", ""))[:LONGEST].split()) for option in data.get("options") or ())
    return Said(" ".join(filter(None, (f"/{data.get('name', '')}", *told))))


def located(event: Said | Pressed, interaction: discord.Interaction) -> Said | Pressed:
    """The event, with the country of the language they set in Discord."""
    country = country_of(str(interaction.locale))
    return replace(event, country=country) if country else event


def private(interaction: discord.Interaction) -> bool:
    """Whether it came from the person's chat with us, where nobody else reads."""
    return interaction.guild_id is None and interaction.context.dm_channel


def _words(message: discord.Message, me: int) -> str:
    """What was typed, without our name in front of it."""
    return re.sub(rf"\A\s*<@!?{me}>\s*", "", message.content).strip()


def _kind(file: discord.Attachment) -> str:
    kind = file.content_type or mimetypes.guess_type(file.filename)[0] or ""
    return _KINDS.get(kind.partition("/")[0], "file")
