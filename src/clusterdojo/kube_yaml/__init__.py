"""YAML and JSON as kubectl reads them: the values that it would send to the API server.

kubectl (sigs.k8s.io/yaml) follows YAML 1.1 with rules of its own: `y` and `on` are true, `=` and
`22:22` and dates are text, `017` is 15, every key becomes text, the last of two equal keys counts,
and a merge (`<<`) acts where it stands. PyYAML parses; what its events mean is decided here.
"""

from typing import Any

from clusterdojo.kube_yaml.bounds import DEEPEST, LARGEST, Budget, NotYamlError
from clusterdojo.kube_yaml.json_stream import (
    after_space,
    leading_objects,
    value_at,
    without_lone_surrogates,
)
from clusterdojo.kube_yaml.reader import first_value, parts

__all__ = ["DEEPEST", "LARGEST", "NotYamlError", "document", "documents"]


def documents(text: str) -> list[Any]:
    """All documents of a file, as `kubectl -f` takes it apart.

    Args:
        text: JSON objects one after the other, or YAML documents with `---` between them.

    Returns:
        Their values: what JSON knows, with text as keys. Empty documents are left out.

    Raises:
        NotYamlError: A document can't be read.
    """
    text = _readable(text)
    budget = Budget()
    found, rest = leading_objects(text, budget)
    found += [first_value(part, budget) for part in parts(rest)]
    return [value for value in found if value is not None]


def document(text: str) -> Any:
    """The first document of a file, which is all that kubelets and kubeconfig readers take.

    Returns:
        Its value, as in `documents`; None if it is empty.

    Raises:
        NotYamlError: It can't be read.
    """
    text = _readable(text)
    if text.lstrip().startswith("{"):
        try:
            value, end = value_at(without_lone_surrogates(text), after_space(text, 0))
        except NotYamlError:
            pass  # a map in YAML's flow style begins with a brace, too
        else:
            if after_space(text, end) == len(text):
                return value
    return first_value(text, Budget())


def _readable(text: str) -> str:
    """The text without a byte order mark, if it is small enough."""
    if len(text) > LARGEST:
        raise NotYamlError(f"larger than {LARGEST // 1_000_000} million characters")
    return text.removeprefix("\ufeff")
