"""What is wrong with the form of a request, gathered as Discord answers it."""

from collections.abc import Sized

from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.values import JsonObject

__all__ = ["Form"]


class Form:
    """Gathers what is wrong; `close` refuses the request if anything is.

    https://docs.discord.com/developers/reference#error-messages
    """

    def __init__(self) -> None:
        self._wrong: list[tuple[str, str, str]] = []

    def wrong(self, where: str, code: str, message: str) -> None:
        """A part of the request is wrong; `where` is its path, with dots."""
        self._wrong.append((where, code, message))

    def expect(self, where: str, code: str, message: str, *, holds: bool) -> None:
        """A part of the request is wrong unless something holds."""
        if not holds:
            self.wrong(where, code, message)

    def length(self, where: str, value: Sized, most: int, least: int = 0) -> None:
        """A text or a list has to have so many characters or items."""
        if not least <= len(value) <= most:
            message = f"Must be between {least} and {most} in length."
            self.wrong(where, "BASE_TYPE_BAD_LENGTH", message)

    def close(self) -> None:
        """Refuse the request if anything in it is wrong."""
        if not self._wrong:
            return
        errors: JsonObject = {}
        for where, code, message in self._wrong:
            inner = errors
            for name in where.split("."):
                below = inner.setdefault(name, {})
                assert isinstance(below, dict)
                inner = below
            inner["_errors"] = [{"code": code, "message": message}]
        raise Refused.because(Code.INVALID_FORM, errors)
