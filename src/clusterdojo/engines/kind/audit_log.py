"""The audit log of a real control plane: files on its node, copied by the container engine."""

import contextlib
import io
import json
import tarfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from clusterdojo import container
from clusterdojo.cluster.audit_log import LIMIT, LOG, AuditLog
from clusterdojo.errors import ContainerEngineError

# In the cluster's folder, and on the control plane's node.
POLICY_FILE = "audit-policy.json"
FOLDER = "/var/log/kubernetes/audit"
POLICY = "/etc/clusterdojo/audit-policy.json"
SECONDS = 20.0


def audit_log(folder: Path) -> AuditLog | None:
    """The log of the cluster in `folder`; None for one of an earlier version of the suite."""
    if not (folder / POLICY_FILE).exists():
        return None
    try:  # not by KindRecord, which takes its time to load
        machines = json.loads((folder / "kind.json").read_text(encoding="utf-8"))["containers"]
        plane = next(one for one in machines.values() if one.endswith("control-plane"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return None
    return NodeLog(plane)


class NodeLog:
    """The log's folder on a control plane's node.

    The node may be stopped, and its root can put any program or mount in the way: neither is asked.
    Root can also edit the files themselves.
    """

    def __init__(self, container_name: str) -> None:
        self._container = container_name

    def files(self) -> list[BinaryIO]:
        """See AuditLog. What is not a regular file is left out, and so is what was cut off."""
        try:
            archive = container.copied(self._container, FOLDER, LIMIT, SECONDS)
        except ContainerEngineError as error:
            raise OSError(str(error)) from error
        except container.DockerCommandError:
            return []  # root on the node has removed it
        found: dict[str, BinaryIO] = {}
        with archive, contextlib.suppress(tarfile.TarError), tarfile.open(fileobj=archive) as every:
            for member in every:
                name = PurePosixPath(member.name).name
                is_log = name == LOG or (name.startswith("audit-") and name.endswith(".log"))
                if member.isreg() and is_log and (file := every.extractfile(member)):
                    found[name] = io.BytesIO(file.read())
        # "audit-2026….log" sorts before "audit.log": a hyphen before a dot.
        return [found[name] for name in sorted(found)]
