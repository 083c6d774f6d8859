"""The only reader of the environment: LUMBOT_<NAME> and LUMBOT_<PLATFORM>_<NAME>, set there or in a file `.env`.

What cannot be used is told in one line that names the variable and shows a good value; secrets are never repeated.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Literal, TypeVar

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo

from bot.platforms import PLATFORMS, Registry
from bot.platforms.shared.settings import PlatformSettings
from bot.store import address
from bot.trouble import OperatorError

PREFIX = "LUMBOT_"
ENV_FILE = ".env"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")

Model = TypeVar("Model", bound=BaseModel)


class SettingsError(OperatorError):
    """A setting that cannot be used: one line that names it and says how to mend it."""


class Settings(BaseModel):
    """What an operator may set. What stands below each is in `.env.example`, word for word.

    platforms: what may be set of each, by its name.
    """

    model_config = ConfigDict(
        frozen=True, validate_default=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    database_url: str = Field(
        "", repr=False, examples=["sqlite:////var/lib/lumbot/lumbot.db", "postgresql://user:password@host:5432/lumbot"]
    )
    """Where everything is kept: sqlite:///file or postgresql://user:password@host/name.
    Empty: a file lumbot.db in your user data folder."""
    speed: float = Field(1.0, ge=0.1, le=1000, allow_inf_nan=False, examples=["10"])
    """How many times faster than real holds and rests run, 0.1 to 1000. Only for trying it out."""
    region: Literal["", "uk", "eu", "us", "ca", "au", "nz"] = Field("", examples=["uk"])
    """Whose emergency numbers to give while a person's own zone is unknown: uk eu us ca au nz.
    Empty: general words."""
    contact: str = Field("", max_length=200, examples=["helpers@example.org"])
    """How people reach a person who runs this, shown to those who ask for one: an address or a number.
    Empty: they are told that there is none."""
    language: str = Field("en", examples=["en"])
    """The language new people are spoken to in: one that `lumbot content` says can be chosen."""
    nudge_late_minutes: int = Field(90, ge=1, le=720, examples=["90"])
    """How many minutes late a nudge may still be given, 1 to 720; a later one is left out."""
    sweep_seconds: float = Field(20.0, ge=1, le=300, allow_inf_nan=False, examples=["20"])
    """How often it is looked up who is due for a nudge, in seconds, 1 to 300."""
    keep_messages: Literal["no", "yes"] = Field("no", examples=["yes"])
    """Whether all that was said stays in a chat: no yes. With no, steps of a session that are over go."""
    log_level: Literal["debug", "info", "warning", "error"] = Field("warning", examples=["info"])
    """How much is logged to the standard error output: debug info warning error."""
    platforms: Mapping[str, PlatformSettings] = Field(default={})

    @field_validator("database_url")
    @classmethod
    def _known(cls, value: str) -> str:
        value = value.strip() or own_database()
        address.parsed(value)
        return value

    @field_validator("language")
    @classmethod
    def _code(cls, value: str) -> str:
        if not _LANGUAGE.fullmatch(value):
            raise ValueError("should be the code of a language, like en or pt-BR")
        return value

    @field_validator("log_level", "region", "keep_messages", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value


def own_database() -> str:
    """Where everything is kept unless something else is set."""
    return f"sqlite:///{user_data_path('lumbot', appauthor=False) / 'lumbot.db'}"


def variables(registry: Registry = PLATFORMS) -> dict[str, FieldInfo]:
    """Every setting by its variable, in the order of `.env.example`."""
    fields = {f"{PREFIX}{name}": field for name, field in Settings.model_fields.items() if name != "platforms"}
    for platform, entry in registry.items():
        model: type[PlatformSettings] = resolve_name(entry.settings)
        fields |= {f"{PREFIX}{platform}_{name}": field for name, field in model.model_fields.items()}
    return {name.upper(): field for name, field in fields.items()}


def read(registry: Registry = PLATFORMS, /, **given: Any) -> Settings:
    """The settings: what is given here (None: not given) before the environment, that before `.env`.

    Raises SettingsError.
    """
    given = {name: value for name, value in given.items() if value is not None}
    there = {name.upper(): value for name, value in _found() if value}
    there |= {f"{PREFIX}{name}".upper(): value for name, value in given.items()}

    def made(model: type[Model], prefix: str, **more: Any) -> Model:
        named = {name: f"{prefix}{name}".upper() for name in model.model_fields}
        try:
            return model(**{name: there[each] for name, each in named.items() if each in there} | more)
        except ValidationError as wrong:
            first = wrong.errors()[0]
            name = str(first["loc"][0])
            examples = model.model_fields[name].examples or [""]
            raise SettingsError(_told(named[name], first["msg"], examples, given)) from None

    models = {name: resolve_name(entry.settings) for name, entry in registry.items()}
    platforms = {name: made(model, f"{PREFIX}{name}_") for name, model in models.items()}
    return made(Settings, PREFIX, platforms=platforms)


def _told(variable: str, reason: str, examples: list[Any], given: Mapping[str, object]) -> str:
    reason = reason.removeprefix("Value error, ").removeprefix("Input ")
    example = next((each for each in examples if str(each).partition(":")[0] in reason), examples[0])
    if (name := variable.removeprefix(PREFIX).lower()) in given:
        flag = "--" + name.removesuffix("_url")
        return f"{flag}: {reason}; for example {flag} {example}"
    return f"{variable}: {reason}; for example {variable}={example}"


def _found() -> list[tuple[str, str | None]]:
    """All variables of ours, as they are written: those of `.env`, then those of the environment, which count more.

    Raises SettingsError, also for a line of `.env` that would be left out in silence.
    """
    file: dict[str, str | None] = {}
    try:
        if Path(ENV_FILE).is_file():
            with open(ENV_FILE, encoding="utf-8") as lines:
                broken = next((part.original.line for part in parse_stream(lines) if part.error), 0)
            if broken:
                raise SettingsError(f"{ENV_FILE}: line {broken} should look like {PREFIX}SPEED=10; mend it")
            file = dotenv_values(ENV_FILE)
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsError(f"{ENV_FILE}: cannot be read ({wrong}); mend or remove it") from None
    return [each for each in (*file.items(), *os.environ.items()) if each[0].upper().startswith(PREFIX)]


def unknown_names(registry: Registry = PLATFORMS) -> list[str]:
    """One line for each `LUMBOT_` name in the environment or `.env` that is no setting, with the nearest that is."""
    known = [name.removeprefix(PREFIX) for name in variables(registry)]
    lines = []
    for name in sorted({name for name, _ in _found()}):
        own = name.upper().removeprefix(PREFIX)
        if own not in known:
            near = difflib.get_close_matches(own, known, n=1, cutoff=0.5)
            lines.append(f"{name} is no setting" + (f"; did you mean {PREFIX}{near[0]}?" if near else ""))
    return lines


def colour_wanted() -> bool:
    """Whether a terminal may be coloured: not with NO_COLOR set, to anything."""
    return not os.environ.get("NO_COLOR")


def dumb_terminal() -> bool:
    """Whether the terminal cannot move its cursor, so that only plain lines make sense."""
    return os.environ.get("TERM", "dumb") in ("dumb", "unknown", "")
