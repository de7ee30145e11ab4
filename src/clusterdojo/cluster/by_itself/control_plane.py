"""What the parts of a control plane write for themselves and each other."""

import base64
import binascii
from collections.abc import Iterator

from clusterdojo.cluster.becoming_ready import time_of
from clusterdojo.cluster.by_itself.row import ANEW, CHANGED, GONE, LIFE, MADE, Row, named, written
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.world import World, strings_of

LEASES, CONFIGMAPS, SECRETS = ("coordination.k8s.io/leases",), ("/configmaps",), ("/secrets",)
NOTES = {
    "extension-apiserver-authentication",
    "kube-apiserver-legacy-service-account-token-tracking",
}
AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged"
AUTOUPDATE = "apf.kubernetes.io/autoupdate-spec"
BOOTSTRAP_TOKEN = "bootstrap.kubernetes.io/token"  # noqa: S105 - a type of Secret
IDENTITY = "apiserver.kubernetes.io/identity"
# Finalizers that controllers add a moment after an object was made, and that others remove.
PROTECTED = {
    "networking.k8s.io/servicecidrs": {"networking.k8s.io/service-cidr-finalizer"},
    "/persistentvolumeclaims": {"kubernetes.io/pvc-protection"},
    "/persistentvolumes": {
        "kubernetes.io/pv-protection",
        "external-provisioner.volume.kubernetes.io/finalizer",
    },
    "/services": {"service.kubernetes.io/load-balancer-cleanup"},
}
LEADERS = {"kube-scheduler", "kube-controller-manager"}
# The controller manager's own identities, as accounts in kube-system.
CONTROLLER_ACCOUNTS = (
    "-controller",
    "-binder",
    "-publisher",
    "-cleaner",
    "-signer",
    "-collector",
    "-autoscaler",
)


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    yield Row(
        "root certificate",
        CONFIGMAPS,
        MADE | ANEW,
        "the controller manager publishes it in every namespace",
        when=named("kube-root-ca.crt"),
    )
    yield Row(
        "root certificate, data",
        CONFIGMAPS,
        CHANGED,
        "the controller manager restores its content",
        ("data", "*"),
        named("kube-root-ca.crt"),
    )
    yield Row(
        "default account",
        ("/serviceaccounts",),
        MADE | ANEW,
        "the controller manager makes one in every namespace",
        when=named("default"),
    )
    yield Row(
        "controllers' accounts",
        ("/serviceaccounts",),
        MADE,
        "each controller makes its own account once",
        when=account_of_a_controller,
    )
    yield Row(
        "notes of the API server",
        CONFIGMAPS,
        MADE,
        "the API server writes them when it starts",
        when=is_a_note_of_the_api_server,
    )
    yield Row(
        "notes of the API server, data",
        CONFIGMAPS,
        CHANGED,
        "the API server keeps their content up to date",
        ("data", "*"),
        is_a_note_of_the_api_server,
    )
    yield Row(
        "signatures",
        CONFIGMAPS,
        CHANGED,
        "the bootstrap signer signs cluster-info for each token",
        ("data", "jws-kubeconfig-*"),
        lambda c, _: (c.namespace, c.name) == ("kube-public", "cluster-info"),
    )
    yield Row(
        "expired tokens",
        SECRETS,
        GONE,
        "the token cleaner removes tokens of kubeadm that have expired",
        when=has_expired,
    )
    yield Row(
        "token used",
        SECRETS,
        CHANGED,
        "the API server notes the use of an account's old token",
        ("metadata", "labels", "kubernetes.io/legacy-token-last-used"),
        written,
    )
    yield Row(
        "leadership",
        LEASES,
        CHANGED,
        "whoever leads renews its lease, and another may take it",
        ("spec", "*"),
    )
    yield Row(
        "leases of the control plane",
        LEASES,
        LIFE,
        "API servers, schedulers and controller managers hold one each",
        when=lease_of_the_control_plane,
    )
    yield Row(
        "host of an API server",
        LEASES,
        CHANGED,
        "an API server that starts again notes the host name of its machine",
        ("metadata", "labels", "kubernetes.io/hostname"),
        lease_of_the_control_plane,
    )
    yield Row(
        "registered groups",
        ("apiregistration.k8s.io/apiservices",),
        LIFE,
        "the API server registers the groups that it serves, and forgets those of custom resources",
        when=is_registered_by_the_server,
    )
    yield Row(
        "flow control",
        ("flowcontrol.apiserver.k8s.io/*",),
        CHANGED,
        "the API server keeps its own settings up to date",
        ("spec",),
        updates_itself,
    )
    yield Row(
        "aggregated roles",
        ("rbac.authorization.k8s.io/clusterroles",),
        CHANGED,
        "a role that is the sum of others follows them, which count themselves",
        ("rules",),
        is_aggregated,
    )
    yield Row(
        "protection",
        tuple(PROTECTED),
        CHANGED,
        "a controller keeps an object that is in use from going, as soon as it sees it",
        ("metadata", "finalizers"),
        lambda c, _: _texts(c.old) | _texts(c.new) <= PROTECTED[f"{c.group}/{c.resource}"],
    )


def _texts(value: object) -> set[str]:
    return {str(one) for one in (value if isinstance(value, list) else [value]) if one is not None}


def account_of_a_controller(change: Change, _: World) -> bool:
    """Whether it is an account of the controller manager, which makes them when it needs them."""
    return change.namespace == "kube-system" and change.name.endswith(CONTROLLER_ACCOUNTS)


def has_expired(change: Change, world: World) -> bool:
    """Whether a token of kubeadm was to be removed by now."""
    thing = change.before or {}
    if thing.get("type") != BOOTSTRAP_TOKEN:
        return False
    try:
        text = base64.b64decode((thing.get("data") or {}).get("expiration", "")).decode()
        expires = time_of(text)
    except (binascii.Error, ValueError):
        return False
    return expires is not None and expires <= world.time


def lease_of_the_control_plane(change: Change, _: World) -> bool:
    """Whether a part of the control plane holds it."""
    thing = change.now or change.before
    return change.namespace == "kube-system" and (
        change.name in LEADERS or strings_of(thing, "labels").get(IDENTITY) == "kube-apiserver"
    )


def is_a_note_of_the_api_server(change: Change, _: World) -> bool:
    """Whether it is a ConfigMap that the API server itself writes."""
    return change.namespace == "kube-system" and change.name in NOTES


def is_registered_by_the_server(change: Change, _: World) -> bool:
    """Whether the API server itself made the entry, for a group that it serves itself.

    Of those that it makes when it starts, it notices no more whether they go.
    """
    thing = change.now or change.before or {}
    how = strings_of(thing, "labels").get(AUTOMANAGED)
    local = not (thing.get("spec") or {}).get("service")
    return local and how in (("true",) if change.happened == "deleted" else ("true", "onstart"))


def updates_itself(change: Change, _: World) -> bool:
    """Whether the API server keeps it up to date, before and now."""
    return all(
        strings_of(thing, "annotations").get(AUTOUPDATE) == "true"
        for thing in (change.before, change.now)
    )


def is_aggregated(change: Change, _: World) -> bool:
    """Whether the role is the sum of others, before and now."""
    return all((thing or {}).get("aggregationRule") for thing in (change.before, change.now))
