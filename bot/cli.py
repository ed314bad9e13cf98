"""The command line: ``python -m bot COMMAND``."""

import gc
import json
import os
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot import __version__
from bot.core.encoding import MatcherName
from bot.errors import BackupMedicError, Exit, UsageError
from bot.evaluation.command import evaluate_command
from bot.reporting.command import report_command
from bot.semantic.command import model_commands
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.core.assistant import Assistant
    from bot.core.encoding import Encoders
    from bot.core.knowledge import Knowledge
    from bot.core.summary import Summary

__all__ = ["main"]

_app = typer.Typer(
    name="backup-medic",
    help="Finds out why an iPhone or iPad won't back up to iCloud, and what to do about it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_Json = Annotated[bool, typer.Option("--json", help="Read and write JSON lines.")]


_Matcher = Annotated[MatcherName | None, typer.Option(help="How it matches; MATCHER, if left out.")]


def _settings(matcher: MatcherName | None = None) -> Settings:
    said = {"MATCHER": matcher.value} if matcher else {}
    return load_settings({**os.environ, **said}, Path(".env"))


def _encoders(matcher: MatcherName | None) -> "Encoders | None":
    from bot.app import user_cache
    from bot.semantic.choosing import choose_matcher

    return choose_matcher(_settings(matcher), user_cache()).encoders


def _assistant(matcher: MatcherName | None) -> "Assistant":
    from bot.app import build_assistant

    return build_assistant(_settings().knowledge, encoders=_encoders(matcher))


def _write(objects: Iterable[Mapping[str, object]]) -> None:
    for one in objects:
        sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@_app.command()
def ask(
    text: Annotated[list[str] | None, typer.Argument(help="What you see, in your words.")] = None,
    *,
    as_json: _Json = False,
    matcher: _Matcher = None,
) -> None:
    """Answer once; with --json answer every line of standard input."""
    from bot.adapters import console, jsonl
    from bot.core.reading import Utterance

    if as_json and text:
        message = "--json reads standard input: leave the text out"
        raise UsageError(message)
    if not as_json and not text:
        message = 'say what you see, for example: ask "my icloud backup says not enough storage"'
        raise UsageError(message)
    assistant = _assistant(matcher)
    if as_json:
        _write(jsonl.answer_lines(assistant, sys.stdin, time.time))
    else:
        utterance = Utterance(" ".join(text or ()))
        console.show(assistant.hear(utterance, None, time.time()), Console())


@_app.command()
def chat(*, as_json: _Json = False, matcher: _Matcher = None) -> None:
    """Talk in the terminal, as with the bot on Discord; ends at end of input or ^C."""
    from bot.adapters import console, jsonl

    assistant = _assistant(matcher)
    if as_json:
        _write(jsonl.converse(assistant, sys.stdin, time.time))
    else:
        terminal = Console()
        console.chat(assistant, console.prompted(terminal), terminal, time.time)


@_app.command()
def run(*, matcher: _Matcher = None) -> None:
    """Start the Discord bot; needs DISCORD_TOKEN."""
    import asyncio

    from bot.adapters.telemetry.logs import set_up_logs
    from bot.serving import serve

    settings = _settings(matcher)
    set_up_logs(settings.log_level, settings.log_format, settings.secrets())
    asyncio.run(serve(settings))


@_app.command()
def sync() -> None:
    """Register the commands with Discord if they changed, and show the links to invite the bot."""
    import asyncio

    from bot.serving import register

    for line in asyncio.run(register(_settings())):
        typer.echo(line)


@_app.command()
def doctor(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Leave Discord out.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Look at all that a running bot needs; say of each thing that it is fine, or what to do.

    Ends with 0 if all is fine, 1 if something is to be done, 69 if Discord can't be reached.
    """
    import asyncio

    from bot.doctor import examine
    from bot.findings import as_json as to_json
    from bot.findings import as_lines, exit_code

    findings = asyncio.run(examine(_settings, offline=offline))
    if as_json:
        _write([to_json(findings)])
    else:
        for line in as_lines(findings):
            typer.echo(line)
    return exit_code(findings)


@_app.command()
def check(
    folder: Annotated[Path | None, typer.Argument(help="The knowledge folder.")] = None,
) -> None:
    """Check the knowledge base; list all its problems."""
    from bot.content import load

    knowledge = load(folder or _settings().knowledge)
    examples = sum(len(entry.examples) for entry in knowledge.entries)
    typer.echo(
        f"fine: {len(knowledge.causes)} causes and requests, {len(knowledge.faqs)} questions, "
        f"{examples} examples"
    )


def _load(folder: Path | None) -> "Knowledge":
    from bot.content import load

    return load(folder or _settings().knowledge)


_app.command("evaluate")(evaluate_command(_load, _encoders))
_app.add_typer(model_commands(lambda: _settings().model_folder()), name="model")


def _summary(days: int) -> "tuple[Summary, Knowledge]":
    import asyncio

    from bot.content import load
    from bot.serving import read_summary

    settings = _settings()
    knowledge = load(settings.knowledge)
    return asyncio.run(read_summary(settings, days)), knowledge


_app.command("report")(report_command(_summary))


@_app.command()
def teach(
    *,
    export: Annotated[
        bool, typer.Option("--export", help="Print the YAML to merge into the knowledge folder.")
    ] = False,
    undo: Annotated[str | None, typer.Option(help="Take the example with this id back.")] = None,
) -> None:
    """List what staff taught the bot in Discord; export it, or take an example back."""
    import asyncio

    from bot.content.teaching import listing, merge_text
    from bot.serving import open_taught

    if export and undo:
        message = "use either --export or --undo"
        raise UsageError(message)
    settings = _settings()

    async def done() -> str:
        async with open_taught(settings) as taught:
            if undo:
                if not await taught.remove(undo):
                    message = f"nothing that is taught has the id {undo}: teach lists them all"
                    raise UsageError(message)
                return f"{undo} is taken back; a bot that is running notices in a few seconds\n"
            kept = await taught.all()
            knowledge = _load(None)
            if export:
                return merge_text(knowledge, [one for one in kept if one.is_active])
            return "".join(f"{line}\n" for line in listing(knowledge, kept))

    typer.echo(asyncio.run(done()), nl=False)


@_app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The copy; it must not be there yet.")],
) -> None:
    """Copy the SQLite store, also while the bot runs, and its key to a file beside the copy."""
    import asyncio

    from bot.serving import copy_store

    settings = _settings()
    for made in asyncio.run(copy_store(settings, file)):
        typer.echo(made)
    if settings.journal_key:
        typer.echo("JOURNAL_KEY is the key of the copy: keep it too")


@_app.command()
def version() -> None:
    """Say which version this is."""
    typer.echo(__version__)


_COLLECTED = 200_000
"""Objects after which the garbage collector looks through the new ones. Python's 700 are for small
programs: a start makes some 200,000 that all stay (https://docs.python.org/3/library/gc.html).
"""


def main() -> None:
    """Run a command, and end the process with its exit code."""
    gc.set_threshold(_COLLECTED)
    code = _run()
    gc.freeze()  # the end of the process needs no look through what goes with it
    sys.exit(code)


def _run() -> int:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _app(standalone_mode=False)
    except BackupMedicError as error:
        typer.echo(str(error), err=True)
        return error.exit
    except typer.TyperException as error:
        typer.echo(error.format_message(), err=True)
        return Exit.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except SystemExit:  # Typer's and Rich's way of saying that nobody reads any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception:  # noqa: BLE001  # the last resort: a bug ends with its trace and code 3
        traceback.print_exc()
        typer.echo("This is a bug. Please report it with the lines above.", err=True)
        return Exit.BUG
    return code or Exit.OK  # Typer returns a code of its own for ^C alone
