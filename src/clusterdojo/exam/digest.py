"""A checksum over content, however the file that holds it is laid out."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def digest_of(content: BaseModel | Mapping[str, Any]) -> str:
    """The sha256 of what a model, or plain data, say."""
    if isinstance(content, BaseModel):
        content = content.model_dump(mode="json")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
