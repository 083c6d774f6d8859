"""Lumbot on Discord, with the real library, against a Discord of our own on loopback: the talk."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.adapter import Address
from bot.speaking.speak import Button, Utterance
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Event, Pressed, Said
from tests import TRANSCRIPTS
from tests.fakes.discord.home import Home, button, first
from tests.fakes.discord.people import Person
from tests.fakes.discord.server import Server
from tests.fakes.discord.world import Shown
from tests.fakes.shared.playing import NothingKept

TALK = TRANSCRIPTS / "first_session.txt"


def contents(home: Home, channel: int) -> list[str]:
    return [shown.content for shown in home.server.channels[channel]]


# --- typed text and buttons -------------------------------------------------------------------------------------------


async def test_what_is_typed_and_pressed_is_answered(home: Home, ann: Person) -> None:
    assert (await home.says(ann, "hello"))[0].startswith("Hello, I'm Lumbot")
    asked = ann.sees[-1]
    assert asked.buttons == ["18-19", "20-50", "51-69", "70 or over", "Under 18"]
    assert all(part.custom_id.startswith("l:1:") for row in asked.rows for part in row)
    callback = await (await ann.presses("20-50")).answered()
    assert callback.type == 6
    await home.server.until(lambda: len(ann.heard) == 2 and not asked.rows)
    assert ann.heard[1].startswith("To fit them to you")
    assert asked.content == f"{asked.edits[0].content}\n-# You: 20-50"


async def test_the_question_answered_in_words_loses_its_buttons(home: Home, ann: Person) -> None:
    await home.says(ann, "hello")
    asked = ann.sees[-1]
    await home.says(ann, "go on")
    await home.server.until(lambda: not asked.rows)
    assert asked.content == first(asked)


async def test_a_press_is_acknowledged_before_anything_is_kept(store: Store, catalog: Catalog, home: Home) -> None:
    ann = home.server.person("ann")
    await home.says(ann, "hello")
    await home.stop()
    home.build()
    await home.start(engine=False)  # nothing is kept until it starts
    callback = await (await ann.presses("20-50")).answered()
    assert callback.seconds < 1
    assert len(ann.heard) == 1
    await home.engine.start()
    await home.server.until(lambda: len(ann.heard) == 2)


async def test_what_comes_twice_counts_once(home: Home, ann: Person) -> None:
    await home.walk_in(ann, until="3")
    pressed = await ann.presses(button(ann, "3"), times=2)
    await home.server.until(lambda: button(ann, "skip"))
    assert not pressed.refused
    assert (await home.facts(ann)).count("PainRated") == 1
    assert home.server.calls["POST /interactions/{interaction_id}/{interaction_token}/callback"] == 9


async def test_a_button_works_after_a_restart_and_an_old_one_says_that_it_has_passed(home: Home, ann: Person) -> None:
    await home.says(ann, "hello")
    old = home.server.world.show(Shown(1, ann.dm.id, home.server.world.bot, home.server.now(), "a week ago"))
    old.components = json.loads(json.dumps(ann.sees[0 if ann.sees[0].rows else 1].components))
    await home.restart()
    await home.taps(ann, "age_20_50", "no")
    await (await ann.presses("20-50", message=old)).answered()
    await home.server.until(lambda: len(ann.heard) == 5)
    assert ann.heard[-1].endswith(ann.heard[-2])
    assert ann.heard[-1] != ann.heard[-2]


@pytest.mark.parametrize("custom_id", ["start", "l:99999999999:go_on", "l:1:' or 1=1", "x" * 100])
async def test_a_button_that_is_none_of_ours_is_answered_kindly(home: Home, ann: Person, custom_id: str) -> None:
    await home.says(ann, "hello")
    part = {"type": 2, "style": 2, "label": "?", "custom_id": custom_id}
    shown = Shown(5, ann.dm.id, home.server.world.bot, home.server.now(), "from another program")
    shown.components = [{"type": 1, "components": [part]}]
    home.server.world.show(shown)
    callback = await (await ann.presses("?", message=shown)).answered()
    assert callback.type == 6
    await home.server.until(lambda: len(ann.heard) == 3)
    assert "Hello" in ann.heard[-1]


async def test_a_countdown_is_discords_own(home: Home, ann: Person) -> None:
    await home.walk_in(ann)
    await home.taps(ann, "ready")
    shown = ann.sees[-1]
    assert shown.content.endswith(f"\n<t:{int(home.clock.now.timestamp()) + 5}:R>")
    await home.taps(ann, "pause")
    assert ann.sees[-1] is shown
    assert "<t:" not in shown.content
    await home.taps(ann, "again", "ready")
    assert ann.sees[-1] is shown
    assert "<t:" in shown.content
    await home.wait(seconds=5)
    await home.server.until(lambda: shown.deleted)


async def test_a_countdown_of_before_a_restart_does_not_go_on_counting(home: Home, ann: Person) -> None:
    await home.walk_in(ann)
    await home.taps(ann, "ready")
    shown = ann.sees[-1]
    assert "<t:" in shown.content
    await home.restart()
    await home.server.until(lambda: shown.deleted)
    assert button(ann, "carry_on")


# --- other things people do -------------------------------------------------------------------------------------------


async def test_what_is_no_new_text_is_answered_too(home: Home, ann: Person) -> None:
    await home.says(ann, "hello")
    for kind in ("sticker", "voice", "attachment"):
        count = len(ann.heard)
        await ann.sends(kind)
        await home.server.until(lambda: len(ann.heard) > count)  # noqa: B023
    wrote = await ann.writes("I mistyped")
    count = len(ann.heard)
    await home.server.until(lambda: len(ann.heard) > count)
    count = len(ann.heard)
    await ann.edits("I changed it", wrote)
    await home.server.until(lambda: len(ann.heard) > count)
    home.server.push("MESSAGE_UPDATE", wrote.wire() | {"channel_type": 1})  # the same again: a preview was added
    await home.says(ann, "and again")
    assert len(ann.heard) == count + 2


async def test_in_a_server_it_says_where_it_talks_when_called_but_not_again_and_again(home: Home, ann: Person) -> None:
    guild = home.server.guild(ann)
    me = home.server.world.bot.id
    await ann.writes("my back hurts", where="guild")
    await ann.writes(f"<@{me}> my back hurts", where="guild")
    await ann.writes(f"<@{me}> hello?", where="guild")
    await home.server.until(lambda: len(contents(home, guild.channel)) == 4)
    await home.says(ann, "hello")
    elsewhere = home.catalog.words["en"].text("elsewhere")
    assert contents(home, guild.channel).count(elsewhere) == 1
    assert len(ann.heard) == 1


class Listening:
    """A coach that only writes down what it hears, each after so many turns of the loop."""

    inbox = NothingKept()

    def __init__(self, took: bool = False) -> None:
        self.took = took
        self.heard: list[tuple[str, Event, str]] = []
        self.may = asyncio.Event()

    async def hear(self, address: Address, event: Event, update: str = "") -> bool:
        await self.may.wait()
        self.heard.append((address.chat, event, update))
        return self.took

    async def shown(self, address: Address) -> None: ...

    async def fits(self, address: Address, text: str) -> bool:
        return True


async def test_each_person_is_heard_in_order_and_what_is_in_hand_at_the_end_is_still_heard(
    server: Server, store: Store, catalog: Catalog
) -> None:
    home, coach = Home(server, store, catalog), Listening()
    home.serving = asyncio.create_task(home.line.serve(coach))
    await server.connected()
    people = [server.person(name) for name in ("ann", "bob")]
    for n in range(10):
        for person in people:
            await person.writes(f"{n}")
    await server.until(lambda: server.seen["MESSAGE_CREATE"] == 20)
    await asyncio.sleep(0.05)
    assert coach.heard == []
    home.serving.cancel()
    await asyncio.sleep(0)
    coach.may.set()
    await home.leave()
    for person in people:
        mine = [event for chat, event, _ in coach.heard if chat == str(person.id)]
        assert mine == [Said(f"{n}") for n in range(10)]
    assert len({update for _, _, update in coach.heard}) == 20
    await people[0].writes("too late")
    await asyncio.sleep(0.05)
    assert len(coach.heard) == 20
    await home.line.disconnect()


async def test_what_is_chosen_from_a_list_is_heard_like_a_press(
    server: Server, ann: Person, store: Store, catalog: Catalog
) -> None:
    home, coach = Home(server, store, catalog), Listening(took=True)
    coach.may.set()
    home.serving = asyncio.create_task(home.line.serve(coach))
    await server.connected()
    many = tuple(Button(f"7:topic_{n}", f"Topic {n}") for n in range(40))
    message = await home.line.deliver(str(ann.id), Utterance("Which?", many), "n")
    await ann.selects("Topic 33", select="l:list:25")
    await server.until(lambda: coach.heard)
    await home.line.close_buttons(str(ann.id), message, "You: Topic 33")
    await server.until(lambda: ann.heard == ["Which?\n-# You: Topic 33"])
    assert [event for _, event, _ in coach.heard] == [Pressed("topic_33", 7)]
    await home.leave()
    await home.line.disconnect()
