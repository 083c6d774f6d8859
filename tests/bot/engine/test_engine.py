"""One conversation through the engine, whatever happens around it: heard once, kept whole, said in order, never lost.

A real SQLite and a real PostgreSQL; the clock, the alarms and the platform are in the test's hands.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import sqlite3
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from bot.adapter import REMEMBERED, Address, Refused, TryLater, Unreachable
from bot.engine.entries import OutboxEntry, dump_outbox
from bot.engine.writer import StoppedError
from bot.speaking.speak import Utterance
from bot.store.queries import Row, Store
from content.model import Catalog
from handlers.dialog import Dialog
from handlers.events import Gone, Pressed, Rang, Said
from handlers.person import Nudges, Person
from handlers.saved import dump_dialog, dump_person, dump_says, load_dialog, load_person
from handlers.say import say
from handlers.topics import home
from handlers.topics.welcome import CONSENT
from tests.fakes.shared.engines import ANN, BOB, WAY, Clock, talking
from tests.fakes.shared.stores import NOON, changed, on_top, row

DAY = timedelta(days=1)
REFUSE_SQLITE = """CREATE TRIGGER no BEFORE INSERT ON facts WHEN NEW.kind = 'ExerciseSkipped'
                   BEGIN SELECT RAISE(ABORT, 'no'); END"""
REFUSE_POSTGRES = "ALTER TABLE facts ADD CONSTRAINT no CHECK (kind <> 'ExerciseSkipped') NOT VALID"
SEEDED = Person(adult=True, consent=CONSENT, screened=NOON, pain=3, baseline=3, minutes=10, zone="Europe/Berlin")
AT_HOME = dump_dialog(Dialog(home.Home(), turn=7, asked=7))


def nudged(name: str, at: str = "13:00", **more: Any) -> Row:
    """Somebody at home whose nudge is at 13:00 in Berlin, which is NOON."""
    plan = Nudges("Europe/Berlin", at, (0, 1, 2, 3, 4, 5, 6), since=NOON - DAY)
    first = row(name, dialog=AT_HOME, memory=dump_person(replace(SEEDED, nudges=plan)), nudge_at=NOON)
    return first._replace(**more)


async def seed(store: Store, *rows: Row) -> None:
    async with store.writing() as work:
        await work.write(new=rows)


# --- a talk ---------------------------------------------------------------------------------------------------------


async def test_from_hello_to_the_end_of_a_hold(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        assert await talk.kind() == "Resting"
        held = (await talk.row()).wake_at
        assert held == NOON + timedelta(seconds=5)
        assert await talk.wait(seconds=4.9) == []
        assert await talk.wait(seconds=0.1) != []  # set; now hold
        hold = talk.platform.to()[-1]
        assert hold.until == (await talk.row()).wake_at
        assert hold.until is not None
        assert hold.seconds == round((hold.until - talk.clock.now).total_seconds())
        assert len({nonce for _, _, nonce in talk.platform.shown}) == len(talk.platform.shown)
        kept = await talk.row()
        assert (kept.outbox, kept.unreachable, kept.address) == ("", False, ANN)
        assert (await talk.facts()).count("PainRated") == 1


async def test_two_people_do_not_meet(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await asyncio.gather(talk.walk_in(ANN), talk.walk_in(BOB, until="3"))
        assert (await talk.kind(ANN), await talk.kind(BOB)) == ("Ready", "BaselinePain")
        assert (await talk.row(ANN)).person != (await talk.row(BOB)).person
        assert "ExerciseSkipped" not in await talk.facts(BOB)


async def test_it_goes_on_after_a_restart(store: Store, catalog: Catalog) -> None:
    clock = Clock()
    async with talking(store, catalog, clock) as talk:
        await talk.walk_in()
    async with talking(store, catalog, clock) as talk:
        assert talk.platform.shown == []  # nothing was waiting
        assert await talk.hear("ready") != []
        assert await talk.kind() == "Resting"


async def test_what_was_asked_twice_is_not_sent_as_the_same_message(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        for _ in range(4):
            await talk.hear("gibberish, that is no number")
        nonces = [nonce for _, _, nonce in talk.platform.shown]
        assert len(nonces) == len(set(nonces))
        assert max(map(len, nonces)) <= 25


# --- heard once -----------------------------------------------------------------------------------------------------


async def test_an_update_delivered_again_changes_nothing(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        press = talk.button("3")
        assert await talk.hear(press, update="u1") != []
        before = await talk.row()
        for _ in range(3):
            assert await talk.hear(press, update="u1") == []
        assert await talk.row() == before
        assert (await talk.facts()).count("PainRated") == 1


async def test_updates_delivered_up_to_three_times_and_mixed(store: Store, catalog: Catalog) -> None:
    """Each person's updates stay in order; their copies come at once, or later between those of others."""
    chance = random.Random(4)
    people = [Address("tests", f"c{n}") for n in range(12)]
    async with talking(store, catalog) as talk:
        await asyncio.gather(*(talk.walk_in(who, until="3") for who in people))
        for n, choice in enumerate(("3", "skip", "time")):
            said = [(who, talk.button(choice, who), f"u{n}") for who in people]
            copies = [each for each in said for _ in range(chance.randint(1, 3))]
            chance.shuffle(copies)
            await asyncio.gather(*(talk.engine.hear(*each) for each in copies))
            await asyncio.gather(*(talk.engine.shown(who) for who in people))
        for who in people:
            facts = await talk.facts(who)
            assert [facts.count(kind) for kind in ("PainRated", "SessionStarted", "ExerciseSkipped")] == [1, 1, 1]
            assert await talk.kind(who) == "Ready"
            questions = [each.buttons[0].id for each in talk.platform.to(who) if each.buttons]
            assert len(questions) == len(set(questions)) == WAY.index("ready") + 1


async def test_of_a_double_tap_the_first_counts(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        press = talk.button("3")
        before = len(talk.platform.shown)
        await asyncio.gather(talk.engine.hear(ANN, press, "u1"), talk.engine.hear(ANN, press, "u2"))
        await talk.engine.shown(ANN)
        assert (await talk.facts()).count("PainRated") == 1
        assert len(talk.platform.shown) == before + 2  # what we begin with, and the card of the first exercise


async def test_only_so_many_updates_are_remembered(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        for n in range(REMEMBERED + 10):
            await talk.hear("hm", update=f"u{n}")
        assert json.loads((await talk.row()).seen) == [f"u{n}" for n in range(10, REMEMBERED + 10)]


ANY_TEXT = (
    "x" * 100_000,
    "\0",
    "a\0b",
    "\ud800",
    "\u202e\u200f\u2066",
    "\x1b[31mred\x07",
    "\r\n\t",
    "",
    "🦴" * 3000,
    "Robert'); DROP TABLE person;--",
    '{"v": 99}',
    "{name} %s {}",
)


async def test_any_text_gets_an_answer_and_the_question_stays(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        for text in ANY_TEXT:
            answer = await talk.hear(text)
            assert answer, text[:20]
            assert all(part.isprintable() for each in answer for part in each.split("\n")), text[:20]
            assert not any("went wrong" in each for each in answer), text[:20]
            assert await talk.kind() == "BaselinePain", text[:20]
        assert await talk.tap("3") != []


async def test_whether_a_text_fits_the_question(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        assert not await talk.engine.fits(ANN, "7")
        await talk.walk_in(until="3")
        assert await talk.engine.fits(ANN, "7/10")
        assert not await talk.engine.fits(ANN, "purple\ud800")


# --- two processes --------------------------------------------------------------------------------------------------


async def test_two_engines_on_one_database(url: str, catalog: Catalog) -> None:
    """The same tap reaches both at once, again and again: it counts once, and none of the two forgets the other."""
    one, two, clock = await Store.open(url), await Store.open(url), Clock()
    async with talking(one, catalog, clock) as first, talking(two, catalog, clock) as second:
        await first.walk_in(until="age_20_50")
        for n, choice in enumerate(WAY[: WAY.index("ready")]):
            asked = [each for talk in (first, second) for each in talk.platform.to() if each.buttons]
            latest = max(int(each.buttons[0].id.partition(":")[0]) for each in asked)
            press = Pressed(choice, latest)
            await asyncio.gather(first.engine.hear(ANN, press, f"a{n}"), second.engine.hear(ANN, press, f"b{n}"))
            await asyncio.gather(first.engine.shown(ANN), second.engine.shown(ANN))
        facts = await first.facts()
        assert [facts.count(kind) for kind in ("AgeTold", "PainRated", "SessionStarted", "ExerciseSkipped")] == [1] * 4
        assert await second.kind() == "Ready"
        kept = await first.row()
        assert {f"{who}{n}" for n in range(5, 11) for who in "ab"} <= set(json.loads(kept.seen))
        assert kept.outbox == ""
    await one.close()
    await two.close()


async def test_somebody_new_comes_to_two_engines_at_once(url: str, catalog: Catalog) -> None:
    one, two = await Store.open(url), await Store.open(url)
    async with talking(one, catalog) as first, talking(two, catalog) as second:
        for n in range(8):
            who = Address("tests", f"new{n}")
            await asyncio.gather(first.engine.hear(who, Said("/start")), second.engine.hear(who, Said("/start")))
            assert json.loads((await first.row(who)).seen).__len__() == 2
        count = sa.text("SELECT count(*) FROM person")
        assert await one.read(lambda connection: connection.execute(count).scalar()) == 8
    await one.close()
    await two.close()


async def test_one_engine_forgets_whom_the_other_knows(url: str, catalog: Catalog) -> None:
    one, two = await Store.open(url), await Store.open(url)
    async with talking(one, catalog) as first, talking(two, catalog) as second:
        await first.walk_in(until="3")
        await second.hear("/help")
        old = (await second.row()).person
        await first.hear("/delete")
        await first.tap("delete_all")
        assert await two.row_at(ANN) is None
        assert await second.hear("/start") != []
        assert (await second.row()).person != old
        assert await second.store.facts(old) == []
    await one.close()
    await two.close()


# --- time -----------------------------------------------------------------------------------------------------------


async def test_a_restart_in_the_middle_of_a_hold(store: Store, catalog: Catalog) -> None:
    clock = Clock()
    async with talking(store, catalog, clock) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        await talk.wait(seconds=5)
    clock.move(seconds=2)
    async with talking(store, catalog, clock) as talk:
        await talk.engine.shown(ANN)
        assert len(talk.platform.texts()) == 1  # it asks whether to carry on
        assert await talk.kind() == "Interrupted"
        assert "ExerciseDone" not in await talk.facts()
        await talk.tap("carry_on")
        assert await talk.kind() in ("Moving", "Resting", "Ready")


async def test_rings_early_late_and_doubled(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        person = (await talk.row()).person
        before = await talk.row()
        assert await talk.hear(Rang()) == []
        await talk.engine._ring(person)  # early, as an alarm clock that runs fast would
        assert await talk.row() == before
        assert person in talk.alarms.set  # and it is set again
        talk.clock.move(seconds=5)
        shown = len(talk.platform.shown)
        await asyncio.gather(*(talk.engine._ring(person) for _ in range(3)), talk.sweep())
        await talk.engine.shown(ANN)
        assert len(talk.platform.shown) == shown + 1


async def test_an_alarm_that_was_lost_is_found_by_the_sweep(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        talk.alarms.set.clear()
        assert await talk.wait(seconds=6) != []
        far = (await talk.row())._replace(wake_at=talk.clock.now + timedelta(seconds=30))
        async with store.writing() as work:
            await work.write(on_top(far._replace(turn=far.turn + 1)))
        talk.alarms.set.clear()
        await talk.sweep()
        assert [at for at, _ in talk.alarms.set.values()] == [far.wake_at]


async def test_an_alarm_goes_when_its_step_does(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        assert len(talk.alarms.set) == 1
        await talk.tap("pause")
        assert talk.alarms.set == {}


# --- nudges ---------------------------------------------------------------------------------------------------------


async def test_a_nudge_comes_once_and_the_next_is_tomorrow(store: Store, catalog: Catalog) -> None:
    clock = Clock(NOON - timedelta(seconds=1))
    await seed(store, nudged("ann", chat="ann"))
    async with talking(store, catalog, clock) as talk:
        await talk.sweep()
        assert talk.platform.shown == []
        assert len(await talk.wait(seconds=1)) == 1
        assert await talk.wait(seconds=30) == []
        assert (await talk.row()).nudge_at == NOON + DAY
        assert await talk.facts() == ["Nudged"]


async def test_a_burst_reaches_everybody_exactly_once(store: Store, catalog: Catalog) -> None:
    people = [nudged(f"p{n}") for n in range(1250)]  # three pages
    await seed(store, *people)
    async with talking(store, catalog) as talk:
        await asyncio.gather(talk.sweep(), talk.sweep())  # even when two sweeps meet
        await asyncio.gather(*(talk.engine.shown(each.address) for each in people))
        chats = [chat for chat, _, _ in talk.platform.shown]
        assert len(chats) == len(set(chats)) == len(people)
        assert await store.nudges_due(NOON, ["tests"], None, 5) == []
        assert await store.with_outbox(NOON + DAY, ["tests"], None, 5) == []


async def test_people_are_heard_in_the_middle_of_a_burst(store: Store, catalog: Catalog) -> None:
    await seed(store, *(nudged(f"p{n}") for n in range(1500)))
    async with talking(store, catalog) as talk:
        burst = asyncio.create_task(talk.sweep())
        await asyncio.sleep(0)
        await talk.hear("/start")
        assert not burst.done()
        await burst


async def test_after_a_long_outage_there_is_one_nudge_or_none(store: Store, catalog: Catalog) -> None:
    """Away for nine days: within ninety minutes of the last one it is given, later it is left out."""
    for late, facts in ((timedelta(minutes=30), ["Nudged"]), (timedelta(minutes=100), ["NudgeSkipped"])):
        who = f"late{late.seconds}"
        await seed(store, nudged(who, chat=who))
        async with talking(store, catalog, Clock(NOON + 9 * DAY + late)) as talk:
            for _ in range(3):
                await talk.sweep()
            await talk.engine.shown(Address("tests", who))
            assert await talk.facts(Address("tests", who)) == facts
            assert len(talk.platform.shown) == facts.count("Nudged")
            assert (await talk.row(Address("tests", who))).nudge_at == NOON + 10 * DAY


async def test_who_cannot_be_reached_is_not_nudged_until_their_next_word(store: Store, catalog: Catalog) -> None:
    await seed(store, nudged("ann", chat="ann"))
    clock = Clock(NOON - DAY / 2)
    async with talking(store, catalog, clock) as talk:
        await talk.hear("/help")
        await talk.hear(Gone())
        assert ((await talk.row()).unreachable, (await talk.row()).nudge_at) == (True, None)
        assert await talk.wait(days=1) == []
        assert await talk.hear("/help") != []
        assert not (await talk.row()).unreachable
        assert await talk.wait(seconds=20) == []  # the one they missed is far too late
        assert (await talk.row()).nudge_at == NOON + DAY
        assert [kind for kind in await talk.facts() if kind in ("Lost", "Found")] == ["Lost", "Found"]


async def test_gone_from_a_place_they_are_not_at(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.engine.hear(BOB, Gone())
        assert await store.row_at(BOB) is None  # nobody was met by leaving
        await talk.hear("/start")
        async with store.writing() as work:
            await work.write(on_top((await talk.row())._replace(turn=(await talk.row()).turn + 1, chat="elsewhere")))
        await talk.engine.hear(ANN, Gone())
        assert not (await talk.row()).unreachable


# --- buttons --------------------------------------------------------------------------------------------------------


async def test_only_the_question_that_is_open_keeps_its_buttons(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.hear("/start")
        assert talk.platform.closed == []
        await talk.tap("age_20_50")
        assert talk.platform.closed == [("ann", "1")]
        await talk.hear("hm")  # asked again: the older of the two loses its buttons
        assert talk.platform.closed == [("ann", "1"), ("ann", "2")]
        await talk.hear("yes")
        assert talk.platform.closed[2:] == [("ann", "3")]


async def test_the_open_question_is_known_after_a_restart(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.hear("/start")
    async with talking(store, catalog) as talk:
        await talk.hear("go on")
        assert talk.platform.closed == [("ann", "1")]
        assert json.loads((await talk.row()).keyboard)[:4] == ["tests", "ann", 2, "1"]


async def test_a_hold_that_ended_has_no_buttons_any_more(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.tap("ready")
        hold = str(len(talk.platform.shown))
        await talk.wait(seconds=60)
        assert ("ann", hold) in talk.platform.closed


async def test_whether_a_button_counted(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.hear("/start")
        press = talk.button("age_20_50")
        assert await talk.engine.hear(ANN, press, "u1")
        assert not await talk.engine.hear(ANN, press, "u1")  # the same update
        assert not await talk.engine.hear(ANN, press, "u2")  # a double tap
        assert not await talk.engine.hear(ANN, Pressed("age_20_50", -1), "u3")  # of last week
        assert not await talk.engine.hear(ANN, Pressed("forged", 2), "u4")
        assert not await talk.engine.hear(ANN, Said("yes"), "u5")  # no button


async def test_a_message_the_platform_refuses_is_given_up_and_the_next_one_comes(
    store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking(store, catalog) as talk:

        def refuse(chat: str, utterance: Utterance) -> None:
            raise Refused("BUTTON_DATA_INVALID")

        talk.platform.fate = refuse
        await talk.hear("/start")
        assert talk.platform.shown == []
        assert (await talk.row()).outbox == ""
        assert "given up: BUTTON_DATA_INVALID" in caplog.text
        talk.platform.fate = lambda _chat, _utterance: None
        assert await talk.hear("go on") != []


# --- what a platform may do -----------------------------------------------------------------------------------------


async def test_a_platform_that_asks_to_wait_gets_it_later(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        tries: list[str] = []

        def later(_chat: str, utterance: Utterance) -> None:
            tries.append(utterance.text)
            if len(tries) < 4:
                raise TryLater(0.001)

        talk.platform.fate = later
        assert len(await talk.hear("/start")) == 1
        assert len(tries) == 4
        assert (await talk.row()).outbox == ""


async def test_a_platform_that_fails_is_tried_until_it_takes_it_in_order(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        chance = random.Random(1)

        def fail(_chat: str, _utterance: Utterance) -> None:
            if chance.random() < 0.7:
                raise ConnectionResetError

        talk.platform.fate = fail
        before = len(talk.platform.shown)
        for _ in range(4):
            await talk.engine.hear(ANN, Said("hm"))  # nobody waits for the answers
        await talk.engine.shown(ANN)
        nonces = [nonce for _, _, nonce in talk.platform.shown[before:]]
        turns = [int(each.buttons[0].id.split(":")[0]) for each in talk.platform.to()[before:] if each.buttons]
        assert len(nonces) == len(set(nonces)) >= 4
        assert turns == sorted(turns)
        assert (await talk.row()).outbox == ""


async def test_a_slow_chat_holds_up_nobody_else(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        stuck = asyncio.Event()

        def slow(chat: str, _utterance: Utterance) -> Awaitable[None] | None:
            return asyncio.ensure_future(forever(stuck)) if chat == ANN.chat else None

        talk.platform.fate = slow
        await talk.engine.hear(ANN, Said("/start"))
        await talk.walk_in(BOB, until="3")
        await talk.engine.hear(ANN, Said("go on"))
        assert talk.platform.texts(ANN) == []
        stuck.set()
        await talk.engine.shown(ANN)
        assert len(talk.platform.texts(ANN)) == 2


async def forever(until: asyncio.Event) -> None:
    await until.wait()


async def test_blocked_while_we_speak(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")

        def blocked(_chat: str, _utterance: Utterance) -> None:
            raise Unreachable

        free, talk.platform.fate = talk.platform.fate, blocked
        await talk.tap("3")
        assert (await talk.row()).unreachable
        assert (await talk.row()).outbox  # it was never shown
        talk.clock.move(minutes=5)
        await talk.sweep()
        assert (await talk.facts()).count("Lost") == 1
        talk.platform.fate = free
        answer = await talk.hear("/help")
        assert len(answer) >= 2  # what was left unsaid comes first
        assert (await talk.row()).outbox == ""


async def test_a_nudge_whose_fate_is_unknown_is_not_said_again(store: Store, catalog: Catalog) -> None:
    await seed(store, nudged("ann", chat="ann"), nudged("bob", chat="bob"))
    async with talking(store, catalog) as talk:
        tries: list[str] = []

        def cut(chat: str, _utterance: Utterance) -> None:
            tries.append(chat)
            if chat == ANN.chat:
                raise ConnectionResetError  # it may have arrived
            if tries.count(chat) < 3:
                raise TryLater(0.001)  # it has not

        talk.platform.fate = cut
        await talk.sweep()
        await asyncio.gather(talk.engine.shown(ANN), talk.engine.shown(BOB))
        assert (tries.count("ann"), tries.count("bob")) == (1, 3)
        assert await talk.facts(ANN) == ["Nudged", "NudgeUnknown"]
        assert await talk.facts(BOB) == ["Nudged"]
        assert (await talk.row()).outbox == ""


async def test_an_old_nudge_does_not_come_along_with_an_answer(store: Store, catalog: Catalog) -> None:
    """A process died with it; before anybody swept it up, the person says something to another process."""
    left = dump_outbox([OutboxEntry(1, 7, dump_says((say("note.lost"),)), once=True)])
    async with talking(store, catalog) as talk:
        await seed(store, nudged("ann", chat="ann", outbox=left, nudge_at=None, memory=dump_person(SEEDED)))
        assert len(await talk.hear("/help")) == 1
        assert await talk.wait(minutes=2) == []
        assert await talk.facts() == ["NudgeUnknown"]
        assert (await talk.row()).outbox == ""


async def test_what_still_waits_to_be_said_is_forgotten_too(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        await talk.hear("/delete")
        delete, stuck = talk.button("delete_all"), asyncio.Event()
        shown = len(talk.platform.shown)
        talk.platform.fate = lambda _chat, _utterance: forever(stuck)
        for _ in range(3):
            await talk.engine.hear(ANN, Said("hm"))
        await talk.engine.hear(ANN, replace(delete, turn=load_dialog((await talk.row()).dialog).turn))
        stuck.set()
        await talk.engine.shown(ANN)
        assert len(talk.platform.shown) == shown + 2  # what was on its way, and the farewell


async def test_what_is_left_unsaid_is_found_by_the_sweep_of_another(store: Store, catalog: Catalog) -> None:
    """The process that should have said it is gone: somebody else says it after a minute, not before."""
    clock = Clock()
    async with talking(store, catalog, clock) as talk:
        await talk.walk_in(until="3")
        talk.platform.name = "x"
        talk.engine._outbox._platforms = {}  # it hears, but has no way to speak
        await talk.engine.hear(ANN, talk.button("3"))
        async with talking(store, catalog, clock) as other:
            await other.engine.shown(ANN)
            assert len(other.platform.shown) == 2  # found at its start
        async with talking(store, catalog, Clock(clock.now)) as other:
            await talk.engine.hear(ANN, Said("later"))
            assert other.platform.shown == []
            other.clock.now = clock.move(seconds=30)
            await other.sweep()
            assert other.platform.shown == []
            other.clock.now = clock.move(seconds=31)
            await other.sweep()
            await other.engine.shown(ANN)
            assert len(other.platform.shown) == 1
            assert (await other.row()).outbox == ""


async def test_a_platform_this_process_does_not_run_is_left_to_another(store: Store, catalog: Catalog) -> None:
    await seed(store, nudged("p", platform="moon"))
    async with talking(store, catalog) as talk:
        await talk.engine.hear(Address("moon", "crater"), Said("/start"))
        await talk.engine.shown(Address("moon", "crater"))
        await talk.sweep()
        assert talk.platform.shown == []
        assert (await talk.row(Address("moon", "crater"))).outbox
        assert (await store.row("p")) == nudged("p", platform="moon")


# --- what may be wrong with a turn ----------------------------------------------------------------------------------


async def test_a_turn_that_fails_fails_alone(store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    """Ann's zone is none: her turn breaks when it needs a date. The others in the same commit do not notice."""
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        await talk.walk_in(BOB, until="3")
        await talk.tap("skip")
        assert await talk.kind() == "Skipping"
        kept = await talk.row()
        broken = dump_person(replace(load_person(kept.memory), zone="Mars/Olympus", nudges_asked=True))
        async with store.writing() as work:
            await work.write(on_top(kept._replace(memory=broken, turn=kept.turn + 1)))
        before = await talk.row()
        with caplog.at_level(logging.INFO):
            both = [(ANN, talk.button("time")), (BOB, talk.button("3", BOB))]
            await asyncio.gather(*(talk.engine.hear(who, what) for who, what in both))
            await asyncio.gather(talk.engine.shown(ANN), talk.engine.shown(BOB))
        after = await talk.row()
        assert "went wrong" in talk.platform.texts()[-1]
        assert talk.platform.to()[-1].buttons  # and the question again
        assert (after.dialog, after.memory) == (before.dialog, before.memory)
        assert len(json.loads(after.seen)) == len(json.loads(before.seen)) + 1
        assert await talk.kind(BOB) == "Ready"
        assert len(caplog.records) == 1
        assert "Mars" not in caplog.text
        assert kept.person in caplog.text


async def test_a_nudge_that_fails_is_silent_and_tried_an_hour_later(store: Store, catalog: Catalog) -> None:
    plan = Nudges("Mars/Olympus", "13:00", (0,), since=NOON - DAY)
    await seed(store, nudged("ann", chat="ann", memory=dump_person(replace(SEEDED, nudges=plan))), nudged("bob"))
    async with talking(store, catalog) as talk:
        for _ in range(3):
            await talk.sweep()
        await talk.engine.shown(Address("tests", "chat-bob"))
        assert [chat for chat, _, _ in talk.platform.shown] == ["chat-bob"]
        assert (await talk.row()).nudge_at == NOON + timedelta(hours=1)


async def test_a_row_the_database_refuses_is_refused_alone(store: Store, catalog: Catalog) -> None:
    people = [Address("tests", f"c{n}") for n in range(6)]
    async with talking(store, catalog) as talk:
        await asyncio.gather(*(talk.walk_in(who, until="time") for who in people))
        await talk.tap("time", address=people[0])
        await changed(store, REFUSE_SQLITE if store.on_sqlite else REFUSE_POSTGRES)
        said: list[tuple[Address, Said | Pressed]] = [(people[0], talk.button("how", people[0]))]
        said += [(who, talk.button("time", who)) for who in people[1:4]]
        said += [(who, Said("/help")) for who in people[4:]]
        await asyncio.gather(*(talk.engine.hear(who, what) for who, what in said))
        await asyncio.gather(*(talk.engine.shown(who) for who in people))
        assert await talk.kind(people[0]) == "Explaining"
        for who in people[1:4]:
            assert await talk.kind(who) == "Skipping"
            assert "went wrong" in talk.platform.texts(who)[-1]
            assert "ExerciseSkipped" not in await talk.facts(who)
        for who in people[4:]:
            assert "went wrong" not in talk.platform.texts(who)[-1]


async def test_a_chat_that_cannot_be_kept_is_told_to_the_platform(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        odd = talk.engine.hear(Address("tests", "\ud800"), Said("/start"))
        failed, _ = await asyncio.gather(odd, talk.hear("/start"), return_exceptions=True)
        assert isinstance(failed, Exception)
        assert len(talk.platform.to()) == 1


async def test_content_that_went_away_leads_home(store: Store, catalog: Catalog) -> None:
    clock = Clock()
    async with talking(store, catalog, clock) as talk:
        await talk.walk_in()
    less = replace(catalog, exercises={name: each for name, each in catalog.exercises.items() if name == "walking"})
    async with talking(store, less, clock) as talk:
        assert await talk.hear("ready") != []
        assert await talk.kind() == "Home"
        assert (await talk.facts())[-1] == "SaveUnreadable"


async def test_the_save_of_a_newer_lumbot_is_left_alone(
    store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    newer = nudged("ann", chat="ann", dialog='{"v": 9999, "secret": "x"}', wake_at=NOON)
    await seed(store, newer, nudged("bob", chat="bob"))
    async with talking(store, catalog) as talk:
        for _ in range(2):
            assert "older version" in (await talk.hear("hello"))[0]
            await talk.sweep()
        await talk.engine.shown(BOB)
        assert await talk.row() == newer
        assert len(talk.platform.to(BOB)) == 1  # whoever else is due is not held up
        assert [each.name for each in caplog.records] == ["bot.engine.turn"]
        assert not await talk.engine.fits(ANN, "hello")


async def test_a_row_whose_queue_cannot_be_read_holds_nobody_up(store: Store, catalog: Catalog) -> None:
    """Neither the others at a start, nor that person for ever."""
    await seed(store, nudged("ann", chat="ann", outbox="garbage", seen="xx"), nudged("bob", chat="bob"))
    async with talking(store, catalog) as talk:
        await talk.sweep()
        await talk.engine.shown(BOB)
        assert len(talk.platform.to(BOB)) == 1
        assert await talk.hear("hello") != []
        row = await talk.row()
        assert row is not None
        assert "garbage" not in row.outbox
        assert row.seen != "xx"


async def test_a_dialog_that_cannot_be_read_starts_from_home(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        kept = await talk.row()
        async with store.writing() as work:
            await work.write(on_top(kept._replace(dialog="{broken", turn=kept.turn + 1)))
        assert await talk.hear("ready") != []
        assert await talk.kind() == "Home"
        last = (await store.facts(kept.person))[-1]
        assert (last.kind, json.loads(last.data)) == ("SaveUnreadable", {"raw": "{broken"})
        assert (await talk.facts()).count("SaveUnreadable") == 1


async def test_a_memory_that_cannot_be_read_is_folded_from_the_facts(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        kept = await talk.row()
        async with store.writing() as work:
            await work.write(on_top(kept._replace(memory="?", turn=kept.turn + 1)))
            first = (await work.facts(kept.person))[0]
            await work.write(facts=[first._replace(turn=kept.turn + 1, kind="OfTomorrow")])
        assert await talk.hear("ready") != []
        assert load_person((await talk.row()).memory) == load_person(kept.memory)
        assert await talk.kind() == "Resting"  # and the talk goes on where it was
        assert (await talk.facts()).count("SaveUnreadable") == 1


# --- everything, and nothing ----------------------------------------------------------------------------------------


async def test_export_gives_everything(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        before = len(talk.platform.to())
        await talk.hear("/export")
        files = [each.attached.content for each in talk.platform.to()[before:] if each.attached]
        assert len(files) == 1
        given = json.loads(files[0])
        kept = await talk.row()
        assert [fact["what"] for fact in given["facts"]] == await talk.facts()
        assert [fact["data"] for fact in given["facts"]] == [
            json.loads(fact.data) for fact in await store.facts(kept.person)
        ]
        assert given["memory"] == json.loads(kept.memory)
        assert given["platforms"] == ["tests"]
        assert all(datetime.fromisoformat(fact["at"]).tzinfo for fact in given["facts"])
        assert ANN.chat.encode() not in files[0]
        assert list(given) == sorted(given)


async def test_forgetting_leaves_nothing(store: Store, catalog: Catalog, tmp_path: Path) -> None:
    ann = Address("tests", "chat-4711-ann")
    async with talking(store, catalog) as talk:
        await talk.walk_in(BOB)
        await talk.walk_in(ann)
        await talk.tap("ready", address=ann)
        person = (await talk.row(ann)).person
        assert person in talk.alarms.set
        await talk.hear("/delete", ann)
        assert len(await talk.tap("delete_all", address=ann)) == 1
        assert await store.row_at(ann) is None
        assert person not in talk.alarms.set
        await talk.sweep()
        for word in (person, ann.chat):
            assert await found(store, tmp_path, word) == []
        assert await found(store, tmp_path, (await talk.row(BOB)).person) != []
        await talk.engine._ring(person)  # a late ring finds nobody
        assert await store.row(person) is None
        assert await talk.hear("/start", ann) != []
        assert (await talk.row(ann)).person != person


async def found(store: Store, folder: Path, word: str) -> list[str]:
    """Where the word is still kept: files of SQLite, tables of PostgreSQL."""
    if store.on_sqlite:
        return holding(folder, word)

    def looked(connection: sa.Connection) -> list[str]:
        """Every table there is, of this version and of later ones."""
        query = "SELECT count(*) FROM {} AS t WHERE t::text LIKE :word"
        return [
            table
            for table in sa.inspect(connection).get_table_names()
            if connection.execute(sa.text(query.format(table)), {"word": f"%{word}%"}).scalar()
        ]

    return await store.read(looked)


def holding(folder: Path, word: str) -> list[str]:
    return [file.name for file in folder.iterdir() if word.encode() in file.read_bytes()]


async def test_nothing_about_anybody_is_logged(
    store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    ann = Address("tests", "chat-4711-ann")
    async with talking(store, catalog) as talk:

        def fail(_chat: str, _utterance: Utterance) -> None:
            if len(talk.platform.shown) % 3 == 0 and caplog.records == []:
                raise ConnectionResetError("secret words of the platform")

        talk.platform.fate = fail
        await talk.walk_in(ann, until="3")
        await talk.hear("4711 it is, whatever that be", ann)
        await talk.tap("3", address=ann)
    assert caplog.records  # the failure was told
    assert "4711" not in caplog.text
    assert "secret" not in caplog.text


# --- when the database goes away ------------------------------------------------------------------------------------


async def test_a_lost_connection_is_tried_again_before_anything_is_acknowledged(
    postgres_url: str, catalog: Catalog
) -> None:
    """Connections are cut while people talk. Every word is heard once all the same."""
    store = await Store.open(postgres_url)
    axe = await asyncpg.connect(postgres_url)
    people = [Address("tests", f"c{n}") for n in range(20)]
    async with talking(store, catalog) as talk:
        await asyncio.gather(*(talk.walk_in(who, until="3") for who in people))

        async def cut() -> None:
            for _ in range(15):
                await axe.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'lumbot' AND datname = current_database()"
                )
                await asyncio.sleep(0.02)

        cutting = asyncio.create_task(cut())
        for choice in ("3", "skip", "time"):
            await asyncio.gather(*(talk.tap(choice, address=who) for who in people))
        await cutting
        for who in people:
            facts = await talk.facts(who)
            assert [facts.count(kind) for kind in ("PainRated", "SessionStarted", "ExerciseSkipped")] == [1, 1, 1]
            assert (await talk.row(who)).outbox == ""
    await axe.close()
    await store.close()


async def test_a_locked_file_is_waited_for(tmp_path: Path, sqlite_url: str, catalog: Catalog) -> None:
    store = await Store.open(sqlite_url, patience=0.01)
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        holder = sqlite3.connect(tmp_path / "lumbot.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        heard = asyncio.create_task(talk.engine.hear(ANN, talk.button("3")))
        await asyncio.sleep(0.15)
        assert not heard.done()
        holder.execute("ROLLBACK")
        holder.close()
        await asyncio.wait_for(heard, 60)
        await talk.engine.shown(ANN)
        assert await talk.kind() == "Ready"
    await store.close()


async def test_stopping_while_the_database_is_away_says_so(tmp_path: Path, sqlite_url: str, catalog: Catalog) -> None:
    store = await Store.open(sqlite_url, patience=0.01)
    async with talking(store, catalog) as talk:
        await talk.hear("/start")
        holder = sqlite3.connect(tmp_path / "lumbot.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        heard = asyncio.create_task(talk.engine.hear(ANN, Said("go on")))
        await asyncio.sleep(0.05)
        await talk.engine.stop(0.05)
        with pytest.raises(StoppedError):
            await heard
        with pytest.raises(StoppedError):
            await talk.engine.hear(ANN, Said("go on"))
        holder.close()
    await store.close()


async def test_whoever_gives_up_waiting_breaks_nothing(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in(until="3")
        impatient = asyncio.create_task(talk.engine.hear(ANN, talk.button("3")))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        await talk.engine.hear(BOB, Said("/start"))
        await talk.engine.shown(ANN)
        assert await talk.kind() == "Ready"
