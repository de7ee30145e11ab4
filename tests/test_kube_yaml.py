"""YAML and JSON as kubectl reads them."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from clusterdojo import kube_yaml
from clusterdojo.kube_yaml import NotYamlError, bounds, document, documents

# What kubectl 1.35.4 makes of each, found out with `kubectl annotate --local -o json`.
VALUES = {
    "=": "=",
    "<<": "<<",
    "y": True,
    "Off": False,
    "yES": "yES",
    "~": None,
    "22:22": "22:22",
    "1:20:30": "1:20:30",
    "2026-11-30": "2026-11-30",
    "2026-99-99": "2026-99-99",
    "2026-11-30T16:22:57Z": "2026-11-30T16:22:57Z",
    "017": 15,
    "0o17": 15,
    "08": 8,
    "0x1F": 31,
    "-0b11": -3,
    "0b-11": -3,
    "0b2": "0b2",
    "1_000": 1000,
    "+12": 12,
    "1e3": 1000,
    "1.": 1,
    ".5": 0.5,
    ".5_0": 0.5,
    ".5__0": ".5__0",
    "._5": "._5",
    ".5e1_0": 5_000_000_000,
    "1.5e1__0_": 15_000_000_000,
    "1.5e-7": 1.5e-7,
    "1e400": "1e400",
    "-0.0": 0,
    "9223372036854775807": 9223372036854775807,
    "18446744073709551615": 1.8446744073709552e19,
    "1" * 400: "1" * 400,
    "'y'": "y",
    '"\\u00e9"': "é",
    "!!str 12": "12",
    "!!int '12'": 12,
    "!!float 12": 12,
    "!!binary YQ==": "a",
    "!!binary /w==": "\ufffd",
    "!!timestamp 2026-1-2": "2026-1-2",
    "!mine 12": "12",
    "!!python/object:os.system a": "a",
    "{1: a, 1.5: b, true: c, 1e6: d, 0.00001: e, 1.1: f}": {
        "1": "a", "1.5": "b", "true": "c", "1e+06": "d", "1e-05": "e", "1.1": "f",
    },
    "{a: 1, a: 2}": {"a": 2},
    "{on: 1, y: 2}": {"true": 2},
    "[&x {a: 1, b: 2}, {a: 0, <<: *x, b: 3}]": [{"a": 1, "b": 2}, {"a": 1, "b": 3}],
    "[&x {a: 1}, &y {a: 2, b: 2}, {<<: [*x, *y]}]": [
        {"a": 1}, {"a": 2, "b": 2}, {"a": 1, "b": 2},
    ],
    '{"<<": 1}': {"<<": 1},
    "[&x 1, &x 2, *x]": [1, 2, 2],
}  # fmt: skip

REFUSED = [
    ".inf",
    "-.Inf",
    ".nan",
    "{~: a}",
    "{18446744073709551615: a}",
    "{[a]: b}",
    "{<<: a}",
    "{<<: [{a: 1}, b]}",
    "*x",
    "&x [*x]",
    "!!int a",
    "!!bool 1",
    "!!null a",
    "!!timestamp 2026-13-01",
    "!!timestamp 2026-01-01T25:00:00Z",
    "!!binary é",
    "!!binary a",
    '"\\ud800"',
    "[a",
    "a: b: c",
    "\ta: b",
    "\x07",
]


@pytest.mark.parametrize("text", VALUES)
def test_a_scalar_means_what_it_means_to_kubectl(text: str) -> None:
    """A grader compares what the API server would have got."""
    wanted = VALUES[text]
    found = document(f"a: {text}\n")["a"]
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize("text", REFUSED)
def test_what_kubectl_refuses_is_refused(text: str) -> None:
    """Such a file can't be applied, and none of its parts counts."""
    with pytest.raises(NotYamlError):
        document(f"a: {text}\n")


STREAMS: dict[str, list[Any]] = {
    "": [],
    "---\n---\n# nothing\n": [],
    "a: 1\n---\nb: 2\n": [{"a": 1}, {"b": 2}],
    "a: 1\r\n--- # two\r\nb: 2\r\n": [{"a": 1}, {"b": 2}],
    "a: 1\n...\nb: 2\n": [{"a": 1}],
    "a: |+\n  x\n": [{"a": "x\n"}],
    "\ufeffa: 1\n": [{"a": 1}],
    '{"a": 1}{"b": 1.0}\n{"c": 1e20}': [{"a": 1}, {"b": 1}, {"c": 1e20}],
    '{"a": 1}\n---\nb: 2\n': [{"a": 1}, {"b": 2}],
    '{"a": "\\ud800", "b": "\\ud83d\\ude00", "c": "\\\\ud800"}': [
        {"a": "\ufffd", "b": "😀", "c": "\\ud800"}
    ],
    "{a: 1}\n---\n{b: 2}\n": [{"a": 1}, {"b": 2}],
    "text\n": ["text"],
}


@pytest.mark.parametrize("text", STREAMS)
def test_a_file_is_taken_apart_as_kubectl_does(text: str) -> None:
    """Documents, JSON objects one after the other, and both."""
    assert documents(text) == STREAMS[text]


@pytest.mark.parametrize(
    "text", ["--- a: 1\n", "----\n", '{"a": 1}{"b": 2}{', "%YAML 1.1\n---\na: 1\n"]
)
def test_a_stream_that_kubectl_refuses_is_refused(text: str) -> None:
    """Also where its first document is all right."""
    with pytest.raises(NotYamlError):
        documents(text)


def test_a_kubelet_reads_the_first_document_only() -> None:
    """What follows in a static pod's manifest is nothing to it, right or wrong."""
    assert document("a: 1\n---\n[b\n") == {"a": 1}
    assert document('{"a": 1}') == {"a": 1}
    assert document("{a: 1}") == {"a": 1}
    assert document("") is None


ALIASES = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 64)
)
CHAIN = "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 300))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ALIASES, id="aliases of aliases"),
        pytest.param("a: &a " + "x" * 100_000 + "\nb: [" + "*a ," * 1000 + "]", id="a long alias"),
        pytest.param(CHAIN, id="depth by aliases"),
        pytest.param("[" * 1000 + "]" * 1000, id="lists"),
        pytest.param("- " * 1000 + "a", id="block lists"),
        pytest.param('{"a":' * 1000 + "1" + "}" * 1000, id="JSON"),
        pytest.param('{"a":' * 100_000, id="deep JSON"),
        pytest.param("a" * (kube_yaml.LARGEST + 1), id="size"),
    ],
)
def test_what_would_fill_the_memory_is_refused(text: str) -> None:
    """A small file can't stand for a huge value, or for one too deep to walk through."""
    with pytest.raises(
        NotYamlError, match=r"larger|too large|too much|more than|nesting|recursion|control"
    ):
        documents(text)


PLAIN = st.text(alphabet="0123456789+-._:eExXobyYnNtTfF~<=", max_size=8)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8) | PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_json_stays_what_it_is(value: Any) -> None:
    """`kubectl get -o json` is read back whole."""
    assert documents(json.dumps({"a": value})) == [{"a": value}]


@given(JSON_VALUES)
def test_quoted_yaml_stays_what_it_is(value: Any) -> None:
    """Text in quotes is text, whatever it looks like."""
    text = yaml.safe_dump({"a": value}, default_style='"', allow_unicode=False)
    assert document(text) == {"a": value}


TOKENS = st.lists(
    st.sampled_from(
        ["a", "b: ", ": ", "- ", "\n", "\n  ", " ", "&a ", "*a", "<<: ", "{", "}", "[", "]", ", ",
         "'", '"', "# ", "|\n", ">-\n", "---\n", "...\n", "!!int ", "!!binary ", "!x ", "? ", "=",
         "\t", "~", "\\u", "%", "@", "\r\n", "é", "\x85", "😀", "\x00", "1e999", "0x", "y"]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@given(st.text() | TOKENS)
def test_any_text_is_read_or_refused(text: str) -> None:
    """No file of a learner's breaks the grader; what is read is JSON."""
    for read in (documents, document):
        try:
            value = read(text)
        except NotYamlError:
            continue
        json.dumps(value, allow_nan=False)


@pytest.mark.parametrize(
    "text", ["- a\n" * 100, "a\n---\n" * 10, "{}" * 10, "[" + "a, " * 100 + "a]"]
)
def test_a_file_of_countless_values_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them takes its time; a hundred stand for two hundred thousand here."""
    assert documents(text)
    monkeypatch.setattr(bounds, "MOST_VALUES", 99)
    with pytest.raises(NotYamlError, match=r"^more than 99 values$"):
        documents(text)
