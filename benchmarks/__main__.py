"""``python -m benchmarks NAME``."""

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from benchmarks import (
    banking77,
    build,
    footprint,
    growth,
    latency,
    load,
    memory,
    rows,
    semantic,
    servers,
    start,
    throughput,
)
from bot.app import user_cache
from bot.errors import BackupMedicError, Exit
from bot.evaluation.report import Typos
from bot.semantic.choosing import choose_matcher
from bot.settings import load_settings

_app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_Knowledge = Annotated[Path | None, typer.Option(help="The knowledge folder.")]
_Utterances = Annotated[Path, typer.Option(help="What to ask: one JSON object with a text a line.")]
_HELD_OUT = Path("tests/data/held_out.jsonl")


def _folder(knowledge: Path | None) -> Path:
    return knowledge or load_settings(os.environ, Path(".env")).knowledge


@_app.command("banking77")
def _banking77(
    data: Annotated[Path, typer.Option(help="The folder with its CSV files.")],
    *,
    split: Annotated[
        Literal["valid", "test"], typer.Option(help="valid to choose by, test to report.")
    ] = "valid",
    typos: Annotated[float, typer.Option(min=0, max=1, help="The share of mistyped words.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Which typos.")] = 1,
    as_json: _Json = False,
) -> None:
    """BANKING77 with ten examples an intent, beside the peers; MATCHER says how we match."""
    encoders = choose_matcher(load_settings(os.environ, Path(".env")), user_cache()).encoders
    banking77.banking77(data, split, Typos(typos, seed), encoders, as_json=as_json)


@_app.command("latency")
def _latency(
    *,
    knowledge: _Knowledge = None,
    utterances: _Utterances = _HELD_OUT,
    many: Annotated[int, typer.Option(help="How many synthetic examples; 0 for none.")] = 10_000,
    as_json: _Json = False,
) -> None:
    """How long a query takes, beside rapidfuzz's WRatio over the same examples."""
    latency.latency(_folder(knowledge), utterances, many, as_json=as_json)


@_app.command("build")
def _build(
    *,
    knowledge: _Knowledge = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 3,
    as_json: _Json = False,
) -> None:
    """How long it takes from the knowledge folder to ready, cold and cached."""
    build.build(_folder(knowledge), rounds, as_json=as_json)


@_app.command("memory")
def _memory(*, knowledge: _Knowledge = None, as_json: _Json = False) -> None:
    """Resident memory over an interpreter with the same imports."""
    memory.memory(_folder(knowledge), as_json=as_json)


@_app.command("semantic")
def _semantic(
    *, knowledge: _Knowledge = None, utterances: _Utterances = _HELD_OUT, as_json: _Json = False
) -> None:
    """What the semantic matcher costs beside the light one; the model is MATCHER_MODEL's."""
    semantic.semantic(_folder(knowledge), utterances, as_json=as_json)


@_app.command("servers")
def _servers(
    *,
    count: Annotated[int, typer.Option(min=1, help="How many servers.")] = 2_500,
    as_json: _Json = False,
) -> None:
    """Resident memory for each Discord server that the bot is in."""
    servers.servers(count, as_json=as_json)


@_app.command("rows")
def _rows(
    *,
    knowledge: _Knowledge = None,
    count: Annotated[int, typer.Option(min=1, help="How many rows of each kind.")] = 2_000,
    as_json: _Json = False,
) -> None:
    """Bytes of each row in the store."""
    rows.rows(_folder(knowledge), count, as_json=as_json)


@_app.command("soak")
def _soak(
    *,
    knowledge: _Knowledge = None,
    minutes: Annotated[int, typer.Option(min=4, help="Minutes of traffic, a day apart.")] = 30,
    turns: Annotated[int, typer.Option(min=1, help="Things that people do in a minute.")] = 40,
    seed: Annotated[int, typer.Option(help="Which things.")] = 1,
    as_json: _Json = False,
) -> None:
    """What the bot holds on to: memory, tasks, handles, rows. Exit code 1 if anything grows."""
    from benchmarks.soak import Plan, run_soak  # noqa: PLC0415  # it needs what the tests need

    if not run_soak(_folder(knowledge), Plan(minutes, turns, seed), as_json=as_json):
        raise typer.Exit(Exit.EXPECTED)


@_app.command("kills")
def _kills(
    *,
    knowledge: _Knowledge = None,
    count: Annotated[int, typer.Option(min=1, help="How often it is killed.")] = 50,
    seed: Annotated[int, typer.Option(help="Which moments.")] = 1,
    as_json: _Json = False,
) -> None:
    """Kill the program while people ask. Exit code 1 if a question is lost or answered twice."""
    from benchmarks.kills import kills  # noqa: PLC0415  # it needs what the tests need

    if not kills(_folder(knowledge), count, seed, as_json=as_json):
        raise typer.Exit(Exit.EXPECTED)


@_app.command("messages")
def _messages(
    *,
    knowledge: _Knowledge = None,
    count: Annotated[int, typer.Option(min=1, help="How many messages.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Which ones: the seed of the first 1,000.")] = 1,
    processes: Annotated[int, typer.Option(min=1, help="How many work at it.")] = 1,
    as_json: _Json = False,
) -> None:
    """Made-up messages of all kinds: whether each gets the answer that it has to."""
    from benchmarks.messages import many_messages  # noqa: PLC0415  # it needs what the tests need

    many_messages(_folder(knowledge), count, seed, processes, as_json=as_json)


@_app.command("throughput")
def _throughput(
    *, knowledge: _Knowledge = None, utterances: _Utterances = _HELD_OUT, as_json: _Json = False
) -> None:
    """Answers a second, beside a bot that doesn't think."""
    throughput.throughput(_folder(knowledge), utterances, as_json=as_json)


@_app.command("load")
def _load(
    *, knowledge: _Knowledge = None, utterances: _Utterances = _HELD_OUT, as_json: _Json = False
) -> None:
    """How long answers take at 50 questions a second, and how long the event loop is blocked."""
    load.load(_folder(knowledge), utterances, as_json=as_json)


@_app.command("footprint")
def _footprint(
    *,
    knowledge: _Knowledge = None,
    utterances: _Utterances = _HELD_OUT,
    guilds: Annotated[int, typer.Option(min=1, help="In how many servers they are.")] = 1_000,
    cases: Annotated[int, typer.Option(min=1, help="How many cases are open.")] = 10_000,
    as_json: _Json = False,
) -> None:
    """Resident memory over a bot that doesn't think, with many servers and open cases."""
    footprint.footprint(_folder(knowledge), utterances, guilds, cases, as_json=as_json)


@_app.command("start")
def _start(
    *,
    knowledge: _Knowledge = None,
    rounds: Annotated[int, typer.Option(min=1, help="How often each is timed.")] = 7,
    as_json: _Json = False,
) -> None:
    """From the start of a process to connected, and to the answer of `ask`."""
    start.start(_folder(knowledge), rounds, as_json=as_json)


@_app.command("growth")
def _growth(
    *,
    knowledge: _Knowledge = None,
    kept: Annotated[int, typer.Option(min=1, help="How many conversations are kept.")] = 100_000,
    as_json: _Json = False,
) -> None:
    """What a conversation costs with many in the store, beside the first ones."""
    growth.growth(_folder(knowledge), kept, as_json=as_json)


@_app.command("chaos")
def _chaos(
    *,
    knowledge: _Knowledge = None,
    seed: Annotated[int, typer.Option(help="What people do, and what goes wrong.")] = 1,
    minutes: Annotated[int, typer.Option(min=1, help="How long, in fast time.")] = 10,
    as_json: _Json = False,
) -> None:
    """Faults at random under traffic, and the ledger: asked, answered, lost, doubled.

    The exit code is 1 where a promise was broken.
    """
    from benchmarks.chaos import chaos  # noqa: PLC0415  # it needs what the tests need

    if not chaos(_folder(knowledge), seed, minutes, as_json=as_json):
        raise typer.Exit(Exit.EXPECTED)


def main() -> None:
    """Run a benchmark, and end the process with its exit code."""
    try:
        _app()
    except BackupMedicError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit)


if __name__ == "__main__":
    main()
