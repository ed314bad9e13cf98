"""Hearing with a semantic matcher: off the event loop, and the light one if that takes too long."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from typing_extensions import override

from bot.adapters.discord.cases import thinking
from bot.adapters.discord.cases.thinking import Thinking
from bot.adapters.discord.failures import Category, Failure, Funnel
from bot.core.assistant import Assistant
from bot.core.domain import build_causes, train
from bot.core.knowledge import Knowledge
from bot.core.postings import Floats
from bot.core.reading import Utterance, build_reader
from bot.core.reply import Reply
from tests.core.encoders import ToyEncoder

NOW = 1_700_000_000.0
SAID = Utterance("the bulb is black in the attic today")


class WatchedEncoder(ToyEncoder):
    """Notes the threads that it is asked in, and waits there if it is told to."""

    def __init__(self) -> None:
        super().__init__({"bulb": "bulb black attic", "cable": "cable sparks"})
        self.threads: list[str] = []
        self.open = threading.Event()
        self.open.set()

    @override
    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector for each text, once the way is open."""
        self.threads.append(threading.current_thread().name)
        self.open.wait()
        return super().encode(texts)


@dataclass
class Scene:
    """Somebody who listens, with an assistant that has an encoder."""

    encoder: WatchedEncoder
    assistant: Assistant
    thinking: Thinking
    failures: list[Failure]

    async def hear(self) -> Reply:
        """Hear what is said."""
        return await self.thinking.hear(self.assistant, SAID, None, NOW)


@pytest.fixture
def scene(lamps: Knowledge) -> Scene:
    """An assistant about lamps that has an encoder."""
    encoder, failures = WatchedEncoder(), list[Failure]()
    causes = build_causes(lamps, train(lamps, encoder), encoder)
    encoder.threads.clear()
    funnel = Funnel()
    funnel.after(failures.append)
    assistant = Assistant(lamps, build_reader(lamps, causes))
    return Scene(encoder, assistant, Thinking(funnel), failures)


async def test_encoder_works_in_one_thread(scene: Scene) -> None:
    """The encoder is asked off the event loop, always in the same thread."""
    first, second = await scene.hear(), await scene.hear()
    assert first.decision == second.decision == "answer"
    assert len(set(scene.encoder.threads)) == 1
    assert scene.encoder.threads[0].startswith("hearing")
    assert scene.failures == []


async def test_light_assistant_hears_at_once(scene: Scene) -> None:
    """Without an encoder there is nothing to wait for."""
    reply = await scene.thinking.hear(scene.assistant.light, SAID, None, NOW)
    assert reply.decision == "answer"
    assert scene.encoder.threads == []
    assert not scene.assistant.light.is_semantic


async def test_too_long_is_answered_by_words(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waits too long, also behind others, is answered by words; later all is as before."""
    monkeypatch.setattr(thinking, "PATIENCE", 0.01)
    scene.encoder.open.clear()
    with caplog.at_level(logging.WARNING):
        first, second = await scene.hear(), await scene.hear()
    assert first == second == scene.assistant.light.hear(SAID, None, NOW)
    assert [failure.verdict.category for failure in scene.failures] == [Category.BUSY] * 2
    assert "attic" not in caplog.text
    scene.encoder.open.set()
    monkeypatch.setattr(thinking, "PATIENCE", 60.0)
    assert (await scene.hear()).decision == "answer"
    assert len(scene.failures) == 2


async def test_failing_encoder_costs_no_answer(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the encoder fails, words answer, and the operator is told what it said."""
    scene.encoder.is_broken = True
    reply = await scene.hear()
    assert reply == scene.assistant.light.hear(SAID, None, NOW)
    assert len(scene.failures) == 1
    assert "no electricity" in caplog.text
