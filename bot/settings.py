"""The only reader of the environment. Every setting is `LUMBOT_<NAME>`, in the environment or in a file `.env`.

What cannot be used is told in one line that names the variable and shows a good value; secrets are never repeated.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.trouble import OperatorError

PREFIX = "LUMBOT_"
ENV_FILE = ".env"
_POSTGRES = ("postgres", "postgresql", "postgresql+asyncpg")
_SQLITE = ("sqlite", "sqlite+aiosqlite")
_OPTIONS = ("host", "port", "user", "password", "passfile", "ssl", "sslmode", "target_session_attrs")  # asyncpg's
_SECRETS = {  # what each looks like, and how that is said
    "telegram_token": (
        re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{30,64}"),
        "the number of the bot, a colon and some 35 letters and digits, as @BotFather gave it",
    ),
    "telegram_webhook_secret": (re.compile(r"[A-Za-z0-9_-]{1,256}"), "1 to 256 of A-Z a-z 0-9 _ -"),
    "discord_token": (
        re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}"),
        "three parts with dots between them, as the developer portal gave it",
    ),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")


class SettingsError(OperatorError):
    """A setting that cannot be used: one line that names it and says how to mend it."""


class Settings(BaseSettings):
    """What an operator can choose. The description of each is its line in `.env.example`, word for word."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="",
        repr=False,
        examples=["sqlite:////var/lib/lumbot/lumbot.db", "postgresql://user:password@host:5432/lumbot"],
        description="Where everything is kept: sqlite:///file or postgresql://user:password@host/name. "
        "Empty: a file lumbot.db in your user data folder.",
    )
    speed: float = Field(
        default=1.0,
        ge=0.1,
        le=1000,
        allow_inf_nan=False,
        examples=["10"],
        description="How many times faster than real holds and rests run, 0.1 to 1000. Only for trying it out.",
    )
    region: Literal["", "uk", "eu", "us", "ca", "au", "nz"] = Field(
        default="",
        examples=["uk"],
        description="Whose emergency numbers to give while a person's own zone is unknown: uk eu us ca au nz. "
        "Empty: general words.",
    )
    language: str = Field(
        default="en",
        examples=["en"],
        description="The language new people are spoken to in: a folder of words in content/.",
    )
    nudge_late_minutes: int = Field(
        default=90,
        ge=1,
        le=720,
        examples=["90"],
        description="How many minutes late a nudge may still be given, 1 to 720; a later one is left out.",
    )
    sweep_seconds: float = Field(
        default=20.0,
        ge=1,
        le=300,
        allow_inf_nan=False,
        examples=["20"],
        description="How often it is looked up who is due for a nudge, in seconds, 1 to 300.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        examples=["info"],
        description="How much is logged to the standard error output: debug info warning error.",
    )
    telegram_token: SecretStr = Field(
        default=SecretStr(""),
        examples=["123456789:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"],
        description="The token of your Telegram bot, from @BotFather. Keep it secret.",
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        examples=["http://127.0.0.1:8081"],
        description="Where Telegram's Bot API is; another address only for a Bot API server of your own.",
    )
    telegram_webhook_url: str = Field(
        default="",
        examples=["https://bot.example.org/telegram"],
        description="Where Telegram brings what people send, an https:// address that leads to this process. "
        "Empty: it is fetched from Telegram, which needs no address.",
    )
    telegram_webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        examples=["a-long-random-word"],
        description="What shows that it is Telegram who brings something: 1 to 256 of A-Z a-z 0-9 _ -. "
        "Needed with a webhook. Keep it secret.",
    )
    telegram_webhook_listen: str = Field(
        default="127.0.0.1:8080",
        examples=["127.0.0.1:8080"],
        description="The host:port where this process listens for the webhook, behind your TLS proxy.",
    )
    discord_token: SecretStr = Field(
        default=SecretStr(""),
        examples=["MTAxMjM0.GhIjKl.mNoPqR-stUvWx"],
        description="The token of your Discord bot, from the developer portal. Keep it secret.",
    )

    @field_validator("database_url")
    @classmethod
    def _normal(cls, value: str) -> str:
        return database_url(value)

    @field_validator("telegram_token", "discord_token", "telegram_webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        form, looks = _SECRETS[str(info.field_name)]
        text = value.get_secret_value().strip()
        if text and not form.fullmatch(text):
            raise ValueError(f"should be {looks}")
        if not text and info.field_name == "telegram_webhook_secret" and info.data.get("telegram_webhook_url"):
            raise ValueError("is needed where LUMBOT_TELEGRAM_WEBHOOK_URL is set")
        return SecretStr(text)

    @field_validator("telegram_api")
    @classmethod
    def _api(cls, value: str) -> str:
        return web_address(value, "http://", "https://").rstrip("/")

    @field_validator("telegram_webhook_url")
    @classmethod
    def _webhook(cls, value: str) -> str:
        if not value.strip():
            return ""
        here = urlsplit(web_address(value, "http://", "https://")).hostname in ("localhost", "127.0.0.1")
        return web_address(value, *(["http://"] if here else []), "https://")

    @field_validator("telegram_webhook_listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        host_and_port(value)
        return value.strip()

    @field_validator("language")
    @classmethod
    def _code(cls, value: str) -> str:
        if not _LANGUAGE.fullmatch(value):
            raise ValueError("should be the code of a language, like en or pt-BR")
        return value

    @field_validator("log_level", "region", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value


def read(**given: Any) -> Settings:
    """The settings: what is given here (None: not given) before the environment, that before `.env`.

    Raises SettingsError.
    """
    given = {name: value for name, value in given.items() if value is not None}
    try:
        _look_at_file()
        return Settings(**given)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise SettingsError(_told(str(first["loc"][0]), first["msg"], given)) from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise SettingsError(f"{ENV_FILE}: cannot be read ({wrong}); mend or remove it") from None


def _look_at_file() -> None:
    """Raises SettingsError for a line of `.env` that would be left out in silence, and OSError, UnicodeDecodeError."""
    if not Path(ENV_FILE).is_file():
        return
    with open(ENV_FILE, encoding="utf-8") as file:
        for part in parse_stream(file):
            if part.error:
                raise SettingsError(f"{ENV_FILE}: line {part.original.line} should look like {PREFIX}SPEED=10; mend it")


def _told(field: str, reason: str, given: Mapping[str, object]) -> str:
    reason = reason.removeprefix("Value error, ").removeprefix("Input ")
    examples = Settings.model_fields[field].examples or [""]
    example = next((each for each in examples if str(each).partition(":")[0] in reason), examples[0])
    if field in given:
        flag = "--" + field.removesuffix("_url")
        return f"{flag}: {reason}; for example {flag} {example}"
    return f"{PREFIX}{field.upper()}: {reason}; for example {PREFIX}{field.upper()}={example}"


def database_url(value: str) -> str:
    """The address of the database in the form the store opens: sqlite+aiosqlite:///... or postgresql+asyncpg://...

    Empty gives the default file. Raises ValueError; its line does not repeat the address, which may hold a password.
    """
    value = value.strip()
    if not value:
        return f"sqlite+aiosqlite:///{user_data_path('lumbot', appauthor=False) / 'lumbot.db'}"
    scheme, separator, rest = value.partition("://")
    if not separator:
        raise ValueError("should be an address that begins with sqlite:/// or postgresql://")
    if scheme.lower() in _SQLITE:
        path = rest.removeprefix("/").partition("?")[0]
        if not rest.startswith("/") or path in ("", ":memory:"):
            raise ValueError("should name a file after sqlite:///")
        return f"sqlite+aiosqlite:///{path}"
    if scheme.lower() in _POSTGRES:
        return _postgres(value)
    raise ValueError(f"'{scheme[:20]}' is no database Lumbot knows, should begin with sqlite:/// or postgresql://")


def web_address(value: str, *begins: str) -> str:
    """The address. Raises ValueError unless it begins so, names a host and has no query."""
    value = value.strip()
    wanted = " or ".join(begins)
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError(f"is no address, should begin with {wanted}") from None
    if not value.lower().startswith(begins) or not parts.hostname:
        raise ValueError(f"should be an address that begins with {wanted}")
    if parts.username is not None or "?" in value or "#" in value:
        raise ValueError("should have no name, ? or # in it")
    return value


def host_and_port(value: str) -> tuple[str, int]:
    """The two halves of "127.0.0.1:8080" or "[::1]:8080". Raises ValueError."""
    try:
        parts = urlsplit(f"//{value.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or not re.fullmatch(r"[^/?#@\s]+", value.strip()):
        raise ValueError("should be host:port, with a port from 1 to 65535")
    return host, port


def _postgres(value: str) -> str:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("is no address, should look like postgresql://user:password@host:5432/name") from None
    if not parts.path.strip("/"):
        raise ValueError("should end in the name of the database, postgresql://user:password@host/name")
    # what other tools call sslmode the driver calls ssl
    query = [("ssl" if name == "sslmode" else name, given) for name, given in parse_qsl(parts.query)]
    for name, _ in query:
        if name not in _OPTIONS:
            raise ValueError(f"has '{name[:20]}' behind its ?, where postgresql:// may have {' '.join(_OPTIONS)}")
    return urlunsplit(("postgresql+asyncpg", parts.netloc, parts.path, urlencode(query, safe="/"), ""))


def database_path(url: str) -> Path | None:
    """The file a normalised address means; None if it is a server."""
    scheme, _, path = url.partition(":///")
    return Path(path).absolute() if scheme.startswith("sqlite") else None


def database_shown(url: str) -> str:
    """What may be printed of a normalised address: the path of the file, or the server without name and password."""
    if path := database_path(url):
        return str(path)
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


def unknown_names() -> list[str]:
    """One line for each `LUMBOT_` name in the environment or `.env` that is no setting, with the nearest that is."""
    known = [name.upper() for name in Settings.model_fields]
    names = {*os.environ, *dotenv_values(ENV_FILE)} if Path(ENV_FILE).is_file() else {*os.environ}
    lines = []
    for name in sorted(name for name in names if name.upper().startswith(PREFIX)):
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
