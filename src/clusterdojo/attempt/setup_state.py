"""The start state: setup/ applied to the clusters, waited for, and recorded."""

import json
import time
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from clusterdojo.attempt.environment import suite_environment
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.script import run
from clusterdojo.cluster.client import Api, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import Recording, record
from clusterdojo.cluster.settle import at_rest
from clusterdojo.cluster.snapshot import MOVING_KINDS, LiveSnapshot, RecordedSnapshot, Snapshot
from clusterdojo.engines.protocol import Engine
from clusterdojo.errors import ContentError, EngineError
from clusterdojo.files import write_atomically
from clusterdojo.lab.model import ClusterSpec, Lab
from clusterdojo.lab.rendering import render_file
from clusterdojo.progress import Progress

APPLY_SECONDS = 60
SCRIPT_SECONDS = 900  # on real nodes a script may upgrade one, which takes minutes
REST_SECONDS = 60
RETRY_SECONDS = 10
POLL_SECONDS = 0.1
START_POLL_SECONDS = 0.15
# What kubeadm and kind put into a cluster; a lab's own objects live elsewhere.
SYSTEM_NAMESPACES = frozenset({"kube-system", "local-path-storage"})


def apply_all(lab: Lab, lab_folder: Path, attempt: Attempt) -> None:
    """Apply setup/ to all clusters of the attempt; they may still be getting ready.

    Raises:
        ContentError: A file in setup/ can't be applied.
    """
    for spec in lab.clusters:
        apply(lab, lab_folder, attempt, spec.name)


def reach(lab: Lab, attempt: Attempt, engine: Engine, progress: Progress) -> None:
    """Wait until all clusters are in the lab's start state, and stop the nodes that it stops.

    Raises:
        EngineError: The start state is not reached in time.
    """
    for spec in lab.clusters:
        progress.stage(f"waiting for the start state of {spec.name}")
        api = attempt.api(spec.name)
        _at_rest(api, spec, REST_SECONDS, engine)
        stopped = [node.name for node in spec.nodes if node.stopped]
        if stopped:
            _stop(engine, attempt, spec, stopped, api, progress)


def apply(
    lab: Lab, lab_folder: Path, attempt: Attempt, cluster: str, *, strict: bool = False
) -> None:
    """Apply setup/ to one cluster, manifests and scripts in name order; twice is as good.

    Args:
        lab: Whose setup/ it is.
        lab_folder: Where it is.
        attempt: For whom.
        cluster: Which of the lab's clusters.
        strict: Refuse unknown fields. The proof does; a start saves the time, which goes into
            the API server's description of all its fields.
    """
    _apply_folder("setup", lab, lab_folder, attempt, cluster, strict=strict)


def break_all(lab: Lab, lab_folder: Path, attempt: Attempt) -> None:
    """Do what the lab does to its clusters once the start state is recorded: break/.

    A cluster that answers nobody any more, such as one whose API server is down, could not be
    recorded. Files are as in setup/.

    Raises:
        ContentError: A file in break/ can't be applied.
    """
    for spec in lab.clusters:
        _apply_folder("break", lab, lab_folder, attempt, spec.name)


def _apply_folder(
    folder: str, lab: Lab, lab_folder: Path, attempt: Attempt, cluster: str, *, strict: bool = False
) -> None:
    source = lab_folder / folder
    if len(lab.clusters) > 1:
        source /= cluster
    if not source.is_dir():
        return
    target = attempt.folder / folder / cluster
    files = []
    for path in sorted(source.iterdir()):
        rendered = target / path.name
        write_atomically(rendered, render_file(path, attempt.record.values))
        files.append(rendered)
    variables = suite_environment(attempt) | {
        "KUBECONFIG": str(attempt.cluster_kubeconfig(cluster))
    }
    for is_script, group in groupby(files, key=lambda p: p.suffix == ".sh"):
        batch = list(group)
        if is_script:
            for script in batch:
                _run(["bash", "-euo", "pipefail", str(script)], variables, attempt.work,
                     f"{folder}/{script.name}", SCRIPT_SECONDS)  # fmt: skip
        else:
            options = [option for path in batch for option in ("-f", str(path))]
            kubectl = str(attempt.bin / "kubectl")
            command = [kubectl, "apply", f"--validate={'strict' if strict else 'false'}", *options]
            names = ", ".join(f"{folder}/{path.name}" for path in batch)
            _run(command, variables, attempt.work, names, APPLY_SECONDS)


def _run(
    command: list[str], variables: Mapping[str, str], work: Path, source: str, seconds: float
) -> None:
    deadline = time.monotonic() + RETRY_SECONDS
    while (ended := run(command, variables, work, source, seconds)).code:
        if not _too_early(ended.said) or time.monotonic() > deadline:
            raise ContentError(f"{source} ended with {ended}.", "Fix the lab, then start it again.")
        time.sleep(POLL_SECONDS)


def _too_early(message: str) -> bool:
    """Whether a new cluster is merely not that far yet.

    A new namespace gets its service account a moment later, and pods can't exist before; a new
    API server serves its groups one after the other.
    """
    return any(
        "no matches for kind" in line or ("serviceaccount" in line and "not found" in line)
        for line in message.splitlines()
    )


def _at_rest(api: Api, spec: ClusterSpec, seconds: float, engine: Engine) -> None:
    try:
        # Asking more often would slow down what is waited for.
        _, left = at_rest(lambda: _start_state(api, engine), seconds, START_POLL_SECONDS)
    except (UnansweredError, RefusedError) as error:
        raise EngineError(
            f"{spec.name} stopped answering while it was set up: {error}.",
            "Start the lab again; `dojo doctor` looks for a cause.",
        ) from error
    if left:
        raise EngineError(
            f"{spec.name} did not come to rest within {seconds} s: {left}.",
            "Start the lab again; `dojo doctor` looks for a cause.",
        )


def _start_state(api: Api, engine: Engine) -> Snapshot:
    """What has to come to rest before the lab begins.

    A real control plane passes its first probes ten seconds after it works, and so does CoreDNS:
    a lab can begin before, as one can with any new cluster.
    """
    snapshot = LiveSnapshot(api)
    snapshot.load(MOVING_KINDS)
    if not engine.real_nodes:
        return snapshot
    return RecordedSnapshot({
        kind: [
            thing for thing in snapshot.objects(kind)
            if thing["metadata"].get("namespace") not in SYSTEM_NAMESPACES
        ]
        for kind in MOVING_KINDS
    })  # fmt: skip


def _stop(
    engine: Engine, attempt: Attempt, spec: ClusterSpec, stopped: list[str], api: Api,
    progress: Progress,
) -> None:  # fmt: skip
    """Let nodes fail, and wait until the cluster has noticed and done what it does about it."""
    names = ", ".join(stopped)
    for name in stopped:
        progress.stage(f"stopping {name}")
        engine.stop_node(attempt.cluster_folder(spec.name), name)
    seconds = spec.node_monitor_grace_seconds + REST_SECONDS
    deadline = time.monotonic() + seconds
    while not _counted_as_lost(api, stopped):
        if time.monotonic() > deadline:
            raise EngineError(
                f"{spec.name} did not notice within {seconds} s that {names} stopped.",
                "Start the lab again; `dojo doctor` looks for a cause.",
            )
        time.sleep(POLL_SECONDS)
    progress.stage(f"waiting for the evictions from {names}")
    _at_rest(api, spec, spec.eviction_seconds + REST_SECONDS, engine)


def _counted_as_lost(api: Api, stopped: list[str]) -> bool:
    """Whether all these nodes carry the taint that evicts: it comes after they are not ready."""
    try:
        nodes = (api.get("/api/v1/nodes") or {"items": []})["items"]
    except (UnansweredError, RefusedError):
        return False
    lost = {
        node["metadata"]["name"]
        for node in nodes
        for taint in node["spec"].get("taints", [])
        if (taint["key"], taint["effect"]) == ("node.kubernetes.io/unreachable", "NoExecute")
    }
    return lost.issuperset(stopped)


def record_before(attempt: Attempt, lab: Lab) -> None:
    """Write the start state of all clusters to before.json."""
    clusters = {spec.name: record(attempt.api(spec.name)) for spec in lab.clusters}
    write_recording(attempt.before, attempt.record.lab, attempt.record.seed,
                    dict(attempt.record.values), clusters)  # fmt: skip


def write_recording(
    path: Path,
    lab_id: str,
    seed: int,
    values: Mapping[str, object],
    clusters: Mapping[str, Recording],
) -> None:
    """Write a start state that `read_recording` reads."""
    content = {
        "lab": lab_id,
        "seed": seed,
        "values": values,
        "clusters": {name: recording.kinds for name, recording in clusters.items()},
        "digests": {name: recording.digests for name, recording in clusters.items()},
    }
    write_atomically(path, json.dumps(content))
