"""The summary for Apple Support: what the user said or chose, and nothing else."""

from dataclasses import replace

from bot.core.composing import Composer
from bot.core.decisions import Escalate, Reason
from bot.core.knowledge import Knowledge
from bot.core.reply import Reply
from bot.core.slots import Slots
from tests.core.cases import NEW, case


def packet(reply: Reply) -> str:
    """The summary for Apple Support."""
    assert reply.hand_over
    return reply.hand_over.packet


def test_packet_holds_what_was_said(composer: Composer, knowledge: Knowledge) -> None:
    """The summary names device, system, alert, causes, what was done and what it is not."""
    conversation = replace(
        case("storage-full", slots=Slots("ipad", os="17.5")),
        alert="Not Enough iCloud Storage",
        tried=("restart", "larger-plan", "vpn-off"),
        skipped=("vpn-off",),
        ruled_out=("no-wifi",),
    )
    text = packet(composer.compose(Escalate(Reason.ASKED), conversation))
    for part in ("iPad", "17.5", "Not Enough iCloud Storage"):
        assert part in text
    for name in ("storage-full", "no-wifi"):
        cause = knowledge.cause(name)
        assert cause
        assert cause.title in text
    for name, is_in in (("restart", True), ("larger-plan", True), ("vpn-off", False)):
        fix = knowledge.fix(name)
        assert fix
        assert (fix.title in text) is is_in


def test_packet_invents_nothing(composer: Composer, knowledge: Knowledge) -> None:
    """What the user neither said nor chose is not in the summary: no fix, no cause, no device."""
    known = replace(NEW, slots=Slots(os="17.5"))
    text = packet(composer.compose(Escalate(Reason.ASKED), known))
    assert "17.5" in text
    assert not [cause.title for cause in knowledge.causes if cause.title in text]
    assert not [fix.title for fix in knowledge.fixes() if fix.title in text]
    assert "iPhone" not in text.replace("iPhone or iPad", "")


def test_packet_of_nothing(composer: Composer) -> None:
    """Where nothing is known, there is nothing to paste."""
    assert packet(composer.compose(Escalate(Reason.ASKED), NEW)) == ""
    skipped = NEW.closed("restart", helped=None)
    assert packet(composer.compose(Escalate(Reason.ASKED), skipped)) == ""
