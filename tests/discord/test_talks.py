"""Whatever is said and pressed, each card that comes of it is within Discord's limits."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.cards.fitting import CARD_TEXT, PLAIN_TEXT
from bot.adapters.discord.cards.views import card, plain_text
from bot.core.assistant import Assistant
from bot.core.reply import Reply
from tests.core.utterances import utterances
from tests.core.watched import WatchedTalk
from tests.discord.test_cards import LONGEST, check


def look(reply: Reply) -> None:
    """Hold the card of a reply against Discord's limits."""
    view = card(reply, LONGEST)
    items = list(view.walk_children())
    assert len(items) <= 40
    assert 0 < view.content_length() <= CARD_TEXT
    assert 0 < len(plain_text(reply)) <= PLAIN_TEXT
    for item in items:
        check(item)


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_talk_is_within_the_limits(assistant: Assistant, data: st.DataObject) -> None:
    """No card of a talk of fifty turns is too long, has too many parts or is empty."""
    said = utterances(assistant.knowledge)
    pressed = st.integers(0, 4)
    talk = WatchedTalk(assistant, look)
    for action in data.draw(st.lists(said | pressed, min_size=50, max_size=50)):
        offered = talk.replies[-1].choices if talk.replies else ()
        if not isinstance(action, int):
            talk.hear(action)
        elif offered:
            talk.choose(offered[action % len(offered)].id)
