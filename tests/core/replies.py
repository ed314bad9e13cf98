"""What must hold for every reply, whatever it answers."""

from bot.core.plan import Status
from bot.core.reply import Reply

__all__ = ["TITLE", "card_of", "check_reply", "choices_of"]

TITLE = 80
"""Characters in the longest title."""

_TEXT = 6000
"""Characters in the longest reply: all fixes with the hand-over."""

_LEAD = 1800
"""Characters in the longest lead, a detailed answer to a question."""

_CHOICES = 5
_LABEL = 40
_SUPPORT = "apple-support"


def card_of(reply: Reply) -> str | None:
    """The fix whose card is shown."""
    return reply.plan.entries[reply.fix.line.number - 1].fix.id if reply.fix else None


def choices_of(reply: Reply) -> list[str]:
    """The kinds of choices that are offered."""
    return [choice.id.partition(":")[0] for choice in reply.choices]


def check_reply(reply: Reply) -> None:
    """A reply fits where it will be shown, says all that it has, and its plan is sound."""
    _check_shape(reply)
    _check_text(reply)
    _check_plan(reply)


def _check_shape(reply: Reply) -> None:
    assert 0 < len(reply.title) <= TITLE
    assert len(reply.choices) <= _CHOICES
    assert len({choice.id for choice in reply.choices}) == len(reply.choices)
    assert all(0 < len(choice.label) <= _LABEL for choice in reply.choices)
    assert all(part.strip() for part in (*reply.understood, *reply.lead, *reply.notes))
    assert sum(map(len, reply.lead)) <= _LEAD
    if reply.fix:
        assert bool(reply.fix.steps) is not bool(reply.fix.warning)
        assert all(step.strip() for step in reply.fix.steps)
    links = (*reply.links, *(reply.hand_over.links if reply.hand_over else ()))
    assert all(link.url.startswith("https://") and link.label for link in links)
    assert len({link.url for link in links}) == len(links)


def _check_text(reply: Reply) -> None:
    text = reply.text
    assert len(text) <= _TEXT
    assert not set(text) & set("{}")
    assert "None" not in text
    assert "\n\n\n" not in text
    said = [reply.hint, reply.title, *reply.understood, *reply.lead, *reply.notes]
    said += [reply.more, reply.last]
    if reply.fix:
        said += [reply.fix.line.title, reply.fix.warning, reply.fix.expect]
        said += [line for step in reply.fix.steps for line in step.split("\n")]
    if reply.hand_over:
        said.append(reply.hand_over.packet)
    said += [line.title for line in reply.ahead]
    said += [link.url for link in reply.links]
    assert [part for part in said if part not in text] == []


def _check_plan(reply: Reply) -> None:
    entries = reply.plan.entries
    if not entries:
        return
    ids = [entry.fix.id for entry in entries]
    assert ids[-1] == _SUPPORT
    assert len(set(ids)) == len(ids)
    assert [entry.status for entry in entries].count(Status.NOW) == 1
    case = reply.conversation
    if case:
        opened = {entry.fix.id for entry in entries if entry.open and entry.fix.guarded}
        assert opened <= set(case.accepted)
