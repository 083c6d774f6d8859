"""What takes a hit back (as in NegEx and ConText), and only when it is certain: a "no" in its own part of a sentence,
an animal or a thing, a moment that passed, long ago, a question about words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.typed.concepts import Hit
from handlers.typed.rules import Rule
from handlers.typed.sentences import Word

REACH = 6  # words before a hit in which a "no" takes it back
NEVER = frozenset({"chest", "accident", "overdose"})  # long ago alone does not take these back
EVER = frozenset({"weight_cancer", "fragile"})  # and these not at all: "ever had cancer"
SPOKEN = frozenset({"B9_suicide", "B9_suicide_word"})  # "I am not suicidal" is asked about all the same
BESIDE = 2  # words between a thing and what it does, at most: "the tent has suddenly collapsed"
THINGS = frozenset({"accident", "chest", "both_legs", "bladder_bowel", "pregnancy_signs", "sexual_change"})
# what stories and the news are full of
TOLD = frozenset({"accident", "weight_cancer", "pregnancy_signs", "very_ill", "infection", "chest"})


class Scope:
    """What stands around the hits of a text."""

    __slots__ = ("_alone", "_by", "_denials", "_ends", "_said")

    def __init__(self, hits: Sequence[Hit], said: Sequence[Word]) -> None:
        self._said = said
        self._by: dict[str, list[Hit]] = {}
        for hit in hits:
            self._by.setdefault(hit.concept, []).append(hit)
        allowed = self._by.get("not_a_no", [])
        self._denials: dict[int, list[Hit]] = {}
        self._alone: set[int] = set()
        for no in self._by.get("no", []):
            if not any(each.first <= no.first and no.last <= each.last for each in allowed):
                self._denials.setdefault(said[no.first].part, []).append(no)
                if no.last + 1 == len(said) or said[no.last + 1].part != said[no.last].part:
                    self._alone.add(no.first)
        self._ends = [hit.first for hit in self._by.get("ends", [])]

    def takes_back(self, rule: Rule, found: Sequence[Hit]) -> str:
        """What takes this back; "" for nothing."""
        if self.denies(found) and not self.spoken(rule, found):
            return "negated"
        if self._same_sentence("about_words", found):
            return "about_words"
        if self._of_creature(found):
            return "creature"
        if set(rule.signs) & THINGS and self._of_thing(found):
            return "thing"
        if rule.passing and not self._same_sentence("goes_on", found):
            for passing in rule.passing:
                if self._after(passing, found) if passing == "passed" else self._near(passing, found):
                    return passing
        signs = set(rule.signs)
        if self._same_sentence("long_ago", found) and not self._near("goes_on", found) and not signs & EVER:
            if rule.since and not signs & NEVER:
                return "long_ago"
            if rule.flag != "crisis" and self._near("examined", found):
                return "examined"
        told = signs & TOLD or rule.id in SPOKEN
        return "story" if told and self._same_sentence("story", found) and not self._same_sentence("me", found) else ""

    def has(self, concepts: Iterable[str], found: Sequence[Hit]) -> bool:
        return any(self._near(concept, found) for concept in concepts)

    def spoken(self, rule: Rule, found: Sequence[Hit]) -> bool:
        """Whether somebody says of themselves that they are not: that is asked about, though it is denied."""
        return rule.id in SPOKEN and self._same_sentence("me", found)

    def denies(self, found: Sequence[Hit]) -> bool:
        """Whether a "no" takes any of it back."""
        return any(self._denied(hit, found) for hit in found)

    def doubts(self, rule: Rule, found: Sequence[Hit]) -> bool:
        """Whether it is asked before it counts: beside laughter or a joke, what the rule says, a "no", long ago."""
        told = ("story",) if TOLD & {*rule.signs} else ()
        denied = rule.id in SPOKEN and self._after_a_no(found)
        return denied or self.has(("laughs", "long_ago", *told, *rule.doubt), found)

    def other(self, found: Sequence[Hit]) -> bool:
        """Whether it is about somebody else: the one named last before it, in its sentence, is not the speaker."""
        first, last = min(hit.first for hit in found), max(hit.last for hit in found)
        sentence = self._said[first].sentence
        if any(first <= hit.first <= last + 1 for hit in self._by.get("me", ())):  # "my wife is better off without me"
            return False
        people = [
            (hit.first, hit.concept)
            for concept in ("others", "me")
            for hit in self._by.get(concept, ())
            if hit.first <= first and self._said[hit.first].sentence == sentence
        ]
        return bool(people) and max(people)[1] == "others"

    def _after_a_no(self, found: Sequence[Hit]) -> bool:
        """Whether a "no" stands before it in its part, though it may be none: "I am not going to"."""
        first = min(hit.first for hit in found)
        part = self._said[first].part
        return any(0 < first - no.last <= REACH and self._said[no.first].part == part for no in self._by.get("no", ()))

    def denied(self, hit: Hit) -> bool:
        """Whether a "no" takes this one back."""
        return self._denied(hit, (hit,))

    def _denied(self, hit: Hit, found: Sequence[Hit]) -> bool:
        """Whether a "no" stands before it in its part, or all that is behind it there is a "no"; not one of its own."""
        part = self._said[hit.first].part
        behind = hit.last + 1 < len(self._said) and hit.last + 1 in self._alone
        for no in self._denials.get(part, ()):
            if not 0 < hit.first - no.last <= REACH or any(own.first <= no.first <= own.last for own in found):
                continue
            if not any(no.last < end < hit.first for end in self._ends):
                return True
        return behind and len(found) == 1

    def _sentences(self, found: Sequence[Hit]) -> range:
        """From the sentence of the first hit to that of the last."""
        held = [self._said[hit.first].sentence for hit in found]
        return range(min(held), max(held) + 1)

    def _same_sentence(self, concept: str, found: Sequence[Hit]) -> bool:
        there = self._sentences(found)
        return any(self._said[hit.first].sentence in there for hit in self._by.get(concept, ()))

    def _near(self, concept: str, found: Sequence[Hit]) -> bool:
        """In its sentences or the one before or after; not within the hits themselves."""
        there = self._sentences(found)
        near = range(there.start - 1, there.stop + 1)
        return any(
            self._said[hit.first].sentence in near and not any(f.first <= hit.first <= f.last for f in found)
            for hit in self._by.get(concept, ())
        )

    def _after(self, concept: str, found: Sequence[Hit]) -> bool:
        """Behind it, in its sentences or the next."""
        last, there = min(hit.first for hit in found), self._sentences(found)
        return any(
            hit.first > last and self._said[hit.first].sentence <= there.stop for hit in self._by.get(concept, ())
        )

    def _of_thing(self, found: Sequence[Hit]) -> bool:
        """Whether a thing is what does it: right before it, in the same part, and nobody is named in that."""
        first = min(found, key=lambda hit: hit.first)
        part = self._said[first.first].part
        beside = any(
            0 < first.first - thing.last <= BESIDE and self._said[thing.first].part == part
            for thing in self._by.get("object", ())
        )
        people = (*self._by.get("me", ()), *self._by.get("others", ()))
        return beside and not any(self._said[hit.first].part == part for hit in people)

    def _of_creature(self, found: Sequence[Hit]) -> bool:
        """Whether an animal is what does it: named in the same part, with nobody named between."""
        first = min(hit.first for hit in found)
        part = self._said[first].part
        named = [
            (hit.first, concept)
            for concept in ("creature", "thing", "me", "others")
            for hit in self._by.get(concept, ())
            if hit.first < first and self._said[hit.first].part == part
        ]
        if not named or max(named)[1] != "creature":
            return False
        return not any(self._said[hit.first].part == part and hit.first > first for hit in self._by.get("me", ()))
