"""Memory of embedded clusters at rest: each process's own pages, and its share of common ones.

    python -m bench.memory_kwok [CLUSTERS]

Clusters side by side share the pages of their programs; alone, one takes more.
"""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from clusterdojo import processes
from clusterdojo.cluster.client import OwnApi
from clusterdojo.cluster.settle import settled
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.progress import Silent

CLUSTERS = 3
REST_SECONDS = 60
STILL_SECONDS = 30  # what a start took for a moment is given back
MIB = 2**20


def main(most: int = CLUSTERS) -> None:
    """Measure and print."""
    engine = KwokEngine()
    engine.prepare(Silent())
    for count in sorted({1, most}):
        with tempfile.TemporaryDirectory(prefix="dojo-bench-") as parent:
            _measure(engine, [Path(parent) / f"cluster{n + 1}" for n in range(count)])


def _measure(engine: KwokEngine, folders: list[Path]) -> None:
    specs = {folder: ClusterSpec(name=folder.name) for folder in folders}
    try:
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda f: engine.create(specs[f], f, Silent()), folders))
            list(pool.map(lambda f: engine.await_ready(specs[f], f, Silent()), folders))
        for folder in folders:
            settled(OwnApi(folder, folder.name), REST_SECONDS)
        time.sleep(STILL_SECONDS)
        used = [p.memory_full_info() for folder in folders for p in processes.processes(folder)]
    finally:
        for folder in folders:
            engine.delete(folder)
    resident, own = (sum(getattr(u, kind) for u in used) / MIB for kind in ("rss", "pss"))
    print(
        f"{len(folders)} clusters: {own / len(folders):.0f} MiB each with common pages shared, "
        f"{resident / len(folders):.0f} MiB resident; said to be "
        f"{engine.memory_mib(next(iter(specs.values())))} MiB"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
