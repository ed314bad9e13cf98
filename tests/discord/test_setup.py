"""/setup: who may choose, what each choice does, and what the card says about it."""

import discord
import pytest
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.adapters.discord.commands.inviting import permissions_for
from bot.adapters.discord.staff.lacking import lacks
from bot.adapters.discord.staff.setup_card import setup_card
from bot.adapters.discord.wording import NOT_A_MANAGER, NOT_YOURS, OLD_BUTTON
from bot.core.assistant import Assistant
from bot.core.ports import ServerSettings
from bot.errors import StoreError
from tests.discord.staff import Staff
from tests.discord.world import REFERENCE, STORAGE, Memory, World, labels, parts, words
from tests.logged import events_of, fields, told

pytestmark = pytest.mark.simcord(strict_sync=False)

MANAGE = discord.Permissions(manage_guild=True)
STORE_IS_DOWN = StoreError("medic.sqlite3", "disk full")


class Desk(Staff):
    """A person who manages the server, with the card in front of them."""

    command = "setup"

    async def choose(self, index: int, *channels: simcord.ChannelHandle) -> str:
        """Choose channels in a select; gives what the card says then."""
        result = await self.carol.select(
            self.shown, channels, custom_id=str(self.selects[index]["custom_id"])
        )
        assert result.acknowledged
        return self.said

    @property
    def selects(self) -> list[dict[str, object]]:
        """The selects of the card."""
        return [dict(part) for part in parts(self.shown) if part.get("type") == 8]

    def defaults(self, index: int) -> list[int]:
        """What a select shows as chosen."""
        values = self.selects[index].get("default_values") or []
        assert isinstance(values, list)
        return [int(value["id"]) for value in values]

    @property
    def links(self) -> list[str]:
        """The addresses on the card."""
        return [str(part["url"]) for part in parts(self.shown) if part.get("url")]

    def settings(self, memory: Memory) -> ServerSettings:
        """The settings as they are kept."""
        return memory.servers.kept.get(self.world.guild.id, ServerSettings())


@pytest.fixture
def desk(world: World) -> Desk:
    """A person who manages the server."""
    return Desk(world)


def deny(world: World, channel: simcord.ChannelHandle, **permissions: bool) -> None:
    """Take permissions in a channel away from the bot."""
    _, denied = discord.PermissionOverwrite(**permissions).pair()
    me = world.env.backend.bot_user.id
    world.env.backend.set_overwrite(
        channel.id, Overwrite(me, OverwriteType.MEMBER, allow=0, deny=denied.value)
    )


async def test_defaults_are_told_in_words(desk: Desk, memory: Memory) -> None:
    """Without any set-up the card tells what holds, nothing is chosen, and nothing is kept."""
    said = await desk.open()
    assert "**Answering**: on." in said
    assert "answered in every channel where I can see and write" in said
    assert "**Threads**: none" in said
    assert "is private, unless the asker wants it public" in said
    assert "moderators are not told" in said
    assert "**Unanswered questions**: not kept" in said
    assert "stands in the way" not in said
    assert [desk.defaults(0), desk.defaults(1)] == [[], []]
    assert memory.servers.kept == {}


@pytest.mark.parametrize(
    ("label", "expected", "said"),
    [
        ("Open a thread for each case", ServerSettings(opens_threads=True), "thread of its own"),
        (
            "Make command answers public",
            ServerSettings(is_private=False),
            "is public, unless the asker wants it private",
        ),
        (
            "Keep unanswered questions",
            ServerSettings(keeps_misses=True),
            "kept for 30 days, in this server only, with mentions, numbers and links taken out",
        ),
        ("Switch me off in this server", ServerSettings(is_off=True), "**Answering**: off."),
    ],
)
async def test_switch_turns_and_turns_back(
    desk: Desk, memory: Memory, label: str, expected: ServerSettings, said: str
) -> None:
    """Each button changes one setting and tells it in place; the one in its place undoes it."""
    await desk.open()
    at = labels_of(desk).index(label)
    await desk.press(label)
    assert desk.settings(memory) == expected
    assert desk.card is not None
    assert said in words(desk.card)
    await desk.press(labels_of(desk)[at])
    assert desk.settings(memory) == ServerSettings()
    assert labels_of(desk)[at] == label


async def test_double_press_turns_nothing_back(desk: Desk, memory: Memory) -> None:
    """A button pressed on a card that is out of date does what it says, not the opposite."""
    await desk.open()
    first = desk.card
    await desk.open()
    await desk.press("Open a thread for each case")
    desk.card = first
    await desk.press("Open a thread for each case")
    assert desk.settings(memory).opens_threads


async def test_channels_are_chosen_and_cleared(desk: Desk, memory: Memory) -> None:
    """Channels for mentions are shown as chosen, also on a new card; none means everywhere."""
    other = desk.world.guild.create_text_channel("other")
    forum = desk.world.guild.create_forum_channel("forum")
    await desk.open()
    said = await desk.choose(0, other, forum)
    assert desk.settings(memory).channels == {other.id, forum.id}
    assert f"answered in <#{other.id}>, <#{forum.id}> and the threads there" in said
    await desk.open()
    assert desk.defaults(0) == [other.id, forum.id]
    await desk.choose(0)
    assert desk.settings(memory).channels == frozenset()


async def test_mentions_are_answered_where_that_is_wanted(desk: Desk) -> None:
    """Outside of the chosen channels a mention gets no answer."""
    other = desk.world.guild.create_text_channel("other")
    await desk.open()
    await desk.choose(0, other)
    await desk.world.alice.send(desk.world.channel, f"{desk.world.me} {STORAGE}")
    assert desk.world.answers() == []
    await desk.world.alice.send(other, f"{desk.world.me} {STORAGE}")
    assert len(desk.world.answers(other)) == 1


async def test_channel_for_hand_offs_is_chosen_and_cleared(desk: Desk, memory: Memory) -> None:
    """The channel for hand-offs is one, is shown as chosen, and can be none."""
    staff = desk.world.guild.create_text_channel("staff")
    await desk.open()
    assert f"I tell moderators in <#{staff.id}>" in await desk.choose(1, staff)
    assert desk.settings(memory).hand_offs == staff.id
    assert desk.defaults(1) == [staff.id]
    assert "moderators are not told" in await desk.choose(1)
    assert desk.settings(memory).hand_offs is None


async def test_changes_are_logged_without_a_name(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells which server changed what, and not who did."""
    caplog.set_level("INFO")
    await desk.open()
    await desk.press("Switch me off in this server")
    (record,) = [one for one in caplog.records if "settings" in one.getMessage()]
    assert fields(record)["server"] == desk.world.guild.id
    assert fields(record)["change"] == "answering-off"
    assert str(desk.carol.id) not in told(caplog)
    assert "carol" not in told(caplog)


async def test_switched_off_is_silent(desk: Desk) -> None:
    """Switched off, mentions get nothing at all; a DM is answered, and the card turns it on."""
    world = desk.world
    await desk.open()
    await desk.press("Switch me off in this server")
    await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    assert world.answers() == []
    await world.alice.send_dm(STORAGE)
    assert len(world.answers(world.alice.user.dm_channel)) == 1
    await desk.open()
    await desk.press("Switch me on again")
    assert labels(await world.ask()) != []


async def test_command_is_for_managers_in_servers(world: World) -> None:
    """Discord offers the command to people with Manage Server only, and only in servers."""
    assert "setup" not in world.alice.available_commands(world.channel)
    command = world.env.bot.tree.get_command("setup")  # type: ignore[attr-defined]  # a plain Client to simcord
    assert command.default_permissions == MANAGE
    assert command.allowed_contexts.to_array() == [0]
    assert command.allowed_installs.to_array() == [0]


async def test_others_are_turned_away_at_run_time(desk: Desk, memory: Memory) -> None:
    """A server may offer the command to anybody: without Manage Server it changes nothing."""
    desk.world.env.backend.remove_member_role(desk.world.guild.id, desk.carol.id, desk.role.id)
    synced = await desk.world.env.bot.tree.sync()  # type: ignore[attr-defined]  # a plain Client to simcord
    (command,) = [one for one in synced if one.name == "setup"]
    desk.world.guild.set_command_permissions(command, {desk.carol: True})
    result = await desk.carol.slash(desk.world.channel, "setup")
    assert result.response is not None
    assert result.response.ephemeral
    assert words(result.response) == NOT_A_MANAGER
    assert memory.servers.kept == {}


async def test_permission_taken_away_meanwhile(desk: Desk, memory: Memory) -> None:
    """The card of somebody who doesn't manage the server any more changes nothing."""
    await desk.open()
    desk.world.env.backend.remove_member_role(desk.world.guild.id, desk.carol.id, desk.role.id)
    result = await desk.press("Switch me off in this server")
    assert result.response is not None
    assert result.response.ephemeral
    assert words(result.response) == NOT_A_MANAGER
    assert memory.servers.kept == {}


async def test_press_after_a_restart(desk: Desk, memory: Memory, assistant: Assistant) -> None:
    """A new process knows the card of the old one, and what was chosen before."""
    await desk.open()
    await desk.press("Open a thread for each case")
    await desk.world.env.restart_bot(memory.bot(assistant))
    await desk.press("Make command answers public")
    assert desk.settings(memory) == ServerSettings(opens_threads=True, is_private=False)


async def test_switch_that_is_gone_is_explained(desk: Desk, memory: Memory) -> None:
    """A button of an older version gets a polite answer."""
    await desk.open()
    assert desk.card is not None
    custom_id = f"bm2:setup:{desk.carol.id}::volume-up"
    stored = desk.world.env.backend.get_message(desk.world.channel.id, desk.card.id)
    button = next(
        part
        for part in simcord.components.walk_components(stored.components)
        if part.get("label") == "Open a thread for each case"
    )
    button["custom_id"] = custom_id
    result = await desk.carol.click(desk.card, custom_id=custom_id)
    assert result.response is not None
    assert words(result.response) == OLD_BUTTON
    assert memory.servers.kept == {}


@pytest.mark.parametrize("when", ["opened", "pressed"])
async def test_failing_store_is_explained(
    desk: Desk, memory: Memory, caplog: pytest.LogCaptureFixture, when: str
) -> None:
    """A store that fails is told with a reference; the card never shows what isn't kept."""
    if when == "opened":
        memory.servers.failure = STORE_IS_DOWN
        result = await desk.carol.slash(desk.world.channel, "setup")
        assert len(desk.world.env.errors) == 1
    else:
        await desk.open()
        before = words(desk.card) if desk.card else ""
        memory.servers.failure = STORE_IS_DOWN
        result = await desk.press("Switch me off in this server")
        assert desk.card is not None
        assert words(desk.card) == before
    said = [*result.followups, *([result.response] if result.response else [])]
    (note,) = [one for one in said if REFERENCE in words(one)]
    assert note.ephemeral
    assert "can't get at my records" in words(note)
    assert events_of(caplog, REFERENCE)[0].startswith("store while ")


async def test_failed_look_up_never_becomes_the_settings(desk: Desk, memory: Memory) -> None:
    """A change starts from what is kept, though the settings could not be looked up before."""
    memory.servers.kept[desk.world.guild.id] = ServerSettings(hand_offs=7)
    memory.servers.failure = STORE_IS_DOWN
    await desk.world.alice.send(desk.world.channel, f"{desk.world.me} {STORAGE}")
    memory.servers.failure = None
    await desk.open()
    await desk.press("Open a thread for each case")
    assert desk.settings(memory) == ServerSettings(opens_threads=True, hand_offs=7)


async def test_missing_thread_permission_is_told_with_the_link(desk: Desk) -> None:
    """Threads without the permission: the card names the channel and links to the remedy."""
    deny(desk.world, desk.world.channel, create_public_threads=False)
    await desk.open()
    assert desk.links == []
    await desk.press("Open a thread for each case")
    assert desk.card is not None
    said = words(desk.card)
    assert f"can't open threads in <#{desk.world.channel.id}>" in said
    assert "Create Public Threads" in said
    (link,) = desk.links
    needed = permissions_for(ServerSettings(opens_threads=True))
    assert needed.create_public_threads
    assert f"permissions={needed.value}" in link
    assert f"guild_id={desk.world.guild.id}" in link
    assert "scope=bot+applications.commands" in link


async def test_threads_are_only_looked_for_where_mentions_are_answered(desk: Desk) -> None:
    """A channel without the permission doesn't matter if mentions are answered elsewhere."""
    deny(desk.world, desk.world.channel, create_public_threads=False)
    other = desk.world.guild.create_text_channel("other")
    await desk.open()
    await desk.press("Open a thread for each case")
    assert "stands in the way" not in await desk.choose(0, other)


async def test_channel_without_permission_is_told(desk: Desk) -> None:
    """A chosen channel in which the bot can't answer is named; so is a forum."""
    forum = desk.world.guild.create_forum_channel("forum")
    deny(desk.world, desk.world.channel, read_message_history=False)
    deny(desk.world, forum, send_messages_in_threads=False)
    await desk.open()
    said = await desk.choose(0, desk.world.channel, forum)
    assert f"I can't answer in <#{desk.world.channel.id}>, <#{forum.id}>." in said
    assert len(desk.links) == 1


async def test_no_channel_at_all_is_told(desk: Desk) -> None:
    """A bot that can write nowhere says so."""
    for channel in desk.world.guild.channels.values():
        deny(desk.world, channel, send_messages=False)
    assert "I can't answer in any channel" in await desk.open()


async def test_hand_offs_that_cant_be_written_are_told(desk: Desk) -> None:
    """A channel for hand-offs in which the bot can't write is named."""
    staff = desk.world.guild.create_text_channel("staff")
    deny(desk.world, staff, send_messages=False)
    await desk.open()
    said = await desk.choose(1, staff)
    assert f"I can't tell moderators of hand-offs in <#{staff.id}>" in said


async def test_deleted_channels_are_told(desk: Desk) -> None:
    """Channels that are gone are told, aren't shown as chosen, and no link is offered for them."""
    other = desk.world.guild.create_text_channel("other")
    staff = desk.world.guild.create_text_channel("staff")
    await desk.open()
    await desk.choose(0, other)
    await desk.choose(1, staff)
    for channel in (other, staff):
        desk.world.env.backend.delete_channel(channel.id)
    await desk.world.env.settle()
    said = await desk.open()
    assert "chosen for mentions are gone" in said
    assert "channel for hand-offs is gone" in said
    assert [desk.defaults(0), desk.defaults(1)] == [[], []]
    assert desk.links == []


async def test_switched_off_lacks_nothing(desk: Desk) -> None:
    """Where the bot is off, no permission stands in its way."""
    deny(desk.world, desk.world.channel, send_messages=False)
    await desk.open()
    await desk.press("Switch me off in this server")
    assert desk.card is not None
    assert "stands in the way" not in words(desk.card)


async def test_card_keeps_within_limits(desk: Desk) -> None:
    """With every channel that can be chosen, and all that can be lacking, the card fits."""
    channels = [desk.world.guild.create_text_channel(f"channel-{n:02}") for n in range(25)]
    staff = desk.world.guild.create_text_channel("staff")
    for channel in (*channels, staff):
        deny(desk.world, channel, send_messages=False, create_public_threads=False)
    await desk.world.env.settle()
    server = desk.world.env.bot.get_guild(desk.world.guild.id)
    assert server is not None
    chosen = ServerSettings(
        channels=frozenset(channel.id for channel in channels),
        opens_threads=True,
        is_private=False,
        hand_offs=staff.id,
        keeps_misses=True,
    )
    most = 2**64 - 1
    assert len(list(lacks(server, chosen))) == 2
    view = setup_card(server, chosen, owner=most, application=most)
    assert view.content_length() <= 4000
    assert view.total_children_count <= 40
    for item in view.walk_children():
        assert len(getattr(item, "custom_id", None) or "") <= 100
        assert len(getattr(item, "label", None) or "") <= 80
        assert len(getattr(item, "url", None) or "") <= 512


async def test_mention_opens_a_thread_and_the_case_goes_on_there(
    desk: Desk, memory: Memory
) -> None:
    """With threads, a mention gets one with the card in it, and a follow-up there goes on."""
    world = desk.world
    await desk.open()
    await desk.press("Open a thread for each case")
    question = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    assert [one for one in world.answers() if not one.is_system()] == []
    (thread,) = world.channel.threads
    assert thread.id == question.id
    (card,) = world.answers(thread)
    assert labels(card)[0] == "It works now"
    await world.alice.send(thread, f"{world.me} still failing")
    assert "Fix 2 ·" in words(world.answers(thread)[-1])
    await world.alice.click(world.answers(thread)[-1], label="Still failing")
    assert "Fix 3 ·" in words(world.answers(thread)[-1])
    assert len(world.channel.threads) == 1
    assert [key.place for key in memory.conversations.kept] == [thread.id]


async def test_without_the_permission_a_thread_becomes_a_reply(desk: Desk) -> None:
    """Where no thread can be opened, the answer is a reply in the channel."""
    world = desk.world
    deny(world, world.channel, create_public_threads=False)
    await desk.open()
    await desk.press("Open a thread for each case")
    answer = await world.ask()
    assert answer.reference is not None
    assert world.channel.threads == []


async def test_refused_thread_becomes_a_reply(desk: Desk) -> None:
    """Where Discord refuses the thread, the answer is a reply in the channel, too."""
    world = desk.world
    await desk.open()
    await desk.press("Open a thread for each case")
    world.env.inject_error("POST", "/channels/*/messages/*/threads", status=403, code=50013)
    answer = await world.ask()
    assert answer.reference is not None
    assert world.channel.threads == []


async def test_card_is_its_users_own(desk: Desk, memory: Memory) -> None:
    """A press with somebody else's identifier changes nothing."""
    await desk.open()
    assert desk.card is not None
    stored = desk.world.env.backend.get_message(desk.world.channel.id, desk.card.id)
    for part in simcord.components.walk_components(stored.components):
        if "custom_id" in part:
            part["custom_id"] = str(part["custom_id"]).replace(str(desk.carol.id), "1")
    result = await desk.press("Switch me off in this server")
    assert result.response is not None
    assert words(result.response) == NOT_YOURS
    assert memory.servers.kept == {}


async def test_leaving_a_server_forgets_its_settings(desk: Desk, memory: Memory) -> None:
    """A server that the bot is taken out of leaves nothing behind, not in memory either."""
    await desk.open()
    await desk.press("Switch me off in this server")
    desk.world.env.backend.remove_guild(desk.world.guild.id)
    await desk.world.env.settle()
    assert memory.servers.forgotten == [desk.world.guild.id]
    assert memory.servers.kept == {}


def labels_of(desk: Desk) -> list[str]:
    """The labels of the buttons on the card that act."""
    assert desk.card is not None
    return [
        str(part["label"]) for part in parts(desk.card) if part.get("label") and "custom_id" in part
    ]
