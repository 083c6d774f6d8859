"""A Telegram Bot API server on loopback, for tests.

    async with Server() as server:
        bot = telegram.Bot(server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
        ann = server.person(1001, "Ann", "en")      # with met=False the bot may not write first
        await ann.writes("/start")                  # also presses, edits, sends, forwards, blocks, deletes
        shown = await server.settled(1001, 1)       # the bot's messages there, once there is one
        await ann.presses("Yes")                    # by writing or data; shown[-1].buttons are rows of both
        await server.until(lambda: ann.answers())   # event-driven; fails only when it hangs, and tells what was seen
        server.fate = in_turn("sendMessage", cut_after(), page(502))    # tests.fakes.telegram.fates
        server.limits = Limits()                    # 429s; counted in server.too_many
        assert not server.faults                    # (method, what is wrong) of every request that was refused as wrong

Also: group(), push(update), calls, requests, callbacks, pending, updates.delivered, down() and up(), now (a clock).
Stricter than the real one: unknown parameters, and a bare & or > in HTML, are faults. Not played: privacy mode, topics,
inline messages, files by id, and what a webhook says in its answer.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes.telegram.acts import Acts, Callback
from tests.fakes.telegram.check import Params, Upload, api, check, check_result, typed
from tests.fakes.telegram.fates import Fate, Fates
from tests.fakes.telegram.limits import Limits
from tests.fakes.telegram.people import Group, Person, Reach
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.world import BOT_ID, Object, Place, Refused, Shown, World

LONG = 60.0  # seconds; only what hangs takes so long, also on a busy machine
TOKEN = f"{BOT_ID}:TEST-token_for-loopback_0123456789ab"


class Server:
    """Serves one bot. requests: (Unix time, method, parameters as they came) in order; calls: how often each method.

    faults: requests that the description forbids. own_faults: answers of ours that it forbids; a bug here.
    """

    def __init__(self, token: str = TOKEN) -> None:
        self.token, self.url = token, ""
        self.world = World(lambda: self.now())
        self.now: Callable[[], float] = time.time
        self.tick: Callable[[], float] = lambda: asyncio.get_running_loop().time()  # what the limits go by
        self.acts = Acts(self.world)
        self.updates = Updates(self.world, self.notify)
        self.fate: Fates = lambda _method, _params: None
        self.limits: Limits | None = None
        self.too_many = 0
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[float, str, Params]] = []
        self.faults: list[tuple[str, str]] = []
        self.checks = True  # whether every request and answer is held against the description; a third of the time
        self.own_faults: list[tuple[str, str]] = []
        self._reach = Reach(self.world, self.acts, self.push)
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.updates.stop()
        await self.down()

    async def up(self) -> None:
        """Listen; after down() on the same port."""
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{rest:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self.url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """Refuse connections, and close those that are open."""
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    # --- the world

    @property
    def chats(self) -> dict[int, list[Shown]]:
        """The bot's messages by chat, deleted ones too; a chat without any has an empty list."""
        return self.world.shown

    @property
    def callbacks(self) -> dict[str, Callback]:
        """Presses by id, with what the bot answered to each; set `until` back to make one stale."""
        return self.acts.callbacks

    @property
    def pending(self) -> int:
        """Updates that the bot has not taken yet."""
        return self.updates.pending

    def person(
        self, chat_id: int = 1001, first_name: str = "Ann", language_code: str = "en", *, met: bool = True, **more: Any
    ) -> Person:
        """Somebody with a private chat. `more`: further fields of the User, as username."""
        user = {"id": chat_id, "is_bot": False, "first_name": first_name, **more}
        if language_code:
            user["language_code"] = language_code
        names = {name: each for name, each in user.items() if name in ("id", "first_name", "last_name", "username")}
        place = self.world.places.setdefault(chat_id, Place({**names, "type": "private"}, met=met))
        return Person(self._reach, place, user)

    def group(self, chat_id: int = -1001234567890, title: str = "Backs", kind: str = "supergroup") -> Group:
        """A group, supergroup or channel with the bot in it."""
        place = self.world.places.setdefault(chat_id, Place({"id": chat_id, "type": kind, "title": title}))
        return Group(self._reach, place)

    def push(self, update: Object) -> int:
        """Send any update, as it is; without an update_id it gets the next. Returns its id."""
        return self.updates.push(update)

    # --- waiting

    def notify(self) -> None:
        """Something happened: whoever waits may look again."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def until(self, condition: Callable[[], Any], within: float = LONG) -> None:
        """Wait until it holds. Raises TimeoutError, with what was seen, after `within` seconds."""
        now = asyncio.get_running_loop().time
        end = now() + within
        while not condition():
            changed, left = self._changed, end - now()
            if left <= 0:
                raise TimeoutError(f"not within {within} s; {self.seen()}")
            try:  # now and then without a sign, for a condition may look at more than this server
                await asyncio.wait_for(changed.wait(), min(left, 0.05))
            except TimeoutError:
                continue

    async def settled(self, chat_id: int, count: int, within: float = LONG) -> list[Shown]:
        """The bot's messages in that chat, once there are at least so many."""
        await self.until(lambda: len(self.chats[chat_id]) >= count, within)
        return self.chats[chat_id]

    def seen(self) -> str:
        """What has happened, in a line."""
        said = {chat: [each.text[:60] for each in shown[-3:]] for chat, shown in self.chats.items()}
        calls, pending = dict(self.calls), self.pending
        return f"calls {calls}, pending {pending}, faults {self.faults[-3:]}, last messages {said}"

    # --- requests

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        found = re.fullmatch(r"/bot([^/]*)/(?:test/)?([^/]*)", request.path)
        if not found or not re.fullmatch(r"\d+:[\w-]+", found[1]) or request.method not in ("GET", "POST"):
            return _error(404, "Not Found")
        if found[1] != self.token:
            return _error(401, "Unauthorized")
        method = found[2]
        try:
            params = await _params(request)
        except ValueError:
            return _error(400, "Bad Request: can't parse request body")
        self.calls[method] += 1
        self.requests.append((self.now(), method, params))
        try:
            return await self._meet(request, method, params)
        finally:
            self.notify()

    async def _meet(self, request: web.Request, method: str, params: Params) -> web.StreamResponse:
        """What becomes of a request."""
        fate = self.fate(method, params) or Fate("slow")
        if fate.kind == "answer":
            return web.Response(status=fate.status, body=fate.body, content_type=fate.content_type)
        if fate.kind == "cut before":
            return await _cut(request)
        if fate.kind == "silence":
            return await _never()
        answer = await self._answer(method, params)
        if fate.kind == "cut after":
            self.notify()
            return await _cut(request)
        if fate.seconds:
            await asyncio.sleep(fate.seconds)
        return answer

    async def _answer(self, method: str, params: Params) -> web.Response:
        if method not in api()["methods"]:
            self.faults.append((method, "unknown method"))
            return _error(404, "Not Found")
        if self.checks and (faults := check(method, params)):
            self.faults += [(method, fault) for fault in faults]
            return _error(400, f"Bad Request: {faults[0]}")
        try:
            given = typed(method, params)
            self._limit(method, given)
            result = await self._act(method, given)
        except Refused as refused:
            return _error(refused.status, refused.description, refused.parameters)
        except Exception as error:
            self.own_faults.append((method, repr(error)))
            raise
        if self.checks:
            self.own_faults += [(method, fault) for fault in check_result(method, result)]
        return web.json_response({"ok": True, "result": result})

    async def _act(self, method: str, params: Params) -> Any:
        if method == "getUpdates":
            return await self.updates.fetch(params)
        updates = self.updates
        hooks = {"setWebhook": updates.set_hook, "deleteWebhook": updates.delete_hook}
        if method in hooks:
            return hooks[method](params)
        return updates.info() if method == "getWebhookInfo" else self.acts.find(method)(params)

    def _limit(self, method: str, params: Params) -> None:
        """Raises Refused when it is too much; what shows something counts."""
        if self.limits is None or not method.startswith(("send", "edit")) or "chat_id" not in params:
            return
        chat_id = self.world.place(params["chat_id"]).chat["id"]
        if seconds := self.limits.wait(chat_id, self.tick()):
            self.too_many += 1
            raise Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


async def _params(request: web.Request) -> Params:
    """The parameters as they came. Raises ValueError."""
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        body = await request.read()
        given = json.loads(body) if body else {}
        if not isinstance(given, dict):
            raise ValueError("no object")
        return {**params, **given}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            params[name] = value if isinstance(value, str) else bytes(value).decode()
    return params


def _error(status: int, description: str, parameters: Object | None = None) -> web.Response:
    said: Object = {"ok": False, "error_code": status, "description": description}
    return web.json_response({**said, **({"parameters": parameters} if parameters else {})}, status=status)


async def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return await _never()


async def _never() -> web.StreamResponse:
    """Until the client goes, or the server stops: then this is cancelled."""
    await asyncio.Event().wait()
    raise AssertionError
