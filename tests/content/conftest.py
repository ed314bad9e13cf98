"""What the tests of the content share."""

from pathlib import Path

import pytest

from tests.content.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A knowledge folder without problems."""
    return Folder(tmp_path / "knowledge")
