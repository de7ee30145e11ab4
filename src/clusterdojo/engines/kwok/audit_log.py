"""Where an embedded cluster's API server writes: a folder of the cluster's own."""

from pathlib import Path

from clusterdojo.cluster.audit_log import AuditLog, LocalLog

FOLDER = "audit"
POLICY = "audit-policy.json"


def audit_log(folder: Path) -> AuditLog | None:
    """The log of the cluster in `folder`; None for one of an earlier version of the suite."""
    return LocalLog(folder / FOLDER) if (folder / POLICY).exists() else None
