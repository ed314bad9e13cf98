"""What was logged, with the fields that stand beside an event's text."""

import logging

import pytest

__all__ = ["events_of", "fields", "told"]

_OWN = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime", "taskName"}
"""What every record has."""


def fields(record: logging.LogRecord) -> dict[str, object]:
    """What was logged beside an event's text."""
    return {name: value for name, value in record.__dict__.items() if name not in _OWN}


def told(caplog: pytest.LogCaptureFixture) -> str:
    """All of the log, one event a line with its fields, and its traces."""
    beside = [f"{one.getMessage()} {fields(one)}" for one in caplog.records]
    return "\n".join([*beside, caplog.text])


def events_of(caplog: pytest.LogCaptureFixture, reference: str) -> list[str]:
    """The texts of the events with a reference, in their order."""
    return [one.getMessage() for one in caplog.records if fields(one).get("reference") == reference]
