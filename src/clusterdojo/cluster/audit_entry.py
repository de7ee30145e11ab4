"""One line of the API server's audit log."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from clusterdojo.cluster.identities import CONTROLLER_MANAGER, CONTROLLER_PREFIX

Fields = dict[str, Any]
AUTHENTICATION = "authentication.kubernetes.io"


@dataclass(frozen=True)
class Entry:
    """A write that the API server was asked for.

    Attributes:
        time: When it was answered.
        asked: When the request came.
        user: Who asked, by the credential; not whom it acted for.
        acted_for: Whom it acted for, by impersonation; empty for itself.
        credential: The id of the certificate or token, where the API server tells one.
        agent: What the program calls itself.
        verb: "create", "update", "patch", "delete" or "deletecollection".
        group: The API group; empty for the core.
        resource: Such as "pods".
        subresource: Such as "status"; empty for the object itself.
        namespace: Empty for objects without one, and for namespaces, which the log puts into
            themselves.
        name: Of the object; empty only for a collection, or if nobody knows it.
        uid: Of the object, where the line tells it.
        code: The HTTP status of the answer; 0 where there was none.
        body: What was sent: an object, a merge patch or options. Empty if the policy leaves it out.
        answer: What came back; empty if the policy leaves it out.
        issued: The id of the token that was issued by this request; empty for any other.
        uri: The path and the query.
    """

    time: datetime.datetime
    asked: datetime.datetime
    user: str
    acted_for: str
    credential: str
    agent: str
    verb: str
    group: str
    resource: str
    subresource: str
    namespace: str
    name: str
    uid: str
    code: int
    body: Fields
    answer: Fields
    issued: str
    uri: str

    @property
    def done(self) -> bool:
        """Whether the API server did it."""
        return 200 <= self.code < 300 and not self.is_dry  # noqa: PLR2004 - HTTP

    @property
    def is_dry(self) -> bool:
        """Whether it was only to see what would happen (`--dry-run=server`)."""
        options = self.part("deleteOptions")
        return "dryRun=All" in self.uri or bool(self.body.get("dryRun") or options.get("dryRun"))

    def part(self, *path: str) -> Fields:
        """A mapping in the body, by the keys that lead there; empty if there is none."""
        found = self.body
        for key in path:
            found = _fields(found.get(key))
        return found

    @property
    def is_making(self) -> bool:
        """Whether it made an object that was not there before."""
        created = self.code == 201  # noqa: PLR2004 - HTTP; an apply or a replacement may create
        return not self.subresource and self.done and (self.verb == "create" or created)

    @property
    def is_apply(self) -> bool:
        """Whether it applied a manifest, as `kubectl apply` does on either side.

        Only an apply on the server's side may say whether it is by force; on the client's side
        kubectl says so by its field manager.
        """
        query = self.uri.partition("?")[2].split("&")
        by_server = any(one.startswith("force=") for one in query) and self.verb == "patch"
        return by_server or "fieldManager=kubectl-client-side-apply" in query

    @property
    def collected(self) -> list[str]:
        """The names of what a collection's deletion took."""
        items = _list(self.answer.get("items"))
        return [_text(_fields(item.get("metadata")).get("name")) for item in items]

    @property
    def controller(self) -> str:
        """Which of Kubernetes' controllers it says it is ("replicaset-controller"), or "".

        With an account of its own it is the account's name, without one the last part of what the
        controller manager calls itself.
        """
        if self.user.startswith(CONTROLLER_PREFIX):
            return self.user.removeprefix(CONTROLLER_PREFIX)
        if self.user == CONTROLLER_MANAGER:
            return self.agent.rpartition("/")[2]
        return ""


def entry(line: bytes) -> Entry | None:
    """The entry in a line; None if it is not one."""
    try:
        told = json.loads(line)
        user, extra = told["user"], _fields(told["user"].get("extra"))
        ref = _fields(told.get("objectRef"))  # a path that is no resource has none
        # What is asked to be created may name the uid of what it was before: nobody listens.
        creates = told["verb"] == "create" and not ref.get("subresource")
        body, answer = (_fields(told.get(key)) for key in ("requestObject", "responseObject"))
        made = _fields(answer.get("metadata"))
        time = datetime.datetime.fromisoformat(told["stageTimestamp"])
        received = told.get("requestReceivedTimestamp")
        asked = datetime.datetime.fromisoformat(received) if received else time
        if time.tzinfo is None or asked.tzinfo is None:
            return None
        return Entry(
            time=time,
            asked=asked,
            user=_text(user["username"]),
            acted_for=_text(_fields(told.get("impersonatedUser")).get("username")),
            credential=_first(extra.get(f"{AUTHENTICATION}/credential-id")),
            agent=_text(told.get("userAgent")),
            verb=_text(told["verb"]),
            group=_text(ref.get("apiGroup")),
            resource=_text(ref.get("resource")),
            subresource=_text(ref.get("subresource")),
            namespace=_text(ref.get("namespace")) if ref.get("resource") != "namespaces" else "",
            name=_text(ref.get("name")) or _text(made.get("name")),
            uid=_text(made.get("uid")) or (_text(ref.get("uid")) if not creates else ""),
            code=int(_fields(told.get("responseStatus")).get("code") or 0),
            body=body,
            answer=answer,
            issued=_text(
                _fields(told.get("annotations")).get(f"{AUTHENTICATION}/issued-credential-id")
            ),
            uri=_text(told.get("requestURI")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None


def _fields(thing: Any) -> Fields:
    return thing if isinstance(thing, dict) else {}


def _list(thing: Any) -> list[Fields]:
    return [_fields(one) for one in thing] if isinstance(thing, list) else []


def _text(thing: Any) -> str:
    return thing if isinstance(thing, str) else ""


def _first(thing: Any) -> str:
    return _text(thing[0]) if isinstance(thing, list) and thing else ""
