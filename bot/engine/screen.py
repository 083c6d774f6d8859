"""What stands in a chat: the message whose buttons are open, and what passes with its step and is to be deleted.

A sound means "time is up" or "this matters": what answers somebody is mute. In a session the answer to a press takes
the place of the message that was pressed; what came by itself is a new message, and the one before it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.adapter import Address, Deletes, Platform
from bot.engine.entries import Going, Keyboard, Kind, OutboxEntry
from bot.speaking.speak import Utterance
from content.errors import ContentError
from content.words import Words


@dataclass(slots=True, eq=False)
class Screen:
    """keyboard: the message whose buttons are open. going: messages at `address` that are to be deleted.

    tidy: whether what is over goes; if not, all that was shown stays there.
    """

    address: Address
    tidy: bool
    keyboard: Keyboard | None = None
    going: Going = ()

    @classmethod
    def load(cls, address: Address, kept: Keyboard | None, *, tidy: bool) -> Screen:
        if kept is None:
            return cls(address, tidy)
        return cls(address, tidy, kept._replace(going=()) if kept.message else None, kept.going)

    def dump(self, platform: Platform | None) -> str:
        """As the row keeps it, without what the platform has deleted."""
        if isinstance(platform, Deletes):
            self.going = tuple(each for each in self.going if not platform.deleted(self.address.chat, each[0]))
        if self.keyboard is None and not self.going:
            return ""
        return (self.keyboard or Keyboard(*self.address, 0, ""))._replace(going=self.going).dump()

    def placed(self, message: Utterance, entry: OutboxEntry, n: int, *, last: bool) -> Utterance:
        """The message, the nth of its entry, with whether it makes a sound and which one it takes the place of.

        Of what nobody asked for the last message makes a sound: it says what to do.
        """
        sound = message.safety or entry.once or (bool(entry.unasked) and last)
        message, there = replace(message, nudge=entry.once, silent=not sound), self.keyboard
        if there is None or there.address != self.address or there.kind != "passing" or not self.tidy:
            return message
        answers = n == 0 and entry.pressed is not None and entry.pressed.partition(":")[0] == str(there.asked)
        changes = (answers or message.result) and not (message.safety or message.attached)
        return replace(message, instead=there.message) if changes else message

    def show(self, message: Utterance, entry: OutboxEntry, id: str, now: datetime) -> Keyboard | None:
        """Note that it was shown; returns the message whose buttons are open no more."""
        passed, changed = self.keyboard, bool(message.instead) and message.instead == id
        if message.buttons:
            kind: Kind = "passing" if message.passing else "safety" if message.safety else ""
            sent = passed.sent if passed and changed else int(now.timestamp())
            self.keyboard = Keyboard(*self.address, entry.asked, id, sent, kind) if id else None
        elif changed or (passed and passed.asked != entry.asked):
            self.keyboard = None
        if passed is None or changed or passed is self.keyboard:
            return None
        if self.tidy and passed.kind == "passing" and passed.address == self.address:
            self.going = (*self.going, (passed.message, passed.sent))
        return passed

    async def close(
        self, passed: Keyboard, platforms: Mapping[str, Platform], entry: OutboxEntry, words: Words
    ) -> None:
        """The question of this message is open no more: it goes, or stays without its buttons."""
        platform = platforms.get(passed.platform)
        if platform is None:
            return
        if not (self.tidy and passed.kind == "passing" and isinstance(platform, Deletes)):
            return await platform.close_buttons(passed.chat, passed.message, _trace(passed, entry, words))
        here = self.going if passed.address == self.address else ()
        going = dict([*here, (passed.message, passed.sent)])
        await platform.delete(passed.chat, {each: datetime.fromtimestamp(sent, UTC) for each, sent in going.items()})


def _trace(passed: Keyboard, entry: OutboxEntry, words: Words) -> str:
    """What was answered, to stand under its question; nothing is added to a safety text."""
    turn, _, choice = (entry.pressed or "").partition(":")
    if turn != str(passed.asked) or passed.kind == "safety":
        return ""
    try:
        return words.text("answered", answer=words.label(choice))
    except ContentError:
        return ""
