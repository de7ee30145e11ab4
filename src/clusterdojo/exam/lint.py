"""Everything that can be wrong in the blueprints of exams, told at once with file and line."""

from pathlib import Path

from clusterdojo.engines.registry import names
from clusterdojo.errors import UsageError
from clusterdojo.exam.blueprint import Blueprint
from clusterdojo.exam.draw import draw
from clusterdojo.exam.load import folder, read_blueprint, wrong_ids
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.loading import read_lab
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import Document
from clusterdojo.lab.suite import Suite


def lint(suite: Suite) -> list[Fault]:
    """All faults in exams/, sorted by place.

    Labs whose own files are wrong count as not there to be drawn; their faults are told by the
    labs' lint.
    """
    there = folder(suite)
    if not there.exists():
        return []
    if not there.is_dir():
        return [Fault(there, 1, "must be a folder")]
    read = [read_lab(suite.labs / lab_id) for lab_id in suite.lab_ids()]
    labs = [lab for lab, _ in read if lab is not None]
    faults = []
    for path in sorted(there.iterdir()):
        if path.suffix != ".yaml" or not path.is_file():
            faults.append(Fault(path, 1, "does not belong in exams/, which holds only .yaml files"))
            continue
        blueprint, wrong = read_blueprint(path)
        if blueprint is not None:
            wrong += wrong_ids(suite, path.stem, blueprint)
            wrong += _weightless(path, blueprint, labs)
            # Where ids are wrong, that the labs are too few is only what comes of it.
            wrong = wrong or _not_drawable(path, blueprint, labs)
        faults += wrong
    return sorted(set(faults))


def _weightless(path: Path, blueprint: Blueprint, labs: list[Lab]) -> list[Fault]:
    """Labs that are named, and never drawn since their domain has no weight."""
    if blueprint.labs == "all":
        return []
    document = Document(path)
    domains = {lab.id: lab.domain for lab in labs}
    return [
        Fault(
            path,
            document.line(("labs", at)),
            f"labs.{at}: {lab_id} is never drawn: its domain {domains[lab_id]} has no weight",
        )
        for at, lab_id in enumerate(blueprint.labs)
        if lab_id in domains and not blueprint.domains.get(domains[lab_id])
    ]


def _not_drawable(path: Path, blueprint: Blueprint, labs: list[Lab]) -> list[Fault]:
    """That there are not enough labs, whatever engines there are."""
    try:
        draw(blueprint, labs, seed=0, engines=names())
    except UsageError as error:
        return [Fault(path, Document(path).line(("tasks",)), error.what)]
    return []
