"""Kubernetes objects as the API lists them, reduced to what the suite reads."""

from typing import Any

from clusterdojo.cluster.client import Object

CREATED = "2026-01-01T12:00:00Z"


def merge(target: Object, changes: Object) -> Object:
    """`target` with `changes` laid over it, mapping by mapping."""
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            merge(target[key], value)
        else:
            target[key] = value
    return target


def ready(*, yes: bool = True) -> list[Object]:
    """The conditions of something that is ready, or is not."""
    return [{"type": "Ready", "status": "True" if yes else "False"}]


def node(name: str = "node01", **changes: Any) -> Object:
    """A node that is ready."""
    made: Object = {
        "kind": "Node",
        "apiVersion": "v1",
        "metadata": {"name": name, "uid": f"uid-{name}", "creationTimestamp": CREATED},
        "spec": {},
        "status": {"conditions": ready()},
    }
    return merge(made, changes)


def pod(name: str = "web-1", owner: Object | None = None, **changes: Any) -> Object:
    """A pod that runs on node01 and is ready, perhaps made by a controller."""
    made: Object = {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {"name": name, "namespace": "shop", "uid": f"uid-{name}"},
        "spec": {"nodeName": "node01", "containers": [{"name": "web", "image": "nginx:1.29"}]},
        "status": {"phase": "Running", "conditions": ready()},
    }
    if owner:
        made["metadata"]["ownerReferences"] = [owned(owner)]
    return merge(made, changes)


def owned(owner: Object) -> Object:
    """The reference to a controller."""
    return {
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
    }


def workload(kind: str, name: str = "web", owner: Object | None = None, **changes: Any) -> Object:
    """A controller of `replicas` 2, whose status is up to date and says that all are ready."""
    counts = {"replicas": 2, "readyReplicas": 2, "updatedReplicas": 2, "availableReplicas": 2}
    if kind == "DaemonSet":
        counts = {"desiredNumberScheduled": 2, "numberReady": 2, "updatedNumberScheduled": 2}
    made: Object = {
        "kind": kind,
        "apiVersion": "apps/v1",
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"uid-{kind}-{name}",
            "generation": 3,
        },
        "spec": {
            "replicas": 2,
            "template": {"spec": {"containers": [{"name": "web", "image": "nginx:1.29"}]}},
        },
        "status": {"observedGeneration": 3, **counts},
    }
    if owner:
        made["metadata"]["ownerReferences"] = [owned(owner)]
    return merge(made, changes)
