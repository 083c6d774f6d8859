"""What comes of the everyday lines: a table by what was wanted, measured on the lines that nothing was made of.

`python -m tests.handlers.heard_wishes` prints it. A line is right when what it does is what was wanted, asked when
exactly that is asked back, nothing when nothing is done, and else when something else is done.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

from content.load import load as taught
from handlers.person import Person
from handlers.say import SCORES, Say
from handlers.typed.hearing import hear
from handlers.typed.meaning import does
from handlers.world import World
from tests.lines import Line, load

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOME = Say("home", ("session", "checkin", "reminders", "progress", "learn", "more"))
READY = Say("ready", ("ready", "how", "easier", "skip", "hurts", "stop"), ("back", "pause", "harder", "again"))
HOLD = Say("holding", ("pause", "hurts", "stop"), ("skip", "easier", "harder", "back", "how", "again", "done_now"))
PAUSED = Say(
    "paused.hold", ("go_on", "again", "easier", "skip", "hurts", "stop"), ("pause", "back", "harder", "how", "ready")
)
PEAK = Say("rating_peak", SCORES, ("stop", "hurts", "again"), wants="pain")
HOUR = Say("choosing_hour", ("at_0830", "at_1230", "at_1830", "back"), wants="time")
DAYS = Say("choosing_days", ("days_0123456", "days_01234", "days_024", "back"), wants="days")
CITY = Say("naming_city", ("back",), wants="city")
LIST = Say("screening", ("none", "one", "unsure", "back"))
YES_NO = Say("asking", ("yes", "no", "back"))
HOW_LONG = Say("how_long", ("days", "weeks", "months", "back"))
AGE = Say("hello", ("age_18_19", "age_20_50", "age_51_69", "age_70_130", "age_0_17"), wants="age")
NUDGED = Say("nudged.day", ("start", "short", "later", "rest_day"), ("not_today", "stop_reminders"))

# By what was wanted: the question it is typed to, and how what it does begins; every other label at home.
WANTED: Mapping[str, tuple[Say, tuple[str, ...]]] = {
    "score": (PEAK, ("score:", "confirm:score:")),
    "time": (HOUR, ("time:", "confirm:time:", "command:reminders")),
    "days": (DAYS, ("days:", "confirm:days:")),
    "city": (CITY, ("city:",)),
    "age": (AGE, ("age:",)),
    "how_long": (HOW_LONG, ("answer:days", "answer:weeks", "answer:months", "topic:takes_time")),
    "none_of_these": (LIST, ("answer:none", "confirm:none")),
    "yes": (YES_NO, ("answer:yes",)),
    "no": (YES_NO, ("answer:no",)),
    "go": (READY, ("answer:ready",)),
    "skip": (READY, ("answer:skip",)),
    "easier": (READY, ("answer:easier",)),
    "harder": (READY, ("answer:harder",)),
    "how": (READY, ("answer:how", "topic:")),
    "back": (READY, ("answer:back", "command:back", "command:menu")),
    "hurts": (HOLD, ("answer:hurts", "hurts")),
    "pause": (HOLD, ("pause",)),
    "stop": (HOLD, ("answer:stop",)),
    "resume": (PAUSED, ("answer:go_on", "answer:ready")),
    "snooze": (NUDGED, ("snooze", "answer:later")),
    "start": (HOME, ("command:session", "answer:session")),
    "checkin": (HOME, ("command:checkin", "answer:checkin", "change:", "hurts", "score:", "confirm:score:")),
    "log_walk": (HOME, ("log:walking", "log_past:walking")),
    "log_swim": (HOME, ("log:swimming", "log_past:swimming")),
    "progress": (HOME, ("command:progress", "answer:progress")),
    "learn": (HOME, ("topic:", "command:learn", "answer:learn", "unknown")),
    "reminders": (HOME, ("command:reminders", "answer:reminders", "time:", "days:")),
    "reminders_off": (HOME, ("command:stop_reminders",)),
    "human": (HOME, ("human", "command:about")),
    "thanks": (HOME, ("command:thanks",)),
    "hello": (HOME, ("command:start",)),
    "smalltalk": (HOME, ("nothing", "command:thanks", "command:start")),
    "offtopic": (HOME, ("nothing",)),
    "nothing": (HOME, ("nothing",)),
    "help": (HOME, ("command:help",)),
    "putback": (HOME, ("include",)),
    "done": (HOLD, ("answer:done_now",)),
    **{name: (HOME, (f"command:{name}",)) for name in ("export", "delete", "language")},
}
VERDICTS = ("right", "asked", "nothing", "else", "danger")


@cache
def world() -> World:
    person = Person(adult=True, consent=1, screened=NOW, minutes=5, zone="Europe/London")
    return World(NOW, taught(), person)


def verdict(line: Line, at: World) -> str:
    """What became of one line."""
    asked, wanted = WANTED.get(line.does, (HOME, (line.does,)))
    heard = hear(line.text, asked, at)
    if heard.danger.flag:
        return "danger"
    done = does(heard.meaning)
    if done.startswith(wanted):
        return "right"
    if done.startswith("confirm:"):
        return "asked" if done.removeprefix("confirm:").startswith(wanted) else "nothing"
    return "nothing" if done == "nothing" else "else"


def measured(*, measuring: bool) -> Mapping[str, Counter[str]]:
    """How many lines of each label came to what; `measuring`: on the untouched fifth."""
    at, found = world(), dict[str, Counter[str]]()
    for line in load(measuring=measuring):
        if line.does and line.flag == "none":
            found.setdefault(line.does, Counter())[verdict(line, at)] += 1
    return found


def table(*, measuring: bool = True) -> Iterator[str]:
    """The table, in percent: all of them, pain and time, then each label."""
    found = measured(measuring=measuring)
    rows = [("all", Counter[str]()), *((name, found.get(name, Counter())) for name in sorted(found))]
    for _, counts in rows[1:]:
        rows[0][1].update(counts)
    yield f"{'wanted':15}{'lines':>6}" + "".join(f"{each:>9}" for each in VERDICTS)
    for name, counts in rows:
        total = counts.total() or 1
        yield f"{name:15}{counts.total():6}" + "".join(f"{100 * counts[each] / total:8.1f}%" for each in VERDICTS)


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
