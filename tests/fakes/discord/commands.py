"""Application commands: global ones and those of a server, as they are registered, changed and taken away."""

from __future__ import annotations

from typing import Any

from tests.fakes.discord.fates import Refusal
from tests.fakes.discord.messages import Answer, Call
from tests.fakes.discord.rules import COMMANDS
from tests.fakes.discord.world import World

Command = dict[str, Any]
FIELDS: Command = {
    "description": "",
    "options": [],
    "type": 1,
    "contexts": None,
    "integration_types": [0],
    "default_member_permissions": None,
    "nsfw": False,
    "name_localizations": None,
    "description_localizations": None,
    "dm_permission": True,
}


class Commands:
    """`kept`: by server (0: global), then by type and name."""

    def __init__(self) -> None:
        self.kept: dict[int, dict[tuple[int, str], Command]] = {}

    def of(self, guild: int) -> dict[tuple[int, str], Command]:
        return self.kept.setdefault(guild, {})

    def find(self, name: str, guild: int = 0) -> Command | None:
        """The slash command which somebody in that server would be offered."""
        return self.of(guild).get((1, name)) or self.of(0).get((1, name))

    async def list(self, call: Call) -> Answer:
        return 200, list(self.of(_guild(call)).values())

    async def overwrite(self, call: Call) -> Answer:
        guild = _guild(call)
        old = self.of(guild)
        new = [self._made(call.world, guild, body, old.get(_key(body))) for body in call.body or []]
        self.kept[guild] = {_key(command): command for command in new}
        return 200, new

    async def create(self, call: Call) -> Answer:
        guild = _guild(call)
        known, key = self.of(guild), _key(call.body)
        old = known.get(key)
        if old is None and sum(kind == key[0] for kind, _ in known) >= COMMANDS[key[0]]:
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({COMMANDS[key[0]]}).")
        known[key] = self._made(call.world, guild, call.body, old)
        return 201 if old is None else 200, known[key]

    async def get(self, call: Call) -> Answer:
        return 200, self._named(call)

    async def change(self, call: Call) -> Answer:
        old, known = self._named(call), self.of(_guild(call))
        new = old | {name: value for name, value in call.body.items() if value is not None or name == "contexts"}
        new["version"] = str(call.world.new_id())
        del known[_key(old)]
        known[_key(new)] = new
        return 200, new

    async def delete(self, call: Call) -> Answer:
        del self.of(_guild(call))[_key(self._named(call))]
        return 204, None

    def _named(self, call: Call) -> Command:
        for command in self.of(_guild(call)).values():
            if command["id"] == call.names["command_id"]:
                return command
        raise Refusal(404, 10063, "Unknown application command")

    def _made(self, world: World, guild: int, body: Command, old: Command | None) -> Command:
        own = {"id": old["id"] if old else str(world.new_id()), "application_id": str(world.application)}
        own["version"] = str(world.new_id())
        given = {name: value for name, value in body.items() if value is not None and name in FIELDS | {"name": ""}}
        return FIELDS | given | own | ({"guild_id": str(guild)} if guild else {})


def _key(command: Command) -> tuple[int, str]:
    return command.get("type") or 1, command["name"]


def _guild(call: Call) -> int:
    if call.id("application_id") != call.world.application:
        raise Refusal(404, 10002, "Unknown Application")
    guild = call.id("guild_id") if "guild_id" in call.names else 0
    if guild and guild not in call.world.guilds:
        raise Refusal(403, 50001, "Missing Access")
    return guild
