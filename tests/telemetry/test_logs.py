import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from typing_extensions import override

from bot.adapters.telemetry.logs import Form, make_handler, set_up_logs
from bot.errors import StoreError

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"  # noqa: S105  # nobody's
PRESS = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OmFiY2RlZmdo"
"""The token of nobody's interaction."""

SAID = "marmalade"
"""What somebody wrote."""


class Terminal(io.StringIO):
    """A stream that says that people read it."""

    @override
    def isatty(self) -> bool:
        return True


@contextmanager
def logging_to(
    stream: io.StringIO, form: Form = "auto", secrets: tuple[str, ...] = ()
) -> Iterator[logging.Logger]:
    """A logger of its own, whose lines go to a stream."""
    logger = logging.getLogger("tests.telemetry.of_its_own")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    handler = make_handler(stream, form, secrets)
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)


def fail(error: Exception) -> None:
    """Raise an error, while a local variable holds something."""
    heard = [SAID]
    if heard:
        raise error


def test_json_is_one_object_a_line() -> None:
    """For programs, an event is one line: an object with its text, level, time and fields."""
    stream = io.StringIO()
    with logging_to(stream) as log:
        log.info("answered", extra={"server": 1, "decision": "answer", "é": "☃"})
        log.warning("some %s\nthing", "other", extra={"note": "a\nb"})

    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", first.pop("timestamp"))
    assert first == {
        "event": "answered",
        "level": "info",
        "logger": "tests.telemetry.of_its_own",
        "server": 1,
        "decision": "answer",
        "é": "☃",
    }
    assert (second["event"], second["note"]) == ("some other", "a\nb")


@pytest.mark.parametrize(
    ("stream", "form", "is_json", "is_coloured"),
    [
        (Terminal, "auto", False, True),
        (io.StringIO, "auto", True, False),
        (Terminal, "json", True, False),
        (io.StringIO, "text", False, False),
        (Terminal, "text", False, True),
    ],
)
def test_form(
    stream: Callable[[], io.StringIO],
    form: Form,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_json: bool,
    is_coloured: bool,
) -> None:
    """People get text on a terminal, programs JSON, both by setting; colour is for terminals."""
    monkeypatch.setattr("sys.platform", "linux")
    written = stream()
    with logging_to(written, form) as log:
        log.info("answered", extra={"server": 1})

    line = written.getvalue()
    assert line.startswith("{") is is_json
    assert ("\x1b[" in line) is is_coloured
    assert len(line.splitlines()) == 1
    assert "answered" in line


@pytest.mark.parametrize("form", ["text", "json"])
def test_trace_tells_nothing_that_was_said(form: Form) -> None:
    """A trace tells where it was and what: no values, and no texts that may quote somebody."""
    stream, where = io.StringIO(), ("medic.sqlite3", "disk full")
    with logging_to(stream, form) as log:
        try:
            try:
                fail(KeyError(SAID))
            except KeyError as error:
                raise StoreError(*where) from error
        except StoreError:
            log.exception("store while testing")

    written = stream.getvalue()
    assert written.index("KeyError") < written.index("became") < written.index("StoreError: The")
    assert "in fail" in written
    assert "disk full" in written
    assert SAID not in written


def test_suppressed_context_is_left_out() -> None:
    """An error that was raised in place of another one is told alone."""
    error = OSError("no route")
    error.__context__, error.__suppress_context__ = KeyError("x"), True
    stream = io.StringIO()
    with logging_to(stream, "json") as log:
        log.error("bug", exc_info=error)

    assert json.loads(stream.getvalue())["exception"] == "OSError: no route"


def test_json_with_a_trace_is_one_line() -> None:
    """A trace is part of its event's line."""
    stream = io.StringIO()
    with logging_to(stream, "json") as log:
        try:
            fail(ValueError())
        except ValueError:
            log.exception("bug")

    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["exception"].endswith("raise error\nValueError")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("said", "secret"),
    [
        (f"a token {TOKEN}", TOKEN),
        (f"Authorization: Bot {TOKEN}", TOKEN),
        (f"'Authorization': 'Bearer {PRESS}'", PRESS),
        (f"https://discord.com/api/v10/interactions/12/{PRESS}/callback", PRESS),
        (f"PATCH https://discord.com/api/v10/webhooks/12/{PRESS}/messages/@original", PRESS),
        ("/webhooks/12/short-one has returned 404", "short-one"),
        (f"token={PRESS}", PRESS),
        ("postgresql://medic:geheimnis@db/medic refused", "geheimnis"),
        ('postgresql://medic:ge:heim@db/medic "refused"', "ge:heim"),
        ('the known Pass"word\\ of the database', 'Pass"word'),
    ],
)
def test_secrets_are_hidden(form: Form, said: str, secret: str) -> None:
    """Tokens and passwords show nowhere: not in text, fields, nested ones, or traces."""
    stream = io.StringIO()
    with logging_to(stream, form, ('Pass"word\\',)) as log:
        log.info(said)
        log.info("as an argument: %s", said)
        log.info("a field", extra={"field": said, "nested": {"list": [said]}, said: 1})
        log.error("a trace", exc_info=OSError(said))

    hidden = stream.getvalue()
    assert secret not in hidden
    assert json.dumps(secret)[1:-1] not in hidden
    assert hidden.count("[hidden]") >= 6
    if form == "json":
        assert all(json.loads(line)["event"] for line in hidden.splitlines())


def test_what_is_no_secret_stays() -> None:
    """Identifiers, addresses, versions and times are left alone, and so is a part of a word."""
    kept = (
        "message 1443210987654321098 at https://discord.com/channels/12/34/56, "
        "https://discord.com/api/v10/applications/12/commands, 10.11.12.13:8080, "
        "2026-11-26T10:00Z, bot.adapters.discord.talk.messages, "
        "sqlite:////data/medic.sqlite3, the Bot works"
    )
    stream = io.StringIO()
    with logging_to(stream, "json", ("bot", "")) as log:
        log.info(kept)

    assert json.loads(stream.getvalue())["event"] == kept


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The logger of all, which is as before at the end."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield root
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("DEBUG", ["bot debug", "bot info", "discord info", "bot error", "discord error"]),
        ("INFO", ["bot info", "discord info", "bot error", "discord error"]),
        ("ERROR", ["bot error", "discord error"]),
    ],
)
def test_levels(capsys: pytest.CaptureFixture[str], level: str, written: list[str]) -> None:
    """The level is as it was set, but for libraries, which tell texts and tokens on DEBUG."""
    set_up_logs(level, "json", [])
    for at in ("DEBUG", "INFO", "ERROR"):
        for name in ("bot.app", "discord.http"):
            told = f"{name.partition('.')[0]} {at.lower()}"
            logging.getLogger(name).log(logging.getLevelName(at), told)

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [
        line["event"] for line in lines if line["logger"] in {"bot.app", "discord.http"}
    ] == written
