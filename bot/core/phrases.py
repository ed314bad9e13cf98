"""The bot's own words: every phrase that phrases.yml must hold, with what it may fill in."""

from collections.abc import Iterable, Mapping

from bot.core.knowledge import Fix, Knowledge, Risk
from bot.core.slots import Slots, place_names

__all__ = ["PHRASES", "Words"]

_PLAIN = frozenset[str]()

_MOST_NAMES = 4
"""Names in a list inside a sentence."""

_HOUR, _DAY = 60, 1440
"""In minutes."""

PHRASES: Mapping[str, frozenset[str]] = {
    "device-unknown": _PLAIN,
    "device-iphone": _PLAIN,
    "device-ipad": _PLAIN,
    "device-ipod": _PLAIN,
    "understood": frozenset({"facts"}),
    "fact-tried": frozenset({"fixes"}),
    "fact-ruled-out": frozenset({"causes"}),
    "fact-system": frozenset({"version"}),
    "sure-very": _PLAIN,
    "sure-likely": _PLAIN,
    "sure-guess": _PLAIN,
    "sure-chosen": _PLAIN,
    "alert-known": frozenset({"alert"}),
    "also-likely": frozenset({"title"}),
    "general-title": _PLAIN,
    "general-lead": _PLAIN,
    "next-title": _PLAIN,
    "next-lead": _PLAIN,
    "done-title": _PLAIN,
    "done-lead": _PLAIN,
    "again-title": _PLAIN,
    "again-lead": _PLAIN,
    "for-likeliest": frozenset({"title"}),
    "for-other": frozenset({"title"}),
    "for-copy": _PLAIN,
    "for-any": _PLAIN,
    "skipped-title": _PLAIN,
    "accepted-title": _PLAIN,
    "minutes": frozenset({"minutes"}),
    "hours": frozenset({"hours"}),
    "a-day": _PLAIN,
    "risk-medium": _PLAIN,
    "risk-high": _PLAIN,
    "status-tried": _PLAIN,
    "status-ruled-out": _PLAIN,
    "expect": frozenset({"expect"}),
    "after-that": _PLAIN,
    "more": frozenset({"count"}),
    "support-last": _PLAIN,
    "guard-warning": frozenset({"warning"}),
    "guard-copy": frozenset({"title"}),
    "all-title": _PLAIN,
    "question-lead": frozenset({"titles"}),
    "question-guessed": _PLAIN,
    "rephrase-title": _PLAIN,
    "rephrase-lead": _PLAIN,
    "off-topic-title": _PLAIN,
    "off-topic-lead": frozenset({"purpose"}),
    "near-topic-title": _PLAIN,
    "near-topic-lead": frozenset({"purpose"}),
    "language-title": _PLAIN,
    "language-lead": _PLAIN,
    "support-asked-title": _PLAIN,
    "support-failed-title": _PLAIN,
    "support-end-title": _PLAIN,
    "support-turns-title": _PLAIN,
    "danger-lead": _PLAIN,
    "packet-title": _PLAIN,
    "packet-device": frozenset({"device"}),
    "packet-device-unknown": _PLAIN,
    "packet-system": frozenset({"version"}),
    "packet-system-unknown": _PLAIN,
    "packet-alert": frozenset({"alert"}),
    "packet-alert-unknown": _PLAIN,
    "packet-last-backup": frozenset({"when"}),
    "packet-causes": frozenset({"causes"}),
    "packet-tried": frozenset({"fixes"}),
    "packet-ruled-out": frozenset({"causes"}),
    "packet-at-hand": frozenset({"items"}),
    "solved-title": _PLAIN,
    "solved-lead": _PLAIN,
    "assumed-title": _PLAIN,
    "assumed-lead": _PLAIN,
    "given-up-title": _PLAIN,
    "given-up-lead": _PLAIN,
    "goodbye-title": _PLAIN,
    "goodbye-lead": _PLAIN,
    "escalated": _PLAIN,
    "expired": _PLAIN,
    "how-to-title": frozenset({"name"}),
    "how-to-lead": frozenset({"purpose"}),
    "how-to-example": _PLAIN,
    "guide-title": frozenset({"name"}),
    "guide-lead": frozenset({"purpose"}),
    "guide-tell": _PLAIN,
    "guide-doors": frozenset({"doors"}),
    "details-confirm": frozenset({"confirm"}),
    "details-fixes": _PLAIN,
    "details-gone-title": _PLAIN,
    "details-gone-lead": _PLAIN,
    "greeting-title": _PLAIN,
    "greeting-open": _PLAIN,
    "bot-title": frozenset({"name"}),
    "bot-lead": frozenset({"purpose", "disclaimer"}),
    "thanks-title": _PLAIN,
    "thanks-open": _PLAIN,
    "later-title": _PLAIN,
    "later-lead": _PLAIN,
    "later-open": _PLAIN,
    "frustration-title": _PLAIN,
    "frustration-open": _PLAIN,
    "start-over-title": _PLAIN,
    "no-case-title": _PLAIN,
    "no-case-lead": _PLAIN,
    "media-title": _PLAIN,
    "media-lead": _PLAIN,
    "other-message-title": _PLAIN,
    "other-message-lead": _PLAIN,
    "private-data": _PLAIN,
    "back-to-case": _PLAIN,
    "back-to-question": frozenset({"question"}),
    "choice-works": _PLAIN,
    "choice-failed": _PLAIN,
    "choice-all": _PLAIN,
    "choice-support": _PLAIN,
    "choice-accept": _PLAIN,
    "choice-skip": _PLAIN,
    "choice-copy": _PLAIN,
    "choice-yes": _PLAIN,
    "choice-no": _PLAIN,
    "choice-unsure": _PLAIN,
    "choice-case": _PLAIN,
    "choice-cause": _PLAIN,
}
"""Each phrase's name, with the placeholders that it may use."""


class Words:
    """Says the phrases of a knowledge base, and its texts in the words of the user's device."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def say(self, phrase: str, *, turn: int = 0, **values: object) -> str:
        """A phrase with its placeholders filled in; where there are several, the turn chooses."""
        ways = self._knowledge.phrases[phrase]
        return ways[turn % len(ways)].format(**values)

    def device(self, slots: Slots) -> str:
        """The device's name in running text: its model where that is known."""
        return self.say(f"device-{slots.device or 'unknown'}")

    def fix_titles(self, fixes: Iterable[str]) -> str:
        """The titles of some fixes, as a list inside a sentence."""
        titles = [fix.title for name in fixes if (fix := self._knowledge.fix(name))]
        return ", ".join(titles[:_MOST_NAMES])

    def cause_titles(self, causes: Iterable[str]) -> str:
        """The titles of some causes, as a list inside a sentence."""
        titles = [cause.title for name in causes if (cause := self._knowledge.cause(name))]
        return ", ".join(titles[:_MOST_NAMES])

    def cost(self, fix: Fix) -> str:
        """How long a fix takes, and a word on what it risks."""
        if fix.minutes >= _DAY:
            time = self.say("a-day")
        elif fix.minutes >= _HOUR:
            time = self.say("hours", hours=round(fix.minutes / _HOUR))
        else:
            time = self.say("minutes", minutes=fix.minutes)
        if not fix.guarded:
            return time
        return f"{time}, {self.say('risk-high' if fix.risk is Risk.HIGH else 'risk-medium')}"

    def fill(self, text: str, slots: Slots) -> str:
        """A text of the knowledge base with places and device named as this user knows them."""
        if "{" not in text:
            return text
        device = {"device": self.device(slots)}
        places = place_names(self._knowledge.places, slots)
        return text.format(
            **{name: place.format(**device) for name, place in places.items()} | device
        )
