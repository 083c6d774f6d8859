"""The Discord of our tests, tried with the real discord.py: what Discord allows works, what it refuses is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fakes.discord.bot import Bot, online
from tests.fakes.discord.fates import Fate, Limits, broken, closes, cut, lost_answer, refuse, silence, slow, too_many
from tests.fakes.discord.people import Person
from tests.fakes.discord.pointing import discord, pointed
from tests.fakes.discord.server import Server, once

SENDS = "POST /channels/{channel_id}/messages"
EDITS = "PATCH /channels/{channel_id}/messages/{message_id}"


@pytest.fixture
async def bot(server: Server, ann: Person) -> AsyncIterator[Bot]:
    server.guild(ann)
    async with online(server) as bot:
        yield bot


async def dm(bot: Bot, person: Person) -> discord.DMChannel:
    return await bot.create_dm(discord.Object(person.id))


def row(*labels: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for label in labels:
        view.add_item(discord.ui.Button(label=label, custom_id=label.lower()))
    return view


def sending(what: str, detail: str) -> bool:
    return what == "POST" and detail.endswith("/messages")


# the gateway


async def test_connects_and_hears_a_direct_message(server: Server, ann: Person, bot: Bot) -> None:
    await ann.writes("hello <@5>")
    await server.until(lambda: bot.told)
    assert bot.told[0].content == "hello <@5>"
    assert bot.told[0].author.id == ann.id
    assert isinstance(bot.told[0].channel, discord.DMChannel | discord.PartialMessageable)
    await server.until(lambda: bot.happened == ["ready"])
    assert server.seen["identify"] == 1
    assert server.seen["heartbeat"] >= 1


async def test_in_a_server_words_arrive_only_when_it_is_mentioned(server: Server, ann: Person, bot: Bot) -> None:
    assert bot.user
    await ann.writes("secret", where="guild")
    await ann.writes(f"<@{bot.user.id}> hello", where="guild")
    await server.until(lambda: len(bot.told) == 2)
    assert [message.content for message in bot.told] == ["", f"<@{bot.user.id}> hello"]
    assert [guild.name for guild in bot.guilds] == ["gym"]


async def test_edits_deletions_files_and_stickers_arrive(server: Server, ann: Person, bot: Bot) -> None:
    await ann.writes("pain 3")
    await ann.edits("pain 4")
    await ann.deletes()
    await ann.sends("sticker")
    await ann.sends("voice")
    sent = await ann.writes("", files={"a.txt": b"words"})
    await server.until(lambda: len(bot.told) == 4)
    assert [bool(message.stickers) for message in bot.told] == [False, True, False, False]
    assert bot.told[2].flags.voice
    assert await bot.told[3].attachments[0].read() == b"words" == sent.files["a.txt"]
    assert (server.seen["MESSAGE_UPDATE"], server.seen["MESSAGE_DELETE"]) == (1, 1)


async def test_two_shards_share_the_servers_and_the_first_has_the_direct_messages() -> None:
    async with Server(shards=2) as server, online(server) as bot:
        ann, guilds = server.person(), []
        guilds = [server.guild(ann) for _ in range(3)]
        await ann.writes("hello")
        await server.until(lambda: bot.told and len(bot.guilds) == 3)
        assert sorted(bot.shards) == [0, 1]
        assert {guild.shard_id for guild in bot.guilds} == {(guild.id >> 22) % 2 for guild in guilds}
        assert server.seen["identify"] == 2


@pytest.mark.parametrize("how", ["cut", "closed", "op 7", "op 9 resumable"])
async def test_a_lost_connection_is_resumed_and_what_was_missed_is_replayed(
    server: Server, ann: Person, bot: Bot, how: str
) -> None:
    await server.until(lambda: "ready" in bot.happened)
    server.gateway_fate = once(slow(0.05), lambda what, _: what == "resume")
    await {"cut": server.cut, "closed": lambda: server.cut(4000), "op 7": server.reconnect}.get(
        how, lambda: server.invalidate(resumable=True)
    )()
    await server.until(lambda: not server.links or server.seen["resume"])
    for number in range(3):
        await ann.writes(f"missed {number}")
    await server.until(lambda: len(bot.told) == 3 and "resumed" in bot.happened)
    assert [message.content for message in bot.told] == ["missed 0", "missed 1", "missed 2"]
    assert (server.seen["identify"], server.seen["resume"]) == (1, 1)


async def test_an_invalid_session_begins_anew_and_what_was_missed_is_lost(
    server: Server, ann: Person, bot: Bot
) -> None:
    await server.until(lambda: bot.happened == ["ready"])
    await server.invalidate()
    await ann.writes("lost")
    await server.until(lambda: bot.happened == ["ready", "ready"])
    await ann.writes("heard")
    await server.until(lambda: bot.told)
    assert [message.content for message in bot.told] == ["heard"]
    assert server.seen["resume"] == 0


async def test_a_session_nobody_knows_is_not_resumed(server: Server, bot: Bot) -> None:
    await server.until(lambda: bot.happened == ["ready"])
    server.forget()
    await server.cut()
    await server.until(lambda: bot.happened == ["ready", "ready"])
    assert (server.seen["resume"], server.seen["identify"]) == (1, 2)


async def test_a_silent_gateway_is_left_and_resumed(server: Server, ann: Person) -> None:
    async with online(server, heartbeat_timeout=2) as bot:
        await server.until(lambda: "ready" in bot.happened)
        server.silent()
        await ann.writes("unheard")
        await server.until(lambda: bot.told)
        assert "resumed" in bot.happened


async def test_a_wrong_token_and_privileged_intents_are_refused(server: Server) -> None:
    with pointed(server):
        async with Bot() as bot:
            with pytest.raises(discord.LoginFailure):
                await bot.start("wrong")
        assert server.invalid == 1
        async with discord.AutoShardedClient(intents=discord.Intents.all()) as greedy:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await greedy.start(server.token)
        server.gateway_fate = once(closes(4004), lambda what, _: what == "identify")
        async with Bot() as bot:
            with pytest.raises(discord.ConnectionClosed) as raised:
                await bot.start(server.token)
        assert raised.value.code == 4004


async def test_a_first_handshake_that_fails_ends_connect_with_the_known_bug(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rapptz/discord.py#10520: whoever uses the library must be ready for it."""
    monkeypatch.setattr("discord.backoff.ExponentialBackoff.delay", lambda self: 0.0)
    server.gateway_fate = once(Fate("answer", 503, "busy"), lambda what, _: what == "connect")
    with pointed(server):
        async with discord.Client(intents=discord.Intents.default()) as client:
            with pytest.raises(AttributeError, match="sequence"):
                await client.start(server.token)


# messages


async def test_a_message_with_buttons_is_shown_pressed_and_changed(server: Server, ann: Person, bot: Bot) -> None:
    bot.answer = lambda press: press.response.edit_message(content="Began", view=None)
    sent = await (await dm(bot, ann)).send("Ready?", view=row("Start", "Later"))
    assert ann.heard == ["Ready?"]
    assert ann.sees[-1].buttons == ["Start", "Later"]
    pressed = await ann.presses("Start")
    callback = await pressed.answered()
    assert (callback.type, callback.content) == (7, "Began")
    assert 0 <= callback.seconds < 3
    shown = server.channels[sent.channel.id][-1]
    assert (shown.content, shown.rows, shown.edits[0].content) == ("Began", [], "Ready?")
    with pytest.raises(AssertionError, match="no button 'Start'"):
        await ann.presses("Start")


async def test_a_select_is_picked_from(server: Server, ann: Person, bot: Bot) -> None:
    view = discord.ui.View(timeout=None)
    options = [discord.SelectOption(label=day, value=day[:2].lower()) for day in ("Monday", "Tuesday")]
    view.add_item(discord.ui.Select(custom_id="day", options=options))
    await (await dm(bot, ann)).send("Which day?", view=view)
    assert (await (await ann.selects("Tuesday")).answered()).type == 6
    assert bot.pressed[0].data == {"custom_id": "day", "component_type": 3, "values": ["tu"]}
    with pytest.raises(AssertionError, match="no option"):
        await ann.selects("Sunday")


async def test_messages_are_edited_fetched_and_deleted(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    sent = await channel.send("one", file=discord.File(__file__, "data.json"), silent=True)
    assert ann.sees[-1].silent
    assert list(ann.sees[-1].files) == ["data.json"]
    await sent.edit(content="two")
    assert (await channel.fetch_message(sent.id)).content == "two"
    assert [message.content async for message in channel.history(limit=5)] == ["two"]
    await sent.delete()
    assert ann.heard == []
    with pytest.raises(discord.NotFound) as raised:
        await sent.edit(content="three")
    assert raised.value.code == 10008


async def test_the_same_nonce_shows_one_message_even_when_the_answer_is_lost(
    server: Server, ann: Person, bot: Bot
) -> None:
    channel = await dm(bot, ann)
    server.fate = once(lost_answer(), sending)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("once", nonce="n1")
    again = await channel.send("once", nonce="n1")
    assert ann.heard == ["once"]
    assert again.id == ann.sees[-1].id
    server.move(minutes=10)
    await channel.send("once", nonce="n1")
    assert ann.heard == ["once", "once"]


async def test_a_connection_cut_before_has_shown_nothing(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    server.fate = once(cut(), sending)
    with pytest.raises(aiohttp.ClientError):
        await channel.send("never")
    server.fate = once(silence(), sending)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(channel.send("never"), 0.05)
    assert ann.heard == []


async def test_whom_a_message_does_not_reach(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    codes = []
    for change in (ann.closes_dms, ann.leaves, ann.opens_dms):
        change()
        with pytest.raises(discord.Forbidden) as raised:
            await channel.send("hello")
        codes.append(raised.value.code)
    ann.installed = True
    await channel.send("hello")
    server.limits = Limits(new_dms=0)
    with pytest.raises(discord.Forbidden) as raised:
        await dm(bot, server.person("bob"))
    assert [*codes, raised.value.code] == [50007, 50278, 50278, 40003]
    assert server.invalid == 4


async def test_what_the_description_forbids_is_refused_and_noted(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    for content, code in ((" ", 50006), ("x" * 2001, 50035)):
        with pytest.raises(discord.HTTPException) as raised:
            await channel.send(content)
        assert (raised.value.status, raised.value.code) == (400, code)
    assert "In content: Must be 2000 or fewer in length" in str(raised.value)
    assert server.faults == [f"{SENDS}: content: Must be 2000 or fewer in length, is 2001"]
    server.faults.clear()


# interactions


async def test_a_press_is_answered_once_and_within_three_seconds(server: Server, ann: Person, bot: Bot) -> None:
    await (await dm(bot, ann)).send("Ready?", view=row("Start"))
    codes: list[int] = []

    async def answer(press: discord.Interaction) -> None:
        try:
            await press.response.defer()
        except discord.HTTPException as error:
            codes.append(error.code)

    bot.answer = answer
    await (await ann.presses("Start", times=2)).answered()
    await server.until(lambda: codes)
    late = await ann.presses("Start")
    server.move(seconds=3.5)
    await server.until(lambda: len(codes) == 2)
    assert codes == [40060, 10062]
    assert late.refused == [10062]
    assert late.callback is None


async def test_after_fifteen_minutes_only_the_message_itself_can_be_edited(
    server: Server, ann: Person, bot: Bot
) -> None:
    channel = await dm(bot, ann)
    sent = await channel.send("Ready?", view=row("Start"))
    await (await ann.presses("Start")).answered()
    press = bot.pressed[0]
    await press.edit_original_response(content="Hold")
    await press.followup.send("a whisper", ephemeral=True)
    server.move(minutes=15.1)
    with pytest.raises(discord.HTTPException) as raised:
        await press.edit_original_response(content="Rest")
    assert (raised.value.status, raised.value.code) == (401, 50027)
    await sent.edit(content="Rest")
    assert ann.heard == ["Rest", "a whisper"]
    with pytest.raises(discord.NotFound) as gone:
        await channel.get_partial_message(ann.sees[-1].id).edit(content="louder")
    assert gone.value.code == 10008


async def test_commands_are_kept_and_called_everywhere(server: Server, ann: Person, bot: Bot) -> None:
    await bot.tree.sync()
    await bot.tree.sync()
    assert sorted(server.commands) == ["checkin", "timezone"]
    assert server.calls["PUT /applications/{application_id}/commands"] == 2
    assert [command.name for command in await bot.tree.fetch_commands()] == ["checkin", "timezone"]
    for where in ("dm", "guild", "private"):
        called = await ann.commands("checkin", {"pain": 7, "note": where}, where=where)
        callback = await called.answered()
        assert (callback.type, callback.content, callback.ephemeral) == (4, f"7 {where}", True)
        assert called.shown
        assert called.shown.viewer is ann
    for name, options, where in (("checkin", {"pain": 11}, "dm"), ("checkin", {}, "dm"), ("timezone", {}, "guild")):
        with pytest.raises(AssertionError):
            await ann.commands(name, options, where)  # type: ignore[arg-type]


async def test_suggestions_and_a_deferred_answer(server: Server, ann: Person, bot: Bot) -> None:
    await bot.tree.sync()
    asked = await ann.autocompletes("timezone", "Lis")
    assert (await asked.answered()).choices == [("Lisbon", "Lisbon"), ("Lisboa", "Lisboa")]
    called = await ann.commands("timezone", {"zone": "Europe/Lisbon"})
    assert (await called.answered()).type == 5
    await server.until(lambda: called.shown and called.shown.content == "Europe/Lisbon")
    assert called.shown
    assert called.shown.ephemeral  # as the deferral said, not the follow-up
    assert not called.shown.loading
    assert called.followups == []


async def test_a_form_is_shown_and_filled_in(server: Server, ann: Person, bot: Bot) -> None:
    form = discord.ui.Modal(title="A note", custom_id="note", timeout=None)
    form.add_item(discord.ui.TextInput(label="What?", custom_id="what"))
    bot.answer = lambda press: press.response.send_modal(form)
    await (await dm(bot, ann)).send("Ready?", view=row("Write"))
    pressed = await ann.presses("Write")
    assert (await pressed.answered()).type == 9
    bot.answer = lambda press: press.response.send_message("Kept")
    filled = await ann.submits(pressed, {"what": "better"})
    assert (await filled.answered()).content == "Kept"
    assert ann.heard == ["Ready?", "Kept"]


async def test_where_the_bot_is_not_it_has_five_follow_ups_and_no_access(server: Server, ann: Person, bot: Bot) -> None:
    await bot.tree.sync()
    called = await ann.commands("checkin", {"pain": 1}, where="private")
    await called.answered()
    press = discord.Webhook.partial(server.world.application, called.token, session=bot.session)
    for number in range(5):
        await press.send(str(number))
    with pytest.raises(discord.HTTPException) as raised:
        await press.send("one too many")
    assert raised.value.code == 40094
    with pytest.raises(discord.Forbidden) as forbidden:
        await bot.get_partial_messageable(called.place.id).send("hello")
    assert forbidden.value.code == 50001
    assert [shown.content for shown in called.followups] == list("01234")


async def test_a_token_is_good_for_nothing_before_the_answer(server: Server, ann: Person, bot: Bot) -> None:
    async def answer(press: discord.Interaction) -> None:
        with pytest.raises(discord.NotFound) as raised:
            await press.followup.send("early")
        assert raised.value.code == 10015
        await press.response.send_message("in time")

    bot.answer = answer
    await (await dm(bot, ann)).send("Ready?", view=row("Start"))
    assert (await (await ann.presses("Start")).answered()).content == "in time"


async def test_an_answer_may_be_lost_on_the_way_back(server: Server, ann: Person, bot: Bot) -> None:
    codes: list[int] = []

    async def answer(press: discord.Interaction) -> None:
        with pytest.raises(aiohttp.ClientError):
            await press.response.send_message("once")
        with pytest.raises(discord.HTTPException) as raised:
            await press.response.send_message("once")
        codes.append(raised.value.code)

    bot.answer = answer
    await (await dm(bot, ann)).send("Ready?", view=row("Start"))
    server.fate = once(lost_answer(), lambda method, path: path.endswith("/callback"))
    await ann.presses("Start")
    await server.until(lambda: codes)
    assert codes == [40060]
    assert ann.heard == ["Ready?", "once"]


async def test_what_others_wrote_is_not_the_bots_to_change(server: Server, ann: Person, bot: Bot) -> None:
    said = await ann.writes("mine", times=2)
    await server.until(lambda: len(bot.told) == 2)
    assert bot.told[0].id == bot.told[1].id == said.id
    with pytest.raises(discord.Forbidden) as raised:
        await bot.told[0].edit(content="yours")
    assert raised.value.code == 50005
    with pytest.raises(discord.Forbidden) as raised:
        await bot.told[0].delete()
    assert raised.value.code == 50003
    await bot.told[0].reply("heard")
    await ann.deletes(said)
    with pytest.raises(discord.HTTPException) as unknown:
        await bot.told[0].reply("to nothing")
    assert unknown.value.code == 50035


# too fast, and out of order


@pytest.mark.parametrize("everywhere", [False, True])
async def test_429_is_waited_for_by_the_library(server: Server, ann: Person, bot: Bot, everywhere: bool) -> None:
    channel = await dm(bot, ann)
    server.fate = once(too_many(0.02, everywhere), sending)
    await channel.send("hello")
    assert (ann.heard, server.calls[SENDS], server.too_many, server.invalid) == (["hello"], 2, 1, 1)


async def test_limits_hold_and_presses_are_exempt(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    await channel.send("0", view=row("Start"))
    server.limits = Limits(per_second=10)
    sends = asyncio.gather(*(channel.send(str(number)) for number in range(1, 13)))
    await (await ann.presses("Start")).answered()
    await sends
    assert server.too_many > 0
    assert len(ann.heard) == 13
    server.limits = Limits(per_second=None, per_route=2, window=0.1)
    for number in range(5):
        await channel.send(str(number))
    assert len(ann.heard) == 18


async def test_503_and_page_of_5xx(server: Server, ann: Person, bot: Bot) -> None:
    channel = await dm(bot, ann)
    server.fate = once(broken(503), sending)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("never")
    server.fate = once(broken(502), sending)
    await channel.send("at the second attempt")  # the library waits a second
    server.fate = once(refuse(403, 50007), sending)
    with pytest.raises(discord.Forbidden):
        await channel.send("never")
    assert ann.heard == ["at the second attempt"]
