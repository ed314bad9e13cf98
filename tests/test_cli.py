import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from discord.http import HTTPClient
from typing_extensions import override

import bot.app
import bot.content
from bot import __version__, cli
from bot.core.assistant import Assistant
from bot.settings import Settings
from tests.content.folder import Folder
from tests.semantic.tiny import write_encoder

ROOT = Path(__file__).resolve().parent.parent
ANSI = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""Any control character but the end of a line."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Json]:
        """Its output, one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Ran]


@contextmanager
def own_logging() -> Iterator[None]:
    """Let a command log as it wants to, and nothing of that last: its streams don't, either."""
    level, before = logging.root.level, [*logging.root.handlers]
    try:
        yield
    finally:
        logging.root.setLevel(level)
        for handler in [one for one in logging.root.handlers if one not in before]:
            logging.root.removeHandler(handler)


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """Runs a command in this process, in a folder of its own and without anybody's settings."""
    for name in (*(name.upper() for name in Settings.model_fields), "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))  # no model of this machine's
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, say: str | Iterable[str] = "", **environment: str) -> Ran:
        text = say if isinstance(say, str) else "".join(f"{line}\n" for line in say)
        monkeypatch.setattr(sys, "argv", ["backup-medic", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with own_logging():
            code = cli._run()  # noqa: SLF001  # all of main but the end of the process
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def lamp_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A small knowledge folder without problems."""
    return Folder(tmp_path_factory.mktemp("lamp") / "knowledge")


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch, assistant: Assistant) -> None:
    """Commands find their assistant built."""
    monkeypatch.setattr(bot.app, "build_assistant", lambda _, **__: assistant)


def test_report(command: Command, tmp_path: Path) -> None:
    """A report of a store in which nothing happened yet is one of zeros."""
    url = f"sqlite:///{tmp_path / 'medic.sqlite3'}"
    ran = command("report", "--json", "--days", "7", DATABASE_URL=url)

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["cases"] == 0
    assert len(json.loads(ran.out)["weeks"]) in {1, 2}


def test_backup(command: Command, tmp_path: Path) -> None:
    """*backup* names what it made, and where the key is; a second one overwrites nothing."""
    url = f"sqlite:///{tmp_path / 'medic.sqlite3'}"
    command("report", DATABASE_URL=url)

    first = command("backup", "copy", DATABASE_URL=url)
    again = command("backup", "copy", DATABASE_URL=url)
    other = command("backup", "other", DATABASE_URL=url, JOURNAL_KEY="k" * 32)

    assert (first.code, first.out, first.err) == (0, "copy\ncopy.key\n", "")
    assert (again.code, again.out) == (2, "")
    assert "copy is there already, and nothing is overwritten" in again.err
    assert other.out.startswith("other\nother.key\nJOURNAL_KEY is the key of the copy: keep it")


def test_doctor(command: Command, lamp_folder: Folder) -> None:
    """*doctor* says what is to be done, a line each or as one object, and ends with code 1."""
    given = {"KNOWLEDGE": str(lamp_folder.path), "DATABASE_URL": "sqlite:///m.sqlite3"}
    told = command("doctor", "--offline", **given)
    as_object = command("doctor", "--offline", "--json", **given)

    assert (told.code, told.err) == (1, "")
    assert re.search(r"^to do +token +there is none$", told.out, re.MULTILINE)
    assert re.search(r"^fine +knowledge ", told.out, re.MULTILINE)
    assert (as_object.code, as_object.objects[0]["exit"]) == (1, 1)
    assert len(as_object.objects[0]["findings"]) == 12


@pytest.mark.parametrize(
    "arguments", [["ask", "hello"], ["chat"], ["evaluate", "rows.jsonl"], ["run"]], ids=" ".join
)
def test_semantic_matcher_that_cannot_be_had(
    command: Command, lamp_folder: Folder, tmp_path: Path, arguments: list[str]
) -> None:
    """Told to match by meaning without a model, each command refuses, and says what brings one."""
    (tmp_path / "rows.jsonl").write_text('{"text": "x", "labels": ["bulb"]}\n', encoding="utf-8")
    given = {
        "KNOWLEDGE": str(lamp_folder.path),
        "MATCHER_MODEL": str(tmp_path / "nowhere"),
        "DISCORD_TOKEN": "x",
    }
    ran = command(*arguments, "--matcher", "semantic", **given)

    assert (ran.code, ran.out) == (2, "")
    assert "MATCHER is semantic, but there is no model in" in ran.err
    assert "python -m bot model fetch" in ran.err


def test_semantic_matcher_answers(command: Command, lamp_folder: Folder, tmp_path: Path) -> None:
    """With a model the same question is answered through it; light leaves it out."""
    given = {
        "KNOWLEDGE": str(lamp_folder.path),
        "MATCHER_MODEL": str(write_encoder(tmp_path / "model")),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    confidences = {}
    for matcher in ("light", "semantic", "auto"):
        ran = command(
            "ask", "--json", "--matcher", matcher, say=['{"id": 1, "text": "lamp dark"}'], **given
        )
        assert ran.code == 0
        confidences[matcher] = ran.objects[0]["matches"][0]["confidence"]
    assert confidences["semantic"] == confidences["auto"] != confidences["light"]


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["version"], __version__),
        (["--help"], "chat"),
        (["-h"], "chat"),
        (["ask", "--help"], "--json"),
        (["check", str(ROOT / "knowledge")], "fine: 27 causes and requests, "),
        (["check"], "fine: "),
    ],
)
def test_success(command: Command, arguments: list[str], wanted: str) -> None:
    """What went well ends with code 0, and all it has to say is on the standard output."""
    ran = command(*arguments)

    assert (ran.code, ran.err) == (0, "")
    assert wanted in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], ""),
        (["frobnicate"], "No such command 'frobnicate'."),
        (["check", "--frobnicate"], "No such option: --frobnicate"),
        (["check", "a", "b"], "unexpected extra argument"),
        (["ask"], 'say what you see, for example: ask "my icloud backup says not enough storage"'),
        (["ask", "--json", "text"], "--json reads standard input: leave the text out"),
        (["chat", "text"], "unexpected extra argument"),
        (["run"], "DISCORD_TOKEN is not set"),
        (["sync"], "DISCORD_TOKEN is not set"),
    ],
)
def test_bad_usage(command: Command, arguments: list[str], message: str) -> None:
    """A command that can't be carried out as it was given ends with code 2 and says why."""
    ran = command(*arguments)

    assert ran.code == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the commands that a stand-in for Discord's REST interface has taken."""
    names: list[str] = []
    registered: list[object] = []
    user = {"id": "1234", "username": "medic", "discriminator": "0", "avatar": None}

    async def static_login(*_: object) -> object:
        return user

    async def application_info(*_: object) -> object:
        about = {"id": "1234", "name": "medic", "icon": None, "description": "", "owner": user}
        return {**about, "bot_public": True, "bot_require_code_grant": False, "verify_key": ""}

    async def there(*_: object) -> list[object]:
        return registered

    async def take(*_: object, payload: list[dict[str, Any]]) -> list[object]:
        names.extend(command["name"] for command in payload)
        made = {"id": "1", "application_id": "1234", "version": "1", "description": ""}
        registered[:] = [made | command for command in payload]
        return list(registered)

    monkeypatch.setattr(HTTPClient, "static_login", static_login)
    monkeypatch.setattr(HTTPClient, "application_info", application_info)
    monkeypatch.setattr(HTTPClient, "bulk_upsert_global_commands", take)
    monkeypatch.setattr(HTTPClient, "get_global_commands", there)
    return names


def test_sync(command: Command, registered: list[str]) -> None:
    """*sync* registers the commands once, and prints the links to invite the bot each time."""
    given = {"DISCORD_TOKEN": "a.b.c", "DATABASE_URL": "sqlite:///medic.sqlite3"}
    first = command("sync", **given)
    second = command("sync", **given)

    assert (first.code, first.err) == (0, "")
    assert {"diagnose", "setup", "privacy", "help"} <= set(registered)
    assert len(registered) == len(set(registered))
    assert "commands are registered with Discord now" in first.out
    assert "nothing has changed" in second.out
    assert second.out.count("https://discord.com/oauth2/authorize?client_id=1234") == 2


def test_sync_without_discord(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Discord can't be reached, *sync* says so and ends with code 69."""

    async def unreachable(*_: object) -> None:
        raise aiohttp.ClientConnectionError

    monkeypatch.setattr(HTTPClient, "static_login", unreachable)
    url = "sqlite:///medic.sqlite3"
    ran = command("sync", DISCORD_TOKEN="a.b.c", DATABASE_URL=url)  # noqa: S106  # nobody's token

    assert (ran.code, ran.out) == (69, "")
    assert "Discord can't be reached" in ran.err


@pytest.mark.parametrize("arguments", [["check"], ["ask", "hello"], ["chat"], ["chat", "--json"]])
def test_bad_settings(command: Command, arguments: list[str]) -> None:
    """A malformed setting ends any command that reads the settings with code 2."""
    ran = command(*arguments, LOG_LEVEL="loud")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("LOG_LEVEL has 'loud': ")
    assert len(ran.err.splitlines()) == 1


def test_bad_settings_in_the_file(command: Command, tmp_path: Path) -> None:
    """The .env file of the current folder is read, and its mistakes are told alike."""
    (tmp_path / ".env").write_text("LOG_LEVEL=loud\n", encoding="utf-8")
    ran = command("check")

    assert ran.code == 2
    assert ran.err.startswith("LOG_LEVEL has 'loud': ")


def ruin(folder: Path) -> list[str]:
    """Make a knowledge folder with three mistakes; each problem's beginning."""
    lamp = Folder(folder)
    return [
        f"causes/wire.yml:{lamp.change('causes/wire.yml', 'why: ', 'whi: ')}: whi: ",
        f"ladder.yml:{lamp.change('ladder.yml', '- rewire', '- [rewire]')}: 2: ",
        f"signs.yml:{lamp.change('signs.yml', 'flickers', '&flickers')}: ",
    ]


def test_check_prints_all_problems(command: Command, tmp_path: Path) -> None:
    """Bad knowledge ends with code 1 and with all its problems, one a line, and nothing else."""
    places = ruin(tmp_path / "knowledge")
    ran = command("check", str(tmp_path / "knowledge"))

    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert len(lines) == len(places) + 1
    assert all(any(line.startswith(place) for line in lines) for place in places)
    assert "causes/wire.yml:1: why: is missing. Hint: " in ran.err


@pytest.mark.parametrize("arguments", [["check"], ["ask", "hello"], ["chat"], ["ask", "--json"]])
def test_bad_knowledge(command: Command, tmp_path: Path, arguments: list[str]) -> None:
    """No command works with bad knowledge: each ends with code 1 and the same problems."""
    ruin(tmp_path / "knowledge")
    ran = command(*arguments, KNOWLEDGE="knowledge")

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 4
    assert "Traceback" not in ran.err


def test_missing_knowledge(command: Command) -> None:
    """A knowledge folder that is not there is told as one problem."""
    ran = command("check", "nowhere")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("nowhere:1: no such folder. Hint: set KNOWLEDGE")


@pytest.mark.parametrize(
    ("error", "code"), [(RuntimeError("a cat sat on it"), 3), (KeyboardInterrupt(), 130)]
)
def test_bug_and_interrupt(
    command: Command, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    """A bug ends with code 3, its trace and a request to report it; ^C ends with 130, quietly."""

    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(bot.content, "load", fail)
    ran = command("check")

    assert (ran.code, ran.out) == (code, "")
    assert ("Traceback" in ran.err) == (code == 3)
    assert ("a cat sat on it" in ran.err) == (code == 3)
    assert ("This is a bug. Please report it" in ran.err) == (code == 3)


# The machine interface

DECISIONS = {
    "answer",
    "clarify",
    "rephrase",
    "out_of_scope",
    "escalate",
    "small_talk",
    "resolved",
    "silent",
}
OPEN, SHUT = {"now", "next"}, {"tried", "ruled_out"}


def assert_documented(one: Mapping[str, Any], key: str) -> None:
    """An object has the documented form: its keys, their kinds, and what must hold among them."""
    assert list(one) == [
        key,
        "decision",
        "reason",
        "matches",
        "reading",
        "plan",
        "choices",
        "escalation",
        "resolution",
        "text",
    ]
    assert one["decision"] in DECISIONS
    if one["decision"] == "out_of_scope":
        assert one["reason"] in {"off_topic", "near_topic", "language"}
    else:
        assert one["reason"] is None
    confidences = [match["confidence"] for match in one["matches"]]
    assert len(confidences) <= 5
    assert confidences == sorted(confidences, reverse=True)
    for match in one["matches"]:
        assert match.keys() == {"id", "kind", "confidence"}
        assert match["kind"] in {"cause", "request", "faq"}
        assert 0 <= match["confidence"] <= 1
    reading = one["reading"]
    assert list(reading) == ["device", "os", "computer", "alert", "tried", "ruled_out"]
    assert reading["device"] in {"iphone", "ipad", "ipod", None}
    for name in ("tried", "ruled_out"):
        assert all(isinstance(cause, str) for cause in reading[name])
    for item in one["plan"]:
        assert list(item) == ["cause", "fix", "title", "steps", "minutes", "risk", "status"]
        assert isinstance(item["minutes"], int)
        assert item["risk"] in {"none", "low", "medium", "high"}
        assert item["status"] in OPEN | SHUT
        assert all(isinstance(step, str) for step in item["steps"])
    if one["plan"]:
        assert one["plan"][-1]["cause"] == "contact-support"
        assert one["plan"][-1]["fix"] == "apple-support"
        assert [item["status"] for item in one["plan"]].count("now") == 1
    assert all(choice.keys() == {"id", "label"} for choice in one["choices"])
    hand_over = one["escalation"]
    if hand_over is not None:
        assert list(hand_over) == ["reason", "links", "packet"]
        assert isinstance(hand_over["packet"], str)
        assert all(link.keys() == {"label", "url"} for link in hand_over["links"])
        assert all(link["url"].startswith("https://") for link in hand_over["links"])
    assert (hand_over is not None) == (one["decision"] == "escalate")
    assert one["resolution"] in {None, "solved", "given_up", "escalated", "expired"}
    assert one["text"] or one["decision"] == "silent"
    assert not ANSI.search(one["text"])


UTTERANCES = {
    "icloud says not enough storage": "answer",
    "how long does an icloud backup take": "answer",
    "i think my icloud got hacked": "escalate",
    "can i talk to a person at apple": "escalate",
    "how do i recover deleted photos": "out_of_scope",
    "best pizza in town": "out_of_scope",
    "mi iphone no puede hacer la copia de seguridad": "out_of_scope",
    "it works now": "resolved",
    "are you a bot": "small_talk",
    "": "small_talk",
    "💾": "small_talk",
    "\x00\x1b\u202e\u200b": "small_talk",
    "<@123> **icloud** says `not enough storage`\r\n" * 200: "answer",
}


@pytest.mark.usefixtures("ready")
def test_ask_gives_documented_objects(command: Command) -> None:
    """Each line of ``ask --json`` is answered in order by one object of the documented form."""
    lines = [json.dumps({"id": at, "text": text}) for at, text in enumerate(UTTERANCES)]
    ran = command("ask", "--json", say=lines)

    assert (ran.code, ran.err) == (0, "")
    for one in ran.objects:
        assert_documented(one, "id")
    assert [one["id"] for one in ran.objects] == list(range(len(UTTERANCES)))
    assert [one["decision"] for one in ran.objects] == list(UTTERANCES.values())


def asked(command: Command, text: str) -> Json:
    """The answer of ``ask --json`` to one text."""
    (one,) = command("ask", "--json", say=json.dumps({"id": 1, "text": text})).objects
    assert_documented(one, "id")
    return dict(one)


@pytest.mark.usefixtures("ready")
def test_storage_that_is_paid_for(command: Command) -> None:
    """The example of the issue: storage or the plan comes first, Apple Support last."""
    one = asked(command, "iCloud says not enough storage but I pay for 200gb")

    assert one["decision"] == "answer"
    assert one["matches"][0]["id"] in {"storage-full", "plan-lapsed"}
    assert one["plan"][-1]["fix"] == "apple-support"
    assert (one["escalation"], one["resolution"]) == (None, None)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my AirPods won't charge", "near_topic"),
        ("WhatsApp backup to Google Drive", "near_topic"),
        ("Time Machine fails", "near_topic"),
        ("who won the game last night", "off_topic"),
        ("mein backup geht nicht, was soll ich tun", "language"),
    ],
)
def test_a_rejection_says_why(command: Command, text: str, reason: str) -> None:
    """What gets no fixes says whether it is next door, far off, or in another language."""
    one = asked(command, text)

    assert (one["decision"], one["reason"], one["plan"]) == ("out_of_scope", reason, [])


@pytest.mark.usefixtures("ready")
def test_values_of_an_answer(command: Command) -> None:
    """A cause is answered with its own fixes first; those behind a guard keep their steps shut."""
    one = asked(command, "icloud says not enough storage")
    first = one["plan"][0]

    assert one["matches"][0]["kind"] == "cause"
    assert (first["cause"], first["fix"]) == ("storage-full", "compare-storage")
    assert (first["status"], first["risk"], first["minutes"]) == ("now", "none", 5)
    assert first["steps"][0].startswith("Open Settings > ")
    assert {item["status"] for item in one["plan"][1:]} == {"next"}
    for item in one["plan"]:
        assert bool(item["steps"]) == (item["risk"] in {"none", "low"})
    assert one["choices"] == [
        {"id": "works", "label": "It works now"},
        {"id": "failed:compare-storage", "label": "Still failing"},
        {"id": "all", "label": "All steps"},
        {"id": "support", "label": "Apple Support"},
    ]


@pytest.mark.usefixtures("ready")
def test_values_of_a_question(command: Command) -> None:
    """A question is an answer whose first match is that question, without a plan of its own."""
    one = asked(command, "how long does an icloud backup take")

    assert (one["matches"][0]["id"], one["matches"][0]["kind"]) == ("faq-duration", "faq")
    assert one["plan"] == []


@pytest.mark.usefixtures("ready")
def test_values_of_a_hand_over(command: Command) -> None:
    """Who asks for a person gets Apple's addresses, and the conversation ends there."""
    one = asked(command, "can i talk to a person at apple")

    assert (one["matches"][0]["id"], one["matches"][0]["kind"]) == ("contact-support", "request")
    assert one["resolution"] == "escalated"
    assert one["escalation"]["reason"] == "asked"
    assert "https://getsupport.apple.com/" in [link["url"] for link in one["escalation"]["links"]]


@pytest.mark.usefixtures("ready")
def test_facts_that_are_read(command: Command) -> None:
    """Device, version and what was tried come back in the documented words."""
    one = asked(
        command, "my ipad on ios 17.5 won't back up, not enough storage. i already restarted it"
    )

    assert one["reading"] == {
        "device": "ipad",
        "os": "17.5",
        "computer": None,
        "alert": None,
        "tried": ["needs-restart"],
        "ruled_out": [],
    }


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("key", [1, -7, 1.5, "", "é\n", 2**70])
def test_ids_come_back(command: Command, key: float | str) -> None:
    """A line's id comes back as it was, whatever string or number it is."""
    (one,) = command("ask", "--json", say=json.dumps({"id": key, "text": "hello"})).objects

    assert one["id"] == key
    assert type(one["id"]) is type(key)


BAD_LINES = [
    "nope",
    "{",
    "[]",
    '"text"',
    "1",
    "null",
    "{}",
    '{"text": "hello"}',
    '{"id": null, "text": "hello"}',
    '{"id": true, "text": "hello"}',
    '{"id": [1], "text": "hello"}',
    '{"id": {}, "text": "hello"}',
    '{"id": NaN, "text": "hello"}',
    '{"id": 1e999, "text": "hello"}',
    '{"id": 1}',
    '{"id": 1, "text": null}',
    '{"id": 1, "text": 2}',
    '{"id": 1, "text": ["hello"]}',
    '{"id": ' + "9" * 5000 + ', "text": "hello"}',
    '{"id": 1, "text": ' + "[" * 100_000,
    '{"id": 1, "text": "hello"} {}',
    "\ufeff",
    "�",
]


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("line", BAD_LINES, ids=lambda line: line[:30])
def test_malformed_line(command: Command, line: str) -> None:
    """A malformed line gets an error with its number, and the stream goes on."""
    good = '{"id": 7, "text": "hello"}'
    ran = command("ask", "--json", say=[good, "", line, good])

    assert ran.code == 0
    first, error, last = ran.objects
    assert error.keys() == {"error", "line"}
    assert error["line"] == 3
    assert isinstance(error["error"], str)
    assert error["error"]
    assert first == last
    assert first["id"] == 7


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    "line",
    [
        '{"say": "hello"}',
        '{"conversation": null, "say": "hello"}',
        '{"conversation": "a"}',
        '{"conversation": "a", "say": 1}',
        '{"conversation": "a", "choose": 1}',
        '{"conversation": "a", "text": "hello"}',
    ],
)
def test_malformed_line_of_a_conversation(command: Command, line: str) -> None:
    """A malformed line of ``chat --json`` gets an error, and no conversation is touched by it."""
    good = '{"conversation": "a", "say": "icloud says not enough storage"}'
    again = '{"conversation": "a", "choose": "all"}'
    with_it = command("chat", "--json", say=[good, line, again]).objects
    without = command("chat", "--json", say=[good, again]).objects

    assert with_it[1].keys() == {"error", "line"}
    assert with_it[1]["line"] == 2
    assert [with_it[0], with_it[2]] == without


def conversation(*acts: tuple[str, str, str]) -> list[str]:
    """Lines for ``chat --json``: whose, whether said or chosen, and what."""
    return [json.dumps({"conversation": who, act: what}) for who, act, what in acts]


@pytest.mark.usefixtures("ready")
def test_chat_goes_on(command: Command) -> None:
    """What is said or chosen in a conversation changes its plan, and each one keeps its own."""
    ran = command(
        "chat",
        "--json",
        say=conversation(
            ("a", "say", "icloud says not enough storage"),
            ("b", "say", "my vpn blocks the backup"),
            ("a", "choose", "failed:compare-storage"),
            ("b", "say", "still failing"),
            ("a", "choose", "nothing of the kind"),
            ("a", "choose", "works"),
            ("a", "say", "my vpn blocks the backup"),
            ("b", "choose", "support"),
        ),
    )
    first, other, failed, still, unknown, works, anew, support = ran.objects

    assert (ran.code, ran.err) == (0, "")
    for one in ran.objects:
        assert_documented(one, "conversation")
    assert "".join(one["conversation"] for one in ran.objects) == "ababaaab"
    assert (failed["plan"][0]["status"], failed["plan"][1]["status"]) == ("tried", "now")
    assert failed["reading"]["tried"] == ["storage-full"]
    assert failed["matches"][0] == first["matches"][0]
    assert other["plan"][0]["cause"] == "vpn-on"
    assert still["plan"][0] == {**other["plan"][0], "status": "tried"}
    assert still["matches"][0] == other["matches"][0]
    assert unknown["plan"] == failed["plan"]
    assert (works["decision"], works["resolution"]) == ("resolved", "solved")
    assert anew["plan"] == other["plan"]
    assert (support["decision"], support["resolution"]) == ("escalate", "escalated")
    assert other["plan"][0]["title"] in support["escalation"]["packet"]


@pytest.mark.usefixtures("ready")
def test_an_assumed_success_is_solved(command: Command) -> None:
    """Who gives thanks and leaves ends a case as solved: programs get the documented endings."""
    said = conversation(
        ("a", "say", "backup stuck on estimating time remaining"),
        ("a", "say", "thanks a lot, have a nice day"),
    )

    assert [one["resolution"] for one in command("chat", "--json", say=said).objects] == [
        None,
        "solved",
    ]


@pytest.mark.usefixtures("ready")
def test_says_rather_than_chooses(command: Command) -> None:
    """A line that says and chooses is taken at its word."""
    both = '{"conversation": 1, "say": "icloud says not enough storage", "choose": "works"}'
    (one,) = command("chat", "--json", say=both).objects

    assert one["decision"] == "answer"


class Tap(io.StringIO):
    """A standard output that notes how far it was written at each flush."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed: list[int] = []

    @override
    def flush(self) -> None:
        """Note how many lines are there."""
        self.flushed.append(self.getvalue().count("\n"))


@pytest.mark.usefixtures("ready")
def test_each_answer_is_flushed(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each object is on its way before the next line is read, so that a program can converse."""
    tap = Tap()
    read_after: list[int] = []

    def lines() -> Iterator[str]:
        for _ in range(3):
            read_after.append(tap.flushed[-1] if tap.flushed else 0)
            yield '{"id": 1, "text": "hello"}\n'

    monkeypatch.setattr(sys, "stdout", tap)
    monkeypatch.setattr(sys, "argv", ["backup-medic", "ask", "--json"])
    monkeypatch.setattr(sys, "stdin", lines())
    del command

    assert cli._run() == 0  # noqa: SLF001  # all of main but the end of the process
    assert read_after == [0, 1, 2]


# Plain text

FULL = "icloud says not enough storage"
TITLE = "iCloud has no room for the next backup"


@pytest.mark.usefixtures("ready")
def test_ask_in_plain_words(command: Command) -> None:
    """``ask`` without quotes around the words answers once, in plain lines, and ends."""
    ran = command("ask", "icloud", "says", "not", "enough", "storage")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{TITLE}\n")
    assert "Apple Support" in ran.out
    assert not ANSI.search(ran.out)


@pytest.mark.usefixtures("ready")
def test_skipped_fix_is_not_listed_as_tried(command: Command) -> None:
    """A fix that was passed over is not listed as tried; one that failed is."""
    said = ["icloud backup stuck on estimating", "next", "still failing"]
    lines = [json.dumps({"conversation": "a", "say": text}) for text in said]
    _, skipped, failed = command("chat", "--json", say=lines).objects

    assert skipped["plan"][0]["status"] == "tried"
    assert skipped["reading"]["tried"] == []
    assert failed["reading"]["tried"] == ["stuck-or-slow"]


@pytest.mark.usefixtures("ready")
def test_chat_ends_with_its_input(command: Command) -> None:
    """With nothing to read, a chat says what it is for and takes its leave."""
    ran = command("chat")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Hi, I'm Backup Medic\n")
    assert ran.out.endswith("Goodbye.\n")
    assert not ANSI.search(ran.out)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    "choice", ["2", "Still failing", "STILL FAILING", "  2  ", "nope, same error"]
)
def test_choices_in_a_pipe(command: Command, choice: str) -> None:
    """A number, a label in any case, or plain words: all of them choose."""
    ran = command("chat", say=[FULL, "", choice])

    assert (ran.code, ran.err) == (0, "")
    assert "\n1. Compare free space with the next backup (5 min)\n   - Open" in ran.out
    assert "  [1] It works now\n  [2] Still failing\n" in ran.out
    assert "\n2. Leave big apps out of the backup (10 min)\n   - What" in ran.out
    assert ran.out.endswith("Goodbye.\n")
    assert not ANSI.search(ran.out)


@pytest.mark.usefixtures("ready")
def test_no_prompt_in_a_pipe(command: Command) -> None:
    """In a pipe nothing but replies and choices is written."""
    ran = command("chat", say=[FULL, "1"])

    assert "Glad it works again" in ran.out
    assert ">" not in [line[:1] for line in ran.out.splitlines()]


@pytest.mark.usefixtures("ready")
def test_chat_without_a_last_line_end(command: Command) -> None:
    """The last line counts even if it does not end."""
    assert TITLE in command("chat", say=FULL).out


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    "said", ["\x1b[31mred\x1b[0m", "[bold]x[/bold]", "9", "-1", "\x00", "é" * 4000]
)
def test_anything_may_be_said(command: Command, said: str) -> None:
    """Whatever is typed, the chat goes on, and nothing typed comes back as markup or colour."""
    ran = command("chat", say=[said, FULL, said])

    assert (ran.code, ran.err) == (0, "")
    assert TITLE in ran.out
    assert ran.out.endswith("Goodbye.\n")
    assert not ANSI.search(ran.out)


# As a process


def process(*arguments: str, home: Path, knowledge: Path) -> "subprocess.Popen[str]":
    """Start ``python -m bot`` with a knowledge folder, and nothing of this user's."""
    names = {name.upper() for name in Settings.model_fields} | {"FORCE_COLOR"}
    environment = {name: value for name, value in os.environ.items() if name not in names}
    environment |= {"HOME": str(home), "XDG_CACHE_HOME": str(home), "KNOWLEDGE": str(knowledge)}
    return subprocess.Popen(  # noqa: S603  # this very program
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_process_answers(lamp_folder: Folder, tmp_path: Path) -> None:
    """As a process of its own it reads and writes UTF-8 and ends with code 0."""
    with process("ask", "--json", home=tmp_path, knowledge=lamp_folder.path) as running:
        out, err = running.communicate('{"id": "é☃", "text": "the bulb is black"}\n{"id"', 50)

    first, second = out.splitlines()
    assert (running.returncode, err) == (0, "")
    assert '"é☃"' in first
    assert json.loads(first)["matches"][0]["id"] == "bulb"
    assert json.loads(second)["line"] == 2


def test_process_tells_problems(tmp_path: Path) -> None:
    """As a process of its own it ends with code 1 over bad knowledge, and without a trace."""
    ruin(tmp_path / "knowledge")
    with process("check", home=tmp_path, knowledge=tmp_path / "knowledge") as running:
        out, err = running.communicate(timeout=50)

    assert (running.returncode, out) == (1, "")
    assert len(err.splitlines()) == 4
    assert "Traceback" not in err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_process_is_interrupted(lamp_folder: Folder, tmp_path: Path) -> None:
    """^C in the middle of a chat ends it with code 130, and without a trace."""
    with process("chat", home=tmp_path, knowledge=lamp_folder.path) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "how to title Lamp Medic\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(50) == 130
        assert "Traceback" not in running.stderr.read()


@pytest.mark.skipif(os.name == "nt", reason="Windows tells nobody that a pipe is closed")
@pytest.mark.parametrize("arguments", [["ask", "--json"], ["chat"]])
def test_nobody_reads_any_more(lamp_folder: Folder, tmp_path: Path, arguments: list[str]) -> None:
    """If the reader has enough, as ``head`` does, it ends quietly with code 0."""
    with process(*arguments, home=tmp_path, knowledge=lamp_folder.path) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        running.stdin.write('{"id": 1, "text": "hello"}\n' * 3)
        running.stdin.close()
        assert running.wait(50) == 0
        assert running.stderr.read() == ""
