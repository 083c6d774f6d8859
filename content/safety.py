"""The one list of safety texts. Each goes out as a message of its own that rings; none is ever deleted, collapsed,
delayed or shortened; what it tells people to do, and the number, are the same in every version of it.

Checked when the words of a language are loaded: each text is there and holds what stands behind it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from content.errors import ContentError
from content.words import Words

NUMBERS = ("emergency", "urgent", "crisis", "call")  # places for whom to call; call: the one that fits the hold
_DOCTOR = {
    "red_sore": ("doctor_today",),
    "eight_twice": ("doctor_today",),
    "cannot": ("doctor_today",),
    "worse_after": ("doctor_today",),
    "worse_twice": ("doctor_days",),
    "two_red": ("doctor_days",),
    "three_sore": ("doctor_days",),
    "rising": ("doctor_days",),
    "mean_up": ("doctor_days",),
    "flare_bad": ("doctor_days",),
    "worse_rest": ("doctor_tomorrow",),
    "eight_once": ("doctor_tomorrow",),
    "medicine": ("pharmacist_week",),
    "not_coping": ("doctor_week", "crisis", "emergency"),
    "walk_legs": ("doctor_week",),
    "function_down": ("doctor_soon",),
    "fortnight": ("doctor_visit",),
    "six_weeks": ("doctor_visit",),
    "six_weeks_told": ("doctor_visit",),
}  # a row of the doctor's advice (rules B5) -> what each version of it holds
_TELL = ("pause", "off", "gate", "flare", "rises", "free")  # what to tell there, and what stays allowed
_ADVISED: Mapping[str, tuple[str, ...]] = {
    **{f"advice.{row}.{version}": held for row, held in _DOCTOR.items() for version in (1, 2)},
    **{f"advice.tell.{meanwhile}.{version}": () for meanwhile in _TELL for version in (1, 2)},
    "advice.lists.first": (),
    "advice.lists.again": (),
}
# The key of a text -> what it holds: a number, or one of the texts `instruction.<name>`, word for word.
SAFETY: Mapping[str, tuple[str, ...]] = {
    # E: an emergency
    "held.emergency": ("call_now",),
    "held.unsure": ("call_now",),
    "held.maternity": ("call_now",),
    "held.overdose": ("call_now", "crisis"),
    "cannot_reach.emergency": ("call_now",),
    "seen_yet.emergency": ("call_now",),
    "who_looked.emergency": ("call_now",),
    # U: a doctor today
    "held.urgent": ("doctor_today", "if_worse"),
    "held.urgent.unsure": ("doctor_today", "if_worse"),
    "held.urgent.common": ("doctor_today", "if_worse"),
    "held.urgent.fragile": ("doctor_today", "if_worse"),
    "cannot_reach.urgent": ("doctor_today", "if_worse"),
    "seen_yet.urgent": ("doctor_today",),
    "who_looked.urgent": ("doctor_today",),
    # what to say there, and the way out of a hold
    "telling_what": ("call",),
    "telling_what.one_of": ("call",),
    "telling_what.overdose": ("call",),
    "been_seen": ("emergency",),
    "once_more": ("happening",),
    "note.released": ("emergency",),
    # the danger questions, and what is said after them
    "checking_signs": ("happening",),
    "asking_sign": ("if_worse",),
    "asking_sign.at_once": ("emergency",),
    "feverish": ("emergency",),
    "something_wrong": (),
    "something_wrong.eased": (),
    "what_is_wrong": ("emergency", "crisis"),
    "unwell": ("emergency",),
    "note.unwell": ("urgent", "emergency"),
    "note.checked_signs": ("emergency",),
    "note.checked_doubt": ("emergency",),
    "note.checked_worse": ("emergency",),
    "note.checked_leg": ("emergency",),
    # somebody else
    "about_whom.crisis": ("emergency", "crisis"),
    "about_whom.emergency": ("call_for_them",),
    "about_whom.emergency.known": ("call_for_them",),
    "about_whom.urgent": ("urgent",),
    "about_whom.urgent.known": ("urgent",),
    "for_somebody.crisis": ("emergency", "crisis"),
    "for_somebody.emergency": ("call_for_them",),
    "for_somebody.urgent": ("urgent", "emergency"),
    # a crisis
    "in_crisis": ("act_on_it",),
    "in_crisis.again": ("act_on_it",),
    "in_crisis.with": ("act_on_it",),
    "in_crisis.alone": ("act_on_it",),
    "after_crisis": ("act_on_it",),
    "after_crisis.today": ("act_on_it",),
    "asking_mood": ("emergency", "crisis"),
    "note.mood_told": ("emergency", "crisis"),
    "note.all_right": ("crisis",),
    "note.not_coping": ("emergency", "crisis"),
    # what needs help now, to whoever was not understood
    "line.1": ("emergency",),
    "line.2": ("emergency",),
    "line.3": ("emergency",),
    "line.4": ("emergency",),
    # a doctor's advice (rules B5)
    "note.high": (),
    "note.limited": (),
    "asking_limits": ("emergency",),
    "asking_reach": ("if_worse",),
    **_ADVISED,
}


def check_safety(words: Words, files: Mapping[str, str]) -> None:
    """Every safety text is there and says what it must. Raises ContentError."""
    for key, held in SAFETY.items():
        if not words.versions(key):
            raise ContentError(words.file, key, "this safety text is missing")
        for version, part in product(words.versions(key), held):
            wanted = f"{{{part}}}" if part in NUMBERS else _template(f"instruction.{part}", words)
            if wanted not in _template(version, words):
                raise ContentError(files.get(version, words.file), version, f"must say, word for word: {wanted}")


def _template(key: str, words: Words) -> str:
    """The text with its places left as they are."""
    return words.text(key, **{name: f"{{{name}}}" for name in words.keys().get(key, frozenset())})
