"""Our bot and the floor side by side: each connected to a Discord of its own, asked in turns."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import FLOOR, OURS, Bot, need_linux, running, write_card
from benchmarks.traffic import Traffic
from bot.adapters.store import Store
from bot.evaluation.dataset import read_jsonl

__all__ = ["Side", "both", "folders"]

_WARM_UP = 50
"""Questions before anything is measured."""


@dataclass(frozen=True)
class Side:
    """One of the two bots, and the people who ask it."""

    bot: Bot
    traffic: Traffic
    folder: Path


@contextmanager
def folders(knowledge: Path) -> Iterator[tuple[Path, Path]]:
    """A folder for the floor, with its card, and one for our bot."""
    with tempfile.TemporaryDirectory() as name:
        floor, ours = Path(name) / "floor", Path(name) / "ours"
        floor.mkdir()
        ours.mkdir()
        write_card(knowledge, floor)
        yield floor, ours


@asynccontextmanager
async def both(
    knowledge: Path, utterances: Path, *, ours: Sequence[str] = OURS, guilds: int = 1
) -> AsyncIterator[tuple[Side, Side]]:
    """Run the floor and our bot, each warm from half a hundred questions, ours with its store made.

    Args:
        knowledge: the knowledge folder.
        utterances: what is asked.
        ours: how our bot is run.
        guilds: in how many servers each is.

    Raises:
        UsageError: this system doesn't tell what a process uses.

    """
    need_linux()
    texts = [row.text for row in read_jsonl(utterances)]
    async with AsyncExitStack() as stack:
        sides = []
        places = stack.enter_context(folders(knowledge))
        async with Store.open(f"sqlite:///{places[1] / 'store.sqlite3'}"):
            pass  # only a new store wants what makes its tables, and that stays in memory
        for command, folder in zip((FLOOR, ours), places, strict=True):
            bot = await stack.enter_async_context(
                running(command, folder, knowledge, guilds=guilds)
            )
            traffic = await stack.enter_async_context(Traffic.of(bot.discord, texts))
            for _ in range(_WARM_UP):
                await traffic.ask()
            sides.append(Side(bot, traffic, folder))
        yield sides[0], sides[1]
