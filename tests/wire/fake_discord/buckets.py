"""How many requests a route, and the bot as a whole, may make in a while.

https://docs.discord.com/developers/topics/rate-limits
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.wire.fake_discord.values import JsonObject

__all__ = ["Buckets", "Rate", "Verdict"]


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    limit: int
    per: float


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, and what the client is told of its bucket."""

    headers: Mapping[str, str]
    refusal: JsonObject | None = None
    """The body of the answer 429, if it may not."""


@dataclass
class _Bucket:
    left: int
    ends: float


class Buckets:
    """A bucket for each route and major parameter, and one for all.

    Args:
        now: tells the time, in seconds.

    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.each: Rate | None = None
        """The rate of each bucket; without one there are none."""
        self.overall: Rate | None = None
        """The rate of all requests but those that answer interactions."""
        self.refused = 0
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key: str, *, is_counted: bool) -> Verdict:
        """Take a place for a request.

        Args:
            key: its bucket.
            is_counted: whether it counts for the rate of all.

        """
        if self.overall and is_counted:
            bucket = self._bucket("", self.overall)
            if not bucket.left:
                return self._refuse(bucket, {"X-RateLimit-Global": "true"}, is_global=True)
            bucket.left -= 1
        if not self.each:
            return Verdict({})
        bucket = self._bucket(key, self.each)
        is_full = not bucket.left
        bucket.left = max(bucket.left - 1, 0)
        after = self._after(bucket)
        headers = {
            "X-RateLimit-Limit": str(self.each.limit),
            "X-RateLimit-Remaining": str(bucket.left),
            "X-RateLimit-Reset": f"{self._now() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": key.replace(" ", ""),
        }
        if is_full:
            return self._refuse(bucket, {**headers, "X-RateLimit-Scope": "user"})
        return Verdict(headers)

    def _bucket(self, key: str, rate: Rate) -> _Bucket:
        now = self._now()
        bucket = self._buckets.get(key)
        if bucket is None or bucket.ends <= now:
            bucket = self._buckets[key] = _Bucket(rate.limit, now + rate.per)
        return bucket

    def _after(self, bucket: _Bucket) -> float:
        """Seconds until a bucket is empty again, rounded up to what headers can say."""
        return math.ceil((bucket.ends - self._now()) * 1000) / 1000

    def _refuse(
        self, bucket: _Bucket, headers: Mapping[str, str], *, is_global: bool = False
    ) -> Verdict:
        self.refused += 1
        after = self._after(bucket)
        body: JsonObject = {
            "message": "You are being rate limited.",
            "retry_after": after,
            "global": is_global,
        }
        return Verdict({**headers, "Retry-After": f"{after:.3f}"}, body)
