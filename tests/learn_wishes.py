"""Makes content/en/wishes.xz, what is learnt of wishes in English, from the labelled lines that say what is wanted.

A logistic regression over all wishes, of the same n-grams as the net of `tests/learn.py`; the untouched fifth is never
read, and the same lines make the same file. `make learn` runs both.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from content.load import HERE as CONTENT
from content.net import NONE, RARE, Head, known, pack
from handlers.typed.guessing import OTHER
from handlers.typed.net import grams
from tests.learn import LOUD, STRENGTH, Grams, vectors
from tests.lines import fold_of, lexicon, load

FILE = CONTENT / "en" / "wishes.xz"
SEEN = (4, 2)  # lines an n-gram of characters, any other n-gram must stand in to be learnt
FOLDS = 5
NAMES: Mapping[str, str] = {
    "log_walk": "log_walking",
    "log_swim": "log_swimming",
    "putback": "include",
    "none_of_these": "none_given",
    "done": "did_it_now",
    "smalltalk": NONE,
    "offtopic": NONE,
    "nothing": NONE,
    **dict.fromkeys(("score", "time", "days", "city", "age", "how_long"), OTHER),
}  # the wish, or class, of a label that is not called like it


def wish(label: str) -> str:
    """The row that a label stands for."""
    return NAMES.get(label, label)


def learn(read: Sequence[Grams], labels: Sequence[str]) -> tuple[Any, list[str], int, Any]:
    """The regression, its n-grams, how many of them are of characters, and how rare each is."""
    counts = [Counter(gram for text in read for gram in text[part]) for part in (0, 1)]
    kept = [sorted(g for g, n in seen.items() if n >= least) for seen, least in zip(counts, SEEN, strict=True)]
    every = kept[0] + kept[1]
    seen = [counts[0][gram] for gram in kept[0]] + [counts[1][gram] for gram in kept[1]]
    rarity = np.minimum(np.round((np.log((1 + len(read)) / (1 + np.array(seen))) + 1) * RARE), 255) / RARE
    fitted = LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3).fit(
        vectors(read, every, len(kept[0]), rarity), labels
    )
    return fitted, every, len(kept[0]), rarity


def main() -> None:
    lines = [line for line in load(measuring=False) if line.does]
    ready = known(lexicon())
    read, labels = [grams(line.text, ready) for line in lines], [wish(line.does) for line in lines]
    held = [n for n, line in enumerate(lines) if fold_of(line.text + " ", FOLDS) == 0]
    rest = [n for n, line in enumerate(lines) if fold_of(line.text + " ", FOLDS)]
    fitted, every, characters, rarity = learn([read[n] for n in rest], [labels[n] for n in rest])
    right = fitted.predict(vectors([read[n] for n in held], every, characters, rarity)) == [labels[n] for n in held]
    sys.stdout.write(f"wishes: {np.mean(right):.1%} of the lines of one fold held out, state unknown\n")
    fitted, every, characters, rarity = learn(read, labels)
    inside = fitted.coef_ * rarity
    steps = np.abs(inside).max(axis=1) / LOUD
    head = Head(
        rows=tuple(map(str, fitted.classes_)), steps=tuple(float(f"{step:.6g}") for step in steps),
        biases=tuple(float(f"{bias:.6g}") for bias in fitted.intercept_), urgent=frozenset(), characters=characters,
        lexicon=ready.lexicon,
    )  # fmt: skip
    bytes_ = np.clip(np.round(inside / steps[:, None]), -LOUD, LOUD).astype(np.int8).tobytes()
    FILE.write_bytes(pack(head, every, bytes_, np.round(rarity * RARE).astype(np.uint8).tobytes()))
    size = FILE.stat().st_size / 1e6
    sys.stdout.write(f"{FILE}: {size:.2f} MB, {len(every)} n-grams from {len(lines)} lines\n")


if __name__ == "__main__":
    main()
