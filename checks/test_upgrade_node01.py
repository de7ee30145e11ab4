"""upgrade-node01: the worker has the version of the control plane, and works again."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import SYSTEM, Allowance
from fixtures.cluster import Cluster
from fixtures.node import MachineOf
from fixtures.upgraded import (
    allowed_upgrade,
    require_back,
    require_control_plane,
    require_held,
    require_kubelet,
    require_packages,
    target,
)

pytestmark = pytest.mark.lab("upgrade-node01")

NODE, CONTROL_PLANE = "node01", "controlplane"


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """The worker is drained and comes back; its pods may have gone elsewhere."""
    return [one for one in allowed_upgrade(NODE, values) if one is not SYSTEM]


@pytest.mark.gate
def test_the_control_plane_is_as_it_was(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The control plane is already upgraded: this task is about the worker."""
    require_control_plane(cluster, machine(CONTROL_PLANE), target(values))
    require_kubelet(cluster, machine(CONTROL_PLANE), target(values))


@pytest.mark.points(2)
def test_the_packages_are_upgraded(machine: MachineOf, values: Mapping[str, Drawn]) -> None:
    """Programs that are not from a package are overwritten by the next one, or never updated."""
    require_packages(machine(NODE), target(values))


@pytest.mark.points(1)
@pytest.mark.needs("test_the_packages_are_upgraded")
def test_the_packages_are_held(machine: MachineOf) -> None:
    """Without a hold, the next system update may install a kubelet that is too new."""
    require_held(machine(NODE))


@pytest.mark.points(3)
def test_the_kubelet_runs_the_new_version(
    cluster: Cluster, machine: MachineOf, values: Mapping[str, Drawn]
) -> None:
    """The old kubelet keeps running until it is restarted, whichever version is installed."""
    require_kubelet(cluster, machine(NODE), target(values))


@pytest.mark.points(2)
@pytest.mark.needs("test_the_kubelet_runs_the_new_version")
def test_the_node_is_back(cluster: Cluster, before: Cluster) -> None:
    """A node that stays cordoned takes no pods when the next one is drained."""
    require_back(cluster, before, NODE)


@pytest.mark.points(2)
@pytest.mark.needs("test_the_kubelet_runs_the_new_version")
def test_the_application_runs_there(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """The upgrade is finished when the application runs on the node again."""
    app = cluster.deployment(str(values["namespace"]), str(values["app"]))
    there = [pod for pod in app.ready_pods if pod.node == NODE]
    assert len(there) == values["replicas"], differs(
        f"not all pods of {app.name} are ready on {NODE}",
        expected=f"{values['replicas']} ready",
        found=f"{len(there)} ready",
    )
