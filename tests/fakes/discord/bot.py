"""A small bot on the real discord.py, with which the server is tried: it writes down what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.fakes.discord.pointing import discord, pointed
from tests.fakes.discord.server import Server

app_commands = discord.app_commands


class Bot(discord.AutoShardedClient):
    """Writes down what it is told; answers presses and commands the way the test says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=discord.Intents.default(), guild_ready_timeout=0.01, **options)
        self.told: list[discord.Message] = []
        self.pressed: list[discord.Interaction] = []
        self.happened: list[str] = []
        self.answer: Callable[[discord.Interaction], Any] = lambda press: press.response.defer()
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(checkin)
        self.tree.add_command(timezone)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library would wait 5 s here."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.told.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            self.pressed.append(interaction)
            await self.answer(interaction)

    @property
    def session(self) -> aiohttp.ClientSession:
        """The library's own, for requests with the token of an interaction."""
        return self.http._HTTPClient__session  # type: ignore[attr-defined,no-any-return]

    async def on_ready(self) -> None:
        self.happened.append("ready")

    async def on_resumed(self) -> None:
        self.happened.append("resumed")


@app_commands.command(description="How is it today?")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def checkin(press: discord.Interaction, pain: app_commands.Range[int, 0, 10], note: str = "") -> None:
    await press.response.send_message(f"{pain} {note}", ephemeral=True)


@app_commands.command(description="Where are you?")
@app_commands.allowed_contexts(guilds=False, dms=True, private_channels=False)
async def timezone(press: discord.Interaction, zone: str) -> None:
    await press.response.defer(ephemeral=True)
    await press.followup.send(zone)


@timezone.autocomplete("zone")
async def _zones(press: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{typed}{end}", value=f"{typed}{end}") for end in ("bon", "boa")]


@asynccontextmanager
async def online(server: Server, **options: Any) -> AsyncIterator[Bot]:
    bot = Bot(**options)
    with pointed(server):
        task = asyncio.create_task(bot.start(server.token))
        try:
            await server.connected()
            yield bot
        finally:
            await bot.close()
            await asyncio.gather(task, return_exceptions=True)
