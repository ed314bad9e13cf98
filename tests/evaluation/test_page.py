import re
from pathlib import Path

import pytest

from bot.core.knowledge import Knowledge
from bot.errors import UsageError
from bot.evaluation.dataset import Equivalents, Row
from bot.evaluation.report import Report
from bot.evaluation.study import study_knowledge

pytest.importorskip("matplotlib", reason="matplotlib comes with the report extra")

from bot.evaluation.page import write_report
from bot.rendering.drawing import PALETTE
from bot.rendering.page import PAPER

PRIVATE = "the bulb of <b>Zebediah</b> is black"


def report(lamps: Knowledge, rows: list[Row]) -> Report:
    """What came out for rows."""
    return study_knowledge(lamps, rows, "lamps & co").report(Equivalents())


def test_page_stands_alone(lamps: Knowledge, tmp_path: Path) -> None:
    """The page tells each picture in words, fetches and runs nothing, and shows nobody's text."""
    rows = [
        Row(text=PRIVATE, labels=("wire",)),
        Row(text="the cable sparks", labels=("wire",)),
        Row(text="who won the game", labels=("oos-other",)),
    ]
    path = tmp_path / "page.html"
    write_report(report(lamps, rows), path)
    page = path.read_text("utf-8")

    assert page.count("<svg") == 5
    assert len(re.findall('role="img" aria-label="[^"]{30,}"', page)) == 5
    assert "1 of 3 utterances came out as they should." in page
    assert "lamps &amp; co" in page
    assert "Zebediah" not in page
    assert not re.search(r"<script|<link|<iframe|<img|@import", page)
    assert not re.search(r"(src|href)=\"(?!#)|url\((?!#)", page)
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
    write_report(report(lamps, [row]), path)

    assert path.read_text("utf-8").count("<svg") == pictures


def test_colours_are_the_page_s(lamps: Knowledge, tmp_path: Path) -> None:
    """Pictures name their colours, so that a dark page changes them; each has enough contrast."""
    path = tmp_path / "page.html"
    write_report(report(lamps, [Row(text="the bulb is black", labels=("bulb",))]), path)
    head, *pictures = path.read_text("utf-8").split("<svg")

    for picture in pictures:
        assert not re.findall("#[0-9a-f]{6}", picture.partition("</svg>")[0])
        assert "var(--ink)" in picture
    assert "prefers-color-scheme: dark" in head
    for at in (0, 1):
        paper = PAPER["paper"][at]
        for role in ("ink", "muted", "blue", "orange"):
            assert contrast(PALETTE[role][at], paper) >= 4.5
            assert contrast(PALETTE[role][at], PAPER["card"][at]) >= 4.5
        assert contrast(PALETTE["on-cell"][at], PALETTE["cell"][at]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
        return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_same_page_every_time(lamps: Knowledge, tmp_path: Path) -> None:
    """The same report gives the same page, byte for byte."""
    found = report(lamps, [Row(text="the bulb is black", labels=("bulb",))])
    pages = [tmp_path / "first.html", tmp_path / "second.html"]
    for path in pages:
        write_report(found, path)

    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_unwritable(lamps: Knowledge, tmp_path: Path) -> None:
    """A page that can't be written says so."""
    found = report(lamps, [Row(text="the bulb is black", labels=("bulb",))])

    with pytest.raises(UsageError, match="can't be written"):
        write_report(found, tmp_path)
