"""Training in a process of its own."""

import asyncio
import multiprocessing
from dataclasses import replace
from multiprocessing.context import SpawnProcess

import numpy as np
import pytest

from bot.adapters.training import train_apart
from bot.core.domain import build_causes
from bot.core.knowledge import Knowledge


async def test_model_is_the_one_of_this_process(lamps: Knowledge) -> None:
    """The other process gives the very model that this one would have trained."""
    apart, here = await train_apart(lamps), build_causes(lamps).model
    assert (apart.labels, apart.words, apart.head.calibration) == (
        here.labels,
        here.words,
        here.head.calibration,
    )
    assert np.array_equal(apart.head.coefficients, here.head.coefficients)
    assert np.array_equal(apart.head.understood, here.head.understood)
    assert multiprocessing.active_children() == []


async def test_process_that_fails_is_told(
    lamps: Knowledge, capfd: pytest.CaptureFixture[str]
) -> None:
    """A process that ends without a model raises an error, and its own output says why."""
    empty = replace(lamps, causes=(), faqs=(), vague=())
    with pytest.raises(ChildProcessError, match="exit code 1"):
        await train_apart(empty)
    assert "a matcher needs an example in scope" in capfd.readouterr().err


async def test_cancelling_ends_the_process(
    lamps: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who doesn't wait any more leaves no process behind."""
    started, loop, start = asyncio.Event(), asyncio.get_running_loop(), SpawnProcess.start

    def noted(process: SpawnProcess) -> None:
        start(process)
        loop.call_soon_threadsafe(started.set)

    monkeypatch.setattr(SpawnProcess, "start", noted)
    training = asyncio.create_task(train_apart(lamps))
    await started.wait()
    training.cancel()
    with pytest.raises(asyncio.CancelledError):
        await training
    for child in multiprocessing.active_children():
        child.join()
    assert multiprocessing.active_children() == []
