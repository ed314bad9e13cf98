"""Golden conversations as people write them: YAML files read into talks, every problem named."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.files import Data, Document
from bot.content.reader import read
from bot.core.reading import Utterance

__all__ = ["Talk", "Turn", "read_talks"]

_KEYS = {"say", "choose", "after", "how", "copies", "times", "expect"}
_HOWS = {
    "in public": {"is_public": True},
    "with a picture": {"has_media": True},
    "about another message": {"about_other_message": True},
}
_TIME = re.compile(r"(\d+) (minute|hour|day)s?")
_SECONDS = {"minute": 60, "hour": 60 * 60, "day": 24 * 60 * 60}
_CONTROL_PICTURES = {0x2400 + code: code for code in range(0x20)} | {0x2421: 0x7F}
"""Characters such as ``␇`` stand for the control characters that a text file can't hold."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a talk: something said or chosen, or time that goes by, and what must follow."""

    line: int
    say: Utterance | None = None
    choose: str | None = None
    after: int = 0
    """Seconds that go by."""
    times: int = 1
    expect: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation with its title."""

    file: str
    title: str
    turns: tuple[Turn, ...]

    @property
    def id(self) -> str:
        """The file and the title, as pytest shows and selects it."""
        title = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")
        return f"{Path(self.file).stem}-{title}"


def read_talks(path: Path, expectations: Collection[str]) -> tuple[list[Talk], list[str]]:
    """The talks of a file and its problems; `expectations` are the keys that `expect` may hold."""
    document = read(path, path.name)
    if not document.problems and not isinstance(document.data, dict):
        document.problem((), "no talk", "begin with a title, a colon, and turns under it")
    talks = []
    if isinstance(document.data, dict):
        for title, turns in document.data.items():
            read_turns = tuple(_Reader(document, title, set(expectations)).turns(turns))
            talks.append(Talk(path.name, title, read_turns))
    return talks, [str(problem) for problem in document.problems]


class _Reader:
    """Reads one talk, noting what is wrong with it."""

    def __init__(self, document: Document, title: str, expectations: set[str]) -> None:
        self._document = document
        self._title = title
        self._expectations = expectations

    def turns(self, data: Data) -> Iterator[Turn]:
        """The turns that are well formed."""
        turns = data if isinstance(data, list) else []
        if not any(isinstance(turn, dict) and turn.get("expect") for turn in turns):
            self._problem((), "nothing is expected of it", "add 'expect:' to a turn")
        for number, turn in enumerate(turns):
            if isinstance(turn, dict):
                yield self._turn(number, turn)
            else:
                self._problem((number,), "no turn", "begin it with 'say:', 'choose:' or 'after:'")

    def _turn(self, at: int, data: dict[str, Data]) -> Turn:
        self._known((at,), data, _KEYS)
        if sum(key in data for key in ("say", "choose", "after")) != 1:
            hint = "give it 'say:', 'choose:' or 'after:', and one of them only"
            self._problem((at,), "a turn is one thing that happens", hint)
        if "after" in data and len(data) > 1:
            self._problem((at, "after"), "time stands alone", "put the rest into the next turn")
        choose = data.get("choose")
        return Turn(
            line=self._document.line((self._title, at)),
            say=self._utterance(at, data) if "say" in data else None,
            choose=str(choose) if choose is not None else None,
            after=self._seconds(at, data),
            times=self._number(at, data, "times"),
            expect=self._expect(at, data.get("expect", {})),
        )

    def _utterance(self, at: int, data: dict[str, Data]) -> Utterance:
        text = str(data["say"]).translate(_CONTROL_PICTURES)
        how = data.get("how")
        if how is not None and how not in _HOWS:
            hint = f"one of: {', '.join(sorted(_HOWS))}"
            self._problem((at, "how"), f"unknown way to say it, {how!r}", hint)
        text = " ".join([text] * self._number(at, data, "copies"))
        return Utterance(text, **_HOWS.get(str(how), {}))

    def _number(self, at: int, data: dict[str, Data], key: str) -> int:
        value = str(data.get(key, "1"))
        if value.isdecimal() and int(value) > 0:
            return int(value)
        self._problem((at, key), f"{value!r} is no number", "write it in digits")
        return 1

    def _seconds(self, at: int, data: dict[str, Data]) -> int:
        if "after" not in data:
            return 0
        if time := _TIME.fullmatch(str(data["after"])):
            return int(time[1]) * _SECONDS[time[2]]
        self._problem((at, "after"), f"no time, {data['after']!r}", "write '25 hours'")
        return 0

    def _expect(self, at: int, data: Data) -> dict[str, tuple[str, ...]]:
        if not isinstance(data, dict):
            self._problem((at, "expect"), "no expectations", "write 'expect: {decision: answer}'")
            return {}
        self._known((at, "expect"), data, self._expectations)
        return {
            key: tuple(map(str, value)) if isinstance(value, list) else (str(value),)
            for key, value in data.items()
            if key in self._expectations
        }

    def _known(self, path: tuple[str | int, ...], data: dict[str, Data], keys: set[str]) -> None:
        for key in data.keys() - keys:
            hint = f"one of: {', '.join(sorted(keys))}"
            self._problem((*path, key), f"unknown key {key!r}", hint)

    def _problem(self, path: tuple[str | int, ...], message: str, hint: str) -> None:
        self._document.problem((self._title, *path), message, hint)
