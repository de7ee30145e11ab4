"""The process that makes a spare: a reset takes it over, so that nobody has to wait.

python -m clusterdojo.grading.spare_maker ATTEMPT_FOLDER LAB_FOLDER
"""

import os
import sys
from pathlib import Path

from clusterdojo.attempt.ending import clusters_in
from clusterdojo.attempt.making import lab_of, make
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.spare import VARIABLE, next_folder
from clusterdojo.attempt.store import Store
from clusterdojo.engines.host import free_mib
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.grading.start_state import why_not
from clusterdojo.lab.model import Lab
from clusterdojo.progress import Silent

SPARED_MIB = 1_430
"""What has to stay free beside a spare: the learner's own clusters come first."""
NICENESS = 10


def _has_memory(lab: Lab, engine: Engine) -> bool:
    return free_mib() > sum(map(engine.memory_mib, lab.clusters)) + SPARED_MIB


def main(attempt_folder: Path, lab_folder: Path) -> None:
    """End what a reset has left behind, and make the next spare."""
    os.nice(NICENESS)
    attempt = Attempt.read(attempt_folder)
    engine = engine_called(attempt.record.engine)
    current = attempt.folder / attempt.record.home
    for cluster in clusters_in(attempt.folder):
        if not cluster.is_relative_to(current / "clusters"):
            engine.delete(cluster)
    lab = lab_of(attempt, lab_folder)
    if os.environ.get(VARIABLE) == "no" or not _has_memory(lab, engine):
        return
    engine.prepare(Silent(), lab.clusters)
    record = attempt.record.model_copy(deep=True, update={"phase": "creating", "home": ""})
    spare = Attempt(next_folder(attempt), record)
    make(Store(attempt.folder), lab_folder, lab, spare, engine, Silent(), why_not=why_not)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
