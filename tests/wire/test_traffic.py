import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.blocking import Block, blocks_between
from benchmarks.floor import Part, items
from benchmarks.growth import fill
from benchmarks.traffic import CHANNELS, Traffic
from bot.adapters.discord.cards.views import card
from bot.adapters.store import Store
from bot.core.assistant import Assistant
from bot.core.ports import Case, CaseKey, Question
from bot.core.reading import Utterance
from tests.store.world import CASE
from tests.wire.bench import Bench
from tests.wire.fake_discord import FakeDiscord

SAID = ["my backup fails", "icloud is full"]


@pytest.mark.usefixtures("bot")
async def test_each_question_is_a_new_case(bench: Bench) -> None:
    """Whoever asks in a benchmark is a person of their own, and waits for an answer of theirs."""
    async with Traffic.of(bench.discord, SAID) as traffic:
        await traffic.many(5, 3)
        waits = await traffic.open(1_000, 0.003)

    asked = [call.json for call in bench.discord.ledger.calls if "message_reference" in call.json]
    assert len(asked) == 8
    assert len({str(one["message_reference"]) for one in asked}) == 8
    assert len(waits) == 3
    assert min(waits) > 0


@pytest.mark.usefixtures("bot")
async def test_closed_loop_counts_answers(discord: FakeDiscord) -> None:
    """In a closed loop everybody asks once at least, and what is counted are answers."""
    async with Traffic.of(discord, SAID) as traffic:
        answers, seconds = await traffic.closed(4, 0)

    assert answers == len(discord.ledger.find("POST", r"/channels/\d+/messages")) >= 4
    assert seconds > 0


async def test_lost_question_is_told(discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that nobody answers ends a benchmark, rather than being left out of it."""
    monkeypatch.setattr("benchmarks.traffic.PATIENCE", 0)
    async with Traffic.of(discord, SAID) as traffic:
        with pytest.raises(TimeoutError):
            await traffic.ask()

    assert len(discord.world.guild.channels) == CHANNELS + 1


def test_floor_shows_the_same_card(assistant: Assistant) -> None:
    """The card of the bot that doesn't think is ours, component for component."""
    reply = assistant.hear(Utterance("not enough storage"), None, 0)
    ours: list[Part] = card(reply, CaseKey(1, 1)).to_components()  # type: ignore[no-untyped-call]  # discord.py's own
    floors = [item.to_component_dict() for item in items(ours)]

    assert json.loads(json.dumps(floors)) == json.loads(json.dumps(ours))


def test_unknown_component_is_refused() -> None:
    """A card of which something would be left out is no card to compare with."""
    with pytest.raises(ValueError, match="a component of type 99"):
        list(items([{"type": 99}]))


def test_blocks_of_other_times_do_not_count(tmp_path: Path) -> None:
    """Of what a run has noted only the blocks within a turn count."""
    blocks = [Block(1.0, 0.1, 0.1), Block(2.0, 0.2, 0.1), Block(3.0, 0.3, 0.1)]
    (tmp_path / "blocks").write_text(json.dumps(blocks), "utf-8")

    assert blocks_between(tmp_path / "blocks", 1.5, 3.0) == blocks[1:2]


async def test_store_is_filled(tmp_path: Path) -> None:
    """Rows that are put beside the first ones are as those, and the store reads them."""
    file, key = tmp_path / "store.sqlite3", CaseKey(7, 8, server=9)
    async with Store.open(f"sqlite:///{file}") as store:
        await store.claims.claim(Question(5, key), 1.0)
        await store.conversations.save(key, Case(CASE))
        await asyncio.to_thread(fill, file, 1_000)
        found = await store.conversations.load(CaseKey(10**18 + 3, 10**18 + 3))

    assert found is not None
    assert found.conversation == CASE
    with closing(sqlite3.connect(file)) as connection:
        for table in ("conversation", "claim"):
            count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  # ours
            assert count == (1_001,)
