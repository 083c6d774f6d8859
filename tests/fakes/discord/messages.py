"""Requests about users, channels and messages. Each takes a Call and returns status and JSON, or raises Refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.fakes.discord.fates import Refusal, form
from tests.fakes.discord.world import DM, PRIVATE, Place, Shown, User, World

Answer = tuple[int, Any]
SAME_NONCE = timedelta(minutes=5)  # "the past few minutes", says the documentation
LARGEST = 10 * 1024 * 1024  # bytes of all files of a message


@dataclass
class Call:
    """A request that passed check(): what its path names, its body and files, and the query."""

    world: World
    names: dict[str, str]
    body: Any
    query: dict[str, str]
    files: dict[str, bytes] = field(default_factory=dict)

    def id(self, name: str) -> int:
        """A number in the path. Raises Refusal: it is none."""
        if not self.names[name].isdecimal():
            raise form(f"{name}: Value {self.names[name]!r} is not snowflake.")
        return int(self.names[name])


def place(call: Call) -> Place:
    """The channel of the path, if the bot may see it."""
    found = call.world.places.get(call.id("channel_id"))
    if found is None:
        raise Refusal(404, 10003, "Unknown Channel")
    if found.kind == PRIVATE:
        raise Refusal(403, 50001, "Missing Access")
    return found


def message(call: Call) -> Shown:
    """The message of the path; who sees an ephemeral one does not matter, it is not found this way."""
    found = call.world.find(place(call).id, call.id("message_id"))
    if found is None or found.ephemeral:
        raise Refusal(404, 10008, "Unknown Message")
    return found


def empty(body: dict[str, Any], files: dict[str, bytes]) -> bool:
    content = (body.get("content") or "").strip()
    return not (content or files or any(body.get(name) for name in ("embeds", "components", "poll", "sticker_ids")))


def fresh(world: World, channel: int, body: dict[str, Any], files: dict[str, bytes]) -> Shown:
    """A new message of the bot. Raises Refusal: it is empty or too large."""
    if empty(body, files):
        raise Refusal(400, 50006, "Cannot send an empty message")
    if sum(map(len, files.values())) > LARGEST:
        raise Refusal(413, 40005, "Request entity too large")
    return Shown(
        world.new_id(),
        channel,
        world.bot,
        world.now(),
        body.get("content") or "",
        body.get("components") or [],
        body.get("embeds") or [],
        body.get("flags") or 0,
        str(body.get("nonce") or ""),
        dict(files),
        alts={each["filename"]: each["description"] for each in body.get("attachments") or [] if "description" in each},
    )


def change(world: World, shown: Shown, body: dict[str, Any], files: dict[str, bytes]) -> None:
    """Edit a message. Raises Refusal: nothing would be left of it."""
    after = {"content": shown.content, "embeds": shown.embeds, "components": shown.components} | body
    kept = shown.files if body.get("attachments") is None else {}
    if empty(after, files | kept):
        raise Refusal(400, 50006, "Cannot send an empty message")
    world.edit(shown, body, files)


# requests


async def user(call: Call) -> Answer:
    name = call.names.get("user_id", "@me")
    found = call.world.bot if name == "@me" else call.world.users.get(int(name) if name.isdecimal() else 0)
    if found is None:
        raise Refusal(404, 10013, "Unknown User")
    own = {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None, "flags": 0}
    return 200, found.wire() | (own if found is call.world.bot else {})


async def open_dm(call: Call) -> Answer:
    world = call.world
    person = world.users.get(int(call.body.get("recipient_id") or 0))
    if person is None:
        raise form("recipient_id: Value is not the id of a user")
    if person is world.bot:
        raise Refusal(400, 50007, "Cannot send messages to this user")
    known = any(found.kind == DM and found.people == [person] for found in world.places.values())
    most = world.limits.new_dms if world.limits else None
    if not known:
        lately = [time for time in world.opened if world.now() - time < timedelta(minutes=10)]
        if most is not None and len(lately) >= most:
            raise Refusal(403, 40003, "You are opening direct messages too fast.")
        world.opened.append(world.now())
    return 200, world.dm(person).wire()


async def get_channel(call: Call) -> Answer:
    return 200, place(call).wire()


async def typing(call: Call) -> Answer:
    place(call)
    return 204, None


async def create(call: Call) -> Answer:
    world, body, where = call.world, call.body, place(call)
    if where.kind == DM:
        _may_write(where.people[0])
    if body.get("enforce_nonce"):
        for shown in reversed(world.channels[where.id]):
            same = shown.author is world.bot and shown.nonce == str(body["nonce"]) and not shown.deleted
            if same and world.now() - shown.at < SAME_NONCE:
                return 200, shown.wire()
    shown = fresh(world, where.id, body, call.files)
    reference = body.get("message_reference")
    if reference and (reference.get("type") or 0) == 0:
        if world.find(where.id, int(reference["message_id"])):
            shown.reply_to = int(reference["message_id"])
        elif reference.get("fail_if_not_exists") is not False:
            raise form("message_reference: Unknown message")
    return 200, world.show(shown).wire()


def _may_write(person: User) -> None:
    if not person.shares_a_guild and not person.installed:
        raise Refusal(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
    if not person.dms_open:
        raise Refusal(403, 50007, "Cannot send messages to this user")


async def get_message(call: Call) -> Answer:
    return 200, message(call).wire()


async def history(call: Call) -> Answer:
    """Newest first; `before`, `after` and `limit` (1 to 100, 50 unless told)."""
    limit = call.query.get("limit", "50")
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        raise form("limit: int value should be between 1 and 100.")
    seen = [shown for shown in call.world.channels[place(call).id] if not shown.deleted and not shown.ephemeral]
    before, after = int(call.query.get("before", 1 << 63)), int(call.query.get("after", 0))
    seen = [shown for shown in seen if after < shown.id < before]
    chosen = seen[: int(limit)] if "after" in call.query else seen[-int(limit) :]
    return 200, [shown.wire() for shown in reversed(chosen)]


async def edit(call: Call) -> Answer:
    shown = message(call)
    if shown.author is not call.world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    change(call.world, shown, call.body, call.files)
    return 200, shown.wire()


async def delete(call: Call) -> Answer:
    shown = message(call)
    if shown.author is not call.world.bot:
        if place(call).kind == DM:
            raise Refusal(403, 50003, "Cannot execute action on a DM channel")
        raise Refusal(403, 50013, "Missing Permissions")
    call.world.delete(shown)
    return 204, None
