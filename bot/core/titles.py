"""What causes and fixes of the knowledge base are called; one that is gone goes by its id."""

from bot.core.knowledge import Knowledge

__all__ = ["cause_title", "fix_title"]


def cause_title(knowledge: Knowledge, cause: str | None) -> str:
    """The title of a cause; None is that there was none."""
    if cause is None:
        return "no cause found"
    found = knowledge.cause(cause)
    return found.title if found else cause


def fix_title(knowledge: Knowledge, fix: str) -> str:
    """The title of a fix."""
    found = knowledge.fix(fix)
    return found.title if found else fix
