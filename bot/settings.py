"""The settings: one frozen value, from the environment, a ``.env`` file and defaults."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

import platformdirs
from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from bot.errors import SettingsError

__all__ = ["Quota", "Settings", "load_settings"]

_PACKAGE = Path(__file__).resolve().parent


def _knowledge_folder() -> Path:
    """The knowledge base that came along: inside the installed package, or beside it."""
    inside = _PACKAGE / "knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def _database_url() -> str:
    folder = platformdirs.user_data_path("backup-medic", appauthor=False)
    return f"sqlite:///{folder / 'backup-medic.sqlite3'}"


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _is_web_address(value: str) -> str:
    if not re.match(r"https?://[^\s/]", value):
        kind, message = "web_address", "must begin with https:// or http:// and a host"
        raise PydanticCustomError(kind, message)
    return value


def _to_shards(value: object) -> object:
    """Ids of shards, each once and in order, from ids and ranges such as ``0-3,8``."""
    if not isinstance(value, str) or not value.strip():
        return _blank_is_unset(value)
    found = set[int]()
    for part in value.split(","):
        pair = re.fullmatch(r"\s*(\d{1,5})\s*(?:-\s*(\d{1,5})\s*)?", part, re.ASCII)
        ids = range(int(pair[1]), int(pair[2] or pair[1]) + 1) if pair else range(0)
        if not ids:
            kind, message = "shards", "must be ids of shards and ranges of them, such as 0-3,8"
            raise PydanticCustomError(kind, message)
        found.update(ids)
    return tuple(sorted(found))


class Quota(NamedTuple):
    """So many questions in so many seconds."""

    questions: int
    seconds: float


def _to_quota(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d{1,4})\s*/\s*(\d{1,5}(?:\.\d+)?)\s*", value, re.ASCII)
    quota = Quota(int(found[1]), float(found[2])) if found else Quota(0, 0)
    if not all(quota):
        kind, message = "quota", "must be questions/seconds, such as 3/20"
        raise PydanticCustomError(kind, message)
    return quota


def _to_yes_or_no(value: object) -> object:
    if not isinstance(value, str):
        return value
    said = {"yes": True, "no": False}.get(value.strip().lower())
    if said is None:
        kind, message = "yes_or_no", "must be yes or no"
        raise PydanticCustomError(kind, message)
    return said


class Settings(BaseModel):
    """Everything that can be set; the names in the environment are these in capitals."""

    model_config = ConfigDict(frozen=True)

    discord_token: Annotated[SecretStr | None, BeforeValidator(_blank_is_unset)] = None
    """The bot's token, from the Developer Portal. Needed by ``run`` alone."""
    knowledge: Path = Field(default_factory=_knowledge_folder)
    """The knowledge folder."""
    matcher: Annotated[
        Literal["auto", "light", "semantic"],
        BeforeValidator(lambda value: str(value).lower()),
    ] = "auto"
    """How what users say is matched."""
    matcher_model: Annotated[Path | None, BeforeValidator(_blank_is_unset)] = None
    """The folder with the sentence encoder of the semantic matcher; None for the usual one."""
    database_url: str = Field(default_factory=_database_url, repr=False)
    """Where open conversations are kept, as an SQLAlchemy address: SQLite or PostgreSQL."""
    journal_key: Annotated[
        SecretStr | None, BeforeValidator(_blank_is_unset), Field(min_length=32)
    ] = None
    """Makes the hashes that stand for people in the journal. Needed with PostgreSQL alone."""
    discord_api_url: Annotated[
        str | None, BeforeValidator(_blank_is_unset), AfterValidator(_is_web_address)
    ] = None
    """Another address for Discord's REST interface: a proxy, or a test server."""
    sync_commands: Annotated[bool, BeforeValidator(_to_yes_or_no)] = True
    """Whether ``run`` registers commands that changed before it connects."""
    user_cooldown: Annotated[Quota, BeforeValidator(_to_quota)] = Quota(3, 20.0)
    """What one user may ask."""
    channel_cooldown: Annotated[Quota, BeforeValidator(_to_quota)] = Quota(10, 10.0)
    """What all users of a channel may ask together."""
    watch_knowledge: Annotated[bool, BeforeValidator(_to_yes_or_no)] = True
    """Whether ``run`` notices by itself that the knowledge folder has changed."""
    shard_count: Annotated[int | None, BeforeValidator(_blank_is_unset), Field(ge=1)] = None
    """How many shards the whole bot has; as many as Discord advises if left out."""
    shard_ids: Annotated[tuple[int, ...] | None, BeforeValidator(_to_shards)] = None
    """The shards that this process runs, by their ids."""
    shard_processes: Annotated[int | None, BeforeValidator(_blank_is_unset), Field(ge=1)] = None
    """How many processes share the shards, where they are numbered."""
    shard_ordinal: Annotated[int | None, BeforeValidator(_blank_is_unset), Field(ge=0)] = None
    """The number of this process, from 0 on."""
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda value: str(value).upper()),
    ] = "INFO"
    """The least level of log lines that are written."""
    log_format: Annotated[
        Literal["auto", "text", "json"],
        BeforeValidator(lambda value: str(value).lower()),
    ] = "auto"
    """How log lines are written; ``auto`` is text on a terminal, and JSON elsewhere."""
    health_port: Annotated[int | None, BeforeValidator(_blank_is_unset), Field(ge=1, le=65535)] = (
        None
    )
    """The port for health and metrics; None for none."""
    health_host: str = "127.0.0.1"
    """The address that this port is opened on."""

    def token(self) -> str:
        """The Discord token.

        Raises:
            SettingsError: it is not set.

        """
        if self.discord_token is None:
            message = (
                "DISCORD_TOKEN is not set: 'run' needs the token of your Discord application "
                "(Developer Portal > your application > Bot). Put it in the environment or in .env."
            )
            raise SettingsError(message)
        return self.discord_token.get_secret_value().strip()

    def model_folder(self) -> Path:
        """Where the sentence encoder is, or comes to be."""
        usual = platformdirs.user_data_path("backup-medic", appauthor=False) / "model"
        return self.matcher_model or usual

    def key(self) -> str | None:
        """What the hashes that stand for people are made with, where it is set."""
        return self.journal_key.get_secret_value() if self.journal_key else None

    def secrets(self) -> frozenset[str]:
        """All values that nobody is to see, for what writes logs."""
        hidden = {
            one.get_secret_value().strip() for one in (self.discord_token, self.journal_key) if one
        }
        password = urlsplit(self.database_url).password or ""
        return frozenset(hidden | {password, unquote(password)} - {""})


_SECRET = {"discord_token", "database_url", "journal_key"}


def load_settings(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file, the file over the defaults.

    Raises:
        SettingsError: the file can't be read, or a value is malformed; names every such key, what
            it got and what it wants.

    """
    filed = _filed(env_file) if env_file and env_file.is_file() else {}
    names = Settings.model_fields
    given = {
        name: value
        for name in names
        if (value := environment.get(name.upper(), filed.get(name.upper()))) is not None
        and (value.strip() or name == "discord_token")
    }
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(error, given))) from None


def _filed(env_file: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(env_file, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"{env_file} can't be read: {reason}. Save it as UTF-8 text that you may read."
        raise SettingsError(message) from None


def _explain(error: ValidationError, given: Mapping[str, str]) -> list[str]:
    lines = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(found["loc"][0])
        value = "a value that is kept secret" if name in _SECRET else repr(given.get(name, ""))
        lines.append(f"{name.upper()} has {value}: {found['msg'][:1].lower()}{found['msg'][1:]}.")
    return lines
