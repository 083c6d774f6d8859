"""What people send that nobody asked for: danger, pain, a change, a topic, a command; a place, a sticker, their voice.

What is no new message (a location, a message changed later, a picture) answers no question, but for a location where a
city is asked for. None of it is kept, counts as a mistake, or leads away from where somebody is.
"""

from __future__ import annotations

from content.menu import Command
from content.typed import fold
from handlers import anytime, facts as f, granting, whereabouts
from handlers.events import Edited, Located, Showed
from handlers.moves import Exit, Go, Into, Leave, Move, Part, State, Within, go
from handlers.rules import safety
from handlers.say import Say, say
from handlers.topics import checkin, doctor, doubt, home, learn, own_days, reminders, screening, telling
from handlers.topics.session import hurting, timed
from handlers.typed.commands import UNREAD
from handlers.typed.danger import Danger, hear, hurt
from handlers.typed.foreign import Recognised
from handlers.typed.hearing import Heard
from handlers.typed.meaning import Meaning, exactly, understand
from handlers.world import World

NOTES = {
    "sticker": "note.only_words",
    "dice": "note.only_words",
    "voice": "note.cannot_listen",
    "photo": "note.cannot_look",
    "video": "note.cannot_look",
    "file": "note.cannot_look",
}  # by what was shown; for anything else "note.cannot_use"


# Ids of questions: what pain in a leg is asked for, after the emergencies; and who is dizzy.
LEG, UNWELL = "one_leg", "chest"


# --- what is typed --------------------------------------------------------------------------------------------------


def said(meaning: Meaning, state: State, under: State | None, w: World) -> Move:
    """Where it leads from this state; None: nowhere."""
    theirs = meaning.kind == "command" and Command(meaning.value) in (*anytime.THEIRS, Command.MENU)
    if state.part is Part.CRISIS and not theirs:
        return state
    worse = meaning.kind == "command" and meaning.at.startswith("worse")
    if state.part is Part.DANGER and (worse or meaning.kind in ("change", "done", "topic", "hurts")):
        return go(state, say("note.first_this"))  # "it is better now" is no answer to what is open
    match meaning.kind:
        case "hurts":
            return _hurts(meaning.at, state, under, w)
        case "wish":
            return _wished(meaning, state, under, w)
        case "confirm":
            return _confirm(meaning.value, state)
        case "told":
            return _told(meaning.value, meaning.at, state, under, w)
        case "change":
            return _change(meaning.value, state, under, w)
        case "done":
            return _done(meaning, state, under, w)
        case "topic":
            return _topic(meaning.value, meaning.at, state, w)
        case "command" if meaning.at == UNREAD:
            move = anytime.run(Command(meaning.value), state, under, w)
            unread = say("note.unread")
            return move.having(unread) if isinstance(move, Go) else go(move, unread) if move else None
        case "command" if worse:
            return _change(meaning.at, state, under, w)
        case "command" if meaning.at:
            return anytime.answered(Command(meaning.value), meaning.at, state, under, w)
        case "command":
            return anytime.run(Command(meaning.value), state, under, w)
        case _:
            return None


def _hurts(told: str, state: State, under: State | None, w: World) -> Move:
    """That it hurts; where, and how much, if that was told too ("at_knee 7"): it is not asked again, but the way out of
    the exercise is told first.
    """
    where, _, score = told.partition(" ")
    if _asks_of_leg(where, state, under, w):
        return doctor.signs_told((LEG,), w)
    move = anytime.run(Command.HURTS, state, under, w)
    if isinstance(move, Into) and move.within is Within.HURTS:
        asks = hurting.WhereHurts(move.session, begun=isinstance(state, timed.AtStep))
    elif isinstance(move, hurting.WhereHurts):
        asks = move
    else:
        return move
    rated = asks.told(score).on(where, w) if where else None
    eased = (asks.session.spent or asks.begun) and not isinstance(state, hurting.RatingPeak)
    ease = (say(f"exercise.{asks.exercise}.ease"),) if eased else ()
    return rated.having(*ease) if isinstance(rated, Go) else move


def _asks_of_leg(where: str, state: State, under: State | None, w: World) -> bool:
    """Whether pain there leads to the lists, and to the question about a leg after them."""
    in_session = state.session or (under and under.session)
    return where == "at_leg" and not in_session and not w.person.held


def _told(what: str, more: str, state: State, under: State | None, w: World) -> Move:
    """What they tell of themselves: a condition has its one question, a cold is asked for fever, the rest is kept."""
    if state.part is Part.DANGER:
        return go(state, say("note.first_this"))
    if what == "unwell":
        return Into(Within.UNWELL, state.session) if state.session else Leave(Exit.UNWELL, "asks")
    if isinstance(state, screening.Screening | screening.Single):
        kept = screening.keeping(state, (what, *more.split(",")), w)
        return go(kept, say("note.kept_in_mind" if kept != state else "note.first_this"))
    if any(question.id == what for question in safety.questions(w.catalog)):
        return Leave(Exit.CONDITION, what)
    if what == "cold":
        return anytime.unless_welcome(Leave(Exit.FEVERISH), state, under, w)
    kept_now = telling.told(what, state, w)  # what is urgent in it is never put off
    return kept_now if state.part is Part.WELCOME else anytime.unless_welcome(kept_now, state, under, w)


def _wished(meaning: Meaning, state: State, under: State | None, w: World) -> Move:
    """What is done about a wish, where nothing more important is open."""
    if state.part is Part.DANGER:
        return go(state, say("note.first_this"))
    move = granting.granted(meaning.value, meaning.at, state, under, w)
    free = meaning.value in ("human", "feedback")  # whoever asks for a person is never told to wait
    return move if free or move is None else anytime.unless_welcome(move, state, under, w)


def _confirm(answer: str, state: State) -> Move:
    """It is asked back, but for the questions after words of danger: those are asked again."""
    return None if state.part in (Part.DANGER, Part.HOLD) else Leave(Exit.CONFIRM, answer)


def in_language(found: Recognised, state: State) -> Move:
    """Where words lead in a language that we do not speak. In a crisis its own texts and numbers stay."""
    if state.part is Part.CRISIS:
        return state
    return Leave(Exit.OTHER_LANGUAGE, f"{found.code} {found.about}".strip())


def doubted(heard: Heard, state: State, under: State | None, w: World) -> Move:
    """Where words lead that may be about danger; None where nothing more is to be asked than is asked already."""
    if state.part is Part.CRISIS or isinstance(state, doubt.ForSomebody):
        return None
    if heard.asks == "mood":
        return None if isinstance(state, doubt.AskingMood) else Leave(Exit.MOOD)
    if isinstance(state, doctor.CheckingSigns | doctor.AskingSign) or w.person.held == "emergency":
        return None
    hurts = heard.meaning if heard.meaning and heard.meaning.kind == "hurts" else None
    if hurts and _asks_of_leg(hurts.at.partition(" ")[0], state, under, w):
        return doctor.signs_told((LEG,), w)  # the same lists, and its own question after them
    return go(Leave(Exit.DOUBT, heard.nearest), say("note.doubt"))


def endangered(danger: Danger, state: State, w: World) -> Move:
    """Where words of danger lead from this state."""
    if danger.other and danger.flag and isinstance(state, doubt.ForSomebody):
        return state.more(danger.flag)
    if danger.other and danger.flag and isinstance(state, doubt.AskingMood | doubt.AboutWhom):
        return doubt.ForSomebody(danger.flag)
    if isinstance(state, doctor.InCrisis):
        return state
    if danger.other:
        return Leave(Exit.ABOUT_WHOM, " ".join((danger.flag or "emergency", *danger.signs)))
    if danger.flag == "crisis" and (danger.certain or isinstance(state, doubt.AskingMood)):
        return go(doctor.InCrisis(), f.DangerSaid("crisis"))
    if danger.flag == "crisis":
        return Leave(Exit.MOOD)
    if danger.flag == "emergency" and danger.certain:
        return doctor.held_at_once(danger.signs, w)
    if isinstance(state, doctor.FeelingUnwell | timed.Unwell) and UNWELL in danger.signs:
        return state.on("yes", w)  # it is what is asked there
    if danger.flag == "urgent" and isinstance(state, screening.Screening) and state.lists(danger.signs, w):
        return state.on("one", w)  # it tells what the open list asks
    return _sign(danger.signs, state, w)


def _sign(signs: tuple[str, ...], state: State, w: World) -> Move:
    """Words of danger: the questions that decide how urgent it is, or at once what they already said."""
    told = f.DangerSaid("body", signs)
    if isinstance(state, doctor.CheckingSigns):
        return state.told_more(signs, w).having(told)
    if w.person.held == "emergency":
        return doctor.held_at_once(signs, w)  # one thing more to say to whom they call
    return doctor.signs_told(signs, w)


def _change(value: str, state: State, under: State | None, w: World) -> Move:
    """ "Much worse, 8": a whole check-in in one sentence; in the middle of an exercise, that it hurts."""
    change, _, score = value.partition(":")
    if change == "worse" and state.session:
        return anytime.run(Command.HURTS, state, under, w)
    after = isinstance(state, checkin.Comparing) and state.after
    return anytime.unless_welcome(checkin.changed(checkin.CHANGES[change], w, score, after=after), state, under, w)


def _done(meaning: Meaning, state: State, under: State | None, w: World) -> Move:
    """ "I swam 20 minutes": taken down, where nothing else is going on; in the midst of just that, the answer."""
    session = state.session or (under and under.session)
    if state.session and state.session.item.exercise == meaning.value and (move := state.on(meaning.at, w)):
        return move
    if session or state.part is Part.DANGER or isinstance(state, own_days.CheckingOwnDays):  # its list comes first
        return go(state, say("note.in_session" if session else "note.first_this"))
    return anytime.unless_welcome(Leave(Exit.OWN_TODAY, f"{meaning.value} {meaning.at}"), state, under, w)


def _topic(name: str, at: str, state: State, w: World) -> Move:
    if name in learn.topics(w):
        return Leave(Exit.LEARN, f"{at or 'topic'}_{name}")
    return doctor.OnHold() if w.person.held else go(state, say("note.first_this"))


# --- what is no new message -----------------------------------------------------------------------------------------


def sent(event: Located | Edited | Showed, state: State, turn: int, w: World) -> Move:
    """What comes of it; None: nothing, not a word."""
    if isinstance(event, Located) and isinstance(state, reminders.NamingCity | reminders.ConfirmingZone):
        return state.on(f"zone:{event.zone}", w)
    spoken = isinstance(event, Showed) and event.kind == "voice"  # it may be about pain, so it is always answered
    if state.until and not spoken:
        return None
    match event:
        case Located(zone) if _may_set_clock(state, w):
            return Leave(Exit.TIMEZONE, answer=f"zone:{zone}")
        case Located():
            return go(state, _note("note.no_place_now", turn))
        case Edited():
            return go(state, _note("note.edited", turn))
        case Showed(kind):
            return go(state, _note(NOTES.get(kind, "note.cannot_use"), turn))


def urgent(text: str, state: State, w: World) -> bool:
    """Whether a changed message says what counts even so: words of danger, of a crisis, or that it hurts."""
    if hear(text, w.words.heard).flag or hurt(fold(text), w.words.heard):
        return True
    asked = state.ask(w)
    meaning = exactly(text, asked, w) or understand(text, asked, w)
    return meaning is not None and meaning.kind == "answer" and meaning.value in ("hurts", "pain")


def _may_set_clock(state: State, w: World) -> bool:
    """Whether somebody is where the command "timezone" leads somewhere."""
    busy = state.session or state.part in (Part.WELCOME, Part.CRISIS, Part.DANGER)
    return not busy and isinstance(whereabouts.home_of(w), home.Home)


def _note(key: str, turn: int) -> Say:
    """One of the two wordings of a note: they take turns, so that no line is said three times running."""
    return say(f"{key}.{1 + turn % 2}")
