import os
import sys
from pathlib import Path

import pytest

from scripts.image_steps import Stage, StepError, build, examine, steps

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the image's steps want a POSIX shell")

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nowhere"}


def image(tmp_path: Path, code: str) -> Stage:
    """An image whose only program runs this Python code, whatever it is asked."""
    stage = Stage(tmp_path / "image", dict(ENVIRONMENT))
    stage.entrypoint = [sys.executable, "-c", code]
    return stage


def test_reads_steps() -> None:
    """Comments are left out and continued lines put together."""
    text = 'FROM a AS b\n# a note\nRUN one \\\n    # two\n    && three\n\nCMD ["run"]\n'

    assert list(steps(text)) == [
        ("FROM", "a AS b"),
        ("RUN", "one && three"),
        ("CMD", '["run"]'),
    ]


def test_carries_steps_out(tmp_path: Path) -> None:
    """Files go from stage to stage, each folder lies within its stage, settings reach the steps."""
    made = build(
        "FROM a AS first\nWORKDIR /app\nENV KEPT=/data/x\nCOPY LICENSE ./\nRUN mkdir /data && cat "
        "LICENSE > $KEPT\nFROM a\nWORKDIR /app\nCOPY --from=first --chown=1:1 /data /data\n"
        'ENTRYPOINT ["cat"]\n',
        tmp_path,
        ENVIRONMENT,
    )

    assert (made.root / "data" / "x").read_text("utf-8").startswith("MIT License")
    assert made.entrypoint == ["cat"]
    assert made.environment == ENVIRONMENT


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FROM a\nRUN false\n", "exit code 1 from: sh -c false"),
        ("FROM a\nCOPY .env ./\n", "dockerignore keeps .env away"),
        ("RUN true\n", "before the first FROM"),
        ("FROM a\nADD https://example.com/x /app\n", "can't be carried out"),
    ],
)
def test_failures_are_told(text: str, told: str, tmp_path: Path) -> None:
    """A step that fails, or can't be done here, ends it with the reason."""
    with pytest.raises(StepError, match=told):
        build(text, tmp_path, ENVIRONMENT)


def test_image_that_works(tmp_path: Path) -> None:
    """An image may write in its data folder."""
    made = image(tmp_path, "open('data/x', 'a').close()")
    (made.root / "data").mkdir()

    examine(made)

    assert (made.root / "data" / "x").exists()


def test_image_that_changes_itself(tmp_path: Path) -> None:
    """An image that writes anywhere else is refused: a read-only root would stop it."""
    with pytest.raises(StepError, match="changed what is read-only: x"):
        examine(image(tmp_path, "open('x', 'a').close()"))


def test_image_that_only_root_can_read(tmp_path: Path) -> None:
    """A file that the image's user can't read is told."""
    made = image(tmp_path, "")
    (made.root / "x").touch(0o600)

    with pytest.raises(StepError, match="x can't be read"):
        examine(made)


def test_image_that_fails(tmp_path: Path) -> None:
    """An image whose program fails is refused."""
    with pytest.raises(StepError, match="exit code 1"):
        examine(image(tmp_path, "raise SystemExit(1)"))
