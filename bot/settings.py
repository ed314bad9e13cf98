"""The settings: one frozen value, from the environment, a ``.env`` file and defaults."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from dotenv import dotenv_values
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import SettingsError

__all__ = ["Settings", "load_settings"]

_PACKAGE = Path(__file__).resolve().parent


def _knowledge_folder() -> Path:
    """The knowledge base that came along: inside the installed package, or beside it."""
    inside = _PACKAGE / "knowledge"
    return inside if inside.is_dir() else _PACKAGE.parent / "knowledge"


def _database_url() -> str:
    folder = platformdirs.user_data_path("backup-medic", appauthor=False)
    return f"sqlite+aiosqlite:///{folder / 'backup-medic.sqlite3'}"


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


class Settings(BaseModel):
    """Everything that can be set; the names in the environment are these in capitals."""

    model_config = ConfigDict(frozen=True)

    discord_token: Annotated[SecretStr | None, BeforeValidator(_blank_is_unset)] = None
    """The bot's token, from the Developer Portal. Needed by ``run`` alone."""
    knowledge: Path = Field(default_factory=_knowledge_folder)
    """The knowledge folder."""
    database_url: str = Field(default_factory=_database_url, repr=False)
    """Where open conversations are kept, as an SQLAlchemy address."""
    discord_api_url: Annotated[
        str | None, BeforeValidator(_blank_is_unset), Field(pattern=r"^https?://[^\s/]+")
    ] = None
    """Another address for Discord's REST interface: a proxy, or a test server."""
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda value: str(value).upper()),
    ] = "INFO"
    """The least level of log lines that are written."""

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


_SECRET = {"discord_token", "database_url"}


def load_settings(environment: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file, the file over the defaults.

    Raises:
        SettingsError: a value is malformed; names every such key, what it got and what it wants.

    """
    filed = dotenv_values(env_file, interpolate=False) if env_file and env_file.is_file() else {}
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


def _explain(error: ValidationError, given: Mapping[str, str]) -> list[str]:
    lines = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        name = str(found["loc"][0])
        value = "a value that is kept secret" if name in _SECRET else repr(given.get(name, ""))
        lines.append(f"{name.upper()} has {value}: {found['msg'].lower()}.")
    return lines
