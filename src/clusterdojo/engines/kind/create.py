"""The process that makes one kind cluster: pytest-kind's KindCluster, with everything named.

It is a process of its own because KindCluster writes to the working directory and to the standard
output, and because kind reads its settings from the environment: several clusters are made at once.
"""

import subprocess
import sys
from pathlib import Path

from pytest_kind import KindCluster


def main(name: str, kubeconfig: str, kind: str, kubectl: str, config: str) -> int:
    """Make the cluster and return kind's exit code."""
    cluster = KindCluster(
        name,
        kubeconfig=Path(kubeconfig),
        kind_path=Path(kind),
        kubectl_path=Path(kubectl),
    )
    try:
        cluster.create(config_file=config)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
