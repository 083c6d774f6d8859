"""What somebody most likely wants, by what was learnt of labelled lines, where no pattern fits or one is in doubt.

What was learnt may be wrong: below `TAKEN` it is asked back, and what cannot be undone with a word always is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from content.net import NONE, Net
from handlers.say import Say
from handlers.typed import net, numbers, wishing
from handlers.typed.meant import Meaning, MeaningKind
from handlers.typed.parting import parted
from handlers.typed.phrases import PRESSING
from handlers.typed.wish_order import ANSWERS, CAREFUL, COMMANDS, LEAVING, LOG, QUESTIONED
from handlers.typed.wishes import Wished, bears_out
from handlers.world import World

# Probabilities (0-1), chosen on hands whose lines it had not learnt from (D). Where no pattern fits: it is done, or
# asked back. Where one fits and something else is likelier: that is done, or asked back. Where both agree, what a
# pattern would have asked back is done. And that it is a value, or neither.
TAKEN, AT_LEAST, OVER, RATHER, AGREED, SURELY = 0.65, 0.3, 0.75, 0.4, 0.5, 0.5
BORNE = 0.5  # the same for a wish whose own words stand in the text: it is done, nothing was guessed but their sense
CERTAIN = (
    0.93  # from here on what changes what is kept (`CAREFUL`, `QUESTIONED`, `LEAVING`) is done without a word of it
)
CALMED = 0.75  # "none" to a list about safety is asked back
FEWEST = 2  # words of a text in which something is guessed
PLAIN, PLAINER = 3, 0.8  # words of a text in which a pattern that fits is taken at its word, but for one so likely
PLAINLY = frozenset({"flare"})  # what a pattern finds of these is said so plainly that nothing is likelier
UNKNOWN = "unknown"  # the wish to read about something that nobody wrote
SCHEDULE = "command:reminders:at_"  # to be confirmed: an hour that was told, and perhaps days
OTHER = "value"  # a time, days, a city, an age, a score: what it is the numbers and names in it say
# What is guessed only where its answer is offered: in a session, at a question.
OFFERED = frozenset(
    {
        "stop",
        "pause",
        "go",
        "skip",
        "easier",
        "harder",
        "back",
        "resume",
        "did_it_now",
        "yes",
        "no",
        "none_given",
        "hurts",
        "how",
    }
)
AT_REST = frozenset({"stop", "pause", "hurts", "did_it"})  # what goes on least is done rather than asked back
TIMED = frozenset({"snooze", "pause", "minutes"})
CALMING = frozenset({"none_given", "no", "yes"})  # never guessed where a question about safety is open
HARMLESS = frozenset({"start", "thanks", "help", "menu", "about", "privacy"})  # done rather than asked back
AT_HOME = frozenset({"start", "checkin", "progress", "report", "chart", "minutes", "rest_day", "snooze"})
OF_EXERCISES = frozenset({"exclude", "include", "only", "swap"})  # of these the name of an exercise is no question
WEIGHED: tuple[MeaningKind, ...] = ("answer", "command", "wish", "confirm", "topic", "done")
# What is told in a sentence that wishes for one of these: the wish counts, where it is next to certain.
OF_A_SENTENCE = frozenset({"note", "learn", "rest_day", "feedback"})
UNABLE = "coping"  # told of by who cannot cope, or cannot manage ten of an exercise


def weighed(found: Meaning | None, text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """What the patterns found in a text, beside what was learnt: done, asked back, or something else instead."""
    learnt, few = w.words.guesses, len(text.split()) < FEWEST
    if learnt is None or few:
        return found
    if found and found.kind not in WEIGHED:
        return _told(found, text, wished, asked, w, learnt)
    if found and found.kind == "topic" and found.value in PRESSING:
        return found  # a question about a medicine never gets anything else
    if found and (found.value in PLAINLY or _unlearnt(found, learnt)):
        return found
    name, share = _likeliest(text, asked, learnt)
    short = len(text.split()) <= PLAIN and (
        share < PLAINER or name in (NONE, OTHER) or (found and found.kind == "topic")
    )
    if found and found.kind != "confirm" and short:
        return found
    if name in CALMING and "unsure" in asked.choices:
        return found or _none_asked_back(name, share, wished, asked)
    if name in (NONE, OTHER):
        return _neither(found, name, share, text, wished, asked, w)
    guess = _guess(name, share, text, wished, asked, w)
    if guess is None or (found and name in ("learn", "hurts")):
        return found
    if found is None:
        wanted = asked.wants and (share < SURELY or name in QUESTIONED | TIMED | HARMLESS)
        if wanted or share < AT_LEAST:
            return None
        if name == "delete" and "not" in wished.groups:
            return _asked_back(guess, share)
        if bears_out(name, wished, w.words.wishes) and share >= BORNE:
            return replace(guess, guessed=False)
        return guess if share >= _least(name, TAKEN) and not name.startswith(LOG) else _asked_back(guess, share)
    if _alike(found, guess):
        return guess if found.kind == "confirm" and share >= AGREED and not guess.value.startswith(LOG) else found
    return _instead(found, guess, name, share, wished, w)


def _unlearnt(found: Meaning, learnt: Net) -> bool:
    """Whether nothing was learnt of it, so that it cannot be likely."""
    kind, _, rest = found.value.partition(":") if found.kind == "confirm" else (found.kind, ":", found.value)
    value = rest.partition(":")[0]
    rows = learnt.head.rows
    commands = {COMMANDS.get(row, row) for row in rows}
    return value not in ((*rows, UNKNOWN) if kind == "wish" else commands) and kind in ("wish", "command")


def _instead(found: Meaning, guess: Meaning, name: str, share: float, wished: Wished, w: World) -> Meaning | None:
    """Which of both it is, where what was learnt is not what a pattern found."""
    borne = bears_out(name, wished, w.words.wishes)
    if found.at and (found.kind == "command" or found.value in TIMED):
        return found  # so many minutes, a day: that was told
    if borne and share >= OVER and found.kind != "answer":
        return guess
    if found.value == "undo" and name == "exclude":
        return found  # "remove the swim from today": to take back harms less
    if name.startswith(LOG):
        return _asked_back(guess, share) if share >= RATHER else found  # what is kept is asked for
    if found.kind == "topic" and wished.asks:
        return guess if share >= (CERTAIN if name in OF_EXERCISES else _least(name, TAKEN)) else found
    firm = found.kind == "answer" or (found.kind == "command" and found.at)
    if share < (OVER if found.kind == "topic" else SURELY if firm else RATHER):
        return found
    if share < _least(name, OVER) or (firm and name not in AT_REST):
        return _asked_back(guess, share)
    return guess


def _told(found: Meaning, text: str, wished: Wished, asked: Say, w: World, learnt: Net) -> Meaning:
    """What somebody tells of their body, unless it is only what their wish is about: "note: a sore night"."""
    in_exercise = "hurts" in (*asked.choices, *asked.also)
    name, share = _likeliest(text, asked, learnt)
    if found.kind == "told":
        fits = in_exercise and found.value == UNABLE and name == "easier" and share >= OVER
    else:
        fits = not in_exercise and name in OF_A_SENTENCE and share >= PLAINER
    return (wishing.named(name, text, wished, asked, w) if fits else None) or found


def _least(name: str, share: float) -> float:
    """How likely this has to be to be done without being asked back."""
    return max(CERTAIN, share) if name in CAREFUL | QUESTIONED | LEAVING or name.startswith(LOG) else share


def _neither(
    found: Meaning | None, name: str, share: float, text: str, wished: Wished, asked: Say, w: World
) -> Meaning | None:
    """What is left of it where it is most likely a value, or no wish at all."""
    if found is None and name == OTHER and share >= SURELY and not wished.asks and "checkin" in asked.choices:
        score = numbers.scored(parted(text), w.words.typed)
        return Meaning("confirm", str(score.value), "score") if score else None
    if found is None or share < SURELY:
        return found
    if name == OTHER and found.value.startswith(SCHEDULE):
        return Meaning("command", "reminders", found.value.removeprefix("command:reminders:"))
    if name == NONE and found.kind in ("topic", "done") and not wished.asks:
        return None  # a page, or a walk of somebody else: "my sister swims"
    if name == NONE and found.kind in ("wish", "confirm", "command", "answer"):
        if found.kind == "answer" and ("checkin" not in asked.choices or share < CERTAIN):
            return found
        if share >= CERTAIN or (share >= OVER and found.value in HARMLESS):
            return None
        return found if share < TAKEN or found.kind == "confirm" or found.at else _asked_back(found, share)
    return found


def _guess(name: str, share: float, text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """What this wish means here."""
    if name == "learn":  # no page is guessed
        return Meaning("wish", UNKNOWN, guessed=True)
    if name == "hurts" and wished.asks:
        return None
    if name.startswith(LOG):
        if asked.wants or wished.asks or "un_log" in wished.names:
            return None
        spent = numbers.spent(parted(text), w.words.typed)
        return Meaning("done", name.removeprefix(LOG), f"min_{spent}" if spent else "", guessed=True)
    if (
        name in ("yes", "no")
        and not wished.asks
        and share >= CALMED
        and name in asked.choices
        and "alone" not in asked.choices
    ):
        return Meaning("answer", name, guessed=True)
    guess = wishing.named(name, text, wished, asked, w)
    return None if guess is None or guess.kind == "confirm" else replace(guess, guessed=True)


def _alike(found: Meaning, guess: Meaning) -> bool:
    """Whether both are the same, but for what was told with them, and for being asked back."""
    said = found.value.partition(":") if found.kind == "confirm" else (found.kind, ":", found.value)
    value = said[2].partition(":")[0] if found.kind == "confirm" else said[2]
    return value == guess.value or (said[0], value) == ("done", guess.value)


def _none_asked_back(name: str, share: float, wished: Wished, asked: Say) -> Meaning | None:
    """ "Zilch on that list": so none of these? "None except the last" is not asked so."""
    asks = wished.asks or "but" in wished.groups
    fits = name == "none_given" and "none" in asked.choices and share >= CALMED and not asks
    return Meaning("confirm", "none", guessed=True) if fits else None


def _asked_back(guess: Meaning, share: float) -> Meaning | None:
    """The same, asked back; what harms nobody is done where it is more likely than not."""
    if guess.value == UNKNOWN:
        return guess if share >= TAKEN else None
    if guess.kind == "command" and guess.value in HARMLESS:
        return guess if share >= AGREED else None
    if guess.kind == "answer" and guess.value in AT_REST:
        return guess
    if guess.kind not in ("answer", "command", "wish", "done"):
        return guess if guess.kind in ("change", "topic") else None
    return Meaning("confirm", f"{guess.kind}:{guess.value}:{guess.at}", guessed=True)


def _likeliest(text: str, asked: Say, learnt: Net) -> tuple[str, float]:
    """The wish that is likeliest of those that mean something here, and how likely it is."""
    offers = {*asked.choices, *asked.also}
    session = "stop" in offers and "hurts" in offers
    rows = [row for row in learnt.head.rows if _fits(row, offers, session=session)]
    rows = [row for row in rows if row != "how" or not asked.until]  # no step that runs is left for a guess
    found: Mapping[str, float] = net.shares(text, learnt, rows)
    return max(found.items(), key=lambda each: each[1])


def _fits(row: str, offers: set[str], *, session: bool) -> bool:
    if row in OFFERED:
        return any(choice in offers for choice in ANSWERS[row])
    return not (session and row in AT_HOME)
