"""The workflows: they parse, ask for no more than they need, and call commands that there are."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from clusterdojo.cli.app import COMMANDS
from clusterdojo.lab.suite import SUITE_VARIABLE
from tests.conftest import CHECKOUT
from tests.fakes import fake

FOLDER = CHECKOUT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w.-]+@v\d+\.\d+\.\d+")
DOJO = re.compile(r"(?:^|[;&|(]|\$\()\s*(dojo [^;&|)\n]*)", re.MULTILINE)


def loaded(path: Path) -> dict[Any, Any]:
    """A workflow as data; YAML takes the key `on` for yes."""
    content = yaml.safe_load(path.read_text())
    assert isinstance(content, dict)
    return content


def steps(path: Path) -> list[dict[str, Any]]:
    """All steps of all jobs."""
    return [step for job in loaded(path)["jobs"].values() for step in job["steps"]]


def test_there_is_one_for_labs_and_one_for_the_house() -> None:
    """People who keep their own labs copy the first."""
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "validate-labs.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read(path: Path) -> None:
    """A pull request is a stranger's code: no permission beyond reading, no secret in reach."""
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in workflow[True]
    assert set(workflow[True]) >= {"push", "pull_request"}
    assert "secrets." not in path.read_text()
    checkout = next(s for s in steps(path) if str(s.get("uses")).startswith("actions/checkout@"))
    assert checkout["with"]["persist-credentials"] is False
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 90


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_version(path: Path) -> None:
    """What ran yesterday runs today."""
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert [name for name in used if not PINNED.fullmatch(name)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_script_is_a_shell_script(path: Path) -> None:
    """Bash reads each of them; none puts what others wrote into a command."""
    scripts = [step["run"] for step in steps(path) if "run" in step]
    assert scripts
    for script in scripts:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        assert "${{" not in script


def test_the_house_runs_what_ci_runs() -> None:
    """.ci/run is the one way, here as elsewhere."""
    scripts = [step["run"] for step in steps(FOLDER / "ci.yml") if "run" in step]
    assert any(script.split()[-1] == ".ci/run" for script in scripts)
    assert (CHECKOUT / ".ci" / "run").is_file()


def test_every_command_in_a_workflow_exists() -> None:
    """With the flags that it is given."""
    called = [
        shlex.split(line)
        for path in WORKFLOWS
        for step in steps(path)
        for line in DOJO.findall(step.get("run", ""))
    ]
    assert ["dojo", "validate", "--minutes", "45", "--report", "proof"] in called
    for words in called:
        flags = [word for word in words[1:] if word.startswith("--")]
        command = [word for word in words[1:2] if word in COMMANDS]
        assert command or flags == ["--version"], words
        helped = subprocess.run(
            [sys.executable, "-m", "clusterdojo", *command, "--help"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        assert [flag for flag in flags if flag not in helped] == [], words


def test_labs_are_proven_reported_and_shown() -> None:
    """Own labs are found, the report is kept and summed up whatever the proof's outcome."""
    path = FOLDER / "validate-labs.yml"
    assert loaded(path)["env"][SUITE_VARIABLE] == "${{ github.workspace }}"
    named = {
        str(step.get("uses", step.get("name"))).partition("@")[0]: step for step in steps(path)
    }
    for name in ("Show the summary", "actions/upload-artifact"):
        assert named[name]["if"] == "always()"
    assert "proof/summary.md" in named["Show the summary"]["run"]
    assert "$GITHUB_STEP_SUMMARY" in named["Show the summary"]["run"]
    assert named["actions/upload-artifact"]["with"]["path"] == "proof/"
    assert named["actions/cache"]["with"]["path"] == "~/.cache/clusterdojo"


@pytest.mark.parametrize("package", ["", "git+https://host.example/owner/clusterdojo"])
def test_only_the_package_that_was_named_is_installed(tmp_path: Path, package: str) -> None:
    """No release exists, so the bare name would install whatever somebody else calls so."""
    path = FOLDER / "validate-labs.yml"
    assert loaded(path)["env"]["CLUSTERDOJO_PACKAGE"] == ""
    fake(tmp_path / "python", {"-m pip install": f'echo "python $*" >>{tmp_path}/called'})
    fake(tmp_path / "dojo", {"--version": "echo clusterdojo 0.1"})
    script = next(step["run"] for step in steps(path) if step.get("name") == "Install clusterdojo")
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "CLUSTERDOJO_PACKAGE": package,
             "GITHUB_OUTPUT": str(tmp_path / "output")},
    )  # fmt: skip
    if package:
        assert done.returncode == 0
        assert f"python -m pip install {package}\n" in (tmp_path / "called").read_text()
    else:
        assert done.returncode == 2
        assert "Set it in this workflow" in done.stdout
        assert not (tmp_path / "called").exists()
