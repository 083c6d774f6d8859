"""Settings: every wrong one is a single line that names the variable, shows a good value and betrays no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import settings
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.shared.settings import host_and_port
from bot.platforms.telegram.settings import TelegramSettings
from bot.settings import SettingsError
from bot.store import address
from tests import ROOT


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where no .env is


def test_nothing_set_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    found = settings.read()
    assert (found.speed, found.region, found.language, found.log_level) == (1.0, "", "en", "warning")
    path = address.file(found.database_url)
    assert path is not None
    assert path.name == "lumbot.db"
    assert "lumbot" in path.parent.name.lower()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SPEED", "fast", "number"),
        ("SPEED", "0", "0.1"),
        ("SPEED", "1001", "1000"),
        ("SPEED", "nan", "finite"),
        ("SPEED", "inf", "1000|finite"),
        ("REGION", "mars", "'uk'"),
        ("LANGUAGE", "english please", "like en or pt-BR"),
        ("NUDGE_LATE_MINUTES", "0", "1"),
        ("NUDGE_LATE_MINUTES", "1.5", "integer"),
        ("SWEEP_SECONDS", "0.5", "1"),
        ("LOG_LEVEL", "loud", "'debug'"),
        ("DATABASE_URL", "lumbot.db", "sqlite:///"),
        ("DATABASE_URL", "mysql://me:hunter2@host/db", "'mysql'"),
        ("DATABASE_URL", "sqlite://", "name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "name a file"),
        ("DATABASE_URL", "postgresql://me:hunter2@host", "name of the database"),
        ("DATABASE_URL", "postgresql://me:hunter2@host:port/db", "no address"),
        ("DATABASE_URL", "postgresql://me:hunter2@[::1/db", "no address"),
        ("DATABASE_URL", "postgresql://me@host/db?pass=hunter2", "has 'pass'.* example .*=postgresql://"),
        ("DATABASE_URL", "postgresql://me:hunter2@host", "example .*=postgresql://"),
        ("TELEGRAM_TOKEN", "hunter2", "as @BotFather gave it"),
        ("TELEGRAM_TOKEN", "123456:hunter2", "as @BotFather gave it"),
        ("TELEGRAM_TOKEN", "bot123456:hunter2-hunter2-hunter2-hunter2-hun", "as @BotFather gave it"),
        ("DISCORD_TOKEN", "hunter2", "as the developer portal gave it"),
        ("DISCORD_TOKEN", "Bot a.b.hunter2", "as the developer portal gave it"),
        ("TELEGRAM_API", "api.telegram.org", "http:// or https://"),
        ("TELEGRAM_API", "https://", "http:// or https://"),
        ("TELEGRAM_API", "https://host:port", "no address"),
        ("TELEGRAM_API", "https://host/?key=hunter2", "no name, \\? or #"),
        ("TELEGRAM_API", "https://me:hunter2@host", "no name, \\? or #"),
        ("TELEGRAM_WEBHOOK_URL", "http://bot.example.org/telegram", "begins with https://"),
        ("TELEGRAM_WEBHOOK_URL", "bot.example.org", "http"),
        ("TELEGRAM_WEBHOOK_SECRET", "hunter2!", "1 to 256"),
        ("TELEGRAM_WEBHOOK_SECRET", "x" * 257, "1 to 256"),
        ("TELEGRAM_WEBHOOK_LISTEN", "8080", "host:port"),
        ("TELEGRAM_WEBHOOK_LISTEN", "host:0", "host:port"),
        ("TELEGRAM_WEBHOOK_LISTEN", "host:99999", "host:port"),
        ("TELEGRAM_WEBHOOK_LISTEN", "http://host:80", "host:port"),
    ],
)
def test_a_wrong_value_is_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str) -> None:
    monkeypatch.setenv(f"LUMBOT_{name}", value)
    with pytest.raises(SettingsError) as caught:
        settings.read()
    line = str(caught.value)
    assert line.startswith(f"LUMBOT_{name}: ")
    assert re.search(why, line)
    assert "\n" not in line
    assert "hunter2" not in line
    example = re.search(rf"for example LUMBOT_{name}=(\S+)$", line)
    assert example
    monkeypatch.setenv(f"LUMBOT_{name}", example[1])
    monkeypatch.setenv("LUMBOT_TELEGRAM_WEBHOOK_SECRET", "secret")
    settings.read()


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMBOT_TELEGRAM_WEBHOOK_URL", "https://bot.example.org/telegram")
    with pytest.raises(SettingsError, match=r"^LUMBOT_TELEGRAM_WEBHOOK_SECRET: is needed where \S+_URL is set; for"):
        settings.read()
    assert telegram(telegram_webhook_secret=" secret ").webhook_secret.get_secret_value() == "secret"


def telegram(**given: str) -> TelegramSettings:
    found = settings.read(**given).platforms["telegram"]
    assert isinstance(found, TelegramSettings)
    return found


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("api", "http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
        ("api", " https://host/api/ ", "https://host/api"),
        ("webhook_url", "http://localhost:8080/x", "http://localhost:8080/x"),
        ("webhook_url", "http://127.0.0.1/x/", "http://127.0.0.1/x/"),
        ("webhook_url", " ", ""),
        ("webhook_listen", " 0.0.0.0:80 ", "0.0.0.0:80"),
    ],
)
def test_addresses_are_kept_plain(name: str, given: str, kept: str) -> None:
    assert getattr(telegram(telegram_webhook_secret="x", **{f"telegram_{name}": given}), name) == kept


def test_an_address_to_listen_at_has_two_halves() -> None:
    assert host_and_port("127.0.0.1:8080") == ("127.0.0.1", 8080)
    assert host_and_port("[::1]:80") == ("::1", 80)


def test_a_line_of_the_file_that_cannot_be_read_is_told_and_not_left_out(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    for broken in ('LUMBOT_SPEED="10\n', "LUMBOT SPEED 10\n"):
        file.write_text(f"# mine\nLUMBOT_REGION=uk\n{broken}")
        with pytest.raises(SettingsError, match=r"^\.env: line 3 should look like LUMBOT_SPEED=10; mend it$"):
            settings.read()
    file.write_text("# mine\n\nexport LUMBOT_REGION='uk'\nLUMBOT_SPEED=10 # fast")
    assert (settings.read().region, settings.read().speed) == ("uk", 10)


def test_every_example_is_good_and_every_setting_has_one() -> None:
    for variable, field in settings.variables().items():
        assert field.examples, variable
        for example in field.examples:
            settings.read(**{"telegram_webhook_secret": "secret", variable.removeprefix("LUMBOT_").lower(): example})


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("sqlite:////var/lib/lumbot.db", "/var/lib/lumbot.db"),
        (" sqlite:///here.db ", "here.db"),
        ("sqlite+aiosqlite:///here.db?timeout=1", "here.db"),
        ("SQLite:///a folder/here%20.db", "a folder/here%20.db"),
        ("postgres://me:pw@host/db", "postgresql+asyncpg://me:pw@host/db"),
        ("postgresql://me:pw@host:5433/db?sslmode=require", "postgresql+asyncpg://me:pw@host:5433/db?ssl=require"),
        ("postgresql+asyncpg://host/db", "postgresql+asyncpg://host/db"),
        ("postgresql://postgres:@/postgres?host=/tmp/pg", "postgresql+asyncpg://postgres:@/postgres?host=%2Ftmp%2Fpg"),
    ],
)
def test_database_addresses_mean_a_file_or_a_server(given: str, meant: str) -> None:
    found = address.parsed(settings.read(database_url=given).database_url)
    assert (str(found) if isinstance(found, Path) else found.render_as_string(hide_password=False)) == meant


def test_what_is_shown_of_the_database_holds_no_password() -> None:
    assert address.shown("postgresql://me:hunter2@host:5433/db?password=hunter2") == "postgresql://host:5433/db"
    assert address.shown("sqlite:////x/y.db") == "/x/y.db"


def test_a_file_env_is_read_after_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LUMBOT_SPEED=7\nLUMBOT_REGION=uk\nOTHER=1\n")
    monkeypatch.setenv("LUMBOT_SPEED", "3")
    found = settings.read()
    assert (found.speed, found.region) == (3.0, "uk")
    assert settings.read(speed="12").speed == 12.0
    assert settings.read(speed=None).speed == 3.0


def test_a_wrong_flag_is_named_as_the_flag() -> None:
    with pytest.raises(SettingsError, match=r"^--speed: .*; for example --speed 10$"):
        settings.read(speed="0")
    with pytest.raises(SettingsError, match=r"^--database: .*; for example --database sqlite:"):
        settings.read(database_url="x")


def test_a_file_env_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LUMBOT_REGION=\xff\xfe")
    with pytest.raises(SettingsError, match=r"^\.env: cannot be read") as caught:
        settings.read()
    assert "\n" not in str(caught.value)


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMBOT_SPEED", "")
    assert settings.read().speed == 1.0


def test_a_token_never_shows() -> None:
    found = settings.read(
        telegram_token="123456:hunter2-hunter2-hunter2-hunter2-hun",
        telegram_webhook_secret=SecretStr("hunter2"),
        discord_token=SecretStr("hunter2.hunter2.hunter2"),
        database_url="postgresql://me:hunter2@host/db",
    )
    assert {type(each) for each in found.platforms.values()} == {TelegramSettings, DiscordSettings}
    assert "hunter2" not in f"{found!r} {found!s}"


def test_a_name_nobody_knows_is_told_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUMBOT_SPED", "3")
    (tmp_path / ".env").write_text("LUMBOT_TELEGRAM_TOKN=1\nLUMBOT_QQQQQQQQ=1\nLUMBOT_REGION=uk\n")
    assert settings.unknown_names() == [
        "LUMBOT_QQQQQQQQ is no setting",
        "LUMBOT_SPED is no setting; did you mean LUMBOT_SPEED?",
        "LUMBOT_TELEGRAM_TOKN is no setting; did you mean LUMBOT_TELEGRAM_TOKEN?",
    ]


def test_the_example_file_explains_every_setting_with_its_value() -> None:
    text = (ROOT / ".env.example").read_text()
    blocks = re.findall(r"^# (.+)\n#LUMBOT_([A-Z_]+)=(.*)$", text, re.MULTILINE)
    fields = settings.variables()
    assert [f"LUMBOT_{name}" for _, name, _ in blocks] == list(fields)
    for about, name, value in blocks:
        field = fields[f"LUMBOT_{name}"]
        assert about == " ".join((field.description or "").split())
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        assert type(default)(value) == default
