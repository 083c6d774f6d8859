"""Words of danger of one language: the shape of its `danger.yaml`. What is made of them is the same for all.

A way to say a concept is a few words: `word`, `begin*`, `one/other`, `{concept}` (any way to say that one), and `..`
for up to three words in between. It is written without accents, hyphens and apostrophes ("cant").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from content.patterns import Patterns

Ways = tuple[str, ...]

# What the rules are made of: no language is whole while it has no way to say one of these.
CONCEPTS = (
    "accident", "amount", "asleep", "baby_alone", "baby_still", "back", "below_knee", "bladder", "blades", "bleeding",
    "both", "both_sides", "burden", "cancer", "cannot", "cannot_breathe", "cannot_move", "cannot_stand", "cannot_this",
    "chest", "chest_alone", "chest_pain", "clothes", "confused", "contractions", "cough", "double_dose", "drags",
    "eyes_head", "fainted", "falls", "faster", "fell", "fever", "fever_body", "foot", "foot_drop", "found", "fragile",
    "gives_way", "goodbye", "grey", "harm_may", "height", "hurt_back", "impact", "incontinent", "infection",
    "inverted", "jolt_by", "lasting", "leak_alone", "leaking", "leg", "legs", "lump", "lump_strong", "me", "medicine",
    "moved_over", "never_alone", "never_eases", "new_pain", "night", "night_bad", "night_pain", "no_control",
    "no_sleep", "numb", "odd", "one_side", "other_emergency", "other_side", "others", "overdose", "overdose_bare",
    "pain", "pee", "plan", "poo", "posture_word", "pregnancy_now", "pregnant", "pregnant_me", "saddle", "seat",
    "self_harm", "severe", "sex", "sex_alone", "sex_fails", "shaky", "shape", "sign_word", "struck", "stuck", "sudden",
    "sudden_pain", "suicidal", "suicide", "suicide_word", "tearing", "toilet_fails", "trips", "trouble", "trunk",
    "unaware", "unseen", "very_ill", "waist_down", "waters", "weak", "weight_loss", "wet_cloth", "wet_self", "wiping",
    "wish_dead", "wish_life", "worse",
)  # fmt: skip


def _known(words: Mapping[str, Ways]) -> Mapping[str, Ways]:
    for concept, ways in words.items():
        for way in ways:
            for part in way.split():
                if part[0] == "{" and part != f"{{{part[1:-1]}}}":
                    raise ValueError(f"{concept}: {part!r} is no concept in braces")
                if part[0] == "{" and part[1:-1] not in words:
                    raise ValueError(f"{concept}: there is no concept {part!r}")
    return words


class DangerWords(BaseModel):
    """What `danger.yaml` has.

    words: concept -> ways to say it. scopes: the same, of what takes something back or keeps it from being taken back.
    idioms: what says nothing, whatever words are in it. same: typed word -> the word it stands for. emoji: the same for
    pictures. fillers: words left out everywhere. spelling: words that count when they are misspelt, too. spelled: words
    that are near one of those, and no misspelling. hurts: regular expressions over folded text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Annotated[Mapping[str, Ways], AfterValidator(_known)] = Field(default_factory=dict)
    scopes: Annotated[Mapping[str, Ways], AfterValidator(_known)] = Field(default_factory=dict)
    idioms: Ways = ()
    same: Mapping[str, str] = Field(default_factory=dict)
    emoji: Mapping[str, str] = Field(default_factory=dict)
    fillers: Ways = ()
    spelling: Ways = ()
    spelled: Ways = ()
    hurts: Patterns = ()

    def __hash__(self) -> int:
        """By identity, so that what is compiled of it can be kept by it."""
        return id(self)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What it has no words for: concepts, "no", that it hurts."""
        words = (concept for concept in CONCEPTS if not self.words.get(concept))
        return (*words, *(() if self.scopes.get("no") else ("no",)), *(() if self.hurts else ("hurts",)))
