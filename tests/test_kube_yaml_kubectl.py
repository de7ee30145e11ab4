"""The suite's reader of YAML beside kubectl itself."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from clusterdojo import binaries
from clusterdojo.kube_yaml import NotYamlError, documents
from tests.test_kube_yaml import JSON_VALUES, REFUSED, TOKENS, VALUES

pytestmark = pytest.mark.slow
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Kubectl:
    """Reads a manifest without any cluster."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def data(self, text: str) -> Any:
        """The ConfigMap's data as kubectl would send it, or NotYamlError."""
        file = self.folder / "manifest.yaml"
        file.write_text(HEAD + text, encoding="utf-8", newline="")
        ran = self._run("annotate", "--local", "--filename", str(file), "a=b", "--output", "json")
        if ran.returncode:
            assert "error parsing" in ran.stderr, ran.stderr
            return NotYamlError
        return json.loads(ran.stdout).get("data")

    def written(self, value: Any) -> str | None:
        """What kubectl writes of a value as YAML; None of characters that it can't write."""
        file = self.folder / "manifest.json"
        thing = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": value}
        file.write_text(json.dumps(thing))
        ran = self._run("annotate", "--local", "--filename", str(file), "a=b", "--output", "yaml")
        if "control characters are not allowed" in ran.stderr:
            return None  # such as U+007F: kubectl reads its own JSON as YAML on the way
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = {"PATH": os.defpath, "HOME": str(self.folder), "KUBERC": "off"}
        return subprocess.run(
            [str(self.program), *arguments],
            capture_output=True, encoding="utf-8", check=False, env=environment,
        )  # fmt: skip


@pytest.fixture(scope="module")
def kubectl(tmp_path_factory: pytest.TempPathFactory) -> Kubectl:
    """kubectl of the default version."""
    program = binaries.require(["kubectl"])["kubectl"]
    return Kubectl(program, tmp_path_factory.mktemp("kubectl"))


def ours(text: str) -> Any:
    """What this suite reads, or NotYamlError."""
    try:
        return documents(HEAD + text)[0]["data"]
    except NotYamlError:
        return NotYamlError


def same(one: Any, other: Any) -> bool:
    """Equal, where a number that only a float can hold may be written in two ways."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return float(one) == float(other)
    return bool(one == other)


@pytest.mark.parametrize("text", [*VALUES, *REFUSED])
def test_the_table_is_what_kubectl_does(kubectl: Kubectl, text: str) -> None:
    """The fast tests hold the reader to a table; this holds the table to kubectl."""
    assert same(ours(f"- {text}\n"), kubectl.data(f"- {text}\n"))


WORDS = (
    "y Y yes on NO n ~ Null = << .nan .inf -.Inf 017 0o8 08 0x 1_0 1e400 1e21 0.1 22:22 2026-1-2"
)
SCALARS = st.sampled_from(WORDS.split()) | st.text(
    alphabet="0123456789+-._:eExXobyYnNtTfF~<=% ", min_size=1, max_size=8
)


@SLOWLY
@given(st.lists(SCALARS, min_size=1, max_size=20))
def test_plain_scalars_are_read_alike(kubectl: Kubectl, scalars: list[str]) -> None:
    """As values, where each may be text, a number, a truth or nothing."""
    for text in ("".join(f"- {scalar}\n" for scalar in scalars), f"- {scalars[0]}\n"):
        assert same(ours(text), kubectl.data(text))


@SLOWLY
@given(st.lists(SCALARS, min_size=1, max_size=20))
def test_keys_are_read_alike(kubectl: Kubectl, scalars: list[str]) -> None:
    """As keys, which are all text in the end."""
    for text in ("".join(f"- {scalar}: x\n" for scalar in scalars), f"- {scalars[0]}: x\n"):
        assert same(ours(text), kubectl.data(text))


TAGS = ["!!int", "!!str", "!!float", "!!bool", "!!null", "!!timestamp", "!!binary", "!mine", "!"]


@SLOWLY
@given(st.sampled_from(TAGS), st.sampled_from(["{}", '"{}"', "'{}'"]), SCALARS)
def test_tags_are_read_alike(kubectl: Kubectl, tag: str, quoted: str, scalar: str) -> None:
    """A tag says what a scalar is, and may be wrong."""
    text = f"- {tag} {quoted.format(scalar)}\n"
    assert same(ours(text), kubectl.data(text))


@SLOWLY
@given(TOKENS)
def test_any_text_is_read_or_refused_alike(kubectl: Kubectl, text: str) -> None:
    """Anchors, merges, blocks and what is broken."""
    text = f"  {text}\n".replace("\n", "\n  ")
    assert same(ours(text), kubectl.data(text))


@SLOWLY
@given(JSON_VALUES)
def test_what_kubectl_writes_is_read_back(kubectl: Kubectl, value: Any) -> None:
    """A backup that kubectl wrote says what the cluster said."""
    text = kubectl.written(value)
    assume(text is not None)
    assert text is not None
    [read] = documents(text)
    assert same(read.get("data"), value)
