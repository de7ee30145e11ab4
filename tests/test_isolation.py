"""Nothing around a command decides a grade."""

import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo import isolation
from clusterdojo.errors import UsageError
from tests.hostile import NOWHERE, ROWS, command

SECURITY = Path(__file__).parent.parent / "SECURITY.md"
# What these tests themselves are run with stays out, and their machine's folders are found.
PLAIN = {n: v for n, v in os.environ.items() if n not in {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}}


@pytest.mark.parametrize("name", ROWS)
def test_a_command_that_grades_says_the_same_in_any_surroundings(name: str, tmp_path: Path) -> None:
    """Hooks, modules and settings break nothing, since none of them is loaded."""
    row = ROWS[name]()
    variables = row.lay(tmp_path) | {"CLUSTERDOJO_STATE": str(tmp_path / "state")}
    done = subprocess.run(
        command(row, "check"), env=PLAIN | variables, cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    said = [line for line in done.stderr.splitlines() if "LD_PRELOAD" not in line]
    assert said[0].startswith("dojo: No lab is running."), done.stderr
    assert len(said) == 2


def test_the_page_on_security_lists_all_of_them() -> None:
    """A row of the table for each, by the words that the tests use."""
    table = SECURITY.read_text()
    assert [name for name in ROWS if f"| {name}" not in table.replace("`", "")] == []


@pytest.mark.parametrize("name", ROWS)
def test_no_variable_of_theirs_is_there_while_criteria_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grading has the variables of its list, and afterwards all others are back."""
    variables = ROWS[name]().lay(tmp_path)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    before = dict(os.environ)
    with isolation.isolated({"DOCKER_HOST": "unix:///made.sock", "PATH": "/opt/docker"}):
        inside = dict(os.environ)
    assert dict(os.environ) == before
    assert inside["PATH"].split(":")[:2] == ["/usr/local/sbin", "/usr/local/bin"]
    assert inside["PATH"].endswith(":/opt/docker")
    assert inside["DOCKER_HOST"] == "unix:///made.sock"
    foreign = {n for n in inside if n not in isolation.ALLOWED and not n.startswith("CLUSTERDOJO_")}
    assert {n for n in foreign if not n.startswith("LC_")} == {"PATH", "DOCKER_HOST"}
    assert inside.get("COLUMNS") != variables.get("COLUMNS", "-")


def test_a_clean_interpreter_goes_on_at_once(tmp_path: Path) -> None:
    """No second start of Python for those who set nothing: the process is the one that began."""
    code = (
        "import os; os.execve = None\n"
        "from clusterdojo import isolation; isolation.begin(['check']); print('went on')"
    )
    environment = PLAIN | {"EDITOR": "vi", "PYTHONUNBUFFERED": "1", "HTTPS_PROXY": "http://x"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=environment, cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "went on\n", done.stderr


def test_commands_that_do_not_grade_keep_the_learners_environment() -> None:
    """`dojo run` hands it on, whatever it holds."""
    code = (
        "import os; from clusterdojo import isolation; isolation.begin(['run', 'x'])\n"
        "print(os.environ['PYTHONPATH'], os.environ['LD_LIBRARY_PATH'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=PLAIN | {"PYTHONPATH": NOWHERE, "LD_LIBRARY_PATH": NOWHERE},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [NOWHERE, NOWHERE]


def test_the_users_own_cluster_is_read_with_their_own_variables() -> None:
    """`dojo record` needs their certificates, proxies and credential plugins."""
    code = (
        "import os; from clusterdojo import isolation; isolation.begin(['record', 'x'])\n"
        "print(os.environ['SSL_CERT_FILE'], os.environ['HTTPS_PROXY'], os.environ['AWS_PROFILE'])"
    )
    own = {"SSL_CERT_FILE": "ca", "HTTPS_PROXY": "http://x", "AWS_PROFILE": "me"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=PLAIN | own, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["ca", "http://x", "me"]


def test_plain_pytest_without_assertions_is_refused(tmp_path: Path) -> None:
    """Its own warning would be easy to miss."""
    command = [sys.executable, "-O", "-m", "pytest", "-p", "clusterdojo.grading.plugin", "--lab=x"]
    done = subprocess.run(
        command, cwd=tmp_path, env=PLAIN | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Python was started without assertions" in done.stderr


def test_an_interpreter_without_assertions_is_refused() -> None:
    """Even where it calls the grader by itself: no criterion could fail."""
    code = "from clusterdojo.isolation import require_assertions as r\nr()"
    done = subprocess.run(
        [sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False
    )
    assert "Python was started without assertions" in done.stderr
    isolation.require_assertions()


def test_what_can_not_be_made_clean_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence what is wrong, one what to do."""
    monkeypatch.setattr(sys, "executable", "")
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    with pytest.raises(UsageError, match=r"options about warnings.* Start dojo without options"):
        isolation.begin(["check"])


def test_nothing_of_the_learners_is_taken_for_a_place_of_the_suite(tmp_path: Path) -> None:
    """A module of theirs under the name of a dependency is not where the dependencies are."""
    variables = ROWS["PYTHONPATH"]().lay(tmp_path)
    code = "from clusterdojo import isolation; print(isolation.interpreter('x'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=PLAIN | variables, cwd=tmp_path / "lib",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(tmp_path) not in done.stdout


def test_an_installation_in_the_home_folder_is_found_without_its_hooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pip install --user` puts everything there."""
    home = tmp_path / "site"
    (home / "typer").mkdir(parents=True)
    monkeypatch.setattr(site, "ENABLE_USER_SITE", True)
    monkeypatch.setattr(site, "getusersitepackages", lambda: str(home))
    assert str(home) not in isolation._places(), "the dependencies are elsewhere"
    monkeypatch.setattr(site, "getsitepackages", list)
    assert isolation._places()[-1] == str(home)


def test_background_processes_begin_isolated(tmp_path: Path) -> None:
    """Those of exams grade hours later, in an environment of long ago."""
    found = [*isolation.interpreter("clusterdojo"), "--version"]
    variables = ROWS["PYTHONPATH"]().lay(tmp_path)
    done = subprocess.run(
        found, env=PLAIN | variables | {"PYTHONOPTIMIZE": "2"}, cwd=tmp_path / "lib",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("clusterdojo "), done.stderr
    kept = isolation.without_hooks({"HTTPS_PROXY": "x", "LD_PRELOAD": "x", "PYTHONPATH": "x"})
    assert kept == {"HTTPS_PROXY": "x"}
