"""Whether the engines that a lab names exist, and can make its clusters."""

from pathlib import Path

from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.engines.registry import names
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.loading import read_lab, wrong_lab
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import Document


def wrong_engines(folder: Path) -> list[Fault]:
    """The faults in a lab's list of engines: names of no engine, and engines that can't run it.

    Engines are asked only where lab.yaml is a valid description otherwise.
    """
    document = Document(folder / "lab.yaml")
    faults = _unknown(document)
    lab, _ = read_lab(folder)
    if lab is not None:
        lines = {name: document.line(("engines", place)) for place, name in enumerate(lab.engines)}
        faults += [
            Fault(document.path, line, f"engine {name} can't run it: {why}")
            for name, line in lines.items()
            if name in names()
            for spec in lab.clusters
            for why in engine_called(name).unfit(spec)
        ]
    return faults


def load(folder: Path) -> Lab:
    """The lab in `folder`, whose engines exist.

    Raises:
        ContentError: lab.yaml is wrong; the message lists every fault with file and line.
    """
    lab, faults = read_lab(folder)
    if lab is not None and not faults and set(lab.engines) <= set(names()):
        return lab
    raise wrong_lab([*faults, *_unknown(Document(folder / "lab.yaml"))])


def _unknown(document: Document) -> list[Fault]:
    """The names in `engines` that no engine has, whatever else is wrong with the file."""
    found = document.content.get("engines") if isinstance(document.content, dict) else None
    known = names()
    return [
        Fault(
            document.path,
            document.line(("engines", place)),
            f"engines.{place}: there is no engine called {name}; choose {' or '.join(known)}",
        )
        for place, name in enumerate(found if isinstance(found, list) else [])
        if isinstance(name, str) and name not in known
    ]
