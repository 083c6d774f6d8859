"""One person on two platforms: who may link what, that nothing of either history is lost, and one nudge in total.

A real SQLite and a real PostgreSQL. One platform stands behind both names; a chat tells them apart.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapter import Address, Unreachable
from bot.speaking.speak import Utterance
from bot.store.queries import Row, Store
from content.model import Catalog
from handlers.dialog import NEW, Dialog, advance
from handlers.events import CodeRefused, Gone, Pressed, Said
from handlers.moves import Redeem
from handlers.person import Person
from handlers.saved import load_dialog, load_fact, load_person
from handlers.topics import linking
from handlers.typed import codes
from handlers.world import World
from tests.bot.engine.test_crash_points import STEPS, lines
from tests.bot.engine.test_engine import found, nudged, seed
from tests.fakes.shared.crashing import DIED, die
from tests.fakes.shared.engines import Clock, Talk, talking
from tests.fakes.shared.stores import NOON

TG, DC = Address("telegram", "t-ann"), Address("discord", "d-ann")
ON = ("telegram", "discord")
DAY = timedelta(days=1)
SHOWN = re.compile(r"/link ([2-9A-Z]{4}-[2-9A-Z]{4})\b")
CODE = "K7PD-3XQM"


def at_home(**more: Any) -> Row:
    """Ann, who is at home on Telegram and is nudged at 13:00 in Berlin."""
    return nudged("ann", platform="telegram", chat=TG.chat)._replace(**more)


async def asked(talk: Talk, address: Address = TG) -> str:
    """A code that was asked for there, as it is shown."""
    texts = await talk.hear("/link", address)
    return next(match[1] for text in texts if (match := SHOWN.search(text)))


async def both(talk: Talk) -> None:
    """Ann links Discord, where she is new."""
    await talk.hear(f"/link {await asked(talk)}", DC)
    await talk.engine.shown(TG)
    assert await talk.store.addresses((await talk.row(TG)).person) == [DC, TG]


async def person_at(talk: Talk, address: Address) -> Person:
    return load_person((await talk.row(address)).memory)


# --- a code ---------------------------------------------------------------------------------------------------------


async def test_somebody_new_is_known_at_once(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        before = await talk.row(TG)
        texts = await talk.hear(f"/link {code}", DC)
        await talk.engine.shown(TG)
        assert "Linked" in texts[0]
        assert "Telegram" in texts[0]
        assert "Where shall I remind you?" in texts[-1]
        assert not any("Hello" in text for text in texts)  # no second welcome
        assert "now linked with Discord" in talk.platform.texts(TG)[-1]
        row = await talk.row(DC)
        assert row == await talk.row(TG)
        assert (row.person, row.address, row.outbox, row.created) == ("ann", DC, "", before.created)
        assert await talk.facts(DC) == ["Linked"]
        person = load_person(row.memory)
        assert person == replace(load_person(before.memory), linked=("discord", "telegram"))
        assert await talk.store.addresses("ann") == [DC, TG]
        await talk.tap("on_discord", address=DC)
        assert (await person_at(talk, TG)).nudge_on == "discord"
        assert await talk.kind(TG) == "Home"


@pytest.mark.parametrize("typed", ["/link {}", "/LINK {}", "link {}", "/link {} please", "/link  {}"])
async def test_a_code_may_be_typed_in_many_ways(sqlite_store: Store, catalog: Catalog, typed: str) -> None:
    await seed(sqlite_store, at_home())
    async with talking(sqlite_store, catalog, on=ON) as talk:
        for way in (str, str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")):
            code = way(await asked(talk))
            await talk.hear(typed.format(code).replace(" please", ""), DC)
            assert await talk.store.addresses("ann") == [DC, TG], (typed, code)
            await talk.hear("unlink", TG)
            await talk.tap("keep_here", address=TG)
            assert await talk.store.addresses("ann") == [TG]


async def test_the_code_alone_where_it_is_asked_for(sqlite_store: Store, catalog: Catalog) -> None:
    await seed(sqlite_store, at_home())
    async with talking(sqlite_store, catalog, on=ON) as talk:
        code = await asked(talk)
        assert "Type the code here" in (await talk.hear("/link", DC))[-1]
        assert await talk.hear("my code", DC) != []
        assert "Linked" in (await talk.hear(code.lower(), DC))[0]


async def test_a_code_works_once_and_only_the_last_one(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        first, second = await asked(talk), await asked(talk)
        assert first != second
        assert "don't know that code" in (await talk.hear(f"/link {first}", DC))[0]
        assert "Linked" in (await talk.hear(f"/link {second}", DC))[0]
        third = Address("web", "w-eve")
        await talk.engine.hear(third, Said(f"/link {second}"))
        assert (await talk.row(third)).person != "ann"
        assert await talk.facts(third) == ["CodeMissed"]


async def test_a_code_that_has_passed(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        talk.clock.move(minutes=10)
        assert "has passed" in (await talk.hear(f"/link {code}", DC))[0]
        assert (await talk.row(DC)).person != "ann"
        assert await talk.facts(DC) == []  # it is no guess


async def test_an_own_code_and_one_of_the_same_app(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        assert "on your other app" in (await talk.hear(f"/link {code}", TG))[0]
        eve = Address("telegram", "t-eve")
        assert "on this same app" in (await talk.hear(f"/link {code}", eve))[0]
        assert (await talk.row(eve)).person != "ann"
        assert "Linked" in (await talk.hear(f"/link {code}", DC))[0]  # it is still good


async def test_after_five_guesses_none_is_taken_for_an_hour(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    clock = Clock()
    async with talking(store, catalog, clock, on=ON) as talk:
        for n in range(5):
            assert "don't know" in (await talk.hear(f"/link AAAA-AA{n + 2}A", DC))[0]
            clock.move(minutes=1)
    async with talking(store, catalog, clock, on=ON) as talk:  # a restart does not forget it
        assert "Please wait 55 minutes" in (await talk.hear(f"/link {await asked(talk)}", DC))[0]
        assert (await talk.facts(DC)).count("CodeMissed") == 5
        clock.move(minutes=55)
        assert "Linked" in (await talk.hear(f"/link {await asked(talk)}", DC))[0]


async def test_a_link_with_a_code_asks_first(store: Store, catalog: Catalog) -> None:
    """Else whoever gets somebody to open a link reads along from then on."""
    await seed(store, at_home(platform="discord", chat=DC.chat))
    async with talking(store, catalog, on=ON) as talk:
        code = (await asked(talk, DC)).replace("-", "")
        for address, answer in ((Address("telegram", "t-eve"), "no"), (TG, "yes")):
            texts = await talk.hear(f"/start link_{code}", address)
            assert "Only say yes if you asked for it yourself" in texts[0]
            assert code not in (await talk.row(address)).dialog
            await talk.tap(answer, address=address)
        assert await talk.store.addresses("ann") == [DC, TG]
        assert await talk.kind(Address("telegram", "t-eve")) == "Hello"


async def test_no_code_is_kept_or_logged(
    store: Store, catalog: Catalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        await talk.hear("what?", TG)
        await talk.hear("/link AAAA-AA2A", DC)
        assert await store.read(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM codes").scalar())
        plain = code.replace("-", "")
        for text in (code, plain, plain.lower()):
            row = await talk.row(TG)
            assert text not in f"{row} {await store.facts('ann')}"
            assert text not in caplog.text
        await talk.hear(f"/link {code}", DC)
        for text in (codes.seal(plain), "AAAAAA2A"):
            assert text not in str([await talk.row(TG), *await store.facts("ann")])
        assert not await store.read(
            lambda connection: connection.exec_driver_sql("SELECT count(*) FROM codes").scalar()
        )
        assert TG.chat not in caplog.text
        assert DC.chat not in caplog.text


def test_too_many_guesses_are_not_even_looked_at(catalog: Catalog) -> None:
    dialog, person = Dialog(linking.EnteringCode(), 1, 1), Person()
    for n in range(5):
        turn = advance(dialog, CodeRefused("unknown"), World(NOON + n * timedelta(minutes=11), catalog, person))
        dialog, person = turn.dialog, turn.person
    late = World(NOON + timedelta(minutes=59), catalog, person)
    assert advance(dialog, Said(CODE), late).wish is None
    assert "CodeMissed" not in str(advance(dialog, Said(CODE), late).facts)
    hour = World(NOON + timedelta(minutes=60), catalog, person)
    assert advance(dialog, Said(CODE), hour).wish == Redeem(codes.seal("K7PD3XQM"))


@pytest.mark.parametrize("text", ["telegram", "discord", "k7pd-3xq", "", "i don't know", "k7pd-3xqm please help me"])
def test_what_is_no_code(catalog: Catalog, text: str) -> None:
    turn = advance(NEW, Said(f"/link {text}"), World(NOON, catalog, Person()))
    assert turn.wish is None
    assert turn.says


# --- at once --------------------------------------------------------------------------------------------------------


async def test_of_two_who_type_a_code_at_once_one_is_linked(url: str, catalog: Catalog) -> None:
    one, two = await Store.open(url), await Store.open(url)
    async with talking(one, catalog, on=ON) as first, talking(two, catalog, on=ON) as second:
        for n in range(6):
            await seed(one, at_home(person=f"p{n}", chat=f"t{n}"))
            code = await asked(first, Address("telegram", f"t{n}"))
            a, b = Address("discord", f"a{n}"), Address("discord", f"b{n}")
            if n % 2:  # one of them is known already
                await first.hear("hello", a)
            await asyncio.gather(
                first.engine.hear(a, Said(f"/link {code}")), second.engine.hear(b, Said(f"/link {code}"))
            )
            persons = [(await first.row(address)).person for address in (a, b)]
            assert persons.count(f"p{n}") == 1
            assert len(await one.addresses(f"p{n}")) == 2
            facts = await one.facts(f"p{n}")
            assert [fact.kind for fact in facts].count("Linked") == 1
    await one.close()
    await two.close()


async def test_one_code_while_both_talk_on(url: str, catalog: Catalog) -> None:
    """Words from all sides, and the code in the middle of them, through two processes: nothing is lost."""
    one, two = await Store.open(url), await Store.open(url)
    async with talking(one, catalog, on=("telegram",)) as first, talking(two, catalog, on=("discord",)) as second:
        await first.walk_in(TG, until="skip")
        await second.walk_in(DC, until="skip")
        await first.tap("later", address=TG)
        await second.tap("later", address=DC)
        code = await asked(first)
        said = [first.engine.hear(TG, Said("hm"), f"a{n}") for n in range(8)]
        said += [second.engine.hear(DC, Said("hm"), f"b{n}") for n in range(4)]
        said += [second.engine.hear(DC, Said(f"/link {code}"), "b4")]
        said += [second.engine.hear(DC, Said("hm"), f"b{n}") for n in range(5, 9)]
        await asyncio.gather(*said)
        await asyncio.gather(first.engine.shown(TG), second.engine.shown(DC))
        if (await second.row(DC)).person != (await first.row(TG)).person:  # something was still on its way
            assert "CodeMissed" not in await second.facts(DC)
            await second.hear(f"/link {code}", DC)
            await first.engine.shown(TG)
        row = await second.row(DC)
        assert row == await first.row(TG)
        facts = Counter(await second.facts(DC))
        assert facts["PainRated"] == 2
        assert facts["Linked"] == 1
        assert {f"b{n}" for n in range(9)} <= set(json.loads(row.seen))
        assert (await one.row(row.person)) is not None
        counted = "SELECT count(*) FROM person"
        assert await one.read(lambda connection: connection.exec_driver_sql(counted).scalar()) == 1
    await one.close()
    await two.close()


@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_at_each_step_of_linking(step: str, url: str, catalog: Catalog, tmp_path: Path) -> None:
    log, store = tmp_path / "log", await Store.open(url)
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        await talk.walk_in(DC, until="skip")
        await talk.tap("later", address=DC)
    assert await die(url, log, step, 1, f"/link {code}") == DIED
    before = lines(log)
    if step in ("heard", "before commit"):
        assert before == []
        assert await store.addresses("ann") == [TG]
    async with talking(store, catalog, on=ON) as talk:
        await asyncio.gather(talk.engine.shown(DC), talk.engine.shown(TG))
        if "acknowledged" not in before:
            await talk.hear(f"/link {code}", DC, update="u1")  # delivered again
        await talk.engine.shown(TG)
        assert await store.addresses("ann") == [DC, TG]
        kinds = Counter(await talk.facts(TG))
        assert (kinds["Linked"], kinds["PainRated"], kinds["CodeMissed"]) == (1, 1, 0)
        assert (await talk.row(TG)).outbox == ""
        after = [nonce for _, _, nonce in talk.platform.shown]
    both_ = [line for line in before if line != "acknowledged"] + after
    assert len(set(both_)) == 2  # what is asked on Discord, and the notice on Telegram
    assert len(both_) - len(set(both_)) == (step == "after send")  # at worst one comes twice
    await store.close()


# --- both histories -------------------------------------------------------------------------------------------------


async def test_both_histories_are_kept_and_fold_to_what_is_remembered(store: Store, catalog: Catalog) -> None:
    clock = Clock()
    async with talking(store, catalog, clock, on=ON) as talk:
        for address, pain in ((TG, "3"), (DC, "5")):
            await talk.walk_in(address, until="3")
            await talk.tap(pain, "later", address=address)
            await talk.tap("no_reminders", address=address)
            clock.move(minutes=3)
        for address in (DC, TG):
            await talk.tap("session", address=address)
            await talk.hear("4", address)
            clock.move(minutes=1)
            await talk.hear("/stop", address)  # while a session goes on no code is given or taken
        histories = [await store.facts((await talk.row(address)).person) for address in (TG, DC)]
        old = (await talk.row(DC)).person
        code = await asked(talk)
        await talk.hear(f"/link {code}", DC)
        row = await talk.row(TG)
        facts = await store.facts(row.person)
        before = Counter((fact.at, fact.kind, fact.data) for history in histories for fact in history)
        after = Counter((fact.at, fact.kind, fact.data) for fact in facts)
        assert before <= after
        new = [fact.kind for fact in facts[before.total() :]]
        assert new == ["Linked"]
        assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
        assert len({(fact.turn, fact.n) for fact in facts}) == len(facts)
        assert max(fact.turn for fact in facts) <= row.turn
        person = Person()
        for fact in facts:
            person = person.after(load_fact(fact.kind, fact.data), fact.at)
        assert person == load_person(row.memory)
        assert (await store.row(old), await store.facts(old)) == (None, [])
        assert await talk.kind(DC) == "Home"
        texts = await talk.hear("/progress", TG)  # and it goes on, on both
        assert texts
        assert talk.alarms.set == {}


async def test_who_has_the_history_may_type_the_code_too(store: Store, catalog: Catalog) -> None:
    """The one who is new gave it: the settings of the other one stay."""
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        await talk.walk_in(DC, until="none")  # as far as a yes
        code = await asked(talk, DC)
        await talk.hear(f"/link {code}", TG)
        person = await person_at(talk, TG)
        assert (person.minutes, person.zone, person.screened) == (10, "Europe/Berlin", None)
        assert person.nudges
        assert person.nudges.at == "13:00"
        assert await talk.kind(TG) == "Screening"  # the lists had been begun and not gone through


async def test_delete_on_one_app_is_delete_on_both(store: Store, catalog: Catalog, tmp_path: Path) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        await both(talk)
        await asked(talk)
        await talk.hear("/delete", TG)
        await talk.tap("delete_all", address=TG)
        await talk.sweep()
        for word in ("ann", TG.chat, DC.chat):
            assert await found(store, tmp_path, word) == []
        assert "Hello" in (await talk.hear("hi", DC))[0]


async def test_export_names_both_apps(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        await both(talk)
        await talk.hear("/export", DC)
        given = json.loads(next(each.attached.content for each in talk.platform.to(DC) if each.attached))
        assert given["platforms"] == ["discord", "telegram"]
        assert [fact["what"] for fact in given["facts"]] == ["Linked"]


async def test_what_was_unsaid_is_said_where_it_was_meant_to_be(store: Store, catalog: Catalog) -> None:
    """While something is on its way a code is not taken; it costs no try, and is good afterwards."""
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        code = await asked(talk)
        stuck = asyncio.Event()

        async def wait() -> None:
            await stuck.wait()

        talk.platform.fate = lambda _chat, _utterance: wait()
        await talk.engine.hear(TG, Said("/progress"))
        await talk.engine.hear(DC, Said("hello"))
        await talk.engine.hear(DC, Said(f"/link {code}"))
        stuck.set()
        await asyncio.gather(talk.engine.shown(TG), talk.engine.shown(DC))
        assert "Hello" in talk.platform.texts(DC)[0]
        assert "still going on on Telegram" in talk.platform.texts(DC)[1]
        assert "CodeMissed" not in await talk.facts(DC)
        assert "Linked" in (await talk.hear(f"/link {code}", DC))[0]
        await talk.engine.shown(TG)
        assert ["now linked" in text for text in talk.platform.texts(TG)[-2:]] == [False, True]
        assert (await talk.row(TG)).outbox == ""


# --- one nudge ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ["on_telegram", "on_discord", "on_last"])
async def test_a_week_of_nudges_on_the_app_they_chose(store: Store, catalog: Catalog, chosen: str) -> None:
    await seed(store, at_home())
    clock = Clock(NOON - timedelta(hours=2))
    async with talking(store, catalog, clock, on=ON) as talk:
        await talk.hear("/help", TG)
        await both(talk)
        await talk.tap(chosen, address=DC)
        given: list[tuple[datetime, str]] = []
        for day in range(7):
            if day % 2:
                await talk.hear("/help", TG)  # where they talked last makes no difference to what was chosen
            before = len(talk.platform.shown)
            for minutes in (119, 1, 30, 90, 480, 720):  # just before it, then; soon after, too late for it, at night
                clock.move(minutes=minutes)
                await asyncio.gather(talk.sweep(), talk.sweep())
                await asyncio.gather(talk.engine.shown(TG), talk.engine.shown(DC))
            given += [(clock.now, chat) for chat, each, _ in talk.platform.shown[before:] if each.nudge]
        assert len(given) == 7
        chats = {chat for _, chat in given}
        assert chats == {"on_telegram": {TG.chat}, "on_discord": {DC.chat}, "on_last": {TG.chat, DC.chat}}[chosen]
        assert (await talk.facts(TG)).count("Nudged") == 7


async def test_two_processes_with_an_app_each_give_one_nudge(url: str, catalog: Catalog) -> None:
    """Each speaks on its own platform only; the nudge is handed over to whoever speaks where it is to go."""
    one, two, clock = await Store.open(url), await Store.open(url), Clock(NOON - timedelta(hours=2))
    await seed(one, at_home())
    async with (
        talking(one, catalog, clock, on=("telegram",)) as first,
        talking(two, catalog, clock, on=("discord",)) as second,
    ):
        code = await asked(first)
        await second.hear(f"/link {code}", DC)
        await second.tap("on_telegram", address=DC)
        for _ in range(12):
            clock.move(minutes=15)
            for talk in (first, second, first):
                await talk.sweep()
                await talk.engine.shown(TG)
        assert [each.nudge for each in second.platform.to(DC)].count(True) == 0
        assert [each.nudge for each in first.platform.to(TG)].count(True) == 1
        assert any("now linked" in text for text in first.platform.texts(TG))  # the other process had said it
        assert (await first.facts(TG)).count("Nudged") == 1
        assert "NudgeUnknown" not in await first.facts(TG)
        assert (await first.row(TG)).outbox == ""
    await one.close()
    await two.close()


async def test_who_cannot_be_reached_where_they_chose_is_nudged_on_the_other(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    clock = Clock(NOON - timedelta(hours=1))
    async with talking(store, catalog, clock, on=ON) as talk:
        await both(talk)
        await talk.tap("on_telegram", address=DC)

        def blocked(chat: str, _utterance: Utterance) -> None:
            if chat == TG.chat:
                raise Unreachable

        talk.platform.fate = blocked
        clock.move(hours=1)
        for _ in range(4):
            await talk.sweep()
            await asyncio.gather(talk.engine.shown(TG), talk.engine.shown(DC))
            clock.move(seconds=20)
        nudges = [each.text for each in talk.platform.to(DC) if each.nudge]
        assert len(nudges) in (1, 2)  # the note may be a message of its own
        assert "couldn't reach you on Telegram" in nudges[0]
        assert not any(each.nudge for each in talk.platform.to(TG))
        row = await talk.row(DC)
        assert (row.address, row.unreachable) == (DC, False)
        assert (await person_at(talk, DC)).unreached == ("telegram",)
        talk.platform.fate = lambda _chat, _utterance: None
        await talk.hear("/help", TG)
        assert (await person_at(talk, TG)).unreached == ()


async def test_gone_from_one_of_two_is_not_gone(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        await both(talk)
        for address in (DC, DC, TG):
            await talk.engine.hear(address, Gone())
        assert (await talk.row(TG)).unreachable
        assert (await talk.facts(TG))[1:] == ["PlatformLost", "Lost"]
        assert await talk.hear("/help", DC) != []
        assert (await talk.facts(TG))[-2:] == ["Found", "PlatformFound"]
        assert (await talk.row(TG)).address == DC
        assert not (await talk.row(TG)).unreachable


async def test_where_is_asked_when_reminders_come_later(sqlite_store: Store, catalog: Catalog) -> None:
    async with talking(sqlite_store, catalog, on=ON) as talk:
        await talk.walk_in(TG, until="skip")
        await talk.tap("later", "no_reminders", address=TG)
        await talk.hear(f"/link {await asked(talk)}", DC)
        assert await talk.kind(DC) == "Home"
        await talk.hear("/timezone Lisbon", DC)
        await talk.tap("yes", address=DC)
        await talk.hear("/reminders 18:30 mon", DC)
        assert await talk.kind(DC) == "ChoosingWhere"
        await talk.hear("telegram", DC)
        assert await talk.kind(DC) == "Home"
        await talk.hear("/reminders 12:30", DC)
        await talk.tap("days_0123456", address=DC)
        assert await talk.kind(DC) == "Home"  # asked once
        await talk.hear("/reminders", DC)
        await talk.tap("change_where", address=DC)
        assert await talk.kind(DC) == "ChoosingWhere"


# --- the end of it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "stays", "goes"), [("keep_here", TG, DC), ("leave_here", DC, TG)])
async def test_unlinking(url: str, catalog: Catalog, choice: str, stays: Address, goes: Address) -> None:
    """Another process, which knew them together, finds a stranger at once."""
    one, two = await Store.open(url), await Store.open(url)
    await seed(one, at_home())
    async with talking(one, catalog, on=ON) as talk, talking(two, catalog, on=ON) as other:
        await both(talk)
        for address in (TG, DC):
            await other.hear("/help", address)
        await talk.hear("unlink", TG)
        assert len(await talk.tap(choice, address=TG)) == 1
        assert await one.addresses("ann") == [stays]
        assert (await talk.row(stays)).address == stays
        assert (await person_at(talk, stays)).linked == ()
        assert await one.row_at(goes) is None
        assert "Hello" in (await other.hear("hi", goes))[0]
        assert (await talk.row(goes)).person != "ann"
        assert await other.hear("/progress", stays) != []
        assert (await talk.row(stays)).outbox == ""
    await one.close()
    await two.close()


async def test_a_button_of_a_chat_that_was_taken_off(store: Store, catalog: Catalog) -> None:
    await seed(store, at_home())
    async with talking(store, catalog, on=ON) as talk:
        await both(talk)
        await talk.hear("unlink", DC)
        await talk.tap("leave_here", address=DC)
        asked_last = load_dialog((await talk.row(TG)).dialog).turn
        await talk.hear(Pressed("on_telegram", asked_last), DC)
        assert (await person_at(talk, TG)).nudge_on == ""
        assert await talk.kind(DC) == "Hello"
