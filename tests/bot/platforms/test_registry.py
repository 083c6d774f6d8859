"""A platform is a folder and a line in the registry: one of our own is added here and talks; no SDK comes unasked."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
from contextlib import suppress
from math import inf
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
from pydantic import Field

from bot import app, settings
from bot.adapter import Address, Listener
from bot.platforms import PLATFORMS, Entry
from bot.platforms.shared.settings import PlatformSettings
from bot.settings import SettingsError
from bot.speaking.speak import Utterance, plain
from content.model import Catalog
from handlers.events import Said
from tests import ROOT

FOLDERS = sorted((ROOT / "bot/platforms").glob("*/__init__.py"))
LONG = 60.0  # seconds; only what hangs takes so long


class PipeSettings(PlatformSettings):
    socket: str = Field(default="", pattern=r"^(/.*)?$", examples=["/tmp/pipe"], description="Where lines come from.")

    @property
    def bot(self) -> str:
        return self.token.get_secret_value()


class Pipe:
    """Whoever sends a line is Ann."""

    name, rate = "pipe", inf

    def __init__(self, chosen: PipeSettings, **_: Any) -> None:
        self._socket, self._ann = chosen.socket, Address(self.name, "ann")

    async def serve(self, coach: Listener) -> None:
        lines, self._writer = await asyncio.open_unix_connection(self._socket)
        while line := await lines.readline():
            await coach.hear(self._ann, Said(line.decode()))

    async def ready(self, chat: str) -> None: ...

    async def deliver(self, chat: str, utterance: Utterance, nonce: str) -> str:
        self._writer.write("\n".join([*plain(utterance), ""]).encode())
        return ""

    async def close_buttons(self, chat: str, message: str, trace: str = "") -> None: ...

    async def disconnect(self) -> None:
        self._writer.close()


WITH_PIPE = {**PLATFORMS, "pipe": Entry(f"{__name__}:PipeSettings", f"{__name__}:Pipe")}


async def test_a_platform_of_some_twenty_lines_is_registered_and_talks(
    sqlite_url: str,
    catalog: Catalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LUMBOT_PIPE_TOKEN", "a-bot")
    monkeypatch.setenv("LUMBOT_PIPE_SOCKET", f"{tmp_path}/pipe")
    came: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    server = await asyncio.start_unix_server(lambda *both: came.put_nowait(both), f"{tmp_path}/pipe")
    chosen = settings.read(WITH_PIPE, database_url=sqlite_url)
    running = asyncio.create_task(app.run(WITH_PIPE, chosen, catalog))
    try:
        async with asyncio.timeout(LONG):
            shown, says = await came.get()
            says.write(b"hello\n")
            assert (await shown.readline()).startswith(b"< Hello, I'm Lumbot")
            assert await shown.readuntil(b"[Under 18]")
            says.write(b"45\n")
            assert b"pain scores" in await shown.readuntil(b"[No]")
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        says.close()
        server.close()
    assert capfd.readouterr().err.startswith("lumbot: running on pipe (kept in ")


def test_its_settings_are_read_and_told_like_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMBOT_PIPE_SOCKET", "pipe")
    with pytest.raises(SettingsError, match=r"^LUMBOT_PIPE_SOCKET: .*; for example LUMBOT_PIPE_SOCKET=/tmp/pipe$"):
        settings.read(WITH_PIPE)
    monkeypatch.setenv("LUMBOT_PIPE_SOCKET", "/tmp/pipe")
    monkeypatch.setenv("LUMBOT_PIPE_TOKN", "x")
    assert settings.unknown_names(WITH_PIPE) == ["LUMBOT_PIPE_TOKN is no setting; did you mean LUMBOT_PIPE_TOKEN?"]
    assert "LUMBOT_PIPE_SOCKET is no setting" in " ".join(settings.unknown_names())


async def test_without_any_token_all_are_named(catalog: Catalog) -> None:
    wanted = "set LUMBOT_TELEGRAM_TOKEN or LUMBOT_DISCORD_TOKEN or LUMBOT_PIPE_TOKEN, or type make chat$"
    with pytest.raises(SettingsError, match=wanted):
        await app.run(WITH_PIPE, settings.read(WITH_PIPE), catalog)


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_the_registry_names_is_there(name: str, catalog: Catalog) -> None:
    entry = PLATFORMS[name]
    assert resolve_name(entry.platform).name == name
    assert issubclass(resolve_name(entry.settings), PlatformSettings)
    words = catalog.words["en"]
    assert words.has(f"choice.on_{name}")
    assert f"on_{name}" in words.typed.ways


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.parent.name)
def test_to_look_into_a_folder_imports_nothing(path: Path) -> None:
    assert [type(node) for node in ast.parse(path.read_text()).body] == [ast.Expr]  # a docstring


def test_who_reads_the_settings_imports_no_library_of_a_platform() -> None:
    there = sorted(path.parent.name for path in (ROOT / "bot/platforms").glob("*/settings.py"))
    assert {*PLATFORMS, "shared"} == {*there}
    modules = ["bot.settings", "bot.platforms", "bot.app", *(f"bot.platforms.{name}.settings" for name in there)]
    code = (
        f"import sys, {', '.join(modules)}; bot.settings.read(); print(*{{'telegram', 'discord'}} & {{*sys.modules}})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
