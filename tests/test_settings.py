import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.errors import Exit, SettingsError
from bot.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(name.upper() for name in Settings.model_fields)
TOKEN = "MTk4NjIy.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105  # nobody's token
KEY = "4d0bb0a9" * 4


def dotenv(folder: Path, text: str | bytes) -> Path:
    """A .env file with this text."""
    file = folder / ".env"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_defaults() -> None:
    """With nothing set, everything but the token has a value that works as it is."""
    settings = load_settings({})

    assert settings.discord_token is None
    assert settings.journal_key is None
    assert (settings.knowledge / "product.yml").is_file()
    assert settings.database_url.startswith("sqlite:///")
    assert settings.discord_api_url is None
    assert settings.sync_commands
    assert settings.user_cooldown == (3, 20.0)
    assert settings.channel_cooldown == (10, 10.0)
    assert settings.watch_knowledge
    assert (settings.shard_count, settings.shard_ids) == (None, None)
    assert (settings.shard_processes, settings.shard_ordinal) == (None, None)
    assert settings.log_level == "INFO"
    assert settings.log_format == "auto"
    assert settings.health_port is None
    assert settings.health_host == "127.0.0.1"


def test_default_store_is_the_users_own() -> None:
    """The store is kept with the user's data, not wherever the program was started."""
    path = Path(load_settings({}).database_url.removeprefix("sqlite:///"))

    assert path.is_absolute()
    assert path.name == "backup-medic.sqlite3"
    assert ROOT not in path.parents


@pytest.mark.parametrize(
    ("environment", "filed", "wanted"),
    [
        ({"LOG_LEVEL": "ERROR"}, "LOG_LEVEL=DEBUG", "ERROR"),
        ({}, "LOG_LEVEL=DEBUG", "DEBUG"),
        ({"LOG_LEVEL": "ERROR"}, "", "ERROR"),
        ({}, "#LOG_LEVEL=DEBUG", "INFO"),
        ({"LOG_LEVEL": ""}, "", "INFO"),
        ({"LOG_LEVEL": " "}, "LOG_LEVEL=DEBUG", "INFO"),
        ({}, "LOG_LEVEL=", "INFO"),
        ({}, "LOG_LEVEL", "INFO"),
        ({}, "export LOG_LEVEL='DEBUG' # remark", "DEBUG"),
        ({}, "\ufeffLOG_LEVEL=DEBUG\r\n", "DEBUG"),
        ({"LOG_LEVEL": "debug"}, "", "DEBUG"),
        ({"log_level": "DEBUG"}, "log_level=DEBUG", "INFO"),
    ],
)
def test_environment_over_file_over_default(
    tmp_path: Path, environment: dict[str, str], filed: str, wanted: str
) -> None:
    """The environment wins over .env, .env over the default; what is blank is not set."""
    assert load_settings(environment, dotenv(tmp_path, filed)).log_level == wanted


def test_without_a_file(tmp_path: Path) -> None:
    """A .env that is not there, or is a folder, is as good as none."""
    assert load_settings({}, tmp_path / ".env") == load_settings({})
    assert load_settings({}, tmp_path) == load_settings({})


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    """Each setting is read under its name in capitals, from either place."""
    values = {
        "DISCORD_TOKEN": TOKEN,
        "KNOWLEDGE": str(tmp_path),
        "MATCHER": "semantic",
        "MATCHER_MODEL": str(tmp_path / "model"),
        "DATABASE_URL": "sqlite:///here.sqlite3",
        "JOURNAL_KEY": KEY,
        "SYNC_COMMANDS": "no",
        "WATCH_KNOWLEDGE": "no",
        "SHARD_COUNT": "16",
        "SHARD_IDS": "0-3,8",
        "SHARD_PROCESSES": "3",
        "SHARD_ORDINAL": "0",
        "USER_COOLDOWN": "5/60",
        "CHANNEL_COOLDOWN": "20/7.5",
        "DISCORD_API_URL": "https://example.org/api",
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "json",
        "HEALTH_PORT": "8080",
        "HEALTH_HOST": "::1",
    }
    filed = dotenv(tmp_path, "".join(f"{name}={value}\n" for name, value in values.items()))

    assert sorted(values) == NAMES
    assert load_settings(values) == load_settings({}, filed)
    assert load_settings(values).model_fields_set == Settings.model_fields.keys()


@pytest.mark.parametrize(
    ("value", "wanted"), [("yes", True), ("no", False), (" No ", False), ("YES", True), ("", True)]
)
def test_yes_or_no(value: str, *, wanted: bool) -> None:
    """A switch is said in words, in any case; blank is as good as unset."""
    assert load_settings({"SYNC_COMMANDS": value}).sync_commands is wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [("5/60", (5, 60.0)), (" 1 / 0.5 ", (1, 0.5)), ("", (3, 20.0))]
)
def test_cooldown(value: str, wanted: tuple[int, float]) -> None:
    """A cooldown is so many questions in so many seconds; blank is as good as unset."""
    assert load_settings({"USER_COOLDOWN": value}).user_cooldown == wanted


def test_dollars_stay_dollars(tmp_path: Path) -> None:
    """What looks like a shell's variable in .env is left alone: a password may hold one."""
    url = "postgresql+asyncpg://bot:pa${HOME}$1@db/x"

    assert load_settings({}, dotenv(tmp_path, f"DATABASE_URL='{url}'")).database_url == url


@pytest.mark.parametrize(
    ("name", "value", "wants"),
    [
        ("LOG_LEVEL", "loud", "input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_LEVEL", "10", "input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "input should be 'auto', 'text' or 'json'"),
        ("HEALTH_PORT", "0", "input should be greater than or equal to 1"),
        ("HEALTH_PORT", "65536", "input should be less than or equal to 65535"),
        ("SYNC_COMMANDS", "maybe", "must be yes or no"),
        ("USER_COOLDOWN", "3", "must be questions/seconds, such as 3/20"),
        ("USER_COOLDOWN", "0/20", "must be questions/seconds, such as 3/20"),
        ("CHANNEL_COOLDOWN", "10/0", "must be questions/seconds, such as 3/20"),
        ("CHANNEL_COOLDOWN", "-1/10", "must be questions/seconds, such as 3/20"),
        ("DISCORD_API_URL", "discord.com/api", "must begin with https:// or http:// and a host"),
        ("DISCORD_API_URL", "ftp://discord.com", "must begin with https:// or http:// and a host"),
        ("DISCORD_API_URL", "https:///api", "must begin with https:// or http:// and a host"),
    ],
)
def test_malformed(tmp_path: Path, name: str, value: str, wants: str) -> None:
    """A malformed value, wherever it is from, names its key, what it got and what it wants."""
    for environment, filed in ({name: value}, ""), ({}, f"{name}={value}"):
        with pytest.raises(SettingsError) as caught:
            load_settings(environment, dotenv(tmp_path, filed))

        assert str(caught.value) == f"{name} has {value!r}: {wants}."
        assert caught.value.exit is Exit.USAGE
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


def test_every_malformed_value_at_once() -> None:
    """All malformed values are told in one go, one a line."""
    with pytest.raises(SettingsError) as caught:
        load_settings({"LOG_LEVEL": "loud", "DISCORD_API_URL": "x", "DISCORD_TOKEN": TOKEN})

    lines = str(caught.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["DISCORD_API_URL", "LOG_LEVEL"]


def test_file_that_is_not_utf_8(tmp_path: Path) -> None:
    """A .env in another encoding is a setting's error that says so, not a bug."""
    with pytest.raises(SettingsError, match=r"\.env can't be read: it is not UTF-8"):
        load_settings({}, dotenv(tmp_path, b"KNOWLEDGE=caf\xe9"))


def test_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env that this user may not read is a setting's error that says so, not a bug."""
    file = dotenv(tmp_path, "")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.settings.dotenv_values", refuse)

    with pytest.raises(SettingsError, match=r"\.env can't be read: Permission denied"):
        load_settings({}, file)


def test_unknown_keys_are_left_alone(tmp_path: Path) -> None:
    """The environment and .env are full of other programs' names."""
    filed = dotenv(tmp_path, "TOKEN=x\nDISCORD_TOKENS=y\nPATH=z\n")

    assert load_settings({"PATH": "/bin", "LOGLEVEL": "loud"}, filed) == load_settings({})


def test_token() -> None:
    """The token is given to who asks for it, without the blanks that a paste brings along."""
    assert load_settings({"DISCORD_TOKEN": f" {TOKEN}\n"}).token() == TOKEN


@pytest.mark.parametrize("value", [None, "", "  \t"])
def test_missing_token(value: str | None) -> None:
    """Asked for a token that is not set or blank, the settings say where to get one."""
    settings = load_settings({} if value is None else {"DISCORD_TOKEN": value})

    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN is not set: .*Developer Portal"):
        settings.token()


def test_secrets_are_not_shown() -> None:
    """Neither token, password nor key shows in any way to print the settings."""
    settings = load_settings(
        {
            "DISCORD_TOKEN": TOKEN,
            "DATABASE_URL": "postgresql+asyncpg://bot:geheim@db/x",
            "JOURNAL_KEY": KEY,
        }
    )
    shown = f"{settings} {settings!r} {settings.discord_token} {vars(settings)['discord_token']!r}"

    assert TOKEN not in shown
    assert "geheim" not in shown
    assert KEY not in shown
    assert TOKEN not in settings.model_dump_json()


def test_short_key_is_refused() -> None:
    """A key that could be guessed is refused, without being repeated."""
    with pytest.raises(SettingsError, match="JOURNAL_KEY has a value that is kept secret") as told:
        load_settings({"JOURNAL_KEY": KEY[:31]})

    assert "at least 32" in str(told.value)
    assert KEY[:31] not in str(told.value)


@pytest.mark.parametrize("other", [{"LOG_LEVEL": "loud"}, {"DISCORD_API_URL": "x"}])
def test_secrets_are_not_in_errors(other: dict[str, str]) -> None:
    """An error about another setting says nothing of the secrets."""
    secrets = {"DISCORD_TOKEN": TOKEN, "DATABASE_URL": "sqlite://geheim"}
    with pytest.raises(SettingsError) as caught:
        load_settings(secrets | other)

    assert TOKEN not in repr(caught.value)
    assert "geheim" not in repr(caught.value)


def test_frozen() -> None:
    """Settings can't be changed once they are read."""
    settings = load_settings({})

    with pytest.raises(ValidationError):
        settings.log_level = "DEBUG"  # type: ignore[misc]  # what mypy refuses, too


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30)))
@settings(deadline=None)
def test_any_values(environment: dict[str, str]) -> None:
    """Whatever the values are, the settings are read or refused with the names of their keys."""
    try:
        read = load_settings(environment)
    except SettingsError as error:
        told = {line.partition(" ")[0] for line in str(error).splitlines()}
    else:
        told = set()
        assert read.log_level in {"DEBUG", "INFO", "WARNING", "ERROR"}

    assert told <= environment.keys()


def test_example_file_lists_the_settings() -> None:
    """.env.example names every setting once, with a remark above it, and nothing else."""
    text = (ROOT / ".env.example").read_text("utf-8")
    listed = re.findall(r"(?<=\n)# [^\n]+\n#?([A-Z_]+)=", text)

    assert sorted(listed) == NAMES
    assert len(re.findall(r"^#?[A-Z_]+=", text, re.MULTILINE)) == len(NAMES)


def test_example_file_is_valid(tmp_path: Path) -> None:
    """.env.example can be copied as it is, and with every line switched on."""
    text = (ROOT / ".env.example").read_text("utf-8")
    switched_on = re.sub(r"^#(?=[A-Z_]+=)", "", text, flags=re.MULTILINE)

    assert load_settings({}, dotenv(tmp_path, text)) == load_settings({})
    every = load_settings({}, dotenv(tmp_path, switched_on))
    assert every.model_fields_set >= Settings.model_fields.keys() - {"discord_token", "journal_key"}


def test_secrets_are_known_to_what_hides_them() -> None:
    """Token, key and the database's password, as it stands and as it is meant, are the secrets."""
    settings = load_settings(
        {
            "DISCORD_TOKEN": f" {TOKEN}",
            "DATABASE_URL": "postgresql://bot:ge%2Fheim@db/x",
            "JOURNAL_KEY": KEY,
        }
    )

    assert settings.secrets() == {TOKEN, KEY, "ge%2Fheim", "ge/heim"}
    assert load_settings({}).secrets() == frozenset()
