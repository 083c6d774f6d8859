"""Makes content/en/net.xz, the learnt net of English, from the labelled lines: `make learn`, after lines were added.

Two opinions are learnt of n-grams weighed by how rare they are (tf-idf): a logistic regression for each head, yes or
no, and one over all classes. What the rules of danger find in a line is learnt beside its n-grams. The thresholds come
from cross-validation by hand: the lines of `HELD` are scored by nets that have read nothing of whoever wrote them, as
those who will type have written none of it. What the rules ask counts with what the net asks. The untouched fifth is
never read. The same lines make the same file. Takes some five minutes of one core. `net.words.txt` shows what weighs
most.
"""

from __future__ import annotations

import os

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))  # for one result

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from content.load import HERE as CONTENT
from content.net import BODY, CRISIS, MOOD, NONE, OTHER, RARE, Head, Thresholds, Vocabulary, known, pack
from handlers.typed.net import grams
from tests.heard import netted, rules
from tests.lines import Line, fold_of, lexicon, load, question

FILE, WORDS = CONTENT / "en" / "net.xz", CONTENT / "en" / "net.words.txt"
FOLDS, SALT = 5, " "  # of the learning curve; the hash of a text by itself has chosen the untouched fifth
KINDS = ("crisis", "emergency", "urgent", "near_misses", "everyday")
HANDS = (  # endings of files that are held out together; all others are the last fold
    *({"", "h"}, {"b", "c", "d", "i"}, {"gb", "us", "w"}, {"ses", "world", "x"}),
    *({"hidden", "e", "f", "g"}, {"j", "k", "l", "m"}, {"n", "y", "z"}, {"o", "t"}),
)
HELD = (2, 4, 8)  # the folds that are held out, each in turn: a minute of one core each
SEEN = (3, 2)  # lines an n-gram of characters, any other n-gram must stand in to be learnt
STRENGTH = 20.0  # inverse of the regularisation of both regressions
LOUD = 127  # the largest weight in a byte
NEAR, EVERYDAY = 0.17, 0.029  # of near-misses, of everyday talk, the rules and both heads together may ask at most
SOONER_NEAR, SOONER_EVERYDAY = 0.225, 0.053  # the same where nothing else was made of any of them
CURVE = (0.125, 0.25, 0.5, 1.0)  # parts of the lines that the learning curve is drawn from
SHOWN = 40  # n-grams a row in the file for readers

Grams = tuple[set[str], set[str]]


class Learnt(NamedTuple):
    """grams: those of characters first, `characters` of them. weights: a row each of `rows`, in log-odds."""

    rows: tuple[str, ...]
    grams: list[str]
    characters: int
    rarity: Any
    weights: Any
    biases: Any


class Scored(NamedTuple):
    """Probabilities of the heads, and the nearest question, for each line."""

    body: Any
    mood: Any
    nearest: list[str]


def label(line: Line) -> str:
    """The class of a line: the id of its question, or none, crisis, inverted."""
    return {"none": NONE, "crisis": CRISIS}.get(line.flag) or question(line.rule) or OTHER


def kind(line: Line) -> str:
    """What the tables call it: the flag, and harmless lines by their files."""
    return line.flag if line.flag != "none" else "everyday" if line.file.startswith("everyday") else "near-miss"


def hand(line: Line) -> int:
    """Which fold the line is held out with: all that one hand wrote stands in one."""
    begun = next(name for name in KINDS if line.file.startswith(name))
    ending = line.file.removeprefix(begun).removeprefix("_")
    return next((fold for fold, endings in enumerate(HANDS) if ending in endings), len(HANDS))


def learn(lines: Sequence[Line], read: Sequence[Grams]) -> Learnt:
    """The weights that fit these lines and their n-grams best."""
    every, characters, rarity = counted(read, SEEN)
    x = vectors(read, every, characters, rarity)
    labels = [label(line) for line in lines]
    classes = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3).fit(x, labels)
    body = [name not in (NONE, CRISIS) for name in labels]
    mood = [name == CRISIS for name in labels]
    heads = [
        LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(x, wanted) for wanted in (body, mood)
    ]
    weights = np.vstack([*(head.coef_ for head in heads), classes.coef_])
    biases = np.concatenate([*(head.intercept_ for head in heads), classes.intercept_])
    return Learnt((BODY, MOOD, *map(str, classes.classes_)), every, characters, rarity, weights, biases)


def counted(read: Sequence[Grams], least: tuple[int, int]) -> tuple[list[str], int, Any]:
    """The n-grams that stand in so many texts, those of characters first; how many these are; how rare each is."""
    counts = [Counter(gram for text in read for gram in text[part]) for part in (0, 1)]
    kept = [sorted(g for g, n in seen.items() if n >= some) for seen, some in zip(counts, least, strict=True)]
    seen = [counts[part][gram] for part in (0, 1) for gram in kept[part]]
    rarity = np.minimum(np.round((np.log((1 + len(read)) / (1 + np.array(seen))) + 1) * RARE), 255) / RARE
    return kept[0] + kept[1], len(kept[0]), rarity


def vectors(read: Sequence[Grams], every: Sequence[str], characters: int, rarity: Any) -> Any:
    """One line a text: rarities of the n-grams it has, of length one for the characters and for the others."""
    parts = []
    for part, names, first in ((0, every[:characters], 0), (1, every[characters:], characters)):
        place = {gram: at for at, gram in enumerate(names)}
        found = [sorted(place[gram] for gram in text[part] if gram in place) for text in read]
        columns = [at for each in found for at in each]
        x = csr_matrix(
            (rarity[first:][columns], columns, np.cumsum([0, *map(len, found)])), shape=(len(read), len(names))
        )
        length = np.sqrt(np.asarray(x.multiply(x).sum(axis=1))).ravel()
        parts.append(diags(1 / np.maximum(length, 1e-9)) @ x)
    return hstack(parts).tocsr()


def score(learnt: Learnt, read: Sequence[Grams]) -> Scored:
    """The same as handlers/typed/net.py says of one text, for many at once."""
    x = vectors(read, learnt.grams, learnt.characters, learnt.rarity)
    said = np.asarray(x @ learnt.weights.T) + learnt.biases
    classes = learnt.rows[2:]
    shares = np.exp(said[:, 2:] - said[:, 2:].max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    crisis = np.clip(shares[:, classes.index(CRISIS)], 1e-9, 1 - 1e-9)
    ill = [n for n, name in enumerate(classes) if name not in (NONE, CRISIS)]
    body = np.clip(shares[:, ill].sum(axis=1), 1e-9, 1 - 1e-9)
    asked = [n for n in ill if classes[n] != OTHER]
    nearest = [classes[asked[n]] for n in shares[:, asked].argmax(axis=1)]
    return Scored(_mean(said[:, 0], body), _mean(said[:, 1], crisis), nearest)


def _mean(said: Any, share: Any) -> Any:
    return 1 / (1 + np.exp(-(said + np.log(share / (1 - share))) / 2))


def crossed(lines: Sequence[Line], read: Sequence[Grams]) -> tuple[list[int], Scored]:
    """Which lines were held out, each scored by a net that was learnt without the files of those who wrote it."""
    folds = [hand(line) for line in lines]
    places: list[int] = []
    scores: list[Scored] = []
    for fold in HELD:
        rest = [n for n, each in enumerate(folds) if each != fold]
        held = [n for n, each in enumerate(folds) if each == fold]
        places += held
        scores.append(score(learn([lines[n] for n in rest], [read[n] for n in rest]), [read[n] for n in held]))
    body, mood = (np.concatenate([getattr(each, head) for each in scores]) for head in (BODY, MOOD))
    return places, Scored(body, mood, [name for each in scores for name in each.nearest])


def thresholds(found: Scored, kinds: Sequence[str], said: Any, ruled: Any, near: float, everyday: float) -> Thresholds:
    """Those that hear most while the rules and both heads together ask no more than these parts of harmless lines.

    said: which lines the net has a say about at all. ruled: the flag the rules give each line, "" for none.
    """
    of = {
        name: np.array([each == name for each in kinds])
        for name in ("near-miss", "everyday", "emergency", "crisis", "urgent")
    }
    steps = np.arange(0.05, 0.96, 0.01)
    best, chosen = -1.0, (0.95, 0.95)
    for body in steps:
        for mood in steps:
            asked = (ruled != "") | said & ((found.body >= body) | (found.mood >= mood))
            if asked[of["near-miss"]].mean() > near or asked[of["everyday"]].mean() > everyday:
                continue
            heard = (
                asked[of["emergency"]].mean()
                + ((ruled == "crisis") | said & (found.mood >= mood))[of["crisis"]].mean()
                + asked[of["urgent"]].mean() / 2
            )
            if heard > best:
                best, chosen = heard, (body, mood)
    return Thresholds(body=round(float(chosen[0]), 2), mood=round(float(chosen[1]), 2))


def heard(found: Scored, kinds: Sequence[str], said: Any, ruled: Any, when: Thresholds) -> dict[str, float]:
    """Which part of each kind the rules or the net hear; of crises, as one."""
    mood = (ruled == "crisis") | said & (found.mood >= when.mood)
    body = (ruled != "") | said & (found.body >= when.body)
    every = {name: np.array([each == name for each in kinds]) for name in dict.fromkeys(kinds)}
    return {name: float((mood if name == "crisis" else body | mood)[at].mean()) for name, at in sorted(every.items())}


def curve(lines: Sequence[Line], read: Sequence[Grams], kinds: Sequence[str], said: Any, ruled: Any) -> Iterable[str]:
    """Lines -> heard at `NEAR` of near-misses asked, one fold held out."""
    held = [n for n, line in enumerate(lines) if fold_of(line.text + SALT, FOLDS) == 0]
    rest = [n for n, line in enumerate(lines) if fold_of(line.text + SALT, FOLDS)]
    yield f"lines   emergency  urgent  crisis  (heard at {NEAR:.1%} of near-misses asked, one fold held out)"
    for part in CURVE:
        some = [n for n in rest if fold_of(lines[n].text + "curve", 1000) < part * 1000]
        found = score(learn([lines[n] for n in some], [read[n] for n in some]), [read[n] for n in held])
        told, of, by_rule = [kinds[n] for n in held], said[held], ruled[held]
        got = heard(found, told, of, by_rule, thresholds(found, told, of, by_rule, NEAR, 1.0))
        yield f"{len(some):5}   {got['emergency']:9.0%}  {got['urgent']:6.0%}  {got['crisis']:6.0%}"


def packed(
    learnt: Learnt, known: Vocabulary, asks: Thresholds | None = None, sooner: Thresholds | None = None
) -> bytes:
    """The file: each row's weights in steps of its own, the rarity within. No thresholds: it only guesses."""
    inside = learnt.weights * learnt.rarity
    steps = np.abs(inside).max(axis=1) / LOUD
    urgent = frozenset(question(f"U{n}") for n in range(1, 8))
    head = Head(
        rows=learnt.rows, steps=tuple(float(f"{step:.6g}") for step in steps),
        biases=tuple(float(f"{bias:.6g}") for bias in learnt.biases), urgent=urgent & {*learnt.rows},
        characters=learnt.characters, asks=asks, sooner=sooner, lexicon=known.lexicon,
    )  # fmt: skip
    bytes_ = np.clip(np.round(inside / steps[:, None]), -LOUD, LOUD).astype(np.int8).tobytes()
    return pack(head, learnt.grams, bytes_, np.round(learnt.rarity * RARE).astype(np.uint8).tobytes())


def readable(learnt: Learnt) -> str:
    """For each row the words and concepts that weigh most; n-grams of characters would tell a reader nothing."""
    out = ["What weighs most in the learnt net, by what it speaks for. =name is a concept, !word a word after a no,"]
    out += ["^ and $ the beginning and the end, | a new clause. Written by `make learn`; nothing reads it.", ""]
    words = learnt.grams[learnt.characters :]
    for row, weights in zip(
        learnt.rows, learnt.weights[:, learnt.characters :] * learnt.rarity[learnt.characters :], strict=True
    ):
        order = np.argsort(-weights, kind="stable")
        out.append(f"{row}: " + ", ".join(words[n] for n in order[:SHOWN]))
        out.append("    against it: " + ", ".join(words[n] for n in order[::-1][: SHOWN // 2]))
    return "\n".join(out) + "\n"


def main() -> None:
    lines = load(measuring=False)
    ready = known(lexicon())
    by_rules = [rules(line.text) for line in lines]
    ruled = np.array([found.flag or "" for found in by_rules])
    read = [grams(line.text, ready, found.hints) for line, found in zip(lines, by_rules, strict=True)]
    kinds = [kind(line) for line in lines]
    said = np.array([netted(line.text) for line in lines])
    say = sys.stdout.write
    for row in curve(lines, read, kinds, said, ruled):
        say(f"{row}\n")
    held, found = crossed(lines, read)
    kinds, said, ruled = [kinds[n] for n in held], said[held], ruled[held]
    asks = thresholds(found, kinds, said, ruled, NEAR, EVERYDAY)
    sooner = thresholds(found, kinds, said, ruled, SOONER_NEAR, SOONER_EVERYDAY)
    for name, when in (("asks", asks), ("sooner", sooner)):
        got = heard(found, kinds, said, ruled, when)
        say(f"{name}: body {when.body}, mood {when.mood}: " + ", ".join(f"{k} {v:.1%}" for k, v in got.items()) + "\n")
    learnt = learn(lines, read)
    FILE.write_bytes(packed(learnt, ready, asks, sooner))
    WORDS.write_text(readable(learnt), encoding="utf-8")
    say(f"{FILE}: {FILE.stat().st_size / 1e6:.2f} MB, {len(learnt.grams)} n-grams from {len(lines)} lines\n")


if __name__ == "__main__":
    main()
