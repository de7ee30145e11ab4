"""Which kinds a server keeps, asked in two requests."""

from typing import Any

from clusterdojo.cluster.client import Api
from clusterdojo.cluster.discovery import Resource, kept_resources
from tests.api_server import ApiServer

ALL = ["create", "delete", "get", "list", "patch", "update", "watch"]


def kind(name: str, *verbs: str) -> dict[str, Any]:
    """One kind in aggregated discovery."""
    return {"resource": name, "verbs": list(verbs) or ALL}


def group(name: str, **versions: list[dict[str, Any]]) -> dict[str, Any]:
    """One group in aggregated discovery, its versions in order of preference."""
    told = [{"version": version, "resources": kinds} for version, kinds in versions.items()]
    return {"metadata": {"name": name} if name else {}, "versions": told}


def serve(api_server: ApiServer, *groups: dict[str, Any]) -> None:
    """Answer discovery with these groups, the first of them the core group."""
    for path, told in (("/api", groups[:1]), ("/apis", groups[1:])):
        api_server.answers[path] = {"kind": "APIGroupDiscoveryList", "items": list(told)}


def paths(api: Api) -> list[str]:
    """The list paths of all kept kinds."""
    return [resource.path for resource in kept_resources(api)]


def test_every_kind_that_is_kept_is_found(api: Api, api_server: ApiServer) -> None:
    """Custom resources included, in two requests."""
    serve(
        api_server,
        group("", v1=[kind("pods"), kind("nodes")]),
        group("apps", v1=[kind("deployments")]),
        group("kitchen.example.com", v1=[kind("menus")]),
    )
    assert paths(api) == [
        "/api/v1/pods", "/api/v1/nodes", "/apis/apps/v1/deployments",
        "/apis/kitchen.example.com/v1/menus",
    ]  # fmt: skip
    assert [path for _, path, _ in api_server.asked] in (["/api", "/apis"], ["/apis", "/api"])


def test_reviews_metrics_and_events_are_left_out(api: Api, api_server: ApiServer) -> None:
    """They are not kept, or nobody can be asked to keep them as they are."""
    serve(
        api_server,
        group("", v1=[kind("bindings", "create"), kind("componentstatuses", "get", "list"),
                      kind("events"), kind("pods")]),
        group("events.k8s.io", v1=[kind("events")]),
        group("metrics.k8s.io", v1beta1=[kind("pods", "get", "list")]),
    )  # fmt: skip
    assert paths(api) == ["/api/v1/pods"]


def test_the_preferred_version_comes_first(api: Api, api_server: ApiServer) -> None:
    """The same objects are served in each version."""
    serve(
        api_server,
        group(""),
        group("autoscaling", v2=[kind("horizontalpodautoscalers")],
              v1=[kind("horizontalpodautoscalers")]),
    )  # fmt: skip
    first, second = kept_resources(api)
    assert (first.version, second.version) == ("v2", "v1")
    assert first.key == second.key == ("autoscaling", "horizontalpodautoscalers")


def test_an_older_server_is_asked_for_each_version(api: Api, api_server: ApiServer) -> None:
    """Before 1.27, discovery answers with names of groups only."""
    preferred = {"version": "v2"}
    versions = [{"version": "v1"}, {"version": "v2"}]
    groups = [{"name": "autoscaling", "versions": versions, "preferredVersion": preferred}]
    api_server.answers |= {
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "groups": groups},
        "/api/v1": {"resources": [{"name": "pods", "verbs": ALL}, {"name": "pods/status"}]},
        "/apis/autoscaling/v1": {"resources": [{"name": "hpas", "verbs": ALL}]},
        "/apis/autoscaling/v2": {"resources": [{"name": "hpas", "verbs": ALL}]},
    }
    assert paths(api) == [
        "/api/v1/pods", "/apis/autoscaling/v2/hpas", "/apis/autoscaling/v1/hpas",
    ]  # fmt: skip


def test_a_server_that_tells_nothing_serves_nothing(api: Api) -> None:
    """Whoever asks decides what that means."""
    assert kept_resources(api) == []


def test_a_kind_is_known_by_its_path() -> None:
    """And its path by the kind."""
    for path in ("/api/v1/pods", "/apis/apps/v1/deployments"):
        assert Resource.of(path).path == path
    assert Resource.of("/apis/apps/v1/deployments").key == ("apps", "deployments")
