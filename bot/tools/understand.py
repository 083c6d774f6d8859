"""What is heard in a line of text, as somebody would be heard who typed it at that place of the talk.

One JSON object a line, whose fields stay as they are:
text; flag: "crisis", "emergency", "urgent" or "none": the words by themselves stop everything; asks: "body", "urgent",
"mood" or "": what is asked because the words may be about it; line: whether the answer says what needs help, and whom
to call; does: what is done, "nothing" where nothing is; why: the concepts, rules and scopes that were found, in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from content.foreign import FOREIGN
from content.model import Catalog
from handlers import dialog as talk
from handlers.dialog import Dialog
from handlers.events import Said
from handlers.moves import State
from handlers.person import Nudges, Person
from handlers.session import Item, Session
from handlers.topics import doctor, home, nudge, reminders, screening, welcome
from handlers.topics.session import hurting, ready, timed
from handlers.typed.hearing import Heard, hear
from handlers.typed.meaning import does
from handlers.typed.net import read
from handlers.world import World

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACES: Mapping[str, Callable[[World], State]] = {
    "home": lambda _w: home.Home(),
    "hello": lambda _w: welcome.Hello(),
    "list": lambda w: screening.Screening(w.catalog.lists[0].id),
    "ready": lambda w: ready.Ready(_session(w)),
    "hold": lambda w: _at_step(w, "hold"),
    "rest": lambda w: _at_step(w, "rest"),
    "peak": lambda w: hurting.RatingPeak(_session(w)),
    "hour": lambda _w: reminders.ChoosingHour(),
    "city": lambda _w: reminders.NamingCity("18:30"),
    "nudged": lambda w: nudge.Reminded(w.now.date()),
    "held": lambda _w: doctor.OnHold(),
}  # by the name it is asked for


def understood(lines: Iterable[str], catalog: Catalog, at: str = "home", missed: int = 0) -> Iterator[str]:
    """Each line as it is heard at that place, when so many lines before it in a row were not understood."""
    known = Person(adult=True, consent=welcome.CONSENT, screened=START, minutes=10, pain=3, zone="Europe/Lisbon")
    known = replace(known, nudges=Nudges(known.zone, "08:30", (0, 1, 2, 3, 4, 5, 6)), nudges_asked=True)
    person = {"hello": Person(), "list": Person(adult=True, consent=welcome.CONSENT)}.get(at, known)
    if at == "held":
        person = replace(known, held="urgent", reasons=("infection",))
    w = World(START, catalog, person)
    dialog = Dialog(PLACES[at](w), turn=1, asked=1, missed=missed)
    for line in lines:
        yield json.dumps(_heard(line.rstrip("\r\n"), dialog, w), ensure_ascii=False)


def _heard(text: str, dialog: Dialog, w: World) -> dict[str, object]:
    heard = hear(text, dialog.state.ask(w), w, running=dialog.state.until is not None)
    turn = talk.advance(dialog, Said(text), replace(w, now=w.now + timedelta(seconds=1)))
    stops = heard.danger.flag or heard.asks
    return {
        "text": text,
        "flag": heard.danger.stops or "none",
        "asks": heard.asked,
        "line": any(said.key.startswith(("line.", FOREIGN)) for said in turn.says),
        "does": "nothing" if stops or heard.meaning is None else does(heard.meaning),
        "why": why(heard, text, w),
    }


def why(heard: Heard, text: str, w: World) -> list[str]:
    """What was found in it, and how likely the net thinks that it is about the body or the mood."""
    net = w.words.net
    scores = read(text, net, heard.danger.hints).scores() if net and not heard.exact else {}
    learnt = [f"net:{head} {score:.2f}" for head, score in scores.items()]
    language = [f"language:{heard.language.code}"] if heard.language else []
    return [*language, *heard.danger.why, *learnt]


def _session(w: World) -> Session:
    """A session with the first exercise that is held, with rests in between, at its first level."""
    held = next(each.id for each in w.catalog.exercises.values() if each.kind == "hold" and not each.sides)
    return Session(w.now - timedelta(minutes=1), (Item(held, 1),), before=3)


def _at_step(w: World, kind: str) -> State:
    """In the first step of that kind."""
    session = _session(w)
    steps = session.level(w).steps
    entered = timed.enter(session, next(at for at, step in enumerate(steps) if step.kind == kind), w)
    if not isinstance(entered, State):
        raise TypeError(kind)  # a step of that kind takes time
    return entered
