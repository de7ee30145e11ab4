"""lab.yaml: what a lab is called, what it needs, what is drawn for each attempt."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from clusterdojo.errors import ContentError
from clusterdojo.lab import words
from clusterdojo.lab.upgrade import Upgrade, Version
from clusterdojo.lab.values import Drawn, ValueSpec, draw, why_not_drawn

# As a name in {{ }} they are no value's, or not everywhere.
RESERVED = frozenset(
    {"and", "else", "false", "if", "in", "is", "loop", "none", "not", "or", "self", "true"}
)


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        msg = f"a value can't be called {name}: the name has another meaning in {{{{ }}}}"
        raise ValueError(msg)
    return name


Name = Annotated[str, Field(pattern=words.NAME, max_length=63)]
ValueName = Annotated[str, Field(pattern=words.VALUE_NAME), AfterValidator(_not_reserved)]
Taint = Annotated[str, Field(pattern=words.TAINT)]
Domain = Literal["architecture", "workloads", "networking", "storage", "troubleshooting"]
Difficulty = Literal["easy", "medium", "hard"]
# Which engines there are, and whether they can run a lab, is for the floor of the engines to say.
EngineName = Annotated[str, Field(pattern=words.VALUE_NAME)]
ETCD_DATA_DIR = "/var/lib/etcd"  # kubeadm's own


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NodeSpec(_Strict):
    """One node of a cluster."""

    name: Name
    role: Literal["control-plane", "worker"] = "worker"
    labels: dict[str, str] = Field(default_factory=dict)
    taints: list[Taint] = Field(
        default_factory=list, description="Taints as kubectl taint writes them: key=value:Effect"
    )
    stopped: bool = Field(
        default=False,
        description="Stop its kubelet after setup/ is applied, and wait for the evictions",
    )
    joined: bool = Field(
        default=True,
        description="Join it to the cluster; otherwise only the machine is made (real nodes)",
    )
    upgraded: bool = Field(
        default=False, description="Start it at the version that the upgrade leads to"
    )


class EtcdSpec(_Strict):
    """Where a cluster keeps its objects (real nodes)."""

    host: Name | None = Field(
        default=None,
        description="The machine outside the cluster that runs etcd as a service; "
        "without it, etcd is a static pod on the control plane",
    )
    data_dir: Annotated[str, Field(pattern=words.DATA_DIR)] = Field(
        default=ETCD_DATA_DIR,
        description="The data directory of etcd; may be drawn, as in {{ data_dir }}",
    )


class ClusterSpec(_Strict):
    """One cluster of the lab; its name is also its kubectl context."""

    name: Name = "cluster1"
    nodes: Annotated[list[NodeSpec], Field(min_length=1)] = [
        NodeSpec(name="controlplane", role="control-plane"),
        NodeSpec(name="node01"),
        NodeSpec(name="node02"),
    ]
    kubernetes: Version | None = Field(
        default=None, description="The Kubernetes version, such as 1.34.4; by default the suite's"
    )
    upgrade: Upgrade | None = Field(
        default=None,
        description="An upgrade by the learner: the nodes start at `from` (real nodes)",
    )
    etcd: EtcdSpec = EtcdSpec()
    node_monitor_grace_seconds: Annotated[int, Field(ge=2)] = Field(
        default=50, description="Seconds that a node may be silent before it counts as unreachable"
    )
    eviction_seconds: Annotated[int, Field(ge=0)] = Field(
        default=300, description="Seconds that pods stay bound to an unreachable node by default"
    )

    @model_validator(mode="after")
    def _different_nodes(self) -> "ClusterSpec":
        if len(set(self.machines)) < len(self.machines):
            msg = f"two nodes of {self.name} have the same name"
            raise ValueError(msg)
        if self.upgrade and self.kubernetes:
            msg = f"{self.name} has both `kubernetes` and `upgrade`: leave `kubernetes` out"
            raise ValueError(msg)
        if not self.upgrade and any(node.upgraded for node in self.nodes):
            msg = f"a node of {self.name} is `upgraded`, but the cluster has no `upgrade`"
            raise ValueError(msg)
        return self

    @property
    def machines(self) -> list[str]:
        """The names of all that has an inside: the nodes, then etcd's own host."""
        return [*(node.name for node in self.nodes), *filter(None, [self.etcd.host])]

    def version_of(self, node: NodeSpec) -> str | None:
        """The Kubernetes version that a node begins with; None for the suite's default."""
        if self.upgrade:
            return self.upgrade.new if node.upgraded else self.upgrade.old
        return self.kubernetes


class Lab(_Strict):
    """A lab as lab.yaml describes it."""

    apiVersion: Literal["clusterdojo.dev/v1alpha1"]  # noqa: N815 - Kubernetes' own case
    kind: Literal["Lab"]
    id: Name
    title: Annotated[str, Field(min_length=8, max_length=80)]
    domain: Domain
    minutes: Annotated[int, Field(ge=1, le=60)]
    difficulty: Difficulty = Field(
        default="medium", description="How hard the lab is; exams draw labs by it"
    )
    apart: list[Name] = Field(
        default_factory=list,
        description="Labs that must not be in an exam with this one, as one gives the other away. "
        "Each of them must name this lab, too",
    )
    engines: Annotated[list[EngineName], Field(min_length=1)]
    clusters: Annotated[list[ClusterSpec], Field(min_length=1)] = [ClusterSpec()]
    values: dict[ValueName, ValueSpec] = Field(default_factory=dict)
    settle_seconds: Annotated[int, Field(ge=1, le=600)] = Field(
        default=30, description="The most seconds that a check waits for controllers to finish"
    )
    docs: Annotated[list[HttpUrl], Field(min_length=1)]

    @field_validator("apart")
    @classmethod
    def _other_labs(cls, apart: list[str], info: ValidationInfo) -> list[str]:
        for one in apart:
            if one == info.data.get("id"):
                msg = f"{one} is this lab itself"
                raise ValueError(msg)
            if apart.count(one) > 1:
                msg = f"{one} is given twice"
                raise ValueError(msg)
        return apart

    @model_validator(mode="after")
    def _different_clusters(self) -> "Lab":
        names = [cluster.name for cluster in self.clusters]
        if len(set(names)) < len(names):
            msg = "two clusters have the same name"
            raise ValueError(msg)
        if len({spec.upgrade for spec in self.clusters if spec.upgrade}) > 1:
            msg = "the clusters' upgrades differ"
            raise ValueError(msg)
        return self

    @property
    def upgrade(self) -> Upgrade | None:
        """The upgrade that the lab is about, if it is about one."""
        return next((spec.upgrade for spec in self.clusters if spec.upgrade), None)

    def draw(self, seed: int) -> dict[str, Drawn]:
        """The values of one attempt: what is drawn, and the versions of an upgrade."""
        versions = self.upgrade.values() if self.upgrade else {}
        return {**draw(self.values, self.id, seed), **versions}

    def why_not_drawn(self, values: Mapping[str, Drawn], seed: int | None = None) -> str:
        """Why an attempt at the lab can't have these values; empty if one can.

        The versions of an upgrade may be any that `dojo start --from --to` takes.

        Args:
            values: What is said to be drawn.
            seed: What they are said to be drawn by; without it, any seed will do.
        """
        drawn = dict(values)
        if self.upgrade:
            told = {name: drawn.pop(name, None) for name in self.upgrade.values()}
            if not _is_upgrade(told):
                return "its Kubernetes versions are not an upgrade by one minor version"
        if why := why_not_drawn(self.values, drawn):
            return why
        if seed is not None and drawn != draw(self.values, self.id, seed):
            return "its seed draws other values"
        return ""

    def with_upgrade(self, upgrade: Upgrade | None) -> "Lab":
        """The same lab from and to other versions, or as it is for None."""
        if upgrade is None or self.upgrade in (None, upgrade):
            return self
        clusters = [
            spec.model_copy(update={"upgrade": upgrade}) if spec.upgrade else spec
            for spec in self.clusters
        ]
        return self.model_copy(update={"clusters": clusters})

    def with_values(self, drawn: Mapping[str, Drawn]) -> "Lab":
        """The same lab with what one attempt has drawn for its clusters.

        Raises:
            ContentError: A cluster asks for a value that is not drawn, or that is no path.
        """
        clusters = [spec.model_copy(update={"etcd": _drawn_etcd(spec, drawn)})
                    for spec in self.clusters]  # fmt: skip
        return self.model_copy(update={"clusters": clusters})


def _is_upgrade(told: Mapping[str, object]) -> bool:
    """Whether these are the values of an upgrade: the four names, and versions that fit."""
    try:
        upgrade = Upgrade.model_validate({"from": told["from_version"], "to": told["to_version"]})
    except ValidationError:
        return False
    return told == upgrade.values()


def _drawn_etcd(spec: ClusterSpec, drawn: Mapping[str, Drawn]) -> EtcdSpec:
    name = spec.etcd.data_dir.strip("{ }")
    if name == spec.etcd.data_dir:
        return spec.etcd
    path = drawn.get(name)
    if not isinstance(path, str) or not path.startswith("/"):
        raise ContentError(
            f"etcd of {spec.name} uses {{{{ {name} }}}}, which does not draw an absolute path.",
            "Define the value in lab.yaml.",
        )
    return EtcdSpec(host=spec.etcd.host, data_dir=path)
