"""An exam to hand out: drawn once, the same for all, in one file that is started as it is.

Who has no key can tell damage, by the checksum, and no more: an HMAC can't be checked without its
key. Who edits a pack and makes the checksum again starts another exam, and its results say so: they
carry that pack's digest, and the key that is in the pack seals nothing for another digest.
"""

import base64
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo.errors import UsageError
from clusterdojo.exam.digest import digest_of
from clusterdojo.exam.draw import DrawnExam, DrawnTask
from clusterdojo.exam.result import API_VERSION
from clusterdojo.exam.sealing import secret_of_pack
from clusterdojo.grading.result import lab_digest
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import Lab
from clusterdojo.lab.suite import Suite
from clusterdojo.seal import KEY_BYTES, Key, Seal

KIND: Literal["ExamPack"] = "ExamPack"
LARGEST = 1_000_000  # bytes; one of thirty tasks has some ten thousand
APART = {"digest", "key", "seal"}  # what the digest can't be over
ASK = "Ask your instructor for the file as it was made."


class Pack(BaseModel):
    """The file."""

    model_config = ConfigDict(extra="forbid")

    apiVersion: Literal["clusterdojo.dev/v1alpha1"] = API_VERSION  # noqa: N815 - Kubernetes' own case
    kind: Literal["ExamPack"] = KIND
    drawn: DrawnExam
    blueprint_digest: str
    labs: dict[str, str] = Field(description="The digest of each lab's content")
    digest: str = Field(description="A digest over everything above; results contain it")
    key: str = Field(description="The pack's own key, derived from the digest; it seals results")
    seal: Seal = Field(description="A seal over everything above, made with the instructor's key")

    @property
    def key_text(self) -> str:
        """The text of a file that holds the pack's own key."""
        return f"{self.key}\n"

    def genuine(self, key: Key) -> bool:
        """Whether the instructor's key has made it as it is."""
        content = self.model_dump(mode="json")
        return key.state(content) == "genuine" and self.key == _key_of(key, self.digest)


def pack(drawn: DrawnExam, blueprint_digest: str, suite: Suite, key: Key) -> Pack:
    """Seal a drawn exam with the instructor's key.

    Args:
        drawn: The exam.
        blueprint_digest: Of the blueprint that it was drawn from.
        suite: Where its labs are.
        key: The instructor's own; it need not be handed out.

    Raises:
        UsageError: One of the labs is not there.
    """
    for task in drawn.tasks:
        suite.lab_dir(task.lab)
    bare: dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "drawn": drawn.model_dump(mode="json"),
        "blueprint_digest": blueprint_digest,
        "labs": {task.lab: lab_digest(suite, task.lab) for task in drawn.tasks},
    }
    digest = digest_of(bare)
    content = {**bare, "digest": digest, "key": _key_of(key, digest)}
    return Pack.model_validate({**content, "seal": key.seal(content).model_dump()})


def text_of(made: Pack) -> str:
    """The file's text."""
    return made.model_dump_json(indent=2) + "\n"


def read(path: Path) -> Pack:
    """The pack in that file, undamaged.

    Raises:
        UsageError: It can't be read, or it is damaged.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}.", ASK) from error
    try:
        content = json.loads(text) if len(text) <= LARGEST else None
        if not isinstance(content, dict) or content.get("kind") != KIND:
            raise UsageError(f"{path} is not a pack of an exam.", "`dojo exam pack` makes one.")
        found = Pack.model_validate_json(text)
        whole = len(base64.b64decode(found.key, validate=True)) == KEY_BYTES
    except (ValidationError, ValueError, RecursionError) as error:
        raise UsageError(f"{path} can't be read as an exam pack.", ASK) from error
    bare = found.model_dump(mode="json", exclude=APART)
    if not whole or digest_of(bare) != found.digest or found.labs.keys() != _labs(found.drawn):
        raise UsageError(f"{path} is damaged: its checksum does not match its content.", ASK)
    return found


def require_same_labs(found: Pack, suite: Suite) -> None:
    """Require that the suite has the labs that the pack was made with, described as they are.

    Raises:
        UsageError: A lab is missing, has another content, or other words stand in its place.
    """
    known = set(suite.lab_ids())
    other = [
        lab
        for lab, digest in found.labs.items()
        if lab not in known or lab_digest(suite, lab) != digest
    ]
    if other:
        raise UsageError(
            f"The pack was made with other versions of these labs: {', '.join(sorted(other))}.",
            "Install the version of clusterdojo that your instructor has.",
        )
    for task in found.drawn.tasks:
        if not _describes(task, load_lab(suite.lab_dir(task.lab))):
            raise UsageError(
                f"Task {task.number} of the pack does not match its lab {task.lab}.", ASK
            )


def _describes(task: DrawnTask, lab: Lab) -> bool:
    told = (task.title, task.domain, task.difficulty, task.minutes, task.contexts)
    contexts = [cluster.name for cluster in lab.clusters]
    known = (lab.title, lab.domain, lab.difficulty, lab.minutes, contexts)
    return told == known and task.engine in lab.engines


def _labs(drawn: DrawnExam) -> set[str]:
    return {task.lab for task in drawn.tasks}


def _key_of(key: Key, digest: str) -> str:
    return base64.b64encode(secret_of_pack(key, digest)).decode("ascii")
