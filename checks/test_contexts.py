"""contexts: answers about two clusters, and changes that belong on one of them only."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs, names
from fixtures.allowed import SCRATCH, Allowance, deployment, node
from fixtures.answers import Answers
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("contexts")


def allowed(values: Mapping[str, Drawn]) -> dict[str, list[Allowance]]:
    """All changes belong on one cluster; a criterion looks at the label of its nodes."""
    app = deployment(values["namespace"], values["app"])
    label = node("*").metadata.labels[values["label"]]
    return {str(values["goal"]): [app.spec.replicas, app.pods, label, SCRATCH]}


Clusters = Mapping[str, Cluster]
Values = Mapping[str, Drawn]


@pytest.mark.points(1)
def test_the_number_of_clusters(befores: Clusters, answers: Answers) -> None:
    """A kubeconfig may know more clusters than the one that commands go to now."""
    answers.require_set("answers/clusters.txt", {str(len(befores))}, "one number")


@pytest.mark.points(2)
def test_the_nodes_of_each_cluster(befores: Clusters, answers: Answers) -> None:
    """Each cluster knows only its own nodes, so you have to ask each one."""
    right = {f"{name} {len(cluster.nodes())}" for name, cluster in befores.items()}
    answers.require_set("answers/nodes.txt", right, "CLUSTER NUMBER, one line per cluster")


@pytest.mark.points(2)
def test_where_the_lost_application_runs(
    befores: Clusters, values: Values, answers: Answers
) -> None:
    """An application that you miss may run in another namespace or on another cluster."""
    right = {
        f"{name} {raw['metadata']['namespace']}"
        for name, cluster in befores.items()
        for raw in cluster.objects("deployments")
        if raw["metadata"]["name"] == values["lost"]
    }
    form = "CLUSTER NAMESPACE, one line"
    answers.require_set(f"answers/{values['lost']}.txt", right, form, kind="namespace")


@pytest.mark.points(2)
def test_the_application_has_its_replicas(clusters: Clusters, values: Values) -> None:
    """The change has to reach the right cluster, and its new pods have to run there."""
    place = str(values["namespace"]), str(values["app"])
    name = str(values["goal"])
    app = clusters[name].deployment(*place)
    assert app.replicas == values["replicas"], differs(
        f"{name}: deployment {app.name} has the wrong number of replicas",
        expected=values["replicas"],
        found=app.replicas,
    )
    assert len(app.ready_pods) == app.replicas, differs(
        f"{name}: not all replicas of {app.name} are ready",
        expected=f"{app.replicas} ready",
        found=f"{len(app.ready_pods)} ready",
    )


@pytest.mark.points(1)
def test_node01_has_the_label(clusters: Clusters, values: Values) -> None:
    """Both clusters have a node01: only the context tells the two apart."""
    name, label, mark = str(values["goal"]), str(values["label"]), str(values["mark"])
    found = clusters[name].node("node01").labels.get(label)
    assert found == mark, differs(
        f"{name}: node01 does not have the label"
        if found is None
        else f"{name}: the label of node01 has another value",
        expected=f"{label}={mark}",
        found=found or "none",
    )
    too_many = [
        node for node in clusters[name].nodes() if label in node.labels and node.name != "node01"
    ]
    assert not too_many, differs(
        f"{name}: other nodes have the label, too", expected="node01", found=names(too_many)
    )
