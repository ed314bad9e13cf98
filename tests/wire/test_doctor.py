"""The doctor, on a set-up that is well and on those that aren't."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest

import bot.doctor
import bot.serving
from bot.adapters.cache import ModelCache
from bot.adapters.discord import examining
from bot.adapters.store import Store
from bot.core.ports import ServerSettings
from bot.doctor import examine
from bot.errors import Exit
from bot.findings import Finding, State, exit_code
from bot.settings import Settings, load_settings
from tests.content.folder import Folder
from tests.store.world import execute
from tests.wire.fake_discord import TOKEN, FakeDiscord, Fault
from tests.wire.fake_discord.permissions import Permission

pytestmark = pytest.mark.usefixtures("assistant")  # its model is kept where the doctor looks

MESSAGE_CONTENT, MEMBERS_LIMITED = 1 << 18, 1 << 15
"""Flags of an application, for the privileged gateway intents that are on."""


@dataclass
class SetUp:
    """All that a running bot needs."""

    discord: FakeDiscord
    folder: Path
    values: dict[str, str] = field(default_factory=dict)

    def settings(self) -> Settings:
        """The settings as they are read."""
        return load_settings(self.values)

    async def examine(self, *, offline: bool = False) -> dict[str, Finding]:
        """What the doctor finds, by what it is about."""
        return {one.what: one for one in await examine(self.settings, offline=offline)}


@pytest.fixture
def cache(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> ModelCache:
    """The cache that the bot and the doctor use."""
    cache = ModelCache(pytestconfig.cache.mkdir("models"))
    monkeypatch.setattr(bot.serving, "user_cache", lambda: cache)
    monkeypatch.setattr(bot.doctor, "user_cache", lambda: cache)
    return cache


@pytest.fixture
async def set_up(discord: FakeDiscord, cache: ModelCache, tmp_path: Path) -> SetUp:
    """A set-up that is well: its commands are registered, and its store is made."""
    assert cache.folder.is_dir()
    set_up = SetUp(discord, tmp_path)
    set_up.values = {
        "DISCORD_TOKEN": TOKEN,
        "DISCORD_API_URL": discord.api_url,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'medic.sqlite3'}",
        "MATCHER_MODEL": str(tmp_path / "model"),
    }
    await bot.serving.register(set_up.settings())
    return set_up


async def test_well(set_up: SetUp) -> None:
    """A set-up that is well is fine from the settings to the servers, and stays as it is."""
    before = len(set_up.discord.ledger.calls)
    found = await set_up.examine()

    assert {one.state for one in found.values()} == {State.FINE}
    assert list(found) == [
        "settings",
        "token",
        "matcher",
        "knowledge",
        "cache",
        "database",
        "extras",
        "login",
        "application",
        "gateway intents",
        "gateway",
        "commands",
        "permissions",
    ]
    assert exit_code(list(found.values())) == Exit.OK
    assert "in 2 servers" in found["permissions"].text
    assert {call.method for call in set_up.discord.ledger.calls[before:]} == {"GET"}
    assert TOKEN not in str(found)


async def test_offline(set_up: SetUp) -> None:
    """Offline, all is looked at but what only Discord knows, and Discord isn't asked."""
    before = len(set_up.discord.ledger.calls)
    found = await set_up.examine(offline=True)

    online = {"application", "gateway intents", "gateway", "commands", "permissions"}
    assert {name for name, one in found.items() if one.state is State.SKIPPED} == online
    assert {found[name].state for name in found.keys() - online} == {State.FINE}
    assert len(set_up.discord.ledger.calls) == before


Break = Callable[[SetUp], object]


def setting(**values: str) -> Break:
    """Set something else."""
    return lambda set_up: set_up.values.update(values)


def about(**facts: object) -> Break:
    """Let the application be otherwise in the Developer Portal."""
    return lambda set_up: set_up.discord.world.application.update(facts)


def spoil_knowledge(set_up: SetUp) -> None:
    """Misspell a key in a knowledge folder."""
    folder = Folder(set_up.folder / "knowledge")
    folder.change("causes/wire.yml", "why: ", "whi: ")
    set_up.values["KNOWLEDGE"] = str(folder.path)


def spoil_database(set_up: SetUp) -> None:
    """Put something else in the database's place."""
    (set_up.folder / "diary").write_text("dear diary " * 500)
    set_up.values["DATABASE_URL"] = f"sqlite:///{set_up.folder / 'diary'}"


def withhold(set_up: SetUp) -> None:
    """Take permissions from the bot in a server."""
    set_up.discord.world.guild.withheld = (
        Permission.SEND_MESSAGES
        | Permission.READ_MESSAGE_HISTORY
        | Permission.CREATE_PUBLIC_THREADS
    )


def lose_a_command(set_up: SetUp) -> None:
    """Let Discord have one command fewer."""
    del set_up.discord.commands.registered[0]


def use_up_sessions(set_up: SetUp) -> None:
    """Let the day's sessions be nearly used up."""
    limit = {"total": 1000, "remaining": 3, "reset_after": 9, "max_concurrency": 1}
    body = {"url": "wss://gateway.invalid", "shards": 1, "session_start_limit": limit}
    set_up.discord.faults.add(Fault("GET", "/gateway/bot", 200, body=body))


@pytest.mark.parametrize(
    ("spoil", "what", "text", "advice"),
    [
        (setting(LOG_LEVEL="loud"), "settings", "LOG_LEVEL has 'loud'", "Mend it"),
        (setting(DISCORD_TOKEN=""), "token", "there is none", "Developer Portal"),
        (setting(DISCORD_TOKEN=TOKEN[1:20]), "token", "hasn't the form", "Copy the token anew"),
        (setting(DISCORD_TOKEN="x" * 18 + TOKEN[18:]), "token", "no user's number", "Copy the"),
        (setting(DISCORD_TOKEN=TOKEN + "x"), "login", "refuses the token", "Copy the token anew"),
        (spoil_knowledge, "knowledge", "has 2 problems", "python -m bot check"),
        (spoil_database, "database", "not a database", "DATABASE_URL"),
        (setting(DATABASE_URL="mysql://medic"), "database", "can't be used", "SQLite file"),
        (about(flags=MESSAGE_CONTENT), "gateway intents", "message content is on", "Switch it off"),
        (about(flags=MEMBERS_LIMITED), "gateway intents", "members is on", "Switch it off"),
        (
            about(interactions_endpoint_url="https://example.org"),
            "application",
            "an address on the web",
            "Interactions Endpoint URL",
        ),
        (about(bot_require_code_grant=True), "application", "the link", "OAuth2 Code Grant"),
        (use_up_sessions, "gateway", "3 of 1000 sessions", "in the log"),
        (lose_a_command, "commands", "not registered: ", "python -m bot sync"),
        (
            withhold,
            "permissions",
            "lacks Send Messages, Read Message History",
            "https://discord.com/oauth2/authorize",
        ),
    ],
)
async def test_unwell(set_up: SetUp, spoil: Break, what: str, text: str, advice: str) -> None:
    """Whatever is wrong with a set-up is found, alone, and said with what to do."""
    spoil(set_up)
    found = await set_up.examine()

    wrong = {name: one for name, one in found.items() if one.state is State.TO_DO}
    assert list(wrong) == [what]
    assert text in wrong[what].text
    assert advice in wrong[what].advice
    assert exit_code(list(found.values())) == Exit.EXPECTED
    assert TOKEN not in str(found)


async def test_without_a_database(set_up: SetUp) -> None:
    """Before the first start nothing is kept, and what Discord has is looked at all the same."""
    set_up.values["DATABASE_URL"] = f"sqlite:///{set_up.folder / 'other.sqlite3'}"
    found = await set_up.examine()

    assert exit_code(list(found.values())) == Exit.OK
    assert "by whichever version" in found["commands"].text
    assert not (set_up.folder / "other.sqlite3").exists()


async def test_commands_of_another_version(set_up: SetUp) -> None:
    """Where something else was registered last, it is to be registered anew."""
    url = set_up.values["DATABASE_URL"]
    await execute(url, "UPDATE memo SET text = 'other' WHERE name LIKE 'commands:%'")
    found = await set_up.examine()

    assert found["commands"].state is State.TO_DO
    assert "another version" in found["commands"].text


async def test_sync_mends_what_discord_has_lost(set_up: SetUp) -> None:
    """What the doctor advises about a lost command helps, though nothing has changed here."""
    set_up.discord.commands.registered.clear()
    assert (await set_up.examine())["commands"].state is State.TO_DO
    await bot.serving.register(set_up.settings())

    assert (await set_up.examine())["commands"].state is State.FINE


@pytest.mark.parametrize(
    ("chosen", "lacking"),
    [
        (ServerSettings(), ""),
        (ServerSettings(opens_threads=True), "lacks Create Public Threads"),
        (ServerSettings(opens_threads=True, is_off=True), ""),
    ],
)
async def test_permissions_are_those_for_what_was_chosen(
    set_up: SetUp, chosen: ServerSettings, lacking: str
) -> None:
    """What threads need is missed where they were chosen, and nothing where the bot is off."""
    guild = set_up.discord.world.guild
    guild.withheld = Permission.CREATE_PUBLIC_THREADS
    async with Store.open(set_up.values["DATABASE_URL"]) as store:
        await store.servers.save(guild.id, chosen)
    permissions = (await set_up.examine())["permissions"]

    assert (permissions.state is State.TO_DO) is bool(lacking)
    assert lacking in permissions.text


async def test_many_servers_are_not_all_listed(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first servers that lack something are listed, page by page, and the others counted."""
    monkeypatch.setattr(examining, "_NAMED", 1)
    for guild in set_up.discord.world.guilds.values():
        guild.withheld = Permission.VIEW_CHANNEL
    found = [
        one for one in await examine(set_up.settings, offline=False) if one.what == "permissions"
    ]

    first, more = found
    assert str(set_up.discord.world.guild.id) in first.text
    assert "1 more servers" in more.text


@pytest.mark.parametrize("fault", [Fault("GET", ".*", 503), Fault("GET", "/gateway/bot", 403)])
async def test_discord_out_of_reach(set_up: SetUp, fault: Fault) -> None:
    """Where Discord doesn't answer, all else is told all the same, and the code is 69."""
    set_up.discord.faults.add(fault)
    found = await set_up.examine()

    assert found["discord"].state is State.OUT_OF_REACH
    assert found["database"].state is State.FINE
    assert exit_code(list(found.values())) == Exit.UNAVAILABLE


async def test_nobody_listens(set_up: SetUp) -> None:
    """A connection that is refused is told as out of reach."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        set_up.values["DISCORD_API_URL"] = f"http://127.0.0.1:{one.getsockname()[1]}"
        found = await set_up.examine()

    assert "can't be reached" in found["discord"].text


async def test_needed_intent_that_is_off() -> None:
    """A privileged gateway intent that the bot would ask for has to be on."""
    found = examining._intents(discord.Intents.all(), discord.ApplicationFlags())  # noqa: SLF001  # the bot asks for none

    assert found.state is State.TO_DO
    assert found.text == "members, message content, presences is off, and needed"


async def test_cache_is_looked_at(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache to be filled is fine; one that can't be written to costs seconds at each start."""
    empty = ModelCache(set_up.folder / "models")
    monkeypatch.setattr(bot.doctor, "user_cache", lambda: empty)
    assert "first start trains" in (await set_up.examine(offline=True))["cache"].text

    (set_up.folder / "blocked").write_text("a file")
    blocked = ModelCache(set_up.folder / "blocked" / "models")
    monkeypatch.setattr(bot.doctor, "user_cache", lambda: blocked)
    assert (await set_up.examine(offline=True))["cache"].state is State.TO_DO


async def test_missing_extra(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package for PostgreSQL, an address of such a database says what to install."""
    set_up.values |= {"DATABASE_URL": "postgresql://nowhere.invalid/medic", "JOURNAL_KEY": "k" * 32}
    monkeypatch.setattr(bot.doctor, "find_spec", lambda _: None)
    extras = (await set_up.examine(offline=True))["extras"]

    assert extras.state is State.TO_DO
    assert 'pip install "backup-medic[postgres]"' in extras.advice
