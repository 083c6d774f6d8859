"""A Discord of our own: gateway and HTTP API on one port of 127.0.0.1, and people who use it. Strict like the real one.

    async with Server() as server:
        with pointed(server):                       # from tests.fakes.discord.pointing
            client = discord.AutoShardedClient(intents=discord.Intents.default(), guild_ready_timeout=0.01)
            task = asyncio.create_task(client.start(server.token))
            await server.connected()                # each shard is in; Server(shards=2) for two
            ann = server.person("ann")              # has the app installed; server.guild(ann): and is in a server
            await ann.writes("hello")               # -> Shown; times=2: told twice; also .sends .edits .deletes
            await server.until(lambda: ann.heard == ["Hi"])
            pressed = await ann.presses("Start")    # label or custom id; times=2 delivers the event twice
            callback = await pressed.answered()     # .type, .data, .content, .ephemeral, .seconds; pressed.shown
            await (await ann.commands("checkin", {"pain": 7}, where="guild")).answered()    # "dm", "guild", "private"
            (await (await ann.autocompletes("timezone", "Lis")).answered()).choices         # [(name, value)]
            await ann.selects("Tuesday"); ann.closes_dms(); ann.opens_dms(); ann.leaves()
            server.move(minutes=16)                 # the clock of the server: tokens are 15 min old, answers 3 s late
        # what happened: server.channels[channel_id] (list of Shown), ann.sees, server.calls["POST /channels/...{id}"],
        # server.requests, server.faults (requests refused by the description; assert that it is []), server.commands

Faults on demand (tests.fakes.discord.fates): server.fate = lambda method, path, body: broken(502), refuse(403, 50007),
too_many(0.1), cut(), lost_answer(), silence(), slow(0.1) or None. server.gateway_fate = lambda what, data: ... the same
and closes(4000), for what in "connect", "identify", "resume", "heartbeat" or the name of an event.
once(fate, when) makes one that strikes once. server.limits = Limits(...) turns rate limits on.
await server.cut(), server.reconnect() (op 7), server.invalidate(resumable) (op 9); server.silent().
"""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from yarl import URL

from tests.fakes.discord.commands import Command
from tests.fakes.discord.fates import Fate, Limits
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.people import Person
from tests.fakes.discord.rest import Fates, Request, Rest
from tests.fakes.discord.world import TEXT, Guild, Shown, User, World, guild_wire

TOKEN = "MTIz.test.token-of-nobody"
HEARTBEAT = 41.25  # seconds, as at Discord
SOON = 60.0  # seconds that `until` waits: longer than even a very busy machine takes
LOOKS = 0.02, 0.1  # seconds between two looks of `until` where nothing is told, at first and at most


def once(fate: Fate, when: Callable[[str, str], bool] = lambda what, detail: True) -> Callable[..., Fate | None]:
    """For `server.fate` and `gateway_fate`: strikes the first time that when(method, path) or when(what, "") holds."""
    left = [fate]

    def choose(what: str, detail: Any, body: Any = None) -> Fate | None:
        return left.pop() if left and when(what, detail if isinstance(detail, str) else "") else None

    return choose


class Server:
    """`now`: a clock of the test; without one it is now, and then as late as by the loop. `move` adds to either."""

    def __init__(
        self,
        *,
        shards: int = 1,
        heartbeat: float = HEARTBEAT,
        token: str = TOKEN,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.token = token
        self._clock, self._moved = now or (lambda: datetime.now(UTC)), timedelta()
        self._given = now is not None
        self._changed: set[asyncio.Event] = set()
        self.world = World(self.now, self.push, self._notify)
        self._gateway: Gateway = Gateway(self.world, token, shards, heartbeat)
        self._rest = Rest(self.world, token, self._where)
        self.origin, self.rest, self.gateway = "", "", URL()

    async def __aenter__(self) -> Self:
        if not self._given:
            loop = asyncio.get_running_loop()
            began = datetime.now(UTC) - timedelta(seconds=loop.time())
            self._clock = lambda: began + timedelta(seconds=loop.time())
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/gateway/", self._gateway.serve)
        app.router.add_get("/attachments/{channel}/{message}/{name}", self._attachment)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.origin = self.world.origin = f"http://127.0.0.1:{port}"
        self.rest, self.gateway = f"{self.origin}/api/v10", URL(f"ws://127.0.0.1:{port}/gateway/")
        self._gateway.url = str(self.gateway)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rest.over.set()
        self._gateway.over.set()
        await self._gateway.cut()
        await self._runner.cleanup()

    # what it holds

    @property
    def channels(self) -> dict[int, list[Shown]]:
        return self.world.channels

    @property
    def calls(self) -> Counter[str]:
        """How often each request was made, e.g. "POST /channels/{channel_id}/messages"."""
        return self._rest.counts.calls

    @property
    def requests(self) -> list[Request]:
        return self._rest.requests

    @property
    def faults(self) -> list[str]:
        return self._rest.faults

    @property
    def too_many(self) -> int:
        return self._rest.counts.too_many

    @property
    def invalid(self) -> int:
        """Answers 401, 403 and 429; 10,000 in ten minutes and Discord blocks the address."""
        return self._rest.counts.invalid

    @property
    def commands(self) -> dict[str, Command]:
        """Global slash commands by name."""
        return {name: command for (_, name), command in self._rest.commands.of(0).items()}

    @property
    def interactions(self) -> list[Interaction]:
        return list(self._rest.interactions.made.values())

    @property
    def seen(self) -> Counter[str]:
        """The gateway: how often "connect", "identify", "resume", "heartbeat" and each event came or went."""
        return self._gateway.log

    # what may go wrong

    @property
    def fate(self) -> Fates | None:
        return self._rest.fate

    @fate.setter
    def fate(self, fate: Fates | None) -> None:
        self._rest.fate = fate

    @property
    def gateway_fate(self) -> Callable[[str, Any], Fate | None] | None:
        return self._gateway.fate

    @gateway_fate.setter
    def gateway_fate(self, fate: Callable[[str, Any], Fate | None] | None) -> None:
        self._gateway.fate = fate

    @property
    def limits(self) -> Limits | None:
        return self.world.limits

    @limits.setter
    def limits(self, limits: Limits | None) -> None:
        self.world.limits = limits

    async def cut(self, code: int | None = None, shard: int | None = None) -> None:
        await self._gateway.cut(code, shard)

    def forget(self) -> None:
        """Sessions are gone, connections are not told: the next RESUME is answered with op 9."""
        self._gateway.sessions.clear()

    @property
    def links(self) -> int:
        """How many connections to the gateway are open."""
        return len(self._gateway.links)

    async def reconnect(self) -> None:
        await self._gateway.reconnect()

    async def invalidate(self, resumable: bool = False) -> None:
        await self._gateway.invalidate(resumable)

    def silent(self, mute: bool = True) -> None:
        self._gateway.silent(mute)

    def push(self, event: str, data: dict[str, Any], guild: int | None = None) -> None:
        """Any other event, as it is."""
        self._gateway.push(event, data, guild)

    # people

    def person(self, name: str = "ann", locale: str = "da") -> Person:
        return Person(self.world, self._rest.commands, self._rest.interactions, name, locale)

    def guild(self, *members: User, name: str = "gym") -> Guild:
        """A server with the bot, these members and one channel (`.channel` is its id); told to who is connected."""
        guild = Guild(self.world.new_id(), name, 0, list(members))
        guild.channel = self.world.place(TEXT, [], guild).id
        for member in members:
            member.shares_a_guild = True
        self.world.guilds[guild.id] = guild
        self._gateway.push("GUILD_CREATE", guild_wire(guild, self.world), guild.id)
        return guild

    # time

    def now(self) -> datetime:
        return self._clock() + self._moved

    def move(self, **by: float) -> None:
        self._moved += timedelta(**by)
        self._notify()

    async def connected(self, within: float = SOON) -> None:
        """Wait until every shard has its session and has been sent all there is."""
        await self.until(self._gateway.settled, within)

    async def until(self, condition: Callable[[], Any], within: float = SOON) -> None:
        """Wait until it holds. Raises AssertionError that tells what happened last, after so many seconds."""
        end = asyncio.get_running_loop().time() + within
        event, (look, longest) = asyncio.Event(), LOOKS
        self._changed.add(event)
        try:
            while not condition():
                left = end - asyncio.get_running_loop().time()
                if left <= 0:
                    raise AssertionError(self._story(condition, within))
                event.clear()
                try:  # what the client does by itself is not told to us: look again soon
                    await asyncio.wait_for(event.wait(), min(left, look))
                    look = LOOKS[0]
                except TimeoutError:
                    look = min(look * 2, longest)
        finally:
            self._changed.discard(event)

    def _story(self, condition: Callable[[], Any], within: float) -> str:
        try:
            what = inspect.getsource(condition).strip()
        except OSError:
            what = repr(condition)
        last = [f"{method} {path} {body}"[:200] for _, method, path, body in self.requests[-5:]]
        said = [shown.content[:60] for messages in self.channels.values() for shown in messages][-5:]
        return (
            f"not within {within} s: {what}\nrequests: {last}\nfaults: {self.faults}\nshown: {said}\nseen: {self.seen}"
        )

    def _notify(self) -> None:
        for event in self._changed:
            event.set()

    def _where(self) -> tuple[int, Any]:
        starts = {"total": 1000, "remaining": 1000 - self.seen["identify"], "reset_after": 86_400_000}
        return 200, {
            "url": str(self.gateway),
            "shards": self._gateway.shards,
            "session_start_limit": starts | {"max_concurrency": 1},
        }

    async def _attachment(self, request: web.Request) -> web.Response:
        channel, message = int(request.match_info["channel"]), int(request.match_info["message"])
        shown = self.world.find(channel, message)
        data = shown.files.get(request.match_info["name"]) if shown else None
        return web.Response(status=404) if data is None else web.Response(body=data)
