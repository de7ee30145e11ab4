""".ci/oci-runtime: what it takes out of a container's specification, and that it adds nothing."""

import json
import shutil
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT

SETS = ("bounding", "effective", "inheritable", "permitted", "ambient")
PROCESS: dict[str, Any] = {
    "args": ["echo", "CAP_SYS_RESOURCE", "ä \\ \" 'x'"],
    "capabilities": {name: ["CAP_CHOWN", "CAP_SYS_RESOURCE", "CAP_KILL"] for name in SETS},
    "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 18446744073709551615, "soft": 1024}],
}
LESS = {**PROCESS, "capabilities": {name: ["CAP_CHOWN", "CAP_KILL"] for name in SETS}}
del LESS["rlimits"]


@pytest.fixture
def run(tmp_path: Path) -> "Run":
    """The wrapper before a runc that only says how it was called."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed, which the wrapper needs")
    return Run(tmp_path)


class Run:
    """Calls the wrapper as containerd's shim does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bundle = folder / "bundle"
        self.bundle.mkdir()
        self.spec = self.bundle / "config.json"
        self.spec.write_text(json.dumps({"process": PROCESS, "linux": {"namespaces": []}}))
        self.runc = folder / "runc"
        self.runc.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n')
        self.runc.chmod(0o755)

    def __call__(self, *arguments: str) -> None:
        """The wrapper becomes runc: same arguments, and runc's own exit code."""
        done = subprocess.run(
            [CHECKOUT / ".ci/oci-runtime", *arguments],
            check=False, capture_output=True, text=True, cwd=self.bundle,
            env={"PATH": "/usr/local/bin:/usr/bin:/bin", "OCI_RUNTIME": str(self.runc)},
        )  # fmt: skip
        assert done.stdout.splitlines() == list(arguments)
        assert done.stderr == ""
        assert done.returncode == 7


@pytest.mark.parametrize("flags", [["--bundle", "{}"], ["--bundle={}"], ["-b", "{}"], []])
@pytest.mark.parametrize("command", ["create", "run"])
def test_a_new_container_gets_less(run: Run, command: str, flags: list[str]) -> None:
    """In the bundle's config.json the capability and the limits are gone, and nothing else is."""
    given = [flag.format(run.bundle) for flag in flags]
    run("--root", "/run/x", "--log-format", "json", command, *given, "--pid-file", "p", "exec")
    assert json.loads(run.spec.read_text()) == {"process": LESS, "linux": {"namespaces": []}}


@pytest.mark.parametrize("flag", ["--process {}", "--process={}", "-p {}"])
def test_a_process_that_joins_gets_less(run: Run, flag: str) -> None:
    """`docker exec --privileged` would fail as `docker run --privileged` does."""
    process = run.folder / "process 1"
    process.write_text(json.dumps(PROCESS))
    before = run.spec.read_text()
    run("exec", *(word.format(process) for word in flag.split(" ")), "--detach", "create")
    assert json.loads(process.read_text()) == LESS
    assert run.spec.read_text() == before


def test_what_has_nothing_to_lose_stays(run: Run) -> None:
    """A container without capabilities or limits is written back as it was."""
    plain: dict[str, Any] = {"process": {"args": ["x"]}, "root": {"path": "rootfs"}}
    run.spec.write_text(json.dumps(plain))
    run("create", "--bundle", str(run.bundle), "x")
    assert json.loads(run.spec.read_text()) == plain
    some = deepcopy(plain)
    some["process"]["capabilities"] = {"bounding": ["CAP_KILL"]}
    run.spec.write_text(json.dumps(some))
    run("create", "--bundle", str(run.bundle), "x")
    assert json.loads(run.spec.read_text()) == some


def test_other_commands_pass_untouched(run: Run) -> None:
    """Starting, killing or deleting a container edits no file, whatever its name is."""
    before = run.spec.read_text()
    for command in ("start", "kill", "delete", "state", "features"):
        run("--root", "create", command, "--force", "exec")
    assert run.spec.read_text() == before


def test_a_file_that_is_no_json_is_refused(run: Run) -> None:
    """A broken specification is an error of the wrapper, not an empty file for runc."""
    run.spec.write_text("{")
    done = subprocess.run(
        [CHECKOUT / ".ci/oci-runtime", "create", "--bundle", run.bundle],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode not in (0, 7)
    assert run.spec.read_text() == "{"
