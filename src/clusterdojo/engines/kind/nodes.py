"""The containers that are a kind cluster's machines: found by their label, and by nothing else."""

import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from clusterdojo import container
from clusterdojo.container import DockerCommandError, docker
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.errors import ContainerEngineError, EngineError
from clusterdojo.node import known, places
from clusterdojo.node.known import Known

LABEL = "io.x-k8s.kind.cluster"
OWN_LABEL = "clusterdojo.dev/cluster"  # of machines that kind knows nothing of
SHELL = "busybox"  # it goes by the name that it is called by
EXEC_SECONDS = 60.0
COPY_SECONDS = 15.0
REMOVE_SECONDS = 120.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.2
# A machine knows itself by its name; the container's is kind's choice.
NAME_SCRIPT = """
hostname "$1" && echo "$1" > /etc/hostname
grep -qw "$1" /etc/hosts || echo "127.0.1.1 $1" >> /etc/hosts
"""
# What kubeadm's reset leaves to its user, and what the pod network of the old membership was.
LEAVE_SCRIPT = """
kubeadm reset --force
rm -rf /etc/cni/net.d/* /root/.kube
"""
LEAVE_SECONDS = 120.0


class KindNodes:
    """The inside of a cluster's nodes."""

    def __init__(self, record: KindRecord, folder: Path) -> None:
        self._record = record
        self._folder = folder

    def command(self, node: str, *, terminal: bool = False) -> list[str]:
        """The arguments before a program's that run it on the node as root, stdin attached."""
        options = ["-i", "-t"] if terminal else ["-i"]
        return [container.program(), "exec", *options, container_of(self._record, node)]

    def bring_shell(self, node: str) -> str | None:
        """Copy the shell that was kept of the new node to a path that nobody can guess.

        Its applets need no file, so it removes this one as soon as it runs.
        """
        if not (self._folder / SHELL).exists():
            return None  # a cluster that an earlier version made
        path = f"/{SHELL}.{secrets.token_hex(8)}"
        its = container_of(self._record, node)
        try:
            # One that is stopped would take the file as well, and keep it.
            if docker("inspect", "--format", "{{.State.Running}}", its).strip() != "true":
                return None
            docker("cp", str(self._folder / SHELL), f"{its}:{path}", seconds=COPY_SECONDS)
        except (DockerCommandError, ContainerEngineError):
            return None
        return path

    def programs(self) -> Mapping[str, Known]:
        """The programs that were on the nodes when they were made."""
        return known.read(self._folder / known.FILE)

    def noted(self, node: str) -> Mapping[str, str]:
        """How the configuration of the machine was when the lab began."""
        return places.read(self._folder).get(node, {})

    def fault(self, node: str) -> str | None:
        """Why nothing can be run on the node: "node01 is stopped", "node01 is gone", or None.

        Raises:
            ContainerEngineError: The container engine does not answer.
        """
        return fault_of(node, states(self._record).get(container_of(self._record, node)))

    def hosts(self) -> list[str]:
        """The cluster's machines that are not nodes."""
        return list(self._record.hosts)


def container_of(record: KindRecord, node: str) -> str:
    """The node's container.

    Raises:
        KeyError: The cluster has no such node.
    """
    return record.containers[node]


def states(record: KindRecord) -> dict[str, str]:
    """The state of each container that the cluster has ("running", "exited", "paused")."""
    listed = [
        docker(
            "ps", "--all", "--filter", f"label={label}={record.name}",
            "--format", "{{.Names}}\t{{.State}}",
        )
        for label in (LABEL, OWN_LABEL)
    ]  # fmt: skip
    lines = "".join(listed).splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


def fault_of(node: str, state: str | None) -> str | None:
    """What a container's state says about its node."""
    if state is None:
        return f"{node} is gone"
    if state == "running":
        return None
    return f"{node} is {'paused' if state == 'paused' else 'stopped'}"


def name_machine(record: KindRecord, node: str) -> None:
    """Let the machine know itself by its node's name, until its next start."""
    run(record, node, "sh", "-euc", NAME_SCRIPT, "sh", node)


def run(
    record: KindRecord, node: str, *command: str,
    stdin: bytes | None = None, seconds: float = EXEC_SECONDS,
) -> str:  # fmt: skip
    """Run a program on the node, and return what it wrote.

    Raises:
        EngineError: It failed.
    """
    try:
        argv = ("exec", "-i", container_of(record, node), *command)
        return docker(*argv, stdin=stdin, seconds=seconds)
    except DockerCommandError as error:
        raise EngineError(
            f"{command[0]} failed on {node}: {error.stderr[-300:]}.",
            "`dojo reset` makes new nodes; `dojo doctor` looks for a cause.",
        ) from error


def keep_shell(record: KindRecord, node: str, folder: Path) -> None:
    """Keep the shell of a new node, which only the suite has touched, for graders.

    Raises:
        EngineError: It can't be copied.
    """
    source = f"{container_of(record, node)}:/bin/{SHELL}"
    _told(node, "cp", "--follow-link", source, str(folder / SHELL))
    (folder / SHELL).chmod(0o700)


def leave(record: KindRecord, node: str) -> None:
    """Take the machine out of the cluster that kind has put it into: as if it had never joined."""
    run(record, node, "sh", "-euc", LEAVE_SCRIPT, seconds=LEAVE_SECONDS)


def stop(record: KindRecord, node: str) -> None:
    """Take the node's power away."""
    _told(node, "stop", "--time", "0", container_of(record, node))


def start(record: KindRecord, node: str) -> None:
    """Give the node its power back."""
    _told(node, "start", container_of(record, node))
    name_machine(record, node)


def _told(node: str, *arguments: str) -> None:
    try:
        docker(*arguments, seconds=STOP_SECONDS)
    except DockerCommandError as error:
        raise EngineError(
            f"docker {arguments[0]} failed for {node}: {error.stderr[-300:]}.",
            "`dojo reset` makes new nodes.",
        ) from error


def remove(record: KindRecord, *, interrupted: bool) -> None:
    """Remove the cluster's containers, their volumes and its network; nothing else.

    Args:
        record: The cluster.
        interrupted: Whether its making was: the engine may be creating a container even now.

    Raises:
        ContainerEngineError: The container engine does not answer.
        EngineError: A container can't be removed.
    """
    deadline = time.monotonic() + REMOVE_SECONDS
    looks_without, problem = 0, ""
    while looks_without <= interrupted:
        left = states(record)
        looks_without = 0 if left else looks_without + 1
        if left:
            try:
                docker("rm", "--force", "--volumes", *left, seconds=REMOVE_SECONDS)
            except DockerCommandError as error:
                problem = error.stderr
        if time.monotonic() > deadline:
            raise _left(f"containers of {record.name}", problem)
        if problem or interrupted:
            time.sleep(POLL_SECONDS)
    try:
        docker("network", "rm", record.name)
    except DockerCommandError as error:
        if docker("network", "ls", "--quiet", "--filter", f"name=^{record.name}$").strip():
            raise _left(f"network {record.name}", error.stderr) from error


def _left(what: str, problem: str) -> EngineError:
    return EngineError(
        f"The {what} can't be removed: {problem[-300:] or 'they come back'}.",
        "Run `dojo stop --all` again; `docker ps --all` shows what is left.",
    )
