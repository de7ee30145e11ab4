"""One attempt at one lab: what is known of it, and where its files are."""

import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo import regular_file, removal
from clusterdojo.cluster.client import OwnApi
from clusterdojo.cluster.transport import OWN_KUBECONFIG
from clusterdojo.errors import StateError, UsageError
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.suite import suite as chosen_suite
from clusterdojo.lab.values import Drawn

FILE = "attempt.json"
LARGEST_RECORD = 5_000_000  # bytes
ANSWERS = "answers"  # in the work folder


class AttemptRecord(BaseModel):
    """attempt.json."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    id: str
    lab: str
    engine: str
    seed: int
    values: dict[str, Drawn]
    clusters: list[str]
    settle_seconds: int
    started: datetime.datetime
    phase: Literal["creating", "ready"] = "creating"
    hints: int = 0
    solution_seen: bool = False
    resets: int = 0
    versions: dict[str, str] = Field(default_factory=dict)
    learner: str = Field(
        default="", description="The learner's name as given; empty if none was given"
    )
    title: str = Field(default="", description="The lab's title, for reports made without the lab")
    domain: str = Field(default="", description="The lab's domain")
    minutes: int = Field(default=0, description="Minutes that an exam would give for the lab")
    home: str = Field(
        default="", description="The folder of its clusters, if a reset has taken a spare"
    )
    suite: str = Field(default="", description="The folder of the suite that it was started from")
    remade: int = Field(
        default=0,
        description="How many times its clusters were made again, as they did not begin as told",
    )
    way: dict[str, str] = Field(
        default_factory=dict,
        description="The variables by which a check reaches what its clusters were made with: the "
        "container engine, and the programs that are known",
    )


class Attempt:
    """An attempt's folder. Everything in it goes when the attempt is stopped.

    Attributes:
        folder: <state>/attempts/<id>, 0700.
        record: What attempt.json says.
    """

    def __init__(self, folder: Path, record: AttemptRecord) -> None:
        self.folder = folder
        self.record = record

    @classmethod
    def read(cls, folder: Path) -> "Attempt":
        """The attempt in `folder`.

        Raises:
            StateError: attempt.json is missing or corrupt.
        """
        path = folder / FILE
        try:
            text = regular_file.read(path, LARGEST_RECORD)
            return cls(folder, AttemptRecord.model_validate_json(text))
        except (regular_file.NotReadError, ValidationError) as error:
            raise StateError(
                f"{path} can't be read, so this attempt is lost.",
                "`dojo stop --all` clears it away; results that were recorded are kept.",
            ) from error

    def save(self) -> None:
        """Write attempt.json."""
        write_atomically(self.folder / FILE, self.record.model_dump_json(indent=2) + "\n")

    def suite(self) -> Suite:
        """The labs and checks that it was started from, whatever is chosen elsewhere.

        Raises:
            UsageError: They are gone, or the lab is; or an older record does not tell them, and
                those of the moment lack the lab.
        """
        suite = Suite(Path(self.record.suite)) if self.record.suite else chosen_suite()
        if not (suite.labs / self.record.lab / "lab.yaml").is_file():
            raise UsageError(
                f"The lab {self.record.lab}, which is running, is not in {suite.labs} any more.",
                "Put its folder back, or end the attempt with `dojo stop`.",
            )
        return suite

    @property
    def kubeconfig(self) -> Path:
        """The learner's kubeconfig, with a context for each cluster; the learner may change it."""
        return self.folder / "kubeconfig"

    @property
    def work(self) -> Path:
        """Where the learner works and writes answers."""
        return self.folder / "work"

    def empty_work(self) -> None:
        """Remove what is in the work folder; it stays itself, for a shell may stand in it.

        If something else is in its place, that is removed, and the folder is made anew.

        Raises:
            StateError: Something can't be removed; the error says what to do.
        """
        removal.empty(self.work)
        try:
            self.work.mkdir(exist_ok=True)
        except OSError as error:
            raise unwritable(self.work, error) from error

    @property
    def bin(self) -> Path:
        """The folder on the learner's PATH."""
        return self.folder / "bin"

    @property
    def before(self) -> Path:
        """The recorded start state."""
        return self.folder / "before.json"

    @property
    def seal_key(self) -> Path:
        """The instructor's key, if there is one: results are sealed with it."""
        return self.folder / "seal.key"

    @property
    def task(self) -> Path:
        """The task, rendered with the drawn values."""
        return self.folder / "task.md"

    def set_task(self, text: str) -> None:
        """Store the rendered task, and make the folder for the written answers that it asks for."""
        write_atomically(self.task, text)
        if f"{ANSWERS}/" in text:
            (self.work / ANSWERS).mkdir(parents=True, exist_ok=True)

    def cluster_folder(self, name: str) -> Path:
        """Everything that belongs to one cluster, with the suite's own way in."""
        return self.folder / self.record.home / "clusters" / name

    def api(self, name: str) -> OwnApi:
        """The suite's own way into one cluster."""
        return OwnApi(self.cluster_folder(name), name)

    def cluster_kubeconfig(self, name: str) -> Path:
        """The suite's own kubeconfig for one cluster, which the learner does not work with."""
        own = self.cluster_folder(name) / OWN_KUBECONFIG
        # A cluster of an earlier version of the suite has one for all.
        return own if own.exists() else self.cluster_folder(name) / "kubeconfig"
