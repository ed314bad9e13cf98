import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.settings import load_settings
from bot.sharding import share


def test_one_process_runs_all() -> None:
    """With nothing set, or the number of shards alone, a process runs all that there are."""
    assert share(None, None, None, None) is None
    assert share(16, None, None, None) is None


def test_named_shards() -> None:
    """Shards that are named are the process's."""
    assert share(16, (0, 1, 15), None, None) == (0, 1, 15)


@given(st.integers(1, 300), st.data())
def test_numbered_processes_share_everything(count: int, data: st.DataObject) -> None:
    """Together they run each shard once, in order, and none has two more than another."""
    processes = data.draw(st.integers(1, count))
    shares = [share(count, None, processes, ordinal) for ordinal in range(processes)]
    sizes = {len(one or ()) for one in shares}

    assert [shard for one in shares for shard in one or ()] == list(range(count))
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("count", "ids", "processes", "ordinal", "said"),
    [
        (None, (0,), None, None, "SHARD_COUNT is not set"),
        (None, None, 2, 0, "SHARD_COUNT is not set"),
        (4, (0, 4), None, None, "SHARD_IDS has 4, .* the last shard is 3"),
        (4, (0,), 2, None, "either SHARD_IDS, or"),
        (4, (0,), None, 0, "either SHARD_IDS, or"),
        (4, None, 2, None, "go together"),
        (4, None, None, 0, "go together"),
        (4, None, 2, 2, "SHARD_ORDINAL is 2, .* the last process is 1"),
        (2, None, 3, 0, "nothing to do"),
    ],
)
def test_what_doesnt_go_together_is_explained(
    count: int | None,
    ids: tuple[int, ...] | None,
    processes: int | None,
    ordinal: int | None,
    said: str,
) -> None:
    """Each combination that makes no sense is refused, with what would."""
    with pytest.raises(SettingsError, match=said):
        share(count, ids, processes, ordinal)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("0-3,8", (0, 1, 2, 3, 8)),
        (" 2 , 1 - 2 ", (1, 2)),
        ("0", (0,)),
        ("", None),
    ],
)
def test_ids_are_read(value: str, wanted: tuple[int, ...] | None) -> None:
    """Ids and ranges of them are read, each once and in order; blank is as good as unset."""
    assert load_settings({"SHARD_IDS": value}).shard_ids == wanted


@pytest.mark.parametrize("value", ["all", "3-1", "1,,2", "-1", "1-2-3", "0;1"])
def test_other_ids_are_refused(value: str) -> None:
    """What is no list of ids is named, with what is."""
    with pytest.raises(SettingsError, match=r"SHARD_IDS has .* such as 0-3,8"):
        load_settings({"SHARD_IDS": value})
