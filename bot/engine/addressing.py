"""Where somebody who talks on several platforms is spoken to: which of their chats a turn belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapter import Address
from bot.engine.inputs import NudgeClaimed
from bot.store.queries import Row
from handlers.dialog import Turn
from handlers.events import Gone, PlatformGone
from handlers.moves import Unlink
from handlers.person import Person


def gone_from(person: Person, row: Row, address: Address | None, again: bool) -> Gone | PlatformGone | None:
    """What it means that nobody can be reached at that address any more (None: where they are).

    again: a nudge for there has not been shown. None: it means nothing.
    """
    if not person.linked:
        return Gone() if address in (None, row.address) else None
    lost = address.platform if address else row.platform
    if lost in person.unreached:
        return None
    left = [name for name in person.linked if name != lost and name not in person.unreached]
    return PlatformGone(lost, again) if left else Gone()


def moved_to(row: Row, event: object, turn: Turn, here: Address | None, addresses: Sequence[Address]) -> Address | None:
    """Where they are from this turn on, when it is neither where they were nor where they wrote from.

    here: where they wrote from, if they did. addresses: all of theirs.
    """
    person = turn.person
    wanted: Sequence[str] = ()
    if isinstance(event, PlatformGone) and event.lost == row.platform:
        wanted = [name for name in person.linked if name not in person.unreached]
    elif isinstance(event, NudgeClaimed) and turn.says and person.nudge_on not in (row.platform, *person.unreached):
        wanted = [person.nudge_on] if person.nudge_on in person.linked else []
    elif isinstance(turn.wish, Unlink) and here and here.platform in turn.wish.platforms:
        wanted = [each.platform for each in addresses if each.platform not in turn.wish.platforms]
    return next((each for name in wanted for each in addresses if each.platform == name), None)


def left_chats(turn: Turn, addresses: Sequence[Address]) -> tuple[Address, ...]:
    """The addresses that are theirs no more."""
    platforms = turn.wish.platforms if isinstance(turn.wish, Unlink) else ()
    return tuple(each for each in addresses if each.platform in platforms)
