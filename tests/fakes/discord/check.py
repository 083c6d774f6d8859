"""Every fault of a request against the description (api.json) and the documented limits that it leaves out (rules.py).

A fault reads "place: what is wrong", places as Discord counts them: "components.0.components.4.label: ...".
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.fakes.discord.rules import Faults, broken

API: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "api.json").read_text(encoding="utf-8"))
SCHEMAS = API["schemas"]
TYPES: dict[str, Any] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{([^}]+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)) + r"\Z")


TEMPLATES = sorted({name.split(" ", 1)[1] for name in API["paths"]}, key=lambda path: (path.count("{"), path))
PATTERNS = {template: _pattern(template) for template in TEMPLATES}


@lru_cache(256)  # each request asks several times
def template(path: str) -> str | None:
    """Which path of the description this one is ("/channels/1" -> "/channels/{channel_id}"), None if none."""
    path = path.split("?", 1)[0]
    return next((name for name, pattern in PATTERNS.items() if pattern.match(path)), None)


def names(path: str) -> dict[str, str]:
    """What stands in the path for its names, e.g. {"channel_id": "1"}."""
    found = PATTERNS[template(path) or ""].match(path) if template(path) else None
    return found.groupdict() if found else {}


def check(http_method: str, path: str, body: Any) -> list[str]:
    """All faults of a request, [] for a good one. `path` is without "/api/v10"; `body` is the parsed JSON or None."""
    name = template(path)
    if f"{http_method} {name}" not in API["paths"]:
        return [f"{http_method} {path}: no such request in api.json"]
    schema = API["paths"][f"{http_method} {name}"]
    if schema is None:
        return [] if body is None else ["body: this request has none"]
    if body is None:
        return ["body: This field is required"]
    # what has the wrong shape cannot be held against the finer rules
    return list(_faults(schema, body, "")) or list(broken(name or "", body))


def _faults(schema: Any, value: Any, at: str) -> Faults:
    if "$ref" in schema:
        yield from _faults(SCHEMAS[schema["$ref"]], value, at)
        return
    for part in schema.get("allOf", ()):
        yield from _faults(part, value, at)
    options = schema.get("oneOf") or schema.get("anyOf")
    if options:
        yield from _of_several(options, value, at)
        return
    if schema.get("format") == "snowflake" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # Discord takes ids as numbers as well
    if not _has_type(schema, value):
        yield f"{at}: Expected {schema['type']}, got {type(value).__name__}"
        return
    if value is None:
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: Value must be one of {schema['enum']}"
    yield from _sizes(schema, value, at)
    if isinstance(value, dict):
        yield from _object(schema, value, at)
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _faults(schema["items"], item, _join(at, index))


def _has_type(schema: Any, value: Any) -> bool:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if isinstance(value, bool):  # a bool is an int to Python only
        return not kinds or "boolean" in kinds
    return not kinds or any(isinstance(value, TYPES[kind]) for kind in kinds)


def _sizes(schema: Any, value: Any, at: str) -> Faults:
    if isinstance(value, str):  # counted in code points; Discord does not say what it counts
        yield from _between(schema, len(value), "minLength", "maxLength", f"{at}: length")
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{at}: Value does not match {schema['pattern']}"
    elif isinstance(value, list):
        yield from _between(schema, len(value), "minItems", "maxItems", f"{at}: number of items")
        if schema.get("uniqueItems") and len({json.dumps(item) for item in value}) != len(value):
            yield f"{at}: Items must be unique"
    elif isinstance(value, dict):
        yield from _between(schema, len(value), "minProperties", "maxProperties", f"{at}: number of entries")
    elif not isinstance(value, bool):
        yield from _between(schema, value, "minimum", "maximum", f"{at}: value")


def _between(schema: Any, size: float, least: str, most: str, what: str) -> Faults:
    if size < schema.get(least, size):
        yield f"{what} must be {schema[least]} or more, is {size}"
    if size > schema.get(most, size):
        yield f"{what} must be {schema[most]} or fewer, is {size}"


def _object(schema: Any, value: dict[str, Any], at: str) -> Faults:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_join(at, name)}: This field is required"
    known, further = schema.get("properties", {}), schema.get("additionalProperties")
    for name, part in value.items():
        if name in known:
            yield from _faults(known[name], part, _join(at, name))
        elif isinstance(further, dict):
            yield from _faults(further, part, _join(at, name))
        # a field nobody knows is ignored by Discord; discord.py itself sends some


def _of_several(options: list[Any], value: Any, at: str) -> Faults:
    """None if the value fits one of them; else the faults against the one it says it is (`type`), or the nearest."""
    if value is None and {"type": "null"} in options:
        return
    real = [option for option in options if option != {"type": "null"}]
    meant = [option for option in real if _says(option, value)]
    possible = [*meant, *(option for option in real if not _kinds(option))]  # the others have another `type`
    tried = [list(_faults(option, value, at)) for option in possible]
    if [] in tried:
        return
    if isinstance(value, dict) and "type" in value and not meant and any(map(_kinds, real)):
        yield f"{_join(at, 'type')}: Value must be one of {sorted({k for o in real for k in _kinds(o)})}"
        return
    if meant:
        yield from min(tried[: len(meant)], key=len)
        return
    fitting = [list(_faults(option, value, at)) for option in real if _has_type(_named(option), value)]
    yield from min(fitting or [list(_faults(option, value, at)) for option in real], key=len)


def _named(option: Any) -> Any:
    return SCHEMAS[option["$ref"]] if "$ref" in option else option


def _kinds(option: Any) -> list[Any]:
    kinds: list[Any] = _named(option).get("properties", {}).get("type", {}).get("enum", [])
    return kinds


def _says(option: Any, value: Any) -> bool:
    return isinstance(value, dict) and value.get("type") in _kinds(option)


def _join(at: str, name: object) -> str:
    return f"{at}.{name}" if at else str(name)
