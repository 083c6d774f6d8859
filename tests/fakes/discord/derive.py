"""Makes api.json from what Discord says of its API: `python -m tests.fakes.discord.derive discord-openapi-v10.json`.

Only requests are kept: the paths a chat bot uses and the schemas which their bodies reach, without prose, one a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PATHS = (
    "/gateway",
    "/gateway/bot",
    "/users/@me",
    "/users/{user_id}",
    "/users/@me/channels",
    "/applications/@me",
    "/oauth2/applications/@me",
    "/applications/{application_id}/commands",
    "/applications/{application_id}/commands/{command_id}",
    "/applications/{application_id}/guilds/{guild_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}",
    "/channels/{channel_id}",
    "/channels/{channel_id}/messages",
    "/channels/{channel_id}/messages/{message_id}",
    "/channels/{channel_id}/typing",
    "/interactions/{interaction_id}/{interaction_token}/callback",
    "/webhooks/{webhook_id}/{webhook_token}",
    "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
)
UNUSED = (  # a bot may, but ours does not: what the server does not know it answers with 405
    "PATCH /users/@me",
    "PATCH /applications/@me",
    "PATCH /channels/{channel_id}",
    "DELETE /channels/{channel_id}",
    "PATCH /webhooks/{webhook_id}/{webhook_token}",
    "DELETE /webhooks/{webhook_id}/{webhook_token}",
    "GET /webhooks/{webhook_id}/{webhook_token}",
)
METHODS = ("get", "put", "post", "patch", "delete")
REF = "#/components/schemas/"


def trimmed(schema: Any) -> Any:
    """The schema without prose, its references by bare name; a named number (oneOf of const) becomes an enum."""
    if isinstance(schema, list):
        return [trimmed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].removeprefix(REF)}
    if schema.get("oneOf") and all("const" in one for one in schema["oneOf"]):
        rest = {key: value for key, value in schema.items() if key != "oneOf"}
        return trimmed(rest | {"enum": [one["const"] for one in schema["oneOf"]]})
    return {
        key: {name: trimmed(part) for name, part in value.items()} if key == "properties" else trimmed(value)
        for key, value in schema.items()
        if key not in ("description", "title", "x-discord-union", "example", "deprecated")
    }


def names(schema: Any) -> Iterator[str]:
    """Every schema which this one names."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for part in schema.values():
            yield from names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from names(part)


def body(operation: dict[str, Any]) -> Any:
    """The schema of the JSON body, None where there is none."""
    content = operation.get("requestBody", {}).get("content", {})
    return trimmed(content["application/json"]["schema"]) if "application/json" in content else None


def derive(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`paths` ("POST /channels/{channel_id}/messages" -> schema or None) and `schemas` (name -> schema)."""
    paths: dict[str, Any] = {}
    for path in PATHS:
        operations = description["paths"][path]
        paths |= {f"{method.upper()} {path}": body(operations[method]) for method in METHODS if method in operations}
    paths = {name: schema for name, schema in paths.items() if name not in UNUSED}
    known, schemas, waiting = description["components"]["schemas"], {}, sorted(set(names(list(paths.values()))))
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = trimmed(known[name])
            waiting.extend(names(schemas[name]))
    return {"paths": paths, "schemas": dict(sorted(schemas.items()))}


def written(api: dict[str, dict[str, Any]]) -> str:
    parts = []
    for part, entries in api.items():
        lines = [f"{json.dumps(name)}: {json.dumps(schema, separators=(',', ':'))}" for name, schema in entries.items()]
        parts.append(f"{json.dumps(part)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{" + ",\n".join(parts) + "}\n"


def main(source: str) -> None:
    description = json.loads(Path(source).read_text(encoding="utf-8"))
    (HERE / "api.json").write_text(written(derive(description)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
