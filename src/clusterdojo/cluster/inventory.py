"""Everything that a cluster keeps: each kind once, all of them at one revision."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from clusterdojo.cluster.client import Api, Object, RefusedError
from clusterdojo.cluster.discovery import Resource, kept_resources
from clusterdojo.cluster.listing import Listing
from clusterdojo.cluster.snapshot import PATHS, LiveSnapshot
from clusterdojo.cluster.transport import CONNECTIONS

NEEDED = frozenset(PATHS.values())


@dataclass
class Inventory:
    """What a cluster keeps.

    Attributes:
        lists: The objects of each kind, by the path of their list.
        refused: Why the API server did not list a kind, by the same path.
    """

    lists: dict[str, Listing] = field(default_factory=dict)
    refused: dict[str, RefusedError] = field(default_factory=dict)

    def recording(self) -> "Recording":
        """The same, ready to be written as JSON."""
        return Recording(
            {path: listing.objects for path, listing in self.lists.items()},
            {path: listing.digest for path, listing in self.lists.items()},
        )


@dataclass(frozen=True)
class Recording:
    """The whole state of a cluster, in plain data.

    Attributes:
        kinds: All objects of each kind, by the path of its list.
        digests: Of the objects as they came, by path; see Listing.
    """

    kinds: dict[str, list[Object]]
    digests: dict[str, str]


def record(api: Api) -> Recording:
    """The whole state of a cluster: every kind that it keeps and this user may list.

    Raises:
        UnansweredError: The API server does not answer.
        RefusedError: It refuses a kind in PATHS, which graders read.
    """
    return everything(LiveSnapshot(api), api).recording()


def everything(snapshot: LiveSnapshot, api: Api, known: Iterable[str] = ()) -> Inventory:
    """Every kind that a cluster keeps.

    Args:
        snapshot: Where what was read already is, and what is read now will be.
        api: The way in.
        known: Paths by which kinds were recorded: they are read in the same version if the
            server still has it.

    Raises:
        UnansweredError: The API server does not answer.
        RefusedError: It refuses a kind in PATHS.
    """
    found = Inventory()

    def read(path: str) -> None:
        try:
            found.lists[path] = snapshot.listing(path)
        except RefusedError as error:
            if path in NEEDED:
                raise
            found.refused[path] = error

    first, *others = _paths(api, known)
    read(first)  # the others are read at its revision
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(read, others))
    return found


def _paths(api: Api, known: Iterable[str]) -> list[str]:
    """Where the kinds are listed that the server keeps, those in PATHS first."""
    try:
        served = kept_resources(api)
    except RefusedError:
        served = []  # a user who may not even ask reads what graders need
    versions = {resource.path for resource in served}
    chosen = {Resource.of(path).key: path for path in PATHS.values()}
    for path in known:
        if path in versions:
            chosen.setdefault(Resource.of(path).key, path)
    for resource in served:
        chosen.setdefault(resource.key, resource.path)
    return list(chosen.values())
