"""setup/ and break/: what could not be applied, or would be to no cluster."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from clusterdojo import kube_yaml
from clusterdojo.lab.faults import Fault
from clusterdojo.lab.model import Lab
from clusterdojo.lab.positions import not_yaml

PARTS = ("setup", "break")
EMPTY = "tag:yaml.org,2002:null"


def wrong_setup(folder: Path, lab: Lab) -> list[Fault]:
    """Files and folders that lie where nothing reads them."""
    return [fault for part in PARTS for fault in _astray(folder / part, lab)]


def wrong_manifest(path: Path, text: str) -> list[Fault]:
    """What kubectl could not apply of a manifest, by its rendered text."""
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        kube_yaml.documents(text)
    except kube_yaml.NotYamlError as error:
        return [Fault(path, 1, f"is not YAML to kubectl: {error}")]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [not_yaml(path, error)]
    objects = [node for node in documents if node.tag != EMPTY]
    if not objects:
        return [Fault(path, 1, "contains no object")]
    return [
        Fault(path, node.start_mark.line + 1, "is not an object: it has no kind")
        for node in objects
        if not (isinstance(node, yaml.MappingNode) and "kind" in [k.value for k, _ in node.value])
    ]


def _astray(part: Path, lab: Lab) -> Iterator[Fault]:
    if len(lab.clusters) == 1:
        yield from _folders(part, f"a lab with one cluster keeps its files in {part.name}/ itself")
        return
    names = {spec.name for spec in lab.clusters}
    for path in sorted(part.glob("*")):
        if path.name not in names or path.is_file():
            message = f"a lab with several clusters keeps its {part.name} in {part.name}/<cluster>/"
            yield Fault(path, 1, message)
        yield from _folders(path, f"a cluster's files are in {part.name}/{path.name}/ itself")


def _folders(within: Path, message: str) -> Iterator[Fault]:
    for path in sorted(within.glob("*")):
        if path.is_dir():
            yield Fault(path, 1, message)
