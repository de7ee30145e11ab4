"""A user of the kind engine, and somebody else's cluster on the same machine."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from clusterdojo.container import DockerCommandError, docker
from clusterdojo.engines.kind.containers import FILE
from clusterdojo.engines.kind.nodes import LABEL
from tests.e2e.user import Dojo


def endpoint() -> str:
    """Where the container engine answers, as DOCKER_HOST names it."""
    return docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}").strip()


class KindDojo(Dojo):
    """A user with an empty home directory, who has nothing of the engine's but its address."""

    def __init__(self, home: Path, address: str) -> None:
        super().__init__(home)
        # In another home directory docker does not find the context that was chosen.
        self.environment["DOCKER_HOST"] = address

    def begin_kind(self, lab: str) -> subprocess.Popen[str]:
        """Begin a start on real nodes, and do not wait for it."""
        return self.begin("start", lab, "--engine", "kind")

    def start_kind(self, lab: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Start a lab on real nodes."""
        return self("start", lab, "--engine", "kind", timeout=300, **variables)

    def clusters(self) -> set[str]:
        """The kind clusters that are written down now."""
        found = set()
        for file in self.state.glob(f"attempts/*/clusters/*/{FILE}"):
            try:
                found.add(json.loads(file.read_text())["name"])
            except FileNotFoundError:
                continue  # ended meanwhile
        return found


@dataclass
class Traces:
    """What clusters have in the container engine, remembered to be looked for afterwards."""

    clusters: set[str] = field(default_factory=set)
    volumes: set[str] = field(default_factory=set)

    def note(self, clusters: set[str]) -> None:
        """Remember these clusters, and the volumes that they have by now."""
        self.clusters |= clusters
        for name in clusters:
            self.volumes |= set(volumes_of(containers(name)))

    def left(self) -> dict[str, list[str]]:
        """What there still is of them."""
        networks = set(docker("network", "ls", "--format", "{{.Name}}").split())
        volumes = set(docker("volume", "ls", "--quiet").split())
        left = {
            "containers": [one for name in self.clusters for one in containers(name)],
            "networks": sorted(networks & self.clusters),
            "volumes": sorted(volumes & self.volumes),
        }
        return {kind: names for kind, names in left.items() if names}


def containers(cluster: str) -> list[str]:
    """The ids of a cluster's containers, stopped ones too."""
    return docker(
        "ps", "--all", "--quiet", "--no-trunc", "--filter", f"label={LABEL}={cluster}"
    ).split()


def volumes_of(ids: list[str]) -> list[str]:
    """The volumes of containers, some of which may have ended meanwhile."""
    found = []
    for one in ids:
        try:
            found += docker(
                "inspect", "--format", "{{range .Mounts}}{{.Name}} {{end}}", one
            ).split()
        except DockerCommandError:
            continue
    return found


def until(true: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait for something that a command does meanwhile."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


class Foreign:
    """A cluster that somebody made with plain kind, and that nobody here may touch."""

    def __init__(self, kind: Path, folder: Path, configuration: str) -> None:
        self.name = f"foreign-{os.getpid()}"
        self._folder = folder
        self._kind = kind
        (folder / "kind.yaml").write_text(configuration)
        self.run("create", "cluster", "--config", str(folder / "kind.yaml"))
        (self._container,) = containers(self.name)
        docker("volume", "create", self.name)

    def run(self, *arguments: str) -> None:
        """Call kind for this cluster."""
        done = subprocess.run(
            [self._kind, *arguments, "--name", self.name,
             "--kubeconfig", self._folder / "kubeconfig"],
            check=False, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def seen(self) -> str:
        """Which machine this is, since when it runs, and whether its API answers."""
        told = docker(
            "inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.RestartCount}}",
            self._container,
        )  # fmt: skip
        api = docker(
            "exec", self._container, "kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf",
            "get", "--raw", "/readyz",
        )  # fmt: skip
        volume = docker("volume", "inspect", "--format", "{{.Name}} {{.CreatedAt}}", self.name)
        return f"{told}{api}\n{volume}"

    def end(self) -> None:
        """Remove it."""
        self.run("delete", "cluster")
        docker("volume", "rm", self.name)
