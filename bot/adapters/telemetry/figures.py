"""The figures of a process for Prometheus: what is counted as it happens, and what is looked up.

No label says who asked, or where. https://prometheus.io/docs/practices/naming/
"""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector
from typing_extensions import override

from bot.adapters.telemetry.state import State

__all__ = ["Figures"]

_REPLY = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
"""Seconds up to which replies are counted together: a request to Discord takes a tenth or two."""

_MATCH = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
"""Seconds up to which the understanding of utterances is counted together."""


class Figures:
    """Counts what happens, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        """Everything that there is to be read."""
        self._questions = Counter(
            "backup_medic_questions",
            "Replies that were shown, by what was decided and by the door of what was asked.",
            ["decision", "door"],
            registry=self.registry,
        )
        self._reply = Histogram(
            "backup_medic_reply_seconds",
            "Time from what was asked or chosen to the reply.",
            buckets=_REPLY,
            registry=self.registry,
        )
        self._match = Histogram(
            "backup_medic_match_seconds",
            "Time in which an utterance was understood, and the reply to it found.",
            buckets=_MATCH,
            registry=self.registry,
        )
        self._rest_errors = Counter(
            "backup_medic_rest_errors",
            "Requests to Discord that failed, by HTTP status and Discord's own code.",
            ["status", "code"],
            registry=self.registry,
        )
        self._limited = Counter(
            "backup_medic_rate_limit_waits",
            "Requests that Discord had wait, by whose limit it was.",
            ["scope"],
            registry=self.registry,
        )
        self._limited_for = Counter(
            "backup_medic_rate_limit_wait_seconds",
            "Time for which Discord had requests wait.",
            ["scope"],
            registry=self.registry,
        )
        self._failures = Counter(
            "backup_medic_failures",
            "What went wrong, by its kind, as in the log.",
            ["category"],
            registry=self.registry,
        )
        ProcessCollector(registry=self.registry)

    def look_up(self, state: Callable[[], State]) -> None:
        """Have this looked up each time that the figures are read."""
        self.registry.register(_Moment(state))

    def answered(self, decision: str, door: str, took: float | None, thought: float | None) -> None:
        """Count a reply; None for a time that isn't known."""
        self._questions.labels(decision, door).inc()
        if took is not None:
            self._reply.observe(took)
        if thought is not None:
            self._match.observe(thought)

    def refused(self, status: str, code: str) -> None:
        """Count a request that failed."""
        self._rest_errors.labels(status, code).inc()

    def limited(self, scope: str, seconds: float) -> None:
        """Count a wait."""
        self._limited.labels(scope).inc()
        self._limited_for.labels(scope).inc(seconds)

    def failed(self, category: str) -> None:
        """Count a failure."""
        self._failures.labels(category).inc()


class _Moment(Collector):
    """What is looked up at the moment in which somebody reads it."""

    def __init__(self, state: Callable[[], State]) -> None:
        self._state = state

    @override
    def collect(self) -> Iterator[Metric]:
        state = self._state()
        connected = GaugeMetricFamily(
            "backup_medic_gateway_connected",
            "Whether a shard is connected: 1 or 0.",
            labels=["shard"],
        )
        latency = GaugeMetricFamily(
            "backup_medic_gateway_latency_seconds",
            "Time between a shard's last heartbeat and its answer.",
            labels=["shard"],
        )
        for shard in state.shards:
            connected.add_metric([str(shard.id)], shard.is_connected)
            if shard.latency is not None:
                latency.add_metric([str(shard.id)], shard.latency)
        cases = GaugeMetricFamily(
            "backup_medic_cases",
            "Cases that are being worked on, and what waits for its turn in one.",
            labels=["state"],
        )
        cases.add_metric(["working"], state.working)
        cases.add_metric(["waiting"], state.waiting)
        yield from (connected, latency, cases)
        yield GaugeMetricFamily(
            "backup_medic_in_hand",
            "Questions and presses that were taken on, and are not done yet.",
            state.in_hand,
        )
        yield GaugeMetricFamily(
            "backup_medic_store_up",
            "Whether the store answered when it was last tried: 1 or 0.",
            not state.is_store_down,
        )
        yield GaugeMetricFamily(
            "backup_medic_store_waiting_writes",
            "Writes that wait in memory for the store.",
            state.waiting_writes,
        )
        yield _info("knowledge", "The knowledge base that answers come from.", state.knowledge)
        yield _info("build", "The version of the program.", state.build)


def _info(what: str, about: str, version: str) -> Metric:
    return InfoMetricFamily(f"backup_medic_{what}", about, {"version": version})
