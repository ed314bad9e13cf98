"""The commands of ``model``, for a Typer application to mount."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ModelError
from bot.semantic import INSTALL

__all__ = ["model_commands"]

_NEEDED = ("onnxruntime", "tokenizers", "huggingface_hub")

_Folder = Annotated[Path | None, typer.Option(help="The folder; MATCHER_MODEL, if left out.")]


def model_commands(usual: Callable[[], Path]) -> typer.Typer:
    """The commands; `usual` gives the folder that the settings name.

    What works with models is imported when a command runs: it is an extra.
    """
    app = typer.Typer(help="The sentence encoder of the semantic matcher.", no_args_is_help=True)

    @app.command()
    def fetch(*, folder: _Folder = None) -> None:
        """Bring the documented model from its hub to this machine, and check it."""
        _need_extra()
        from bot.semantic.fetching import fetch_model  # noqa: PLC0415  # see above

        for line in fetch_model(folder or usual()):
            typer.echo(line)

    @app.command()
    def check(*, folder: _Folder = None) -> None:
        """Tell what the folder holds, whether it loads, its dimensions and speed."""
        _need_extra()
        from bot.semantic.examining import examine_model  # noqa: PLC0415  # see above

        for line in examine_model(folder or usual()):
            typer.echo(line)

    return app


def _need_extra() -> None:
    if not all(map(find_spec, _NEEDED)):
        message = f"The semantic extra is not installed: {INSTALL}."
        raise ModelError(message)
