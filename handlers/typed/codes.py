"""Codes for linking: how they look, how they are typed, and the seal, which is all that is ever kept of one.

Eight of 32 signs are 40 bits. No I, O, 0 or 1, which look alike; always a digit, so that no word is one ("telegram").
"""

from __future__ import annotations

import hashlib
import re

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8

LONGEST = 60  # characters of a code with its command
_ALONE = re.compile(r"\s*(?:/\w+(?:@\w+)?\s+)?(\S.*?)\s*")
_BETWEEN = re.compile(r"[\s.,:/'-]")


def good(code: str) -> bool:
    """Whether it is a code, by its looks."""
    return len(code) == LENGTH and set(code) <= set(SIGNS) and any(sign.isdigit() for sign in code)


def read(said: str) -> str:
    """The code somebody typed, whatever stands between its signs; "" when it is none."""
    code = _BETWEEN.sub("", said).upper()
    return code if good(code) else ""


def alone(text: str) -> bool:
    """Whether it is nothing but a code, behind a command or not: its signs may look like a word, but are none.

    Just as it is shown, or in one: "9 can't pee" has the signs of a code, too.
    """
    found = _ALONE.fullmatch(text) if len(text) <= LONGEST else None
    halves = _BETWEEN.split(found[1]) if found else []
    return {*map(len, halves)} <= {LENGTH, LENGTH // 2} and bool(halves) and good("".join(halves).upper())


def answer(said: str) -> str:
    """What was typed where a code is expected, as an answer: "code:K7PD3XQM"; "code:" for one that is mistyped."""
    if code := read(said):
        return f"code:{code}"
    return "code:" if any(sign.isdigit() for sign in said) else ""


def within(said: str) -> str:
    """The same for the last word or two of a sentence: "link k7pd-3xqm"."""
    words = said.split()
    found = (read(" ".join(words[-n:])) for n in (1, 2))
    return next((f"code:{code}" for code in found if code), "")


def shown(code: str) -> str:
    """The code as it is shown: "K7PD-3XQM"."""
    half = LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def seal(code: str) -> str:
    """What is kept of a code: enough to know it again. It need not hold for longer than the code does."""
    return hashlib.sha256(code.encode()).hexdigest()
