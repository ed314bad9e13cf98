"""Training in a process of its own: the one that answers keeps answering meanwhile."""

import asyncio
import multiprocessing
import os
from multiprocessing.connection import Connection

from bot.core.domain import build_causes
from bot.core.knowledge import Knowledge
from bot.core.model import Model

__all__ = ["train_apart"]

_NICENESS = 10
"""How far training stands back where the machine has other work to do."""


async def train_apart(knowledge: Knowledge) -> Model:
    """Train a model, which takes some seconds and a few hundred megabytes; cancelling ends it.

    A thread would do for numpy's part of the work; the rest of it would hold up the event loop.

    Raises:
        ChildProcessError: the process ended without a model; its own output says why.

    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_train, args=(knowledge, sender), daemon=True)

    def run() -> Model:
        process.start()
        sender.close()  # so that the child's end is the only one
        try:
            model: Model = receiver.recv()
        except EOFError:
            process.join()
            message = f"training ended without a model (exit code {process.exitcode})"
            raise ChildProcessError(message) from None
        process.join()
        return model

    try:
        return await asyncio.to_thread(run)
    finally:
        if process.pid is not None and process.exitcode is None:
            process.kill()


def _train(knowledge: Knowledge, sender: Connection) -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    sender.send(build_causes(knowledge).model)
    sender.close()
