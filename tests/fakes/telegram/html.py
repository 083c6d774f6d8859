"""HTML of a message, read as Telegram reads it: the plain text, its entities, or what is wrong.

Rules: core.telegram.org/bots/api#html-style. Where the real server lets something pass which the page forbids (a bare &
or >, a tag inside code), it is a fault here. Offsets and lengths are in UTF-16 units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Entity = dict[str, Any]

TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|\w+);?")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w.-]+))?)*)\s*>")
_PLAIN = re.compile(r"[^<>&]+")
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([\w.-]+)))?")
_COMMAND = re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/@])")


class HtmlError(ValueError):
    """It cannot be read; says why in the words of the server."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a person sees."""

    text: str
    entities: list[Entity]


@dataclass(slots=True)
class _Open:
    tag: str
    start: int  # in what has been read, in characters
    more: Entity = field(default_factory=dict)


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> Parsed:
    """Raises HtmlError."""
    out, at, stack, entities = "", 0, list[_Open](), list[tuple[int, int, Entity]]()
    while at < len(html):
        mark = html[at]
        if mark == "&":
            character, at = _reference(html, at)
            out += character
        elif mark == ">":
            raise HtmlError(f"Character '>' must be escaped at byte offset {_byte(html, at)}")
        elif mark == "<":
            found = _TAG.match(html, at)
            if not found:
                raise HtmlError(f"Unclosed or unreadable tag at byte offset {_byte(html, at)}")
            if found[1]:
                entities.append(_close(found[2].lower(), stack, len(out), _byte(html, at)))
            else:
                stack.append(_opened(found[2].lower(), found[3], stack, len(out), _byte(html, at)))
            at = found.end()
        else:
            found = _PLAIN.match(html, at)
            assert found
            out += found[0]
            at = found.end()
    if stack:
        raise HtmlError(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return _trimmed(out, entities)


def plain(text: str) -> Parsed:
    """A text without marks; the commands in it are found, as the server finds them."""
    text = text.strip()
    return Parsed(text, commands(text))


def commands(text: str) -> list[Entity]:
    """The entities of the /commands in a text."""
    return [
        {"type": "bot_command", "offset": units(text[: each.start()]), "length": units(each[0])}
        for each in _COMMAND.finditer(text)
    ]


def _byte(html: str, at: int) -> int:
    return len(html[:at].encode())


def _reference(html: str, at: int) -> tuple[str, int]:
    found = _REFERENCE.match(html, at)
    if found and found[0].endswith(";"):
        name = found[1]
        if name in NAMED:
            return NAMED[name], found.end()
        if name.startswith("#"):
            number = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            if 0 < number < 0xD800 or 0xDFFF < number < 0x110000:
                return chr(number), found.end()
    raise HtmlError(f"Character '&' must be escaped at byte offset {_byte(html, at)}")


def _opened(tag: str, rest: str, stack: list[_Open], start: int, byte: int) -> _Open:
    if tag not in TAGS:
        raise HtmlError(f'Unsupported start tag "{tag}" at byte offset {byte}')
    inside = {each.tag for each in stack}
    if inside & {"pre", "code"} and (tag != "code" or stack[-1].tag != "pre"):
        raise HtmlError(f'Tag "{tag}" inside code or pre at byte offset {byte}')
    if tag == "blockquote" and "blockquote" in inside:
        raise HtmlError(f"Nested blockquote at byte offset {byte}")
    given = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in _ATTRIBUTE.finditer(rest)}
    return _Open(tag, start, _more(tag, {name: _decoded(value) for name, value in given.items()}, byte))


def _more(tag: str, given: dict[str, str], byte: int) -> Entity:
    """What the attributes add to the entity."""
    if tag == "span" and given.get("class") != "tg-spoiler":
        raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
    if tag == "tg-emoji":
        if not given.get("emoji-id"):
            raise HtmlError(f'Attribute "emoji-id" must be specified for "tg-emoji" at byte offset {byte}')
        return {"custom_emoji_id": given["emoji-id"]}
    if tag == "code" and given.get("class", "").startswith("language-"):
        return {"language": given["class"].removeprefix("language-")}
    if tag == "blockquote" and "expandable" in given:
        return {"type": "expandable_blockquote"}
    return {"url": given["href"]} if tag == "a" and given.get("href") else {}


def _decoded(value: str) -> str:
    return _REFERENCE.sub(lambda found: _reference(found[0], 0)[0], value)


def _close(tag: str, stack: list[_Open], end: int, byte: int) -> tuple[int, int, Entity]:
    if not stack:
        raise HtmlError(f"Unexpected end tag at byte offset {byte}")
    opened = stack.pop()
    if opened.tag != tag:
        raise HtmlError(f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{tag}>"')
    if tag == "code" and opened.more and not (stack and stack[-1].tag == "pre"):
        opened.more = {}  # a language counts only inside pre
    elif tag == "code" and stack and stack[-1].tag == "pre":
        stack[-1].more = opened.more
        return (0, 0, {})  # one entity for both
    return (opened.start, end, {"type": TAGS[tag], **opened.more})


def _trimmed(text: str, found: list[tuple[int, int, Entity]]) -> Parsed:
    """Blanks at both ends go, and so do entities around nothing and links to nowhere."""
    text = text.rstrip()
    lead = len(text) - len(text.lstrip())
    text = text.lstrip()
    entities = list[Entity]()
    for start, end, said in found:
        start, end = max(0, start - lead), min(len(text), end - lead)
        if end > start and (said["type"] != "text_link" or "url" in said):
            places = {"offset": units(text[:start]), "length": units(text[start:end])}
            entities.append({"type": said["type"], **places, **said})
    quiet = [each for each in entities if each["type"] in ("code", "pre", "text_link")]
    entities += [each for each in commands(text) if not any(_within(each, other) for other in quiet)]
    return Parsed(text, sorted(entities, key=lambda each: (each["offset"], -each["length"])))


def _within(one: Entity, other: Entity) -> bool:
    start, end = other["offset"], other["offset"] + other["length"]
    return bool(start <= one["offset"] and one["offset"] + one["length"] <= end)
