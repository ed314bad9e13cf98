import sys
from pathlib import Path

import pytest

from bot import __version__
from tests.deploy.tools import ROOT, compose, read, run


def problems(file: Path) -> str:
    """What is wrong with a file by the Compose Specification; nothing where all is well."""
    schema = ("--builtin-schema", "vendor.compose-spec")
    done = run(sys.executable, "-m", "check_jsonschema", *schema, str(file))
    return done.stdout if done.returncode else ""


def test_keeps_to_the_schema() -> None:
    """compose.yml is what the Compose Specification asks for."""
    assert problems(ROOT / "compose.yml") == ""


def test_schema_would_find_something(tmp_path: Path) -> None:
    """A misspelt key is told."""
    file = tmp_path / "compose.yml"
    file.write_text(read("compose.yml").replace("read_only", "readonly"), "utf-8")

    assert "readonly" in problems(file)


@pytest.mark.parametrize("name", ["bot", "database"])
def test_services_are_confined(name: str) -> None:
    """Neither service can write in its image, has a capability, or gains one."""
    service = compose()["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_secrets_come_from_outside() -> None:
    """No secret has a value in the file, and one that is left out stops the start."""
    services = compose()["services"]
    secrets = {
        **{
            name: services["bot"]["environment"][name]
            for name in ("DISCORD_TOKEN", "JOURNAL_KEY", "DATABASE_URL")
        },
        "POSTGRES_PASSWORD": services["database"]["environment"]["POSTGRES_PASSWORD"],
    }

    wanted = {name: name for name in secrets} | {"DATABASE_URL": "POSTGRES_PASSWORD"}
    assert all(f"${{{wanted[name]}:?" in value for name, value in secrets.items())


def test_bot_waits_for_the_database() -> None:
    """The bot starts once the database's own health check says that it answers."""
    services = compose()["services"]

    assert services["bot"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_database_is_out_of_reach() -> None:
    """The database has no published port, and its network reaches nothing outside."""
    file = compose()

    assert "ports" not in file["services"]["database"]
    assert [file["networks"][name]["internal"] for name in file["services"]["database"]["networks"]]


def test_image_has_the_programs_version() -> None:
    """The image is named after the version that it is built from."""
    assert compose()["services"]["bot"]["image"] == f"backup-medic:{__version__}"
