"""The command line as an operator meets it: what they must mend is one line and exit code 2, and set-up says so too.

Commands run in this process; in one of their own where it is about how that ends, or what becomes of its output.
"""

from __future__ import annotations

import asyncio
import gc
import io
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.__main__ import main
from bot.tools import replay
from bot.tools.draw import draw
from bot.tools.paths import WalkedStep
from bot.tools.replay import TranscriptError
from content.model import Catalog
from handlers.dialog import ask
from tests import ROOT

PATIENCE = 300.0  # seconds; what takes longer hangs, even where many want the processor
TOKEN = {"LUMBOT_TELEGRAM_TOKEN": "123456789:hunter2-hunter2-hunter2-hunter2-hun"}
Done = subprocess.CompletedProcess[str]
Lumbot = Callable[..., Done]


@pytest.fixture
def lumbot(capsys: pytest.CaptureFixture[str]) -> Iterator[Lumbot]:
    """Runs a command with nothing typed; what is given by name is in the environment."""

    def run(*args: str, cwd: Path = ROOT, **env: str) -> Done:
        with pytest.MonkeyPatch.context() as now:
            now.chdir(cwd)
            now.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
            for name, value in env.items():
                now.setenv(name, value)
            try:
                code = main(list(args))
            except SystemExit as end:
                code = int(end.code or 0)
        return Done(args, code, *capsys.readouterr())

    yield run
    gc.unfreeze()  # a talk freezes what there is: it means to be the only one


def process(*args: str, cwd: Path = ROOT, shell: str = 'exec "$@"') -> Done:
    """`python -m bot` as a process of its own, with nothing typed; the shell says where its output goes."""
    return subprocess.run(
        ["sh", "-c", shell, "sh", sys.executable, "-m", "bot", *args],
        cwd=cwd,
        text=True,
        capture_output=True,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def one_line(done: Done) -> str:
    """The one line an operator was told; checks that it is all there is."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("lumbot: ")
    return done.stderr.strip()


def test_version() -> None:
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, "lumbot 0.1.0\n")


def test_no_command_is_told_which_there_are(lumbot: Lumbot) -> None:
    done = lumbot()
    assert done.returncode == 2
    assert "usage: lumbot" in done.stderr


@pytest.mark.parametrize(
    ("args", "env", "named"),
    [
        (("chat", "--speed", "0"), {}, "--speed"),
        (("chat",), {"LUMBOT_SPEED": "fast"}, "LUMBOT_SPEED"),
        (("chat", "--database", "mysql://x"), {}, "--database"),
        (("chat",), {"LUMBOT_DATABASE_URL": "sqlite:////nowhere/at/all/lumbot.db"}, "/nowhere/at/all"),
        (("chat",), {"LUMBOT_DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/db"}, "LUMBOT_DATABASE_URL"),
        (("chat",), {"LUMBOT_LANGUAGE": "xx", "LUMBOT_DATABASE_URL": "sqlite:///unused.db"}, "LUMBOT_LANGUAGE"),
        (("run",), {}, "LUMBOT_TELEGRAM_TOKEN"),
        (("run",), {"LUMBOT_TELEGRAM_TOKEN": "123:hunter2"}, "LUMBOT_TELEGRAM_TOKEN"),
        (("run",), {"LUMBOT_DISCORD_TOKEN": "hunter2"}, "LUMBOT_DISCORD_TOKEN"),
        (
            ("run",),
            TOKEN | {"LUMBOT_TELEGRAM_WEBHOOK_URL": "https://bot.example.org/x"},
            "LUMBOT_TELEGRAM_WEBHOOK_SECRET",
        ),
        (("chat",), {"LUMBOT_DATABASE_URL": "postgresql://me:hunter2@127.0.0.1:1/db"}, "no PostgreSQL answers"),
        (("run",), TOKEN | {"LUMBOT_DATABASE_URL": "sqlite:////nowhere/at/all/lumbot.db"}, "/nowhere/at/all"),
        (("run",), TOKEN | {"LUMBOT_LANGUAGE": "xx", "LUMBOT_DATABASE_URL": "sqlite:///unused.db"}, "LUMBOT_LANGUAGE"),
        (("replay", "nowhere.txt"), {}, "nowhere.txt"),
    ],
)
def test_what_must_be_mended_is_one_line(
    lumbot: Lumbot, tmp_path: Path, args: tuple[str, ...], env: dict[str, str], named: str
) -> None:
    line = one_line(lumbot(*args, cwd=tmp_path, **env))
    assert named in line
    assert "hunter2" not in line
    assert list(tmp_path.iterdir()) == []


def test_with_nothing_set_the_folder_is_made_for_nobody_else(lumbot: Lumbot, tmp_path: Path) -> None:
    done = lumbot("chat", cwd=tmp_path, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "new" / "data"))
    assert (done.returncode, done.stderr) == (0, "")
    file = Path(done.stdout.splitlines()[0].removeprefix("# kept in "))
    assert file.is_relative_to(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_in_a_shared_database_everybody_has_a_place_of_their_own(lumbot: Lumbot, postgres_url: str) -> None:
    for who in ("ann", "bob", "ann"):
        done = lumbot("chat", "--database", postgres_url, LOGNAME=who, USER=who)
        assert (done.returncode, done.stderr) == (0, "")

    async def addresses() -> list[tuple[str, str]]:
        connection = await asyncpg.connect(postgres_url)
        found = await connection.fetch("SELECT platform, chat FROM addresses ORDER BY platform")
        await connection.close()
        return [tuple(row) for row in found]

    assert asyncio.run(addresses()) == [(f"terminal/{who}@{socket.gethostname()}", "local") for who in ("ann", "bob")]


def test_not_a_database_is_left_alone(lumbot: Lumbot, tmp_path: Path) -> None:
    file = tmp_path / "holiday.db"
    file.write_bytes(b"photographs" * 500)
    assert str(file) in one_line(lumbot("chat", "--database", f"sqlite:///{file}"))
    assert file.read_bytes() == b"photographs" * 500


def test_a_setting_nobody_knows_is_a_warning(lumbot: Lumbot, tmp_path: Path) -> None:
    done = lumbot("chat", "--database", f"sqlite:///{tmp_path}/x.db", LUMBOT_SPED="3")
    assert done.returncode == 0
    assert "LUMBOT_SPED is no setting; did you mean LUMBOT_SPEED?" in done.stderr


def test_content_prints_what_a_clinician_reads(lumbot: Lumbot, catalog: Catalog) -> None:
    done = lumbot("content")
    assert done.returncode == 0
    for exercise in catalog.exercises:
        assert catalog.words["en"].text(f"exercise.{exercise}.name") in done.stdout


def test_a_reader_who_leaves_is_no_trouble(tmp_path: Path) -> None:
    """`lumbot content | head -1`, and the same of a talk."""
    url = f"sqlite:///{tmp_path}/x.db"
    for args in (["content"], ["chat", "--database", url]):
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "bot", *args],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as left:
            assert left.stdin
            assert left.stdout
            assert left.stderr
            left.stdout.close()
            left.stdin.close()
            assert left.wait(PATIENCE) == 0
            assert left.stderr.read() == b""


@pytest.mark.parametrize("args", [("content",), ("dialog",), ("chat", "--database", "sqlite:///x.db")])
def test_output_that_cannot_be_written_is_one_line(tmp_path: Path, args: tuple[str, ...]) -> None:
    for shell, why in (('exec "$@" >/dev/full', "cannot be written"), ('exec "$@" >&-', "is closed")):
        if args == ("dialog",) and "full" in shell:
            continue  # drawing takes long, and what is drawn goes the same way out as the content
        assert f"the standard output {why}" in one_line(process(*args, cwd=tmp_path, shell=shell))


# --- replay -------------------------------------------------------------------------------------------------------

HELLO = [
    "# somebody comes",
    "@ 2026-03-02 18:40",
    "> /start",
    "> [{age}]",
    "~ 2 min",
    "> yes",
    "~ restart",
    "> [{age}] from 2 turns ago",
]


def hello(catalog: Catalog) -> list[str]:
    label = catalog.words["en"].label("age_20_50")
    return replay.replay([line.format(age=label) for line in HELLO], catalog)


def test_a_transcript_made_anew_is_the_same(lumbot: Lumbot, catalog: Catalog, tmp_path: Path) -> None:
    talk = hello(catalog)
    assert replay.replay(talk, catalog) == talk
    assert [line for line in talk if line.startswith(replay.INPUTS)] == [
        line.format(age=catalog.words["en"].label("age_20_50")) for line in HELLO
    ]
    assert "* AgeTold yes" in talk
    file = tmp_path / "hello.txt"
    file.write_text("\n".join(talk) + "\n\n")
    done = lumbot("replay", str(file))
    assert (done.returncode, done.stdout) == (0, "\n".join(talk) + "\n")


def test_the_first_line_that_differs_is_told_and_can_be_written_anew(
    lumbot: Lumbot, catalog: Catalog, tmp_path: Path
) -> None:
    talk = hello(catalog)
    at = talk.index("* AgeTold yes")
    file = tmp_path / "hello.txt"
    file.write_text("\n".join([*talk[:at], "* AgeTold no", *talk[at + 1 :]]))
    done = lumbot("replay", str(file))
    assert done.returncode == 1
    assert f"differs in line {at + 1}\n  written: * AgeTold no\n  played:  * AgeTold yes" in done.stdout
    assert lumbot("replay", "--write", str(file)).returncode == 0
    assert file.read_text() == "\n".join([*talk, ""])


def test_what_is_missing_or_too_much_at_the_end_differs(catalog: Catalog) -> None:
    talk = hello(catalog)
    assert "(the end)" in replay.difference(talk[:-1], talk)
    assert "(the end)" in replay.difference([*talk, "< more"], talk)
    assert replay.difference([*talk, "", "  "], talk) == ""


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["> /start", "> [Fly]"], r"line 2: no button \[Fly\]; there is \["),
        (["> [Go]"], r"line 1: no button \[Go\]; there is none"),
        (["~ soon"], "line 1: 'soon' is no time"),
        (["~ 5 years"], "line 1: '5 years' is no time"),
        (["~ until 25:00"], "line 1: 'until 25:00' is no time"),
        (["~ 99999999999 days"], "line 1: no calendar goes that far"),
        (["@ 9999-12-31 23:59", "> /start", "~ 2 min"], "line 3: no calendar goes that far"),
        (["@ yesterday"], "line 1: 'yesterday' is no time"),
        (["> /start", "@ 2026-03-02 18:40"], "line 2: the clock can only be set at the top"),
        (["", "hello"], "line 2: begins with none of"),
    ],
)
def test_a_transcript_that_cannot_be_played_says_where(catalog: Catalog, lines: list[str], why: str) -> None:
    with pytest.raises(TranscriptError, match=why) as caught:
        replay.replay(lines, catalog)
    assert "\n" not in str(caught.value)


# --- the picture --------------------------------------------------------------------------------------------------


def test_the_walk_takes_only_steps_that_were_offered(steps: list[WalkedStep]) -> None:
    seen: set[str] = set()
    offered: dict[int, tuple[str, ...]] = {}
    for step in steps:
        seen.add(type(step.before.state).__name__)
        if re.fullmatch("[a-z0-9_]+", step.choice) and step.choice not in ("rang", "away"):
            if id(step.before) not in offered:
                asked = ask(step.before, step.world)
                offered[id(step.before)] = (*asked.choices, *asked.also)
            assert step.choice in offered[id(step.before)]
    assert {"Hello", "AskingConsent", "Screening", "Home", "Ready", "Holding", "Resting", "RatingPeak"} <= seen


def test_the_picture_has_every_edge_once_and_is_drawn_the_same_again(catalog: Catalog) -> None:
    picture = draw(catalog)
    assert process("dialog").stdout == f"{picture}\n"  # another process puts its sets in another order
    lines = picture.splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> Hello"]
    edges = [line.partition(":")[0] for line in lines if "-->" in line]
    assert len(edges) == len(set(edges))
    assert any(re.fullmatch(r"    Holding --> Paused: .*\bpause\b.*", line) for line in lines)
    assert any(re.match(r"    \w+ --> \[\*\]: ", line) for line in lines), "deleting leads out"
    for line in lines[1:]:
        assert re.fullmatch(
            r"    (%% \w+|(\[\*\]|\w+) --> (\[\*\]|\w+)(: [^:\n]+)?|class [\w,]+ \w+"
            r"|classDef \w+ fill:#[0-9a-f]{6})",
            line,
        ), line


# --- setting up ---------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A folder with a blank in its name that holds what setting up needs, and a PATH with nothing but the tools."""
    folder = tmp_path / "my lumbot"
    (folder / ".ci").mkdir(parents=True)
    for name in ("pyproject.toml", "constraints.txt", ".ci/setup"):
        shutil.copy(ROOT / name, folder / name)
    tools = folder / "tools"
    tools.mkdir()
    for tool in ("cat", "cksum", "mktemp", "tail", "rm", "sh"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    return folder


def set_up(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(shutil.which("sh")), ".ci/setup", "runtime"],
        cwd=folder,
        text=True,
        check=False,
        capture_output=True,
        timeout=60,
        env={"PATH": str(folder / "tools")},
    )


def python(folder: Path, script: str) -> None:
    file = folder / "tools" / "python3"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_no_python_is_one_line(fresh: Path) -> None:
    done = set_up(fresh)
    assert done.returncode == 1
    assert re.fullmatch(r"Lumbot needs Python 3\.11 or newer.*apt install python3 python3-venv\n", done.stderr)


def test_an_old_python_is_one_line(fresh: Path) -> None:
    python(fresh, "echo 3.9 0")
    done = set_up(fresh)
    assert done.returncode == 1
    assert re.fullmatch(r"Lumbot needs Python 3\.11 or newer, and python3 is 3\.9\..*\n", done.stderr)


def test_a_python_without_venv_is_one_line(fresh: Path) -> None:
    python(fresh, 'case "$2" in *ensurepip*) exit 1;; *) echo 3.11 1;; esac')
    done = set_up(fresh)
    assert done.returncode == 1
    assert re.fullmatch(r"python3 has no venv module.*apt install python3-venv.*\n", done.stderr)
    assert not (fresh / ".venv").exists()


def test_a_set_up_that_fails_shows_why_and_is_done_again(fresh: Path) -> None:
    python(fresh, 'case "$2" in venv) echo "no room on this disk"; exit 1;; *ensurepip*) ;; *) echo 3.11 1;; esac')
    for _ in range(2):
        done = set_up(fresh)
        assert done.returncode == 1
        assert done.stderr.startswith("Setting up")
        assert "no room on this disk" in done.stderr
        assert not list((fresh / ".venv").glob("ready-*"))


def test_the_constraints_name_every_requirement_and_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert lines
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line
    text = (ROOT / "pyproject.toml").read_text()
    pinned = {re.sub(r"[._-]+", "-", line.partition("==")[0]).lower() for line in lines}
    needed = re.findall(r'^    "([A-Za-z0-9._-]+)(?:\[\w+\])?>=', text, re.MULTILINE)
    assert len(needed) > 20
    assert {re.sub(r"[._-]+", "-", need).lower() for need in needed} <= pinned
