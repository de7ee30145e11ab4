"""A class of 1,000 learners with 30 attempts each: collected, and made into a gradebook."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.stage import verdict
from bench.synthetic_class import write_class
from clusterdojo.reporting import items, statistics
from clusterdojo.reporting.collection import Collection, collect
from clusterdojo.reporting.gradebook import Gradebook, gradebook
from clusterdojo.seal import Key

LEARNERS, ATTEMPTS = 1000, 30
LIMIT_SECONDS = 20.0
LIMIT_BYTES = 1e9
KIB = 1024  # what Linux counts ru_maxrss in
T = TypeVar("T")


def measure(folder: Path, key: Key | None) -> dict[str, float]:
    """Wall and CPU seconds of each step, and this process's largest memory in bytes."""
    figures: dict[str, float] = {}

    def collected() -> Collection:
        return collect([folder], key)

    def analysed() -> object:
        return items.items(book), items.gates(book)

    def counted() -> object:
        means = statistics.means(book)
        spread = statistics.distribution(list(means.values()))
        return spread, statistics.by_domain(book), statistics.by_lab(book)

    collection = _timed(figures, "collect", collected)
    book: Gradebook = _timed(figures, "gradebook", lambda: gradebook(collection))
    _timed(figures, "item analysis", analysed)
    _timed(figures, "statistics", counted)
    figures["results"] = len(collection.entries)
    figures["learners"] = len(book.learners)
    figures["bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    return figures


def _timed(figures: dict[str, float], name: str, step: Callable[[], T]) -> T:
    wall, cpu = time.perf_counter(), time.process_time()
    done = step()
    figures[f"{name}, wall"] = time.perf_counter() - wall
    figures[f"{name}, CPU"] = time.process_time() - cpu
    return done


def report(title: str, folder: Path, key: Path | None = None) -> None:
    """Measure in a process of its own, and print."""
    command = [sys.executable, "-m", "bench.class_report", "--measure", str(folder)]
    command += ["--key", str(key)] if key else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    print(f"\n{title}: {figures['results']:.0f} results of {figures['learners']:.0f} learners")
    steps = [name.removesuffix(", wall") for name in figures if name.endswith(", wall")]
    for step in steps:
        wall, cpu = figures[f"{step}, wall"], figures[f"{step}, CPU"]
        print(f"  {step:<44} {wall:7.3f} s wall {cpu:7.3f} s CPU")
    verdict("seconds in all", sum(figures[f"{step}, wall"] for step in steps), LIMIT_SECONDS)
    verdict("GB of memory", figures["bytes"] / 1e9, LIMIT_BYTES / 1e9)


def main() -> None:
    """Measure without a key and with one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, help="only this folder, figures as JSON")
    parser.add_argument("--key", type=Path)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    given = parser.parse_args()
    if given.measure:
        key = Key.read(given.key) if given.key else None
        print(json.dumps(measure(given.measure, key)))
        return
    with tempfile.TemporaryDirectory(prefix="dojo-bench-") as name:
        folder = Path(name)
        key_file = folder / "instructor.key"
        key = Key.make(key_file)
        write_class(folder / "class", given.learners, given.attempts, key=key)
        report("class report", folder / "class")
        report("class report, seals checked", folder / "class", key_file)


if __name__ == "__main__":
    main()
