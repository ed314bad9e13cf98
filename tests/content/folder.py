"""A small knowledge folder, complete and without problems: why a reading lamp stays dark."""

import re
from pathlib import Path
from typing import Self

from bot.content import load
from bot.core.phrases import PHRASES
from bot.errors import KnowledgeError, Problem

__all__ = ["FILES", "Folder", "fits", "problems"]

_CAUSE = """\
id: {id}
kind: {kind}
title: {title}
why: Something about {id} keeps the {{device}} dark.
confirm: Look at {{lamp-screen}}.
signs:
  {signs}: [flickers]
examples:
{examples}
counter_examples:
  - {id} of a car
alerts:
  - No {id} here
ruled_out:
  - {id} is surely fine
stops_ladder: {stops}
excludes: []
fixes:
  - id: mend-{id}
    title: Mend the {id}
    minutes: 5
    risk: none
    tried:
      - mended the {id} already
    steps:
      - Open {{lamp-screen}} and look.
      - iPhone: Hold the phone beside it.
        any: Hold any light beside it.
    expect: The {{device}} lights up.
    links:
      - label: About lamps
        url: https://support.apple.com/{id}
sources:
  - general knowledge
reviewed: "2026-01-02"
"""

_GUARDED = """\
  - id: rewire
    title: Rewire everything
    minutes: 90
    risk: high
    warning: The old wires are gone for good.
    needs_copy: yes
    steps: [Cut the wires.]
    expect: New wires.
"""

_FAQ = """\
id: faq-colour
title: The colour of the light
answer: Warm white, see {lamp-screen}.
examples:
%s
counter_examples: []
links: []
sources: [general knowledge]
reviewed: "2026-01-02"
"""

_ROOMS = (
    "attic",
    "cellar",
    "kitchen",
    "hall",
    "study",
    "nursery",
    "porch",
    "garage",
    "loft",
    "den",
)
_WHEN = ("today", "yesterday", "tonight")


def _list(texts: list[str], indent: str = "  ") -> str:
    return "\n".join(f"{indent}- {text}" for text in texts)


def _examples(text: str) -> list[str]:
    """Thirty examples: the least that a cause must have."""
    return [f"{text} in the {room} {when}" for room in _ROOMS for when in _WHEN]


def _cause(name: str, text: str, *, kind: str = "cause", stops: str = "no") -> str:
    return _CAUSE.format(
        id=name,
        kind=kind,
        title=f"The {name} is to blame",
        signs="no" if kind == "request" else "yes",
        examples=_list(_examples(text)),
        stops=stops,
    )


def _phrases() -> str:
    lines = []
    for name, fields in PHRASES.items():
        words = " ".join([name.replace("-", " "), *(f"{{{field}}}" for field in sorted(fields))])
        lines.append(f'"{name}": "{words}"')
    return "\n".join(lines) + "\n"


FILES = {
    "product.yml": """\
name: Lamp Medic
purpose: I find out why a lamp stays dark.
disclaimer: Not affiliated with the sun.
topic: [lamp, light]
domain: [bulb, wire]
support: [electrician, mend-electrician]
guard_offer: mend-bulb
""",
    "causes/bulb.yml": _cause("bulb", "the bulb is black"),
    "causes/wire.yml": _cause("wire", "the cable sparks").replace(
        "sources:", _GUARDED + "sources:"
    ),
    "causes/electrician.yml": _cause(
        "electrician", "send me a person", kind="request", stops="yes"
    ),
    "faqs/faq-colour.yml": _FAQ % _list(_examples("which colour has the light")),
    "ladder.yml": "- mend-bulb\n- mend-wire\n- rewire\n- mend-electrician\n",
    "escalation.yml": f"""\
channels:
  - id: web
    label: On the web
    url: https://getsupport.apple.com/
    note: Chat with somebody.
at_hand: [The bulb]
never: Nobody asks you for a password.
offer: Somebody else can take over.
filled_in: That is all we know.
dangers:
  - id: fire
    title: It burns
    advice: [Leave the house.]
    links: []
    examples:
{_list(_examples("flames come out of the wall"), "      ")}
    counter_examples: []
""",
    "neighbours.yml": f"""\
- id: candles
  title: Candles
  note: Sorry, no candles here.
  link:
    label: About candles
    url: https://support.apple.com/candles
  examples:
{_list(_examples("my candle is out of wax"), "    ")}
""",
    "vocabulary.yml": """\
spellings:
  lite: light
emoji:
  "💡": lamp
devices:
  iphone: [iphone, phone]
  ipad: [ipad]
models:
  - id: iphone-8-or-later
    device: iphone
    traits: [face-id]
    name: iPhone 13
    said: [iphone 13]
computers:
  mac: [mac, macbook]
systems:
  names: [ios]
  renamed:
    "19": "26"
""",
    "acts.yml": """\
solved: [works now, fixed it]
still-failing: [still dark, no change]
"yes": ["yes", yep]
"no": ["no", nope]
""",
    "vague.yml": "- my lamp has a problem\n",
    "cues.yml": "marks: {not: [not, never], hypothesis: [should i, maybe]}\n",
    "languages.yml": "German: [ich, nicht, und]\n",
    "phrases.yml": _phrases(),
    "places.yml": """\
lamp-screen:
  any: "Settings > Lamp of the {device}"
  iPhone: "Settings > Lamp"
""",
    "signs.yml": "flickers: Does it flicker?\n",
    "answers.yml": 'flickers: {"yes": [on and off], "no": [steady]}\n',
    "variants.yml": """\
iPhone: {devices: [iphone]}
iOS 15 or earlier: {os: "..15"}
""",
    "common-words.txt": "the\nis\nin\nlight\n",
}
"""Each file's text, by its name in the folder."""


class Folder:
    """A knowledge folder on the disk that a test changes in one place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> Self:
        """Put a file there."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def change(self, name: str, old: str, new: str) -> int:
        """Replace the first `old` in a file, and say on which line it stands."""
        text = (self.path / name).read_text("utf-8")
        assert old in text, f"{name} has no {old!r}"
        self.write(name, text.replace(old, new, 1))
        return text[: text.index(old)].count("\n") + 1

    def append(self, name: str, text: str) -> int:
        """Add lines at the end of a file, and say which line the first of them is."""
        before = (self.path / name).read_text("utf-8")
        self.write(name, before + text)
        return before.count("\n") + 1

    def remove(self, name: str) -> None:
        """Delete a file."""
        (self.path / name).unlink()


_PROBLEM = re.compile(r"[\w./-]+:\d+: (\S.*: )?\S.*\. Hint: \S.*[.?]")
"""``file:line: key: what is wrong. Hint: what to do.``"""


def problems(folder: Folder) -> list[Problem]:
    """Every problem of a folder, each seen to be complete; none if it loads."""
    try:
        load(folder.path)
    except KnowledgeError as error:
        found = list(error.problems)
        text = str(error)
    else:
        return []
    assert found
    assert text.splitlines() == list(map(str, found))
    assert all(_PROBLEM.fullmatch(str(problem)) for problem in found)
    return found


def fits(problem: Problem, file: str, line: int, wanted: str) -> bool:
    """Whether a problem is in that place and reads as wanted, in which ``*`` is anything."""
    pattern = re.escape(wanted).replace(r"\*", ".*")
    return bool(re.fullmatch(rf"{re.escape(file)}:{line}: {pattern}", str(problem)))
