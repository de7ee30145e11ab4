"""What controllers write about Services."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.ownership import has_its_controller, made_by_its_controller
from clusterdojo.cluster.by_itself.row import CHANGED, LIFE, MADE, Row, annotation, named
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.kept import ResourceKey
from clusterdojo.cluster.world import World

SLICES, ENDPOINTS = ("discovery.k8s.io/endpointslices",), ("/endpoints",)
SERVICES: ResourceKey = ("", "services")
API_SERVER = ("default", "kubernetes")  # the API server writes its own addresses


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "endpoints",
        ENDPOINTS,
        LIFE,
        "a controller keeps a list of addresses for each Service with a selector",
        when=has_a_selector,
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
            has_a_selector,
        )
    yield Row(
        "endpoint slices",
        SLICES,
        LIFE,
        "controllers keep lists of addresses for each Service",
        when=slice_of_a_controller,
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
            slice_of_a_controller,
        )
    yield Row(
        "addresses of services",
        ("networking.k8s.io/ipaddresses",),
        LIFE,
        "the API server keeps a record of each Service's addresses",
        when=address_of_a_service,
    )
    yield Row(
        "range of services",
        ("networking.k8s.io/servicecidrs",),
        MADE,
        "the API server makes it from its option --service-cluster-ip-range",
        when=named("kubernetes"),
    )


def has_a_selector(change: Change, world: World) -> bool:
    """Whether the Service of that name selects pods; users write the addresses of others."""
    if (change.namespace, change.name) == API_SERVER:
        return True
    found = (at.find(SERVICES, change.namespace, change.name) for at in (world.before, world.now))
    return any((service.get("spec") or {}).get("selector") for service in found if service)


def slice_of_a_controller(change: Change, world: World) -> bool:
    """Whether a controller made the list for a Service, or for Endpoints that users wrote."""
    if (change.namespace, change.name) == API_SERVER:
        return True
    if change.happened == "created":
        return made_by_its_controller(change, world)
    return has_its_controller(change, world)


def address_of_a_service(change: Change, world: World) -> bool:
    """Whether a Service has the address, or had it."""
    spec = (change.now or change.before or {}).get("spec") or {}
    parent = spec.get("parentRef") or {}
    place = str(parent.get("namespace") or ""), str(parent.get("name") or "")
    return parent.get("resource") == "services" and any(
        at.find(SERVICES, *place) for at in (world.before, world.now)
    )
