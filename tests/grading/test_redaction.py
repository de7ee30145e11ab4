"""Invented secrets in every kind of object and file: none is left, and what is no secret stays."""

import json
from collections.abc import Callable
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo.grading.redaction import redacted, redacted_text
from tests.grading.secrets_made_up import Planted, files, others, secrets, workloads

OBJECTS = secrets() | workloads() | others()


WAYS: dict[str, Callable[[Any], str]] = {
    "yaml": lambda content: yaml.safe_dump(content, sort_keys=False),
    "sorted yaml": lambda content: "# mine\n---\n" + yaml.safe_dump(content, indent=4),
    "flow yaml": lambda content: yaml.safe_dump(content, default_flow_style=True, width=10_000),
    "json": json.dumps,
    "indented json": lambda content: json.dumps(content, indent=4),
    "json in yaml": lambda content: yaml.safe_dump({"data": {"a.json": json.dumps(content)}}),
    "yaml in json": lambda content: json.dumps({"data": {"a.yaml": yaml.safe_dump(content)}}),
}
texts = st.sampled_from(sorted(WAYS))


def check(planted: Planted, told: str) -> None:
    """Nothing secret is left, and what is kept is there."""
    assert [secret for secret in planted.secrets if secret in told] == [], told
    assert [kept for kept in planted.kept if kept not in told] == [], told


@given(OBJECTS)
def test_no_secret_is_left_in_an_object(planted: Planted) -> None:
    """As a grader notes it for the result."""
    check(planted, json.dumps(redacted(planted.content)))


@given(OBJECTS, texts)
def test_no_secret_is_left_in_an_objects_text(planted: Planted, way: str) -> None:
    """As YAML or JSON, in a file of another object, and again after redacting twice."""
    told = redacted_text(WAYS[way](planted.content))
    check(planted, told)
    assert redacted_text(told) == told


@given(OBJECTS, texts.filter(lambda way: way != "flow yaml"))
def test_a_document_stays_a_document(planted: Planted, way: str) -> None:
    """An instructor's tools can still read it; in flow YAML, a secret may end at any bracket."""
    told = redacted_text(WAYS[way](planted.content))
    assert list(yaml.safe_load_all(told))
    if told[0] in "{[":
        assert json.loads(told)


@given(OBJECTS, texts, st.data())
def test_no_secret_is_left_in_half_an_object(
    planted: Planted, way: str, data: st.DataObject
) -> None:
    """A result keeps the first characters of a long text; a learner's file may be broken."""
    text = WAYS[way](planted.content)
    end = data.draw(st.integers(0, len(text)))
    told = redacted_text(text, end)
    assert [secret for secret in planted.secrets if secret in told] == [], told
    if planted.known_by in text[:end]:
        told = redacted_text(text[:end])
        assert [secret for secret in planted.secrets if secret in told] == [], told


@given(files())
def test_no_secret_is_left_in_a_file(planted: Planted) -> None:
    """Settings, kubeconfigs, scripts and keys: in a work folder, and in a ConfigMap."""
    check(planted, redacted_text(planted.content))
    inside: dict[str, Any] = {"kind": "ConfigMap", "data": {"file": planted.content}}
    check(planted, json.dumps(redacted(inside)))
    check(planted, redacted_text(yaml.safe_dump(inside)))
