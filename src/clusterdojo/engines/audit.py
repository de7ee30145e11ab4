"""What the API server writes down of each request, on every engine that the suite makes.

Writes only: who did what to which object, with the body where it tells what was wanted. The rules
are tried in order, and the first that fits decides. A rule that leaves something out names a group
for it that nobody gets on request, so that no borrowed name hides a write.
"""

from pathlib import PurePath
from typing import Any

from clusterdojo.cluster.identities import CONTROLLER_MANAGER, MASTERS, SCHEDULER, SIMULATOR

# Four files of this size at most: a heartbeat takes 0.7 kB, a pod 8 kB.
FILE_MEGABYTES = 16
BACKUPS = 3

CORE = ""
OWN_GROUPS = ("system:nodes", "system:serviceaccounts:kube-system")
STATUS = [
    {"group": group, "resources": ["*/status"]}
    for group in (CORE, "apps", "autoscaling", "batch", "policy")
]
LEASES = [{"group": "coordination.k8s.io", "resources": ["leases"]}]


def policy() -> dict[str, Any]:
    """The audit policy, as the API server reads it."""
    return {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived", "ResponseStarted"],
        "omitManagedFields": True,
        "rules": [
            {"level": "None", "verbs": ["get", "list", "watch"]},
            # What nobody grades, and much of it: events, and questions about rights and tokens.
            {
                "level": "None",
                "resources": [
                    {"group": CORE, "resources": ["events"]},
                    {"group": "events.k8s.io"},
                    {"group": "authorization.k8s.io"},
                    {"group": "authentication.k8s.io"},
                ],
            },
            # The API server's own objects: two thirds of all lines of a start.
            {"level": "None", "users": ["system:apiserver"], "userGroups": [MASTERS]},
            # Heartbeats; a lease that somebody else keeps fresh is written down.
            {"level": "None", "userGroups": ["system:nodes"], "resources": LEASES},
            {
                "level": "None",
                "users": [SIMULATOR, CONTROLLER_MANAGER, SCHEDULER],
                "userGroups": [MASTERS],
                "resources": LEASES,
            },
            {"level": "None", "namespaces": ["kube-system"], "resources": LEASES},
            {
                "level": "None",
                "userGroups": ["system:serviceaccounts:kube-system"],
                "resources": [
                    {"group": CORE, "resources": ["endpoints"]},
                    {"group": "discovery.k8s.io", "resources": ["endpointslices"]},
                ],
            },
            # Secret, or large without telling more than the object itself does.
            {
                "level": "Metadata",
                "resources": [
                    {
                        "group": CORE,
                        "resources": ["secrets", "configmaps", "serviceaccounts/token"],
                    },
                    {"group": "apiextensions.k8s.io"},
                ],
            },
            # Of a status that its own component wrote, only that it did.
            {"level": "Metadata", "userGroups": list(OWN_GROUPS), "resources": STATUS},
            {
                "level": "Metadata",
                "users": [SIMULATOR, CONTROLLER_MANAGER, SCHEDULER],
                "userGroups": [MASTERS],
                "resources": STATUS,
            },
            # The answer tells the name and uid of what is new, and what a collection was.
            {"level": "RequestResponse", "verbs": ["create", "deletecollection"]},
            {"level": "Request"},
        ],
    }


def arguments(policy_file: PurePath, log: PurePath) -> dict[str, str]:
    """The API server's arguments for it."""
    return {
        "audit-policy-file": str(policy_file),
        "audit-log-path": str(log),
        "audit-log-maxsize": str(FILE_MEGABYTES),
        "audit-log-maxbackup": str(BACKUPS),
    }
