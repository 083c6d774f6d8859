"""What a typo in the talk comes to: the type checker refuses it, before anybody walks into it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from mypy import api

from handlers import saved
from handlers.moves import State
from tests import ROOT

WRONG = """
from typing import assert_never
from handlers.moves import Exit, Leave, Move, Part, State, Within
from handlers.say import Say, say
from handlers.world import World

Leave("remnd")  # a way out that is a text
Exit.REMND  # one that there is not

class NoPart(State):  # a state that does not say where it belongs
    def ask(self, w: World) -> Say:
        return say("hello")
    def on(self, answer: str, w: World) -> Move:
        return None

class Whole(NoPart, part=Part.ASIDE):
    answers: int

class Mute(State, part=Part.ASIDE):
    def ask(self, w: World) -> Say:
        return say("hello")

whole: State = Whole(3)
whole.answers  # only known of its kind
Whole()  # a field left out
Mute()  # a state that hears nothing

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


def test_no_field_of_a_state_has_a_default_that_it_only_inherits() -> None:
    """`State` has None for `until` and `session`; whoever has one as a field must be given it."""
    fields = [(kind, each) for kind in saved.STATES.values() for each in dataclasses.fields(kind)]
    wrong = {f"{kind.__name__}.{each.name}" for kind, each in fields if each.default is getattr(State, each.name, ...)}
    assert not wrong
