"""What an operator must mend, of whatever kind. Nothing else is here, so that whoever catches it imports nothing."""

from __future__ import annotations


class OperatorError(Exception):
    """Something that cannot be used: `str()` is one line that names it and says how to mend it."""
