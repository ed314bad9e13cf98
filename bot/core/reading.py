"""What one utterance says: what the user sees, has tried, rules out and wants."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Self

from bot.core.acts import Act, ActReader, Said
from bot.core.cues import CueReader, Cues
from bot.core.domain import COUNTER_EXAMPLE, DANGER, NEAR, VAGUE, build_causes
from bot.core.knowledge import Cause, Kind, Knowledge
from bot.core.languages import LanguageSpotter
from bot.core.lexicon import Lexicon
from bot.core.marks import Mark
from bot.core.matching import Match, Matcher, Ranking
from bot.core.phrasebook import Phrasebook
from bot.core.redaction import names_private_data
from bot.core.several import with_further_causes
from bot.core.signs import SignReader
from bot.core.slots import Shown
from bot.core.spotting import SlotSpotter
from bot.core.text import is_wordless, words
from bot.core.utterance import Reading, Utterance

__all__ = ["Act", "Reader", "Reading", "Utterance", "build_reader"]

_LEAST_DANGER, _CLEAR_DANGER = 0.5, 0.9
"""A danger is taken for one from this share of all labels; the second where a few words do
something else in the conversation."""

_FEW_WORDS = 6

_LEAST_VAGUE = 0.9
"""A complaint is taken for a vague one from this share of all that it could mean."""

_CLEARED = 0.05
_TRIED_WEIGHT = 0.75
"""A cause that was ruled out, or tried, keeps this share of its confidence."""

_ALERT_CONFIDENCE = 0.97
_SHORTEST_ALERT = 3

_MOST_STEPS = 99

_LEAST_SAID = 3
"""Emoji alone say something from so many words on."""

_LEAST_REST = 3
"""With fewer words left, no clause is taken out of the ranking."""

_LITTLE = (Mark.FILLER, Mark.IS, Mark.HAVE, Mark.ACTOR, Mark.SUBJECT, Mark.JOIN)
"""Words that, beside facts of the case, tell nothing more."""


class Reader:
    """Reads utterances against one knowledge base."""

    def __init__(
        self, knowledge: Knowledge, causes: Matcher, cues: CueReader, acts: ActReader
    ) -> None:
        self._knowledge = knowledge
        self._causes = causes
        self._cues = cues
        self._acts = acts
        vocabulary = knowledge.vocabulary
        self._languages = LanguageSpotter(vocabulary.languages, vocabulary.common_words)
        self._spotter = SlotSpotter(vocabulary)
        little = (phrase for mark in _LITTLE for phrase in knowledge.cues.marks.get(mark, ()))
        self._little = Phrasebook((phrase, True) for phrase in little)
        self._signs = SignReader(knowledge.answers, causes.tokens)
        self._numbers = Phrasebook(_numbers(knowledge.cues.numbers))
        self._alerts = Phrasebook(
            (
                (alert, (alert, cause.id))
                for cause in knowledge.causes
                for alert in cause.alerts
                if len(words(alert)) >= _SHORTEST_ALERT
            ),
            causes.tokens,
        )

    @property
    def matcher(self) -> Matcher:
        """The matcher that ranks causes, requests and questions."""
        return self._causes

    def light(self) -> Self:
        """The same reader without an encoder."""
        light = copy(self)
        light._causes = self._causes.light()  # noqa: SLF001  # it is one of ours
        return light

    def read(
        self, utterance: Utterance, *, in_case: bool = False, question: str | None = None
    ) -> Reading:
        """Read one utterance.

        Args:
            utterance: what was said.
            in_case: whether a conversation has set the topic.
            question: the sign that was asked about.

        Raises:
            EncodingError: the matcher has an encoder, and it failed.

        """
        text = utterance.text
        tokens, meant = words(text), self._causes.tokens(text)
        language = self._languages.find(text, tokens)
        if is_wordless(tokens if len(meant) < _LEAST_SAID else meant):
            act = self._acts.plain(text) or Act.SYMPTOM
            return Reading(act, is_wordless=act is Act.SYMPTOM, language=language)
        cues = self._cues.read(text)
        rest, ranking = self._rank(cues, text, in_case=in_case)
        alert, alert_cause = self._alert(meant)
        is_vague, named = _named(ranking)
        slots, shown = self._spotter.read(tokens)
        said = self._said(text, cues, ranking, named, in_case=in_case)
        only_facts = in_case and not said.is_plain and self._is_only_facts(cues, shown)
        matches = self._with_further(rest, self._weigh(named, cues, alert_cause))
        return Reading(
            act=Act.SYMPTOM if only_facts else said.act,
            is_plain=said.is_plain,
            report=said.report,
            answer=self._signs.read(text, question) if question else None,
            matches=() if only_facts and alert is None else matches,
            in_scope=max(ranking.in_scope, _ALERT_CONFIDENCE if alert else 0.0),
            is_vague=is_vague and alert is None,
            shows_topic=ranking.shows_topic,
            shows_domain=ranking.shows_domain,
            near=self._near(ranking),
            danger=None if only_facts else self._danger(ranking, said, len(tokens)),
            slots=slots,
            alert=alert,
            tried=() if in_case and said.is_plain else cues.tried,
            ruled_out=() if in_case and said.is_plain else cues.ruled_out,
            evidence=(*cues.evidence, *shown),
            step=next((number for _, _, number in self._numbers.find(tokens)), None),
            language=language,
            has_private_data=names_private_data(text),
        )

    def _rank(self, cues: Cues, text: str, *, in_case: bool) -> tuple[str, Ranking]:
        """What is ranked, and its ranking: the whole text, unless it leads to what is done with.

        Then what is left without the clauses that say so counts as much, if it says enough.
        """
        whole = self._causes.rank(text, topic_given=in_case)
        best = next((match.id for match in whole.matches if match.id != VAGUE), None)
        is_done_with = best in {*cues.ruled_out, *self._tried_causes(cues)}
        if not is_done_with or len(words(cues.rest)) < _LEAST_REST:
            return text, whole
        return cues.rest, whole.averaged(self._causes.rank(cues.rest, topic_given=in_case))

    def _tried_causes(self, cues: Cues) -> set[str]:
        """The causes that a fix was tried for; who tried what a request is for still wants it."""
        fixes = (self._knowledge.fix(name) for name in cues.tried)
        causes = (self._knowledge.cause(fix.cause) for fix in fixes if fix)
        return {cause.id for cause in causes if cause and cause.kind is Kind.CAUSE}

    def _with_further(self, text: str, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """The matches, with further causes that clauses of their own tell."""
        best = matches[0] if matches else None
        if best is None or best.confidence < self._causes.calibration.answer:
            return matches
        cause = self._cause(best)
        if cause is None or cause.stops_ladder:
            return matches
        return with_further_causes(text, matches, self._causes_of)

    def _causes_of(self, clauses: Sequence[str]) -> Iterator[tuple[Match, ...]]:
        """What each clause tells by itself, if that is a cause."""
        for ranking in self._causes.rank_all(clauses, topic_given=True):
            is_vague, named = _named(ranking)
            yield named if not is_vague and named and self._cause(named[0]) else ()

    def _cause(self, match: Match) -> Cause | None:
        cause = self._knowledge.cause(match.id)
        return cause if cause and cause.kind is Kind.CAUSE else None

    def _said(
        self, text: str, cues: Cues, ranking: Ranking, named: Sequence[Match], *, in_case: bool
    ) -> Said:
        """What it does, unless what is left beside the facts is a symptom."""
        calibration = self._causes.calibration
        is_clear = bool(named) and named[0].confidence >= calibration.answer
        is_in_scope = not in_case and ranking.in_scope >= calibration.floor
        return self._acts.read(text, cues.clauses, is_clear=is_clear, is_in_scope=is_in_scope)

    def _is_only_facts(self, cues: Cues, shown: Sequence[Shown]) -> bool:
        """Whether little words are all that stands beside the facts of the case."""
        if not (cues.tried or cues.ruled_out or shown):
            return False
        named = {word for fact in shown for word in fact.words.split()}
        left = [word for word in words(cues.rest) if word not in named]
        return sum(end - start for start, end, _ in self._little.find(left)) == len(left)

    def _alert(self, meant: Sequence[str]) -> tuple[str | None, str | None]:
        """The longest known alert that is quoted, typos and all, and its cause."""
        found = list(self._alerts.find(meant))
        return max(found, key=lambda hit: hit[1] - hit[0])[2] if found else (None, None)

    def _weigh(
        self, matches: tuple[Match, ...], cues: Cues, alert_cause: str | None
    ) -> tuple[Match, ...]:
        """The matches, lower where a cause was tried or ruled out, an alert's cause on top."""
        tried = self._tried_causes(cues)
        if not (tried or cues.ruled_out or alert_cause):
            return matches

        def weight(match: Match) -> float:
            if match.id == alert_cause:
                return max(match.confidence, _ALERT_CONFIDENCE)
            share = _CLEARED if match.id in cues.ruled_out else 1.0
            share *= _TRIED_WEIGHT if match.id in tried else 1.0
            return match.confidence * share * (0.3 if alert_cause else 1.0)

        weighed = [Match(match.id, weight(match)) for match in matches]
        return tuple(sorted(weighed, key=lambda match: -match.confidence))

    def _near(self, ranking: Ranking) -> str | None:
        for match in ranking.outside:
            if match.id.startswith(NEAR) and match.id != COUNTER_EXAMPLE:
                return match.id.removeprefix(NEAR)
        return None

    def _danger(self, ranking: Ranking, said: Said, length: int) -> str | None:
        if said.is_plain or not ranking.outside:
            return None
        is_act = said.act is not Act.SYMPTOM and length <= _FEW_WORDS
        least = _CLEAR_DANGER if is_act else _LEAST_DANGER
        best = ranking.outside[0]
        if best.id.startswith(DANGER) and best.confidence >= least:
            return best.id.removeprefix(DANGER)
        return None


def _named(ranking: Ranking) -> tuple[bool, tuple[Match, ...]]:
    """Whether the utterance is vague; and the causes, requests and questions it could mean."""
    named = tuple(match for match in ranking.matches if match.id != VAGUE)
    left = sum(match.confidence for match in named)
    if left <= (1 - _LEAST_VAGUE) * ranking.in_scope:
        return True, named
    scale = ranking.in_scope / left
    return False, tuple(Match(match.id, match.confidence * scale) for match in named)


def build_reader(knowledge: Knowledge, causes: Matcher | None = None) -> Reader:
    """A reader for a knowledge base, from a matcher that was built before where there is one."""
    vocabulary = knowledge.vocabulary
    plain = Lexicon(vocabulary.spellings, vocabulary.emoji, vocabulary.common_words)
    acts = [(text, act) for act, texts in knowledge.acts.items() for text in texts]
    others = [*knowledge.entries, *knowledge.neighbours, *knowledge.escalation.dangers]
    symptoms = [text for other in others for text in other.examples]
    return Reader(
        knowledge,
        causes or build_causes(knowledge),
        CueReader(knowledge, plain),
        ActReader(acts, symptoms, plain),
    )


def _numbers(said: Mapping[str, tuple[str, ...]]) -> list[tuple[str, int]]:
    """Numbers as figures and as words, each with its value."""
    figures = [(str(number), number) for number in range(1, _MOST_STEPS + 1)]
    return [*figures, *((phrase, int(n)) for n, phrases in said.items() for phrase in phrases)]
