"""What goes along with a text: a picture, an animation, a document. On every platform, with its SDK, from the outbox.

Nothing in the content has a picture yet, so there is one in a copy of it.
"""

from __future__ import annotations

import json
import logging
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.engine.entries import OutboxEntry, dump_outbox
from bot.platforms.terminal.screen import Terminal
from bot.speaking.speak import Attached, Utterance, speak
from bot.store.queries import Store
from content.errors import ContentError
from content.load import HERE, load
from content.model import Catalog
from handlers import saved
from handlers.say import EXPORT, Attachment, Say, say
from tests import SAVES
from tests.bot.platforms.test_platforms import NAMES
from tests.fakes.discord.edge import DiscordEdge
from tests.fakes.discord.pointing import pointed
from tests.fakes.discord.server import Server as Discord
from tests.fakes.shared.engines import Clock, talking
from tests.fakes.shared.playing import Edge, Played, played
from tests.fakes.shared.stores import NOON, on_top
from tests.fakes.shared.terminals import TerminalEdge
from tests.fakes.telegram.edge import CHAT, TelegramEdge
from tests.fakes.telegram.server import Server as Telegram

HOLD, WALK = "Somebody sits against a wall, knees over ankles.", "Somebody walks, arms swinging."


def png() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


PNG, GIF = png(), b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


@pytest.fixture
async def edge(
    request: pytest.FixtureRequest, catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Edge]:
    """The platform of that name, and Ann there."""
    monkeypatch.chdir(tmp_path)  # a terminal writes an export where it is
    if request.param == "terminal":
        yield TerminalEdge()
    elif request.param == "telegram":
        async with Telegram() as server:
            yield TelegramEdge(server, catalog)
            assert [*server.faults, *server.own_faults] == []
    else:
        async with Discord() as server_of_discord:
            with pointed(server_of_discord):
                yield DiscordEdge(server_of_discord)
            assert server_of_discord.faults == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(HERE, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")))
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures/wall_sit.png").write_bytes(PNG)
    (folder / "pictures/walking.gif").write_bytes(GIF)
    (folder / "en/pictures.yaml").write_text(f'picture:\n  wall_sit: "{HOLD}"\n  walking: "{WALK}"\n')
    return folder


@pytest.fixture
def catalog(folder: Path) -> Catalog:
    return load(folder)


def hold(attach: Attachment | None = Attachment("picture", "wall_sit")) -> Say:  # noqa: B008  it is frozen
    until = NOON + timedelta(minutes=5)
    return say("holding", "pause", "stop", attach=attach, until=until, cue="@exercise.wall_sit.hold", seconds=5)


WALKING = say("hello", "go_on", attach=Attachment("animation", "walking"))


async def waited(playing: Played, text: str) -> None:
    """Ann came, and the process ended with this still to be said; now it is up again and has said it."""
    await playing.edge.types("/start")
    await playing.taken()
    await playing.engine.shown(playing.edge.address)
    await playing.down()
    row = await playing.row()
    assert row
    outbox = dump_outbox([OutboxEntry(row.turn + 1, 1, text)])
    async with playing.store.writing() as work:
        assert not await work.write(on_top(row._replace(outbox=outbox, turn=row.turn + 1)))
    await playing.up()


@pytest.mark.parametrize("edge", NAMES, indirect=True)
async def test_a_picture_stands_above_a_countdown_and_anything_else_with_its_text(
    edge: Edge, sqlite_store: Store, catalog: Catalog
) -> None:
    async with played(sqlite_store, catalog, edge, NOON) as playing:
        await waited(playing, saved.dump_says((hold(), WALKING)))
        words = catalog.words["en"]
        picture, question, animation = edge.seen()[-3:]
        assert question.text == words.text("holding", cue=words.text("exercise.wall_sit.hold", seconds=5))
        assert (picture.buttons, question.buttons) == ((), (words.label("pause"), words.label("stop")))
        assert animation.buttons == (words.label("go_on"),)
        hello = words.text("hello")
        match edge:
            case TelegramEdge():
                given = edge.server.chats[CHAT][-3:]
                assert [each.kind for each in given] == ["photo", "text", "animation"]
                assert [each.file and (each.file.name, each.file.data) for each in given] == [
                    ("wall_sit.png", PNG),
                    None,
                    ("walking.gif", GIF),
                ]
                assert (picture.text, animation.text) == (HOLD, hello)  # there is no other place for what it shows
            case DiscordEdge():
                shown = edge._said()[-3:]
                assert [each.files for each in shown] == [{"wall_sit.png": PNG}, {}, {"walking.gif": GIF}]
                assert [each.alts for each in shown] == [{"wall_sit.png": HOLD}, {}, {"walking.gif": WALK}]
                assert (picture.text, animation.text) == ("", hello)
            case TerminalEdge():
                assert (picture.text, animation.text) == (f"({HOLD})", f"{hello}\n({WALK})")


@pytest.mark.parametrize("edge", ["telegram"], indirect=True)
async def test_below_a_picture_is_counted_down_as_ever(
    edge: TelegramEdge, sqlite_store: Store, catalog: Catalog
) -> None:
    async with played(sqlite_store, catalog, edge, NOON) as playing:
        await waited(playing, saved.dump_says((hold(),)))
        picture, question = edge.server.chats[CHAT][-2:]
        counting = playing.line._sender._counting._running  # type: ignore[attr-defined]
        assert [count.message for count, _ in counting.values()] == [question.message_id]
        await edge.presses("Pause", 1)
        await edge.server.until(lambda: question.edits)
        assert (picture.edits, question.buttons) == ([], [])


@pytest.mark.parametrize("edge", ["terminal", "discord"], indirect=True)
async def test_a_picture_that_has_gone_is_said_in_words(
    edge: Edge, sqlite_store: Store, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    catalog.pictures["picture", "wall_sit"].unlink()
    async with played(sqlite_store, catalog, edge, NOON) as playing:
        with caplog.at_level(logging.ERROR, "bot.engine.outbox"):
            await waited(playing, saved.dump_says((hold(), hold(Attachment("picture", "of_tomorrow")))))
        picture, *questions = edge.seen()[-3:]
        assert picture.text == f"({HOLD})"
        assert len({each.text for each in questions}) == 1
    assert "there is no picture 'wall_sit': FileNotFoundError" in caplog.text


async def test_an_old_export_that_waits_is_a_document(store: Store, catalog: Catalog) -> None:
    async with talking(store, catalog) as talk:
        await talk.walk_in()
        row = await talk.row()
        outbox = dump_outbox([OutboxEntry(row.turn + 1, 1, '[{"key":"export","file":"export"}]')])
        async with store.writing() as work:
            await work.write(on_top(row._replace(outbox=outbox, turn=row.turn + 1)))
    async with talking(store, catalog) as talk:
        await talk.engine.shown(row.address)
        (document,) = [each.attached for each in talk.platform.to() if each.attached]
        assert (document.what, document.file, document.alt) == (EXPORT, "lumbot-export.json", "")
        assert json.loads(document.content)["person"] == row.person


def test_what_was_kept_of_old_reads_like_what_is_kept_now() -> None:
    saves = SAVES
    old, new = (saves / name for name in ("v1/says.json", "v2/says.numbered.json"))
    assert saved.load_says(old.read_text()) == saved.load_says(new.read_text())
    for broken in ('[["file"]]', "[3]", '{"v":2,"says":[{"key":"a","attach":{"kind":"x"}}]}'):
        with pytest.raises(saved.Unreadable):
            saved.load_says(broken)


async def test_on_a_screen_a_picture_is_said_in_words() -> None:
    screen = StringIO()
    with create_pipe_input() as keys:
        output = Vt100_Output(screen, lambda: Size(rows=30, columns=80), term="xterm")
        terminal = Terminal(Clock(), input=keys, output=output)
        for text in ("", "Walk."):
            picture = Attached(Attachment("animation", "walking"), WALK, "walking.gif", GIF)
            await terminal.deliver("local", Utterance(text, attached=picture), "")
    assert screen.getvalue().count(f"({WALK})") == 2
    assert "  Walk.\r\n" in screen.getvalue()


def test_notes_stay_before_the_picture_of_what_follows_them(catalog: Catalog) -> None:
    spoken = speak((say("note.stale"), hold()), 1, catalog.words["en"])
    assert [(bool(each.text), each.attached) for each in spoken] == [
        (True, None),
        (False, Attached(Attachment("picture", "wall_sit"), HOLD)),
        (True, None),
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("pictures/Wall Sit.png", PNG, "content/pictures/Wall Sit.png: must be called like <name>.png"),
        ("pictures/notes.txt", b"", "content/pictures/notes.txt: must be called like .* .jpg .png .gif .mp4"),
        ("pictures/wall_sit.jpg", PNG, "content/pictures/wall_sit.png: there is a picture of that name already"),
        ("pictures/bird_dog.png", PNG, "content/en/pictures.yaml: picture.bird_dog: this text is missing"),
        (
            "en/pictures.yaml",
            b"picture: {wall_sit: '{n}', walking: b}",
            "picture.wall_sit: this text has no placeholders",
        ),
        ("en/pictures.yaml", f"picture: {{wall_sit: a, walking: {'b' * 1025}}}".encode(), "at most 1024 characters"),
    ],
)
def test_a_picture_that_could_not_be_shown_is_one_line(folder: Path, name: str, content: bytes, why: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(ContentError, match=why):
        load(folder)


def test_another_picture_is_another_version_of_the_content(folder: Path, catalog: Catalog) -> None:
    (folder / "pictures/wall_sit.png").write_bytes(PNG + b"\0")
    assert load(folder).version != catalog.version
