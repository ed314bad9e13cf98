"""Cards that fit into Discord's limits, whatever they say."""

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.cards.fitting import Part, Section, fit, paged, shorten

SECTIONS = st.builds(
    Section,
    part=st.sampled_from(Part),
    lines=st.lists(st.text(min_size=1, max_size=60), max_size=8).map(tuple),
    fence=st.sampled_from(("", "```")),
)


def size(sections: list[Section]) -> int:
    """Characters over all sections, with what joins them."""
    return sum(len(section.text) + 1 for section in sections)


@given(st.lists(SECTIONS, max_size=8), st.integers(min_value=20, max_value=400))
def test_result_always_fits(sections: list[Section], limit: int) -> None:
    """Whatever the sections, the result is within the limit and has no empty section."""
    fitted = fit(sections, limit)
    assert size(fitted) <= limit
    assert all(section.lines for section in fitted)


@given(st.lists(SECTIONS, max_size=8))
def test_nothing_is_cut_without_need(sections: list[Section]) -> None:
    """What fits stays as it is."""
    kept = [section for section in sections if section.lines]
    assert fit(sections, size(kept)) == kept


def test_least_important_lines_go_first() -> None:
    """The list of what comes later is cut from its end before anything else is."""
    sections = [
        Section(Part.TITLE, ("title",)),
        Section(Part.FIX, ("step one", "step two")),
        Section(Part.AHEAD, ("later", "much later", "last of all")),
        Section(Part.NOTES, ("small print",)),
    ]
    fitted = {section.part: section.lines for section in fit(sections, size(sections) - 1)}
    assert fitted == {
        Part.TITLE: ("title",),
        Part.FIX: ("step one", "step two"),
        Part.AHEAD: ("later", "much later", "…"),
        Part.NOTES: ("small print",),
    }


def test_title_is_cut_last() -> None:
    """With room for nothing else, the title is left, shortened."""
    title, steps = Section(Part.TITLE, ("a long title",)), Section(Part.FIX, ("step",) * 9)
    assert fit([title, steps], 10) == [Section(Part.TITLE, ("a long…",))]


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shortened_text_fits(text: str, limit: int) -> None:
    """A shortened text is within its limit, and one that fits is untouched."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or len(text) > limit


def test_words_stay_whole() -> None:
    """A text is cut between words."""
    assert shorten("open the settings", 12) == "open the…"


@given(st.lists(SECTIONS, max_size=8), st.integers(min_value=80, max_value=400))
def test_every_page_fits(sections: list[Section], limit: int) -> None:
    """Whatever the sections, no page is longer than the limit, and none is empty."""
    pages = paged(sections, limit)
    assert all(size(page) <= limit for page in pages)
    assert all(section.lines for page in pages for section in page)


@given(st.lists(SECTIONS, max_size=8), st.integers(min_value=200, max_value=400))
def test_no_line_is_lost_between_pages(sections: list[Section], limit: int) -> None:
    """All that is said beside the titles is on some page, in its order."""
    said = [line for one in sections if one.part is not Part.TITLE for line in one.lines]
    pages = paged(sections, limit)
    shown = [
        line
        for page in pages
        for section in page
        if section.part is not Part.TITLE
        for line in section.lines
    ]
    assert shown == said


def test_title_stands_on_every_page() -> None:
    """Each page of a long card says what the card is about."""
    steps = Section(Part.FIX, tuple(f"step {number}" for number in range(40)))
    pages = paged([Section(Part.TITLE, ("title",)), steps], 100)
    assert len(pages) > 3
    assert {page[0].text for page in pages} == {"title"}


def test_section_moves_to_the_next_page_as_a_whole() -> None:
    """What fits on a page is not torn apart."""
    first, second = (Section(Part.LEAD, (letter * 30, letter * 30)) for letter in "ab")
    assert paged([first, second], 100) == [[first], [second]]
