"""The slash commands: what they are called, what may be told with them, and what is suggested while that is typed.

They are registered only when Discord has other ones. What is called is read from the call itself, so a command that
an older version registered is answered too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, cast

import discord
from discord import app_commands

from content import cities
from content.menu import OPTIONS, Command
from content.model import Catalog
from content.typed import fold
from content.words import Words

LONGEST = 100  # characters of a suggestion, and of a description (Discord's documentation)
SUGGESTED = 25  # suggestions shown
READ = 0.5  # seconds a suggestion waits for the cities to be read

# what is told of an option beyond its name and description; where "autocomplete" is said, `suggest` makes suggestions
_TYPED: Mapping[str, Mapping[str, Any]] = {
    "pain": {"type": 4, "min_value": 0, "max_value": 10},  # a whole number
    "city": {"autocomplete": True},
    "topic": {"autocomplete": True},
}

Choice = app_commands.Choice[str]


async def introduce(client: discord.Client, catalog: Catalog) -> bool:
    """Register the commands if Discord has other ones; whether it had. Raises discord.DiscordException."""
    application = client.application_id or 0
    wanted = [_command(name, catalog.words[catalog.language]) for name in catalog.menu]
    # as Discord says it: what `fetch_commands` makes of it has lost where a command may be used (discord.py 2.7.1)
    there: list[Any] = await client.http.get_global_commands(application)
    if {each["name"]: form(each) for each in there} == {each["name"]: form(each) for each in wanted}:
        return False
    await client.http.bulk_upsert_global_commands(application, wanted)
    return True


def _command(name: Command, words: Words) -> dict[str, Any]:
    """The command of that name in the menu, with its options, as Discord is told of it: it may be used everywhere."""
    options = [_told(name, option, words) for option in OPTIONS.get(name, ())]
    about = {"type": 1, "name": name.value, "description": _capital(words.text(f"command.{name}")), "nsfw": False}
    where = {"dm_permission": True, "contexts": [0, 1, 2], "integration_types": [0, 1]}
    return {**about, "options": options, **where, "default_member_permissions": None}


def _told(command: Command, name: str, words: Words) -> dict[str, Any]:
    """What may be told with a command: a text, if `_TYPED` says nothing else."""
    more = _TYPED.get(name, {})
    if name == "change":
        more = {"choices": [{"name": words.label(way), "value": way} for way in ("better", "same", "worse")]}
    description = _capital(words.text(f"option.{command}.{name}"))
    return {"type": 3, "name": name, "description": description, "required": False, **more}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:LONGEST]


def form(command: Mapping[str, Any]) -> object:
    """What of a command counts when two are compared: what is not said is what Discord takes it for."""
    return (
        command.get("type") or 1,
        command["description"],
        sorted(command["contexts"] if command.get("contexts") is not None else (0, 1, 2)),
        sorted(command["integration_types"] if command.get("integration_types") is not None else (0,)),
        [_option(each) for each in command.get("options") or ()],
    )


def _option(option: Mapping[str, Any]) -> Any:
    limits = tuple(option.get(name) for name in ("min_value", "max_value", "min_length", "max_length"))
    choices = [(choice["name"], choice["value"]) for choice in option.get("choices") or ()]
    flags = bool(option.get("required")), bool(option.get("autocomplete"))
    return option["type"], option["name"], option["description"], flags, limits, choices


async def suggest(call: discord.Interaction, catalog: Catalog, words: Words, cities: asyncio.Event) -> list[Choice]:
    """Up to 25 ways to complete what is being typed into an option.

    cities: set when they have been read. Nobody is kept waiting for that; until then they may choose from zones.
    """
    told: list[Mapping[str, Any]] = cast("Any", call.data or {}).get("options") or []
    option = next((each for each in told if each.get("focused")), {})
    typed = str(option.get("value", ""))[:LONGEST]
    if option.get("name") == "topic":
        return list(islice(_topics(typed, catalog, words), SUGGESTED))
    if option.get("name") != "city" or not typed.strip():
        return []
    with suppress(TimeoutError):
        async with asyncio.timeout(READ):
            await cities.wait()
    read = cities.is_set()
    return await asyncio.to_thread(lambda: list(islice(_cities(typed, read=read), SUGGESTED)))  # may take a while


def _cities(typed: str, *, read: bool) -> Iterator[Choice]:
    """Cities by any of their names, then zones by part of theirs; what is chosen is always a zone."""
    found = cities.find(typed) if read else ()
    for place in found:
        yield Choice(name=f"{place.whole} ({place.zone})"[:LONGEST], value=place.zone)
    part = "_".join(typed.split()).casefold()
    for zone in sorted(cities.zones()):
        if part in zone.casefold() and all(zone != place.zone for place in found):
            yield Choice(name=zone, value=zone)


def _topics(typed: str, catalog: Catalog, words: Words) -> Iterator[Choice]:
    """Topics whose title holds what was typed."""
    for name in catalog.topics:
        title = words.label(f"topic_{name}")
        if fold(typed) in fold(title):
            yield Choice(name=title[:LONGEST], value=title[:LONGEST])
