"""Logs: one line an event, with its fields beside it, for people or for other programs.

Whoever logs uses the standard library: a fixed text, and what belongs to it as `extra`. So what the
libraries log takes the same way, and goes through the same hands.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from typing import Literal, TextIO, TypeAlias

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from bot.errors import BackupMedicError

__all__ = ["Form", "make_handler", "set_up_logs"]

Form: TypeAlias = Literal["auto", "text", "json"]
"""How lines are written: ``auto`` is text on a terminal, and JSON elsewhere."""

_HIDDEN = "[hidden]"

_SHORTEST = 8
"""Characters of a secret that is hidden wherever it stands; a shorter one would hide half a log."""

_SHAPES = (
    # a bot's token: its user's number, a time and a signature, each in Base64
    (re.compile(r"\b[\w-]{18,}\.[\w-]{6}\.[\w-]{27,}"), _HIDDEN),
    # the token of an interaction or a webhook, which is part of addresses; and by itself
    (re.compile(r"\b((?:interactions|webhooks)/\d+/)[\w.~%-]+"), rf"\1{_HIDDEN}"),
    (re.compile(r"\baW50ZXJhY3Rpb246[\w-]+"), _HIDDEN),
    # what stands before a password or a key in addresses and headers
    (re.compile(r"(://[^\s/:@\"']*:)[^\s/\"'\\]+(?=@)"), rf"\1{_HIDDEN}"),
    (re.compile(r"\b((?:Bot|Bearer|Basic) )[\w.~+/-]{16,}=*"), rf"\1{_HIDDEN}"),
)
"""What looks like a secret, and what is written in its place."""

_QUOTING_NOBODY = (BackupMedicError, OSError)
"""Errors whose texts tell of the machine and the set-up."""

_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def set_up_logs(level: str, form: Form, secrets: Iterable[str]) -> None:
    """Write all logs to the standard error from now on.

    Args:
        level: the least level that is written: DEBUG, INFO, WARNING or ERROR.
        form: how lines are written.
        secrets: what must not be in any line.

    """
    root = logging.getLogger()
    root.addHandler(make_handler(sys.stderr, form, secrets))
    root.setLevel(level)


def make_handler(stream: TextIO, form: Form, secrets: Iterable[str]) -> logging.Handler:
    """What writes log lines to a stream; in colour on a terminal alone.

    Of libraries nothing on `DEBUG` is written: there they tell texts of messages, rows and tokens.

    Args:
        stream: where to.
        form: how.
        secrets: what must not be in any line.

    """
    is_terminal = stream.isatty()
    as_text = is_terminal if form == "auto" else form == "text"
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tidied,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(_trace),
            _as_text(is_terminal=is_terminal) if as_text else _JSON,
            _Hiding(secrets),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: record.levelno > logging.DEBUG or _is_ours(record.name))
    return handler


def _is_ours(logger: str) -> bool:
    return logger == "bot" or logger.startswith("bot.")


def _as_text(*, is_terminal: bool) -> Processor:
    in_colour = is_terminal and sys.platform != "win32"  # there it takes another package
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=in_colour, exception_formatter=plain)


def _trace(exc_info: ExcInfo) -> str:
    """Where errors came from and what they are, outermost last.

    No values of variables, and no texts but those of errors that never quote what somebody wrote.
    """
    parts = list[str]()
    error: BaseException | None = exc_info[1]
    while error is not None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        told = f": {error}" if isinstance(error, _QUOTING_NOBODY) else ""
        parts.append(f"{frames}{type(error).__qualname__}{told}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nbecame\n\n".join(reversed(parts))


def _tidied(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep to the first line of an event's text: asyncio's others quote what an error says.

    What other handlers made of the event is left out, too.
    """
    others = {"asctime", "message"}
    kept = {name: value for name, value in event.items() if name not in others}
    return {**kept, "event": str(event["event"]).partition("\n")[0]}


class _Hiding:
    """Hides secrets in a line that is ready to be written: whatever they are part of.

    Args:
        secrets: those that are known; what looks like a token is hidden too.

    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {secret for secret in secrets if len(secret) >= _SHORTEST}
        known |= {json.dumps(secret, ensure_ascii=False)[1:-1] for secret in known}
        longest_first = sorted(known, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, _: WrappedLogger, __: str, line: EventDict) -> str:
        """The line without them; the renderer before has made one of the event."""
        text = self._known.sub(_HIDDEN, str(line))
        for shape, instead in _SHAPES:
            text = shape.sub(instead, text)
        return text
