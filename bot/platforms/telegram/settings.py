"""What an operator sets for Telegram."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationInfo, field_validator

from bot.platforms.shared.settings import PlatformSettings, host_and_port, like, web_address


class TelegramSettings(PlatformSettings):
    token: Annotated[
        SecretStr,
        like(
            r"[0-9]{3,20}:[A-Za-z0-9_-]{30,64}",
            "the number of the bot, a colon and some 35 letters and digits, as @BotFather gave it",
        ),
    ] = Field(
        default=SecretStr(""),
        examples=["123456789:ABC-DEF1234ghIkl-zyx57W2v1u123ew11"],
        description="The token of your Telegram bot, from @BotFather. Keep it secret.",
    )
    api: Annotated[str, AfterValidator(lambda value: web_address(value).rstrip("/"))] = Field(
        default="https://api.telegram.org",
        examples=["http://127.0.0.1:8081"],
        description="Where Telegram's Bot API is; another address only for a Bot API server of your own.",
    )
    webhook_url: str = Field(
        default="",
        examples=["https://bot.example.org/telegram"],
        description="Where Telegram brings what people send, an https:// address that leads to this process. "
        "Empty: it is fetched from Telegram, which needs no address.",
    )
    webhook_secret: Annotated[SecretStr, like(r"[A-Za-z0-9_-]{1,256}", "1 to 256 of A-Z a-z 0-9 _ -")] = Field(
        default=SecretStr(""),
        examples=["a-long-random-word"],
        description="What shows that it is Telegram who brings something: 1 to 256 of A-Z a-z 0-9 _ -. "
        "Needed with a webhook. Keep it secret.",
    )
    webhook_listen: str = Field(
        default="127.0.0.1:8080",
        examples=["127.0.0.1:8080"],
        description="The host:port where this process listens for the webhook, behind your TLS proxy.",
    )

    @property
    def bot(self) -> str:
        return self.token.get_secret_value().partition(":")[0]

    @field_validator("webhook_url")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        if not value.strip():
            return ""
        url = AnyHttpUrl(web_address(value))
        if url.scheme != "https" and url.host not in ("localhost", "127.0.0.1"):
            raise ValueError("should be an address that begins with https://")
        return str(url)

    @field_validator("webhook_secret")
    @classmethod
    def _needed(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if not value.get_secret_value() and info.data.get("webhook_url"):
            raise ValueError("is needed where LUMBOT_TELEGRAM_WEBHOOK_URL is set")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _two_halves(cls, value: str) -> str:
        host_and_port(value)
        return value.strip()
