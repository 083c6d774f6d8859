"""Numbers that say something by their size: a temperature, an age, a week of pregnancy."""

from __future__ import annotations

FEVER_C, FEVER_F = (37.9, 43.0), (100.4, 110.0)  # degrees: from here on it is a fever, up to where a body lives
HIGH_C, HIGH_F = 39.5, 103.0  # a fever that makes very ill
OLD, OLDEST = 70, 99  # years: rules B1/U5
MANY = 9  # tablets
WEEKS = (4, 42)  # of a pregnancy


def numeral(word: str) -> tuple[str, ...]:
    """What this number may be: "#fever" a temperature that can hardly be anything else, "#hot" one that can, "#old"
    an age from 70 on, "#weeks" a week of a pregnancy, "#year" a year, "#big" too many of tablets; "#n" any.
    """
    if not word.isascii():
        return ("#n",)
    value = float(word.replace(",", "."))
    whole = word.isdigit()
    found = ["#n"]
    if FEVER_C[0] <= value < FEVER_C[1] or FEVER_F[0] <= value < FEVER_F[1]:
        found.append("#hot" if whole else "#fever")
        if HIGH_C <= value < FEVER_C[1] or value >= HIGH_F:
            found.append("#high")
    if whole and OLD <= value <= OLDEST:
        found.append("#old")
    if whole and WEEKS[0] <= value <= WEEKS[1]:
        found.append("#weeks")
    if whole and 1940 <= value <= 2100:
        found.append("#year")
    if whole and MANY <= value <= 200:
        found.append("#big")
    return tuple(found)
