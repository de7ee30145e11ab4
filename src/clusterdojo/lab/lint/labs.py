"""Everything that can be wrong in a lab's files, reported at once with file and line."""

import re
from pathlib import Path

from clusterdojo.errors import ContentError
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.hints import hints
from clusterdojo.lab.lint.apart import wrong_apart
from clusterdojo.lab.lint.bash import wrong_syntax
from clusterdojo.lab.lint.cheats import wrong_cheats
from clusterdojo.lab.lint.criteria import read_criteria
from clusterdojo.lab.lint.scripts import wrong_scripts
from clusterdojo.lab.lint.setup_files import PARTS, wrong_manifest, wrong_setup
from clusterdojo.lab.loading import read_lab
from clusterdojo.lab.model import ClusterSpec, Lab
from clusterdojo.lab.rendering import render
from clusterdojo.lab.suite import Suite

REQUIRED = ("lab.yaml", "task.md", "hints.md", "solution.sh")
SCRIPTS = ("mistakes", "other", "cheats")
FOLDERS = ("setup", "break", *SCRIPTS)
FEWEST_MISTAKES = 3
FEWEST_HINTS = 2
GRADES_NONE = "grades no lab: there is no folder of that name in labs/"
SHARED = "grades no lab, and no proof notices its changes: shared code belongs in fixtures/"


def lint(suite: Suite, lab_id: str) -> list[Fault]:
    """All faults in the files of one lab, sorted by place.

    Whether its engines can run it is asked elsewhere: engines.fitness.
    """
    folder = suite.labs / lab_id
    lab, faults = read_lab(folder)
    faults += _files(folder)
    criteria, wrong = read_criteria(suite.check_module(lab_id), lab_id)
    faults += wrong
    if criteria:
        names = {c.name for c in criteria}
        faults += wrong_scripts(folder, names, at_least=FEWEST_MISTAKES)
        if lab is not None:
            faults += wrong_cheats(suite, folder, names, lab.engines)
    if lab is not None:
        if lab.id != lab_id:
            twin = " (a second lab of that id)" if lab.id in suite.lab_ids() else ""
            faults.append(
                Fault(folder / "lab.yaml", 1, f"id {lab.id} is not the folder's name{twin}")
            )
        faults += wrong_apart(suite, folder, lab)
        faults += _texts(folder, lab)
        faults += wrong_setup(folder, lab)
        try:
            lab.with_values(lab.draw(seed=0))
        except ContentError as error:
            faults.append(Fault(folder / "lab.yaml", 1, error.what))
    return sorted(set(faults))


def stray_checks(suite: Suite) -> list[Fault]:
    """Modules beside the checks that grade no lab."""
    known = {suite.check_module(lab_id) for lab_id in suite.lab_ids()}
    return [
        Fault(path, 1, GRADES_NONE if path.name.startswith("test_") else SHARED)
        for path in sorted(suite.checks.rglob("*.py"))
        if path not in known
    ]


def _files(folder: Path) -> list[Fault]:
    faults = [
        Fault(folder / name, 1, "is missing")
        for name in REQUIRED
        if not (folder / name).is_file() and name != "lab.yaml"
    ]
    faults += [
        Fault(path, 1, "does not belong in a lab's folder")
        for path in sorted(folder.iterdir())
        if path.name not in (*REQUIRED, *FOLDERS)
    ]
    faults += [
        Fault(folder / name, 1, "must be a folder") for name in FOLDERS if (folder / name).is_file()
    ]
    for name in SCRIPTS:
        faults += [
            Fault(path, 1, f"{name}/ may contain only .sh files")
            for path in sorted((folder / name).glob("*"))
            if path.suffix != ".sh" or not path.is_file()
        ]
    return faults


def _texts(folder: Path, lab: Lab) -> list[Fault]:
    """Faults in the texts, seen with one draw of the values."""
    faults = []
    texts = {}
    drawn = lab.draw(seed=0)
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "lab.yaml"):
        try:
            texts[path] = render(path.read_text(encoding="utf-8"), drawn, str(path))
        except ContentError as error:
            faults.append(Fault(path, error.line or 1, error.fault))
        except UnicodeDecodeError:
            faults.append(Fault(path, 1, "is not UTF-8 text"))
    faults += wrong_syntax({path: text for path, text in texts.items() if path.suffix == ".sh"})
    for path, text in texts.items():
        if path.relative_to(folder).parts[0] in PARTS and path.suffix in (".yaml", ".yml"):
            faults += wrong_manifest(path, text)
    task, hints_file = folder / "task.md", folder / "hints.md"
    if task.is_file():
        text = task.read_text(encoding="utf-8", errors="replace")
        faults += [Fault(task, 1, message) for message in _unsaid(lab, text)]
    if hints_file.is_file():
        try:
            count = len(hints(folder, drawn))
        except ContentError:
            count = FEWEST_HINTS  # the fault is listed above
        if count < FEWEST_HINTS:
            message = f"has {count} hints; write at least {FEWEST_HINTS} as a numbered list"
            faults.append(Fault(hints_file, 1, message))
    return faults


def _unsaid(lab: Lab, task: str) -> list[str]:
    """Times that differ from a real cluster's, and that the task does not tell."""
    usual = ClusterSpec()
    messages = []
    for spec in lab.clusters:
        for field in ("node_monitor_grace_seconds", "eviction_seconds"):
            seconds = getattr(spec, field)
            if seconds != getattr(usual, field) and not re.search(rf"(?<!\d){seconds} s\b", task):
                messages.append(f"does not say that {field} is {seconds} s here")
    return messages
