"""The state of a cluster at one moment: every kind read at the same revision of the store."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Protocol

from clusterdojo.cluster.client import Api, Object, RefusedError

PATHS = {
    "nodes": "/api/v1/nodes",
    "namespaces": "/api/v1/namespaces",
    "pods": "/api/v1/pods",
    "services": "/api/v1/services",
    "configmaps": "/api/v1/configmaps",
    "secrets": "/api/v1/secrets",
    "serviceaccounts": "/api/v1/serviceaccounts",
    "persistentvolumeclaims": "/api/v1/persistentvolumeclaims",
    "replicationcontrollers": "/api/v1/replicationcontrollers",
    "deployments": "/apis/apps/v1/deployments",
    "replicasets": "/apis/apps/v1/replicasets",
    "daemonsets": "/apis/apps/v1/daemonsets",
    "statefulsets": "/apis/apps/v1/statefulsets",
    "jobs": "/apis/batch/v1/jobs",
    "cronjobs": "/apis/batch/v1/cronjobs",
    "poddisruptionbudgets": "/apis/policy/v1/poddisruptionbudgets",
    "horizontalpodautoscalers": "/apis/autoscaling/v2/horizontalpodautoscalers",
    "ingresses": "/apis/networking.k8s.io/v1/ingresses",
    "networkpolicies": "/apis/networking.k8s.io/v1/networkpolicies",
    "roles": "/apis/rbac.authorization.k8s.io/v1/roles",
    "rolebindings": "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    "customresourcedefinitions": "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
}
MOVING_KINDS = ("pods", "nodes", "deployments", "replicasets", "daemonsets", "statefulsets", "jobs")


class Snapshot(Protocol):
    """What graders read: the same for a live cluster and for a recorded start state."""

    def objects(self, kind: str) -> list[Object]:
        """All objects of a kind in PATHS, as the API gives them."""


class LiveSnapshot:
    """A snapshot read from the API, each kind when it is first asked for.

    All kinds are read at the revision of the first one, so what the controllers do meanwhile
    can't make one object contradict another.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._objects: dict[str, list[Object]] = {}
        self._revision = ""

    def objects(self, kind: str) -> list[Object]:
        """All objects of a kind in PATHS.

        Raises:
            UnansweredError: The API server does not answer.
        """
        if kind not in self._objects:
            self._objects[kind] = self._read(PATHS[kind])
        return self._objects[kind]

    def load(self, kinds: Iterable[str]) -> None:
        """Read these kinds at once, in parallel."""
        first, *others = kinds
        self.objects(first)
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(self.objects, others))

    def list_at(self, path: str) -> list[Object]:
        """All objects below any other list path, such as that of a custom resource."""
        if path not in self._objects:
            self._objects[path] = self._read(path)
        return self._objects[path]

    def _read(self, path: str) -> list[Object]:
        query: dict[str, str | int] = {}
        if self._revision:
            query = {"resourceVersion": self._revision, "resourceVersionMatch": "Exact"}
        try:
            answer = self._api.get(path, **query)
        except RefusedError as error:
            if error.status not in (400, 410):
                raise
            answer = self._api.get(path)  # the revision was compacted away meanwhile
        if answer is None:
            return []
        if not self._revision:
            self._revision = answer["metadata"]["resourceVersion"]
        kind, version = answer["kind"].removesuffix("List"), answer["apiVersion"]
        items: list[Object] = answer.get("items") or []
        for item in items:
            item.setdefault("kind", kind)
            item.setdefault("apiVersion", version)
        return items


class RecordedSnapshot:
    """A start state read back from a file."""

    def __init__(self, kinds: dict[str, list[Object]]) -> None:
        self._kinds = kinds

    def objects(self, kind: str) -> list[Object]:
        """All objects of a kind as they were."""
        return self._kinds[kind]


def forbidden(api: Api) -> list[str]:
    """The kinds in PATHS that this user may not list in all namespaces."""

    def is_forbidden(kind: str) -> bool:
        try:
            api.get(PATHS[kind], limit=1)
        except RefusedError as error:
            return error.status == HTTPStatus.FORBIDDEN
        return False

    return [kind for kind in PATHS if is_forbidden(kind)]


def record(api: Api) -> dict[str, list[Object]]:
    """The whole state of a cluster, ready to be written as JSON."""
    snapshot = LiveSnapshot(api)
    snapshot.load(PATHS)
    return {kind: snapshot.objects(kind) for kind in PATHS}
