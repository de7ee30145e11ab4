"""The engine `existing`: the learner's own cluster, which is only ever read."""

from pathlib import Path

from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.cluster.client import RefusedError, UnansweredError
from clusterdojo.cluster.snapshot import record
from clusterdojo.errors import EngineError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite


def record_existing(
    suite: Suite, lab_id: str, kubeconfig: Path, contexts: list[str], output: Path, seed: int
) -> None:
    """Save the state of the user's clusters as the lab's start state.

    Raises:
        UsageError: The kubeconfig or a context is wrong.
        EngineError: A cluster does not answer.
    """
    import pytest

    from clusterdojo.grading.plain import apis

    lab = load_lab(suite.lab_dir(lab_id))
    try:
        ways = apis(kubeconfig, contexts, [spec.name for spec in lab.clusters])
    except pytest.UsageError as error:
        what, _, do = str(error).partition(". ")
        raise UsageError(f"{what}.", do) from error
    try:
        clusters = {name: record(api) for name, api in ways.items()}
    except (UnansweredError, RefusedError) as error:
        raise EngineError(
            f"The cluster can't be read: {error}.",
            f"See that `kubectl --kubeconfig {kubeconfig} get nodes` works first.",
        ) from error
    drawn = lab.draw(seed)
    write_recording(output, lab_id, seed, dict(drawn), dict(clusters))


def write_setup(suite: Suite, lab_id: str, seed: int, target: Path) -> list[Path]:
    """Write the lab's setup/ with its drawn values, for the user to apply.

    Returns:
        The files written.

    Raises:
        UsageError: There is no such lab.
        ContentError: A file of setup/ is wrong.
    """
    folder = suite.lab_dir(lab_id)
    drawn = load_lab(folder).draw(seed)
    written = []
    for path in sorted(p for p in (folder / "setup").rglob("*") if p.is_file()):
        file = target / path.relative_to(folder / "setup")
        write_atomically(file, render_file(path, drawn))
        written.append(file)
    return written
