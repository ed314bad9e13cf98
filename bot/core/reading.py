"""What one utterance says: what the user sees, has tried, rules out and wants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core.cues import CueReader, Cues
from bot.core.domain import COUNTER_EXAMPLE, DANGER, NEAR, VAGUE, build_causes
from bot.core.knowledge import Cause, Kind, Knowledge
from bot.core.lexicon import Lexicon
from bot.core.marks import Mark
from bot.core.matching import Example, Match, Matcher, Model, Ranking
from bot.core.phrasebook import Phrasebook
from bot.core.several import with_further_causes
from bot.core.slots import NO_SLOTS, Slots
from bot.core.spotting import SlotSpotter, language_of, names_private_data
from bot.core.text import clauses, is_wordless, words
from bot.core.training import build_matcher

__all__ = ["Act", "Reader", "Reading", "Utterance", "build_acts", "build_reader"]

_NONE = "none"

_LEAST_DANGER = 0.5
"""A danger is taken for one from this share of all labels."""

_LEAST_VAGUE = 0.9
"""A complaint is taken for a vague one from this share of all that it could mean."""

_LEAST_CUE = 0.55
"""A clause is taken for an act, a fix tried or a cause ruled out from this confidence."""

_LONGEST_CUE = 14
"""Words in the longest text that is taken as one clause."""

_LONGEST_CONTRAST = 10
"""Examples of causes up to this length stand against the cues."""

_CLEARED = 0.35
_TRIED_WEIGHT = 0.75
"""A cause that was ruled out, or tried, keeps this share of its confidence."""

_ALERT_CONFIDENCE = 0.97
_SHORTEST_ALERT = 3

_LEAST_REST = 3

_LONGEST_COURTESY = 5
"""Up to so many words a greeting or thanks is nothing else."""
"""With fewer words left, the clauses that clear a cause are not taken out of the ranking."""


_UNSOLVED = frozenset({Mark.NOT, Mark.CANT, Mark.FAILS, Mark.OUTCOME, Mark.HYPOTHESIS})
"""What holds one of these marks never says that it works: "it worked, then failed again"."""


class Act(StrEnum):
    """What an utterance does in the conversation; beside SYMPTOM they are the keys of acts.yml."""

    SYMPTOM = "symptom"
    SOLVED = "solved"
    STILL_FAILING = "still-failing"
    DONE = "done"
    NEXT = "next"
    BACK = "back"
    ALL_STEPS = "all-steps"
    STEP = "step"
    START_OVER = "start-over"
    DOUBT = "doubt"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    THANKS = "thanks"
    GREETING = "greeting"
    BOT = "bot"
    GOODBYE = "goodbye"
    ACCEPTED = "accepted"
    """A warning was accepted; only a choice says this."""
    FRUSTRATION = "frustration"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing a user said, as received, the mention of the bot taken out."""

    text: str
    has_media: bool = False
    """A picture, voice message, sticker or forward came along."""
    about_other_message: bool = False
    """It answers somebody else's message, which can't be read."""
    is_public: bool = False
    """Others can read it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood from an utterance."""

    act: Act
    matches: tuple[Match, ...] = ()
    in_scope: float = 0.0
    is_vague: bool = False
    """Whether it says that something fails and tells nothing of the cause."""
    shows_topic: bool = False
    near: str | None = None
    """The near topic it is about, where it is out of scope."""
    danger: str | None = None
    slots: Slots = NO_SLOTS
    alert: str | None = None
    tried: tuple[str, ...] = ()
    """Fixes that the user has done."""
    ruled_out: tuple[str, ...] = ()
    """Causes that are surely not it."""
    step: int | None = None
    """The number of the step that was asked for."""
    language: str | None = None
    is_wordless: bool = False
    has_private_data: bool = False

    @property
    def adds_facts(self) -> bool:
        """Whether it says anything of the case beside the symptom."""
        return bool(self.slots != NO_SLOTS or self.tried or self.ruled_out)


class Reader:
    """Reads utterances against one knowledge base."""

    def __init__(
        self, knowledge: Knowledge, causes: Matcher, cues: CueReader, acts: Matcher
    ) -> None:
        self._knowledge = knowledge
        self._causes = causes
        self._cues = cues
        self._acts = acts
        self._unsolved = Phrasebook(
            (phrase, True)
            for mark, phrases in knowledge.cues.marks.items()
            if mark in _UNSOLVED
            for phrase in phrases
        )
        self._spotter = SlotSpotter(knowledge.vocabulary)
        alerts = [
            (tuple(words(alert)), alert, cause.id)
            for cause in knowledge.causes
            for alert in cause.alerts
            if len(words(alert)) >= _SHORTEST_ALERT
        ]
        self._alerts = sorted(alerts, key=lambda known: -len(known[0]))

    @property
    def matcher(self) -> Matcher:
        """The matcher that ranks causes, requests and questions."""
        return self._causes

    def read(self, utterance: Utterance, *, in_case: bool = False) -> Reading:
        """Read one utterance; `in_case` where a conversation has set the topic."""
        text = utterance.text
        if is_wordless(text):
            language = language_of(text, self._knowledge.vocabulary)
            return Reading(Act.SYMPTOM, language=language, is_wordless=True)
        cues = self._cues.read(text)
        rest = cues.rest if len(words(cues.rest)) >= _LEAST_REST else text
        ranking = self._causes.rank(rest, topic_given=in_case)
        alert, alert_cause = self._alert(text)
        is_vague, named = _named(ranking)
        matches = self._with_further(rest, self._weigh(named, cues, alert_cause))
        tokens = words(text)
        return Reading(
            act=self._act(self._acts_of(text), tokens, ranking, in_case=in_case),
            matches=matches,
            in_scope=max(ranking.in_scope, _ALERT_CONFIDENCE if alert else 0.0),
            is_vague=is_vague and alert is None,
            shows_topic=ranking.shows_topic,
            near=self._near(ranking),
            danger=self._danger(ranking),
            slots=self._spotter.spot(text),
            alert=alert,
            tried=cues.tried,
            ruled_out=cues.ruled_out,
            step=next((int(token) for token in tokens if token.isdigit()), None),
            language=language_of(text, self._knowledge.vocabulary),
            has_private_data=names_private_data(text),
        )

    def _with_further(self, text: str, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """The matches, with further causes that clauses of their own tell."""
        best = matches[0] if matches else None
        if best is None or best.confidence < self._causes.calibration.answer:
            return matches
        cause = self._cause(best)
        if cause is None or cause.stops_ladder:
            return matches
        return with_further_causes(text, matches, self._causes_of)

    def _causes_of(self, clause: str) -> tuple[Match, ...]:
        """What a clause tells by itself, if that is a cause."""
        is_vague, named = _named(self._causes.rank(clause, topic_given=True))
        return named if not is_vague and named and self._cause(named[0]) else ()

    def _cause(self, match: Match) -> Cause | None:
        cause = self._knowledge.cause(match.id)
        return cause if cause and cause.kind is Kind.CAUSE else None

    def _acts_of(self, text: str) -> tuple[Act, ...]:
        """The acts of a text and of its clauses, in order."""
        parts = clauses(text)
        if len(parts) > 1 and len(words(text)) <= _LONGEST_CUE:
            parts = [text, *parts]
        labels = (self._act_of(part) for part in parts)
        return tuple(Act(label) for label in labels if label != _NONE)

    def _act_of(self, clause: str) -> str:
        """What a clause does beside telling a symptom, or none."""
        if len(words(clause)) > _LONGEST_CUE:
            return _NONE
        best = self._acts.rank(clause).best
        return best.id if best is not None and best.confidence >= _LEAST_CUE else _NONE

    def _alert(self, text: str) -> tuple[str | None, str | None]:
        said = words(text)
        for alert_words, alert, cause in self._alerts:
            size = len(alert_words)
            if any(
                tuple(said[at : at + size]) == alert_words for at in range(len(said) - size + 1)
            ):
                return alert, cause
        return None, None

    def _weigh(
        self, matches: tuple[Match, ...], cues: Cues, alert_cause: str | None
    ) -> tuple[Match, ...]:
        """The matches, lower where a cause was tried or ruled out, an alert's cause on top."""
        tried = {fix.cause for name in cues.tried if (fix := self._knowledge.fix(name))}

        def weight(match: Match) -> float:
            if match.id == alert_cause:
                return max(match.confidence, _ALERT_CONFIDENCE)
            share = _CLEARED if match.id in cues.ruled_out else 1.0
            share *= _TRIED_WEIGHT if match.id in tried else 1.0
            return match.confidence * share * (0.3 if alert_cause else 1.0)

        weighed = [replace(match, confidence=weight(match)) for match in matches]
        return tuple(sorted(weighed, key=lambda match: -match.confidence))

    def _act(
        self, acts: Sequence[Act], tokens: Sequence[str], ranking: Ranking, *, in_case: bool
    ) -> Act:
        if not acts:
            return Act.SYMPTOM
        if Act.SOLVED in acts and (Act.STILL_FAILING in acts or self._unsolved.holds(tokens)):
            return Act.STILL_FAILING
        best = ranking.best
        symptom = best is not None and best.confidence >= self._causes.calibration.answer
        if len(tokens) > _LONGEST_CUE and (symptom or not in_case):
            return Act.SYMPTOM
        social = {Act.THANKS, Act.GREETING, Act.GOODBYE, Act.FRUSTRATION}
        telling = [act for act in acts if act not in social]
        if telling:
            return telling[-1]
        is_long = len(tokens) > _LONGEST_COURTESY
        tells_more = is_long and ranking.in_scope >= self._causes.calibration.floor
        return Act.SYMPTOM if tells_more and not in_case else acts[0]

    def _near(self, ranking: Ranking) -> str | None:
        for match in ranking.outside:
            if match.id.startswith(NEAR) and match.id != COUNTER_EXAMPLE:
                return match.id.removeprefix(NEAR)
        return None

    def _danger(self, ranking: Ranking) -> str | None:
        if not ranking.outside:
            return None
        best = ranking.outside[0]
        if best.id.startswith(DANGER) and best.confidence >= _LEAST_DANGER:
            return best.id.removeprefix(DANGER)
        return None


def _named(ranking: Ranking) -> tuple[bool, tuple[Match, ...]]:
    """Whether the utterance is vague; and the causes, requests and questions it could mean."""
    named = tuple(match for match in ranking.matches if match.id != VAGUE)
    left = sum(match.confidence for match in named)
    if left <= (1 - _LEAST_VAGUE) * ranking.in_scope:
        return True, named
    scale = ranking.in_scope / left
    return False, tuple(replace(match, confidence=match.confidence * scale) for match in named)


def build_reader(
    knowledge: Knowledge, causes: Matcher | None = None, acts: Matcher | None = None
) -> Reader:
    """A reader for a knowledge base, from matchers that were built before where there are any."""
    return Reader(
        knowledge,
        causes or build_causes(knowledge),
        CueReader(knowledge, _plain_lexicon(knowledge)),
        acts or build_acts(knowledge),
    )


def build_acts(knowledge: Knowledge, model: Model | None = None) -> Matcher:
    """The matcher of dialogue acts, from a model that was built before where there is one."""
    lexicon = _plain_lexicon(knowledge)
    if model is not None:
        return Matcher(model, lexicon)
    return build_matcher(list(_act_examples(knowledge)), outside={_NONE}, lexicon=lexicon)


def _plain_lexicon(knowledge: Knowledge) -> Lexicon:
    vocabulary = knowledge.vocabulary
    return Lexicon(vocabulary.spellings, vocabulary.emoji, vocabulary.common_words)


def _act_examples(knowledge: Knowledge) -> Iterator[Example]:
    for act, texts in knowledge.acts.items():
        yield from (Example(text, act) for text in texts)
    for entry in knowledge.entries:
        short = [text for text in entry.examples if len(words(text)) <= _LONGEST_CONTRAST]
        yield from (Example(text, _NONE) for text in short)
