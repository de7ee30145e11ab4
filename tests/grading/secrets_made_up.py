"""Secrets that look real and are invented, and the objects that hold them."""

import base64
import json
import re
import string
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

LOWER = string.ascii_lowercase + string.digits
WORD = string.ascii_letters + string.digits
BASE64 = WORD + "+/"
URLSAFE = WORD + "-_"


def words(alphabet: str, shortest: int, longest: int | None = None) -> st.SearchStrategy[str]:
    """Random characters, none of which form a pattern that hypothesis could prefer."""
    return st.text(st.sampled_from(alphabet), min_size=shortest, max_size=longest or shortest)


def encoded(text: str) -> str:
    """In base64, as Secrets and kubeconfigs hold it."""
    return base64.b64encode(text.encode()).decode()


# A password is quoted where a file format asks for it; quotes of both kinds are in none of them.
PASSWORDS = words(WORD + "!#$%&*+,./:;<=>?@[]^_{|}~-", 12, 24).filter(
    lambda text: text[0] in WORD and text[-1] in WORD
)
PLAIN = words(WORD, 16, 40)
HEX = words("0123456789abcdef", 32, 64)
JWT = st.tuples(words(URLSAFE, 20, 40), words(URLSAFE, 30, 60), words(URLSAFE, 43)).map(
    lambda parts: f"eyJ{parts[0]}.eyJ{parts[1]}.{parts[2]}"
)
BOOTSTRAP = st.tuples(words(LOWER, 6), words(LOWER, 16)).map(".".join)
CLOUD = words(BASE64, 40)
PREFIXED = st.tuples(st.sampled_from(["ghp_", "glpat-", "xoxb-", "sk_live_"]), words(WORD, 36)).map(
    "".join
)
PEM = st.tuples(
    st.sampled_from(["RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", ""]),
    st.lists(words(BASE64, 64), min_size=2, max_size=4),
).map(
    lambda parts: "\n".join(
        [
            f"-----BEGIN {parts[0]}PRIVATE KEY-----",
            *parts[1],
            f"-----END {parts[0]}PRIVATE KEY-----",
        ]
    )
)
ANY = PASSWORDS | PLAIN | HEX | JWT | BOOTSTRAP | CLOUD | PREFIXED
LINE = PLAIN | HEX | JWT | BOOTSTRAP | PREFIXED  # needs no quotes in any file
KEYS = st.sampled_from(
    ["password", "DB_PASSWORD", "db-passwd", "passphrase", "api_key", "API-KEY", "apiKey", "token",
     "ACCESS_TOKEN", "refreshToken", "client-secret", "clientSecret", "AWS_SECRET_ACCESS_KEY",
     "secret.key", "private_key", "credentials", "spring.datasource.password", "_auth",
     "certificateKey", "encryption_key", "signingKey", "PGPASSWORD", "REDIS_PASS", "DB_PWD",
     "dbPass"]
)  # fmt: skip


@dataclass
class Planted:
    """Content with secrets in it.

    Attributes:
        content: An object as the API gives it, or text.
        secrets: What must not be left of it, plain and encoded.
        kept: What must be left.
        known_by: A word that is needed to see that there is a secret.
    """

    content: Any
    secrets: list[str]
    kept: list[str] = field(default_factory=list)
    known_by: str = ""


def _planted(content: Any, *secrets: str, kept: tuple[str, ...] = ()) -> Planted:
    told = []
    for secret in secrets:
        # A key of many lines: each line on its own gives it away.
        told += [line for line in secret.splitlines() if "-----" not in line]
        told.append(encoded(secret)[:40])
    return Planted(content, told, list(kept))


def _object(kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "web", "namespace": "shop"},
            **fields}  # fmt: skip


@st.composite
def secrets(draw: st.DrawFn) -> Planted:
    """A Secret of any type, alone, in a list, or repeated in an annotation."""
    value = draw(ANY | PEM)
    key = draw(
        st.sampled_from(["a", "username", "tls.key", "password", ".dockerconfigjson", "x-y"])
    )
    kind = draw(
        st.sampled_from(["Opaque", "kubernetes.io/tls", "kubernetes.io/basic-auth", "my.org/own"])
    )
    data = {"data": {key: encoded(value)}} if draw(st.booleans()) else {"stringData": {key: value}}
    made = _object("Secret", type=kind, **data)
    shape = draw(st.sampled_from(["alone", "List", "SecretList", "annotation", "bare list"]))
    if shape == "annotation":
        applied = json.dumps(made, sort_keys=draw(st.booleans()))
        name = draw(
            st.sampled_from(["kubectl.kubernetes.io/last-applied-configuration", "backup", "old"])
        )
        made = _object("ConfigMap", data={"a": "b"})
        made["metadata"]["annotations"] = {name: applied}
    if shape in ("List", "SecretList"):
        made = {"apiVersion": "v1", "kind": shape, "items": [made]}
    if shape == "SecretList":  # the API leaves the kind of each item out
        made["items"] = [{k: v for k, v in item.items() if k != "kind"} for item in made["items"]]
    planted = _planted([made] if shape == "bare list" else made, value, kept=("web", "shop"))
    planted.known_by = "Secret"  # its data may come before its kind
    return planted


@st.composite
def workloads(draw: st.DrawFn) -> Planted:
    """A pod, or what makes pods, with a secret in a variable, a flag, a command or a header."""
    value, key = draw(LINE), draw(KEYS)
    flag = re.sub(r"[_.]|(?<=[a-z])(?=[A-Z])", "-", key).strip("-").lower()
    header, form = draw(
        st.sampled_from(
            [("Authorization", "Bearer {}"), ("Authorization", "Basic {}"), ("X-Api-Key", "{}"),
             ("X-Auth-Token", "{}"), ("Private-Token", "{}")]
        )
    )  # fmt: skip
    shown = encoded(f"admin:{value}") if "Basic" in form else value
    probe = {
        "httpGet": {"path": "/", "httpHeaders": [{"name": header, "value": form.format(shown)}]}
    }
    variable = re.sub("[-.]", "_", key)
    extra: dict[str, Any] = draw(
        st.sampled_from(
            [
                {"env": [{"name": key, "value": value}]},
                {"env": [{"value": value, "name": key}]},
                {"env": [{"name": "DATABASE_URL", "value": f"postgres://app:{value}@db:5432/shop"}]},
                {"args": [f"--{flag}={value}"]},
                {"args": [f"--{flag}", value]},
                {"command": ["sh", "-c", f"serve --{flag} {value} --port 80"]},
                {"command": ["sh", "-c", f"export {variable}={value}; run"]},
                {"command": ["sh", "-c", f"curl -H 'Authorization: Bearer {value}' http://api"]},
                {"command": ["sh", "-c", f"curl -u admin:{value} http://api"]},
                {"livenessProbe": probe},
                {"lifecycle": {"postStart": probe}},
            ]
        )
    )  # fmt: skip
    where = draw(st.sampled_from(["containers", "initContainers", "ephemeralContainers"]))
    pod = {where: [{"name": "main", "image": "web:1.0", **extra}], "nodeName": "node01"}
    kind = draw(
        st.sampled_from(["Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job",
                         "ReplicationController", "CronJob"])
    )  # fmt: skip
    if kind == "Pod":
        made = _object(kind, spec=pod)
    elif kind == "CronJob":
        job = {"spec": {"template": {"spec": pod}}}
        made = _object(kind, spec={"schedule": "* * * * *", "jobTemplate": job})
    else:
        made = _object(kind, spec={"replicas": 2, "template": {"spec": pod}})
    planted = _planted(made, value, shown, kept=("web", "main", "web:1.0", "node01"))
    planted.known_by = key if next(iter(extra.get("env", [{}])[0]), "") == "value" else ""
    return planted


@st.composite
def files(draw: st.DrawFn) -> Planted:
    """A file as applications and tools have it, such as one in a ConfigMap or a work folder."""
    value, key = draw(LINE), draw(KEYS)
    variable = re.sub("[-.]", "_", key)
    pem = draw(PEM)
    user = {"name": "admin", "user": draw(st.sampled_from([
        {"token": value}, {"password": value, "username": "admin"},
        {"client-key-data": encoded(pem)}, {"client-key-data": encoded(value)},
        {"auth-provider": {"name": "oidc", "config": {"id-token": value, "refresh-token": value}}},
        {"exec": {"command": "login", "env": [{"name": "AWS_SECRET_ACCESS_KEY", "value": value}]}},
        {"exec": {"command": "login", "args": ["--token", value]}},
    ]))}  # fmt: skip
    config = {"apiVersion": "v1", "kind": "Config", "users": [user], "current-context": "kept"}
    init = {
        "kind": "InitConfiguration",
        "certificateKey": value,
        "bootstrapTokens": [{"token": value, "ttl": "24h0m0s"}],
        "nodeRegistration": {"name": "kept"},
    }
    join = {"discovery": {"bootstrapToken": {"token": value}, "tlsBootstrapToken": value}}
    crypt = {
        "kind": "EncryptionConfiguration",
        "resources": [
            {
                "resources": ["secrets"],
                "providers": [{"aescbc": {"keys": [{"name": "kept", "secret": encoded(value)}]}}],
            }
        ],
    }
    docker = {
        "auths": {"kept": {"username": "a", "password": value, "auth": encoded(f"a:{value}")}}
    }
    text = draw(
        st.sampled_from(
            [
                f"kept=1\n{key}={value}\n",
                f"# {key} kept\n{key} = {value}\nuser = kept\n",
                f'kept: 1\n{key}: "{value}"\n',
                f"kept: 1\n{key}: {value}\nother: 2\n",
                f"[kept]\n{key}={value}\n",
                f'export {variable}="{value}"; kept\n',
                f'{{"kept": 1, "{key}": "{value}"}}',
                json.dumps(config),
                json.dumps(config, indent=4),
                json.dumps(docker),
                json.dumps(crypt),
                json.dumps(init),
                json.dumps(join) + " # kept",
                f"machine kept login admin password {value}\n",
                f"kept: 1\nurl: https://admin:{value}@kept/x\n",
                f"kubeadm join kept:6443 --token {value} --discovery-token-ca-cert-hash sha256:0\n",
                f"kubeadm init --certificate-key {value} # kept\n",
                f"kubeadm init --certificate-key={value} # kept\n",
                f"kubectl create secret generic kept --from-literal=a={value}\n",
                f"kubectl create secret docker-registry kept --docker-password={value}\n",
                f"curl -u admin:{value} https://kept\ncurl --user admin:{value} https://kept\n",
                f"curl -H 'Authorization: Bearer {value}' https://kept\n",
                f'curl -H "X-Auth-Token: {value}" https://kept\n',
                f"kept\n{pem}\nkept\n",
                "kept: 1\ntls.key: |\n" + "".join(f"  {line}\n" for line in pem.splitlines()),
                f"kept: 1\ntls.key: {encoded(pem)}\n",
                f"kept {encoded(pem)}\n",
            ]
        )
    )  # fmt: skip
    told = [value, encoded(f"a:{value}")] if value in text or encoded(value) in text else []
    if "PRIVATE" in text or encoded(pem) in text:
        told.append(pem)
    return _planted(text, *told, kept=("kept",))


@st.composite
def others(draw: st.DrawFn) -> Planted:
    """An object of any other kind, a custom one included, with a secret where it may have one."""
    value, key = draw(LINE | PASSWORDS), draw(KEYS)
    made = draw(
        st.sampled_from(
            [
                _object("ConfigMap", data={key: value, "kept": "1"}),
                _object("PersistentVolume", spec={"csi": {"volumeAttributes": {key: value}}}),
                _object("StorageClass", parameters={key: value, "type": "fast"}),
                _object("Database", spec={"auth": {"admin": {key: value}}, "size": 3}),
                _object("Database", spec={"users": [{"name": "a", key: value}]}),
                _object("Database", spec={key: [value, value]}),
                _object("Database", spec={"parameters": [{"name": key, "value": value}]}),
                _object("TokenReview", spec={"token": value}),
                _object("TokenRequest", status={"token": value, "expirationTimestamp": "2026"}),
                _object("ServiceAccount", secrets=[{"name": "kept"}], token=value),
                _object("KubeletConfiguration",
                        staticPodURLHeader={"Authorization": [f"Bearer {encoded(value)}"]}),
            ]
        )
    )  # fmt: skip
    where = draw(st.sampled_from(["as it is", "annotation", "label"]))
    if where != "as it is":
        made["metadata"][where + "s"] = {key: value}
    return _planted(made, value, kept=("web", "shop"))
