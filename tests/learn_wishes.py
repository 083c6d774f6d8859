"""Makes content/en/wishes.xz, what is learnt of wishes in English, from the labelled lines that say what is wanted.

A logistic regression over all wishes, of n-grams as in the net of `tests/learn.py`, with a lexicon of its own; the
untouched fifth is never read, and the same lines make the same file. `make learn` runs both.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from content.load import HERE as CONTENT
from content.net import NONE, known
from handlers.typed.guessing import OTHER
from handlers.typed.net import grams
from tests.learn import FOLDS, SALT, STRENGTH, Grams, Learnt, counted, packed, vectors
from tests.lines import WISHES, fold_of, lexicon, load

FILE = CONTENT / "en" / "wishes.xz"
SEEN = (4, 2)  # lines an n-gram of characters, any other n-gram must stand in to be learnt
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


def learn(read: Sequence[Grams], labels: Sequence[str]) -> tuple[Any, Learnt]:
    """The regression over all wishes, and what is kept of it."""
    every, characters, rarity = counted(read, SEEN)
    fitted = LogisticRegression(C=STRENGTH, max_iter=80, tol=1e-3).fit(vectors(read, every, characters, rarity), labels)
    rows = tuple(map(str, fitted.classes_))
    return fitted, Learnt(rows, every, characters, rarity, fitted.coef_, fitted.intercept_)


def main() -> None:
    lines = [line for line in load(measuring=False) if line.does]
    ready = known(lexicon(WISHES))
    read, labels = [grams(line.text, ready) for line in lines], [wish(line.does) for line in lines]
    folds = [fold_of(line.text + SALT, FOLDS) for line in lines]
    held, rest = [n for n, fold in enumerate(folds) if fold == 0], [n for n, fold in enumerate(folds) if fold]
    fitted, half = learn([read[n] for n in rest], [labels[n] for n in rest])
    said = fitted.predict(vectors([read[n] for n in held], half.grams, half.characters, half.rarity))
    right = np.mean(said == [labels[n] for n in held])
    sys.stdout.write(f"wishes: {right:.1%} of the lines of one fold held out, state unknown\n")
    _, learnt = learn(read, labels)
    FILE.write_bytes(packed(learnt, ready))
    size = FILE.stat().st_size / 1e6
    sys.stdout.write(f"{FILE}: {size:.2f} MB, {len(learnt.grams)} n-grams from {len(lines)} lines\n")


if __name__ == "__main__":
    main()
