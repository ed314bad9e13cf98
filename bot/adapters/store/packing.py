"""Values as JSON in a row, with the version of their form beside them."""

import logging
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

__all__ = ["Packing"]

_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class Packing(Generic[_T]):
    """Turns values into JSON and back.

    Args:
        kind: the type of the values.
        what: what they are called in the log.
        version: the version of the JSON. It goes up when a newer row would mislead older code.

    """

    def __init__(self, kind: type[_T], what: str, version: int) -> None:
        self._json = TypeAdapter(kind)
        self._what = what
        self.version = version

    def pack(self, value: _T) -> str:
        """The value as JSON."""
        return self._json.dump_json(value).decode()

    def unpack(self, version: int, packed: str) -> _T | None:
        """Make a value again; None, with a warning, for another version or damaged JSON."""
        if version == self.version:
            try:
                return self._json.validate_json(packed, strict=True, extra="forbid")
            except ValidationError:
                pass  # its text would quote the row
        _log.warning(
            "a row can't be read and is passed over",
            extra={"row": self._what, "format": version, "ours": self.version},
        )
        return None
