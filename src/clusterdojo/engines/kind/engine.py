"""The engine of real nodes: kubelets, static pods, systemd and ssh, in containers made by kind."""

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from clusterdojo import container, isolation, processes
from clusterdojo.cluster.audit_log import AuditLog
from clusterdojo.cluster.client import OwnApi
from clusterdojo.engines import audit
from clusterdojo.engines.finding import Finding
from clusterdojo.engines.kind import access as kind_access
from clusterdojo.engines.kind import audit_log, fitness, pausing
from clusterdojo.engines.kind import etcd as kind_etcd
from clusterdojo.engines.kind import log as kind_log
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind import objects as kind_objects
from clusterdojo.engines.kind.config import Host, configuration
from clusterdojo.engines.kind.containers import CONTROL_PLANE, KindRecord
from clusterdojo.engines.ports import PortTakenError, free_ports, made_on_free_ports
from clusterdojo.engines.protocol import Engine, NodeAccess, RunningCluster
from clusterdojo.engines.requiring import require_fit
from clusterdojo.errors import EngineError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.node import known
from clusterdojo.node.known import Known
from clusterdojo.progress import Progress, Silent

CREATE_SECONDS = 300
READY_SECONDS = 120
POLL_SECONDS = 0.1
LOG = "kind.log"


class Wanted(NamedTuple):
    """What a node's image has to carry: its Kubernetes version, and the packages to upgrade it."""

    kubernetes: str
    upgrade: Upgrade | None


class KindEngine:
    """Clusters made by kind, each with containers and a network of its own."""

    name = "kind"
    real_nodes = True
    embedded = False
    quick = False
    can_pause = False  # frozen containers would keep their memory
    always_restarted = False

    def __init__(self) -> None:
        self._host: Host | None = None
        self._images: dict[Wanted, str] = {}
        self._contents: dict[str, dict[str, Known]] = {}  # by the image's reference
        self._programs: dict[str, Path] = {}
        self._etcd: dict[str, Path] = {}  # by the Kubernetes version that wants it

    def unavailable(self) -> str | None:
        """Why the container engine can't be used."""
        return container.reachable()

    def examine(self) -> list[Finding]:
        """The container engine, and the host below it."""
        from clusterdojo.engines.kind import doctor

        return doctor.examine()

    def prepare(self, progress: Progress, clusters: Sequence[ClusterSpec] = ()) -> None:
        """Fetch or build kind, the learner's programs, and the clusters' node images."""
        from clusterdojo import binaries as runtime
        from clusterdojo import images

        for spec in clusters:
            require_fit(self, spec)
        self._host = Host.look()
        names = ("kind", "kubectl", "etcdctl", "etcdutl")
        self._programs = runtime.require(names, progress=progress)
        for wanted in {_wanted(spec, node) for spec in clusters for node in spec.nodes}:
            image = images.require(wanted.kubernetes, progress, wanted.upgrade)
            self._images[wanted] = image
            self._contents[image] = images.programs(image, progress)
        for version in {_control_plane(spec)[1] for spec in clusters if spec.etcd.host}:
            self._etcd |= {version: runtime.require(("etcd",), version, progress)["etcd"]}

    def tools(self) -> dict[str, Path]:
        """The programs for the learner's PATH."""
        self._prepared([])
        return {name: self._programs[name] for name in ("kubectl", "etcdctl", "etcdutl")}

    def unfit(self, spec: ClusterSpec) -> list[str]:
        """What kind itself can't do."""
        return fitness.unfit(spec)

    def memory_mib(self, spec: ClusterSpec) -> int:
        """What its machines take."""
        return fitness.memory_mib(spec)

    def create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        """Make a cluster in `folder`, which must not exist yet."""
        return made_on_free_ports(
            lambda: self._create(spec, folder, progress),
            lambda: self.delete(folder),
            f"The port for {spec.name} was taken by another program",
        )

    def _create(self, spec: ClusterSpec, folder: Path, progress: Progress) -> RunningCluster:
        require_fit(self, spec)
        progress.stage(f"starting {spec.name}")
        host = self._prepared([spec])
        images = {node.name: self._images[_wanted(spec, node)] for node in spec.nodes}
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise unwritable(folder, error) from error
        record = KindRecord.plan(spec, folder, free_ports(1)[0])
        record.write(folder)
        control_plane, version = _control_plane(spec)
        with ThreadPoolExecutor() as pool:
            etcd_pki, serving = None, None
            if spec.etcd.host:
                etcd_pki = kind_etcd.begin(record, spec.etcd, images[control_plane], folder)
                serving = pool.submit(kind_etcd.serve, record, spec.etcd, self._etcd[version])
            policy = folder / audit_log.POLICY_FILE
            write_atomically(policy, json.dumps(audit.policy()))
            content = configuration(spec, record.port, host, images, etcd_pki, policy)
            write_atomically(folder / "kind.yaml", content)
            try:
                self._kind(spec, record, folder, progress)
            finally:
                if serving:
                    serving.result()  # without etcd no cluster: then this is the reason
        kubeconfig = kind_access.write(spec.name, record, control_plane, folder)
        api = OwnApi(folder, spec.name)
        with ThreadPoolExecutor() as pool:
            furnished = [pool.submit(_furnish, api, record, node) for node in spec.nodes]
            self._await_nodes(api, spec, progress)
            for future in furnished:
                future.result()
        kind_objects.dress(api, spec)
        self._keep_known(spec, record, folder, set(images.values()))
        return RunningCluster(spec.name, kubeconfig)

    def _keep_known(
        self, spec: ClusterSpec, record: KindRecord, folder: Path, images: set[str]
    ) -> None:
        """What graders compare machines with, and what they read them by, out of their reach."""
        control_plane, version = _control_plane(spec)
        programs = {d: known for image in images for d, known in self._contents[image].items()}
        if spec.etcd.host:
            with self._etcd[version].open("rb") as file:
                programs[hashlib.file_digest(file, "sha256").hexdigest()] = Known("etcd")
        known.write(folder / known.FILE, programs)
        kind_nodes.keep_shell(record, control_plane, folder)

    def _kind(
        self, spec: ClusterSpec, record: KindRecord, folder: Path, progress: Progress
    ) -> None:
        """Run kind; a cluster that does not come up is an error that says why."""
        log = folder / LOG
        command: list[str | Path] = [
            *isolation.interpreter("clusterdojo.engines.kind.create"), record.name,
            folder / "kind.kubeconfig", self._programs["kind"], self._programs["kubectl"],
            folder / "kind.yaml",
        ]  # fmt: skip
        running = processes.launch(command, folder, log, _environment(folder, record))
        deadline = time.monotonic() + CREATE_SECONDS
        told = 0
        while running.poll() is None and time.monotonic() < deadline:
            begun = kind_log.stages(_text(log))
            for text in begun[told:]:
                progress.stage(f"{spec.name}: {text}")
            told = len(begun)
            time.sleep(POLL_SECONDS)
        if running.poll() is None:
            running.kill()
            running.wait()
        if running.returncode:
            raise _explained(spec, _text(log))

    def await_ready(self, spec: ClusterSpec, folder: Path, progress: Progress) -> None:
        """Nothing is left to wait for: pods may only come once all nodes take them."""

    def _await_nodes(self, api: OwnApi, spec: ClusterSpec, progress: Progress) -> None:
        """Wait until every node takes pods: the first one that does would get them all."""
        progress.stage(f"waiting for the nodes of {spec.name}")
        deadline = time.monotonic() + READY_SECONDS
        while missing := kind_objects.not_ready(api, spec):
            if time.monotonic() > deadline:
                container.require()
                raise EngineError(
                    f"{', '.join(missing)} of {spec.name} did not become ready "
                    f"within {READY_SECONDS} s.",
                    "Start the lab again; `dojo doctor` looks for a cause.",
                )
            time.sleep(POLL_SECONDS)

    def owns(self, folder: Path) -> bool:
        """Whether it is written down as a cluster of kind's: before that, nothing of it exists."""
        return KindRecord.read(folder) is not None

    def delete(self, folder: Path) -> None:
        """End what makes the cluster, remove its containers, then its folder.

        Raises:
            ContainerEngineError: The container engine does not answer; the folder stays, since it
                is all that tells whose the containers are.
        """
        record = KindRecord.read(folder)
        if record is not None:
            interrupted = bool(processes.processes(folder))
            if interrupted:
                processes.end(folder)
            kind_nodes.remove(record, interrupted=interrupted)
        shutil.rmtree(folder, ignore_errors=True)

    def fault(self, folder: Path) -> str | None:
        """Which machine is stopped or gone, the control plane first; not those of the lab itself.

        Raises:
            ContainerEngineError: The container engine does not answer.
        """
        record = KindRecord.read(folder)
        if record is None:
            return "it was never made"
        states = kind_nodes.states(record)
        for node, its_container in sorted(
            record.containers.items(), key=lambda item: CONTROL_PLANE not in item[1]
        ):
            fault = kind_nodes.fault_of(node, states.get(its_container))
            if fault and node not in record.stopped:
                return fault
        return None

    def pause(self, folder: Path) -> None:
        """Containers keep their memory.

        Raises:
            EngineError: Always.
        """
        raise EngineError(
            f"{folder.name} can't be paused: its nodes' containers would keep their memory.",
            "Let it run, or end it.",
        )

    def resume(self, folder: Path) -> None:
        """Start its containers, as after a reboot."""
        pausing.resume(_read(folder), folder)

    def is_gone(self, folder: Path) -> bool:
        """Whether no machine of it runs."""
        return pausing.is_gone(_read(folder))

    def ports(self, folder: Path) -> list[int]:
        """None: Docker keeps the port of a container that it starts again."""
        del folder
        return []

    def audit_log(self, folder: Path) -> AuditLog | None:
        """Files on its control plane's node; clusters of earlier versions have none."""
        return audit_log.audit_log(folder)

    def nodes(self, folder: Path) -> NodeAccess:
        """The inside of the cluster's nodes."""
        return kind_nodes.KindNodes(_read(folder), folder)

    def stop_node(self, folder: Path, node: str) -> None:
        """Take the node's power away: it says no goodbye, and its pods stay as they are."""
        record = _read(folder)
        record.with_stopped(node, stopped=True).write(folder)
        kind_nodes.stop(record, node)

    def start_node(self, folder: Path, node: str) -> None:
        """Give the node its power back."""
        record = _read(folder)
        kind_nodes.start(record, node)
        record.with_stopped(node, stopped=False).write(folder)

    def _prepared(self, clusters: Sequence[ClusterSpec]) -> Host:
        wanted = {_wanted(spec, node) for spec in clusters for node in spec.nodes}
        etcd = {_control_plane(spec)[1] for spec in clusters if spec.etcd.host}
        have_all = self._images.keys() >= wanted and self._etcd.keys() >= etcd
        if self._host is None or not have_all:
            self.prepare(Silent(), clusters)
        assert self._host is not None  # noqa: S101 - prepare sets it
        return self._host


def _wanted(spec: ClusterSpec, node: NodeSpec) -> Wanted:
    """What the node's image has to carry."""
    from clusterdojo.binaries import DEFAULT_KUBERNETES

    return Wanted(spec.version_of(node) or DEFAULT_KUBERNETES, spec.upgrade)


def _control_plane(spec: ClusterSpec) -> tuple[str, str]:
    """The control plane's name and Kubernetes version."""
    node = next(node for node in spec.nodes if node.role == CONTROL_PLANE)
    return node.name, _wanted(spec, node).kubernetes


def _environment(folder: Path, record: KindRecord) -> dict[str, str]:
    """What kind works in: no setting of the user's own clusters, and a network for each cluster.

    With a network of its own no cluster reaches another one, the user's own kind clusters
    included, and what was made can be removed without asking who else is using it.
    """
    inherited = {
        key: value
        for key, value in processes.marked(folder).items()
        if not key.startswith(("KUBE", "KIND_"))
    }
    return {**inherited, "KIND_EXPERIMENTAL_DOCKER_NETWORK": record.name}


def _explained(spec: ClusterSpec, log: str) -> Exception:
    container.require()  # a silent engine is the reason, whatever kind made of it
    if kind_log.is_port_taken(log):
        return PortTakenError()
    if "no space left on device" in log.lower():
        return EngineError("The disk is full.", "Free some space (`dojo doctor` says how much).")
    return EngineError(
        f"{spec.name} did not start: {kind_log.reason(log)}.",
        "`dojo doctor` looks for the cause; start the lab again once it is fixed.",
    )


def _furnish(api: OwnApi, record: KindRecord, node: NodeSpec) -> None:
    """Make the machine what the lab says it is."""
    if not node.joined:
        kind_nodes.leave(record, node.name)
        kind_objects.forget(api, node.name)
    kind_nodes.name_machine(record, node.name)


def _read(folder: Path) -> KindRecord:
    record = KindRecord.read(folder)
    if record is None:
        raise EngineError(
            f"There is no cluster in {folder}.", "`dojo reset` makes the attempt's clusters again."
        )
    return record


def _text(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


ENGINE: type[Engine] = KindEngine
