"""Making all that an attempt needs, or nothing: a kill at any moment can be cleaned up."""

import contextlib
import datetime
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from clusterdojo import container
from clusterdojo.attempt.ending import end_clusters, remove
from clusterdojo.attempt.environment import furnish
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.kubeconfig import merged
from clusterdojo.engines.ports import TRIES, PortTakenError
from clusterdojo.engines.protocol import Engine
from clusterdojo.errors import ContainerEngineError, EngineError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab import model as labs
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.paths import CACHE_VARIABLE, cache_dir
from clusterdojo.progress import Progress

MOST_REMADE = 2  # more often, it is no bad luck


def lab_of(attempt: Attempt, lab_folder: Path) -> labs.Lab:
    """The attempt's lab, with the versions and the values that it was started with."""
    values = attempt.record.values
    return load_lab(lab_folder).with_upgrade(Upgrade.of(values)).with_values(values)


def make(
    store: Store, lab_folder: Path, lab: labs.Lab, attempt: Attempt, engine: Engine,
    progress: Progress, meanwhile: Callable[[], object] = lambda: None,
    recorded: Callable[[Attempt], object] = lambda _: None,
    why_not: Callable[[Attempt], str] = lambda _: "",
) -> None:  # fmt: skip
    """Make everything that the attempt needs, or nothing.

    Clusters that do not begin as the lab tells (`why_not` says why) are made again, and counted.
    They are made again, too, where another program took a port of theirs.

    Raises:
        EngineError: They did not begin as told, or lost a port, however often they were made.
    """

    def again(why: str) -> None:
        progress.note(f"{why}, so the start state is made again")
        attempt.empty_work()
        end_clusters(attempt.folder, engine)

    def made() -> None:
        for _ in range(TRIES - 1):
            with contextlib.suppress(PortTakenError):
                _make(lab_folder, lab, attempt, engine, progress, meanwhile, recorded)
                return
            again("another program took a port")
        _make(lab_folder, lab, attempt, engine, progress, meanwhile, recorded)

    try:
        most = attempt.record.remade + MOST_REMADE
        made()
        while why := why_not(attempt):
            _count(attempt, lab, why, most)
            again(why)
            made()
        attempt.record.phase = "ready"
        attempt.record.started = datetime.datetime.now(datetime.UTC)
        attempt.save()
    except BaseException:
        progress.note("cleaning up")
        try:
            remove(store, attempt.folder)
        except ContainerEngineError:
            progress.note("containers are left: `dojo stop --all` removes them once Docker answers")
        raise


def _count(attempt: Attempt, lab: labs.Lab, why: str, most: int) -> None:
    """Count that the attempt's clusters are made again, as often as that is done."""
    if attempt.record.remade >= most:
        raise EngineError(
            f"{lab.id} does not begin as its task tells: {why}.",
            f"Start it again on a quieter machine; `dojo validate {lab.id}` shows more.",
        )
    attempt.record.remade += 1


def _make(
    lab_folder: Path, lab: labs.Lab, attempt: Attempt, engine: Engine, progress: Progress,
    meanwhile: Callable[[], object], recorded: Callable[[Attempt], object],
) -> None:  # fmt: skip
    try:
        attempt.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(attempt.folder, error) from error
    if engine.real_nodes:
        with contextlib.suppress(ContainerEngineError):  # the engine tells that better
            attempt.record.way = container.way() | {CACHE_VARIABLE: str(cache_dir())}
    attempt.save()
    furnish(attempt, engine.tools())
    with ThreadPoolExecutor() as pool:
        making = [
            pool.submit(engine.create, spec, attempt.cluster_folder(spec.name), progress)
            for spec in lab.clusters
        ]
        # The processors have time to load what is needed next while control planes start.
        from clusterdojo.attempt.setup_state import apply_all, break_all, reach, record_before
        from clusterdojo.lab.rendering import render_file

        meanwhile()
        made = [future.result() for future in making]
        write_atomically(attempt.kubeconfig, merged([cluster.kubeconfig for cluster in made]))
        meantime: list[Future[None]] = [
            pool.submit(engine.await_ready, spec, attempt.cluster_folder(spec.name), progress)
            for spec in lab.clusters
        ]
        if engine.real_nodes:
            meantime.append(pool.submit(open_nodes, lab, attempt, engine))
        if any((lab_folder / "setup").rglob("*.sh")):  # it may go into the nodes, or break them
            wait(meantime)
        try:
            apply_all(lab, lab_folder, attempt)
        finally:  # where the cluster is the reason, its own error says more
            for future in meantime:
                future.result()
    reach(lab, attempt, engine, progress)
    for cluster in made:
        version = attempt.api(cluster.name).get("/version") or {}
        attempt.record.versions[cluster.name] = version.get("gitVersion", "")
    for cluster in made:
        note_start_of(attempt, engine, cluster.name)
    record_before(attempt, lab)
    attempt.set_task(render_file(lab_folder / "task.md", attempt.record.values))
    recorded(attempt)
    break_all(lab, lab_folder, attempt)
    if engine.real_nodes:
        note_machines(lab, attempt, engine)


def note_start_of(attempt: Attempt, engine: Engine, cluster: str) -> None:
    """Note where the cluster's audit log is now: what is done from here on can be graded.

    Raises:
        EngineError: The log can't be read.
    """
    from clusterdojo.cluster.trail import note_start

    folder = attempt.cluster_folder(cluster)
    if (log := engine.audit_log(folder)) is None:
        return
    try:
        note_start(log, folder)
    except OSError as error:
        raise EngineError(
            f"The audit log of {cluster} can't be read: {error}.",
            "Start the lab again; `dojo doctor` looks for a cause.",
        ) from error


def note_machines(lab: labs.Lab, attempt: Attempt, engine: Engine) -> None:
    """Note how the machines are set up now; one that the lab has stopped is left out."""
    from clusterdojo.node import places
    from clusterdojo.node.reader import NodeReader, WayIn
    from clusterdojo.node.shell import SilentNodeError

    def look(spec: labs.ClusterSpec, name: str) -> dict[str, str]:
        nodes = engine.nodes(attempt.cluster_folder(spec.name))
        way = WayIn(nodes.command(name), lambda: nodes.bring_shell(name), nodes.programs())
        reader = NodeReader(way)
        try:
            return places.places(reader)
        except SilentNodeError:
            return {}
        finally:
            reader.close()

    with ThreadPoolExecutor() as pool:
        looking = {
            spec.name: {name: pool.submit(look, spec, name) for name in spec.machines}
            for spec in lab.clusters
        }
    for cluster, machines in looking.items():
        noted = {name: future.result() for name, future in machines.items()}
        places.write(attempt.cluster_folder(cluster), noted)


def open_nodes(lab: labs.Lab, attempt: Attempt, engine: Engine) -> None:
    """Let the learner, and setup/, into the nodes."""
    from clusterdojo.attempt import ssh

    ssh.furnish(
        attempt,
        {
            spec.name: (
                engine.nodes(attempt.cluster_folder(spec.name)),
                spec.machines,
            )
            for spec in lab.clusters
        },
    )
