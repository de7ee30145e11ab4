"""proof.json: what was proven of which lab on which engine, versioned; other reports tell the same.

A variant is one way through a lab on a cluster of its own. What was looked at in it, such as that
the untouched cluster earns nothing, is a check; a fault belongs to one of them.
"""

import datetime
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from clusterdojo import __version__
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import CHEAT, COMMON_CHEAT, Variant

VariantKind = Literal[
    "solution", "another seed", "drawn value", "other way", "mistake", "cheat", "common cheat"
]
CheckKind = Literal[VariantKind, "untouched", "idempotence"]
CheckOutcome = Literal["passed", "failed", "not reached"]

KINDS: dict[str, VariantKind] = {
    "solution": "solution",
    "another seed": "another seed",
    "with ": "drawn value",
    "other way: ": "other way",
    "mistake: ": "mistake",
    CHEAT: "cheat",
    COMMON_CHEAT: "common cheat",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CheckReport(_Strict):
    """One thing that was looked at in a variant."""

    kind: CheckKind
    outcome: CheckOutcome = Field(description="Not reached: an earlier step failed")
    faults: list[str]


class VariantReport(_Strict):
    """One way through a lab, on a cluster of its own."""

    lab: str
    engine: str
    name: str
    kind: VariantKind
    must_lose: list[str] = Field(
        description="The criteria that a mistake or a cheat must lose; empty for others"
    )
    earns_nothing: bool = Field(description="Whether it must not earn any point, as some cheats")
    outcome: Literal["proven", "failed"]
    faults: list[str] = Field(description="What went wrong")
    first_faults: list[str] = Field(
        description="What the first try found, if there was a second one"
    )
    remade: int = Field(
        description="How many times its clusters were made again, as they did not begin as told"
    )
    seconds: dict[str, float] = Field(description="Wall-clock time of each step")
    checks: list[CheckReport] = Field(description="The checks; each fault belongs to one of them")


class LeftOut(_Strict):
    """A variant that was not tried."""

    lab: str
    engine: str
    name: str
    kind: VariantKind
    reason: str


class ProofReport(_Strict):
    """What `dojo validate` found out."""

    model_config = ConfigDict(extra="forbid", title="Proof")
    apiVersion: Literal["clusterdojo.dev/v1alpha1"] = "clusterdojo.dev/v1alpha1"  # noqa: N815 - Kubernetes' own case
    kind: Literal["Proof"] = "Proof"
    commit: str = Field(description="The commit of the labs; “unknown” outside a checkout")
    suite: str = Field(description="The version of clusterdojo")
    python: str
    platform: str
    began: datetime.datetime
    ended: datetime.datetime
    labs: int = Field(description="The number of labs that were to be proven")
    content_faults: list[str] = Field(
        description="Faults in the labs' files; if there are any, no variant is tried"
    )
    variants: list[VariantReport]
    left_out: list[LeftOut]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each lab on each engine, tried or left out, sorted."""
        tried = {(variant.lab, variant.engine) for variant in self.variants}
        return sorted(tried | {(variant.lab, variant.engine) for variant in self.left_out})

    @property
    def failed(self) -> list[VariantReport]:
        """The variants that are not proven."""
        return [variant for variant in self.variants if variant.outcome == "failed"]

    @property
    def unsteady(self) -> list[VariantReport]:
        """The variants that were proven at the second try only."""
        return [v for v in self.variants if v.outcome == "proven" and v.first_faults]


@dataclass
class Findings:
    """What a run of `dojo validate` has found so far.

    Attributes:
        suite: Whose labs.
        labs: The number of labs that were to be proven.
        began: When it began.
        content_faults: In the labs' files.
        proofs: One a variant that was tried.
        left_out: The variants that were not, each with the reason.
    """

    suite: Suite
    labs: int = 0
    began: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    content_faults: list[Fault] = field(default_factory=list)
    proofs: Sequence[Proof] = ()
    left_out: Sequence[tuple[Variant, str]] = ()


def report_of(findings: Findings) -> ProofReport:
    """The findings as a report, ended now."""
    root = findings.suite.root
    return ProofReport(
        commit=commit(findings.suite),
        suite=__version__,
        python=platform.python_version(),
        platform=f"{platform.system()} {platform.machine()}",
        began=findings.began,
        ended=datetime.datetime.now(datetime.UTC),
        labs=findings.labs,
        content_faults=[str(f).removeprefix(f"{root}/") for f in findings.content_faults],
        variants=[_variant(proof) for proof in findings.proofs],
        left_out=[
            LeftOut(lab=v.lab, engine=v.engine, name=v.name, kind=kind_of(v), reason=reason)
            for v, reason in findings.left_out
        ],
    )


def kind_of(variant: Variant) -> VariantKind:
    """Which kind of variant it is, by its name."""
    return next(kind for start, kind in KINDS.items() if variant.name.startswith(start))


def commit(suite: Suite) -> str:
    """The commit that was proven; "unknown" outside a checkout."""
    command = ["git", "-C", str(suite.root), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def _variant(proof: Proof) -> VariantReport:
    variant = proof.variant
    return VariantReport(
        lab=variant.lab,
        engine=variant.engine,
        name=variant.name,
        kind=kind_of(variant),
        must_lose=sorted(variant.loses),
        earns_nothing=variant.earns_nothing,
        outcome="failed" if proof.faults else "proven",
        faults=[fault.text for fault in proof.faults],
        first_faults=proof.first_faults,
        remade=proof.remade,
        seconds={step: round(seconds, 2) for step, seconds in proof.seconds.items()},
        checks=list(_checks(proof)),
    )


def _checks(proof: Proof) -> Iterable[CheckReport]:
    """What was looked at: a fault that stopped the proof leaves what comes after it open."""
    untouched = [fault for fault in proof.faults if fault.found == "untouched"]
    idempotence = [fault for fault in proof.faults if fault.found == "idempotence"]
    own = [fault for fault in proof.faults if fault not in (*untouched, *idempotence)]
    ended = any(fault.ended for fault in own)
    if proof.variant.script == "solution.sh":
        yield _check("untouched", untouched, reached=not ended or "script" in proof.seconds)
    yield _check(kind_of(proof.variant), own, reached=True)
    if not proof.variant.is_cheat:  # one check is enough to see what it is paid
        yield _check("idempotence", idempotence, reached=not ended)


def _check(kind: CheckKind, faults: Sequence[ProofFault], *, reached: bool) -> CheckReport:
    outcome: CheckOutcome = "failed" if faults else "passed" if reached else "not reached"
    return CheckReport(kind=kind, outcome=outcome, faults=[fault.text for fault in faults])
