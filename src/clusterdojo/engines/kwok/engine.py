"""The embedded engine: a real control plane by kwokctl, with simulated nodes; no Docker."""

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from clusterdojo import processes
from clusterdojo.cluster.audit_log import AuditLog
from clusterdojo.cluster.client import Api, OwnApi, RefusedError, UnansweredError
from clusterdojo.cluster.identities import KUBEADM_ADMINS
from clusterdojo.cluster.settle import is_ready
from clusterdojo.cluster.transport import OWN_KUBECONFIG, Access
from clusterdojo.engines import audit
from clusterdojo.engines.finding import Finding
from clusterdojo.engines.kwok import audit_log, components, pausing
from clusterdojo.engines.kwok import config as kwok_config
from clusterdojo.engines.kwok import nodes as kwok_nodes
from clusterdojo.engines.ports import PortTakenError, free_ports, made_on_free_ports
from clusterdojo.engines.protocol import Engine, NodeAccess, RunningCluster
from clusterdojo.engines.requiring import require_fit
from clusterdojo.errors import EngineError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Progress

CREATE_SECONDS = 120
NODES_SECONDS = 30
POLL_SECONDS = 0.02
CONTROLLED_POLL_SECONDS = 0.1  # asking more often would slow down what is waited for
DAEMONSETS = "/apis/apps/v1/namespaces/kube-system/daemonsets"
RBAC = "/apis/rbac.authorization.k8s.io/v1"
# As kubeadm has it; the learner's certificate names only the group.
LEARNERS_RIGHTS = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRoleBinding",
    "metadata": {"name": KUBEADM_ADMINS},
    "roleRef": {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "ClusterRole",
        "name": "cluster-admin",
    },
    "subjects": [
        {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": KUBEADM_ADMINS}
    ],
}


class KwokEngine:
    """Clusters made by kwokctl's binary runtime, each in a folder of its own."""

    name = "kwok"
    real_nodes = False
    embedded = True
    quick = True
    can_pause = True
    # No task is about the control plane's processes: bringing them back undoes no learner's work.
    always_restarted = True

    def __init__(self) -> None:
        self._binaries: dict[str, Path] | None = None

    def unavailable(self) -> str | None:
        """The suite brings everything."""
        return None

    def examine(self) -> list[Finding]:
        """The programs, and the memory and disk that they take."""
        from clusterdojo.engines.kwok import doctor

        return doctor.examine()

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Fetch or build the control plane's programs."""
        from clusterdojo import binaries as runtime

        for spec in clusters:
            require_fit(self, spec)
        self._binaries = runtime.require(runtime.EMBEDDED, progress=progress)

    def tools(self) -> dict[str, Path]:
        """The programs for the learner's PATH."""
        binaries = self._prepared()
        return {name: binaries[name] for name in ("kubectl", "etcdctl", "etcdutl")}

    def unfit(self, spec: ClusterSpec) -> list[str]:
        """What takes real nodes, or another Kubernetes version than the suite's default."""
        from clusterdojo.engines.kwok import fitness

        return fitness.unfit(spec)

    def memory_mib(self, spec: ClusterSpec) -> int:
        """What its control plane takes."""
        from clusterdojo.engines.kwok import fitness

        del spec  # simulated nodes take nothing that counts
        return fitness.MEMORY_MIB

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Make a cluster in `folder`, which must not exist yet."""
        return made_on_free_ports(
            lambda: self._create(spec, folder, progress),
            lambda: self.delete(folder),
            f"The ports for {spec.name} were taken by other programs",
        )

    def _create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        from clusterdojo.engines.kwok import pki as kwok_pki  # not needed to grade

        progress.stage(f"starting {spec.name}")
        binaries = self._prepared()
        workdir = folder / "clusters" / components.NAME
        ports = kwok_config.Ports(*free_ports(6))
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise unwritable(folder, error) from error
        write_atomically(folder / "simulated.log", kwok_config.SIMULATED_LOG)
        config = folder / pausing.CONFIG
        documents = kwok_config.documents(spec, binaries, ports, folder, workdir)
        # JSON is YAML, and takes no library to write.
        write_atomically(config, "\n---\n".join(json.dumps(d) for d in documents))
        write_atomically(folder / audit_log.POLICY, json.dumps(audit.policy()))
        server, pki = f"https://127.0.0.1:{ports.apiserver}", workdir / "pki"
        learners, own = kwok_pki.write(pki, server, spec.name)
        self._kwokctl(binaries["kwokctl"], folder, config)
        kubeconfig = folder / "kubeconfig"
        write_atomically(kubeconfig, learners)
        write_atomically(folder / OWN_KUBECONFIG, own)
        access = Access(server, *(str(pki / n) for n in ("ca.crt", "admin.crt", "admin.key")))
        access.write(folder)
        for component in components.HELD_BACK - {components.CONTROLLER_MANAGER}:
            processes.let_go(components.pid(folder, component))
        self._register_nodes(spec, OwnApi(folder, spec.name), ports, folder)
        return RunningCluster(spec.name, kubeconfig)

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """Let the controller manager go on once the API server is healthy; wait for the nodes.

        The API server makes what a new cluster begins with a second after it serves, and the
        controller manager looks for that once a second: let go afterwards, it need not wait.
        It works once it has seen kube-proxy: one whose port was taken never comes that far.
        """
        progress.stage(f"waiting for the nodes of {spec.name}")
        api = OwnApi(folder, spec.name)

        def ready() -> None:
            nodes = (api.get("/api/v1/nodes") or {}).get("items", [])
            # All were registered before; a lab's setup may have taken some away again.
            if not nodes or not all(is_ready(node) for node in nodes):
                raise UnansweredError

        def controlled() -> None:
            daemonset = api.get(f"{DAEMONSETS}/{kwok_nodes.KUBE_PROXY}")
            if daemonset and not daemonset.get("status", {}).get("observedGeneration"):
                raise UnansweredError

        try:
            self._until(lambda: api.check("/healthz"), folder)
        finally:
            processes.let_go(components.pid(folder, components.CONTROLLER_MANAGER))
        self._until(ready, folder)
        self._until(controlled, folder, CONTROLLED_POLL_SECONDS)
        if self.fault(folder):
            raise self._explained(folder)

    def _kwokctl(self, program: Path, folder: Path, config: Path) -> None:
        """Run kwokctl; a cluster that does not come up is an error that says why."""
        environment = processes.marked(folder) | {"KWOK_WORKDIR": str(folder)}
        environment.pop("KUBECONFIG", None)
        command: list[str | Path] = [
            program, "create", "cluster", "--name", components.NAME, "--config", config,
            "--kubeconfig", "", "--timeout", f"{CREATE_SECONDS}s",
        ]  # fmt: skip
        log = folder / "kwokctl.log"
        deadline = time.monotonic() + CREATE_SECONDS
        running = processes.launch(command, folder, log, environment)
        held: set[str] = set()
        # kwokctl waits for minutes for a component that has ended: that is seen at once here.
        while running.poll() is None and time.monotonic() < deadline:
            if components.one_has_ended(folder):
                break
            held |= components.hold(folder, components.HELD_BACK - held)
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
        posts = [("/api/v1/nodes", node) for node in wanted]
        posts.append((DAEMONSETS, kwok_nodes.kube_proxy(DEFAULT_KUBERNETES)))
        posts.append((f"{RBAC}/clusterrolebindings", LEARNERS_RIGHTS))

        def registered() -> None:
            while posts:
                api.post(*posts[0])
                posts.pop(0)

        self._until(registered, folder)

    def _until(
        self, succeeds: Callable[[], None], folder: Path, poll: float = POLL_SECONDS
    ) -> None:
        """Call `succeeds` until the API server lets it."""
        deadline = time.monotonic() + NODES_SECONDS
        while True:
            with contextlib.suppress(UnansweredError, RefusedError):
                succeeds()
                return
            if time.monotonic() > deadline or self.fault(folder):
                raise self._explained(folder)
            time.sleep(poll)

    def owns(self, folder: Path) -> bool:
        """Whether kwokctl was told to make it: before that, nothing of it runs."""
        return (folder / pausing.CONFIG).exists()

    def delete(self, folder: Path) -> None:
        """End the cluster's processes and remove its folder."""
        processes.end(folder)
        shutil.rmtree(folder, ignore_errors=True)

    def fault(self, folder: Path) -> str | None:
        """Which of the cluster's processes has ended."""
        return components.fault(folder)

    def pause(self, folder: Path) -> None:
        """End its processes; etcd's data is kept."""
        pausing.pause(folder)

    def resume(self, folder: Path) -> None:
        """Start its processes again, on the same ports."""
        pausing.resume(folder)

    def is_gone(self, folder: Path) -> bool:
        """Whether one process has ended, such as an API server for which there was no memory."""
        return components.fault(folder) is not None

    def ports(self, folder: Path) -> list[int]:
        """Those of its processes."""
        return pausing.ports(folder)

    def audit_log(self, folder: Path) -> AuditLog | None:
        """A file of the cluster's folder; clusters of earlier versions have none."""
        return audit_log.audit_log(folder)

    def nodes(self, folder: Path) -> NodeAccess:
        """Simulated nodes have no inside to read."""
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


def _logs(folder: Path) -> list[Path]:
    """The logs that may tell why, the component's own first."""
    return [
        *sorted((folder / "clusters" / components.NAME / "logs").glob("*.log")),
        *folder.glob("kwokctl.log"),
    ]


ENGINE: type[Engine] = KwokEngine
