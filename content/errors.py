"""What is wrong with a content file, in one line that says where and how to mend it."""

from __future__ import annotations


class ContentError(Exception):
    """A content file cannot be used as it is; `str()` is one line for the operator.

    file: the file, as the operator would type it. field: the place in it, dotted; empty when the file itself is bad.
    reason: what is wrong there.
    """

    def __init__(self, file: str, field: str, reason: str) -> None:
        super().__init__(file, field, reason)
        self.file = file
        self.field = field
        self.reason = " ".join(reason.split())

    def __str__(self) -> str:
        where = f"{self.file}: {self.field}" if self.field else self.file
        return f"{where}: {self.reason}; mend it and start again"
