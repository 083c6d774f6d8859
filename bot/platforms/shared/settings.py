"""What the settings of all platforms share. Nothing here or in a platform's `settings.py` knows an SDK or reads the
environment: `bot/settings.py` does, and names each field LUMBOT_<PLATFORM>_<FIELD>.
"""

from __future__ import annotations

import re
from abc import abstractmethod

from pydantic import AfterValidator, AnyHttpUrl, AnyUrl, BaseModel, ConfigDict, SecretStr, ValidationError


class PlatformSettings(BaseModel):
    """Each field has a description and an example, which the operator is shown. token: without it nothing is run."""

    model_config = ConfigDict(frozen=True, validate_default=True, hide_input_in_errors=True)

    token: SecretStr = SecretStr("")

    @property
    @abstractmethod
    def bot(self) -> str:
        """Which bot the token is of: the same in every process, and no secret."""


def like(pattern: str, looks: str) -> AfterValidator:
    """A secret is empty or of this form. looks: the form in words; the secret itself is not repeated."""

    def check(value: SecretStr) -> SecretStr:
        text = value.get_secret_value().strip()
        if text and not re.fullmatch(pattern, text):
            raise ValueError(f"should be {looks}")
        return SecretStr(text)

    return AfterValidator(check)


def web_address(value: str) -> str:
    """The address, written the usual way. Raises ValueError: it is none, or has more than host, port and path."""
    try:
        url = AnyHttpUrl(value)
    except ValidationError:
        raise ValueError("is no address, should begin with http:// or https://") from None
    if (url.username, url.password, url.query, url.fragment) != (None,) * 4:
        raise ValueError("should have no name, ? or # in it")
    return str(url)


def host_and_port(value: str) -> tuple[str, int]:
    """The two halves of "127.0.0.1:8080" or "[::1]:8080". Raises ValueError."""
    try:
        url = AnyUrl(f"tcp://{value.strip()}")
    except ValidationError:
        url = AnyUrl("tcp:")
    if not url.host or not url.port or (url.username, url.path, url.query, url.fragment) != (None,) * 4:
        raise ValueError("should be host:port, with a port from 1 to 65535")
    return url.host.strip("[]"), url.port
