"""Lumbot on Discord when things go wrong: too fast, broken, cut, closed, restarted. Nobody is dropped or doubled."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.adapter import Refused, TryLater, Unreachable
from bot.platforms.shared.rate_limiter import RateLimiter
from bot.speaking.speak import Attached, Button, Utterance
from bot.store.queries import Store
from content.model import Catalog
from handlers.events import Pressed
from handlers.say import EXPORT
from tests.fakes.discord.fates import Fate, Limits, answer, broken, cut, lost_answer, refuse, too_many
from tests.fakes.discord.home import Home, at_home
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import discord
from tests.fakes.discord.server import Server, once

from bot.platforms.discord import sender  # isort: skip

pytestmark = pytest.mark.usefixtures("quick")


def named(value: Any) -> str:
    """What pytest calls it."""
    if isinstance(value, Fate):
        code = value.body.get("code", "") if isinstance(value.body, dict) else ""
        return f"{value.kind} {value.status or ''} {code}".strip()
    return str(value.__name__)


SENDS = "POST /channels/{channel_id}/messages"
HELLO = Utterance("Hello", (Button("1:go_on", "Go on"),))


def sends(what: str, path: str) -> bool:
    return what == "POST" and path.endswith("/messages")


def opens(what: str, path: str) -> bool:
    return what == "POST" and path == "/users/@me/channels"


def from_now_on(home: Home, fate: Fate, when: Any = sends) -> None:
    home.server.fate = lambda what, path, _body: fate if when(what, path) else None


# --- what becomes of a message ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "when", "error"),
    [
        (refuse(403, 50007), sends, Unreachable),
        (refuse(403, 50278), sends, Unreachable),
        (refuse(400, 50007), opens, Unreachable),
        (refuse(404, 10013), opens, Unreachable),
        (refuse(403, 40003), opens, TryLater),
        (refuse(403, 20026), opens, TryLater),
        (refuse(403, 0), sends, TryLater),
        (refuse(401, 0), sends, TryLater),
        (refuse(400, 50035), sends, Refused),
        (refuse(413, 40005), sends, Refused),
        (broken(503), sends, discord.DiscordServerError),
        (too_many(45), sends, TryLater),
        (answer(429, "<html>banned</html>"), sends, TryLater),
    ],
    ids=named,
)
async def test_a_failure_says_what_it_means(
    home: Home, ann: Person, fate: Fate, when: Any, error: type[Exception]
) -> None:
    from_now_on(home, fate, when)
    with pytest.raises(error):
        await home.line.deliver(str(ann.id), HELLO, "n")
    assert ann.heard == []


async def test_a_retry_after_a_lost_answer_shows_one_message(home: Home, ann: Person) -> None:
    home.server.fate = once(lost_answer(), sends)
    await home.says(ann, "hello")
    await home.server.until(lambda: home.server.calls[SENDS] == 2)
    await home.says(ann, "go on")
    assert len(ann.heard) == 2


@pytest.mark.parametrize("fate", [broken(503), cut(), broken(500), too_many(0.05), too_many(0.05, True)], ids=named)
async def test_one_failure_costs_no_message(home: Home, ann: Person, fate: Fate) -> None:
    home.server.fate = once(fate, sends)
    await home.says(ann, "hello")
    assert home.server.calls[SENDS] == 2
    assert len(ann.heard) == 1


async def test_a_channel_that_is_gone_is_opened_again(home: Home, ann: Person) -> None:
    chat = str(ann.id)
    await home.line.deliver(chat, HELLO, "a")
    home.server.fate = once(refuse(404, 10003), sends)
    await home.line.deliver(chat, HELLO, "b")
    assert len(ann.heard) == 2
    from_now_on(home, refuse(404, 10003))
    with pytest.raises(Refused):
        await home.line.deliver(chat, HELLO, "c")


async def test_chats_that_cannot_be_opened_so_fast_wait_and_in_the_end_count_as_unreachable(
    home: Home, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "LATER", 0.001)
    from_now_on(home, refuse(403, 40003), opens)
    for _ in range(sender.TOO_OFTEN - 1):
        with pytest.raises(TryLater):
            await home.line.deliver(str(ann.id), HELLO, "n")
    with pytest.raises(Unreachable):
        await home.line.deliver(str(ann.id), HELLO, "n")


async def test_a_429_holds_our_own_nudges(server: Server, ann: Person, store: Store, catalog: Catalog) -> None:
    limiter = RateLimiter(1000, burst=900, kept=0)
    async with at_home(server, store, catalog, limiter=limiter) as home:
        assert limiter.try_acquire("anybody")
        server.fate = once(too_many(1), sends)
        with pytest.raises(TryLater) as late:
            await home.line.deliver(str(ann.id), HELLO, "n")
        assert late.value.seconds == 1
        assert not limiter.try_acquire("anybody")
        await home.line.deliver(str(ann.id), HELLO, "n")  # people still have their turn


async def test_a_limit_of_the_whole_bot_that_nobody_waited_for_blocks_nobody(home: Home, ann: Person) -> None:
    home.server.fate = once(too_many(2, everywhere=True), sends)
    showing = asyncio.create_task(home.line.deliver(str(ann.id), HELLO, "n"))
    await home.server.until(lambda: home.server.calls[SENDS])
    await asyncio.sleep(0.05)
    showing.cancel()
    await asyncio.gather(showing, return_exceptions=True)
    await home.line.deliver(str(ann.id), HELLO, "n")
    assert ann.heard == ["Hello"]


@pytest.mark.parametrize("fate", [too_many(1), broken(503), cut(), lost_answer()], ids=named)
async def test_buttons_are_taken_off_although_that_failed_at_first(home: Home, ann: Person, fate: Fate) -> None:
    shown = await home.line.deliver(str(ann.id), HELLO, "n")
    home.server.fate = once(fate, lambda what, _path: what == "PATCH")
    await home.line.close_buttons(str(ann.id), shown)
    await home.server.until(lambda: not ann.sees[-1].rows)


async def test_nudges_that_wait_for_their_turn_outlive_the_connection(
    server: Server, store: Store, catalog: Catalog
) -> None:
    limiter = RateLimiter(1000, burst=900, kept=0)
    async with at_home(server, store, catalog, limiter=limiter) as home:
        people = [server.person(f"p{n}") for n in range(10)]
        limiter.back_off(0.5, "somebody")
        nudge = Utterance("Good morning.", nudge=True)
        showing = [asyncio.create_task(home.line.deliver(str(each.id), nudge, "n")) for each in people]
        await asyncio.sleep(0)
        await server.cut(4013)
        await server.until(lambda: server.seen["identify"] == 2)
        await server.connected()
        await asyncio.gather(*showing)
        assert all(each.heard == ["Good morning."] for each in people)


async def test_a_burst_at_our_own_pace_is_never_too_fast(server: Server, store: Store, catalog: Catalog) -> None:
    async with at_home(server, store, catalog, limiter=None) as home:
        server.limits = Limits(per_second=50)
        people = [server.person(f"p{n}") for n in range(30)]
        await asyncio.gather(*(home.line.deliver(str(each.id), HELLO, "n") for each in people))
        assert all(len(each.heard) == 1 for each in people)
        assert server.too_many == 0


async def test_a_long_text_is_told_in_parts_and_a_file_is_handed_over(home: Home, ann: Person) -> None:
    export = Attached(EXPORT, file="lumbot-export.json", content=b'{"all": "of it"}')
    long = Utterance("One sentence *of many*. " * 300, (Button("1:go_on", "Go on"),), attached=export)
    home.server.fate = once(broken(503), lambda what, path: sends(what, path) and home.server.calls[SENDS] == 2)
    with pytest.raises(discord.DiscordServerError):
        await home.line.deliver(str(ann.id), long, "24-characters-of-a-nonce")
    channel, _, message = (await home.line.deliver(str(ann.id), long, "24-characters-of-a-nonce")).partition(":")
    shown = home.server.channels[int(channel)]
    assert [bool(each.rows) for each in shown] == [False] * (len(shown) - 1) + [True]
    assert " ".join(each.content for each in shown) == ("One sentence \\*of many\\*. " * 300).strip()
    assert shown[-1].id == int(message)
    assert shown[-1].files == {"lumbot-export.json": b'{"all": "of it"}'}


async def test_a_failure_of_tidying_up_is_left_as_it_is(home: Home, ann: Person) -> None:
    shown = await home.line.deliver(str(ann.id), HELLO, "n")
    for fate in (broken(503), cut(), refuse(404, 10008)):
        from_now_on(home, fate, lambda what, _path: what == "PATCH")
        await home.line.close_buttons(str(ann.id), f"{shown.partition(':')[0]}:{5 + len(home.server.requests)}")
    home.server.fate = None
    await home.line.close_buttons(str(ann.id), shown)
    await home.server.until(lambda: not ann.sees[-1].rows)
    count = len(home.server.requests)
    await home.line.close_buttons(str(ann.id), shown)
    await asyncio.sleep(0.05)
    assert len(home.server.requests) == count


async def test_an_answer_that_cannot_be_written_by_its_token_is_written_by_channel_and_message(
    home: Home, ann: Person
) -> None:
    await home.says(ann, "hello")
    asked = ann.sees[-1]
    from_now_on(home, refuse(401, 50027), lambda what, path: "@original" in path)
    await ann.presses("20-50")
    await home.server.until(lambda: not asked.rows)
    assert asked.content.endswith("\n-# You: 20-50")


async def test_a_press_is_acknowledged_although_the_first_try_was_cut(home: Home, ann: Person) -> None:
    await home.says(ann, "hello")
    home.server.fate = once(cut(), lambda what, path: path.endswith("/callback"))
    assert (await (await ann.presses("20-50")).answered()).seconds < 1


@pytest.mark.parametrize("fate", [refuse(404, 10062), refuse(400, 40060), cut()], ids=named)
async def test_a_press_counts_although_it_could_not_be_acknowledged(home: Home, ann: Person, fate: Fate) -> None:
    await home.says(ann, "hello")
    from_now_on(home, fate, lambda what, path: path.endswith("/callback"))
    await ann.presses("20-50")
    await home.server.until(lambda: len(ann.heard) == 2)


async def test_a_closed_door_ends_nudges_and_an_open_one_brings_them_back(home: Home, ann: Person) -> None:
    await home.says(ann, "hello")
    ann.closes_dms()
    await ann.presses("20-50")
    await home.server.until(lambda: home.server.calls[SENDS] == 2)
    for _ in range(100):
        if (await home.row(ann)).unreachable:
            break
        await asyncio.sleep(0.01)
    assert (await home.row(ann)).unreachable
    calls = home.server.calls[SENDS]
    await home.wait(minutes=10)
    assert home.server.calls[SENDS] == calls
    ann.opens_dms()
    await home.says(ann, "hello")
    assert not (await home.row(ann)).unreachable


# --- secrets ----------------------------------------------------------------------------------------------------------


async def test_nothing_of_anybody_is_in_the_log_or_in_an_id(
    home: Home, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    home.server.guild(ann)
    await home.walk_in(ann, until="skip")
    home.server.fate = once(broken(503), sends)
    await home.says(ann, "I have numb legs")
    await ann.sends("voice")
    await ann.commands("checkin", {"pain": 9, "change": "worse"}, where="guild")
    await home.server.cut()
    await home.says(ann, "my secret")
    written = " ".join(f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records)
    for secret in ("numb", "secret", "worse", "pain", str(ann.id), str(ann.dm.id), home.server.token):
        assert secret not in written
    ids = {part.custom_id for shown in ann.sees for row in shown.rows for part in row}
    assert all(Pressed(*_parts(each)) for each in ids)


def _parts(custom_id: str) -> tuple[str, int]:
    kind, turn, choice = custom_id.split(":")
    assert kind == "l"
    return choice, int(turn)
