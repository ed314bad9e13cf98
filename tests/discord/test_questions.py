"""Questions in servers and DMs, as people put them, and who gets an answer."""

import discord
import pytest
from simcord.enums import MessageType

from bot.core.assistant import Assistant
from tests.discord.world import STORAGE, Memory, World, bodies, labels, words

FIRST_BUTTONS = ["It works now", "Still failing", "All steps", "Apple Support"]


async def test_mention_is_answered_by_a_card(world: World) -> None:
    """A mention gets a reply: a card with the fixes, Apple Support and the four buttons."""
    question = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    (answer,) = world.answers()
    assert answer.flags.components_v2
    assert answer.reference is not None
    assert answer.reference.message_id == question.id
    assert "Last: Apple Support" in words(answer)
    assert labels(answer) == FIRST_BUTTONS


@pytest.mark.parametrize(
    "text",
    [
        f"{{me}} {STORAGE}",
        f"{STORAGE} {{me}}",
        "iCloud says {me} not enough storage",
        f"{{me}} {STORAGE} {{me}}",
        f"hey {{me}}, {STORAGE}",
    ],
)
async def test_mention_may_stand_anywhere(world: World, assistant: Assistant, text: str) -> None:
    """Wherever the mention stands, and how often, the rest is read without it."""
    await world.alice.send(world.channel, text.format(me=world.me))
    (answer,) = world.answers()
    cause = assistant.knowledge.cause("storage-full")
    assert cause is not None
    assert cause.title in words(answer)


async def test_nickname_mention_counts(world: World) -> None:
    """The older form of a mention, with an exclamation mark, is one too."""
    await world.alice.send(world.channel, f"{world.me.replace('@', '@!')} {STORAGE}")
    assert labels(world.answers()[-1]) == FIRST_BUTTONS


async def test_dm_needs_no_mention(world: World) -> None:
    """A DM is answered without a mention."""
    await world.alice.send_dm(STORAGE)
    (answer,) = world.answers(world.alice.user.dm_channel)
    assert labels(answer) == FIRST_BUTTONS


async def test_reply_with_ping_needs_no_mention(world: World) -> None:
    """A reply to the bot's card that pings it goes on with the case."""
    card = await world.ask()
    await world.alice.send(world.channel, "still failing", reply_to=card)
    assert len(world.answers()) == 2


async def test_thread_is_answered_in_the_thread(world: World) -> None:
    """A mention inside a thread is answered there."""
    thread = world.env.backend.create_thread(world.channel.id, "my case", world.alice.id)
    await world.env.settle()
    handle = next(one for one in world.channel.threads if one.id == thread.id)
    await world.alice.send(handle, f"{world.me} {STORAGE}")
    assert len(world.answers(handle)) == 1


async def test_bare_mention_gets_a_how_to(world: World) -> None:
    """A mention without words is answered by what the bot is for."""
    answer = await world.ask("")
    assert "Hi, I'm Backup Medic" in words(answer)


@pytest.mark.parametrize("text", ["no mention at all, icloud backup fails", "@Backup Medic help"])
async def test_unaddressed_message_is_left_alone(world: World, text: str) -> None:
    """Talk that does not mention the bot is none of its business."""
    await world.alice.send(world.channel, text)
    assert world.answers() == []


@pytest.mark.parametrize("everybody", ["@everyone", "@here"])
async def test_everybody_is_not_the_bot(world: World, everybody: str) -> None:
    """A mention of everybody is not addressed to the bot."""
    boss = world.guild.create_role("boss", permissions=discord.Permissions(mention_everyone=True))
    loud = world.guild.add_member(world.env.create_user("loud"), roles=[boss])
    await loud.send(world.channel, f"{everybody} {STORAGE}")
    assert world.answers() == []


async def test_role_of_the_bot_is_not_the_bot(world: World) -> None:
    """A mention of a role that the bot has is not addressed to the bot."""
    assert world.guild.me is not None
    role = world.guild.me.top_role
    await world.alice.send(world.channel, f"{role.mention} {STORAGE}")
    assert world.answers() == []


async def test_bots_are_ignored(world: World) -> None:
    """Another bot gets no answer, so that two bots can't talk for ever."""
    other = world.guild.add_member(world.env.create_user("other", bot=True))
    await other.send(world.channel, f"{world.me} {STORAGE}")
    await other.send_dm(STORAGE)
    assert world.answers() == []
    assert world.answers(other.user.dm_channel) == []


async def test_webhooks_are_ignored(world: World) -> None:
    """What a webhook posts gets no answer."""
    await world.guild.create_webhook(world.channel).send(f"{world.me} {STORAGE}")
    assert world.answers() == []


async def test_system_messages_are_ignored(world: World) -> None:
    """What Discord itself writes gets no answer, even where it names the bot."""
    card = await world.ask()
    world.guild.create_system_message(
        world.channel, MessageType.PINS_ADD, author=world.alice, referenced_message=card
    )
    await world.env.settle()
    assert len(world.answers()) == 1


async def test_official_accounts_are_ignored(world: World) -> None:
    """A DM from Discord's own account gets no answer."""
    discord_itself = world.env.create_user("discord", system=True)
    await discord_itself.send_dm(STORAGE)
    assert world.answers(discord_itself.dm_channel) == []


async def test_replayed_event_is_answered_once(world: World, memory: Memory) -> None:
    """The same message a second time, as after a RESUME, gets no second answer."""
    question = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    world.env.bot.dispatch("message", question)
    await world.env.settle()
    (answer,) = world.answers()
    (claim,) = memory.claims.kept.values()
    assert (claim.question.id, claim.answer) == (question.id, answer.id)


async def test_answer_is_sent_under_the_questions_nonce(world: World) -> None:
    """Discord is told to make one message of all that is sent for the same question."""
    question = await world.alice.send(world.channel, f"{world.me} {STORAGE}")
    (sent,) = bodies(world.env)
    assert sent["nonce"] == str(question.id)
    assert sent["enforce_nonce"] is True


@pytest.mark.parametrize("text", ["", "🙈"])
async def test_picture_without_words_is_explained(world: World, text: str) -> None:
    """Who sends a picture alone is asked for the words of the alert."""
    picture = [("alert.png", b"not really a picture")]
    await world.alice.send(world.channel, f"{world.me} {text}".strip(), attachments=picture)
    (answer,) = world.answers()
    assert ("can't read pictures" in words(answer)) is (text == "")


async def test_forward_without_words_is_explained(world: World) -> None:
    """A message forwarded in a DM counts as a picture: it isn't the person's own words."""
    seen = await world.alice.send(world.channel, "iCloud says it failed")
    await world.alice.forward(seen, world.alice.user.dm_channel)
    (answer,) = world.answers(world.alice.user.dm_channel)
    assert "can't read pictures" in words(answer)


async def test_mention_under_somebody_elses_message_is_explained(world: World) -> None:
    """A bare mention in a reply to somebody else says that their message can't be seen."""
    theirs = await world.bruno.send(world.channel, "my backup fails every night")
    await world.alice.send(world.channel, world.me, reply_to=theirs)
    (answer,) = world.answers()
    assert "can't see the message you replied to" in words(answer)


async def test_mention_under_the_bots_own_message_is_no_riddle(world: World) -> None:
    """A bare mention in a reply to the bot's card is an ordinary bare mention."""
    card = await world.ask()
    await world.alice.send(world.channel, world.me, reply_to=card)
    assert "can't see the message" not in words(world.answers()[-1])


async def test_private_data_in_public_is_pointed_out(world: World) -> None:
    """An e-mail address in a channel gets a hint to delete it, and is never repeated."""
    answer = await world.ask(f"{STORAGE}, my account is zora.quist@example.org")
    assert "better delete it" in words(answer)
    assert "zora" not in words(answer)


async def test_private_data_in_a_dm_is_nobody_elses_business(world: World) -> None:
    """In a DM the hint would make no sense."""
    await world.alice.send_dm(f"{STORAGE}, my account is zora.quist@example.org")
    (answer,) = world.answers(world.alice.user.dm_channel)
    assert "better delete it" not in words(answer)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone <@&1> **bold** [x](https://evil.example) ```code``` ||spoiler|| <t:0:R>",
        "\u202eelbat siht daer \u200b\u200d",
        "........",
        "\uff42\uff41\uff43\uff4b\uff55\uff50 \U0001d587\U0001d586\U0001d588",
        "\x00\x07\x1b[31mred",
        "# heading\n> quote\n- list\n-# small",
    ],
)
async def test_odd_input_gets_a_sane_answer(world: World, text: str) -> None:
    """Long, hostile and unreadable texts get a card, and nothing of them comes back."""
    answer = await world.ask(text)
    assert answer.flags.components_v2
    assert "evil.example" not in words(answer)
    assert "@everyone" not in words(answer)


async def test_longest_message_gets_a_sane_answer(world: World) -> None:
    """The 4,000 characters that paying members may write are no trouble."""
    message = await world.alice.send(world.channel, STORAGE)
    message.content = f"{world.me} " + "my backup fails " * 248
    assert world.guild.me is not None
    message.mentions = [world.guild.me]
    world.env.bot.dispatch("message", message)
    await world.env.settle()
    assert len(world.answers()) == 1


async def test_typed_follow_up_retires_the_old_card(world: World, memory: Memory) -> None:
    """Typing instead of pressing gets a new card; the old one keeps its words, not its buttons."""
    first = await world.ask()
    second = await world.ask("still failing")
    assert first.id != second.id
    assert labels(world.again(first)) == []
    assert words(world.again(first)) == words(first)
    assert labels(second) == FIRST_BUTTONS
    assert world.case(memory).card == second.id


async def test_retired_card_keeps_its_links(world: World) -> None:
    """The links of a retired card go on working."""
    card = await world.press(await world.ask(), "Apple Support")
    links = [part["url"] for part in _links(card)]
    await world.ask()
    old = world.again(card)
    assert labels(old) == []
    assert [part["url"] for part in _links(old)] == links != []


async def test_small_talk_leaves_the_card_alone(world: World) -> None:
    """Thanks in between don't take the buttons off the open card."""
    card = await world.ask()
    await world.ask("thank you")
    assert labels(world.again(card)) == FIRST_BUTTONS


async def test_card_that_is_gone_does_not_stop_the_next(world: World) -> None:
    """A card that a moderator deleted can't be retired, and that is all right."""
    card = await world.ask()
    world.env.backend.delete_message(world.channel.id, card.id)
    assert labels(await world.ask("still failing")) == FIRST_BUTTONS


async def test_people_have_cases_of_their_own(world: World, memory: Memory) -> None:
    """Two people in one channel, and one person in two places, are three cases."""
    other = world.guild.create_text_channel("other")
    await world.ask()
    await world.bruno.send(world.channel, f"{world.me} {STORAGE}")
    await world.alice.send(other, f"{world.me} {STORAGE}")
    assert len(memory.conversations.kept) == 3


def _links(message: discord.Message) -> list[dict[str, object]]:
    view = discord.ui.LayoutView.from_message(message)
    buttons = [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]
    return [{"url": button.url} for button in buttons if button.url]
