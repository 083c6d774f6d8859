"""`Dialog`, `Person`, facts and what is to be said <-> text to keep. Whatever was ever released loads for ever.

Kinds are saved by their names, so a state or a fact may be moved but not renamed without an upgrade in `UPGRADES`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handlers import facts
from handlers.dialog import Dialog
from handlers.habits import taken_up
from handlers.moves import State
from handlers.person import Person
from handlers.say import Say

Saved = dict[str, Any]

VERSION = 4  # of dialogs and persons
SAYS_VERSION = 3  # of what is still to be said; version 1 was a list without a number
NUMBERED = ("been_seen", "checking_signs", "note.released", "telling_what", "telling_what.one_of")

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _renamed_states(data: Saved) -> Saved:
    """1 -> 2: two states had the names of facts."""
    former = {"Held": "OnHold", "Nudged": "Reminded"}

    def renamed(state: Saved) -> Saved:
        return state | {"kind": former.get(state["kind"], state["kind"])} if "kind" in state else state

    under = data.get("under")
    return renamed(data) | ({"under": renamed(under)} if isinstance(under, dict) else {})


def _tapped(data: Saved) -> Saved:
    """2 -> 3: the last list is tapped, and the first session is offered by showing its first exercise."""

    def renamed(state: Saved) -> Saved:
        if state.get("kind") == "Screening" and state["data"].get("list") == "about_you":
            kept = {name: value for name, value in state["data"].items() if name != "list"}
            return state | {"kind": "AboutYou", "data": kept}
        return state | {"kind": "Home", "data": {}} if state.get("kind") == "FirstOffer" else state

    under = data.get("under")
    return renamed(data) | ({"under": renamed(under)} if isinstance(under, dict) else {})


def _judged(data: Saved) -> Saved:
    """3 -> 4: exercises were taken up by the calendar, and the first walk went by the minutes somebody chose."""
    if "kind" in data or not data.get("past"):
        return data
    first = date.fromisoformat(data.get("first_session") or data["past"][-1]["day"])
    joined = taken_up(first, date.fromisoformat(data["past"][-1]["day"]))
    return data | {"judged": {"joined": joined}}


def _attached(said: Saved) -> Saved:
    """1 -> 2: the only file there was is a document."""
    document = {"attach": {"kind": "document", "name": "export"}}
    return {name: value for name, value in said.items() if name != "file"} | (document if said.get("file") else {})


def _numbered(said: Saved) -> Saved:
    """2 -> 3: these gave no number, and what to tell was called reasons."""
    if said.get("key") not in NUMBERED:
        return said
    unsure, several = ["@telling_what.unsure"], ["@telling_what.several"]
    old: Saved = {("tell" if name == "reasons" else name): value for name, value in said.get("args", ())}
    more: Saved = {"emergency": "@region.unknown.emergency", "call": "@region.unknown.emergency"}
    told = more | {"since": "@telling_what.since.today"} | old
    return said | {"args": [[name, several if value == unsure else value] for name, value in told.items()]}


# from version n to n + 1
UPGRADES: Mapping[int, Callable[[Saved], Saved]] = {1: _renamed_states, 2: _tapped, 3: _judged}
SAYS_UPGRADES: Mapping[int, Callable[[Saved], Saved]] = {1: _attached, 2: _numbered}  # of one thing to say


class Newer(Exception):
    """Saved by a newer version than this one. It must be left as it is."""

    def __init__(self, version: int) -> None:
        super().__init__(f"saved by version {version}, this is {VERSION}")
        self.version = version


class Unreadable(Exception):
    """Not something this version can read; the reason is its text, without any of what was saved."""


def _kinds(of: Any) -> Iterator[type[State]]:
    """Every kind of state there is of this kind; `dialog` knows all topics, so each has been read by now."""
    for kind in of.__subclasses__():
        yield from _kinds(kind)
        if not getattr(kind.ask, "__isabstractmethod__", False):
            yield kind


STATES: Mapping[str, type[State]] = {kind.__name__: kind for kind in _kinds(State)}
FACTS = facts.BY_NAME


def dump_dialog(dialog: Dialog) -> str:
    """The dialog as JSON text."""
    data: Saved = {
        "v": VERSION,
        "turn": dialog.turn,
        "asked": dialog.asked,
        "missed": dialog.missed,
        "tapped": dialog.tapped,
        **_dump_state(dialog.state),
    }
    if dialog.heard is not None:
        data["heard"] = dialog.heard.isoformat()
    if dialog.warned:
        data["warned"] = True
    if dialog.under is not None:
        data["under"] = _dump_state(dialog.under)
    return _text(data)


def load_dialog(text: str) -> Dialog:
    """The dialog that was saved as this text.

    Raises:
        Newer: a newer version saved it. Unreadable: it is broken, or has a state nobody knows.
    """
    data = _upgraded(_read(text))
    try:
        under, heard = data.get("under"), data.get("heard")
        return Dialog(
            _load_state(data),
            int(data["turn"]),
            int(data["asked"]),
            int(data["missed"]),
            str(data["tapped"]),
            _load_state(under) if under else None,
            datetime.fromisoformat(heard) if heard else None,
            bool(data.get("warned")),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreadable(_reason(problem)) from None


def dump_person(person: Person) -> str:
    """The person as JSON text."""
    data = {"v": VERSION} | _shape(Person).dump_python(person, mode="json", exclude_defaults=True)
    return _text(data)


def load_person(text: str) -> Person:
    """The person saved as this text. Raises Newer or Unreadable."""
    data = _upgraded(_read(text))
    data.pop("v", None)
    person: Person = _load(Person, data)
    return person


def dump_fact(fact: facts.Fact) -> tuple[str, str]:
    """The fact as its kind and JSON text."""
    kind: Any = type(fact)
    return kind.__name__, _shape(kind).dump_json(fact).decode()


def load_fact(kind: str, text: str) -> facts.Fact:
    """The fact of this kind saved as this text. Raises Unreadable."""
    kind = facts.FORMER.get(kind, kind)
    if kind not in FACTS:
        raise Unreadable(f"there is no fact called {kind[:40]!r}")
    fact: facts.Fact = _load(FACTS[kind], _read(text))
    return fact


def dump_says(says: tuple[Say, ...]) -> str:
    """What is still to be said, as JSON text."""
    kept = _shape(tuple[Say, ...]).dump_json(says, exclude_defaults=True).decode()
    return f'{{"v":{SAYS_VERSION},"says":{kept}}}'


def load_says(text: str) -> tuple[Say, ...]:
    """What was to be said. Raises Newer or Unreadable."""
    data = _json(text)
    kept: Saved = {"v": 1, "says": data} if isinstance(data, list) else _object(data)
    says: Any = kept.get("says")
    for old in _steps(kept.get("v"), SAYS_VERSION):
        says = [SAYS_UPGRADES[old](_object(said)) for said in says]
    loaded: tuple[Say, ...] = _load(tuple[Say, ...], says)
    return loaded


# --- one shape each -----------------------------------------------------------------------------------------------


@cache
def _shape(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _dump_state(state: State) -> Saved:
    kind: Any = type(state)
    return {"kind": kind.__name__, "data": _shape(kind).dump_python(state, mode="json", exclude_defaults=True)}


def _load_state(data: Any) -> State:
    if not isinstance(data, dict) or data.get("kind") not in STATES:
        raise Unreadable("there is no state of that name")
    state: State = _load(STATES[data["kind"]], data.get("data", {}))
    return state


def _load(kind: Any, data: Any) -> Any:
    try:
        return _shape(kind).validate_python(data)
    except ValidationError as problem:
        raise Unreadable(_reason(problem)) from None


def _read(text: str) -> Saved:
    return _object(_json(text))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Unreadable("it is not JSON") from None


def _object(data: Any) -> Saved:
    if not isinstance(data, dict):
        raise Unreadable("it is not a JSON object")
    return data


def _upgraded(data: Saved) -> Saved:
    for old in _steps(data.get("v"), VERSION):
        data = UPGRADES[old](data)
    return data


def _steps(version: object, today: int) -> range:
    """The versions to upgrade from, one after the other. Raises Newer or Unreadable."""
    if not isinstance(version, int) or version < 1:
        raise Unreadable("it has no version")
    if version > today:
        raise Newer(version)
    return range(version, today)


def _reason(problem: Exception) -> str:
    """What is wrong, without any of the data: that may be about somebody's health."""
    if isinstance(problem, ValidationError):
        first = problem.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'it'}: {first['type']}"
    return type(problem).__name__
