"""The container engine: what docker is told, and what is made of its words and its silence."""

import os
import time
from pathlib import Path

import pytest

from clusterdojo import container
from clusterdojo.errors import ContainerEngineError
from tests.fakes import fake

AWAY = "Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?"
UP = {"version": "echo 28.0"}
DOWN = {"version": f'echo; echo "{AWAY}" >&2; exit 1'}
HANGS = "exec sleep 60"


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a fake `docker`, first on PATH; a test writes it."""
    directory = tmp_path / "bin"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    return directory / "docker"


def test_a_command_gives_its_output(docker: Path) -> None:
    """What it writes to stdout comes back as it is, its stderr does not mix in."""
    fake(docker, {"inspect": 'echo "$@"; echo noise >&2'})
    assert container.docker("inspect", "--type", "image", "a b") == "inspect --type image a b\n"


def test_stdin_is_passed_on_or_empty(docker: Path) -> None:
    """Without input a command reads nothing, rather than the learner's terminal."""
    fake(docker, {"load": "cat"})
    assert container.docker("load", stdin=b"a\nb") == "a\nb"
    assert container.docker("load") == ""


def test_a_failed_command_says_what_docker_said(docker: Path) -> None:
    """The engine answers, so the failure is the command's own."""
    fake(docker, UP | {"rm x": "echo 'Error: No such container: x' >&2; exit 1"})
    with pytest.raises(container.DockerCommandError) as failed:
        container.docker("rm", "x")
    assert failed.value.arguments == ("rm", "x")
    assert failed.value.stderr == "Error: No such container: x"


def test_a_failure_that_the_caller_expects_is_none(docker: Path) -> None:
    """With check=False the output so far comes back."""
    fake(docker, UP | {"rm x": "echo part; exit 1"})
    assert container.docker("rm", "x", check=False) == "part\n"


@pytest.mark.parametrize("check", [True, False])
def test_an_engine_that_is_away_is_told_from_a_failed_command(docker: Path, *, check: bool) -> None:
    """However docker words its failure: when the engine does not answer, that is the error."""
    fake(docker, DOWN | {"rm x": "echo 'unexpected EOF' >&2; exit 1"})
    with pytest.raises(ContainerEngineError) as away:
        container.docker("rm", "x", check=check)
    assert AWAY.rstrip("?") in away.value.what
    assert "Start Docker" in away.value.do


def test_a_command_that_hangs_is_ended(docker: Path) -> None:
    """A command that takes too long is the command's failure while the engine answers."""
    fake(docker, UP | {"exec x": HANGS})
    with pytest.raises(container.DockerCommandError, match=r"did not end within 0\.2 s"):
        container.docker("exec", "x", seconds=0.2)


def test_an_engine_that_hangs_is_away(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes the connection and says nothing does not hold anybody up."""
    monkeypatch.setattr(container, "REACH_SECONDS", 0.2)
    monkeypatch.setattr(container, "DOUBT_SECONDS", 0.2)
    fake(docker, {"version": HANGS, "exec x": HANGS})
    assert container.reachable() == "no answer within 0.2 s"
    with pytest.raises(ContainerEngineError, match=r"no answer within 0\.2 s"):
        container.docker("exec", "x", seconds=0.2)


def test_an_engine_that_hung_is_waited_for_once(
    docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command that asks many things does not wait for each; after a while it asks again."""
    monkeypatch.setattr(container, "REACH_SECONDS", 0.2)
    monkeypatch.setattr(container, "DOUBT_SECONDS", 0.2)
    fake(docker, {"version": f"echo asked >>{tmp_path}/log; {HANGS}"})
    with pytest.raises(ContainerEngineError, match="no answer within"):
        container.require()
    for ask in (container.require, lambda: container.docker("ps")):
        with pytest.raises(ContainerEngineError, match="no answer within"):
            ask()
    assert (tmp_path / "log").read_text() == "asked\n"
    monkeypatch.setattr(container, "HUNG_SECONDS", 0.0)
    fake(docker, UP | {"ps": "echo here"})
    assert container.docker("ps") == "here\n"


def test_a_long_command_does_not_wait_for_an_engine_that_hangs(
    docker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before the command's own limit it is noticed that nothing answers any more."""
    monkeypatch.setattr(container, "REACH_SECONDS", 0.2)
    monkeypatch.setattr(container, "DOUBT_SECONDS", 0.2)
    fake(docker, {"version": HANGS, "build": HANGS})
    began = time.monotonic()
    with pytest.raises(ContainerEngineError, match=r"no answer within 0\.2 s"):
        container.docker("build", stdin=b"x", seconds=60)
    assert time.monotonic() - began < 10


def test_a_long_command_is_given_its_time(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the engine answers, a command that says nothing is waited for; its input arrives."""
    monkeypatch.setattr(container, "REACH_SECONDS", 1.0)
    monkeypatch.setattr(container, "DOUBT_SECONDS", 1.0)
    fake(docker, UP | {"import": "cat; sleep 2; echo done"})
    assert container.docker("import", stdin=b"x" * 10**6).endswith("xdone\n")


def test_input_that_takes_long_arrives_whole(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that begins to read late, on a machine out of breath, gets all of it."""
    monkeypatch.setattr(container, "DOUBT_SECONDS", 0.1)
    fake(docker, UP | {"cp": "sleep 0.5; wc -c"})
    assert container.docker("cp", stdin=b"x" * 10**6, seconds=10).strip() == str(10**6)


def test_no_docker_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without docker is told so, and that half of the labs need none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert container.reachable() == "The program docker is not on the PATH."
    for call in (container.require, container.info, lambda: container.docker("ps")):
        with pytest.raises(ContainerEngineError) as missing:
            call()
        assert missing.value.what == "The program docker is not on the PATH."
        assert "embedded engine" in missing.value.do


def test_a_user_who_may_not_use_docker_is_told_so(docker: Path) -> None:
    """Permission is mended otherwise than a daemon that does not run."""
    fake(docker, {"version": "echo 'permission denied while trying to connect' >&2; exit 1"})
    with pytest.raises(ContainerEngineError) as denied:
        container.require()
    assert "group docker" in denied.value.do


def test_an_engine_that_answers_is_reachable(docker: Path) -> None:
    """No reason, no error."""
    fake(docker, UP)
    assert container.reachable() is None
    container.require()


def test_a_client_alone_is_not_an_engine(docker: Path) -> None:
    """A docker that succeeds without naming a server has reached none."""
    fake(docker, {"version": "echo"})
    assert container.reachable() == "docker version ended with exit code 0"


def test_info_is_what_docker_tells(docker: Path) -> None:
    """The JSON of `docker info`; some versions report a silent engine in it, with exit code 0."""
    fake(docker, {"info": """echo '{"CgroupVersion": "2"}'"""})
    assert container.info() == {"CgroupVersion": "2"}
    fake(docker, UP | {"info": """echo '{"ServerErrors": ["it is away"]}'"""})
    with pytest.raises(ContainerEngineError, match="it is away"):
        container.info()
    fake(docker, UP | {"info": "echo nonsense"})
    with pytest.raises(ContainerEngineError):
        container.info()


def test_docker_host_is_heeded(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program gets the user's environment, so it finds the engine that the user chose."""
    fake(docker, {"ps": 'echo "$DOCKER_HOST"'})
    monkeypatch.setenv("DOCKER_HOST", "unix:///elsewhere.sock")
    assert container.docker("ps") == "unix:///elsewhere.sock\n"


def test_the_way_to_an_engine_is_remembered_whole(
    docker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set later leads elsewhere: the address of the chosen context, or the variables."""
    for name in container.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    fake(docker, {"context inspect": "echo mine unix:///home/me/docker.sock"})
    here = {"PATH": str(docker.parent)}
    assert container.way() == {"DOCKER_HOST": "unix:///home/me/docker.sock", **here}
    fake(docker, {"context inspect": "echo mine tcp://10.0.0.1:2376"})  # TLS files by its name
    assert container.way() == {"DOCKER_CONTEXT": "mine", **here}
    fake(docker, UP | {"context inspect": "exit 1"})
    assert container.way() == here
    monkeypatch.setenv("DOCKER_HOST", "tcp://10.0.0.2:2375")
    assert container.way() == {"DOCKER_HOST": "tcp://10.0.0.2:2375", **here}


def test_a_folder_is_copied_up_to_a_limit(docker: Path) -> None:
    """What docker goes on to say after that is not waited for."""
    fake(docker, {"cp box:/log -": "echo archive; exec yes"})
    with container.copied("box", "/log", 100) as archive:
        content = archive.read()
    assert content.startswith(b"archive\ny\n")
    assert len(content) == 100


def test_a_folder_that_is_gone_is_the_commands_failure(docker: Path) -> None:
    """The engine answers."""
    fake(docker, UP | {"cp": "echo 'Error: no such file' >&2; exit 1"})
    with pytest.raises(container.DockerCommandError, match="no such file"):
        container.copied("box", "/log", 100)


def test_a_copy_that_hangs_is_ended(docker: Path) -> None:
    """And one of an engine that is away says so."""
    fake(docker, UP | {"cp": HANGS})
    with pytest.raises(container.DockerCommandError, match=r"did not end within 0\.2 s"):
        container.copied("box", "/log", 100, seconds=0.2)
    fake(docker, DOWN | {"cp": "exit 1"})
    with pytest.raises(ContainerEngineError):
        container.copied("box", "/log", 100)
