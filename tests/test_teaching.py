"""Teaching: what is checked before an example counts, and that it counts at once."""

from dataclasses import replace

import numpy as np
import pytest

from bot.active import ActiveAssistant
from bot.core.domain import build_causes
from bot.core.knowledge import Knowledge
from bot.core.model import Model
from bot.core.teaching import Effect, TaughtExample
from bot.errors import StoreError
from bot.teaching import MOST_PROPOSALS, TeachingDesk
from tests.fakes import FakeTaught, ModelsHere

NOW = 1_700_000_000.0
STAFF = 5
GLOW = TaughtExample("bulb", "nothing glows above my bed", NOW, 7)
PROPOSED = replace(GLOW, is_active=False)


class School:
    """A teacher, with what it teaches to and what it keeps."""

    def __init__(self, lamps: Knowledge) -> None:
        self.lamps = lamps
        self.taught = FakeTaught()
        self.spoils = 0
        """Own examples that whatever is taught makes the model forget."""
        self.active = ActiveAssistant(lambda: lamps, ModelsHere(self._model_of), self.taught)
        self.teacher = TeachingDesk(self.active, self.taught)

    def _model_of(self, knowledge: Knowledge) -> Model:
        model = build_causes(knowledge).model
        understood = np.ones(len(model.owners), dtype=np.bool_)
        understood[: 0 if knowledge is self.lamps else self.spoils] = False
        return replace(model, head=replace(model.head, understood=understood))

    @property
    def known(self) -> tuple[str, ...]:
        """The examples of the entry that is taught."""
        entry = self.active().knowledge.entry("bulb")
        assert entry is not None
        return entry.examples


@pytest.fixture
async def school(lamps: Knowledge) -> School:
    """A teacher whose assistant is running."""
    school = School(lamps)
    await school.active.start()
    return school


async def test_taught_example_counts_at_once(school: School) -> None:
    """What stands every check is kept with who taught it, and known without waiting for a look."""
    verdict = await school.teacher.teach(GLOW, STAFF, ["my lamp is dark"])
    assert verdict.is_taught
    assert (verdict.example, verdict.effect) == (GLOW, Effect(0, 0))
    assert school.taught.kept == {GLOW.id: GLOW}
    assert school.taught.by == {GLOW.id: STAFF}
    assert GLOW.text in school.known


async def test_next_look_finds_nothing_to_do(school: School) -> None:
    """The assistant that was built for the check is the one that answers, and stays."""
    await school.teacher.teach(GLOW, STAFF, [])
    after = school.active()
    await school.active.refresh()
    assert school.active() is after


async def test_proposal_is_checked_and_counts_for_nothing(school: School) -> None:
    """A proposal stands the same checks, is kept, and changes no answer."""
    before = school.active()
    verdict = await school.teacher.teach(PROPOSED, STAFF, [])
    assert verdict.is_taught
    assert verdict.effect is not None
    assert school.taught.kept == {GLOW.id: PROPOSED}
    await school.active.refresh()
    assert school.active() is before


async def test_accepted_proposal_counts_at_once(school: School) -> None:
    """Once it is accepted, a proposal counts like any other."""
    await school.teacher.teach(PROPOSED, STAFF, [])
    verdict = await school.teacher.activate(GLOW.id)
    assert verdict is not None
    assert verdict.is_taught
    assert verdict.example.is_active
    assert school.taught.kept == {GLOW.id: GLOW}
    assert GLOW.text in school.known


async def test_proposal_is_checked_again(school: School) -> None:
    """A proposal that what was taught since speaks against is not accepted, and stays one."""
    await school.teacher.teach(PROPOSED, STAFF, [])
    school.spoils = 20
    verdict = await school.teacher.activate(GLOW.id)
    assert verdict is not None
    assert "20 of the knowledge's own examples" in verdict.objections[0]
    assert not verdict.example.is_active
    assert school.taught.kept == {GLOW.id: PROPOSED}
    assert GLOW.text not in school.known


async def test_what_is_gone_cant_be_accepted_or_undone(school: School) -> None:
    """Somebody else was quicker: nothing happens, and that is told."""
    assert await school.teacher.activate(GLOW.id) is None
    assert await school.teacher.undo(GLOW.id) is None


async def test_undo_counts_at_once(school: School) -> None:
    """What was taken back is not known any more, and can be taught again."""
    await school.teacher.teach(GLOW, STAFF, [])
    assert await school.teacher.undo(GLOW.id) == GLOW
    assert school.taught.kept == {}
    assert GLOW.text not in school.known
    assert (await school.teacher.teach(GLOW, STAFF, [])).is_taught


async def refused(school: School, example: TaughtExample, *said: str) -> str:
    """Teach an example that is refused; gives why. Nothing has changed."""
    kept, before = dict(school.taught.kept), school.active()
    verdict = await school.teacher.teach(example, STAFF, said)
    assert not verdict.is_taught
    assert school.taught.kept == kept
    assert school.active() is before
    return " ".join(verdict.objections)


async def test_users_words_are_refused(school: School) -> None:
    """What a user wrote is not taught."""
    assert "what a user wrote" in await refused(school, GLOW, "nothing glows above my beds")


async def test_clash_is_refused(school: School) -> None:
    """Words that stand elsewhere, and words that surely mean something else, are not taught."""
    there = replace(GLOW, text="the cable sparks in the attic today")
    assert "already: wire" in await refused(school, there)
    near = replace(GLOW, text="the cable sparks in the garden today")
    assert "sure already that it means “The wire is to blame”" in await refused(school, near)


async def test_same_words_twice_are_refused(school: School) -> None:
    """The same words are taught once, also for another entry, and also where they are proposed."""
    await school.teacher.teach(PROPOSED, STAFF, [])
    assert "before" in await refused(school, replace(GLOW, entry="wire"))


async def test_loss_is_refused(school: School) -> None:
    """What makes the knowledge's own examples, each held out, less understood is not taught."""
    school.spoils = 20
    found = await refused(school, GLOW)
    assert "20 of the knowledge's own examples would not be understood any more" in found


async def test_what_isnt_understood_even_then_is_refused(school: School) -> None:
    """Words that lead elsewhere although they were learned are not taught."""
    german = replace(GLOW, text="ich und du und nicht die lampe")
    assert "Even once learned" in await refused(school, german)


async def test_taught_examples_keep_being_understood(school: School) -> None:
    """A new example may not take the place of one that was taught before."""
    first = replace(GLOW, text="purple stripes")
    assert (await school.teacher.teach(first, STAFF, [])).is_taught
    for number in range(4):
        other = TaughtExample("faq-colour", f"are there purple stripes in it number {number}", NOW)
        verdict = await school.teacher.teach(other, STAFF, [])
        if not verdict.is_taught:
            break
    kept = [one for one in school.taught.kept.values() if one.entry == "bulb"]
    assert kept == [first]


async def test_proposals_of_a_server_are_limited(school: School) -> None:
    """Only so many proposals of a server may wait; its owner, and other servers, go on."""
    for number in range(MOST_PROPOSALS):
        waiting = TaughtExample("bulb", f"waiting {number}", NOW, 7, is_active=False)
        await school.taught.add(waiting, STAFF)
    assert "25 proposals" in await refused(school, PROPOSED)
    assert (await school.teacher.teach(replace(PROPOSED, server=8), STAFF, [])).is_taught


async def test_failing_store_changes_nothing(school: School) -> None:
    """What can't be kept is not known either."""
    before = school.active()
    school.taught.failure = StoreError("medic.sqlite3", "disk full")
    with pytest.raises(StoreError):
        await school.teacher.teach(GLOW, STAFF, [])
    assert school.active() is before
