"""Updates on their way to the bot: fetched with getUpdates, or posted to its webhook until it answers 2xx.

Order, and what follows a failure, as in the published source of the real server (tdlib/telegram-bot-api, WebhookActor):
updates stand in lines, by chat or person; in a line, one after the other, and none overtakes one that fails; the lines
go side by side. Tried again at once, then after 2, 4, 8 ... seconds, here far less; after a day it would be dropped.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.fakes.telegram.check import Params, api
from tests.fakes.telegram.world import Object, Refused, World

ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")  # only who names them gets these
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  # seconds between deliveries that fail


@dataclass(slots=True)
class Hook:
    """A webhook that is set."""

    url: str
    secret: str
    connections: asyncio.Semaphore
    most: int
    error: tuple[int, str] | None = None
    lines: dict[str, deque[int]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Updates:
    """notify: called at every change. delivered: (update_id, HTTP status or 0) of every post, in order."""

    def __init__(self, world: World, notify: Callable[[], None]) -> None:
        self._world, self._notify = world, notify
        self._pending: dict[int, Object] = {}  # by order of coming, for an id may come twice
        self._orders, self._next_id = count(1), 500_000_001
        self._poll: asyncio.Future[None] | None = None  # of the getUpdates that waits
        self._session: aiohttp.ClientSession | None = None
        self.allowed: list[str] = []
        self.hook: Hook | None = None
        self.delivered: list[tuple[int, int]] = []

    @property
    def pending(self) -> int:
        return len(self._pending)

    def push(self, update: Object) -> int:
        """Put an update behind the others, unless its kind was not asked for; without an id it is given one."""
        update = deepcopy(update)
        update = {"update_id": update.pop("update_id", self._next_id), **update}
        self._next_id = max(self._next_id, update["update_id"] + 1)
        kind = next(name for name in update if name != "update_id")
        if kind in self.allowed if self.allowed else kind not in ON_REQUEST:
            order = next(self._orders)
            self._pending[order] = update
            if self.hook:
                self._line_up(self.hook, order)
            self._wake()
        self._notify()
        return int(update["update_id"])

    async def fetch(self, params: Params) -> list[Object]:
        """getUpdates. Raises Refused."""
        if self.hook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._allow(params)
        self._confirm(params.get("offset", 0))
        if not self._pending and params.get("timeout", 0) > 0:
            await self._wait(min(params["timeout"], 50))  # the real one waits 50 s at most
        return list(self._pending.values())[: params.get("limit", 100)]

    def set_hook(self, params: Params) -> bool:
        """setWebhook. An empty address removes it."""
        self._end_poll("terminated by setWebhook request")
        self.stop_hook()
        if params.get("drop_pending_updates"):
            self._pending.clear()
        if params["url"]:
            self._allow(params)
            most = params.get("max_connections", 40)
            self.hook = Hook(params["url"], params.get("secret_token", ""), asyncio.Semaphore(most), most)
            for order in self._pending:
                self._line_up(self.hook, order)
        return True

    def delete_hook(self, params: Params) -> bool:
        """deleteWebhook."""
        return self.set_hook({**params, "url": ""})

    def info(self) -> Object:
        """getWebhookInfo."""
        said: Object = {"url": "", "has_custom_certificate": False, "pending_update_count": self.pending}
        if self.hook:
            said |= {"url": self.hook.url, "max_connections": self.hook.most}
            if self.hook.error:
                said["last_error_date"], said["last_error_message"] = self.hook.error
        return said | ({"allowed_updates": self.allowed} if self.allowed else {})

    def stop_hook(self) -> None:
        """Post no more; what is under way may have arrived."""
        hook, self.hook = self.hook, None
        for task in hook.tasks if hook else ():
            task.cancel()

    async def stop(self) -> None:
        """Let go of everybody who waits."""
        tasks = list(self.hook.tasks) if self.hook else []
        self.stop_hook()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._poll and not self._poll.done():
            self._poll.cancel()
        if self._session:
            await self._session.close()

    def _allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            kinds = api()["types"]["Update"]["fields"]
            self.allowed = [kind for kind in params["allowed_updates"] if kind in kinds]  # others are passed over

    def _confirm(self, offset: int) -> None:
        """Forget what lies below the offset; a negative one keeps that many, counted from the end."""
        orders = list(self._pending)
        gone = orders[:offset] if offset < 0 else [n for n in orders if self._pending[n]["update_id"] < offset]
        for order in gone:
            del self._pending[order]
        if gone:
            self._notify()

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _end_poll(self, why: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(Refused(409, f"Conflict: {why}"))

    def _line_up(self, hook: Hook, order: int) -> None:
        name = line_of(self._pending[order])
        if name in hook.lines:
            hook.lines[name].append(order)
            return
        hook.lines[name] = deque([order])
        task = asyncio.create_task(self._empty(hook, name), name="webhook")
        hook.tasks.add(task)
        task.add_done_callback(hook.tasks.discard)

    async def _empty(self, hook: Hook, name: str) -> None:
        """Post the updates of one line, each until it is taken."""
        line, pause = hook.lines[name], FIRST_PAUSE
        while line:
            if line[0] not in self._pending or await self._post(hook, self._pending[line[0]]):
                self._pending.pop(line.popleft(), None)
                pause = FIRST_PAUSE
                self._notify()
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        del hook.lines[name]

    async def _post(self, hook: Hook, update: Object) -> bool:
        """Post one update; whether it was taken."""
        headers = {"Content-Type": "application/json"}
        if hook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60), trust_env=False)
        status, why = 0, "Connection refused"
        async with hook.connections:
            try:
                async with self._session.post(hook.url, data=json.dumps(update), headers=headers) as answer:
                    await answer.read()
                    status, why = answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
        self.delivered.append((update["update_id"], status))
        if 200 <= status < 300:
            return True
        hook.error = (self._world.date(), why)
        self._notify()
        return False


def line_of(update: Object) -> str:
    """Which updates it must not overtake."""
    kind, said = next((name, each) for name, each in update.items() if name != "update_id")
    content: dict[str, Any] = said
    if "chat" in content:
        return f"chat {content['chat']['id']}"
    who = content.get("from") or content.get("user") or {}
    return f"{kind} {who.get('id', '')}"
