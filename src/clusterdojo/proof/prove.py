"""Trying one variant: a fresh cluster, a script, and the grade that must come out."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from clusterdojo.attempt.environment import suite_environment
from clusterdojo.attempt.model import Attempt
from clusterdojo.attempt.script import OverdueError, run
from clusterdojo.attempt.setup_state import apply
from clusterdojo.attempt.starting import start
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.changes import changes
from clusterdojo.cluster.client import Object, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import everything
from clusterdojo.cluster.kept import Kept
from clusterdojo.cluster.settle import settled
from clusterdojo.cluster.snapshot import LiveSnapshot
from clusterdojo.cluster.world import World
from clusterdojo.errors import DojoError
from clusterdojo.files import write_atomically
from clusterdojo.grading.check import grade
from clusterdojo.grading.criteria import Grade
from clusterdojo.grading.outcomes import NONSENSE
from clusterdojo.grading.rest import MIRROR
from clusterdojo.grading.start_state import why_not
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite
from clusterdojo.paths import state_dir
from clusterdojo.progress import Silent
from clusterdojo.proof import cheats
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.stores import proof_store
from clusterdojo.proof.variants import ANOTHER_SEED, Variant

SCRIPT_SECONDS = 900  # kubeadm waits minutes for static pods
States = dict[str, Kept | None]


@dataclass
class Proof:
    """What became of one variant.

    Attributes:
        variant: What was tried.
        faults: What should not have been; none for a proven variant.
        seconds: Wall time of each step: start, untouched, script, check.
        first_faults: What was wrong at a first try, where this is the second one.
        overdue: Whether its script ran into its limit, far beyond what a busy machine takes.
        remade: How many times its clusters were made again, as they did not begin as told.
    """

    variant: Variant
    faults: list[ProofFault] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    first_faults: list[str] = field(default_factory=list)
    overdue: bool = False
    remade: int = 0


def prove(suite: Suite, variant: Variant) -> Proof:
    """Try one variant on a cluster of its own, which is gone afterwards."""
    proof = Proof(variant)
    try:
        with proof_store(state_dir()) as store:
            proof.faults += _prove(suite, proof, store)
    except DojoError as error:
        proof.faults.append(ProofFault(str(error), "start", ended=True))
    return proof


def _prove(suite: Suite, proof: Proof, store: Store) -> Iterator[ProofFault]:
    variant = proof.variant
    clock = _Clock(proof.seconds)
    changed: list[ProofFault] = []

    def set_up_again(attempt: Attempt) -> None:
        changed[:] = _set_up_again(suite, variant, attempt)

    with clock.step("start"):
        attempt = start(
            store, suite, variant.lab, variant.engine, variant.seed, Silent(),
            recorded=set_up_again, why_not=why_not,
        )  # fmt: skip
    proof.remade = attempt.record.remade
    yield from changed
    if variant.script == "solution.sh":
        with clock.step("untouched"):
            untouched = _graded_twice(attempt, suite)
        yield from untouched.faults
        if untouched.grade.earned:
            earning = [c.name for c in untouched.grade.criteria if c.earned]
            text = f"untouched earns {untouched.grade.earned} points: {', '.join(earning)}"
            yield ProofFault(text, "untouched")
        for criterion in untouched.grade.voided_by:
            text = f"untouched fails the gate {criterion.name}: {criterion.reason}"
            yield ProofFault(text, "untouched")
    with clock.step("script"):
        yield from _scripts(suite, proof, attempt)
    if variant.is_cheat:
        with clock.step("check"):
            yield from cheats.faults(suite, variant, store, attempt)
        return
    with clock.step("check"):
        after = _graded_twice(attempt, suite)
    yield from after.faults
    for text in _compared(variant, after.grade):
        yield ProofFault(text, "grade")


def _compared(variant: Variant, grade: Grade) -> Iterator[str]:
    """Whether exactly those criteria were lost that the variant names."""
    reasons = {c.name: f"{c.reason} {c.expected and f'({c.expected}; {c.found})'}".strip()
               for c in grade.criteria}  # fmt: skip
    for name in sorted(grade.lost - variant.loses):
        yield f"loses {name}, which it should not: {reasons[name]}"
    for name in sorted(variant.loses - grade.lost):
        yield f"does not lose {name}"
    if variant.loses and grade.earned == grade.possible:
        yield "earns every point"
    if not variant.loses and grade.earned != grade.possible:
        yield f"earns {grade.earned} of {grade.possible} points"


@dataclass
class _Twice:
    grade: Grade
    faults: list[ProofFault]


def _graded_twice(attempt: Attempt, suite: Suite) -> _Twice:
    """Grading changes nothing: the same grade again, and no trace in the cluster."""
    first, _ = grade(attempt, suite)
    before = _states(attempt)
    second, _ = grade(attempt, suite)
    faults = [
        ProofFault(f"{c.name} can't be graded: {c.reason}", "grade")
        for c in first.criteria
        if c.outcome == "ungradable" or c.reason.startswith(NONSENSE)
    ]
    if [(c.name, c.outcome, c.earned) for c in first.criteria] != [
        (c.name, c.outcome, c.earned) for c in second.criteria
    ]:
        changed = {c.name for c in first.criteria} & (first.lost ^ second.lost)
        text = f"grading twice gives two results: {', '.join(sorted(changed))}"
        faults.append(ProofFault(text, "idempotence"))
    faults += [
        ProofFault(f"grading changes {key}", "idempotence")
        for key in _changed(before, _states(attempt))
    ]
    return _Twice(first, faults)


def _set_up_again(suite: Suite, variant: Variant, attempt: Attempt) -> Iterator[ProofFault]:
    """Applying setup/ once more leaves the same state; break/ has not come yet."""
    folder = suite.labs / variant.lab
    lab = load_lab(folder)
    if variant.seed != ANOTHER_SEED or any(n.stopped for c in lab.clusters for n in c.nodes):
        return  # once a lab is enough; what a stopped node lost would come back
    before = _states(attempt)
    for spec in lab.clusters:
        apply(lab, folder, attempt, spec.name, strict=True)
        settled(attempt.api(spec.name), lab.settle_seconds)
    for key in _changed(before, _states(attempt)):
        yield ProofFault(f"setup/ applied twice changes {key}", "idempotence")


def _states(attempt: Attempt) -> States:
    """Everything that the clusters keep.

    A cluster that does not answer may be the lab's subject: it has no state to compare.
    """
    states: States = {}
    for name in attempt.record.clusters:
        api = attempt.api(name)
        try:
            states[name] = Kept.live(everything(LiveSnapshot(api), api))
        except (UnansweredError, RefusedError):
            states[name] = None
    return states


def _changed(before: States, after: States) -> Iterator[str]:
    """What is not as it was, without what changes by itself."""
    for name, then in before.items():
        now = after[name]
        if then is None or now is None:
            if then is not now:
                yield f"whether {name} answers"
            continue
        for change in changes(World(then, now)):
            if not _is_mirrored(change.before or change.now or {}):
                what = change.field or change.happened
                yield f"{name} {change.thing} ({what})"


def _is_mirrored(thing: Object) -> bool:
    """Whether it is a kubelet's picture of a static pod.

    The kubelet renews it up to a minute and a half after the file, or the store, was exchanged.
    """
    return MIRROR in (thing["metadata"].get("annotations") or {})


def _scripts(suite: Suite, proof: Proof, attempt: Attempt) -> Iterator[ProofFault]:
    """Run what a learner would type, in the learner's environment, but without a kuberc."""
    variant = proof.variant
    for source in variant.scripts(suite):
        name = variant.script if source.name == Path(variant.script).name else source.name
        rendered = attempt.folder / "script.sh"
        write_atomically(rendered, render_file(source, attempt.record.values))
        command = ["bash", "-euo", "pipefail", str(rendered)]
        variables = suite_environment(attempt)
        try:
            ended = run(command, variables, attempt.work, name, SCRIPT_SECONDS)
        except OverdueError:
            proof.overdue = True
            raise
        if ended.code:
            yield ProofFault(f"{name} ended with {ended}", "script")


class _Clock:
    """Wall times of the steps, in seconds."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._name = ""
        self._began = 0.0

    def step(self, name: str) -> "_Clock":
        self._name = name
        return self

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._seconds[self._name] = time.monotonic() - self._began
