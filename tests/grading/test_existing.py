"""The engine `existing`: a cluster that is only ever read."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo import kube_yaml
from clusterdojo.cluster.snapshot import PATHS
from clusterdojo.errors import ContentError, DojoError, EngineError, UsageError
from clusterdojo.grading.context import read_recording
from clusterdojo.grading.existing import record_existing, write_setup
from clusterdojo.lab import values
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from tests.api_server import ApiServer, write_kubeconfig
from tests.conftest import CHECKOUT
from tests.e2e.user import LAB, Dojo
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
    assert recording["clusters"]["cluster1"]["/api/v1/nodes"] == [node("node01")]
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
    with pytest.raises(EngineError, match="does not answer"):
        record_existing(demo, "demo", config, ["cluster1"], output, 0)
    assert not output.exists()


def test_a_user_who_may_not_list_everything_reads_what_is_missing(
    demo: Suite, kubeconfig: Path, api_server: ApiServer, tmp_path: Path
) -> None:
    """All of it at once, and where the role is that has it."""
    api_server.statuses |= dict.fromkeys((PATHS["nodes"], PATHS["secrets"], PATHS["roles"]), 403)
    output = tmp_path / "before.json"
    with pytest.raises(UsageError, match=r"may not list .*: nodes, secrets, roles\. ") as caught:
        record_existing(demo, "demo", kubeconfig, ["cluster1"], output, 0)
    assert "ClusterRole clusterdojo-reader" in caught.value.do
    assert not output.exists()


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, UsageError, "not accept the credential"),
        (500, EngineError, "can't be read: 500 as"),
    ],
)
def test_a_refusal_is_told_by_its_kind(
    demo: Suite, kubeconfig: Path, api_server: ApiServer, tmp_path: Path,
    status: int, error: type[DojoError], words: str,
) -> None:  # fmt: skip
    """Who has to log in again, and who has to look at the cluster."""
    api_server.statuses[PATHS["pods"]] = status
    with pytest.raises(error, match=words):
        record_existing(demo, "demo", kubeconfig, ["cluster1"], tmp_path / "before.json", 0)


def test_the_documented_role_holds_what_is_read() -> None:
    """Every kind that is recorded, and nothing else."""
    [role] = kube_yaml.documents(reader_role())
    granted = {
        (group, resource)
        for rule in role["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
    }
    assert {tuple(rule["verbs"]) for rule in role["rules"]} == {("list",)}
    read = set()
    for path in PATHS.values():
        _, root, *group, _version, resource = path.split("/")
        assert root == ("apis" if group else "api")
        read.add((group[0] if group else "", resource))
    assert granted == read


def reader_role() -> str:
    """The ClusterRole in docs/instructors.md."""
    page = (CHECKOUT / "docs" / "instructors.md").read_text()
    return page.partition("```yaml\n")[2].partition("```")[0]


BINDING = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: NAME, namespace: default}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: NAME-test}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME}
subjects: [{kind: ServiceAccount, name: NAME, namespace: default}]
"""


@pytest.mark.slow
def test_a_real_cluster_is_recorded_and_graded_with_that_role(tmp_path: Path) -> None:
    """And with `view` it is not, with the reason."""
    user = Dojo(tmp_path)
    try:
        assert user("start", LAB).returncode == 0
        kubectl = ("run", "--", "kubectl")
        (tmp_path / "role.yaml").write_text(reader_role())
        for role in ("view", "clusterdojo-reader"):
            (tmp_path / f"{role}.yaml").write_text(BINDING.replace("NAME", role))
        for file in sorted(tmp_path.glob("*.yaml")):
            assert user(*kubectl, "apply", "-f", str(file)).returncode == 0
        said = user(*kubectl, "config", "view", "--raw", "-o", "json").stdout
        options = []
        for role in ("view", "clusterdojo-reader"):
            config = json.loads(said)
            token = user(*kubectl, "create", "token", role).stdout.strip()
            config["users"][0]["user"] = {"token": token}
            path = tmp_path / f"{role}.config"
            path.write_text(json.dumps(config))
            options.append(["--kubeconfig", str(path), "--context", "cluster1"])
        refused = user("record", LAB, *options[0], "--output", str(tmp_path / "before.json"))
        assert refused.returncode == 2
        assert (
            "may not list in all namespaces: nodes, secrets, roles, rolebindings" in refused.stderr
        )
        done = user("record", LAB, *options[1], "--output", str(tmp_path / "before.json"))
        assert done.returncode == 0, done.stderr
        graded = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", str(CHECKOUT / "checks/test_drain_node01.py"),
             "--lab", LAB, *options[1], "--before", str(tmp_path / "before.json")],
            cwd=CHECKOUT, env=user.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "failed: 0 of 7 points" in graded.stdout, graded.stdout
    finally:
        user("stop", "--all")


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
