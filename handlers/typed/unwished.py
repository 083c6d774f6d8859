"""Where a pattern of a wish fits, and the sentence wishes for something else: by what else stands in it."""

from __future__ import annotations

from handlers.say import Say
from handlers.typed.wish_order import LOG
from handlers.typed.wishes import Wished


def is_something_else(name: str, wished: Wished, asked: Say) -> bool:
    """Whether this wish is not what is meant, though its words are there."""
    names, groups = wished.names, wished.groups
    match name:
        case "exclude":  # "take out the swim I just put in", "stop excluding it"
            return "entry" in groups or ("include" in names and "unban" in groups)
        case "undo":  # "remove this from my plan"
            of_plan = "plan_word" in groups or ("un_log" not in names and wished.exercises and "entry" not in groups)
            return "exclude" in names and bool(of_plan)
        case "export":
            return any(each.startswith(LOG) for each in names)
        case "edit":  # the minutes of a session, and not of what was kept
            return "minutes_word" in names and not {"wrong", "said_it", "other_day"} & groups
        case "report":
            return "fault" in groups
        case "did_it":  # somebody else did
            return "un_log" in names
        case "time_left":  # nothing runs
            return "hurts" not in (*asked.choices, *asked.also)
        case "picture" | "reminders":  # what they think of them
            return "feedback" in names
        case "swap":  # "change it to 3"
            return "number" in groups and not wished.exercises
    return False
