"""What Discord keeps: users, channels, servers ("guilds"), messages and their ids. Nothing here knows HTTP."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from tests.fakes.discord.fates import Limits

EPOCH = 1_420_070_400_000  # ms: the first second of 2015, where Discord's ids begin
DM, TEXT, PRIVATE = 1, 0, 3  # kinds of channel; PRIVATE stands for any chat between people that the bot is not in
CROSSPOSTED, EPHEMERAL, LOADING, SILENT = 1, 1 << 6, 1 << 7, 1 << 12
PERMISSIONS = str(1 << 10 | 1 << 11 | 1 << 14 | 1 << 15 | 1 << 16 | 1 << 31)

Wire = dict[str, Any]


class Part(NamedTuple):
    """A button (kind 2) or a select (kind 3) of a message; a link button has `url` and no custom_id."""

    kind: int
    custom_id: str
    label: str
    style: int
    url: str
    disabled: bool
    options: tuple[tuple[str, str], ...]  # of a select: label and value


class Edit(NamedTuple):
    at: datetime
    content: str
    rows: list[list[Part]]


@dataclass(eq=False)
class User:
    """installed: the app is in this person's own list of apps; shares_a_guild: a server has both them and the bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    installed: bool = True
    shares_a_guild: bool = False

    def wire(self) -> Wire:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": None if self.bot else self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass(eq=False)
class Guild:
    """A server which the bot is in, with one text channel."""

    id: int
    name: str
    channel: int
    members: list[User] = field(default_factory=list)


@dataclass(eq=False)
class Place:
    """A channel. `people` are those at the other end (one in a DM)."""

    id: int
    kind: int
    people: list[User] = field(default_factory=list)
    guild: Guild | None = None

    def wire(self) -> Wire:
        wire: Wire = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.guild:
            return wire | {
                "guild_id": str(self.guild.id),
                "name": "general",
                "position": 0,
                "topic": None,
                "nsfw": False,
                "parent_id": None,
                "permission_overwrites": [],
                "rate_limit_per_user": 0,
                "permissions": PERMISSIONS,
            }
        return wire | {
            "recipients": [person.wire() for person in self.people],
            "name": None,
            "icon": None,
            "owner_id": None,
        }


@dataclass(eq=False)
class Shown:
    """A message. `rows` are its buttons and selects; `edits` what it was before each edit, and when that ended."""

    id: int
    channel: int
    author: User
    at: datetime
    content: str = ""
    components: list[Wire] = field(default_factory=list)
    embeds: list[Wire] = field(default_factory=list)
    flags: int = 0
    nonce: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    stickers: list[Wire] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    edited_at: datetime | None = None
    deleted: bool = False
    interaction: int | None = None  # it was the answer to this interaction
    viewer: User | None = None  # of an ephemeral one: who alone sees it
    reply_to: int | None = None
    alts: dict[str, str] = field(default_factory=dict)  # what its files show, by their names
    mentions: list[User] = field(default_factory=list)
    origin: str = field(default="", repr=False)  # where the files are served

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """It only says that the app is thinking."""
        return bool(self.flags & LOADING)

    @property
    def silent(self) -> bool:
        return bool(self.flags & SILENT)

    @property
    def rows(self) -> list[list[Part]]:
        return [[_part(inner) for inner in row.get("components", [])] for row in self.components if row["type"] == 1]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, in order."""
        return [part.label for row in self.rows for part in row if part.kind == 2]

    def wire(self) -> Wire:
        wire: Wire = {
            "id": str(self.id),
            "channel_id": str(self.channel),
            "author": self.author.wire(),
            "content": self.content,
            "timestamp": self.at.isoformat(),
            "edited_timestamp": self.edited_at.isoformat() if self.edited_at else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.wire() for user in self.mentions],
            "mention_roles": [],
            "attachments": [self._file(index, name) for index, name in enumerate(self.files)],
            "embeds": [{"type": "rich"} | embed for embed in self.embeds],
            "pinned": False,
            "type": 20 if self.interaction else 19 if self.reply_to else 0,
            "flags": self.flags,
            "components": _numbered(self.components),
        }
        if self.stickers:
            wire["sticker_items"] = self.stickers
        if self.nonce:
            wire["nonce"] = self.nonce
        if self.reply_to:
            wire["message_reference"] = {"type": 0, "channel_id": str(self.channel), "message_id": str(self.reply_to)}
        return wire

    def _file(self, index: int, name: str) -> Wire:
        url = f"{self.origin}/attachments/{self.channel}/{self.id}/{name}"
        file = {"id": str(self.id + index + 1), "filename": name, "size": len(self.files[name]), "url": url}
        said = {"description": self.alts[name]} if name in self.alts else {}
        return file | said | {"proxy_url": url, "content_type": "application/octet-stream"}


def _part(wire: Wire) -> Part:
    options = tuple((option["label"], option["value"]) for option in wire.get("options") or [])
    emoji = (wire.get("emoji") or {}).get("name") or ""
    label = (wire.get("label") or wire.get("placeholder") or emoji) or ""
    disabled = bool(wire.get("disabled"))
    return Part(
        wire["type"], wire.get("custom_id") or "", label, wire.get("style", 0), wire.get("url") or "", disabled, options
    )


def _numbered(components: list[Wire]) -> list[Wire]:
    """As Discord sends them back: each with a number of its own."""
    count = 0

    def number(part: Wire) -> Wire:
        nonlocal count
        count += 1
        own = {"id": part.get("id") or count}
        inner = {"components": [number(one) for one in part["components"]]} if "components" in part else {}
        return part | own | inner

    return [number(part) for part in components]


class Push(Protocol):
    def __call__(self, event: str, data: Wire, guild: int | None = None) -> None: ...


class World:
    """All of it. `channels` holds the messages of each channel in order, the deleted ones too."""

    def __init__(self, now: Callable[[], datetime], push: Push, changed: Callable[[], None]) -> None:
        self.now, self.push, self.changed = now, push, changed
        self._last_id = 0
        self.bot = User(self.new_id(), "lumbot", bot=True)
        self.application = self.bot.id  # as with every newer app
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.places: dict[int, Place] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: defaultdict[int, list[Shown]] = defaultdict(list)
        self.opened: list[datetime] = []  # when DMs were opened by the bot
        self.limits: Limits | None = None
        self.origin = ""

    def new_id(self) -> int:
        """An id that holds the time in ms above its lowest 22 bits; always larger than the one before."""
        self._last_id = max(self._last_id + 1, (int(self.now().timestamp() * 1000) - EPOCH) << 22)
        return self._last_id

    def dm(self, person: User) -> Place:
        for place in self.places.values():
            if place.kind == DM and place.people == [person]:
                return place
        return self.place(DM, [person])

    def place(self, kind: int, people: list[User], guild: Guild | None = None) -> Place:
        place = Place(self.new_id(), kind, people, guild)
        self.places[place.id] = place
        return place

    def find(self, channel: int, message: int) -> Shown | None:
        return next((shown for shown in self.channels[channel] if shown.id == message and not shown.deleted), None)

    def show(self, shown: Shown) -> Shown:
        """Keep a new message and tell the gateway of it."""
        shown.mentions = [self.users[i] for i in map(int, re.findall(r"<@!?(\d+)>", shown.content)) if i in self.users]
        shown.origin = self.origin
        self.channels[shown.channel].append(shown)
        self.tell("MESSAGE_CREATE", shown)
        return shown

    def edit(self, shown: Shown, body: Wire, files: dict[str, bytes] | None = None) -> None:
        """Change what `body` names; what it leaves out stays."""
        shown.edits.append(Edit(self.now(), shown.content, shown.rows))
        if "content" in body:
            shown.content = body["content"] or ""
        if "components" in body:
            shown.components = body["components"] or []
        if "embeds" in body:
            shown.embeds = body["embeds"] or []
        if "attachments" in body:
            kept = {str(attachment["id"]) for attachment in body["attachments"] or []}
            shown.files = {
                name: data
                for index, (name, data) in enumerate(shown.files.items())
                if str(shown.id + index + 1) in kept
            }
        shown.files |= files or {}
        shown.flags &= ~LOADING
        shown.edited_at = self.now()
        self.tell("MESSAGE_UPDATE", shown)

    def delete(self, shown: Shown) -> None:
        shown.deleted = True
        place = self.places[shown.channel]
        if not shown.ephemeral and place.kind != PRIVATE:
            wire = {"id": str(shown.id), "channel_id": str(shown.channel)}
            guild = place.guild.id if place.guild else None
            self.push("MESSAGE_DELETE", wire | ({"guild_id": str(guild)} if guild else {}), guild)
        self.changed()

    def tell(self, event: str, shown: Shown) -> None:
        place = self.places[shown.channel]
        if not shown.ephemeral and place.kind != PRIVATE:
            wire = shown.wire() | {"channel_type": place.kind}
            if place.guild:
                wire |= {"guild_id": str(place.guild.id), "member": member_wire(self.now())}
                if shown.author != self.bot and self.bot not in shown.mentions:
                    # without the intent for message content
                    wire |= {"content": "", "embeds": [], "attachments": [], "components": []}
            self.push(event, wire, place.guild.id if place.guild else None)
        self.changed()


def member_wire(joined: datetime) -> Wire:
    return {
        "roles": [],
        "joined_at": joined.isoformat(),
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def guild_wire(guild: Guild, world: World) -> Wire:
    """As GUILD_CREATE tells it."""
    role = {"id": str(guild.id), "name": "@everyone", "color": 0, "hoist": False, "position": 0, "managed": False}
    role |= {"permissions": PERMISSIONS, "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0}
    role |= {"colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}}
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str((guild.members or [world.bot])[0].id),
        "roles": [role],
        "channels": [world.places[guild.channel].wire()],
        "members": [member_wire(world.now()) | {"user": world.bot.wire()}],
        "member_count": 1 + len(guild.members),
        "joined_at": world.now().isoformat(),
        "preferred_locale": "en-US",
        "large": False,
        "unavailable": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "system_channel_id": None,
        "afk_timeout": 300,
        "afk_channel_id": None,
        **{name: [] for name in ("emojis", "stickers", "features", "threads", "presences", "voice_states")},
        **{name: [] for name in ("stage_instances", "guild_scheduled_events", "soundboard_sounds")},
    }
