"""Starting an attempt, and bringing it back to its start state."""

import datetime
import secrets
from collections.abc import Callable
from pathlib import Path

from clusterdojo.attempt import spare
from clusterdojo.attempt.ending import end_clusters, recover
from clusterdojo.attempt.making import lab_of, make, open_nodes
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.engines import fitness
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab import model as labs
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Progress

LONGEST_NAME = 100


def start(
    store: Store, suite: Suite, lab_id: str, engine: str | None, seed: int | None,
    progress: Progress, meanwhile: Callable[[], object] = lambda: None,
    upgrade: Upgrade | None = None, learner: str = "", key: Path | None = None,
    recorded: Callable[[Attempt], object] = lambda _: None,
    why_not: Callable[[Attempt], str] = lambda _: "",
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
        why_not: Says why the clusters do not begin as the lab tells, or nothing if they do.

    Raises:
        UsageError: Unknown lab or engine, or another attempt is under way.
        DojoError: It could not be started; nothing of it is left.
    """
    folder = suite.lab_dir(lab_id)
    lab = fitness.load(folder)
    if learner and (not learner.isprintable() or len(learner) > LONGEST_NAME):
        raise UsageError(
            f"That is not a learner's name: {learner[:LONGEST_NAME]!r}.",
            f"Give at most {LONGEST_NAME} characters, without line breaks.",
        )
    secret = _secret(key)
    if upgrade is not None and lab.upgrade is None:
        raise UsageError(f"{lab_id} is not an upgrade lab.", "Start it without --from and --to.")
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
                "`dojo stop` ends it, and `dojo reset` starts it again.",
            )
        maker = engine_called(chosen)
        maker.prepare(progress, lab.clusters)
        seed = secrets.randbelow(10**6) if seed is None else seed
        attempt = _new(store, suite, lab, chosen, seed)
        attempt.record.learner = learner.strip()
        if secret:
            write_atomically(attempt.seal_key, secret)
        lab = lab.with_values(attempt.record.values)
        make(store, folder, lab, attempt, maker, progress, meanwhile, recorded, why_not)
    return attempt


def _secret(key: Path | None) -> str | None:
    """The text of the instructor's key, known to be one: the attempt keeps a copy."""
    if key is None:
        return None
    from clusterdojo.seal import Key

    Key.read(key)
    return key.read_text(encoding="ascii")


def reset(
    store: Store, progress: Progress, why_not: Callable[[Attempt], str] = lambda _: ""
) -> Attempt:
    """Bring the attempt back to its start state, on new clusters; its count of resets grows.

    The new clusters are the spare's where there is one; else they are made now.

    Args:
        store: Where attempts are kept.
        progress: Told of every step.
        why_not: Says why the clusters do not begin as the lab tells, or nothing if they do.
    """
    with store.lock():
        attempt = store.current()
        folder = attempt.suite().lab_dir(attempt.record.lab)
        lab = lab_of(attempt, folder)
        maker = engine_called(attempt.record.engine)
        if not maker.quick and _take_spare(attempt, lab, maker, progress):
            return attempt
        maker.prepare(progress, lab.clusters)
        attempt.empty_work()
        attempt.record.phase = "creating"
        attempt.record.resets += 1
        attempt.record.home = ""
        attempt.save()
        progress.stage("ending the old clusters")
        end_clusters(attempt.folder, maker)
        make(store, folder, lab, attempt, maker, progress, why_not=why_not)
    return attempt


def _take_spare(attempt: Attempt, lab: labs.Lab, engine: Engine, progress: Progress) -> bool:
    """Reset by taking the spare over, if there is one."""
    found = spare.claim(attempt, engine, progress)
    if found is None:
        return False
    progress.stage("taking over the spare clusters")
    attempt.empty_work()  # if that fails, nothing else has changed
    attempt.record.phase = "creating"  # until all is in its place, a kill leaves nothing to use
    attempt.record.resets += 1
    attempt.save()
    spare.move_in(attempt, found)
    open_nodes(lab, attempt, engine)
    attempt.record.phase = "ready"
    attempt.record.started = datetime.datetime.now(datetime.UTC)
    attempt.save()
    return True


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
