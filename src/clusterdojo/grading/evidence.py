"""What a criterion has read, kept beside its outcome: an instructor sees what the grader saw."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

LONGEST = 1000  # characters of one piece
MOST = 8  # pieces of one criterion; the first ones, since what is named is read first
HIDDEN = "(redacted)"

PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
TELLING = re.compile(
    r"pass(word|wd)|secret|token|credential|private|api-?key|key-data", re.IGNORECASE
)
ASSIGNED = re.compile(
    r"(?im)^(\s*[\"']?[-\w.]*(?:password|passwd|secret|token|key-data)[-\w.]*[\"']?\s*[:=]\s*)(\S.*)$"
)
# Names of things, not the things: they are what a criterion is about.
NAMES = {"secretName", "secretRef", "secretKeyRef", "imagePullSecrets", "tokenExpirationSeconds",
         "automountServiceAccountToken", "serviceAccountToken", "secrets"}  # fmt: skip
UNTOLD = ("managedFields", "resourceVersion", "generation", "selfLink")
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Evidence(BaseModel):
    """One thing that was read: where, and what was there, shortened, secrets redacted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str = Field(
        description="Such as “cluster1 deployments shop/web” or “node01 /etc/hosts”"
    )
    content: str


class Notebook:
    """Takes down what is read while one criterion is graded; written out when that is over."""

    def __init__(self) -> None:
        self._read: dict[str, Callable[[], object]] = {}

    def begin(self) -> None:
        """Forget what another criterion has read."""
        self._read = {}

    def note(self, source: str, content: Callable[[], object]) -> None:
        """Remember one thing; `content` gives it, text or plain data, when it is written out."""
        if len(self._read) < MOST or source in self._read:
            self._read[source] = content

    def evidence(self) -> tuple[Evidence, ...]:
        """What was noted since `begin`."""
        return tuple(
            Evidence(source=source, content=shortened(as_text(content())))
            for source, content in self._read.items()
        )


def as_text(content: object) -> str:
    """Text as it is, anything else as JSON; secrets redacted in both."""
    if isinstance(content, str):
        return redacted_text(content)
    return json.dumps(redacted(content), ensure_ascii=False, default=str)


def shortened(text: str) -> str:
    """At most LONGEST characters, with a word about the rest."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} … ({len(text) - LONGEST} more characters)"


def redacted(content: Any) -> Any:
    """The same data without what is secret, and without what the API keeps for itself."""
    if isinstance(content, dict):
        is_secret = content.get("kind") == "Secret"
        told = {key: value for key, value in content.items() if key not in UNTOLD}
        return {k: _redacted_value(k, v, is_secret=is_secret) for k, v in told.items()}
    if isinstance(content, list | tuple):
        return [redacted(item) for item in content]
    return redacted_text(content) if isinstance(content, str) else content


def _redacted_value(key: Any, value: Any, *, is_secret: bool) -> Any:
    if is_secret and key in ("data", "stringData") and isinstance(value, dict):
        return dict.fromkeys(value, HIDDEN)
    if key == "annotations" and isinstance(value, dict):
        # It repeats the whole object as text, a Secret's data included.
        return {name: redacted(text) for name, text in value.items() if name != LAST_APPLIED}
    if key == "env" and isinstance(value, list):
        return [_variable(entry) for entry in value]
    if isinstance(value, str) and isinstance(key, str) and key not in NAMES and TELLING.search(key):
        return HIDDEN
    return redacted(value)


def _variable(entry: Any) -> Any:
    """An environment variable of a container, its value hidden where its name tells of a secret."""
    if isinstance(entry, dict) and "value" in entry and TELLING.search(str(entry.get("name", ""))):
        return {**entry, "value": HIDDEN}
    return redacted(entry)


def redacted_text(text: str) -> str:
    """Text without private keys, and without what follows a word such as “password:”."""
    text = PRIVATE_KEY.sub(HIDDEN, text)
    return ASSIGNED.sub(rf"\g<1>{HIDDEN}", text)


def listed(objects: Iterable[dict[str, Any]]) -> list[str]:
    """Many objects, each in a word: where it is, and what is said of it first."""
    return [_in_a_word(thing) for thing in objects]


def _in_a_word(thing: dict[str, Any]) -> str:
    metadata, status = thing["metadata"], thing.get("status") or {}
    name = "/".join(filter(None, (metadata.get("namespace"), metadata["name"])))
    said = [status.get("phase"), (thing.get("spec") or {}).get("nodeName")]
    if "readyReplicas" in status or "replicas" in status:
        said.append(f"{status.get('readyReplicas', 0)}/{status.get('replicas', 0)} ready")
    words = ", ".join(str(word) for word in said if word)
    return f"{name} ({words})" if words else name
