"""What a wish comes to, by what the state offers: one of its answers, a command, or a wish to be granted or declined.

Where several are heard in one sentence the order is fixed (`wish_order`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from handlers.say import OWN_WORDS, Say
from handlers.typed import corrections, doses, numbers, past_days, places, times, values
from handlers.typed.commands import CHANGES
from handlers.typed.meant import Meaning
from handlers.typed.parting import parted, plain
from handlers.typed.unwished import is_something_else
from handlers.typed.wish_order import (
    ANSWERS,
    AT_ONCE,
    BORNE_OUT,
    CALM,
    COMMANDS,
    FEW,
    HOME,
    IN_SESSION,
    LEAVING,
    LOG,
    MOSTLY,
    ONLY_ANSWERS,
    PAUSED,
    PLAIN,
    QUESTION,
    SESSION,
    SNOOZED,
    SOFT,
    TOPICS,
    UNHURT,
)
from handlers.typed.wishes import Wished
from handlers.world import World

TELLS = "tells_"  # how a wish begins that is none: what somebody tells of themselves
PLACES = ("at_leg", "at_knee", "at_back", "at_else")  # where it hurts: groups of words, and answers
ASIDE = "aside:"  # words that are passed on only once they say so
# Of several: who is dizzy sits down first; a new hip of last week is an operation before it is a joint.
FIRST = ("unwell", "surgery")


def told(wished: Wished) -> tuple[str, ...]:
    """What they tell of themselves: ids of the questions of conditions, or what `topics/telling` keeps.

    Nothing of a question: "can I do it with bad knees?" is asked, not told.
    """
    told = {name.removeprefix(TELLS) for name in wished.names if name.startswith(TELLS)}
    return () if wished.asks else tuple(dict.fromkeys((*(each for each in FIRST if each in told), *sorted(told))))


def above_pain(wished: Wished, offers: Collection[str]) -> bool:
    """Whether a word of pain in it is about something else: "stop the reminders, they hurt my ears"."""
    return any(name in wished.names for name in UNHURT) and "hurts" not in wished.whole


def asked_of(wished: Wished, offers: Collection[str]) -> str:
    """The topic of a question that is known by its pattern; in a session it is about the exercise."""
    if not wished.asks or wished.exercises or "stop" in offers or "session" in wished.groups:
        return ""
    return next((topic for name, topic in TOPICS.items() if name in wished.names), "")


def hurting(text: str, wished: Wished, asked: Say, w: World) -> Meaning:
    """It hurts; where, if that was told; and how much, where the sentence bears a number out."""
    where = next((choice for choice in PLACES if choice in wished.groups), "")
    named = {word for choice in PLACES for word in w.words.wishes.groups.get(choice, ())}
    score = numbers.score(" ".join(word for word in parted(text).split() if word not in named), w.words.typed)
    return Meaning("hurts", at=where if score is None or not where else f"{where} {score}")


def firm(text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """A wish that is plain by its own words: an answer that is offered, or one that no topic may stand before."""
    offers = (*asked.choices, *asked.also)
    order = _order(offers)
    for name in (name for name in order if name in wished.names):
        if name == "how" and asked.until and wished.share.get(name, 0) < MOSTLY:
            continue  # a step that runs is not left for a question: "should my knee click like this?"
        if name == "undo" and "stop" in wished.names and order is SESSION:
            continue  # "cancel this session"
        if name == "skip" and "exclude" in wished.names and wished.exercises:
            continue
        if name in ("easier", "harder") and "how" in wished.names and "explain" in wished.groups:
            continue  # "explain it more slowly"
        if name in ("posed", "interrupted") and (wished.asks or "how" in wished.names):
            continue
        if name == "snooze" and (later := _snooze(name, text, wished, w)) and later.at:
            return later
        if name == "rest_day" and "away" in wished.names and (longer := _wish("away", text, wished, asked, w)):
            return longer  # "on holiday for a week" is more than today
        if name == "did_it" and "done_now" in asked.choices and "already" in wished.groups:
            return Meaning("confirm", "answer:done_now:")  # this walk, or one before?
        if found := _answer(name, wished, offers):
            return _asked_back(found, name, text, wished, asked)
        if order is SESSION and name in HOME and (found := _wish(name, text, wished, asked, w)):
            return _asked_back(found, name, text, wished, asked)
    for name in _all(HOME, wished):
        if name == "back" and "include" in wished.names and wished.exercises:
            continue  # "bring back the wall sit"
        if found := _wish(name, text, wished, asked, w):
            return _asked_back(found, name, text, wished, asked)
    return None


def soft(text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """A wish that a question about a topic stands before."""
    for name in SOFT:
        known = name in wished.names or name in ("minutes", "snooze_plain")
        if known and (found := _wish(name, text, wished, asked, w)):
            return _asked_back(found, name, text, wished, asked)
    return None


def named(name: str, text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """What this wish means here, whether or not a pattern of it fits: an answer that is offered, or something else."""
    if name in ("exclude", "include") and not wished.exercises:
        return Meaning("wish", name)  # which one is the one at hand, or asked
    if name == "minutes" and _minutes(text, wished, w) is None:
        return Meaning("wish", name)
    return _answer(name, wished, (*asked.choices, *asked.also)) or _wish(name, text, wished, asked, w)


def _asked_back(found: Meaning, name: str, text: str, wished: Wished, asked: Say) -> Meaning:
    """The same, or to be confirmed where most of a longer sentence is about something that we do not know."""
    most = IN_SESSION if found.kind == "answer" and "stop" in (*asked.choices, *asked.also) else PLAIN
    if name in AT_ONCE or len(text.split()) <= most or wished.share.get(name, 1) >= BORNE_OUT:
        return found
    if found.kind in ("answer", "command", "wish"):
        return Meaning("confirm", f"{found.kind}:{found.value}:{found.at}")
    return found


def _all(order: Sequence[str], wished: Wished) -> list[str]:
    """The wishes heard, in this order; every exercise done by themselves where `LOG` stands."""
    logged = sorted((name for name in wished.names if name.startswith(LOG)), key=lambda name: -wished.share[name])
    return [each for name in order for each in (logged if name == LOG else [name] if name in wished.names else [])]


def _order(offers: Collection[str]) -> tuple[str, ...]:
    if "go_on" in offers and "stop" in offers:
        return PAUSED
    if "stop" in offers and ("hurts" in offers or "pause" in offers):
        return SESSION
    if "later" in offers or "rest_day" in offers:
        return (*SNOOZED, *QUESTION, "start", "go", "resume")
    return (*QUESTION, "resume", "go", "did_it", "skip", "back", "snooze", "rest_day")


def _answer(name: str, wished: Wished, offers: Collection[str]) -> Meaning | None:
    choice = next((each for each in ANSWERS.get(name, ()) if each in offers), "")
    if not choice:
        return None
    if "unsure" in offers and choice in ("none", "no"):
        if wished.asks and name not in wished.whole:
            return None
        if name in wished.whole:
            return Meaning("answer", choice)
        mostly = wished.share.get(name, 0) >= MOSTLY and "but" not in wished.groups  # "none except the last"
        return Meaning("confirm", choice) if mostly else None
    others = wished.names - CALM
    alone = "alone" in offers  # somebody in a crisis: "I am not ok" is no yes
    if name in ("yes", "no") and name not in wished.whole and (wished.asks or others or alone):
        return None
    return Meaning("answer", choice)


def _wish(name: str, text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """A wish that is no answer to the open question."""
    if is_something_else(name, wished, asked):
        return None
    if name in ONLY_ANSWERS or (name.startswith(LOG) and wished.names & LEAVING and wished.exercises):
        return None  # told to be left out, it was not done
    sentence, known = parted(text), w.words.typed
    named = ",".join(wished.exercises)
    if name.startswith(LOG) and "un_log" not in wished.names and not (wished.asks and "?" in text):
        spent = numbers.spent(past_days.without(sentence, known), known, bare=True)
        if past_days.over(text, wished.groups, known):
            minutes = f"min_{spent}" if spent else ""
            return Meaning(
                "wish", "log_past", " ".join(filter(None, (name.removeprefix(LOG), minutes, corrections.back(text, w))))
            )
        return Meaning("done", name.removeprefix(LOG), f"min_{spent}" if spent else "")
    if name.startswith(LOG):
        return None
    match name:
        case "undo" if "edit" in wished.names and corrections.corrected(text, w) is not None:
            return None
        case "go" if "session" in asked.choices:
            return Meaning("answer", "session") if len(text.split()) <= FEW else None
        case "moved":
            where = places.named(text, w)
            return Meaning("command", "timezone", where) if where else None
        case "note" | "feedback":
            head, _, rest = text.partition(":")
            told = len(head.split()) <= FEW and rest.strip()
            if not told and name == "feedback" and name not in wished.whole:
                return Meaning(
                    "wish", name, f"{ASIDE}{text.strip()}"
                )  # said already: only whether to pass it on is asked
            return Meaning("wish", name, f"{OWN_WORDS}{rest.strip()}" if told else "")
        case "reminders_off" | "away" if off := values.days_off(text, w):
            return Meaning("command", "pause", off)
        case "away":
            return None
        case "minutes":
            return _minutes(text, wished, w)
        case "minutes_word":
            return Meaning("wish", "minutes")
        case "snooze" | "snooze_plain":
            return _snooze(name, text, wished, w)
        case "exclude" | "include":
            return Meaning("wish", name, named) if named or "plan_word" in wished.groups else None
        case "only" | "swap":
            return Meaning("wish", name, named)
        case "edit":
            return Meaning("wish", "edit", corrections.edited(text, w))
        case "pain_past":
            found = corrections.corrected(text, w)
            return (
                None
                if found is None or wished.asks
                else Meaning("wish", name, f"{found} {corrections.back(text, w)}".strip())
            )
        case "did_it" if past_days.over(text, wished.groups, known):
            return None if wished.asks else Meaning("wish", name, corrections.back(text, w) or "back_")
        case "dose":
            asked_for = doses.told(text, wished, w)
            return Meaning("wish", name, f"{named} {asked_for}".strip()) if asked_for and not wished.asks else None
        case "order":
            end = " last" if "at_end" in wished.groups else ""
            wanted = ",".join(doses.in_order(text, wished.exercises, w))
            return Meaning("wish", name, f"{wanted}{end}") if wanted and not wished.asks else None
        case "own_off":
            return None if wished.asks else Meaning("wish", name, named)
        case "reminders" | "reminders_on":
            return Meaning("command", "reminders", values.scheduled(text, w))
        case "pause" if not asked.choices or "pause" not in asked.choices:
            few = len(text.split()) <= FEW and not wished.asks
            return Meaning("command", "pause", values.days_off(text, w)) if few else None
        case "easier" | "harder" | "skip" | "go" | "how":
            return Meaning("wish", name)
        case "flare" if not wished.asks:
            score = corrections.corrected(text, w)
            offered = "flare" in asked.choices and score is None
            return Meaning("answer" if offered else "command", "flare", "" if score is None else str(score))
        case "flare":
            return None
        case "stop" if wished.asks:
            return None
        case "hurts":
            return Meaning("hurts") if not wished.asks else None
        case "better":
            return Meaning("change", CHANGES[0]) if not wished.asks else None
        case "hello" | "thanks":
            return Meaning("command", COMMANDS[name]) if not wished.asks or name in wished.whole else None
        case "start" if wished.asks and "?" not in text:
            return Meaning("command", "session")
    if COMMANDS.get(name) == "session" and {"stop", "hurts"} <= {*asked.choices, *asked.also}:
        return None  # there is one already
    if name in COMMANDS:
        offered = COMMANDS[name] in asked.choices
        return Meaning("answer" if offered else "command", COMMANDS[name])
    return Meaning("wish", name)


def _minutes(text: str, wished: Wished, w: World) -> Meaning | None:
    """So many minutes for a session: told as such, or nothing else in a short sentence."""
    told = "minutes_word" in wished.names
    spent = numbers.spent(parted(text), w.words.typed, bare=told)
    if not told and (spent is None or len(text.split()) > FEW or wished.names & {"snooze", "did_it", "pause"}):
        return None
    always = "_always" if "always" in wished.groups else ""
    return Meaning("wish", "minutes", f"min_{spent}{always}" if spent else "")


def _snooze(name: str, text: str, wished: Wished, w: World) -> Meaning | None:
    """When to ask again: in so many minutes, at a time, or not told."""
    words, known = plain(parted(text)), w.words.typed
    ahead = times.later(words, known)
    bare = ahead is not None and len(ahead[1]) == len(words) and words[0] not in known.ahead  # "10 minutes"
    if name == "snooze_plain" and (ahead is None or bare):
        return None
    if ahead is not None:
        return Meaning("wish", "snooze", f"min_{ahead[0]}")
    if "always" in wished.groups:
        return None
    at = found.value if (found := values.when(text, w)) and found.sure else ""
    if any(word in known.tomorrow for word in words):
        exact = at if at.startswith("at_") else ""
        return Meaning("wish", "snooze", f"tomorrow {exact}".strip())
    if not at and any(f" {way} " in f" {' '.join(words)} " for way in known.after_work):
        at = "after_work"
    return Meaning("wish", "snooze", at)
