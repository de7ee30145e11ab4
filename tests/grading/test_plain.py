"""Grading any cluster with plain pytest: `pytest checks/test_x.py --lab x --kubeconfig ...`."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterdojo.cluster.inventory import record
from clusterdojo.errors import UsageError
from clusterdojo.grading.criteria import Criterion
from clusterdojo.grading.existing import apis
from clusterdojo.grading.plugin import CRITERIA
from clusterdojo.lab import values
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite
from tests.api_server import ApiServer, serving, write_kubeconfig
from tests.certificates import certificate
from tests.cluster.test_credential_plugin import V1, read_until
from tests.cluster.test_credential_plugin import kubeconfig as credential_kubeconfig
from tests.conftest import CHECKOUT
from tests.objects import node

LAB = "drain-node01"
# Only what decides here: two plugins that collect garbage, and those of other packages, stay out.
QUICK = ("-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "pytest_order.plugin")
Run = Callable[..., tuple[int, str]]

# With its taint: a check waits for the controller that adds it.
CORDONED = {
    "unschedulable": True,
    "taints": [{"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}],
}


@pytest.fixture(autouse=True)
def fresh_modules() -> Iterator[None]:
    """No check module is shared between runs of pytest."""
    yield
    for name in [name for name in sys.modules if name.startswith("checks.")]:
        del sys.modules[name]


@pytest.fixture
def pytest_run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest as a user types it; gives its exit code and all that it printed."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(*options: str | Path, module: Path | None = None) -> tuple[int, str]:
        module = module or suite().check_module(LAB)
        rest = ["-p", "no:cacheprovider", "--import-mode", "importlib"]
        rest += ["--rootdir", str(module.parent.parent), *QUICK]
        capfd.readouterr()
        code = pytest.main([str(argument) for argument in (module, *rest, *options)])
        said = capfd.readouterr()
        return int(code), said.out + said.err

    return run


@pytest.fixture
def way_in(kubeconfig: Path) -> list[str | Path]:
    """The options that name the lab and its cluster."""
    return ["--lab", LAB, "--kubeconfig", kubeconfig, "--context", "cluster1"]


def refused(run: tuple[int, str], *words: str) -> None:
    """The command line was wrong: told in a sentence or two, without a traceback."""
    code, said = run
    assert code == pytest.ExitCode.USAGE_ERROR, said
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
    for word in words:
        assert word in " ".join(said.split())


def test_missing_options_are_named(pytest_run: Run, kubeconfig: Path) -> None:
    """Who types `pytest checks/...` reads what else it takes."""
    needed = "Give --lab ID --kubeconfig FILE --context NAME."
    refused(pytest_run(), needed)
    refused(pytest_run("--lab", LAB, "--kubeconfig", kubeconfig), needed)


def test_an_unknown_lab_is_told(pytest_run: Run, kubeconfig: Path) -> None:
    """A typo gets the close match."""
    run = pytest_run("--lab", "drain-nod01", "--kubeconfig", kubeconfig, "--context", "cluster1")
    refused(run, "There is no lab called 'drain-nod01'.", "Did you mean drain-node01?")


def test_a_lab_that_the_module_does_not_grade_is_told(
    pytest_run: Run, own_suite: object, way_in: list[str | Path], tmp_path: Path
) -> None:
    """No module is graded with another lab's values."""
    assert own_suite
    module = tmp_path / "suite" / "checks" / "test_other_lab.py"
    module.write_text(
        'import pytest\npytestmark = pytest.mark.lab("other-lab")\n'
        "@pytest.mark.points(1)\ndef test_works(): pass\n"
    )
    refused(pytest_run(*way_in, module=module), "other-lab", LAB)


def test_a_missing_kubeconfig_is_told(pytest_run: Run, tmp_path: Path) -> None:
    """The file's name is in the message."""
    config = tmp_path / "nowhere"
    run = pytest_run("--lab", LAB, "--kubeconfig", config, "--context", "cluster1")
    refused(run, f"{config} is not a file.")


def test_a_corrupt_kubeconfig_is_told(
    pytest_run: Run, kubeconfig: Path, way_in: list[str | Path]
) -> None:
    """The user reads that the file is no kubeconfig."""
    kubeconfig.write_text("{")
    refused(pytest_run(*way_in), "can't be read as a kubeconfig.", "kubectl config view")


def test_an_unknown_context_is_told(pytest_run: Run, kubeconfig: Path) -> None:
    """The contexts that there are, are named."""
    run = pytest_run("--lab", LAB, "--kubeconfig", kubeconfig, "--context", "prod")
    refused(run, "has no context 'prod'.", "Choose one of: cluster1.")


def test_a_cluster_that_the_lab_does_not_have_is_told(pytest_run: Run, kubeconfig: Path) -> None:
    """The lab's own names are given, ready to copy."""
    options = ("--context", "a=cluster1", "--context", "b=cluster1")
    run = pytest_run("--lab", LAB, "--kubeconfig", kubeconfig, *options)
    refused(run, "The lab has the clusters cluster1.", "Give --context cluster1=NAME.")


def test_a_start_state_that_is_none_is_told(
    pytest_run: Run, way_in: list[str | Path], tmp_path: Path
) -> None:
    """A wrong --before file is told, and not graded around."""
    before = tmp_path / "before.json"
    before.write_text('{"lab": "drain-node01"}')
    refused(pytest_run(*way_in, "--before", before), f"{before} can't be read as a start state.")


def test_another_labs_start_state_is_told(
    pytest_run: Run, way_in: list[str | Path], tmp_path: Path
) -> None:
    """Nothing is compared with another lab's beginning."""
    before = tmp_path / "before.json"
    before.write_text(json.dumps({"lab": "other", "seed": 1, "values": {}, "clusters": {}}))
    run = pytest_run(*way_in, "--before", before)
    refused(run, "is the start state of other, not of drain-node01.")


def test_only_collecting_needs_a_cluster_too_and_reads_nothing(
    pytest_run: Run, way_in: list[str | Path], api_server: ApiServer
) -> None:
    """--collect-only lists the criteria without touching the cluster."""
    code, said = pytest_run(*way_in, "--collect-only", "-q")
    assert code == pytest.ExitCode.OK, said
    assert "test_node01_is_unschedulable" in said
    assert api_server.asked == []


def test_plain_pytest_ends_with_the_grade(
    pytest_run: Run, way_in: list[str | Path], api_server: ApiServer
) -> None:
    """Every criterion, its points and the total are on the terminal."""
    api_server.hold("nodes", node("node01", spec=CORDONED))
    code, said = pytest_run(*way_in)
    assert code == pytest.ExitCode.TESTS_FAILED, said
    assert "no start state was recorded" in said
    assert "no application pod is left on node01" in said
    assert re.search(r"^could not be graded: \d criteria, so", said, re.MULTILINE)
    assert " of 7 points" not in said
    assert re.search(r"^ungradable +-/\d ", said, re.MULTILINE)
    assert not re.search(r"^ungradable +0/", said, re.MULTILINE)
    assert "no audit log of the suite's" in said


def test_the_recorded_values_are_those_of_the_check(
    pytest_run: Run, way_in: list[str | Path], api_server: ApiServer, tmp_path: Path
) -> None:
    """What the start state was made with is what its check asks for, whatever --seed says."""
    drawn = {"namespace": "recorded-space", "app": "recorded-app", "replicas": 3}
    nodes = {"nodes": [node("node01")], "deployments": []}
    content = {"lab": LAB, "seed": 1, "values": drawn, "clusters": {"cluster1": nodes}}
    before = tmp_path / "before.json"
    before.write_text(json.dumps(content))
    api_server.hold("nodes", node("node01"))
    _, said = pytest_run(*way_in, "--before", before, "--seed", "2")
    assert "no deployment recorded-app in namespace recorded-space" in said


def test_the_seed_draws_the_values(pytest_run: Run, way_in: list[str | Path]) -> None:
    """Without a start state, the values are those that `dojo start --seed` would draw."""
    specs = load_lab(suite().lab_dir(LAB)).values
    _, said = pytest_run(*way_in, "--seed", "5")
    drawn = values.draw(specs, LAB, 5)
    assert f"no deployment {drawn['app']} in namespace {drawn['namespace']}" in said or (
        "cluster1 has no node node01" in said
    )


def test_no_warning_decides_a_grade(tmp_path: Path) -> None:
    """With insecure-skip-tls-verify each request warns, an error for this suite's own tests."""
    with serving(certificate(tmp_path)) as server:
        server.hold("nodes", node("node01", spec=CORDONED))
        config = write_kubeconfig(tmp_path / "config", {"cluster1": server.url})
        content = json.loads(config.read_text())
        content["clusters"][0]["cluster"]["insecure-skip-tls-verify"] = True
        config.write_text(json.dumps(content))
        done = subprocess.run(
            [sys.executable, "-m", "pytest", str(suite().check_module(LAB)),
             "--lab", LAB, "--kubeconfig", str(config), "--context", "cluster1"],
            cwd=CHECKOUT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert "the grader failed" not in done.stdout
    assert "no application pod is left on node01" in done.stdout
    assert "so the lab has no score" in done.stdout


def test_a_wrong_entry_is_told_before_anything_is_graded(
    pytest_run: Run, way_in: list[str | Path], kubeconfig: Path
) -> None:
    """A kubeconfig that can't be used is a wrong option, not criteria without a grade."""
    content = json.loads(kubeconfig.read_text())
    content["users"][0]["user"] = {"username": "a", "password": 12345}
    kubeconfig.write_text(json.dumps(content))
    refused(pytest_run(*way_in), f"password of the user entry 'nobody' in {kubeconfig} is a number")


REWRITTEN = '''
import pytest
from fixtures import differs

pytestmark = pytest.mark.lab("drain-node01")

@pytest.mark.points(1)
def test_count():
    """Why."""
    assert 1 == 2, differs("it differs", expected="one pod", found="two pods")

@pytest.mark.points(1)
def test_answer(answers):
    """Why."""
    answers.require_set("node.txt", ["secret-node"], "one node's name")

@pytest.mark.points(1)
def test_list(answers):
    """Why."""
    answers.require_list("node.txt", ["secret-node"], "one node's name")
'''


@pytest.fixture
def rewritten(own_suite: object, tmp_path: Path) -> Path:
    """A module of criteria whose assertions pytest rewrites, and a wrong answer."""
    assert own_suite
    module = tmp_path / "suite" / "checks" / "test_drain_node01.py"
    module.write_text(REWRITTEN)
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "node.txt").write_text("node-wrong\n")
    return module


@pytest.mark.usefixtures("capfd", "pytest_run")
def test_a_reason_is_the_same_with_rewritten_assertions(
    way_in: list[str | Path], rewritten: Path
) -> None:
    """Plain pytest tells expected and found in its grade, too."""
    seen: dict[str, Criterion] = {}

    class Keep:
        def pytest_unconfigure(self, config: pytest.Config) -> None:
            known = config.stash[CRITERIA]
            seen.update(known)

    options = [*way_in, "--import-mode", "importlib", "-p", "no:cacheprovider", *QUICK]
    pytest.main([str(option) for option in (rewritten, *options)], plugins=[Keep()])
    count = seen["test_count"]
    assert (count.reason, count.expected, count.found) == ("it differs", "one pod", "two pods")


def test_the_right_answer_is_not_on_the_terminal(
    pytest_run: Run, way_in: list[str | Path], rewritten: Path, tmp_path: Path
) -> None:
    """Neither a message nor a traceback of plain pytest shows the value."""
    code, said = pytest_run(*way_in, "--work", tmp_path / "work", module=rewritten)
    assert code == pytest.ExitCode.TESTS_FAILED, said
    assert "node.txt is not right" in said
    shown = [line for line in said.splitlines() if "answers.require" not in line]
    assert not [line for line in shown if "secret-node" in line]


# The ways in, as `dojo record` uses them.


def test_one_context_serves_a_lab_with_one_cluster(kubeconfig: Path) -> None:
    """Nobody has to write cluster1= where there is only one."""
    [(name, api)] = apis(kubeconfig, ["cluster1"], ["first"]).items()
    assert (name, api.context, api.kubeconfig) == ("first", "cluster1", kubeconfig)


def test_each_of_several_clusters_has_its_context(tmp_path: Path) -> None:
    """The order on the command line does not matter."""
    config = write_kubeconfig(tmp_path / "config", {"east": "http://a", "west": "http://b"})
    ways = apis(config, ["cluster2=west", "cluster1=east"], ["cluster1", "cluster2"])
    assert {name: api.context for name, api in ways.items()} == {
        "cluster1": "east",
        "cluster2": "west",
    }


@pytest.mark.parametrize(
    ("context", "names", "known", "found"),
    [
        ("a=b", ["cluster1"], ["a=b"], {"cluster1": "a=b"}),
        ("cluster1=a=b", ["cluster1"], ["a=b"], {"cluster1": "a=b"}),
        ("cluster1=a", ["cluster1"], ["cluster1=a"], {"cluster1": "cluster1=a"}),
        ("cluster1=a", ["cluster1"], ["a", "cluster1=a"], {"cluster1": "a"}),
        ("=a", ["cluster1"], ["=a"], {"cluster1": "=a"}),
    ],
)
def test_a_context_may_have_an_equals_sign(
    tmp_path: Path, context: str, names: list[str], known: list[str], found: dict[str, str]
) -> None:
    """Only a cluster of the lab before it makes the rest a context."""
    config = write_kubeconfig(tmp_path / "config", dict.fromkeys(known, "http://a"))
    assert {name: api.context for name, api in apis(config, [context], names).items()} == found


@pytest.mark.parametrize("contexts", [["east"], ["cluster1=east"], ["east", "west"], []])
def test_a_forgotten_cluster_is_told(tmp_path: Path, contexts: list[str]) -> None:
    """Both clusters of a lab have to be given."""
    config = write_kubeconfig(tmp_path / "config", {"east": "http://a", "west": "http://b"})
    with pytest.raises(UsageError, match="the clusters cluster1, cluster2"):
        apis(config, contexts, ["cluster1", "cluster2"])


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"contexts:\n", b"contexts: [a, b]\n", b"\xff\xfe\x00", b"a: b\n"]
)
def test_whatever_is_no_kubeconfig_is_told(kubeconfig: Path, content: bytes) -> None:
    """Empty, binary or of another kind: the answer is the same sentence."""
    kubeconfig.write_bytes(content)
    with pytest.raises(UsageError, match="can't be read as a kubeconfig"):
        apis(kubeconfig, ["cluster1"], ["cluster1"])


def test_reading_a_context_leaves_the_users_file_alone(
    kubeconfig: Path, api_server: ApiServer
) -> None:
    """The user's kubeconfig is only ever read."""
    before = kubeconfig.read_bytes(), kubeconfig.stat().st_mtime_ns
    record(apis(kubeconfig, ["cluster1"], ["cluster1"])["cluster1"])
    assert (kubeconfig.read_bytes(), kubeconfig.stat().st_mtime_ns) == before
    assert api_server.asked != []


def test_a_credential_plugin_asks_at_the_terminal(api_server: ApiServer, tmp_path: Path) -> None:
    """pytest captures what tests print and gives them no input; a plugin has the terminal."""
    answer = f'{{"apiVersion": "{V1}", "status": {{"token": "\'$code\'"}}}}'
    script = f"printf 'code: ' >&2; read -r code; echo '{answer}'"
    config = credential_kubeconfig(tmp_path, api_server.url, script)
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", str(suite().check_module(LAB)),
         "--lab", LAB, "--kubeconfig", str(config), "--context", "c"],
        cwd=CHECKOUT, stdin=terminal, stdout=terminal, stderr=terminal,
    ) as process:  # fmt: skip
        os.close(terminal)
        read_until(controller, "code: ")
        os.write(controller, b"42\n")
        assert "could not be graded: " in read_until(controller, "the lab has no score")
        with contextlib.suppress(OSError):  # the end of a terminal on Linux
            read_until(controller, "nothing more")
        os.close(controller)
    assert process.returncode == pytest.ExitCode.TESTS_FAILED
    assert {headers["Authorization"] for headers in api_server.headers} == {"Bearer 42"}
