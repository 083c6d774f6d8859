"""Danger in what is typed (rules B3, B8, B9): concepts that stand near each other, and what takes them back."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from content.danger import DangerWords
from content.typed import Typed, pattern
from handlers.typed.concepts import Hit, Lexicon, lexicon
from handlers.typed.rules import FLAGS, RULES, Flag as Flag, Rule
from handlers.typed.scope import Scope
from handlers.typed.sentences import Word

PIECE, SHARED = 120, 40  # words that are looked at together, and how many of them once more with those behind them
REACH = 4  # words before something in which a "no" or "not" takes it back
CHARACTERS = 100  # that hold so many words
WHERE = {"chest": "chest", "saddle": "numb_saddle"}  # pain in a place -> the question it points to
SIGN = "sign_word"  # the concept of words that by themselves name a sign
_TURN = r"\b(?:%s)\b"


@dataclass(frozen=True, slots=True)
class Danger:
    """What a text says of danger.

    flag: the most urgent kind; None: nothing, or all of it taken back. signs: the ids of the safety questions it points
    to, "overdose" or "inversion". certain: the words by themselves say that the sign is there; else the questions come
    first, and nothing is settled yet. other: it is about somebody else. taken_back: a rule fitted, and something took
    it back. bare: a word of a sign stands in it, and no rule fitted. why: the concepts, rules and scopes, in the order
    found. hints: all concepts in it, and the rules that fitted or were taken back, for the learnt net to weigh.
    """

    flag: Flag | None = None
    signs: tuple[str, ...] = ()
    certain: bool = False
    other: bool = False
    taken_back: bool = False
    bare: bool = False
    why: tuple[str, ...] = ()
    hints: frozenset[str] = frozenset()

    @property
    def stops(self) -> Flag | None:
        """What it says for certain of the speaker, so that everything else ends at once; None where it is asked."""
        return self.flag if self.certain and not self.other else None


NONE = Danger()


def hear(text: str, languages: tuple[Typed, ...], given: Collection[str] = ()) -> Danger:
    """The most urgent danger in a text. languages: those whose words of danger count. given: concepts that are known
    to hold of this person, whether or not they say so again.
    """
    found = [each for known in languages for each in _heard(text, known.danger, given)]
    if not found:
        return NONE
    flag = next((flag for flag in FLAGS if any(each.flag == flag for each in found)), None)
    of_flag = [each for each in found if each.flag == flag]
    signs = dict.fromkeys(sign for wanted in FLAGS for each in found if each.flag == wanted for sign in each.signs)
    return Danger(
        flag,
        tuple(signs),
        certain=any(each.certain for each in of_flag),
        other=all(each.other for each in of_flag),
        taken_back=any(each.taken_back for each in found),
        bare=flag is None and any(each.bare for each in found),
        why=tuple(dict.fromkeys(why for each in found for why in each.why)),
        hints=frozenset().union(*(each.hints for each in found)),
    )


def hurting(text: str, languages: tuple[Typed, ...]) -> Danger:
    """The danger there is where it hurts in a place that was asked for: the chest, between the legs."""
    for known in languages:
        concepts = lexicon(known.danger)
        named = {hit.concept for hit in concepts.hits(concepts.split(text))}
        if signs := tuple(sign for place, sign in WHERE.items() if place in named):
            return Danger("emergency", signs, why=("where", *signs))
    return NONE


def _heard(text: str, known: DangerWords, given: Collection[str]) -> Iterator[Danger]:
    """What each piece of the text says in one language."""
    if not known.words:
        return
    concepts = lexicon(known)
    said = concepts.split(text)
    for start in range(0, max(1, len(said) - SHARED), PIECE - SHARED):
        yield _piece(said[start : start + PIECE], concepts, given)


def _piece(said: list[Word], concepts: Lexicon, given: Collection[str]) -> Danger:
    hits = concepts.hits(said)
    by: dict[str, list[Hit]] = {}
    for hit in hits:
        by.setdefault(hit.concept, []).append(hit)
    scope: Scope | None = None
    flag: Flag | None = None
    signs: list[str] = []
    why: list[str] = []
    certain = taken_back = False
    others: list[bool] = []
    hints = {f"~{concept}" for concept in by}
    for rule in RULES:
        for found in _fits(rule, by, given):
            scope = scope or Scope(hits, said)
            if rule.unless and scope.has(rule.unless, found):
                continue
            why += [f"{hit.concept}:{' '.join(w.text for w in said[hit.first : hit.last + 1])}" for hit in found]
            why.append(f"rule:{rule.id}")
            if back := scope.takes_back(rule, found):
                why.append(f"scope:{back}")
                hints.update(_hints(rule, "-"))
                taken_back = True
                continue
            hints.update(_hints(rule))
            if flag is None or FLAGS.index(rule.flag) < FLAGS.index(flag):
                flag, certain = rule.flag, False
            if rule.flag == flag:
                doubted = rule.flag == "urgent" or scope.doubts(rule, found)
                certain = certain or (rule.certain and not doubted)
                others.append(scope.other(found))
            signs += rule.signs
            break
    if not why:
        there = by.get(SIGN) and not all(map(Scope(hits, said).denied, by[SIGN]))
        return Danger(bare=bool(there), why=(SIGN,) if there else (), hints=frozenset(hints))
    about = bool(others) and all(others)
    found_signs = tuple(dict.fromkeys(signs))
    return Danger(flag, found_signs, certain, about, taken_back, why=tuple(why), hints=frozenset(hints))


def _hints(rule: Rule, taken_back: str = "") -> tuple[str, str]:
    """The rule and the sign it is of, as the learnt net knows them."""
    return f"~~{rule.id}{taken_back}", f"~~{rule.id[:2]}{taken_back}"


def _fits(rule: Rule, by: dict[str, list[Hit]], given: Collection[str]) -> Iterator[tuple[Hit, ...]]:
    """Every way in which what the rule needs, but for what is given, stands near enough together."""
    choices: list[list[Hit]] = []
    for need in (need for need in rule.needs if need not in given or rule.certain):
        either = [hit for concept in need.split("|") for hit in by.get(concept, ())]
        if not either:
            return
        choices.append(either)
    yield from _together(rule, choices, ())


def _together(rule: Rule, choices: Sequence[list[Hit]], so_far: tuple[Hit, ...]) -> Iterator[tuple[Hit, ...]]:
    if len(so_far) == len(choices):
        yield so_far
        return
    for hit in choices[len(so_far)]:
        if all(_near(rule, before, hit) for before in so_far):
            yield from _together(rule, choices, (*so_far, hit))


def _near(rule: Rule, a: Hit, b: Hit) -> bool:
    if a.first <= b.last and b.first <= a.last:  # they share a word
        return (a.first, a.last) != (b.first, b.last) and not rule.in_order
    if rule.in_order and b.first < a.first:
        return False
    return (b.start - a.end if a.last < b.first else a.start - b.end) <= rule.within


# --- that it hurts, and a "no" before something -----------------------------------------------------------------------


def hurt(said: str, languages: tuple[Typed, ...]) -> bool:
    """Whether a folded text says that it hurts."""
    return any(matches(known.danger.hurts, said, known) for known in languages)


def matches(patterns: tuple[str, ...], said: str, denying: Typed | None = None) -> bool:
    """Whether any of the patterns is found in the words, and is not taken back by a "no" of that language before it."""
    return any(
        not (denying and denied(said, found.start(), denying))
        for pattern in patterns
        for found in _compiled(pattern).finditer(said)
    )


def denied(said: str, at: int, known: Typed) -> bool:
    """Whether a negation ends within reach before this place, in its part of a sentence."""
    before = pattern(_TURN, known.turns).split(said[max(0, at - CHARACTERS) : at])[-1]
    start = at - len(" ".join(before.split()[-REACH:])) - 1
    return any(match.end() <= at for match in _any_of(known.negations).finditer(said, max(0, start), at + CHARACTERS))


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns) or '(?!)'})\b")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})")
