"""Grading the attempt that is under way."""

import itertools
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from clusterdojo.attempt.model import FILE, Attempt
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.client import Api, RefusedError, UnansweredError
from clusterdojo.errors import StateError
from clusterdojo.grading.context import Context, read_recording
from clusterdojo.grading.criteria import Grade
from clusterdojo.grading.result import Result, after_check, lab_digest
from clusterdojo.isolation import isolated
from clusterdojo.lab.suite import Suite

if TYPE_CHECKING:
    from pathlib import Path

    from clusterdojo.cluster.audit_log import AuditLog
    from clusterdojo.engines.protocol import NodeAccess

WATCH_SECONDS = 0.05
MOST_WATCHED = 10_000  # files in the work folder


def context_of(attempt: Attempt) -> Context:
    """What grading this attempt needs; clusters are read through the suite's own kubeconfigs.

    Raises:
        UsageError: The start state can't be read.
        StateError: The attempt's record does not fit its start state.
    """
    record = attempt.record

    def fault(cluster: str) -> str | None:
        from clusterdojo.engines.registry import engine

        return engine(record.engine).fault(attempt.cluster_folder(cluster))

    def nodes(cluster: str) -> "NodeAccess":
        from clusterdojo.engines.registry import engine

        return engine(record.engine).nodes(attempt.cluster_folder(cluster))

    def audit_log(cluster: str) -> "tuple[AuditLog, Path] | None":
        from clusterdojo.engines import registry

        folder = attempt.cluster_folder(cluster)
        log = registry.audit_log(record.engine, folder)
        return (log, folder) if log else None

    recording = read_recording(attempt.before, record.lab)
    if {*record.clusters} != {*recording["clusters"]} or record.values != recording["values"]:
        raise StateError(
            f"{attempt.folder / FILE} does not fit {attempt.before.name}: one of them was edited.",
            "`dojo reset` begins again.",
        )
    return Context(
        lab_id=record.lab,
        apis={name: attempt.api(name) for name in record.clusters},
        values=record.values,
        before=recording["clusters"],
        digests=recording["digests"],
        work=attempt.work,
        settle_seconds=record.settle_seconds,
        reveal=record.solution_seen,
        fault=fault,
        nodes=nodes,
        audit_log=audit_log,
        started=record.started,
    )


def grade(
    attempt: Attempt, suite: Suite, settle_seconds: float | None = None
) -> tuple[Grade, Context]:
    """Grade the attempt without writing anything.

    Args:
        attempt: Which.
        suite: Whose check module grades it.
        settle_seconds: How long to wait at most for controllers; None for as long as the lab says.
    """
    with isolated(attempt.record.way):
        context = context_of(attempt)
        if settle_seconds is not None:
            context.settle_seconds = settle_seconds
        context.begin()
        return _graded(suite, context), context


def check(store: Store, suite: Suite, attempt: Attempt) -> Result:
    """Grade the attempt, and add the check to its result and to Allure's files."""
    with isolated(attempt.record.way):
        context = context_of(attempt)
        context.begin()
        from clusterdojo.grading.recorder import Recorder  # it loads pytest

        recorder = Recorder()
        path = store.result(attempt.record.id)
        graded = _graded(suite, context, [recorder])
        digest = lab_digest(suite, attempt.record.lab)
        result = after_check(path, attempt, digest, graded, context.faults)
        recorder.write(path, result)
        context.notebook.leave_files(store.files(attempt.record.id))
        return result


def _graded(suite: Suite, context: Context, plugins: Sequence[object] = ()) -> Grade:
    from clusterdojo.grading.run import run_checks  # pytest loads while the clusters answer

    try:
        return run_checks(suite, context, plugins)
    finally:
        context.close()


def changes(attempt: Attempt) -> Iterator[None]:
    """Yield once now, and again soon after something changed in a cluster or the work folder."""
    apis = [attempt.api(n) for n in attempt.record.clusters]
    seen: object = None
    while True:
        now = ([_revision(api) for api in apis], _work_state(attempt))
        if now != seen:
            seen = now
            yield
        time.sleep(WATCH_SECONDS)


def _revision(api: Api) -> str:
    """The revision of the cluster's store: any write to any object raises it."""
    try:
        answer = api.get("/api/v1/namespaces", limit=1) or {}
    except (UnansweredError, RefusedError) as error:
        return str(error)
    return str(answer.get("metadata", {}).get("resourceVersion"))


def _work_state(attempt: Attempt) -> list[tuple[str, int, int]]:
    state = []
    for path in itertools.islice(attempt.work.rglob("*"), MOST_WATCHED):
        try:
            stat = path.stat()
        except OSError:
            continue  # removed meanwhile
        state.append((str(path), stat.st_mtime_ns, stat.st_size))
    return sorted(state)
