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
from handlers.typed.wish_order import ANSWERS, CAREFUL, LOG, QUESTIONED
from handlers.typed.wishes import Wished
from handlers.world import World

# Probabilities (0-1), chosen on the lines to learn from (D): done, asked back, and done in place of what a pattern
# made of it; and in place of a page or of something done, or that it is neither.
TAKEN, ASKED, RATHER, SURELY = 0.35, 0.2, 0.7, 0.5
FEWEST = 2  # words of a text in which something is guessed
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
CALMING = frozenset({"none_given", "no", "yes"})  # never guessed where a question about safety is open
HARMLESS = frozenset({"start", "thanks", "help", "menu", "about", "privacy"})  # done rather than asked back
AT_HOME = frozenset({"start", "checkin", "progress", "report", "chart", "minutes", "rest_day", "snooze"})
OF_EXERCISES = frozenset({"exclude", "include", "only", "swap"})  # of these the name of an exercise is no question
NOT_IN_WORDS = frozenset({NONE, OTHER, "hurts"})  # what is never guessed: pain is heard by its own words
WEIGHED: tuple[MeaningKind, ...] = ("answer", "command", "wish", "confirm", "topic", "done")


def weighed(found: Meaning | None, text: str, wished: Wished, asked: Say, w: World) -> Meaning | None:
    """What the patterns found in a text, beside what was learnt: confirmed, filled in, or asked back."""
    learnt = w.words.guesses
    if learnt is None or (found is None and len(text.split()) < FEWEST) or (found and found.kind not in WEIGHED):
        return found
    if found and found.kind == "wish" and found.value not in learnt.head.rows:
        return found  # nothing was learnt of it
    name, share = _likeliest(text, asked, learnt)
    if found and found.kind in ("topic", "done"):  # a page, or a walk of somebody else: "my sister swims"
        if name == NONE and share >= SURELY and not wished.asks:
            return None
        if found.kind == "done" or name not in OF_EXERCISES or wished.asks or share < SURELY:
            return found
    if found and name == OTHER and share >= SURELY and found.value.startswith(SCHEDULE):
        return Meaning("command", "reminders", found.value.removeprefix("command:reminders:"))
    if share < ASKED or name in NOT_IN_WORDS:
        return found
    if name.startswith(LOG):
        asks = found is None and share >= TAKEN and not (asked.wants or wished.asks)
        return _done_asked_back(name, text, w) if asks else found
    calms = name in CALMING and "unsure" in asked.choices
    if found is None and (calms or (asked.wants and (share < RATHER or name in QUESTIONED))):
        return None  # about safety, or where a value is wanted, too much is in doubt even to be asked back
    if name == "learn":  # no page is guessed
        return found or (Meaning("wish", UNKNOWN, guessed=True) if share >= TAKEN else None)
    guess = wishing.named(name, text, wished, asked, w)
    if guess is None or guess.kind == "confirm":
        return found or guess
    guess = replace(guess, guessed=True)
    sure = share >= (SURELY if name in QUESTIONED else TAKEN) and name not in CAREFUL and "not" not in wished.groups
    if found is not None and found.kind == "confirm":
        return guess if sure and found.value.startswith(f"{guess.kind}:{guess.value}:") else found
    if found is None:
        return guess if sure else _asked_back(guess) if share >= TAKEN or name not in CAREFUL | QUESTIONED else None
    if found.kind == "topic":
        return guess if sure else found
    firm = found.kind == "command" or found.at or (found.kind, found.value) == (guess.kind, guess.value)
    return guess if sure and share >= RATHER and not firm else found


def _done_asked_back(name: str, text: str, w: World) -> Meaning:
    """An exercise they may have done by themselves; what somebody did is never taken down unasked."""
    spent = numbers.spent(parted(text), w.words.typed)
    return Meaning("confirm", f"done:{name.removeprefix(LOG)}:" + (f"min_{spent}" if spent else ""), guessed=True)


def _asked_back(guess: Meaning) -> Meaning | None:
    if guess.kind == "command" and guess.value in HARMLESS:
        return guess
    if guess.kind not in ("answer", "command", "wish"):
        return None
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
