"""How a message looks on Telegram: plain text made safe, cut where it is too long, and buttons in rows for a thumb."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from telegram import Message

from bot.platforms.shared.layout import rows, split
from bot.speaking.speak import Button, Utterance
from content.menu import Command
from content.words import Words

Markup = dict[str, dict[str, list[list[dict[str, Any]]]]]

LONGEST = 4096  # characters of a text, counted in UTF-16 (Bot API, sendMessage)
CAPTION = 1024  # the same of a caption (sendDocument, sendPhoto, sendAnimation)
COLOURS = {name: {"style": name} for name in ("danger", "success")}  # what is likely stands out by its size
CODE = re.compile(rf"/{Command.LINK} [0-9A-Z]{{4}}-[0-9A-Z]{{4}}")  # a code for linking, as it is to be typed
MOST, WIDE = 3, 32  # buttons a row, and the characters that fit one on a small phone


def html(text: str) -> str:
    """The text as Telegram's HTML; whatever somebody typed stays text. A tap on a code copies it, and sends nothing."""
    return CODE.sub(r"<code>\g<0></code>", escape(text, quote=False))


def size(text: str) -> int:
    """How long Telegram thinks it is: characters beyond the basic plane count twice."""
    return len(text.encode("utf-16-le")) // 2


def parts(utterance: Utterance) -> list[str]:
    """The text of a message as texts that Telegram takes, in order."""
    text = utterance.text
    if size(text) <= LONGEST:
        return [text]
    return split(text, LONGEST if size(text) == len(text) else LONGEST // 2)


def keyboard(buttons: tuple[Button, ...], text: str, words: Words) -> Markup:
    """The buttons under a message, as the parameters of a request; none if there are none.

    Where the text tells a code, the first copies it.
    """
    copied = CODE.search(text)
    found = [
        *([[{"text": words.label("copy_code"), "copy_text": {"text": copied[0]}}]] if copied else ()),
        *(
            [{"text": each.label, "callback_data": each.id, **COLOURS.get(each.style, {})} for each in row]
            for row in rows(buttons, most=MOST, wide=WIDE)
        ),
    ]
    return {"reply_markup": {"inline_keyboard": found}} if found else {}


def link(label: str, url: str) -> Markup:
    """One button that opens a place in Telegram."""
    return {"reply_markup": {"inline_keyboard": [[{"text": label, "url": url}]]}}


def offers(message: object, data: str | None) -> bool:
    """Whether the button with this data stands under the message now."""
    markup = message.reply_markup if isinstance(message, Message) else None
    shown = markup.inline_keyboard if markup else ()
    return any(button.callback_data == data for row in shown for button in row)


def left(seconds: int, words: Words) -> str:
    """What is left of a countdown, in words."""
    if seconds < 100:
        return words.text("left_seconds", n=seconds)
    return words.text("left_minutes", n=round(seconds / 60))
