"""Two people turn out to be one: what is known of the one they become. Linking must never open a way to exercise.

What was recorded of both stands; of each safety matter the more careful holds, and when in doubt it is asked again.
For the rest the settings of whoever made the code stay, for as far as there are any.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from handlers import facts as f, whereabouts
from handlers.dialog import Dialog, Turn
from handlers.moves import Part, State
from handlers.person import Nudges, Person
from handlers.rules import safety
from handlers.say import for_day, say
from handlers.topics import doctor, home, linking, welcome
from handlers.world import World

GRAVEST: tuple[Literal["", f.Hold], ...] = ("emergency", "urgent", "")  # of a hold, the most careful first
ENTRANCE = (welcome.Declined, welcome.AskingConsent, welcome.TellingKept, welcome.AskingAge)  # before a yes


@dataclass(frozen=True, slots=True)
class OneOfTwo:
    """One of the two. declined: their last word about keeping anything of them was no."""

    person: Person
    dialog: Dialog
    declined: bool = False

    @property
    def states(self) -> tuple[State, ...]:
        """Where the talk is, and what it would come back to."""
        return tuple(state for state in (self.dialog.state, self.dialog.under) if state)

    @property
    def held(self) -> tuple[Literal["", f.Hold], tuple[str, ...]]:
        """The hold and its reasons. One that could not be kept, for want of a yes to keep it, is in the talk alone."""
        if self.person.held or not any(state.part is Part.HOLD for state in self.states):
            return self.person.held, self.person.reasons
        return "emergency", ()

    @property
    def signs(self) -> Literal["", f.Signs]:
        asked = (state.why for state in self.states if isinstance(state, doctor.CheckingSigns | doctor.AskingSign))
        return self.person.signs or next(asked, "")


def linked(issuer: OneOfTwo, other: OneOfTwo, platforms: tuple[str, ...], now: datetime) -> f.Linked:
    """That they are one from now on, and what follows from both for safety."""
    one, two = known = issuer.person, other.person
    consent = 0 if issuer.declined or other.declined else max(one.consent, two.consent)
    withs = [person for person in known if person.conditions]
    holds = [side.held if consent else (side.person.held, side.person.reasons) for side in (issuer, other)]
    signs = [side.signs if consent else side.person.signs for side in (issuer, other)]
    today = replace(one, zone=_zone(one, two)).day(now)
    off = [person.off for person in known if person.off] + [today for person in known if person.is_off(now)]
    rested = [name for person in known for name in person.rests_today(now)]
    return f.Linked(
        platforms,
        adult=False if False in (one.adult, two.adult) else one.adult or two.adult,
        **_ages([person for person in known if person.adult is not None]),
        consent=consent,
        screened=_screened(one, two, now),
        conditions=tuple(dict.fromkeys((*one.conditions, *two.conditions))),
        cleared=bool(withs) and all(person.cleared for person in withs),
        held=min((kind for kind, _ in holds), key=GRAVEST.index),
        reasons=tuple(dict.fromkeys(reason for _, reasons in sorted(holds, key=_urgency) for reason in reasons)),
        signs=next(filter(None, signs), ""),
        off=max(off, default=None),
        off_at=now if any(person.is_off(now) for person in known) else one.off_at or two.off_at,
        rested=tuple(dict.fromkeys(rested)),
        rested_on=today if rested else None,
        held_at=now if any(kind for kind, _ in holds) else None,
        told=tuple(dict.fromkeys((*one.told, *two.told))),
        crisis=max([person.crisis for person in known if person.crisis], default=None),
    )


def _ages(told: list[Person]) -> dict[str, Any]:
    """The ages that either may have; unknown, so that everything is asked, where one of them did not tell."""
    if not told or not all(person.oldest for person in told):
        return {}
    since = min(person.age_at for person in told if person.age_at)
    return {
        "youngest": min(person.youngest for person in told),
        "oldest": max(person.oldest for person in told),
        "age_at": since,
    }


def _urgency(hold: tuple[Literal["", f.Hold], tuple[str, ...]]) -> int:
    return GRAVEST.index(hold[0])


def _first(issuer: Person, other: Person) -> tuple[Person, Person]:
    """The two, the one whose settings stay first: the issuer, but for one who has none yet."""
    return (issuer, other) if issuer.minutes or not other.minutes else (other, issuer)


def _zone(issuer: Person, other: Person) -> str:
    first, second = _first(issuer, other)
    return first.zone or second.zone


def _screened(one: Person, two: Person, now: datetime) -> datetime | None:
    """When the lists were gone through: the earlier time. None, and they come again, when either has to go
    through them, or when two answered them differently.
    """
    asked = [person for person in (one, two) if person.consent or person.screened]
    times = [person.screened for person in asked if person.screened and not safety.rescreen(person, now)]
    same = len({frozenset(person.conditions) for person in asked}) == 1
    return min(times) if same and len(times) == len(asked) else None


def settled(issuer: Person, other: Person, person: Person) -> Iterator[f.Fact]:
    """The settings that hold from now on, where they are not those that the two histories give.

    person: the fold of both histories.
    """
    first, second = _first(issuer, other)
    if issuer.language != person.language:
        yield f.LanguageChosen(issuer.language)
    if (zone := _zone(issuer, other)) != person.zone:
        yield f.ZoneSet(zone)
    if (minutes := first.minutes or second.minutes) != person.minutes:
        yield f.MinutesChosen(minutes)
    if (how_long := first.how_long or second.how_long) and how_long != person.how_long:
        yield f.LengthTold(how_long)
    if first.lead_in != person.lead_in:
        yield f.LeadInSet(first.lead_in)
    if first.rests != person.rests:
        yield f.RestsSet(first.rests)
    for exercise in sorted({name for name, _ in (*first.levels, *second.levels)}):
        level = min(level for name, level in (*first.levels, *second.levels) if name == exercise)
        if level != person.level(exercise):
            yield f.LevelSet(exercise, level)
    for exercise in sorted({each.exercise for each in (*first.own, *second.own)}):
        one, two, both = (each.on_own(exercise) for each in (first, second, person))
        if both.fine and False in (one.fine, two.fine):
            yield f.OwnDaysChecked(exercise, False)
        if both.days != (days := one.days or two.days):
            yield f.OwnDaysChosen(exercise, days)
    if (order := first.order or second.order) != person.order:
        yield f.OrderSet(order)
    for exercise in sorted({each.exercise for each in (*first.doses, *second.doses)}):
        found = next(each for each in (*first.doses, *second.doses) if each.exercise == exercise)
        if found not in person.doses:
            yield f.DoseSet(found.exercise, found.reps, found.hold, found.rest, found.level)
    if (wanted := first.mornings if first.mornings is not None else second.mornings) not in (None, person.mornings):
        yield f.MorningsWanted(bool(wanted))
    yield from _nudged(first.nudges or second.nudges, person.nudges)
    if person.away:
        yield f.Found()


def _nudged(wanted: Nudges | None, have: Nudges | None) -> Iterator[f.Fact]:
    """One plan in total. What was given or skipped already is remembered apart from it."""
    if wanted is None:
        return
    if have and _plan(wanted) == _plan(have):
        return
    yield f.NudgesSet(wanted.at, wanted.days)
    if wanted.again:
        yield f.NudgeAgainSet(wanted.again)
    elif wanted.more != (have.renewed(wanted).more if have else ()):
        yield f.MoreNudgesSet(wanted.more)
    if wanted.weekly != (have is None or have.weekly):
        yield f.WeeklySet(wanted.weekly)
    if wanted.paused_until:
        yield f.NudgesPaused(wanted.paused_until)
    if wanted.snoozed_until and wanted.snoozed_day:
        yield f.Snoozed(wanted.snoozed_until, wanted.snoozed_day)


def _plan(nudges: Nudges) -> tuple[object, ...]:
    return nudges.at, nudges.days, nudges.more, nudges.again, nudges.weekly, nudges.paused_until, nudges.snoozed_until


def joined(issuer: OneOfTwo, other: OneOfTwo, w: World) -> Turn:
    """The talk that goes on where the code was typed. `w.person` is the one they became."""
    state = _state((*other.states, *issuer.states), w)
    turn = max(issuer.dialog.turn, other.dialog.turn) + 1  # every button there is has passed
    note = say("note.linked", places=linking.named(linking.others(w), w))
    said = for_day((note, state.ask(w)), w.person.day(w.now))
    return Turn(Dialog(state, turn, turn, heard=w.now), w.person, said, ())


def _state(states: tuple[State, ...], w: World) -> State:
    """A crisis, a hold or an open question of danger goes on; whatever else they were at is put down."""
    if any(isinstance(state, doctor.InCrisis) for state in states):
        return doctor.InCrisis()
    if w.person.held or any(state.part is Part.HOLD for state in states):
        return doctor.OnHold()
    if after := [state for state in states if isinstance(state, doctor.AfterCrisis)]:
        return max(after, key=lambda state: state.at)
    for state in states:
        if isinstance(state, doctor.CheckingSigns | doctor.AskingSign):
            return doctor.checking(state.why, state.signs)
    place = whereabouts.home_of(w)
    if isinstance(place, welcome.Hello):
        found = (state for kind in ENTRANCE for state in states if isinstance(state, kind))
        return next(found, place)
    return linking.ChoosingWhere() if isinstance(place, home.Home) and linking.asks_where(w.person) else place
