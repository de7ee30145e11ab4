"""One answer of an API server to "list all objects of this kind": parsed only if somebody reads."""

import hashlib
import json
import re
from functools import cached_property
from typing import Any

from clusterdojo.cluster.client import Object

ITEMS = b'"items":['
# A custom resource's list has its own metadata after the items.
TAIL = re.compile(rb'\],"kind":"[^"]*","metadata":\{[^{}]*\}\}\s*\Z')


class Listing:
    """All objects of a kind at one moment."""

    def __init__(self, body: bytes | None) -> None:
        """Keep an answer; None where the server does not serve the kind."""
        self._body = body

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the objects as they came; empty where they can't be told apart.

        The list's own revision is left out: it grows with every write to any object.
        """
        body = self._body or b""
        start = body.find(ITEMS)
        if start < 0:
            return ""
        end = len(body)
        if b'"metadata":' not in body[:start]:
            tail = TAIL.search(body, max(start, end - 1000))
            if tail is None:
                return ""
            end = tail.start()
        return hashlib.sha256(memoryview(body)[start:end]).hexdigest()

    @cached_property
    def _answer(self) -> Object:
        answer: Any = json.loads(self._body) if self._body else {}
        return answer if isinstance(answer, dict) else {}

    @property
    def revision(self) -> str:
        """The revision of the store at that moment; empty if the server did not tell."""
        return str((self._answer.get("metadata") or {}).get("resourceVersion") or "")

    @cached_property
    def objects(self) -> list[Object]:
        """The objects, each with its kind, which lists leave out."""
        items: list[Object] = self._answer.get("items") or []
        kind = str(self._answer.get("kind", "")).removesuffix("List")
        for item in items:
            item.setdefault("kind", kind)
            item.setdefault("apiVersion", self._answer.get("apiVersion", ""))
        return items
