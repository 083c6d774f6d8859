"""Every fault of a request to the Bot API, and of an object it answers with, against api.json.

A parameter may be text that stands for something else, as in a form: "12" is an Integer, and an object is its JSON. In
a JSON body too: the real server makes text of all of it first. Inside an object every value has its own type.
Where the real server is known to say something particular, a fault has its words. Stricter than the real one, which
drops what it does not know: unknown parameters are faults, for a test is to find a word that is spelt wrong.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.html import HtmlError, Parsed, parse, plain, units

Params = dict[str, Any]

# From the words about sendChatAction; the page has no list of them
ACTIONS = (
    *("typing", "choose_sticker", "find_location", "upload_document", "upload_photo"),
    *("record_video", "upload_video", "record_voice", "upload_voice", "record_video_note", "upload_video_note"),
)
# Not on the page: what the server takes, as seen by those who tried more (BUTTONS_TOO_MUCH; clients show 8 a row)
BUTTONS, ROW = 100, 8

_TEXTS = {"text": ("message text is empty", "message is too long"), "caption": ("", "message caption is too long")}
_SIMPLE: dict[str, Any] = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float), "True": bool}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    data: bytes
    content_type: str = "application/octet-stream"


@cache
def api() -> dict[str, Any]:
    """What api.json says."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("api.json").read_text(encoding="utf-8"))
    return loaded


def check(method: str, params: Params) -> list[str]:
    """The faults of a request."""
    said = api()["methods"].get(method)
    if said is None:
        return [f"unknown method {method}"]
    fields = said.get("fields", {})
    faults = [f"unknown parameter {name}" for name in params if name not in fields and not _attached(name, params)]
    for name, rule in fields.items():
        if name in params:
            faults += _value(read(rule["types"], params[name]), rule, name)
        elif rule.get("required"):
            faults.append(f"{'message text' if name == 'text' else name} is empty")
    return faults or _more(method, typed(method, params))


def typed(method: str, params: Params) -> Params:
    """The parameters with the types that the description gives them."""
    fields = api()["methods"][method].get("fields", {})
    return {name: read(fields[name]["types"], value) if name in fields else value
            for name, value in params.items()}  # fmt: skip


def read(types: list[str], value: Any) -> Any:
    """A text as the first of the types that it can stand for; as it is when it is none."""
    if not isinstance(value, str):
        return value
    for kind in types:
        if kind == "Boolean" and value.lower() in ("true", "false", "1", "0"):
            return value.lower() in ("true", "1")
        if kind == "Integer" and re.fullmatch(r"-?\d{1,19}", value):
            return int(value)
        if kind == "Float" and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        if kind == "String":
            return value
        if kind.startswith("Array of") or kind in api()["types"]:
            try:
                return json.loads(value)
            except ValueError:
                continue
    return value


def written(params: Params, name: str = "text") -> Parsed:
    """The text or caption of a request as it will be read. Raises HtmlError."""
    text, entities = params.get(name, ""), params.get("entities" if name == "text" else f"{name}_entities")
    if params.get("parse_mode"):
        return parse(text)
    return Parsed(text.strip(), list(entities)) if entities else plain(text)


def check_type(name: str, value: Any, at: str = "") -> list[str]:
    """The faults of an object of that type ("Message", "Array of Update", "Integer")."""
    return _typed(name, value, at or name, limits=False)


def check_result(method: str, result: Any) -> list[str]:
    """The faults of what is answered to a method."""
    tried = [check_type(kind, result, method) for kind in api()["methods"][method]["returns"]]
    return min(tried, key=len)


def _attached(name: str, params: Params) -> bool:
    """Files go by names of their own, which another parameter mentions."""
    return isinstance(params[name], Upload) and any(
        f"attach://{name}" in value for value in params.values() if isinstance(value, str)
    )


def _value(value: Any, rule: dict[str, Any], at: str, *, limits: bool = True) -> list[str]:
    """The faults of one field."""
    faults = min((_typed(kind, value, at, limits=limits) for kind in rule["types"]), key=len)
    if faults:
        return faults
    if "always" in rule and value != rule["always"]:
        return [f"{at} is {value!r}, always {rule['always']!r}"]
    if "one_of" in rule and value not in rule["one_of"]:
        return [f"{at} is {value!r}, none of {', '.join(rule['one_of'])}"]
    if not limits:
        return []
    if "pattern" in rule and not re.fullmatch(rule["pattern"], value):
        return [f"{at} has characters that are not allowed"]
    return _limited(value, rule.get("limits", {}), at)


def _limited(value: Any, limit: dict[str, Any], at: str) -> list[str]:
    if not limit or limit.get("parsed"):
        return []  # a text is measured when it is read
    count = limit["count"]
    size = value if count == "value" else len(value.encode()) if count == "bytes" else len(value)
    if count == "characters":
        size = units(value)
    if limit.get("min", 0) <= size <= limit["max"]:
        return []
    if at.endswith("callback_data"):
        return ["BUTTON_DATA_INVALID"]
    return [f"{at} has {size} {count}, not {limit.get('min', 0)}-{limit['max']}"]


def _typed(kind: str, value: Any, at: str, *, limits: bool) -> list[str]:
    """The faults of a value which is to be of one type."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{at} is {type(value).__name__}, not {kind}"]
        inside = kind.removeprefix("Array of ")
        return [fault for n, each in enumerate(value) for fault in _typed(inside, each, f"{at}[{n}]", limits=limits)]
    if kind in _SIMPLE:
        right = isinstance(value, _SIMPLE[kind]) and isinstance(value, bool) == (kind in ("Boolean", "True"))
        return [] if right and (kind != "True" or value) else [f"{at} is {value!r:.60}, not {kind}"]
    if kind == "InputFile":
        right = isinstance(value, Upload) or (isinstance(value, str) and value.startswith("attach://"))
        return [] if right else [f"{at} is no file"]
    said = api()["types"][kind]
    if "subtypes" in said:
        return _one_of_these(said["subtypes"], value, at, limits=limits)
    return _object(kind, value, at, limits=limits)


def _one_of_these(kinds: list[str], value: Any, at: str, *, limits: bool) -> list[str]:
    """The faults against the subtype that fits best: first by the word that names it, then by the fewest faults."""
    types = api()["types"]
    if isinstance(value, dict):
        for kind in kinds:
            named = {name: rule["always"] for name, rule in types.get(kind, {}).get("fields", {}).items()
                     if "always" in rule}  # fmt: skip
            if named and all(value.get(name) == word for name, word in named.items()):
                return _typed(kind, value, at, limits=limits)
    return min((_typed(kind, value, at, limits=limits) for kind in kinds), key=len)


def _object(kind: str, value: Any, at: str, *, limits: bool) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is {type(value).__name__}, not {kind}"]
    said = api()["types"][kind]
    fields = said.get("fields", {})
    faults = [f"{at} has an unknown field {name}" for name in value if name not in fields]
    for name, rule in fields.items():
        if name in value:
            faults += _value(value[name], rule, f"{at}.{name}", limits=limits)
        elif rule.get("required"):
            faults.append(f"{at} lacks {name}")
    if not faults and "one_other_than" in said and len(set(value) - set(said["one_other_than"])) != 1:
        faults.append(f"{at} must have exactly one action")
    return faults


def _more(method: str, params: Params) -> list[str]:
    """What holds between the parameters, and is not in a single field of the description."""
    faults = list[str]()
    for name in ("text", "caption"):
        if name in params and method != "answerCallbackQuery":
            faults += _text(method, params, name)
    if method.startswith("edit") and "inline_message_id" not in params and not {"chat_id", "message_id"} <= set(params):
        faults.append("message identifier is not specified")
    if method == "editMessageText" and "text" not in params and "rich_message" not in params:
        faults.append("message text is empty")
    if "inline_keyboard" in (markup := params.get("reply_markup") or {}):
        faults += _keyboard(markup["inline_keyboard"])
    if method == "sendChatAction" and params["action"] not in ACTIONS:
        faults.append("wrong parameter action in request")
    if method == "setWebhook" and not _may_be_called(params["url"]):
        faults.append("bad webhook: An HTTPS URL must be provided for webhook")
    return faults


def _text(method: str, params: Params, name: str) -> list[str]:
    mode = params.get("parse_mode", "")
    if mode and mode != "HTML":  # case matters to nobody but us: one way to write it
        return ["unsupported parse_mode"]
    if mode and params.get("entities" if name == "text" else "caption_entities"):
        return ["parse_mode and entities together"]
    try:
        parsed = written(params, name)
    except HtmlError as error:
        return [f"can't parse entities: {error}"]
    limit, (empty, long) = api()["methods"][method]["fields"][name]["limits"], _TEXTS[name]
    size = units(parsed.text)
    if any(each["offset"] + each["length"] > size for each in parsed.entities):
        return [f"an entity reaches beyond the {name}"]
    return [empty] if size < limit["min"] else [long] if size > limit["max"] else []


def _keyboard(rows: list[list[dict[str, Any]]]) -> list[str]:
    faults = list[str]()
    if sum(map(len, rows)) > BUTTONS:
        faults.append("reply markup is too long")
    if any(len(row) > ROW for row in rows):
        faults.append(f"more than {ROW} buttons in a row")
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            faults.append("text of an inline keyboard button must not be empty")
        url = button.get("url")
        if url is not None and not re.match(r"(https?|tg|ton)://.", url):
            faults.append(f"inline keyboard button URL '{url:.60}' is invalid: Wrong HTTP URL")
    return faults


def _may_be_called(url: str) -> bool:
    """An HTTPS address, none at all (which removes the webhook), or one on this machine, as a local server allows."""
    parts = urlsplit(url)
    return not url or parts.scheme == "https" or parts.hostname in ("127.0.0.1", "localhost")
