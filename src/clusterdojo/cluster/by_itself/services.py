"""What controllers write about Services."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.row import CHANGED, LIFE, Row, annotation
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.kept import ResourceKey
from clusterdojo.cluster.world import World, strings_of

SLICES, ENDPOINTS = ("discovery.k8s.io/endpointslices",), ("/endpoints",)
SERVICES: ResourceKey = ("", "services")
SERVICE_NAME = "kubernetes.io/service-name"


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "endpoints",
        ENDPOINTS,
        LIFE,
        "controllers keep a list of addresses for each Service",
        when=belongs_to_a_service,
    )
    for path in (
        ("subsets",),
        ("metadata", "labels"),
        annotation("endpoints.kubernetes.io/last-change-trigger-time"),
    ):
        yield Row(
            f"endpoints, {path[-1]}",
            ENDPOINTS,
            CHANGED,
            "controllers write the addresses of the pods that are ready",
            path,
            belongs_to_a_service,
        )
    yield Row(
        "endpoint slices",
        SLICES,
        LIFE,
        "controllers keep lists of addresses for each Service",
        when=belongs_to_a_service,
    )
    for path in (
        ("endpoints",),
        ("ports",),
        annotation("endpoints.kubernetes.io/last-change-trigger-time"),
    ):
        yield Row(
            f"endpoint slices, {path[-1]}",
            SLICES,
            CHANGED,
            "controllers write the addresses of the pods that are ready",
            path,
            belongs_to_a_service,
        )
    yield Row(
        "addresses of services",
        ("networking.k8s.io/ipaddresses",),
        LIFE,
        "the API server keeps a record of each Service's addresses",
        when=address_of_a_service,
    )


def belongs_to_a_service(change: Change, world: World) -> bool:
    """Whether a Service of that name is there, or was."""
    thing = change.now or change.before
    name = strings_of(thing, "labels").get(SERVICE_NAME) or change.name
    if change.resource == "endpointslices" and SERVICE_NAME not in strings_of(thing, "labels"):
        return False
    return any(at.find(SERVICES, change.namespace, name) for at in (world.before, world.now))


def address_of_a_service(change: Change, world: World) -> bool:
    """Whether a Service has the address, or had it."""
    spec = (change.now or change.before or {}).get("spec") or {}
    parent = spec.get("parentRef") or {}
    place = str(parent.get("namespace") or ""), str(parent.get("name") or "")
    return parent.get("resource") == "services" and any(
        at.find(SERVICES, *place) for at in (world.before, world.now)
    )
