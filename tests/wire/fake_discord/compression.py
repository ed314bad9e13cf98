"""How the gateway packs what it sends, as far as this Python can.

https://docs.discord.com/developers/events/gateway#transport-compression
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import TypeAlias

__all__ = ["Packer", "packer"]

Packer: TypeAlias = Callable[[bytes], bytes]


def packer(kind: str | None) -> Packer | None:
    """What packs one connection; None where it is sent as it is.

    Raises:
        LookupError: there is no such way to pack.

    """
    match kind:
        case None:
            return None
        case "zlib-stream":
            return _zlib()
        case "zstd-stream" if find_spec("zstandard"):
            return _zstandard()
        case "zstd-stream" if find_spec("compression"):
            return _zstd()
        case _:
            raise LookupError(kind)


def _zlib() -> Packer:
    stream = zlib.compressobj()
    return lambda data: stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def _zstandard() -> Packer:
    """By the package of that name, where it is installed."""
    package = import_module("zstandard")
    stream = package.ZstdCompressor().compressobj()
    return lambda data: bytes(stream.compress(data) + stream.flush(package.COMPRESSOBJ_FLUSH_BLOCK))


def _zstd() -> Packer:
    """By the standard library, from Python 3.14 on."""
    kind = import_module("compression.zstd").ZstdCompressor
    stream = kind()
    return lambda data: bytes(stream.compress(data, mode=kind.FLUSH_BLOCK))
