"""The table of faults is true: what it refers to is there, and what is there is in it."""

import importlib
from types import ModuleType

import pytest

from tests.faults.table import ROWS, Row

HERE = ("test_requests", "test_connections", "test_events", "test_clock", "test_store")
"""The modules here whose every test is about a fault."""

NO_FAULT = {
    "faults.test_connections::test_each_shard_answers_for_its_servers",
    "faults.test_connections::test_processes_share_the_shards",
    "faults.test_connections::test_gateway_is_where_the_interface_says",
    "faults.test_connections::test_shards_identify_one_after_the_other",
}
"""Tests in them that are about connections as they should be."""


@pytest.fixture(autouse=True)
def promises() -> None:
    """Nothing is asked here."""


def module(name: str) -> ModuleType:
    """A module of tests."""
    return importlib.import_module(f"tests.{name}")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.fault)
def test_every_row_is_proven(row: Row) -> None:
    """Each test that a row names is a test."""
    assert row.promise
    assert row.tests
    for test in row.tests:
        where, _, name = test.partition("::")
        assert name.startswith("test_")
        assert callable(getattr(module(where), name)), test


def test_every_test_is_in_the_table() -> None:
    """Each test of a fault that stands here is in the table, so that it tells all."""
    named = {test for row in ROWS for test in row.tests} | NO_FAULT
    there = {
        f"faults.{one}::{name}"
        for one in HERE
        for name in vars(module(f"faults.{one}"))
        if name.startswith("test_")
    }
    assert there <= named


def test_every_fault_has_one_row() -> None:
    """No fault is in the table twice."""
    assert len({row.fault for row in ROWS}) == len(ROWS)
