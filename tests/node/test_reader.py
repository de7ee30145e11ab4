"""Reading a node, with a local shell in the place of a node's."""

import contextlib
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import psutil
import pytest

from clusterdojo.grading.limit import limited
from clusterdojo.grading.outcomes import OverdueError
from clusterdojo.node import shell as node_shell
from clusterdojo.node.known import Known
from clusterdojo.node.reader import NodeReader, WayIn
from clusterdojo.node.shell import QuestionError, SilentNodeError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are Linux machines")


@pytest.fixture
def reader() -> Iterator[NodeReader]:
    """Reads this machine."""
    made = NodeReader([])
    yield made
    made.close()


def _private_mounts() -> bool:
    if unshare := shutil.which("unshare"):
        return subprocess.run([unshare, "--mount", "true"], check=False).returncode == 0
    return False


def _shell(reader: NodeReader) -> int:
    """The process that answers, as this machine counts it."""
    reader.script("true")
    assert reader._shell
    first = reader._shell._process.pid
    children = psutil.Process(first).children()
    return children[0].pid if children else first


def test_an_answer_has_code_and_both_streams(reader: NodeReader, tmp_path: Path) -> None:
    """A grader sees what it would see in a terminal, streams apart."""
    (tmp_path / "there").write_text("here\n")
    ran = reader.read("cat", str(tmp_path / "there"), str(tmp_path / "missing"))
    assert ran.code == 1
    assert ran.out == b"here\n"
    assert b"missing" in ran.err
    assert ran.text == "here\n"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"no end of line", b"\0\1\xff\n\n", b"x" * 300_000, b"\nmark 0\n"],
    # pytest 9.0 puts ids into the environment of every program, however long they are.
    ids=["empty", "line", "unended", "binary", "large", "mark"],
)
def test_any_content_comes_through_unchanged(
    reader: NodeReader, tmp_path: Path, content: bytes
) -> None:
    """Binary, empty, large, or dressed up as the end of an answer."""
    path = tmp_path / "file"
    path.write_bytes(content)
    assert reader.read("cat", str(path)).out == content
    assert reader.read("cat", "/dev/null").out == b""


def test_words_are_passed_as_they_are(reader: NodeReader, tmp_path: Path) -> None:
    """Nothing in an argument is read by a shell."""
    path = tmp_path / "a 'b' $(touch c); \"d\""
    path.write_text("fine")
    assert reader.read("cat", str(path)).text == "fine"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_one_shell_answers_everything(reader: NodeReader) -> None:
    """A node is entered once a check: entering takes longer than asking."""
    first = _shell(reader)
    reader.forget()
    assert _shell(reader) == first


def test_the_first_answer_is_kept(reader: NodeReader, tmp_path: Path) -> None:
    """All criteria of a check see the same moment, until the check wants a newer one."""
    path = tmp_path / "file"
    path.write_text("old")
    assert reader.read("cat", str(path)).text == "old"
    path.write_text("new")
    assert reader.read("cat", str(path)).text == "old"
    reader.forget()
    assert reader.read("cat", str(path)).text == "new"


def test_what_takes_too_long_is_ended(reader: NodeReader, tmp_path: Path) -> None:
    """A named pipe keeps nobody waiting, and the next question is answered."""
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    for _ in range(3):  # and asked again, it keeps nobody waiting at all
        with pytest.raises(QuestionError, match="cat took longer than 1 s"):
            reader.read("cat", str(tmp_path / "pipe"), seconds=1)
    assert time.monotonic() - began < 3
    assert reader.read("cat", "/dev/null").code == 0


def test_a_program_reads_nothing_of_the_conversation(reader: NodeReader) -> None:
    """`cat` without a file would otherwise swallow the next question."""
    assert reader.read("cat").out == b""
    assert reader.script("echo still here").text == "still here\n"


def test_what_may_change_something_is_refused(reader: NodeReader) -> None:
    """A grader that tries is faulty: nothing is run."""
    with pytest.raises(ValueError, match="not a program that graders may run"):
        reader.read("rm", "-rf", "/nowhere")


@pytest.mark.skipif(not _private_mounts(), reason="this user has no mount namespaces")
def test_the_nodes_file_systems_are_read_only(reader: NodeReader, tmp_path: Path) -> None:
    """Even a script of the suite's own can't leave a trace."""
    path = tmp_path / "trace"
    ran = reader.script('touch "$1" /run/dojo-trace; echo x >/proc/sys/vm/drop_caches', str(path))
    assert ran.err.count(b"Read-only file system") == 3
    assert not path.exists()
    path.write_text("ours")  # and only there: the rest of the machine goes on writing


def test_a_node_that_can_not_be_entered_says_why() -> None:
    """The last words on stderr are the reason."""
    reader = NodeReader(["sh", "-c", "echo first >&2; echo no such container >&2; exit 1"])
    with pytest.raises(SilentNodeError, match=r"^no such container$") as caught:
        reader.read("cat", "/proc/uptime")
    assert caught.value.code == 1


def test_a_missing_way_in_is_told(tmp_path: Path) -> None:
    """Without a docker program there is no node to read."""
    reader = NodeReader([str(tmp_path / "docker")])
    with pytest.raises(SilentNodeError, match="No such file"):
        reader.read("cat", "/proc/uptime")


def test_a_node_that_freezes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paused container answers nothing, and ends nothing."""
    monkeypatch.setattr(node_shell, "OPEN_SECONDS", 0.2)
    reader = NodeReader(["sh", "-c", "exec sleep 60"])
    with pytest.raises(SilentNodeError, match=r"no answer within 0\.2 s") as caught:
        reader.read("cat", "/proc/uptime")
    assert caught.value.code is None


def test_a_node_that_stops_in_the_middle_stays_silent(tmp_path: Path) -> None:
    """Every later question gets the same answer at once; nobody waits again."""
    (tmp_path / "power").touch()
    entering = f'test -e {tmp_path}/power || {{ echo is stopped >&2; exit 1; }}; exec "$0" "$@"'
    reader = NodeReader(["sh", "-c", entering])
    pid = _shell(reader)
    (tmp_path / "power").unlink()
    psutil.Process(pid).kill()
    with pytest.raises(SilentNodeError, match="is stopped") as first:
        reader.read("cat", "/proc/uptime")
    with pytest.raises(SilentNodeError) as second:
        reader.read("cat", "/proc/loadavg")
    assert first.value is second.value


def test_a_shell_that_is_ended_is_started_again(reader: NodeReader) -> None:
    """Whoever ends the grader's processes on a node hides nothing by that."""
    psutil.Process(_shell(reader)).kill()
    assert reader.read("cat", "/dev/null").code == 0


def test_a_shell_that_stands_still_leaves_one_question_unanswered(
    reader: NodeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped by a signal, say: the next question gets a shell of its own."""
    monkeypatch.setattr(node_shell, "GRACE_SECONDS", 0.2)
    stopped = psutil.Process(_shell(reader))
    stopped.suspend()
    with pytest.raises(QuestionError, match=r"cat got no answer: no answer within 1\.2 s"):
        reader.read("cat", "/dev/null", seconds=1)
    assert reader.read("cat", "/proc/uptime").code == 0
    with contextlib.suppress(psutil.NoSuchProcess):
        stopped.kill()


def test_what_a_question_has_started_ends_with_it(reader: NodeReader, tmp_path: Path) -> None:
    """Not even a program in the background, with a session of its own, stays on the node."""
    if not _private_mounts():
        pytest.skip("this user has no namespaces of processes")
    name = tmp_path.name
    began = time.monotonic()
    reader.script(f"setsid sh -c 'exec sleep 61; : {name}' & sleep 0.3; echo done")
    with pytest.raises(QuestionError):
        reader.script(f"trap '' TERM; sh -c 'sleep 62; : {name}'", seconds=1)
    assert time.monotonic() - began < 30
    left = [p.info["cmdline"] or [] for p in psutil.process_iter(["cmdline"])]
    assert not [line for line in left if line[-2:] in (["sleep", "61"], ["sleep", "62"])]


def test_silence_is_explained_once() -> None:
    """Whose doing it is, is asked when it happens, and holds for the whole check."""
    asked = []

    def explain(error: SilentNodeError) -> Exception:
        asked.append(error)
        return AssertionError("node01 is stopped")

    reader = NodeReader(["false"], explain)
    for _ in range(2):
        with pytest.raises(AssertionError, match="node01 is stopped"):
            reader.read("cat", "/proc/uptime")
    assert len(asked) == 1


def test_opening_tells_nothing_yet(reader: NodeReader) -> None:
    """A node that nobody reads in the end is nobody's fault."""
    silent = NodeReader(["false"])
    silent.open()
    reader.open()
    assert psutil.pid_exists(_shell(reader))


def test_closing_leaves_no_process() -> None:
    """`dojo check --watch` checks for hours in one process."""
    reader = NodeReader([])
    pid = _shell(reader)
    reader.close()
    reader.close()
    reader.open()  # in the background, and late
    assert reader._shell is None
    assert not psutil.pid_exists(pid)


def test_an_endless_answer_is_cut_off(reader: NodeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grader's memory is not at the mercy of a file on the node, and other questions go on."""
    monkeypatch.setattr(node_shell, "LARGEST", 100_000)
    with pytest.raises(QuestionError, match="a program told more than 100000 bytes"):
        reader.script("yes")
    assert len(reader.script("yes >&2 & sleep 0.2; kill $!; echo said").err) <= 100_000
    assert reader.read("cat", "/proc/uptime").code == 0


def test_a_file_is_copied_whole_and_for_its_owner_only(reader: NodeReader, tmp_path: Path) -> None:
    """What is in it may be all Secrets of a cluster."""
    (tmp_path / "there").write_bytes(b"\x00\xff" * 5000)
    assert reader.copy(str(tmp_path / "there"), tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"\x00\xff" * 5000
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_copied_leaves_what_was_there(
    reader: NodeReader, tmp_path: Path
) -> None:
    """Half a snapshot is worse than the one of before; a full disk is no reason to fail a check."""
    (tmp_path / "copy").write_text("of before")
    assert not reader.copy(str(tmp_path / "missing"), tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "of before"
    assert not reader.copy("/dev/null", tmp_path / "no-folder" / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy"]


# The suite's own shell


@pytest.fixture
def way(tmp_path: Path) -> WayIn:
    """Brings a copy of busybox into a folder, as the engine brings one onto a node."""
    found = shutil.which("busybox")
    if found is None:
        pytest.skip("needs busybox, as Debian's busybox-static has it")

    def bring() -> str:
        return shutil.copy(found, str(tmp_path / f"busybox.{next(number)}"))

    number = itertools.count()
    return WayIn([], bring, {"0" * 64: Known("none")})


def test_the_own_shell_needs_no_program_of_the_node(way: WayIn, tmp_path: Path) -> None:
    """Whatever became of the node's sh and cat; and its own file is gone at once."""
    (tmp_path / "there").write_text("here")
    reader = NodeReader(way)
    assert (
        reader.script('PATH=; cat "$1"; stat -c %s "$1"', str(tmp_path / "there")).text == "here4\n"
    )
    assert not list(tmp_path.glob("busybox.*"))
    assert reader.copy(str(tmp_path / "there"), tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "here"
    assert not list(tmp_path.glob("busybox.*"))
    reader.close()


def test_systemctl_is_asked_where_systemd_is(reader: NodeReader) -> None:
    """It refuses a bus whose other end has no process ID; everything else has a namespace."""
    if not _private_mounts():
        pytest.skip("this user has no namespaces of processes")
    reader.script("true")
    shell = reader._shell
    assert shell
    with mock.patch.object(shell, "_request", wraps=shell._request) as request:
        reader.read("readlink", "/proc/self/ns/pid")
        reader.read("systemctl", "show")
    assert [call.args[2] for call in request.call_args_list] == ["$APART", ""]


def test_a_program_that_was_replaced_is_not_asked(way: WayIn) -> None:
    """What it would say is the learner's word."""
    reader = NodeReader(way)
    assert reader.read("cat", "/proc/uptime").code == 0  # its own
    with pytest.raises(QuestionError, match="kubelet is not there"):
        reader.read("kubelet", "--version")
    with pytest.raises(QuestionError, match="systemctl is not the program that the machine came"):
        reader.read("systemctl", "show")
    reader.close()
    digest = hashlib.sha256(Path(shutil.which("systemctl") or "").read_bytes()).hexdigest()
    reader = NodeReader(replace(way, known={digest: Known("systemctl")}))
    reader.read("systemctl", "show")  # whatever it says
    reader.close()


def test_an_answer_that_was_not_waited_for_is_nobodys(reader: NodeReader) -> None:
    """A criterion's time is over in the middle of it: the next question gets its own answer."""
    reader.script("true")
    with pytest.raises(OverdueError), limited(None, 0.3):
        reader.script("sleep 2; echo late")
    assert reader.script("echo mine").text == "mine\n"
