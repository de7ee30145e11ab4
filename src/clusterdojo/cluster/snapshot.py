"""The state of a cluster at one moment: every kind read at the same revision of the store."""

import datetime
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Protocol

from clusterdojo.cluster.client import Api, Object, RefusedError
from clusterdojo.cluster.listing import Listing
from clusterdojo.cluster.transport import CONNECTIONS

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

    Attributes:
        taken: When that was; None before anything was read.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lists: dict[str, Listing] = {}
        self._revision = ""
        self.taken: datetime.datetime | None = None

    def objects(self, kind: str) -> list[Object]:
        """All objects of a kind in PATHS.

        Raises:
            UnansweredError: The API server does not answer.
        """
        return self.list_at(PATHS[kind])

    def load(self, kinds: Iterable[str]) -> None:
        """Read these kinds at once, in parallel."""
        left = [PATHS[kind] for kind in kinds if PATHS[kind] not in self._lists]
        if left and not self._revision:
            self.listing(left.pop(0))
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(self.listing, left))

    def list_at(self, path: str) -> list[Object]:
        """All objects below any list path, such as that of a custom resource."""
        return self.listing(path).objects

    def listing(self, path: str) -> Listing:
        """What is listed at a path, parsed when somebody reads its objects."""
        if path not in self._lists:
            self._lists[path] = self._read(path)
        return self._lists[path]

    def _read(self, path: str) -> Listing:
        query: dict[str, str | int] = {}
        asked = datetime.datetime.now(datetime.UTC)
        if self._revision:
            query = {"resourceVersion": self._revision, "resourceVersionMatch": "Exact"}
        try:
            answer = self._api.text(path, query)
        except RefusedError as error:
            if error.status not in (400, 410):
                raise
            answer = self._api.text(path)  # the revision was compacted away meanwhile
        listing = Listing(answer)
        if not self._revision:
            self._revision = listing.revision
            self.taken = asked
        return listing


class RecordedSnapshot:
    """A start state read back from a file.

    Attributes:
        kinds: Objects by the path of their list, "/apis/apps/v1/deployments"; in a recording
            of an earlier version by the plural of their kind, "deployments".
        digests: Of the objects as they came, by path; see Listing.
    """

    def __init__(
        self, kinds: Mapping[str, list[Object]], digests: Mapping[str, str] | None = None
    ) -> None:
        self.kinds = {PATHS.get(kind, kind): objects for kind, objects in kinds.items()}
        self.digests = digests or {}
        self._whole = any(kind.startswith("/") for kind in kinds)

    @property
    def is_whole(self) -> bool:
        """Whether it has every kind that the cluster served, and not just those in PATHS."""
        return self._whole

    def objects(self, kind: str) -> list[Object]:
        """All objects of a kind as they were.

        Raises:
            LookupError: The kind was not recorded.
        """
        path = PATHS[kind]
        if self._whole and path not in self.kinds:
            return []  # the cluster did not serve it
        if path not in self.kinds:
            raise LookupError(kind)
        return self.kinds[path]


def forbidden(api: Api) -> list[str]:
    """The kinds in PATHS that this user may not list in all namespaces."""

    def is_forbidden(kind: str) -> bool:
        try:
            api.get(PATHS[kind], limit=1)
        except RefusedError as error:
            return error.status == HTTPStatus.FORBIDDEN
        return False

    return [kind for kind in PATHS if is_forbidden(kind)]
