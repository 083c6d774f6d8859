"""The slash commands: what they are called, what may be told with them, and what is suggested while that is typed.

They are registered only when Discord has other ones. What is called is read from the call itself, so a command that
an older version registered is answered too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, Protocol, cast

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

Choice = app_commands.Choice[str]


class Called(Protocol):
    """What a command tree calls: with a command, and with an option that is being typed."""

    def called(self, call: discord.Interaction) -> None: ...
    async def typing(self, call: discord.Interaction) -> None: ...


class Tree(app_commands.CommandTree[discord.Client]):
    """The commands of the menu, in the words of the catalog."""

    def __init__(self, client: discord.Client, catalog: Catalog, called: Called) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._called = called
        for name in catalog.menu:
            self.add_command(_command(name, catalog.words[catalog.language]))

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Everything is answered here; what is below says no more than which options there are."""
        if interaction.type is discord.InteractionType.autocomplete:
            await self._called.typing(interaction)
        else:
            self._called.called(interaction)
        return False

    async def introduce(self) -> bool:
        """Register the commands if Discord has other ones; whether it had. Raises discord.DiscordException."""
        if (application := self.client.application_id) is None:
            raise app_commands.MissingApplicationID
        # as Discord says it: what `fetch_commands` makes of it has lost where a command may be used (discord.py 2.7.1)
        there = {each["name"]: form(each) for each in await self.client.http.get_global_commands(application)}
        ours = {command.name: form(command.to_dict(self)) for command in self.get_commands()}
        if there == ours:
            return False
        await self.sync()
        return True


# --- what there is ------------------------------------------------------------------------------------------------


def _command(name: Command, words: Words) -> app_commands.Command[Any, ..., None]:
    """The command of that name in the menu, with its options."""
    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name.value, description=_capital(words.text(f"command.{name}")), callback=_CALLS.get(name, _plain)
    )
    options = OPTIONS.get(name, ())
    app_commands.describe(**{each: _capital(words.text(f"option.{name}.{each}")) for each in options})(command)
    if "change" in options:
        answers = ("better", "same", "worse")
        app_commands.choices(change=[Choice(name=words.label(each), value=each) for each in answers])(command)
    for each in {"city", "topic"}.intersection(options):
        command.autocomplete(each)(_nothing)  # only says that there are suggestions; `suggest` makes them
    return command


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:LONGEST]


async def _plain(_: discord.Interaction) -> None: ...


async def _checkin(
    _: discord.Interaction, pain: app_commands.Range[int, 0, 10] | None = None, change: str | None = None
) -> None: ...


async def _reminders(_: discord.Interaction, time: str | None = None, days: str | None = None) -> None: ...


async def _timezone(_: discord.Interaction, city: str | None = None) -> None: ...


async def _learn(_: discord.Interaction, topic: str | None = None) -> None: ...


async def _link(_: discord.Interaction, code: str | None = None) -> None: ...


async def _nothing(_: discord.Interaction, typed: str) -> list[Choice]:
    return []


_CALLS: dict[Command, Callable[..., Any]] = {
    Command.CHECKIN: _checkin,
    Command.REMINDERS: _reminders,
    Command.TIMEZONE: _timezone,
    Command.LEARN: _learn,
    Command.LINK: _link,
}


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


# --- what is suggested --------------------------------------------------------------------------------------------


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
