"""python-telegram-bot over aiohttp, and what its errors mean: may the message have arrived, and who must do something?

Neither the token nor anything a person wrote is ever part of an error or of the log.
"""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

CONNECTIONS = 64  # at once; our own pacing needs a handful
KEEP = 30.0  # seconds an idle connection is used again: less than servers keep it, so none is closed under a message
TRIES, PAUSE = 4, 1.0  # of an answer to a press; seconds before the second, then doubled
TOO_MANY, UNSAID = 429, 5.0  # the status, and how long to wait when it does not say so
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot can't initiate conversation")

for name in ("telegram", "telegram.Bot", "telegram.request"):
    logging.getLogger(name).setLevel(logging.CRITICAL)  # at lower levels it logs what people write


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for Telegram, in seconds.

    connect: to reach the server. answer: for its answer. poll: an empty poll lasts. grace: after that, until a poll
    without an answer is given up, and its connections with it. pause: before the first new try, then doubled.
    watch: between two looks at whether messages can be brought to our webhook.
    """

    connect: float = 5.0
    answer: float = 20.0
    poll: int = 30
    grace: float = 10.0
    pause: float = 1.0
    watch: float = 60.0


class NotSent(NetworkError):
    """The server was not reached, so nothing can have happened there."""


class SlowDown(TelegramError):
    """429: we are asked to wait `seconds` seconds. (The library's own is changing from a number to a timedelta.)"""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class Aiohttp(BaseRequest):
    """The transport. Only aiohttp's errors that come before anything is sent are a `NotSent`."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._patience.answer

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP)
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """One request. Raises NotSent, TimedOut, NetworkError; the latter two leave open whether it was done."""
        if self._session is None:
            raise NotSent("the connections are closed")
        connect = self._patience.connect
        answer = self._patience.answer if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        limits = aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=connect, sock_read=answer)
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=limits) as response:
                payload = await response.read()
                if response.status == TOO_MANY:
                    raise SlowDown(_after(payload))
                if not response.ok:
                    self.parse_json_payload(payload)  # a page of something in between says nothing about token or chat
                return response.status, payload
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As the library's, but without logging what could not be read. Raises TelegramError."""
        try:
            found = json.loads(payload)
        except ValueError:
            raise NetworkError("the answer is no JSON") from None
        if not isinstance(found, dict):
            raise NetworkError("the answer is no object")
        return found


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """One request, its answer as plain data: making the library's objects of it would cost more than all the rest.

    Raises what the bot's own methods raise.
    """
    # the library only hands the parameters on to `Aiohttp.do_request`
    return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, parameters))


async def acknowledge(bot: Bot, query: str) -> None:
    """Answer a press, so that its button stops waiting; what fails is tried again a few times, then left as it is."""
    again = retry_if_exception(lambda error: isinstance(error, NetworkError) and not isinstance(error, BadRequest))
    tries = AsyncRetrying(stop=stop_after_attempt(TRIES), wait=wait_exponential(PAUSE), retry=again, reraise=True)
    with suppress(TelegramError):  # it may be too late for that
        await tries(call, bot, "answerCallbackQuery", callback_query_id=query)


def _body(data: RequestData | dict[str, Any] | None) -> aiohttp.FormData | aiohttp.JsonPayload | None:
    if data is None:
        return None
    if isinstance(data, dict):
        return aiohttp.JsonPayload(data)
    if not data.contains_files:
        return aiohttp.JsonPayload(data.parameters)
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _after(payload: bytes) -> float:
    """How long a 429 asks us to wait, in seconds."""
    try:
        return max(0.0, float(json.loads(payload)["parameters"]["retry_after"]))
    except (ValueError, TypeError, KeyError):
        return UNSAID


def nobody_there(error: BadRequest) -> bool:
    """Whether it says that there is no such chat (any more)."""
    return any(words in error.message.lower() for words in GONE)


def reason(error: TelegramError) -> str:
    """What Telegram objects to, without the part that may quote the message."""
    return error.message.partition(":")[0][:60]
