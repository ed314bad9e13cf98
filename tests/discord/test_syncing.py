"""Commands are registered when they changed, and only then."""

import logging
from contextlib import nullcontext
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
import simcord

from bot.adapters.discord.client import MedicBot, Options
from bot.adapters.discord.commands.syncing import digest, invite_link, report
from bot.adapters.discord.failures import Funnel
from bot.core.assistant import Assistant
from bot.errors import DiscordUnavailableError, Exit, StoreError
from tests.discord.world import REFERENCE, Memory, World, labels
from tests.logged import events_of, fields


def registered(env: simcord.Env) -> int:
    """How often the commands were registered."""
    return sum(one.method == "PUT" for one in env.http_requests)


def hashes(memory: Memory) -> list[str]:
    """The names under which hashes of commands are kept."""
    return [name for name in memory.memos.kept if name.startswith("commands:")]


async def test_registered_at_the_first_start(world: World, memory: Memory) -> None:
    """A first start registers all commands, and keeps a hash of them for the application."""
    assert registered(world.env) == 1
    assert {"diagnose", "causes", "help", "support"} <= set(
        world.alice.available_commands(world.channel)
    )
    (name,) = hashes(memory)
    assert str(world.env.backend.application_id) in name


async def test_not_again_while_nothing_changes(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """Later starts leave them alone."""
    await world.env.restart_bot(memory.bot(assistant))
    assert registered(world.env) == 1


async def test_again_once_something_changed(
    world: World, memory: Memory, assistant: Assistant
) -> None:
    """A start with other commands registers them."""
    bot = memory.bot(assistant)
    bot.tree.remove_command("support")
    await world.env.restart_bot(bot)
    assert registered(world.env) == 2
    assert "support" not in world.alice.available_commands(world.channel)


async def test_hash_knows_no_order(memory: Memory, assistant: Assistant) -> None:
    """The order in which commands are added makes no difference; what they say does."""
    tree = memory.bot(assistant).tree
    before = digest(tree)
    moved = tree.remove_command("help")
    assert digest(tree) != before
    assert isinstance(moved, discord.app_commands.Command)
    tree.add_command(moved)
    assert digest(tree) == before
    moved.description = "Something else"
    assert digest(tree) != before


async def test_start_that_leaves_them_alone(memory: Memory, assistant: Assistant) -> None:
    """With the setting off, a start registers nothing."""
    options = Options(shard_count=1, syncs=False)
    bot = MedicBot(lambda: assistant, memory, memory.clock, Funnel(), options)
    async with simcord.run(bot) as env:
        assert registered(env) == 0
        assert hashes(memory) == []


@pytest.mark.parametrize("is_ours", [True, False])
async def test_one_process_registers(
    memory: Memory, assistant: Assistant, *, is_ours: bool
) -> None:
    """Of processes that start at once, the one whose turn it is registers the commands."""
    names: list[str] = []

    def alone(name: str) -> nullcontext[bool]:
        names.append(name)
        return nullcontext(is_ours)

    options = Options(shard_count=1, alone=alone)
    bot = MedicBot(lambda: assistant, memory, memory.clock, Funnel(), options)
    async with simcord.run(bot) as env:
        assert registered(env) == int(is_ours)
    assert names == ["commands"]


@pytest.mark.parametrize("code", [0, 50035])
async def test_refusal_is_logged_and_the_bot_runs(
    world: World,
    memory: Memory,
    assistant: Assistant,
    caplog: pytest.LogCaptureFixture,
    code: int,
) -> None:
    """Where Discord doesn't take the commands, the log says what to do, and mentions work."""
    memory.memos.kept.clear()
    world.env.inject_error("PUT", "/applications/*/commands", status=400, code=code)
    await world.env.restart_bot(memory.bot(assistant))
    refused, advice = events_of(caplog, REFERENCE)
    assert refused.endswith(" while registering the commands")
    assert "python -m bot sync" in advice
    assert hashes(memory) == []
    assert labels(await world.ask()) != []


async def test_store_that_fails_is_logged_and_the_bot_runs(
    world: World,
    memory: Memory,
    assistant: Assistant,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the hash can't be read, the bot starts all the same."""
    where = ("medic.sqlite3", "disk full")

    async def fail(_: str) -> str | None:
        raise StoreError(*where)

    monkeypatch.setattr(memory.memos, "read", fail)
    await world.env.restart_bot(memory.bot(assistant))
    assert [one.levelno for one in caplog.records if fields(one).get("reference")] == [
        logging.ERROR,
        logging.WARNING,
    ]
    assert labels(await world.ask()) != []


async def test_report(world: World, memory: Memory, simcord_bot: MedicBot) -> None:
    """What was done is told, and how to invite the bot."""
    unchanged, invite, threads = await report(simcord_bot.tree, memory.memos)
    assert "nothing has changed" in unchanged
    memory.memos.kept.clear()
    done, *_ = await report(simcord_bot.tree, memory.memos)
    assert f"{len(simcord_bot.tree.get_commands())} commands are registered" in done
    application = str(world.env.backend.application_id)
    assert all(f"client_id={application}" in line for line in (invite, threads))


async def test_report_of_a_refusal(world: World, memory: Memory, simcord_bot: MedicBot) -> None:
    """Where Discord doesn't take the commands, that ends with 69 and its code."""
    memory.memos.kept.clear()
    world.env.inject_error("PUT", "/applications/*/commands", status=403, code=20012)
    with pytest.raises(DiscordUnavailableError, match="20012") as caught:
        await report(simcord_bot.tree, memory.memos)
    assert caught.value.exit is Exit.UNAVAILABLE


@pytest.mark.parametrize("threads", [True, False])
def test_invite_link(*, threads: bool) -> None:
    """The link asks for the least permissions, and for those of threads only where wanted."""
    asked = parse_qs(urlsplit(invite_link(1234, opens_threads=threads)).query)
    wanted = {"read_messages", "send_messages", "send_messages_in_threads", "read_message_history"}
    if threads:
        wanted.add("create_public_threads")
    permissions = discord.Permissions(int(asked["permissions"][0]))
    assert {name for name, has in permissions if has} == wanted
    assert asked["client_id"] == ["1234"]
    assert asked["scope"] == ["bot applications.commands"]
