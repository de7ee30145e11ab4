"""A cluster in which everything is found, and machines and a work folder that answer anything.

Objects are as an API server gives them: their types are right, and what they say is drawn. What
learners write freely is drawn as well, often close to what a grader expects.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import yaml

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.snapshot import RecordedSnapshot
from clusterdojo.grading.context import Context
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import Ran
from fixtures.cluster import Cluster
from fixtures.node import Machine
from fixtures.objects import Missing, Pod, Resource, Workload
from tests.objects import CREATED, merge, node, pod, workload

MACHINES = ("controlplane", "node01", "node02", "etcd-server")
ODD: tuple[Any, ...] = (
    None, True, 5, -1.5, "", "x", "²", [], [None], ["x"], {}, {"x": []}, {"name": 5}, [[]],
)  # fmt: skip
KINDS = {"Deployment": "deployments", "DaemonSet": "daemonsets", "StatefulSet": "statefulsets"}


def odd(rng: random.Random, value: Any) -> Any:
    """Plain data with one part of it exchanged or left out, wherever it is."""
    if rng.random() < 0.3 or not isinstance(value, dict | list) or not value:
        return rng.choice(ODD)
    made: Any = list(value) if isinstance(value, list) else dict(value)
    place = rng.randrange(len(made)) if isinstance(made, list) else rng.choice([*made])
    if rng.random() < 0.2:
        del made[place]
    else:
        made[place] = odd(rng, made[place])
    return made


def manifest(name: str) -> Object:
    """A static pod as kubeadm writes it."""
    container = {
        "name": name,
        "image": f"registry.k8s.io/{name}:v1.35.4",
        "command": [name, "--data-dir=/var/lib/etcd", "--kubeconfig=/etc/kubernetes/x.conf"],
        "volumeMounts": [{"name": "data", "mountPath": "/var/lib/etcd"}],
        "env": [{"name": "A", "value": "b"}],
    }
    volumes = [{"name": "data", "hostPath": {"path": "/var/lib/etcd", "type": "Directory"}}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "kube-system", "labels": {"tier": "x"}},
        "spec": {"containers": [container], "volumes": volumes, "hostNetwork": True},
    }


class World(Cluster):
    """A cluster that has whatever it is asked for."""

    def __init__(self, name: str, rng: random.Random, values: Mapping[str, Any]) -> None:
        super().__init__(name, RecordedSnapshot({}), cast("Context", None))
        self._rng = rng
        self._version = str(values.get("to_version", "1.35.4"))

    @property
    def version(self) -> str:
        """What the API server says."""
        return self._version

    def at(self, path: str) -> list[Object]:
        """Custom resources, of which only the metadata have a type."""
        if "leases" in path:
            return [{"metadata": {"name": "node01"}, "spec": {"renewTime": CREATED}}]
        items = [{"kind": "Menu", "metadata": {"name": "lunch", "namespace": "x", "uid": "u"}}]
        for item in items:
            item["spec"] = self._rng.choice(ODD)
        return [] if path.endswith("x") else items

    def _objects(self, kind: str, namespace: str | None) -> list[Object]:
        if kind == "nodes":
            return [self._made(kind, name, None) for name in ("controlplane", "node01", "node02")]
        return [self._made(kind, name, namespace) for name in ("web", "settings")]

    def _made(self, kind: str, name: str, namespace: str | None) -> Object:
        one = kind.removesuffix("s").title()
        singular = next((k for k, plural in KINDS.items() if plural == kind), one)
        if kind == "nodes":
            made = node(name, status={"nodeInfo": {"kubeletVersion": f"v{self._version}"}})
        elif kind == "pods":
            volumes = [{"name": "etcd-data", "hostPath": {"path": "/var/lib/etcd"}}]
            made = pod(name, spec={"volumes": volumes})
            made["spec"]["containers"][0]["command"] = ["etcd", "--data-dir=/var/lib/etcd"]
        elif kind in (*KINDS.values(), "replicasets"):
            made = workload(singular)
            made["spec"]["template"]["metadata"] = {}
        else:
            made = {"kind": singular, "metadata": {}, "spec": {}, "data": {"a": "Yg=="}}
        metadata = {
            "name": name, "uid": f"{kind}-{name}-{self._rng.randrange(2)}", "resourceVersion": "7",
            "creationTimestamp": CREATED, "generation": self._rng.randrange(3),
            "annotations": {"kubectl.kubernetes.io/last-applied-configuration":
                            self._rng.choice(["{broken", "[]", "5", '{"metadata": 5}', "{}"])},
            "managedFields": [{"manager": "a", "operation": "Apply", "fieldsV1": {}}],
        }  # fmt: skip
        if kind not in {"nodes", "namespaces"}:
            metadata["namespace"] = namespace or "x"
        merge(made, {"metadata": metadata})
        statuses = {"containerStatuses": [{"restartCount": self._rng.randrange(2), "name": "web"}]}
        return merge(made, {"status": statuses} if kind == "pods" else {})

    def find(self, kind: str, name: str, namespace: str | None = None) -> Resource | None:
        """An object of that name, mostly."""
        if self._rng.random() < 0.05:
            return None
        return Resource(self._made(kind, name, namespace))

    def deployment(self, namespace: str, name: str) -> Workload:
        """One with pods on the nodes."""
        return self._with_pods("deployments", namespace, name)

    def daemonset(self, namespace: str, name: str) -> Workload:
        """One with pods on the nodes."""
        return self._with_pods("daemonsets", namespace, name)

    def _with_pods(self, kind: str, namespace: str, name: str) -> Workload:
        found = self.get(kind, name, namespace)
        pods = [Pod(self._made("pods", f"{name}-{n}", namespace)) for n in range(2)]
        return Workload(found.raw, pods)


class Anything(NodeReader):
    """A machine that answers anything to any question."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__([])
        self._rng = rng
        self._answered: dict[str, Ran] = {}

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """What a program says."""
        del seconds
        return self._ran(" ".join(argv))

    def script(self, text: str, *arguments: str, seconds: float = 0) -> Ran:
        """What a script says."""
        del seconds
        return self._ran(f"{text} {' '.join(arguments)}")

    def genuine(self, name: str) -> str:
        """Every program is the machine's own."""
        return name

    def copy(self, path: str, target: Path, seconds: float = 0) -> bool:
        """Nothing is kept."""
        del path, target, seconds
        return False

    def forget(self) -> None:
        """From now on it gives other answers."""
        self._answered.clear()

    def _ran(self, question: str) -> Ran:
        if question not in self._answered:
            self._answered[question] = self._drawn(question)
        return self._answered[question]

    def _drawn(self, question: str) -> Ran:
        said = self._said(question) if self._rng.random() < 0.8 else self._noise()
        return Ran(self._rng.choice((0, 0, 0, 1)), said.encode(), b"")

    def _noise(self) -> str:
        return self._rng.choice(
            ["", "\n", "0", "²", "\0\0\n", "x y z", "{", "[]", "- ]", "=", "a\0b"]
        )

    def _said(self, question: str) -> str:  # noqa: PLR0911 - a case each
        rng = self._rng
        if "systemctl" in question:
            names = ("LoadState", "ActiveState", "MainPID", "NRestarts", "UnitFileState",
                     "ActiveEnterTimestamp", "ExecStart", "EnvironmentFiles")  # fmt: skip
            words = (
                "loaded",
                "active",
                "enabled",
                "17",
                "²",
                "",
                "Mon 2026-01-05 10:00:00 UTC",
                "{ path=/x ; argv[]=/usr/bin/etcd --data-dir=$A ; }",
                "/etc/x (optional)",
            )
            return "\n".join(f"{name}={rng.choice(words)}" for name in names)
        if "cmdline" in question:
            return self._processes()
        if "uptime" in question:
            return rng.choice(["9000.5 1", "²", "x"])
        if "%F/%a" in question:
            return rng.choice(
                ["regular file/600/root/root/12/1770000000/1770000000", "directory/755/a/b/1/2/3",
                 "regular file/6x/root/root/²/x/99999999999999999999", "a/b/c"])  # fmt: skip
        if "traffic" in question:
            times = ("2026-01-01T12:00:05Z", "2026-13-41T99:00:00Z", "Z", "2026-01-01T12:09:00Z")
            lines = (f"{rng.choice(times)} api={rng.choice(('up', 'down'))} app=none pods=a,b"
                     for _ in range(rng.randrange(5)))  # fmt: skip
            return "\n".join([*lines, rng.choice(["stray", "api=up", ""])])
        if "snapshot status" in question:
            told = {"hash": 5, "revision": 7, "totalKey": 9}
            return f"{'a' * 64}\n{'a' * 64}\n{json.dumps(odd(rng, told))}"
        if "manifests" in question or "head -c" in question or "/etc/kubernetes" in question:
            return self._folder()
        return rng.choice(
            ["v1.35.4", "1.35.4", "registry.k8s.io/etcd:3.6.5-0", "17", "ii |1.35.4-1"]
        )

    def _processes(self) -> str:
        names = ("etcd", "kubelet", "kube-apiserver", "kube-scheduler", "web")
        told = "".join(
            f"==> /proc/{pid}/cmdline <==\n"
            + "\0".join([name, *self._rng.choice((["--data-dir=/x"], ["--config", "/c"], ["-"]))])
            + "\0\n"
            for pid, name in enumerate(names, start=10)
        )
        stats = "\n".join(
            f"{pid} ({name}) S {' '.join(self._rng.choice(('1', '²')) for _ in range(40))}"
            for pid, name in enumerate(names, start=10)
        )
        return f"{told}\0\0\n{stats}"

    def _folder(self) -> str:
        files = []
        for name in ("etcd", "kube-apiserver", "kube-scheduler", "config"):
            thing = manifest(name)
            if name == "config":
                thing = {"kind": "KubeletConfiguration", "staticPodPath": "/etc/manifests"}
            drawn = odd(self._rng, thing) if self._rng.random() < 0.5 else thing
            text = self._rng.choice([yaml.safe_dump(drawn), json.dumps(drawn), "a: [", "&a [*a]"])
            files.append(f"/etc/manifests/{name}.yaml\x001770000000\x0050\x00{text}\x00")
        return "".join(files)


class Machines(dict[str, Machine]):
    """All machines of a cluster, which answer anything."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng

    def __call__(self, name: str) -> Machine:
        """One of them.

        Raises:
            Missing: There is no such machine.
        """
        if name not in MACHINES:
            raise Missing(name)
        if name not in self:
            self[name] = Machine(name, Anything(self._rng))
        return self[name]
