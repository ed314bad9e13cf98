"""What the tests of the evaluation share."""

from pathlib import Path

import pytest

from tests.content.folder import Folder


@pytest.fixture(scope="session")
def lamp_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge folder without problems."""
    return Folder(tmp_path_factory.mktemp("lamps") / "knowledge").path
