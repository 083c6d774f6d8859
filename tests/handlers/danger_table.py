"""What the rules of danger alone hear in the labelled lines: `python -m tests.handlers.danger_table [learning]`.

A line a kind: how many there are, in how many anything was heard, and in how many what their label says.
"""

from __future__ import annotations

import sys

from content.load import load
from handlers.typed.danger import hear
from tests.lines import load as lines


def main() -> None:
    heard = load().words["en"].heard
    table: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for line in lines(measuring="learning" not in sys.argv):
        flag = hear(line.text, heard).flag
        kind = (line.flag, line.rule if line.flag != "none" else line.file.partition("_b")[0])
        table.setdefault(kind, []).append((flag is not None, (flag or "none") == line.flag))
    for (label, rule), found in sorted(table.items()):
        told, right = (100 * sum(each) / len(found) for each in zip(*found, strict=True))
        print(f"{label:10} {rule:12} {len(found):5} heard {told:4.0f} % as labelled {right:4.0f} %")  # noqa: T201


if __name__ == "__main__":
    main()
