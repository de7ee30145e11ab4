"""The engine `existing`: a cluster that is only ever read."""

import socket
from pathlib import Path

import pytest

from clusterdojo.errors import ContentError, EngineError, UsageError
from clusterdojo.grading.context import read_recording
from clusterdojo.grading.existing import record_existing, write_setup
from clusterdojo.lab import values
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from tests.api_server import ApiServer, write_kubeconfig
from tests.objects import node


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab."""
    scaffold(own_suite, "demo")
    return own_suite


def test_a_recording_holds_the_cluster_and_the_drawn_values(
    demo: Suite, kubeconfig: Path, api_server: ApiServer, tmp_path: Path
) -> None:
    """`--before FILE` later compares with exactly this state."""
    api_server.hold("nodes", node("node01"))
    output = tmp_path / "before.json"
    record_existing(demo, "demo", kubeconfig, ["cluster1"], output, 7)
    recording = read_recording(output, "demo")
    assert recording["clusters"]["cluster1"]["nodes"] == [node("node01")]
    specs = load_lab(demo.lab_dir("demo")).values
    assert recording["values"] == values.draw(specs, "demo", 7)
    assert {method for method, _, _ in api_server.asked} == {"GET"}


def test_an_unknown_context_is_a_usage_error(demo: Suite, kubeconfig: Path, tmp_path: Path) -> None:
    """`dojo record` says it in two sentences, like every command."""
    with pytest.raises(UsageError) as caught:
        record_existing(demo, "demo", kubeconfig, ["prod"], tmp_path / "before.json", 0)
    assert caught.value.what == f"{kubeconfig} has no context 'prod'."
    assert caught.value.do == "Choose one of: cluster1."


def test_a_cluster_that_does_not_answer_is_an_engine_error(demo: Suite, tmp_path: Path) -> None:
    """Nothing is written where nothing could be read."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_kubeconfig(tmp_path / "config", {"cluster1": f"http://127.0.0.1:{port}"})
    output = tmp_path / "before.json"
    with pytest.raises(EngineError, match="can't be read"):
        record_existing(demo, "demo", config, ["cluster1"], output, 0)
    assert not output.exists()


def test_the_setup_is_written_with_its_values(demo: Suite, tmp_path: Path) -> None:
    """A user applies to an own cluster what `dojo start` would have applied."""
    written = write_setup(demo, "demo", 7, tmp_path / "setup")
    assert [path.relative_to(tmp_path) for path in written] == [Path("setup/10-namespace.yaml")]
    drawn = values.draw(load_lab(demo.lab_dir("demo")).values, "demo", 7)
    assert f"name: {drawn['namespace']}\n" in written[0].read_text()


def test_a_setup_that_is_no_text_is_told(demo: Suite, tmp_path: Path) -> None:
    """As a start tells it."""
    (demo.lab_dir("demo") / "setup" / "10-namespace.yaml").write_bytes(b"# f\xfcr\n")
    with pytest.raises(ContentError, match="is not UTF-8 text"):
        write_setup(demo, "demo", 7, tmp_path / "setup")
