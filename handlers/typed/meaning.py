"""What a typed sentence means, given what was offered: an answer, a command, a question, a wish, something by the way.

Nothing is guessed: what fits two answers fits none, a value that its sentence does not bear out is asked back, and near
misses never count where "none" and "one" are offered. `does` gives each meaning a stable form.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from content import cities
from content.menu import Command
from content.typed import Typed, fold
from handlers.say import FREE, OWN_WORDS, Say
from handlers.typed import codes, commands, guessing, places, values, wishing
from handlers.typed.about import ticks
from handlers.typed.danger import hurt, matches
from handlers.typed.meant import Meaning, MeaningKind
from handlers.typed.numbers import minutes
from handlers.typed.phrases import affirmed, change, topic, without
from handlers.typed.wishes import Wished, find
from handlers.world import World

__all__ = ["LONG", "Meaning", "does", "exactly", "understand"]

LONG = 1_000  # characters; more than this is not an answer, but it is still searched for words of danger
SHORT = 3  # words; an age in so many is exactly an answer
PHRASE = 7  # words; in longer sentences single phrases say too little about what was meant
CAREFUL = frozenset({"none", "yes", "no", "unsure", "agree"})  # where these are offered a near miss is no answer
CLOSE = 0.84  # how alike (0-1) a mistyped word must be
LIMBS = frozenset({"at_leg", "at_knee", "at_else"})  # a number of these is none of the back
ASKED_BACK: tuple[MeaningKind, ...] = ("answer", "command", "wish", "done")  # besides values, what may be asked back
BULLET = 12  # characters that a line of a list must have, to be known again


def exactly(text: str, asked: Say, w: World) -> Meaning | None:
    """The answer that the whole text is; None where it is none of those offered."""
    if len(text) > 2 * LONG:
        return None
    said = fold(w.words.wishes.pictured(text))
    if len(said) > LONG or commands.read(text, w)[0]:  # "/start" is a command, not the answer "start"
        return None
    known = w.words.typed
    full = known.in_full(said)
    forms: tuple[str, ...] = said, full, without(full, known.fillers, front=False), without(said, known.fillers)
    if "not_me" in asked.choices:  # "it's about my son" is another answer than "my son"
        forms = said, full
    found = next((found for form in forms if (found := _offered(form, asked, w))), "")
    if not found and asked.wants == "age" and len(said.split()) <= SHORT:
        return values.wanted(text, asked, find(text, w.words.wishes), w)
    if not found and "one" in asked.choices and _printed(said, asked, w):
        found = "one"
    return Meaning("answer", found) if found else None


def understand(text: str, asked: Say, w: World) -> Meaning | None:
    """What a text that holds no danger, and is not exactly an answer, means as a reply to `asked`; None: nothing."""
    command, told = commands.read(text, w)
    if command:
        return Meaning("command", command, told)
    if asked.wants in FREE:
        exact = exactly(text, asked, w) or (_by_the_way(text, w) if asked.wants == "things" else None)
        return exact or (Meaning("answer", f"{OWN_WORDS}{text.strip()[: LONG + 1]}") if text.strip() else None)
    if len(text) > 2 * LONG:
        return None
    said, known = fold(text), w.words.typed
    if len(said) > LONG:
        return None
    plain = without(said, known.fillers)
    wished = find(text, w.words.wishes)
    if asked.wants != "minutes" and (did := _done(said, known)):
        return did
    if (phrase := _exact_command(said, plain, known)) is not None:
        offered = phrase is Command.STOP and phrase in (*asked.choices, *asked.also)
        return Meaning("answer" if offered else "command", phrase, _with(phrase, said, text, w))
    if asked.wants == "conditions" and (told := ticks(said, wished, asked, w)):
        return Meaning("answer", told)
    if found := values.wanted(text, asked, wished, w):
        limb = asked.wants == "pain" and "hurts" in {*asked.choices} & wished.names and wished.groups & LIMBS
        return wishing.hurting(text, wished, asked, w) if limb and not wished.asks else found
    return guessing.weighed(_free(text, said, plain, wished, asked, w), text, wished, asked, w)


def _free(text: str, said: str, plain: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """What it means apart from a value that was asked for: pain, a change, a wish, a question, a command, a place."""
    known = w.words.typed
    if of_them := wishing.told(wished):
        return Meaning("told", of_them[0], ",".join(of_them[1:]))
    offers = {*asked.choices, *asked.also}
    where = offers & wished.groups & {*wishing.PLACES}
    if len(where) == 1 and not wished.names:  # "my left arm", where it is asked
        return Meaning("answer", where.pop())
    if "note" in wished.names and _headed(text):  # whatever it is about; of danger was asked before
        return wishing.named("note", text, wished, asked, w)
    denied = "no_pain" in wished.names and "hurts" not in wished.names
    hurts = "hurts" in wished.names and not denied and ("hurts" in offers or not wished.asks)
    if (hurts or hurt(said, w.words.heard)) and not wishing.above_pain(wished, offers):
        return wishing.hurting(text, wished, asked, w)
    told = change(said, asked.choices, w)
    if told and not (wished.asks or ("feedback" in wished.names and "body" not in wished.groups)):
        return Meaning("change", told)
    about = topic(said, known) or wishing.asked_of(wished, offers)
    found = wishing.firm(text, wished, asked, w)
    if found and not (about and wished.asks and "resume" in wished.names):  # "stay in bed or keep going?"
        return found
    if about:
        dose = w.catalog.topics[about].exercise and matches(known.doses, said)
        return Meaning("topic", about, "dose" if dose else "")
    if found := wishing.soft(text, wished, asked, w):
        return found
    if command := _command(said, plain, known):
        return Meaning("command", command, _with(command, said, text, w))
    if close := _close(plain, asked, w):
        return Meaning("answer", close)
    return values.unasked(text, wished, asked, w)


def _headed(text: str) -> bool:
    """Whether something stands behind a colon after a few words: "note: stiff all day"."""
    head, _, rest = text.partition(":")
    return bool(rest.strip()) and len(head.split()) <= SHORT


def _with(command: Command, said: str, text: str, w: World) -> str:
    """What a sentence tells with its command, as an answer."""
    if command is Command.REMINDERS:
        return values.scheduled(text, w)
    if command is Command.PAUSE:
        return values.days_off(text, w)
    if command is Command.TIMEZONE:
        return places.named(text, w)
    return codes.within(said) if command is Command.LINK else ""


# --- answers that were offered ------------------------------------------------------------------------------------


def _offered(said: str, asked: Say, w: World) -> str:
    offered = (*asked.choices, *asked.also) if said else ()
    named = next((choice for choice in asked.choices if said == fold(w.words.label(choice))), "")
    if named or said in offered:
        return named or said
    return next((choice for choice in offered if said in _ways(choice, asked, w)), "")


def _ways(choice: str, asked: Say, w: World) -> tuple[str, ...]:
    """How this answer may be typed: "no pain" is the 0 of pain, and not of what one can do."""
    return () if asked.wants == "ability" and choice.isdecimal() else w.words.ways(choice)


def _printed(said: str, asked: Say, w: World) -> bool:
    """Whether this is one line of the list, typed as it is printed."""
    if len(said) < BULLET:
        return False
    lines = next((arg for name, arg in asked.args if name == "lines" and isinstance(arg, tuple)), ())
    keys = (line[1:] for line in lines if isinstance(line, str) and line[:1] == "@")
    return any(said == fold(w.words.text(key)) for key in keys if w.words.has(key))


def _close(said: str, asked: Say, w: World) -> str:
    """The one offered answer that this is a misspelling of. "None" is near "one", "thank you" near "no thank you"."""
    offered = {way: choice for choice in (*asked.choices, *asked.also) for way in _ways(choice, asked, w)}
    denies = any(word in w.words.typed.denying for word in said.replace("'", "").split())
    if not 4 <= len(said) <= 40 or CAREFUL & set(asked.choices) or denies:
        return ""
    near = {offered[way] for way in get_close_matches(said, list(offered), n=3, cutoff=CLOSE)}
    near |= {choice for way, choice in offered.items() if _swapped(way, said)}
    return near.pop() if len(near) == 1 else ""


def _swapped(way: str, said: str) -> bool:
    """Whether it is that, with two letters that have changed places: "sotp"."""
    wrong = [at for at in range(len(said)) if way[at : at + 1] != said[at]]
    return len(way) == len(said) and len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(way) == sorted(said)


def _by_the_way(text: str, w: World) -> Meaning | None:
    """ "Thanks", "menu": a command and nothing else, where a question came that nobody asked for."""
    said = fold(text)
    command = _exact_command(said, without(said, w.words.typed.fillers), w.words.typed)
    return Meaning("command", command) if command else None


def _done(said: str, known: Typed) -> Meaning | None:
    """ "Swim 20": an exercise they did by themselves, and for how long."""
    for found in filter(None, (re.fullmatch(pattern, said) for pattern in known.logged)):
        for exercise, spent in found.groupdict().items():
            if told := minutes(spent, known):
                return Meaning("done", exercise, told if told != "min_0" else "")
            if spent.isdecimal():
                return Meaning("done", exercise)  # so many cannot be: how many is asked
    return None


# --- what was not asked for ---------------------------------------------------------------------------------------


def _exact_command(said: str, plain: str, known: Typed) -> Command | None:
    """The command whose phrase this is."""
    return next((each for each, ways in known.commands.items() if said in ways or plain in ways), None)


def _command(said: str, plain: str, known: Typed) -> Command | None:
    """The command whose longest phrase is in it. A single word is a command only when it is the whole message."""
    if said.split(" ")[0] in known.commands.get(Command.LINK, ()) and codes.within(said):
        return Command.LINK
    if len(said.split()) > PHRASE:
        return None
    found = [
        (len(way), command)
        for command, ways in known.commands.items()
        for way in ways
        if " " in way and way in said and affirmed(way, said, known)
    ]
    return max(found, default=(0, None))[1]


# --- in a stable form ---------------------------------------------------------------------------------------------


def does(meaning: Meaning | None) -> str:
    """What comes of a meaning, in a stable form, for those who audit what is heard.

    "nothing": it means nothing here.
    "answer:<choice>": an answer that was offered; "pause": the answer or the command of that name.
    "score:7" "time:18:00" "days:0123" "minutes:15" "age:67" "age:60-69" "city:Lisbon"
    "change:worse:8": a value that was told;
    several with a space between; "time:07:00?" when it may be morning or evening; "city:Perth?" when there are several.
    "confirm:score:9" "confirm:time:16:00" "confirm:days:0123" "confirm:none" "confirm:command:session"
    "confirm:answer:easier" "confirm:swap": the same, and any of the others, asked back before it counts.
    "command:<name>": a command that tells no more; "pause:3" with days.
    "topic:<id>": a page. "hurts": it hurts.
    "log:<exercise>:15" "log:<exercise>": done by themselves, with the minutes where they were told.
    "exclude:<exercise>" "include:<exercise>" "only:<exercise>" "swap:<exercise>": exercises by their ids, with ","
    between; without any where none was named.
    "snooze:20" (minutes) "snooze" "undo" "edit:4" "edit" "did_it" "rest_day" "note" "feedback" "human" "chart" "report"
    "picture" "easier" "harder" "skip" "go" "how": any other wish; whether it is done is for the state to say.
    """
    if meaning is None:
        return "nothing"
    value, at = meaning.value, meaning.at
    match meaning.kind:
        case "answer":
            return _value(value) or (value if value == "pause" else f"answer:{value}")
        case "command" if at and (told := _value(at)):
            return told
        case "command":
            return value if value == "pause" else f"command:{value}"
        case "change":
            return f"change:{value}"
        case "topic":
            return f"topic:{value}"
        case "done":
            return f"log:{value}:{at.removeprefix('min_')}" if at else f"log:{value}"
        case "confirm":
            kind, _, rest = value.partition(":")
            told, _, more = rest.partition(":")
            again = next((each for each in ASKED_BACK if each == kind), None)
            if again:
                return f"confirm:{does(Meaning(again, told, more))}"
            return f"confirm:{_value(value) or value}"
        case "wish" if at.startswith((OWN_WORDS, wishing.ASIDE)):
            return value
        case "wish":
            return f"{value}:{at.removeprefix('min_')}" if at else value
        case "told":
            return f"told:{value}"
    return meaning.kind


def _value(answer: str) -> str:
    """An answer that is a value, as it is shown; "" for any other."""
    parts = (
        [_one(part) for part in answer.split(" ")] if not answer.startswith(("typed:", OWN_WORDS)) else [_one(answer)]
    )
    return " ".join(parts) if all(parts) else ""


def _one(answer: str) -> str:
    start, _, rest = answer.partition("_")
    if answer.isdecimal():
        return f"score:{answer}"
    if start in ("at", "unclear") and len(rest) == 4:
        return f"time:{rest[:2]}:{rest[2:]}" + ("?" if start == "unclear" else "")
    if start == "age" and "_" in rest:
        youngest, _, oldest = rest.partition("_")
        return f"age:{youngest}" if youngest == oldest else f"age:{youngest}-{oldest}"
    if start in ("days", "min", "pause", "topic") and rest and (start == "topic" or rest.isdecimal()):
        return f"{'minutes' if start == 'min' else start}:{rest}"
    if answer.startswith("typed:"):
        found = cities.find(answer.removeprefix("typed:"))
        several = len({place.zone for place in found}) > 1
        return f"city:{found[0].name}{'?' if several else ''}" if found else "city:?"
    if answer.startswith(OWN_WORDS):
        return "words"
    change, _, score = answer.partition(":")
    return f"change:{answer}" if change in commands.CHANGES and (not score or score.isdecimal()) else ""
