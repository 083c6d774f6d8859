"""The texts of a session that are of use only while its step lasts: a message made wholly of them goes when it is over.

A name that ends in "." stands for all texts that begin so. Advice, and whatever else should be there to be read again,
is not among these, and no safety text ever is.
"""

from __future__ import annotations

import re

from content.safety import SAFETY

PHASES = (
    # the exercise, and its steps
    "ready", "ready.", "explaining.", "getting_set", "holding", "changing", "resting", "moving", "paused.", "resuming",
    "interrupted", "interrupted.", "on_their_own", "on_their_own.", "telling_minutes",
    # the questions in between
    "skipping", "where_hurts", "where_hurts.", "which_hurt", "rating_at_rest", "rating_peak", "rating_peak.",
    "rating_highest", "in_which", "in_which.", "asking_effort", "going_on", "going_on.",
    # what is said in front of one of these
    "note.take_your_time", "note.rest_limits", "note.first_one", "note.pace_set", "note.stale", "note.in_session",
    "note.easier", "note.harder", "note.hardest", "note.not_harder_today", "note.harder_another_day",
    "note.harder_not_yet", "note.green", "note.amber", "note.at_rest", "note.at_rest_easier", "note.thanks_score",
    "note.skipped.", "trouble", "pardon.1", "pardon.long", "pardon.pain", "pardon.minutes",
)  # fmt: skip
_DONE = re.compile(r"exercise\.[a-z0-9_]+\.done")
RESULT = "result."  # how the keys of the texts begin that a card becomes when its exercise is over


def passes(key: str) -> bool:
    """Whether the text of this key is of use only while its step lasts."""
    if key in SAFETY:
        return False
    return key in PHASES or key.startswith(_BEGINNINGS) or bool(_DONE.fullmatch(key))


_BEGINNINGS = tuple(each for each in PHASES if each.endswith("."))
