"""The clusters of an attempt as they are now: what the API tells, and what the nodes do."""

import contextlib
import datetime
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from clusterdojo.attempt.model import Attempt
from clusterdojo.cluster.client import Api, Object, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import record
from clusterdojo.cluster.snapshot import PATHS, LiveSnapshot
from clusterdojo.engines.protocol import Engine
from clusterdojo.engines.registry import engine
from clusterdojo.errors import DojoError
from clusterdojo.grading.context import read_recording
from clusterdojo.grading.machines import Machines
from clusterdojo.grading.outcomes import NodeAnswerError, NodeError, UngradableError
from clusterdojo.grading.redaction import secret_values
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import SilentNodeError
from clusterdojo.node.state import manifests, package, processes, version_of
from clusterdojo.node.units import unit
from clusterdojo.progress import Progress

Kinds = dict[str, list[Object]]
UNREADABLE = (NodeError, UngradableError, SilentNodeError, DojoError, LookupError, ValueError)
PLURALS = {path: kind for kind, path in PATHS.items()}
PACKAGES = ("kubelet", "kubeadm", "kubectl")
SERVICES = ("kubelet", "containerd")


@dataclass(frozen=True)
class Member:
    """One file of the archive, not redacted yet."""

    name: str
    content: Any
    what: str


@dataclass
class State:
    """What is known of one cluster.

    Attributes:
        members: For the archive.
        secrets: What its Secrets say, to be hidden wherever else it turns up.
        names: Of its objects: a secret that is called as one of them is not hidden elsewhere.
        missing: What could not be read.
    """

    members: list[Member] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


def states(attempt: Attempt, progress: Progress) -> Iterator[State]:
    """The clusters as they were when the lab began, and as they are."""
    recorded = _recorded(attempt)
    if recorded is None:
        yield State(missing=["start/: the start state can't be read."])
    maker = engine(attempt.record.engine)
    for name in attempt.record.clusters:
        progress.stage(f"reading {name}")
        before = (recorded or {}).get(name)
        if isinstance(before, dict):
            yield _of(f"start/{name}.json", before, f"{name} when the lab began, redacted")
        live, refused = _live(attempt.api(name))
        if live:
            state = _of(f"live/{name}.json", live, f"{name} now, redacted")
        else:
            why = _fault(maker, attempt, name)
            state = State(missing=[f"live/{name}.json: {name} does not answer{why}."])
        if live:
            state.missing += [f"live/{name}.json: no {kind}: {why}" for kind, why in refused]
        if maker.real_nodes:
            known = live.get("nodes") or (before or {}).get("nodes") or []
            _add_nodes(state, maker, attempt, name, [n["metadata"]["name"] for n in known])
        yield state


def _recorded(attempt: Attempt) -> dict[str, Any] | None:
    try:
        return read_recording(attempt.before, attempt.record.lab)["clusters"]  # type: ignore[no-any-return]
    except DojoError:
        return None


def _live(api: Api) -> tuple[Kinds, list[tuple[str, str]]]:
    """All kinds at once; where the server refuses one of them, the others."""
    try:
        return record(api).kinds, []
    except UnansweredError:
        return {}, []
    except (RefusedError, ValueError, LookupError, TypeError, AttributeError):
        pass
    kinds: Kinds = {}
    refused = []
    for kind in PATHS:
        try:
            kinds[kind] = LiveSnapshot(api).objects(kind)
        except UnansweredError:
            return {}, []
        except RefusedError as error:
            refused.append((kind, str(error)))
        except (ValueError, LookupError, TypeError, AttributeError):
            refused.append((kind, "the answer is not what an API server gives"))
    return kinds, refused


def _fault(maker: Engine, attempt: Attempt, cluster: str) -> str:
    """The fault of the cluster as seen from outside, as the end of a sentence."""
    with contextlib.suppress(DojoError):
        if fault := maker.fault(attempt.cluster_folder(cluster)):
            return f": {fault}"
    return ""


def _of(name: str, kinds: Kinds, what: str) -> State:
    """A cluster's objects, each with the programs that wrote it."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    kinds = {PLURALS.get(kind, kind): listed for kind, listed in kinds.items()}
    objects: dict[str, list[Any]] = {}
    names = set()
    for kind, listed in kinds.items():
        objects[kind] = [_told(kind, thing) for thing in listed]
        for thing in listed:
            metadata = thing.get("metadata") or {}
            names |= {str(metadata.get("name")), str(metadata.get("namespace"))}
    content = {"archived": now, "objects": objects}
    return State([Member(name, content, what)], secret_values(kinds.get("secrets", [])), names)


def _told(kind: str, thing: Object) -> Object:
    """An object, a Secret known as one, with what is left of its managed fields once redacted."""
    metadata = dict(thing.get("metadata") or {})
    managers = [
        {key: field[key] for key in ("manager", "operation", "time", "subresource") if key in field}
        for field in metadata.get("managedFields") or []
        if isinstance(field, dict)
    ]
    if managers:
        metadata["managers"] = managers  # labs ask how an object was made
    told = {**thing, "metadata": metadata}
    return {**told, "kind": "Secret"} if kind == "secrets" else told


def _add_nodes(
    state: State, maker: Engine, attempt: Attempt, cluster: str, nodes: list[str]
) -> None:
    """The state of the nodes, read as graders read it, which changes nothing."""
    machines = Machines(lambda name: maker.nodes(attempt.cluster_folder(name)))
    try:
        for node in nodes:
            facts, missing = _facts(lambda node=node: machines.reader(cluster, node))  # type: ignore[misc]
            if facts:
                name = f"live/{cluster}-nodes/{node}.json"
                state.members.append(Member(name, facts, f"the inside of {node}, redacted"))
            state.missing += [f"live/{cluster}-nodes/{node}.json: {why}" for why in missing]
    finally:
        machines.close()


def _facts(open_reader: Callable[[], NodeReader]) -> tuple[dict[str, Any], list[str]]:
    """Services, versions, packages and static pods of one node, and what could not be read."""
    try:
        reader = open_reader()
    except UNREADABLE as error:
        return {}, [f"{error}."]
    facts: dict[str, Any] = {}
    missing: dict[str, None] = {}
    for name, ask in QUESTIONS.items():
        try:
            facts[name] = ask(reader)
        except UNREADABLE as error:
            missing[f"no {name}: {error}."] = None
            if not isinstance(error, ValueError | NodeAnswerError):
                break  # a silent node stays silent
    return facts, list(missing)


def _versions(reader: NodeReader) -> dict[str, str]:
    running = [p for p in processes(reader) if p.name in SERVICES]
    return {process.name: version_of(reader, process.pid) for process in running}


QUESTIONS: dict[str, Callable[[NodeReader], Any]] = {
    "services": lambda reader: {
        name: asdict(found) for name in SERVICES if (found := unit(reader, name))
    },
    "versions of what runs": _versions,
    "packages": lambda reader: {
        name: asdict(found) for name in PACKAGES if (found := package(reader, name))
    },
    "static pod manifests": lambda reader: {m.path: m.text for m in manifests(reader)},
}
