"""The environment variables of processes that are measured."""

import os

__all__ = ["environment"]


def environment() -> dict[str, str]:
    """Give this shell's, for a Python that keeps the bytecode of what it imports.

    What is installed has its bytecode; a start that compiles all anew measures the compiler
    (https://docs.python.org/3/using/cmdline.html#envvar-PYTHONDONTWRITEBYTECODE).
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
