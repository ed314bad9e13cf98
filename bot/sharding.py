"""Which shards a process runs.

https://docs.discord.com/developers/events/gateway#sharding
"""

from collections.abc import Sequence

from bot.errors import SettingsError

__all__ = ["share"]


def share(
    count: int | None,
    ids: Sequence[int] | None,
    processes: int | None,
    ordinal: int | None,
) -> Sequence[int] | None:
    """The ids of a process's shards; None for all that there are.

    Processes that are numbered share the shards in blocks, which keep the order in which Discord
    wants shards to start.

    Args:
        count: how many shards there are in all; None for as many as Discord advises.
        ids: the process's shards by their ids, where they are named.
        processes: how many processes share the shards, where they are numbered.
        ordinal: the process's own number, from 0 on.

    Raises:
        SettingsError: these don't go together; says why, and what does.

    """
    if ids is None and processes is None and ordinal is None:
        return None
    if ids is not None and not (processes is None and ordinal is None):
        message = (
            "Set either SHARD_IDS, or SHARD_PROCESSES and SHARD_ORDINAL: both say which shards "
            "this process runs."
        )
        raise SettingsError(message)
    if count is None:
        message = (
            "SHARD_COUNT is not set: where several processes share the shards, each has to know "
            "how many there are in all. Set it to the same number for every process."
        )
        raise SettingsError(message)
    if ids is not None:
        return _named(count, ids)
    if processes is None or ordinal is None:
        message = (
            "SHARD_PROCESSES and SHARD_ORDINAL go together: how many processes share the shards, "
            "and which of them, from 0 on, this one is."
        )
        raise SettingsError(message)
    return _block(count, processes, ordinal)


def _named(count: int, ids: Sequence[int]) -> Sequence[int]:
    if beyond := [one for one in ids if one >= count]:
        message = (
            f"SHARD_IDS has {beyond[0]}, but with SHARD_COUNT {count} the last shard is "
            f"{count - 1}: they are counted from 0 on."
        )
        raise SettingsError(message)
    return ids


def _block(count: int, processes: int, ordinal: int) -> Sequence[int]:
    if ordinal >= processes:
        message = (
            f"SHARD_ORDINAL is {ordinal}, but with SHARD_PROCESSES {processes} the last process is "
            f"{processes - 1}: they are counted from 0 on."
        )
        raise SettingsError(message)
    if processes > count:
        message = (
            f"SHARD_PROCESSES is {processes} and SHARD_COUNT {count}: some processes would have "
            "nothing to do. Start fewer of them, or set SHARD_COUNT higher."
        )
        raise SettingsError(message)
    return range(ordinal * count // processes, (ordinal + 1) * count // processes)
