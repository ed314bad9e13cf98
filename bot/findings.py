"""What an examination finds: each thing fine, or with what to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Exit

__all__ = ["Finding", "State", "as_json", "as_lines", "exit_code", "fine", "skipped", "to_do"]


class State(StrEnum):
    """How something is."""

    FINE = "fine"
    TO_DO = "to do"
    OUT_OF_REACH = "out of reach"
    """It can't be known, as Discord can't be reached."""
    SKIPPED = "skipped"
    """It was not looked at, and the text says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    text: str
    """How it is."""
    advice: str = ""
    """What to do, where something is to be done."""


def fine(what: str, text: str) -> Finding:
    """Something that is as it should be."""
    return Finding(what, State.FINE, text)


def to_do(what: str, text: str, advice: str) -> Finding:
    """Something about which there is something to do."""
    return Finding(what, State.TO_DO, text, advice)


def skipped(what: str, why: str) -> Finding:
    """Something that was not looked at."""
    return Finding(what, State.SKIPPED, why)


def exit_code(findings: Sequence[Finding]) -> Exit:
    """How the process ends: what can't be known weighs more than what is to be done."""
    states = {one.state for one in findings}
    if State.OUT_OF_REACH in states:
        return Exit.UNAVAILABLE
    return Exit.EXPECTED if State.TO_DO in states else Exit.OK


def as_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """The findings for people: a line for each, and one for what to do."""
    state = max((len(one.state) for one in findings), default=0)
    what = max((len(one.what) for one in findings), default=0)
    for one in findings:
        yield f"{one.state:<{state}}  {one.what:<{what}}  {one.text}"
        if one.advice:
            yield f"{'':<{state}}  {'':<{what}}  > {one.advice}"


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """The findings for other programs."""
    told = [
        {"what": one.what, "state": str(one.state), "text": one.text, "advice": one.advice}
        for one in findings
    ]
    return {"exit": int(exit_code(findings)), "findings": told}
