"""Runs the benchmarks (all, or those named), prints a table and writes bench.json.

A goal that is not held is a finding, not a failure; a benchmark that cannot run is a failure and says so in one line.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

from tests import benchmarks

OUT = Path("bench.json")
Results = dict[str, dict[str, Any]]


def main(chosen: list[str]) -> int:
    """Run the chosen benchmarks; the exit code."""
    there = sorted(each.name for each in pkgutil.iter_modules(benchmarks.__path__) if not each.name.startswith("_"))
    if unknown := sorted({*chosen} - {*there}):
        print(f"no benchmark is called {', '.join(unknown)}; there is {', '.join(there)}", file=sys.stderr)
        return 2
    results: Results = {}
    failed = False
    for name in chosen or there:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            results |= checked(asyncio.run(importlib.import_module(f"tests.benchmarks.{name}").measure()))
        except Exception as wrong:  # noqa: BLE001  # the others shall still run
            reason = (str(wrong).splitlines() or [""])[0]
            print(f"{name}: could not be measured: {type(wrong).__name__}: {reason}", file=sys.stderr)
            failed = True
    print("\n".join(table(results)))
    OUT.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if failed else 0


def checked(results: Results) -> Results:
    """The results, if they have the form that others read. Raises ValueError."""
    for name, one in results.items():
        if missing := {"value", "goal", "unit", "held"} - set(one):
            raise ValueError(f"'{name}' lacks {', '.join(sorted(missing))}")
    return results


def table(results: Results) -> list[str]:
    """The results as aligned lines."""
    rows = [("", "measured", "goal", "unit", "")]
    rows += [
        (name, shown(one["value"]), shown(one["goal"]), str(one["unit"]), held(one)) for name, one in results.items()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return [
        f"{row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]:<{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    ]


def held(one: dict[str, Any]) -> str:
    if one["goal"] is None:
        return ""
    return "held" if one["held"] else "NOT held"


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"
    return f"{value:,}" if isinstance(value, int) else "-" if value is None else str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
