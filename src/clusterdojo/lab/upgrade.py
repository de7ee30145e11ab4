"""From which version of Kubernetes to which a cluster is upgraded."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from clusterdojo.lab import words
from clusterdojo.lab.values import Drawn

Version = Annotated[str, Field(pattern=words.VERSION)]


class Upgrade(BaseModel):
    """A pair of Kubernetes versions: the nodes have the packages of both."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)
    old: Version = Field(validation_alias=AliasChoices("from", "old"), serialization_alias="from")
    new: Version = Field(validation_alias=AliasChoices("to", "new"), serialization_alias="to")

    @model_validator(mode="after")
    def _one_minor_version(self) -> "Upgrade":
        old, new = (list(map(int, version.split("."))) for version in (self.old, self.new))
        if old[0] != new[0] or new[1] - old[1] != 1:
            msg = f"kubeadm goes up one minor version at a time, not from {self.old} to {self.new}"
            raise ValueError(msg)
        return self

    @classmethod
    def of(cls, values: Mapping[str, Drawn]) -> "Upgrade | None":
        """The upgrade that these values of an attempt tell, if any."""
        if not {"from_version", "to_version"} <= values.keys():
            return None
        return cls.model_validate({"from": values["from_version"], "to": values["to_version"]})

    @property
    def versions(self) -> tuple[str, str]:
        """The version that it begins with, and the one that it leads to."""
        return self.old, self.new

    def values(self) -> dict[str, Drawn]:
        """What a lab's texts call the versions."""
        return {
            "from_version": self.old,
            "to_version": self.new,
            "from_minor": self.old.rpartition(".")[0],
            "to_minor": self.new.rpartition(".")[0],
        }
