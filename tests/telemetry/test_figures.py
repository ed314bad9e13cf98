import re
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.telemetry.figures import Figures
from tests.telemetry.states import FINE, FakeShard

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


@pytest.fixture
def figures() -> Figures:
    """The figures of a process that is well."""
    figures = Figures()
    figures.look_up(lambda: FINE)
    return figures


def samples(figures: Figures, prefix: str = "backup_medic_") -> dict[str, float]:
    """What Prometheus reads, by the name with its labels."""
    read = generate_latest(figures.registry).decode()
    return {
        f"{one.name}{sorted(one.labels.items())}" if one.labels else one.name: one.value
        for family in text_string_to_metric_families(read)
        for one in family.samples
        if one.name.startswith(prefix) and not one.name.endswith("_created")
    }


def test_answers(figures: Figures) -> None:
    """A reply counts by decision and door, and its times go into their histograms if known."""
    figures.answered("answer", "mention", 0.4, 0.002)
    figures.answered("answer", "mention", 0.6, 0.004)
    figures.answered("resolved", "press", None, None)

    read = samples(figures)
    assert read["backup_medic_questions_total[('decision', 'answer'), ('door', 'mention')]"] == 2
    assert read["backup_medic_questions_total[('decision', 'resolved'), ('door', 'press')]"] == 1
    assert (read["backup_medic_reply_seconds_count"], read["backup_medic_match_seconds_count"]) == (
        2,
        2,
    )
    assert read["backup_medic_reply_seconds_sum"] == pytest.approx(1.0)
    assert read["backup_medic_reply_seconds_bucket[('le', '0.5')]"] == 1
    assert read["backup_medic_match_seconds_bucket[('le', '0.0025')]"] == 1


def test_trouble(figures: Figures) -> None:
    """Refusals count by status and code, waits by whose limit it was, failures by kind."""
    figures.refused("403", "50013")
    figures.limited("user", 1.5)
    figures.limited("user", 2.0)
    figures.failed("bug")

    read = samples(figures)
    assert read["backup_medic_rest_errors_total[('code', '50013'), ('status', '403')]"] == 1
    assert read["backup_medic_rate_limit_waits_total[('scope', 'user')]"] == 2
    assert read["backup_medic_rate_limit_wait_seconds_total[('scope', 'user')]"] == 3.5
    assert read["backup_medic_failures_total[('category', 'bug')]"] == 1


def test_state(figures: Figures) -> None:
    """Shards, cases, store and versions are as they are at the moment of reading."""
    read = samples(figures)

    assert read["backup_medic_gateway_connected[('shard', '2')]"] == 1
    assert read["backup_medic_gateway_latency_seconds[('shard', '2')]"] == 0.25
    assert "backup_medic_gateway_latency_seconds[('shard', '3')]" not in read
    assert read["backup_medic_cases[('state', 'working')]"] == 4
    assert read["backup_medic_cases[('state', 'waiting')]"] == 1
    assert read["backup_medic_in_hand"] == 6
    assert read["backup_medic_store_up"] == 1
    assert read["backup_medic_store_waiting_writes"] == 0
    assert read["backup_medic_knowledge_info[('version', 'abc')]"] == 1
    assert read["backup_medic_build_info[('version', '1.2.3')]"] == 1


def test_state_is_looked_up_each_time() -> None:
    """What has changed since the last reading is told as it is now."""
    now = [FINE]
    figures = Figures()
    figures.look_up(lambda: now[-1])
    samples(figures)
    lost = [FakeShard(2, is_connected=False)]
    now.append(replace(FINE, shards=lost, is_store_down=True, waiting_writes=7, knowledge="def"))

    read = samples(figures)
    assert read["backup_medic_gateway_connected[('shard', '2')]"] == 0
    assert read["backup_medic_store_up"] == 0
    assert read["backup_medic_store_waiting_writes"] == 7
    assert read["backup_medic_knowledge_info[('version', 'def')]"] == 1
    assert "backup_medic_knowledge_info[('version', 'abc')]" not in read


def test_registries_are_their_own() -> None:
    """Two processes' worth of figures in one process don't mix, and none is global."""
    first, second = Figures(), Figures()
    first.failed("bug")

    assert samples(first)["backup_medic_failures_total[('category', 'bug')]"] == 1
    assert not any("failures_total" in name for name in samples(second))


def test_operations_list_the_figures(figures: Figures) -> None:
    """The operations manual names every figure with what to do about it, and no other."""
    figures.answered("answer", "mention", 0.4, 0.002)
    figures.refused("403", "50013")
    figures.limited("user", 1.5)
    figures.failed("bug")
    ending = r"(_bucket|_count|_sum)?(\[.*)?$"
    there = {re.sub(ending, "", name) for name in samples(figures)}
    named = set(re.findall(r"`(backup_medic_\w+)", OPERATIONS.read_text("utf-8")))

    assert there == named
