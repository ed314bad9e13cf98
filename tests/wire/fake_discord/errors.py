"""How Discord says no.

https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

from enum import IntEnum

from tests.wire.fake_discord.values import JsonObject

__all__ = ["Code", "Refused"]


class Code(IntEnum):
    """Codes of Discord's JSON errors."""

    UNKNOWN_CHANNEL = 10003
    UNKNOWN_GUILD = 10004
    UNKNOWN_MESSAGE = 10008
    UNKNOWN_USER = 10013
    UNKNOWN_WEBHOOK = 10015
    UNKNOWN_INTERACTION = 10062
    ALREADY_ACKNOWLEDGED = 40060
    TOO_MANY_FOLLOW_UPS = 40094
    MISSING_ACCESS = 50001
    NOT_YOURS = 50005
    EMPTY_MESSAGE = 50006
    DM_CLOSED = 50007
    MISSING_PERMISSIONS = 50013
    INVALID_TOKEN = 50027
    INVALID_FORM = 50035
    THREAD_ARCHIVED = 50083
    NO_HISTORY_TO_REPLY = 160002
    HAS_THREAD = 160004
    THREAD_LOCKED = 160005


_STATUS_AND_MESSAGE = {
    Code.UNKNOWN_CHANNEL: (404, "Unknown Channel"),
    Code.UNKNOWN_GUILD: (404, "Unknown Guild"),
    Code.UNKNOWN_MESSAGE: (404, "Unknown Message"),
    Code.UNKNOWN_USER: (404, "Unknown User"),
    Code.UNKNOWN_WEBHOOK: (404, "Unknown Webhook"),
    Code.UNKNOWN_INTERACTION: (404, "Unknown interaction"),
    Code.ALREADY_ACKNOWLEDGED: (400, "Interaction has already been acknowledged."),
    Code.TOO_MANY_FOLLOW_UPS: (400, "Maximum number of follow up messages reached"),
    Code.MISSING_ACCESS: (403, "Missing Access"),
    Code.NOT_YOURS: (403, "Cannot edit a message authored by another user"),
    Code.EMPTY_MESSAGE: (400, "Cannot send an empty message"),
    Code.DM_CLOSED: (403, "Cannot send messages to this user"),
    Code.MISSING_PERMISSIONS: (403, "Missing Permissions"),
    Code.INVALID_TOKEN: (401, "Invalid Webhook Token"),
    Code.INVALID_FORM: (400, "Invalid Form Body"),
    Code.THREAD_ARCHIVED: (400, "Thread is archived"),
    Code.NO_HISTORY_TO_REPLY: (403, "Cannot reply without permission to read message history"),
    Code.HAS_THREAD: (400, "A thread has already been created for this message"),
    Code.THREAD_LOCKED: (403, "Thread is locked"),
}


class Refused(Exception):  # noqa: N818  # Discord refuses; nothing here is in error
    """A request that Discord refuses, with its answer."""

    def __init__(
        self, status: int, code: int, message: str, errors: JsonObject | None = None
    ) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.body: JsonObject = {"message": message, "code": int(code)}
        if errors:
            self.body["errors"] = errors

    @classmethod
    def because(cls, code: Code, errors: JsonObject | None = None) -> "Refused":
        """The refusal that goes with a code."""
        status, message = _STATUS_AND_MESSAGE[code]
        return cls(status, code, message, errors)
