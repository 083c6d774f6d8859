"""What is done about a wish: granted, or honestly declined with the nearest thing there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from handlers import facts as f
from handlers.moves import BACK, HOME, Exit, Into, Leave, Move, Part, State, Within, go
from handlers.rules import plan, safety
from handlers.say import OWN_WORDS, Say, lasting, say
from handlers.session import Item, Session
from handlers.topics import exercises, nudge, own_words, putting_right
from handlers.topics.session import end, timed
from handlers.typed.wishing import ASIDE
from handlers.world import World

DECLINED = {"chart": Exit.PROGRESS, "report": Exit.PROGRESS}  # where the nearest thing to it is
# done in the midst of a session
IN_SESSION = frozenset(
    {
        "exclude",
        "only",
        "swap",
        "human",
        "picture",
        "note",
        "feedback",
        "unknown",
        "once_a_day",
        "log_past",
        "rest_later",
        "weekly_off",
        "weekly_on",
    }
)


def granted(name: str, at: str, state: State, under: State | None, w: World) -> Move:
    """Where a wish leads from this state. at: what was told with it."""
    session = state.session or (under.session if under else None)
    names = tuple(each for each in at.split(",") if each in w.catalog.exercises)
    if name == "time_left":
        paused = timed.put_down(state, w)
        left = (say("note.time_left", time=lasting(paused.left)),) if isinstance(paused, timed.Paused) else ()
        return go(state, *left)
    if session and name == "minutes":
        return go(state, say("note.minutes_in_session"))
    if session and name not in IN_SESSION:
        return go(state, say("note.in_session"))
    match name:
        case "minutes":
            return own_words.minutes(at, w) if at.startswith("min_") else own_words.MinutesForToday()
        case "snooze":
            return _snoozed(at, state, w)
        case "rest_day":
            return Leave(Exit.NOT_TODAY)
        case "exclude" if names:
            return _excluded(names, state, w)
        case "include" if names:
            return exercises.brought_back(names, w)
        case "exclude" if session and state.session:
            return _excluded((session.item.exercise,), state, w)
        case "exclude" | "include":
            return Leave(Exit.PLAN)  # where each can be left out and brought back
        case "only":
            return _only(names, state, w)
        case "swap":
            return _swapped(names, state, w)
        case "did_it":
            return putting_right.by_hand(at or "back_0", HOME, w)
        case "undo":
            return putting_right.undo(w)
        case "edit":
            return putting_right.edit(at, w)
        case "pain_past":
            return putting_right.recalled(at, w)
        case "dose":
            return exercises.dose_set(at, w)
        case "order":
            return exercises.order_set(at, w)
        case "own_off":
            return exercises.own_off(names, w)
        case "feedback" if at.startswith(ASIDE):
            return Leave(Exit.WORDS, f"feedback:{at.removeprefix(ASIDE)}")
        case "note" | "feedback" if at:
            kept_at: State | Leave = state if state.session else BACK
            return own_words.kept("note" if name == "note" else "feedback", at.removeprefix(OWN_WORDS), w, kept_at)
        case "note" | "feedback":
            return Leave(Exit.WORDS, name)
        case "weekly_off" | "weekly_on" if w.person.nudges:
            return go(state, f.WeeklySet(name == "weekly_on"), say(f"note.{name}"))
        case "weekly_off" | "weekly_on":
            return Leave(Exit.MORE_OFTEN)
        case "bye":
            return go(state, say("note.bye"))
        case "rest_later":
            return go(state, say("note.rest_then"))
        case "once_a_day":
            return Leave(Exit.MORE_OFTEN) if w.person.nudges else go(Leave(Exit.REMINDERS), say("note.once_a_day"))
        case "log_past":
            return putting_right.by_hand(at, state, w)
        case "human":
            return go(state, say("note.human", contact=w.contact) if w.contact else say("note.no_human"))
        case "picture":
            shown = Into(Within.HOW, state.session) if state.session else Leave(Exit.LEARN)
            return go(shown, say("note.no_picture"))
        case "unknown":
            return go(Leave(Exit.LEARN), say("note.unknown_topic"))
        case "chart" | "report":
            return go(Leave(DECLINED[name]), say(f"note.no_{name}"))
        case "easier" | "harder":
            return go(HOME, say("note.in_the_exercise"))
        case "how":
            return Leave(Exit.LEARN)
        case "skip" | "go":
            back = state.on("back", w) if state.read else None
            if back not in (None, state):
                return back
            asks = state.part is not Part.ASIDE  # a question that is open is not left for "next"
            return go(state, say("note.first_this")) if asks else go(HOME, say("note.nothing_running"))
    return None


def _snoozed(at: str, state: State, w: World) -> Move:
    """Asked again later: then, or at a time to be chosen."""
    if w.person.nudges is None and not at:
        return go(state, say("note.whenever"))
    if w.person.nudges is None:
        return go(Leave(Exit.REMINDERS), say("note.no_reminder_to_move"))
    day = state.day if isinstance(state, nudge.Reminded | nudge.Snoozing) else w.person.day(w.now)
    if at.startswith("min_"):
        return nudge.snoozed(w.now + timedelta(minutes=int(at.removeprefix("min_"))), day, w)
    if at.startswith(("at_", "tomorrow", "after_work")):
        return nudge.snoozed_at(at, day, w)
    return nudge.Snoozing(day) if nudge.later(w) else go(HOME, say("note.no_more_later"))


def _excluded(names: tuple[str, ...], state: State, w: World) -> Move:
    what = tuple(f"@exercise.{each}.short" for each in names)
    told: list[f.Fact | Say] = [*(f.ExerciseExcluded(each) for each in names), say("note.excluded", what=what)]
    session = state.session
    if session is None:
        return go(HOME, *told)
    left = _with(session, tuple(item for item in _ahead(session) if item.exercise not in names))
    if session.item.exercise not in names:
        return go(Into(Within.READY, left), *told)
    dropped = replace(left, items=(*session.items[: session.at + 1], *left.items[session.at :]))
    return end.onward(dropped.closed(done=False), w, *told)


def _only(names: tuple[str, ...], state: State, w: World) -> Move:
    own = tuple(each for each in names if w.catalog.exercises[each].own_days)
    if own:
        return Leave(Exit.OWN_TODAY, own[0])
    if not names:
        return go(state, say("note.which_only")) if state.session else Leave(Exit.SESSION_SHORT)
    today = w.person.day(w.now)
    open_to = tuple(each for each in names if _may(each, w))
    if not open_to:
        return go(state if state.session else HOME, say("note.not_open"))
    if state.session is None:
        return go(Leave(Exit.SESSION), f.OnlyToday(open_to, today))
    wanted = tuple(item for item in _ahead(state.session) if item.exercise in open_to)
    items = wanted or tuple(plan.item_of(each, w.person, w.catalog, today) for each in open_to)
    return go(Into(Within.READY, _with(state.session, items)), f.OnlyToday(open_to, today))


def _swapped(names: tuple[str, ...], state: State, w: World) -> Move:
    """Another exercise in the place of the one at hand: the one that was named, or the next that is open to them."""
    session = state.session
    if session is None:
        return go(HOME, say("note.swap_in_session"))
    at_hand = session.item.exercise
    there = {item.exercise for item in session.items}
    wanted = [each for each in names if each != at_hand]
    known = (*plan.turn_about(w.person, w.catalog), *(each.id for each in plan.taken_up(w.catalog)))
    choices = wanted or [each for each in known if each not in there]
    found = next((each for each in choices if each not in session.stopped and _may(each, w)), None)
    if found is None:
        return go(state, say("note.nothing_else"))
    items = (
        plan.item_of(found, w.person, w.catalog, w.person.day(w.now)),
        *(i for i in _ahead(session)[1:] if i.exercise != found),
    )
    told = say("note.swapped", what=f"@exercise.{found}.short")
    return go(Into(Within.READY, _with(session, items)), f.ExerciseSwapped(at_hand, found), told)


def _may(name: str, w: World) -> bool:
    """Whether this exercise may be done in a session today."""
    exercise = w.catalog.exercises[name]
    takes_part = exercise.take_up is not None and name not in w.person.rests_today(w.now)
    return takes_part and bool(safety.top_level(w.person, exercise))


def _ahead(session: Session) -> tuple[Item, ...]:
    """The items from the one at hand on."""
    return session.items[session.at :]


def _with(session: Session, items: tuple[Item, ...]) -> Session:
    """The same session with these items from here on."""
    return replace(session, items=(*session.items[: session.at], *items), spent=0)
