"""What controllers write about volumes."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.ownership import has_its_controller
from clusterdojo.cluster.by_itself.row import (
    CHANGED,
    GONE,
    LIFE,
    MADE,
    Row,
    annotation,
    new_only,
    written,
)
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.kept import ResourceKey
from clusterdojo.cluster.world import APPS, World, strings_of

PROVISIONED = "pv.kubernetes.io/provisioned-by"
CLAIMS: ResourceKey = ("", "persistentvolumeclaims")


def rows() -> Iterator[Row]:
    """The rows of this subject."""
    claims, volumes = ("/persistentvolumeclaims",), ("/persistentvolumes",)
    yield Row(
        "claims of StatefulSets",
        claims,
        MADE,
        "a StatefulSet makes the claims of its pods",
        when=claim_of_a_statefulset,
    )
    yield Row(
        "claim bound",
        claims,
        CHANGED,
        "the binder chooses a volume",
        ("spec", "volumeName"),
        new_only,
    )
    for key in (
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "volume.kubernetes.io/selected-node",
        "volume*.kubernetes.io/storage-provisioner",
    ):
        yield Row(
            f"claim noted, {key}",
            claims,
            CHANGED,
            "binder, scheduler and provisioner take notes",
            annotation(key),
            written,
        )
    yield Row(
        "volumes of claims",
        volumes,
        MADE | GONE,
        "a provisioner makes a claim's volume, and removes it with the claim, which counts itself",
        when=volume_of_a_claim,
        of_add_ons=True,
    )
    yield Row(
        "volume bound",
        volumes,
        CHANGED,
        "the binder writes to whom a volume belongs",
        ("spec", "claimRef"),
        volume_of_a_claim,
    )
    yield Row(
        "volume noted",
        volumes,
        CHANGED,
        "the binder takes notes",
        annotation("pv.kubernetes.io/bound-by-controller"),
        written,
    )
    yield Row(
        "attachments",
        ("storage.k8s.io/volumeattachments",),
        LIFE | CHANGED,
        "volumes are attached where pods need them",
    )
    yield Row(
        "capacities",
        ("storage.k8s.io/csistoragecapacities",),
        LIFE | CHANGED,
        "provisioners write how much space there is",
        when=has_its_controller,
    )


def claim_of_a_statefulset(change: Change, world: World) -> bool:
    """Whether the claim is named as a StatefulSet names those of its pods."""
    for (namespace, name), owner in world.now.of((APPS, "statefulsets")).items():
        templates = (owner.get("spec") or {}).get("volumeClaimTemplates") or []
        starts = [f"{t.get('metadata', {}).get('name')}-{name}-" for t in templates]
        if namespace == change.namespace and any(
            change.name.startswith(start) and change.name.removeprefix(start).isdigit()
            for start in starts
        ):
            return True
    return False


def volume_of_a_claim(change: Change, world: World) -> bool:
    """Whether a provisioner made the volume for a claim that is there, or was."""
    thing = change.now or change.before
    claim = ((thing or {}).get("spec") or {}).get("claimRef") or {}
    place = str(claim.get("namespace") or ""), str(claim.get("name") or "")
    claimed = any(
        at.find(("", "persistentvolumeclaims"), *place) for at in (world.before, world.now)
    )
    made = PROVISIONED in strings_of(thing, "annotations")
    if change.happened == "deleted":
        return made and world.now.find(("", "persistentvolumeclaims"), *place) is None
    return claimed and (made or change.happened == "changed")
