"""What an operator sets for Discord."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr

from bot.platforms.shared.settings import PlatformSettings, like


class DiscordSettings(PlatformSettings):
    token: Annotated[
        SecretStr,
        like(
            r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}",
            "three parts with dots between them, as the developer portal gave it",
        ),
    ] = Field(
        default=SecretStr(""),
        examples=["MTAxMjM0.GhIjKl.mNoPqR-stUvWx"],
        description="The token of your Discord bot, from the developer portal. Keep it secret.",
    )

    @property
    def bot(self) -> str:
        return self.token.get_secret_value().partition(".")[0]
