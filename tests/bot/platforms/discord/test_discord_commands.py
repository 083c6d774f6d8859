"""Slash commands on Discord: in our chat they are heard, elsewhere they say where we talk, and nothing of health."""

from __future__ import annotations

import asyncio
import re
import threading
from typing import Any

import pytest

from bot.adapter import Address
from bot.store.queries import Store
from content import cities
from content.menu import OPTIONS, Command
from content.model import Catalog
from handlers.person import Person as Person_
from handlers.typed import commands as typed_commands
from handlers.world import World
from tests.fakes.discord.fates import slow, too_many
from tests.fakes.discord.home import Home, at_home
from tests.fakes.discord.people import Person
from tests.fakes.discord.server import Server

from bot.platforms.discord import commands  # isort: skip

HEALTH = re.compile(r"\b(pain|back|exercise|session|sore|hurt|better|worse|7|health)\b", re.IGNORECASE)


@pytest.fixture(scope="module", autouse=True)
def _cities() -> None:
    """Read before anybody waits for them."""
    cities.ready()


async def test_a_command_in_our_chat_is_heard_with_its_options_and_leaves_nothing_behind(
    home: Home, ann: Person
) -> None:
    ann.installed = True
    await home.walk_in(ann, until="skip")
    await home.taps(ann, "later")
    count = len(ann.heard)
    called = await ann.commands("checkin", {"pain": 7, "change": "worse"})
    assert (await called.answered()).ephemeral
    assert (await called.answered()).seconds < 1
    await home.server.until(lambda: called.shown and called.shown.deleted and len(ann.heard) == count + 3)
    bob = home.server.person("bob")
    await home.walk_in(bob, until="skip")
    await home.taps(bob, "later")
    assert await home.says(bob, "/checkin 7 worse", 3) == ann.heard[count:]


@pytest.mark.parametrize("where", ["guild", "private"])
async def test_elsewhere_only_a_pointer_that_nobody_else_sees(home: Home, ann: Person, where: Any) -> None:
    ann.installed = True
    guild = home.server.guild(ann)
    called = await ann.commands("checkin", {"pain": 7, "change": "worse"}, where=where)
    assert (await called.answered()).ephemeral
    await home.server.until(lambda: called.shown and called.shown.edits)
    shown = called.shown
    assert shown
    assert shown.content == home.catalog.words["en"].text("elsewhere")
    assert [part.url for row in shown.rows for part in row] == [f"https://discord.com/channels/@me/{ann.dm.id}"]
    assert not HEALTH.search(shown.content)
    assert all(each.ephemeral for each in home.server.channels[guild.channel])
    assert len(ann.heard) == 1  # and the talk goes on in private
    assert ann.heard[0].startswith("Hello,")


async def test_a_reminder_is_not_asked_for_before_a_test_message_has_arrived(home: Home, ann: Person) -> None:
    home.server.guild(ann)
    called = await ann.commands("reminders", {"time": "18:30"}, where="guild")
    await home.server.until(lambda: called.shown and called.shown.edits)
    assert ann.heard[0] == home.catalog.words["en"].text("test_message")
    assert len(ann.heard) == 2
    bob = home.server.person("bob")
    home.server.guild(bob)
    bob.closes_dms()
    called = await bob.commands("reminders", {"time": "18:30"}, where="guild")
    await home.server.until(lambda: called.shown and called.shown.edits)
    assert called.shown
    assert called.shown.content == home.catalog.words["en"].text("cant_reach")
    assert await home.store.row_at(Address("discord", str(bob.id))) is None


async def test_somebody_who_cannot_be_reached_is_told_so_and_is_back_with_their_next_word(
    home: Home, ann: Person
) -> None:
    home.server.guild(ann)
    ann.closes_dms()
    called = await ann.commands("session", where="guild")
    await home.server.until(lambda: called.shown and called.shown.edits)
    assert called.shown
    assert called.shown.content == home.catalog.words["en"].text("cant_reach")
    assert (await home.row(ann)).unreachable
    ann.opens_dms()
    assert await home.says(ann, "hello")
    assert not (await home.row(ann)).unreachable


async def test_while_the_cities_are_being_read_nobody_waits_for_them(
    server: Server, ann: Person, store: Store, catalog: Catalog
) -> None:
    read = threading.Event()
    async with at_home(server, store, catalog, cities=read.wait):
        try:
            city = await (await ann.autocompletes("timezone", "lisb")).answered()
            topic = await (await ann.autocompletes("learn", "")).answered()
        finally:
            read.set()
    assert city.choices == [("Europe/Lisbon", "Europe/Lisbon")]
    assert city.seconds < 3
    assert topic.choices
    assert topic.seconds < commands.READ  # topics have nothing to do with them


async def test_what_fails_only_now_is_not_called_a_closed_door(home: Home, ann: Person) -> None:
    home.server.guild(ann)
    home.server.fate = lambda method, path, _body: (
        too_many(20, everywhere=True) if method == "POST" and not path.startswith("/interactions") else None
    )
    called = await ann.commands("reminders", {"time": "18:30"}, where="guild")
    await home.server.until(lambda: called.shown and called.shown.edits)
    assert called.shown
    assert called.shown.content == home.catalog.words["en"].text("elsewhere")
    assert [part.url for row in called.shown.rows for part in row] == [
        f"https://discord.com/users/{home.server.world.bot.id}"
    ]
    assert await home.store.row_at(Address("discord", str(ann.id))) is None


async def test_while_it_is_seen_whether_an_answer_arrives_the_next_thing_is_heard(home: Home, ann: Person) -> None:
    home.server.guild(ann)
    await home.says(ann, "hello")
    home.server.fate = lambda method, path, _body: slow(1.0) if path.endswith("/messages") else None
    called = await ann.commands("menu", where="guild")
    await home.server.until(lambda: home.server.calls["POST /channels/{channel_id}/messages"] == 2)
    pressed = await ann.presses("20-50")
    assert (await pressed.answered()).seconds < 0.5
    await home.server.until(lambda: called.shown and called.shown.edits)
    paths = [path for _, _, path, _ in home.server.requests]
    before = paths[: next(n for n, path in enumerate(paths) if called.token in path and path.endswith("@original"))]
    assert len([path for path in before if path.endswith("/messages")]) == 3  # the press is answered, then it is seen


async def test_cities_and_topics_are_suggested(home: Home, ann: Person) -> None:
    ann.installed = True
    found = (await (await ann.autocompletes("timezone", "lisb")).answered()).choices
    assert ("Lisbon, Portugal (Europe/Lisbon)", "Europe/Lisbon") in found or ("Europe/Lisbon", "Europe/Lisbon") in found
    assert len((await (await ann.autocompletes("timezone", "america/")).answered()).choices) == 25
    assert (await (await ann.autocompletes("timezone", "")).answered()).choices == []
    topics = (await (await ann.autocompletes("learn", "")).answered()).choices
    assert 0 < len(topics) <= 25
    name, value = topics[-1]
    assert (await (await ann.autocompletes("learn", name[1:6].upper())).answered()).choices[0][1] == value


async def test_the_commands_are_those_of_the_menu_and_registered_only_when_they_differ(home: Home) -> None:
    overwrite = "PUT /applications/{application_id}/commands"
    assert list(home.server.commands) == list(home.catalog.menu)
    for name, command in home.server.commands.items():
        assert tuple(option["name"] for option in command["options"]) == OPTIONS.get(Command(name), ())
        assert command["contexts"] == [0, 1, 2]
        assert command["integration_types"] == [0, 1]
    assert home.server.calls[overwrite] == 1
    await home.restart()
    await home.server.until(lambda: home.server.calls["GET /applications/{application_id}/commands"] == 2)
    await asyncio.sleep(0.05)
    assert home.server.calls[overwrite] == 1
    home.server.commands["menu"]["description"] = "of an older version"
    await home.restart()
    await home.server.until(lambda: home.server.calls[overwrite] == 2)
    assert home.server.commands["menu"]["description"] != "of an older version"


async def test_what_is_suggested_is_understood(home: Home, ann: Person) -> None:
    ann.installed = True
    world = World(home.clock.now, home.catalog, Person_())
    for name in home.catalog.topics:
        title = home.catalog.words["en"].label(f"topic_{name}")
        found = (await (await ann.autocompletes("learn", title)).answered()).choices
        assert typed_commands.read(f"/learn {found[0][1]}", world) == ("learn", f"topic_{name}")
    for typed in ("paris", "America/New_York", "argentina/", "sao paulo"):
        found = (await (await ann.autocompletes("timezone", typed)).answered()).choices
        assert found
        for _, zone in found:
            command, said = typed_commands.read(f"/timezone {zone}", world)
            assert command == "timezone"
            assert cities.find(said.removeprefix("typed:"))[0].zone == zone
