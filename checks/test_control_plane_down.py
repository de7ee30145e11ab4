"""control-plane-down: the API server runs as before, and the application served throughout."""

from collections.abc import Mapping

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.lab.values import Drawn
from fixtures import Missing, Workload, differs, names
from fixtures.allowed import API_MAY_BE_SILENT, SCRATCH, Allowance, deployment, pod
from fixtures.answers import Answers
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.restarted import but_started_with_machines
from fixtures.traffic import interrupted, measurements
from fixtures.unchanged import pods_are_the_same

pytestmark = pytest.mark.lab("control-plane-down")

NODE, API_SERVER = "controlplane", "kube-apiserver"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The API server's pod is shown again; a criterion counts the pods of the application."""
    app = deployment(values["namespace"], values["app"])
    server = pod("kube-system", f"{API_SERVER}-{NODE}")
    return [API_MAY_BE_SILENT, server.anything, app.pods, app.restarted, SCRATCH]


@pytest.mark.gate
def test_the_application_serves_throughout(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn]
) -> None:
    """Repairing the control plane must not interrupt the application."""
    begun = _app(before, values).created
    gap = interrupted(machine(NODE), str(values["port"]), begun)
    assert gap is None, differs(
        "the application did not serve throughout", expected="no interruption", found=gap
    )


@pytest.mark.points(2)
def test_since_when_the_api_server_is_down(
    machine: MachineOf, before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """The first question about an outage is when it began."""
    record = measurements(machine(NODE), str(values["port"]), _app(before, values).created)
    down = [line.time for line in record if not line.api]
    answers.require_set("answers/since.txt", down[:1], "one time, as it is written in the record")


@pytest.mark.points(2)
def test_which_pods_went_on_serving(
    before: Cluster, values: Mapping[str, Drawn], answers: Answers
) -> None:
    """Running pods do not need the API server; only changes do."""
    right = [pod.name for pod in _app(before, values).pods]
    answers.require_set("answers/serving.txt", right, "pod names, one per line", kind="pod")


@pytest.mark.points(3)
def test_the_api_server_answers(cluster: Cluster, before: Cluster) -> None:
    """Without the API server nothing can be deployed, scaled or moved."""
    for then in before.nodes():
        now = cluster.node(then.name)
        assert now.uid == then.uid, differs(f"node {now.name} was deleted and recreated")


@pytest.mark.points(2)
def test_it_is_the_static_pod_that_it_was(machine: MachineOf, before: Cluster) -> None:
    """With other options, the API server may be open to everybody or lack its data."""
    node = machine(NODE)
    found = [m for m in node.manifests() if m.name == API_SERVER]
    if not found:
        msg = f"the kubelet of {NODE} has no readable manifest of {API_SERVER}"
        raise Missing(msg)
    assert len(found) == 1, differs(
        f"several manifests describe {API_SERVER}",
        expected="one",
        found=names(m.path for m in found),
    )
    lost = node.lost_at_start([found[0].path])
    assert not lost, differs(f"the manifest of {API_SERVER} is lost with the next start")
    then = _described(before.pod("kube-system", f"{API_SERVER}-{NODE}").raw)
    now = _described(found[0].raw)
    for part, right in then.items():
        # The difference itself is what the learner has to find.
        assert now[part] == right, differs(
            f"the {part} of {API_SERVER} is not the original", expected=f"the original {part}"
        )
    node.require_program(node.process(API_SERVER), API_SERVER)
    running = set(node.process(API_SERVER).argv)
    assert running == set(then["command"]), differs(
        f"the running {API_SERVER} does not match its manifest"
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_the_api_server_answers")
def test_the_pods_are_the_same(
    cluster: Cluster, before: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """Repairing the control plane does not require changes to the pods on the workers."""
    now, then = _app(cluster, values), _app(before, values)
    pods_are_the_same(now, but_started_with_machines(then, now, machine, before))
    assert len(now.pods) == len(then.pods), differs(f"deployment {then.name} was scaled")


def _app(cluster: Cluster, values: Mapping[str, Drawn]) -> Workload:
    """The application's Deployment."""
    return cluster.deployment(str(values["namespace"]), str(values["app"]))


def _described(pod: Object) -> dict[str, list[str]]:
    """The image, the options and the volumes of an API server."""
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
        msg = "the manifest of the API server is valid YAML but does not describe a pod"
        raise Missing(msg) from error
    return {
        "image": [str(container.get("image"))],
        "command": sorted([*(container.get("command") or []), *(container.get("args") or [])]),
        "set of volumes": sorted(mounts),
    }
