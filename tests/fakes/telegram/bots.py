"""Bots as processes, to be killed or measured: `python -m tests.fakes.telegram.bots NAME SERVER TOKEN ...`.

"lumbot" is what `lumbot run` makes of its settings, but nothing holds back what it sends; "lumbot-paced" sends as
Telegram allows. The others are the peers, written in their own idiom. Each loads only its own library, so each may run
in an environment of its own.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests import ROOT

PEERS = ROOT / ".venv-peers/bin/python"  # made by .ci/peers
SECRET = "a-Secret_1"
WORK = 0.005  # seconds that a handler of python-telegram-bot works before it writes down what it got


@contextmanager
def running(name: str, *given: str) -> Iterator[subprocess.Popen[bytes]]:
    """The bot of that name as a process, killed when the block ends, if it has not ended."""
    python = PEERS if not name.startswith("lumbot") and PEERS.exists() else sys.executable
    process = subprocess.Popen([python, "-m", "tests.fakes.telegram.bots", name, *given], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 where a bot may listen, before and after it is killed; none that the system gives away."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def missing(name: str) -> str:
    """The library that this bot needs and that is not installed; "" when all are there."""
    if PEERS.exists():
        return ""
    needed = {"aiogram": "aiogram", "aiogram-in-turn": "aiogram", "ptb-writing by webhook": "tornado"}.get(name, "")
    return needed if needed and find_spec(needed) is None else ""


# --- ours -----------------------------------------------------------------------------------------------------------


def lumbot(api: str, token: str, database: str, port: str = "", sweep: str = "", *, paced: bool = False) -> int:
    """database: its URL. port: where it listens for the webhook; without it, it fetches. sweep: seconds between two
    looks at who is due. paced: send no faster than Telegram allows.
    """
    import bot.app
    from bot import settings
    from bot.platforms.telegram.platform import Telegram
    from tests.fakes.telegram.edge import Webhook, chosen as chosen_for, unlimited

    chosen = settings.read(database_url=database, sweep_seconds=sweep or None)
    catalog = bot.app.taught(chosen)
    webhook = Webhook(f"http://127.0.0.1:{port}/lumbot", SECRET, port=int(port)) if port else None
    own = chosen_for(token, api, webhook)
    line = Telegram(own, catalog=catalog, now=bot.app.clock, limiter=None if paced else unlimited())
    return asyncio.run(bot.app.until_told(bot.app.serve({line: "telegram"}, chosen, catalog)))


def lumbot_paced(api: str, token: str, database: str, sweep: str = "") -> int:
    return lumbot(api, token, database, sweep=sweep, paced=True)


# --- the peers ------------------------------------------------------------------------------------------------------


def ptb(api: str, token: str) -> int:
    """python-telegram-bot with its own Updater: says again what it is told, one after the other."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    made = Application.builder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").build()
    made.add_handler(MessageHandler(filters.TEXT, echo))
    made.run_polling()
    return 0


def ptb_writing(api: str, token: str, file: str, port: str = "") -> int:
    """The same, but first it writes the update's id into the file, and makes sure that it is on the disk."""
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def write(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(WORK)
        os.write(out, f"{update.update_id}\n".encode())
        os.fsync(out)
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    made = Application.builder().token(token).base_url(f"{api}/bot").base_file_url(f"{api}/file/bot").build()
    made.add_handler(MessageHandler(filters.TEXT, write))
    if port:
        url = f"http://127.0.0.1:{port}/ptb"
        made.run_webhook("127.0.0.1", int(port), "ptb", webhook_url=url, secret_token=SECRET)
    else:
        made.run_polling()
    return 0


def aiogram(api: str, token: str, *, in_turn: bool = False) -> int:
    """aiogram: says again what it is told; a task for each update, as it comes, or one after the other."""
    library: Any = import_module("aiogram")
    session = import_module("aiogram.client.session.aiohttp").AiohttpSession(
        api=import_module("aiogram.client.telegram").TelegramAPIServer.from_base(api)
    )
    dispatcher = library.Dispatcher()

    @dispatcher.message()  # type: ignore[untyped-decorator]  # it need not be installed
    async def echo(message: Any) -> None:
        await message.answer(message.text)

    asyncio.run(dispatcher.start_polling(library.Bot(token, session=session), handle_as_tasks=not in_turn))
    return 0


def aiogram_in_turn(api: str, token: str) -> int:
    return aiogram(api, token, in_turn=True)


BOTS: dict[str, Callable[..., int]] = {
    "lumbot": lumbot,
    "lumbot-paced": lumbot_paced,
    "ptb": ptb,
    "ptb-writing": ptb_writing,
    "aiogram": aiogram,
    "aiogram-in-turn": aiogram_in_turn,
}


if __name__ == "__main__":
    sys.exit(BOTS[sys.argv[1]](*sys.argv[2:]))
