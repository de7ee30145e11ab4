"""Two clusters at once, one of them with an etcd of its own, against one; and what that etcd costs.

    python -m bench.start_two [ROUNDS]

It takes a minute and a half a round, so `make bench` leaves it out.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.stage import show, verdict
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.lab.model import ClusterSpec, EtcdSpec, NodeSpec
from clusterdojo.progress import Silent

LIMIT = 1.3
ROUNDS = 3
NODES = [NodeSpec(name="controlplane", role="control-plane")]
STACKED = ClusterSpec(name="cluster1", nodes=NODES)
EXTERNAL = ClusterSpec(
    name="cluster2", nodes=NODES, etcd=EtcdSpec(host="etcd-server", data_dir="/srv/etcd")
)


def main(rounds: int = ROUNDS) -> None:
    """Measure and print; each ratio is taken round by round."""
    engine = KindEngine()
    engine.prepare(Silent(), [STACKED, EXTERNAL])
    one: list[float] = []
    external: list[float] = []
    both: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            one.append(_seconds(engine, [STACKED], Path(folder)))
            external.append(_seconds(engine, [EXTERNAL], Path(folder)))
            both.append(_seconds(engine, [STACKED, EXTERNAL], Path(folder)))
    show(
        "start on real nodes, a control plane each",
        {"stacked etcd": one, "external etcd": external, "both clusters at once": both},
    )
    dearer = [max(pair) for pair in zip(one, external, strict=True)]
    verdict("both against one", _ratio(both, dearer), LIMIT)
    verdict("external against stacked", _ratio(external, one), LIMIT)


def _seconds(engine: KindEngine, specs: Sequence[ClusterSpec], folder: Path) -> float:
    """How long it takes until all of them take pods."""
    try:
        began = time.monotonic()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda spec: engine.create(spec, folder / spec.name, Silent()), specs))
        return time.monotonic() - began
    finally:
        for spec in specs:
            engine.delete(folder / spec.name)


def _ratio(these: Sequence[float], those: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(these, those, strict=True))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
