"""The gateway: sessions that outlive their connections, heartbeats, resuming with replay, and cuts on demand.

Written from the page "Gateway" of Discord's documentation. An event is kept in its session; a connection sends what
it has not sent yet, so what happened while no one was connected is replayed on RESUME.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import secrets
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.fates import Fate
from tests.fakes.discord.world import World, guild_wire

PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content: not granted to this bot
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


class Zlib:
    """compress=zlib-stream: one stream for the life of the connection, flushed after each message."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj()

    def __call__(self, text: str) -> bytes:
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class Zstd:
    """compress=zstd-stream, which discord.py asks for where it finds zstd (Python 3.14, or the package zstandard)."""

    def __init__(self) -> None:
        try:
            module = importlib.import_module("compression.zstd")
            self._stream, self._flush = module.ZstdCompressor(), module.ZstdCompressor.FLUSH_BLOCK
        except ImportError:
            module = importlib.import_module("zstandard")
            self._stream, self._flush = module.ZstdCompressor().compressobj(), module.COMPRESSOBJ_FLUSH_BLOCK

    def __call__(self, text: str) -> bytes:
        packed: bytes = self._stream.compress(text.encode()) + self._stream.flush(self._flush)
        return packed


class Session:
    def __init__(self, shard: tuple[int, int], intents: int) -> None:
        self.id, self.shard, self.intents = secrets.token_hex(16), shard, intents
        self.events: list[tuple[str, Any]] = []  # number n (from 1) is at n - 1
        self.link: Link | None = None

    def add(self, event: str, data: Any) -> None:
        self.events.append((event, data))
        if self.link:
            self.link.wake.set()


class Link:
    """One connection."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self.request, self.socket = request, socket
        kinds: dict[str, Callable[[], Any]] = {"zlib-stream": Zlib, "zstd-stream": Zstd}
        self.pack = kinds[request.query["compress"]]() if "compress" in request.query else None
        self.session: Session | None = None
        self.sent = 0
        self.mute = False
        self.ours = False  # this side closed it
        self.wake = asyncio.Event()

    async def send(self, op: int, data: Any = None, event: str | None = None, number: int | None = None) -> None:
        if self.mute or self.socket.closed:
            return
        text = json.dumps({"op": op, "d": data, "s": number, "t": event})
        with suppress(ConnectionError):  # cut meanwhile: it is kept in the session
            await (self.socket.send_bytes(self.pack(text)) if self.pack else self.socket.send_str(text))

    async def close(self, code: int) -> None:
        self.ours = True
        await self.socket.close(code=code)

    def abort(self) -> None:
        if self.request.transport:
            self.request.transport.abort()


class Gateway:
    """`shards` is what Discord recommends; `heartbeat` is in seconds. `log` counts what came and went."""

    def __init__(self, world: World, token: str, shards: int, heartbeat: float) -> None:
        self.world, self.token, self.shards, self.heartbeat = world, token, shards, heartbeat
        self.sessions: dict[str, Session] = {}
        self.links: list[Link] = []
        self.log: Counter[str] = Counter()
        self.fate: Callable[[str, Any], Fate | None] | None = None
        self.url = ""
        self.over = asyncio.Event()

    def push(self, event: str, data: Any, guild: int | None = None) -> None:
        """An event to the shard of that server; what belongs to no server goes to shard 0."""
        for session in self.sessions.values():
            number, of = session.shard
            if number == ((guild >> 22) % of if guild else 0) and self._wanted(session, event, guild):
                session.add(event, data)

    def _wanted(self, session: Session, event: str, guild: int | None) -> bool:
        if event.startswith("MESSAGE_"):
            return bool(session.intents & (GUILD_MESSAGES if guild else DIRECT_MESSAGES))
        return not event.startswith("GUILD_") or bool(session.intents & GUILDS)

    def _fate(self, what: str, data: Any = None) -> Fate | None:
        self.log[what] += 1
        self.world.changed()
        return self.fate(what, data) if self.fate else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        fate = self._fate("connect", dict(request.query))
        if fate and fate.kind == "answer":
            return web.Response(status=fate.status, text=str(fate.body))
        if fate and fate.kind == "cut" and request.transport:
            request.transport.abort()
            return web.Response()
        if fate and fate.kind == "silence":
            await self.over.wait()
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            return web.Response(status=400)
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        link = Link(request, socket)
        self.links.append(link)
        await link.send(10, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": []})
        pump = asyncio.create_task(self._pump(link))
        try:
            await self._listen(link)
        finally:
            pump.cancel()
            self.links.remove(link)
            self._leave(link)
        return socket

    def _leave(self, link: Link) -> None:
        if link.session and link.session.link is link:
            link.session.link = None
            if link.socket.close_code in (1000, 1001) and not link.ours:  # who leaves like this cannot resume
                self.sessions.pop(link.session.id, None)
        self.world.changed()

    async def _listen(self, link: Link) -> None:
        async for message in link.socket:
            if message.type is not WSMsgType.TEXT:
                await link.close(4002)
                return
            said = json.loads(message.data)
            op, data = said.get("op"), said.get("d")
            what = {1: "heartbeat", 2: "identify", 6: "resume"}.get(op, f"op {op}")
            if await self._suffers(link, self._fate(what, data)):
                return
            if op == 1:
                await link.send(11)
            elif op == 2:
                await self._identify(link, data)
            elif op == 6:
                await self._resume(link, data)
            elif link.session is None or op not in (3, 4, 8, 31):
                await link.close(4003 if link.session is None else 4001)

    async def _suffers(self, link: Link, fate: Fate | None) -> bool:
        """True if the connection is over for it."""
        if fate is None:
            return False
        if fate.kind == "cut":
            link.abort()
        elif fate.kind == "close":
            await link.close(fate.status)
        elif fate.kind == "silence":
            link.mute = True
        elif fate.kind == "slow":
            await asyncio.sleep(fate.seconds)
        return fate.kind in ("cut", "close")

    async def _identify(self, link: Link, data: Any) -> None:
        shard = tuple(data.get("shard") or (0, 1))
        intents = data.get("intents")
        if data.get("token") != self.token:
            await link.close(4004)
        elif link.session:
            await link.close(4005)
        elif len(shard) != 2 or not 0 <= shard[0] < shard[1]:
            await link.close(4010)
        elif not isinstance(intents, int) or intents >= 1 << 26:
            await link.close(4013)
        elif intents & PRIVILEGED:
            await link.close(4014)
        else:
            self._ready(link, Session(shard, intents))

    def _ready(self, link: Link, session: Session) -> None:
        self.sessions[session.id] = session
        number, of = session.shard
        mine = [guild for guild in self.world.guilds.values() if (guild.id >> 22) % of == number]
        ready = {
            "v": 10,
            "user": self.world.bot.wire() | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "shard": [number, of],
            "application": {"id": str(self.world.application), "flags": 0},
            "private_channels": [],
            "relationships": [],
        }
        session.add("READY", ready)
        for guild in mine:
            session.add("GUILD_CREATE", guild_wire(guild, self.world))
        self._attach(link, session, 0)

    def _attach(self, link: Link, session: Session, sent: int) -> None:
        link.session, link.sent, session.link = session, sent, link
        link.wake.set()

    async def _resume(self, link: Link, data: Any) -> None:
        session = self.sessions.get(data.get("session_id"))
        number = data.get("seq") or 0
        if data.get("token") != self.token:
            await link.close(4004)
        elif session is None:
            await link.send(9, False)
        elif number > len(session.events):
            await link.close(4007)
        else:
            if session.link:
                session.link.abort()
            session.events.append(("RESUMED", {"_trace": []}))  # comes after all that was missed
            self._attach(link, session, number)

    async def _pump(self, link: Link) -> None:
        """Send the events of the session in order, as they come."""
        while True:
            await link.wake.wait()
            link.wake.clear()
            while link.session and link.sent < len(link.session.events) and not link.socket.closed:
                event, data = link.session.events[link.sent]
                if await self._suffers(link, self._fate(event, data)):
                    return
                link.sent += 1
                await link.send(0, data, event, link.sent)

    def settled(self) -> bool:
        """Each shard has a session, is connected, and has been sent all there is."""
        live = [session for session in self.sessions.values() if session.link]
        here = {session.shard[0] for session in live}
        of = max((session.shard[1] for session in live), default=self.shards)
        return len(here) == of and all(link.session and link.sent == len(link.session.events) for link in self.links)

    # on demand

    async def cut(self, code: int | None = None, shard: int | None = None) -> None:
        """Break the connections (of one shard or all): without a word, or closed with a code. Sessions live on."""
        for link in list(self.links):
            if shard is not None and (link.session is None or link.session.shard[0] != shard):
                continue
            if code is None:
                link.abort()
            else:
                await link.close(code)

    async def reconnect(self) -> None:
        """Ask everyone to connect again and resume (op 7)."""
        for link in list(self.links):
            await link.send(7)

    async def invalidate(self, resumable: bool = False) -> None:
        """Tell everyone that the session is invalid (op 9); a session that is not resumable is forgotten."""
        if not resumable:
            self.sessions.clear()
        for link in list(self.links):
            await link.send(9, resumable)

    def silent(self, mute: bool = True) -> None:
        """Stay connected and say nothing, not even to heartbeats. What comes meanwhile is sent after RESUME only."""
        for link in self.links:
            link.mute = mute
