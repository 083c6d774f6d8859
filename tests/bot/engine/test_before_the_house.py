"""What people had before the house was rebuilt goes on: `tests/saves/before_the_house.sql`, whose head says what it is.

The file is loaded into a real SQLite and a real PostgreSQL, opened as any database is, and talked on, person by person.
Each chat is called after where its talk had come to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import asyncpg
import pytest

from bot.adapter import Address
from bot.engine.due import next_due
from bot.speaking.speak import Button
from bot.store.queries import Store
from content.model import Catalog
from handlers.dialog import advance
from handlers.diary import EMPTY
from handlers.events import NudgeDue, Pressed
from handlers.facts import NudgeSkipped, NudgeToCome
from handlers.habits import NOTHING_SENT
from handlers.judgement import NOTHING
from handlers.lately import NEVER
from handlers.person import Person
from handlers.saved import Unreadable, load_dialog, load_fact, load_person, load_says
from handlers.world import World
from tests import SAVES
from tests.fakes.shared.engines import Clock, Talk, talking

TEXT = (SAVES / "before_the_house.sql").read_text(encoding="utf-8")
AFTER = datetime(2026, 3, 5, 18, 31, 20, tzinfo=UTC)  # twenty seconds after the file was written
ON = ("telegram", "discord")
NO_DIALOG, NO_MEMORY = "unreadable: dialog", "unreadable: memory"

# Every kind of state and of fact there was, by the names in the file; whatever they are called today.
STATES = """
About AskingAge AskingClearance AskingConsent BaselinePain BeenSeen CheckingInversion CheckingSigns ChoosingDays
ChoosingHour ChoosingMinutes ChoosingWhere Comparing ConfirmingLink ConfirmingZone Declined Deleting EnteringCode
Explaining FirstOffer GoingOn Held Hello Helping Holding Home HowLong InCrisis Interrupted InversionAnswer Learning More
MorningAfter Moving NamingCity Nudged OfferingWalk Pace Paused PausingReminders Privacy Progress RatingBefore RatingNow
RatingPeak Reading Ready Reminders Resting Resuming Screening ShowingCode Single Skipping Snoozing Sources TellingKept
TellingWhat TooYoung Unlinking WhereHurts WhichHalf WhichJoint
"""
FACTS = """
AgeTold Answered CheckedIn Cleared CodeMissed ConsentRefused Consented DangerSaid ExerciseDone ExerciseSkipped
ExerciseStopped ExercisesOff Found Held HurtDuring LeadInSet LengthTold LevelSet Linked Lost MinutesChosen MorningTold
NudgePlaceChosen NudgeSkipped NudgeUnknown Nudged NudgesPaused NudgesSet NudgesStopped PainRated PlaceFound PlaceLost
Released RestDayTaken RestsSet SaveUnreadable Screened SessionFinished SessionStarted SignsCleared Snoozed Unlinked
ZoneSet
"""


class Kept(NamedTuple):
    """Somebody as the file has them."""

    person: str
    address: Address
    dialog: str
    memory: str
    unsaid: str


@cache
def file() -> sqlite3.Connection:
    """The file as it is, before any step is taken with it."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript(TEXT)
    return database


@cache
def people() -> dict[str, Kept]:
    """Everybody in the file, by what their talk is called. Who is linked is where they wrote last."""
    rows = file().execute("SELECT person, platform, chat, dialog, memory, unsaid FROM person ORDER BY person")
    return {
        chat.removesuffix(" elsewhere"): Kept(person, Address(platform, chat), *kept)
        for person, platform, chat, *kept in rows
    }


@pytest.fixture
async def store(new_url: str) -> AsyncIterator[Store]:
    """An open store over what the file holds."""
    if new_url.startswith("sqlite"):
        with closing(sqlite3.connect(new_url.removeprefix("sqlite:///"))) as database:
            database.executescript(TEXT)
    else:
        connection = await asyncpg.connect(new_url)
        await connection.execute(TEXT)
        await connection.close()
    opened = await Store.open(new_url)
    yield opened
    await opened.close()


NOT_KEPT_THEN: dict[str, Any] = {
    "held_at": None,
    "crisis": None,
    "signs_at": None,
    "lately": NEVER,
    "sent": NOTHING_SENT,
}


async def remembered(store: Store, person: str, *, anew: bool = False) -> Person:
    """What their facts come to. anew: worked out now, and not kept by a program that knew nothing of some of them."""
    known = Person()
    for fact in await store.facts(person):
        known = known.after(load_fact(fact.kind, fact.data), fact.at)
        if fact.at < AFTER:
            known = replace(known, **NOT_KEPT_THEN)
            if not anew:
                known = replace(known, diary=EMPTY, judged=replace(NOTHING, joined=known.judged.joined))
    return known


@asynccontextmanager
async def going_on(store: Store, catalog: Catalog) -> AsyncIterator[Talk]:
    """The process that comes after the one that wrote the file; all that it says at its start has been shown."""
    async with talking(store, catalog, Clock(AFTER), on=ON) as talk:
        await all_shown(talk)
        yield talk


async def all_shown(talk: Talk) -> None:
    for chat in file().execute("SELECT platform, chat FROM addresses"):
        await talk.engine.shown(Address(*chat))


async def question(talk: Talk, address: Address) -> Sequence[Button]:
    """The buttons of the open question, which is asked again after nonsense."""
    assert await talk.hear("hm", address)
    return talk.platform.to(address)[-1].buttons


# --- the file -------------------------------------------------------------------------------------------------------


def test_somebody_is_in_every_state_there_was() -> None:
    kinds = STATES.split()
    assert len(kinds) == 63
    for name in kinds:
        assert json.loads(people()[name].dialog)["kind"] == name
    assert {json.loads(kept.dialog)["kind"] for kept in people().values()} - {*kinds} == {"UnSkipping"}


def test_every_kind_of_fact_there_was_happened() -> None:
    assert {kind for (kind,) in file().execute("SELECT kind FROM facts")} == {*FACTS.split()}


def test_what_waits_to_be_said_can_be_read() -> None:
    waiting = [entry for kept in people().values() if kept.unsaid for entry in json.loads(kept.unsaid)]
    assert len(waiting) == 9
    for entry in waiting:
        assert load_says(entry["says"])


async def test_everything_loads(store: Store) -> None:
    for name, kept in people().items():
        row = await store.row(kept.person)
        assert row
        assert row.address == kept.address
        if name == NO_DIALOG:
            with pytest.raises(Unreadable):
                load_dialog(row.dialog)
        else:
            load_dialog(row.dialog)
        if name == NO_MEMORY:
            with pytest.raises(Unreadable):
                load_person(row.memory)
        else:
            assert load_person(row.memory) == await remembered(store, kept.person), name


# --- it goes on -----------------------------------------------------------------------------------------------------

AWAY = "I was away for a moment."
AT_START = {
    "waits: an export": ["Here is everything I keep", "What would you like to do?"],
    "waits: two texts": ["That comes before any exercise.", "New in the last weeks,"],
    "waits: the second text": ["New in the last weeks,"],
    "waits: two turns": ["How has your back been,", "And from 0, no pain,"],
    "waits: a notice elsewhere": ["This chat is now linked with Discord."],
    "waits: a notice elsewhere elsewhere": ["Linked. Here and on Telegram"],
    "Holding": [AWAY],
    "Resting": [AWAY],
    "Resuming": [AWAY],
    "linked: in a hold elsewhere": [AWAY],
    NO_DIALOG: ["I'm sorry, I lost my place in our talk."],
}
MORNING = [
    *("Reminders", "PausingReminders", "ChoosingWhere", "waits: a notice elsewhere", "linked: on discord"),
    *("linked: on last", NO_DIALOG, NO_MEMORY),
]
NUDGED = {"05 18:46": ["nudges: snoozed"], "06 08:31": MORNING, "12 08:31": [*MORNING, "nudges: paused"]}


async def test_what_waited_is_said_at_the_start(store: Store, catalog: Catalog) -> None:
    """Once; but for a nudge, of which nobody knows whether it was shown."""
    async with going_on(store, catalog) as talk:
        heard: dict[str, list[str]] = {}
        for chat, utterance, _ in talk.platform.shown:
            heard.setdefault(chat, []).append(utterance.text)
        assert heard.keys() == AT_START.keys()
        for chat, begins in AT_START.items():
            assert [text[: len(begin)] for text, begin in zip(heard[chat], begins, strict=True)] == begins
        export = people()["waits: an export"]
        assert export.person in repr(talk.platform.to(export.address)[0])
        nudge = people()["waits: a nudge"]
        assert (await store.facts(nudge.person))[-1].kind == "NudgeUnknown"
        assert await store.with_outbox(AFTER, ON, None, 500) == []
        for kept in (people()[NO_DIALOG], people()[NO_MEMORY]):
            assert "session" in [button.id.partition(":")[2] for button in await question(talk, kept.address)]
            assert "SaveUnreadable" in await talk.facts(kept.address)
            anew = kept is people()[NO_MEMORY]
            assert load_person((await talk.row(kept.address)).memory) == await remembered(store, kept.person, anew=anew)


async def test_a_code_from_before_links(store: Store, catalog: Catalog) -> None:
    async with going_on(store, catalog) as talk:
        issuer, new = people()["code"], Address("discord", "somebody")
        assert (await talk.hear("/link k7pd 3xqm", new))[0].startswith("Linked.")
        assert await store.addresses(issuer.person) == [new, issuer.address]
        locked = people()["code: five missed"].address
        assert "wait" in (await talk.hear("/link AAAA-AA7A", locked))[0]


async def test_help_is_given_to_everybody(store: Store, catalog: Catalog) -> None:
    async with going_on(store, catalog) as talk:
        for name, kept in people().items():
            assert await talk.hear("help", kept.address), name
            assert talk.platform.to(kept.address)[-1].buttons, name
            known = await remembered(store, kept.person, anew=name == NO_MEMORY)
            assert load_person((await talk.row(kept.address)).memory) == known, name


async def test_everybody_answers_what_they_were_asked(store: Store, catalog: Catalog) -> None:
    """With the first button there is, and the answer counts."""
    async with going_on(store, catalog) as talk:
        for name, kept in people().items():
            first = (await question(talk, kept.address))[0].id.partition(":")
            row = await talk.row(kept.address)
            texts = await talk.hear(Pressed(first[2], int(first[0])), kept.address)
            assert texts, name
            assert not any(text.startswith(("That step has passed", "I didn't get that")) for text in texts), name
            if name == "Deleting":
                assert await store.row(kept.person) is None
                continue
            after = await talk.row(kept.address)
            assert after.turn > row.turn
            assert load_dialog(after.dialog) != load_dialog(row.dialog), name
            known = await remembered(store, kept.person, anew=name == NO_MEMORY)
            assert load_person(after.memory) == known, name


async def test_nudges_come_when_they_were_to_come(store: Store, catalog: Catalog) -> None:
    async with going_on(store, catalog) as talk:
        for at, wanted in NUDGED.items():
            talk.clock.now = datetime.fromisoformat(f"2026-03-{at}+00:00")
            before = len(talk.platform.shown)
            await talk.sweep()
            await all_shown(talk)
            heard = [(chat, utterance.text) for chat, utterance, _ in talk.platform.shown[before:]]
            nudged = [chat.removesuffix(" elsewhere") for chat, text in heard if "few minutes" in text]
            assert sorted(nudged) == sorted(wanted)


def test_nudges_go_on_as_they_were(catalog: Catalog) -> None:
    """Nobody knew then when they had written last: the next nudge comes when it was due, and none is left out."""
    found = 0
    for name, kept in people().items():
        if name in (NO_DIALOG, NO_MEMORY):
            continue
        person, dialog = load_person(kept.memory), load_dialog(kept.dialog)
        plan = person.nudges
        due = next_due(plan, AFTER)
        if plan is None or due is None:
            continue
        found += 1
        assert (plan.more, plan.again, dialog.heard) == ((), 0, None)
        turn = advance(dialog, NudgeDue(due.day, due.at), World(due.at, catalog, person))
        assert not [fact for fact in turn.facts if isinstance(fact, NudgeSkipped) and fact.why in ("rare", "answered")]
        assert not [fact for fact in turn.facts if isinstance(fact, NudgeToCome)]
        assert turn.dialog.heard == due.at
    assert found > 10
