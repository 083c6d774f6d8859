"""The HTTP side: who asks, how often, what fate befalls it, whether it fits the description; then what is asked."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.fakes.discord import messages
from tests.fakes.discord.check import check, names, template
from tests.fakes.discord.commands import Commands
from tests.fakes.discord.fates import PERMISSIVE, Counts, Fate, Refusal, form
from tests.fakes.discord.interactions import Interactions
from tests.fakes.discord.messages import Answer, Call
from tests.fakes.discord.world import World

VERSION = "/api/v10"
OPEN = ("/interactions/", "/webhooks/")  # the token is in the path; not counted by the global limit
Fates = Callable[[str, str, Any], Fate | None]
Request = tuple[datetime, str, str, Any]


class Rest:
    """`requests`: (time, method, path, body) of each in order; `faults`: of those which Discord would refuse."""

    def __init__(self, world: World, token: str, gateway: Callable[[], Answer]) -> None:
        self.world, self.token = world, token
        self.commands, self.interactions = Commands(), Interactions(world)
        self.fate: Fates | None = None
        self.counts = Counts()
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self.over = asyncio.Event()
        self._routes = self._table(gateway)

    def _table(self, gateway: Callable[[], Answer]) -> dict[str, Callable[[Call], Awaitable[Answer]]]:
        async def ask_gateway(call: Call) -> Answer:
            return gateway()

        commands, interactions = self.commands, self.interactions
        channel, webhook = "/channels/{channel_id}", "/webhooks/{webhook_id}/{webhook_token}"
        table: dict[str, Callable[[Call], Awaitable[Answer]]] = {
            "GET /gateway": ask_gateway,
            "GET /gateway/bot": ask_gateway,
            "GET /users/@me": messages.user,
            "GET /users/{user_id}": messages.user,
            "POST /users/@me/channels": messages.open_dm,
            "GET /applications/@me": application,
            "GET /oauth2/applications/@me": application,
            f"GET {channel}": messages.get_channel,
            f"POST {channel}/typing": messages.typing,
            f"GET {channel}/messages": messages.history,
            f"POST {channel}/messages": messages.create,
            f"GET {channel}/messages/{{message_id}}": messages.get_message,
            f"PATCH {channel}/messages/{{message_id}}": messages.edit,
            f"DELETE {channel}/messages/{{message_id}}": messages.delete,
            "POST /interactions/{interaction_id}/{interaction_token}/callback": interactions.callback,
            f"POST {webhook}": interactions.follow_up,
        }
        for tail in ("/messages/@original", "/messages/{message_id}"):
            table[f"GET {webhook}{tail}"] = interactions.get
            table[f"PATCH {webhook}{tail}"] = interactions.edit
            table[f"DELETE {webhook}{tail}"] = interactions.delete
        for where in ("", "/guilds/{guild_id}"):
            path = f"/applications/{{application_id}}{where}/commands"
            table |= {f"GET {path}": commands.list, f"PUT {path}": commands.overwrite, f"POST {path}": commands.create}
            path += "/{command_id}"
            table |= {f"GET {path}": commands.get, f"PATCH {path}": commands.change, f"DELETE {path}": commands.delete}
        return table

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method, path = request.method, request.path.removeprefix(VERSION)
        body, files = await _read(request)
        route = template(path)
        self.requests.append((self.world.now(), method, path, body))
        self.counts.calls[f"{method} {route}"] += 1
        self.world.changed()
        fate = self.fate(method, path, body) if self.fate else None
        fate = fate or self._too_fast(method, path)
        if fate and fate.kind == "slow":
            await asyncio.sleep(fate.seconds)
        elif fate and fate.kind == "silence":
            await self.over.wait()
        elif fate and fate.kind == "answer":
            return self._response(method, path, fate.status, fate.body, fate.headers)
        if fate and fate.kind in ("cut", "silence"):
            return _cut(request)
        call = Call(self.world, names(path), body, dict(request.query), files)
        try:
            status, answer = await self._act(request, method, path, call)
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body
        self.world.changed()
        if fate and fate.kind == "lost answer":
            return _cut(request)
        return self._response(method, path, status, answer, {})

    async def _act(self, request: web.Request, method: str, path: str, call: Call) -> Answer:
        if not path.startswith(OPEN) and request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")
        route = f"{method} {template(path)}"
        if template(path) is None:
            self.faults.append(f"{method} {path}: no such path")
            raise Refusal(404, 0, "404: Not Found")
        if route not in self._routes:
            self.faults.append(f"{method} {path}: not in this server")
            raise Refusal(405, 0, "405: Method Not Allowed")
        if call.body is BROKEN:
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        faults = check(method, path, call.body)
        if faults:
            self.faults.extend(f"{route}: {fault}" for fault in faults)
            raise form(*faults)
        return await self._routes[route](call)

    def _too_fast(self, method: str, path: str) -> Fate | None:
        limits = self.world.limits
        if limits is None:
            return None
        return limits.over(asyncio.get_running_loop().time(), _bucket(method, path), path.startswith(OPEN))

    def _response(self, method: str, path: str, status: int, body: Any, further: dict[str, str]) -> web.Response:
        if status == 429:
            self.counts.too_many += 1
        if status in (401, 403, 429):
            self.counts.invalid += 1
        headers = {"Via": "1.1 google", **further}
        if isinstance(body, str):
            return web.Response(status=status, text=body, content_type="text/html", headers=headers)
        bucket, time = _bucket(method, path), asyncio.get_running_loop().time()
        most, left, after = self.world.limits.headers(time, bucket) if self.world.limits else PERMISSIVE
        headers |= {
            "X-RateLimit-Limit": str(most),
            "X-RateLimit-Remaining": str(left),
            "X-RateLimit-Reset": f"{datetime.now().timestamp() + after:.3f}",  # noqa: DTZ005  a number of seconds
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(f"{method} {template(path)}".encode()).hexdigest(),
        }
        if body is None:
            return web.Response(status=status, headers=headers)
        # without a charset, as Discord sends it: discord.py reads JSON only where the type is just this
        headers["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)


BROKEN = object()


async def application(call: Call) -> Answer:
    bot = call.world.bot
    info: dict[str, Any] = {
        "id": str(call.world.application),
        "name": bot.name,
        "description": "",
        "icon": None,
        "bot": bot.wire(),
    }
    info |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "summary": ""}
    config: dict[str, dict[str, Any]] = {"0": {}, "1": {}}
    return 200, info | {"owner": bot.wire(), "team": None, "integration_types_config": config, "hook": True}


def _bucket(method: str, path: str) -> str:
    """Method, path as described, and the ids that have limits of their own (channel, server, webhook and token)."""
    major = [
        value
        for name, value in names(path).items()
        if name in ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")
    ]
    return f"{method} {template(path)} {major}"


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of the body (None: no body) and the files beside it."""
    files: dict[str, bytes] = {}
    text = ""
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if getattr(part, "name", None) == "payload_json":
                text = (await part.read()).decode()  # type: ignore[union-attr]
            else:
                files[getattr(part, "filename", None) or "file"] = bytes(await part.read())  # type: ignore[union-attr]
    else:
        text = await request.text()
    try:
        return (json.loads(text) if text else None), files
    except ValueError:
        return BROKEN, files


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
