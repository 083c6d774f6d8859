"""Regular expressions in the files of a language: checked when they are read."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator


def _compiling(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for each in patterns:
        try:
            re.compile(each)
        except re.error as problem:
            raise ValueError(f"{each!r} is not a regular expression ({problem.msg})") from None
    return patterns


Patterns = Annotated[tuple[str, ...], AfterValidator(_compiling)]
