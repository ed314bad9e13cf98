"""A summary as one JSON object."""

from bot.core.share import Share
from bot.core.summary import Endings, Summary
from bot.reporting.days import date

__all__ = ["as_json"]

Json = dict[str, object]


def as_json(summary: Summary) -> Json:
    """The object: shares are 0 to 1 with their 95 % interval, null where there is nothing."""
    return {
        "first": date(summary.first),
        "last": date(summary.last),
        **_endings(summary.endings),
        "turns": summary.turns,
        "causes": [
            {
                "id": record.cause,
                **_endings(record.endings),
                "fixes": [
                    {
                        "id": fix.fix,
                        "solved": fix.solved,
                        "assumed": fix.assumed,
                        "failed": fix.failed,
                        "share": _share(fix.share),
                    }
                    for fix in record.fixes
                ],
            }
            for record in summary.causes
        ],
        "weeks": [
            {"from": date(week.day), **_endings(week.endings), "missed": week.misses}
            for week in summary.weeks
        ],
        "missed": summary.missed,
        "misses": [
            {"text": group.text, "n": len(group.misses), "last": date(group.last)}
            for group in summary.misses
        ],
    }


def _endings(endings: Endings) -> Json:
    counts = {
        "solved": endings.solved,
        "assumed": endings.assumed,
        "escalated": endings.escalated,
        "given_up": endings.given_up,
        "expired": endings.expired,
    }
    shares = {name: _share(endings.share(count)) for name, count in counts.items()}
    return {"cases": endings.cases, **counts, "shares": shares}


def _share(share: Share) -> Json:
    return {"value": share.value, "n": share.n, "interval": share.interval}
