"""The person at the other end: writes, presses, picks and calls commands, as the app of Discord would let them.

What the app would not offer (a button that is not there, a command nobody registered, a value out of range) raises
AssertionError that says what is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from tests.fakes.discord.commands import Command, Commands
from tests.fakes.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, Interaction, Interactions
from tests.fakes.discord.world import (
    DM,
    PERMISSIONS,
    PRIVATE,
    Guild,
    Part,
    Place,
    Shown,
    User,
    Wire,
    World,
    member_wire,
)

Where = Literal["dm", "guild", "private"]
CONTEXTS = {"guild": 0, "dm": 1, "private": 2}
MEDIA: dict[int, Any] = {3: str, 4: int, 5: bool, 10: (int, float)}
GUILD_INSTALL, USER_INSTALL = 0, 1


class Person(User):
    """`writes`, `edits`, `deletes` and `sends` return the message; what is pressed or called returns an Interaction."""

    def __init__(self, world: World, commands: Commands, interactions: Interactions, name: str, locale: str) -> None:
        super().__init__(world.new_id(), name, locale=locale)
        self._world, self._commands, self._interactions = world, commands, interactions
        world.users[self.id] = self

    @property
    def dm(self) -> Place:
        return self._world.dm(self)

    @property
    def sees(self) -> list[Shown]:
        """What stands in the DM now, both sides."""
        return [shown for shown in self._world.channels[self.dm.id] if not shown.deleted]

    @property
    def heard(self) -> list[str]:
        """The texts which stand in the DM from the bot."""
        return [shown.content for shown in self.sees if shown.author is self._world.bot]

    # messages

    async def writes(
        self, text: str, where: Where = "dm", files: dict[str, bytes] | None = None, times: int = 1
    ) -> Shown:
        """times: how often the gateway tells of it."""
        shown = Shown(self._world.new_id(), self._place(where).id, self, self._world.now(), text)
        shown.files = dict(files or {})
        self._world.show(shown)
        for _ in range(times - 1):
            self._world.tell("MESSAGE_CREATE", shown)
        return shown

    async def sends(self, kind: Literal["attachment", "sticker", "voice"], where: Where = "dm") -> Shown:
        """Something without words."""
        shown = Shown(self._world.new_id(), self._place(where).id, self, self._world.now())
        if kind == "sticker":
            shown.stickers = [{"id": str(self._world.new_id()), "name": "Wave", "format_type": 1}]
        else:
            shown.files = {"voice-message.ogg" if kind == "voice" else "picture.png": b"\0" * 16}
        shown.flags = 1 << 13 if kind == "voice" else 0
        return self._world.show(shown)

    async def edits(self, text: str, message: Shown | None = None) -> Shown:
        shown = message or self._own()
        self._world.edit(shown, {"content": text})
        return shown

    async def deletes(self, message: Shown | None = None) -> Shown:
        shown = message or self._own()
        self._world.delete(shown)
        return shown

    def closes_dms(self) -> None:
        """Blocks the bot, or takes no messages from members of the server: 50007."""
        self.dms_open = False

    def opens_dms(self) -> None:
        self.dms_open = True

    def leaves(self) -> None:
        """Is in no server with the bot any more and has taken the app from their list: 50278."""
        self.shares_a_guild = self.installed = False
        for guild in self._world.guilds.values():
            guild.members = [member for member in guild.members if member is not self]

    def _own(self) -> Shown:
        mine = [shown for shown in self.sees if shown.author is self]
        assert mine, f"{self.name} has written nothing in the DM"
        return mine[-1]

    # presses

    async def presses(self, button: str, message: Shown | None = None, times: int = 1) -> Interaction:
        """The button with this label or custom id in the newest message that has it, or of `message`, where one that
        has since been taken away may still be pressed, as by a screen that lags behind; the event comes `times` times.
        """
        shown, part = self._find(button, message, 2)
        return self._touch(shown, {"custom_id": part.custom_id, "component_type": 2}, times)

    async def selects(
        self, *values: str, message: Shown | None = None, select: str = "", times: int = 1
    ) -> Interaction:
        """Options of a select by label or value; of the newest one, or of that with this custom id."""
        shown, part = self._find(select, message, 3)
        by_name = {name: value for option in part.options for name, value in (option, (option[1], option[1]))}
        wrong = [value for value in values if value not in by_name]
        assert not wrong, f"no option {wrong} in {part.options}"
        data = {"custom_id": part.custom_id, "component_type": 3, "values": [by_name[value] for value in values]}
        return self._touch(shown, data, times)

    def _find(self, name: str, message: Shown | None, kind: int) -> tuple[Shown, Part]:
        for shown in [message] if message else reversed(self._visible()):
            was = [edit.rows for edit in reversed(shown.edits)] if message else []
            for part in (part for rows in (shown.rows, *was) for row in rows for part in row if part.kind == kind):
                if name in (part.label, part.custom_id) or (kind == 3 and not name):
                    assert not part.disabled, f"{part.label!r} is greyed out"
                    assert part.custom_id, f"{part.label!r} opens {part.url} and tells the bot nothing"
                    return shown, part
        there = [(shown.content[:60], shown.buttons) for shown in self._visible()[-5:]]
        raise AssertionError(f"{self.name} sees no {'button' if kind == 2 else 'select'} {name!r}; newest: {there}")

    def _visible(self) -> list[Shown]:
        """Messages of the bot in all places of this person, oldest first."""
        mine = [place for place in self._world.places.values() if self._is_in(place)]
        seen = [shown for place in mine for shown in self._world.channels[place.id] if not shown.deleted]
        return sorted((shown for shown in seen if shown.viewer in (None, self)), key=lambda shown: shown.id)

    def _is_in(self, place: Place) -> bool:
        return self in (place.guild.members if place.guild else place.people)

    def _touch(self, shown: Shown, data: Wire, times: int) -> Interaction:
        place = self._world.places[shown.channel]
        return self._deliver(COMPONENT, place, data, times, shown)

    async def submits(self, modal: Interaction, values: dict[str, str]) -> Interaction:
        """Fill in the form which answered an interaction: what is typed, by custom id of the field."""
        assert modal.callback, "the interaction is not answered"
        assert modal.callback.type == 9, "the answer was no form"
        rows = [
            {
                "type": 1,
                "id": number,
                "components": [{"type": 4, "id": 100 + number, "custom_id": name, "value": value}],
            }
            for number, (name, value) in enumerate(values.items(), 1)
        ]
        data = {"custom_id": modal.callback.data["custom_id"], "components": rows}
        return self._deliver(MODAL, modal.place, data, 1, modal.source)

    # commands

    async def commands(
        self, name: str, options: dict[str, Any] | None = None, where: Where = "dm", times: int = 1
    ) -> Interaction:
        """A slash command; "group sub" for one inside a group. Options by name."""
        command, path = self._command(name, where)
        leaf = _leaf(command, path)
        _fit(leaf, options or {})
        kinds = {option["name"]: option["type"] for option in leaf.get("options") or []}
        given = [{"name": key, "type": kinds[key], "value": value} for key, value in (options or {}).items()]
        return self._deliver(COMMAND, self._place(where), _data(command, path, given), times)

    async def autocompletes(self, name: str, text: str, option: str = "", where: Where = "dm") -> Interaction:
        """Types `text` into an option that offers suggestions (the first such one unless named)."""
        command, path = self._command(name, where)
        for one in _leaf(command, path).get("options") or []:
            if one.get("autocomplete") and option in ("", one["name"]):
                given = [{"name": one["name"], "type": one["type"], "value": text, "focused": True}]
                return self._deliver(AUTOCOMPLETE, self._place(where), _data(command, path, given), 1)
        raise AssertionError(f"/{name} has no option {option!r} with suggestions")

    def _command(self, name: str, where: Where) -> tuple[Command, list[str]]:
        first, *path = name.split()
        guild = self._guild().id if where == "guild" else 0
        command = self._commands.find(first, guild)
        offered = sorted(name for _, name in self._commands.of(0))
        assert command, f"no command /{first}; there are {offered}"
        contexts = command["contexts"] if command["contexts"] is not None else [0, 1, 2]
        assert CONTEXTS[where] in contexts, f"/{first} is not offered in a {where}: contexts {contexts}"
        installs = command["integration_types"]
        by_guild = GUILD_INSTALL in installs and where != "private" and (where == "guild" or self.shares_a_guild)
        # in the DM with the bot itself the commands of a server's app are offered too
        assert by_guild or (USER_INSTALL in installs and self.installed), (
            f"/{first} is not offered: installs {installs}"
        )
        return command, path

    # all interactions

    def _guild(self) -> Guild:
        mine = [guild for guild in self._world.guilds.values() if self in guild.members]
        assert mine, f"{self.name} is in no server; make one with server.guild(person)"
        return mine[0]

    def _place(self, where: Where) -> Place:
        if where == "guild":
            return self._world.places[self._guild().channel]
        if where == "dm":
            return self.dm
        for place in self._world.places.values():
            if place.kind == PRIVATE and self in place.people:
                return place
        friend = User(self._world.new_id(), "friend")
        return self._world.place(PRIVATE, [self, friend])

    def _deliver(self, kind: int, place: Place, data: Wire, times: int, source: Shown | None = None) -> Interaction:
        interaction = self._interactions.add(Interaction(self._world, kind, self, place, source))
        interaction.wire = self._wire(interaction, data)
        for _ in range(times):
            self._world.push("INTERACTION_CREATE", interaction.wire, place.guild.id if place.guild else None)
        self._world.changed()
        return interaction

    def _wire(self, interaction: Interaction, data: Wire) -> Wire:
        place = interaction.place
        wire: Wire = {
            "id": str(interaction.id),
            "application_id": str(self._world.application),
            "type": interaction.kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": str(place.id),
            "channel": place.wire(),
            "locale": self.locale,
            "app_permissions": PERMISSIONS,
            "entitlements": [],
            "authorizing_integration_owners": self._owners(place),
            "context": 0 if place.guild else 1 if place.kind == DM else 2,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if interaction.source:
            wire["message"] = interaction.source.wire()
        if not place.guild:
            return wire | {"user": self.wire()}
        guild = {"id": str(place.guild.id), "locale": "en-US", "features": []}
        member = member_wire(self._world.now()) | {"user": self.wire(), "permissions": PERMISSIONS}
        return wire | {"guild_id": guild["id"], "guild": guild, "guild_locale": "en-US", "member": member}

    def _owners(self, place: Place) -> dict[str, str]:
        own = {"1": str(self.id)} if self.installed else {}
        if place.guild:
            return {"0": str(place.guild.id)} | own
        return ({"0": "0"} if place.kind == DM and self.shares_a_guild else {}) | own


def _leaf(command: Command, path: Sequence[str]) -> Command:
    for name in path:
        inner = [option for option in command.get("options") or [] if option["name"] == name]
        assert inner, f"/{command['name']} has no part {name!r}"
        command = inner[0]
    return command


def _data(command: Command, path: Sequence[str], given: list[Wire]) -> Wire:
    options = given
    for depth in range(len(path), 0, -1):
        kind = _leaf(command, path[:depth])["type"]
        options = [{"name": path[depth - 1], "type": kind, "options": options}]
    data = {"id": command["id"], "name": command["name"], "type": 1, "options": options}
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _fit(command: Command, options: dict[str, Any]) -> None:
    """Raises AssertionError for what the app would not let anybody send."""
    known = {option["name"]: option for option in command.get("options") or []}
    assert not any(option["type"] in (1, 2) for option in known.values()), (
        f"/{command['name']} needs one of {list(known)}"
    )
    missing = [name for name, option in known.items() if option.get("required") and name not in options]
    assert not missing, f"/{command['name']} needs {missing}"
    for name, value in options.items():
        assert name in known, f"/{command['name']} has no option {name!r}, only {list(known)}"
        option = known[name]
        assert isinstance(value, MEDIA.get(option["type"], object)), f"{name} is of type {option['type']}: {value!r}"
        choices = [choice["value"] for choice in option.get("choices") or []]
        assert not choices or value in choices, f"{name} is one of {choices}"
        size = len(value) if isinstance(value, str) else value
        least, most = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
        if isinstance(size, int | float):
            assert option.get(least) is None or size >= option[least], f"{name}: at least {option[least]}"
            assert option.get(most) is None or size <= option[most], f"{name}: at most {option[most]}"
