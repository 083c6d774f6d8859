"""How a message looks on Discord: what somebody typed is never formatted, long texts are cut, buttons stand in rows.

The id of what can be pressed says what it means; so it works after a restart, in a later version, and for ever.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

import discord

from bot.platforms.shared.layout import rows, split
from bot.speaking.speak import Button, Utterance

LONGEST = 2000  # characters of a message (Discord's documentation, "Create Message"; so are the numbers below)
ROOM = 1800  # of these for the text; the rest for a countdown, and for the answer that is written under it
LABEL, OPTION = 80, 100  # characters of a button, and of an option of a select
ROWS, MOST, OPTIONS = 5, 5, 25  # rows a message, buttons a row, options a select
WIDE = 50  # characters that fit one row on a large phone
SCORES = 5  # pain scores a row

_MARKS = re.compile(r"(?P<link>https?://[^\s<>]+)|[\\*_~`|<\[]|^(?P<space>\s*)(?P<start>#{1,3}\s|-#\s|>)", re.MULTILINE)
_COUNTDOWN = re.compile(r"\n<t:\d+:R>\Z")


class Buttons(discord.ui.View):
    """What can be pressed under a message of ours. The library keeps nothing of it: every press comes to the client."""

    def is_dispatchable(self) -> bool:
        return False


def escape(text: str) -> str:
    """The text with everything that Discord would format made harmless. Lists stay lists, and links links."""
    return _MARKS.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    if found["link"]:
        return found[0]
    return f"{found['space']}\\{found['start']}" if found["start"] else f"\\{found[0]}"


def parts(utterance: Utterance) -> list[str]:
    """The text as messages that Discord takes, in order; the last may be empty only if there is no text at all."""
    return split(escape(utterance.text).strip(), ROOM) or [""]


def under(utterance: Utterance) -> dict[str, Any]:
    """What stands under the last part, as parameters of a request: buttons, and a picture or a document."""
    more: dict[str, Any] = {}
    if buttons := view(utterance.buttons):
        more["view"] = buttons
    if attached := utterance.attached:
        file = io.BytesIO(attached.content)
        more["file"] = discord.File(file, attached.file, description=attached.alt or None)
    return more


def counted(text: str, utterance: Utterance, now: datetime) -> str:
    """The text with what is left until `utterance.until`, if anything is; Discord counts it down, with no edits."""
    if utterance.until is None or utterance.until <= now:
        return text
    return f"{text}\n<t:{ceil(utterance.until.timestamp())}:R>"


def over(text: str) -> str:
    """The message without its countdown, which would go on to count how long ago it was."""
    return _COUNTDOWN.sub("", text)


def answered(text: str, trace: str) -> str:
    """The message whose question was answered: the countdown gone, and the answer small under it."""
    asked = over(text)
    after = f"{asked}\n-# {escape(trace)}"
    return after if len(after) <= LONGEST else asked


def view(buttons: Sequence[Button]) -> discord.ui.View | None:
    """The buttons of a message in rows; as lists to choose from when there are too many for that."""
    if not buttons:
        return None
    shown = Buttons(timeout=None)
    if len(buttons) > ROWS * MOST:
        for at in range(0, min(len(buttons), ROWS * OPTIONS), OPTIONS):
            shown.add_item(_select(buttons[at : at + OPTIONS], at))
        return shown
    found = rows(buttons, most=MOST, wide=WIDE, scores=SCORES)
    if len(found) > ROWS:
        found = _filled(buttons)
    for number, row in enumerate(found):
        for button in row:
            style = discord.ButtonStyle[button.style or "secondary"]
            label = _cut(button.label, LABEL)
            shown.add_item(discord.ui.Button(style=style, label=label, custom_id=f"l:{button.id}", row=number))
    return shown


def _filled(buttons: Sequence[Button]) -> list[list[Button]]:
    """As many a row as there is room for; the last row stays the last, if there is room for that."""
    last = [button for button in buttons if button.style == "danger"]
    rest = [button for button in buttons if button not in last]
    if len(rest) > (ROWS - 1) * MOST:
        last, rest = [], list(buttons)
    return [*(rest[at : at + MOST] for at in range(0, len(rest), MOST)), *([last] if last else [])]


def _select(buttons: Sequence[Button], at: int) -> discord.ui.Select[discord.ui.View]:
    options = [discord.SelectOption(label=_cut(each.label, OPTION), value=f"l:{each.id}") for each in buttons]
    return discord.ui.Select(custom_id=f"l:list:{at}", options=options)


def _cut(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}\u2026"


def link(label: str, url: str) -> discord.ui.View:
    """One button that opens a place in Discord."""
    return discord.ui.View(timeout=None).add_item(discord.ui.Button(label=label, url=url))
