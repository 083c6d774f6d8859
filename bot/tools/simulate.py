"""Simulates people of twelve kinds, through the rules or through every press of the talk, and prints one page.

What must hold is held at every step; the first thing that does not ends the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.tools.simulate_page import page
from bot.tools.simulate_people import KINDS, Body, crowd
from bot.tools.simulate_rules import BEGINS, Life, worked_out
from bot.tools.simulate_talk import Talking
from bot.tools.simulate_tally import Tally
from bot.tools.simulate_watch import Watch
from content.model import Catalog

PEOPLE, DAYS = 1000, 365  # through the rules, unless told otherwise
TALKING, TALKED = 60, 90  # through the talk


def simulate(
    catalog: Catalog, people: int | None = None, days: int | None = None, *, seed: int = 1, talk: bool = False
) -> Iterator[str]:
    """The page of so many people and days, line by line. Raises Broken."""
    people = people or (TALKING if talk else PEOPLE)
    days = days or (TALKED if talk else DAYS)
    tallies = {name: Tally() for name in KINDS}
    for number, kind in enumerate(crowd(people), 1):
        watch = Watch(f"person {number}, {kind.about}", catalog, worked_out, BEGINS)
        body = Body.of(kind, f"{seed}/{number}")
        live = Talking if talk else Life
        live(body, catalog, watch, tallies[kind.id]).live(days)
    met = {name: tally for name, tally in tallies.items() if tally.people}
    return page(met, catalog, days=days, seed=seed, talk=talk)
