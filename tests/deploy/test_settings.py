import re

from bot.settings import Settings
from tests.deploy.tools import compose, read, resources

SETTING = re.compile(r"(?:DATABASE|DISCORD|HEALTH|JOURNAL|KNOWLEDGE|LOG|SHARD)\w*")


def given() -> set[str]:
    """The settings that the deployment files give to the bot."""
    (container,) = resources()["StatefulSet"]["spec"]["template"]["spec"]["containers"]
    names = {
        *compose()["services"]["bot"]["environment"],
        *(one["name"] for one in container["env"]),
        *re.findall(r"\b[A-Z_]+(?==)", read("Dockerfile")),
    }
    return {name for name in names if SETTING.fullmatch(name)}


def test_settings_are_the_bots() -> None:
    """Whatever the deployment files set is a setting of the bot's."""
    assert given() <= {name.upper() for name in Settings.model_fields}


def test_settings_are_found() -> None:
    """The files are really looked through: each of them gives settings."""
    assert {"DISCORD_TOKEN", "SHARD_ORDINAL", "DATABASE_URL", "HEALTH_PORT"} <= given()
