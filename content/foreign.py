"""Languages that are not spoken as a whole: the shape of `languages.yaml`, and what its texts are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from content.danger import Ways

CODE = "[a-z]{2}"
FOREIGN = "foreign."  # how the keys of their texts begin; all of them are safety texts


class Foreign(BaseModel):
    """One such language.

    name: its own name. used: whether it counts. reviewed: when somebody who speaks it read it; None: nobody has.
    gives_away: words of it that are of no English; script: letters that give it away by themselves. emergency, crisis:
    words that stand together in what is told of one. number: words for a number that is not known. answer, call, yes,
    no: what is said and on the buttons. back: the first two, translated back into English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    used: bool
    reviewed: date | None
    gives_away: Ways
    script: str = ""
    emergency: Ways
    crisis: Ways
    number: str = Field(min_length=1)
    answer: str = Field(pattern=r"\{call\}")
    call: str = Field(pattern=r"\{call\}")
    yes: str = Field(min_length=1, max_length=40)
    no: str = Field(min_length=1, max_length=40)
    back: str = Field(min_length=1)

    def __hash__(self) -> int:
        """By identity, so that what is made of it can be kept by it."""
        return id(self)


def texts(languages: Mapping[str, Foreign]) -> Iterator[tuple[str, str]]:
    """Their texts by key; they are the same whatever else is spoken."""
    for code, each in languages.items():
        yield f"{FOREIGN}{code}.answer", each.answer
        yield f"{FOREIGN}{code}.call", each.call
        yield f"{FOREIGN}{code}.number", each.number
        yield f"choice.yes_{code}", each.yes
        yield f"choice.no_{code}", each.no
