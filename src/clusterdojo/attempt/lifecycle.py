"""Starting, resetting and stopping attempts, so that a kill at any moment can be cleaned up."""

import datetime
import json
import secrets
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from clusterdojo.attempt.environment import furnish
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.kubeconfig import merged
from clusterdojo.engines import ENGINES
from clusterdojo.engines import engine as engine_called
from clusterdojo.engines.protocol import Engine
from clusterdojo.errors import ContainerEngineError, DojoError, UsageError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab import model as labs
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Progress

LONGEST_NAME = 100


def start(
    store: Store, suite: Suite, lab_id: str, engine: str | None, seed: int | None,
    progress: Progress, meanwhile: Callable[[], object] = lambda: None,
    upgrade: labs.Upgrade | None = None, learner: str = "", key: Path | None = None,
    recorded: Callable[[Attempt], object] = lambda _: None,
) -> Attempt:  # fmt: skip
    """Begin an attempt: clusters made, start state reached and recorded, task rendered.

    Args:
        store: Where attempts are kept.
        suite: Where labs are.
        lab_id: The lab.
        engine: Its name; None for the lab's default.
        seed: For the drawn values; None for a new one.
        progress: Told of every step.
        meanwhile: Called while the control planes start, to load what is needed afterwards.
        upgrade: From which version to which, where the lab is an upgrade; None for the lab's own.
        learner: Who begins it; empty for nobody in particular.
        key: The file with the instructor's key, if results are to be sealed.
        recorded: Called once the start state is recorded, before the lab breaks what it breaks.

    Raises:
        UsageError: Unknown lab or engine, or another attempt is under way.
        DojoError: It could not be started; nothing of it is left.
    """
    folder = suite.lab_dir(lab_id)
    lab = labs.load(folder)
    if learner and (not learner.isprintable() or len(learner) > LONGEST_NAME):
        raise UsageError(
            f"That is no learner's name: {learner[:LONGEST_NAME]!r}.",
            f"Give at most {LONGEST_NAME} characters, without line breaks.",
        )
    secret = _secret(key)
    if upgrade is not None and lab.upgrade is None:
        raise UsageError(f"{lab_id} upgrades nothing.", "Leave --from and --to out.")
    lab = lab.with_upgrade(upgrade)
    chosen = engine or lab.engines[0]
    if chosen not in lab.engines:
        raise UsageError(
            f"{lab_id} does not run on engine {chosen!r}.",
            f"Choose one of: {', '.join(lab.engines)}.",
        )
    with store.lock():
        recover(store, progress)
        if running := store.running():
            raise UsageError(
                f"{running.record.lab} is still running.",
                "`dojo stop` ends it, `dojo reset` begins it anew.",
            )
        maker = engine_called(chosen)
        maker.prepare(progress, lab.clusters)
        seed = secrets.randbelow(10**6) if seed is None else seed
        attempt = _new(store, suite, lab, chosen, seed)
        attempt.record.learner = learner.strip()
        if secret:
            write_atomically(attempt.seal_key, secret)
        lab = lab.with_values(attempt.record.values)
        make(store, folder, lab, attempt, maker, progress, meanwhile, recorded)
    return attempt


def _secret(key: Path | None) -> str | None:
    """The text of the instructor's key, known to be one: the attempt keeps a copy."""
    if key is None:
        return None
    from clusterdojo.grading.seal import Key

    Key.read(key)
    return key.read_text(encoding="ascii")


def reset(store: Store, progress: Progress) -> Attempt:
    """Bring the attempt back to its start state, on new clusters; its count of resets grows.

    The new clusters are the spare's where there is one; else they are made now.
    """
    with store.lock():
        attempt = store.current()
        folder = attempt.suite().lab_dir(attempt.record.lab)
        lab = lab_of(attempt, folder)
        maker = engine_called(attempt.record.engine)
        if maker.real_nodes and _take_spare(attempt, lab, maker, progress):
            return attempt
        maker.prepare(progress, lab.clusters)
        attempt.empty_work()
        attempt.record.phase = "creating"
        attempt.record.resets += 1
        attempt.record.home = ""
        attempt.save()
        progress.stage("ending the old clusters")
        _end_clusters(attempt.folder, [maker])
        make(store, folder, lab, attempt, maker, progress)
    return attempt


def lab_of(attempt: Attempt, lab_folder: Path) -> labs.Lab:
    """The attempt's lab, with the versions and the values that it was started with."""
    values = attempt.record.values
    return labs.load(lab_folder).with_upgrade(labs.Upgrade.of(values)).with_values(values)


def _take_spare(attempt: Attempt, lab: labs.Lab, engine: Engine, progress: Progress) -> bool:
    """Reset by taking the spare over, if there is one."""
    from clusterdojo.attempt import spare

    found = spare.claim(attempt, engine, progress)
    if found is None:
        return False
    progress.stage("taking the spare clusters over")
    attempt.record.phase = "creating"  # until all is in its place, a kill leaves nothing to use
    attempt.record.resets += 1
    attempt.save()
    spare.move_in(attempt, found)
    _open_nodes(lab, attempt, engine)
    attempt.record.phase = "ready"
    attempt.record.started = datetime.datetime.now(datetime.UTC)
    attempt.save()
    return True


def stop(store: Store, progress: Progress, *, everything: bool = False) -> list[str]:
    """End the attempt under way, or all that is there, half-made ones too.

    Returns:
        The ids of what was ended.
    """
    with store.lock():
        folders = store.folders()
        if not everything:
            folders = [store.current().folder]
        ended, problem = [], None
        for folder in folders:
            progress.stage(f"stopping {folder.name}")
            try:
                _remove(store, folder)
                ended.append(folder.name)
            except DojoError as error:
                problem = error  # the others can be ended all the same
    if problem:
        raise problem
    return ended


def recover(store: Store, progress: Progress) -> None:
    """Clear away what a killed command left half-made. Call it with the lock held."""
    for folder in store.folders():
        try:
            if Attempt.read(folder).record.phase == "ready":
                continue
        except DojoError:
            if (folder / "attempt.json").exists():
                raise
        progress.note(f"clearing away {folder.name}, which was interrupted")
        _remove(store, folder)


def _new(store: Store, suite: Suite, lab: labs.Lab, engine: str, seed: int) -> Attempt:
    now = datetime.datetime.now(datetime.UTC)
    attempt_id = f"{now:%Y%m%d-%H%M%S}-{lab.id}-{secrets.token_hex(2)}"
    record = AttemptRecord(
        id=attempt_id,
        lab=lab.id,
        engine=engine,
        seed=seed,
        values=lab.draw(seed),
        clusters=[spec.name for spec in lab.clusters],
        settle_seconds=lab.settle_seconds,
        started=now,
        title=lab.title,
        domain=lab.domain,
        minutes=lab.minutes,
        suite=str(suite.root),
    )
    return Attempt(store.attempts / attempt_id, record)


def make(
    store: Store, lab_folder: Path, lab: labs.Lab, attempt: Attempt, engine: Engine,
    progress: Progress, meanwhile: Callable[[], object] = lambda: None,
    recorded: Callable[[Attempt], object] = lambda _: None,
) -> None:  # fmt: skip
    """Make everything that the attempt needs, or nothing."""
    try:
        try:
            attempt.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        except OSError as error:
            raise unwritable(attempt.folder, error) from error
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
                meantime.append(pool.submit(_open_nodes, lab, attempt, engine))
            if any((lab_folder / "setup").rglob("*.sh")):  # it may go into the nodes, or break them
                wait(meantime)
            apply_all(lab, lab_folder, attempt)
            for future in meantime:
                future.result()
        reach(lab, attempt, engine, progress)
        for cluster in made:
            version = attempt.api(cluster.name).get("/version") or {}
            attempt.record.versions[cluster.name] = version.get("gitVersion", "")
        record_before(attempt, lab)
        task = render_file(lab_folder / "task.md", attempt.record.values)
        write_atomically(attempt.task, task)
        recorded(attempt)
        break_all(lab, lab_folder, attempt)
        attempt.record.phase = "ready"
        attempt.record.started = datetime.datetime.now(datetime.UTC)
        attempt.save()
    except BaseException:
        progress.note("cleaning up")
        try:
            _remove(store, attempt.folder)
        except ContainerEngineError:
            progress.note("containers are left: `dojo stop --all` removes them once Docker answers")
        raise


def _open_nodes(lab: labs.Lab, attempt: Attempt, engine: Engine) -> None:
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


def _remove(store: Store, folder: Path) -> None:
    """End an attempt's clusters, by whichever engine made them, and remove its folder."""
    try:
        engine = json.loads((folder / "attempt.json").read_text(encoding="utf-8"))["engine"]
        makers = [engine_called(engine)]
    except (OSError, ValueError, KeyError, TypeError, UsageError):
        # Nobody knows any more: each engine finds its own, and the last one removes the folder.
        makers = [engine_called(name) for name in reversed(ENGINES)]
    _end_clusters(folder, makers)
    store.remove(folder)


def clusters_in(folder: Path) -> list[Path]:
    """The folders of all clusters of an attempt, its spare's included."""
    return sorted([*folder.glob("clusters/*"), *folder.glob("spare-*/clusters/*")])


def _end_clusters(folder: Path, engines: Sequence[Engine]) -> None:
    from clusterdojo.attempt import spare

    spare.halt(folder)
    for cluster in clusters_in(folder):
        for engine in engines:
            engine.delete(cluster)
    for made in folder.glob("spare-*"):
        shutil.rmtree(made, ignore_errors=True)
