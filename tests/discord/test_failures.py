"""What each failure means, how loud the log is about it, and what the user is told."""

import logging
from unittest.mock import Mock

import aiohttp
import discord
import pytest

from bot.adapters.discord.failures import CODES, Category, Funnel, judge, new_reference
from bot.errors import StoreError
from tests.logged import fields


def refusal(status: int, code: int) -> discord.HTTPException:
    """What discord.py raises for an answer of Discord's."""
    response = Mock(spec=aiohttp.ClientResponse, status=status, reason="Refused")
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(response, {"code": code, "message": "secret detail"})


@pytest.mark.parametrize(
    ("error", "category"),
    [
        (refusal(404, 10008), Category.GONE),
        (refusal(404, 10062), Category.LATE),
        (refusal(400, 40060), Category.LATE),
        (refusal(403, 50001), Category.SILENCED),
        (refusal(403, 50007), Category.SILENCED),
        (refusal(403, 50013), Category.SILENCED),
        (refusal(403, 99999), Category.SILENCED),
        (refusal(400, 50083), Category.REFUSED),
        (refusal(403, 90001), Category.SILENCED),
        (refusal(403, 50278), Category.SILENCED),
        (refusal(400, 40003), Category.BUSY),
        (refusal(400, 20016), Category.REFUSED),
        (refusal(429, 20028), Category.BUSY),
        (refusal(429, 30046), Category.REFUSED),
        (refusal(400, 160005), Category.SILENCED),
        (refusal(400, 200000), Category.REFUSED),
        (refusal(503, 130000), Category.BUSY),
        (refusal(400, 50035), Category.BUG),
        (refusal(400, 12345), Category.BUG),
        (refusal(502, 0), Category.BUSY),
        (refusal(429, 0), Category.BUSY),
        (discord.RateLimited(3.0), Category.BUSY),
        (TimeoutError(), Category.BUSY),
        (aiohttp.ClientConnectionError(), Category.BUSY),
        (StoreError("medic.sqlite3", "disk full"), Category.STORE),
        (ValueError("secret"), Category.BUG),
    ],
    ids=repr,
)
def test_each_failure_has_its_category(error: Exception, category: Category) -> None:
    """Codes come before statuses, statuses before types, and what is left is a bug."""
    assert judge(error).category is category


def test_expected_refusals_are_quiet() -> None:
    """Only bugs and a broken store are errors in the log; what users cause is information."""
    levels = {verdict.category: verdict.level for verdict in CODES.values()}
    assert levels[Category.SILENCED] == levels[Category.GONE] == logging.INFO
    assert levels[Category.BUSY] == logging.WARNING
    assert levels[Category.BUG] == logging.ERROR


@pytest.mark.parametrize("error", [ValueError("secret"), refusal(503, 0), refusal(404, 10008)])
def test_user_sees_advice_and_reference_alone(error: Exception) -> None:
    """No text of an exception reaches the chat."""
    failure = Funnel(lambda: "XYZ234").take(error, "testing")
    assert "XYZ234" in failure.text
    assert "secret" not in failure.text


@pytest.mark.parametrize("error", [refusal(403, 50013), refusal(404, 10062)])
def test_nothing_is_told_where_it_would_not_arrive(error: Exception) -> None:
    """Without a way to the user there is no text either."""
    assert Funnel(lambda: "XYZ234").take(error, "testing").text == ""


def test_log_has_the_reference_and_the_cause(caplog: pytest.LogCaptureFixture) -> None:
    """The log joins the reference with what was done and what came of it."""
    Funnel(lambda: "XYZ234").take(ValueError("the cause"), "testing", question=7)
    (record,) = caplog.records
    assert record.getMessage() == "bug while testing"
    assert fields(record) == {"reference": "XYZ234", "question": 7, "error": "ValueError"}
    assert "the cause" in caplog.text


def test_references_are_short_and_differ() -> None:
    """A reference is six characters that nobody mistakes for others."""
    references = {new_reference() for _ in range(100)}
    assert len(references) == 100
    assert all(len(one) == 6 and not set(one) & set("01IO") for one in references)
