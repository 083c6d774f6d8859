"""Which of several wordings is said: never the same on two days running, and always the same on one day."""

from __future__ import annotations

from datetime import date, timedelta

from handlers.person import Person


def version(person: Person, day: date, of: int) -> int:
    """1 to `of`, which is 3 or more. It goes by the days since their first session, so that people differ, and moves
    on by one more each round, so that whoever comes every so many days does not always hear the same.
    """
    since = (day - (person.first_session or date.min + timedelta(days=1))).days
    return 1 + (since + since // of) % of
