"""Training in a process of its own: the one that answers keeps answering meanwhile."""

import asyncio
import multiprocessing
import os
from multiprocessing.connection import Connection

from bot.core.domain import train
from bot.core.encoding import Encoder
from bot.core.knowledge import Knowledge
from bot.core.model import Model

__all__ = ["train_apart"]

_NICENESS = 10
"""How far training stands back where the machine has other work to do."""


async def train_apart(knowledge: Knowledge, encoder: Encoder | None = None) -> Model:
    """Train a model, which takes some seconds and a few hundred megabytes; cancelling ends it.

    A thread would do for numpy's part of the work; the rest of it would hold up the event loop.

    Args:
        knowledge: the knowledge base.
        encoder: one for its examples, which the other process gets as a pickle.

    Raises:
        ChildProcessError: the process ended without a model; its own output says why.

    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_train, args=(knowledge, encoder, sender), daemon=True)

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


def _train(knowledge: Knowledge, encoder: Encoder | None, sender: Connection) -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    sender.send(train(knowledge, encoder))
    sender.close()
