"""Memory of a cluster of real nodes: what Docker counts of its containers once it is at rest.

python -m bench.memory_kind
"""

import json
import re
import tempfile
import time
from pathlib import Path

from clusterdojo.cluster.client import OwnApi
from clusterdojo.cluster.settle import settled
from clusterdojo.container import docker
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from clusterdojo.progress import Silent

UNITS = {"KiB": 1 / 1024, "MiB": 1.0, "GiB": 1024.0}
REST_SECONDS = 60


def main() -> None:
    """Measure and print."""
    for workers in (1, 2):
        nodes = [NodeSpec(name="controlplane", role="control-plane")]
        nodes += [NodeSpec(name=f"node{number + 1:02}") for number in range(workers)]
        _measure(ClusterSpec(nodes=nodes))


def _measure(spec: ClusterSpec) -> None:
    engine = KindEngine()
    engine.prepare(Silent(), [spec])
    with tempfile.TemporaryDirectory(prefix="dojo-bench-") as parent:
        folder = Path(parent) / spec.name
        engine.create(spec, folder, Silent())
        try:
            settled(OwnApi(folder, spec.name), REST_SECONDS)
            time.sleep(5)  # what the start took for a moment is given back
            record = KindRecord.read(folder)
            assert record is not None  # noqa: S101 - create has written it
            used = {node: _mib(its) for node, its in record.containers.items()}
        finally:
            engine.delete(folder)
    print(f"\n1+{len(spec.nodes) - 1}: {sum(used.values()):.0f} MiB")
    for node, mib in used.items():
        print(f"  {node:<14} {mib:6.0f} MiB")


def _mib(container: str) -> float:
    told = json.loads(docker("stats", "--no-stream", "--format", "{{json .}}", container))
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", told["MemUsage"].split(" / ")[0]).groups()  # type: ignore[union-attr] # docker's own format
    return float(number) * UNITS[unit]


if __name__ == "__main__":
    main()
