"""Lines of an audit log, made for tests that need others than those that were recorded."""

import json
from pathlib import Path
from typing import Any

from clusterdojo.cluster.audit_log import POSITION_FILE, LocalLog
from clusterdojo.cluster.identities import CONTROLLER_MANAGER, LEARNER, SIMULATOR
from clusterdojo.cluster.trail import note_start

RESOURCES = {"Pod": "pods", "Node": "nodes", "ReplicaSet": "replicasets", "DaemonSet": "daemonsets"}


def line(
    user: str, verb: str, raw: dict[str, Any], subresource: str = "", agent: str = "",
    **more: Any,
) -> bytes:  # fmt: skip
    """What the API server writes when `user` does something to an object."""
    metadata, group = raw["metadata"], raw["apiVersion"].rpartition("/")[0]
    ref = {
        "resource": RESOURCES[raw["kind"]], "namespace": metadata.get("namespace", ""),
        "name": metadata["name"], "apiGroup": group, "subresource": subresource,
    }  # fmt: skip
    told = {
        "user": {"username": user}, "verb": verb, "objectRef": ref, "userAgent": agent,
        "stageTimestamp": "2026-11-30T12:00:00.5Z",
        "responseStatus": {"code": 201 if verb == "create" else 200},
    }  # fmt: skip
    if verb == "create" and not subresource:
        told["responseObject"] = raw
    return json.dumps(told | more).encode() + b"\n"


def made(raw: dict[str, Any], controller: str) -> bytes:
    """A controller makes an object."""
    return line(CONTROLLER_MANAGER, "create", raw, agent=f"kube-controller-manager/v1/{controller}")


def reported(raw: dict[str, Any], user: str = SIMULATOR) -> bytes:
    """A kubelet, or somebody else, writes a status."""
    return line(user, "patch", raw, "status")


def by_hand(raw: dict[str, Any], verb: str = "create", subresource: str = "") -> bytes:
    """The learner does something."""
    return line(LEARNER, verb, raw, subresource)


def begin(folder: Path, time: str = "2026-11-30T12:00:00+00:00") -> Path:
    """An empty log of a cluster in `folder`, whose start was noted at that time; its file."""
    path = folder / "audit" / "audit.log"
    path.parent.mkdir()
    path.write_bytes(b'{"what": "came before"}\n')
    note_start(LocalLog(path.parent), folder)
    noted = json.loads((folder / POSITION_FILE).read_text())
    (folder / POSITION_FILE).write_text(json.dumps(noted | {"time": time}))
    return path
