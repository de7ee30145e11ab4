"""A learner's way through a lab."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from clusterdojo.lab.gate import GATE
from clusterdojo.seal import Key
from tests.e2e.user import LAB, Dojo

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).parents[2]


def test_untouched_earns_nothing_and_exits_1(started: Dojo) -> None:
    """Someone who has done nothing yet gets 0 points and reasons."""
    done = started("check")
    assert done.returncode == 1
    assert "0 of 7 points" in done.stdout
    assert "node01 is not marked as unschedulable" in done.stdout


KUBERC = """
apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
defaults:
- command: apply
  options: [{name: server-side, default: "true"}]
- command: delete
  options: [{name: interactive, default: "true"}]
"""


def test_a_kuberc_changes_no_start_state(dojo: Dojo) -> None:
    """declarative-apply begins with objects of client-side apply, whatever the user's defaults."""
    kuberc = dojo.home / ".kube" / "kuberc"
    kuberc.parent.mkdir()
    kuberc.write_text(KUBERC)
    assert dojo("start", "declarative-apply").returncode == 0
    before = json.loads((dojo.folders[0] / "before.json").read_text())
    applied = [
        thing["metadata"]["name"]
        for thing in before["clusters"]["cluster1"]["/apis/apps/v1/deployments"]
        if "kubectl.kubernetes.io/last-applied-configuration" in thing["metadata"]["annotations"]
    ]
    assert applied != []


def test_everything_listens_on_loopback_only(started: Dojo) -> None:
    """No socket of a cluster is reachable from another machine, etcd's included."""
    listening = {
        (process.name(), connection.laddr.ip)
        for process in started.processes
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert len(listening) >= 5
    assert {address for _, address in listening} == {"127.0.0.1"}


def test_etcd_answers_nobody_but_the_api_server(started: Dojo) -> None:
    """Neither another user of the machine nor another component reads secrets out of etcd."""
    flags = started.component("etcd").cmdline()
    endpoint = next(f.split("=", 1)[1] for f in flags if f.startswith("--listen-client-urls="))
    assert endpoint.startswith("https://127.0.0.1:")
    read = started(
        "run", "--", "etcdctl", "--endpoints", endpoint, "get", "/", "--insecure-skip-tls-verify"
    )
    assert read.returncode != 0
    pki = next(started.state.glob("attempts/*/clusters/cluster1/clusters/*/pki"))

    def asked(pair: str) -> subprocess.CompletedProcess[str]:
        return started("run", "--", "etcdctl", "--endpoints", endpoint,
                       "--cacert", f"{pki}/etcd/ca.crt",
                       "--cert", f"{pki}/{pair}.crt", "--key", f"{pki}/{pair}.key",
                       "get", "/registry/nodes", "--prefix", "--keys-only")  # fmt: skip

    listed = asked("apiserver-etcd-client")
    assert asked("admin").returncode != 0
    assert "/registry/minions/" not in read.stdout
    assert listed.returncode == 0, listed.stderr


def test_secrets_are_readable_by_their_owner_only(started: Dojo) -> None:
    """Kubeconfigs, keys and attempts are 0600 in folders of 0700."""
    files = [p for p in started.state.rglob("*") if p.is_file() and not p.is_symlink()]
    # kubectl gives the files of its own cache the modes it likes; there is no secret in them.
    files = [path for path in files if "kube-cache" not in path.parts]
    assert any(path.name == "kubeconfig" for path in files)
    assert any(path.suffix == ".key" for path in files)
    open_to_others = [p for p in files if stat.S_IMODE(p.stat().st_mode) & 0o077]
    assert open_to_others == []
    assert stat.S_IMODE(started.state.stat().st_mode) == 0o700


def test_the_users_own_kubeconfig_is_never_touched(started: Dojo) -> None:
    """~/.kube/config may be anything: labs neither read nor write it."""
    config = started.home / ".kube/config"
    config.parent.mkdir()
    config.write_text("{ this is: not a kubeconfig")
    before = config.stat()
    try:
        for command in (["check"], ["status"], ["run", "--", "kubectl", "get", "nodes"]):
            own = started(*command, KUBECONFIG=str(config))
            assert own.returncode in (0, 1), own.stderr
        assert "controlplane" in own.stdout
        after = config.stat()
        assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
        assert sorted(p.name for p in config.parent.iterdir()) == ["config"]
    finally:
        shutil.rmtree(config.parent)


def test_nodes_look_like_the_exams(started: Dojo) -> None:
    """Names, roles, versions, taint and kube-proxy are those of a kubeadm cluster."""
    done = started("run", "--", "kubectl", "get", "nodes", "-o", "json")
    nodes = {n["metadata"]["name"]: n for n in json.loads(done.stdout)["items"]}
    assert set(nodes) == {"controlplane", "node01", "node02"}
    taints = nodes["controlplane"]["spec"]["taints"]
    assert {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"} in taints
    assert nodes["node01"]["status"]["nodeInfo"]["kubeletVersion"] == "v1.35.4"
    proxies = started("run", "--", "kubectl", "get", "pods", "-n", "kube-system", "-o", "name")
    assert proxies.stdout.count("kube-proxy") == 3


@pytest.mark.parametrize("verb", [["logs"], ["exec", "--"]])
def test_logs_and_exec_answer_at_once(started: Dojo, verb: list[str]) -> None:
    """On simulated pods kubectl logs and exec say so instead of hanging."""
    began = time.monotonic()
    arguments = [verb[0], "-n", "kube-system", "daemonset/kube-proxy", *verb[1:]]
    done = started("run", "--", "kubectl", *arguments, *(["ls"] if verb[0] == "exec" else []))
    assert time.monotonic() - began < 10
    said = done.stdout + done.stderr
    assert "simulated" in said or "no exec found" in said, said


def test_the_result_tells_who_and_what_was_read_under_a_seal(started: Dojo) -> None:
    """What a learner hands in can be trusted as far as the key is; what is printed tells less."""
    printed = started.graded()
    kept = next(started.state.glob("results/*.json")).read_text()
    result = json.loads(kept)
    assert Key.read(started.home / "class.key").state(result) == "genuine"
    assert result["learner"] == printed["learner"] == "Ada Lovelace"
    assert result["lab"]["domain"] == "architecture"
    read = {e["source"] for c in result["criteria"] for e in c["evidence"]}
    assert "cluster1 nodes node01" in read
    assert [c["evidence"] for c in printed["criteria"]] == [[]] * len(result["criteria"])
    assert printed["seal"] is None


def test_run_passes_exit_codes_on(started: Dojo) -> None:
    """`dojo run` is transparent for scripts."""
    assert started("run", "--", "bash", "-c", "exit 7").returncode == 7
    assert started("run", "--", "no-such-program").returncode == 2


def test_drawn_values_are_not_told(started: Dojo) -> None:
    """Values can be answers: neither the shell's environment nor --json holds them."""
    environment = started("run", "--", "env").stdout
    attempt = json.loads((started.folders[0] / "attempt.json").read_text())
    assert f"={attempt['values']['namespace']}\n" not in environment
    assert f"DOJO_LAB={LAB}" in environment
    assert started.graded()["values"] == {}


def test_a_second_start_is_refused(started: Dojo) -> None:
    """A running lab is never replaced by accident."""
    done = started("start", LAB)
    assert done.returncode == 2
    assert "still running" in done.stderr


def test_hints_come_one_by_one_and_are_recorded(started: Dojo) -> None:
    """Each hint is one more, and the result says how many were seen."""
    assert "1." in started("hint").stdout
    second = started("hint").stdout
    assert "1." in second
    assert "2." in second
    assert started.graded()["hints"] == 2


def test_check_json_is_the_result_that_is_kept(started: Dojo) -> None:
    """--json prints what results/ keeps, but for what can be an answer, and the seal over it."""
    printed = started.graded()
    (path,) = (started.state / "results").glob("*.json")
    kept = json.loads(path.read_text())
    assert kept.pop("values")
    assert kept.pop("seal")
    read = {criterion["name"]: criterion.pop("evidence") for criterion in kept["criteria"]}
    assert [name for name, evidence in read.items() if not evidence] == [
        GATE
    ]  # nothing was changed
    for hidden in ("values", "seal"):
        assert not printed.pop(hidden)
    shown = [criterion.pop("evidence") for criterion in printed["criteria"]]
    assert shown == [[]] * len(read)
    assert kept == printed
    assert printed["kind"] == "Result"
    assert printed["kubernetes"] == {"cluster1": "v1.35.4"}


def test_shell_names_lab_and_context(started: Dojo) -> None:
    """The learner's shell has kubectl, k with completion, and a prompt that says where it is."""
    tmux = shutil.which("tmux")
    if tmux is None:
        pytest.skip("tmux is not installed")
    session = f"dojo-test-{os.getpid()}"
    command = f"{sys.executable} -m clusterdojo shell"
    environment = started.environment | {"TERM": "xterm-256color"}
    subprocess.run([tmux, "-L", session, "new-session", "-d", "-x", "120", "-y", "40", command],
                   env=environment, cwd=started.home, check=True)  # fmt: skip
    try:
        screen = _screen(tmux, session, f"{LAB} (cluster1)")
        assert f"{LAB} (cluster1)" in screen
        subprocess.run([tmux, "-L", session, "send-keys", "k get nodes", "Enter"], check=True)
        assert "node02" in _screen(tmux, session, "node02")
        subprocess.run([tmux, "-L", session, "send-keys", "clear", "Enter"], check=True)
        subprocess.run([tmux, "-L", session, "send-keys", "k cordon contr", "Tab"], check=True)
        assert "k cordon controlplane" in _screen(tmux, session, "k cordon controlplane")
    finally:
        subprocess.run([tmux, "-L", session, "kill-server"], check=False)


def _screen(tmux: str, session: str, awaited: str) -> str:
    """What the terminal shows once `awaited` is on it, or after 15 s."""
    deadline = time.monotonic() + 15
    while True:
        shown = subprocess.run(
            [tmux, "-L", session, "capture-pane", "-p"], capture_output=True, text=True, check=False
        ).stdout
        if awaited in shown or time.monotonic() > deadline:
            return shown
        time.sleep(0.1)


def test_from_start_to_all_points_and_back(dojo: Dojo) -> None:
    """Start, watch, solve, reset, stop: each step does what it says, and results stay."""
    assert dojo("start", LAB, "--seed", "3").returncode == 0
    watching = dojo.begin("check", "--watch")
    solution = dojo("solution", "--yes").stdout
    solved = subprocess.run(
        [sys.executable, "-m", "clusterdojo", "run", "--", "bash", "-euo", "pipefail"],
        input=solution, text=True, capture_output=True, env=dojo.environment, check=False,
    )  # fmt: skip
    assert solved.returncode == 0, solved.stderr
    shown, _ = watching.communicate(timeout=30)
    assert watching.returncode == 0
    assert "7 of 7 points: solved" in shown
    assert dojo("check").returncode == 0
    assert "7/7" in dojo("list").stdout
    (dojo.folders[0] / "work/notes.txt").write_text("mine")
    assert dojo("reset").returncode == 0
    assert not (dojo.folders[0] / "work/notes.txt").exists()
    again = dojo.graded()
    assert (again["earned"], again["resets"]) == (0, 1)
    assert [check["earned"] for check in again["checks"]][-2:] == [7, 0]
    assert dojo("stop").returncode == 0
    assert dojo.processes == []
    assert dojo.folders == []
    assert "7/7" in dojo("list").stdout


def test_a_watch_goes_on_through_a_reset(dojo: Dojo) -> None:
    """It grades the new clusters, and ends with the lab."""
    assert dojo("start", LAB, "--seed", "3").returncode == 0
    watching = dojo.begin("check", "--watch")
    _await(lambda: _checks(dojo) == [0])
    assert dojo("reset").returncode == 0
    _await(lambda: len(_checks(dojo)) > 1)
    assert dojo("run", "--", "kubectl", "cordon", "node01").returncode == 0
    _await(lambda: _checks(dojo)[-1] > 0)
    assert dojo("stop").returncode == 0
    shown, err = watching.communicate(timeout=30)
    assert (watching.returncode, err) == (0, "")
    assert shown.endswith("The lab was ended.\n")
    assert "void" not in shown


def _checks(dojo: Dojo) -> list[int]:
    """What each check has earned."""
    found = list((dojo.state / "results").glob("*.json"))
    return [check["earned"] for path in found for check in json.loads(path.read_text())["checks"]]


def _await(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_shell_in_the_work_folder_goes_on_after_a_reset(dojo: Dojo) -> None:
    """The folder stays, and what was in it is gone."""
    assert dojo("start", LAB, "--seed", "3").returncode == 0
    command = f"{sys.executable} -m clusterdojo"
    done = dojo(
        "run", "--", "bash", "-c", f"touch old; {command} reset; {command} check; touch new"
    )
    assert done.returncode == 0, done.stderr
    assert "0 of 7 points" in done.stdout
    assert "Traceback" not in done.stderr
    assert (dojo.folders[0] / "work/new").exists()
    assert not (dojo.folders[0] / "work/old").exists()


def test_the_same_seed_draws_the_same(dojo: Dojo) -> None:
    """A seed makes an attempt repeatable."""
    assert dojo("start", LAB, "--seed", "5").returncode == 0
    first = dojo("task").stdout
    assert dojo("stop").returncode == 0
    assert dojo("start", LAB, "--seed", "5").returncode == 0
    assert dojo("task").stdout == first


def test_plain_pytest_grades_any_cluster(dojo: Dojo, tmp_path: Path) -> None:
    """The engine `existing`: record a start state, then grade with pytest alone."""
    assert dojo("start", LAB, "--seed", "1").returncode == 0
    kubeconfig = dojo.folders[0] / "kubeconfig"
    before = tmp_path / "before.json"
    recorded = dojo("record", LAB, "--kubeconfig", str(kubeconfig), "--context", "cluster1",
                    "--output", str(before), "--seed", "1")  # fmt: skip
    assert recorded.returncode == 0, recorded.stderr

    def grade(*options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "checks/test_drain_node01.py", "--lab", LAB,
             "--kubeconfig", str(kubeconfig), "--context", "cluster1", *options],
            cwd=CHECKOUT, env=dojo.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    untouched = grade("--before", str(before))
    assert untouched.returncode == 1
    assert "failed: 0 of 7 points" in untouched.stdout, untouched.stdout
    dojo("run", "--", "kubectl", "drain", "node01", "--ignore-daemonsets")
    solved = grade("--before", str(before))
    assert solved.returncode == 0, solved.stdout
    assert "passed: 7 of 7 points" in solved.stdout
    blind = grade("--seed", "1")
    assert "ungradable" in blind.stdout
    assert "no start state was recorded" in blind.stdout


def test_the_wheel_carries_the_suite(tmp_path: Path) -> None:
    """Installed from the wheel, outside the checkout, labs are listed and started."""
    # Without build isolation and with the locked versions, like `make`; uv is there beside Python.
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        check=True, cwd=CHECKOUT,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("clusterdojo-*.whl")
    uv, python = Path(sys.executable).with_name("uv"), tmp_path / "venv/bin/python"
    subprocess.run(
        [uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv"], check=True
    )
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", python,
         "--constraints", CHECKOUT / "requirements.txt", wheel],
        check=True,
    )  # fmt: skip
    user = Dojo(tmp_path)
    command = tmp_path / "venv/bin/dojo"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([command, *arguments], env=user.environment, cwd=tmp_path,
                              capture_output=True, text=True, check=False)  # fmt: skip

    try:
        assert LAB in run("list").stdout
        started = run("start", LAB)
        assert started.returncode == 0, started.stderr
        assert "Drain node01" in started.stdout
        assert run("check").returncode == 1
    finally:
        run("stop", "--all")


def test_a_new_lab_lints_and_fails_its_proof(tmp_path: Path) -> None:
    """`dojo new` writes a skeleton that is well-formed and proves nothing yet."""
    copy = tmp_path / "suite"
    shutil.copytree(
        CHECKOUT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "out", "labs", "cheats")
    )
    (copy / "labs").mkdir()
    for check in (copy / "checks").glob("test_*.py"):
        check.unlink()
    user = Dojo(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "clusterdojo", *arguments], cwd=tmp_path, check=False,
            env=user.environment | {"CLUSTERDOJO_SUITE": str(copy)},
            capture_output=True, text=True,
        )  # fmt: skip

    assert run("new", "my-lab").returncode == 0
    assert run("new", "my-lab").returncode == 2
    assert run("new", "My Lab").returncode == 2
    linted = run("validate", "my-lab", "--content-only")
    assert linted.returncode == 0, linted.stderr
    digest = hashlib.sha256((copy / "labs/my-lab/lab.yaml").read_bytes()).hexdigest()
    proven = run("validate", "my-lab", "--jobs", "2")
    assert proven.returncode == 1, proven.stdout
    assert "FAILED my-lab" in proven.stdout
    assert "earns 0 of 1 points" in proven.stdout
    assert hashlib.sha256((copy / "labs/my-lab/lab.yaml").read_bytes()).hexdigest() == digest
