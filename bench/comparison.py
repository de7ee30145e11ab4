"""Comparing a cluster of 5,000 objects with its start state, against reading the same lists.

Both sides parse what an API server would send and what a start state holds, from memory, so that no
server's speed decides. Of the objects, a hundredth was changed in each of two ways; status and
revision of all of them are others, so that no digest spares the comparison anything.
"""

import copy
import json
import time
import tracemalloc
from typing import Any

from bench.stage import show, verdict
from clusterdojo.cluster.changes import changes
from clusterdojo.cluster.inventory import Inventory
from clusterdojo.cluster.kept import Kept
from clusterdojo.cluster.listing import Listing
from clusterdojo.cluster.snapshot import RecordedSnapshot
from clusterdojo.cluster.world import World

OBJECTS = 5_000
ROUNDS = 5
LIMIT, MORE_MIB = 1.5, 200
KINDS = {
    "/api/v1/pods": ("Pod", "v1", 3000),
    "/api/v1/configmaps": ("ConfigMap", "v1", 1000),
    "/apis/apps/v1/replicasets": ("ReplicaSet", "apps/v1", 500),
    "/apis/apps/v1/deployments": ("Deployment", "apps/v1", 500),
}


def main() -> None:
    """Measure and print; the ratio is the comparison with all reading, over reading alone."""
    before, now = _cluster()
    reading: list[float] = []
    whole: list[float] = []
    for _ in range(ROUNDS):
        reading.append(_seconds(lambda: _read(before, now)))
        whole.append(_seconds(lambda: _compared(before, now)))
    show("5,000 objects", {"reading and parsing": reading, "reading and comparing": whole})
    verdict(
        "comparing over reading", sorted(whole)[ROUNDS // 2] / sorted(reading)[ROUNDS // 2], LIMIT
    )
    more = _peak(lambda: _compared(before, now)) - _peak(lambda: _read(before, now))
    verdict("MiB more", more, MORE_MIB)


def _read(before: bytes, now: dict[str, bytes]) -> Any:
    recorded = json.loads(before)
    return recorded, {path: Listing(body).objects for path, body in now.items()}


def _compared(before: bytes, now: dict[str, bytes]) -> Any:
    recorded = json.loads(before)
    lists = {path: Listing(body) for path, body in now.items()}
    digests = dict.fromkeys(lists, "of other objects")
    world = World(Kept.recorded(RecordedSnapshot(recorded, digests)), Kept.live(Inventory(lists)))
    found = changes(world)
    if len(found) != OBJECTS // 50:
        raise AssertionError(len(found))
    return world


def _cluster() -> tuple[bytes, dict[str, bytes]]:
    """A recording and the lists of a cluster, as they are kept and sent."""
    before: dict[str, list[Any]] = {}
    now: dict[str, bytes] = {}
    for path, (kind, version, number) in KINDS.items():
        then = [_object(kind, version, at) for at in range(number)]
        later = copy.deepcopy(then)
        for at, thing in enumerate(later):
            thing["metadata"]["resourceVersion"] = str(100_000 + at)
            thing["status"] = {"observedGeneration": at}
            if at % 100 == 0:
                thing["metadata"]["labels"]["tier"] = "other"
                thing["spec"]["any"] = "other"
        before[path] = then
        answer = {"kind": f"{kind}List", "apiVersion": version,
                  "metadata": {"resourceVersion": "1"}, "items": later}  # fmt: skip
        now[path] = json.dumps(answer, separators=(",", ":")).encode()
    return json.dumps(before).encode(), now


def _object(kind: str, version: str, at: int) -> Any:
    """An object of about 5 kB, much of it managed fields, as real ones are."""
    fields: dict[str, Any] = {f"f:field-{n}": {"f:name": {}, "f:value": {}} for n in range(40)}
    return {
        "kind": kind,
        "apiVersion": version,
        "metadata": {
            "name": f"{kind.lower()}-{at}", "namespace": f"team-{at % 20}", "uid": f"{kind}-{at}",
            "resourceVersion": str(at), "creationTimestamp": "2026-01-01T12:00:00Z",
            "labels": {"app": f"app-{at}", "tier": "web"},
            "managedFields": [{"manager": "kubectl", "fieldsV1": fields}],
        },
        "spec": {
            "containers": [
                {"name": f"c{n}", "image": "nginx:1.29", "ports": [{"containerPort": 80}],
                 "env": [{"name": f"VARIABLE_{k}", "value": f"value {k}"} for k in range(10)],
                 "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}
                for n in range(2)
            ],
            "tolerations": [{"key": f"k{n}", "operator": "Exists"} for n in range(4)],
        },
        "status": {"conditions": [{"type": f"T{n}", "status": "True"} for n in range(6)]},
    }  # fmt: skip


def _seconds(do: Any) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _peak(do: Any) -> float:
    """The most memory that was used at once, in MiB."""
    tracemalloc.start()
    do()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


if __name__ == "__main__":
    main()
