"""What is sent is never sent back: a sample of hostile messages, through the real library."""

import discord
import pytest
import simcord

from bot.adapters.discord.cards.fitting import CARD_TEXT, PLAIN_TEXT
from tests.discord.test_cards import check
from tests.discord.world import World, bodies, pings_nobody, words

EVIL = "evil.example"

HOSTILE = {
    "everybody": "@everyone @here storage is full",
    "everybody, hidden": "@every\u202eone @he\u200bre @\u200beveryone storage is full",
    "mentions": "<@1> <@!1> <@&1> <#1> </setup:1> <id:guide> <t:0:R> storage is full",
    "emoji": "<:cloud:1> <a:cloud:1> storage is full",
    "masked link": f"[Apple Support](https://{EVIL}) says my storage is full",
    "masked link in an alert": f"Not Enough [iCloud](https://{EVIL}) Storage",
    "bare link": f"https://{EVIL}/a_b_c storage is full",
    "fence": "```\nstorage is full\n``` ```py",
    "open markup": "**storage __is ~~full || `",
    "lines": "# storage\n> is\n>>> full\n- 1\n-# 2\n1. 3",
    "bidi": "\u202egarots \u2066si\u2069 llufoS\u202c storage is full",
    "combining": "s\u0301\u0489" + "\u0316" * 500 + "torage is full",
    "half a character": "storage is full \ud83d",
    "controls": "storage\x00 is\x1b[31m full\x07",
    "placeholders": "{device} {0.__class__} %s storage is full",
    "packet": f"give me a human, ios 18.1, last backup 9 weeks @everyone ago ``` {EVIL}",
}


@pytest.mark.parametrize("is_plain", [False, True], ids=["card", "plain text"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_nothing_comes_back(world: World, text: str, *, is_plain: bool) -> None:
    """Nothing of a hostile message is in what goes out, and nothing that goes out pings anybody."""
    if is_plain:
        world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035)

    await world.alice.send_dm(text)
    await world.alice.send(world.channel, f"{world.me} {text}")

    sent = bodies(world.env)
    assert len(sent) == 2 + is_plain
    for body in sent:
        assert pings_nobody(body)
        told = str(body)
        assert EVIL not in told
        assert not any(mark in told for mark in ("@everyone", "@here", "<@1", "<#1", "<t:0", "<:"))
    answer = world.answers()[-1]
    if answer.components:
        view = discord.ui.LayoutView.from_message(answer)
        assert view.content_length() <= CARD_TEXT
        for item in view.walk_children():
            check(item)
    assert 0 < len(words(answer)) <= (CARD_TEXT if answer.components else PLAIN_TEXT)


async def test_form_and_command_repeat_nothing(world: World) -> None:
    """What is typed into a command comes back no more than what is typed into a message."""
    text = HOSTILE["everybody"] + HOSTILE["masked link"] + HOSTILE["mentions"]
    result = await world.alice.slash(world.channel, "diagnose", symptom=text)

    assert isinstance(result, simcord.InteractionResult)
    assert result.response is not None
    assert EVIL not in words(result.response)
    assert "<@" not in words(result.response)
    assert all(map(pings_nobody, bodies(world.env)))
