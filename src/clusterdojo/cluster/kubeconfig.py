"""Kubeconfig files: one context a cluster, certificates inside, readable by the owner alone."""

import base64
import json
from pathlib import Path
from typing import Any, NamedTuple


class Pair(NamedTuple):
    """A certificate and its key, in PEM."""

    certificate: str
    key: str


def kubeconfig_for(name: str, server: str, authority: str, pair: Pair, user: str) -> str:
    """The text of a kubeconfig whose only context is `name`.

    Args:
        name: Of the cluster and its context.
        server: The API server's URL.
        authority: The certificate of who signs for the cluster, in PEM.
        pair: The certificate and key of its user.
        user: What the file calls the user.
    """

    def data(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    return _text(
        clusters=[
            {
                "name": name,
                "cluster": {"server": server, "certificate-authority-data": data(authority)},
            }
        ],
        users=[
            {
                "name": user,
                "user": {
                    "client-certificate-data": data(pair.certificate),
                    "client-key-data": data(pair.key),
                },
            }
        ],
        contexts=[{"name": name, "context": {"cluster": name, "user": user}}],
        current=name,
    )


def merged(paths: list[Path]) -> str:
    """The text of one kubeconfig with the contexts of all `paths`; the first one is current."""
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    return _text(
        clusters=[c for part in parts for c in part["clusters"]],
        users=[u for part in parts for u in part["users"]],
        contexts=[c for part in parts for c in part["contexts"]],
        current=parts[0]["current-context"],
    )


def _text(
    clusters: list[dict[str, Any]],
    users: list[dict[str, Any]],
    contexts: list[dict[str, Any]],
    current: str,
) -> str:
    """JSON, which is YAML that every reader of kubeconfigs accepts."""
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": clusters,
        "users": users,
        "contexts": contexts,
        "current-context": current,
    }
    return json.dumps(content, indent=2) + "\n"
