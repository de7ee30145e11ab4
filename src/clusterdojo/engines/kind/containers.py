"""What is written down about a kind cluster before anything of it exists: kind.json."""

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from clusterdojo.files import write_atomically
from clusterdojo.lab.model import ClusterSpec

FILE = "kind.json"
CONTROL_PLANE = "control-plane"


@dataclass(frozen=True)
class KindRecord:
    """One kind cluster.

    Attributes:
        name: What kind, its containers' labels and their network call it; no other cluster has it.
        port: The API server's, on 127.0.0.1.
        containers: The container of each machine, by its name: the nodes, and etcd's own host.
        stopped: The nodes that the suite itself has stopped.
        hosts: Which of the machines are no nodes.
    """

    name: str
    port: int
    containers: dict[str, str]
    stopped: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)

    @classmethod
    def plan(cls, spec: ClusterSpec, folder: Path, port: int) -> "KindRecord":
        """How the cluster in `folder` will be called."""
        name = _name(folder)
        containers: dict[str, str] = {}
        numbers: dict[str, int] = {}
        for node in spec.nodes:  # kind numbers the nodes of each role, and leaves out the 1
            number = numbers[node.role] = numbers.get(node.role, 0) + 1
            containers[node.name] = f"{name}-{node.role}{number if number > 1 else ''}"
        hosts = [spec.etcd.host] if spec.etcd.host else []
        containers |= {host: f"{name}-{host}" for host in hosts}
        return cls(name, port, containers, hosts=hosts)

    @classmethod
    def read(cls, folder: Path) -> "KindRecord | None":
        """What is written down in `folder`; None if kind has never been at work there.

        A damaged file still tells that it was, and the folder tells the cluster's name.
        """
        try:
            return cls(**json.loads((folder / FILE).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            return cls(_name(folder), 0, {})

    def write(self, folder: Path) -> None:
        """Write it down."""
        write_atomically(folder / FILE, json.dumps(asdict(self), indent=2) + "\n")

    def with_stopped(self, node: str, *, stopped: bool) -> "KindRecord":
        """The record after the suite has stopped or started a node."""
        others = [name for name in self.stopped if name != node]
        return replace(self, stopped=[*others, node] if stopped else others)


def _name(folder: Path) -> str:
    """A name that follows from the folder, whose attempt's id is drawn: unique, and found again."""
    return f"dojo-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:10]}"
