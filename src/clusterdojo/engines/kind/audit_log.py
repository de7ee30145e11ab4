"""The audit log of a real control plane: files on its node, copied by the container engine."""

import contextlib
import tarfile
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from clusterdojo import container
from clusterdojo.cluster.audit_log import LIMIT, LOG
from clusterdojo.errors import ContainerEngineError

FOLDER = "/var/log/kubernetes/audit"
POLICY = "/etc/clusterdojo/audit-policy.json"
SECONDS = 20.0


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
        except (ContainerEngineError, container.DockerCommandError) as error:
            raise OSError(str(error)) from error
        found: dict[str, BinaryIO] = {}
        # Not closed here: its members are read later, and go with it.
        with contextlib.suppress(tarfile.TarError):
            opened = tarfile.open(fileobj=archive)  # noqa: SIM115
            for member in opened:
                name = PurePosixPath(member.name).name
                is_log = name == LOG or (name.startswith("audit-") and name.endswith(".log"))
                if member.isreg() and is_log and (file := opened.extractfile(member)):
                    found[name] = cast("BinaryIO", file)
        # "audit-2026….log" sorts before "audit.log": a hyphen before a dot.
        return [found[name] for name in sorted(found)]
