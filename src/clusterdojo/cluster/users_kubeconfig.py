"""A kubeconfig of the user's own: read by kubectl's rules, and checked entry by entry."""

import base64
import binascii
import ssl
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from clusterdojo import kube_yaml
from clusterdojo.errors import UsageError

Entry = dict[str, Any]
CLUSTER_TEXTS = ("server", "tls-server-name", "certificate-authority",
                 "certificate-authority-data", "proxy-url")  # fmt: skip
USER_TEXTS = ("client-certificate", "client-certificate-data", "client-key", "client-key-data",
              "token", "tokenFile", "username", "password", "as", "as-uid")  # fmt: skip
REMOVED_PROVIDERS = ("azure", "gcp")  # from kubectl 1.26


@dataclass(frozen=True)
class Part:
    """One entry of a kubeconfig: "the user entry admin in FILE", and its fields."""

    kind: str
    name: str
    file: Path
    fields: Entry

    def __str__(self) -> str:
        return f"the {self.kind} entry {self.name!r} in {self.file}"

    def wrong(self, field: str, fault: str, do: str) -> UsageError:
        """The error that a field has this fault."""
        return UsageError(f"{field} of {self} {fault}.", do)


@dataclass(frozen=True)
class WayIn:
    """What one context says: a cluster, and as whom to reach it (no fields: as nobody)."""

    cluster: Part
    user: Part


class UsersKubeconfig:
    """A kubeconfig that the suite did not write."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            UsageError: It can't be read, or is not a kubeconfig.
        """
        self.path = path
        try:
            self._content = kube_yaml.document(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._not_a_kubeconfig() from error
        if not isinstance(self._content, dict) or not self.contexts:
            raise self._not_a_kubeconfig()

    @cached_property
    def contexts(self) -> dict[str, Entry]:
        """The fields of each context."""
        return self._entries("contexts", "context")

    def way_in(self, context: str) -> WayIn:
        """The cluster and the user of a context, with every field checked.

        Raises:
            UsageError: An entry is missing, or a field of it is wrong.
        """
        if context not in self.contexts:
            raise UsageError(
                f"{self.path} has no context {context!r}.",
                f"Choose one of: {', '.join(sorted(self.contexts))}.",
            )
        found = self.contexts[context]
        cluster = self._part("cluster", context, found.get("cluster"))
        user = Part("user", "", self.path, {})
        if found.get("user"):
            user = self._part("user", context, found["user"])
        _check_cluster(cluster)
        _check_user(user)
        return WayIn(cluster, user)

    def _part(self, kind: str, context: str, name: object) -> Part:
        entries = self._entries(f"{kind}s", kind)
        if not isinstance(name, str) or name not in entries:
            named = f"the {kind} {name!r}, which has no entry" if name else f"no {kind}"
            raise UsageError(
                f"The context {context!r} in {self.path} names {named}.",
                "Correct it with `kubectl config set-context`, or choose another context.",
            )
        return Part(kind, name, self.path, _with_whole_paths(entries[name], self.path.parent))

    def _entries(self, section: str, kind: str) -> dict[str, Entry]:
        """The named entries of a section."""
        try:
            named = [(entry["name"], entry.get(kind) or {}) for entry in self._content[section]]
        except (KeyError, TypeError, AttributeError):
            return {}
        return {
            name: fields
            for name, fields in reversed(named)  # as with kubectl, the first of a name counts
            if isinstance(name, str) and isinstance(fields, dict)
        }

    def _not_a_kubeconfig(self) -> UsageError:
        return UsageError(
            f"{self.path} can't be read as a kubeconfig.", "Check it with `kubectl config view`."
        )


def _with_whole_paths(fields: Entry, folder: Path) -> Entry:
    """The fields with paths that do not depend on the working directory."""
    paths = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
    whole = {name: str(folder / fields[name]) for name in paths if _is_text(fields.get(name))}
    return {**fields, **whole}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _check_cluster(cluster: Part) -> None:
    _require_texts(cluster, CLUSTER_TEXTS)
    if not cluster.fields.get("server"):
        raise UsageError(f"There is no server in {cluster}.", "Add the API server's URL.")
    insecure = cluster.fields.get("insecure-skip-tls-verify", False)
    if not isinstance(insecure, bool):
        raise cluster.wrong("insecure-skip-tls-verify", "is not true or false", "Correct it.")
    authority = _content(cluster, "certificate-authority")
    if authority is not None and not insecure:
        try:
            ssl.create_default_context(cadata=authority.decode("ascii", "ignore"))
        except (ssl.SSLError, ValueError) as error:
            field = _given(cluster, "certificate-authority")
            raise cluster.wrong(field, "holds no PEM certificate", _COPY) from error


def _check_user(user: Part) -> None:
    _require_texts(user, USER_TEXTS)
    provider = user.fields.get("auth-provider")
    name = provider.get("name") if isinstance(provider, dict) else None
    if name in REMOVED_PROVIDERS:
        raise user.wrong(
            "auth-provider", f"is {name}, which kubectl removed in 1.26",
            "Get a new kubeconfig from your provider's command line tool; it uses a plugin (exec).",
        )  # fmt: skip
    _content(user, "token", file_field="tokenFile", encoded=False)
    certificate = _content(user, "client-certificate")
    key = _content(user, "client-key")
    if (certificate is None) != (key is None):
        has, lacks = ("client-certificate", "client-key")[:: 1 if key is None else -1]
        raise UsageError(f"There is a {has} and no {lacks} in {user}.", _COPY)
    if certificate is not None and key is not None:
        _require_pair(user, certificate, key)


_COPY = "Copy the entry again from where you have it."


def _require_texts(part: Part, fields: tuple[str, ...]) -> None:
    for field in fields:
        value = part.fields.get(field)
        if value is not None and not isinstance(value, str):
            shown = "a number" if isinstance(value, int | float) else "not text"
            shown = "true or false" if isinstance(value, bool) else shown
            raise part.wrong(field, f"is {shown}, and has to be text", "Put it in quotes.")


def _given(part: Part, field: str) -> str:
    """The name under which a field is given; as with kubectl, data inside comes first."""
    return f"{field}-data" if part.fields.get(f"{field}-data") else field


def _content(part: Part, field: str, *, file_field: str = "", encoded: bool = True) -> bytes | None:
    """What a field holds, or the file that it names; None if neither is given.

    Raises:
        UsageError: It is not base64, or the file can't be read.
    """
    if encoded and part.fields.get(f"{field}-data"):
        text = part.fields[f"{field}-data"].translate({10: None, 13: None})
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise part.wrong(f"{field}-data", "is not base64", _COPY) from error
    name = file_field or field
    if not part.fields.get(name):
        return None
    try:
        return Path(part.fields[name]).read_bytes()
    except OSError as error:
        reason = (error.strerror or "it can't be read").lower()
        raise part.wrong(
            name, f"names {part.fields[name]}: {reason}", "Put the file there, or correct the path."
        ) from error


def _require_pair(user: Part, certificate: bytes, key: bytes) -> None:
    """That TLS takes the certificate with the key; its library reads files only."""
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "certificate", Path(folder) / "key"
        for file, content in zip(files, (certificate, key), strict=True):
            file.touch(mode=0o600)
            file.write_bytes(content)
        try:
            # A key with a passphrase would ask for it on the terminal; kubectl takes none either.
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(*files, password=lambda: b"")
        except (ssl.SSLError, ValueError) as error:
            fields = f"{_given(user, 'client-certificate')} and {_given(user, 'client-key')}"
            raise user.wrong(
                fields, "are not a PEM certificate and its key without a passphrase", _COPY
            ) from error


def impersonation(user: Part) -> list[tuple[str, str]]:
    """The headers of a user entry that acts as somebody else (as, as-uid, as-groups, ...)."""
    fields = user.fields
    headers = [("Impersonate-User", fields.get("as")), ("Impersonate-Uid", fields.get("as-uid"))]
    try:
        headers += [("Impersonate-Group", group) for group in fields.get("as-groups") or []]
        headers += [
            (f"Impersonate-Extra-{quote(name.lower(), safe='')}", value)
            for name, values in (fields.get("as-user-extra") or {}).items()
            for value in values
        ]
    except (TypeError, AttributeError) as error:
        raise user.wrong("as-groups or as-user-extra", "is not lists of text", _COPY) from error
    return [(name, value) for name, value in headers if value]
