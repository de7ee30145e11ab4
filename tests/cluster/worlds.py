"""Clusters at two moments, made of a few objects."""

import copy
import datetime
from typing import Any

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.kept import Kept, Trail
from clusterdojo.cluster.snapshot import PATHS
from clusterdojo.cluster.world import World

NOW = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)
OTHERS = {
    "Lease": "/apis/coordination.k8s.io/v1/leases",
    "Endpoints": "/api/v1/endpoints",
    "EndpointSlice": "/apis/discovery.k8s.io/v1/endpointslices",
    "IPAddress": "/apis/networking.k8s.io/v1/ipaddresses",
    "ControllerRevision": "/apis/apps/v1/controllerrevisions",
    "PersistentVolume": "/api/v1/persistentvolumes",
    "VolumeAttachment": "/apis/storage.k8s.io/v1/volumeattachments",
    "CSINode": "/apis/storage.k8s.io/v1/csinodes",
    "CSIStorageCapacity": "/apis/storage.k8s.io/v1/csistoragecapacities",
    "CertificateSigningRequest": "/apis/certificates.k8s.io/v1/certificatesigningrequests",
    "ServiceCIDR": "/apis/networking.k8s.io/v1/servicecidrs",
    "APIService": "/apis/apiregistration.k8s.io/v1/apiservices",
    "FlowSchema": "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "Menu": "/apis/kitchen.example.com/v1/menus",
}
PLURALS = {"NetworkPolicy": "networkpolicies", "Ingress": "ingresses"}


def path_of(kind: str) -> str:
    """Where objects of a kind are listed."""
    return OTHERS.get(kind) or PATHS[PLURALS.get(kind, f"{kind.lower()}s")]


def thing(kind: str, name: str = "x", namespace: str = "shop", **content: Any) -> Object:
    """Any object; `metadata` in the content is laid over its own."""
    metadata = {"name": name, "uid": f"uid-{kind}-{name}"} | content.pop("metadata", {})
    if namespace:
        metadata["namespace"] = namespace
    return {"kind": kind, "apiVersion": "v1", "metadata": metadata, **content}


def anew(made: Object) -> Object:
    """The same object, deleted and made again."""
    other = copy.deepcopy(made)
    other["metadata"]["uid"] += "-2"
    return other


def edited(made: Object, *path: str, to: Any) -> Object:
    """The same object with another value in one field; None takes the field away."""
    other = copy.deepcopy(made)
    inner = other
    for part in path[:-1]:
        inner = inner.setdefault(part, {})
    inner[path[-1]] = to
    if to is None:
        del inner[path[-1]]
    return other


def kept(objects: list[Object]) -> Kept:
    """A cluster that keeps just these, of all kinds."""
    kinds: dict[str, list[Object]] = {path: [] for path in (*PATHS.values(), *OTHERS.values())}
    for one in objects:
        kinds[path_of(one["kind"])].append(one)
    return Kept({path: (lambda o=listed: o) for path, listed in kinds.items()}, {})  # type: ignore[misc]


def world(before: list[Object], now: list[Object], trail: Trail | None = None) -> World:
    """A cluster that kept these, and keeps those."""
    return World(kept(before), kept(now), NOW, trail)
