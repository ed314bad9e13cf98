import re
from pathlib import Path

import pytest

from bot.core.knowledge import Knowledge
from bot.errors import UsageError
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.report import Report
from bot.evaluation.study import study_knowledge

pytest.importorskip("matplotlib", reason="matplotlib comes with the bench extra")

from bot.evaluation.page import write_page

PRIVATE = "the bulb of <b>Zebediah</b> is black"


def report(lamps: Knowledge, rows: list[Row]) -> Report:
    """What came out for rows."""
    return study_knowledge(lamps, rows, "lamps & co").report(Equivalents())


def test_page_stands_alone(lamps: Knowledge, tmp_path: Path) -> None:
    """The page has its four pictures, fetches nothing, runs nothing and shows nobody's text."""
    rows = [
        Row(text=PRIVATE, labels=("wire",)),
        Row(text="the cable sparks", labels=("wire",)),
        Row(text="who won the game", labels=("oos-other",)),
    ]
    path = tmp_path / "page.html"
    write_page(report(lamps, rows), path)
    page = path.read_text("utf-8")

    assert page.count("<svg") == 4
    assert "lamps &amp; co" in page
    assert "Zebediah" not in page
    assert not re.search(r"<script|<link|<iframe|(src|href)=\"https?:", page)
    assert len(page) < 500_000


@pytest.mark.parametrize(
    ("row", "pictures"),
    [
        (Row(text="the bulb is black", labels=("bulb",)), 4),
        (Row(text="who won the game", labels=("oos-other",)), 2),
        (Row(text="the bulb is black"), 1),
    ],
)
def test_page_of_little(lamps: Knowledge, tmp_path: Path, row: Row, pictures: int) -> None:
    """What the rows give no figures for is left out of the page."""
    path = tmp_path / "page.html"
    write_page(report(lamps, [row]), path)

    assert path.read_text("utf-8").count("<svg") == pictures


def test_same_page_every_time(lamps: Knowledge, tmp_path: Path) -> None:
    """The same report gives the same page, byte for byte."""
    found = report(lamps, [Row(text="the bulb is black", labels=("bulb",))])
    pages = [tmp_path / "first.html", tmp_path / "second.html"]
    for path in pages:
        write_page(found, path)

    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_unwritable(lamps: Knowledge, tmp_path: Path) -> None:
    """A page that can't be written says so."""
    found = report(lamps, [Row(text="the bulb is black", labels=("bulb",))])

    with pytest.raises(UsageError, match="can't be written"):
        write_page(found, tmp_path)
