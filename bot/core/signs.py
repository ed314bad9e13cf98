"""Answers to the questions about signs, in users' own words."""

from collections.abc import Callable, Mapping, Sequence

from bot.core.knowledge import YesNo
from bot.core.phrasebook import Phrasebook
from bot.core.text import stem

__all__ = ["ANY_SIGN", "SignReader"]

ANY_SIGN = "any"
"""The name under which stands what answers the question about any sign."""

_EMPTY = Phrasebook[bool](())


class SignReader:
    """Reads whether a sign is seen from what somebody says who was asked about it."""

    def __init__(
        self, answers: Mapping[str, YesNo], tokens: Callable[[str], Sequence[str]]
    ) -> None:
        """Build the reader; `tokens` cuts a text into words, typos mended."""
        self._tokens = tokens
        self._books = {
            sign: Phrasebook(
                [*((yes, True) for yes in said.yes), *((no, False) for no in said.no)],
                self._stems,
            )
            for sign, said in answers.items()
        }

    def _stems(self, text: str) -> list[str]:
        return [stem(token) for token in self._tokens(text)]

    def read(self, text: str, sign: str) -> bool | None:
        """Whether the sign is seen, as a text answers that was asked for it; None if it doesn't.

        What answers this question counts anywhere, what answers any counts at the beginning.
        """
        stems = self._stems(text)
        own = self._books.get(sign, _EMPTY).find(stems)
        first = next(self._books.get(ANY_SIGN, _EMPTY).find(stems), None)
        seen = first[2] if first and first[0] == 0 else None
        for *_, meaning in own:
            seen = meaning
        return seen
