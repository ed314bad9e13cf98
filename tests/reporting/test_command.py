"""The command: a table, an object, and a page, from what the store has."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot import serving
from bot.adapters.store import Store
from bot.core.conversation import Conversation, Resolution
from bot.core.knowledge import Knowledge
from bot.core.matching import Match
from bot.core.misses import Miss
from bot.core.outcome import Outcome
from bot.core.ports import Case, CaseKey, ServerSettings
from bot.core.summary import Summary, summarise
from bot.errors import UsageError
from bot.rendering import files
from bot.reporting.command import report_command
from bot.settings import Settings

NOW = 20_530 * 86_400.0
"""A day in March 2026: a Wednesday, at midnight."""
EVIL = "how much is <b>200gb</b>"

SOLVED = Outcome(NOW, Resolution.SOLVED, "storage-full", "larger-plan", ("gone-fix",), turns=4)
OUTCOMES = [
    SOLVED,
    Outcome(NOW - 86_400 * 8, Resolution.ASSUMED, "storage-full", "larger-plan", turns=3),
    Outcome(NOW - 86_400 * 8, Resolution.EXPIRED, "gone-cause", turns=1),
    Outcome(NOW - 86_400 * 20, Resolution.ESCALATED),
]
MISSES = [Miss(2, EVIL, 20_530), Miss(1, "how much does 200gb cost", 20_529)]

Run = Callable[..., Result]


@pytest.fixture
def run(knowledge: Knowledge) -> Run:
    """The command, with what it would read, at one time."""

    def read(days: int) -> tuple[Summary, Knowledge]:
        return summarise(OUTCOMES, MISSES, now=NOW, days=days), knowledge

    command = typer.Typer()
    command.command()(report_command(read))
    return lambda *arguments: CliRunner().invoke(command, [str(one) for one in arguments])


def test_table(run: Run) -> None:
    """The tables tell endings apart, name causes and fixes, and show misses by likeness."""
    result = run()
    told = [re.split(r" {2,}", line.strip()) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert ["2026-02-17 to 2026-03-18"] in told
    assert ["solved, and said so", "1", "25.0 %", "4.6 to 69.9"] in told
    assert ["solved, as it seems", "1", "25.0 %", "4.6 to 69.9"] in told
    assert ["all cases", "4"] in told
    assert ["gone-cause", "1", "0", "0", "0", "0", "1"] in told
    assert [line[-6:] for line in told if "gone-fix" in line] == [
        ["0.0 %", "0.0 to 79.3", "1", "0", "0", "1"]
    ]
    assert ["2026-03-09", "2", "0", "1", "0", "0", "1", "0"] in told
    assert ["2026-03-16", "1", "1", "0", "0", "0", "0", "2"] in told
    assert ["how much does 200gb cost", "2", "2026-03-18"] in told


def test_object(run: Run) -> None:
    """The object has all figures, with shares as numbers and intervals, and dates in UTC."""
    found = json.loads(run("--json", "--days", "10").stdout)
    (cause, gone) = found["causes"]

    assert (found["first"], found["last"], found["cases"]) == ("2026-03-09", "2026-03-18", 3)
    assert (found["solved"], found["assumed"], found["expired"], found["turns"]) == (1, 1, 1, 8)
    assert found["shares"]["solved"]["n"] == 3
    assert (cause["id"], gone["id"]) == ("storage-full", "gone-cause")
    assert cause["fixes"][0] == {
        "id": "larger-plan",
        "solved": 1,
        "assumed": 1,
        "failed": 0,
        "share": {"value": 0.5, "n": 2, "interval": pytest.approx([0.0945, 0.9055], abs=1e-4)},
    }
    assert [week["from"] for week in found["weeks"]] == ["2026-03-09", "2026-03-16"]
    assert (found["missed"], found["misses"][0]["n"]) == (2, 2)


def test_page(run: Run, tmp_path: Path) -> None:
    """The page stands alone, tells each picture in words, and shows misses as text."""
    pytest.importorskip("matplotlib", reason="matplotlib comes with the report extra")
    path = tmp_path / "report.html"
    result = run("--html", path)
    page = path.read_text("utf-8")

    assert result.exit_code == 0
    assert page.count("<svg") == 3
    assert len(re.findall('role="img" aria-label="[^"]{30,}"', page)) == 3
    assert "2026-02-17 to 2026-03-18" in page
    assert "week from 2026-03-09: 2 cases, 0 solved, 1 as it seems" in page
    assert "<b>200gb" not in page
    assert not re.search(r"<script|<link|<iframe|<img|@import", page)
    assert not re.search(r"(src|href)=\"(?!#)|url\((?!#)", page)
    assert not re.findall("#[0-9a-f]{6}", page.partition("<svg")[2].partition("</svg>")[0])


@pytest.mark.parametrize(
    ("outcomes", "misses", "pictures"), [([], [], 0), ([SOLVED], [], 2), ([], MISSES, 1)]
)
def test_page_of_little(
    knowledge: Knowledge, outcomes: list[Outcome], misses: list[Miss], pictures: int
) -> None:
    """What there are no figures for is left out, in a time of many weeks too."""
    pytest.importorskip("matplotlib", reason="matplotlib comes with the report extra")
    from bot.reporting.page import report_page  # noqa: PLC0415  # it draws with matplotlib

    page = report_page(summarise(outcomes, misses, now=NOW, days=400), knowledge)

    assert page.count("<svg") == pictures
    assert page.count("<table>") >= 2


def test_page_needs_a_library(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can draw, --html says what to install before anything is read."""
    monkeypatch.setattr(files, "find_spec", lambda _: None)
    result = run("--html", tmp_path / "report.html")

    assert isinstance(result.exception, UsageError)
    assert "install '.[report]'" in str(result.exception)
    assert result.stdout == ""


async def test_read_from_the_store(tmp_path: Path) -> None:
    """What the store has of the last days is summed up: cases that were left, and misses."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'medic.sqlite3'}")
    now = time.time()
    async with Store.open(settings.database_url) as store:
        await store.servers.save(7, ServerSettings(keeps_misses=True))
        await store.misses.note(7, "how much is 200gb", now)
        for place, ago in ((1, 2), (2, 50)):
            at = now - ago * 86_400
            left = Conversation(at, at, turns=3, matches=(Match("vpn-on", 0.9),))
            await store.conversations.save(CaseKey(place, 1, "", 7), Case(left))
        await store.purge(now)
    found = await serving.read_summary(settings, 30)

    assert (found.endings.cases, found.endings.expired) == (1, 1)
    assert [(one.cause, one.endings.cases) for one in found.causes] == [("vpn-on", 1)]
    assert [group.text for group in found.misses] == ["how much is 200gb"]
