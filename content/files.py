"""YAML files as plain data. Every scalar is a string or, for null, None: what it should be, the shapes decide.

So no "no" turns into False and no 07:45 into 465, and a key that is there twice is an error instead of a silent loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from content.errors import ContentError
from content.language import PLURALS

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where PyYAML was built with it: ten times faster
_PLAINER = {"missing": "this key is missing", "extra_forbidden": "this key is not known here"}


def shown(path: Path, folder: Path) -> str:
    """How a file is called in messages: "content/en/talk.yaml"."""
    return path.relative_to(folder.parent).as_posix()


def read(path: Path, name: str) -> Any:
    """The file as mappings, lists, strings and None.

    Raises:
        ContentError: it cannot be read, is not YAML, or has a key twice.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        return None if node is None else _plain(node, name, "")
    except FileNotFoundError:
        raise ContentError(name, "", "this file is missing") from None
    except OSError as problem:
        raise ContentError(name, "", f"cannot be read ({problem.strerror})") from None
    except UnicodeDecodeError as problem:
        raise ContentError(name, "", f"is not UTF-8 text (byte {problem.start})") from None
    except RecursionError:
        raise ContentError(name, "", "an alias in it leads back to itself") from None
    except yaml.MarkedYAMLError as problem:
        line = f"line {problem.problem_mark.line + 1}" if problem.problem_mark else ""
        raise ContentError(name, line, f"is not YAML ({problem.problem or problem.context})") from None
    except yaml.YAMLError as problem:
        raise ContentError(name, "", f"is not YAML ({problem})") from None


def mapping(path: Path, name: str) -> dict[str, Any]:
    """The same, where the file must be a mapping."""
    data = read(path, name)
    if not isinstance(data, dict):
        raise ContentError(name, "", "must be a mapping of keys to values")
    return data


def _plain(node: yaml.Node, name: str, at: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, name, f"{at}{n}.") for n, item in enumerate(node.value, 1)]
    assert isinstance(node, yaml.MappingNode)
    data: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise ContentError(name, f"line {key.start_mark.line + 1}", "a key must be a plain word")
        if key.value in data:
            raise ContentError(name, at + key.value, f"this key is there twice (line {key.start_mark.line + 1})")
        data[key.value] = _plain(value, name, f"{at}{key.value}.")
    return data


def texts(data: Mapping[str, Any], name: str, at: str = "") -> Iterator[tuple[str, str | dict[str, str]]]:
    """Nested words as flat keys: mappings joined with ".", lists as .1, .2, ...; forms of a plural kept together."""
    for key, value in data.items():
        field = at + key
        if isinstance(value, list):
            value = {str(n): item for n, item in enumerate(value, 1)}
        if isinstance(value, str) and value.strip():
            yield field, value
        elif isinstance(value, dict) and {"other"} <= value.keys() <= PLURALS:
            if not all(isinstance(form, str) and form.strip() for form in value.values()):
                raise ContentError(name, field, "its forms must all be texts")
            yield field, value
        elif isinstance(value, dict) and value:
            yield from texts(value, name, f"{field}.")
        else:
            raise ContentError(name, field, "this text is empty")


def refused(problem: ValidationError, name: str, at: str = "") -> ContentError:
    """The first thing pydantic did not like, in our words. Places in a list count from 1, as people do."""
    first = problem.errors(include_url=False)[0]
    place = [str(p + 1) if isinstance(p, int) else p for p in first["loc"] if p != "[key]"]
    reason = _PLAINER.get(first["type"]) or first["msg"].removeprefix("Value error, ")
    if not isinstance(first["input"], dict | list) and first["type"] not in (*_PLAINER, "value_error"):
        reason += f", not {str(first['input'])[:40]!r}" if first["input"] is not None else ", not empty"
    return ContentError(name, ".".join([*([at] if at else []), *place]), reason)
