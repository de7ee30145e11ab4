"""lab.yaml, valid and invalid: testdata/ holds the files, and each says what is wrong with it.

A line `#! 7: minutes: Input should` in an invalid file means that a fault on line 7 begins, or
after the names of the fields around it goes on, like this.
"""

import json
import re
from pathlib import Path

import pytest

from clusterdojo.errors import ContentError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import ClusterSpec

TESTDATA = Path(__file__).parent / "testdata"
EXPECTED = re.compile(r"^#! (\d+): (.*)$", re.MULTILINE)


def examples(kind: str) -> list[str]:
    """The names of all examples of one kind."""
    return sorted(path.stem for path in TESTDATA.glob(f"{kind}-*.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lab's folder."""
    made = tmp_path / "labs" / "example"
    made.mkdir(parents=True)
    return made


def faults(folder: Path, content: bytes) -> list[str]:
    """What is said about this lab.yaml, one line a fault, without the file's name."""
    path = folder / "lab.yaml"
    path.write_bytes(content)
    with pytest.raises(ContentError) as caught:
        load_lab(folder)
    assert caught.value.do == "Fix lab.yaml; docs/lab-yaml.md describes each field."
    lines = [line.strip() for line in caught.value.what.splitlines()]
    assert all(line.startswith(f"{path}:") for line in lines), lines
    return [line.removeprefix(f"{path}:") for line in lines]


@pytest.mark.parametrize("name", examples("valid"))
def test_valid_examples_load(folder: Path, name: str) -> None:
    """What docs/lab-yaml.md promises, works."""
    (folder / "lab.yaml").write_bytes((TESTDATA / f"{name}.yaml").read_bytes())
    assert load_lab(folder).id == name.removeprefix("valid-")


@pytest.mark.parametrize("name", examples("invalid"))
def test_every_fault_is_told_once_with_its_line(folder: Path, name: str) -> None:
    """All mistakes are reported at once, none of them twice, and nothing else."""
    text = (TESTDATA / f"{name}.yaml").read_text()
    expected = EXPECTED.findall(text)
    assert expected, "the example does not say what is wrong with it"
    told = faults(folder, text.encode())
    for line, beginning in expected:
        fits = [
            one for one in told if re.match(rf"{line}: ([\w.]+[.:] ?)?{re.escape(beginning)}", one)
        ]
        assert len(fits) == 1, f"{line}: {beginning} is not told once in: {told}"
    assert len(told) == len(expected), told


def test_ten_mistakes_are_one_error() -> None:
    """An author mends a file in one go."""
    text = (TESTDATA / "invalid-ten-ways.yaml").read_text()
    assert len(EXPECTED.findall(text)) >= 10


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "1: is empty"),
        (b"\x00\x01\x02", "1: is not YAML"),
        (b"\x89PNG\r\n\x1a\n\xff", "1: is not UTF-8 text"),
        (b"\xff\xfek\x00i\x00", "1: is not UTF-8 text"),
        (b"a: 2026-99-99\n", "1: is not YAML"),
        (b"? {a: b}\n: c\n", "1: is not YAML"),
        (b"a: !!python/object:os.system x\n", "1: is not YAML"),
        (b"a: " + b"[" * 600, "1: is not YAML"),
    ],
    ids=["empty", "null bytes", "picture", "UTF-16", "date", "mapping as key", "tag", "deep"],
)
def test_what_is_no_yaml_is_told_in_one_line(folder: Path, content: bytes, fault: str) -> None:
    """Whatever the file holds, there is a sentence and no traceback."""
    [told] = faults(folder, content)
    assert told.startswith(fault)


def test_a_missing_file_is_told(folder: Path) -> None:
    """A folder without lab.yaml is an error of that file."""
    with pytest.raises(ContentError, match=r"lab\.yaml:1: can't be read"):
        load_lab(folder)


def test_a_lab_without_clusters_has_the_exams_usual_one(folder: Path) -> None:
    """One control plane, two workers, and the times of a real cluster."""
    (folder / "lab.yaml").write_bytes((TESTDATA / "valid-minimal.yaml").read_bytes())
    [cluster] = load_lab(folder).clusters
    assert cluster == ClusterSpec()
    assert [node.name for node in cluster.nodes] == ["controlplane", "node01", "node02"]
    assert (cluster.node_monitor_grace_seconds, cluster.eviction_seconds) == (50, 300)


def test_everything_is_read_as_it_was_written(folder: Path) -> None:
    """No field is accepted and then forgotten."""
    (folder / "lab.yaml").write_bytes((TESTDATA / "valid-everything.yaml").read_bytes())
    lab = load_lab(folder)
    first, second = lab.clusters
    assert [(n.name, n.role, n.stopped) for n in first.nodes] == [
        ("controlplane", "control-plane", False),
        ("node01", "worker", False),
        ("node02", "worker", True),
    ]
    assert first.nodes[1].labels == {"disktype": "ssd"}
    assert (first.node_monitor_grace_seconds, first.eviction_seconds) == (8, 20)
    assert second.name == "cluster2"
    assert lab.settle_seconds == 90
    dumped = json.loads(lab.model_dump_json())["values"]
    assert dumped == {
        "namespace": {"choose": ["shop", "market"], "prove": "each"},
        "port": {"choose": [8080, 9090], "prove": None},
        "replicas": {"between": [3, 5]},
        "nodes": {"sample": ["node01", "node02", "node03"], "count": 2},
    }
