"""Secrets in text that is YAML or JSON: found by their place, hidden without touching the rest."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

LONGEST = 100_000  # characters that are read as YAML; a lab's manifests are a hundredth of that
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
NO_SECRETS = {"", "true", "false", "null", "~"}
TELLING = re.compile(
    r"pass(word|wd|phrase|code)|(^|[-_.])pass$|[-_.]pwd$|(?-i:[a-z](?:Pass|Pwd))$"
    r"|secret|token|credential|private|key-data"
    r"|(api|access|account|certificate|encryption|master|shared|signing)[-_.]?key"
    r"|^[-_]*auth$|dockerconfigjson|dockercfg",
    re.IGNORECASE,
)
# Whether a text may have such a name at all.
HINT = re.compile(
    r"pass|pwd|secret|token|credential|private|key|auth|docker(cfg|config)",
    re.IGNORECASE,
)
# Names of things, not the things: they are what a criterion is about.
NAMES = {"imagePullSecrets", "secrets", "serviceAccountTokens", "automountServiceAccountToken"}
ANCHOR = re.compile(r"&\S+\s+")  # other places may refer to it
NAMED = re.compile(
    r"(name|names|namespace|ref|refs|file|files|path|paths|dir|ttl|seconds|duration|expiration"
    r"|audience|audiences|kind|type|url|enabled|limit|mode|version)$",
    re.IGNORECASE,
)


def telling(key: Any) -> bool:
    """Whether what is called so is a secret; the name of a secret, or of its file, is none."""
    if not isinstance(key, str) or key in NAMES or not TELLING.search(key):
        return False
    return NAMED.search(key) is None


def is_secret(kind: Any, type_: Any, fields: Any) -> bool:
    """Whether an object is a Secret, also where a list has left its kind out."""
    if kind == "Secret":
        return True
    typed = isinstance(type_, str) and (type_ == "Opaque" or "kubernetes.io/" in type_)
    return typed and not kind and ("data" in fields or "stringData" in fields)


def hidden(text: str, word: str, redact: Callable[[str], str]) -> str | None:
    """The text with `word` for each secret value, or None if it can't be read as YAML.

    Args:
        text: Any text.
        word: What stands for a secret.
        redact: Makes of a value that is text itself one without secrets.
    """
    if not HINT.search(text):
        return text
    if len(text) > LONGEST or ":" not in text:
        return None
    import yaml  # most checks read no text that tells of secrets

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        documents = list(yaml.compose_all(text, Loader=loader))
        spans = sorted(_found(documents, redact), key=lambda span: (span[0], -span[1]))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not any(isinstance(node, yaml.CollectionNode) for node in documents):
        return None  # plain words: YAML takes nearly everything for a scalar
    parts, end = [], 0
    for start, stop, new in spans:
        if start >= end:
            parts += [text[end:start], _put(text[start:stop], new, word)]
            end = stop
    return "".join(parts) + text[end:]


def _put(old: str, new: str | None, word: str) -> str:
    """What stands in a value's place, so that the text around it stays what it is."""
    if new is not None:
        return json.dumps(new, ensure_ascii=False) + ("\n" if old.endswith("\n") else "")
    anchor = ANCHOR.match(old)
    before = anchor[0] if anchor else ""
    old = old[len(before) :]
    quote = old[:1] if old[:1] in ('"', "'") else ""
    lines = old[len(old.rstrip("\n")) :][:1]
    return f"{before}{quote}{word}{quote}{lines}"


Span = tuple[int, int, str | None]  # from, to, and what the value becomes where not hidden


def _found(documents: list[Any], redact: Callable[[str], str]) -> Iterator[Span]:
    queue = [(node, False, False) for node in documents]  # with: hide it, hide all below it
    seen = set()
    while queue:
        node, hide, all_below = queue.pop()
        if (id(node), hide, all_below) in seen:
            continue
        seen.add((id(node), hide, all_below))
        if node.id == "scalar":
            yield from _scalar(node, redact, hide=hide or all_below)
        elif node.id == "sequence":
            queue += [
                (item, all_below or (hide and item.id == "scalar") or flagged, all_below)
                for item, flagged in _with_flags(node.value)
            ]
        else:
            queue += _fields(node, all_below=all_below)


def _with_flags(items: list[Any]) -> Iterator[tuple[Any, bool]]:
    """The items of a list, and whether the one before it is a flag such as --password."""
    before = ""
    for item in items:
        is_text = item.id == "scalar"
        dashed = before.startswith("-") and "=" not in before
        yield item, dashed and telling(before) and is_text and not item.value.startswith("-")
        before = item.value if is_text else ""


def _fields(node: Any, *, all_below: bool) -> list[tuple[Any, bool, bool]]:
    fields = {key.value: value for key, value in node.value if key.id == "scalar"}
    texts = {key: value.value for key, value in fields.items() if value.id == "scalar"}
    secret = is_secret(texts.get("kind"), texts.get("type"), fields)
    found = []
    for key, value in node.value:
        name = key.value if key.id == "scalar" else ""
        if '"' in name or "'" in name:
            raise ValueError(name)  # a command with a header, which YAML takes for a mapping
        below = (secret and name in ("data", "stringData")) or name == LAST_APPLIED
        if texts.get("kind") == "SecretList" and name == "items" and value.id == "sequence":
            for item in value.value:
                found += _data_of(item)
        hide = telling(name) or (name == "value" and telling(texts.get("name")))
        hide = hide and value.id != "mapping"
        found.append((value, hide, all_below or below))
    return found


def _data_of(item: Any) -> list[tuple[Any, bool, bool]]:
    if item.id != "mapping":
        return []
    return [(value, True, True) for key, value in item.value if key.value in ("data", "stringData")]


def _scalar(node: Any, redact: Callable[[str], str], *, hide: bool) -> Iterator[Span]:
    start, stop = node.start_mark.index, node.end_mark.index
    if hide:
        if node.value.strip().lower() not in NO_SECRETS:
            yield start, stop, None
    # Text in text, such as a file in a ConfigMap, or an object in an annotation.
    elif ("\n" in node.value or "{" in node.value) and HINT.search(node.value):
        new = redact(node.value)
        if new != node.value:
            yield start, stop, new
