import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typing_extensions import override

from bot.settings import Settings
from scripts import image_steps
from tests.deploy.tools import program, read, run

STEPS = list(image_steps.steps(read("Dockerfile")))
NO_HADOLINT = "hadolint comes with the locked packages, and there is none for Windows"


def the(instruction: str) -> str:
    """What stands after the last instruction of this name."""
    return [rest for name, rest in STEPS if name == instruction][-1]


def hadolint(dockerfile: str) -> str:
    """What hadolint finds wrong."""
    linter = program("hadolint", reason=NO_HADOLINT)
    return run(linter, "--no-color", "-", text=dockerfile).stdout


def test_hadolint_finds_nothing() -> None:
    """The Dockerfile keeps to all of hadolint's rules."""
    assert hadolint(read("Dockerfile")) == ""


def test_hadolint_would_find_something() -> None:
    """A base image without a version, and a cache left in a layer, are told."""
    found = hadolint("FROM python\nRUN pip install -r requirements-run.lock\n")

    assert {"DL3006", "DL3042"} <= set(re.findall(r"DL\d{4}", found))


def test_packages_are_pinned_by_hash() -> None:
    """Whatever is installed is installed by hash and as a wheel: no foreign code is built."""
    installs = [rest for name, rest in STEPS if name == "RUN" and "install" in rest]

    assert installs
    assert all("--require-hashes --only-binary :all:" in install for install in installs)


def test_user_is_not_root() -> None:
    """The container runs as a numbered user, so that Kubernetes can see that it isn't root."""
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", the("USER"))


def test_context_holds_what_is_copied() -> None:
    """The builder gets what the Dockerfile copies and nothing else: no .env, no database."""
    copied = {
        word
        for name, rest in STEPS
        if name == "COPY" and "--from" not in rest
        for word in rest.split()[:-1]
    }

    assert copied == image_steps.admitted()


def test_no_secret_in_the_image() -> None:
    """No step names a setting that is secret."""
    secret = [name for name, field in Settings.model_fields.items() if "Secret" in repr(field)]

    assert {"discord_token", "journal_key"} <= set(secret)
    assert not [name for name in secret if name.upper() in read("Dockerfile")]


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A server on this machine that gives /healthz this status; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library's name
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()


def health_check(port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of the image's health check."""
    monkeypatch.setenv("HEALTH_PORT", str(port))
    python, *arguments = json.loads(the("HEALTHCHECK").partition(" CMD ")[2])
    assert python == "python"
    return run(sys.executable, *arguments).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_health_check(status: int, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The container counts as healthy while /healthz answers 200, whatever proxy is set."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    with answering(status) as port:
        assert health_check(port, monkeypatch) == code


def test_health_check_of_a_silent_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing answers the container isn't healthy."""
    with answering(200) as port:
        pass

    assert health_check(port, monkeypatch) == 1
