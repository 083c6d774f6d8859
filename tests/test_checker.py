"""What a typo in the talk comes to: the type checker refuses it, before anybody walks into it."""

from __future__ import annotations

import re
from pathlib import Path

from mypy import api

ROOT = Path(__file__).parent.parent
WRONG = """
from dataclasses import dataclass
from typing import ClassVar, assert_never
from handlers.moves import Exit, Leave, Move, Part, State, Untimed, Within
from handlers.say import Say, say
from handlers.world import World

Leave("remnd")  # a way out that is a text
Exit.REMND  # one that there is not

@dataclass(frozen=True, slots=True)
class NoPart(Untimed):
    def ask(self, w: World) -> Say:
        return say("hello")
    def on(self, answer: str, w: World) -> Move:
        return None

@dataclass(frozen=True, slots=True)
class Whole(NoPart):
    part: ClassVar[Part] = Part.ASIDE

whole: State = Whole()
no_part: State = NoPart()  # a state that does not say where it belongs

def forgotten(within: Within) -> None:
    match within:
        case Within.READY | Within.BEGIN | Within.HOW | Within.SKIP | Within.HURTS | Within.PEAK:
            pass
        case _:
            assert_never(within)  # an exit that nobody thought of
"""


def test_a_typo_is_refused_by_the_type_checker(tmp_path: Path) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text(WRONG)
    told, _, _ = api.run(
        [
            "--strict",
            "--config-file",
            str(ROOT / "pyproject.toml"),
            "--cache-dir",
            str(ROOT / ".mypy_cache"),
            str(snippet),
        ]
    )
    wanted = {n for n, line in enumerate(WRONG.splitlines(), 1) if "  # " in line}
    found = {int(line) for line in re.findall(r"snippet\.py:(\d+): error", told)}
    assert found == wanted, told


def test_routes_follows_every_way_out_to_the_end() -> None:
    """Each `match` on a way out or a command ends in `assert_never`, so the checker tells which one is forgotten."""
    text = "".join((ROOT / "handlers" / name).read_text() for name in ("routes.py", "anytime.py"))
    assert {f"assert_never({name})" for name in ("away", "exit", "within", "command")} <= set(
        re.findall(r"assert_never\(\w+\)", text)
    )
