"""Makes api.json from a description of the Bot API: `python -m tests.fakes.telegram.derive DESCRIPTION.json`.

The description is the JSON made from core.telegram.org/bots/api by PaulSonOfLars/telegram-bot-api-spec (MIT; its
licence is beside, as api.LICENSE). Kept: the methods below and every type they reach. What the prose limits is data.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = (
    *("getMe", "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "logOut", "close"),
    *("sendMessage", "sendDocument", "sendPhoto", "sendAnimation", "sendChatAction"),
    *("deleteMessage", "deleteMessages"),
    *("editMessageText", "editMessageCaption", "editMessageReplyMarkup", "answerCallbackQuery", "getChat", "leaveChat"),
    *("setMyCommands", "getMyCommands", "deleteMyCommands", "setMyName", "getMyName"),
    *("setMyDescription", "getMyDescription", "setMyShortDescription", "getMyShortDescription"),
)

RANGE = re.compile(r"(\d+)-(\d+)(?: (characters|bytes))?( after entit)?")
AT_MOST = re.compile(r"(?:[Aa]t most|[Uu]p to) (\d+) (characters|bytes|commands)")
ALWAYS = re.compile(r'(?:, always|, must be) "?(\w+)"?$')
ONE_OF = re.compile(r"(?:[Mm]ust be one of|can be(?: either|)) (\".+)")
ONE_ACTION = re.compile(r"Exactly one of the fields other than ([^.]+?) must be used")
PATTERNS = (
    ("Only characters A-Z, a-z, 0-9, _ and - are allowed", "[A-Za-z0-9_-]+"),
    ("only lowercase English letters, digits and underscores", "[a-z0-9_]+"),
    ("two-letter ISO 639-1 language code", "([a-z]{2})?"),
)


def limits(types: list[str], prose: str) -> dict[str, Any]:
    """What the prose about a field says in numbers: min, max, and what is counted."""
    if found := AT_MOST.search(prose):
        unit = found[2] if found[2] in ("characters", "bytes") else "items"
        return {"max": int(found[1]), "count": unit}
    found = RANGE.search(re.sub(r"(?:ISO|GMT)[ \d-]+", "", prose))
    if (
        not found
        or (types[0] == "String" and not found[3])
        or types[0] not in ("Integer", "String", "Array of Integer")
    ):
        return {}
    kind = found[3] or ("items" if types[0].startswith("Array") else "value")
    said: dict[str, Any] = {"min": int(found[1]), "max": int(found[2]), "count": kind}
    return {**said, "parsed": True} if found[4] or " after entity" in prose else said


def field(said: dict[str, Any]) -> dict[str, Any]:
    """One field or parameter, short."""
    types, prose = said["types"], said["description"]
    kept: dict[str, Any] = {"types": types}
    if said["required"]:
        kept["required"] = True
    if found := limits(types, prose):
        kept["limits"] = found
    if found_always := ALWAYS.search(prose.rstrip(".")):
        kept["always"] = found_always[1]
    elif found_one := ONE_OF.search(prose):
        kept["one_of"] = re.findall(r'"(\w+)"', found_one[1])
    for words, pattern in PATTERNS:
        if words in prose and types == ["String"]:
            kept["pattern"] = pattern
    return kept


def entry(said: dict[str, Any]) -> dict[str, Any]:
    """One method or type, short."""
    kept: dict[str, Any] = {name: said[name] for name in ("returns", "subtypes") if said.get(name)}
    if said.get("fields"):
        kept["fields"] = {each["name"]: field(each) for each in said["fields"]}
    if found := ONE_ACTION.search(" ".join(said["description"])):
        kept["one_other_than"] = re.split(r",? and |, ", found[1])
    return kept


def reached(description: dict[str, Any]) -> list[str]:
    """The names of the types that the methods take and give, and of those inside them."""
    types, names = description["types"], []
    waiting = [description["methods"][name] for name in METHODS]
    while waiting:
        said = waiting.pop(0)
        inside = [kind for each in said.get("fields", ()) for kind in each["types"]]
        for kind in [*said.get("returns", ()), *inside, *said.get("subtypes", ())]:
            name = kind.replace("Array of ", "")
            if name in types and name not in names:
                names.append(name)
                waiting.append(types[name])
    return sorted(names)


def lines(entries: dict[str, Any]) -> str:
    """One entry a line, so that a new version of the description makes a readable diff."""
    return ",\n".join(f"{json.dumps(name)}:{json.dumps(said, separators=(',', ':'))}" for name, said in entries.items())


def derive(description: dict[str, Any]) -> str:
    """api.json as text."""
    methods = {name: entry(description["methods"][name]) for name in METHODS}
    types = {name: entry(description["types"][name]) for name in reached(description)}
    head = f'"version":{json.dumps(description["version"])}'
    return f'{{{head},\n"methods":{{\n{lines(methods)}\n}},\n"types":{{\n{lines(types)}\n}}}}\n'


if __name__ == "__main__":
    text = derive(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Path(__file__).with_name("api.json").write_text(text, encoding="utf-8")
