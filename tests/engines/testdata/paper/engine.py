"""Clusters of paper: no node, no controller, and an API server that keeps objects in a file."""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from clusterdojo import processes
from clusterdojo.cluster.audit_log import AuditLog
from clusterdojo.cluster.transport import Access
from clusterdojo.engines.coming_back import answers, await_api
from clusterdojo.engines.finding import Finding
from clusterdojo.engines.ports import free_ports
from clusterdojo.engines.protocol import Engine, NodeAccess, RunningCluster
from clusterdojo.errors import EngineError
from clusterdojo.files import write_atomically
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Progress

HERE = Path(__file__).parent
PORT = "port"
START_SECONDS = 30.0


class PaperEngine:
    """Makes clusters of paper."""

    name = "paper"
    real_nodes = False
    embedded = True
    quick = True
    can_pause = True
    always_restarted = True

    def unavailable(self) -> str | None:
        """Python is here."""
        return None

    def examine(self) -> list[Finding]:
        """Paper is patient."""
        return [Finding("paper", "enough of it")]

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Nothing to fetch."""

    def tools(self) -> dict[str, Path]:
        """A kubectl that knows `apply` and `create configmap`."""
        return {"kubectl": HERE / "kubectl"}

    def unfit(self, spec: ClusterSpec) -> list[str]:
        """Nothing is upgraded on paper."""
        return [f"{spec.name} upgrades Kubernetes"] if spec.upgrade else []

    def memory_mib(self, spec: ClusterSpec) -> int:
        """What one interpreter takes."""
        del spec
        return 40

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Start its server on a port of its own."""
        progress.stage(f"starting {spec.name}")
        folder.mkdir(parents=True, mode=0o700)
        (port,) = free_ports(1)
        write_atomically(folder / PORT, str(port))
        server = f"http://127.0.0.1:{port}"
        Access(server, "", "", "").write(folder)
        kubeconfig = folder / "kubeconfig"
        write_atomically(kubeconfig, json.dumps(_kubeconfig(spec.name, server)))
        self.resume(folder)
        return RunningCluster(spec.name, kubeconfig)

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """It has no node to wait for."""

    def owns(self, folder: Path) -> bool:
        """Whether a port was written down."""
        return (folder / PORT).exists()

    def delete(self, folder: Path) -> None:
        """End its server, and remove what it kept."""
        processes.end(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def fault(self, folder: Path) -> str | None:
        """Whether its server has ended."""
        return None if answers(folder) else "the server has ended"

    def pause(self, folder: Path) -> None:
        """End its server; the objects are in a file."""
        processes.end(folder)

    def resume(self, folder: Path) -> None:
        """Start its server on the same port."""
        beginning = processes.launch(
            [sys.executable, HERE / "server.py", folder / "objects.json", self._port(folder)],
            folder,
            folder / "server.log",
            processes.marked(folder),
            detached=True,
        )
        beginning.wait(START_SECONDS)
        await_api(folder, time.monotonic() + START_SECONDS, f"See {folder / 'server.log'}.")

    def is_gone(self, folder: Path) -> bool:
        """Whether its server has ended."""
        return self.fault(folder) is not None

    def ports(self, folder: Path) -> list[int]:
        """Its server's."""
        return [int(self._port(folder))]

    def audit_log(self, folder: Path) -> AuditLog | None:
        """Nobody writes anything down."""
        del folder
        return None

    def nodes(self, folder: Path) -> NodeAccess:
        """There is none."""
        raise EngineError(f"{folder.name} has no nodes.", "Choose another engine.")

    def stop_node(self, folder: Path, node: str) -> None:
        """There is none."""
        self.nodes(folder).command(node)

    def start_node(self, folder: Path, node: str) -> None:
        """There is none."""
        self.nodes(folder).command(node)

    def _port(self, folder: Path) -> str:
        return (folder / PORT).read_text(encoding="utf-8")


def _kubeconfig(name: str, server: str) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": server}}],
        "users": [{"name": name, "user": {}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }


ENGINE: type[Engine] = PaperEngine
