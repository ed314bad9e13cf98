import sys
from pathlib import Path

import pytest

from bot import __version__
from tests.deploy.tools import ROOT, Yaml, compose, read, resources, run

OLDEST = "1.28"
"""The first Kubernetes that gives the pods of a StatefulSet their ordinal as a label."""


def validate(file: Path, version: str) -> tuple[int, str]:
    """Hold a file against the schemas of a version of Kubernetes; the exit code, and the words."""
    tool = (sys.executable, "-m", "kubernetes_validate", "--strict", "-k", version, str(file))
    done = run(*tool)
    return done.returncode, done.stdout


def pod() -> Yaml:
    """What a pod of the StatefulSet is made of."""
    found: Yaml = resources()["StatefulSet"]["spec"]["template"]
    return found


def container() -> Yaml:
    """The pod's only container."""
    (found,) = pod()["spec"]["containers"]
    return dict(found)


@pytest.mark.parametrize("version", [OLDEST, "1.37"])
def test_keeps_to_the_schemas(version: str) -> None:
    """Every resource is known to the oldest and to a new Kubernetes, down to each field's name."""
    code, told = validate(ROOT / "deploy/kubernetes.yml", version)

    assert code == 0
    assert told.count(" passed for resource ") == len(resources()) == 3


def test_schemas_would_find_something(tmp_path: Path) -> None:
    """A misspelt field is told."""
    file = tmp_path / "kubernetes.yml"
    file.write_text(
        read("deploy/kubernetes.yml").replace("readinessProbe", "readynessProbe"), "utf-8"
    )
    code, told = validate(file, OLDEST)

    assert code == 1
    assert "readynessProbe" in told


def test_shards_are_shared_out_among_all_pods() -> None:
    """Each pod is told of as many processes as there are pods, and has a shard at least."""
    told = {one["name"]: one.get("value") for one in container()["env"]}
    replicas = resources()["StatefulSet"]["spec"]["replicas"]

    assert int(told["SHARD_PROCESSES"]) == replicas
    assert int(told["SHARD_COUNT"]) >= replicas


def test_everything_means_the_same_pods() -> None:
    """Service, budget and StatefulSet select the labels that the pods have."""
    labels = pod()["metadata"]["labels"]
    found = resources()

    assert found["Service"]["spec"]["selector"] == labels
    assert found["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert found["StatefulSet"]["spec"]["selector"]["matchLabels"] == labels
    assert found["StatefulSet"]["spec"]["serviceName"] == found["Service"]["metadata"]["name"]


def test_ports_are_those_of_the_bot() -> None:
    """Probes and Service use the port on which the bot is told to answer."""
    bot = container()
    (port,) = bot["ports"]
    told = {one["name"]: one.get("value") for one in bot["env"]}
    probes = [bot[name]["httpGet"] for name in bot if name.endswith("Probe")]

    assert told["HEALTH_PORT"] == str(port["containerPort"])
    assert [probe["port"] for probe in probes] == [port["name"]] * 3
    assert resources()["Service"]["spec"]["ports"][0]["targetPort"] == port["name"]


def test_pods_are_confined() -> None:
    """A pod meets the Restricted standard, with a root that it can't write in."""
    of_pod, of_bot = pod()["spec"]["securityContext"], container()["securityContext"]

    assert of_pod["runAsNonRoot"] is True
    assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert of_bot["allowPrivilegeEscalation"] is False
    assert of_bot["capabilities"] == {"drop": ["ALL"]}
    assert of_bot["readOnlyRootFilesystem"] is True
    assert pod()["spec"]["automountServiceAccountToken"] is False


def test_secrets_come_from_outside() -> None:
    """Token, address and key are in a secret that is named, not given."""
    bot = container()
    given = {one["name"] for one in bot["env"]}

    assert bot["envFrom"] == [{"secretRef": {"name": "backup-medic"}}]
    assert given.isdisjoint({"DISCORD_TOKEN", "DATABASE_URL", "JOURNAL_KEY"})


def test_same_image_as_compose() -> None:
    """Both ways to deploy run the image of this version."""
    assert container()["image"] == compose()["services"]["bot"]["image"]
    assert container()["image"].endswith(f":{__version__}")
