"""The seal of a result: with the instructor's key, a later edit by hand is found.

What it protects from and what not is in SECURITY.md.
"""

import base64
import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically

ALGORITHM: Literal["HMAC-SHA256"] = "HMAC-SHA256"
KEY_BYTES = 32

SealState = Literal["none", "genuine", "broken", "another key", "not checked"]


class Seal(BaseModel):
    """An HMAC over everything else in the file."""

    model_config = ConfigDict(extra="forbid")
    algorithm: Literal["HMAC-SHA256"] = ALGORITHM
    key: str
    mac: str


class Key:
    """The secret that an instructor hands out.

    Attributes:
        id: Tells two keys apart without telling either.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.id = hashlib.sha256(b"clusterdojo key " + secret).hexdigest()[:12]

    @classmethod
    def make(cls, path: Path) -> "Key":
        """A new one, in a new file of mode 0600.

        Raises:
            UsageError: There is a file already.
        """
        if path.exists():
            raise UsageError(
                f"{path} already exists.",
                "Choose another name: old seals can be checked only with the old key.",
            )
        secret = secrets.token_bytes(KEY_BYTES)
        write_atomically(path, base64.b64encode(secret).decode() + "\n")
        return cls(secret)

    @classmethod
    def read(cls, path: Path) -> "Key":
        """The one in that file.

        Raises:
            UsageError: There is no key in it.
        """
        try:
            secret = base64.b64decode(path.read_bytes().strip(), validate=True)
            if len(secret) != KEY_BYTES:
                raise ValueError(len(secret))  # noqa: TRY301 - told below, as any other fault
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{path} can't be read as a key.",
                "Give the file that your instructor handed out; `dojo report key` makes one.",
            ) from error
        return cls(secret)

    def seal(self, content: dict[str, Any]) -> Seal:
        """The seal of a result, given as plain data; a seal that it has is left out."""
        return Seal(key=self.id, mac=self._mac(content))

    def state(self, content: dict[str, Any]) -> SealState:
        """Whether a result, given as plain data, is as it was sealed."""
        found = content.get("seal")
        if not isinstance(found, dict):
            return "none"
        if found.get("key") != self.id:
            return "another key"
        whole = found.get("algorithm") == ALGORITHM
        same = hmac.compare_digest(str(found.get("mac")).encode(), self._mac(content).encode())
        return "genuine" if whole and same else "broken"

    def _mac(self, content: dict[str, Any]) -> str:
        bare = {key: value for key, value in content.items() if key != "seal"}
        text = json.dumps(bare, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hmac.new(
            self._secret, text.encode(errors="surrogatepass"), hashlib.sha256
        ).hexdigest()


def state_of(content: dict[str, Any], key: Key | None) -> SealState:
    """What is known of a result's seal, with a key or without."""
    if key is not None:
        return key.state(content)
    return "not checked" if content.get("seal") else "none"
