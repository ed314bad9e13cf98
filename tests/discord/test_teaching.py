"""/teach: who may, what is shown, and what comes of a wording."""

from collections.abc import Collection
from dataclasses import replace

import discord
import pytest
import simcord

from bot.adapters.discord.client import MedicBot
from bot.adapters.discord.staff.teaching_card import ACTIVATE, ENTRY, EXAMPLE, FIELD, UNDO
from bot.adapters.discord.wording import (
    EXAMPLE_GONE,
    KEEPS_NO_MISSES,
    NOT_A_TEACHER,
    OWNER_DECIDES,
    TAKEN_BACK,
)
from bot.core.assistant import Assistant
from bot.core.ports import ServerSettings
from bot.core.teaching import Effect, TaughtExample, Verdict
from bot.errors import StoreError
from tests.discord.staff import Staff
from tests.discord.world import REFERENCE, Memory, World, parts, words
from tests.fakes import FakeTaught
from tests.logged import fields, told

pytestmark = pytest.mark.simcord(strict_sync=False)

MANAGE = discord.Permissions(manage_guild=True)
MISSES = ("does it eat data abroad", "does it eat data abroad?", "purple stripes all over")
WORDING = "is roaming charged for it"
CELLULAR = "faq-cellular"
OLD = TaughtExample(CELLULAR, "can a sim do it alone", 1.0)


class FakeTeacher:
    """A teacher who keeps what nothing is set to speak against, and notes what it was told."""

    def __init__(self, taught: FakeTaught) -> None:
        self.taught = taught
        self.objections: tuple[str, ...] = ()
        self.failure: Exception | None = None
        self.said: Collection[str] = ()

    async def teach(self, example: TaughtExample, by: int, said: Collection[str]) -> Verdict:
        """Keep an example."""
        if self.failure:
            raise self.failure
        self.said = said
        if not self.objections:
            await self.taught.add(example, by)
        return Verdict(example, self.objections, Effect(lost=1, gained=3))

    async def activate(self, example_id: str) -> Verdict | None:
        """Let a proposal count."""
        example = self.taught.kept.get(example_id)
        if example is None:
            return None
        if self.objections:
            return Verdict(example, self.objections)
        await self.taught.activate(example_id)
        return Verdict(self.taught.kept[example_id], (), Effect(0, 0))

    async def undo(self, example_id: str) -> TaughtExample | None:
        """Take an example back."""
        example = self.taught.kept.get(example_id)
        await self.taught.remove(example_id)
        return example


@pytest.fixture
def teacher(memory: Memory) -> FakeTeacher:
    """The teacher behind the command."""
    return FakeTeacher(memory.taught)


@pytest.fixture
def simcord_bot(assistant: Assistant, memory: Memory, teacher: FakeTeacher) -> MedicBot:
    """The bot that simcord runs."""
    bot = memory.bot(assistant)
    bot.owner_id = 1
    bot.teach_with(teacher)
    return bot


class Class(Staff):
    """A person who manages the server, with the card in front of them."""

    command = "teach"

    async def select(self, kind: str, value: str) -> simcord.InteractionResult:
        """Select something in whichever select of this kind has it."""
        for part in parts(self.shown):
            options = part.get("options", [])
            assert isinstance(options, list)
            if f":{kind}:" in str(part.get("custom_id")) and value in [o["value"] for o in options]:
                result = await self.carol.select(
                    self.shown, [value], custom_id=str(part["custom_id"])
                )
                assert result.acknowledged
                return result
        message = f"no select of {kind} has {value}"
        raise AssertionError(message)

    async def say(self, text: str, entry: str = CELLULAR) -> simcord.InteractionResult:
        """Choose an entry, and submit a wording for it."""
        shown = await self.select(ENTRY, entry)
        result = await self.carol.submit_modal(shown, {FIELD: text})
        assert result.acknowledged
        return result

    async def tell(self, result: simcord.InteractionResult) -> str:
        """What somebody was told privately."""
        notes = [result.response, *result.followups]
        (note,) = [one for one in notes if one is not None and one.content]
        assert note.ephemeral
        return words(note)


@pytest.fixture
async def lesson(world: World, memory: Memory) -> Class:
    """A person who manages a server that keeps misses, and has some."""
    memory.servers.kept[world.guild.id] = ServerSettings(keeps_misses=True)
    for text in MISSES:
        await memory.misses.note(world.guild.id, text, memory.clock.now())
    return Class(world)


def make_owner(lesson: Class, bot: MedicBot) -> None:
    """Let the person own the application."""
    bot.owner_id = lesson.carol.id


async def test_groups_of_misses_are_shown(lesson: Class) -> None:
    """The largest group comes first, with its texts; the next one is a press away."""
    said = await lesson.open()
    assert "Group 1 of 2, asked 2 times" in said
    assert f"> {MISSES[0]}" in said.splitlines()
    assert MISSES[2] not in said
    assert lesson.labels == ["Next group", "What is taught"]
    await lesson.press("Next group")
    assert "Group 2 of 2, asked once" in lesson.said
    assert MISSES[2] in lesson.said
    await lesson.press("Previous group")
    assert "Group 1 of 2" in lesson.said


async def test_other_servers_misses_stay_there(lesson: Class, memory: Memory) -> None:
    """What was missed in another server is not shown, whoever asks."""
    memory.servers.kept[1] = ServerSettings(keeps_misses=True)
    await memory.misses.note(1, "said elsewhere", memory.clock.now())
    assert "Group 1 of 2" in await lesson.open()
    assert "said elsewhere" not in lesson.said


async def test_everything_known_can_be_chosen(lesson: Class, assistant: Assistant) -> None:
    """The selects hold every cause, request and question once, in lists that Discord allows."""
    await lesson.open()
    assert lesson.card is not None
    lists = [part["options"] for part in parts(lesson.card) if part.get("options")]
    values = [one["value"] for options in lists for one in options]  # type: ignore[attr-defined]  # simcord's JSON
    assert sorted(values) == sorted(entry.id for entry in assistant.knowledge.entries)
    assert len(lists) == 2


async def test_managers_wording_becomes_a_proposal(
    lesson: Class, memory: Memory, teacher: FakeTeacher
) -> None:
    """What somebody teaches who only manages a server waits for the owner, and says so."""
    await lesson.open()
    await lesson.say(f"  {WORDING}\n ")
    (kept,) = memory.taught.kept.values()
    expected = TaughtExample(
        CELLULAR, WORDING, memory.clock.now(), lesson.world.guild.id, is_active=False
    )
    assert kept == expected
    assert memory.taught.by[kept.id] == lesson.carol.id
    assert sorted(teacher.said) == sorted(MISSES)
    assert "### Proposed" in lesson.said
    assert f"> {WORDING}" in lesson.said
    assert "a proposal: it counts once my owner accepts it" in lesson.said
    assert "3 more and 1 fewer" in lesson.said
    assert lesson.labels == ["Undo", "Back", "What is taught"]


async def test_owners_wording_counts_at_once(
    lesson: Class, memory: Memory, simcord_bot: MedicBot
) -> None:
    """What the application's owner teaches counts, and the card says in how far."""
    make_owner(lesson, simcord_bot)
    await lesson.open()
    await lesson.say(WORDING)
    (kept,) = memory.taught.kept.values()
    assert kept.is_active
    assert "### I know it now" in lesson.said
    assert "in use, in every server" in lesson.said


async def test_settled_misses_leave_the_list(
    lesson: Class, memory: Memory, simcord_bot: MedicBot
) -> None:
    """Of the group, what leads to the entry now is deleted, and told; the rest stays."""
    make_owner(lesson, simcord_bot)
    known = "can my iphone back up over cellular data"
    memory.misses.kept.clear()
    for text in (known, known + "??", "purple stripes all over"):
        await memory.misses.note(lesson.world.guild.id, text, memory.clock.now())
    assert "asked 2 times" in await lesson.open()
    await lesson.say(WORDING)
    assert "I would answer 2 now" in lesson.said
    assert [miss.text for _, miss in memory.misses.kept] == ["purple stripes all over"]


async def test_objections_are_shown(lesson: Class, memory: Memory, teacher: FakeTeacher) -> None:
    """What is not taught is said with every reason, and nothing is kept."""
    teacher.objections = ("It holds *a link*.", "It is too near to what a user wrote.")
    await lesson.open()
    await lesson.say(WORDING)
    assert "### Not taught" in lesson.said
    assert "- It holds \\*a link\\*." in lesson.said
    assert "- It is too near" in lesson.said
    assert memory.taught.kept == {}
    await lesson.press("Back")
    assert "Group 1 of 2" in lesson.said


async def test_own_proposal_is_taken_back(lesson: Class, memory: Memory) -> None:
    """Undo on the card of a proposal takes it back; pressed twice, it says that it is gone."""
    await lesson.open()
    await lesson.say(WORDING)
    proposal = lesson.card
    assert await lesson.tell(await lesson.press("Undo")) == TAKEN_BACK
    assert memory.taught.kept == {}
    assert "Nothing so far" in lesson.said
    assert proposal is not None


async def test_owner_accepts_a_proposal(
    lesson: Class, memory: Memory, simcord_bot: MedicBot
) -> None:
    """The owner finds proposals in the list, also those of other servers, and lets them count."""
    elsewhere = replace(OLD, server=1, is_active=False)
    await memory.taught.add(elsewhere, 7)
    make_owner(lesson, simcord_bot)
    await lesson.open()
    await lesson.press("What is taught")
    await lesson.select(EXAMPLE, OLD.id)
    assert OLD.text in lesson.said
    assert lesson.labels == ["Use it", "Undo", "Back", "What is taught"]
    await lesson.press("Use it")
    assert memory.taught.kept[OLD.id].is_active
    assert "### I know it now" in lesson.said
    assert await lesson.tell(await lesson.press("Undo")) == TAKEN_BACK
    assert memory.taught.kept == {}


async def test_refused_proposal_stays_one(
    lesson: Class, memory: Memory, simcord_bot: MedicBot, teacher: FakeTeacher
) -> None:
    """A proposal that doesn't stand the checks any more is not accepted, and the card says why."""
    await memory.taught.add(replace(OLD, server=1, is_active=False), 7)
    make_owner(lesson, simcord_bot)
    await lesson.open()
    await lesson.press("What is taught")
    await lesson.select(EXAMPLE, OLD.id)
    teacher.objections = ("It is no good any more.",)
    await lesson.press("Use it")
    assert "- It is no good any more." in lesson.said
    assert not memory.taught.kept[OLD.id].is_active


async def test_managers_see_what_counts_and_their_own_proposals(
    lesson: Class, memory: Memory
) -> None:
    """The list of a manager has no proposals of other servers, and no way to decide."""
    await memory.taught.add(OLD, 7)
    await memory.taught.add(
        TaughtExample(CELLULAR, "proposed elsewhere", 2.0, 1, is_active=False), 7
    )
    await lesson.open()
    await lesson.press("What is taught")
    assert lesson.card is not None
    shown = [str(part.get("options")) for part in parts(lesson.card) if part.get("options")]
    assert OLD.text in shown[0]
    assert "proposed elsewhere" not in shown[0]
    await lesson.select(EXAMPLE, OLD.id)
    assert lesson.labels == ["Back", "What is taught"]


@pytest.mark.parametrize("kind", [ACTIVATE, UNDO])
async def test_what_counts_is_the_owners_to_decide(
    lesson: Class, memory: Memory, kind: str
) -> None:
    """A press that would change answers everywhere does nothing for anybody else."""
    await memory.taught.add(OLD, 7)
    await lesson.open()
    assert lesson.card is not None
    custom_id = f"bm2:{kind}:{lesson.carol.id}::{OLD.id}"
    press(lesson, custom_id)
    result = await lesson.carol.click(lesson.card, custom_id=custom_id)
    assert await lesson.tell(result) == OWNER_DECIDES
    assert memory.taught.kept == {OLD.id: OLD}


async def test_proposal_of_another_server_is_out_of_reach(lesson: Class, memory: Memory) -> None:
    """A manager can't take back what another server proposed, even with its id."""
    elsewhere = replace(OLD, server=1, is_active=False)
    await memory.taught.add(elsewhere, 7)
    await lesson.open()
    assert lesson.card is not None
    custom_id = f"bm2:{UNDO}:{lesson.carol.id}::{OLD.id}"
    press(lesson, custom_id)
    result = await lesson.carol.click(lesson.card, custom_id=custom_id)
    assert await lesson.tell(result) == EXAMPLE_GONE
    assert memory.taught.kept == {OLD.id: elsewhere}


def press(lesson: Class, custom_id: str) -> None:
    """Put a button of another card on this one, behind the bot's back."""
    assert lesson.card is not None
    stored = lesson.world.env.backend.get_message(lesson.world.channel.id, lesson.card.id)
    button = next(
        part
        for part in simcord.components.walk_components(stored.components)
        if part.get("label") == "What is taught"
    )
    button["custom_id"] = custom_id


async def test_long_lists_have_pages(lesson: Class, memory: Memory) -> None:
    """More examples than a select holds are on several pages, the latest first."""
    for number in range(30):
        await memory.taught.add(TaughtExample(CELLULAR, f"number {number}", float(number)), 7)
    await lesson.open()
    await lesson.press("What is taught")
    assert "Page 1 of 2" in lesson.said
    assert lesson.card is not None
    first = str([part.get("options") for part in parts(lesson.card)])
    assert "number 29" in first
    assert "number 4'" not in first
    await lesson.press("Next page")
    assert "Page 2 of 2" in lesson.said
    assert "number 4'" in str([part.get("options") for part in parts(lesson.card)])


async def test_without_misses(lesson: Class, memory: Memory) -> None:
    """Where nothing was missed it can be taught all the same."""
    memory.misses.kept.clear()
    assert "Nothing is kept here" in await lesson.open()
    await lesson.say(WORDING)
    assert "### Proposed" in lesson.said


async def test_server_that_keeps_no_misses(
    lesson: Class, memory: Memory, simcord_bot: MedicBot
) -> None:
    """A server that keeps none has nothing to teach from; the owner can decide there even so."""
    memory.servers.kept[lesson.world.guild.id] = ServerSettings()
    result = await lesson.carol.slash(lesson.world.channel, "teach")
    assert await lesson.tell(result) == KEEPS_NO_MISSES
    make_owner(lesson, simcord_bot)
    assert "What I couldn't answer" in await lesson.open()


async def test_command_is_for_managers_in_servers(world: World) -> None:
    """Discord offers the command to people with Manage Server only, and only in servers."""
    assert "teach" not in world.alice.available_commands(world.channel)
    command = world.env.bot.tree.get_command("teach")  # type: ignore[attr-defined]  # a plain Client to simcord
    assert command.default_permissions == MANAGE
    assert command.allowed_contexts.to_array() == [0]
    assert command.allowed_installs.to_array() == [0]


async def test_permission_taken_away_meanwhile(lesson: Class, memory: Memory) -> None:
    """The card of somebody who doesn't manage the server any more teaches nothing."""
    await lesson.open()
    shown = await lesson.select(ENTRY, CELLULAR)
    lesson.world.env.backend.remove_member_role(
        lesson.world.guild.id, lesson.carol.id, lesson.role.id
    )
    result = await lesson.carol.submit_modal(shown, {FIELD: WORDING})
    assert await lesson.tell(result) == NOT_A_TEACHER
    assert await lesson.tell(await lesson.press("What is taught")) == NOT_A_TEACHER
    assert memory.taught.kept == {}


async def test_failure_is_told(lesson: Class, teacher: FakeTeacher) -> None:
    """Whatever fails while it is checked, the person gets the reference of the log."""
    teacher.failure = StoreError("medic.sqlite3", "disk full")
    await lesson.open()
    result = await lesson.say(WORDING)
    assert REFERENCE in await lesson.tell(result)


async def test_log_has_no_words(lesson: Class, caplog: pytest.LogCaptureFixture) -> None:
    """The log tells which entry was taught, and not in which words, or by whom."""
    caplog.set_level("INFO")
    await lesson.open()
    await lesson.say(WORDING)
    (record,) = [one for one in caplog.records if "is proposed" in one.getMessage()]
    assert fields(record)["entry"] == CELLULAR
    assert WORDING not in told(caplog)
    assert str(lesson.carol.id) not in told(caplog)
