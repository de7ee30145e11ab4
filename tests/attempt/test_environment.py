"""The learner's seat: variables, programs and the shell's start-up file."""

import datetime
import os
import subprocess
from pathlib import Path

import pytest

from clusterdojo import binaries, processes
from clusterdojo.attempt.environment import bashrc, environment, furnish, suite_environment
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.errors import StateError
from tests.fakes import fake


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt in a folder whose name a shell has to quote."""
    record = AttemptRecord(
        id="1-demo",
        lab="demo",
        engine="kwok",
        seed=1,
        values={"namespace": "shop", "replicas": 3, "nodes": ["node01", "node02"]},
        clusters=["cluster1"],
        settle_seconds=30,
        started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )
    made = Attempt(tmp_path / "learner's state" / "1-demo", record)
    made.save()
    return made


@pytest.fixture
def kubectl(tmp_path: Path) -> Path:
    """A program that says how it was called."""
    program = tmp_path / "programs" / "kubectl"
    program.parent.mkdir()
    return fake(program, dict.fromkeys(("get nodes", "version"), 'echo "$KUBECONFIG $@"'))


def test_drawn_values_are_no_variables(attempt: Attempt) -> None:
    """Some of them are answers: the shell knows the lab and the work folder only."""
    ours = {k: v for k, v in environment(attempt).items() if k.startswith("DOJO_")}
    assert ours == {"DOJO_LAB": "demo", "DOJO_WORK": str(attempt.work)}


def test_the_users_own_kubernetes_stays_out(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of another cluster, or of another attempt, reaches the lab."""
    monkeypatch.setenv("KUBECONFIG", "/home/me/.kube/config")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("DOJO_OLD", "value")
    variables = environment(attempt)
    assert variables["KUBECONFIG"] == str(attempt.kubeconfig)
    assert "KUBERNETES_SERVICE_HOST" not in variables
    assert "DOJO_OLD" not in variables
    assert Path(variables["KUBECACHEDIR"]).is_relative_to(attempt.folder)


@pytest.mark.parametrize("kuberc", ["off", "/home/me/work.kuberc"])
def test_a_kuberc_is_the_learners_wish(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch, kuberc: str
) -> None:
    """The learner's shell has the learner's defaults and aliases, or none if they are off."""
    monkeypatch.setenv("KUBERC", kuberc)
    monkeypatch.setenv("KUBECTL_KUBERC", "false")
    variables = environment(attempt)
    assert (variables["KUBERC"], variables["KUBECTL_KUBERC"]) == (kuberc, "false")


def test_the_suites_own_kubectl_has_no_kuberc(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Setting a lab up and proving it mean the same on every machine."""
    monkeypatch.setenv("KUBERC", "/home/me/work.kuberc")
    monkeypatch.setenv("KUBECTL_KUBERC", "true")
    expected = environment(attempt) | {"KUBERC": "off"}
    del expected["KUBECTL_KUBERC"]
    assert suite_environment(attempt) == expected
    assert processes.marked(tmp_path)["KUBERC"] == "off"


KUBERC = """
apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
aliases:
- name: programs
  command: version
  prependArgs: [--client]
"""


@pytest.mark.slow
def test_kubectl_heeds_a_kuberc_in_the_learners_shell_only(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An alias of the learner's is no command for the suite."""
    kubectl = binaries.require(["kubectl"])["kubectl"]
    (tmp_path / ".kube").mkdir()
    (tmp_path / ".kube" / "kuberc").write_text(KUBERC)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBERC", raising=False)
    codes = [
        subprocess.run([kubectl, "programs"], env=variables, check=False).returncode
        for variables in (environment(attempt), suite_environment(attempt))
    ]
    assert codes == [0, 1]


def test_the_labs_programs_come_first(attempt: Attempt, kubectl: Path) -> None:
    """`kubectl` and `k` are the lab's, and everything else is the machine's."""
    furnish(attempt, {"kubectl": kubectl})
    variables = environment(attempt)
    first, _, rest = variables["PATH"].partition(os.pathsep)
    assert first == str(attempt.bin)
    assert rest == os.environ["PATH"]
    for name in ("kubectl", "k"):
        done = subprocess.run(
            ["bash", "-c", f"{name} get nodes"],
            env=variables,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == f"{attempt.kubeconfig} get nodes\n"


def test_furnishing_twice_is_as_good_as_once(attempt: Attempt, kubectl: Path) -> None:
    """A reset finds the seat as it was, with newer programs if there are."""
    furnish(attempt, {"kubectl": kubectl})
    (attempt.work / "answer.txt").write_text("mine")
    furnish(attempt, {"kubectl": kubectl})
    assert sorted(path.name for path in attempt.bin.iterdir()) == ["k", "kubectl"]
    assert (attempt.work / "answer.txt").read_text() == "mine"


def test_a_seat_that_can_not_be_made_is_told(attempt: Attempt, kubectl: Path) -> None:
    """A folder that can't be written is an error of two sentences."""
    attempt.bin.write_text("")
    with pytest.raises(StateError, match="can't be written"):
        furnish(attempt, {"kubectl": kubectl})


def test_the_shells_file_works_whatever_the_folders_name(
    attempt: Attempt, kubectl: Path, tmp_path: Path
) -> None:
    """A quote or a blank in the user's name breaks nothing, and the shell begins in work/."""
    furnish(attempt, {"kubectl": kubectl})
    command = '. "$0"; pwd; kubectl version; echo "$PS1"'
    done = subprocess.run(
        ["bash", "-c", command, bashrc(attempt)],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    folder, called, prompt = done.stdout.splitlines()
    assert folder == str(attempt.work)
    assert called == f"{attempt.kubeconfig} version"
    assert "demo" in prompt
    assert done.stderr == ""
