"""Many whose nudge is due at once; the bot ends in the middle of them, however that is, and is started again.

What became of each is read from the server and from the facts. Nothing here waits for a time: the end comes with the
request that is counted.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.adapter import Address
from bot.store.queries import Row, Store
from handlers.dialog import Dialog
from handlers.person import Nudges, Person
from handlers.saved import dump_dialog, dump_person
from handlers.topics import home
from handlers.topics.welcome import CONSENT
from tests.fakes.telegram.server import Server

FIRST = 50_001  # the chat of the first of them
WITHIN = 300.0  # seconds; only what hangs takes so long, also on a busy machine
AT_ONCE = 500  # rows written in one transaction


class Process(Protocol):
    """What we do to a bot."""

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...
    def send_signal(self, which: signal.Signals) -> None: ...


Begin = Callable[[], AbstractContextManager[Process]]


@dataclass(frozen=True, slots=True)
class Became:
    """What became of all who were due. given: people who got theirs; twice: of these, how many got two.

    late: left out for lateness, recorded. unknown: recorded as perhaps lost. dropped: of these or of none, who got
    nothing and of whom it is not recorded that theirs came too late.
    """

    due: int
    given: int
    twice: int
    late: int
    unknown: int
    dropped: int


def people(count: int, now: datetime) -> list[Row]:
    """So many people at home, each with a nudge that has just become due."""
    at = now.replace(second=0, microsecond=0)
    zone = "Etc/UTC"
    plan = Nudges(zone, at.strftime("%H:%M"), (0, 1, 2, 3, 4, 5, 6), since=at - timedelta(hours=23))
    person = Person(adult=True, consent=CONSENT, screened=now, pain=3, baseline=3, minutes=10, zone=zone)
    dialog, memory = dump_dialog(Dialog(home.Home(), turn=7, asked=7)), dump_person(replace(person, nudges=plan))
    return [
        Row(f"p{n}", "telegram", str(FIRST + n), dialog, memory, 1, "", "", None, at, False, at, at)
        for n in range(count)
    ]


async def seeded(url: str, server: Server, count: int) -> None:
    """They are in the database, and have a chat with the bot."""
    rows = people(count, datetime.now(UTC))
    store = await Store.open(url)
    for n in range(0, count, AT_ONCE):
        async with store.writing() as work:
            await work.write(new=rows[n : n + AT_ONCE])
    await store.close()
    for n in range(count):
        server.person(FIRST + n, f"P{n}", "en")


async def ended(server: Server, begin: Begin, moment: int, how: signal.Signals) -> None:
    """Begin, and send it that signal in the instant in which message number `moment` reaches the server."""
    with begin() as one:

        def end(method: str, _params: object) -> None:
            if method == "sendMessage" and server.calls[method] == moment:
                one.send_signal(how)

        server.fate = end
        await server.until(lambda: one.poll() is not None, WITHIN)
    server.fate = lambda _method, _params: None


async def until_settled(url: str, begin: Begin, count: int) -> None:
    """Begin, and end it in good order when nobody is due and nothing is left to be said."""
    store = await Store.open(url)
    loop = asyncio.get_running_loop()
    until = loop.time() + WITHIN
    with begin() as one:
        while await busy(store):
            assert one.poll() is None, "it ended by itself"
            assert loop.time() < until, "it never came to an end"
            await asyncio.sleep(0.1)
        one.terminate()
        await asyncio.to_thread(one.wait, WITHIN)
    await store.close()


async def busy(store: Store) -> bool:
    now, on = datetime.now(UTC), ["telegram"]
    return bool(await store.nudges_due(now, on, None, 1) or await store.with_outbox(now, on, None, 1))


async def became(url: str, server: Server, count: int) -> Became:
    store = await Store.open(url)
    kinds = [await kinds_of(store, Address("telegram", str(FIRST + n))) for n in range(count)]
    await store.close()
    shown = [len(server.chats[FIRST + n]) for n in range(count)]
    late = ["NudgeSkipped" in each for each in kinds]
    return Became(
        due=count,
        given=sum(many > 0 for many in shown),
        twice=sum(many > 1 for many in shown),
        late=sum(late),
        unknown=sum(each["NudgeUnknown"] for each in kinds),
        dropped=sum(not many and not left for many, left in zip(shown, late, strict=True)),
    )


async def kinds_of(store: Store, address: Address) -> Counter[str]:
    row = await store.row_at(address)
    assert row, "a chat was lost"
    return Counter(fact.kind for fact in await store.facts(row.person))


async def burst(
    url: str, server: Server, begin: Begin, count: int, ends: Sequence[tuple[int, signal.Signals]]
) -> Became:
    """All are due; it ends at each of these messages, in this way, and is begun again; then it goes on to the end."""
    await seeded(url, server, count)
    for moment, how in ends:
        await ended(server, begin, moment, how)
    await until_settled(url, begin, count)
    return await became(url, server, count)
