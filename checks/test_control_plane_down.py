"""control-plane-down: what goes on without an API server, and the API server as it was."""

from collections.abc import Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.lab.values import Drawn
from fixtures import Missing, Workload, differs, names
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.traffic import RECORD, Measured, interrupted, traffic
from fixtures.unchanged import pods_are_the_same

pytestmark = pytest.mark.lab("control-plane-down")

NODE, API_SERVER = "controlplane", "kube-apiserver"


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Repairing what administers the customers' application must not take it away from them."""
    begun = _app(before, values).created
    gap = interrupted(machine(NODE), str(values["port"]), begun)
    assert gap is None, differs(
        "the application did not serve throughout", expected="an answer always", found=gap
    )


@pytest.mark.points(2)
def test_since_when_the_api_server_is_down(machine: MachineOf, answers: Answers) -> None:
    """The first thing that everybody asks after an outage is when it began."""
    down = [line.time for line in _record(machine) if not line.api]
    answers.require_set("answers/since.txt", down[:1], "one time as the record writes it")


@pytest.mark.points(2)
def test_which_pods_went_on_serving(
    before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """What runs needs no API server: only what has to change does."""
    right = [pod.name for pod in _app(before, values).pods]
    answers.require_set("answers/serving.txt", right, "pod names, one per line", kind="pod")


@pytest.mark.points(3)
def test_the_api_server_answers(cluster: Cluster, before: Cluster) -> None:
    """Without it no pod is moved, restarted elsewhere, scaled or deployed."""
    for then in before.nodes():
        now = cluster.node(then.name)
        assert now.uid == then.uid, differs(f"node {now.name} was deleted and recreated")


@pytest.mark.points(2)
def test_it_is_the_static_pod_that_it_was(machine: MachineOf, before: Cluster) -> None:
    """An API server with other options is another one: open to everybody, or without its data."""
    node = machine(NODE)
    found = [m for m in node.manifests() if m.raw.get("metadata", {}).get("name") == API_SERVER]
    if not found:
        msg = f"the kubelet of {NODE} finds no manifest of {API_SERVER} that it can read"
        raise Missing(msg)
    assert len(found) == 1, differs(
        f"more than one manifest describes {API_SERVER}", found=names(m.path for m in found)
    )
    then = _described(before.pod("kube-system", f"{API_SERVER}-{NODE}").raw)
    now = _described(found[0].raw)
    for part, right in then.items():
        # What differs is what the learner has to find.
        assert now[part] == right, differs(
            f"the {part} of {API_SERVER} differs from what it was", expected=f"the same {part}"
        )
    running = set(node.process(API_SERVER).argv)
    assert running == set(then["command"]), differs(
        f"the {API_SERVER} that runs is not the one of its manifest"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_api_server_answers")
def test_the_pods_are_the_same(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """A repair of the control plane is no reason to touch what runs on the workers."""
    now, then = _app(cluster, values), _app(before, values)
    pods_are_the_same(now, but_started_with_machines(then, now, machine, before))
    assert len(now.pods) == len(then.pods), differs(f"deployment {then.name} was scaled")


def _record(machine: MachineOf) -> list[Measured]:
    """What the probe has written."""
    return traffic(machine(NODE).file(RECORD).text)


def _app(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The application's Deployment."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))


def _described(pod: Object) -> dict[str, list[str]]:
    """What makes an API server: its image, its options, and where it gets its files from."""
    try:
        spec = pod.get("spec") or {}
        container = (spec.get("containers") or [{}])[0]
        volumes = {
            volume["name"]: str((volume.get("hostPath") or {}).get("path"))
            for volume in spec.get("volumes") or []
        }
        mounts = [
            f"{volumes.get(mount['name'])} at {mount['mountPath']}"
            for mount in container.get("volumeMounts") or []
        ]
    except (AttributeError, KeyError, TypeError) as error:
        msg = "the manifest of the API server is YAML, and describes no pod"
        raise Missing(msg) from error
    return {
        "image": [str(container.get("image"))],
        "command": sorted([*(container.get("command") or []), *(container.get("args") or [])]),
        "set of volumes": sorted(mounts),
    }
