"""Which answers a wish may be, and in which order wishes count where several are heard in one sentence.

In a session: hurts, stop, pause, skip, easier, harder, go; elsewhere what is rare and plain by its words goes first.
"""

from __future__ import annotations

from collections.abc import Mapping

LOG = "log_"  # how a wish begins that is an exercise done by themselves
# The answers that a wish may be, the first that is offered.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "hurts": ("hurts", "pain"),
    "stop": ("stop",),
    "pause": ("pause",),
    "interrupted": ("pause",),
    "busy": ("later", "not_now"),
    "skip": ("skip", "skip_question"),
    "easier": ("easier",),
    "harder": ("harder",),
    "go": ("ready", "go_now", "go_on", "carry_on", "start"),
    "posed": ("ready",),
    "resume": ("carry_on", "go_on", "ready", "go_now", "unpause"),
    "did_it": ("done_now",),
    "did_it_now": ("done_now",),
    "how": ("how",),
    "back": ("back",),
    "start": ("start", "ready"),
    "snooze": ("later", "not_now"),
    "rest_day": ("rest_day", "not_today"),
    "minutes_word": ("short",),
    "none": ("none",),
    "none_given": ("none",),
    "no": ("no", "no_reminders", "not_now", "later", "keep_it"),
    "yes": ("yes", "agree", "go_on", "start", "ready", "carry_on", "gentle_walk", "set_up"),
    "unsure": ("unsure",),
    "better": ("better",),
    "joke": ("no",),
    "other_person": ("somebody_else",),
    "not_me": ("not_me", "somebody_else"),
    "company": ("with_me",),
    "cleared": ("they_said_yes", "it_is_fine"),
    "seen": ("been_seen",),
    "bye": ("stop",),
    "lonely": ("alone",),
    "unreachable": ("cannot_reach",),
}
TOPICS: Mapping[str, str] = {"how_long_q": "takes_time"}  # questions that have a page, in whatever words
# guessed, these are asked back unless it is next to certain
LEAVING = frozenset({"exclude", "swap"})
CAREFUL = frozenset({"export", "exclude", "reminders_off"})
QUESTIONED = frozenset({"delete", "undo", "edit", "include", "did_it"})  # and these, unless it is likely
CALM = frozenset({"yes", "no", "none", "start", "go", "better", "thanks", "hello", "snooze", "posed"})
# In a session, and in which order. What is told about the body stands before all of them.
SESSION = (
    "weekly_off",
    "weekly_on",
    "time_left",
    "reminders_off",
    "undo",
    "language",
    "human",
    "swap",
    "stop",
    "pause",
    "interrupted",
    "did_it_now",
    "skip",
    "exclude",
    "easier",
    "harder",
    "resume",
    "go",
    "did_it",
    "picture",
    "how",
    "back",
    "posed",
    "only",
    "start",
    "yes",
    "no",
)
PAUSED = (
    "time_left",
    "reminders_off",
    "stop",
    "resume",
    "go",
    "skip",
    "easier",
    "harder",
    "how",
    "back",
    "yes",
    "pause",
)
UNHURT = ("reminders_off", "undo", "edit", "pain_past")  # with these a word of pain is about something else
TOLD = (
    "not_me",
    "other_person",
    "joke",
    "lonely",
    "company",
    "unreachable",
    "cleared",
    "seen",
)  # answers to one question each
QUESTION = (*TOLD, "none", "no", "unsure", "yes", "better")
SNOOZED = ("rest_day", "snooze", "minutes_word", "busy")
HOME = (
    "time_left",
    "once_a_day",
    "away",
    "rest_later",
    "delete",
    "reminders_on",
    "reminders_off",
    "chart",
    "menu",
    "back",
    "undo",
    "weekly_off",
    "weekly_on",
    "function",
    "pain_past",
    "edit",
    "report",
    "export",
    "note",
    "human",
    "picture",
    "progress",
    LOG,
    "exclude",
    "include",
    "only",
    "moved",
    "language",
    "swap",
    "resume",
    "did_it",
    "own_off",
    "dose",
    "order",
    "bye",
)
ONLY_ANSWERS = frozenset({*TOLD, "none", "none_given", "no", "yes", "unsure", "posed"})
SOFT = (
    "minutes",
    "snooze_plain",
    "reminders",
    "flare",
    "rest_day",
    "snooze",
    "hurts",
    "language",
    "feedback",
    "stop",
    "pause",
    "easier",
    "harder",
    "skip",
    "go",
    "checkin",
    "start",
    "better",
    "learn",
    "thanks",
    "hello",
    "help",
)
AT_ONCE = frozenset({"hurts", "stop", "pause", "interrupted", "thanks", "hello", "none", "no", "yes", "unsure"})
PLAIN, IN_SESSION = 6, 12  # words of a message that is taken at its word; and of one in a session
MOSTLY = 0.6  # how much (0-1) of a "none" to a list must be understood, to be asked back
BORNE_OUT = 0.8  # how much (0-1) of a longer one must be understood; measured on the labelled lines
FEW = 5  # words of a message in which minutes stand for nothing else
COMMANDS: Mapping[str, str] = {
    "delete": "delete",
    "export": "export",
    "reminders_off": "stop_reminders",
    "reminders": "reminders",
    "reminders_on": "reminders",
    "start": "session",
    "resume": "session",
    "progress": "progress",
    "learn": "learn",
    "language": "language",
    "stop": "stop",
    "pause": "pause",
    "back": "back",
    "menu": "menu",
    "help": "help",
    "thanks": "thanks",
    "hello": "start",
    "checkin": "checkin",
    "flare": "flare",
    "function": "function",
}
