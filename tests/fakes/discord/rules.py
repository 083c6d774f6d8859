"""Documented limits of Discord which its description leaves out: messages, components, commands, autocomplete.

Sources: the pages "Message Resource", "Component Reference", "Application Commands", "Receiving and Responding to
Interactions" of the documentation for developers. Flag names and numbers are those of the documentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Faults = Iterator[str]

CONTENT = 2000
EMBED_TOTAL = 6000  # characters of all embeds of a message together
ROWS, IN_A_ROW, COMPONENTS = 5, 5, 40
COMMAND_TOTAL = 8000  # name, description and values of a command with its options and choices
COMMANDS = {1: 100, 2: 15, 3: 15}  # by type: slash, user menu, message menu
COMMAND_NAME = re.compile(r"^[-_'\w]{1,32}\Z")  # plus Devanagari and Thai marks, which nobody here needs
EPHEMERAL, SUPPRESS_EMBEDS, SILENT, V2 = 1 << 6, 1 << 2, 1 << 12, 1 << 15
BUTTON, STRING_SELECT = 2, 3
SELECTS = (3, 5, 6, 7, 8)


def broken(path: str, body: Any) -> Faults:
    """What breaks a documented limit in a body that has the right shape."""
    if path.endswith("/callback"):
        yield from _callback(body)
    elif path.endswith(("/commands", "/commands/{command_id}")):
        yield from _commands(body)
    elif "messages" in path or path.startswith("/webhooks"):
        allowed = SUPPRESS_EMBEDS | V2 | (EPHEMERAL | SILENT if path.startswith("/webhooks") else SILENT)
        yield from _message(body, "", allowed)


def _callback(body: dict[str, Any]) -> Faults:
    data = body.get("data") or {}
    if body["type"] in (4, 5, 7):
        yield from _message(data, "data.", EPHEMERAL | SUPPRESS_EMBEDS | SILENT | V2)
    elif body["type"] == 8:
        choices = data.get("choices") or []
        if len(choices) > 25:
            yield f"data.choices: Must be 25 or fewer in length, is {len(choices)}"


def _message(body: dict[str, Any], at: str, flags: int) -> Faults:
    content, embeds, rows = body.get("content") or "", body.get("embeds") or [], body.get("components") or []
    if len(content) > CONTENT:
        yield f"{at}content: Must be {CONTENT} or fewer in length, is {len(content)}"
    said = body.get("flags") or 0
    if said & ~flags:
        yield f"{at}flags: bits {bin(said & ~flags)} may not be set here"
    if body.get("enforce_nonce") and body.get("nonce") is None:
        yield f"{at}enforce_nonce: needs a nonce"
    if sum(_embed_size(embed) for embed in embeds) > EMBED_TOTAL:
        yield f"{at}embeds: Must be {EMBED_TOTAL} or fewer characters together"
    if said & V2:
        if content or embeds:
            yield f"{at}content: cannot be used with the flag IS_COMPONENTS_V2"
    else:
        if len(rows) > ROWS:
            yield f"{at}components: Must be {ROWS} or fewer in length, is {len(rows)}"
        for index, row in enumerate(rows):
            if row["type"] != 1:
                yield f"{at}components.{index}.type: only action rows without the flag IS_COMPONENTS_V2"
    yield from _components(rows, f"{at}components")


def _embed_size(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [text for field in embed.get("fields") or [] for text in (field["name"], field["value"])]
    return sum(len(text or "") for text in texts)


def parts(components: list[dict[str, Any]], at: str = "components") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every component with its place, the nested ones too."""
    for index, part in enumerate(components):
        here = f"{at}.{index}"
        yield here, part
        yield from parts(part.get("components") or [], f"{here}.components")
        if isinstance(part.get("accessory"), dict):
            yield f"{here}.accessory", part["accessory"]


def _components(components: list[dict[str, Any]], at: str) -> Faults:
    everything = list(parts(components, at))
    if len(everything) > COMPONENTS:
        yield f"{at}: at most {COMPONENTS} components in all, are {len(everything)}"
    for place, part in everything:
        if part["type"] == 1:
            yield from _row(part, place)
        elif part["type"] == BUTTON:
            yield from _button(part, place)
        elif part["type"] in SELECTS:
            yield from _select(part, place)
    ids = Counter(part["custom_id"] for _, part in everything if part.get("custom_id"))
    for place, part in everything:
        if ids[part.get("custom_id") or ""] > 1:
            yield f"{place}.custom_id: Component custom id cannot be duplicated"


def _row(row: dict[str, Any], at: str) -> Faults:
    inside = [part["type"] for part in row["components"]]
    if any(kind in SELECTS for kind in inside) and len(inside) > 1:
        yield f"{at}.components: a row with a select holds nothing else"
    if len(inside) > IN_A_ROW:
        yield f"{at}.components: Must be {IN_A_ROW} or fewer in length, is {len(inside)}"


def _button(button: dict[str, Any], at: str) -> Faults:
    style, name, url = button["style"], button.get("custom_id"), button.get("url")
    if style in (1, 2, 3, 4):
        if not name:
            yield f"{at}.custom_id: A custom id is required"
        if url or button.get("sku_id"):
            yield f"{at}.url: only a link button has an address"
    elif style == 5 and (not url or name):
        yield f"{at}.url: A link button has an address and no custom id"
    if style != 6 and not (button.get("label") or "").strip() and not button.get("emoji"):
        yield f"{at}.label: A button must have a label or an emoji"
    if url and not re.match(r"(https?|discord)://", url):
        yield f"{at}.url: Scheme must be one of http, https, discord"


def _select(select: dict[str, Any], at: str) -> Faults:
    least = 1 if select.get("min_values") is None else select["min_values"]
    most = 1 if select.get("max_values") is None else select["max_values"]
    if least > most:
        yield f"{at}.min_values: more than max_values"
    if select["type"] != STRING_SELECT:
        return
    options = select["options"]
    if most > len(options):
        yield f"{at}.max_values: more than there are options"
    if sum(bool(option.get("default")) for option in options) > most:
        yield f"{at}.options: more defaults than max_values"
    values = Counter(option["value"] for option in options)
    for index, option in enumerate(options):
        if values[option["value"]] > 1:
            yield f"{at}.options.{index}.value: The specified option value is already used"
        if not option["label"].strip() or not option["value"]:
            yield f"{at}.options.{index}.label: This field is required"


def _commands(body: Any) -> Faults:
    if not isinstance(body, list):
        yield from _command(body, "")
        return
    for kind, most in COMMANDS.items():
        count = sum((command.get("type") or 1) == kind for command in body)
        if count > most:
            yield f"commands: Maximum number of application commands reached ({most})"
    names = Counter((command.get("type") or 1, command["name"]) for command in body)
    for index, command in enumerate(body):
        yield from _command(command, f"{index}.")
        if names[command.get("type") or 1, command["name"]] > 1:
            yield f"{index}.name: Application command names must be unique"


def _command(command: dict[str, Any], at: str) -> Faults:
    slash = (command.get("type") or 1) == 1
    if slash and "name" in command:
        yield from _name(command["name"], at)
        if not command.get("description"):
            yield f"{at}description: This field is required"
    if not slash and (command.get("description") or command.get("options")):
        yield f"{at}description: only a slash command has one"
    yield from _options(command.get("options") or [], at, 0)
    if _command_size(command) > COMMAND_TOTAL:
        yield f"{at}name: Command exceeds maximum size ({COMMAND_TOTAL})"


def _name(name: str, at: str) -> Faults:
    if not COMMAND_NAME.match(name):
        yield f"{at}name: Command name is invalid"
    if name != name.lower():
        yield f"{at}name: Command name must be lower case"


def _options(options: list[dict[str, Any]], at: str, depth: int) -> Faults:
    if len({option["name"] for option in options}) != len(options):
        yield f"{at}options: Option names must be unique"
    groups = [option["type"] in (1, 2) for option in options]
    if any(groups) and not all(groups):
        yield f"{at}options: Sub-command and sub-command group option types are mutually exclusive to all other types"
    optional = False
    for index, option in enumerate(options):
        here = f"{at}options.{index}."
        yield from _name(option["name"], here)
        if option.get("required") and optional:
            yield f"{here}required: Required options must be placed before non-required options"
        optional |= not option.get("required")
        if option.get("choices") and option.get("autocomplete"):
            yield f"{here}autocomplete: not together with choices"
        if (option["type"] == 2 and depth > 0) or (option["type"] == 1 and depth > 1):
            yield f"{here}type: nested too deep"
        names = [choice["name"] for choice in option.get("choices") or []]
        if len(set(names)) != len(names):
            yield f"{here}choices: Choice names must be unique"
        yield from _options(option.get("options") or [], here, depth + 1)


def _command_size(part: dict[str, Any]) -> int:
    own = len(part.get("name") or "") + len(part.get("description") or "") + len(str(part.get("value", "")))
    return own + sum(_command_size(inner) for key in ("options", "choices") for inner in part.get(key) or [])
