"""The types of what learners write by hand: manifests, configurations, answers of programs.

An API server or a kubelet refuses `containers: 5` and takes what is missing, or null, as empty.
Here it is the same: a grader that has a shape required can use its fields without asking for their
types, and what does not fit is a finding, with its place.
"""

from collections.abc import Mapping
from typing import Any

STRINGS = [str]
STRING_MAP = {str: str}
METADATA: Mapping[Any, Any] = {
    "name": str, "namespace": str, "generateName": str, "uid": str, "resourceVersion": str,
    "labels": STRING_MAP, "annotations": STRING_MAP, "ownerReferences": [{"uid": str}],
    "managedFields": [{"manager": str, "operation": str}], "finalizers": STRINGS,
}  # fmt: skip
CONTAINER: Mapping[Any, Any] = {
    "name": str, "image": str, "command": STRINGS, "args": STRINGS, "workingDir": str,
    "env": [{"name": str, "value": str, "valueFrom": {}}], "envFrom": [{}], "ports": [{}],
    "resources": {}, "securityContext": {}, "imagePullPolicy": str,
    "volumeMounts": [{"name": str, "mountPath": str, "subPath": str, "readOnly": bool}],
    "livenessProbe": {}, "readinessProbe": {}, "startupProbe": {},
}  # fmt: skip
POD_SPEC: Mapping[Any, Any] = {
    "containers": [CONTAINER], "initContainers": [CONTAINER], "nodeName": str, "priority": int,
    "nodeSelector": STRING_MAP, "affinity": {}, "securityContext": {}, "hostNetwork": bool,
    "volumes": [{"name": str, "hostPath": {"path": str, "type": str}, "emptyDir": {}}],
    "tolerations": [
        {"key": str, "operator": str, "value": str, "effect": str, "tolerationSeconds": int}
    ],
    "serviceAccountName": str, "restartPolicy": str, "priorityClassName": str, "dnsPolicy": str,
    "terminationGracePeriodSeconds": int, "schedulerName": str,
}  # fmt: skip
TEMPLATE: Mapping[Any, Any] = {"metadata": METADATA, "spec": POD_SPEC}
OBJECT: Mapping[Any, Any] = {"apiVersion": str, "kind": str, "metadata": METADATA}
POD: Mapping[Any, Any] = {**OBJECT, "spec": POD_SPEC, "status": {}}
WORKLOAD: Mapping[Any, Any] = {
    **OBJECT, "spec": {"replicas": int, "template": TEMPLATE, "selector": {}}, "status": {},
}  # fmt: skip
DATA: Mapping[Any, Any] = {**OBJECT, "data": STRING_MAP, "binaryData": STRING_MAP, "type": str}
KINDS: Mapping[str, Mapping[Any, Any]] = {
    "Pod": POD, "ConfigMap": DATA, "Secret": {**DATA, "stringData": STRING_MAP},
    "Service": {**OBJECT, "spec": {"ports": [{}], "selector": STRING_MAP, "type": str}},
    **dict.fromkeys(("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"), WORKLOAD),
    **dict.fromkeys(("ReplicationController", "Job"), WORKLOAD),
}  # fmt: skip
WORDS: Mapping[type, str] = {
    str: "text", bool: "true or false", int: "a number", float: "a number", dict: "a map",
    list: "a list", type(None): "empty",
}  # fmt: skip


class UnexpectedError(AssertionError):
    """What a learner has made is not of the kind that it has to be: the criterion is not solved."""


class Options(dict[str, str]):
    """A program's options by name; one that is not there is a finding, if it is asked for by [].

    Attributes:
        program: The program's name, for the message.
    """

    def __init__(self, program: str, options: Mapping[str, str]) -> None:
        super().__init__(options)
        self.program = program

    def __missing__(self, name: str) -> str:
        raise UnexpectedError(f"{self.program} was not started with the option --{name}")


def of_kind(kind: object) -> Mapping[Any, Any]:
    """The shape of a kind's objects; of a kind that is not known, that of any object."""
    return KINDS.get(kind, OBJECT) if isinstance(kind, str) else OBJECT


def require(value: Any, shape: Any, where: str, path: str = "") -> None:
    """Require what is there of `shape` to have its type, and remove what is null in it.

    Args:
        value: Plain data, which is changed.
        shape: A type; {"field": shape} for a map in which other fields may be; {str: shape} for a
            map from text; [shape] for a list.
        where: What it is, for the message, such as "Pod in web.yaml".
        path: Where in it, such as "spec.containers".

    Raises:
        UnexpectedError: Something has another type. The message names its place and both types.
    """
    if isinstance(shape, Mapping):
        _require_type(value, dict, where, path)
        _require_fields(value, shape, where, path)
    elif isinstance(shape, list):
        _require_type(value, list, where, path)
        for number, item in enumerate(value):
            require(item, shape[0], where, f"{path}[{number}]")
    else:
        _require_type(value, shape, where, path)


def _require_fields(value: dict[Any, Any], shape: Mapping[Any, Any], where: str, path: str) -> None:
    for name in [name for name, found in value.items() if found is None and _of(shape, name)]:
        del value[name]
    for name, found in value.items():
        _require_type(name, str, where, f"a key in {path or 'it'}")
        inner = _of(shape, name)
        if inner is not None:
            require(found, inner, where, f"{path}.{name}" if path else name)


def _of(shape: Mapping[Any, Any], name: Any) -> Any:
    return shape.get(name, shape.get(str)) if isinstance(name, str) else None


def _require_type(value: Any, wanted: type, where: str, path: str) -> None:
    fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
    if not fits:
        found = WORDS.get(type(value), type(value).__name__)
        raise UnexpectedError(f"{where}: {path or 'it'} is {found}, not {WORDS[wanted]}")


def number(text: str, what: str) -> int:
    """The whole number that a program has printed.

    Raises:
        UnexpectedError: It has printed something else.
    """
    word = text.strip()
    if not (word.isascii() and word.removeprefix("-").isdecimal() and len(word) < 20):  # noqa: PLR2004 - of 64 bits
        raise UnexpectedError(f"{what} is {word[:60]!r}, not a number")
    return int(word)
