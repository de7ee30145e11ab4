"""The embedded engine: a real control plane by kwokctl, with simulated nodes; no Docker."""

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from clusterdojo import processes
from clusterdojo.cluster.client import Api, OwnApi, RefusedError, UnansweredError
from clusterdojo.cluster.kubeconfig import kubeconfig_with_certificates
from clusterdojo.cluster.settle import is_ready
from clusterdojo.cluster.transport import Access
from clusterdojo.engines.kwok import config as kwok_config
from clusterdojo.engines.kwok import nodes as kwok_nodes
from clusterdojo.engines.ports import PortTakenError, free_ports, made_on_free_ports
from clusterdojo.engines.protocol import NodeAccess, RunningCluster
from clusterdojo.errors import EngineError, UsageError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Progress

CREATE_SECONDS = 120
NODES_SECONDS = 30
POLL_SECONDS = 0.02
# kwokctl names the cluster's folder; ours has only one cluster, so one name will do.
NAME = "cluster"
CONTROLLER_MANAGER = "kube-controller-manager"
# kwokctl starts all at once. These leave the processors to the API server, which they wait for.
HELD_BACK = frozenset({CONTROLLER_MANAGER, "kube-scheduler", "kwok-controller"})
COMPONENTS = ("etcd", "kube-apiserver", *sorted(HELD_BACK))


class KwokEngine:
    """Clusters made by kwokctl's binary runtime, each in a folder of its own."""

    name = "kwok"
    real_nodes = False

    def __init__(self) -> None:
        self._binaries: dict[str, Path] | None = None

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Fetch or build the control plane's programs."""
        from clusterdojo import binaries as runtime

        for spec in clusters:
            if spec.upgrade:
                raise UsageError(
                    f"{spec.name} is to be upgraded; engine kwok's nodes are simulated.",
                    "Choose another engine with --engine.",
                )
            if spec.kubernetes not in (None, runtime.DEFAULT_KUBERNETES):
                raise UsageError(
                    f"{spec.name} runs Kubernetes {spec.kubernetes}; engine kwok has "
                    f"{runtime.DEFAULT_KUBERNETES} only.",
                    "Choose another engine with --engine.",
                )
        self._binaries = runtime.require(runtime.EMBEDDED, progress=progress)

    def tools(self) -> dict[str, Path]:
        """The programs for the learner's PATH."""
        binaries = self._prepared()
        return {name: binaries[name] for name in ("kubectl", "etcdctl", "etcdutl")}

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Make a cluster in `folder`, which must not exist yet."""
        return made_on_free_ports(
            lambda: self._create(spec, folder, progress),
            lambda: self.delete(folder),
            f"The ports for {spec.name} were taken by other programs",
        )

    def _create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        progress.stage(f"starting {spec.name}")
        binaries = self._prepared()
        workdir = folder / "clusters" / NAME
        ports = kwok_config.Ports(*free_ports(6))
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise unwritable(folder, error) from error
        write_atomically(folder / "simulated.log", kwok_config.SIMULATED_LOG)
        config = folder / "kwokctl.yaml"
        documents = kwok_config.documents(spec, binaries, ports, folder, workdir)
        # JSON is YAML, and takes no library to write.
        write_atomically(config, "\n---\n".join(json.dumps(d) for d in documents))
        self._kwokctl(binaries["kwokctl"], folder, config)
        server, pki = f"https://127.0.0.1:{ports.apiserver}", workdir / "pki"
        kubeconfig = folder / "kubeconfig"
        write_atomically(kubeconfig, kubeconfig_with_certificates(spec.name, server, pki))
        access = Access(server, *(str(pki / n) for n in ("ca.crt", "admin.crt", "admin.key")))
        access.write(folder)
        for component in HELD_BACK - {CONTROLLER_MANAGER}:
            processes.let_go(_pid(folder, component))
        self._register_nodes(spec, OwnApi(folder, spec.name), ports, folder)
        return RunningCluster(spec.name, kubeconfig)

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """Let the controller manager go on once the API server is healthy; wait for the nodes.

        The API server makes what a new cluster begins with a second after it serves, and the
        controller manager looks for that once a second: let go afterwards, it need not wait.
        """
        progress.stage(f"waiting for the nodes of {spec.name}")
        api = OwnApi(folder, spec.name)

        def ready() -> None:
            nodes = (api.get("/api/v1/nodes") or {}).get("items", [])
            # All were registered before; a lab's setup may have taken some away again.
            if not nodes or not all(is_ready(node) for node in nodes):
                raise UnansweredError

        try:
            self._until(lambda: api.check("/healthz"), folder)
        finally:
            processes.let_go(_pid(folder, CONTROLLER_MANAGER))
        self._until(ready, folder)

    def _kwokctl(self, program: Path, folder: Path, config: Path) -> None:
        """Run kwokctl; a cluster that does not come up is an error that says why."""
        environment = processes.marked(folder) | {"KWOK_WORKDIR": str(folder)}
        environment.pop("KUBECONFIG", None)
        command: list[str | Path] = [
            program, "create", "cluster", "--name", NAME, "--config", config,
            "--kubeconfig", "", "--timeout", f"{CREATE_SECONDS}s",
        ]  # fmt: skip
        log = folder / "kwokctl.log"
        deadline = time.monotonic() + CREATE_SECONDS
        running = processes.launch(command, folder, log, environment)
        held: set[str] = set()
        # kwokctl waits for minutes for a component that has ended: that is seen at once here.
        while running.poll() is None and time.monotonic() < deadline and not _ended(folder):
            held |= _hold(folder, HELD_BACK - held)
            time.sleep(POLL_SECONDS)
        if running.poll() is None:
            running.kill()
            running.wait()
        if running.returncode or self.fault(folder):
            raise self._explained(folder)

    def _explained(self, folder: Path) -> Exception:
        texts = {path: path.read_text(errors="replace") for path in _logs(folder)}
        for text in texts.values():
            if "address already in use" in text:
                return PortTakenError()
        if any("no space left on device" in text.lower() for text in texts.values()):
            return EngineError(
                "The disk is full.", "Free some space (`dojo doctor` says how much)."
            )
        last = [line for text in texts.values() for line in text.splitlines()[-1:]]
        return EngineError(
            f"The control plane did not start: {(last or ['no log was written'])[0][:300]}",
            "`dojo doctor` looks for the cause; `dojo runtime status` shows the programs used.",
        )

    def _register_nodes(
        self, spec: ClusterSpec, api: Api, ports: kwok_config.Ports, folder: Path
    ) -> None:
        """Create the nodes, as kubelets do by themselves, as soon as the API server lets it."""
        from clusterdojo.binaries import DEFAULT_KUBERNETES  # not needed to grade

        wanted = kwok_nodes.nodes(spec, DEFAULT_KUBERNETES, ports.kubelet)
        daemonsets = "/apis/apps/v1/namespaces/kube-system/daemonsets"
        posts = [("/api/v1/nodes", node) for node in wanted]
        posts.append((daemonsets, kwok_nodes.kube_proxy(DEFAULT_KUBERNETES)))

        def registered() -> None:
            while posts:
                api.post(*posts[0])
                posts.pop(0)

        self._until(registered, folder)

    def _until(self, succeeds: Callable[[], None], folder: Path) -> None:
        """Call `succeeds` until the API server lets it."""
        deadline = time.monotonic() + NODES_SECONDS
        while True:
            with contextlib.suppress(UnansweredError, RefusedError):
                succeeds()
                return
            if time.monotonic() > deadline or self.fault(folder):
                raise self._explained(folder)
            time.sleep(POLL_SECONDS)

    def delete(self, folder: Path) -> None:
        """End the cluster's processes and remove its folder."""
        processes.end(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def fault(self, folder: Path) -> str | None:
        """Which of the cluster's processes has ended, by the pids that kwokctl wrote down."""
        for component in COMPONENTS:
            pid = _pid(folder, component)
            if pid is None or not processes.is_alive(pid, folder):
                return f"{component} has ended"
        return None

    def nodes(self, folder: Path) -> NodeAccess:
        """There is no inside."""
        raise EngineError(
            f"The nodes of {folder.name} are simulated: there is nothing inside them.",
            "Start the lab with `--engine kind` for real nodes.",
        )

    def stop_node(self, folder: Path, node: str) -> None:
        """Let kwok forget the node: no heartbeats, and its pods stay as they are."""
        self._label(folder, node, None)

    def start_node(self, folder: Path, node: str) -> None:
        """Let kwok keep the node alive again."""
        self._label(folder, node, kwok_nodes.SIMULATED)

    def _label(self, folder: Path, node: str, value: str | None) -> None:
        api = OwnApi(folder, folder.name)
        labels = {kwok_nodes.KUBELET_LABEL: value}
        api.patch(f"/api/v1/nodes/{node}", {"metadata": {"labels": labels}})

    def _prepared(self) -> dict[str, Path]:
        if self._binaries is None:
            from clusterdojo.progress import Silent  # a rare way through

            self.prepare(Silent())
        assert self._binaries is not None  # noqa: S101 - prepare sets it
        return self._binaries


def _pid(folder: Path, component: str) -> int | None:
    """The pid that kwokctl wrote down, or None where it has not, or not wholly."""
    try:
        return int((folder / "clusters" / NAME / "pids" / f"{component}.pid").read_text())
    except (OSError, ValueError):
        return None


def _hold(folder: Path, components: frozenset[str]) -> set[str]:
    """Hold those of the components that have been started, and say which."""
    pids = {component: _pid(folder, component) for component in components}
    started = {component for component, pid in pids.items() if pid is not None}
    for component in started:
        processes.hold(pids[component])
    return started


def _ended(folder: Path) -> bool:
    """Whether a component was started and is gone again."""
    pids = [pid for component in COMPONENTS if (pid := _pid(folder, component)) is not None]
    return not all(processes.is_alive(pid, folder) for pid in pids)


def _logs(folder: Path) -> list[Path]:
    """The logs that may tell why, the component's own first."""
    return [
        *sorted((folder / "clusters" / NAME / "logs").glob("*.log")),
        *folder.glob("kwokctl.log"),
    ]
